# Needs the complete interviews of each analysis and variant, and the areas and weights of the survey. Makes the tables of interviewers and areas, and of weighted models.


rule cross_areas:
    """Tell interviewers from the areas they work in: who worked where, and both variances in one model."""
    input:
        data=lambda wildcards: [
            f"results/{wildcards.survey}/{analysis}/{variant}/data.parquet"
            for analysis, variant in variants_of(wildcards.survey)
        ],
        survey="results/{survey}/survey.parquet",
        source="results/{survey}/source.json",
    output:
        areas="results/{survey}/tables/areas.csv",
        overlap="results/{survey}/tables/overlap.csv",
    log:
        "logs/cross_areas/{survey}.log",
    benchmark:
        "logs/cross_areas/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(60),
    params:
        code=code_of("cross_areas"),
        parts=lambda wildcards: variants_of(wildcards.survey),
        analyses=lambda wildcards: fitted_analyses(wildcards.survey),
        alpha=SETTINGS["tests"]["alpha"],
        min_cell=SETTINGS["privacy"]["min_cell"],
    script:
        "../../scripts/cross_areas.py"


rule weigh_interviews:
    """Fit the main model unweighted and weighted, with errors over interviewers, side by side."""
    input:
        data=lambda wildcards: [
            f"results/{wildcards.survey}/{analysis}/{variant}/data.parquet"
            for analysis, variant in weighted_of(wildcards.survey)
        ],
        survey="results/{survey}/survey.parquet",
        source="results/{survey}/source.json",
    output:
        weighting="results/{survey}/tables/weighting.csv",
    log:
        "logs/weigh_interviews/{survey}.log",
    benchmark:
        "logs/weigh_interviews/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(60),
    params:
        code=code_of("weigh_interviews"),
        parts=lambda wildcards: weighted_of(wildcards.survey),
        analyses=lambda wildcards: fitted_analyses(wildcards.survey),
        alpha=SETTINGS["tests"]["alpha"],
        min_cell=SETTINGS["privacy"]["min_cell"],
    script:
        "../../scripts/weigh_interviews.py"

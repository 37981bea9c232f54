# Needs the fitted ladder. Makes what leaving people out changes, the predicted effects with the reasons to look at someone, the drill-down into those who are looked at, and the causes tried by refitting.


rule flag_interviewers:
    """Leave out every interviewer, small groups of them and single interviews, and refit; predict every interviewer's effects and state who is looked at, for which reason."""
    input:
        data="results/{survey}/{analysis}/{variant}/data.parquet",
        records="results/{survey}/{analysis}/{variant}/fits.json",
        cells="results/{survey}/recoded_cells.csv",
    output:
        influence="results/{survey}/{analysis}/{variant}/influence.csv",
        groups="results/{survey}/{analysis}/{variant}/influence_groups.csv",
        interviews="results/{survey}/{analysis}/{variant}/influence_interviews.csv",
        effects="results/{survey}/{analysis}/{variant}/effects.csv",
    log:
        "logs/flag_interviewers/{survey}/{analysis}/{variant}.log",
    benchmark:
        "logs/flag_interviewers/{survey}/{analysis}/{variant}.tsv"
    priority: 2
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("flag_interviewers"),
        analysis=analysis_of,
        adjust=SETTINGS["flags"]["adjust"],
        max_group=SETTINGS["flags"]["max_group"],
        alpha=SETTINGS["tests"]["alpha"],
        seed=SETTINGS["tests"]["seed"],
        coded=lambda wildcards: wildcards.variant == "raw",
    script:
        "../../scripts/flag_interviewers.py"


rule drill_down:
    """Say what is particular about each interviewer who is looked at, in numbers and words."""
    input:
        raw_data="results/{survey}/{analysis}/raw/data.parquet",
        raw_records="results/{survey}/{analysis}/raw/fits.json",
        raw_effects="results/{survey}/{analysis}/raw/effects.csv",
        recoded_data="results/{survey}/{analysis}/recoded/data.parquet",
        recoded_records="results/{survey}/{analysis}/recoded/fits.json",
        recoded_effects="results/{survey}/{analysis}/recoded/effects.csv",
        second_look="results/{survey}/{analysis}/trimmed/second_look.csv",
        cells="results/{survey}/recoded_cells.csv",
    output:
        drill="results/{survey}/{analysis}/drill.csv",
    log:
        "logs/drill_down/{survey}/{analysis}.log",
    benchmark:
        "logs/drill_down/{survey}/{analysis}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        code=code_of("drill_down"),
        analysis=analysis_of,
    script:
        "../../scripts/drill_down.py"


rule find_causes:
    """Try every candidate cause of a flag by refitting without it, and say what it explains."""
    input:
        survey="results/{survey}/survey.parquet",
        recoded="results/{survey}/recoded.parquet",
        source="results/{survey}/source.json",
        codebook="results/{survey}/coding.json",
        cells="results/{survey}/recoded_cells.csv",
        raw_data="results/{survey}/{analysis}/raw/data.parquet",
        raw_records="results/{survey}/{analysis}/raw/fits.json",
        raw_effects="results/{survey}/{analysis}/raw/effects.csv",
        raw_influence="results/{survey}/{analysis}/raw/influence.csv",
        raw_groups="results/{survey}/{analysis}/raw/influence_groups.csv",
        recoded_data="results/{survey}/{analysis}/recoded/data.parquet",
        recoded_records="results/{survey}/{analysis}/recoded/fits.json",
        recoded_effects="results/{survey}/{analysis}/recoded/effects.csv",
        recoded_influence="results/{survey}/{analysis}/recoded/influence.csv",
        recoded_groups="results/{survey}/{analysis}/recoded/influence_groups.csv",
        second_look="results/{survey}/{analysis}/trimmed/second_look.csv",
    output:
        causes="results/{survey}/{analysis}/causes.csv",
        conclusions="results/{survey}/{analysis}/conclusions.csv",
        spread="results/{survey}/{analysis}/spread.csv",
    log:
        "logs/find_causes/{survey}/{analysis}.log",
    benchmark:
        "logs/find_causes/{survey}/{analysis}.tsv"
    priority: 2
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("find_causes"),
        analysis=analysis_of,
        respondent_covariates=respondent_covariates_of,
        screened=lambda wildcards: SETTINGS["surveys"][wildcards.survey]["screen"],
        adjust=SETTINGS["flags"]["adjust"],
        alpha=SETTINGS["tests"]["alpha"],
        seed=SETTINGS["tests"]["seed"],
    script:
        "../../scripts/find_causes.py"


rule measure_shrinkage:
    """Compare what leaving out the most extreme interviewers changes with what it changes by chance."""
    input:
        data="results/{survey}/{analysis}/recoded/data.parquet",
        records="results/{survey}/{analysis}/recoded/fits.json",
        excluded="results/{survey}/{analysis}/trimmed/excluded.csv",
    output:
        shrinkage="results/{survey}/{analysis}/shrinkage.csv",
    log:
        "logs/measure_shrinkage/{survey}/{analysis}.log",
    benchmark:
        "logs/measure_shrinkage/{survey}/{analysis}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("measure_shrinkage"),
        analysis=analysis_of,
        alpha=SETTINGS["tests"]["alpha"],
        replicates=SETTINGS["tests"]["bootstrap"],
        seed=SETTINGS["tests"]["seed"],
    script:
        "../../scripts/measure_shrinkage.py"

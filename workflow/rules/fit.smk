# Needs the survey as read (raw) or recoded. Makes the ladder of models of each analysis and variant, and its diagnostics.


rule fit_models:
    """Fit the ladder of models of one analysis and variant, by REML and ML."""
    input:
        unpack(fit_inputs),
        source="results/{survey}/source.json",
        codebook="results/{survey}/coding.json",
    output:
        data="results/{survey}/{analysis}/{variant}/data.parquet",
        dropped="results/{survey}/{analysis}/{variant}/dropped.csv",
        absent="results/{survey}/{analysis}/{variant}/absent.csv",
        fits="results/{survey}/{analysis}/{variant}/fits.csv",
        parameters="results/{survey}/{analysis}/{variant}/parameters.csv",
        records="results/{survey}/{analysis}/{variant}/fits.json",
    log:
        "logs/fit_models/{survey}/{analysis}/{variant}.log",
    benchmark:
        "logs/fit_models/{survey}/{analysis}/{variant}.tsv"
    priority: 2
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("fit_models"),
        analysis=analysis_of,
        alpha=SETTINGS["tests"]["alpha"],
    script:
        "../../scripts/fit_models.py"


rule diagnose_fit:
    """Check the main model's assumptions: residuals, Q-Q plots with simulated bands, statements, other treatments of the outcome."""
    input:
        data=of_variants("data.parquet"),
        records=of_variants("fits.json"),
        quoted=f"results/{{survey}}/{{analysis}}/{QUOTED}/data.parquet",
    output:
        residuals=of_variants("residuals.csv"),
        qq=of_variants("qq.csv"),
        diagnostics=of_variants("diagnostics.csv"),
        treatments="results/{survey}/{analysis}/treatments.csv",
    log:
        "logs/diagnose_fit/{survey}/{analysis}.log",
    benchmark:
        "logs/diagnose_fit/{survey}/{analysis}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("diagnose_fit"),
        analysis=analysis_of,
        alpha=SETTINGS["tests"]["alpha"],
        seed=SETTINGS["tests"]["seed"],
    script:
        "../../scripts/diagnose_fit.py"

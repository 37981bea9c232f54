# Needs the survey as read (raw) or recoded. Makes the ladder of models of each analysis and variant, and its diagnostics.
PART = "results/{survey}/{analysis}/{variant}/"


def fit_inputs(wildcards):
    """The survey that a variant is fitted on, and for trimmed the interviewers to leave out."""
    name = "survey" if wildcards.variant == "raw" else "recoded"
    files = {"survey": f"results/{wildcards.survey}/{name}.parquet"}
    if wildcards.variant == "trimmed":
        files["excluded"] = f"results/{wildcards.survey}/{wildcards.analysis}/trimmed/excluded.csv"
    return files




rule fit_models:
    """Fit the ladder of models of one analysis and variant, by REML and ML."""
    input:
        unpack(fit_inputs),
        source="results/{survey}/source.json",
        code=code_of("fit_models"),
    output:
        data=PART + "data.parquet",
        dropped=PART + "dropped.csv",
        fits=PART + "fits.csv",
        parameters=PART + "parameters.csv",
        records=PART + "fits.json",
    params:
        analysis=analysis_of,
        alpha=SETTINGS["tests"]["alpha"],
    log:
        "logs/fit_models/{survey}/{analysis}/{variant}.log",
    benchmark:
        "logs/fit_models/{survey}/{analysis}/{variant}.tsv"
    conda:
        "../../environment.yml"
    script:
        "../../scripts/fit_models.py"


rule diagnose_fit:
    """Check the main model's assumptions: residuals, Q-Q plots with simulated bands, rho(x), statements."""
    input:
        data=PART + "data.parquet",
        records=PART + "fits.json",
        code=code_of("diagnose_fit"),
    output:
        residuals=PART + "residuals.csv",
        qq=PART + "qq.csv",
        rho=PART + "rho.csv",
        diagnostics=PART + "diagnostics.csv",
    params:
        analysis=analysis_of,
        seed=SETTINGS["tests"]["seed"],
    log:
        "logs/diagnose_fit/{survey}/{analysis}/{variant}.log",
    benchmark:
        "logs/diagnose_fit/{survey}/{analysis}/{variant}.tsv"
    conda:
        "../../environment.yml"
    script:
        "../../scripts/diagnose_fit.py"

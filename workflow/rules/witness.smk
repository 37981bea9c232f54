# Needs the fitted ladder. Makes a second opinion on every reported fit, by statsmodels.


rule witness_fits:
    """Evaluate every reported fit in statsmodels at our optimum, and set its own optimum beside it."""
    input:
        data="results/{survey}/{analysis}/{variant}/data.parquet",
        records="results/{survey}/{analysis}/{variant}/fits.json",
        code=code_of("witness_fits"),
    output:
        witness="results/{survey}/{analysis}/{variant}/witness.csv",
    log:
        "logs/witness_fits/{survey}/{analysis}/{variant}.log",
    benchmark:
        "logs/witness_fits/{survey}/{analysis}/{variant}.tsv"
    conda:
        "../../environment.yml"
    params:
        analysis=analysis_of,
    script:
        "../../scripts/witness_fits.py"

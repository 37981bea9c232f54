# Needs the fitted ladder. Makes a second opinion on every reported fit, by statsmodels.


rule witness_fits:
    """Evaluate every reported fit in statsmodels at our optimum, and set its own optimum beside it."""
    input:
        data=PART + "data.parquet",
        records=PART + "fits.json",
        code=code_of("witness_fits"),
    output:
        witness=PART + "witness.csv",
    params:
        analysis=analysis_of,
    log:
        "logs/witness_fits/{survey}/{analysis}/{variant}.log",
    benchmark:
        "logs/witness_fits/{survey}/{analysis}/{variant}.tsv"
    conda:
        "../../environment.yml"
    script:
        "../../scripts/witness_fits.py"

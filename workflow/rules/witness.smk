# Needs the fitted ladder. Makes a second opinion on every reported fit, by statsmodels.


rule witness_fits:
    """Evaluate every reported fit in statsmodels at our optimum, and set its own optimum beside it."""
    input:
        data=of_variants("data.parquet"),
        records=of_variants("fits.json"),
    output:
        witness=of_variants("witness.csv"),
    log:
        "logs/witness_fits/{survey}/{analysis}.log",
    benchmark:
        "logs/witness_fits/{survey}/{analysis}.tsv"
    priority: 1
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(800),
        runtime=minutes(120),
    params:
        code=code_of("witness_fits"),
        analysis=analysis_of,
    script:
        "../../scripts/witness_fits.py"

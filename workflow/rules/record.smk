# Needs the parts of every analysis and variant. Makes one tidy table each in results/{survey}/tables, and the provenance.
rule record_tables:
    """Put the parts of all analyses and variants together, one tidy table each, and the variants side by side."""
    input:
        parts=lambda wildcards: [path for *_, path in table_parts(wildcards.survey)],
        code=code_of("record_tables"),
    output:
        **{
            name: f"results/{{survey}}/tables/{name}.csv"
            for name in (*PARTS, *WHOLE, "excluded", "kept", "power", "sensitivity")
        },
    log:
        "logs/record_tables/{survey}.log",
    benchmark:
        "logs/record_tables/{survey}.tsv"
    conda:
        "../../environment.yml"
    params:
        parts=lambda wildcards: table_parts(wildcards.survey),
    script:
        "../../scripts/record_tables.py"


rule record_provenance:
    """Record what went in and what computed it: input hash, config, versions, seeds, code."""
    input:
        source="results/{survey}/source.json",
        code=code_of("record_provenance"),
    output:
        provenance="results/{survey}/provenance.json",
    log:
        "logs/record_provenance/{survey}.log",
    benchmark:
        "logs/record_provenance/{survey}.tsv"
    conda:
        "../../environment.yml"
    params:
        settings=lambda wildcards: SETTINGS["surveys"][wildcards.survey],
        tests=SETTINGS["tests"],
        flags=SETTINGS["flags"],
        code=code_hash(),
        root=lambda wildcards: str(ROOT),
    script:
        "../../scripts/record_provenance.py"

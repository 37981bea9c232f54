# Needs the parts of every analysis and variant. Makes one tidy table each in results/{survey}/tables, and the provenance.
PARTS = ("fits", "parameters", "tests", "explained", "effects", "diagnostics", "dropped", "witness")


def table_parts(survey):
    """[table, analysis, variant, path] of every part of a survey's tables."""
    parts = [
        [table, analysis, variant, f"results/{survey}/{analysis}/{variant}/{table}.csv"]
        for table in PARTS
        for analysis in analyses(survey)
        for variant in VARIANTS
    ]
    for analysis in analyses(survey):
        parts.append(["excluded", analysis, "trimmed", f"results/{survey}/{analysis}/trimmed/excluded.csv"])
        parts.append(["drill", analysis, "", f"results/{survey}/{analysis}/drill.csv"])
    return parts


rule record_tables:
    """Put the parts of all analyses and variants together, one tidy table each, and the variants side by side."""
    input:
        parts=lambda wildcards: [path for *_, path in table_parts(wildcards.survey)],
        code=code_of("record_tables"),
    output:
        **{name: f"results/{{survey}}/tables/{name}.csv" for name in (*PARTS, "excluded", "drill", "sensitivity")},
    params:
        parts=lambda wildcards: table_parts(wildcards.survey),
    log:
        "logs/record_tables/{survey}.log",
    benchmark:
        "logs/record_tables/{survey}.tsv"
    conda:
        "../../environment.yml"
    script:
        "../../scripts/record_tables.py"


rule record_provenance:
    """Record what went in and what computed it: input hash, config, versions, seeds, code."""
    input:
        source="results/{survey}/source.json",
        code=code_of("record_provenance"),
    output:
        provenance="results/{survey}/provenance.json",
    params:
        settings=lambda wildcards: SETTINGS["surveys"][wildcards.survey],
        tests=SETTINGS["tests"],
        flags=SETTINGS["flags"],
        code=code_hash(),
        root=str(ROOT),
    log:
        "logs/record_provenance/{survey}.log",
    benchmark:
        "logs/record_provenance/{survey}.tsv"
    conda:
        "../../environment.yml"
    script:
        "../../scripts/record_provenance.py"

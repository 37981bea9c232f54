# Needs the tables of the survey and the parts of every analysis and variant. Makes results/{survey}/tables, which is what may be published, and the provenance.


rule record_tables:
    """Put the parts of all analyses and variants together, one tidy table each, without small cells where that is asked for."""
    input:
        parts=lambda wildcards: [path for *_, path in table_parts(wildcards.survey)],
        whole=expand("results/{{survey}}/{name}.csv", name=OF_SURVEY),
        source="results/{survey}/source.json",
        survey="results/{survey}/survey.parquet",
    output:
        tables=expand(
            "results/{{survey}}/tables/{name}.csv", name=[*PARTS, *OTHERS, *OF_SURVEY]
        ),
    log:
        "logs/record_tables/{survey}.log",
    benchmark:
        "logs/record_tables/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        code=code_of("record_tables"),
        parts=lambda wildcards: placed_parts(wildcards.survey),
        named=lambda wildcards: published_items(wildcards.survey),
        min_cell=SETTINGS["privacy"]["min_cell"],
    script:
        "../../scripts/record_tables.py"


rule describe_tables:
    """Describe the tables for programs, as a Frictionless data package."""
    input:
        tables=survey_tables,
    output:
        package="results/{survey}/tables/datapackage.json",
    log:
        "logs/describe_tables/{survey}.log",
    benchmark:
        "logs/describe_tables/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        code=code_of("describe_tables"),
    script:
        "../../scripts/describe_tables.py"


rule record_provenance:
    """Record what went in and what computed it: input hashes, config, command, versions, seeds, code."""
    input:
        source="results/{survey}/source.json",
        codebook="results/{survey}/codebook.json",
    output:
        provenance="results/{survey}/provenance.json",
    log:
        "logs/record_provenance/{survey}.log",
    benchmark:
        "logs/record_provenance/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        settings=lambda wildcards: SETTINGS["surveys"][wildcards.survey],
        tests=SETTINGS["tests"],
        flags=SETTINGS["flags"],
        privacy=SETTINGS["privacy"],
        files=lambda wildcards: told_files(wildcards.survey),
        command=command_of(
            [os.path.relpath(path) for path in workflow.overwrite_configfiles],
            plain_values(workflow.config_settings.config),
            IMPORTED,
        ),
        code=code_hash(),
        root=lambda wildcards: str(ROOT),
    script:
        "../../scripts/record_provenance.py"

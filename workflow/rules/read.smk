# Needs the survey file (or a seed), the file to join and the codebook. Makes the typed survey, what its sources say of codes, weight and join, the description of its items, and the recoded survey.


rule refuse_survey:
    """Fail with what the check found wrong with a survey; by --keep-going the others are audited all the same."""
    output:
        "results/{survey}/sound",
    log:
        "logs/refuse_survey/{survey}.log",
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(500),
        runtime=minutes(5),
    params:
        problems=lambda wildcards: REFUSED[wildcards.survey],
    script:
        "../../scripts/refuse_survey.py"


rule read_survey:
    """Read a survey file of any supported format into a typed table, with its resolved codebook but for the user's labels, which change no number."""
    input:
        source=source_files,
    output:
        **{name: f"results/{{survey}}/{name}.csv" for name in READ},
        survey="results/{survey}/survey.parquet",
        source="results/{survey}/source.json",
        codebook="results/{survey}/coding.json",
        extended="results/{survey}/extended.parquet",
    log:
        "logs/read_survey/{survey}.log",
    benchmark:
        "logs/read_survey/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        code=code_of("read_survey"),
        survey=reading_of,
        inputs=inputs_of_reading,
        base=str(CONFIG.parent),
        pseudonyms=SETTINGS["privacy"]["pseudonyms"],
        keyed=KEY_MARK,
    script:
        "../../scripts/read_survey.py"


rule describe_items:
    """Label and describe each item: distribution, missing by reason, values outside the valid range, suspected codes."""
    input:
        survey="results/{survey}/survey.parquet",
        codebook="results/{survey}/coding.json",
        source="results/{survey}/source.json",
        extended="results/{survey}/extended.parquet",
    output:
        codebook="results/{survey}/codebook.json",
        summary="results/{survey}/items.csv",
        distributions="results/{survey}/distributions.csv",
    log:
        "logs/describe_items/{survey}.log",
    benchmark:
        "logs/describe_items/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        code=code_of("describe_items"),
        labels=labels_of_items,
    script:
        "../../scripts/describe_items.py"


rule recode_codes:
    """Set the declared missing codes to missing and log every cell that changes."""
    input:
        survey="results/{survey}/survey.parquet",
        codebook="results/{survey}/coding.json",
        source="results/{survey}/source.json",
        extended="results/{survey}/extended.parquet",
    output:
        recoded="results/{survey}/recoded.parquet",
        recodes="results/{survey}/recodes.csv",
        cells="results/{survey}/recoded_cells.csv",
    log:
        "logs/recode_codes/{survey}.log",
    benchmark:
        "logs/recode_codes/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        code=code_of("recode_codes"),
    script:
        "../../scripts/recode_codes.py"


rule recode_trimmed:
    """Name the interviewers that the trimmed variant leaves out, outlier or extreme after recoding, and judge the others again without them."""
    input:
        data="results/{survey}/{analysis}/recoded/data.parquet",
        records="results/{survey}/{analysis}/recoded/fits.json",
        effects="results/{survey}/{analysis}/recoded/effects.csv",
    output:
        excluded="results/{survey}/{analysis}/trimmed/excluded.csv",
        kept="results/{survey}/{analysis}/trimmed/kept.csv",
        second_look="results/{survey}/{analysis}/trimmed/second_look.csv",
    log:
        "logs/recode_trimmed/{survey}/{analysis}.log",
    benchmark:
        "logs/recode_trimmed/{survey}/{analysis}.tsv"
    priority: 2
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        code=code_of("recode_trimmed"),
        analysis=analysis_of,
        adjust=SETTINGS["flags"]["adjust"],
        alpha=SETTINGS["tests"]["alpha"],
    script:
        "../../scripts/recode_trimmed.py"

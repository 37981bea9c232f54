# Needs every table and part of a survey's results. Makes its figures, its one HTML page, and the manifest of all files.
rule draw_figures:
    """Draw every figure of a survey as SVG, each with its alternative text."""
    input:
        source="results/{survey}/source.json",
        codebook="results/{survey}/codebook.json",
        survey="results/{survey}/survey.parquet",
        tables=survey_tables,
        parts=survey_parts,
        style=str(ROOT / "reports/figures.mplstyle"),
    output:
        folder=directory("results/{survey}/figures"),
    log:
        "logs/draw_figures/{survey}.log",
    benchmark:
        "logs/draw_figures/{survey}.tsv"
    conda:
        "../../environment.yml"
    threads: 4
    resources:
        mem_mb=memory(1500),
        runtime=minutes(60),
    params:
        code=code_of("draw_figures"),
        analyses=lambda wildcards: analyses(wildcards.survey),
        alpha=SETTINGS["tests"]["alpha"],
        min_cell=SETTINGS["privacy"]["min_cell"],
    script:
        "../../scripts/draw_figures.py"


rule render_report:
    """Put findings, figures and tables together into one self-contained HTML page."""
    input:
        source="results/{survey}/source.json",
        codebook="results/{survey}/codebook.json",
        survey="results/{survey}/survey.parquet",
        tables=survey_tables,
        parts=lambda wildcards: [
            *survey_parts(wildcards),
            f"results/{wildcards.survey}/provenance.json",
        ],
        figures="results/{survey}/figures",
        templates=sorted(str(path) for path in (ROOT / "reports/templates").iterdir()),
        css=str(ROOT / "reports/style.css"),
    output:
        page=report(
            "reports/{survey}.html",
            caption="../../reports/caption.rst",
            category="Interviewer-effects audit",
            labels={"survey": "{survey}"},
        ),
        beside=directory("reports/{survey}"),
    log:
        "logs/render_report/{survey}.log",
    benchmark:
        "logs/render_report/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(1500),
        runtime=minutes(60),
    params:
        code=code_of("render_report"),
        analyses=lambda wildcards: analyses(wildcards.survey),
        alpha=SETTINGS["tests"]["alpha"],
        min_cell=SETTINGS["privacy"]["min_cell"],
        aloud=IMPORTED,  # another workflow has endings of its own
    script:
        "../../scripts/render_report.py"


rule render_index:
    """Rank several surveys on one page that leads to their reports."""
    input:
        **index_inputs(SURVEYS if SEVERAL else []),
    output:
        **(INDEX if SEVERAL else {"manifest": INDEX_MANIFEST}),
    log:
        "logs/render_index.log",
    benchmark:
        "logs/render_index.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(1500),
        runtime=minutes(60),
    params:
        **index_params(SURVEYS if SEVERAL else [], FAILED),
        code=code_of("render_index"),
    script:
        "../../scripts/render_index.py"


rule record_manifest:
    """Record the fingerprint of every file of a finished audit, for `interviewer-audit verify`."""
    input:
        made=lambda wildcards: made_of(wildcards.survey),
    output:
        manifest="results/{survey}/manifest.json",
    log:
        "logs/record_manifest/{survey}.log",
    benchmark:
        "logs/record_manifest/{survey}.tsv"
    conda:
        "../../environment.yml"
    resources:
        mem_mb=memory(600),
        runtime=minutes(20),
    params:
        code=code_of("record_manifest"),
        inputs=lambda wildcards: {
            str(CONFIG.parent / path): digest
            for path, digest in told_files(wildcards.survey).items()
        },
        keyed=KEY_MARK,
        settings=lambda wildcards: recorded_settings(wildcards.survey),
    script:
        "../../scripts/record_manifest.py"

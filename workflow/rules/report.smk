# Needs every table and part of a survey's results. Makes its figures and its one HTML page.
rule draw_figures:
    """Draw every figure of a survey as SVG, each with its alternative text."""
    input:
        source="results/{survey}/source.json",
        codebook="results/{survey}/codebook.json",
        survey="results/{survey}/survey.parquet",
        tables=survey_tables,
        parts=survey_parts,
        style=str(ROOT / "reports/figures.mplstyle"),
        code=code_of("draw_figures"),
    output:
        folder=directory("results/{survey}/figures"),
    log:
        "logs/draw_figures/{survey}.log",
    benchmark:
        "logs/draw_figures/{survey}.tsv"
    conda:
        "../../environment.yml"
    params:
        analyses=lambda wildcards: analyses(wildcards.survey),
        alpha=SETTINGS["tests"]["alpha"],
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
        code=code_of("render_report"),
    output:
        page="reports/{survey}.html",
    log:
        "logs/render_report/{survey}.log",
    benchmark:
        "logs/render_report/{survey}.tsv"
    conda:
        "../../environment.yml"
    params:
        analyses=lambda wildcards: analyses(wildcards.survey),
        alpha=SETTINGS["tests"]["alpha"],
    script:
        "../../scripts/render_report.py"

# Needs every table and part of a survey's results. Makes its figures and its one HTML page.
DRAWN = ("rho", "qq", "residuals")
PAGE_TABLES = (*PARTS, "excluded", "drill", "sensitivity", "items", "distributions", "recodes", "recoded_cells", "screening")


def survey_parts(wildcards):
    """The files of each analysis and variant that the report reads besides the tables."""
    folders = [f"results/{wildcards.survey}/{a}/{v}" for a in analyses(wildcards.survey) for v in VARIANTS]
    return [f"{folder}/{name}" for folder in folders for name in ("data.parquet", *(f"{part}.csv" for part in DRAWN))]


def survey_tables(wildcards):
    """The tables of a survey."""
    return [f"results/{wildcards.survey}/tables/{name}.csv" for name in PAGE_TABLES]


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
    params:
        analyses=lambda wildcards: analyses(wildcards.survey),
        alpha=SETTINGS["tests"]["alpha"],
    log:
        "logs/draw_figures/{survey}.log",
    benchmark:
        "logs/draw_figures/{survey}.tsv"
    conda:
        "../../environment.yml"
    script:
        "../../scripts/draw_figures.py"


rule render_report:
    """Put findings, figures and tables together into one self-contained HTML page."""
    input:
        source="results/{survey}/source.json",
        codebook="results/{survey}/codebook.json",
        survey="results/{survey}/survey.parquet",
        tables=survey_tables,
        parts=lambda wildcards: [*survey_parts(wildcards), f"results/{wildcards.survey}/provenance.json"],
        figures="results/{survey}/figures",
        templates=sorted(str(path) for path in (ROOT / "reports/templates").iterdir()),
        css=str(ROOT / "reports/style.css"),
        code=code_of("render_report"),
    output:
        page="reports/{survey}.html",
    params:
        analyses=lambda wildcards: analyses(wildcards.survey),
        alpha=SETTINGS["tests"]["alpha"],
    log:
        "logs/render_report/{survey}.log",
    benchmark:
        "logs/render_report/{survey}.tsv"
    conda:
        "../../environment.yml"
    script:
        "../../scripts/render_report.py"

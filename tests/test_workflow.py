"""The workflow on a tiny survey: it runs, does nothing twice, reruns what an edit touches, refuses
bad input.
"""

import hashlib
import html
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[1]
PIPELINE = (
    "Snakefile",
    "config.yaml",
    "environment.yml",
    "requirements.lock",
    "workflow",
    "scripts",
    "reports",
    "profiles",
)
SNAKEMAKE = [sys.executable, "-m", "snakemake"]
# What the bytes of the results must not depend on. One second run differs from the first in
# everything at once; should
# it differ in its bytes, SAME_BYTES=1 makes one run per factor and so says which one it is.
COMMA = "de_DE.UTF-8"  # writes 3,5
EACH = bool(os.environ.get("SAME_BYTES"))
FACTORS = {
    "two clean runs": {},
    "cores": {"cores": 1},
    "directory": {"folder": "an other folder, ü"},
    "locale": {"LC_ALL": COMMA, "LANG": COMMA},
    "time zone": {"TZ": "Pacific/Auckland"},
    "hash seed": {"PYTHONHASHSEED": "4711"},
}
EVERYTHING = {name: value for part in FACTORS.values() for name, value in part.items()}
BASE = {"cores": 4, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"}


def snakemake(folder, *options, pipeline=ROOT, cores=2, **variables):
    """Run the workflow for the survey in a folder; the result carries returncode, stdout and
    stderr.

    `variables` are set in the environment.
    """
    command = [
        *SNAKEMAKE,
        "--snakefile",
        str(pipeline / "Snakefile"),
        "--directory",
        str(folder),
        "--cores",
        str(cores),
        *options,
    ]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | variables
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=folder, check=False
    )


def project(copy):
    """Copy what an audit needs of the project to a new folder."""
    copy.mkdir()
    for name in PIPELINE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.html")
            )
        else:
            shutil.copy(source, copy / name)


def planned(folder, pipeline):
    """The rules that a dry run would run."""
    said = snakemake(folder, "--dry-run", pipeline=pipeline)
    assert said.returncode == 0, said.stderr
    return set(
        re.findall(r"^(?:local)?rule (\w+):", said.stdout + said.stderr, flags=re.MULTILINE)
    ) - {"all"}


def hashes(folder):
    """The bytes of everything that the workflow made, without logs and the provenance of the
    run.
    """
    files = [
        p
        for part in ("results", "reports")
        for p in sorted((folder / part).rglob("*"))
        if p.is_file()
    ]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def other_locale(folder):
    """Make the locale with the decimal comma; where the machine cannot, POSIX is the other
    locale.
    """
    made = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / COMMA)]
    if (
        shutil.which("localedef")
        and subprocess.run(made, capture_output=True, check=False).returncode == 0
    ):
        return {"LOCPATH": str(folder)}
    return {"LC_ALL": "POSIX", "LANG": "POSIX"}


def audited(pipeline, here, survey="tiny", **variables):
    """A survey of the tests, audited from nothing in a new folder."""
    here.mkdir(parents=True)
    for name in ("config.yaml", "codebook.yaml", "survey.csv"):
        shutil.copy(ROOT / "tests" / survey / name, here / name)
    said = snakemake(here, pipeline=pipeline, **variables)
    assert said.returncode == 0, said.stdout + said.stderr
    return here


@pytest.fixture(scope="module")
def other_run(tmp_path_factory, pipeline):
    """other_run(factor): the hashes of a clean run that differs from the base in the factor, or in
    everything.
    """
    made, parent = {}, tmp_path_factory.mktemp("bytes")
    (parent / "locales").mkdir()

    def run(factor):
        changes = FACTORS[factor] if EACH else EVERYTHING
        changes = changes | (other_locale(parent / "locales") if "LC_ALL" in changes else {})
        key = factor if EACH else "everything"
        if key not in made:
            variables = BASE | changes
            place = parent / key / variables.pop("folder", "here")
            made[key] = hashes(audited(pipeline, place, **variables))
        return made[key]

    return run


def edited(path, before, after):
    """Replace a text in a file; the edit must change something."""
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


@contextmanager
def edit(path, before, after):
    """The same for a while; then the file is as it was, its time too: a newer script than its
    results reruns them.
    """
    text, times = path.read_text(), path.stat()
    edited(path, before, after)
    try:
        yield
    finally:
        path.write_text(text)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_clean_dry_run_plans_jobs(tmp_path):
    shutil.copy(ROOT / "config.yaml", tmp_path)
    said = snakemake(tmp_path, "--dry-run")
    assert said.returncode == 0
    assert "fit_models" in said.stdout + said.stderr


def test_the_tables_of_the_interface_are_there(finished):
    tables = {p.stem for p in (finished / "results" / "tiny" / "tables").iterdir()}
    assert tables >= {
        "items",
        "recodes",
        "fits",
        "parameters",
        "tests",
        "explained",
        "intervals",
        "effects",
        "sensitivity",
        "screening",
        "silence",
        "silence_interviewers",
        "witness",
    }
    assert "<html" in (finished / "reports" / "tiny.html").read_text()


def test_the_lines_of_python_on_the_page_give_the_numbers_beside_them(finished):
    page = html.unescape(next((finished / "reports").glob("*.html")).read_text(encoding="utf-8"))
    lines = re.search(
        r"reproduce in Python</summary>\s*<pre[^>]*><code>(.*?)</code>", page, re.S
    ).group(1)
    said = subprocess.run(
        [sys.executable, "-c", lines], cwd=finished, capture_output=True, text=True, check=True
    )
    expected = [
        float(number.replace(",", "")) for number in re.findall(r"here: ([\d,]+\.\d{4})", lines)
    ]
    assert len(expected) == 2
    assert [float(line) for line in said.stdout.splitlines()[:2]] == pytest.approx(
        expected, abs=1e-4
    )


def test_a_second_run_does_nothing(finished, pipeline):
    said = snakemake(finished, pipeline=pipeline)
    assert "Nothing to be done" in said.stdout + said.stderr


def test_the_report_of_snakemake_itself_holds_the_page(finished, pipeline, tmp_path):
    said = snakemake(finished, "--report", str(tmp_path / "snakemake.zip"), pipeline=pipeline)
    assert said.returncode == 0, said.stdout + said.stderr
    with ZipFile(tmp_path / "snakemake.zip") as packed:
        pages = [packed.read(name) for name in packed.namelist() if name.endswith("/tiny.html")]
    assert pages == [(finished / "reports/tiny.html").read_bytes()]


def test_touching_files_does_nothing(finished, pipeline):
    for path in (
        finished / "survey.csv",
        finished / "codebook.yaml",
        pipeline / "scripts/interviewer_effects/mixed/optimum/search.py",
    ):
        path.touch()
    assert planned(finished, pipeline) == set()


@pytest.mark.parametrize(
    ("file", "before", "after", "stages", "untouched"),
    [
        ("reports/style.css", "{", "{ ", {"render_report"}, {"draw_figures"}),
        ("reports/templates/page.html.j2", "<html", "<html ", {"render_report"}, {"draw_figures"}),
        (
            "scripts/interviewer_effects/report/survey/figures.py",
            '"""',
            '""" ',
            {"draw_figures", "render_report"},
            {"fit_models"},
        ),
        (
            "scripts/interviewer_effects/mixed/inference/bootstrap.py",
            '"""',
            '""" ',
            {"test_variances"},
            {"fit_models", "read_survey"},
        ),
        (
            "scripts/interviewer_effects/mixed/optimum/search.py",
            '"""',
            '""" ',
            {"fit_models", "flag_interviewers", "screen_items"},
            {"read_survey"},
        ),
        (
            "scripts/interviewer_effects/survey/describe.py",
            '"""',
            '""" ',
            {"describe_items"},
            {"fit_models", "recode_codes"},
        ),
        (
            "scripts/drill_down.py",
            '"""',
            '""" ',
            {"drill_down"},
            {"fit_models", "flag_interviewers"},
        ),
    ],
)
def test_an_edit_reruns_the_stages_that_use_it(
    finished, pipeline, file, before, after, stages, untouched
):
    with edit(pipeline / file, before, after):
        rules = planned(finished, pipeline)
    assert rules >= stages
    assert not rules & untouched


@pytest.mark.parametrize(
    ("before", "after", "stages", "untouched"),
    [
        (
            "bootstrap: 19",
            "bootstrap: 29",
            {"test_variances"},
            {"fit_models", "screen_items", "read_survey"},
        ),
        (
            "seed: 1}",
            "seed: 1}\nflags: {max_group: 1}",
            {"flag_interviewers"},
            {"read_survey", "screen_items"},
        ),
        (
            "[age, region]",
            "[region]",
            {"find_causes", "record_tables"},
            {"fit_models", "flag_interviewers", "drill_down"},
        ),
        (
            "seed: 1}",
            "seed: 1}\nflags: {adjust: bh}",
            {"flag_interviewers"},
            {"read_survey", "recode_codes"},
        ),
    ],
)
def test_a_config_key_reruns_the_stages_that_read_it(
    finished, pipeline, before, after, stages, untouched
):
    with edit(finished / "config.yaml", before, after):
        rules = planned(finished, pipeline)
    assert rules >= stages
    assert not rules & untouched


def test_a_corrected_label_redraws_and_refits_nothing(finished, pipeline):
    with edit(finished / "codebook.yaml", "Trust in the police", "Trust in the Police"):
        rules = planned(finished, pipeline)
    described = {
        "describe_items",
        "record_tables",
        "describe_tables",
        "draw_figures",
        "render_report",
    }
    assert rules == described | {
        "record_provenance",
        "record_manifest",
    }  # the provenance has the codebook's hash


def test_a_comment_in_the_codebook_is_recorded_and_nothing_else(finished, pipeline):
    with edit(finished / "codebook.yaml", "trust:", "# comment\ntrust:"):
        assert planned(finished, pipeline) == {
            "record_provenance",
            "render_report",
            "record_manifest",
        }


def test_a_corrected_code_is_read_and_fitted_again(finished, pipeline):
    with edit(finished / "codebook.yaml", "99: no answer", "99: no answer, 98: no idea"):
        assert planned(finished, pipeline) >= {
            "read_survey",
            "recode_codes",
            "fit_models",
            "render_report",
        }


def test_a_table_that_was_edited_by_hand_is_made_again(finished, pipeline):
    table = finished / "results/tiny/tables/fits.csv"
    before = table.read_bytes()
    edited(table, "REML", "forged")
    said = snakemake(finished, "results/tiny/tables/fits.csv", pipeline=pipeline)
    assert said.returncode == 0, said.stdout + said.stderr
    assert (
        "results/tiny/tables/fits.csv: Was changed after the last run. It is made again."
        in said.stderr
    )
    assert table.read_bytes() == before


def test_every_file_of_the_results_is_asked_for_so_that_what_is_missing_is_made_again(
    finished, pipeline
):
    said = snakemake(finished, "--dry-run", "--forceall", pipeline=pipeline)
    asked = (
        re.search(r"^(?:local)?rule all:\n    input: (.*)$", said.stdout + said.stderr, re.M)
        .group(1)
        .split(", ")
    )
    there = [
        path
        for path in (finished / "results").rglob("*")
        if path.is_file() and "figures" not in path.parts
    ]
    assert {str(path.relative_to(finished)) for path in there} - set(asked) == set()
    assert {"results/tiny/figures", "reports/tiny.html", "reports/tiny"} <= set(asked)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_bytes_do_not_depend_on(finished, other_run, factor):
    assert all(BASE.get(name) != value for name, value in FACTORS[factor].items())
    base, other = hashes(finished), other_run(factor)
    assert len(base) > 50
    assert {name for name in base if base[name] != other.get(name)} == set()
    assert base.keys() == other.keys()


def test_bad_input_ends_with_code_two_before_any_job(finished, tmp_path):
    for name in ("config.yaml", "codebook.yaml", "survey.csv"):
        shutil.copy(finished / name, tmp_path / name)
    edited(tmp_path / "config.yaml", "outcome: ", "outcom: ")
    said = snakemake(tmp_path)
    assert said.returncode == 2
    assert "outcom" in said.stderr
    assert "Traceback" not in said.stdout + said.stderr
    assert not (tmp_path / "results").exists()


def test_the_workflow_lints_clean():
    said = subprocess.run(
        [*SNAKEMAKE, "--lint"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_rules_are_formatted():
    command = [sys.executable, "-m", "snakefmt", "--check", "Snakefile", "workflow"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_every_rule_has_a_sentence():
    said = subprocess.run(
        [*SNAKEMAKE, "--list"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    rules = re.findall(
        r"^\s*rule (\w+):\n(\s*\"\"\"\w)",
        "\n".join(p.read_text() for p in (ROOT / "workflow/rules").glob("*.smk")),
        flags=re.MULTILINE,
    )
    assert said.returncode == 0
    assert {name for name, _ in rules} >= {"read_survey", "fit_models", "render_report"}
    assert len(rules) == sum(
        p.read_text().count("\nrule ") for p in (ROOT / "workflow/rules").glob("*.smk")
    )

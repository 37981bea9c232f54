"""One failing survey does not stop the others, and is on the page of all surveys with its
reason.
"""

import shutil
from pathlib import Path

import pytest
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.running import job, reasons
from test_workflow import project, snakemake

pytestmark = pytest.mark.whole

TINY = Path(__file__).parent / "tiny"
CONFIG = """
surveys:
  sound: &survey
    data: survey.csv
    columns: {interview: idno, interviewer: intnum}
    codebook: codebook.yaml
    screen: [help]
    analyses: {}
  broken: {<<: *survey, data: broken.csv}
  unlucky: {<<: *survey, columns: {interview: idno, interviewer: intnum, weight: weight}}
tests: {bootstrap: 0, seed: 1}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three surveys: a sound one, one that the check refuses, and one for which a job is going to
    fail.
    """
    folder = tmp_path_factory.mktemp("three")
    for name in ("codebook.yaml", "survey.csv"):
        shutil.copy(TINY / name, folder / name)
    header, first, *rows = (TINY / "survey.csv").read_text(encoding="utf-8").splitlines()
    (folder / "broken.csv").write_text("\n".join([header, first, first, *rows]), encoding="utf-8")
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return folder


@pytest.fixture
def sabotaged(tmp_path):
    """The project with a job that fails for one survey."""
    copy = tmp_path / "sabotaged"
    project(copy)
    script = copy / "scripts" / "describe_items.py"
    text = script.read_text(encoding="utf-8")
    fault = (
        'def main(smk):\n    if smk.wildcards.survey == "unlucky":\n        raise OSError("no '
        '<b>luck</b>")'
    )
    script.write_text(text.replace("def main(smk):", fault, 1), encoding="utf-8")
    return copy


def test_without_keep_going_nothing_is_run(folder):
    said = snakemake(folder)
    assert said.returncode == 2
    assert "This interview id stands in row 2 already" in said.stderr
    assert not (folder / "reports").exists()


def test_by_keep_going_the_others_are_audited_and_the_page_says_why_one_is_not(folder, sabotaged):
    said = snakemake(folder, "--keep-going", pipeline=sabotaged)
    assert said.returncode == 1
    assert [path.parent.name for path in folder.glob("results/*/manifest.json")] == ["sound"]
    assert (folder / "reports" / "sound.html").is_file()
    page = (folder / "reports" / "index.html").read_text(encoding="utf-8")
    assert "2 surveys could not be audited" in page
    assert "This interview id stands in row 2 already" in page
    assert (
        "describe_items: stopped by a fault of the program, not of the survey. See "
        "logs/describe_items/unlucky.log." in page
    )
    assert '<a href="sound.html">' in page
    assert '<a href="broken.html">' not in page
    assert "broken: failed. broken.csv: column" in said.stdout


def test_a_job_says_in_its_log_why_it_failed(tmp_path):
    class Smk:
        log = (str(tmp_path / "logs" / "fit_models" / "s" / "a" / "raw.log"),)

    def breaks(smk):
        raise ValueError("no <b>numbers</b>")

    def refuses(smk):
        raise AuditError(Problem("a.csv", None, None, None, "No luck.", "Try again."))

    with pytest.raises(ValueError, match="no <b>"):
        job(breaks, Smk)
    said = (tmp_path / "logs" / "fit_models" / "s" / "a" / "raw.log").read_text(encoding="utf-8")
    assert said == "failed by a fault of the program: ValueError: no <b>numbers</b>\n"
    stopped = "fit_models: stopped by a fault of the program, not of the survey. See "
    assert [why.startswith(stopped) for why in reasons(tmp_path / "logs", "s")] == [True]
    assert reasons(tmp_path / "logs", "other") == []
    with pytest.raises(SystemExit):
        job(refuses, Smk)
    assert reasons(tmp_path / "logs", "s") == ["fit_models: a.csv: No luck. Try again."]
    job(lambda smk: Path(smk.log[0]).write_text("done\n"), Smk)
    assert reasons(tmp_path / "logs", "s") == []

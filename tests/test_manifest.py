"""What a run recorded, and what has changed since."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from interviewer_effects.cli import main
from interviewer_effects.config import load_config, settings_of
from interviewer_effects.files import write_json, write_text
from interviewer_effects.inputs import digest_of
from interviewer_effects.manifest import (
    Now,
    changes,
    edited,
    manifest_path,
    write_index_manifest,
    write_manifest,
)
from interviewer_effects.problems import AuditError
from interviewer_effects.running import hold
from interviewer_effects.survey.identities.key import the_key
from interviewer_effects.survey.identities.keyed import fingerprint
from interviewer_effects.verify import verified

CONFIG = """
surveys:
  s:
    data: data.csv
    columns: {interviewer: id}
    codebook: book.yaml
    analyses: {a: {outcome: y}}
"""


@pytest.fixture
def audited(tmp_path):
    """A folder with the files of a finished audit."""
    write_text("id,y\n1,2\n", tmp_path / "data.csv")
    write_text("y: {label: Yes}\n", tmp_path / "book.yaml")
    write_text(CONFIG, tmp_path / "config.yaml")
    for name in ("results/s/tables/fits.csv", "results/s/data.parquet", "reports/s.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        write_text(name, tmp_path / name)
    inputs = {name: digest_of(tmp_path / name) for name in ("data.csv", "book.yaml")}
    write_manifest("s", tmp_path, inputs, settings_of(load_config(tmp_path / "config.yaml"), "s"))
    return tmp_path


def said_of(folder):
    """The places and sentences of what verify says."""
    said = CliRunner().invoke(main, ["verify", str(folder)])
    assert said.exit_code == (2 if verified(folder)[1] else 0)
    return said.output


def test_an_untouched_audit_is_as_recorded(audited):
    assert changes("s", Now(audited)) == []
    said = CliRunner().invoke(main, ["verify", str(audited)])
    assert (said.exit_code, said.output) == (0, "1 audit as recorded: s.\n")


def test_what_was_written_to_after_the_run_is_not_taken_for_its_own(audited):
    table, report = audited / "results/s/tables/fits.csv", audited / "reports/s.html"
    finished = manifest_path("s", audited).stat().st_mtime_ns
    for path in (table, report, audited / "results/s/data.parquet"):
        os.utime(path, ns=(finished + 10**9, finished + 10**9))
    assert edited(["s", "never_run"], audited) == []  # copied: newer, with the same bytes
    write_text("other", table)
    os.utime(table, ns=(finished + 10**9, finished + 10**9))
    assert edited(["s", "never_run"], audited) == [table]


def test_keyed_fingerprints_are_no_sha_and_need_the_key(audited):
    key = the_key(audited / "private")
    plain = json.loads(manifest_path("s", audited).read_text())["files"]
    inputs = {name: fingerprint(audited / name, key) for name in ("data.csv", "book.yaml")}
    write_manifest("s", audited, inputs, None, key=key)
    told = json.loads(manifest_path("s", audited).read_text())
    assert set(told["files"]) == set(plain)
    assert set(told["files"].values()).isdisjoint(plain.values())
    assert said_of(audited) == "1 audit as recorded: s.\n"
    write_text("id,y\n1,3\n", audited / "data.csv")
    assert "This is not the file that was audited" in said_of(audited)
    (audited / "private/pseudonyms.key").unlink()
    assert "Without the key of this folder nobody can tell" in said_of(audited)


def test_what_was_changed_removed_or_added_is_named(audited):
    write_text("other", audited / "results/s/tables/fits.csv")
    (audited / "results/s/data.parquet").unlink()
    write_text("", audited / "results/s/extra.csv")
    lines = said_of(audited).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "results/s/data.parquet",
        "results/s/tables/fits.csv",
        "results/s/extra.csv",
    ]
    assert "missing" in lines[0]
    assert "has changed" in lines[1]
    assert "Delete it and run the audit again" in lines[1]


@pytest.mark.parametrize("name", ["data.csv", "book.yaml"])
def test_a_report_that_does_not_belong_to_its_input_is_named(audited, name):
    write_text("y: {label: No}\n", audited / name)
    (audited / "results/s/data.parquet").unlink()  # as a job that failed leaves it
    lines = said_of(audited).splitlines()
    assert lines[0] == (
        f"{name}: This is not the file that was audited: reports/s.html does not belong to it. "
        "Run the audit again. It makes the results of s again."
    )
    assert lines[1].startswith(
        "results/s/data.parquet: It was made by the recorded run and is missing."
    )
    assert len(lines) == 2


def test_a_file_that_was_moved_away_is_no_other_file(audited):
    (audited / "data.csv").unlink()
    assert said_of(audited) == "1 audit as recorded: s.\n"


def test_settings_that_are_not_those_of_the_audit_are_named_by_their_keys(audited):
    write_text(CONFIG.replace("y}}", "z}}") + "tests: {bootstrap: 99}\n", audited / "config.yaml")
    lines = said_of(audited).splitlines()
    assert [line.split(":")[1] for line in lines] == [
        " key 'survey.analyses.a.outcome'",
        " key 'tests.bootstrap'",
    ]
    (audited / "config.yaml").unlink()
    assert said_of(audited) == "1 audit as recorded: s.\n"


def test_a_survey_that_left_the_config_is_named(audited):
    write_text(CONFIG.replace("  s:", "  t:"), audited / "config.yaml")
    assert "The survey s is no longer here" in said_of(audited)


def test_a_faulty_config_is_said(audited):
    write_text("surveys: [", audited / "config.yaml")
    assert said_of(audited).startswith(str(audited / "config.yaml"))


@pytest.fixture
def several(audited):
    """The same with a page of all surveys."""
    write_text(
        CONFIG + CONFIG.partition("surveys:\n")[2].replace("  s:", "  t:"), audited / "config.yaml"
    )
    for survey in ("s", "t"):
        write_text("page", audited / f"reports/{survey}.html")
        write_manifest(survey, audited, {}, None)
    for name in ("index.html", "index-surveys.csv", "index-items.csv"):
        write_text(name, audited / "reports" / name)
    (audited / "results/t").mkdir(exist_ok=True)
    write_index_manifest(["s", "t"], audited)
    return audited


def test_a_forged_page_of_all_surveys_is_named(several):
    assert said_of(several) == "2 audits as recorded: s, t.\n"
    write_text("forged", several / "reports/index.html")
    assert said_of(several).startswith("reports/index.html: Its content has changed")
    (several / "reports/index-items.csv").unlink()
    assert "reports/index-items.csv: It was made by the recorded run and is missing." in said_of(
        several
    )


def test_a_page_of_all_surveys_that_no_run_recorded_is_named(several):
    (several / "results/index.json").unlink()
    lines = said_of(several).splitlines()
    assert [line.partition(": ")[2] for line in lines] == [
        "It was not made by a run that ended well. Run the audit again."
    ] * 3


def test_a_page_that_names_a_survey_which_left_the_config_is_named(several):
    write_text(CONFIG, several / "config.yaml")
    assert (
        "reports/index.html: The surveys that it names are not those of config.yaml (t)."
        in said_of(several)
    )


@pytest.mark.slow
def test_where_one_survey_is_left_the_page_of_all_goes(several, monkeypatch):
    from types import SimpleNamespace

    import render_index

    monkeypatch.chdir(several)
    smk = SimpleNamespace(
        params=SimpleNamespace(surveys={}, failed={}),
        output=SimpleNamespace(manifest="results/index.json"),
        log=[several / "logs/index.log"],
    )
    render_index.main(smk)
    assert not list((several / "reports").glob("index*"))
    assert json.loads((several / "results/index.json").read_text()) == {"surveys": [], "files": {}}


def test_without_a_finished_run_there_is_nothing_to_verify(audited):
    manifest_path("s", audited).unlink()
    assert "no manifest" in str(changes("s", Now(audited))[0])
    shutil.rmtree(audited / "results")
    assert CliRunner().invoke(main, ["verify", str(audited)]).exit_code == 2


def test_a_manifest_of_an_older_version_is_no_manifest(audited):
    write_json({"reports/s.html": "0" * 64}, manifest_path("s", audited))
    assert "no manifest" in said_of(audited)


HOLD = "import sys, time; from pathlib import Path; from interviewer_effects.running import hold; "
HOLD += "hold(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"


def test_a_folder_is_held_by_one_run_until_it_dies(tmp_path):
    path = tmp_path / "run.lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "held\n"
    with pytest.raises(AuditError, match=f"Another run .process {other.pid}. is at work"):
        hold(path)
    other.kill()
    other.wait()
    hold(path)

"""What a run recorded, and what has changed since."""

import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from interviewer_effects.cli import main
from interviewer_effects.files import write_json, write_text
from interviewer_effects.manifest import changes, files_of, fingerprints, manifest_path
from interviewer_effects.problems import AuditError
from interviewer_effects.running import hold


@pytest.fixture
def audited(tmp_path):
    """A folder with the files of a finished audit."""
    write_text("id,y\n1,2\n", tmp_path / "data.csv")
    for name in ("results/s/tables/fits.csv", "results/s/data.parquet", "reports/s.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        write_text(name, tmp_path / name)
    digest = fingerprints([tmp_path / "data.csv"], tmp_path)["data.csv"]
    write_json({"path": "data.csv", "synthetic": False, "sha256": digest}, tmp_path / "results/s/source.json")
    write_json(fingerprints(files_of("s", tmp_path), tmp_path), manifest_path("s", tmp_path))
    return tmp_path


def test_an_untouched_audit_is_as_recorded(audited):
    assert changes("s", audited) == []
    said = CliRunner().invoke(main, ["verify", str(audited)])
    assert (said.exit_code, said.output) == (0, "1 audit as recorded: s.\n")


def test_what_was_changed_removed_or_added_is_named(audited):
    write_text("other", audited / "results/s/tables/fits.csv")
    (audited / "results/s/data.parquet").unlink()
    write_text("", audited / "results/s/extra.csv")
    write_text("id,y\n1,3\n", audited / "data.csv")
    said = CliRunner().invoke(main, ["verify", str(audited)])
    assert said.exit_code == 2
    lines = said.output.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "results/s/data.parquet",
        "results/s/tables/fits.csv",
        "results/s/extra.csv",
        "data.csv",
    ]
    assert "missing" in lines[0]
    assert "has changed" in lines[1]


def test_without_a_finished_run_there_is_nothing_to_verify(audited):
    manifest_path("s", audited).unlink()
    assert "no manifest" in str(changes("s", audited)[0])
    shutil.rmtree(audited / "results")
    assert CliRunner().invoke(main, ["verify", str(audited)]).exit_code == 2


HOLD = "import sys, time; from pathlib import Path; from interviewer_effects.running import hold; "
HOLD += "hold(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"


def test_a_folder_is_held_by_one_run_until_it_dies(tmp_path):
    path = tmp_path / "run.lock"
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "held\n"
    with pytest.raises(AuditError, match=f"Another run .process {other.pid}. is at work"):
        hold(path)
    other.kill()
    other.wait()
    hold(path)

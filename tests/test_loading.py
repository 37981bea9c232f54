"""Ctrl-C while Snakemake is being loaded, before any code of the audit runs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "scripts"
LINE = (SCRIPTS / "interviewer_effects_loading.pth").read_text(encoding="utf-8").strip()
SAID = "\nStopped on request, before anything was begun. Give the same command again.\n"
WAITING = "import time\nprint('begun', flush=True)\ntime.sleep(60)\n"


def interrupted(program: Path) -> subprocess.CompletedProcess:
    """What is left of a program whose Python starts with the installed line, after Ctrl-C."""
    run = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
    )
    assert run.stdout.readline() == "begun\n"
    time.sleep(0.2)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=30)
    return subprocess.CompletedProcess(run.args, run.returncode, out, err)


def test_the_line_is_one_import_as_the_environment_wants_it():
    assert LINE.startswith("import ")
    assert "\n" not in LINE


def test_snakemake_that_is_still_loading_ends_in_a_sentence(tmp_path):
    program = tmp_path / "snakemake"
    program.write_text(f"{LINE}\n{WAITING}")
    done = interrupted(program)
    assert (done.returncode, done.stderr) == (130, SAID)


@pytest.mark.parametrize("name", ["python-tool", "snakefmt", "pytest"])
def test_other_programs_of_the_environment_are_left_alone(tmp_path, name):
    program = tmp_path / name
    program.write_text(f"{LINE}\n{WAITING}")
    done = interrupted(program)
    assert done.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in done.stderr


def test_a_workflow_that_has_begun_is_stopped_in_snakemakes_own_way(tmp_path):
    folder = tmp_path / "snakemake"
    folder.mkdir()
    workflow = folder / "workflow.py"
    indented = WAITING.replace("\n", "\n    ").rstrip()
    workflow.write_text(f"def include():\n    {indented}\n")
    program = tmp_path / "run" / "snakemake"
    program.parent.mkdir()
    program.write_text(
        f"{LINE}\nimport runpy\nnames = runpy.run_path({str(workflow)!r})\nnames['include']()\n"
    )
    done = interrupted(program)
    assert done.returncode == -signal.SIGINT
    assert SAID not in done.stderr

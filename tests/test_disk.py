"""A full disk, a read-only folder, a file that is open elsewhere, a pipe for a file: one sentence
each.
"""

import errno
import os
import subprocess
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from interviewer_effects import disk
from interviewer_effects.check import check_config
from interviewer_effects.cli import main
from interviewer_effects.disk import refuse_held, refuse_unwritable
from interviewer_effects.files import read_json, write_json, write_text
from interviewer_effects.problems import AuditError
from test_accidents import tiny
from test_workflow import snakemake

CONFIG = """
surveys:
  s: {data: s.csv, columns: {interviewer: j}, codebook: book.yaml, analyses: {a: {outcome: y}}}
"""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full. Free some space"),
        (errno.EDQUOT, "The disk is full. Free some space"),
        (
            errno.EACCES,
            "This cannot be written (Permission denied). Make the folder writable; where the "
            "file is",
        ),
        (errno.EROFS, "This cannot be written (Read-only file system). Make the folder writable"),
    ],
)
def test_a_file_that_cannot_be_written_is_said_and_kept_as_it_was(
    tmp_path, monkeypatch, number, said
):
    write_json({"a": 1}, tmp_path / "a.json")

    def refuses(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refuses)  # on Windows so where the target is open in Excel
    with pytest.raises(AuditError) as refused:
        write_json({"a": 2}, tmp_path / "a.json")
    assert str(refused.value).startswith(f"{tmp_path / 'a.json'}: {said}")
    assert "the same command again" in str(refused.value)
    assert os.listdir(tmp_path) == ["a.json"]
    assert read_json(tmp_path / "a.json") == {"a": 1}


def test_other_faults_of_the_system_stay_what_they_are(tmp_path, monkeypatch):
    def refuses(*_):
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "replace", refuses)
    with pytest.raises(OSError, match="broken"):
        write_json({}, tmp_path / "a.json")


def test_folders_without_room_or_right_are_named_before_a_run(tmp_path, monkeypatch):
    (tmp_path / "results").mkdir()
    refuse_unwritable(tmp_path)
    monkeypatch.setattr(disk, "_is_full", lambda folder: folder.name == "results")
    with pytest.raises(AuditError, match=r"results: The disk is full\. Free some space") as refused:
        refuse_unwritable(tmp_path)
    assert len(refused.value.problems) == 1
    monkeypatch.setattr(os, "access", lambda folder, _: folder.name == "results")
    with pytest.raises(AuditError, match=r"This cannot be written \(read-only\)") as refused:
        refuse_unwritable(tmp_path)
    assert len(refused.value.problems) == 4


def test_a_disk_that_was_filled_is_said_at_the_end_wherever_the_process_is_then(
    tmp_path, monkeypatch, capsys
):
    (tmp_path / "results").mkdir()
    at_the_end = []
    monkeypatch.setattr(disk.atexit, "register", lambda *call: at_the_end.append(call))
    monkeypatch.chdir(tmp_path)
    refuse_unwritable(Path())
    monkeypatch.setattr(disk, "_is_full", lambda folder: folder.name == "results")
    monkeypatch.chdir("/")
    for say, *values in at_the_end:
        say(*values)
    assert (
        capsys.readouterr().err == f"{tmp_path / 'results'}: The disk is full. {disk.FREE_SOME}\n"
    )


def test_a_result_that_is_open_elsewhere_is_named_before_a_run_makes_it_again(
    tmp_path, monkeypatch
):
    for name in ("a.csv", "folder/b.csv", "folder/c.csv"):
        write_text(name, tmp_path / name)
    refuse_held([tmp_path / "a.csv", tmp_path / "folder", tmp_path / "not_there.csv"])
    opened = Path.open

    def refuses(path, *mode):
        if path.name == "c.csv":
            raise PermissionError(errno.EPERM, "Operation not permitted")
        return opened(path, *mode)

    monkeypatch.setattr(Path, "open", refuses)
    with pytest.raises(AuditError, match="close it there") as refused:
        refuse_held([tmp_path / "a.csv", tmp_path / "folder"])
    assert [problem.file for problem in refused.value.problems] == [str(tmp_path / "folder/c.csv")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk")
def test_init_in_a_read_only_folder_is_a_sentence(tmp_path, monkeypatch):
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tmp_path], check=False
    ).returncode:
        pytest.skip("this machine does not allow mounting a disk")
    try:
        (tmp_path / "s.csv").write_text("idno,intnum,y\n1,1,1\n2,1,2\n3,2,3\n4,2,4\n")
        subprocess.run(["mount", "-o", "remount,ro", tmp_path], check=True)
        monkeypatch.chdir(tmp_path)
        said = CliRunner().invoke(main, ["init", "s.csv"])
        assert (said.exit_code, said.exception.__class__) == (2, SystemExit)
        assert "This cannot be written (Read-only file system)" in said.output
    finally:
        monkeypatch.undo()
        subprocess.run(["umount", tmp_path], check=True)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize(
    ("options", "said"), [("size=40k", "The disk is full."), ("size=2m,ro", "read-only")]
)
def test_a_disk_that_is_full_or_read_only_under_snakemake_is_a_sentence(tmp_path, options, said):
    folder = tiny(tmp_path / "small")
    (folder / ".snakemake").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder / ".snakemake"]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("this machine does not allow mounting a small disk")
    try:
        run = snakemake(folder)
        assert run.returncode == 2
        assert said in run.stderr
        assert "Traceback" not in run.stdout + run.stderr
        assert not (folder / "results").exists()
    finally:
        subprocess.run(["umount", folder / ".snakemake"], check=True)


@pytest.mark.parametrize("name", ["s.csv", "book.yaml"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, name):
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "s.csv").write_text("j,y\n1,1\n1,2\n2,3\n2,4\n")
    (tmp_path / "book.yaml").write_text("y: {label: Why}\n")
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    said = []
    check = threading.Thread(
        target=lambda: said.extend(check_config(tmp_path / "config.yaml")), daemon=True
    )
    check.start()
    check.join(240)
    assert [f"{problem.file}: {problem.message}" for problem in said] == [
        f"{name}: This is a pipe or a device, not a file."
    ]

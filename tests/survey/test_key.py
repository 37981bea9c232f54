"""The key of the pseudonyms: whole or not there, one for all processes, for its owner only, never a
faulty one.
"""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from interviewer_effects.check import check_config
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.identities import owner_only as owner_only_module
from interviewer_effects.survey.identities.key import KEY_FILE, key_problems, mark_of, the_key
from interviewer_effects.survey.identities.pseudonyms import kept_apart, pseudonym

DRAWS = (
    "import sys; from pathlib import Path; from interviewer_effects.survey.identities.key import "
    "the_key; "
)
DRAWS += "print('ready', flush=True); [the_key(Path(sys.argv[1]) / str(k)) for k in range(20000)]"


def key_at(folder, moment):
    """The key as one process gets it at an agreed moment."""
    while time.time() < moment:
        pass
    return the_key(Path(folder))


def test_processes_that_start_at_once_get_one_whole_key(tmp_path):
    with ProcessPoolExecutor(2) as pool:
        for k in range(400):
            folder, moment = str(tmp_path / str(k)), time.time() + 0.003
            keys = {
                future.result()
                for future in [pool.submit(key_at, folder, moment) for _ in range(2)]
            }
            assert len(keys) == 1
            assert [len(key) for key in keys] == [32]
            assert os.listdir(folder) == [KEY_FILE]


def test_a_process_killed_at_any_moment_leaves_a_whole_key_or_none(tmp_path):
    moment = random.Random(20101)
    for k in range(8):
        folder = tmp_path / str(k)
        command = [sys.executable, "-c", DRAWS, str(folder)]
        drawing = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert drawing.stdout.readline() == "ready\n"
        time.sleep(moment.uniform(0, 0.02))
        drawing.send_signal(signal.SIGKILL)
        drawing.wait()
        drawing.stdout.close()
        for private in folder.iterdir():
            assert key_problems(private) == []
            assert len(the_key(private)) == 32


@pytest.mark.parametrize(
    "linking", [PermissionError(1, "no links here"), OSError(95, "not supported")]
)
def test_a_file_system_without_hard_links_does_as_well(tmp_path, monkeypatch, linking):
    def refuses(*_):
        raise linking

    monkeypatch.setattr(os, "link", refuses)
    key = the_key(tmp_path / "private")
    assert the_key(tmp_path / "private") == key
    assert not list((tmp_path / "private").glob("*.part"))


def test_key_and_folder_are_their_owners_alone_even_if_they_were_not(tmp_path):
    folder = tmp_path / "private"
    folder.mkdir(mode=0o755)
    (folder / KEY_FILE).write_text("ab" * 32 + "\n")
    (folder / KEY_FILE).chmod(0o644)
    assert the_key(folder) == bytes.fromhex("ab" * 32)
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_on_windows_the_access_list_lets_the_owner_in_alone(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(owner_only_module.shutil, "which", lambda name: name)
    monkeypatch.setattr(owner_only_module.getpass, "getuser", lambda: "ann")
    monkeypatch.setattr(
        owner_only_module.subprocess, "run", lambda command, **_: said.append(command)
    )
    (tmp_path / KEY_FILE).touch()
    owner_only_module._by_access_list(tmp_path / KEY_FILE)
    assert said == [["icacls", str(tmp_path / KEY_FILE), "/inheritance:r", "/grant:r", "ann:F"]]


FAULTY = {
    "empty": (b"", "This key is empty"),
    "blank": (b" \n", "This key is empty"),
    "short": (b"ab" * 31, "not a key of 64 hexadecimal digits"),
    "long": (b"ab" * 33, "not a key of 64 hexadecimal digits"),
    "half": (b"abc", "not a key of 64 hexadecimal digits"),
    "other letters": (b"xy" * 32, "not a key of 64 hexadecimal digits"),
    "not text": (b"\xff\xfe" * 32, "empty|hexadecimal"),
}


@pytest.mark.parametrize(("content", "said"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_key_is_refused_with_the_remedy_and_left_as_it_is(tmp_path, content, said):
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(AuditError, match=said) as refused:
        the_key(tmp_path)
    assert "Without a copy delete the file and run again" in str(refused.value)
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path):
    kinds = {
        "folder": Path.mkdir,
        "pipe": os.mkfifo,
        "link": lambda path: path.symlink_to("nowhere"),
    }
    for kind, make in kinds.items():
        (tmp_path / kind).mkdir()
        make(tmp_path / kind / KEY_FILE)
        with pytest.raises(AuditError, match="is not there or is no file"):
            the_key(tmp_path / kind)


def test_the_check_names_a_faulty_key(tmp_path):
    key, config = tmp_path / "private" / KEY_FILE, tmp_path / "config.yaml"
    key.parent.mkdir()
    key.touch()
    config.write_text(
        "surveys: {s: {data: simulate, analyses: {a: {outcome: pplhlp}}}}\nprivacy: {pseudonyms: "
        "true}\n"
    )
    assert [problem.file for problem in check_config(config)] == [str(key)]
    config.write_text("surveys: {s: {data: simulate, analyses: {a: {outcome: pplhlp}}}}\n")
    assert check_config(config) == []


def test_a_job_refuses_another_key_than_the_run_began_with(tmp_path):
    key = the_key(tmp_path)
    assert mark_of(key) != mark_of(bytes(32))
    with pytest.raises(AuditError, match="not the key that the run began with"):
        kept_apart(None, "s", mark_of(bytes(32)), folder=tmp_path)


def test_pseudonyms_are_those_of_the_key():
    assert pseudonym("12", "interviewer", bytes(32)) == "I-KCQH73Z"

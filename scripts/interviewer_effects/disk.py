"""Whether a run can write where it will, said before it begins and when it ends because the disk is
full; what is no file to read.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from interviewer_effects.problems import AuditError, Problem

FOLDERS = (".snakemake", "results", "reports", "logs")
NEEDED = 1_000_000  # bytes for what Snakemake notes of its jobs
FULL = "The disk is full."
FREE_SOME = "Free some space and give the same command again: what is finished is kept."
UNWRITABLE = "This cannot be written ({why})."
MAKE_WRITABLE = (
    "Make the folder writable; where the file is open in another program, such as Excel, close "
    "it there. "
    "Then give the same command again: what is finished is kept."
)


def refuse_unwritable(root: Path) -> None:
    """Raise AuditError with every folder of a run that is read-only, or has no room left; the same
    is said at the end of a run that filled the disk.
    """
    problems = [problem for name in FOLDERS for problem in _problems(root / name)]
    if problems:
        raise AuditError(problems)
    atexit.register(_say_if_full, root.absolute())  # Snakemake goes back to where it was called


def refuse_held(paths: Iterable[Path]) -> None:
    """Raise AuditError with the files, also those in folders, that a run is to make again and that
    the system will not let go: on Windows those open in another program, elsewhere those marked as
    unchangeable.
    """
    files = (
        file
        for path in paths
        for file in (path.rglob("*") if path.is_dir() else [path])
        if file.is_file()
    )
    problems = [
        Problem(str(file), None, None, None, why, MAKE_WRITABLE)
        for file in files
        if (why := _why_held(file))
    ]
    if problems:
        raise AuditError(problems)


def discard(path: Path) -> None:
    """Take away a file that nobody will read; that it cannot be taken away says nothing that was
    not said.
    """
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def refuse_device(path: Path, file: str) -> None:
    """Raise AuditError for a pipe, a socket or a device, which can be read once or without end;
    `file` is its name.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # who opens it says why
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        said = "This is a pipe or a device, not a file."
        raise AuditError(
            Problem(file, None, None, None, said, "Save its content to a file, and name that.")
        )


def _problems(folder: Path) -> list[Problem]:
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(there, os.W_OK):
        return [
            Problem(
                str(folder), None, None, None, UNWRITABLE.format(why="read-only"), MAKE_WRITABLE
            )
        ]
    return [Problem(str(folder), None, None, None, FULL, FREE_SOME)] if _is_full(there) else []


def _why_held(file: Path) -> str | None:
    try:
        file.open("r+b").close()
    except OSError as error:
        is_held = (
            error.errno == errno.EPERM or os.name == "nt"
        )  # a file without its owner's right to write can go
        return UNWRITABLE.format(why=error.strerror) if is_held else None
    return None


def _say_if_full(root: Path) -> None:
    full = [root / name for name in FOLDERS if (root / name).exists() and _is_full(root / name)]
    for folder in full:
        print(Problem(str(folder), None, None, None, FULL, FREE_SOME), file=sys.stderr)


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < NEEDED

"""One run at a time in a folder, without a lock that outlives its holder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from .problems import AuditError, Problem

HELD: list = []  # the open files of this process: closing one would give its lock away


def hold(path: Path) -> None:
    """Hold the file for the rest of this process. The system lets go of it when the process ends, however it ends: a
    run that was killed needs no unlocking. Raises AuditError when another run holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        owner = file.read().strip() or "unknown"
        file.close()
        raise AuditError(_busy(owner)) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    HELD.append(file)


def _busy(owner: str) -> Problem:
    message = f"Another run (process {owner}) is at work in this folder."
    return Problem(str(Path.cwd()), None, None, None, message, "Wait for its end, or use another --directory.")

"""Locks on files that the system takes back when their holder ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PAUSE = 0.01  # seconds between two looks at a lock that somebody else holds
FAR = 2**30  # the byte that is locked on Windows: one that nobody reads


def is_locked_for_us(file: IO) -> bool:
    """Lock an open file for this process; False where another one holds it. It is held until the
    file is closed.
    """
    try:
        _lock(file)
    except (BlockingIOError, PermissionError):  # the second on Windows
        return False
    return True


@contextmanager
def waiting_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file, after whoever holds it now."""
    with path.open("a+", encoding="utf-8") as file:
        while not is_locked_for_us(file):
            time.sleep(PAUSE)
        yield


def _lock(file: IO) -> None:
    """Lock it or raise OSError at once."""
    if os.name == "nt":
        import msvcrt

        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""The secret key of the pseudonyms: drawn once for a folder, whole or not at all, and read by its
owner only.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from pathlib import Path

from interviewer_effects.disk import discard
from interviewer_effects.problems import AuditError, Problem

from .owner_only import FILE_MODE, FOLDER_MODE, owner_only

FOLDER = Path(
    "private"
)  # of the working directory: never read by a rule after read_survey, never in the report
KEY_FILE = "pseudonyms.key"
KEY_BYTES = 32
ATTEMPTS = 3  # another run that begins may sweep away what is half drawn
WHOLE_KEY = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}\s*")
REMEDY = (
    "Put a copy of the key back, which keeps the pseudonyms. Without a copy delete the file and "
    "run again: "
    "a new key is drawn, and every pseudonym changes."
)
SOLVABLE = (
    "Anybody can undo pseudonyms made with it: send no report on that was made with this file."
)


def the_key(folder: Path) -> bytes:
    """The secret of a working directory, drawn by the first run and kept: the same ids get the same
    pseudonyms.

    However many processes ask at once, and whenever one of them is killed, all get the same key of
    32 bytes. Raises AuditError, with the remedy, where the file holds no whole key or cannot be
    read or written.
    """
    file = folder / KEY_FILE
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        owner_only(folder)
        for _ in range(ATTEMPTS):
            if not file.exists():
                _draw(file)
        if file.is_file():
            owner_only(file)
    except OSError as error:
        said = f"The key of the pseudonyms cannot be kept here ({error.strerror})."
        remedy = "Run as the owner of this folder, with space and the right to write."
        raise AuditError(Problem(str(file), None, None, None, said, remedy)) from None
    return _read(file)


def key_of_run(mark: str | None, folder: Path = FOLDER) -> bytes:
    """The key of a folder, where it is the one that the run began with (`mark`; None for any).

    Raises AuditError where there is another one by now, because the same id would have two
    pseudonyms in one report.
    """
    key = the_key(folder)
    if mark is not None and mark_of(key) != mark:
        said = "This is not the key that the run began with."
        remedy = "Give the same command again: every survey is read with one key."
        raise AuditError(Problem(str(folder / KEY_FILE), None, None, None, said, remedy))
    return key


def key_at_hand(folder: Path) -> bytes | None:
    """The key of a folder, None where it has none; nothing is drawn. Raises AuditError where it is
    faulty.
    """
    return _read(folder / KEY_FILE) if (folder / KEY_FILE).exists() else None


def key_problems(folder: Path) -> list[Problem]:
    """What is wrong with the key of a folder; nothing where the first run has yet to draw it."""
    try:
        if os.path.lexists(folder / KEY_FILE):
            _read(folder / KEY_FILE)
    except AuditError as error:
        return error.problems
    return []


def mark_of(key: bytes) -> str:
    """What tells one key from another and gives nothing of it away: jobs of one run compare it."""
    return hmac.new(key, b"which key this is", "sha256").hexdigest()[:16]


def _draw(file: Path) -> None:
    """Write a new key to a name of its own, and give it its place in one step, where none has it
    yet.
    """
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}.{os.getpid()}.part")
    try:
        with open(
            os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE), "w", encoding="ascii"
        ) as new:
            new.write(secrets.token_hex(KEY_BYTES) + "\n")
            new.flush()
            os.fsync(new.fileno())
        _place(part, file)
    finally:
        discard(part)


def _place(part: Path, file: Path) -> None:
    """Name the whole file, unless another process was quicker."""
    try:
        os.link(part, file)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links, or the part was swept away by another run
        if not part.exists():
            return
        _place_without_links(part, file)


def _place_without_links(part: Path, file: Path) -> None:
    """The same where files cannot have two names: one process at a time looks, then renames."""
    from filelock import FileLock

    with FileLock(file.with_name(f".{file.name}.lock")):
        if not file.exists():
            os.replace(part, file)


def _read(file: Path) -> bytes:
    """The key as it lies there; a device or a pipe is not opened."""
    try:
        text = file.read_text(encoding="ascii") if file.is_file() else None
    except OSError as error:
        raise AuditError(_faulty(file, f"This key cannot be read ({error.strerror}).")) from None
    except UnicodeDecodeError:
        text = ""
    if text is None:
        raise AuditError(_faulty(file, "This key is not there or is no file."))
    if not text.strip():
        raise AuditError(
            _faulty(file, f"This key is empty: the run that drew it was interrupted. {SOLVABLE}")
        )
    if not WHOLE_KEY.fullmatch(text):
        raise AuditError(
            _faulty(file, f"This is not a key of {2 * KEY_BYTES} hexadecimal digits. {SOLVABLE}")
        )
    return bytes.fromhex(text)


def _faulty(file: Path, message: str) -> Problem:
    return Problem(str(file), None, None, None, message, REMEDY)

"""Files between rules: written whole or not at all, with the same bytes for the same content.

Each writer writes to a temporary name in the target folder and renames it, so an interrupted write
is never read. A text cell of a CSV that a spreadsheet would run as a formula (it starts with = + -
@, a tab or a carriage return and is not a number) gets a leading apostrophe; `read_csv` takes it
off again, so a round trip changes nothing.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer_effects.disk import FREE_SOME, FULL, MAKE_WRITABLE, UNWRITABLE, discard
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.tables import text_columns

if TYPE_CHECKING:
    import pandas as pd

FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
NEUTRALISED = r"^'(?='*[=+\-@\t\r])"  # the apostrophe before a formula


def write_text(text: str, path: str | os.PathLike) -> None:
    """Write UTF-8 text with \\n line ends."""
    replace_with(path, lambda part: part.write_bytes(text.encode("utf-8")))


def write_json(content: Any, path: str | os.PathLike) -> None:
    """Write JSON; numpy numbers and arrays become plain, NaN becomes null, an infinite number is a
    ValueError.
    """
    text = json.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False)
    write_text(text + "\n", path)


def write_csv(frame: pd.DataFrame, path: str | os.PathLike) -> None:
    """Write a table without its index: full float precision, missing cells empty, formulas
    neutralised.
    """
    safe = _neutralised(frame)
    replace_with(
        path, lambda part: safe.to_csv(part, index=False, lineterminator="\n", encoding="utf-8")
    )


def write_parquet(frame: pd.DataFrame, path: str | os.PathLike) -> None:
    """Write a table as Parquet without its index."""
    replace_with(path, lambda part: frame.to_parquet(part, index=False, engine="pyarrow"))


def copy_file(source: str | os.PathLike, path: str | os.PathLike) -> None:
    """Write the same bytes to another place."""
    replace_with(path, lambda part: shutil.copyfile(source, part))


def read_json(path: str | os.PathLike) -> Any:
    """Read what `write_json` wrote; null stays None."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def read_csv(path: str | os.PathLike) -> pd.DataFrame:
    """Read what `write_csv` wrote; names, codes and sentences (as the table is described) are exact
    strings.

    Only an empty cell is missing: the texts "NA" and "null" are read as they stand.
    """
    return _read(path, text_columns(path))


def as_read(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The table of a name as `read_csv` would give it once `write_csv` had written it."""
    text = _neutralised(frame).to_csv(index=False, lineterminator="\n")
    return _read(io.StringIO(text, newline=""), text_columns(name))


def _read(source: str | os.PathLike | io.StringIO, texts: frozenset[str]) -> pd.DataFrame:
    import pandas as pd

    frame = pd.read_csv(
        source,
        dtype=dict.fromkeys(texts, str),
        keep_default_na=False,
        na_values=[""],
        low_memory=False,  # types by all cells of a column, not block by block
    )
    frame = frame.rename(columns=lambda name: _plain_text(pd.Series([name])).iloc[0])
    for name in frame.columns[
        [isinstance(dtype, pd.StringDtype) for dtype in frame.dtypes]
    ]:  # not yes, no and nothing
        frame[name] = _plain_text(frame[name])
    return frame


def read_header(path: str | os.PathLike) -> list[str]:
    """The names of the columns of a table that `write_csv` wrote."""
    with open(path, encoding="utf-8", newline="") as lines:
        return [re.sub(NEUTRALISED, "", name) for name in next(csv.reader(lines))]


def sweep(*folders: str | os.PathLike) -> None:
    """Remove what killed processes had half written; only for a moment when nobody else writes
    there.
    """
    for folder in folders:
        for part in Path(folder).rglob(".*.part"):
            if part.name.split(".")[-2].isdigit():
                discard(part)


def replace_with(path: str | os.PathLike, write: Callable[[Path], object]) -> None:
    """Write beside the target under a name of this process, then rename: readers see the old file
    or the new one.

    Raises AuditError where the disk is full or the file may not be written, as when it is open in
    Excel on Windows; what was there before still is.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        os.replace(part, path)
    except OSError as error:
        if (said := _said_of(error)) is None:
            raise
        raise AuditError(Problem(str(path), None, None, None, *said)) from None
    finally:
        discard(part)


def _said_of(error: OSError) -> tuple[str, str] | None:
    """What is wrong and what to do, of errors that the user can put right; None of others."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL, FREE_SOME
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UNWRITABLE.format(why=error.strerror), MAKE_WRITABLE
    return None


def _neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with its formula-like texts prefixed."""
    safe = frame.set_axis(_neutral(frame.columns.astype(str).to_series()).tolist(), axis=1)
    for position, dtype in enumerate(safe.dtypes):
        if dtype.kind not in "biufcmM":
            safe.isetitem(position, _neutral(safe.iloc[:, position]).array)
    return safe


def _neutral(cells: pd.Series) -> pd.Series:
    """Prefix formula-like texts; runs on the distinct texts, which are few in a column of ids or
    reasons.
    """
    texts = {cell for cell in cells.unique() if isinstance(cell, str)}
    safe = {
        text: "'" + text for text in texts if FORMULA.match(text) and not NUMBER.fullmatch(text)
    }
    return (
        cells.map(lambda cell: safe.get(cell, cell) if isinstance(cell, str) else cell)
        if safe
        else cells
    )


def _plain_text(cells: pd.Series) -> pd.Series:
    return cells.str.replace(NEUTRALISED, "", regex=True)


def _plain(content: Any) -> Any:
    """Turn numpy and pandas scalars and arrays into what JSON knows."""
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, (list, tuple, set, frozenset)):
        return [
            _plain(value)
            for value in (sorted(content) if isinstance(content, (set, frozenset)) else content)
        ]
    if hasattr(content, "tolist"):
        return _plain(content.tolist())
    if isinstance(content, float) and content != content:
        return None
    return content

"""What is wrong with an input, said so that it can be put right: one line per problem, all problems
at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 60
SHOWN_PATH = 240
EXACT = 2**53


@dataclass(frozen=True)
class Problem:
    """One fault of one input: where it is, what is wrong, and what to do about it.

    `file` is the path as the user wrote it; `column` a column, codebook item or dotted key of the
    config; `value` the offending value; `row` the row as a spreadsheet numbers it (the header of a
    text file is row 1, the first record of a Parquet file is row 1). The last three are None where
    the fault has none.
    """

    file: str
    column: str | None
    value: object
    row: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        """Say it in one line: file, place, what is wrong, what to do."""
        return ": ".join(
            part for part in (_shortened(self.file), self._place(), self._sentences()) if part
        )

    def _place(self) -> str:
        parts = []
        if self.column is not None:
            is_yaml = str(self.file).lower().endswith((".yaml", ".yml"))
            parts.append(f"{'key' if is_yaml else 'column'} {shown(self.column)}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.value is not None:
            parts.append(f"value {shown(self.value)}")
        return ", ".join(parts)

    def _sentences(self) -> str:
        return one_line(f"{self.message} {self.remedy}".strip())


class AuditError(Exception):
    """An input cannot be audited; `problems` lists every reason that was found."""

    def __init__(self, problems: Problem | Iterable[Problem]):
        """Take one problem or several."""
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(render(self.problems))


def render(problems: Iterable[Problem]) -> str:
    """Write one line per problem, in the order given."""
    return "\n".join(str(problem) for problem in problems)


def shown(value: object) -> str:
    """Quote a value for a message: on one line, control characters escaped, at most 60 characters,
    5.0 as 5.
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        value = int(value)
    text = str(value)
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")


def _shortened(path: str) -> str:
    """Write a path on one line; of one that is absurdly long, its end."""
    path = one_line(path)
    return path if len(path) <= SHOWN_PATH else "…" + path[1 - SHOWN_PATH :]


def one_line(text: str) -> str:
    """Escape line breaks and other control characters, so that a hostile label cannot forge a
    second message.
    """
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)

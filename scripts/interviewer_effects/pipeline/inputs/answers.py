"""The interviews of a survey as stages read them: in a file of the results, or in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from interviewer_effects.survey.reading.stored import n_drawn, read_all, read_interviews


class Answers(Protocol):
    """The interviews of a survey, of which some are drawn where they are too many to be held."""

    @property
    def is_drawn(self) -> bool:
        """Whether single interviews are looked at in some of them only."""

    def interviews(self, columns: Collection[str] | None = None) -> pd.DataFrame:
        """The interviews that are looked at one by one; all columns where None are named."""

    def blocks(self, columns: Collection[str]) -> Iterator[pd.DataFrame]:
        """Every interview, in blocks."""


@dataclass(frozen=True)
class StoredAnswers:
    """Interviews in a Parquet file that `write_survey` wrote."""

    path: str | Path

    @property
    def is_drawn(self) -> bool:
        """Whether single interviews are looked at in some of them only."""
        return n_drawn(self.path) is not None

    def interviews(self, columns: Collection[str] | None = None) -> pd.DataFrame:
        """The interviews that are looked at one by one; all columns where None are named."""
        return read_interviews(self.path, columns)

    def blocks(self, columns: Collection[str]) -> Iterator[pd.DataFrame]:
        """Every interview, in blocks."""
        return read_all(self.path, columns)


@dataclass(frozen=True)
class HeldAnswers:
    """Interviews in memory, all of them."""

    frame: pd.DataFrame
    is_drawn: bool = False

    def interviews(self, columns: Collection[str] | None = None) -> pd.DataFrame:
        """The interviews; all columns where None are named."""
        return self.frame if columns is None else self.frame[list(columns)]

    def blocks(self, columns: Collection[str]) -> Iterator[pd.DataFrame]:
        """Every interview, in one block."""
        yield self.interviews(columns)

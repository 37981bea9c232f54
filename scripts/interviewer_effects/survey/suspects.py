"""All rows of a large file are checked: those that could be faults join the rows drawn, and are
judged with them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from interviewer_effects.frames import present
from interviewer_effects.survey.codes.recode import recode
from interviewer_effects.survey.describe import split_cells
from interviewer_effects.survey.load import Survey

LARGEST = 1e100
MOST_SUSPECTS = (
    100_000  # rows: so many are a mistake in the config, which those say as well as all would
)


def with_suspects(survey: Survey, covariates: Collection[str]) -> Survey:
    """The survey with every row of its file that is not drawn and could be a fault, in the order of
    the file.

    `covariates` are the columns that are constant within interviewers. Memory is that of the rows
    drawn, of one block and of one number per row. `source["n_checked"]` says how many rows there
    are; a survey read as a whole is returned as it is.
    """
    if survey.others is None:
        return survey
    suspicion = Suspicion(survey, list(covariates))
    suspicion.examine(survey.frame)
    frames, rows, n = [survey.frame], [survey.rows], len(survey.frame)
    for block in survey.others():
        n += len(block.frame)
        suspect = suspicion.examine(block.frame)
        if sum(map(len, rows)) < len(survey.rows) + MOST_SUSPECTS:
            frames.append(block.frame[suspect])
            rows.append(block.rows[suspect])
    for repeated_frame, repeated_rows in suspicion.repeated():
        frames.append(repeated_frame)
        rows.append(repeated_rows)
    return _joined(survey, frames, rows, n)


def _joined(survey: Survey, frames: list[pd.DataFrame], rows: list[np.ndarray], n: int) -> Survey:
    every_row, first = np.unique(np.concatenate(rows), return_index=True)
    filled = [frame for frame in frames if len(frame)]
    frame = pd.concat(filled, ignore_index=True).iloc[first].reset_index(drop=True)
    return replace(survey, frame=frame, rows=every_row, source=survey.source | {"n_checked": n})


@dataclass
class Suspicion:
    """What makes a row suspect, given the rows before it."""

    survey: Survey
    covariates: list[str]
    hashes: list[np.ndarray] = field(default_factory=list)
    constants: dict[str, pd.Series] = field(default_factory=dict)

    def examine(self, frame: pd.DataFrame) -> np.ndarray:
        """Which rows (n,) of a block could be faults; the blocks come in turn, those drawn
        first.
        """
        columns = self.survey.columns
        roles = {role: name for role, name in columns.items() if name and name in frame.columns}
        suspect = np.zeros(len(frame), dtype=bool)
        for name in {roles.get("interview"), roles.get("interviewer"), self.survey.split_by} & {
            *frame.columns
        }:
            suspect |= frame[name].isna().to_numpy()
        for name in frame.columns:
            if frame[name].dtype.kind == "f":
                suspect |= np.abs(frame[name].to_numpy()) > LARGEST
        for role in {"weight", "interviewer_weight"} & {*roles}:
            if frame[roles[role]].dtype.kind in "if":
                suspect |= (frame[roles[role]] < 0).to_numpy()
        for item, entry in self.survey.codebook.items():
            suspect |= _outside(frame[item], entry)
        if "interviewer" in roles:
            suspect |= self._differing(frame, roles)
        if "interview" in roles:
            self.hashes.append(pd.util.hash_array(frame[roles["interview"]].to_numpy(dtype=object)))
        return suspect

    def repeated(self):
        """The rows whose interview id stands in the file twice, as pairs of frame and row
        numbers.
        """
        if not self.hashes:
            return
        values, counts = np.unique(np.concatenate(self.hashes), return_counts=True)
        twice = values[counts > 1][:MOST_SUSPECTS]
        if not len(twice):
            return
        name = self.survey.columns["interview"]
        for block in present(self.survey.others)():
            again = np.isin(pd.util.hash_array(block.frame[name].to_numpy(dtype=object)), twice)
            again &= block.frame[name].notna().to_numpy()
            yield block.frame[again], block.rows[again]

    def _differing(self, frame: pd.DataFrame, roles: dict[str, str]) -> np.ndarray:
        """Which rows give an interviewer another value than the first they had, of what is
        theirs.
        """
        names = [
            *self.covariates,
            *([roles["interviewer_weight"]] if "interviewer_weight" in roles else []),
        ]
        names = [name for name in dict.fromkeys(names) if name in frame.columns]
        interviewers = frame[roles["interviewer"]]
        coded = {name: entry for name, entry in self.survey.codebook.items() if name in names}
        recoded = recode(frame[names], coded)
        differing = np.zeros(len(frame), dtype=bool)
        for name in names:
            known = recoded[name].notna() & interviewers.notna()
            first = recoded[name][known].groupby(interviewers[known]).first()
            before = self.constants.get(name)
            self.constants[name] = first if before is None else before.combine_first(first)
            theirs = interviewers.map(self.constants[name])
            differing |= (known & (theirs != recoded[name])).to_numpy()
        return differing


def _outside(values: pd.Series, entry: dict) -> np.ndarray:
    """Which cells (n,) are outside the valid range and no missing code."""
    if (
        entry["valid"] is None
        or values.dtype.kind not in "if"
        or values.between(*entry["valid"]).all()
    ):
        return np.zeros(len(values), dtype=bool)
    return split_cells(values, entry)["outside"].to_numpy()

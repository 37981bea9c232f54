"""Interviewers who are in no model of an analysis, or in none with interviewer covariates, and
why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import present
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.load import Survey

from .interviews import known_covariates, model_columns

COLUMNS = ["interviewer", "n", "models", "item", "reason"]
EVERY, WITH_COVARIATES = "every model", "models with interviewer covariates"
N, COMPLETE = "interviews", "complete"


@dataclass
class Answered:
    """How many interviews of each interviewer have a value of each column that the main models
    need, block by block.

    `covariates` are the interviewer covariates that are known, by interviewer (see
    interviews.known_covariates).
    """

    analysis: AnalysisSpec
    interviewer: str
    covariates: dict[str, pd.Series]
    blocks: list[pd.DataFrame] = field(default_factory=list)

    def add(self, survey: pd.DataFrame) -> None:
        """Count the interviews of a block, with its columns as the survey names them."""
        known = survey[model_columns(self.analysis)].notna()
        counted = known.set_axis([(name,) for name in known], axis=1).astype(
            int
        )  # no item is called like a count
        counted[N], counted[COMPLETE] = 1, known.all(axis=1).astype(int)
        self.blocks.append(counted.groupby(survey[self.interviewer].to_numpy()).sum())

    def table(self) -> pd.DataFrame:
        """One row per interviewer left out: absent.csv."""
        counts = pd.concat(self.blocks)
        counts = counts.groupby(counts.index.to_numpy()).sum().sort_index()
        rows = [
            row for who, own in counts.iterrows() if (row := self._row(str(who), own)) is not None
        ]
        return pd.DataFrame(rows, columns=COLUMNS)

    def _row(self, who: str, counts: pd.Series) -> dict | None:
        about = {"interviewer": who, "n": int(counts[N])}
        if not counts[COMPLETE]:
            return about | self._never_complete(counts)
        unknown = [name for name, values in self.covariates.items() if who not in values.index]
        if not unknown:
            return None
        reason = f"{numbers.listed(unknown)} {numbers.plural(len(unknown), 'is', 'are')} not known"
        return about | {"models": WITH_COVARIATES, "item": ";".join(unknown), "reason": reason}

    def _never_complete(self, counts: pd.Series) -> dict:
        needed = model_columns(self.analysis)
        missing = [name for name in needed if not counts[(name,)]]
        reason = f"no interview has a value of {numbers.listed(missing)}"
        if not missing:
            reason = f"no interview has values of {numbers.listed(needed)} together"
        return {"models": EVERY, "item": ";".join(missing or needed), "reason": reason}


def absent_interviewers(
    blocks: Iterable[pd.DataFrame],
    analysis: AnalysisSpec,
    interviewer: str,
    covariates: dict[str, pd.Series],
) -> pd.DataFrame:
    """absent.csv of an analysis: interviewer, n (their interviews), models (those that they are not
    in), item (what is missing, separated by semicolons) and the reason in words.
    """
    counted = Answered(analysis, interviewer, covariates)
    for block in blocks:
        counted.add(block)
    return counted.table()


def absence_sentences(absent: pd.DataFrame) -> list[str]:
    """Who is in no model and why: one sentence for all with one reason."""
    told = []
    for (models, reason), rows in absent.groupby(["models", "reason"], sort=False):
        who = numbers.listed(rows["interviewer"], limit=5)
        noun = numbers.plural(len(rows), "Interviewer", "Interviewers")
        place = "in no model" if models == EVERY else "in no model with interviewer covariates"
        told.append(f"{noun} {who} {numbers.plural(len(rows), 'is', 'are')} {place}: {reason}.")
    return told


def absence_notes(survey: Survey, recoded: pd.DataFrame, analysis: AnalysisSpec) -> list[str]:
    """The same sentences of an analysis before it is fitted; of a large file for the interviews
    drawn.
    """
    interviewer = present(survey.columns["interviewer"])
    if interviewer not in recoded.columns:
        return []
    covariates = known_covariates([recoded], interviewer, analysis.interviewer_covariates)
    return absence_sentences(absent_interviewers([recoded], analysis, interviewer, covariates))

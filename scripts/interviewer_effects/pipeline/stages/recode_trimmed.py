"""The stage recode_trimmed: whom the variant trimmed leaves out, and who stands out without
them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from interviewer_effects.audit.flags.masking_check import found_at_first, second_look
from interviewer_effects.audit.models.obstacles import obstacle_without
from interviewer_effects.pipeline.inputs.fitted import Fitted

COLUMNS = ["interviewer", "effect", "z", "n", "reason"]


@dataclass(frozen=True)
class Trimming:
    """The tables of the trimming, each field a table of that name, and why nobody is left out
    though somebody would be (empty where that is not so).
    """

    excluded: pd.DataFrame
    kept: pd.DataFrame
    second_look: pd.DataFrame
    why_not: str

    @property
    def interviewers(self) -> list[str]:
        """Who is left out."""
        return list(self.excluded["interviewer"].drop_duplicates())


def recode_trimmed(fitted: Fitted, effects: pd.DataFrame, *, adjust: str, alpha: float) -> Trimming:
    """Leave out who is outlier or extreme after recoding, where the rest can carry the models.

    Parameters
    ----------
    fitted
        The variant recoded with its models.
    effects
        Its effects.csv.
    adjust, alpha
        See `Settings`.
    """
    found = found_at_first(effects)[COLUMNS]
    nobody = found.iloc[:0]
    obstacle = obstacle_without(fitted.interviews, found["interviewer"], fitted.analysis)
    excluded = nobody if obstacle else found
    kept = found.assign(why_not=obstacle) if obstacle else nobody.assign(why_not="")
    again = second_look(fitted.ladder, excluded["interviewer"], found["interviewer"], adjust, alpha)
    return Trimming(excluded, kept, again, why_not=obstacle if len(kept) else "")

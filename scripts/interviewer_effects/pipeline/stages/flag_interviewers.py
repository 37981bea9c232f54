"""The stage flag_interviewers: what changes without somebody, and who is flagged for review."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from interviewer_effects.audit.flags.flags import with_reason
from interviewer_effects.audit.flags.unrecoded_codes import changing_codes
from interviewer_effects.audit.flags.variant_flags import judged
from interviewer_effects.audit.influence.influence import Influence
from interviewer_effects.audit.influence.influence_tables import (
    group_rows,
    influence_rows,
    interview_rows,
)
from interviewer_effects.audit.models.interviews import coded_cells
from interviewer_effects.pipeline.inputs.fitted import Fitted
from interviewer_effects.terms import Flag


@dataclass(frozen=True)
class Judged:
    """The predicted effects with the flags of everybody, and what leaving out changes."""

    effects: pd.DataFrame
    traced: Influence


@dataclass(frozen=True)
class Flags:
    """The tables of the flags; each field is a table of that name."""

    effects: pd.DataFrame
    influence: pd.DataFrame
    influence_groups: pd.DataFrame
    influence_interviews: pd.DataFrame


def judge(fitted: Fitted, *, adjust: str, alpha: float, max_group: int, seed: int) -> Judged:
    """Predict the effects of every interviewer, and flag outliers, extremes and whoever is
    influential.
    """
    effects, traced = judged(fitted.ladder, fitted.fits, adjust, alpha, max_group, seed)
    return Judged(effects, traced)


def with_codes(found: Judged, fitted: Fitted, cells: pd.DataFrame) -> Judged:
    """Flag also those whose codes change a result: of the variant with the codes left in.

    Parameters
    ----------
    found
        The flags without them.
    fitted
        The same variant with its models.
    cells
        The cells of the survey that hold a declared code (recoded_cells.csv).
    """
    interviews = fitted.interviews["interview"]
    coded = coded_cells(cells, fitted.analysis, interviews)
    tests = [test.decision for test in found.traced.tests]
    interviewers = changing_codes(
        found.traced.ladder, tests, interviews.to_numpy(), coded["interview"]
    )
    return Judged(with_reason(found.effects, Flag.CODED, interviewers), found.traced)


def flag_interviewers(
    fitted: Fitted,
    cells: pd.DataFrame,
    *,
    adjust: str,
    alpha: float,
    max_group: int,
    seed: int,
    has_codes: bool,
) -> Flags:
    """Leave out every interviewer, small groups of them and single interviews, and refit.

    Parameters
    ----------
    fitted
        One variant with its models.
    cells
        The cells of the survey that hold a declared code (recoded_cells.csv).
    adjust, alpha, max_group, seed
        See `Settings`.
    has_codes
        Whether the codes are left in.
    """
    found = judge(fitted, adjust=adjust, alpha=alpha, max_group=max_group, seed=seed)
    if has_codes:
        found = with_codes(found, fitted, cells)
    effects = found.effects.copy()
    effects.insert(0, "model", fitted.main_model)
    return Flags(
        effects=effects,
        influence=influence_rows(found.traced),
        influence_groups=group_rows(found.traced),
        influence_interviews=interview_rows(
            found.traced, fitted.interviews["interview"].to_numpy()
        ),
    )

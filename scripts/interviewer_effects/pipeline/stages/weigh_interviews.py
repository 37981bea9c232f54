"""The stage weigh_interviews: the main model unweighted and weighted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from interviewer_effects.audit.robustness.weighting import COLUMNS, WEIGHTING, weighting_rows
from interviewer_effects.pipeline.inputs.variants import VariantInterviews


def weigh_interviews(
    variants: Iterable[VariantInterviews], weights: pd.DataFrame, *, alpha: float
) -> pd.DataFrame:
    """weighting.csv.

    Parameters
    ----------
    variants
        Those of the analyses that ask for weights.
    weights
        The weights by interview (see `weights_by_interview`).
    alpha
        The level of the intervals.
    """
    rows = []
    for one in variants:
        of_variant = weighting_rows(one.interviews, one.analysis, weights, one.variant, alpha)
        rows += [{"analysis": one.name} | row for row in of_variant]
    return pd.DataFrame(rows, columns=WEIGHTING)


def columns_of_weights(roles: dict[str, Any]) -> list[str]:
    """The columns of a survey that weights are read from, its ids among them."""
    named = (roles.get(role) for role in ("interview", "interviewer", *COLUMNS))
    return list(dict.fromkeys(filter(None, named)))


def weights_by_interview(survey: pd.DataFrame, roles: dict[str, Any]) -> pd.DataFrame:
    """The weights of interviews and of interviewers, as far as there are columns of them."""
    held = {role: survey[roles[role]].to_numpy() for role in COLUMNS if roles.get(role)}
    return pd.DataFrame(held, index=survey[roles["interview"]].to_numpy())

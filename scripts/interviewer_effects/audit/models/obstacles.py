"""What keeps a model of the ladder from being fitted, found before any model is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.fit import fit
from interviewer_effects.mixed.optimum.saturation import is_reproduced
from interviewer_effects.specification import AnalysisSpec

from .model_sequence import Ladder, Model, make_ladder

NEGLIGIBLE = 1e-9
SMALLEST_SHARE = 1e-6  # of the variance of a column of X within interviewers
SAFETY = 100  # times the largest error of rounding
MOST_ROUNDING = 1e-2  # of the variance of a column of X
FEWEST = 5
REPRODUCED = (
    "Predictors and interviewers explain every answer without any error, so there is no variance "
    "within interviewers."
)


def obstacle(ladder: Ladder) -> str:
    """The first reason why a model of the ladder cannot be fitted, in a sentence; empty when all of
    them can.

    Collinear columns, among them products of predictors and covariates; fewer interviews than the
    model has dimensions; predictors that tell the interviewers apart, so that nothing is left to
    estimate a variance from.
    """
    for name, model in ladder.models.items():
        try:
            design = ladder.design(name)
            m = design.moments
            if m.n[0] <= m.groups * m.q + m.p + 1:  # few interviews: only the fit itself can say
                fit(design)
        except ValueError as error:
            return f"The model '{name}' cannot be fitted. {error}"
        if is_reproduced(m):
            return f"The model '{name}' cannot be fitted. {REPRODUCED}"
        if _rounding(m) > MOST_ROUNDING * m.n[0]:
            return (
                f"The fixed effects of the model '{name}' are so nearly collinear that their "
                "estimates would be errors of rounding."
            )
        for term, k in zip(Model.terms(model.random), range(m.q), strict=True):
            if not _is_estimable(m, k):
                return (
                    f"The variance of {term} in the model '{name}' cannot be estimated: the "
                    "fixed effects of "
                    f"{len(model.fixed)} columns tell all {m.groups} interviewers apart."
                )
    return ""


def obstacle_without(frame: pd.DataFrame, left_out: pd.Series, analysis: AnalysisSpec) -> str:
    """Why the ladder cannot be fitted again without some interviewers; empty when it can.

    At least FEWEST interviewers with several interviews must remain: among a handful about one is
    extreme by chance. The columns must be the same, so that the parameters can be set side by side.
    """
    rest = frame[~frame["interviewer"].isin(left_out)]
    remaining = int((rest["interviewer"].value_counts() > 1).sum())
    if remaining < FEWEST:
        return f"only {remaining} interviewers with several interviews would remain"
    ladder = make_ladder(rest, analysis)
    lost = sorted(set(make_ladder(frame, analysis).columns) - set(ladder.columns))
    return f"{lost[0]} would not vary any more" if lost else obstacle(ladder)


def _is_estimable(m: Moments, k: int) -> bool:
    """Whether the columns z_k of the single interviewers reach outside the span of X: rank [X Z_k]
    > rank X = p.

    X'X is n I but for rounding, which grows where columns of X are nearly collinear, such as powers
    of one covariate. What is smaller than that, or than a millionth, counts as zero: too strict
    only where X has nearly a column for each interviewer.
    """
    n, total, size, own = m.n[0], m.XX[0], m.ZZ[k, k], m.ZX[k]
    seen = size > NEGLIGIBLE * size.max()
    left = total - (own[:, seen] / size[seen]) @ own[:, seen].T
    smallest = max(SMALLEST_SHARE * n, SAFETY * _rounding(m))
    return seen.sum() + np.linalg.matrix_rank(left, tol=smallest, hermitian=True) > m.p


def _rounding(m: Moments) -> float:
    """The largest error of X'X, which is n I but for rounding."""
    return float(np.abs(m.XX[0] - m.n[0] * np.eye(m.p)).max(initial=0.0))

"""Interviewers with other records: their new cross-products stand beside the old ones, and weights
count the old ones out and the new ones in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.moments import moments_of
from interviewer_effects.mixed.optimum.fit import Fit


def with_replacements(
    fit: Fit,
    gram: Floats,
) -> Fit:
    """The fit on a design with M more interviewers, of cross-products gram (M, b, b).

    An interviewer who lacks some interviews has the cross-products C_j − Σ c c'. Weights (R, J + M)
    that count somebody out and their replacement in delete these interviews and nothing else;
    without such weights the design makes no sense (see `replacing`).
    """
    design = fit.design
    moments = design.moments
    added, (added_X, added_y) = moments_of(
        gram,
        design.base,
        moments.q,
        moments.x_at,
    )
    wider_moments = replace(
        moments,
        ZB=np.concatenate([moments.ZB, added.ZB], axis=-1),
        Zy=np.concatenate([moments.Zy, added.Zy], axis=-1),
    )
    wider_design = replace(
        design,
        moments=wider_moments,
        per_group_X=np.concatenate([design.per_group_X, added_X]),
        per_group_y=np.concatenate([design.per_group_y, added_y]),
        sizes=np.concatenate([design.sizes, gram[:, 0, 0]]),
    )
    return Fit(
        wider_design,
        fit.reml,
        fit.optimum,
    )


def replacing(
    replaced: Sequence[Iterable[int]],
    replacements: Sequence[Iterable[int]],
    *,
    n_interviewers: int,
    n_replacements: int,
) -> Floats:
    """Weights (R, J + M) that count some interviewers out and some replacements in.

    Parameters
    ----------
    replaced : sequence of R
        Positions, among the J interviewers, of those counted out.
    replacements : sequence of R
        Positions, among the M replacements, of those counted in.
    n_interviewers, n_replacements : int
        J and M.
    """
    n_data_sets = len(replaced)
    interviewers = np.ones((n_data_sets, n_interviewers))
    appended = np.zeros((n_data_sets, n_replacements))
    for row, positions in enumerate(replaced):
        interviewers[row, list(positions)] = 0.0
    for row, positions in enumerate(replacements):
        appended[row, list(positions)] = 1.0
    return np.concatenate([interviewers, appended], axis=1)

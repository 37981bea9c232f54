"""Many refits of one model, each on the data with some interviewers or single interviews left
out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats
from interviewer_effects.mixed.likelihood.moments import Moments
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.saturation import NO_ERROR, saturated

from .blocks import concatenated, consecutive
from .distances import distances
from .refitted import Refitted

COLLINEAR = 1e-9  # smallest eigenvalue of X'X, in the standardised columns, of data that carry β
# Data sets × interviewers × columns refitted at a time: bounds the memory, not the result
BLOCK = 2_000_000


@dataclass(frozen=True, slots=True)
class Refits:
    """R refits in the user's columns; NaN where the data left cannot carry the model.

    Attributes
    ----------
    deviance : ndarray (R,)
        −2ℓ.
    beta, se : ndarray (R, p)
        Fixed effects and their standard errors.
    D : ndarray (R, q, q)
        Covariance matrices of the random effects.
    sigma2 : ndarray (R,)
        Residual variances.
    cooks_d, mdffits, covratio : ndarray (R,)
        Distances of the fixed effects from those of the whole fit.
    """

    deviance: Floats
    beta: Floats
    se: Floats
    D: Floats
    sigma2: Floats
    cooks_d: Floats
    mdffits: Floats
    covratio: Floats


def refits(
    fit: Fit,
    weights: Floats,
    whole: Fit | None = None,
) -> Refits:
    """Exact refits with interviewers counted some number of times.

    Parameters
    ----------
    fit : Fit
    weights : ndarray (R, J)
        How often each interviewer counts, 0 where one is left out.
    whole : Fit, optional
        The fit from which distances are measured: `fit` itself unless its design has replacements
        appended.
    """
    moments = fit.design.moments
    columns = max(moments.q, 1) * (moments.q + moments.p + 1)
    n_interviewers = weights.shape[1]
    data_sets_per_block = max(1, BLOCK // (n_interviewers * columns))
    blocks = []
    for rows in consecutive(len(weights), data_sets_per_block):
        block = _refit_block(
            fit,
            weights[rows],
            whole=whole or fit,
        )
        blocks.append(block)
    return concatenated(blocks)


def _refit_block(
    fit: Fit,
    weights: Floats,
    *,
    whole: Fit,
) -> Refits:
    refitted = Refitted.reweighted(fit, weights)
    with np.errstate(invalid="ignore"):  # data that carry no fit have none of these
        shifts = distances(whole, refitted.evaluation)
    estimates = Refits(
        deviance=refitted.deviance,
        beta=refitted.beta,
        se=refitted.standard_errors,
        D=refitted.D,
        sigma2=refitted.sigma2,
        cooks_d=shifts.cooks_d,
        mdffits=shifts.mdffits,
        covratio=shifts.covratio,
    )
    moments = refitted.moments
    has_error = refitted.evaluation.r2 > NO_ERROR * moments.yy
    sound = carries_model(moments) & has_error
    return _only_where(sound, estimates)


def _only_where(
    sound: Booleans,
    estimates: Refits,
) -> Refits:
    """The refits that are sound (R,); NaN in place of the others."""
    masked = {}
    for field in fields(Refits):
        values = getattr(estimates, field.name)
        trailing_axes = (1,) * (values.ndim - 1)
        is_sound = sound.reshape(-1, *trailing_axes)
        masked[field.name] = np.where(is_sound, values, np.nan)
    return Refits(**masked)


def carries_model(moments: Moments) -> Booleans:
    """Whether the data left (R,) carry the model.

    They tell the fixed effects apart, are of two interviewers at least where there are random
    effects, and are not reproduced without error.
    """
    carries = moments.n > moments.p + 1
    if moments.p:
        smallest_eigenvalue = np.linalg.eigvalsh(moments.XX)[:, 0]
        carries &= smallest_eigenvalue > COLLINEAR * moments.n
    if not moments.q:
        return carries

    weights = np.asarray(moments.weights)
    is_present = weights > 0
    n_present = is_present.sum(1)
    carries &= n_present > 1
    may_be_saturated = moments.n <= n_present * moments.q + moments.p
    for data_set in np.flatnonzero(carries & may_be_saturated):
        interviews_left = moments.of_groups(int(data_set), is_present[data_set])
        carries[data_set] = not saturated(interviews_left)
    return carries

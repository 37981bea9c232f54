"""The covariance factors at which a surface is looked at: around a fit, and towards its null."""

from __future__ import annotations

from itertools import product

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.factor import Factor

from .fit import Fit

# Standard deviations of effects in units of the residual one
SIZES = (0.05, 0.09, 0.14, 0.2, 0.3, 0.45, 0.8)
CORRELATIONS = (-0.9, -0.4, 0.0, 0.4, 0.9)
SCALES = (0.4, 0.7, 1.0, 1.3)
FEW_SCALES = (0.5, 1.0)
FEW_EFFECTS = 4  # random effects from which on fewer sizes are tried
ROOM = 12_000_000  # factors × interviewers × p² held at a time
FEWEST = 40  # factors, however large the survey
NULL_SCALES = 24


def factors(
    fit: Fit,
    null: Fit,
) -> Floats:
    """Λ (K, q, q) around a fit and towards its null: the fit's rows rescaled, sizes with
    correlations, and the null's effects alone; the lowest deviances first where not all fit in
    memory.
    """
    factor = fit.factor
    q = factor.q
    if not q:
        return np.zeros((1, 0, 0))
    lam = np.concatenate(
        [
            _rescaled(fit.lam[0], q),
            _standard(factor),
            _of_null(null, q),
        ]
    )

    n_interviewers = len(fit.design.sizes)
    p = fit.design.moments.p
    n_held = max(FEWEST, ROOM // (n_interviewers * p * p))
    if len(lam) > n_held:
        return _of_lowest_deviance(
            fit,
            lam,
            count=n_held,
        )
    return np.unique(lam.round(9), axis=0)


def _rescaled(
    lam: Floats,
    q: int,
) -> Floats:
    scales = SCALES if q < FEW_EFFECTS else FEW_SCALES
    rescaled = []
    for scale_of_rows in product(scales, repeat=q):
        rescaled.append(np.diag(scale_of_rows) @ lam)
    return np.array(rescaled)


def _standard(factor: Factor) -> Floats:
    """Factors of standard sizes, for two effects with correlations too."""
    q = factor.q
    if q == 1:
        sizes = np.geomspace(0.02, 2.5, 40)
        return np.array(sizes).reshape(-1, 1, 1)
    sizes_tried = SIZES if q == 2 else SIZES[1::3]
    diagonals = [np.diag(sizes) for sizes in product(sizes_tried, repeat=q)]
    if q > 2 or factor.diagonal:
        return np.array(diagonals)
    roots = [_correlation_root(r) for r in CORRELATIONS]
    return np.array([diagonal @ root for diagonal, root in product(diagonals, roots)])


def _correlation_root(r: float) -> Floats:
    """The Cholesky factor of two effects with correlation r."""
    remainder = np.sqrt(1 - r * r)
    return np.array([[1, 0], [r, remainder]])


def _of_null(
    null: Fit,
    q: int,
) -> Floats:
    """The null's factor in the corner of a larger one, rescaled; the zero factor."""
    null_q = null.factor.q
    n_shared = null_q if null_q < q else 0
    scales = np.geomspace(0.02, 2.0, NULL_SCALES)
    lam = np.zeros((NULL_SCALES + 2, q, q))
    in_corner = lam[:, :n_shared, :n_shared]
    in_corner[1:-1] = scales[:, None, None] * np.eye(n_shared)
    in_corner[-1] = null.lam[0][:n_shared, :n_shared]
    return lam


def _of_lowest_deviance(
    fit: Fit,
    lam: Floats,
    count: int,
) -> Floats:
    deviances = []
    for single in lam:
        evaluation = evaluate(
            single[None],
            fit.design.moments,
            reml=fit.reml,
            derivatives=False,
        )
        deviances.append(evaluation.deviance)
    order = np.argsort(np.concatenate(deviances), kind="stable")
    lowest_first = np.sort(order[:count])
    return lam[lowest_first]

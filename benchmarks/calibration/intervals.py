"""Which intervals hold the truth, and how wide they are. Each function gives covered (R,) and width
(R,).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from interviewer_effects.mixed.inference import profile
from interviewer_effects.mixed.inference.standard_errors import fixed_effects
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.moments import Design, Moments
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import Optimum
from scipy import stats

from .null import Null
from .replicates import Fitted, lowest

ALPHA = 0.05
BOUND = stats.chi2.ppf(1 - ALPHA, 1)
FIXED = ("Intercept", "x")
HALVINGS = 40
Kept = tuple[np.ndarray, np.ndarray]


def single(design: Design, moments: Moments, found: Optimum, r: int, reml: bool = True) -> Fit:
    """One survey of a batch as the engine's own Fit."""
    row = Optimum(*(np.asarray(part)[r : r + 1] for part in vars(found).values()))
    return Fit(replace(design, moments=moments.rows(np.array([r]))), reml, row)


def icc_profile(f: Fitted, icc: float) -> Kept:
    """The profile-likelihood interval of the intraclass correlation, as in rho_interval, for all
    surveys at once.
    """
    target = f.level.deviance + BOUND

    def above(theta: np.ndarray) -> np.ndarray:
        lam = theta[:, None, None]
        return evaluate(lam, f.level_moments, True, derivatives=False).deviance > target

    best = np.abs(f.level.theta[:, 0])
    low = np.where(above(np.zeros_like(best)), crossing(above, best, np.zeros_like(best)), 0.0)
    beyond = np.maximum(2 * best, 0.3)
    while not (out := above(beyond)).all():
        beyond = np.where(out, beyond, 1.6 * beyond)
    return inside(to_icc(low), to_icc(crossing(above, best, beyond)), icc)


def icc_bootstrap(f: Fitted, null: Null, icc: float) -> Kept:
    """The percentile interval: the 2.5 % and 97.5 % quantiles of estimates from surveys simulated
    at the estimate.
    """
    theta = np.abs(f.level.theta[:, 0])
    low, high = (to_icc(null.theta_quantile(share, theta)) for share in (ALPHA / 2, 1 - ALPHA / 2))
    return inside(low, high, icc)


def icc_inverted(f: Fitted, null: Null, icc: float) -> Kept:
    """The values of the correlation whose surveys give estimates on both sides of the one in hand
    with at least 2.5 %: the bootstrap distribution depends on nothing else, so this is its test
    turned into an interval.
    """
    theta = np.abs(f.level.theta[:, 0])
    low, high = null.theta_limits(ALPHA / 2, theta)
    return inside(to_icc(low), to_icc(high), icc)


def fixed_wald(
    design: Design, moments: Moments, found: Optimum, beta: np.ndarray
) -> dict[tuple[str, str], Kept]:
    """Intervals of both fixed effects by the normal and by Satterthwaite's t: (term, method) ->
    covered, width.
    """
    each = [fixed_effects(single(design, moments, found, r), ALPHA) for r in range(moments.batch)]
    estimate, se, low, high = (
        np.array([e[name] for e in each]) for name in ("estimate", "se", "low", "high")
    )
    wide = stats.norm.ppf(1 - ALPHA / 2) * se
    kept = {}
    for k, term in enumerate(FIXED):
        kept[term, "wald"] = inside(
            estimate[:, k] - wide[:, k], estimate[:, k] + wide[:, k], beta[k]
        )
        kept[term, "satterthwaite"] = inside(low[:, k], high[:, k], beta[k])
    return kept


def fixed_profile(design: Design, moments: Moments, beta: np.ndarray) -> dict[str, np.ndarray]:
    """term -> whether the ML profile interval of a fixed effect holds its true value (R,)."""
    free = lowest(moments, False).deviance
    return {
        term: lowest(held_at(design, moments, k, beta[k]), False).deviance - free <= BOUND
        for k, term in enumerate(FIXED)
    }


def held_at(design: Design, m: Moments, k: int, value: float) -> Moments:
    """The moments of surveys whose fixed effect k is given: the outcome is y − value x_k and x_k
    leaves the design.
    """
    offset = np.zeros(m.p)
    offset[k] = (value - design.y_shift * design.constant[k]) / design.y_scale
    moved = np.linalg.inv(design.to_x) @ offset
    basis = np.linalg.svd(design.to_x[k][None])[2][1:].T
    return m.with_columns(
        m.ZZ,
        np.einsum("qpj,pc->qcj", m.ZX, basis),
        Zy=m.Zy - np.einsum("qpj,p->qj", m.ZX, moved)[None],
        XX=basis.T @ m.XX @ basis,
        Xy=(m.Xy - m.XX @ moved) @ basis,
        yy=m.yy - 2 * m.Xy @ moved + moved @ m.XX[0] @ moved,
    )


def fixed_profile_widths(design: Design, moments: Moments, count: int) -> dict[str, np.ndarray]:
    """term -> widths of the engine's own profile intervals for the first surveys of a batch."""
    found = lowest(moments, False)
    fits = [single(design, moments, found, r, reml=False) for r in range(min(count, moments.batch))]
    limits = np.array(
        [[profile.coefficient_interval(fit, k, ALPHA) for k in range(len(FIXED))] for fit in fits]
    )
    return {term: limits[:, k, 1] - limits[:, k, 0] for k, term in enumerate(FIXED)}


def inside(low: np.ndarray, high: np.ndarray, value: float) -> Kept:
    """Whether each interval holds the value (the ends included), and its width."""
    return (low <= value + 1e-12) & (value <= high + 1e-12), high - low


def crossing(above: Callable, inner: np.ndarray, outer: np.ndarray) -> np.ndarray:
    """Where above turns true between inner (false) and outer (true), by halving."""
    for _ in range(HALVINGS):
        middle = (inner + outer) / 2
        out = above(middle)
        inner, outer = np.where(out, inner, middle), np.where(out, middle, outer)
    return (inner + outer) / 2


def to_icc(theta: np.ndarray) -> np.ndarray:
    """ρ = θ²/(1 + θ²)."""
    return theta**2 / (1 + theta**2)

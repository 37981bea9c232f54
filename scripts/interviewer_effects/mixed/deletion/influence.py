"""Exact refits without each interviewer in turn, as one batch."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.mixed.likelihood.deviance import Evaluation, evaluate
from interviewer_effects.mixed.likelihood.moments import Moments, reweighted
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import Found, search
from interviewer_effects.mixed.optimum.warm_starts import starts_near


def without(fit: Fit, weights: np.ndarray) -> tuple[Moments, Found, Evaluation]:
    """Refits with interviewers counted weights (R, J) times, each the global optimum of its own
    data set.
    """
    moments = reweighted(fit.design, weights)
    found = search(moments, fit.factor, fit.reml, starts_near(fit, moments))
    return moments, found, evaluate(fit.factor.lam(found.theta), moments, fit.reml)


def each_left_out(count: int) -> np.ndarray:
    """Weights (J, J) that leave one interviewer out in each row."""
    return 1.0 - np.eye(count)


def distances(fit: Fit, e: Evaluation) -> dict[str, np.ndarray]:
    """How far R refits move β: Cook's distance (in the full fit's Var β̂), MDFFITS (in the
    refit's), and the covariance ratio det Var(β̂_refit)/det Var(β̂).
    """
    p = fit.design.moments.p
    move = e.beta - fit.at.beta[0]
    full = _information(fit.curved, fit.scale_star)[0]
    left = _information(e, e.r2 / e.N)
    ratio = np.linalg.slogdet(full)[1] - np.linalg.slogdet(left)[1]
    return {
        "cooks_d": np.einsum("ra,ab,rb->r", move, full, move) / p,
        "mdffits": np.einsum("ra,rab,rb->r", move, left, move) / p,
        "covratio": np.exp(ratio),
    }


def _information(e: Evaluation, scale) -> np.ndarray:
    inverse = np.linalg.inv(e.root)
    return inverse @ inverse.transpose(0, 2, 1) / np.reshape(scale, (-1, 1, 1))


def refitted_parameters(
    fit: Fit, found: Found, e: Evaluation
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """β (R, p), D (R, q, q) and σ² (R,) of R refits, in the user's columns."""
    d = fit.design
    sigma2 = d.y_scale**2 * e.r2 / e.N
    root = d.to_z @ fit.factor.lam(found.theta)
    beta = d.y_scale * e.beta @ d.to_x.T + d.y_shift * d.constant
    return beta, sigma2[:, None, None] * root @ root.transpose(0, 2, 1), sigma2


def standard_errors(fit: Fit, e: Evaluation, sigma2: np.ndarray) -> np.ndarray:
    """Standard errors (R, p) of β of R refits, in the user's columns; sigma2 (R,) is theirs."""
    half = e.root @ fit.design.to_x.T
    return np.sqrt(sigma2[:, None] * (half**2).sum(1))


def leave_one_out(result) -> pd.DataFrame:
    """One row per group left out: cooks_d, mdffits, covratio, the refitted parameters, and the
    relative change of each variance; NaN where the groups left cannot carry the model.
    """
    from .refits import refits

    fit, model = result._fit, result.model
    without_each = refits(fit, each_left_out(len(model.products.groups)))
    D = without_each.D
    out = pd.DataFrame(
        {
            "group": model.products.groups,
            "cooks_d": without_each.cooks_d,
            "mdffits": without_each.mdffits,
            "covratio": without_each.covratio,
        }
    )
    out[model.exog_names] = without_each.beta
    for k, name in enumerate(model.exog_re_names):
        out[f"var({name})"] = D[:, k, k]
        whole = fit.D[k, k]
        out[f"change of var({name})"] = (D[:, k, k] - whole) / whole if whole > 0 else np.nan
        for other, label in enumerate(model.exog_re_names[:k]):
            out[f"cov({label},{name})"] = D[:, k, other]
    out["sigma2"] = without_each.sigma2
    return out

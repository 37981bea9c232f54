"""Many refits of one model, each on the data with some interviewers or single interviews left
out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from interviewer_effects.mixed.likelihood.moments import Moments, moments_of
from interviewer_effects.mixed.optimum.fit import NO_ERROR, Fit, saturated

from .influence import distances, refitted_parameters, standard_errors, without

COLLINEAR = 1e-9  # smallest eigenvalue of X'X, in the standardised columns, of data that carry β
# Data sets × interviewers × columns refitted at a time: bounds the memory, not the result
BLOCK = 2_000_000


@dataclass(frozen=True)
class Refits:
    """R refits in the user's columns: deviance (R,), beta and se (R, p), D (R, q, q), sigma2 (R,),
    cooks_d, mdffits and covratio (R,). NaN where the data left cannot carry the model.
    """

    deviance: np.ndarray
    beta: np.ndarray
    se: np.ndarray
    D: np.ndarray
    sigma2: np.ndarray
    cooks_d: np.ndarray
    mdffits: np.ndarray
    covratio: np.ndarray


def refits(fit: Fit, weights: np.ndarray, whole: Fit | None = None) -> Refits:
    """Exact refits with interviewers counted weights (R, J) times, in blocks; distances are from
    `whole` (the fit itself unless its design has appended parts).
    """
    m = fit.design.moments
    rows = max(1, BLOCK // (weights.shape[1] * max(m.q, 1) * (m.q + m.p + 1)))
    parts = [
        _refits(fit, weights[at : at + rows], whole or fit) for at in range(0, len(weights), rows)
    ]
    return Refits(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Refits))
    )


def _refits(fit: Fit, weights: np.ndarray, whole: Fit) -> Refits:
    moments, found, e = without(fit, weights)
    beta, D, sigma2 = refitted_parameters(fit, found, e)
    design = fit.design
    deviance = e.deviance + 2 * e.N * np.log(design.y_scale) - design.log_volume(fit.reml)
    se = standard_errors(fit, e, sigma2)
    with np.errstate(invalid="ignore"):  # data that carry no fit have none of these
        far = distances(whole, e)
    values = {"deviance": deviance, "beta": beta, "se": se, "D": D, "sigma2": sigma2, **far}
    fine = carried(moments) & (e.r2 > NO_ERROR * moments.yy)
    return Refits(
        **{name: np.where(_like(fine, value), value, np.nan) for name, value in values.items()}
    )


def carried(moments: Moments) -> np.ndarray:
    """Whether the data left (R,) carry the model: they tell the fixed effects apart, are of two
    interviewers at least where there are random effects, and are not reproduced without error.
    """
    enough = moments.n > moments.p + 1
    if moments.p:
        enough &= np.linalg.eigvalsh(moments.XX)[:, 0] > COLLINEAR * moments.n
    if not moments.q:
        return enough
    present = moments.weights > 0
    groups = present.sum(1)
    enough &= groups > 1
    for row in np.flatnonzero(enough & (moments.n <= groups * moments.q + moments.p)):
        enough[row] = not saturated(moments.of_groups(row, present[row]))
    return enough


def _like(fine: np.ndarray, value: np.ndarray) -> np.ndarray:
    return fine.reshape(-1, *(1,) * (value.ndim - 1))


def leaving_out(groups: list, count: int) -> np.ndarray:
    """Weights (R, count) that leave out the interviewers whose positions each of R groups names."""
    weights = np.ones((len(groups), count))
    for row, group in enumerate(groups):
        weights[row, list(group)] = 0.0
    return weights


def with_parts(fit: Fit, gram: np.ndarray) -> Fit:
    """The fit on a design with M parts appended: cross-products gram (M, b, b) of interviewers who
    lack some of their interviews, C_j − Σ c c'.

    Weights (R, J + M) that count an interviewer out and one of their parts in delete those
    interviews and nothing else; without such weights the design makes no sense (see `swapping`).
    """
    d, m = fit.design, fit.design.moments
    parts, (parts_X, parts_y) = moments_of(gram, d.base, m.q, m.x_at)
    moments = replace(
        m,
        ZB=np.concatenate([m.ZB, parts.ZB], axis=-1),
        Zy=np.concatenate([m.Zy, parts.Zy], axis=-1),
    )
    design = replace(
        d,
        moments=moments,
        per_group_X=np.concatenate([d.per_group_X, parts_X]),
        per_group_y=np.concatenate([d.per_group_y, parts_y]),
        sizes=np.concatenate([d.sizes, gram[:, 0, 0]]),
    )
    return Fit(design, fit.reml, fit.found)


def swapping(owners: list, parts: list, count: int, appended: int) -> np.ndarray:
    """Weights (R, count + appended): in row r the interviewers owners[r] counted out and the parts
    parts[r] in.
    """
    weights = np.concatenate(
        [np.ones((len(owners), count)), np.zeros((len(owners), appended))], axis=1
    )
    for row, (owner, part) in enumerate(zip(owners, parts, strict=True)):
        weights[row, list(owner)] = 0.0
        weights[row, [count + k for k in part]] = 1.0
    return weights

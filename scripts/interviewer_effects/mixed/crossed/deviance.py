"""The deviance of crossed random intercepts, β profiled out.

    −2ℓ = log|V| + N log 2πσ² + r²/σ² + (REML: log|Ω|),   Ω = X'V⁻¹X,   r² = (y − Xβ̂)'V⁻¹(y − Xβ̂)

with N = n (ML) or n − p (REML) and V as in `sweep`, in units of σ².
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .derivatives import derivatives
from .meetings import Crossing
from .sweep import Swept


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The deviance at one δ, in standardised columns.

    Attributes
    ----------
    deviance : float
    beta : ndarray (p,)
        β̂ there.
    r2 : float
        r².
    N : float
    root : ndarray (p, p)
        root'root = Ω⁻¹.
    """

    deviance: float
    beta: Floats
    r2: float
    N: float
    root: Floats


@dataclass(frozen=True, slots=True)
class CurvedEvaluation(Evaluation):
    """The same with derivatives in δ, in the user's order of the factors, σ² held.

    Attributes
    ----------
    gradient : ndarray (2,)
    curvature : ndarray (2, 2)
    products : ndarray (2,)
        w_k'w_k of the scores w_k = Z_k'V⁻¹(y − Xβ̂): what profiling σ² out needs.
    traces : ndarray (2,)
        tr Z_k'V⁻¹Z_k.
    norms : ndarray (2, 2)
        ‖Z_k'V⁻¹Z_l‖².
    """

    gradient: Floats
    curvature: Floats
    products: Floats
    traces: Floats
    norms: Floats

    @property
    def profiled_curvature(self) -> Floats:
        """Second derivatives (2, 2) with σ² = r²/N profiled out."""
        outer = np.outer(self.products, self.products)
        factor = self.N / self.r2**2
        by_sigma2 = factor * outer
        return self.curvature - by_sigma2


def evaluate(
    delta: Floats,
    crossing: Crossing,
    *,
    reml: bool,
) -> Evaluation:
    """The deviance at δ (2,) with σ² = r²/N."""
    swept = Swept.at(crossing.in_other_order(delta), crossing)
    return _evaluation(
        swept,
        reml=reml,
        sigma2=None,
    )


def evaluate_curved(
    delta: Floats,
    crossing: Crossing,
    *,
    reml: bool,
    sigma2: float | None = None,
) -> CurvedEvaluation:
    """The deviance at δ (2,) and its derivatives, σ² = r²/N or given, in standardised columns."""
    swept = Swept.at(crossing.in_other_order(delta), crossing)
    value = _evaluation(
        swept,
        reml=reml,
        sigma2=sigma2,
    )
    scale = value.r2 / value.N if sigma2 is None else sigma2
    slopes = derivatives(
        swept,
        value.beta,
        root=value.root,
        sigma2=scale,
        reml=reml,
    )
    return CurvedEvaluation(
        deviance=value.deviance,
        beta=value.beta,
        r2=value.r2,
        N=value.N,
        root=value.root,
        gradient=crossing.in_other_order(slopes.gradient),
        curvature=crossing.in_other_order(slopes.curvature),
        products=crossing.in_other_order(slopes.products),
        traces=crossing.in_other_order(slopes.traces),
        norms=crossing.in_other_order(slopes.norms),
    )


def _evaluation(
    swept: Swept,
    *,
    reml: bool,
    sigma2: float | None,
) -> Evaluation:
    p = swept.crossing.p
    omega = swept.total[:p, :p]
    root = np.linalg.inv(np.linalg.cholesky(omega))
    projection = root @ swept.total[:p, p]
    r2 = float(swept.total[p, p] - projection @ projection)
    N = swept.crossing.n - p * reml
    scale = r2 / N if sigma2 is None else sigma2
    deviance = swept.log_det + N * np.log(2 * np.pi * scale) + r2 / scale
    if reml:
        deviance -= 2 * np.log(np.diag(root)).sum()
    return Evaluation(
        deviance=deviance,
        beta=root.T @ projection,
        r2=r2,
        N=N,
        root=root,
    )

"""How far refits move the fixed effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.deviance import Evaluation
from interviewer_effects.mixed.optimum.fit import Fit


@dataclass(frozen=True, slots=True)
class Distances:
    """Of R refits from the whole fit; δ = β̂_refit − β̂, p fixed effects.

    Attributes
    ----------
    cooks_d : ndarray (R,)
        δ'Var(β̂)⁻¹δ/p (Cook 1977).
    mdffits : ndarray (R,)
        The same with the refit's own Var(β̂_refit).
    covratio : ndarray (R,)
        det Var(β̂_refit)/det Var(β̂).
    """

    cooks_d: Floats
    mdffits: Floats
    covratio: Floats


def distances(
    whole: Fit,
    refits: Evaluation,
) -> Distances:
    """Cook's distance, MDFFITS and the covariance ratio of R refits.

    Misleads where the refits carry no fit: their rows are then not finite.
    """
    n_fixed = whole.design.moments.p
    shift = refits.beta - whole.evaluation.beta[0]
    precision = _precision(whole.curved, whole.scale_star)[0]
    precision_of_refits = _precision(refits, refits.r2 / refits.N)

    in_whole = np.einsum("ra,ab,rb->r", shift, precision, shift)
    in_refits = np.einsum("ra,rab,rb->r", shift, precision_of_refits, shift)
    log_det = np.linalg.slogdet(precision)[1]
    log_det_of_refits = np.linalg.slogdet(precision_of_refits)[1]
    return Distances(
        cooks_d=in_whole / n_fixed,
        mdffits=in_refits / n_fixed,
        covratio=np.exp(log_det - log_det_of_refits),
    )


def _precision(
    evaluation: Evaluation,
    sigma2: ArrayLike,
) -> Floats:
    """Var(β̂)⁻¹ = Ω/σ² (R, p, p), in standardised columns."""
    inverse = np.linalg.inv(evaluation.root)
    omega = inverse @ inverse.transpose(
        0,
        2,
        1,
    )
    scale = np.reshape(sigma2, (-1, 1, 1))
    return omega / scale

"""Tail probabilities of predicted interviewer effects that hold for any distribution of the
answers.

A predicted effect is a weighted sum of one interviewer's residuals, û_j = Σ_i w_ij(z_i'u_j + e_ij).
Under the model its distribution is that of Σ_i w_i z_i'u_j, normal, plus a sum of residuals, which
is normal for many interviews of one kind only. Here the residuals are drawn from those of all
interviews with the same predictor (bins), in a scale that differs between interviewers as scales do
in this survey. The characteristic function of the sum is a product, and its inversion gives the
tail (Gil-Pelaez 1951).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.inference.predicted_effects import effects
from interviewer_effects.mixed.optimum.fit import Fit

from .interviews import Interviews
from .residual_scales import residual_scales
from .tails_of_sums import Sums, tail_of_sums

BINS = 5


@dataclass(frozen=True, slots=True)
class EblupWeights:
    """û_jk = Σ_i w_ik r_i of marginal residuals r.

    Attributes
    ----------
    of_residuals : ndarray (n, q)
        The weights w.
    variance_of_effects : ndarray (J, q)
        The variance of Σ_i w_ik z_i'u_j.
    """

    of_residuals: Floats
    variance_of_effects: Floats


def effect_tails(
    fit: Fit,
    interviews: Interviews,
    Z: Floats,
) -> Floats:
    """P(û_jk < its value) + ½ P(û_jk = its value) of every interviewer and random effect (J, q).

    interviews are those of the fit, with its fixed columns; Z (n, q) its random columns in their
    order. Residuals are those about the predicted effects, scaled to σ̂². For a slope they come
    from interviews of the same fifth of its predictor, for an intercept from those of the same
    fifth of the fitted values. The value is put in units of its diagnostic standard error, so that
    with normal residuals of one variance the tail is Φ(z). ½ where nothing varies.
    """
    predicted = effects(fit)
    fitted = interviews.X @ fit.beta
    residuals = interviews.y - fitted
    residuals = residuals - (Z * predicted.eblup[interviews.codes]).sum(1)
    residuals = _scaled_to(fit.sigma2, residuals)
    scales = residual_scales(interviews, residuals)
    residuals = residuals / np.exp(scales.center)[interviews.codes]
    if residuals.any():
        residuals = residuals * np.sqrt(fit.sigma2 / np.mean(residuals**2))

    weights = eblup_weights(fit, interviews, Z=Z)
    tails = np.full(predicted.eblup.shape, 0.5)
    for k, column in enumerate(Z.T):
        varies = predicted.z[:, k] != 0
        if not varies.any():
            continue
        w = weights.of_residuals[:, k]
        normal = weights.variance_of_effects[:, k]
        variance = normal + fit.sigma2 * interviews.sums(w**2)
        is_constant = (column == column[0]).all()
        sums = Sums(
            w=w,
            bins=fifths(fitted if is_constant else column),
            normal=normal,
            value=predicted.z[:, k] * np.sqrt(variance),
        )
        tail = tail_of_sums(
            interviews,
            sums,
            e=residuals,
            scales=scales,
        )
        tails[:, k] = np.where(varies, tail, 0.5)
    return tails


def z_of_tail(tail: Floats) -> Floats:
    """Φ⁻¹ of a tail: the z that has the same tail under normal answers."""
    return special.ndtri(tail)


def p_of_tail(tail: Floats) -> Floats:
    """Two-sided mid-p."""
    one_sided = np.minimum(tail, 1 - tail)
    return 2 * one_sided


def eblup_weights(
    fit: Fit,
    interviews: Interviews,
    Z: Floats,
) -> EblupWeights:
    """The weights with which the residuals of an interviewer make the predicted effects,
    DZ_j'V_j⁻¹ in the user's columns.
    """
    to_z = fit.design.to_z
    columns = Z @ to_z
    delta = fit.lam[0] @ fit.lam[0].T
    q = Z.shape[1]
    rows_of_ZZ = [interviews.sums(columns[:, [k]] * columns) for k in range(q)]
    ZZ = np.stack(rows_of_ZZ, axis=1)
    inverse = np.linalg.inv(np.eye(q) + ZZ @ delta)
    gain = to_z @ delta @ inverse
    shrinkage = gain @ ZZ
    variance = np.einsum(
        "jab,bc,jac->ja",
        shrinkage,
        delta,
        shrinkage,
    )
    return EblupWeights(
        of_residuals=np.einsum("nab,nb->na", gain[interviews.codes], columns),
        variance_of_effects=fit.sigma2 * variance,
    )


def fifths(values: Floats) -> Integers:
    """Bins (n,) of values (n,) with about a fifth each, fewer where values are tied."""
    sd = values.std() or 1.0
    standardised = (values - values.mean()) / sd
    rounded = np.round(standardised, 9)  # equal rows are equal but for rounding
    shares = np.arange(1, BINS) / BINS
    quantiles = np.quantile(rounded, shares)
    edges = np.unique(quantiles[quantiles > rounded.min()])
    bins = np.searchsorted(edges, rounded, side="right")
    return np.unique(bins, return_inverse=True)[1]


def _scaled_to(
    sigma2: float,
    residuals: Floats,
) -> Floats:
    """Residuals about their mean, with variance σ²."""
    variance = max(residuals.var(), 1e-300)
    centred = residuals - residuals.mean()
    return centred * np.sqrt(sigma2 / variance)

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

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import signal, special

from interviewer_effects.mixed.arrays import Complexes, Floats, Integers
from interviewer_effects.mixed.inference.predicted_effects import effects
from interviewer_effects.mixed.optimum.fit import Fit

from .characteristic_functions import FIRST, STEP, Block, CharacteristicTable, Terms
from .interviews import Interviews
from .residual_scales import Scales, residual_scales

LAST = 20.0  # the last t of the inversion, in units of the sum's standard deviation
# Share of the variance that is normal at least: sums of few whole numbers have no smooth tail
LEAST_NORMAL = 0.02
CLOSEST = 1e-6  # accuracy of the inversion: no tail is taken as smaller
# Standard deviations: values beyond count as this, which the grid of t still resolves
FARTHEST = 7.0
REACH = 5.0  # standard deviations of log scale that are averaged over
STRIDES = 8  # steps to each of these standard deviations
BINS = 5
ROOM = 3_000_000  # complex numbers in memory at a time


@dataclass(frozen=True, slots=True)
class Sums:
    """Weighted sums of residuals, one per interviewer.

    Attributes
    ----------
    w : ndarray (n,)
        The weight of each interview.
    bins : ndarray (n,)
        The bin from whose residuals its own is drawn.
    normal : ndarray (J,)
        The variance of what the random effects contribute.
    value : ndarray (J,)
        The sum in hand.
    """

    w: Floats
    bins: Integers
    normal: Floats
    value: Floats


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


@dataclass(frozen=True, slots=True)
class ScaleGrid:
    """A distribution of scales on the grid of log t.

    Attributes
    ----------
    moves : ndarray (S,)
        Scales as moves along the grid, symmetric about 0.
    probabilities : ndarray (S,)
    """

    moves: Integers
    probabilities: Floats

    @classmethod
    def of(cls, omega: float) -> ScaleGrid:
        """log s ~ N(−ω², ω²), so that E s² = 1, with −ω² a part of the residuals' size."""
        if omega < STEP / 2:
            return cls(moves=np.array([0]), probabilities=np.array([1.0]))
        stride = max(1, int(omega / STRIDES / STEP))
        n_strides = int(np.ceil(REACH * omega / STEP / stride))
        moves = stride * np.arange(-n_strides, n_strides + 1)
        density = np.exp(-((moves * STEP / omega) ** 2) / 2)
        return cls(moves=moves, probabilities=density / density.sum())

    @property
    def longest(self) -> int:
        """The longest move."""
        return self.moves[-1]

    def averaged(self, phi: Complexes) -> Complexes:
        """Σ_s p_s φ(s t) (J, K) of functions (J, K + 2 longest) on the grid of log t."""
        if self.longest == 0:
            return phi
        kernel = np.zeros(2 * self.longest + 1)
        kernel[self.longest - self.moves] = self.probabilities
        return signal.fftconvolve(phi, kernel[None], mode="valid", axes=1)


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
        tail = tail_of_sums(interviews, sums, e=residuals, scales=scales)
        tails[:, k] = np.where(varies, tail, 0.5)
    return tails


def z_of_tail(tail: Floats) -> Floats:
    """Φ⁻¹ of a tail: the z that has the same tail under normal answers."""
    return special.ndtri(tail)


def p_of_tail(tail: Floats) -> Floats:
    """Two-sided mid-p."""
    return 2 * np.minimum(tail, 1 - tail)


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
    gain = to_z @ delta @ np.linalg.inv(np.eye(q) + ZZ @ delta)
    shrinkage = gain @ ZZ
    variance = np.einsum("jab,bc,jac->ja", shrinkage, delta, shrinkage)
    return EblupWeights(
        of_residuals=np.einsum("nab,nb->na", gain[interviews.codes], columns),
        variance_of_effects=fit.sigma2 * variance,
    )


def fifths(values: Floats) -> Integers:
    """Bins (n,) of values (n,) with about a fifth each, fewer where values are tied."""
    standardised = (values - values.mean()) / (values.std() or 1.0)
    rounded = np.round(standardised, 9)  # equal rows are equal but for rounding
    quantiles = np.quantile(rounded, np.arange(1, BINS) / BINS)
    edges = np.unique(quantiles[quantiles > rounded.min()])
    bins = np.searchsorted(edges, rounded, side="right")
    return np.unique(bins, return_inverse=True)[1]


def tail_of_sums(
    interviews: Interviews,
    sums: Sums,
    e: Floats,
    scales: Scales,
) -> Floats:
    """P(sum < value) + ½ P(sum = value) of each interviewer (J,), residuals e (n,) drawn within
    bins.

    F(x) = ½ − (1/π)∫ Im[e^{−itx}φ(t)] d log t with log t on a grid; residuals s times as large move
    φ along the grid, so that the average over scales costs nothing. Left of the grid the integrand
    is proportional to t, and the sum over what would be the grid there a geometric series. Accurate
    to some 2e-6, for sums of one or two residuals 3e-4.
    """
    t = np.exp(np.arange(np.log(FIRST), np.log(LAST), STEP))
    grid = ScaleGrid.of(scales.omega)
    standard = _standardised(interviews, sums, e=e, scales=scales)
    table = CharacteristicTable.of(
        e,
        sums.bins,
        w=standard.w,
        steps=np.arange(-grid.longest, len(t) + grid.longest),
    )
    terms = Terms.of(interviews, sums.bins, w=standard.w)

    tails = np.empty(len(standard.value))
    for block in _blocks(terms.per_interviewer, width=len(table.steps)):
        phi = grid.averaged(terms.characteristic_functions(table, block))
        value = standard.value[block.interviewers]
        normal = standard.normal[block.interviewers]
        shift_and_normal = np.exp(-1j * np.outer(value, t) - np.outer(normal, t**2 / 2))
        integrand = (shift_and_normal * phi).imag
        on_grid = STEP * integrand.sum(1)
        before_grid = (STEP / np.expm1(STEP)) * integrand[:, 0]
        tails[block.interviewers] = 0.5 - (on_grid + before_grid) / np.pi
    return np.clip(tails, CLOSEST, 1 - CLOSEST)


def _scaled_to(sigma2: float, residuals: Floats) -> Floats:
    """Residuals about their mean, with variance σ²."""
    variance = max(residuals.var(), 1e-300)
    return (residuals - residuals.mean()) * np.sqrt(sigma2 / variance)


def _standardised(
    interviews: Interviews,
    sums: Sums,
    e: Floats,
    scales: Scales,
) -> Sums:
    """Sums in units of their standard deviation, the weights times the typical scale of the
    interviewer.

    At least LEAST_NORMAL of the variance is normal; what that adds is taken from the residuals.
    """
    scaled = sums.w * np.exp(scales.center)[interviews.codes]
    mean_square = np.mean(e**2) * np.exp(2 * scales.omega**2)
    variance = sums.normal + mean_square * interviews.sums(scaled**2)
    varies = variance > 0
    sd = np.sqrt(np.where(varies, variance, 1))

    normal_share = np.divide(sums.normal, variance, out=np.ones_like(variance), where=varies)
    smooth_share = np.maximum(normal_share, LEAST_NORMAL)
    residual_factor2 = np.divide(
        1 - smooth_share,
        1 - normal_share,
        out=np.zeros_like(normal_share),
        where=normal_share < 1,
    )
    residual_factor = np.sqrt(residual_factor2)
    return Sums(
        w=scaled * (residual_factor / sd)[interviews.codes],
        bins=sums.bins,
        normal=smooth_share,
        value=np.clip(sums.value / sd, -FARTHEST, FARTHEST),
    )


def _blocks(per_interviewer: Integers, width: int) -> Iterator[Block]:
    """Interviewers, with so many rows each (J,), in blocks of which one array of rows × width fits
    into ROOM.
    """
    ends = np.cumsum(per_interviewer)
    first = 0
    while first < len(ends):
        first_row = ends[first] - per_interviewer[first]
        fitting = int(np.searchsorted(ends, first_row + ROOM // width, side="right"))
        last = max(first + 1, fitting)
        yield Block(
            interviewers=slice(first, last),
            rows=slice(int(first_row), int(ends[last - 1])),
        )
        first = last

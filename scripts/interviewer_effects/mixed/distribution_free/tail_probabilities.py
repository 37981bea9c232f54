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
from scipy import signal, special

from interviewer_effects.mixed.inference.predicted_effects import effects
from interviewer_effects.mixed.optimum.fit import Fit

from .characteristic_functions import FIRST, STEP, Alike, CharacteristicTable
from .interviews import Interviews
from .residual_scales import Scales, residual_scales

LAST = 20.0  # the last t of the inversion, in units of the sum's standard deviation
# Share of the variance that is normal at least: sums of few whole numbers have no smooth tail
LEAST_NORMAL = 0.02
CLOSEST = 1e-6  # accuracy of the inversion: no tail is taken as smaller
FARTHEST = (
    7.0  # standard deviations: values beyond count as this, which the grid of t still resolves
)
REACH, STRIDES = (
    5.0,
    8,
)  # standard deviations of log scale that are averaged over, and steps to each
BINS = 5
ROOM = 3_000_000


@dataclass(frozen=True)
class Sums:
    """Weighted sums of residuals, one per interviewer: w (n,) and the bin (n,) of each interview,
    the variance `normal` (J,) of what the random effects contribute, and the sum in hand, `value`
    (J,).
    """

    w: np.ndarray
    bins: np.ndarray
    normal: np.ndarray
    value: np.ndarray


def effect_tails(fit: Fit, interviews: Interviews, Z: np.ndarray) -> np.ndarray:
    """P(û_jk < its value) + ½ P(û_jk = its value) of every interviewer and random effect (J, q).

    interviews are those of the fit, with its fixed columns; Z (n, q) its random columns in their
    order. Residuals are those about the predicted effects, scaled to σ̂². For a slope they come
    from interviews of the same fifth of its predictor, for an intercept from those of the same
    fifth of the fitted values. The value is put in units of its diagnostic standard error, so that
    with normal residuals of one variance the tail is Φ(z). ½ where nothing varies.
    """
    e = effects(fit)
    residual = interviews.y - interviews.X @ fit.beta
    own = residual - (Z * e.eblup[interviews.codes]).sum(1)
    own = (own - own.mean()) * np.sqrt(fit.sigma2 / max(own.var(), 1e-300))
    scales = residual_scales(interviews, own)
    own = own / np.exp(scales.center)[interviews.codes]
    own = own * np.sqrt(fit.sigma2 / np.mean(own**2)) if own.any() else own
    weights, normal = eblup_weights(fit, interviews, Z)
    fitted = interviews.X @ fit.beta
    out = np.full(e.eblup.shape, 0.5)
    for k, column in enumerate(Z.T):
        variance = normal[:, k] + fit.sigma2 * interviews.sums(weights[:, k] ** 2)
        varies = e.z[:, k] != 0
        if not varies.any():
            continue
        constant = (column == column[0]).all()
        bins = fifths(fitted if constant else column)
        sums = Sums(weights[:, k], bins, normal[:, k], e.z[:, k] * np.sqrt(variance))
        out[:, k] = np.where(varies, tail_of_sums(interviews, sums, own, scales), 0.5)
    return out


def z_of_tail(tail: np.ndarray) -> np.ndarray:
    """Φ⁻¹ of a tail: the z that has the same tail under normal answers."""
    return special.ndtri(tail)


def p_of_tail(tail: np.ndarray) -> np.ndarray:
    """Two-sided mid-p."""
    return 2 * np.minimum(tail, 1 - tail)


def eblup_weights(fit: Fit, interviews: Interviews, Z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights (n, q) of û_jk = Σ_i w_ik r_i, and the variance (J, q) of Σ_i w_ik z_i'u_j."""
    turn = fit.design.to_z
    columns = Z @ turn
    delta = fit.lam[0] @ fit.lam[0].T
    q = Z.shape[1]
    squares = np.stack([interviews.sums(columns[:, [k]] * columns) for k in range(q)], axis=1)
    gain = turn @ delta @ np.linalg.inv(np.eye(q) + squares @ delta)
    weights = np.einsum("nab,nb->na", gain[interviews.codes], columns)
    normal = fit.sigma2 * np.einsum("jab,bc,jac->ja", gain @ squares, delta, gain @ squares)
    return weights, normal


def fifths(values: np.ndarray) -> np.ndarray:
    """Bins (n,) of values (n,) with about a fifth each, fewer where values are tied."""
    values = np.round(
        (values - values.mean()) / (values.std() or 1.0), 9
    )  # equal rows are equal but for rounding
    inner = np.quantile(values, np.arange(1, BINS) / BINS)
    edges = np.unique(inner[inner > values.min()])
    return np.unique(np.searchsorted(edges, values, side="right"), return_inverse=True)[1]


def tail_of_sums(interviews: Interviews, sums: Sums, e: np.ndarray, scales: Scales) -> np.ndarray:
    """P(sum < value) + ½ P(sum = value) of each interviewer (J,), residuals e (n,) drawn within
    bins.

    F(x) = ½ − (1/π)∫ Im[e^{−itx}φ(t)] d log t with log t on a grid; residuals s times as large move
    φ along the grid, so that the average over scales costs nothing. Left of the grid the integrand
    is proportional to t, and the sum over what would be the grid there a geometric series. Accurate
    to some 2e-6, for sums of one or two residuals 3e-4.
    """
    at = np.exp(np.arange(np.log(FIRST), np.log(LAST), STEP))
    moves, shares = _scale_grid(scales.omega)
    w, normal, value = _standardised(interviews, sums, e, scales)
    most = moves[-1]
    table = CharacteristicTable.of(e, sums.bins, w, np.arange(-most, len(at) + most))
    out = np.empty(len(value))
    alike = Alike.of(interviews, sums.bins, w)
    for some, rows in _blocks(alike.sizes, len(table.steps)):
        phi = alike.products(table, some, rows)
        mixed = _averaged(phi, moves, shares)
        turned = np.exp(-1j * np.outer(value[some], at) - np.outer(normal[some], at**2 / 2))
        inner = (turned * mixed).imag
        out[some] = 0.5 - (STEP * inner.sum(1) + (STEP / np.expm1(STEP)) * inner[:, 0]) / np.pi
    return np.clip(out, CLOSEST, 1 - CLOSEST)


def _scale_grid(omega: float) -> tuple[np.ndarray, np.ndarray]:
    """Scales as moves (S,) along the grid of log t, symmetric about 0, and their probabilities: log
    s ~ N(−ω², ω²), so that E s² = 1, with −ω² a part of the residuals' size.
    """
    if omega < STEP / 2:
        return np.array([0]), np.array([1.0])
    stride = max(1, int(omega / STRIDES / STEP))
    count = int(np.ceil(REACH * omega / STEP / stride))
    moves = stride * np.arange(-count, count + 1)
    density = np.exp(-((moves * STEP / omega) ** 2) / 2)
    return moves, density / density.sum()


def _standardised(
    interviews: Interviews, sums: Sums, e: np.ndarray, scales: Scales
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """w (n,) with the typical scale of the interviewer, normal (J,) and value (J,) in units of the
    sum's deviation.

    At least LEAST_NORMAL of the variance is normal; what that adds is taken from the residuals.
    """
    scaled = sums.w * np.exp(scales.center)[interviews.codes]
    square = np.mean(e**2) * np.exp(2 * scales.omega**2) * interviews.sums(scaled**2)
    total = sums.normal + square
    share = np.divide(sums.normal, total, out=np.ones_like(total), where=total > 0)
    smooth = np.maximum(share, LEAST_NORMAL)
    unit = np.sqrt(np.where(total > 0, total, 1))
    kept = np.sqrt(np.divide(1 - smooth, 1 - share, out=np.zeros_like(share), where=share < 1))
    value = np.clip(sums.value / unit, -FARTHEST, FARTHEST)
    return scaled * (kept / unit)[interviews.codes], smooth, value


def _averaged(phi: np.ndarray, moves: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Σ_s share_s φ(s t) (J, K) of functions (J, K + 2 most) on a grid of log t, moved along it."""
    most = moves[-1]
    if most == 0:
        return phi
    kernel = np.zeros(2 * most + 1)
    kernel[most - moves] = shares
    return signal.fftconvolve(phi, kernel[None], mode="valid", axes=1)


def _blocks(sizes: np.ndarray, width: int):
    """Slices of interviewers and of their rows, sizes (J,) each, so that one array of rows × width
    fits into ROOM.
    """
    ends = np.cumsum(sizes)
    first = 0
    while first < len(ends):
        begin = ends[first] - sizes[first]
        last = max(first + 1, int(np.searchsorted(ends, begin + ROOM // width, side="right")))
        yield slice(first, last), slice(int(begin), int(ends[last - 1]))
        first = last

"""The tail of every predicted effect from its definition: dense matrices, one characteristic
function at a time.
"""

from collections import Counter

import numpy as np
from scipy import special

T = np.linspace(0, 20, 401)[
    1:
]  # in standard deviations of the sum; 200 steps give the same to the last digit
SCALES = np.linspace(
    -5, 5, 61
)  # standard deviations of log scale: a sum of few answers is no smooth function of it
NODES = SCALES, np.exp(-(SCALES**2) / 2)


def tails(model):
    """P(û < its value) + ½ P(=) by effect and interviewer, of a second_path.Model."""
    beta, _, sigma2, D, W = model.solved
    codes = np.searchsorted(model.people, model.frame["intnum"].to_numpy())
    r = model.y - model.X @ beta
    weights = np.array([np.einsum("l,lij->ji", D[k], model.Z) @ W for k in range(len(model.Z))])
    e = r - sum(part @ (load @ r) for part, load in zip(model.Z, weights, strict=True))
    e = (e - e.mean()) * np.sqrt(sigma2) / e.std()
    center, omega = scales(e, codes, model.y)
    e = e / np.exp(center[codes])
    e = e * np.sqrt(sigma2 / np.mean(e**2))
    random = np.einsum("kij,kl,lmj->im", model.Z, D, model.Z)
    z = model.z().to_numpy()
    out = np.empty(z.shape)
    for k, load in enumerate(weights):
        column = model.Z[k].sum(1)
        bins = fifths(model.X @ beta if np.ptp(column) == 0 else column)
        for j, w in enumerate(load):
            own = codes == j
            value = z[k, j] * np.sqrt(w @ random @ w + sigma2 * w @ w)
            scaled = w[own] * np.exp(center[j])
            pools = {b: e[bins == b] for b in bins[own]}
            alike = Counter(
                zip(np.round(scaled, 12), bins[own], strict=True)
            )  # their factors are the same
            terms = [(one, pools[b], count) for (one, b), count in alike.items()]
            out[k, j] = tail(terms, scaled @ scaled, w @ random @ w, value, omega, np.mean(e**2))
    return out


def scales(e, codes, answers):
    """The typical log scale of each interviewer, and ω."""
    n = np.bincount(codes)
    within = e - (np.bincount(codes, e) / n)[codes]
    s2 = np.bincount(codes, within**2) / np.maximum(n - 1, 1)
    differ = np.array([np.ptp(answers[codes == j]) > 0 for j in range(len(n))])
    known = (n >= 4) & (s2 > 0) & differ
    kurtosis = np.mean(within**4) / np.mean(within**2) ** 2
    x, omega2 = np.log(n[known]), 0.0
    most = min(n[known].max(), 200)
    # the same draws, one workload after the other; those of answers that are all alike do not count
    drawn = np.random.default_rng(1).choice(len(within), (2_000, most))
    kept = [drawn[:, : min(size, 200)] for size in n[known]]
    kept = [rows[np.ptp(answers[rows], axis=1) > 0] for rows in kept]
    logs = [np.log(np.var(within[rows], axis=1, ddof=1)) for rows in kept]
    y = np.log(s2[known]) - np.array([np.mean(one) for one in logs])
    spread = np.array([np.var(one) for one in logs])
    for _ in range(20):
        chance = spread * max(kurtosis / np.exp(4 * omega2) - 1, 0.1) / (kurtosis - 1)
        share = 1 / (4 * omega2 + chance)
        share = share / share.sum()
        off = x - share @ x
        size = share @ off**2
        if size > 1e-12:
            slope = share @ (off * y) / size
            rest = y - share @ y - slope * off
            error2 = (share**2) @ (off * rest) ** 2 / size**2
            slope *= max(1 - error2 / slope**2, 0)
        else:  # all workloads are alike: scales cannot go with them
            slope = 0.0
        omega2 = max((np.var(y - share @ y - slope * off, ddof=1) - chance.mean()) / 4, 0)
    center = (share @ y + slope * (np.log(n) - share @ x)) / 2
    mean_square = n @ np.exp(2 * center) / n.sum() * np.exp(2 * omega2)
    return center - np.log(mean_square) / 2, np.sqrt(omega2)


def fifths(values):
    """Bins with about a fifth of the values each, those that are tied in one."""
    values = np.round(values, 9)
    inner = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
    return np.searchsorted(np.unique(inner[inner > values.min()]), values, side="right")


def tail(terms, sum_of_squares, normal, value, omega, square):
    """By Gil-Pelaez' integral, averaged over scales; a share of .02 of the variance is normal at
    least.
    """
    total = normal + square * np.exp(2 * omega**2) * sum_of_squares
    share = normal / total
    smooth = max(share, 0.02)
    unit = np.sqrt((1 - smooth) / (1 - share) / total)
    found = 0.0
    nodes, weights = NODES if omega else (np.zeros(1), np.ones(1))
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        phi = np.exp(-smooth * T**2 / 2 - 1j * T * value / np.sqrt(total))
        first = -value / np.sqrt(total)  # of the integrand: the mean of the sum
        for one, pool, count in terms:
            size = one * unit * np.exp(omega * node)
            phi = phi * np.exp(1j * np.outer(T * size, pool)).mean(1) ** count
            first += count * size * pool.mean()
        step = T[1] - T[0]
        found += weight * (0.5 - (np.sum(phi.imag / T) + first / 2) * step / np.pi)
    return found


def p_of(tail_probability):
    """Two-sided."""
    return 2 * np.minimum(tail_probability, 1 - tail_probability)


def z_of(tail_probability):
    """Φ⁻¹."""
    return special.ndtri(np.clip(tail_probability, 1e-6, 1 - 1e-6))

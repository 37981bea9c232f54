"""Cumulative logit models with a random intercept, for answers of a few ordered points.

logit P(y_ij ≤ c) = τ_c − x_ij'β − σ v_j, v_j ~ N(0, 1): behind each answer lies a continuous one with a logistic
residual, cut at the thresholds τ: the observed points tell its order only (McCullagh 1980; Agresti 2010, ch. 10). The
likelihood integrates v_j out by adaptive Gauss-Hermite quadrature (Pinheiro & Bates 1995), as in logistic.py, which
is the case of two points without predictors. Checked against ordinal::clmm and against brute-force integration.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from .logistic import MOST

NODES = 15
STEPS, CLOSE = 60, 1e-8
STARTS = (0.4, 1.2)  # of σ; the optimum at σ = 0 is tried beside them
FAR = 1e3  # a threshold beyond the outermost points
LONGEST = 3.0  # step of a parameter: where points are separated a parameter grows without end


@dataclass(frozen=True)
class Answers:
    """n answers sorted by group: point (0 … C − 1) and x (n, p), and where each group starts (J,)."""

    point: np.ndarray
    x: np.ndarray
    starts: np.ndarray
    owner: np.ndarray
    above: np.ndarray
    below: np.ndarray

    @classmethod
    def of(cls, y: np.ndarray, x: np.ndarray, groups: np.ndarray) -> Answers:
        """Answers y (n,), predictors x (n, p) without a constant, and labels (n,); groups in sorted order."""
        order = np.argsort(groups, kind="stable")
        _, starts, owner = np.unique(groups[order], return_index=True, return_inverse=True)
        _, point = np.unique(y, return_inverse=True)
        point, cuts = point[order], np.arange(point.max())
        sides = (-np.ones((len(order), 1)) * x[order], np.zeros((len(order), 1)))
        above, below = (np.column_stack([(point[:, None] == cuts + side).astype(float), *sides]) for side in (0, 1))
        return cls(point, x[order], starts, owner, above, below)

    @property
    def cuts(self) -> int:
        """Thresholds, C − 1."""
        return self.above.shape[1] - self.x.shape[1] - 1


@dataclass(frozen=True)
class Ordinal:
    """Estimates: thresholds (C − 1,), beta (p,), sigma; deviance −2ℓ and null_deviance that of σ = 0; status interior,
    boundary (σ is 0) or unbounded; level (J,) and its variance given the answers, σE(v_j | y) and σ²Var(v_j | y).
    """

    answers: Answers
    parameters: np.ndarray
    deviance: float
    null_deviance: float
    status: str
    level: np.ndarray
    variance: np.ndarray

    @property
    def thresholds(self) -> np.ndarray:
        """τ, in order."""
        return self.parameters[: self.answers.cuts]

    @property
    def beta(self) -> np.ndarray:
        """Slopes of the latent answer, in logits: higher x, higher answers where positive."""
        return self.parameters[self.answers.cuts : -1]

    @property
    def sigma(self) -> float:
        """Standard deviation of the levels, in logits."""
        return float(self.parameters[-1])

    @property
    def statistic(self) -> float:
        """T of the test of σ = 0; its null distribution is the mixture ½χ²_0 + ½χ²_1."""
        return max(self.null_deviance - self.deviance, 0.0)

    @property
    def z(self) -> np.ndarray:
        """Predicted levels over their standard deviation √(σ² − Var(level | y)) (J,); NaN where σ is 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.sigma > 0, self.level / np.sqrt(self.sigma**2 - self.variance), np.nan)


def fit_ordinal(y: np.ndarray, x: np.ndarray, groups: np.ndarray) -> Ordinal:
    """Maximum likelihood of ordered answers y (n,) on x (n, p) without a constant, with a random intercept of groups.

    Newton's method on exact derivatives (Louis 1982), from the boundary and from several σ; of the ends the one of
    lowest deviance. Raises ValueError where the answers have one point only.
    """
    answers = Answers.of(np.asarray(y), np.asarray(x, dtype=float).reshape(len(y), -1), np.asarray(groups))
    if not answers.cuts:
        raise ValueError("All answers are alike: leave the item out, it has no variance to estimate.")
    centre, scale = answers.x.mean(0), np.where(answers.x.std(0) > 0, answers.x.std(0), 1.0)
    standard = _standardised(answers, centre, scale)
    at, null = _newton(standard, _flat_start(standard), free=slice(None, -1))
    best, least = at, null
    for start in STARTS:
        found, deviance = _newton(standard, np.append(at[:-1] * np.sqrt(1 + start**2 / 3), start))
        if deviance < least - CLOSE:
            best, least = found, deviance
    best = np.append(best[:-1], abs(best[-1]))
    status = "unbounded" if best[-1] >= MOST else "interior" if best[-1] > 0 else "boundary"
    _, _, _, (mean, spread) = _derivatives(standard, best)
    k, own = answers.cuts, best[answers.cuts : -1] / scale
    parameters = np.concatenate([best[:k] + own @ centre, own, best[-1:]])
    return Ordinal(answers, parameters, least, null, status, best[-1] * mean, best[-1] ** 2 * spread)


def sigma_limits(fit: Ordinal, rise: float) -> tuple[float, float]:
    """Profile-likelihood limits of σ: where −2ℓ, at its best over the rest, has risen by `rise` (a χ²_1 quantile).

    The lower one is 0 where σ = 0 lies within; the upper one is inf where no σ up to 6 leaves.
    """
    low = 0.0 if fit.statistic <= rise else _limit(fit, 0.0, rise)
    high = _limit(fit, MOST, rise)
    return low, np.inf if high >= MOST else high


def _limit(fit: Ordinal, end: float, rise: float) -> float:
    """σ between the estimate and `end` at which the profile has risen; `end` where it never has. Newton's method on
    √(rise of −2ℓ), nearly a line in σ, kept between values on either side of the limit.
    """
    inside, outside, at = fit.sigma, end, fit.parameters
    sigma = (fit.sigma + min(end, fit.sigma + 0.5)) / 2 if end else fit.sigma / 2
    for _ in range(STEPS):
        at, value, slope = _profiled(fit.answers, np.append(at[:-1], sigma))
        root = np.sqrt(max(value - fit.deviance, 0.0))
        inside, outside = (inside, sigma) if root**2 > rise else (sigma, outside)
        ahead = sigma - (root - np.sqrt(rise)) * 2 * root / slope if slope else np.inf
        if not min(inside, outside) < ahead < max(inside, outside):
            ahead = (inside + outside) / 2
        if abs(ahead - sigma) < 1e-6:
            break
        sigma = ahead
    return float(sigma)


def _profiled(answers: Answers, at: np.ndarray) -> tuple[np.ndarray, float, float]:
    at, value = _newton(answers, at, free=slice(None, -1))
    return at, value, float(_derivatives(answers, at)[1][-1])


def _standardised(answers: Answers, centre: np.ndarray, scale: np.ndarray) -> Answers:
    x = (answers.x - centre) / scale
    middle, p = answers.cuts, answers.x.shape[1]
    sides = [side.copy() for side in (answers.above, answers.below)]
    for side in sides:
        side[:, middle : middle + p] = -x
    return replace(answers, x=x, above=sides[0], below=sides[1])


def _flat_start(answers: Answers) -> np.ndarray:
    """Thresholds of the observed shares, nothing else."""
    shares = np.cumsum(np.bincount(answers.point))[:-1] / len(answers.point)
    return np.concatenate([special.logit(shares), np.zeros(answers.x.shape[1] + 1)])


def _newton(answers: Answers, at: np.ndarray, free: slice = slice(None)) -> tuple[np.ndarray, float]:
    """A local optimum over the free parameters, and −2ℓ there. A step after which −2ℓ is not lower, or thresholds are
    not in order, is halved.
    """
    value, slope, curve, _ = _derivatives(answers, at)
    for _ in range(STEPS):
        step = np.zeros_like(at)
        values, vectors = np.linalg.eigh(curve[free, free])
        step[free] = -vectors @ (vectors.T @ slope[free] / np.maximum(np.abs(values), 1e-8))
        step /= max(1.0, np.abs(step).max() / LONGEST)
        size = 1.0
        while size > 1e-6:
            ahead = at + size * step
            ahead[-1] = np.clip(ahead[-1], -MOST, MOST)
            tried = _derivatives(answers, ahead) if (np.diff(ahead[: answers.cuts]) > 0).all() else (np.inf,)
            if tried[0] <= value + CLOSE:
                break
            size /= 2
        if size <= 1e-6:
            break
        gained, at = value - tried[0], ahead
        value, slope, curve, _ = tried
        if gained < CLOSE:
            break
    return at, value


def _derivatives(answers: Answers, at: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, tuple]:
    """−2ℓ, its gradient and Hessian in (τ, β, σ), and E(v_j | y), Var(v_j | y): by expectations over v given y."""
    fixed, sigma = _linear(answers, at), at[-1]
    mode, width = _modes(answers, fixed, sigma)
    node, mass = np.polynomial.hermite_e.hermegauss(NODES)
    v = mode[:, None] + width[:, None] * node
    own = v[answers.owner]
    logs, (a, b), (aa, ab, bb) = _terms(*(side[:, None] - sigma * own for side in fixed))
    joint = np.add.reduceat(logs, answers.starts) - v**2 / 2 + node**2 / 2 + np.log(mass) + np.log(width)[:, None]
    total = special.logsumexp(joint - np.log(2 * np.pi) / 2, axis=1)
    share = np.exp(joint - np.log(2 * np.pi) / 2 - total[:, None])
    score = _scores(answers, a, b, own)
    mean = np.einsum("jk,pjk->jp", share, score)
    scatter = np.einsum("jk,pjk,qjk->pq", share, score, score, optimize=True) - mean.T @ mean
    curve = _curvature(answers, share[answers.owner], own, aa, ab, bb) + scatter
    centre = (share * v).sum(1)
    return -2 * float(total.sum()), -2 * mean.sum(0), -2 * curve, (centre, (share * v**2).sum(1) - centre**2)


def _linear(answers: Answers, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The thresholds above and below each answer less its linear predictor without v (n,)."""
    edges, eta = np.concatenate([[-FAR], at[: answers.cuts], [FAR]]), answers.x @ at[answers.cuts : -1]
    return edges[answers.point + 1] - eta, edges[answers.point] - eta


def _terms(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, tuple, tuple]:
    """log P of each answer, P = F(a) − F(b), with its first and second derivatives in a and b.

    P = F(a) F(−b) (1 − e^(b − a)) loses no digits where both lie far out on one side, nor do ratios of logarithms.
    """
    up, down, over, under = (special.log_expit(part) for part in (a, -b, -a, b))
    Fa, Fb, gap = np.exp(up), np.exp(under), -np.expm1(b - a)
    logs = up + down + np.log(gap)
    first_a, first_b = np.exp(over - down) / gap, -np.exp(under - up) / gap
    second = (
        first_a * (1 - 2 * Fa) - first_a**2,
        -first_a * first_b,
        first_b * (1 - 2 * Fb) - first_b**2,
    )
    return logs, (first_a, first_b), second


def _scores(answers: Answers, a: np.ndarray, b: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Sum over the answers of each group of the derivatives of log P in (τ, β, σ) at each node (P, J, K)."""
    columns = zip(answers.above.T[:-1], answers.below.T[:-1], strict=True)
    parts = [a * up[:, None] + b * down[:, None] for up, down in columns]
    return np.array([np.add.reduceat(part, answers.starts) for part in [*parts, -(a + b) * v]])


def _curvature(answers: Answers, share: np.ndarray, v: np.ndarray, aa, ab, bb) -> np.ndarray:
    """Expected second derivatives of Σ log P (P, P)."""
    up, down = answers.above, answers.below
    aa, ab, bb = ([(share * part * v**power).sum(1) for power in range(3)] for part in (aa, ab, bb))
    cross = up.T @ (ab[0][:, None] * down)
    curve = up.T @ (aa[0][:, None] * up) + cross + cross.T + down.T @ (bb[0][:, None] * down)
    curve[-1] = curve[:, -1] = -(up.T @ (aa[1] + ab[1]) + down.T @ (ab[1] + bb[1]))
    curve[-1, -1] = (aa[2] + 2 * ab[2] + bb[2]).sum()
    return curve


def _modes(answers: Answers, fixed: tuple, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Where each integrand is largest (J,), and its width there. Its logarithm is concave in v; a step of Newton's is
    at most 2 long.
    """
    v = np.zeros(len(answers.starts))
    for _ in range(STEPS):
        shift = sigma * v[answers.owner]
        _, (a, b), (aa, ab, bb) = _terms(fixed[0] - shift, fixed[1] - shift)
        slope = -sigma * np.add.reduceat(a + b, answers.starts) - v
        curve = 1 - sigma**2 * np.add.reduceat(aa + 2 * ab + bb, answers.starts)
        step = np.clip(slope / curve, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
        v = v + step
    return v, 1 / np.sqrt(curve)

"""How alike the answers of each interviewer are: the table spread.csv.

The residual variance of an interviewer is compared with that of interviewers who differ as ordinary
ones do, whatever the answers look like: what chance makes of its logarithm is seen in interviews
drawn from all (variance_reference), and how much interviewers differ beyond that without the one
judged (variance_differences). Beside it a location-scale model: with chance's mean taken from the
logarithms and v_j its variance,

    log s_j² ~ N(μ, τ² + v_j),        log σ_j² ~ N(μ, τ²)

(Brunton-Smith, Sturgis & Leckie 2017 fit both at once). Whole answers are never exactly alike by
more than rounding: a twelfth is added to each variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, special

from interviewer_effects.audit.models.design_columns import OUTCOME
from interviewer_effects.mixed.inference.predicted_effects import effects

from .counterfactuals import Case
from .flags import adjusted
from .variance_differences import Others, others, tails, two_sided
from .variance_reference import (
    LOWEST,
    Chance,
    Reference,
    Scale,
    trimmed_variance,
    trimmed_variances,
)

COLUMNS = [
    "interviewer",
    "n",
    "df",
    "sd",
    "sd_all",
    "sd_eb",
    "ratio",
    "ci_low",
    "ci_high",
    "z",
    "p",
    "p_adjusted",
    "p_adjusted_bh",
    "flag",
    "between_sd",
    "between_p",
]
ALIKE, UNLIKE = "alike", "unlike"
LEAST = 4  # degrees of freedom: less says nothing of a variance
ROUNDING = 1 / 12  # variance of what rounding to whole numbers takes away
DRAWS, ROOM = 999, 4_000_000  # replicates, and numbers of one array
LEVEL = 0.95


@dataclass(frozen=True)
class Within:
    """Degrees of freedom df (J,) of interviewers about their own lines; of each interview the
    residual `own` (n,) from its interviewer's own line and e (n,) from the predicted one, the
    answer y (n,) counted from the lowest one, its interviewer as a position (codes), y − Xβ̂ (rest)
    and the random columns Z (n, q).
    """

    df: np.ndarray
    own: np.ndarray
    e: np.ndarray
    y: np.ndarray
    codes: np.ndarray
    rest: np.ndarray
    Z: np.ndarray

    @property
    def rss(self) -> np.ndarray:
        """Sums of squares (J,) about their own lines."""
        return np.bincount(self.codes, self.own**2, len(self.df))

    @property
    def judged(self) -> np.ndarray:
        """Interviewers with interviews enough (J,)."""
        return self.df >= LEAST


@dataclass(frozen=True)
class Logarithms:
    """Logarithms (m,) of the residual variances of those judged, without what chance makes of their
    mean; what chance makes of the rest, what the others say of each, and the probability (m,) of a
    smaller one. level: what is to be added for logarithms in units of the answers.
    """

    logs: np.ndarray
    reference: Reference
    chance: Chance
    others: Others
    tail: np.ndarray
    level: float


@dataclass(frozen=True)
class Between:
    """μ and τ of log σ_j², and the p of τ = 0."""

    mean: float
    mean_variance: float
    tau: float
    p: float


def spread(case: Case, adjust: str, alpha: float, seed: int) -> pd.DataFrame:
    """spread.csv of one case: a row per interviewer, NaN for those with too few interviews.

    sd: standard deviation of their answers about their own line, as it is; sd_all that of an
    ordinary interviewer; ratio: sd_eb/sd_all, drawn towards 1 by how little their interviews say,
    with its 95 % interval. p: of their variance, without the answer farthest from their line, among
    interviewers who differ as the others do; z the normal value with the same tail; adjusted over
    interviewers. Of answers on a scale ratio and p are of the variance relative to what is usual at
    their mean: whoever's respondents answer near the end of a scale has answers that are alike.
    flag: alike or unlike where the adjusted p is below alpha. between_sd: by how much log standard
    deviations differ between interviewers, between_p: of the test that they do not.
    """
    within = sums_within(case)
    known = within.judged
    table = pd.DataFrame(
        {"interviewer": case.ladder.products.groups, "n": np.bincount(within.codes)}
    )
    table = table.reindex(columns=COLUMNS).assign(df=within.df, flag="")
    if known.sum() < 3 or not within.rss[known].sum() > 0:
        return table
    found = logarithms(within, seed)
    fitted = between(found.logs + found.level, found.reference, seed)
    made = predicted(found.logs + found.level, found.reference.variance, fitted)
    p = np.full(len(known), np.nan)
    p[known] = two_sided(found.tail)
    made["z"] = special.ndtri(found.tail)
    made["sd"] = np.sqrt(within.rss[known] / within.df[known])
    table.loc[known, list(made)] = np.column_stack(list(made.values()))
    table = table.assign(p=p, p_adjusted=adjusted(p, adjust), p_adjusted_bh=adjusted(p, "bh"))
    table = table.assign(between_sd=fitted.tau / 2, between_p=fitted.p)
    low = table["z"] < 0
    return table.assign(
        flag=np.where(table["p_adjusted"] < alpha, np.where(low, ALIKE, UNLIKE), "")
    )


def sums_within(case: Case) -> Within:
    """Least squares of y − Xβ̂ on the random columns within each interviewer, and residuals from
    predicted lines.
    """
    model, ladder, J = case.ladder.models[case.model], case.ladder, len(case.place)
    codes = np.searchsorted(ladder.products.groups, ladder.interviewers)
    y = ladder.columns[OUTCOME]
    random = ladder.matrix(model.random)
    rest = y - ladder.matrix(model.fixed) @ case.fit.beta
    Z = _in_units(random, None in model.random)
    ZZ, Ze = _sums(codes, Z[:, :, None] * Z[:, None], J), _sums(codes, rest[:, None] * Z, J)
    values, vectors = np.linalg.eigh(ZZ)
    real = values > 1e-9 * values[:, -1:]
    inverse = np.divide(1, values, out=np.zeros_like(values), where=real)[:, None] * vectors
    inverse = inverse @ vectors.transpose(0, 2, 1)
    own = rest - np.einsum("nq,nq->n", Z, np.einsum("jqr,jr->jq", inverse, Ze)[codes])
    df = np.bincount(codes, minlength=J) - real.sum(1)
    e = rest - np.einsum("nq,nq->n", random, effects(case.fit).eblup[codes])
    return Within(df, own, e, y - y.min(), codes, rest, Z)


def _in_units(Z: np.ndarray, centred: bool) -> np.ndarray:
    """Columns of the same span in units of their spread: better digits where a predictor lies far
    from zero.
    """
    center, size = Z.mean(0) * centred, Z.std(0)
    return np.where(size > 0, (Z - center) / np.where(size > 0, size, 1), Z)


def logarithms(within: Within, seed: int) -> Logarithms:
    """Of those judged."""
    J = len(within.df)
    known = within.judged
    n = np.bincount(within.codes, minlength=J)
    mean = np.bincount(within.codes, within.y, J) / np.maximum(n, 1)
    whole = bool((within.y % 1 == 0).all())
    size = float(np.var(within.e))
    chance = Chance(
        within.e, Scale.of(within.y), (ROUNDING if whole else 0.0) + LOWEST * size, seed
    )
    variance = (
        trimmed_variances(within.own, within.codes, J)[known]
        * (n[known] - 2)
        / (within.df[known] - 1)
    )
    reference = chance.reference(within.df[known] + 1, mean[known])
    logs = chance.statistic(variance, mean[known]) - reference.mean
    level = np.log(size) if chance.scale is None else np.mean(chance.expected(mean[known]))
    among = others(logs, reference.variance, n[known])
    return Logarithms(logs, reference, chance, among, tails(logs, among, reference), float(level))


def p_without(within: Within, found: Logarithms, at: int, weights: np.ndarray) -> np.ndarray:
    """p of all judged (m,) when the interviews of the interviewer at a position count weights
    (n_j,) times; NaN for whom nothing is left to judge by.
    """
    rows = within.codes == at
    root = np.sqrt(weights)
    coefficients, _, rank, _ = np.linalg.lstsq(
        within.Z[rows] * root[:, None], within.rest[rows] * root, rcond=None
    )
    df = round(weights.sum()) - rank
    p = two_sided(found.tail)
    place = int(within.judged[:at].sum())
    p[place] = np.nan
    if df < LEAST:
        return p
    variance = trimmed_variance(within.rest[rows] - within.Z[rows] @ coefficients, weights)
    mean = np.array([np.average(within.y[rows], weights=weights)])
    reference = found.chance.reference(np.array([df + 1]), mean)
    log = (
        found.chance.statistic(np.array([variance * (df + rank - 2) / (df - 1)]), mean)
        - reference.mean
    )
    p[place] = two_sided(tails(log, found.others.rows([place]), reference))[0]
    return p


def between(logs: np.ndarray, reference: Reference, seed: int) -> Between:
    """μ and τ of log σ² from logarithms (m,), and the p of Q = Σ w(ℓ − ℓ̄)², w = 1/v, where τ is 0,
    by draws from what chance makes of them.

    τ² maximises τ² times its restricted likelihood (Morris & Tang 2011): never 0, so that intervals
    keep what they promise where τ is small; whether it is 0 is the test's question.
    """
    v = reference.variance

    def against(log_tau: float) -> float:
        """Minus the log posterior of log τ."""
        w = 1 / (np.exp(2 * log_tau) + v)
        rest = logs - (w @ logs) / w.sum()
        return 0.5 * (w @ rest**2 - np.log(w).sum() + np.log(w.sum())) - 2 * log_tau

    tau = float(np.exp(optimize.minimize_scalar(against, bounds=(-7, 2), method="bounded").x))
    w = 1 / (tau**2 + v)
    p = (1 + (_by_chance(reference, seed) >= _heterogeneity(logs, v)).sum()) / (DRAWS + 1)
    return Between(float(w @ logs / w.sum()), float(1 / w.sum()), tau, float(p))


def _by_chance(reference: Reference, seed: int) -> np.ndarray:
    """Q (DRAWS,) where τ is 0."""
    rng = np.random.default_rng([seed, 10])
    at_a_time = max(1, min(DRAWS, ROOM // len(reference.place)))
    blocks = [min(at_a_time, DRAWS - first) for first in range(0, DRAWS, at_a_time)]
    return np.concatenate(
        [_heterogeneity(reference.drawn(n, rng), reference.variance) for n in blocks]
    )


def predicted(logs: np.ndarray, v: np.ndarray, b: Between) -> dict[str, np.ndarray]:
    """The columns of the table that the model gives."""
    shrink = b.tau**2 / (b.tau**2 + v)
    center = shrink * (logs - b.mean) / 2
    half = special.ndtri((1 + LEVEL) / 2) * np.sqrt(shrink * v + shrink**2 * b.mean_variance) / 2
    typical = np.exp(b.mean / 2)
    ends = {"ratio": center, "ci_low": center - half, "ci_high": center + half}
    return {
        "sd_all": np.full(len(v), typical),
        "sd_eb": typical * np.exp(center),
        **{name: np.exp(end) for name, end in ends.items()},
    }


def _heterogeneity(logs: np.ndarray, v: np.ndarray) -> np.ndarray:
    w = 1 / v
    mean = (logs @ w / w.sum())[..., None]
    return ((logs - mean) ** 2) @ w


def _sums(codes: np.ndarray, values: np.ndarray, J: int) -> np.ndarray:
    out = np.zeros((J, *values.shape[1:]))
    np.add.at(out, codes, values)
    return out

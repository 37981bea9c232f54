"""How alike the answers of each interviewer are: the table spread.csv.

s_j², the variance of interviewer j's answers about their own level and slopes, is that of least squares within their
interviews: nothing of the variances between interviewers is in it. A location-scale model in two steps: with
ν_j degrees of freedom,

    log s_j² − [ψ(ν_j/2) − log(ν_j/2)] ~ N(μ, τ² + ψ'(ν_j/2)),        log σ_j² ~ N(μ, τ²)

(Brunton-Smith, Sturgis & Leckie 2017 fit both at once). Answers are not normal: with excess kurtosis κ the variance of
s_j² is σ⁴(2/ν + κ Σ m_ii²/ν²), m_ii = 1 − leverage, so ν_j is replaced by the degrees of freedom with that variance
(Box 1953). Whole answers are never exactly alike by more than rounding: a twelfth is added to each variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, special

from .coding import OUTCOME
from .counterfactuals import Case
from .flags import adjusted

COLUMNS = [
    "interviewer", "n", "df", "sd", "sd_all", "sd_eb", "ratio", "ci_low", "ci_high", "z", "p", "p_adjusted",
    "p_adjusted_bh", "flag", "between_sd", "between_p",
]  # fmt: skip
ALIKE, UNLIKE = "alike", "unlike"
LEAST = 4  # degrees of freedom: less says nothing of a variance
LIGHTEST, HEAVIEST = -1.2, 3.0  # excess kurtosis of uniform and of Laplace answers: beyond is noise, or a wild value
ROUNDING = 1 / 12  # variance of what rounding to whole numbers takes away
RAREST = 1e-4
DRAWS = 999
LEVEL = 0.95


@dataclass(frozen=True)
class Within:
    """Sums of squares rss (J,) within interviewers and their degrees of freedom df (J,); of each interview the residual
    e and 1 − leverage m (n,), its interviewer as a position (codes), y − Xβ̂ and its random columns Z (n, q).
    """

    rss: np.ndarray
    df: np.ndarray
    e: np.ndarray
    m: np.ndarray
    codes: np.ndarray
    y: np.ndarray
    Z: np.ndarray


@dataclass(frozen=True)
class Between:
    """μ and τ of log σ_j², and the p of τ = 0."""

    mean: float
    mean_variance: float
    tau: float
    p: float


def spread(case: Case, adjust: str, alpha: float, seed: int) -> pd.DataFrame:
    """spread.csv of one case: a row per interviewer, NaN for those with too few interviews.

    sd: standard deviation of their answers about their own line, as it is; sd_all that of an ordinary interviewer;
    ratio: sd_eb/sd_all, drawn towards 1 by how little their interviews say, with its 95 % interval. p: exact (F)
    against all others together, were answers normal, by degrees of freedom that allow for their kurtosis; adjusted
    over interviewers.
    flag: alike or unlike where the adjusted p is below alpha. between_sd: by how much log standard deviations differ
    between interviewers, between_p: of the test that they do not. It misleads where answers are bounded: whoever's
    respondents answer near the end of the scale has answers that are alike.
    """
    within = sums_within(case)
    known = within.df >= LEAST
    table = pd.DataFrame({"interviewer": case.ladder.products.groups, "n": np.bincount(within.codes)})
    table = table.reindex(columns=COLUMNS).assign(df=within.df, flag="")
    if known.sum() < 3 or not within.rss[known].sum() > 0:
        return table
    variance, df = variances(case, within)
    fitted = between(variance[known], df[known], seed)
    made = predicted(variance[known], df[known], fitted)
    p = np.full(len(known), np.nan)
    own = within.rss / np.maximum(within.df, 1)
    p[known] = tail_p((own + rounding(case))[known], df[known])
    made["sd"] = np.sqrt(own[known])
    table.loc[known, list(made)] = np.column_stack(list(made.values()))
    table = table.assign(p=p, p_adjusted=adjusted(p, adjust), p_adjusted_bh=adjusted(p, "bh"))
    table = table.assign(between_sd=fitted.tau / 2, between_p=fitted.p)
    low = table["ratio"] < 1
    return table.assign(flag=np.where(table["p_adjusted"] < alpha, np.where(low, ALIKE, UNLIKE), ""))


def sums_within(case: Case) -> Within:
    """Least squares of y − Xβ̂ on the random columns within each interviewer."""
    model, ladder, J = case.ladder.models[case.model], case.ladder, len(case.place)
    codes = np.searchsorted(ladder.products.groups, ladder.interviewers)
    e = ladder.columns[OUTCOME] - ladder.matrix(model.fixed) @ case.fit.beta
    Z = _in_units(ladder.matrix(model.random), None in model.random)
    ZZ, Ze = _sums(codes, Z[:, :, None] * Z[:, None], J), _sums(codes, e[:, None] * Z, J)
    values, vectors = np.linalg.eigh(ZZ)
    real = values > 1e-9 * values[:, -1:]
    inverse = np.divide(1, values, out=np.zeros_like(values), where=real)[:, None] * vectors
    inverse = inverse @ vectors.transpose(0, 2, 1)
    own = e - np.einsum("nq,nq->n", Z, np.einsum("jqr,jr->jq", inverse, Ze)[codes])
    m = 1 - np.einsum("nq,nqr,nr->n", Z, inverse[codes], Z)
    return Within(np.bincount(codes, own**2, J), np.bincount(codes, minlength=J) - real.sum(1), own, m, codes, e, Z)


def _in_units(Z: np.ndarray, centred: bool) -> np.ndarray:
    """Columns of the same span in units of their spread: better digits where a predictor lies far from zero."""
    center, size = Z.mean(0) * centred, Z.std(0)
    return np.where(size > 0, (Z - center) / np.where(size > 0, size, 1), Z)


def variances(case: Case, within: Within) -> tuple[np.ndarray, np.ndarray]:
    """s_j² (J,) as the logarithm takes it, and the degrees of freedom (J,) that its variance is worth. None is taken as
    smaller than one in ten thousand would be by chance: of answers without any variance the logarithm says nothing. The
    standard deviation and the p of the table rest on the variance as it is.
    """
    df, pooled = np.maximum(within.df, 1), _ratio(_of_others(within.rss, within), _of_others(within.df, within))
    share = np.bincount(within.codes, within.m**2) / df
    worth = df / (1 + np.clip(_excess(within, pooled), LIGHTEST, HEAVIEST) * share / 2)
    least = pooled * special.chdtri(worth, 1 - RAREST) / worth
    return np.maximum(within.rss / df + rounding(case), least), worth


def _excess(within: Within, pooled: np.ndarray) -> np.ndarray:
    """Excess kurtosis of the answers of all others (J,): who has a wild answer is not to hide behind it."""
    e4, m2, m4 = (
        _of_others(np.bincount(within.codes, part), within) for part in (within.e**4, within.m**2, within.m**4)
    )
    return _ratio(_ratio(e4, pooled**2) - 3 * m2, m4)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part/whole, 0 where there is no whole: of few interviewers the others may have no answer that varies."""
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)


def _of_others(values: np.ndarray, within: Within) -> np.ndarray:
    """The sum of values (J,) over the interviewers judged, without one's own."""
    judged = np.where(within.df >= LEAST, values, 0)
    return judged.sum() - judged


def rounding(case: Case) -> float:
    """The variance that is lost where answers are whole numbers."""
    return ROUNDING if (case.ladder.columns[OUTCOME] % 1 == 0).all() else 0.0


def between(variance: np.ndarray, df: np.ndarray, seed: int) -> Between:
    """μ and τ of log σ² from variances with df degrees of freedom (J,), and the p of Q = Σ w(ℓ − ℓ̄)² where τ is 0, by
    simulation of χ² variables.

    τ² maximises τ² times its restricted likelihood (Morris & Tang 2011): never 0, so that intervals keep what they
    promise where τ is small; whether it is 0 is the test's question.
    """
    logs, v = unbiased(variance, df)

    def against(log_tau: float) -> float:
        """Minus the log posterior of log τ."""
        w = 1 / (np.exp(2 * log_tau) + v)
        rest = logs - (w @ logs) / w.sum()
        return 0.5 * (w @ rest**2 - np.log(w).sum() + np.log(w.sum())) - 2 * log_tau

    tau = float(np.exp(optimize.minimize_scalar(against, bounds=(-7, 2), method="bounded").x))
    w = 1 / (tau**2 + v)
    rng = np.random.default_rng([seed, 9])
    drawn = rng.chisquare(df, (DRAWS, len(df))) / df
    chance = _heterogeneity(unbiased(drawn, df)[0], v)
    p = (1 + (chance >= _heterogeneity(logs, v)).sum()) / (DRAWS + 1)
    return Between(float(w @ logs / w.sum()), float(1 / w.sum()), tau, float(p))


def unbiased(variance: np.ndarray, df: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimates of log σ² without the bias of the logarithm, and their variances ψ'(ν/2)."""
    return np.log(variance) - special.digamma(df / 2) + np.log(df / 2), special.polygamma(1, df / 2)


def predicted(variance: np.ndarray, df: np.ndarray, b: Between) -> dict[str, np.ndarray]:
    """The columns of the table that the model gives."""
    logs, v = unbiased(variance, df)
    shrink = b.tau**2 / (b.tau**2 + v)
    center = shrink * (logs - b.mean) / 2
    half = special.ndtri((1 + LEVEL) / 2) * np.sqrt(shrink * v + shrink**2 * b.mean_variance) / 2
    typical = np.exp(b.mean / 2)
    ends = {"ratio": center, "ci_low": center - half, "ci_high": center + half}
    return {
        "sd_all": np.full(len(v), typical),
        "sd_eb": typical * np.exp(center),
        **{name: np.exp(end) for name, end in ends.items()},
        "z": (logs - b.mean) / np.sqrt(b.tau**2 + v),
    }


def tail_p(variance: np.ndarray, df: np.ndarray) -> np.ndarray:
    """Two-sided p (J,) of each variance against the pooled one of the others: F."""
    rest = df.sum() - df
    others = _ratio((df * variance).sum() - df * variance, rest)
    F = np.divide(variance, others, out=np.full(len(others), np.inf), where=others > 0)
    return np.minimum(1, 2 * np.minimum(special.fdtr(df, rest, F), special.fdtrc(df, rest, F)))


def _heterogeneity(logs: np.ndarray, v: np.ndarray) -> np.ndarray:
    w = 1 / v
    mean = (logs @ w / w.sum())[..., None]
    return ((logs - mean) ** 2) @ w


def _sums(codes: np.ndarray, values: np.ndarray, J: int) -> np.ndarray:
    out = np.zeros((J, *values.shape[1:]))
    np.add.at(out, codes, values)
    return out

"""Who is looked at, and for which stated reason: effects.csv of one data set."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.deletion.refitted import Refitted
from interviewer_effects.mixed.deletion.weights import leaving_out
from interviewer_effects.mixed.distribution_free.tail_probabilities import z_of_tail
from interviewer_effects.mixed.inference import predicted_effects
from interviewer_effects.mixed.likelihood.deviance import residual_products
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.terms import Flag

METHODS = {"holm": "holm", "bh": "fdr_bh"}
BY_Z = (Flag.OUTLIER, Flag.EXTREME)  # the reasons that z_tail decides
SOUGHT, WORK = (40, 200), 400_000  # fewest and most whose causes are sought; times interviewers
EVERYONE, DELETED = (
    4_000,
    12_000_000,
)  # interviewers up to whom each is deleted; of more: deletions × interviewers
FEWEST_JUDGED = 3  # interviewers of whom one can be called extreme
# Deleted data sets × interviewers × columns refitted at a time: bounds the memory, not the result
BLOCK = 2_000_000


def effect_table(
    fit: Fit,
    interviewers: np.ndarray,
    terms: list[str],
    adjust: str,
    alpha: float,
    tails: np.ndarray | None = None,
    judged: Fit | None = None,
) -> pd.DataFrame:
    """One row per interviewer × effect with EBLUP, errors, z, z_at_means, z_tail, deletion z, p,
    adjusted p, joint distance, and the reasons outlier and extreme.

    judged is the fit with the level at the predictors' means (models.level_at_means), of which
    z_at_means is z. z_tail = Φ⁻¹(tail), tail (J, q) the probability of an effect of it this low or
    lower among interviewers like all others, whatever the distribution of the answers
    (mixed.distribution_free.tail_probabilities); it is z_at_means where tails is None. p is
    two-sided, of the tail. outlier: p adjusted over interviewers is below alpha (a test). extreme:
    |z_tail| beyond the size that one interviewer reaches by chance per effect. Neither is a
    verdict.
    """
    e, sizes = predicted_effects.effects(fit), fit.design.sizes.astype(int)
    at_means = e if judged is None else predicted_effects.effects(judged)
    J, q = e.eblup.shape
    rank = (
        max(fit.factor.rank(fit.optimum.free[0]), 1)
        if not fit.design.diagonal
        else max(int(fit.optimum.free.sum()), 1)
    )
    table = pd.DataFrame(
        {
            "interviewer": np.repeat(interviewers, q),
            "n": np.repeat(sizes, q),
            "effect": np.tile(terms, J),
        }
    )
    table["eblup"] = e.eblup.ravel()
    for name in ("pev", "comparative", "diagnostic"):
        table[f"{name}_se"] = np.sqrt(
            np.maximum(np.diagonal(getattr(e, name), axis1=1, axis2=2), 0)
        ).ravel()
    table["z"] = e.z.ravel()
    table["z_correlation"] = at_means.correlation.ravel()
    table["z_deleted"] = deletion_z(fit).ravel()
    table["z_at_means"] = at_means.z.ravel()
    table["z_tail"] = table["z_at_means"] if tails is None else z_of_tail(tails).ravel()
    table["p"] = 2 * special.ndtr(-table["z_tail"].abs())
    table["p_adjusted"] = per_effect(table, lambda p: adjusted(p, adjust))
    table["p_adjusted_bh"] = per_effect(table, lambda p: adjusted(p, "bh"))
    table["distance"] = np.repeat(e.distance, q)
    table["distance_p"] = np.repeat(special.chdtrc(rank, e.distance), q)
    table["chance_extreme"] = np.repeat(
        chance_extreme(at_means.correlation, np.isfinite(e.z) & (e.z != 0).any(0)), q
    )
    table["reasons"] = reasons(table, alpha)
    return table


def chance_extreme(correlation: np.ndarray, varies: np.ndarray) -> np.ndarray:
    """The probability (J,) that an interviewer like all others is extreme in any effect: their sum
    is how many persons are expected.

    Σ_k P(|z_k| > b) − Σ_{k>1} P(|z_1| > b and |z_k| > b), for normal z with these correlations with
    the first effect (J, q): exact for two effects, at most too large for more (Hunter 1976). varies
    (J, q): effects that can stand out.
    """
    bound = extreme_bound(len(correlation))
    each = 2 * special.ndtr(-bound)
    nodes, weights = np.polynomial.legendre.leggauss(64)
    r = np.clip(np.nan_to_num(correlation[:, 1:]), -0.9999, 0.9999)[..., None]
    total = each * varies.sum(1)
    if not np.isfinite(bound) or not r.size:
        return total
    x = bound * nodes
    inside = special.ndtr((bound - r * x) / np.sqrt(1 - r**2)) - special.ndtr(
        (-bound - r * x) / np.sqrt(1 - r**2)
    )
    neither = bound * (weights * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi) * inside).sum(-1)
    both = neither - 1 + 2 * each
    return total - (both * (varies[:, 1:] & varies[:, :1])).sum(1)


def most_sought(J: int) -> int:
    """For how many of J interviewers causes are sought at most: a refit for each of their
    interviews costs O(J).
    """
    return int(np.clip(WORK // max(J, 1), *SOUGHT))


def flagged(effects: pd.DataFrame) -> list[str]:
    """Who has a reason, the most extreme first. Of more than `most_sought` those who hold a code
    and have no other reason are left out first: where codes are left in a large survey, nearly
    everyone holds one.
    """
    most = most_sought(effects["interviewer"].nunique())
    rows = effects[effects["reasons"].fillna("") != ""]
    rows = rows.assign(size=rows["z_tail"].abs(), only=rows["reasons"] == Flag.CODED)
    ranked = rows.sort_values(["size", "interviewer"], ascending=[False, True])
    people = list(ranked["interviewer"].drop_duplicates())
    if len(people) <= most:
        return people
    only = rows.groupby("interviewer")["only"].all()
    first = set(
        [*(who for who in people if not only[who]), *(who for who in people if only[who])][:most]
    )
    return [who for who in people if who in first]


def extreme_bound(J: int) -> float:
    """Φ⁻¹(1 − 1/(2J)): of J interviewers without any peculiarity, one is expected beyond it per
    effect.

    Infinite below FEWEST_JUDGED: two interviewers are as far from their mean as each other.
    """
    return float(special.ndtri(1 - 1 / (2 * J))) if J >= FEWEST_JUDGED else np.inf


def reasons(table: pd.DataFrame, alpha: float) -> list[str]:
    """outlier and extreme per row, joined by ';'."""
    bound = extreme_bound(table["interviewer"].nunique())
    hits = {
        Flag.OUTLIER: table["p_adjusted"] < alpha,
        Flag.EXTREME: table["z_tail"].abs() > bound,
    }
    return [
        ";".join(name for name, hit in hits.items() if hit.iloc[row]) for row in range(len(table))
    ]


def with_reason(table: pd.DataFrame, reason: str, interviewers: set[str]) -> pd.DataFrame:
    """The table with one more reason for some interviewers: influential (alone or in a found
    group), coded (their records hold missing codes in the analysis variables).
    """
    extra = [reason if interviewer in interviewers else "" for interviewer in table["interviewer"]]
    joined = [
        ";".join(part for part in pair if part)
        for pair in zip(table["reasons"], extra, strict=True)
    ]
    return table.assign(reasons=joined)


def adjusted(p: np.ndarray, method: str) -> np.ndarray:
    """p-values adjusted over interviewers: Holm (family-wise), Benjamini-Hochberg (false discovery
    rate), or none; NaN stays NaN and does not count.
    """
    known = np.isfinite(p)
    if method == "none" or not known.any():
        return p
    from statsmodels.stats.multitest import multipletests

    out = np.full(len(p), np.nan)
    # Multipletests collects garbage at each call: among all that is imported, that takes longer
    # than it
    gc.freeze()
    try:
        out[known] = multipletests(p[known], method=METHODS[method])[1]
    finally:
        gc.unfreeze()
    return out


def per_effect(table: pd.DataFrame, function: Callable[[np.ndarray], np.ndarray]) -> pd.Series:
    """function applied to the p of each effect over its interviewers."""
    return table.groupby("effect", sort=False)["p"].transform(lambda p: function(p.to_numpy()))


def deletion_z(fit: Fit) -> np.ndarray:
    """z (J, q) of each interviewer's effect predicted from the parameters estimated without them,
    so that an outlier cannot hide behind the variance it creates.

    û_j = Δw with w = Z'V⁻¹(y − Xβ) at the deleted estimates, Var(w) = σ²(P + QΩ⁻¹Q'): β now comes
    from the others. Where the others show no variance it is the limit as that variance goes to
    zero, w_k/SE(w_k). NaN where an interviewer's interviews say nothing of an effect; of more than
    EVERYONE interviewers for all but those farthest from zero, because every deletion costs O(J).
    """
    J, m = len(fit.design.sizes), fit.design.moments
    rows = max(1, BLOCK // (J * m.q * (m.q + m.p + 1)))
    out, chosen = np.full((J, m.q), np.nan), _deleted(fit)
    for at in range(0, len(chosen), rows):
        out[chosen[at : at + rows]] = _deletion_z(fit, chosen[at : at + rows])
    return out


def _deleted(fit: Fit) -> np.ndarray:
    J = len(fit.design.sizes)
    if J <= EVERYONE:
        return np.arange(J)
    far = np.nan_to_num(np.abs(predicted_effects.effects(fit).z)).max(1)
    return np.sort(np.argsort(-far, kind="stable")[: max(most_sought(J), DELETED // J)])


def _deletion_z(fit: Fit, out: np.ndarray) -> np.ndarray:
    """z (len(out), q) of the interviewers number out, each left out by itself."""
    weights = leaving_out([[j] for j in out], len(fit.design.sizes))
    without = Refitted.reweighted(fit, weights)
    lam, e = without.lam, without.evaluation
    m = fit.design.moments
    P, Q, w = residual_products(lam, m, e.beta)
    P, Q, w = (np.stack([part[row, ..., j] for row, j in enumerate(out)]) for part in (P, Q, w))
    half = Q @ e.root.transpose(0, 2, 1)
    variance = (e.r2 / e.N)[:, None, None] * (P + half @ half.transpose(0, 2, 1))
    back = fit.design.to_z / np.linalg.norm(fit.design.to_z, axis=1, keepdims=True)  # z has no unit
    z = _in_errors(back @ lam @ lam.transpose(0, 2, 1), w, variance)
    limit = _in_errors(np.linalg.inv(back).T[None], w, variance)
    return np.where(np.isnan(z), limit, z)


def _in_errors(turn: np.ndarray, w: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """turn·w in units of its standard error, NaN where that is 0."""
    size = (turn @ w[:, :, None])[:, :, 0]
    spread = np.sqrt(
        np.maximum(np.diagonal(turn @ variance @ turn.transpose(0, 2, 1), axis1=1, axis2=2), 0)
    )
    return np.divide(size, spread, out=np.full_like(size, np.nan), where=spread > 1e-9)

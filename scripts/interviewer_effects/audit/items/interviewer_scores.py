"""Interviewers over all screened items: who is far out in which, and whose effects are large taken
together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.tail_probabilities import effect_tails, z_of_tail
from interviewer_effects.mixed.inference import predicted_effects
from interviewer_effects.mixed.optimum.fit import Fit

N_DRAWS = 20_000
ROUNDING = 1e-12
CELLS = ["item", "interviewer", "n", "eblup", "z", "z_tail", "p", "p_adjusted"]
SCORES = [
    "interviewer",
    "n_items",
    "score",
    "expected",
    "p",
    "p_adjusted",
    "n_beyond",
    "largest",
    "largest_z",
]


def item_cells(
    item: str,
    fit: Fit,
    interviewers: np.ndarray,
    interviews: Interviews | None = None,
) -> pd.DataFrame:
    """Predicted effect, z and z_tail of each interviewer in one item; none where the item does not
    vary between them.

    z_tail is Φ⁻¹ of the effect's tail probability for answers distributed as those of the item
    (mixed.tails), z where no interviews are given; p is two-sided, of the tail.
    """
    effects = predicted_effects.effects(fit)
    z = effects.z[:, 0]
    if not z.any():
        return pd.DataFrame(columns=CELLS)
    z_tail = z
    if interviews is not None:
        intercepts = np.ones((len(interviews.y), 1))
        tails = effect_tails(
            fit,
            interviews,
            intercepts,
        )
        z_tail = z_of_tail(tails[:, 0])
    return pd.DataFrame(
        {
            "item": item,
            "interviewer": interviewers.astype(str),
            "n": fit.design.sizes.astype(int),
            "eblup": effects.eblup[:, 0],
            "z": z,
            "z_tail": z_tail,
            "p": 2 * special.ndtr(-np.abs(z_tail)),
        }
    )


def with_adjusted(cells: pd.DataFrame) -> pd.DataFrame:
    """screening_interviewers.csv: p adjusted (Benjamini-Hochberg) over the family of all items ×
    interviewers.
    """
    p = cells["p"].to_numpy(dtype=float)
    p_adjusted = adjusted(p, "bh") if len(cells) else p
    table = cells.assign(p_adjusted=p_adjusted).reindex(columns=CELLS)
    return table.sort_values(
        ["item", "interviewer"],
        kind="stable",
        ignore_index=True,
    )


def interviewer_scores(
    cells: pd.DataFrame,
    adjust: str,
    alpha: float,
    seed: int,
) -> pd.DataFrame:
    """interviewer_scores.csv: score = mean of z_tail² over the items, beside what it is among
    interviewers like all others.

    Effects on different items go together, so the reference is simulated from z ~ N(0, R), R the
    correlation of z_tail between items over interviewers: Σ λ_k g_k²/K, λ the eigenvalues of R (of
    the items that the interviewer asked) and g standard normal; 20,000 draws, p = (1 + #{draws ≥
    score})/(draws + 1), adjusted over interviewers as flags are. n_beyond counts the items whose
    p_adjusted is below alpha. R rests on the same interviewers: with fewer of them than items, or
    many unusual ones, it is rough and the test loses power. Empty with fewer than two items that
    vary.
    """
    if cells.empty:
        return pd.DataFrame(columns=SCORES)
    z = cells.pivot(
        index="interviewer",
        columns="item",
        values="z_tail",
    )
    n_interviewers, n_items = z.shape
    if n_items < 2 or n_interviewers < 3:
        return pd.DataFrame(columns=SCORES)
    values = z.to_numpy()
    score = np.nanmean(values**2, axis=1)
    p = _p_of_scores(
        z,
        score,
        seed,
    )
    beyond = cells[cells["p_adjusted"] < alpha].groupby("interviewer").size()
    farthest = z.abs().fillna(-1).to_numpy().argmax(1)
    table = pd.DataFrame(
        {
            "interviewer": z.index,
            "n_items": z.notna().sum(axis=1).to_numpy(),
            "score": score,
            "expected": 1.0,
            "p": p,
            "p_adjusted": adjusted(p, adjust),
            "n_beyond": beyond.reindex(z.index).fillna(0).astype(int).to_numpy(),
            "largest": z.columns[farthest],
            "largest_z": values[np.arange(n_interviewers), farthest],
        }
    )
    return table[SCORES].sort_values(
        ["p", "interviewer"],
        kind="stable",
        ignore_index=True,
    )


def _p_of_scores(
    z: pd.DataFrame,
    score: np.ndarray,
    seed: int,
) -> np.ndarray:
    """The p of each score (J,), beside draws for the items that the interviewer asked."""
    R = z.corr(min_periods=3).fillna(0.0).to_numpy()
    asked = z.notna().to_numpy()
    p = np.ones(len(z))
    for items in np.unique(asked, axis=0):
        interviewers = (asked == items).all(1)
        drawn = reference(R[np.ix_(items, items)], seed)
        smaller = np.searchsorted(drawn, score[interviewers] - ROUNDING)
        as_large = len(drawn) - smaller
        p[interviewers] = (1 + as_large) / (1 + len(drawn))
    return p


def reference(
    R: np.ndarray,
    seed: int,
) -> np.ndarray:
    """Sorted draws (20,000,) of the mean of z² over K items whose z are N(0, R)."""
    n_items = len(R)
    eigenvalues = np.maximum(np.linalg.eigvalsh(R), 0)
    rng = np.random.default_rng([seed, 3])
    squares = rng.standard_normal((N_DRAWS, n_items)) ** 2
    return np.sort(squares @ eigenvalues / n_items)

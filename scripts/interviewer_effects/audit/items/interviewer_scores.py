"""Interviewers over all screened items: who is far out in which, and whose effects are large taken
together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.mixed.inference import predicted_effects
from interviewer_effects.mixed.inference.interviews import Interviews
from interviewer_effects.mixed.inference.tail_probabilities import effect_tails, z_of_tail
from interviewer_effects.mixed.optimum.fit import Fit

DRAWN = 20_000
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
    item: str, fit: Fit, interviewers: np.ndarray, interviews: Interviews | None = None
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
    tail = z
    if interviews is not None:
        tail = z_of_tail(effect_tails(fit, interviews, np.ones((len(interviews.y), 1)))[:, 0])
    return pd.DataFrame(
        {"item": item, "interviewer": interviewers.astype(str), "n": fit.design.sizes.astype(int),
         "eblup": effects.eblup[:, 0], "z": z, "z_tail": tail, "p": 2 * special.ndtr(-np.abs(tail))}
    )  # fmt: skip


def with_adjusted(cells: pd.DataFrame) -> pd.DataFrame:
    """screening_interviewers.csv: p adjusted (Benjamini-Hochberg) over the family of all items ×
    interviewers.
    """
    cells = cells.assign(
        p_adjusted=adjusted(cells["p"].to_numpy(dtype=float), "bh") if len(cells) else []
    )
    return cells.reindex(columns=CELLS).sort_values(
        ["item", "interviewer"], kind="stable", ignore_index=True
    )


def interviewer_scores(cells: pd.DataFrame, adjust: str, alpha: float, seed: int) -> pd.DataFrame:
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
    z = (
        cells.pivot(index="interviewer", columns="item", values="z_tail")
        if len(cells)
        else pd.DataFrame()
    )
    if z.shape[1] < 2 or len(z) < 3:
        return pd.DataFrame(columns=SCORES)
    R = z.corr(min_periods=3).fillna(0.0).to_numpy()
    known = z.notna().to_numpy()
    p, score = np.ones(len(z)), np.nanmean(z.to_numpy() ** 2, axis=1)
    for pattern in np.unique(known, axis=0):
        same = (known == pattern).all(1)
        drawn = reference(R[np.ix_(pattern, pattern)], seed)
        p[same] = (1 + len(drawn) - np.searchsorted(drawn, score[same] - 1e-12)) / (len(drawn) + 1)
    beyond = cells[cells["p_adjusted"] < alpha].groupby("interviewer").size()
    far = z.abs().fillna(-1).to_numpy().argmax(1)
    table = pd.DataFrame(
        {
            "interviewer": z.index,
            "n_items": known.sum(1),
            "score": score,
            "expected": 1.0,
            "p": p,
            "p_adjusted": adjusted(p, adjust),
            "n_beyond": beyond.reindex(z.index).fillna(0).astype(int).to_numpy(),
            "largest": z.columns[far],
            "largest_z": z.to_numpy()[np.arange(len(z)), far],
        }
    )
    return table[SCORES].sort_values(["p", "interviewer"], kind="stable", ignore_index=True)


def reference(R: np.ndarray, seed: int) -> np.ndarray:
    """Sorted draws (20,000,) of the mean of z² over K items whose z are N(0, R)."""
    weights = np.maximum(np.linalg.eigvalsh(R), 0)
    drawn = (
        np.random.default_rng([seed, 3]).standard_normal((DRAWN, len(R))) ** 2 @ weights / len(R)
    )
    return np.sort(drawn)

"""What figures draw where small cells are hidden: no point of a single interview, nor of somebody
who is hidden.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .coarsening import coarse_columns, resolution
from .edges import HALFWAY, Edges

STEP = 0.1  # to which the mean of k residuals is rounded, in units of their standard deviation
RESIDUAL = "residual"
POINTS = ["theoretical", "observed", "band_low", "band_high"]


def shown_points(qq: pd.DataFrame, effects: pd.DataFrame, k: int) -> pd.DataFrame:
    """The points of Q-Q plots: of residuals the means of at least k neighbours; of interviewers
    those who are in the published effects, by the z that is published, in the order among
    themselves.
    """
    parts = [
        _means(part, k)
        if kind == RESIDUAL
        else _of_people(part, effects[effects["effect"] == kind])
        for kind, part in qq.groupby("kind", sort=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else qq


def _means(points: pd.DataFrame, k: int) -> pd.DataFrame:
    """Neighbouring points taken together, k of them or more; how many points there are is no
    count.
    """
    ordered = points.sort_values("theoretical", kind="stable")
    n_points = _rounded_down(len(ordered) // k)
    group = np.arange(len(ordered)) * n_points // max(len(ordered), 1)
    means = ordered[POINTS].groupby(group).mean()
    rounded = (means / STEP).round() * STEP if len(ordered) >= k else means.iloc[:0]
    return rounded.assign(kind=RESIDUAL, label="")


def _rounded_down(n: int) -> int:
    """The largest of 1, 2, 5, 10, 20 … that is not above n; 0 of 0."""
    if n < 1:
        return 0
    power = 10 ** (len(str(n)) - 1)
    return max(size * power for size in (1, 2, 5) if size * power <= n)


def _of_people(points: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """One point for each interviewer in `effects`, where the curves of all points are at their rank
    among these.
    """
    own = effects.dropna(subset=["z"]).sort_values(["z", "interviewer"], kind="stable")
    every = points.sort_values("theoretical", kind="stable")
    ranks = (np.arange(len(own)) + 0.5) / max(len(own), 1)
    places = (np.arange(len(every)) + 0.5) / max(len(every), 1)
    curves = {
        name: np.interp(ranks, places, every[name]).round(2)
        for name in ("theoretical", "band_low", "band_high")
    }
    return pd.DataFrame(
        curves | {"observed": own["z"].to_numpy(), "label": own["interviewer"].to_numpy()}
    ).assign(kind=points["kind"].iloc[0])


def shown_profiles(
    profiles: pd.DataFrame, n: float, k: int, edges: Edges = HALFWAY
) -> pd.DataFrame:
    """Profile likelihoods of n interviews, as coarse as their intervals in the tables."""
    return coarse_columns(profiles, resolution(n, k), keep=("cut",), edges=edges)

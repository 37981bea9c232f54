"""Null distributions as tables: what a statistic would be without the variance that is tested."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

BINS = 30
NAMES = ["criterion", "null", "alternative", "tested"]
COLUMNS = [*NAMES, "low", "high", "bootstrap_share", "mixture_share"]


def clopper_pearson(beyond: int, draws: int, level: float = 0.95) -> tuple[float, float]:
    """Interval of a p-value known from draws of which so many reached T."""
    tail = (1 - level) / 2
    low = special.betaincinv(beyond, draws - beyond + 1, tail) if beyond else 0.0
    high = special.betaincinv(beyond + 1, draws - beyond, 1 - tail) if beyond < draws else 1.0
    return float(low), float(high)


def replicate_table(tests: list) -> pd.DataFrame:
    """Rows of replicates.csv: every T* of every bootstrap, in the order drawn; tests are
    VarianceTests.
    """
    parts = [
        pd.DataFrame(
            {"replicate": np.arange(len(t.replicates)) + 1, "statistic": t.replicates}
        ).assign(**_names(t))
        for t in tests
    ]
    return pd.concat(parts, ignore_index=True)[[*NAMES, "replicate", "statistic"]]


def null_table(tests: list) -> pd.DataFrame:
    """Rows of nulls.csv: for each bootstrap the shares of T* at zero and in equal intervals above
    it, and those that the mixture gives to the same intervals (NaN where none is known).
    """
    parts = [
        _binned(t.replicates, t.components).assign(**_names(t)) for t in tests if len(t.replicates)
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS] if parts else pd.DataFrame(columns=COLUMNS)


def _names(test) -> dict:
    return {name: test.row[name] for name in NAMES}


def _binned(replicates: np.ndarray, components: tuple[tuple[float, int], ...]) -> pd.DataFrame:
    edges = np.linspace(0, max(float(replicates.max()), 6.0), BINS + 1)
    counts = np.histogram(replicates[replicates > 0], edges)[0] / len(replicates)
    return pd.DataFrame(
        {
            "low": np.r_[0.0, edges[:-1]],
            "high": np.r_[0.0, edges[1:]],
            "bootstrap_share": np.r_[(replicates == 0).mean(), counts],
            "mixture_share": _mixture_shares(edges, components),
        }
    )


def _mixture_shares(edges: np.ndarray, components: tuple[tuple[float, int], ...]) -> np.ndarray:
    if not components:
        return np.full(len(edges), np.nan)
    zero = sum(weight for weight, df in components if df == 0)
    below = sum(weight * special.chdtr(df, edges) for weight, df in components if df)
    return np.concatenate([[zero], np.diff(below)])

"""Items that an interviewer seems to have recorded with the scale reversed: the table
reversals.csv.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.audit.flags.flags import adjusted

REVERSALS = ["item", "interviewer", "n", "correlation", "usual", "p", "p_adjusted"]
FORESEEN = (
    0.5  # correlation with its prediction, within interviewers, from which an item can be judged
)
FEWEST = 6  # interviews of an interviewer, and values of an item that are not one of two
RIDGE = 0.05  # added to the correlations, so that many items on few interviews predict soberly


@dataclass(frozen=True)
class _Items:
    """Standardised answers (n, k), 0 where there is none; weights (k, k) of the others for the
    prediction of each.
    """

    names: list[str]
    X: np.ndarray
    known: np.ndarray
    weights: np.ndarray


def reversals(
    survey: pd.DataFrame, items: Collection[str], adjust: str, alpha: float
) -> pd.DataFrame:
    """A row per item and interviewer whose answers run against what their other answers predict.

    Each item is predicted by (ridge) regression on the others. correlation: of answers and
    prediction within the interviewer; usual: over all interviewers, within. p: of a correlation
    this low if the true one were zero (t, one tail), which is strict, as an ordinary one is
    `usual`; adjusted over interviewers and items. Where one reversed item makes those that rest on
    it look reversed too, the clearest is turned back first and the others are judged anew. It
    misleads where an item means the opposite to some respondents.
    """
    made = _items(survey, items)
    groups = survey.groupby("interviewer", sort=True).indices
    people = {who: np.asarray(rows) for who, rows in groups.items() if len(rows) >= FEWEST}
    if made is None or len(people) < 2:
        return pd.DataFrame(columns=REVERSALS)
    usual = _usual(made, people.values())
    judged = np.flatnonzero(usual >= FORESEEN)
    table = pd.DataFrame(
        [
            (made.names[k], who, *_judge(made, rows, int(k)))
            for who, rows in people.items()
            for k in judged
        ],
        columns=["item", "interviewer", "n", "correlation", "p"],
    )
    if table.empty:
        return pd.DataFrame(columns=REVERSALS)
    table["p_adjusted"] = adjusted(table["p"].to_numpy(dtype=float), adjust)
    suspects = table.loc[table["p_adjusted"] < alpha]
    limit = suspects["p"].max()
    clear = [
        pair
        for who in suspects["interviewer"].unique()
        for pair in _clearest(made, who, people[who], judged, limit)
    ]
    keys = pd.MultiIndex.from_frame(table[["item", "interviewer"]])
    found = table[keys.isin(clear)].assign(
        usual=lambda rows: rows["item"].map(dict(zip(made.names, usual, strict=True)))
    )
    return found.sort_values(["p", "interviewer", "item"], kind="stable", ignore_index=True)[
        REVERSALS
    ]


def _items(survey: pd.DataFrame, items: Collection[str]) -> _Items | None:
    names = [
        item for item in dict.fromkeys(items) if item in survey and survey[item].dtype.kind in "if"
    ]
    names = [item for item in names if survey[item].nunique() > 2]
    if len(names) < 2:
        return None
    values = survey[names].to_numpy(dtype=float)
    known = np.isfinite(values)
    X = np.nan_to_num((values - np.nanmean(values, 0)) / np.nanstd(values, 0))
    inverse = np.linalg.inv(X.T @ X / len(X) + RIDGE * np.eye(len(names)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return _Items(names, X, known, weights)


def _about(values: np.ndarray) -> np.ndarray:
    return values - values.mean(0)


def _usual(made: _Items, groups: Collection[np.ndarray]) -> np.ndarray:
    """Correlation of each item (k,) with its prediction within interviewers, over all of them."""
    inside = np.concatenate([_about(made.X[rows]) for rows in groups])
    foreseen = inside @ made.weights
    size = np.sqrt((inside**2).sum(0) * (foreseen**2).sum(0))
    return np.divide((inside * foreseen).sum(0), size, out=np.zeros(len(size)), where=size > 0)


def _judge(
    made: _Items, rows: np.ndarray, k: int, turned: Collection[int] = ()
) -> tuple[int, float, float]:
    """n, the correlation of an item with its prediction in some interviews, and p; some items
    turned back.
    """
    rows = rows[made.known[rows, k]]
    if len(rows) < FEWEST:
        return len(rows), np.nan, np.nan
    X = _about(made.X[rows])
    X[:, list(turned)] *= -1
    own, foreseen = X[:, k], X @ made.weights[:, k]
    size = np.sqrt((own @ own) * (foreseen @ foreseen))
    if not size > 0:
        return len(rows), np.nan, np.nan
    r = float(np.clip(own @ foreseen / size, -1 + 1e-12, 1 - 1e-12))
    degrees = len(rows) - 2
    return len(rows), r, float(special.stdtr(degrees, r * np.sqrt(degrees / (1 - r**2))))


def _clearest(
    made: _Items, who: str, rows: np.ndarray, judged: np.ndarray, limit: float
) -> Iterator[tuple[str, str]]:
    """(item, interviewer), the clearest first, as long as one is beyond the limit with those before
    turned back.
    """
    turned: list[int] = []
    while len(turned) < len(judged):
        p = {k: _judge(made, rows, k, turned)[2] for k in judged if k not in turned}
        clearest = min(p, key=lambda k: np.nan_to_num(p[k], nan=2.0))
        if not p[clearest] <= limit:
            return
        turned.append(clearest)
        yield made.names[clearest], who

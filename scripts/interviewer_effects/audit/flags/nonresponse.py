"""Item nonresponse: how much interviewers differ in what their respondents leave unanswered, and
who stands out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.generalised_inference.moments import latent_icc
from interviewer_effects.mixed.generalised_inference.proportion_limits import sigma_limits
from interviewer_effects.mixed.generalised_inference.proportions import (
    Proportions,
    fit_proportions,
)
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p, mixture
from interviewer_effects.survey.codes.reasons import NOT_APPLICABLE, standard_reason

from .flags import adjusted
from .nonresponse_reference import limits, rates_of_others, tail

ANY_ITEM, ANY_REASON, BLANK, NOT_ASKED = "any item", "any reason", "blank", NOT_APPLICABLE
FEWEST = 5  # unanswered, below which there is nothing to estimate a variance from
MIDDLE = 1.959963984540054  # of interviewers: 95 %
SILENCE = [
    "item",
    "reason",
    "n",
    "n_missing",
    "rate",
    "n_interviewers",
    "sigma",
    "icc",
    "icc_low",
    "icc_high",
    "rate_low",
    "rate_high",
    "statistic",
    "p_mixture",
    "p_adjusted",
    "status",
    "n_flagged",
]
INTERVIEWERS = [
    "item",
    "reason",
    "interviewer",
    "n",
    "n_missing",
    "rate",
    "rate_others",
    "limit_low",
    "limit_high",
    "p",
    "p_adjusted",
    "p_adjusted_bh",
    "flag",
]


@dataclass(frozen=True)
class Unanswered:
    """One item and reason: of the interviews in which each interviewer asked it (asked, J), how
    many have no answer for that reason (missing, J).
    """

    item: str
    reason: str
    asked: np.ndarray
    missing: np.ndarray

    @property
    def told(self) -> bool:
        """Whether there is enough of it to estimate a variance."""
        return (
            FEWEST <= self.missing.sum() <= self.asked.sum() - FEWEST and (self.asked > 0).sum() > 1
        )


def silence(
    recoded: pd.DataFrame,
    cells: pd.DataFrame,
    columns: dict,
    items: list[str],
    adjust: str,
    alpha: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """silence.csv and silence_interviewers.csv: for each item and reason the share unanswered, how
    much it varies between interviewers, and each interviewer's count with its test against the
    others.

    The variance is that of a logistic model with a random intercept (ML, adaptive quadrature); icc
    is on the latent scale, σ²/(σ² + π²/3); rate_low and rate_high hold the middle 95 % of
    interviewers; p_adjusted is over all items and reasons (Benjamini-Hochberg). The item "any item"
    counts interviews with at least one such answer. A cell without a code counts as `blank`; one
    that is not applicable was not asked. Misleads where a filter decides who is asked and the file
    does not say so by a code.
    """
    names, found = _unanswered(recoded, cells, columns, items)
    told = [one for one in found if one.told]
    if not told:
        return _overview(found, [], None, alpha), pd.DataFrame(columns=INTERVIEWERS)
    fits = fit_proportions(
        np.stack([one.missing for one in told]), np.stack([one.asked for one in told])
    )
    rows = [_interviewers(one, names, adjust, alpha) for one in told]
    return _overview(found, rows, fits, alpha), pd.concat(rows, ignore_index=True)[INTERVIEWERS]


def _unanswered(
    recoded: pd.DataFrame, cells: pd.DataFrame, columns: dict, items: list[str]
) -> tuple[np.ndarray, list[Unanswered]]:
    """The interviewers (J,), and what is unanswered: by item and reason, by item for any, by reason
    in any item.
    """
    known = recoded[columns["interviewer"]].notna().to_numpy()
    who, names = pd.factorize(recoded.loc[known, columns["interviewer"]].astype(str), sort=True)
    ids = pd.Index(recoded.loc[known, columns["interview"]].astype(str))
    marks = {
        item: _marks(recoded.loc[known, item], cells[cells["item"] == item], ids) for item in items
    }
    workload, every = np.bincount(who, minlength=len(names)), np.ones(len(ids), bool)
    found = []
    for item, (asked, by_reason) in marks.items():
        for reason, mark in _with_any(by_reason):
            counts = (np.bincount(who, part, len(names)) for part in (asked, mark))
            found.append(Unanswered(item, reason, *counts))
    reasons = dict.fromkeys(reason for _, by_reason in marks.values() for reason in by_reason)
    for reason, mark in _with_any(
        {r: _either(by.get(r, ~every) for _, by in marks.values()) for r in reasons}
    ):
        found.append(Unanswered(ANY_ITEM, reason, workload, np.bincount(who, mark, len(names))))
    return np.asarray(names), found


def _marks(
    answers: pd.Series, cells: pd.DataFrame, ids: pd.Index
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Which interviews asked the item (n,), and which have no answer, by reason in the order of the
    alphabet.
    """
    reason = np.full(len(ids), "", dtype=object)
    at = ids.get_indexer(pd.Index(cells["interview"].astype(str)))
    reason[at[at >= 0]] = cells["reason"].map(standard_reason).to_numpy()[at >= 0]
    reason[(answers.isna().to_numpy()) & (reason == "")] = BLANK
    return reason != NOT_ASKED, {r: reason == r for r in sorted(set(reason) - {"", NOT_ASKED})}


def _with_any(by_reason: dict[str, np.ndarray]) -> Iterator[tuple[str, np.ndarray]]:
    """Each reason, and all together where there are several."""
    yield from by_reason.items()
    if len(by_reason) > 1:
        yield ANY_REASON, _either(by_reason.values())


def _either(marks) -> np.ndarray:
    return np.logical_or.reduce(list(marks))


def _overview(
    found: list[Unanswered], rows: list[pd.DataFrame], fits: Proportions | None, alpha: float
) -> pd.DataFrame:
    """silence.csv; without an estimate where there is too little."""
    table = pd.DataFrame(
        [
            {
                "item": one.item,
                "reason": one.reason,
                "n": int(one.asked.sum()),
                "n_missing": int(one.missing.sum()),
                "rate": one.missing.sum() / max(one.asked.sum(), 1),
                "n_interviewers": int((one.asked > 0).sum()),
                "status": "estimated" if one.told else "too few",
            }
            for one in found
        ],
        columns=SILENCE,
    )
    if fits is None:
        return table
    limits_of_sigma = sigma_limits(fits, special.chdtri(1, alpha))
    largest_sigma = np.minimum(limits_of_sigma.high, 1e9)
    p = np.array([chi2_mixture_p(float(t), mixture(0, 1, False)) for t in fits.statistic])
    told = table["status"] == "estimated"
    made = {
        "sigma": fits.sigma,
        "icc": latent_icc(fits.sigma**2),
        "icc_low": latent_icc(limits_of_sigma.low**2),
        "icc_high": np.where(np.isinf(limits_of_sigma.high), 1.0, latent_icc(largest_sigma**2)),
        "rate_low": special.expit(fits.beta - MIDDLE * fits.sigma),
        "rate_high": special.expit(fits.beta + MIDDLE * fits.sigma),
        "statistic": fits.statistic,
        "p_mixture": p,
        "p_adjusted": adjusted(p, "bh"),
        "status": fits.status,
        "n_flagged": [int((part["flag"] != "").sum()) for part in rows],
    }
    estimates = pd.DataFrame(made, index=table.index[told])
    return (
        table.drop(columns=list(made))
        .join(estimates)
        .assign(status=estimates["status"].reindex(table.index).fillna("too few"))[SILENCE]
    )


def _interviewers(one: Unanswered, names: np.ndarray, adjust: str, alpha: float) -> pd.DataFrame:
    """Each interviewer's count and p, two-sided: among interviewers who differ as all others do
    (see nonresponse_reference). limit_low and limit_high: the shares from which on they would be
    flagged, by Bonferroni.
    """
    has = one.asked > 0
    n, y = one.asked[has].astype(int), one.missing[has].astype(int)
    N, K = n.sum(), y.sum()
    rates = rates_of_others(y, n)
    below = tail(y, n, rates.beta, rates.sigma)
    p = np.minimum(2 * np.minimum(below, 1 - below), 1)
    p_adjusted = adjusted(p, adjust)
    low, high = limits(n, rates.beta, rates.sigma, alpha / len(n))
    others = np.divide(K - y, N - n, out=np.full(len(n), np.nan), where=n < N)
    flag = np.where(p_adjusted < alpha, np.where(below > 0.5, "more", "fewer"), "")
    return pd.DataFrame(
        {
            "item": one.item,
            "reason": one.reason,
            "interviewer": names[has],
            "n": n,
            "n_missing": y,
            "rate": y / n,
            "rate_others": others,
            "limit_low": low,
            "limit_high": high,
            "p": p,
            "p_adjusted": p_adjusted,
            "p_adjusted_bh": adjusted(p, "bh"),
            "flag": flag,
        }
    )

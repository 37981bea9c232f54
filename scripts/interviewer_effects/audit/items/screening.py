"""Every item of the screen: how much of its variance lies between interviewers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.audit.models.design_effect import design_effect, icc
from interviewer_effects.audit.models.sign_tests import level_p
from interviewer_effects.mixed.inference import profile
from interviewer_effects.mixed.inference.exact_null import exact_test, null_deviance
from interviewer_effects.mixed.inference.interviews import Interviews
from interviewer_effects.mixed.inference.likelihood_ratio import compare, mixture
from interviewer_effects.mixed.likelihood.accumulate import Accumulated
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import Fit, fit

from .interviewer_scores import CELLS, item_cells, with_adjusted

DRAWS = 10_000
NEGLIGIBLE = 1e-12  # a variance in units of that of the answers
SINGLE = 200_000  # answers of an item up to which each is held: tails of flags need them
SCREENING = [
    "item",
    "n",
    "n_interviewers",
    "icc",
    "icc_low",
    "icc_high",
    "deff",
    "n_effective",
    "statistic",
    "p_mixture",
    "p_exact",
    "p_signs",
    "p_quote",
    "p_adjusted",
    "status",
]


@dataclass(frozen=True)
class Screened:
    """screening.csv (one row per item), and the predicted effect of each interviewer on each item
    that varies.
    """

    items: pd.DataFrame
    cells: pd.DataFrame


def screen(
    blocks: Iterable[pd.DataFrame], interviewer: str, items: list[str], alpha: float, seed: int
) -> Screened:
    """The null model (random intercept, REML) of each item: ρ with its profile interval, tests and
    design effect, the p to quote (that of the sign test; the mixture's where T = 0 and where
    answers are too many to be held) adjusted over items (Benjamini-Hochberg); and z of every
    interviewer, adjusted over items × interviewers. The interviews come in one block or several;
    each is looked at once, for all items. An item that cannot be screened is a row whose status
    says why.
    """
    rows, cells = [], []
    for item, gathered in gather(blocks, interviewer, items).items():
        products = gathered.products()
        fitted = _null_fit_or_reason(products)
        if isinstance(fitted, str):
            rows.append(empty_row(item, products, fitted))
            continue
        interviews = gathered.interviews()
        rows.append(
            screen_item(item, fitted, alpha, seed)
            | {"p_signs": level_p(interviews, seed, len(items))}
        )
        cells.append(item_cells(item, fitted, products.groups, interviews))
    table = pd.DataFrame(rows, columns=SCREENING)
    table["p_quote"] = np.where(
        table["statistic"] > 0, table["p_signs"].fillna(table["p_mixture"]), table["p_mixture"]
    )
    tested = table["p_quote"].notna()
    if tested.any():
        table.loc[tested, "p_adjusted"] = adjusted(
            table.loc[tested, "p_quote"].to_numpy(dtype=float), "bh"
        )
    return Screened(
        table, with_adjusted(pd.concat(cells) if cells else pd.DataFrame(columns=CELLS))
    )


def not_screened(products: CrossProducts | None) -> str:
    """Why no variance between interviewers can be estimated of an item; empty where it can."""
    if products is None:
        return "not screened: it has no answer"
    if len(products.groups) < 2:
        return "not screened: one interviewer has all its answers"
    if products.n == len(products.groups):
        return "not screened: every interviewer has one answer"
    sizes, sums, squares = products.gram[:, 0, 0], products.gram[:, 0, 1], products.gram[:, 1, 1]
    within = squares.sum() - (sums**2 / sizes).sum()
    if (
        within > NEGLIGIBLE * products.n
    ):  # the answers have unit variance, unless they are all alike
        return ""
    if squares.sum() - sums.sum() ** 2 / products.n <= NEGLIGIBLE * products.n:
        return "not screened: all its answers are alike"
    return "not screened: its answers never differ within an interviewer"


def _null_fit_or_reason(products: CrossProducts | None) -> Fit | str:
    """The fit, or why there is none: one item must not end the screening of all."""
    if why := not_screened(products):
        return why
    try:
        return null_fit(products)
    except ValueError as error:
        return f"not screened: {error}"


def empty_row(item: str, products: CrossProducts | None, why: str) -> dict:
    """A row of screening.csv without estimates."""
    n, n_interviewers = (0, 0) if products is None else (products.n, len(products.groups))
    blank = dict.fromkeys(SCREENING, np.nan)
    return blank | {"item": item, "n": n, "n_interviewers": n_interviewers, "status": why}


def null_fit(products: CrossProducts) -> Fit:
    """The model with a random intercept and nothing else, by REML, of the only column of
    products.
    """
    return fit(make_design(products, [None], [None], products.names[0]))


@dataclass
class Gathered:
    """The sums of one item over the interviews that answer it and, up to SINGLE of them, each
    answer.
    """

    sums: Accumulated
    answers: list[np.ndarray]
    people: list[np.ndarray]
    n: int = 0

    def add(self, answers: np.ndarray, people: np.ndarray) -> None:
        """Take in the answers of one block."""
        about = None if self.sums.first is None else (self.sums.first.shift, self.sums.first.scale)
        self.sums.add(cross_products({"y": answers}, people, about))
        self.n += len(answers)
        if self.n > SINGLE:
            self.answers, self.people = [], []
        else:
            self.answers.append(answers)
            self.people.append(people)

    def products(self) -> CrossProducts | None:
        """The cross-products; None where nobody answers the item."""
        return None if self.sums.first is None else self.sums.total()

    def interviews(self) -> Interviews | None:
        """Each answer; None where there are too many to hold."""
        if self.n > SINGLE:
            return None
        return Interviews.of(
            np.concatenate(self.answers), np.ones((self.n, 1)), np.concatenate(self.people)
        )


def gather(
    blocks: Iterable[pd.DataFrame], interviewer: str, items: list[str]
) -> dict[str, Gathered]:
    """What each item's model needs, in one pass over the blocks."""
    found = {item: Gathered(Accumulated(), [], []) for item in items}
    for block in blocks:
        for item, gathered in found.items():
            known = (block[item].notna() & block[interviewer].notna()).to_numpy()
            if known.any():
                answers = block.loc[known, item].to_numpy().astype(float)
                gathered.add(answers, block.loc[known, interviewer].to_numpy())
    return found


def item_products(
    blocks: Iterable[pd.DataFrame], interviewer: str, items: list[str]
) -> dict[str, CrossProducts | None]:
    """The cross-products of each item alone, over the interviews that answer it; None where none
    does.
    """
    return {
        item: gathered.products() for item, gathered in gather(blocks, interviewer, items).items()
    }


def screen_item(item: str, fitted: Fit, alpha: float, seed: int) -> dict:
    """One row of screening.csv, from the null model of the item."""
    ratio = compare(null_deviance(fitted), float(fitted.found.deviance[0]), 1, mixture(0, 1, False))
    rho, sizes = icc(fitted.D, fitted.sigma2, np.ones(1)), fitted.design.sizes
    low, high = profile.rho_interval(fitted, np.ones(1), alpha)
    deff, n = design_effect(rho, sizes), round(float(sizes.sum()))
    return {
        "item": item,
        "n": n,
        "n_interviewers": len(sizes),
        "icc": rho,
        "icc_low": low,
        "icc_high": high,
        "deff": deff,
        "n_effective": n / deff,
        "statistic": ratio.statistic,
        "p_mixture": ratio.p_mixture,
        "p_exact": exact_test(fitted, DRAWS, seed).p,
        "status": fitted.status,
    }

"""Every item of the screen: how much of its variance lies between interviewers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from interviewer_effects.audit.flags.flags import adjusted
from interviewer_effects.audit.models.design_effect import design_effect, icc
from interviewer_effects.audit.models.intervals import signs_for
from interviewer_effects.audit.models.sign_tests import level_p
from interviewer_effects.frames import present
from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.wild_interval import wild_icc
from interviewer_effects.mixed.inference import profile
from interviewer_effects.mixed.inference.exact_null import exact_test, null_deviance
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
    "icc_profile_low",
    "icc_profile_high",
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
    blocks: Iterable[pd.DataFrame],
    interviewer: str,
    items: list[str],
    alpha: float,
    seed: int,
) -> Screened:
    """The null model (random intercept, REML) of each item, its tests and design effect, and z of
    every interviewer.

    ρ has two intervals: that of random signs of residuals, which holds the truth whatever the
    answers look like and stands for the other where answers are not too many to be held, and the
    profile's. The p to quote is that of the sign test (the mixture's where T = 0 and where answers
    are too many to be held), adjusted over items (Benjamini-Hochberg); z is adjusted over items ×
    interviewers. The interviews come in one block or several; each is looked at once, for all
    items. An item that cannot be screened is a row whose status says why.
    """
    rows = []
    cells = [pd.DataFrame(columns=CELLS)]
    for item, item_sums in gather(
        blocks,
        interviewer,
        items,
    ).items():
        products = item_sums.products()
        fitted = _null_fit_or_reason(products)
        if isinstance(fitted, str):
            rows.append(
                empty_row(
                    item,
                    products,
                    fitted,
                )
            )
            continue
        interviews = item_sums.interviews()
        row = screen_item(
            item,
            fitted,
            alpha,
            seed=seed,
        )
        row["p_signs"] = level_p(
            interviews,
            seed,
            len(items),
        )
        if interviews is not None:
            row |= _limits_by_signs(interviews, fitted, alpha, seed=seed)
        rows.append(row)
        cells.append(
            item_cells(
                item,
                fitted,
                present(products).groups,
                interviews=interviews,
            )
        )
    some_cells = cells[1:] or cells
    return Screened(_with_quoted(rows), with_adjusted(pd.concat(some_cells)))


def _limits_by_signs(
    interviews: Interviews, fitted: Fit, alpha: float, seed: int
) -> dict[str, float]:
    """The limits of ρ by random signs of residuals."""
    ratio = float(fitted.D[0, 0] / fitted.sigma2)
    signs = signs_for(len(interviews.y))
    interval = wild_icc(interviews, ratio, alpha, signs, seed)
    return {"icc_low": interval.low, "icc_high": interval.high}


def _with_quoted(rows: list[dict]) -> pd.DataFrame:
    """screening.csv with the p to quote, adjusted over the items that have one."""
    table = pd.DataFrame(rows, columns=SCREENING)
    by_signs = table["p_signs"].fillna(table["p_mixture"])
    table["p_quote"] = np.where(
        table["statistic"] > 0,
        by_signs,
        table["p_mixture"],
    )
    is_tested = table["p_quote"].notna()
    if is_tested.any():
        p = table.loc[is_tested, "p_quote"].to_numpy(dtype=float)
        table.loc[is_tested, "p_adjusted"] = adjusted(p, "bh")
    return table


def not_screened(products: CrossProducts | None) -> str:
    """Why no variance between interviewers can be estimated of an item; empty where it can."""
    if products is None:
        return "not screened: it has no answer"
    if len(products.groups) < 2:
        return "not screened: one interviewer has all its answers"
    if products.n == len(products.groups):
        return "not screened: every interviewer has one answer"
    sizes = products.gram[:, 0, 0]
    sums = products.gram[:, 0, 1]
    sum_of_squares = products.gram[:, 1, 1].sum()
    within = sum_of_squares - (sums**2 / sizes).sum()
    total = sum_of_squares - sums.sum() ** 2 / products.n
    rounding = NEGLIGIBLE * products.n  # answers have unit variance, unless they are all alike
    if within > rounding:
        return ""
    if total <= rounding:
        return "not screened: all its answers are alike"
    return "not screened: its answers never differ within an interviewer"


def _null_fit_or_reason(products: CrossProducts | None) -> Fit | str:
    """The fit, or why there is none: one item must not end the screening of all."""
    if why := not_screened(products):
        return why
    try:
        return null_fit(present(products))
    except ValueError as error:
        return f"not screened: {error}"


def empty_row(
    item: str,
    products: CrossProducts | None,
    why: str,
) -> dict:
    """A row of screening.csv without estimates."""
    row: dict = dict.fromkeys(SCREENING, np.nan)
    row["item"] = item
    row["n"] = 0 if products is None else products.n
    row["n_interviewers"] = 0 if products is None else len(products.groups)
    row["status"] = why
    return row


def null_fit(products: CrossProducts) -> Fit:
    """The model with a random intercept and nothing else, by REML, of the only column of
    products.
    """
    return fit(
        make_design(
            products,
            [None],
            [None],
            products.names[0],
        )
    )


@dataclass
class ItemSums:
    """The sums of one item over the interviews that answer it and, up to SINGLE of them, each
    answer with its interviewer.
    """

    sums: Accumulated = field(default_factory=Accumulated)
    answers: list[np.ndarray] = field(default_factory=list)
    interviewers: list[np.ndarray] = field(default_factory=list)
    n: int = 0

    def add(
        self,
        answers: np.ndarray,
        interviewers: np.ndarray,
    ) -> None:
        """Take in the answers of one block."""
        first = self.sums.first
        units = None if first is None else (first.shift, first.scale)
        self.sums.add(
            cross_products(
                {"y": answers},
                interviewers,
                units,
            )
        )
        self.n += len(answers)
        if self.n > SINGLE:
            self.answers = []
            self.interviewers = []
        else:
            self.answers.append(answers)
            self.interviewers.append(interviewers)

    def products(self) -> CrossProducts | None:
        """The cross-products; None where nobody answers the item."""
        return None if self.sums.first is None else self.sums.total()

    def interviews(self) -> Interviews | None:
        """Each answer; None where there are too many to hold."""
        if self.n > SINGLE:
            return None
        answers = np.concatenate(self.answers)
        intercepts = np.ones((self.n, 1))
        return Interviews.of(
            answers,
            intercepts,
            np.concatenate(self.interviewers),
        )


def gather(
    blocks: Iterable[pd.DataFrame],
    interviewer: str,
    items: list[str],
) -> dict[str, ItemSums]:
    """What each item's model needs, in one pass over the blocks."""
    sums_by_item = {item: ItemSums() for item in items}
    for block in blocks:
        has_interviewer = block[interviewer].notna()
        for item, item_sums in sums_by_item.items():
            is_answered = (block[item].notna() & has_interviewer).to_numpy()
            if is_answered.any():
                answers = block.loc[is_answered, item].to_numpy().astype(float)
                item_sums.add(answers, block.loc[is_answered, interviewer].to_numpy())
    return sums_by_item


def item_products(
    blocks: Iterable[pd.DataFrame],
    interviewer: str,
    items: list[str],
) -> dict[str, CrossProducts | None]:
    """The cross-products of each item alone, over the interviews that answer it; None where none
    does.
    """
    sums_by_item = gather(
        blocks,
        interviewer,
        items,
    )
    return {item: item_sums.products() for item, item_sums in sums_by_item.items()}


def screen_item(
    item: str,
    fitted: Fit,
    alpha: float,
    seed: int,
) -> dict:
    """One row of screening.csv, from the null model of the item."""
    without_variance = null_deviance(fitted)
    deviance = float(fitted.optimum.deviance[0])
    ratio = compare(
        without_variance,
        deviance,
        1,
        mixture(
            0,
            1,
            False,
        ),
    )
    intercept = np.ones(1)
    rho = icc(
        fitted.D,
        fitted.sigma2,
        intercept,
    )
    low, high = profile.rho_interval(
        fitted,
        intercept,
        alpha,
    )
    workloads = fitted.design.sizes
    n = round(float(workloads.sum()))
    deff = design_effect(rho, workloads)
    return {
        "item": item,
        "n": n,
        "n_interviewers": len(workloads),
        "icc": rho,
        "icc_low": low,
        "icc_high": high,
        "icc_profile_low": low,
        "icc_profile_high": high,
        "deff": deff,
        "n_effective": n / deff,
        "statistic": ratio.statistic,
        "p_mixture": ratio.p_mixture,
        "p_exact": exact_test(
            fitted,
            DRAWS,
            seed,
        ).p,
        "status": fitted.status,
    }

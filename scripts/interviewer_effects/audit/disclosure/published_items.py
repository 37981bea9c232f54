"""What is published of items: how many answers, which, and which codes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from interviewer_effects.frames import each_row

from .coarsening import nice_step
from .confidential import Confidential
from .small_cells import ALSO, few, is_small, suppressed

WITHHELD = "withheld"
COUNTS_OF_ITEMS = frozenset({"n_empty", "n_not_applicable", "n_outside_valid", "n_suspected"})
OF_ONE, OF_ERROR = (
    0.02,
    0.1,
)  # the step of numbers about one interviewer, and of their standard errors, of their size


def items(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Small counts, and what they follow from; smallest and largest answer, which few gave."""
    times = [known.counts.coarser.get(item, 1) for item in table["item"]]
    out = table.assign(min=np.nan, max=np.nan)
    out["n_valid"] = [
        few(known.k) if is_small([n], known.k)[0] else known.counts.total(n)
        for n in table["n_valid"]
    ]
    out["n_missing"] = [
        known.counts.missing(*row) for row in zip(table["item"], table["n_missing"], strict=True)
    ]
    for name in COUNTS_OF_ITEMS.intersection(table.columns):
        out[name] = [
            known.counts.one_of(*row) for row in zip(table["item"], table[name], strict=True)
        ]
    out["suspected_evidence"] = table["suspected_evidence"].mask(table["n_suspected"] > 0, WITHHELD)
    for name in ("mean", "sd"):
        rounded = [
            known.counts.moment(*row)
            for row in zip(table[name], table["n_valid"], times, strict=True)
        ]
        out[name] = np.where(table["n_valid"] < known.k, np.nan, rounded)
    return out


def distributions(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Small counts, and the answers that so few gave (a code stays: the codebook has it too), which
    are one row for an item, there also where it stands for none; the ends of classes, of which the
    first and the last are answers, are rounded.
    """
    gone = is_small(table["n"], known.k) & (table["kind"] == "outside").to_numpy()
    classes = table["value_high"].notna()
    value, high = table["value"].astype(object), table["value_high"].copy()
    low = pd.to_numeric(value[classes], errors="coerce")
    step = nice_step(np.maximum((high[classes] - low).to_numpy(dtype=float), 1e-12) / 2)
    value[classes], high[classes] = _on_grid(low, step), _on_grid(high[classes], step)
    return _rest_in_one(
        table.assign(n=known.counts.answers, value=value.mask(gone), value_high=high.mask(gone))
    )


def _rest_in_one(table: pd.DataFrame) -> pd.DataFrame:
    """The answers to an item whose counts are hidden as one row; where none is hidden it says that
    others were few.
    """
    hides = (table["kind"] == "valid") & table["n"].map(lambda n: isinstance(n, str))
    hides |= (table["kind"] == "valid") & (table["n"] == 0) & table["value_high"].isna()
    rest = table[table["kind"] == "valid"].drop_duplicates("item", keep="last")
    rest = rest.assign(value=np.nan, value_high=np.nan, n=ALSO)
    rest.index = rest.index.to_numpy() + 0.5  # after the answers that are shown
    joined = pd.concat([table[~hides], rest]).sort_index(kind="stable")
    return joined.astype({"value": object, "n": object})


def _on_grid(values: pd.Series, step: np.ndarray) -> list:
    return [
        float(f"{number:.12g}") for number in np.round(values.to_numpy(dtype=float) / step) * step
    ]


def codes(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Small counts."""
    return table.assign(n=[known.counts.written(n) for n in table["n"]])


def recodes(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with fewer than k of a code: how many codes there are in all may follow from
    estimates of raw data, so nobody is said to have just a few of them.
    """
    table = table[known.may_be_told(table)]
    return table.assign(n=[known.counts.written(n) for n in table["n"]])


def recoded_cells(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Every row is one answer: what is left says which codes occur in which item."""
    kinds = table.drop_duplicates(["item", "code", "reason"])
    return kinds.assign(interview=WITHHELD, interviewer=WITHHELD)


def dropped(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """What counts the codes of an item, where one of its counts is hidden; the interviews that no
    other item loses.
    """
    counts = [known.counts.missing(row.item, row.n_missing) for row in each_row(table)]
    alone = [ALSO if n else 0 for n in table["n_missing_alone"]]
    return table.assign(n_missing=counts, n_missing_alone=alone)


def silence(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Small counts, sums with one of them, the shares that tell them, and who is flagged for them;
    what is estimated from few, where what is few enough is drawn between 2k and 4k.
    """
    shown = [_unanswered(row, known) for row in table.itertuples()]
    gone = np.array([isinstance(n, str) for n in shown], dtype=bool)
    places = zip(table["item"], table["reason"], strict=True)
    enough = [known.k * (2 + 2 * known.edges.luck("enough", *place)) for place in places]
    untold = gone & (table["n_missing"].to_numpy() < np.array(enough))
    untold |= np.array([_are_all_few(row, known) for row in table.itertuples()], dtype=bool)
    flagged = [ALSO if one else n for one, n in zip(gone, table["n_flagged"], strict=True)]
    n = [known.counts.total(number) for number in table["n"]]
    table = known.with_hidden(known.columns(table, OF_ERROR))
    table = table.assign(n=n, n_missing=shown, n_flagged=flagged)
    table = table.assign(
        **{name: table[name].mask(gone) for name in ("rate", "rate_low", "rate_high")}
    )
    fitted = ("sigma", "icc", "icc_low", "icc_high", "statistic", "p_mixture", "p_adjusted")
    untold_status = table["status"].mask(untold, "")
    return table.assign(status=untold_status, **{each: table[each].mask(untold) for each in fitted})


def _unanswered(row, known: Confidential):
    """How many answers to an item are missing for a reason; of all items together, hidden where one
    item's is.
    """
    if row.item in known.counts.codes:
        return known.counts.missing(row.item, row.n_missing)
    parts = [known.counts.written(n) for item in known.counts.codes.values() for n in item.values()]
    hides = any(isinstance(part, str) for part in parts)
    return ALSO if row.n_missing and hides else known.counts.written(row.n_missing)


def _are_all_few(row, known: Confidential) -> bool:
    """Whether every part of what is missing is written "<k": that there is enough to estimate
    would bound them all.
    """
    own = [row.item] if row.item in known.counts.codes else list(known.counts.codes)
    parts = [n for item in own for n in known.counts.codes.get(item, {}).values()]
    parts += [known.counts.blanks.get(item, 0) for item in own]
    labels = [known.counts.written(n) for n in parts if n]
    return bool(labels) and all(label == few(known.k) for label in labels)


def join(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """The keys without a partner, which name interviews: one row for all of a side."""
    keys = ["side", "file", "status"]
    sums = table.groupby(keys, sort=False, as_index=False)["n"].sum()
    shown = suppressed(sums["n"], known.k, [sums["side"]], known.edges)
    return sums.assign(key="", first_row=np.nan, n=shown)[list(table)]


def weights(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """The smallest and the largest weight, which few have."""
    table = table[table["fact"] != "largest divided by smallest"]
    return known.columns(table, OF_ONE).assign(
        sentence=[known.text(text, OF_ONE) for text in table["sentence"]]
    )

"""What is published of models: estimates, tests and their sizes, as coarse as what is hidden needs
them.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.interpretation import meaning
from interviewer_effects.frames import names_of

from .coarsening import COARSEST, to_step
from .confidential import OF_FEW_CODES, Confidential
from .published_items import OF_ERROR, OF_ONE
from .published_people import names_hidden, shown_names
from .small_cells import written

OF_FEW_AREAS = (
    "areas per interviewer",
    "interviewers per area",
    "interviewers in one area only",
    "areas with one interviewer",
    "interviewers without an area",
)  # facts of the graph that a hidden interviewer makes, or that name one
GRAPH = ("separate parts of the graph", "comparisons within areas")
POINTS = re.compile(
    r" \(\d+ of \d+ points(?: plotted, for [\d,]+ residuals)?(?:: (?P<names>[^)]*))?\)"
)  # how a check of normality counts
VALUES = re.compile(
    r"\b\d+(?= (?:different values|slanted stripes)\b)"
)  # how stripes count answers
LIKELIHOOD = (
    "deviance",
    "aic",
    "bic",
    "deviance_without",
)  # with a variance they say how many interviews there are


def estimates(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Digits beyond what k interviews change, in raw data k codes; sets with somebody hidden."""
    table = known.with_hidden(table[~names_hidden(table, known)])
    table = known.columns(table, known.shares(table), keep=("df",))
    return table.assign(df=_degrees(table["df"], known)) if "df" in table else table


def witness(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Deviances, of which those of several models beside their variances say how many interviews
    there are.
    """
    deviances = [name for name in names_of(table) if name.startswith("deviance")]
    return estimates(table.assign(**dict.fromkeys(deviances, np.nan)), known)


def _degrees(df: pd.Series, known: Confidential) -> np.ndarray | pd.Series:
    """Degrees of freedom, in steps of a tenth: of least squares they are n less the number of
    parameters.
    """
    return known.rounded(df, OF_ERROR) if df.dtype.kind == "f" else df


def groups(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Sets with somebody hidden; in raw data every set, which leaves the codes of its members
    out.
    """
    sets = table["interviewers"].fillna("").astype(str) != ""
    return estimates(table[~(known.has_codes(table) & sets)], known)


def fits(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Deviances and what is made of them, which with the variances say n; n, and what n can be
    computed from.
    """
    n = [known.counts.total(one) for one in table["n"]]
    table = known.with_hidden(table)
    told: dict[str, Any] = {name: np.nan for name in LIKELIHOOD if name in table}
    told["workload_mean"] = np.array(n, dtype=float) / table["n_interviewers"]
    if "deff_mean_workload" in table:
        told["deff_mean_workload"] = 1 + (told["workload_mean"] - 1) * table["icc"]
    if "workload_max" in table:
        told["workload_max"] = [
            to_step(max(one, known.k), known.k, known.edges) for one in table["workload_max"]
        ]
    return _of_size(table.assign(n=n, **told), n, known.shares(table), known)


def screening(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """n, and what n can be computed from; interviewers as if all hidden ones had answered."""
    table = known.with_hidden(table)
    n = [known.counts.total(one) for one in table["n"]]
    shares = np.array(
        [known.share(one, [item]) for one, item in zip(table["n"], table["item"], strict=True)]
    )
    return _of_size(table.assign(n=n), n, shares, known)


def _of_size(table: pd.DataFrame, n: list, shares: np.ndarray, known: Confidential) -> pd.DataFrame:
    """Rounded, with the effective sample size of the n that is shown."""
    table = known.columns(table, shares)
    sizes = np.array(n, dtype=float)
    effective = {
        f"n_effective{of}": sizes / table[f"deff{of}"]
        for of in ("", "_areas")
        if f"deff{of}" in table
    }
    return known.columns(table.assign(**effective), shares)


def intervals(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Effective sample sizes by the n that is published; sentences by what is rounded."""
    keys = ["analysis", "variant", "model", "criterion"]
    fits = known.tables["fits"].drop_duplicates(keys).set_index(keys)["n"]
    n = fits.reindex(pd.MultiIndex.from_frame(table[keys])).to_numpy(dtype=float)
    shown = np.array([known.counts.total(one) for one in n])
    factor = np.where(table["quantity"] == "effective sample size", shown / n, 1.0)
    ends = {name: table[name] * factor for name in ("estimate", "lower", "upper")}
    out = known.columns(table.assign(**ends), known.shares(table), keep=("df", "level"))
    out = out.assign(df=_degrees(out["df"], known)) if "df" in out else out
    rows = zip(out.to_dict("records"), shown, table["sentence"].fillna(""), strict=True)
    return out.assign(sentence=[meaning(row, size) if said else "" for row, size, said in rows])


def diagnostics(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """How many points lie outside a band, and who is hidden among them; how many answers occur, few
    of which few gave.
    """
    counts = table["check"].str.startswith("normality") | (table["check"] == "stripes")
    table = known.columns(table, OF_ERROR)
    rows = zip(table["analysis"], table["sentence"], strict=True)
    sentences = [_without_points(text, known.people.of_analysis(name)) for name, text in rows]
    return table.assign(
        statistic=table["statistic"].mask(counts),
        sentence=[known.text(text, OF_ERROR) for text in sentences],
    )


def _without_points(text: str, gone: set) -> str:
    """A sentence without its count of points or answers, and without who is hidden."""
    text = VALUES.sub("few", text)
    return POINTS.sub(lambda found: _named_points(found, gone), text)


def _named_points(found: re.Match, gone: set) -> str:
    names = [name for name in (found["names"] or "").split(", ") if name and name not in gone]
    return f" ({', '.join(names)})" if names else ""


def treatments(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Who is hidden among the extreme."""
    rows = zip(table["extreme"], table["analysis"], strict=True)
    names = [shown_names(cell, known, name) for cell, name in rows]
    n = [len([one for one in cell.split(";") if one]) for cell in names]
    table = table.assign(extreme=names, n_extreme=n, n_both=np.minimum(table["n_both"], n))
    return estimates(table, known)


def power(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Workloads in steps of k, from k on."""
    workload = [to_step(n, known.k, known.edges) for n in table["workload"]]
    rounded = known.columns(table, OF_ERROR / 2, keep=("alpha", "workload", "power"))
    rounded = rounded.assign(workload=np.array(workload, dtype=float))
    rounded = rounded.assign(power=known.rounded(table["power"], OF_ONE))
    keys = [name for name in ("analysis", "quantity", "workload") if name in rounded]
    first = table.groupby([rounded[name] for name in keys], dropna=False)["workload"].transform(
        "first"
    )
    return rounded[(table["workload"] == first) | table["workload"].isna()]


def beside(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """n, which is that of fits.csv: two roundings of one number would say more of it than one; all
    but one digit of raw data with codes.
    """
    coded = _differs_from_recoded(table)
    usual = np.clip(known.k / np.maximum(table["n"].to_numpy(dtype=float), 1), OF_ONE, COARSEST)
    table = table.assign(n=np.nan, **{name: np.nan for name in LIKELIHOOD if name in table})
    # With deff they are n
    sizes = [name for name in names_of(table) if name.endswith("n_effective")]
    table = table.assign(**dict.fromkeys(sizes, np.nan))
    return known.columns(table, np.where(coded, OF_FEW_CODES, usual))


def _differs_from_recoded(table: pd.DataFrame) -> np.ndarray:
    """Which rows are of raw data that are not the recoded ones too."""
    if "variant" not in table:
        return np.zeros(len(table), dtype=bool)
    raw = (table["variant"] == "raw").to_numpy()
    columns = [name for name in table if name != "variant"]
    parts = table.groupby(["analysis", "variant"])
    by = {key: part[columns].reset_index(drop=True) for key, part in parts}
    names = {
        name
        for name, _ in by
        if (name, "recoded") not in by
        or not by.get((name, "raw"), table[:0]).equals(by[name, "recoded"])
    }
    return raw & table["analysis"].isin(names).to_numpy()


def overlap(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """The few interviews without an area; who worked in one area only, which somebody with one
    interview did, and how many did in so many areas; interviewers as if all hidden ones had worked
    somewhere.
    """
    table = table[~table["fact"].isin(OF_FEW_AREAS)].reset_index(drop=True)
    people, areas = (table["fact"] == fact for fact in ("interviewers", "areas"))
    parts, contrasts = (table["fact"] == fact for fact in GRAPH)
    without = table["fact"] == "interviews without an area"
    counted = known.with_hidden(table.assign(n_interviewers=table["n"]))["n_interviewers"]
    n = table["n"].astype(object).where(areas | parts, np.nan)
    n[people | contrasts] = counted[people | contrasts]
    n[without] = [written(count, known.k, known.edges) for count in table["n"][without]]
    exact = people | areas | parts | without
    value = known.rounded(table["value"], OF_ERROR)
    numbers = pd.to_numeric(n, errors="coerce")
    return table.assign(n=n, value=np.where(exact, numbers, value))

"""The one wall that every published table passes: what `privacy.min_cell: k` leaves of it.

A table without a rule of its own here is published without any row. What a rule hides is said in its docstring. Beside
that every number is coarse (see coarsening.py), and nobody who is hidden is named.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from interviewer_effects.audit.explanations.interview_kinds import SHARES
from interviewer_effects.audit.models.absent_interviewers import WITH_COVARIATES
from interviewer_effects.audit.models.interpretation import meaning

from .coarsening import COARSEST, coarse, coarse_columns, coarse_text, nice_step, to_step
from .confidential import COARSER, OF_FEW_CODES, Confidential
from .small_cells import ALSO, few, is_small, suppressed

WITHHELD = "withheld"
COUNTS_OF_ITEMS = frozenset({"n_empty", "n_not_applicable", "n_outside_valid", "n_suspected"})
OPENING = re.compile(r"^(\d+) of (\d+) ")  # how a cause counts answers: 12 of 19 answers are below 4
UNCOUNTED = ("No ", "Nothing ")  # how a cause says that there is none
COUNTING = ("missing codes", "slope without codes", "workload")  # facts of the drill-down that count interviews
POINTS = re.compile(r" \(\d+ of \d+ points(?:: (?P<names>[^)]*))?\)")  # how a check of normality counts
SETS = ("interviewers", "set", "tried_with", "extreme")  # columns that name several, joined by ;
OF_ONE, OF_ERROR = 0.02, 0.1  # the step of numbers about one interviewer, and of their standard errors, of their size
BY_WORKLOAD = ("comparative_se", "diagnostic_se")  # with the variances they say how many interviews somebody has
LIKELIHOOD = ("deviance", "aic", "bic", "deviance_without")  # with a variance they say how many interviews there are


def published(tables: dict, workload: pd.Series, k: int) -> dict:
    """The tables as they may be shown to anybody, by name; `workload` is interviews by interviewer."""
    known = Confidential(k, workload, tables)
    return {name: RULES.get(name, _nothing)(table, known) for name, table in tables.items()}


def _nothing(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    return table.iloc[:0]


def _estimates(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Digits beyond what k interviews change, in raw data k codes; sets with somebody hidden."""
    table = table[~_names_hidden(table, known)]
    table = coarse_columns(table, known.shares(table), keep=("df",))
    return table.assign(df=_degrees(table["df"])) if "df" in table else table


def _degrees(df: pd.Series) -> np.ndarray | pd.Series:
    """Degrees of freedom, in steps of a tenth: of least squares they are n less the number of parameters."""
    return coarse(df, OF_ERROR) if df.dtype.kind == "f" else df


def _names_hidden(table: pd.DataFrame, known: Confidential) -> np.ndarray:
    """Which rows name somebody hidden in their analysis, in any column of interviewers."""
    found = np.zeros(len(table), dtype=bool)
    for name in ("interviewer", *(one for one in SETS if one in table)):
        if name not in table:
            continue
        cells = table[name].fillna("").astype(str)
        rows = zip(table["analysis"], cells, strict=True)
        named = [not known.people_of(analysis).isdisjoint(cell.split(";")) for analysis, cell in rows]
        found |= np.array(named, dtype=bool)
    return found


def _items(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Small counts, and what they follow from; smallest and largest answer, which few gave."""
    share = [known.share(n) for n in table["n_valid"]]
    times = [known.coarser.get(item, 1) for item in table["item"]]
    out = table.assign(min=np.nan, max=np.nan)
    out["n_valid"] = [few(known.k) if is_small([n], known.k)[0] else known.total(n) for n in table["n_valid"]]
    counts = zip(table["item"], table["n_missing"], table["n_empty"], strict=True)
    out["n_missing"] = [known.missing(*row) for row in counts]
    for name in COUNTS_OF_ITEMS.intersection(table.columns):
        out[name] = [known.count(n) for n in table[name]]
    out["suspected_evidence"] = table["suspected_evidence"].mask(table["n_suspected"] > 0, WITHHELD)
    gone = (table["n_valid"] < known.k).to_numpy() | np.isinf(times)
    for name in ("mean", "sd"):
        rounded = [coarse([v], s * min(t, COARSER[-1]))[0] for v, s, t in zip(table[name], share, times, strict=True)]
        out[name] = np.where(gone, np.nan, rounded)
    return out


def _distributions(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Small counts, and the answers that so few gave (a code stays: the codebook has it too); the ends of classes, of
    which the first and the last are answers, are rounded.
    """
    gone = is_small(table["n"], known.k) & table["kind"].isin(["valid", "outside"]).to_numpy()
    classes = table["value_high"].notna()
    value, high = table["value"].astype(object), table["value_high"].copy()
    low = pd.to_numeric(value[classes], errors="coerce")
    step = nice_step(np.maximum((high[classes] - low).to_numpy(dtype=float), 1e-12) / 2)
    value[classes], high[classes] = _on_grid(low, step), _on_grid(high[classes], step)
    return table.assign(n=known.answers, value=value.mask(gone), value_high=high.mask(gone))


def _on_grid(values: pd.Series, step: np.ndarray) -> list:
    return [float(f"{number:.12g}") for number in np.round(values.to_numpy(dtype=float) / step) * step]


def _codes(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Small counts."""
    return table.assign(n=[known.count(n) for n in table["n"]])


def _recodes(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with fewer than k of a code: how many codes there are in all may follow from estimates of raw data,
    so nobody is said to have just a few of them.
    """
    table = table[(table["n"] >= known.k) & ~table["interviewer"].isin(known.everywhere)]
    return table.assign(n=[known.count(n) for n in table["n"]])


def _screened_people(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews, of the file or of the item; how many left the item unanswered."""
    own = [
        who in known.by_item.get(item, known.everywhere)
        for item, who in zip(table["item"], table["interviewer"], strict=True)
    ]
    table = _rounded_people(table[~np.array(own, dtype=bool)])
    return table.assign(n=known.interviews(table["interviewer"], table["n"])) if "n" in table else table


def _scores(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few answers to any of the items."""
    return _rounded_people(table[~table["interviewer"].isin(known.in_some_item)])


def _rounded_people(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers about single interviewers: one or two digits, fewer of what tells their number of interviews."""
    table = table.assign(**{name: np.nan for name in BY_WORKLOAD if name in table})
    errors = {name: coarse(table[name], OF_ERROR) for name in ("eblup", "pev_se") if name in table}
    ps = [name for name in table if name == "p" or name.startswith("p_")]
    chances = {name: coarse(table[name], 0.05, downwards=True) for name in ps if table[name].dtype.kind == "f"}
    return coarse_columns(table, OF_ONE, keep=(*errors, *chances)).assign(**errors, **chances)


def _silence(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Small counts, sums with one of them, and the shares that tell them; what is estimated from few."""
    shown = [_unanswered(row, known) for row in table.itertuples()]
    gone = np.array([isinstance(n, str) for n in shown], dtype=bool)
    small = is_small(table["n_missing"], known.k)
    n = [known.total(number) for number in table["n"]]
    table = coarse_columns(table, OF_ERROR).assign(n=n, n_missing=shown)
    table = table.assign(**{name: table[name].mask(gone) for name in ("rate", "rate_low", "rate_high")})
    fitted = ("sigma", "icc", "icc_low", "icc_high", "statistic", "p_mixture", "p_adjusted")
    return table.assign(**{name: table[name].mask(small) for name in fitted})


def _unanswered(row, known: Confidential):
    """How many answers to an item are missing for a reason; of all items together, hidden where one item's is."""
    if row.item in known.codes:
        return known.missing(row.item, row.n_missing)
    parts = [known.count(n) for item in known.codes.values() for n in item.values()]
    return ALSO if row.n_missing and few(known.k) in parts else known.count(row.n_missing)


def _rows_of_one(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Every row is one interview, or counts the few answers that one interviewer did not get: none is left."""
    return table.iloc[:0]


def _duplicates(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Every row is a pair of interviews: what is left says of which interviewers some repeat each other."""
    people = table.drop_duplicates(["interviewer", "other_interviewer"])
    gone = people[["interviewer", "other_interviewer"]].isin(known.everywhere).any(axis=1)
    withheld = {"interview_1": WITHHELD, "interview_2": WITHHELD, "kind": "", "agreement": np.nan, "p_adjusted": np.nan}
    return people[~gone].assign(**withheld)


def _recoded_cells(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Every row is one answer: what is left says which codes occur in which item."""
    kinds = table.drop_duplicates(["item", "code", "reason"])
    return kinds.assign(interview=WITHHELD, interviewer=WITHHELD)


def _join(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """The keys without a partner, which name interviews: one row for all of a side."""
    keys = ["side", "file", "status"]
    sums = table.groupby(keys, sort=False, as_index=False)["n"].sum()
    return sums.assign(key="", first_row=np.nan, n=suppressed(sums["n"], known.k, [sums["side"]]))[list(table)]


def _weights(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """The smallest and the largest weight, which few have."""
    table = table[table["fact"] != "largest divided by smallest"]
    return coarse_columns(table, OF_ONE).assign(sentence=[coarse_text(text, OF_ONE) for text in table["sentence"]])


def _fits(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Deviances and what is made of them, which with the variances say n; n, and what n can be computed from."""
    n = [known.total(one) for one in table["n"]]
    told = {name: np.nan for name in LIKELIHOOD if name in table}
    told["workload_mean"] = np.array(n, dtype=float) / table["n_interviewers"]
    if "workload_max" in table:
        told["workload_max"] = [to_step(one, known.k) if one >= known.k else known.k for one in table["workload_max"]]
    return _of_size(table.assign(n=n, **told), n, known.shares(table))


def _screening(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """n, and what n can be computed from."""
    n = [known.total(one) for one in table["n"]]
    shares = np.array([known.share(one, [item]) for one, item in zip(table["n"], table["item"], strict=True)])
    return _of_size(table.assign(n=n), n, shares)


def _of_size(table: pd.DataFrame, n: list, shares: np.ndarray) -> pd.DataFrame:
    """Rounded, with the effective sample size of the n that is shown."""
    table = coarse_columns(table, shares)
    sizes = np.array(n, dtype=float)
    effective = {f"n_effective{of}": sizes / table[f"deff{of}"] for of in ("", "_areas") if f"deff{of}" in table}
    return coarse_columns(table.assign(**effective), shares)


def _influence(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; in raw data, who they are."""
    table = _people(table, known)
    told = {name: table[name].mask(known.has_codes(table)) for name in ("what_changed",) if name in table}
    return table.assign(**told)


def _groups(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Sets with somebody hidden; in raw data every set, which leaves the codes of its members out."""
    sets = table["interviewers"].fillna("").astype(str) != ""
    return _estimates(table[~(known.has_codes(table) & sets)], known)


def _intervals(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Effective sample sizes by the n that is published; sentences by what is rounded."""
    keys = ["analysis", "variant", "model", "criterion"]
    fits = known.tables["fits"].drop_duplicates(keys).set_index(keys)["n"]
    n = fits.reindex(pd.MultiIndex.from_frame(table[keys])).to_numpy(dtype=float)
    shown = np.array([known.total(one) for one in n])
    factor = np.where(table["quantity"] == "effective sample size", shown / n, 1.0)
    ends = {name: table[name] * factor for name in ("estimate", "lower", "upper")}
    out = coarse_columns(table.assign(**ends), known.shares(table), keep=("df", "level"))
    out = out.assign(df=_degrees(out["df"])) if "df" in out else out
    rows = zip(out.to_dict("records"), shown, table["sentence"].fillna(""), strict=True)
    return out.assign(sentence=[meaning(row, size) if said else "" for row, size, said in rows])


def _diagnostics(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """How many points lie outside a band, and who is hidden among them."""
    normal = table["check"].str.startswith("normality")
    table = coarse_columns(table, OF_ERROR)
    rows = zip(table["analysis"], table["sentence"], strict=True)
    sentences = [_without_points(text, known.people_of(name)) for name, text in rows]
    return table.assign(
        statistic=table["statistic"].mask(normal), sentence=[coarse_text(text, OF_ERROR) for text in sentences]
    )


def _without_points(text: str, gone: set) -> str:
    """A sentence without its count of points, and without who is hidden."""
    return POINTS.sub(lambda found: _named_points(found, gone), text)


def _named_points(found: re.Match, gone: set) -> str:
    names = [name for name in (found["names"] or "").split(", ") if name and name not in gone]
    return f" ({', '.join(names)})" if names else ""


def _dropped(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """What counts the codes of an item, where one of its counts is hidden; the interviews that no other item loses."""
    counts = [known.missing(row.item, row.n_missing) for row in table.itertuples()]
    alone = [ALSO if n else 0 for n in table["n_missing_alone"]]
    return table.assign(n_missing=counts, n_missing_alone=alone)


def _people(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews, and those hidden with them; n but for their interviews in the file; what raw
    data say of anybody, which beside recoded ones counts the codes.
    """
    own = _rounded_people(table[~_names_hidden(table, known)])
    if "variant" in own:
        own = _without_codes(own, known)
    return own.assign(n=known.interviews(own["interviewer"], own["n"])) if "n" in own else own


def _without_codes(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Rows of raw data without their numbers, and without the reasons of who has fewer than k codes."""
    coded = known.has_codes(table)
    numbers = [name for name in table if table[name].dtype.kind == "f" and name != "n"]
    table = table.assign(**{name: table[name].mask(coded) for name in numbers})
    if "reasons" in table:
        rows = zip(table["analysis"], table["interviewer"], strict=True)
        may = np.array([who in known.coded_people.get(name, ()) for name, who in rows], dtype=bool)
        kept = ["coded" if "coded" in str(cell).split(";") else "" for cell in table["reasons"]]
        table = table.assign(reasons=table["reasons"].mask(coded, np.where(may, kept, "")))
    return table


def _absent(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; those in no model, as it says of every respondent of theirs what is missing."""
    table = table[~_names_hidden(table, known)]
    table = table[(table["models"] == WITH_COVARIATES) & (table["n"] >= known.k)]
    return table.assign(n=known.interviews(table["interviewer"], table["n"]))


def _drill(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; facts that count interviews or codes."""
    table = _people(table, known)
    coded = [name for name in table["analysis"].unique() if known.n_coded(name)]
    of_raw = table["fact"].str.contains(r"\braw\b") & table["analysis"].isin(coded)
    table = table[~table["fact"].isin(COUNTING) & ~of_raw]
    return table.assign(sentence=[coarse_text(text, OF_ONE) for text in table["sentence"]])


def _causes(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; evidence that counts few answers, or names an interview, with what follows
    without them; the count in any other, of which the share is left.
    """
    fine = _fit_to_show(table, known)
    tried = [_shown_names(cell, known, name) for cell, name in zip(table["tried_with"], table["analysis"], strict=True)]
    table = table.assign(tried_with=tried)
    gone = _names_hidden(table, known) | known.has_codes(table)
    out, fine = _rounded_people(table[~gone]), fine[~gone]
    told = ("z_after", "p", "p_adjusted", "statistic_after", "p_after", "statistic_together", "p_together")
    out = out.assign(**{name: out[name].where(fine) for name in told if name in out})
    evidence = [coarse_text(text, OF_ONE) for text in out["evidence"].fillna("")]
    return out.assign(interviews="", evidence=np.where(fine, evidence, WITHHELD))


def _shown_names(cell, known: Confidential, analysis: str) -> str:
    """Those of several interviewers who are not hidden."""
    names = "" if pd.isna(cell) else str(cell)
    return ";".join(name for name in names.split(";") if name not in known.people_of(analysis))


def _conclusions(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; after the verdict, what rests on evidence that is withheld."""
    causes = known.tables["causes"]
    keys = ["analysis", "variant", "interviewer"]
    causes = causes.assign(fine=_fit_to_show(causes, known)).merge(table[[*keys, "cause", "nearest"]], on=keys)
    told = (causes["cause_x"] == causes["cause_y"]) | (causes["cause_x"] == causes["nearest"])
    told |= causes["grade"] == "established"
    fine = causes[told].groupby(keys)["fine"].all()
    table = _people(table[~known.has_codes(table)], known)
    kept = fine.reindex(pd.MultiIndex.from_frame(table[keys]), fill_value=True).to_numpy(dtype=bool)
    heads = [re.split(r"[.:] ", sentence, maxsplit=1)[0].rstrip(".") + "." for sentence in table["sentence"]]
    rows = zip(table["sentence"], heads, kept, table["analysis"], strict=True)
    sentences = [_unnamed(coarse_text(said, OF_ONE), known.people_of(name)) if fine else head
                 for said, head, fine, name in rows]  # fmt: skip
    return table.assign(sentence=sentences)


def _unnamed(text: str, gone: set) -> str:
    """A sentence, or its head where it names somebody hidden."""
    words = set(re.split(r"[\s,;:()]+", text.replace(". ", " ").rstrip(".")))
    return text if gone.isdisjoint(words) else re.split(r"[.:] ", text, maxsplit=1)[0].rstrip(".") + "."


def _fit_to_show(causes: pd.DataFrame, known: Confidential) -> np.ndarray:
    """Which evidence counts no few answers: at least k of a kind, and at least k others or none; of low, middle and
    high answers, which add up, none that gives a hidden one away.
    """
    opened = causes["evidence"].str.extract(OPENING).astype(float)
    own, rest = opened[0], opened[1] - opened[0]
    large = (own >= known.k).to_numpy() & ~is_small(rest, known.k)
    keys = [causes[name] for name in ("analysis", "variant", "interviewer")]
    shares = own.where(causes["cause"].isin(SHARES), 0)
    large &= (suppressed(shares.fillna(0), known.k, keys) != ALSO).to_numpy()
    said_none = causes["evidence"].str.startswith(UNCOUNTED) | (causes["cause"] == "interviewer covariates")
    return large | said_none.to_numpy(dtype=bool)


def _spread(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; degrees of freedom, which are interviews; evidence, which counts answers or
    names an interview.
    """
    table = _people(table, known)
    said = table["evidence"].fillna("")
    return table.assign(df=np.nan, p_without=np.nan, evidence=said.where(said == "", WITHHELD))


def _treatments(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Who is hidden among the extreme."""
    rows = zip(table["extreme"], table["analysis"], strict=True)
    names = [_shown_names(cell, known, name) for cell, name in rows]
    n = [len([one for one in cell.split(";") if one]) for cell in names]
    table = table.assign(extreme=names, n_extreme=n, n_both=table["n_both"].clip(upper=n))
    return _estimates(table, known)


def _power(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Workloads in steps of k, from k on."""
    workload = [to_step(n, known.k) for n in table["workload"]]
    rounded = coarse_columns(table, OF_ERROR / 2, keep=("alpha", "workload", "power", "power_se"))
    rounded = rounded.assign(workload=np.array(workload, dtype=float))
    keys = [name for name in ("analysis", "quantity", "workload") if name in rounded]
    first = table.groupby([rounded[name] for name in keys], dropna=False)["workload"].transform("first")
    return rounded[(table["workload"] == first) | table["workload"].isna()]


def _beside(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """n, of which this table alone does not say which other counts it is near: in steps of at least a twentieth; all
    but one digit of raw data with codes.
    """
    coded = _differs_from_recoded(table)
    steps = known.k * nice_step(np.maximum(table["n"].to_numpy(dtype=float) / 20 / known.k, 1))
    n = [to_step(number, int(step)) for number, step in zip(table["n"], steps, strict=True)]
    table = table.assign(n=n, **{name: np.nan for name in LIKELIHOOD if name in table})
    usual = np.clip(known.k / np.maximum(n, 1), OF_ONE, COARSEST)
    return coarse_columns(table, np.where(coded, OF_FEW_CODES, usual))


def _differs_from_recoded(table: pd.DataFrame) -> np.ndarray:
    """Which rows are of raw data that are not the recoded ones too."""
    if "variant" not in table:
        return np.zeros(len(table), dtype=bool)
    raw = (table["variant"] == "raw").to_numpy()
    columns = [name for name in table if name != "variant"]
    parts = table.groupby(["analysis", "variant"])
    by = {key: part[columns].reset_index(drop=True) for key, part in parts}
    names = {name for name, _ in by if not by.get((name, "raw"), table[:0]).equals(by.get((name, "recoded")))}
    return raw & table["analysis"].isin(names).to_numpy()


def _overlap(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """The few interviews without an area; the other facts count interviewers and areas."""
    without = (table["fact"] == "interviews without an area").to_numpy()
    shown = table["n"].astype(object)
    shown[without] = suppressed(table["n"][without], known.k)
    value = table["value"].mask(without & is_small(table["n"], known.k))
    value = value.mask(without & (table["n"] >= known.k).to_numpy(), table["n"].map(lambda n: to_step(n, known.k)))
    return table.assign(n=shown, value=value)


RULES = {
    **dict.fromkeys(("parameters", "tests", "explained", "sensitivity", "shrinkage", "witness"), _estimates),
    **dict.fromkeys(("effects", "second_look", "excluded", "kept"), _people),
    "influence": _influence,
    "influence_groups": _groups,
    "fits": _fits,
    "screening": _screening,
    "diagnostics": _diagnostics,
    "treatments": _treatments,
    "items": _items,
    "distributions": _distributions,
    "codes": _codes,
    "recodes": _recodes,
    **dict.fromkeys(("screening_interviewers", "reversals"), _screened_people),
    "interviewer_scores": _scores,
    "silence": _silence,
    "duplicates": _duplicates,
    **dict.fromkeys(("silence_interviewers", "influence_interviews"), _rows_of_one),
    "recoded_cells": _recoded_cells,
    "join": _join,
    "weights": _weights,
    "intervals": _intervals,
    "dropped": _dropped,
    "absent": _absent,
    "drill": _drill,
    "causes": _causes,
    "conclusions": _conclusions,
    "spread": _spread,
    "power": _power,
    **dict.fromkeys(("areas", "weighting"), _beside),
    "overlap": _overlap,
}

"""The one wall that every published table passes: what `privacy.min_cell: k` leaves of it.

A table without a rule of its own here is published without any row. What a rule hides is said in its docstring; what
is no count of respondents by interviewer, interview or answer (estimates, tests, intervals) passes as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .absent import WITH_COVARIATES
from .disclosure import ALSO, few, is_small, rounded, suppressed
from .kinds import SHARES
from .meaning import meaning

WITHHELD = "withheld"
OPENING = re.compile(r"^(\d+) of (\d+) ")  # how a cause counts answers: 12 of 19 answers are below 4
UNCOUNTED = ("No ", "Nothing ")  # how a cause says that there is none
COUNTING = ("missing codes", "slope without codes", "workload")  # facts of the drill-down that count interviews
MARGINS = ["n_valid", "n_missing", "n_outside_valid"]  # of an item: they add up to the interviews of the file


@dataclass(frozen=True)
class Known:
    """k, the interviews of the file and of every interviewer, and the tables before anything was hidden."""

    k: int
    workload: pd.Series
    tables: dict

    @property
    def n(self) -> int:
        """Interviews of the file."""
        return int(self.workload.sum())

    def thin(self, analysis: str | None = None) -> set:
        """Interviewers with fewer than k interviews, in the file or in any variant of an analysis."""
        if analysis is None:
            return set(self.workload.index[self.workload < self.k])
        rows = self.tables["effects"]
        rows = rows[(rows["analysis"] == analysis) & (rows["n"] < self.k)]
        return set(rows["interviewer"]) | self.thin()

    def moved(self, table: pd.DataFrame) -> np.ndarray:
        """Which rows (by analysis, variant, interviewer) rest on fewer or more interviews than in recoded, by less
        than k: the difference counts their missing codes.
        """
        keys = ["analysis", "interviewer"]
        effects = self.tables["effects"].drop_duplicates(["variant", *keys]).set_index(["variant", *keys])["n"]
        own = effects.reindex(pd.MultiIndex.from_frame(table[["variant", *keys]])).to_numpy()
        recoded = effects.reindex(pd.MultiIndex.from_frame(table[keys].assign(v="recoded")[["v", *keys]])).to_numpy()
        return is_small(np.abs(own - recoded), self.k)


def published(tables: dict, workload: pd.Series, k: int) -> dict:
    """The tables as they may be shown to anybody, by name; `workload` is interviews by interviewer."""
    known = Known(k, workload, tables)
    return {name: RULES.get(name, _nothing)(table, known) for name, table in tables.items()}


def _nothing(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    return table.iloc[:0]


def _as_it_is(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    return table


def _items(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Small counts, and a second one where they add up to the file; smallest and largest answer, which few gave."""
    out = table.assign(min=np.nan, max=np.nan)
    counts = table[MARGINS].stack()
    out[MARGINS] = suppressed(counts, known.k, [counts.index.get_level_values(0)]).unstack()[MARGINS]
    out["n_suspected"] = suppressed(table["n_suspected"], known.k)
    coded = is_small(table["n_missing"] - table["n_empty"], known.k)
    out["n_empty"] = suppressed(table["n_empty"], known.k).mask(coded & (table["n_empty"] >= known.k), ALSO)
    asked = is_small(table["n_missing"] - table["n_not_applicable"], known.k)
    not_asked = suppressed(table["n_not_applicable"], known.k)
    out["n_not_applicable"] = not_asked.mask(asked & (table["n_not_applicable"] >= known.k), ALSO)
    hinted = is_small(table["n_suspected"], known.k)
    out["suspected_evidence"] = table["suspected_evidence"].mask(hinted, WITHHELD)
    out.loc[table["n_valid"] < known.k, ["mean", "sd"]] = np.nan
    gone = out["n_valid"].map(lambda n: isinstance(n, str))  # a mean in full digits tells of how many answers it is
    out.loc[gone, ["mean", "sd"]] = out.loc[gone, ["mean", "sd"]].round(2)
    return out


def _distributions(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Small counts, by item and kind, and the answers that so few gave (a code stays: the codebook has it too)."""
    shown = suppressed(table["n"], known.k, [table["item"], table["kind"]])
    gone = is_small(table["n"], known.k) & table["kind"].isin(["valid", "outside"]).to_numpy()
    return table.assign(n=shown, value=table["value"].mask(gone), value_high=table["value_high"].mask(gone))


def _codes(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Small counts, by item."""
    return table.assign(n=suppressed(table["n"], known.k, [table["item"]]))


def _recodes(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Small counts, by item and code; interviewers with few interviews, of whom one count would tell who."""
    table = table[~table["interviewer"].isin(known.thin())]
    return table.assign(n=suppressed(table["n"], known.k, [table["item"], table["code"]]))


def _screened_people(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Interviewers with few interviews, of the file or of the item."""
    table = table[~table["interviewer"].isin(known.thin())]
    return table[table["n"] >= known.k] if "n" in table else table


def _silence(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Small counts, by item, and the shares that tell them."""
    shown = suppressed(table["n_missing"], known.k, [table["item"]])
    gone = shown.map(lambda n: isinstance(n, str))
    return table.assign(n_missing=shown, rate=table["rate"].mask(gone))


def _silence_interviewers(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Every row counts the few answers that one interviewer did not get: none is left."""
    return table.iloc[:0]


def _duplicates(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Every row is a pair of interviews: what is left says of which interviewers some repeat each other."""
    thin = known.thin()
    people = table.drop_duplicates(["interviewer", "other_interviewer"])
    people = people[~people["interviewer"].isin(thin) & ~people["other_interviewer"].isin(thin)]
    return people.assign(interview_1=WITHHELD, interview_2=WITHHELD, kind="", agreement=np.nan, p_adjusted=np.nan)


def _recoded_cells(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Every row is one answer: what is left says which codes occur in which item."""
    kinds = table.drop_duplicates(["item", "code", "reason"])
    return kinds.assign(interview=WITHHELD, interviewer=WITHHELD)


def _join(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The keys without a partner, which name interviews: one row for all of a side."""
    keys = ["side", "file", "status"]
    sums = table.groupby(keys, sort=False, as_index=False)["n"].sum()
    return sums.assign(key="", first_row=np.nan, n=suppressed(sums["n"], known.k, [sums["side"]]))[list(table)]


def _weights(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The smallest and the largest weight, which few have."""
    return table[table["fact"] != "largest divided by smallest"]


def _sized(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """n where it tells how many left the item, or the analysis, unanswered; and what n can be computed from."""
    own = np.array([rounded(n, known.n, known.k) for n in table["n"]])
    if "variant" in table:  # trimmed beside recoded: somebody with few interviews is left out
        keys, trimmed = ["analysis", "model", "criterion"], (table["variant"] == "trimmed").to_numpy()
        recoded = table[table["variant"] == "recoded"].set_index(keys)["n"]
        beside = recoded.reindex(pd.MultiIndex.from_frame(table[keys])).to_numpy()
        own[trimmed] = [rounded(n, b, known.k) for n, b in zip(own[trimmed], beside[trimmed], strict=True)]
    changed = table["n"] != own
    told = {"n_effective": own / table["deff"]}
    if "deff_areas" in table:
        told["n_effective_areas"] = own / table["deff_areas"]
    told |= {"bic": np.nan, "deff_mean_workload": np.nan}
    told["workload_mean"] = own / table["n_interviewers"]
    return table.assign(
        n=own, **{name: table[name].mask(changed, value) for name, value in told.items() if name in table}
    )


def _intervals(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Effective sample sizes and sentences, by the n that is published."""
    keys = ["analysis", "variant", "model", "criterion"]
    fits = known.tables["fits"].drop_duplicates(keys).set_index(keys)["n"]
    shown = _sized(known.tables["fits"], known).drop_duplicates(keys).set_index(keys)["n"]
    place = pd.MultiIndex.from_frame(table[keys])
    before, after = fits.reindex(place).to_numpy(dtype=float), shown.reindex(place).to_numpy(dtype=float)
    changed = (before != after) & (table["quantity"] == "effective sample size").to_numpy()
    factor = np.where(changed, after / before, 1.0)
    out = table.assign(**{name: table[name] * factor for name in ("estimate", "lower", "upper")})
    told = [meaning(row, n) for row, n in zip(out[changed].to_dict("records"), after[changed], strict=True)]
    out.loc[changed, "sentence"] = told
    return out


def _dropped(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Small counts."""
    return table.assign(**{name: suppressed(table[name], known.k) for name in ("n_missing", "n_missing_alone")})


def _people(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Interviewers with few interviews; n of raw and trimmed where its difference to recoded is small."""
    thin = {name: known.thin(name) for name in table["analysis"].unique()}
    own = [who in thin[name] for name, who in zip(table["analysis"], table["interviewer"], strict=True)]
    table = table[~np.array(own, dtype=bool)]
    if "n" not in table:
        return table
    return table.assign(n=table["n"].astype(object).mask(known.moved(table), ALSO))


def _absent(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Interviewers with few interviews; those in no model, as it says of every respondent of theirs what is missing."""
    table = table[~table["interviewer"].isin(known.thin())]
    return table[(table["models"] == WITH_COVARIATES) & (table["n"] >= known.k)]


def _interviews(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Every row is one interview: none is left."""
    return table.iloc[:0]


def _drill(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Interviewers with few interviews; facts that count interviews or codes."""
    table = _people(table, known)
    return table[~table["fact"].isin(COUNTING)]


def _causes(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Interviewers with few interviews; evidence that counts few answers, or names an interview."""
    table = _people(table, known)
    return table.assign(interviews="", evidence=table["evidence"].where(_fit_to_show(table, known), WITHHELD))


def _conclusions(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Interviewers with few interviews; after the verdict, what rests on evidence that is withheld."""
    table = _people(table, known)
    causes = _people(known.tables["causes"], known)
    keys = ["analysis", "variant", "interviewer"]
    causes = causes.assign(fine=_fit_to_show(causes, known)).merge(table[[*keys, "cause", "nearest"]], on=keys)
    told = (causes["cause_x"] == causes["cause_y"]) | (causes["cause_x"] == causes["nearest"])
    told |= causes["grade"] == "established"
    fine = causes[told].groupby(keys)["fine"].all()
    kept = fine.reindex(pd.MultiIndex.from_frame(table[keys]), fill_value=True).to_numpy(dtype=bool)
    heads = [re.split(r"[.:] ", sentence, maxsplit=1)[0].rstrip(".") + "." for sentence in table["sentence"]]
    return table.assign(sentence=table["sentence"].where(kept, heads))


def _fit_to_show(causes: pd.DataFrame, known: Known) -> np.ndarray:
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
    return (large & ~known.moved(causes)) | said_none.to_numpy(dtype=bool)


def _spread(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Interviewers with few interviews; degrees of freedom where they tell the number that is hidden; evidence, which
    counts answers or names an interview.
    """
    moved = known.moved(table := _people(table, known))
    said = table["evidence"].fillna("")
    return table.assign(df=table["df"].mask(moved), evidence=said.where(said == "", WITHHELD))


def _power(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Workloads below k, which somebody has."""
    return table[~is_small(table["workload"].fillna(0), known.k)]


def _areas(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """n where it tells how few interviews have no area or no answer."""
    own = np.array([rounded(n, known.n, known.k) for n in table["n"]])
    if "null_n_effective" in table:
        changed = table["n"] != own
        table = table.assign(null_n_effective=table["null_n_effective"].mask(changed, own / table["null_deff"]))
    return table.assign(n=own)


def _overlap(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The few interviews without an area; the other facts count interviewers and areas."""
    few_without = (table["fact"] == "interviews without an area").to_numpy() & is_small(table["n"], known.k)
    shown = table["n"].astype(object).mask(few_without, few(known.k))
    return table.assign(n=shown, value=table["value"].mask(few_without))


RULES = {
    **dict.fromkeys(("parameters", "tests", "explained", "diagnostics", "witness", "sensitivity"), _as_it_is),
    **dict.fromkeys(("influence_groups", "shrinkage", "treatments"), _as_it_is),
    **dict.fromkeys(("effects", "second_look", "influence", "excluded", "kept"), _people),
    **dict.fromkeys(("fits", "screening"), _sized),
    "items": _items,
    "distributions": _distributions,
    "codes": _codes,
    "recodes": _recodes,
    **dict.fromkeys(("screening_interviewers", "interviewer_scores", "reversals"), _screened_people),
    "silence": _silence,
    "silence_interviewers": _silence_interviewers,
    "duplicates": _duplicates,
    "recoded_cells": _recoded_cells,
    "join": _join,
    "weights": _weights,
    "intervals": _intervals,
    "dropped": _dropped,
    "absent": _absent,
    "influence_interviews": _interviews,
    "drill": _drill,
    "causes": _causes,
    "conclusions": _conclusions,
    "spread": _spread,
    "power": _power,
    **dict.fromkeys(("areas", "weighting"), _areas),
    "overlap": _overlap,
}

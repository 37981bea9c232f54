"""What is published of single interviewers: of those who are not hidden, in a digit or two."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.absent_interviewers import WITH_COVARIATES
from interviewer_effects.frames import names_of

from .coarsening import coarse
from .confidential import Confidential
from .published_items import OF_ERROR, OF_ONE, WITHHELD

SETS = ("interviewers", "set", "tried_with", "extreme")  # columns that name several, joined by ;
BY_WORKLOAD = (
    "comparative_se",
    "diagnostic_se",
    "z_at_means",
)  # with the variances they say how many interviews somebody has


def people(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews, and those hidden with them; n but for their interviews in
    the file; what raw data say of anybody, which beside recoded ones counts the codes.
    """
    own = rounded_people(table[~names_hidden(table, known)], known)
    if "variant" in own:
        own = _without_codes(own, known)
    return own.assign(n=known.interviews(own["interviewer"], own["n"])) if "n" in own else own


def screened_people(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews, of the file or of the item; how many left the item
    unanswered.
    """
    own = [
        who in known.people.of_item(item)
        for item, who in zip(table["item"], table["interviewer"], strict=True)
    ]
    table = rounded_people(table[~np.array(own, dtype=bool)], known)
    return (
        table.assign(n=known.interviews(table["interviewer"], table["n"]))
        if "n" in table
        else table
    )


def scores(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few answers to any of the items."""
    return rounded_people(table[~table["interviewer"].isin(known.people.in_some_item)], known)


def absent(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; those in no model, as it says of every respondent of theirs
    what is missing.
    """
    table = table[~names_hidden(table, known)]
    table = table[(table["models"] == WITH_COVARIATES) & (table["n"] > known.k)]
    return table.assign(n=known.interviews(table["interviewer"], table["n"]))


def rows_of_one(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Every row is one interview, or counts the few answers that one interviewer did not get: none
    is left.
    """
    return table.iloc[:0]


def duplicates(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Every row is a pair of interviews: what is left says of which interviewers some repeat each
    other.
    """
    people = table.drop_duplicates(["interviewer", "other_interviewer"])
    gone = people[["interviewer", "other_interviewer"]].isin(known.people.in_some_item).any(axis=1)
    withheld: dict[str, Any] = {
        "interview_1": WITHHELD,
        "interview_2": WITHHELD,
        "kind": "",
        "agreement": np.nan,
        "p_adjusted": np.nan,
    }
    return people[~gone].assign(**withheld)


def spread(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; degrees of freedom, which are interviews; evidence, which
    counts answers or names an interview.
    """
    table = people(table, known)
    said = table["evidence"].fillna("")
    return table.assign(df=np.nan, p_without=np.nan, evidence=said.where(said == "", WITHHELD))


def influence(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; in raw data, who they are."""
    table = people(table, known)
    told = {
        name: table[name].mask(known.has_codes(table))
        for name in ("what_changed",)
        if name in table
    }
    return table.assign(**told)


def rounded_people(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Numbers about single interviewers: one or two digits, fewer of what tells their number of
    interviews.
    """
    table = table.assign(**{name: np.nan for name in BY_WORKLOAD if name in table})
    errors: dict[str, Any] = {
        name: known.rounded(table[name], OF_ERROR) for name in ("eblup", "pev_se") if name in table
    }
    ps = [name for name in names_of(table) if name == "p" or name.startswith("p_")]
    chances = {
        name: coarse(table[name], 0.05, downwards=True)
        for name in ps
        if table[name].dtype.kind == "f"
    }
    return known.columns(table, OF_ONE, keep=(*errors, *chances)).assign(**errors, **chances)


def _without_codes(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Rows of raw data without their numbers, and without the reasons of who has fewer than k
    codes.
    """
    coded = known.has_codes(table)
    numbers = [name for name in names_of(table) if table[name].dtype.kind == "f" and name != "n"]
    table = table.assign(**{name: table[name].mask(coded) for name in numbers})
    if "reasons" in table:
        rows = zip(table["analysis"], table["interviewer"], strict=True)
        may = np.array([who in known.coded_people.get(name, ()) for name, who in rows], dtype=bool)
        kept = ["coded" if "coded" in str(cell).split(";") else "" for cell in table["reasons"]]
        table = table.assign(reasons=table["reasons"].mask(coded, np.where(may, kept, "")))
    return table


def names_hidden(table: pd.DataFrame, known: Confidential) -> np.ndarray:
    """Which rows name somebody hidden in their analysis, in any column of interviewers."""
    found = np.zeros(len(table), dtype=bool)
    for name in ("interviewer", *(one for one in SETS if one in table)):
        if name not in table:
            continue
        cells = table[name].fillna("").astype(str)
        rows = zip(table["analysis"], cells, strict=True)
        named = [
            not known.people.of_analysis(analysis).isdisjoint(cell.split(";"))
            for analysis, cell in rows
        ]
        found |= np.array(named, dtype=bool)
    return found


def shown_names(cell, known: Confidential, analysis: str) -> str:
    """Those of several interviewers who are not hidden."""
    names = "" if pd.isna(cell) else str(cell)
    return ";".join(
        name for name in names.split(";") if name not in known.people.of_analysis(analysis)
    )

"""What is published of why somebody is flagged: evidence that counts many answers, and conclusions
that rest on it.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from interviewer_effects.audit.explanations.interview_kinds import SHARES

from .confidential import Confidential
from .published_items import OF_ONE, WITHHELD
from .published_people import names_hidden, people, rounded_people, shown_names
from .small_cells import ALSO, suppressed

OPENING = re.compile(
    r"^(\d+) of (\d+) "
)  # how a cause counts answers: 12 of 19 answers are below 4
UNCOUNTED = ("No ", "Nothing ")  # how a cause says that there is none
COUNTING = (
    "missing codes",
    "slope without codes",
    "workload",
)  # facts of the drill-down that count interviews


def causes(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; evidence that counts few answers, or names an interview,
    with what follows without them; the count in any other, of which the share is left.
    """
    fine = _fit_to_show(table, known)
    tried = [
        shown_names(cell, known, name)
        for cell, name in zip(table["tried_with"], table["analysis"], strict=True)
    ]
    table = table.assign(tried_with=tried)
    gone = names_hidden(table, known) | known.has_codes(table)
    out, fine = rounded_people(table[~gone], known), fine[~gone]
    told = (
        "z_after",
        "p",
        "p_adjusted",
        "statistic_after",
        "p_after",
        "statistic_together",
        "p_together",
    )
    out = out.assign(**{name: out[name].where(fine) for name in told if name in out})
    evidence = [known.text(text, OF_ONE) for text in out["evidence"].fillna("")]
    return out.assign(interviews="", evidence=np.where(fine, evidence, WITHHELD))


def conclusions(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; after the verdict, what rests on evidence that is
    withheld.
    """
    causes = known.tables["causes"]
    keys = ["analysis", "variant", "interviewer"]
    causes = causes.assign(fine=_fit_to_show(causes, known)).merge(
        table[[*keys, "cause", "nearest"]], on=keys
    )
    told = (causes["cause_x"] == causes["cause_y"]) | (causes["cause_x"] == causes["nearest"])
    told |= causes["grade"] == "established"
    fine = causes[told].groupby(keys)["fine"].all()
    table = people(table[~known.has_codes(table)], known)
    kept = fine.reindex(pd.MultiIndex.from_frame(table[keys]), fill_value=True).to_numpy(dtype=bool)
    heads = [
        re.split(r"[.:] ", sentence, maxsplit=1)[0].rstrip(".") + "."
        for sentence in table["sentence"]
    ]
    rows = zip(table["sentence"], heads, kept, table["analysis"], strict=True)
    sentences = [
        _unnamed(known.text(said, OF_ONE), known.people.of_analysis(name)) if fine else head
        for said, head, fine, name in rows
    ]
    return table.assign(sentence=sentences)


def _unnamed(text: str, gone: set) -> str:
    """A sentence, or its head where it names somebody hidden."""
    words = set(re.split(r"[\s,;:()]+", text.replace(". ", " ").rstrip(".")))
    return (
        text
        if gone.isdisjoint(words)
        else re.split(r"[.:] ", text, maxsplit=1)[0].rstrip(".") + "."
    )


def _are_told(counts: pd.Series, known: Confidential) -> np.ndarray:
    """Which counts are published as numbers."""
    return np.array([not isinstance(known.counts.written(n), str) for n in counts], dtype=bool)


def _fit_to_show(causes: pd.DataFrame, known: Confidential) -> np.ndarray:
    """Which evidence counts no few answers: at least k of a kind, and at least k others or none; of
    low, middle and high answers, which add up, none that gives a hidden one away.
    """
    opened = causes["evidence"].str.extract(OPENING).astype(float)
    own, rest = opened[0], opened[1] - opened[0]
    large = (own >= known.k).to_numpy() & _are_told(own, known) & _are_told(rest, known)
    keys = [causes[name] for name in ("analysis", "variant", "interviewer")]
    shares = own.where(causes["cause"].isin(SHARES), 0)
    large &= (suppressed(shares.fillna(0), known.k, keys) != ALSO).to_numpy()
    said_none = causes["evidence"].str.startswith(UNCOUNTED) | (
        causes["cause"] == "interviewer covariates"
    )
    return large | said_none.to_numpy(dtype=bool)


def drill(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """Interviewers with few interviews; facts that count interviews or codes."""
    table = people(table, known)
    coded = [name for name in table["analysis"].unique() if known.n_coded(name)]
    of_raw = table["fact"].str.contains(r"\braw\b") & table["analysis"].isin(coded)
    table = table[~table["fact"].isin(COUNTING) & ~of_raw]
    return table.assign(sentence=[known.text(text, OF_ONE) for text in table["sentence"]])

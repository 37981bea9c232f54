"""The one wall that every published table passes: what `privacy.min_cell: k` leaves of it.

A table without a rule of its own here is published without any row. What a rule hides is said in
its docstring. Beside that every number is coarse (see coarsening.py), and nobody who is hidden is
named.
"""

from __future__ import annotations

import pandas as pd

from . import published_causes, published_items, published_models, published_people
from .confidential import Confidential
from .edges import HALFWAY, Edges


def published(tables: dict, workload: pd.Series, k: int, edges: Edges = HALFWAY) -> dict:
    """The tables as they may be shown to anybody, by name; `workload` is interviews by interviewer,
    `edges` say where numbers are rounded up: those of the survey in everything that leaves the
    house.
    """
    known = Confidential(k, workload, tables, edges)
    return {name: RULES.get(name, _nothing)(table, known) for name, table in tables.items()}


def _nothing(table: pd.DataFrame, known: Confidential) -> pd.DataFrame:
    """No row."""
    return table.iloc[:0]


RULES = {
    **dict.fromkeys(
        ("parameters", "tests", "explained", "sensitivity"), published_models.estimates
    ),
    "shrinkage": published_models.estimates,
    "witness": published_models.witness,
    **dict.fromkeys(("effects", "second_look", "excluded", "kept"), published_people.people),
    "influence": published_people.influence,
    "influence_groups": published_models.groups,
    "fits": published_models.fits,
    "screening": published_models.screening,
    "diagnostics": published_models.diagnostics,
    "treatments": published_models.treatments,
    "items": published_items.items,
    "distributions": published_items.distributions,
    "codes": published_items.codes,
    "recodes": published_items.recodes,
    **dict.fromkeys(("screening_interviewers", "reversals"), published_people.screened_people),
    "interviewer_scores": published_people.scores,
    "silence": published_items.silence,
    "duplicates": published_people.duplicates,
    **dict.fromkeys(("silence_interviewers", "influence_interviews"), published_people.rows_of_one),
    "recoded_cells": published_items.recoded_cells,
    "join": published_items.join,
    "weights": published_items.weights,
    "intervals": published_models.intervals,
    "dropped": published_items.dropped,
    "absent": published_people.absent,
    "drill": published_causes.drill,
    "causes": published_causes.causes,
    "conclusions": published_causes.conclusions,
    "spread": published_people.spread,
    "power": published_models.power,
    **dict.fromkeys(("areas", "weighting"), published_models.beside),
    "overlap": published_models.overlap,
}

"""The stage screen_items: where interviewers matter, item by item, and how interviews repeat each
other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from interviewer_effects.audit.explanations.comparable_answers import comparable
from interviewer_effects.audit.explanations.near_duplicates import duplicates
from interviewer_effects.audit.explanations.reversals import reversals
from interviewer_effects.audit.flags.nonresponse import silence
from interviewer_effects.audit.items.interviewer_scores import interviewer_scores
from interviewer_effects.audit.items.screening import screen
from interviewer_effects.audit.items.screening_areas import beside_areas
from interviewer_effects.audit.models.interviews import every_interview
from interviewer_effects.frames import names_of
from interviewer_effects.pipeline.inputs.answers import Answers


@dataclass(frozen=True)
class Screening:
    """The tables of the screening; each field is a table of that name."""

    screening: pd.DataFrame
    screening_interviewers: pd.DataFrame
    interviewer_scores: pd.DataFrame
    silence: pd.DataFrame
    silence_interviewers: pd.DataFrame
    duplicates: pd.DataFrame
    reversals: pd.DataFrame


def screen_items(
    recoded: Answers,
    codebook: dict[str, dict],
    roles: dict[str, Any],
    cells: pd.DataFrame,
    *,
    screened: Collection[str],
    asked: Collection[str],
    adjust: str,
    alpha: float,
    seed: int,
) -> Screening:
    """Screen the items of a survey, codes recoded.

    Parameters
    ----------
    recoded
        The interviews, codes recoded.
    codebook
        What is known of each item.
    roles
        The column of each role.
    cells
        What was recoded (recoded_cells.csv).
    screened
        The items whose variance between interviewers is estimated.
    asked
        Items whose nonresponse and reversals are looked at besides: those of the analyses.
    adjust, alpha, seed
        See `Settings`.
    """
    interview, interviewer = roles["interview"], roles["interviewer"]
    areas = [roles["area"]] if roles.get("area") else []
    items = list(dict.fromkeys([*screened, *asked]))
    ids = [interview, interviewer]
    survey = recoded.interviews(dict.fromkeys([*ids, *items, *areas]))

    blocks = recoded.blocks(dict.fromkeys([interviewer, *screened]))
    by_item = screen(blocks, interviewer, list(screened), alpha, seed)
    scores = interviewer_scores(by_item.cells, adjust, alpha, seed)

    every = every_interview(recoded.interviews(), codebook, roles)
    is_role = set(roles.values())
    compared = comparable(every, [item for item in names_of(every) if item not in is_role])
    unanswered, by_interviewer = silence(survey, cells, roles, items, adjust, alpha)
    return Screening(
        screening=beside_areas(by_item.items, survey, roles, alpha),
        screening_interviewers=by_item.cells,
        interviewer_scores=scores,
        silence=unanswered,
        silence_interviewers=by_interviewer,
        duplicates=duplicates(compared, alpha, seed),
        reversals=reversals(every, items, adjust, alpha),
    )

"""The columns whose cells are names, codes and sentences: text, also where every cell looks like a number.

Interviewer 008 is not 8, and an item called 101 is no amount. Every table of the results is read by `files.read_csv`,
which asks here and nowhere else. Other columns are numbers where all their cells are.
"""

from __future__ import annotations

import os
from pathlib import Path

PLACES = ("survey", "analysis", "variant", "model", "criterion")
PEOPLE = (
    *(
        "interview",
        "interview_1",
        "interview_2",
        "interviewer",
        "other_interviewer",
        "interviews",
        "interviewers",
        "pseudonym",
        "id",
    ),
    *("set", "extreme"),
)
TERMS = (
    *("item", "term", "effect", "component", "predictor", "tested", "column", "other", "largest"),
    *("null", "alternative", "cause", "nearest", "tried_with", "adjusted_for", "what"),
)
WORDS = (
    *("label", "kind", "code", "treated", "disagreement", "reason", "reasons", "why", "why_not", "what_changed"),
    *("quantity", "method", "note", "mixture", "quote", "fact", "sentence", "check", "verdict", "grade", "evidence"),
    *("engine", "engine_version", "status", "null_status", "weighting", "treatment", "flag", "models"),
    *("suspected_codes", "suspected_evidence", "side", "file", "key"),
)
EVERYWHERE = frozenset((*PLACES, *PEOPLE, *TERMS, *WORDS))
# These have columns that are called like the predictors of the user, which hold numbers whatever they are called.
INFLUENCE = (*PLACES, "interview", "interviewer", "interviewers", "set", "what_changed", "tested", "reason")
OF_TABLE = {
    **dict.fromkeys(("influence", "influence_groups", "influence_interviews"), frozenset(INFLUENCE)),
    "residuals": frozenset(("interview", "interviewer")),
    "distributions": EVERYWHERE | {"value"},  # an answer, which may be a text
    "calibration": EVERYWHERE - {"interviewers"},  # how many
}


def text_columns(path: str | os.PathLike) -> frozenset[str]:
    """The names of the columns that are text in a table, told by the name of its file."""
    return OF_TABLE.get(Path(path).stem, EVERYWHERE)

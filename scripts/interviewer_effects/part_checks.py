"""The parts of a survey that is split: which can be audited, and why others, or an analysis of
theirs, cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd

from interviewer_effects.audit.model_faults import analysis_faults
from interviewer_effects.audit.models.absent_interviewers import absence_notes
from interviewer_effects.frames import present
from interviewer_effects.numbers import plural
from interviewer_effects.problems import Problem
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.load import Survey
from interviewer_effects.survey.parts import part_names


@dataclass(frozen=True)
class Parts:
    """The parts of one survey after the join.

    entries: the config entry of each part that can be audited, by the name of its survey, with the
    analyses that can be fitted in it; reasons: why another part, or an analysis of one ("s-BE,
    trust"), is not audited; notes: the same and who is in no model, as sentences.
    """

    entries: dict[str, dict]
    reasons: dict[str, str]
    notes: list[str]

    def has(self, analysis: str) -> bool:
        """Whether an analysis can be fitted in some part."""
        return any(analysis in entry["analyses"] for entry in self.entries.values())

    def problems(self, survey: dict, name: str, config_file: str) -> Iterator[Problem]:
        """That no part is left."""
        said = "None of its parts can be audited: " + "; ".join(
            f"{part}: {why}" for part, why in self.reasons.items()
        )
        remedy = "Correct the data, name another column, or set split_by: null."
        yield Problem(
            config_file, f"surveys.{name}.split_by", survey["split_by"], None, said, remedy
        )


def examined_parts(loaded: Survey, recoded: pd.DataFrame, survey: dict, name: str) -> Parts:
    """Examine each part of a survey as read, with the interviews of it whose interviewer is known.

    `survey` is its entry in the filled config, `name` its name. Of a large file the interviewers of
    each part are counted over all its rows; its analyses are checked as a whole, as the rows drawn
    of a part may be few.
    """
    entries: dict[str, dict] = {}
    reasons: dict[str, str] = {}
    notes: list[str] = []
    column = survey["split_by"]
    workers = _interviewers_by_part(loaded, column)
    specs = {name: AnalysisSpec.of(section) for name, section in survey["analyses"].items()}
    for value, part in part_names(loaded.parts, name).items():
        rows = (loaded.frame[column] == value).to_numpy()
        why = _hopeless(loaded, value, workers)
        if why:
            reasons[part] = why
            continue
        if loaded.others is not None:
            entries[part] = survey | {"part": {"column": column, "value": value}}
            continue
        own = replace(
            loaded, frame=loaded.frame[rows].reset_index(drop=True), rows=loaded.rows[rows]
        )
        own_recoded = recoded[rows].reset_index(drop=True)
        faults = {
            analysis: list(
                analysis_faults(own, own_recoded, spec, f"surveys.{name}.analyses.{analysis}")
            )
            for analysis, spec in specs.items()
        }
        sound = {
            analysis: survey["analyses"][analysis]
            for analysis, found in faults.items()
            if not found
        }
        if sound or not faults:
            reasons |= {
                f"{part}, {analysis}": _said(found) for analysis, found in faults.items() if found
            }
            entries[part] = survey | {"analyses": sound, "part": {"column": column, "value": value}}
        else:
            reasons[part] = "; ".join(
                f"{analysis}: {_said(found)}" for analysis, found in faults.items()
            )
        for analysis in sound:
            absent = absence_notes(own, own_recoded, specs[analysis])
            notes += [f"{part}, {analysis}: {said}" for said in absent]
    return Parts(
        entries,
        reasons,
        [*(f"{part} is not audited. {why}" for part, why in reasons.items()), *notes],
    )


def _interviewers_by_part(loaded: Survey, column: str) -> dict[str, set] | None:
    """The known interviewers of each part, over all rows; None where the file has no column of
    interviewers.
    """
    interviewer = present(loaded.columns["interviewer"])
    if interviewer not in loaded.frame:
        return None
    found: dict[str, set] = {}
    others = (block.frame for block in loaded.others()) if loaded.others is not None else ()
    for frame in chain([loaded.frame], others):
        for value, ids in frame.dropna(subset=[interviewer]).groupby(column)[interviewer]:
            found.setdefault(str(value), set()).update(ids.unique())
    return found


def _hopeless(loaded: Survey, value: str, workers: dict[str, set] | None) -> str:
    """Why a part cannot be audited whatever is asked of it; empty where it can."""
    if workers is None:  # no such column, which is said of the whole survey
        return ""
    n = len(workers.get(value, ()))
    if n == 1:
        return "It has one interviewer, and a comparison needs two."
    if n > 1 and not loaded.parts[value]:
        return "None of its interviews is among those drawn from the file."
    if n:
        return ""
    total = loaded.parts[value]  # of a large file those drawn, which are no number to give
    interviews = f"{total} {plural(total, 'interview')}" if loaded.others is None else "interviews"
    return f"None of its {interviews} has a known interviewer."


def _said(problems: list[Problem]) -> str:
    """The faults of an analysis, without places in a file, which ids name otherwise."""
    return " ".join(dict.fromkeys(f"{one.column}: {one.message}" for one in problems))

"""The parts of a survey that is split: which can be audited, and why others, or an analysis of theirs, cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from interviewer_effects.audit.absent import absence_notes
from interviewer_effects.audit.model_faults import analysis_faults
from interviewer_effects.numbers import plural
from interviewer_effects.problems import Problem
from interviewer_effects.survey.load import Survey
from interviewer_effects.survey.parts import part_names


@dataclass(frozen=True)
class Parts:
    """The parts of one survey after the join.

    entries: the config entry of each part that can be audited, by the name of its survey, with the analyses that can
    be fitted in it; reasons: why another part, or an analysis of one ("s-BE, trust"), is not audited; notes: the same
    and who is in no model, as sentences.
    """

    entries: dict[str, dict]
    reasons: dict[str, str]
    notes: list[str]

    def has(self, analysis: str) -> bool:
        """Whether an analysis can be fitted in some part."""
        return any(analysis in entry["analyses"] for entry in self.entries.values())

    def problems(self, survey: dict, name: str, config_file: str) -> Iterator[Problem]:
        """That no part is left."""
        said = "None of its parts can be audited: " + "; ".join(f"{part}: {why}" for part, why in self.reasons.items())
        remedy = "Correct the data, name another column, or set split_by: null."
        yield Problem(config_file, f"surveys.{name}.split_by", survey["split_by"], None, said, remedy)


def examined_parts(loaded: Survey, recoded: pd.DataFrame, survey: dict, name: str) -> Parts:
    """Examine each part of a survey as read, with the interviews of it whose interviewer is known.

    `survey` is its entry in the filled config, `name` its name; of a large file the interviews drawn are looked at.
    """
    entries: dict[str, dict] = {}
    reasons: dict[str, str] = {}
    notes: list[str] = []
    column = survey["split_by"]
    for value, part in part_names(loaded.parts, name).items():
        rows = (loaded.frame[column] == value).to_numpy()
        why = _hopeless(loaded, rows, value)
        if why:
            reasons[part] = why
            continue
        own = replace(loaded, frame=loaded.frame[rows].reset_index(drop=True), rows=loaded.rows[rows])
        own_recoded = recoded[rows].reset_index(drop=True)
        faults = {
            analysis: list(analysis_faults(own, own_recoded, settings, f"surveys.{name}.analyses.{analysis}"))
            for analysis, settings in survey["analyses"].items()
        }
        sound = {analysis: survey["analyses"][analysis] for analysis, found in faults.items() if not found}
        if sound or not faults:
            reasons |= {f"{part}, {analysis}": _said(found) for analysis, found in faults.items() if found}
            entries[part] = survey | {"analyses": sound, "part": {"column": column, "value": value}}
        else:
            reasons[part] = "; ".join(f"{analysis}: {_said(found)}" for analysis, found in faults.items())
        for analysis, settings in sound.items():
            notes += [f"{part}, {analysis}: {said}" for said in absence_notes(own, own_recoded, settings)]
    return Parts(entries, reasons, [*(f"{part} is not audited. {why}" for part, why in reasons.items()), *notes])


def _hopeless(loaded: Survey, rows, value: str) -> str:
    """Why a part cannot be audited whatever is asked of it; empty where it can."""
    total = loaded.parts[value]
    if not total:
        return "None of its interviews is among those drawn from the file."
    ids = loaded.frame.loc[rows].get(loaded.columns["interviewer"])
    if ids is None:  # no such column, which is said of the whole survey
        return ""
    if not ids.notna().any():
        return f"None of its {total} {plural(total, 'interview')} has a known interviewer."
    if ids.nunique() == 1:
        return "It has one interviewer, and a comparison needs two."
    return ""


def _said(problems: list[Problem]) -> str:
    """The faults of an analysis, without places in a file, which ids name otherwise."""
    return " ".join(dict.fromkeys(f"{one.column}: {one.message}" for one in problems))

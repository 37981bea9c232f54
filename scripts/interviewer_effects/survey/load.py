"""One survey of the config, ready for the stages: its frame, the roles of its columns, its facts and its codebook."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.survey.codebook import Declared, declared_codebook, item_names, resolve_codebook
from interviewer_effects.survey.files import read_survey

if TYPE_CHECKING:
    import pandas as pd

SIMULATED = "simulate"
ID_ROLES = ("interview", "interviewer", "area")


@dataclass(frozen=True)
class Survey:
    """A survey as read: `columns` gives the column of each role, with a made-up interview id where the file has none.

    `source` holds the facts of the file, `declared` the codebook as the user gave it, `codebook` its resolved form for
    every item, `truth` what was planted in a simulated survey (None for a file).
    """

    frame: pd.DataFrame
    columns: dict[str, str | None]
    source: dict[str, Any]
    declared: Declared
    codebook: dict[str, dict]
    truth: dict | None

    def problem(
        self, column: str | None, message: str, remedy: str, value: object = None, at: int | None = None
    ) -> Problem:
        """Place a problem in the data; `at` is the position of the record, counted from 0."""
        row = None if at is None else int(at) + self.source["first_row"]
        return Problem(self.source["path"], column, value, row, message, remedy)


def load_survey(survey: dict, name: str, base: Path, config_file: str) -> Survey:
    """Read the survey and its codebook; raise AuditError with the problems of both when either cannot be read.

    `survey` is its entry in the filled config, `base` the folder that its paths are relative to. Columns that the
    config names and the file lacks are left for the check to report.
    """
    problems: list[Problem] = []
    read = _collected(problems, lambda: _read(survey, base))
    declared = _collected(problems, lambda: declared_codebook(survey["codebook"], base, config_file, name))
    if problems:
        raise AuditError(problems)
    frame, facts, own_codebook, truth = read
    if survey["codebook"] is None and own_codebook:
        declared = Declared(own_codebook, SIMULATED)
    frame, columns = _with_interview(frame, survey["columns"])
    codebook = resolve_codebook(declared, frame, item_names(frame, columns))
    said = _codebook_source(survey["codebook"], own_codebook)
    return Survey(frame, columns, facts | {"columns": columns, "codebook": said}, declared, codebook, truth)


def _read(survey: dict, base: Path) -> tuple[pd.DataFrame, dict, dict, dict | None]:
    if survey["data"] == SIMULATED:
        return _simulated(survey["simulate"]["seed"])
    ids = {survey["columns"][role] for role in ID_ROLES} - {None}
    frame, facts = read_survey(base / survey["data"], survey["data"], ids)
    return frame, facts | {"synthetic": False, "label": Path(survey["data"]).name}, {}, None


def _simulated(seed: int) -> tuple[pd.DataFrame, dict, dict, dict]:
    from interviewer_effects.survey.simulate import simulate_survey

    survey = simulate_survey(seed)
    facts = {
        "path": SIMULATED, "format": SIMULATED, "delimiter": None, "encoding": None, "first_row": 1,
        "n_rows": len(survey.frame), "n_columns": survey.frame.shape[1],
        "sha256": hashlib.sha256(survey.frame.to_csv(index=False).encode()).hexdigest(),
        "synthetic": True, "label": f"synthetic survey, seed {seed}: nobody was interviewed",
    }  # fmt: skip
    return survey.frame, facts, survey.codebook, survey.truth


def _with_interview(frame: pd.DataFrame, columns: dict[str, str | None]) -> tuple[pd.DataFrame, dict[str, str | None]]:
    """Number the rows where no column identifies the interview."""
    if columns["interview"] is not None:
        return frame, dict(columns)
    name = "interview"
    while name in frame.columns:
        name += "_"
    numbers = [str(number) for number in range(1, len(frame) + 1)]
    return frame.assign(**{name: numbers}), {**columns, "interview": name}


def _codebook_source(spec: str | dict | None, own_codebook: dict) -> str:
    if isinstance(spec, str):
        return spec
    return "config" if spec else "simulated" if own_codebook else "none"


def _collected(problems: list[Problem], read: Callable[[], Any]) -> Any:
    try:
        return read()
    except AuditError as error:
        problems += error.problems
        return None

"""One survey of the config, ready for the stages: its frame, the roles of its columns, its facts
and its codebook.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer_effects.frames import present
from interviewer_effects.inputs import without_labels
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.survey.codes.codebook import (
    Declared,
    declared_codebook,
    item_names,
    resolve_codebook,
)
from interviewer_effects.survey.codes.dictionary import Dictionary, column_codes
from interviewer_effects.survey.codes.reasons import reason_of
from interviewer_effects.survey.codes.sources import CODE_COLUMNS, code_sources
from interviewer_effects.survey.parts import kept_records, only_part, told_apart
from interviewer_effects.survey.reading.files import UNKNOWN, SurveyFile, as_stated, read_file
from interviewer_effects.survey.reading.join import (
    Joined,
    join_interviewers,
    joined_with,
    key_pairs,
    not_joined,
)
from interviewer_effects.survey.reading.statistical import no_extended

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SIMULATED = "simulate"
ID_ROLES = ("interview", "interviewer", "area")


@dataclass(frozen=True)
class Block:
    """Interviews that were not drawn: the frame of those with a known interviewer and their rows in
    the file, what was left out, the number of records before that, and what the join matched.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    left_out: dict
    n: int
    account: pd.DataFrame


@dataclass(frozen=True)
class Survey:
    """A survey as read: `columns` gives the column of each role, with a made-up interview id where
    the file has none.

    `source` holds the facts of the file, `declared` the codebook as the user gave it, `codebook`
    its resolved form for every item, `codes` what each source says of each missing code, `extended`
    Stata's .a to .z (row, item, code), `rows` the row of each record as a spreadsheet numbers it,
    `account` what a join matched, `truth` what was planted in a simulated survey (None for a file),
    `parts` the interviews of each value of `split_by`, with those whose interviewer is not known.
    Of a file with more interviews than `sample` says the frame holds those drawn; `others` brings
    the rest, block by block (None where the frame is all).
    """

    frame: pd.DataFrame
    columns: dict[str, str | None]
    source: dict[str, Any]
    declared: Declared
    codebook: dict[str, dict]
    codes: pd.DataFrame
    extended: pd.DataFrame
    rows: np.ndarray
    account: pd.DataFrame
    truth: dict | None
    split_by: str | None = None
    parts: dict[str, int] = field(default_factory=dict)
    others: Callable[[], Iterator[Block]] | None = None

    def problem(
        self,
        column: str | None,
        message: str,
        remedy: str,
        value: object = None,
        at: int | None = None,
    ) -> Problem:
        """Place a problem in the data; `at` is the position of the record, counted from 0."""
        return Problem(
            self.source["path"],
            column,
            value,
            None if at is None else self.row(at),
            message,
            remedy,
        )

    def row(self, at: int) -> int:
        """The row of the record at this position, as a spreadsheet numbers it."""
        return int(self.rows[at])


def load_survey(
    survey: dict, name: str, base: Path, config_file: str, labelled: bool = True
) -> Survey:
    """Read the survey, the file joined to it and its codebook; raise AuditError with the problems
    of all of them.

    `survey` is its entry in the filled config, `base` the folder that its paths are relative to.
    Columns that the config names and the file lacks are left for the check to report. Unless
    `labelled` the labels of the items are those of the file, not the user's.
    """
    problems: list[Problem] = []
    read = _collected(problems, lambda: _read(survey, name, base, config_file))
    declared = _collected(
        problems, lambda: declared_codebook(survey["codebook"], base, config_file, name)
    )
    if problems:
        raise AuditError(problems)
    if not labelled:
        declared = replace(declared, items=without_labels(declared.items))
    joined, own_codebook, truth = read
    if survey["codebook"] is None and own_codebook:
        declared = Declared(own_codebook, SIMULATED)
    second = joined.second
    joined = _of_part(joined, survey)
    parts = _part_sizes(joined, survey.get("split_by"))
    file, left_out = _with_known_interviewer(joined, survey["columns"]["interviewer"])
    frame, columns = _with_interview(file, survey["columns"])
    items = item_names(frame, columns)
    codes = _codes(frame, items, declared, file)
    codebook = resolve_codebook(declared, frame, items, file.dictionary, codes)
    said = _codebook_source(survey["codebook"], own_codebook, file.dictionary)
    facts = file.facts | left_out | {"columns": columns, "codebook": said}
    facts |= {"n_extended": len(file.extended), "joined": bool(survey.get("interviewers"))}
    if file.large:  # of those drawn; the others are counted as they pass by
        facts |= {"n_rows": len(joined.file.frame), "n_drawn": len(frame)}
    return Survey(
        frame,
        columns,
        facts,
        declared,
        codebook,
        codes,
        file.extended,
        file.rows,
        joined.account,
        truth,
        survey.get("split_by"),
        parts,
        None if file.large is None else lambda: _others(file, second, survey),
    )


def _others(file: SurveyFile, second: SurveyFile | None, survey: dict) -> Iterator[Block]:
    """The interviews that were not drawn, made ready as those drawn were."""
    for positions, frame in present(file.large).others():
        block = replace(file, frame=frame, rows=positions + file.facts["first_row"])
        joined = joined_with(block, second, survey["interviewers"]) if second else not_joined(block)
        joined = _of_part(joined, survey)
        known, left_out = _with_known_interviewer(joined, survey["columns"]["interviewer"])
        ready, _ = _with_interview(known, survey["columns"])
        yield Block(ready, known.rows, left_out, len(joined.file.frame), joined.account)


def _read(
    survey: dict, name: str, base: Path, config_file: str
) -> tuple[Joined, dict, dict | None]:
    second = survey.get("interviewers")
    if survey["data"] == SIMULATED:
        file, own_codebook, truth = _simulated(survey["simulate"]["seed"])
    else:
        ids = {survey.get("split_by"), *(survey["columns"][role] for role in ID_ROLES)} - {None}
        ids |= set(key_pairs(second) if second else ())
        path = base / survey["data"]
        file = read_file(path, survey["data"], ids, survey.get("sample"), **as_stated(survey))
        file.facts.update(synthetic=False, label=Path(survey["data"]).name)
        own_codebook, truth = {}, None
    if second:
        ids = {survey["columns"][role] for role in ID_ROLES} - {None}
        joined = join_interviewers(
            file, second, base, f"surveys.{name}.interviewers", config_file, ids
        )
        return joined, own_codebook, truth
    return not_joined(file), own_codebook, truth


def _of_part(joined: Joined, survey: dict) -> Joined:
    """One part of a survey that is split; all of them, their ids told apart, where no part is
    named.
    """
    split_by, part = survey.get("split_by"), survey.get("part")
    if split_by is None or split_by not in joined.file.frame.columns:
        return joined
    if part is None:
        return replace(joined, file=told_apart(joined.file, survey["columns"], split_by))
    own = (joined.file.frame[split_by] == part["value"]).to_numpy()
    return replace(
        joined,
        file=only_part(joined.file, part),
        unmatched=joined.unmatched[own].reset_index(drop=True),
    )


def _part_sizes(joined: Joined, split_by: str | None) -> dict[str, int]:
    """Interviews by value of the column that a survey is split by; of a large file those drawn, 0
    where none is.
    """
    file, second = joined.file, joined.second
    if split_by is None or split_by not in file.frame.columns:
        return {}
    sizes = file.frame[split_by].value_counts().to_dict()
    is_taken = (
        second is not None and split_by in second.frame.columns
    )  # from the second file, or a key of both
    every = file.large.distinct(split_by) if file.large and not is_taken else sizes
    return {value: int(sizes.get(value, 0)) for value in sorted(every)}


def _simulated(seed: int) -> tuple[SurveyFile, dict, dict]:
    import numpy as np

    from interviewer_effects.survey.simulate import simulate_survey

    survey = simulate_survey(seed)
    facts = {
        "path": SIMULATED, "format": SIMULATED, **UNKNOWN,
        "n_rows": len(survey.frame), "n_columns": survey.frame.shape[1],
        "sha256": hashlib.sha256(survey.frame.to_csv(index=False).encode()).hexdigest(),
        "synthetic": True, "label": f"synthetic survey, seed {seed}: nobody was interviewed",
    }  # fmt: skip
    file = SurveyFile(
        survey.frame, facts, np.arange(len(survey.frame)) + 1, Dictionary(), no_extended()
    )
    return file, survey.codebook, survey.truth


def _with_known_interviewer(joined: Joined, interviewer: str) -> tuple[SurveyFile, dict]:
    """Leave out the interviews that no interviewer can be named for, and count them.

    Without a partner in the second file that holds the interviewer ids, or with an id that the file
    declares missing, such as 999999: as one interviewer, they would be the largest of all.
    """
    file = joined.file
    if interviewer not in file.frame.columns:
        return file, {"n_unmatched": 0, "n_coded_interviewer": 0, "coded_interviewers": []}
    ids = file.frame[interviewer]
    coded = ids.isin(_missing_ids(file, interviewer))
    unmatched = joined.unmatched & ids.isna()
    facts = {
        "n_unmatched": int(unmatched.sum()),
        "n_coded_interviewer": int(coded.sum()),
        "coded_interviewers": sorted(ids[coded].unique()),
    }
    keep = ~(coded | unmatched).to_numpy()
    return (file if keep.all() else kept_records(file, keep)), facts


def _missing_ids(file: SurveyFile, column: str) -> list[str]:
    import pandas as pd

    numbers = pd.to_numeric(file.frame[column], errors="coerce")
    declared = column_codes(numbers, file.dictionary.missing.get(column, []))
    labelled = [
        code
        for code, label in file.dictionary.values.get(column, {}).items()
        if reason_of(label, code)
    ]
    return [*declared, *labelled]


def _codes(
    frame: pd.DataFrame, items: list[str], declared: Declared, file: SurveyFile
) -> pd.DataFrame:
    import pandas as pd

    extended = dict(iter(file.extended.groupby("item")["code"]))
    rows = [
        row
        for item in items
        for row in code_sources(
            item, frame[item], declared.items.get(item, {}), file.dictionary, extended.get(item)
        )
    ]
    return pd.DataFrame(rows, columns=CODE_COLUMNS)


def _with_interview(
    file: SurveyFile, columns: dict[str, str | None]
) -> tuple[pd.DataFrame, dict[str, str | None]]:
    """Number the rows where no column identifies the interview; of a large file as they stand in
    it.
    """
    frame = file.frame
    if columns["interview"] is not None:
        return frame, dict(columns)
    name = "interview"
    while name in frame.columns:
        name += "_"
    numbers = [
        str(number) for number in (range(1, len(frame) + 1) if file.large is None else file.rows)
    ]
    return frame.assign(**{name: numbers}), {**columns, "interview": name}


def _codebook_source(spec: str | dict | None, own_codebook: dict, dictionary: Dictionary) -> str:
    if isinstance(spec, str):
        return spec
    if spec or own_codebook:
        return "config" if spec else "simulated"
    return "file" if dictionary.missing or dictionary.values else "none"


def _collected(problems: list[Problem], read: Callable[[], Any]) -> Any:
    try:
        return read()
    except AuditError as error:
        problems += error.problems
        return None

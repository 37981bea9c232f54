"""A first config.yaml and codebook.yaml for a survey file: complete but for the outcome, which only
the user knows.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from interviewer_effects.encodings import encoding_problem
from interviewer_effects.files import write_text
from interviewer_effects.problems import AuditError, Problem, one_line
from interviewer_effects.schema import nearest

if TYPE_CHECKING:
    import pandas as pd

    from interviewer_effects.survey.reading.files import SurveyFile
    from interviewer_effects.survey.roles.proposal import Entry

WRITTEN = ("config.yaml", "codebook.yaml")
PLAIN = re.compile(
    r"^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_][A-Za-z0-9_]*$", re.IGNORECASE
)
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
LISTED = 12
ROLE_REMARKS = {
    "interview": "the column that identifies an interview; null numbers the rows",
    "interviewer": "the column that identifies the interviewer",
    "weight": "the respondent weight, checked and described; null when there is none",
    "interviewer_weight": "a weight per interviewer; null when interviewers were not sampled",
    "area": "the sampling area (PSU), when interviewers work in areas",
}


@dataclass(frozen=True)
class Looked:
    """What was seen in a survey file.

    join: the entry of the second file (None without one); columns: the column of each role;
    split_by: the column of the country where there are several; frame: the data; entries: the
    proposed codebook; remarks: how it was read.
    """

    join: dict[str, Any] | None
    columns: dict[str, str | None]
    split_by: str | None
    frame: pd.DataFrame
    entries: dict[str, Entry]
    remarks: list[str]


def write_first_config(
    file: str,
    second: str | None,
    folder: Path,
    encoding: str | None = None,
    decimal: str | None = None,
    interviewer: str | None = None,
) -> list[str]:
    """Look at a survey file, and at an interviewer file to join, and write config.yaml and
    codebook.yaml to `folder`.

    Paths are relative to `folder`; `encoding` and `decimal` are what the user says of the survey
    file, `interviewer` is the column of the interviewer where the user names it. Returns sentences
    about what was recognised and what is left to do. Raises AuditError when one of the two files
    exists already, a survey file cannot be read, or there is no such column; then nothing is
    written.
    """
    from interviewer_effects.survey.roles.proposal import (
        propose_covariates,
        propose_respondent_covariates,
    )

    present = [name for name in WRITTEN if (folder / name).exists()]
    if present:
        remedy = "Move it away, or work in another folder: nothing is overwritten."
        raise AuditError(
            Problem(name, None, None, None, "This file exists already.", remedy) for name in present
        )
    unknown = encoding and encoding_problem(encoding, "--encoding", None)
    if unknown:
        raise AuditError(unknown)
    stated = {key: value for key, value in (("encoding", encoding), ("decimal", decimal)) if value}
    seen = _look(file, second, folder, stated, interviewer)
    codebook = _codebook_text(file, seen.entries)
    survey = {
        "data": file,
        **stated,
        "interviewers": seen.join,
        "columns": seen.columns,
        "codebook": WRITTEN[1],
    }
    survey["split_by"] = seen.split_by
    screen = _screen(survey, seen, folder)
    write_text(codebook, folder / WRITTEN[1])
    covariates = propose_covariates(seen.frame, seen.columns["interviewer"], seen.entries)
    known = propose_respondent_covariates(seen.frame, seen.columns["interviewer"], seen.entries)
    write_text(
        _config_text(_survey_name(file), survey, covariates, known, screen), folder / WRITTEN[0]
    )
    return [*seen.remarks, *_account(seen, len(screen))]


def _look(
    file: str, second: str | None, folder: Path, stated: dict[str, str], interviewer: str | None
) -> Looked:
    """Read both files, and propose the join, the column of each role and the codebook."""
    from interviewer_effects.survey.roles.proposal import propose_codebook
    from interviewer_effects.survey.roles.proposed_roles import propose_columns, propose_split

    survey = _read(file, folder, stated)
    join = None
    if second:
        survey, join = _joined(survey, second, folder)
    if interviewer is not None and interviewer not in survey.frame.columns:
        said = "There is no such column."
        raise AuditError(
            Problem(file, interviewer, None, None, said, nearest(interviewer, survey.frame.columns))
        )
    labels = survey.dictionary.labels
    columns = propose_columns(survey.frame, labels, interviewer)
    split_by = propose_split(survey.frame, labels, columns)
    items = [name for name in survey.frame.columns if name not in columns.values()]
    entries = dict(propose_codebook(survey.frame, survey.dictionary, survey.extended, items))
    return Looked(join, columns, split_by, survey.frame, entries, survey.facts["remarks"])


def _read(file: str, folder: Path, stated: dict[str, Any]) -> SurveyFile:
    """Read a file with its ids as exact text: once more where names or labels say that other
    columns are ids.
    """
    from interviewer_effects.survey.reading.files import read_file

    first = read_file(folder / file, file, **stated)
    ids = _ids(first)
    return read_file(folder / file, file, ids, **stated) if ids else first


def _ids(file: SurveyFile) -> set[str]:
    from interviewer_effects.survey.roles import recognise
    from interviewer_effects.survey.roles.known_names import ROUND, is_named

    names = list(file.frame.columns)
    kinds = ("interviewer_columns", "interview_columns", "area_columns", "country_columns")
    ids = {
        name for kind in kinds for name in getattr(recognise, kind)(names, file.dictionary.labels)
    }
    return ids | {name for name in names if is_named(name, ROUND)}


def _joined(survey: SurveyFile, second: str, folder: Path) -> tuple[SurveyFile, dict[str, Any]]:
    """The survey with the columns of the second file that are not in it, and the entry of the join
    for the config.
    """
    from interviewer_effects.survey.reading.join import join_interviewers
    from interviewer_effects.survey.roles.proposed_roles import propose_keys

    other = _read(second, folder, {})
    keys = propose_keys(survey.frame, other.frame)
    if not keys:
        said = "No column that could be a key stands in both files."
        remedy = "Give the key columns the same names in both, such as idno."
        raise AuditError(Problem(second, None, None, None, said, remedy))
    present = {name.lower() for name in survey.frame.columns}
    taken = [
        name
        for name in other.frame.columns
        if name.lower() not in present and name not in keys.values()
    ]
    if not taken:
        said = "It has no column that the survey has not."
        raise AuditError(
            Problem(
                second, None, None, None, said, "Leave out --interviewers, or give another file."
            )
        )
    on = list(keys) if all(ours == theirs for ours, theirs in keys.items()) else keys
    join = {"data": second, "on": on, "columns": taken}
    return join_interviewers(
        survey, join, folder, "interviewers", WRITTEN[0], _ids(other)
    ).file, join


def _screen(survey: dict, seen: Looked, folder: Path) -> list[str]:
    """The items whose variance between interviewers can be estimated, by the same check that a run
    makes.
    """
    from interviewer_effects.audit.model_faults import screen_faults, unscreened
    from interviewer_effects.survey.codes.recode import recode
    from interviewer_effects.survey.load import load_survey
    from interviewer_effects.survey.roles.proposal import propose_screen

    roles = [*survey["columns"].values(), survey["split_by"]]
    wanted = propose_screen(seen.frame, seen.entries, [name for name in roles if name])
    if survey["columns"]["interviewer"] is None:
        return wanted
    book = {
        item: {"valid": entry.valid, "missing": entry.missing, "kind": entry.kind}
        for item, entry in seen.entries.items()
    }
    loaded = load_survey(survey | {"codebook": book}, "s", folder, WRITTEN[0])
    recoded = recode(loaded.frame, loaded.codebook)
    sound = [item for item in wanted if not list(screen_faults(loaded, recoded, [item], "s"))]
    hopeless = dict(unscreened(loaded, recoded, sound))
    return [item for item in sound if item not in hopeless]


def _codebook_text(file: str, entries: dict) -> str:
    lines = [
        f"# Codebook of {one_line(file)}, proposed from its labels and values: correct it where "
        "you know better.",
        "# valid: lowest and highest answer (here: as observed). missing: codes that mean no "
        "answer, and why.",
        "# A reason that says `suspected` is a proposal about a number that nothing declares: "
        "confirm it or remove it.",
        "# kind: categorical where numbers name groups, such as regions: as predictors they "
        "become categories.",
    ]
    for item, entry in entries.items():
        parts = [f"label: {_yaml(entry.label)}"] if entry.label else []
        parts += [f"valid: [{entry.valid[0]}, {entry.valid[1]}]"] if entry.valid else []
        codes = ", ".join(
            f"{_code(code)}: {_yaml(reason)}" for code, reason in entry.missing.items()
        )
        parts += [f"missing: {{{codes}}}"] if codes else []
        parts += [f"kind: {entry.kind}"] if entry.kind else []
        remark = f" # suspected {one_line(entry.remark)}" if entry.remark else ""
        lines.append(f"{_yaml(item)}: {{{', '.join(parts)}}}{remark}")
    return "\n".join(lines) + "\n"


def _config_text(
    name: str, survey: dict, covariates: list[str], known: list[str], screen: list[str]
) -> str:
    candidates = ", ".join(one_line(item) for item in screen[:LISTED]) or "a numeric item"
    constant = f", such as {', '.join(map(one_line, covariates[:LISTED]))}" if covariates else ""
    respondents = ", ".join(one_line(_yaml(item)) for item in known[:LISTED]) or "age, gender"
    lines = [
        "# The settings of one audit. Write the outcome, then run: interviewer-audit check",
        "surveys:",
        f"  {name}: # it names the results and the report",
        f"    data: {_yaml(survey['data'])}",
        *(f"    {key}: {_yaml(survey[key])}" for key in ("encoding", "decimal") if key in survey),
        *_join_lines(survey["interviewers"]),
        *_split_lines(survey["split_by"]),
        "    columns:",
        *(
            f"      {role}: {_yaml(column)} # {ROLE_REMARKS[role]}"
            for role, column in survey["columns"].items()
        ),
        f"    codebook: {WRITTEN[1]} # labels, valid ranges, missing codes: look it through first",
        "    analyses:",
        "      main: # name of one outcome with its models; add more beside it",
        f"        outcome: # write the numeric item to explain, such as {candidates}",
        "        predictors: [] # what may explain it, interview by interview",
        "        random_slopes: [] # predictors whose slope may differ between interviewers",
        f"        interviewer_covariates: [] # columns constant within an interviewer{constant}",
        f"        # respondent_covariates: [{respondents}] # what is known of respondents: does "
        "a flag survive it?",
        "    screen: # items for which the variance between interviewers is estimated",
        *(f"      - {_yaml(item)}" for item in screen),
        "tests:",
        "  bootstrap: 999 # replicates of bootstrap tests; 0 leaves them out",
        "  seed: 20101 # everything drawn at random starts here",
        "  alpha: 0.05 # the level of the tests",
    ]
    return "\n".join(lines) + "\n"


def _join_lines(join: dict[str, Any] | None) -> list[str]:
    if not join:
        return ["    interviewers: null # a second file to join: {data: path, on: [key columns]}"]
    on, keys = join["on"], "the columns whose values say which row belongs to an interview"
    if isinstance(on, dict):
        pairs = ", ".join(f"{_yaml(ours)}: {_yaml(theirs)}" for ours, theirs in on.items())
        written = f"{{{pairs}}} # {keys}, main file: second file"
    else:
        written = f"[{', '.join(map(_yaml, on))}] # {keys}"
    taken = ", ".join(map(_yaml, join["columns"]))
    return [
        "    interviewers:",
        f"      data: {_yaml(join['data'])}",
        f"      on: {written}",
        f"      columns: [{taken}] # what to take from it; columns of both files are left out",
    ]


def _split_lines(split_by: str | None) -> list[str]:
    if split_by is None:
        return []
    return [
        f"    split_by: {_yaml(split_by)} # one audit per country; null makes one audit of all "
        "of them"
    ]


def _account(seen: Looked, n_screen: int) -> list[str]:
    columns, entries = seen.columns, seen.entries
    found = [f"{role}: {one_line(column)}" for role, column in columns.items() if column]
    found += [f"split_by: {one_line(seen.split_by)}"] if seen.split_by else []
    missing = sum(bool(entry.missing) for entry in entries.values())
    suspected = [item for item, entry in entries.items() if entry.remark]
    said = [
        f"Recognised {', '.join(found) or 'no column by its name or label'}.",
        f"codebook.yaml: {len(entries)} items, {missing} with missing codes, {n_screen} to screen.",
    ]
    if suspected:
        named = ", ".join(map(one_line, suspected[:LISTED]))
        more = len(suspected) - LISTED
        rest = f" and {more} more items, each marked there" if more > 0 else ""
        said.append(f"Suspected codes, to be confirmed in codebook.yaml: {named}{rest}.")
    if not columns["interviewer"]:
        remedy = (
            "write it in columns.interviewer of config.yaml, or remove the two files and give "
            "--interviewer COLUMN"
        )
        said.append(f"No interviewer column was recognised: {remedy}.")
    return [*said, "Now write the outcome in config.yaml, then run: interviewer-audit check"]


def _survey_name(file: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", Path(file).stem).strip("-")[:60].strip("-") or "survey"


def _code(code: str) -> str:
    """A number as it is, any other code quoted, so that YAML reads the same text back."""
    return code if NUMBER.fullmatch(code) else _quoted(code)


def _yaml(value: str | None) -> str:
    """Write a text as a YAML scalar on one line, quoted unless it is a plain name."""
    if value is None:
        return "null"
    text = os.fspath(value)
    return text if PLAIN.match(text) else _quoted(text)


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9).strip()

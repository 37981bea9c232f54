"""A first config.yaml and codebook.yaml for a survey file: complete but for the outcome, which only the user knows."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import yaml

from interviewer_effects.encodings import encoding_problem
from interviewer_effects.files import write_text
from interviewer_effects.problems import AuditError, Problem, one_line

WRITTEN = ("config.yaml", "codebook.yaml")
PLAIN = re.compile(r"^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_][A-Za-z0-9_]*$", re.IGNORECASE)
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
LISTED = 12
ROLE_REMARKS = {
    "interview": "the column that identifies an interview; null numbers the rows",
    "interviewer": "the column that identifies the interviewer",
    "weight": "the respondent weight, checked and described; null when there is none",
    "interviewer_weight": "a weight per interviewer; null when interviewers were not sampled",
    "area": "the sampling area (PSU), when interviewers work in areas",
}


def write_first_config(
    file: str, second: str | None, folder: Path, encoding: str | None = None, decimal: str | None = None
) -> list[str]:
    """Look at a survey file, and at an interviewer file to join, and write config.yaml and codebook.yaml to `folder`.

    Paths are relative to `folder`; `encoding` and `decimal` are what the user says of the survey file. Returns
    sentences about what was recognised and what is left to do. Raises AuditError when one of the two files exists
    already, or a survey file cannot be read; then nothing is written.
    """
    from interviewer_effects.survey.proposal import propose_covariates, propose_respondent_covariates

    present = [name for name in WRITTEN if (folder / name).exists()]
    if present:
        remedy = "Move it away, or work in another folder: nothing is overwritten."
        raise AuditError(Problem(name, None, None, None, "This file exists already.", remedy) for name in present)
    unknown = encoding and encoding_problem(encoding, "--encoding", None)
    if unknown:
        raise AuditError(unknown)
    stated = {key: value for key, value in (("encoding", encoding), ("decimal", decimal)) if value}
    join, columns, frame, entries, remarks = _look(file, second, folder, stated)
    codebook = _codebook_text(file, entries)
    survey = {"data": file, **stated, "interviewers": join, "columns": columns, "codebook": WRITTEN[1]}
    screen = _screen(survey, frame, entries, folder)
    write_text(codebook, folder / WRITTEN[1])
    covariates = propose_covariates(frame, columns["interviewer"], entries)
    known = propose_respondent_covariates(frame, columns["interviewer"], entries)
    write_text(_config_text(_survey_name(file), survey, covariates, known, screen), folder / WRITTEN[0])
    return [*remarks, *_account(columns, entries, len(screen))]


def _look(file: str, second: str | None, folder: Path, stated: dict[str, str]) -> tuple:
    """Read both files: the join, the columns by role, the frame, the proposed codebook, and how they were read."""
    from interviewer_effects.survey.files import read_file
    from interviewer_effects.survey.join import join_interviewers
    from interviewer_effects.survey.names import AREA, COUNTRY, INTERVIEW, INTERVIEWER, ROUND
    from interviewer_effects.survey.proposal import propose_codebook, propose_columns, propose_keys

    known = (*INTERVIEW, *INTERVIEWER, *AREA, *ROUND, *COUNTRY)
    ids = {written for name in known for written in (name, name.upper(), name.capitalize())}
    survey, join = read_file(folder / file, file, ids, **stated), None
    if second:
        other = read_file(folder / second, second, ids)
        keys = propose_keys(survey.frame.columns, other.frame.columns)
        if not keys:
            said = "No column that could be a key stands in both files."
            remedy = "Give the key columns the same names in both, such as idno."
            raise AuditError(Problem(second, None, None, None, said, remedy))
        taken = [name for name in other.frame.columns if name not in survey.frame.columns]
        join = {"data": second, "on": keys, "columns": taken}
        survey = join_interviewers(survey, join, folder, "interviewers", WRITTEN[0], ids).file
    columns = propose_columns(survey.frame)
    items = [name for name in survey.frame.columns if name not in columns.values()]
    entries = dict(propose_codebook(survey.frame, survey.dictionary, survey.extended, items))
    return join, columns, survey.frame, entries, survey.facts["remarks"]


def _screen(survey: dict, frame, entries: dict, folder: Path) -> list[str]:
    """The items whose variance between interviewers can be estimated, by the same check that a run makes."""
    from interviewer_effects.audit.model_faults import screen_faults
    from interviewer_effects.survey.load import load_survey
    from interviewer_effects.survey.proposal import propose_screen
    from interviewer_effects.survey.recode import recode

    wanted = propose_screen(frame, entries, [name for name in survey["columns"].values() if name])
    if survey["columns"]["interviewer"] is None:
        return wanted
    book = {item: {"valid": entry.valid, "missing": entry.missing} for item, entry in entries.items()}
    loaded = load_survey(survey | {"codebook": book}, "s", folder, WRITTEN[0])
    recoded = recode(loaded.frame, loaded.codebook)
    return [item for item in wanted if not list(screen_faults(loaded, recoded, [item], "s"))]


def _codebook_text(file: str, entries: dict) -> str:
    lines = [
        f"# Codebook of {one_line(file)}, proposed from its labels and values: correct it where you know better.",
        "# valid: lowest and highest answer (here: as observed). missing: codes that mean no answer, and why.",
        "# A reason that says `suspected` is a proposal about a number that nothing declares: confirm it or remove it.",
    ]
    for item, entry in entries.items():
        parts = [f"label: {_yaml(entry.label)}"] if entry.label else []
        parts += [f"valid: [{entry.valid[0]}, {entry.valid[1]}]"] if entry.valid else []
        codes = ", ".join(f"{_code(code)}: {_yaml(reason)}" for code, reason in entry.missing.items())
        parts += [f"missing: {{{codes}}}"] if codes else []
        remark = f" # suspected {one_line(entry.remark)}" if entry.remark else ""
        lines.append(f"{_yaml(item)}: {{{', '.join(parts)}}}{remark}")
    return "\n".join(lines) + "\n"


def _config_text(name: str, survey: dict, covariates: list[str], known: list[str], screen: list[str]) -> str:
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
        "    columns:",
        *(f"      {role}: {_yaml(column)} # {ROLE_REMARKS[role]}" for role, column in survey["columns"].items()),
        f"    codebook: {WRITTEN[1]} # labels, valid ranges, missing codes: look it through first",
        "    analyses:",
        "      main: # name of one outcome with its models; add more beside it",
        f"        outcome: # write the numeric item to explain, such as {candidates}",
        "        predictors: [] # what may explain it, interview by interview",
        "        random_slopes: [] # predictors whose slope may differ between interviewers",
        f"        interviewer_covariates: [] # columns constant within an interviewer{constant}",
        f"        # respondent_covariates: [{respondents}] # what is known of respondents: does a flag survive it?",
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
    on, taken = (", ".join(_yaml(name) for name in join[key]) for key in ("on", "columns"))
    return [
        "    interviewers:",
        f"      data: {_yaml(join['data'])}",
        f"      on: [{on}] # the columns whose values say which row belongs to an interview",
        f"      columns: [{taken}] # what to take from it; columns of both files are left out",
    ]


def _account(columns: dict, entries: dict, n_screen: int) -> list[str]:
    found = [f"{role}: {one_line(column)}" for role, column in columns.items() if column]
    missing = sum(bool(entry.missing) for entry in entries.values())
    suspected = [item for item, entry in entries.items() if entry.remark]
    said = [
        f"Recognised {', '.join(found) or 'no column by its name'}.",
        f"codebook.yaml: {len(entries)} items, {missing} with missing codes, {n_screen} to screen.",
    ]
    if suspected:
        said.append(
            f"Suspected codes, to be confirmed in codebook.yaml: {', '.join(map(one_line, suspected[:LISTED]))}."
        )
    if not columns["interviewer"]:
        said.append("No interviewer column was recognised: write it in columns.interviewer of config.yaml.")
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

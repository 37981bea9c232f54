"""Check config, codebook and data before anything is fitted: every problem of every survey, in one
list.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer_effects.config import base_of, known_part, load_config_dict, validate
from interviewer_effects.files import read_json, write_json
from interviewer_effects.frames import present
from interviewer_effects.inputs import described_columns, files_of_survey, fingerprints_of
from interviewer_effects.plain_yaml import load_yaml, with_text_keys
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.specification import AnalysisSpec

if TYPE_CHECKING:
    from interviewer_effects.part_checks import Parts

CODE = ("*.py", "survey/**/*.py", "mixed/**/*.py", "audit/**/*.py")


def check_config(path: str | os.PathLike) -> list[Problem]:
    """List every problem of the config, of the codebooks and of the surveys it names; empty when it
    can be run.
    """
    return examine(path)[0]


def examine(path: str | os.PathLike) -> tuple[list[Problem], list[str]]:
    """Check a config file; return its problems, and what is worth knowing of each survey that could
    be read.
    """
    try:
        content = load_yaml(path)
    except AuditError as error:
        return error.problems, []
    problems, of_surveys, examined = _examine(content, path)
    notes = [note for one in examined.values() for note in one.notes]
    return [*problems, *(problem for found in of_surveys.values() for problem in found)], notes


@dataclass(frozen=True)
class Examined:
    """One survey as checked: what keeps it from being audited, what is worth knowing, and its parts
    if it is split.
    """

    problems: list[Problem]
    notes: list[str]
    parts: Parts | None = None


def _examine(
    content: object, path: str | os.PathLike
) -> tuple[list[Problem], dict[str, list[Problem]], dict[str, Examined]]:
    """Check a config as read: its own problems, those of each survey, and all that the check found
    of each.

    Surveys are checked even where the config has unknown keys, so that all is said at once; a
    survey whose own entry is otherwise wrong is not opened.
    """
    file, base = str(path), base_of(path)
    problems = [*validate(content, file), *_key_problems(content, base)]
    surveys = _sound_surveys(content, file).items()
    min_cell = _min_cell(content)
    examined = {
        name: _examine_survey(config["surveys"][name], name, base, file, min_cell)
        for name, config in surveys
    }
    return problems, {name: one.problems for name, one in examined.items()}, examined


def check_survey(
    config: dict, survey: str, base: str | os.PathLike, config_file: str = "config.yaml"
) -> list[Problem]:
    """List every problem of one survey of a filled config: its codebook, its data and each
    analysis.
    """
    return _examine_survey(
        config["surveys"][survey], survey, Path(base), config_file, _min_cell(config)
    ).problems


def check_once(
    content: object, config_file: str | os.PathLike, stamp: Path, spare: bool = False
) -> dict:
    """Check a config as read and everything it names; return it filled, with a survey for each part
    of a split one.

    Surveys found sound before are not read again: `stamp` remembers the config and the dates of its
    files. Raises AuditError with every problem; with `spare` a survey with problems is left out as
    long as another is sound, and `refused` says why. For a Snakefile, which every job reads again:
    only the first pays.
    """
    file = str(config_file)
    content = with_text_keys(content, file)
    mark = (
        None
        if validate(content, file)
        else _fingerprint(load_config_dict(content, file), base_of(config_file))
    )
    known = _known(stamp)
    if mark is not None and known.get("of") == mark and (spare or not known["refused"]):
        return known["config"]
    problems, of_surveys, examined = _examine(content, config_file)
    bad = {name: found for name, found in of_surveys.items() if found}
    if problems or (bad and not (spare and len(bad) < len(of_surveys))):
        raise AuditError([*problems, *(problem for found in bad.values() for problem in found)])
    from interviewer_effects.survey.parts import with_parts

    whole = present(mark)["config"]
    sound = {name: survey for name, survey in whole["surveys"].items() if name not in bad}
    config = with_parts(whole | {"surveys": sound}, _audited_parts(examined))
    unaudited = {
        part: why
        for name in sound
        if (parts := examined[name].parts)
        for part, why in parts.reasons.items()
    }
    said = {name: str(AuditError(found)) for name, found in bad.items()}
    known = {"config": config, "of": mark, "refused": said, "unaudited": unaudited}
    write_json(known | {"inputs": fingerprints_of(config, base_of(config_file))}, stamp)
    return config


def config_with_parts(config_file: str | os.PathLike) -> dict:
    """The filled config with the parts of each split survey in its place.

    Raises AuditError with everything that is wrong with it.
    """
    from interviewer_effects.survey.parts import with_parts

    content = load_yaml(config_file)
    problems, of_surveys, examined = _examine(content, config_file)
    faults = [*problems, *(problem for found in of_surveys.values() for problem in found)]
    if faults:
        raise AuditError(faults)
    return with_parts(load_config_dict(content, str(config_file)), _audited_parts(examined))


def _audited_parts(examined: dict) -> dict[str, dict[str, dict]]:
    """The entries of the parts of each survey that is split, by their names."""
    return {name: one.parts.entries for name, one in examined.items() if one.parts is not None}


def _known(stamp: Path) -> dict:
    """What an earlier check wrote; nothing where none did, or where somebody wrote something else
    there.
    """
    try:
        known = read_json(stamp)
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def unaudited(stamp: Path) -> dict[str, str]:
    """Why each part of a split survey, or an analysis of it, is not audited, by the check that
    wrote the stamp.
    """
    return read_json(stamp)["unaudited"]


def refused(stamp: Path) -> dict[str, str]:
    """Why each survey was left out by the check that wrote the stamp; empty where none was."""
    return read_json(stamp)["refused"]


def inputs_of(stamp: Path) -> dict:
    """The fingerprints of all files that surveys are read from, as the check that wrote the stamp
    found them.
    """
    return read_json(stamp)["inputs"]


def changed_since(stamp: Path, base: Path) -> list[str]:
    """The files that were written to since the check that wrote the stamp, as the config names
    them.
    """
    files = read_json(stamp)["of"]["files"]
    return [name for name, *facts in files if facts != _size_and_times(base / name)]


def _fingerprint(config: dict, base: Path) -> dict:
    """What the outcome of the check depends on: the config, its files by size and time, and the
    checks themselves.
    """
    named = {path for survey in config["surveys"].values() for path in files_of_survey(survey)}
    code = [path for part in CODE for path in Path(__file__).parent.glob(part)]
    return {
        "config": config,
        "files": [[name, *_size_and_times(base / name)] for name in sorted(named)],
        "code": [[path.name, *_size_and_times(path)] for path in sorted(code)],
    }


def _size_and_times(path: Path) -> list[int]:
    try:
        facts = path.stat()
    except (OSError, ValueError):  # absent, or no path at all: the check says which
        return [0, 0, 0]
    return [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns]  # the last cannot be set back


def _sound_surveys(content: object, file: str) -> dict[str, dict]:
    """Fill the config of each survey that can be opened: nothing worse than unknown keys is wrong
    with its entry.
    """
    surveys = content.get("surveys") if isinstance(content, dict) else None
    sound = {}
    for name, survey in surveys.items() if isinstance(surveys, dict) else ():
        try:
            sound[name] = load_config_dict(known_part({"surveys": {name: survey}}), file)
        except AuditError:
            continue
    return sound


def _min_cell(content: object) -> int:
    """The fewest respondents that may be shown; 1 where the config is too wrong to say."""
    privacy = content.get("privacy") if isinstance(content, dict) else None
    min_cell = privacy.get("min_cell") if isinstance(privacy, dict) else None
    return int(min_cell) if isinstance(min_cell, (int, float)) and math.isfinite(min_cell) else 1


def _hiding_problems(n: int, name: str, min_cell: int, config_file: str) -> Iterator[Problem]:
    """A smallest count that no count of the survey reaches."""
    if min_cell > n:
        said = f"Hides everything: the survey {name} has {_counted(n, 'interview')}."
        remedy = "Set it to the fewest respondents that may be shown, such as 5."
        yield Problem(config_file, "privacy.min_cell", min_cell, None, said, remedy)


def _examine_survey(
    survey: dict, name: str, base: Path, config_file: str, min_cell: int
) -> Examined:
    from interviewer_effects.audit.model_faults import analysis_faults, screen_faults, screen_notes
    from interviewer_effects.audit.models.absent_interviewers import absence_notes
    from interviewer_effects.part_checks import examined_parts
    from interviewer_effects.survey.codes.codebook import codebook_problems
    from interviewer_effects.survey.codes.recode import recode
    from interviewer_effects.survey.faults import survey_faults
    from interviewer_effects.survey.load import load_survey
    from interviewer_effects.survey.parts import part_problems
    from interviewer_effects.survey.suspects import with_suspects

    key = f"surveys.{name}"
    try:
        loaded = load_survey(survey, name, base, config_file)
    except AuditError as error:
        return Examined(error.problems, [])
    checked = with_suspects(loaded, _interviewer_covariates(survey))
    recoded = recode(checked.frame, checked.codebook)
    found = [
        *codebook_problems(loaded.declared, checked.frame, loaded.columns),
        *survey_faults(checked, key),
    ]
    notes, parts = [], None
    if survey["split_by"]:
        split = list(
            part_problems(checked.frame, survey, name, config_file, checked.source.get("n_checked"))
        )
        parts = None if split or found else examined_parts(checked, recoded, survey, name)
        found += split
    for analysis, section in survey["analyses"].items():
        settings = AnalysisSpec.of(section)
        if parts is not None and loaded.others is None and parts.has(analysis):
            continue
        faults = list(analysis_faults(checked, recoded, settings, f"{key}.analyses.{analysis}"))
        notes += (
            []
            if faults
            else [
                f"{name}, {analysis}: {said}" for said in absence_notes(checked, recoded, settings)
            ]
        )
        found += faults
    found += screen_faults(checked, recoded, survey["screen"], key)
    notes += [f"{name}: {said}" for said in screen_notes(checked, recoded, survey["screen"])]
    if parts is not None:
        found += [] if parts.entries or found else parts.problems(survey, name, config_file)
        notes += parts.notes
    found += _hiding_problems(len(loaded.frame), name, min_cell, config_file)
    found = list(dict.fromkeys(found))
    return Examined(found, [*_notes(survey, name, loaded, len(found)), *notes], parts)


def _interviewer_covariates(survey: dict) -> list[str]:
    named = [
        name
        for analysis in survey["analyses"].values()
        for name in analysis["interviewer_covariates"]
    ]
    return list(dict.fromkeys(named))


def _notes(survey: dict, name: str, loaded, n_problems: int) -> list[str]:
    """Say in one line what was checked and what a codebook would have said, then what is worth a
    look.
    """
    from interviewer_effects.survey.notes import n_unconfirmed, survey_notes, suspicion
    from interviewer_effects.survey.personal import personal_notes

    ids = loaded.frame.get(loaded.columns["interviewer"])
    coded = sum(bool(entry["missing"]) for entry in loaded.codebook.values())
    by = "" if ids is None else f" by {_counted(ids.nunique(), 'interviewer')}"
    values = loaded.frame.get(survey["split_by"])
    parts = "" if values is None else f" in {_counted(values.nunique(), 'part')}"
    said = (
        f"{name}: {_counted(len(loaded.frame), 'interview')}{by}{parts}; "
        f"{_counted(len(loaded.codebook), 'item')}, {coded} with missing codes; "
        f"{_analyses(survey)}; {_counted(len(survey['screen']), 'item')} to screen: "
        f"{_counted(n_problems, 'problem') if n_problems else 'no problem'} found"
    )
    doubtful = n_unconfirmed(loaded)
    said += f", {_counted(doubtful, 'suspected code')} to confirm." if doubtful else "."
    notes = [*survey_notes(loaded), *personal_notes(loaded, described_columns(survey))]
    return [f"{said} {suspicion(loaded)}".rstrip(), *(f"{name}: {note}" for note in notes)]


def _key_problems(content: object, base: Path) -> list[Problem]:
    """What is wrong with the key of the folder, where anything is to be hidden."""
    from interviewer_effects.survey.identities.key import FOLDER, key_problems

    privacy = content.get("privacy") if isinstance(content, dict) else None
    asked = isinstance(privacy, dict) and privacy.get("pseudonyms") is True
    asked |= _min_cell(content) > 1
    return key_problems(base / FOLDER) if asked else []


def _analyses(survey: dict) -> str:
    return f"analyses: {', '.join(survey['analyses'])}" if survey["analyses"] else "no analysis"


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"

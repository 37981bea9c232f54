"""What a survey is read from, by its bytes: files by SHA-256, codebooks apart from the labels,
which change no number.

A date says little of a file: it may be touched, copied, written by a machine whose clock is wrong,
or written again while it is read. So a run begins with the fingerprints of all files, a reading is
asked for where one of them changed, and it ends with an error where the file is not the one that
the run began with.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from interviewer_effects.problems import AuditError, Problem

SIMULATED = "simulate"
NO_COLUMNS = (
    "covariance",
    "weights",
    "family",
    "centre",
)  # keys of an analysis whose words are no columns


def digest_of(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of_survey(survey: dict) -> list[str]:
    """The files that the entry of a survey in the config names: data, codebook, the file to
    join.
    """
    named = [survey["data"], survey["codebook"], (survey["interviewers"] or {}).get("data")]
    return [path for path in named if isinstance(path, str) and path != SIMULATED]


def fingerprints_of(config: dict, base: Path) -> dict:
    """What the readings of all surveys of a checked config depend on beside it.

    `files` is SHA-256 by path, `codebooks` what `codebook_parts` says of each codebook in a file,
    by path.
    """
    surveys = config["surveys"].values()
    named = sorted({path for survey in surveys for path in files_of_survey(survey)})
    codebooks = sorted(
        {survey["codebook"] for survey in surveys if isinstance(survey["codebook"], str)}
    )
    return {
        "files": {path: digest_of(base / path) for path in named},
        "codebooks": {path: codebook_parts(_read_codebook(base / path)) for path in codebooks},
    }


def codebook_parts(items: dict) -> dict:
    """`items`: the items; `labels`: what the user calls them; `coding`: one fingerprint of
    everything else.
    """
    entries = {item: entry or {} for item, entry in items.items()}
    labels = {item: entry["label"] for item, entry in entries.items() if entry.get("label")}
    text = json.dumps(without_labels(entries), sort_keys=True)
    return {
        "items": list(entries),
        "labels": labels,
        "coding": hashlib.sha256(text.encode()).hexdigest(),
    }


def without_labels(items: dict) -> dict:
    """The codebook without what the items are called."""
    return {
        item: {key: entry[key] for key in entry if key != "label"} for item, entry in items.items()
    }


def labels_of(survey: dict, fingerprints: dict) -> dict[str, str]:
    """What the user calls the items of a survey of the config."""
    return _parts_of_survey(survey, fingerprints)["labels"]


def used_columns(survey: dict) -> dict[str, str]:
    """The columns that the analyses, the screening and split_by of a survey use, each with the
    first key that does.
    """
    used: dict[str, str] = {}
    for name, analysis in survey["analyses"].items():
        for key, value in analysis.items():
            for column in _names(value) if key not in NO_COLUMNS else ():
                used.setdefault(column, f"analyses.{name}.{key}")
    for key in ("screen", "split_by"):
        for column in _names(survey[key]):
            used.setdefault(column, key)
    return used


def described_columns(survey: dict) -> dict[str, str]:
    """The columns that a survey of the config uses, or that its own codebook describes, each with
    the first key that does.
    """
    book = survey["codebook"]
    described = dict.fromkeys(book, "codebook") if isinstance(book, dict) else {}
    return described | used_columns(survey)


def named_items(survey: dict, fingerprints: dict, private: bool) -> list[str] | None:
    """The items of which values may be published: those that the config uses or describes itself,
    and unless this is `private` those of a codebook in a file of its own; None, all of them, of a
    simulated survey.
    """
    if survey["data"] == SIMULATED:
        return None
    in_a_file = isinstance(survey["codebook"], str)
    described = [] if private and in_a_file else _parts_of_survey(survey, fingerprints)["items"]
    return list(dict.fromkeys([*used_columns(survey), *described]))


def _parts_of_survey(survey: dict, fingerprints: dict) -> dict:
    spec = survey["codebook"] or {}
    return fingerprints["codebooks"][spec] if isinstance(spec, str) else codebook_parts(spec)


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def reading_of_survey(survey: dict, fingerprints: dict) -> dict:
    """What a reading of a survey depends on: SHA-256 of data and file to join, and the coding of
    the codebook.
    """
    codebook = survey["codebook"]
    digests = {
        path: fingerprints["files"][path] for path in files_of_survey(survey) if path != codebook
    }
    if isinstance(codebook, str):
        digests[codebook] = fingerprints["codebooks"][codebook]["coding"]
    return digests


def refuse_other_inputs(expected: dict, survey: dict, base: Path, data_read: str) -> None:
    """Raise AuditError where a file is not the one that is to be read; `data_read` is SHA-256 of
    the data.
    """
    codebook = survey["codebook"]
    problems = []
    for path, digest in expected.items():
        if path == codebook:
            found = codebook_parts(_read_codebook(base / path))["coding"]
        else:
            found = data_read if path == survey["data"] else digest_of(base / path)
        if found != digest:
            said = "This file was changed after the run had begun."
            problems.append(Problem(path, None, None, None, said, "Give the same command again."))
    if problems:
        raise AuditError(problems)


def _read_codebook(path: Path) -> dict:
    from interviewer_effects.plain_yaml import load_yaml

    content = load_yaml(path)
    return content if isinstance(content, dict) else {}

"""The stage read_survey: a survey file as a typed table with its resolved codebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from interviewer_effects.inputs import refuse_other_inputs
from interviewer_effects.survey.counted import Counted
from interviewer_effects.survey.identities.key import key_of_run
from interviewer_effects.survey.identities.keyed import drawn_edges, keyed
from interviewer_effects.survey.identities.pseudonyms import kept_apart
from interviewer_effects.survey.load import Survey, load_survey
from interviewer_effects.survey.reading.stored import write_survey
from interviewer_effects.survey.weight import describe_weight


@dataclass(frozen=True)
class SurveyTables:
    """What a survey file itself says: of each code, of the second file, of the weight."""

    codes: pd.DataFrame
    join: pd.DataFrame
    weights: pd.DataFrame


def read_survey(
    entry: Mapping[str, Any],
    name: str,
    base: Path,
    *,
    fingerprints: Mapping[str, str] | None = None,
    pseudonyms: bool | str = False,
) -> Survey:
    """One survey of the config, its items labelled as the file labels them.

    Parameters
    ----------
    entry
        The survey's entry in the filled config.
    name
        What the config calls it.
    base
        The folder that paths of the entry are relative to.
    fingerprints
        Those of the files that are to be read, by path; None where any will do.
    pseudonyms
        Whether ids are replaced, or the mark of the key by which they are.

    Raises
    ------
    AuditError
        Where a file cannot be read, or is another one than was to be read.
    """
    survey = load_survey(dict(entry), name, base, "config.yaml", labelled=False)
    if fingerprints is not None:
        refuse_other_inputs(
            dict(fingerprints), dict(entry), base, data_read=survey.source["sha256"]
        )
    if not pseudonyms:
        return survey
    mark = None if pseudonyms is True else pseudonyms
    return kept_apart(survey, name, mark)


def store_interviews(survey: Survey, path: str | Path) -> Survey:
    """Write the interviews, those of a large file block by block; returns the survey with facts
    about all of them.
    """
    counted = Counted(survey)
    write_survey(survey.frame, counted.frames(), path)
    return counted.whole()


def told_facts(facts: dict[str, Any], path: str | Path, mark: bool | str) -> dict[str, Any]:
    """What was read, of a survey whose interviews are stored at a path.

    Where anything is to be hidden (`mark` is that of the key, True for any) with a fingerprint that
    nobody can compute without the key, and what edges of rounding are drawn from.
    """
    if not mark:
        return facts
    key = key_of_run(None if mark is True else str(mark))
    others = {name: fact for name, fact in facts.items() if name != "sha256"}
    told = {"hmac_sha256": keyed(key, facts["sha256"])} if "sha256" in facts else {}
    return others | told | {"rounding": drawn_edges(Path(path), key)}


def survey_tables(survey: Survey) -> SurveyTables:
    """codes.csv, join.csv and weights.csv."""
    weights = describe_weight(survey.frame, survey.columns)
    return SurveyTables(survey.codes, survey.account, weights)

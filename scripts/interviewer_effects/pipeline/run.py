"""An audit in one call, for notebooks and Python users."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from interviewer_effects.check import check_survey, config_with_parts
from interviewer_effects.config import base_of, load_config_dict
from interviewer_effects.files import write_parquet
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.specification import AnalysisSpec, Settings

from .chain import Audit, audit_survey

CALLER = "run_audit"  # where the messages of a check say that something is wrong
NAME = "survey"


def run_audit(
    survey: pd.DataFrame | str | os.PathLike,
    analyses: AnalysisSpec | Mapping[str, AnalysisSpec],
    settings: Settings | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    codebook: str | Mapping[str, Any] | None = None,
    screen: Collection[str] = (),
    **reading: Any,
) -> Audit:
    """Audit the interviewers of a survey, as the workflow does.

    Nothing is written, and nothing is hidden: the tables are for whoever may see the interviews.

    Parameters
    ----------
    survey
        One row per interview, or the path of a file of any format that the workflow reads;
        "simulate" is the synthetic survey.
    analyses
        One outcome with its models, or several by name.
    settings
        Replicates, seed, level, adjustment; those of an empty config where None.
    columns
        The column of each role: `interviewer`, which is needed, `interview`, `weight`,
        `interviewer_weight`, `area`.
    codebook
        Labels, valid ranges and missing codes of items, or the path of a file of them.
    screen
        Items whose variance between interviewers is estimated.
    **reading
        Other keys that a survey has in the config, such as `encoding` or `interviewers`.

    Returns
    -------
    Audit
        With the tables by name.

    Raises
    ------
    AuditError
        With everything that keeps the survey from being audited.
    """
    with TemporaryDirectory() as kept:
        folder = Path(kept)
        named = {"analysis": analyses} if isinstance(analyses, AnalysisSpec) else dict(analyses)
        entry = {
            "data": _path(survey, folder),
            "columns": dict(columns or {}),
            "codebook": codebook,
            "screen": list(screen),
            "analyses": {name: spec.section() for name, spec in named.items()},
            **reading,
        }
        content = {"surveys": {NAME: entry}, **(settings or Settings()).sections()}
        config = load_config_dict(content, CALLER)
        if config["surveys"][NAME]["split_by"]:
            raise AuditError(_split(config["surveys"][NAME]["split_by"]))
        problems = check_survey(config, NAME, Path.cwd(), CALLER)
        if problems:
            raise AuditError(problems)
        return audit_survey(config, NAME, Path.cwd(), folder)


def run_config(config: str | os.PathLike, survey: str) -> Audit:
    """Audit one survey of a config file, as the workflow does: the tables without its files.

    Parameters
    ----------
    config
        The path of config.yaml.
    survey
        The name of the survey in it; of a part of one that is split, such as example-BE.

    Raises
    ------
    AuditError
        With everything that is wrong with the config and its surveys.
    KeyError
        Where it has no such survey.
    """
    filled = config_with_parts(config)
    with TemporaryDirectory() as folder:
        return audit_survey(filled, survey, base_of(config), Path(folder))


def _split(column: str) -> Problem:
    said = "A survey in parts is several audits."
    return Problem(CALLER, "split_by", column, None, said, "Audit each part by itself.")


def _path(survey: pd.DataFrame | str | os.PathLike, folder: Path) -> str:
    """The file to read: a frame is read as the same frame in a Parquet file."""
    if not isinstance(survey, pd.DataFrame):
        return os.fspath(survey)
    path = folder / "frame.parquet"
    write_parquet(survey, path)
    return str(path)

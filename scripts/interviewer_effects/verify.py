"""`interviewer-audit verify`: whether inputs, settings, results and reports of a folder belong
together.
"""

from __future__ import annotations

from pathlib import Path

from interviewer_effects.check import config_with_parts
from interviewer_effects.config import load_config, settings_of
from interviewer_effects.manifest import Now, changes, index_changes
from interviewer_effects.problems import AuditError, Problem


def verified(root: Path) -> tuple[list[str], list[Problem]]:
    """The surveys with results in a folder, and what does not belong together."""
    surveys = sorted(path.name for path in (root / "results").glob("*") if path.is_dir())
    try:
        now = Now(root, settings_now(root))
    except AuditError as error:
        return surveys, error.problems
    found = [problem for survey in surveys for problem in changes(survey, now)]
    return surveys, [*found, *index_changes(now)]


def settings_now(root: Path) -> dict | None:
    """What config.yaml says of each survey, by name; None where there is none, or where the data
    that are to be split into surveys are not at hand. Raises AuditError with what is wrong with
    config.yaml.
    """
    file = root / "config.yaml"
    if not file.is_file():
        return None
    config = load_config(file)
    if any(survey["split_by"] for survey in config["surveys"].values()):
        try:
            config = config_with_parts(file)
        except AuditError:
            return None
    return {name: settings_of(config, name) for name in config["surveys"]}

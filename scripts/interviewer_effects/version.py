"""The version of this project, for `interviewer_effects.__version__`, the command line and the
provenance.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NAME = "interviewer-effects"
UNKNOWN = "unknown"
CHECKOUT = Path(__file__).parents[2]  # where pyproject.toml lies if this file is in a checkout


def version_of(root: Path) -> str:
    """The version that a checkout states in its pyproject.toml, else the version of the installed
    package.

    Parameters
    ----------
    root : Path
        Top folder of a checkout of this project. The metadata of an editable installation can be
        older than its checkout, so pyproject.toml is read first.

    Returns
    -------
    str
        Such as "0.2.0"; "unknown" where there is neither a checkout nor an installed package.
    """
    project = root / "pyproject.toml"
    stated = (
        tomllib.loads(project.read_text(encoding="utf-8")).get("project", {})
        if project.is_file()
        else {}
    )
    if stated.get("name") == NAME:
        return stated["version"]
    try:
        return version(NAME)
    except PackageNotFoundError:
        return UNKNOWN

"""What was run: the command, the version of the tool and the state of its checkout, the settings
that were read.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from .version import UNKNOWN

MADE_OF = (
    "Snakefile",
    "scripts",
    "workflow",
    "reports",
    "environment.yml",
)  # of the project: what a result rests on


def command_of(files: Iterable[object], overrides: Mapping[str, object], imported: bool) -> str:
    """The command of a run with every option that can change a number: config files and settings
    given by --config.

    --cores, --directory, --profile and the like are left out, as the same results come from all of
    them. A rule of another workflow has no command of its own.
    """
    if imported:
        return "a rule of another workflow, which names this one by `module`"
    named = [str(file) for file in files]
    words = ["snakemake", *(["--configfile", *named] if named else [])]
    words += (
        ["--config", *(f"{key}={value}" for key, value in overrides.items())] if overrides else []
    )
    return " ".join(map(shlex.quote, words))


def config_used(settings: Mapping[str, object]) -> dict:
    """The entry of a survey without what nothing was read from: the seed of a simulation, of a
    survey that is none.
    """
    return {
        key: value
        for key, value in settings.items()
        if key != "simulate" or settings["data"] == "simulate"
    }


def revision(root: Path) -> str:
    """The commit of the project, followed by "modified" where a file that results rest on differs
    from it or is not in it; "unknown" outside a git checkout of its own and where there is no git.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    commit = _git(root, "rev-parse", "--short=12", "HEAD")
    if not commit or not top or Path(top).resolve() != root.resolve():
        return UNKNOWN
    changed = _git(root, "status", "--porcelain", "--untracked-files=all", "--", *MADE_OF)
    return f"{commit}, modified" if changed else commit


def _git(root: Path, *words: str) -> str:
    """What git says; nothing where it fails or is not there."""
    if not shutil.which("git"):
        return ""
    said = subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True, check=False
    )
    return said.stdout.strip() if said.returncode == 0 else ""

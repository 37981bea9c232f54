"""The fingerprints of everything that a run made, and what has changed since."""

from __future__ import annotations

import hashlib
from pathlib import Path

from .files import read_json
from .problems import Problem

AGAIN = "Delete it and run the audit again: it is made anew from the same input."


def fingerprints(files: list[Path], root: Path) -> dict[str, str]:
    """SHA-256 of each file by its path inside root, in the order of the paths."""
    return {path.relative_to(root).as_posix(): _sha256(path) for path in sorted(files)}


def files_of(survey: str, root: Path) -> list[Path]:
    """What a run leaves for one survey: its results (but the manifest) and its report, with what lies beside."""
    made = [path for path in (root / "results" / survey).rglob("*") if path.is_file() and not _own(path)]
    beside = [path for path in (root / "reports" / survey).rglob("*") if path.is_file() and not _own(path)]
    report = root / "reports" / f"{survey}.html"
    return [*made, *beside, report] if report.is_file() else [*made, *beside]


def changes(survey: str, root: Path) -> list[Problem]:
    """What is no longer as the manifest of a survey recorded it: changed, missing, or added files."""
    recorded_in = manifest_path(survey, root)
    if not recorded_in.is_file():
        missing = "There is no manifest of a finished run."
        return [Problem(_shown(recorded_in, root), None, None, None, missing, "Run `snakemake --cores 4` first.")]
    recorded, found = read_json(recorded_in), fingerprints(files_of(survey, root), root)
    problems = [
        Problem(name, None, None, None, *_difference(sha256, found.get(name)))
        for name, sha256 in recorded.items()
        if found.get(name) != sha256
    ]
    extra = "It is not a file of the recorded run."
    problems += [Problem(name, None, None, None, extra, "Remove it.") for name in found if name not in recorded]
    return problems + _data_changed(root / "results" / survey / "source.json", root)


def _data_changed(facts: Path, root: Path) -> list[Problem]:
    """Whether the survey file itself is another one than the audited."""
    source = read_json(facts) if facts.is_file() else {}
    data = root / (source.get("path") or "")
    if source.get("synthetic", True) or not data.is_file() or _sha256(data) == source["sha256"]:
        return []
    message = "The survey file is not the one that was audited."
    return [Problem(str(source["path"]), None, None, None, message, "Run the audit again.")]


def manifest_path(survey: str, root: Path) -> Path:
    """Where the manifest of a survey lies."""
    return root / "results" / survey / "manifest.json"


def _difference(recorded: str, found: str | None) -> tuple[str, str]:
    if found is None:
        return "It was made by the recorded run and is missing.", "Run the audit again."
    return f"Its content has changed: SHA-256 {found[:12]}…, recorded {recorded[:12]}….", AGAIN


def _own(path: Path) -> bool:
    return path.name == "manifest.json" or path.name.startswith(".")


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""The fingerprints of everything that a run made and of what it was made from, and what has changed
since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interviewer_effects.files import read_json, write_json
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.survey.identities.key import FOLDER, KEY_FILE, key_at_hand
from interviewer_effects.survey.identities.keyed import fingerprint

RUN = "Run the audit again."
AGAIN = "Delete it and run the audit again: it is made anew from the same input."
INDEX = "results/index.json"
PAGES = ("reports/index.html", "reports/index-surveys.csv", "reports/index-items.csv")


@dataclass(frozen=True)
class Now:
    """What lies in a folder today: `settings` of each survey by its config.yaml (None where there
    is none that counts), `root` the folder itself.
    """

    root: Path
    settings: dict[str, Any] | None = None


def fingerprints(files: list[Path], root: Path, key: bytes | None = None) -> dict[str, str]:
    """The fingerprint of each file by its path inside root, in the order of the paths."""
    return {path.relative_to(root).as_posix(): fingerprint(path, key) for path in sorted(files)}


def files_of(survey: str, root: Path) -> list[Path]:
    """What a run leaves for one survey: its results (but the manifest) and its report, with what
    lies beside.
    """
    made = [
        path for path in (root / "results" / survey).rglob("*") if path.is_file() and not _own(path)
    ]
    beside = [
        path for path in (root / "reports" / survey).rglob("*") if path.is_file() and not _own(path)
    ]
    report = root / "reports" / f"{survey}.html"
    return [*made, *beside, report] if report.is_file() else [*made, *beside]


def write_manifest(
    survey: str,
    root: Path,
    inputs: dict[str, str],
    settings: dict | None,
    key: bytes | None = None,
) -> int:
    """Record the files of a finished audit, the fingerprints of its inputs by path, and its
    settings (None where they are not those of config.yaml); return the number of files. With a key
    all fingerprints are keyed: those of the working copies would tell what is hidden.
    """
    files = fingerprints(files_of(survey, root), root, key)
    recorded = {"keyed": key is not None, "inputs": inputs, "settings": settings, "files": files}
    write_json(recorded, manifest_path(survey, root))
    return len(files)


def changes(survey: str, now: Now) -> list[Problem]:
    """What is no longer as the manifest of a survey recorded it: other inputs or settings, changed,
    missing, or added files.
    """
    recorded_in = manifest_path(survey, now.root)
    recorded = read_json(recorded_in) if recorded_in.is_file() else {}
    if "files" not in recorded:  # none, or one of an older version
        missing = "There is no manifest of a finished run."
        return [
            Problem(
                _shown(recorded_in, now.root),
                None,
                None,
                None,
                missing,
                "Run `snakemake --cores 4` first.",
            )
        ]
    try:
        key = _key_of(recorded, now.root)
    except AuditError as error:
        return error.problems
    differences = [
        *_inputs_changed(recorded["inputs"], survey, now.root, key=key),
        *_settings_changed(recorded, survey, now),
    ]
    files = fingerprints(files_of(survey, now.root), now.root, key)
    return [*differences, *_files_changed(recorded["files"], files, RUN if differences else AGAIN)]


def _key_of(recorded: dict, root: Path) -> bytes | None:
    """The key of the fingerprints of a manifest; None where they are not keyed. Raises AuditError
    where they are, and the key is not here.
    """
    if not recorded.get("keyed"):
        return None
    key = key_at_hand(root / FOLDER)
    if key is None:
        said = "Without the key of this folder nobody can tell whether its files are as recorded."
        remedy = "Put it back, or verify where the audit was run."
        raise AuditError(Problem(str(FOLDER / KEY_FILE), None, None, None, said, remedy))
    return key


def edited(surveys: Iterable[str], root: Path) -> list[Path]:
    """The files of finished audits that somebody has written to since: newer than the manifest, and
    not what it recorded. The next run would take them for its own.
    """
    return [path for survey in surveys for path in _edited_of(survey, root)]


def _edited_of(survey: str, root: Path) -> list[Path]:
    recorded_in = manifest_path(survey, root)
    recorded = read_json(recorded_in) if recorded_in.is_file() else {}
    finished = recorded_in.stat().st_mtime_ns if recorded else 0
    digests = {root / name: digest for name, digest in recorded.get("files", {}).items()}
    newer = [path for path in digests if path.is_file() and path.stat().st_mtime_ns > finished]
    key = _key_of(recorded, root) if newer else None
    return [path for path in newer if fingerprint(path, key) != digests[path]]


def write_index_manifest(surveys: list[str], root: Path) -> None:
    """Record the page of all surveys, which of them it names, and the tables beside it; none where
    there is none.
    """
    made = [root / page for page in PAGES if (root / page).is_file()]
    write_json({"surveys": surveys, "files": fingerprints(made, root)}, root / INDEX)


def index_changes(now: Now) -> list[Problem]:
    """What of the page of all surveys is not as recorded, and surveys that it names and the config
    does not.
    """
    found = fingerprints(
        [now.root / page for page in PAGES if (now.root / page).is_file()], now.root
    )
    if not (now.root / INDEX).is_file():
        said = "It was not made by a run that ended well."
        return [Problem(name, None, None, None, said, RUN) for name in found]
    recorded = read_json(now.root / INDEX)
    problems = _differences(recorded["files"], found, AGAIN)
    if now.settings is not None and found and set(recorded["surveys"]) != set(now.settings):
        differing = ", ".join(sorted(set(recorded["surveys"]) ^ set(now.settings)))
        said = f"The surveys that it names are not those of config.yaml ({differing})."
        problems.append(Problem(PAGES[0], None, None, None, said, RUN))
    return problems


def manifest_path(survey: str, root: Path) -> Path:
    """Where the manifest of a survey lies."""
    return root / "results" / survey / "manifest.json"


def _inputs_changed(
    recorded: dict[str, str], survey: str, root: Path, *, key: bytes | None
) -> list[Problem]:
    """Files that the survey was read from and that are others by now. One that is not there may lie
    elsewhere.
    """
    others = [
        path
        for path in recorded
        if (root / path).is_file() and fingerprint(root / path, key) != recorded[path]
    ]
    said = f"This is not the file that was audited: reports/{survey}.html does not belong to it."
    return [
        Problem(path, None, None, None, said, f"{RUN} It makes the results of {survey} again.")
        for path in others
    ]


def _settings_changed(recorded: dict, survey: str, now: Now) -> list[Problem]:
    """Settings of config.yaml that are not those of the audit."""
    if now.settings is None or recorded["settings"] is None:
        return []
    if survey not in now.settings:
        said = (
            f"The survey {survey} is no longer here; its results and its report are those of an "
            "earlier run."
        )
        remedy = f"Remove results/{survey} and reports/{survey}.html, or put the survey back."
        return [Problem("config.yaml", None, None, None, said, remedy)]
    keys = _differing(recorded["settings"], now.settings[survey])
    said = f"This is not the setting of the audit: reports/{survey}.html does not belong to it."
    return [
        Problem("config.yaml", key, None, None, said, f"{RUN} It makes what rests on it again.")
        for key in keys
    ]


def _differing(recorded: object, found: object, key: str = "") -> list[str]:
    """The dotted keys under which two settings differ."""
    if not (isinstance(recorded, dict) and isinstance(found, dict)):
        return [] if recorded == found else [key]
    keys = [*recorded, *(name for name in found if name not in recorded)]
    under = {name: f"{key}.{name}".lstrip(".") for name in keys}
    parts = [_differing(recorded.get(name), found.get(name), under[name]) for name in keys]
    return [differing for part in parts for differing in part]


def _files_changed(recorded: dict[str, str], found: dict[str, str], remedy: str) -> list[Problem]:
    extra = "It is not a file of the recorded run."
    added = [
        Problem(name, None, None, None, extra, "Remove it.")
        for name in found
        if name not in recorded
    ]
    return [*_differences(recorded, found, remedy), *added]


def _differences(recorded: dict[str, str], found: dict[str, str], remedy: str) -> list[Problem]:
    """Recorded files that are missing or have another content."""
    differing = [name for name in recorded if found.get(name) != recorded[name]]
    return [
        Problem(name, None, None, None, *_difference(recorded[name], found.get(name), remedy))
        for name in differing
    ]


def _difference(recorded: str, found: str | None, remedy: str) -> tuple[str, str]:
    if found is None:
        return "It was made by the recorded run and is missing.", RUN
    return f"Its content has changed: {found[:12]}…, recorded {recorded[:12]}….", remedy


def _own(path: Path) -> bool:
    return path.name == "manifest.json" or path.name.startswith(".")


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()

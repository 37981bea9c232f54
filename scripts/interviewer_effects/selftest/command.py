"""The self-test of every analysis of a config, as `interviewer-audit self-test` runs, writes and
says it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.config import base_of, load_config
from interviewer_effects.files import write_csv, write_text
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.specification import AnalysisSpec, Settings
from interviewer_effects.survey.load import load_survey

from .planting import Outcome, self_test
from .scores import detection, false_flags, goals
from .simulated_survey import survey_design

OPENED, CLOSED = "<!-- self-test -->", "<!-- /self-test -->"
SHOWN = {"found": "flagged", "named": "cause named", "established": "cause established"}


@dataclass(frozen=True)
class Report:
    """The self-test of one analysis: what was planted and found, and the tables made of it."""

    survey: str
    analysis: str
    faults: pd.DataFrame
    detection: pd.DataFrame
    false_flags: pd.DataFrame
    goals: pd.DataFrame


def analyses(path: str | os.PathLike) -> list[tuple[str, str]]:
    """The surveys and analyses of a config."""
    return [
        (name, one)
        for name, survey in load_config(path)["surveys"].items()
        for one in survey["analyses"]
    ]


def run(
    path: str | os.PathLike, survey: str, analysis: str, surveys: int, seed: int | None, cores: int,
    done: Callable[[], None],
) -> Report:  # fmt: skip
    """Plant faults in the design of one analysis of a config; the seed is the config's when none is
    given.
    """
    config = load_config(path)
    settings, tests = config["surveys"][survey], config["tests"]
    seed = tests["seed"] if seed is None else seed
    read = load_survey(settings, survey, base_of(path), str(path))
    design = survey_design(
        read.frame,
        read.columns,
        read.codebook,
        AnalysisSpec.of(settings["analyses"][analysis]),
        settings["screen"],
    )
    flags = replace(Settings.of(config), seed=seed)
    return made(
        survey, analysis, self_test(design, flags, surveys, seed, cores, done), tests["alpha"]
    )


def made(survey: str, analysis: str, found: Outcome, alpha: float) -> Report:
    """The tables of a self-test."""
    tables = (
        detection(found.faults),
        false_flags(found.surveys),
        goals(found.faults, found.surveys, alpha),
    )
    return Report(survey, analysis, found.faults, *tables)


def write(reports: list[Report], folder: Path) -> list[Path]:
    """Write detection.csv (shares found), false_flags.csv, goals.csv, and every fault planted in
    faults.csv, of all analyses of one survey. Not among the results of a run, which have their
    fingerprints.
    """
    names = ("detection", "false_flags", "goals", "faults")
    paths = [folder / f"{name}.csv" for name in names]
    for path, part in zip(paths, names, strict=True):
        write_csv(pd.concat([getattr(r, part).assign(analysis=r.analysis) for r in reports]), path)
    return paths


def text(report: Report) -> str:
    """The self-test in lines of plain text."""
    return "\n".join("  ".join(cells).rstrip() for cells in _aligned(report))


def markdown(report: Report) -> str:
    """The same as tables for a Markdown page."""
    parts = []
    for table in _tables(report):
        head, *rows = table
        ruled = ["|".join(["", *("---" if k == 0 else "--:" for k in range(len(head))), ""])]
        lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
        parts.append("\n".join([lines[0], *ruled, *lines[1:]]))
    return "\n\n".join(parts)


def put_between_marks(path: str | os.PathLike, reports: list[Report]) -> None:
    """Replace what stands between the marks <!-- self-test --> and <!-- /self-test --> of a file by
    the tables.
    """
    before, rest = marked(path).split(OPENED, 1)
    tables = "\n\n".join(markdown(report) for report in reports)
    write_text(f"{before}{OPENED}\n\n{tables}\n\n{CLOSED}{rest.split(CLOSED, 1)[1]}", path)


def marked(path: str | os.PathLike) -> str:
    """The text of a file that has the marks. Raises AuditError when it has not."""
    content = Path(path).read_text(encoding="utf-8")
    if OPENED not in content or CLOSED not in content.split(OPENED, 1)[1]:
        raise AuditError(
            [
                Problem(
                    str(path), None, None, None, f"Has no {OPENED} and {CLOSED}.", "Write them in."
                )
            ]
        )
    return content


def _aligned(report: Report) -> Iterator[list[str]]:
    for table in _tables(report):
        widths = [max(len(row[k]) for row in table) for k in range(len(table[0]))]
        for row in table:
            yield [cell.ljust(width) if k == 0 else cell.rjust(width)
                   for k, (cell, width) in enumerate(zip(row, widths, strict=True))]  # fmt: skip
        yield [""]


def _tables(report: Report) -> list[list[list[str]]]:
    """The three tables as rows of cells, the head first."""
    return [_goals(report.goals), _false_flags(report.false_flags), _detection(report.detection)]


def _detection(table: pd.DataFrame) -> list[list[str]]:
    rows = table[
        table["setting"]
        == ("both" if (table["setting"] == "both").any() else table["setting"].iloc[0])
    ]
    out = [["planted", "size", "workload", "faults", *SHOWN.values()]]
    for r in rows.to_dict("records"):
        size = numbers.percent(r["size"]) if r["unit"].startswith("of ") else f"{r['size']:g}"
        unit = (
            r["unit"].removesuffix("s") if r["size"] == 1 and r["unit"] == "records" else r["unit"]
        )
        out.append(
            [
                r["kind"],
                f"{size} {unit}",
                f"{r['workload']:g}",
                str(r["faults"]),
                *(_share(r, k) for k in SHOWN),
            ]
        )
    return out


def _false_flags(table: pd.DataFrame) -> list[list[str]]:
    words = {"any": "flagged for any reason", "cause": "a cause named"}
    out = [["interviewers without a planted fault", "in", "of interviewers", "surveys with any"]]
    for r in table.to_dict("records"):
        known = (
            f" (expected: at most {numbers.percent(r['expected'])})" if r["expected"] > 0 else ""
        )
        what = words.get(r["flag"], r["flag"]) + known
        out.append(
            [
                what,
                f"{r['n_surveys']} {r['surveys']}",
                _share(r, "interviewer", 2),
                _share(r, "survey"),
            ]
        )
    return out


def _goals(table: pd.DataFrame) -> list[list[str]]:
    out = [["goal", "wanted", "trials", "reached"]]
    for r in table.to_dict("records"):
        out.append([r["goal"], _wanted(r), str(r["n"]), _share(r, "reached")])
    return out


def _wanted(row: dict) -> str:
    if row["least"] > 0:
        return f"{numbers.percent(row['least'])} or more"
    return f"{numbers.percent(row['most'])} or less" if row["most"] > 0 else "–"


def _share(row: dict, name: str, digits: int = 0) -> str:
    """A share with its interval, in percent."""
    if row[name] != row[name]:
        return "–"
    low, high = (f"{100 * row[f'{name}_{end}']:.{digits}f}" for end in ("low", "high"))
    return f"{100 * row[name]:.{digits}f} % ({low} to {high})"

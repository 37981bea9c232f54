"""The tables and the figure of the error rates: rates.md and rates.svg, from rates.csv."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from interviewer_effects.files import read_csv
from interviewer_effects.report.figures.style import INK, RAW, RECODED, WIDE, canvas, styled, svg

from .clean import PLAIN

STYLE = Path(__file__).parents[2] / "reports" / "figures.mplstyle"
ROW_HEIGHT = 0.26


@dataclass(frozen=True)
class Shown:
    """A number of rates.csv as a column of a table."""

    title: str
    what: str
    decimals: int = 3


TESTS = (
    Shown("slopes, LRT", "slopes, mixture"),
    Shown("slopes, quoted", "slopes, to quote"),
    Shown("level, LRT", "level, mixture"),
    Shown("level, quoted", "level, to quote"),
)
INTERVALS = (
    Shown("profile", "covered, profile"),
    Shown("quoted", "covered, signs"),
    Shown("width, profile", "width, profile"),
    Shown("width, quoted", "width, signs"),
)
FLAGS = (
    Shown("level by z", "outlier by z, level"),
    Shown("level, flag", "outlier, level"),
    Shown("slope by z", "outlier by z, slope"),
    Shown("slope, flag", "outlier, slope"),
    Shown("extreme by z", "extreme by z, level beside slopes", 2),
    Shown("extreme, flag", "extreme, level beside slopes", 2),
)
OTHERS = (
    Shown("residual variance", "flagged by residual variance"),
    Shown("item nonresponse", "flagged by item nonresponse"),
    Shown("influential", "somebody influential"),
)
PANELS = (
    ("slope test rejects\nthough no slope differs, %", "slopes, mixture", "slopes, to quote", 5),
    ("95 % interval of the ICC\nholds the truth, %", "covered, profile", "covered, signs", 95),
    ("clean surveys with an\noutlier in level, %", "outlier by z, level", "outlier, level", 5),
)


def publish(folder: Path) -> None:
    """Write rates.md and rates.svg beside rates.csv."""
    rows = read_csv(folder / "rates.csv")
    (folder / "rates.svg").write_text(draw(rows), encoding="utf-8")
    (folder / "rates.md").write_text(page(rows), encoding="utf-8")


def pooled(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Means over cells, weighted by surveys, with their Monte Carlo error, by a column and what."""
    counted = rows.assign(
        total=rows["value"] * rows["surveys"],
        error2=(rows["mc_error"] * rows["surveys"]) ** 2,
    )
    sums = counted.groupby([by, "what"], sort=False)[["total", "error2", "surveys"]].sum()
    value = sums["total"] / sums["surveys"]
    error = np.sqrt(sums["error2"]) / sums["surveys"]
    return pd.DataFrame({"value": value, "mc_error": error, "surveys": sums["surveys"]})


def page(rows: pd.DataFrame) -> str:
    """The page."""
    plain = rows[rows["design"] == PLAIN]
    by_kind = pooled(plain, "answers")
    by_size = pooled(plain, "interviewers")
    by_design = pooled(rows[rows["answers"].isin(["normal", "floor five", "log-normal"])], "design")
    parts = [
        "# Error rates, cell by cell",
        INTRODUCTION,
        "![Share of clean surveys in which a slope test rejects, intervals of the ICC hold the "
        "truth, and somebody is an outlier, by kind of answers](rates.svg)",
        "## Tests of variances at 5%",
        TESTS_TEXT,
        table(by_kind, TESTS, "answers"),
        table(by_size, TESTS, "interviewers"),
        table(by_design, TESTS, "design"),
        "## 95% intervals of the ICC",
        table(by_kind, INTERVALS, "answers"),
        table(by_size, INTERVALS, "interviewers"),
        "## Clean surveys with an outlier, and interviewers called extreme",
        FLAGS_TEXT,
        table(by_kind, FLAGS, "answers"),
        table(by_size, FLAGS, "interviewers"),
        "## Other flags",
        table(pooled(rows, "interviewers"), OTHERS, "interviewers"),
        "## Goals that are missed",
        missed(rows),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(found: pd.DataFrame, columns: tuple[Shown, ...], title: str) -> str:
    """A table of pooled numbers with errors; empty where there is none of them."""
    known = [c for c in columns if c.what in found.index.get_level_values("what")]
    names = found.index.get_level_values(0).unique()
    lines = []
    for name in names:
        own = found.loc[name]
        if not own.index.isin([c.what for c in known]).any():
            continue
        cells = [_cell(own, column) for column in known]
        surveys = int(own.loc[own.index.isin([c.what for c in known]), "surveys"].max())
        lines.append(f"| {name} | {' | '.join(cells)} | {surveys:,} |")
    if not lines:
        return ""
    head = f"| {title} | {' | '.join(c.title for c in known)} | surveys |"
    return "\n".join([head, "|---|" + "--:|" * (len(known) + 1), *lines])


def _cell(own: pd.DataFrame, column: Shown) -> str:
    if column.what not in own.index:
        return "–"
    value, error = own.loc[column.what, ["value", "mc_error"]]
    return f"{value:.{column.decimals}f} ± {error:.{column.decimals}f}"


def missed(rows: pd.DataFrame) -> str:
    """Cells whose number is beyond its goal by more than two Monte Carlo errors."""
    beyond = rows[rows["missed"].astype(bool)]
    judged = int(rows["goal_high"].notna().sum())
    said = f"{len(beyond)} of {judged:,} numbers with a goal miss it by more than two Monte Carlo "
    said += "errors; by chance alone some 2% do."
    lines = [
        f"| {r.what} | {r.answers} | {r.interviewers} | {r.icc:g} | {r.design} | {r.value:.3f} ± "
        f"{r.mc_error:.3f} | {r.goal_low:g} to {r.goal_high:g} | {r.surveys:,} |"
        for r in beyond.itertuples()
    ]
    head = "| number | answers | interviewers | ICC | design | found | goal | surveys |"
    return "\n".join([said, "", head, "|---|---|--:|--:|---|--:|--:|--:|", *lines])


def draw(rows: pd.DataFrame) -> str:
    """The SVG: what is quoted beside what is usual, by kind of answers, with two Monte Carlo
    errors.
    """
    found = pooled(rows[rows["design"] == PLAIN], "answers")
    kinds = [name for name in rows["answers"].unique() if name != "item nonresponse"]
    with styled(STYLE):
        height = 1.0 + ROW_HEIGHT * len(kinds)
        figure, grid = canvas(WIDE, height, ncols=len(PANELS), sharey=True)
        for axes, (title, usual, quoted, wanted) in zip(grid, PANELS, strict=True):
            _points(axes, found, kinds, what=usual, color=RAW, label="usual")
            _points(axes, found, kinds, what=quoted, color=RECODED, label="quoted")
            axes.axvline(wanted, color=INK, linewidth=0.9, linestyle="--", zorder=1)
            axes.set_title(title, fontsize=8)
        grid[0].set_yticks(range(len(kinds)), kinds)
        grid[0].invert_yaxis()
        grid[-1].legend(loc="lower right")
        return svg(figure)


def _points(axes, found: pd.DataFrame, kinds: list[str], what: str, color: str, label: str) -> None:
    known = [place for place, kind in enumerate(kinds) if (kind, what) in found.index]
    rows = found.loc[[(kinds[place], what) for place in known]]
    axes.errorbar(
        100 * rows["value"],
        known,
        xerr=200 * rows["mc_error"],
        fmt="o",
        color=color,
        label=label,
        capsize=2,
        markersize=4,
    )


INTRODUCTION = """
Simulated surveys in which nothing is planted: how often they are accused. Kinds of answers are
normal; whole numbers with and without a floor; yes/no; heavy-tailed and skewed; residual standard
deviations that differ between interviewers or go with the workload; and interviews of real files
dealt at random over interviewers (four items of ESS round 5 in Belgium, and items of ANES 1996 and
of Fair's survey, which come with statsmodels). Numbers follow ± one Monte Carlo error. They are
means over the cells of `rates.csv`: 12, 60, 125 and 300 interviewers and ICC 0, 5 and 10% as far as
they were run. `make calibrate` runs 2,000 surveys a cell, which takes days on one core; the numbers
here come from as many surveys as the tables say.
""".strip()
TESTS_TEXT = """
LRT is the likelihood-ratio test by the mixture, as usually published; quoted is the p that the
report quotes, by random signs. The level is tested where the ICC is 0. Where p is quoted the goal
is .03 to .07 (.02 to .07 for the level of log-normal answers).
""".strip()
FLAGS_TEXT = """
By z is what the normal distribution would say, flag what the report says. The goal is 7% of surveys
(slopes of log-normal answers 9%) and 1.2 interviewers called extreme.
""".strip()

"""What calibration found, for readers: calibration.md with its tables, and the short table of
docs/calibration.md.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from interviewer_effects.files import read_csv, write_text

from . import weights
from .figure import draw

START, END = "<!-- calibration -->", "<!-- end of calibration -->"
TESTS = ("naive", "mixture", "exact", "bootstrap")
PROMISED = ("exact", "bootstrap")  # tests that should reject at their level whatever the design
TOO_FAR = 3.0  # Monte Carlo errors
INTERIOR = 0.01  # by how much the coverage of an interval may miss 95 % where the truth is not zero
README = {
    "interviewers": ("unweighted", "level2"),
    "both": ("unweighted", "both_A", "both_B"),
    "interviews": (),
}  # weightings
TEXT = Path(__file__).with_name("page.md")


def publish(folder: Path, readme: Path, seed: int) -> None:
    """Write figure and page from calibration.csv in the folder, and the table between the marks of
    `readme`.
    """
    rows = read_csv(folder / "calibration.csv")
    write_text(draw(rows), folder / "calibration.svg")
    inverted = rows[rows["what"] == "rho at the mean"]
    parts = {
        "n": f"{rows['n'].max():,}",
        "seed": seed,
        "error": share(rows.query("quantity == 'size' and level == 0.05")["mc_error"].max(), 4),
        "level": level_sizes(rows),
        "slope": slope_sizes(rows),
        "both": both_sizes(rows),
        "power": powers(rows),
        "icc": icc_intervals(rows),
        "fixed": fixed_intervals(rows),
        "slope_variance": slope_intervals(rows),
        "bootstrapped": f"{inverted['n'].min():,}",
        "known": share(inverted["mc_error"].max()),
        "correlation": _intervals(
            rows.query("what == 'correlation'"), ["interviewers", "icc", "slope_variance"]
        ),
        "rho": _intervals(
            rows[rows["what"].str.startswith("rho")],
            ["what", "interviewers", "icc", "slope_variance"],
        ),
        "misses": misses(rows),
        **under_weights(rows),
    }
    write_text(TEXT.read_text(encoding="utf-8").format(**parts), folder / "calibration.md")
    text = readme.read_text(encoding="utf-8")
    before, after = text.split(START)[0], text.split(END)[1]
    write_text(before + START + "\n\n" + summary(rows) + "\n\n" + END + after, readme)


def share(value: float, digits: int = 3) -> str:
    """A share without its leading zero: .046."""
    return "" if pd.isna(value) else f"{value:.{digits}f}".removeprefix("0")


def markdown(table: pd.DataFrame, show: Callable = share) -> str:
    """A table with its row names as first columns; numbers right-aligned."""
    index = table.reset_index()
    names = len(index.columns) - len(table.columns)
    lines = [
        "| " + " | ".join(map(str, index.columns)) + " |",
        "|" + "---|" * names + "--:|" * len(table.columns),
    ]
    for row in index.itertuples(index=False):
        lines.append("| " + " | ".join([*map(_name, row[:names]), *map(show, row[names:])]) + " |")
    return "\n".join(lines)


def _name(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _wide(
    rows: pd.DataFrame, index: list[str], columns: str | list[str] = "method"
) -> pd.DataFrame:
    table = rows.pivot_table(index=index, columns=columns, values="share", sort=False)
    return table.sort_index(kind="stable").rename_axis(columns=None)


def _sizes(rows: pd.DataFrame, what: str, index: list[str]) -> str:
    table = _wide(rows.query("quantity == 'size' and what == @what"), index)
    return markdown(table[[name for name in TESTS if name in table]])


def level_sizes(rows: pd.DataFrame) -> str:
    """Sizes of the tests of the level."""
    return _sizes(rows, "level", ["interviewers", "level"])


def slope_sizes(rows: pd.DataFrame) -> str:
    """Sizes of the tests of the slope given the level, by the true ICC."""
    return _sizes(rows, "slope", ["interviewers", "icc", "level"])


def both_sizes(rows: pd.DataFrame) -> str:
    """Sizes of the tests of level and slope at once."""
    return _sizes(rows, "both", ["interviewers", "level"])


def powers(rows: pd.DataFrame) -> str:
    """Power at 5 % of the tests of the level by ICC, and of the slope."""
    found = rows.query("quantity == 'power' and level == 0.05")
    level = found.query("what == 'level' and slope_variance == 0")
    slope = found.query("what == 'slope'")
    table = _wide(pd.concat([level, slope]), ["what", "interviewers", "icc"])
    return markdown(table[list(TESTS)])


def icc_intervals(rows: pd.DataFrame) -> str:
    """Coverage and mean width of the intervals of the ICC."""
    return _intervals(rows.query("what == 'icc'"), ["interviewers", "icc"])


def fixed_intervals(rows: pd.DataFrame) -> str:
    """Coverage and mean width of the intervals of both fixed effects."""
    chosen = rows[rows["what"].isin(["Intercept", "x"])]
    return _intervals(chosen, ["what", "interviewers", "icc", "slope_variance"])


def slope_intervals(rows: pd.DataFrame) -> str:
    """Coverage of the intervals of the slope's variance."""
    return _intervals(
        rows.query("what == 'slope variance'"), ["interviewers", "icc", "slope_variance"]
    )


def _intervals(rows: pd.DataFrame, index: list[str]) -> str:
    rows = rows.query("quantity == 'coverage'")
    methods = list(dict.fromkeys(rows["method"]))
    covered = _wide(rows, index)[methods]
    width = rows.pivot_table(index=index, columns="method", values="width").rename_axis(
        columns=None
    )[methods]
    return markdown(covered.join(width.rename(columns="width, {}".format)))


def under_weights(rows: pd.DataFrame) -> dict[str, str | int]:
    """Bias and coverage of weighted estimates, and from how many surveys they are."""
    own = rows[rows["quantity"] == weights.QUANTITY]
    index = ["what", "interviewers", "workload", "selected"]
    parts = {}
    for name, values in (("bias", "bias"), ("covered", "share")):
        table = own.pivot_table(
            index=index, columns="method", values=values, sort=False
        ).rename_axis(columns=None)
        parts[f"weights_{name}"] = markdown(
            table[list(weights.METHODS["both"])], signed if name == "bias" else share
        )
    error = own.groupby("what", sort=False)["bias_error"].max()
    said = ", ".join(f"{what} ± {share(value)}" for what, value in error.items())
    return parts | {
        "weighted": f"{own['n'].max():,}",
        "weights_error": share(own["mc_error"].min(), 4),
        "bias_error": said,
    }


def signed(value: float) -> str:
    """A difference with its sign: −.034."""
    shown = share(abs(value))
    return "−" + shown if value < 0 and shown != share(0.0) else shown


def misses(rows: pd.DataFrame) -> str:
    """Where a method does not do what it promises, as a list of methods with their cells."""
    tests = rows.query("quantity == 'size' and method in @PROMISED")
    tests = tests[(tests["share"] - tests["level"]).abs() > TOO_FAR * tests["mc_error"]]
    covers = rows.query("quantity == 'coverage'")
    covers = covers[(covers["share"] - covers["level"]).abs() > INTERIOR + 2 * covers["mc_error"]]
    kinds = pd.concat([tests, covers]).groupby(["quantity", "what", "method", "level"], sort=False)
    return "\n".join(_miss(*kind, cells) for kind, cells in kinds) or "* none"


def _miss(quantity: str, what: str, method: str, level: float, cells: pd.DataFrame) -> str:
    kind = "size" if quantity == "size" else "interval"
    said = [
        f"{share(row.share)} ({row.interviewers} interviewers, ICC {row.icc:g}"
        + (f", slope variance {row.slope_variance:g})" if what != "icc" else ")")
        for row in cells.itertuples()
    ]
    return f"* {what}, {method} {kind} at {100 * level:g} %: {'; '.join(said)}"


def summary(rows: pd.DataFrame) -> str:
    """The short table: sizes at 5 % without any effect and coverage at an ordinary ICC, by
    interviewers; and of the intercept where interviewers, or they and interviews, came in by their
    answers.
    """
    size = rows.query("quantity == 'size' and level == 0.05")
    level = size.query("what == 'level'").assign(row="level differs")
    slope = size.query("what == 'slope' and icc == 0.05").assign(row="slopes differ")
    icc = rows.query("quantity == 'coverage' and what == 'icc' and icc == 0.05").assign(
        row="interval of the ICC"
    )
    selected = rows[(rows["what"] == "Intercept") & (rows["quantity"] == weights.QUANTITY)]
    selected = selected[
        selected["workload"] == selected.groupby("interviewers")["workload"].transform("min")
    ]
    shown = selected[
        [
            method in README[who]
            for who, method in zip(selected["selected"], selected["method"], strict=True)
        ]
    ]
    weighted = shown.assign(row="level, selected: " + shown["selected"])
    parts = pd.concat([level, slope, icc, weighted])
    table = parts.pivot_table(
        index=["row", "method"], columns="interviewers", values="share", sort=False
    )
    table.columns = [f"{J} interviewers" for J in table.columns]
    return markdown(table.rename_axis(["test or interval", "method"]))

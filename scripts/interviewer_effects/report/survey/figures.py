"""Figures of the whole survey: missing codes, distributions, screening."""

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.ticker import MaxNLocator

from interviewer_effects import numbers
from interviewer_effects.frames import each_row
from interviewer_effects.report.data.analysis import analyses
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.data.unasked import unanswered
from interviewer_effects.report.figures.marks import (
    name_points,
    name_rows,
    note,
    point_interval,
    tag,
)
from interviewer_effects.report.figures.pictures import Picture, beyond, picture
from interviewer_effects.report.figures.style import (
    CODE,
    HALF,
    LOOKED_AT,
    OTHERS,
    RECODED,
    WIDE,
    canvas,
    clean,
)

MAX_ROWS = 40
MAX_ITEMS = 8
FAINT_TO_FULL = LinearSegmentedColormap.from_list(
    "codes", [to_rgba(CODE, 0.22), to_rgba(CODE, 1.0)]
)


def survey_pictures(survey: Survey) -> dict:
    """name -> picture for everything that belongs to the survey as a whole, without those that show
    small cells.
    """
    recodes = unanswered(survey.table("recodes"))
    pictures = {}
    if not recodes.empty and not survey.hides:
        pictures["missing_items"] = missing_by_item(survey, recodes)
        pictures["missing_interviewers"] = missing_by_interviewer(survey, recodes)
        pictures["missing_pattern"] = missing_pattern(survey, recodes)
    items = analysed_items(survey)
    for i, item in enumerate(items[:MAX_ITEMS], start=1):
        pictures[f"item_{i}"] = distribution(survey, item)
    if len(items) > MAX_ITEMS:
        last = pictures[f"item_{MAX_ITEMS}"]
        pictures[f"item_{MAX_ITEMS}"] = replace(
            last, caption=last.caption + beyond(MAX_ITEMS, len(items), "items")
        )
    if not survey.screened.empty:
        pictures["screening"] = screening(survey)
    if not survey.table("interviewer_scores").empty:
        pictures["screening_cells"] = effects_by_item(survey)
    return pictures


def analysed_items(survey: Survey) -> list:
    """The items of the analyses, each once."""
    described = set(survey.table("distributions")["item"])
    names = dict.fromkeys(item for analysis in analyses(survey) for item in analysis.items)
    return [name for name in names if name in described]


def missing_by_item(survey: Survey, recodes: pd.DataFrame) -> Picture:
    """How many answers of each item carry a missing code, by reason."""
    # Takes longer to import than most figures to draw: in the process that needs it
    import seaborn as sns

    counts = recodes.pivot_table(
        index="item", columns="reason", values="n", aggfunc="sum", fill_value=0
    )
    rest = beyond(MAX_ROWS, len(counts), "items")
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index][
        :MAX_ROWS
    ]
    figure, axes = canvas(HALF, 0.95 + 0.2 * len(counts))
    left = np.zeros(len(counts))
    shades = sns.color_palette(
        [CODE, "#7a2f00", "#f0a875", "#cc79a7", OTHERS], n_colors=len(counts.columns)
    )
    for reason, shade in zip(counts.columns, shades, strict=True):
        axes.barh(
            range(len(counts)),
            counts[reason],
            left=left,
            height=0.7,
            color=shade,
            label=clean(reason, 24),
        )
        left = left + counts[reason].to_numpy()
    for row, total in enumerate(left):
        note(axes, total, row, numbers.count(total), dx=4)
    name_rows(axes, [clean(name, 20) for name in counts.index], fonts=8)
    axes.set_xlabel("answers with a missing code")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
    alt = f"Missing codes by item; most in {counts.index[0]} ({numbers.count(left[0])})."
    return picture(
        figure,
        alt,
        f"Answers with a missing code, by item and reason; not applicable is left out{rest}",
    )


def missing_by_interviewer(survey: Survey, recodes: pd.DataFrame) -> Picture:
    """Missing codes per interview against the workload, one point per interviewer."""
    workload = survey.workload
    codes = recodes.groupby("interviewer")["n"].sum().reindex(workload.index, fill_value=0)
    rate = codes / workload
    figure, axes = canvas(HALF, 3.4)
    tag(axes.scatter(workload, rate, s=16, color=OTHERS, alpha=0.8, linewidths=0), workload.index)
    highest = rate.sort_values(ascending=False, kind="stable").head(5)
    top = list(highest.index[highest > 0])
    tag(axes.scatter(workload[top], rate[top], s=22, color=LOOKED_AT, linewidths=0), top)
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.margins(0.1)
    name_points(axes, top, workload[top], rate[top], LOOKED_AT)
    average = codes.sum() / workload.sum()
    axes.axhline(average, color=RECODED, linewidth=1)
    axes.annotate("all interviews", (1, average), xycoords=("axes fraction", "data"), xytext=(0, 4),
                  textcoords="offset points", color=RECODED, fontsize=8, ha="right")  # fmt: skip
    axes.set_xlabel("workload (interviews)")
    axes.set_ylabel("missing codes per interview")
    alt = f"Missing codes per interview by interviewer; highest at {numbers.listed(top)}."
    return picture(
        figure,
        alt,
        "Missing codes per interview (not applicable is left out); the five highest are named",
    )


def missing_pattern(survey: Survey, recodes: pd.DataFrame) -> Picture:
    """Share of each interviewer's answers to each item that carry a missing code."""
    import seaborn as sns

    counts = recodes.pivot_table(
        index="item", columns="interviewer", values="n", aggfunc="sum", fill_value=0
    )
    items = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:MAX_ROWS]
    share = counts.loc[items] / survey.workload.reindex(counts.columns)
    share = share[share.sum().sort_values(ascending=False, kind="stable").index]
    figure, axes = canvas(WIDE, 0.9 + 0.17 * len(items))
    sns.heatmap(
        100 * share.where(share > 0),
        ax=axes,
        cmap=FAINT_TO_FULL,
        vmin=0,
        rasterized=True,
        xticklabels=False,
        yticklabels=[clean(name, 20) for name in items],
        cbar_kws={"label": "% of answers", "aspect": 12, "pad": 0.01},
    )
    axes.tick_params(axis="y", length=0, labelsize=8, labelrotation=0)
    axes.set(
        ylabel="", xlabel=f"{share.shape[1]} interviewers with missing codes, most on the left"
    )
    alt = (
        f"Missing codes by item and interviewer; {share.shape[1]} of {len(survey.workload)} "
        "interviewers have any."
    )
    rest = beyond(MAX_ROWS, len(counts), "items")
    caption = (
        "Share of an interviewer's answers that carry a missing code (not applicable is left "
        "out); empty: none"
    )
    return picture(figure, alt, caption + rest)


def distribution(survey: Survey, item: str) -> Picture:
    """The answers to one item as they stand in the file, missing codes set apart; hidden counts are
    not drawn.
    """
    rows = survey.table("distributions")
    rows = rows[
        (rows["item"] == item)
        & np.isfinite(rows["n"])
        & ((rows["n"] > 0) | rows["value_high"].notna())
    ]
    valid, other = rows[rows["kind"] == "valid"], rows[rows["kind"].isin(["missing", "outside"])]
    figure, axes = canvas(HALF, 2.3)
    end = _bars(axes, valid)
    for place, (_, row) in enumerate(other.iterrows(), start=1):
        x = end + 1.2 * place
        axes.bar([x], [row["n"]], color=CODE, width=0.8)
        note(axes, x, row["n"], numbers.count(row["n"]), CODE, dx=0, dy=6, ha="center")
        axes.annotate(
            _code_name(row),
            (x, 0),
            xycoords=("data", "axes fraction"),
            xytext=(0, -4),
            ha="center",
            va="top",
            textcoords="offset points",
            color=CODE,
            fontsize=8,
        )
    axes.set_ylabel("answers")
    label = survey.label(item)
    axes.set_title(clean(item if label == item else f"{item}: {label}", 46))
    said = "; ".join(
        f"{_code_name(row)}: {numbers.count(row['n'])}" for _, row in other.iterrows()
    ).replace("\n", " ")
    none = f"no count below {survey.min_cell} is drawn" if survey.hides else "no missing code"
    caption = f"Answers to {item}; {'orange: missing codes' if said else none}"
    return picture(figure, f"Answers to {item}. {said or none.capitalize()}.", caption)


def _code_name(row) -> str:
    return f"{answer_name(row['value'])}\n{clean(row['reason'] or row['kind'], 14)}"


def _bars(axes, valid: pd.DataFrame) -> float:
    """Draw the valid answers and return where they end on the axis, in steps of one bar."""
    n = len(valid)
    classes = valid["value_high"].notna().any()
    axes.bar(range(n), valid["n"], color=RECODED, width=0.96 if classes else 0.8)
    every = max(1, -(-n // (6 if classes else 12)))  # three digits of a measure need twice the room
    shift = 0.5 if classes else 0.0
    axes.set_xticks(
        [i - shift for i in range(0, n, every)], [answer_name(v) for v in valid["value"][::every]]
    )
    return n - 0.7


def answer_name(value) -> str:
    """An answer on an axis: 5 and not 5.0, three digits of a measure, a short text."""
    if isinstance(value, str) and numbers.is_missing(value):
        return clean(value, 10)
    number = float(value)
    return (
        numbers.fixed(number, 0).replace(",", "")
        if number.is_integer()
        else numbers.significant(number, 3)
    )


def screening(survey: Survey) -> Picture:
    """The ICC of every screened item with its interval, largest first."""
    every = survey.screened.sort_values(["icc", "item"], ascending=[False, True])
    table = every[:MAX_ROWS]
    figure, axes = canvas(WIDE, 0.7 + 0.22 * len(table))
    for row, item in enumerate(each_row(table)):
        clear = item.p_adjusted < survey.alpha
        point_interval(
            axes,
            row,
            100 * item.icc,
            100 * item.icc_low,
            100 * item.icc_high,
            RECODED,
            filled=clear,
        )
        end = item.icc if numbers.is_missing(item.icc_high) else item.icc_high
        note(axes, 100 * end, row, numbers.percent(item.icc), dx=6)
    name_rows(axes, [clean(f"{name}  {_short(survey, name)}", 48) for name in table["item"]])
    axes.set_xlim(left=0)
    axes.margins(x=0.08)
    axes.set_xlabel(f"variance between interviewers (ICC), %, with {survey.interval}")
    clear = int((table["p_adjusted"] < survey.alpha).sum())
    alt = f"ICC of {len(table)} items; {clear} differ between interviewers after adjustment; "
    rest = beyond(MAX_ROWS, len(every), "items")
    alt += f"largest: {table['item'].iloc[0]} ({numbers.percent(table['icc'].iloc[0])})."
    caption = (
        "ICC by item, recoded data; filled: detected after adjustment for the number of "
        f"items{rest}"
    )
    return picture(figure, alt, caption)


def effects_by_item(survey: Survey) -> Picture:
    """z of every interviewer in every screened item, interviewers by their score over all items."""
    cells, scores = survey.table("screening_interviewers"), survey.table("interviewer_scores")
    items = survey.screened.sort_values(["icc", "item"], ascending=[False, True])["item"]
    z = cells.pivot(index="item", columns="interviewer", values="z")
    z = z.reindex(
        index=[item for item in items if item in z.index][:MAX_ROWS], columns=scores["interviewer"]
    )
    figure, axes = canvas(WIDE, 1.1 + 0.2 * len(z))
    image = axes.imshow(
        z, cmap="PuOr", vmin=-4, vmax=4, aspect="auto", interpolation="nearest", rasterized=True
    )
    figure.colorbar(image, ax=axes, aspect=14, pad=0.01, label="z")
    name_rows(axes, [clean(name, 20) for name in z.index], fonts=8)
    out = scores["interviewer"][scores["p_adjusted"] < survey.alpha].tolist()
    axes.set_xticks(
        range(len(out[:8])), [clean(who, 10) for who in out[:8]], rotation=90, fontsize=7
    )
    axes.set_xlabel(f"{z.shape[1]} interviewers, the largest effects over all items on the left")
    named = f"named: {numbers.listed(out)}" if out else "no interviewer stands out over all items"
    alt = f"Predicted effects of {z.shape[1]} interviewers in {len(z)} items; {named}."
    rest = beyond(MAX_ROWS, cells["item"].nunique(), "items")
    caption = (
        f"Standardised predicted effects, item by interviewer; items by ICC; blank: not asked{rest}"
    )
    return picture(figure, alt, caption)


def _short(survey: Survey, item: str) -> str:
    label = survey.label(item)
    return "" if label == item else label

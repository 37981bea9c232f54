"""Sentences about how large things are and how well that is known: ICC, design effect, what
interviews are worth.
"""

from typing import Any

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.models.interpretation import WILD
from interviewer_effects.frames import present, row_at
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.data.headline import crossed, size_of
from interviewer_effects.report.text.parameters import printed_interval
from interviewer_effects.report.text.sentences import Sentence, join, quote, say, term

QUANTITIES = {
    "icc": "intraclass correlation",
    "design effect": "design effect (Kish)",
    "design effect, mean workload": "design effect, even workloads",
    "effective sample size": "effective sample size",
    "standard error factor": "deft (factor of standard errors)",
    "variance": "variance",
    "correlation": "correlation",
    "variance explained": "variance explained",
}
GIVEN = {
    "null": "without predictors",
    "intercept": "given the predictors",
    "slope": "given the predictors",
}
METHODS = {
    "profile": "profile",
    "bootstrap": "bootstrap",
    WILD: "signs",
}  # and the prefix of their columns
SHARES = ("icc", "rho", "variance explained")
SIZES = {"effective sample size": numbers.count, "design effect": numbers.statistic}

METHOD_NAMES = {WILD: "random signs"}  # of intervals.csv: as the page calls them


def limits(analysis: Analysis, variant: str = "recoded") -> pd.DataFrame:
    """One row per quantity, its intervals beside each other: ICC and what follows from it of the
    null model (of the main one without a random intercept), the ICC given the predictors too,
    variances and correlation of the main one, variance explained.
    """
    rows = analysis.table("intervals", variant)
    rows = rows[rows["quantity"].isin(list(QUANTITIES))]
    level, main = analysis.level_model or analysis.model, analysis.model
    of_main = rows["quantity"].isin(["variance", "correlation"])
    of_mean = (rows["model"] == mean_model(analysis)) & ~of_main
    given = (rows["model"] == level) & (
        (rows["term"] == "var(Intercept)") | (rows["quantity"] == "icc")
    )
    own = (rows["model"] == main) & of_main | of_mean | given
    rows = rows[own | (rows["quantity"] == "variance explained")]
    keys = ["model", "quantity", "term"]
    wide = rows[rows["quoted"].astype(bool)].set_index(keys)
    for method, prefix in METHODS.items():
        ends = rows[rows["method"] == method].set_index(keys)[["lower", "upper"]]
        wide = wide.join(ends.add_prefix(f"{prefix}_"))
    notes = rows.groupby(keys, sort=False)["note"].agg(
        lambda said: " ".join(dict.fromkeys(filter(None, said)))
    )
    wide = wide.drop(columns="note").join(notes).reset_index()
    order = {name: place for place, name in enumerate(QUANTITIES)}
    return wide.sort_values(
        "quantity", key=lambda names: names.map(order), kind="stable"
    ).reset_index(drop=True)


def mean_model(analysis: Analysis) -> str:
    """The model whose ICC and design effect are those of a mean: without predictors, where there is
    an intercept.
    """
    return "null" if analysis.level_model else analysis.model


def fixed_effects(analysis: Analysis, variant: str = "recoded") -> pd.DataFrame:
    """One row per fixed effect of the main model: t and its interval, beside the profile interval
    and the LRT.
    """
    rows = analysis.table("intervals", variant)
    rows = rows[rows["quantity"] == "fixed effect"]
    by_t = rows[rows["method"] == "Satterthwaite"].rename(
        columns={"lower": "ci_low", "upper": "ci_high"}
    )
    by_ratio = rows[rows["method"] == "profile"].set_index("term")[
        ["lower", "upper", "statistic", "p"]
    ]
    return (
        by_t.join(by_ratio.add_prefix("profile_"), on="term")
        .assign(kind="fixed")
        .reset_index(drop=True)
    )


def fixed_profile(row: dict) -> str:
    """The profile interval of a fixed effect, in the digits of the one by t."""
    return printed_interval(row | {"ci_low": row["profile_lower"], "ci_high": row["profile_upper"]})


def rho_rows(analysis: Analysis) -> pd.DataFrame:
    """The points of ρ(x) that have both intervals, recoded."""
    parts = [curve(analysis, "recoded", name).assign(term=name) for name in analysis.slope_effects]
    if not parts:
        return pd.DataFrame()
    rows = pd.concat(parts, ignore_index=True).assign(quantity="rho")
    rows = rows.rename(columns={"lower": "profile_lower", "upper": "profile_upper"})
    both = rows[rows["bootstrap_lower"].notna()]
    return rows if both.empty else both


def named(row: dict) -> str:
    """What a row is about: the quantity, and which variance or correlation of which model."""
    model = GIVEN.get(row["model"], row["model"])
    which = (
        f"{row['term']}, {row['model']}"
        if row["term"]
        else f"({model})"
        if row["quantity"] == "icc"
        else ""
    )
    return " ".join(filter(None, (QUANTITIES[row["quantity"]], which)))


def shown(row: dict, key: str) -> str:
    """An estimate or a limit in the unit of its quantity."""
    return _formatter(row["quantity"])(row.get(key))


def shown_interval(row: dict, method: str) -> str:
    """The interval of a quantity by one method, named by the prefix of its columns."""
    ends: tuple[Any, Any] = (row.get(f"{method}_lower"), row.get(f"{method}_upper"))
    if any(map(numbers.is_missing, ends)):
        return numbers.NOT_AVAILABLE
    if row["quantity"] == "variance explained" and ends[0] < -1:
        return f"below −100{numbers.NARROW_SPACE}% to {numbers.percent(ends[1])}"
    if row["quantity"] in SHARES:
        return numbers.percent_interval(*ends)
    return " to ".join(map(_formatter(row["quantity"]), ends))


def _formatter(quantity: str):
    if quantity in SHARES:
        return numbers.percent
    return SIZES.get(
        quantity.partition(",")[0],
        numbers.statistic if "factor" in quantity else numbers.significant,
    )


def size(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentences about what the interviewers cost; the numbers are those of the table
    to report.
    """
    rows = limits(analysis)
    own = rows[rows["model"] == mean_model(analysis)].drop_duplicates("quantity")
    own = own.set_index("quantity")
    beside = crossed(analysis) is not None
    heading = _heading_beside_areas(analysis) if beside else _heading(analysis, own)
    return heading, join(
        [_without_areas() if beside else None, *_curves(analysis), _intervals(analysis)]
    )


def _heading_beside_areas(analysis: Analysis) -> Sentence:
    """What the interviews are worth by the model that knows the areas: the number of the first
    screen.
    """
    size = present(size_of(analysis))
    return say(
        ("Effective sample size for a mean, with areas in the model: {worth} of {n} interviews"),
        n=quote(size.n, numbers.count, size.anchor),
        worth=quote(size.n_effective, numbers.count, size.anchor),
    )


def _without_areas() -> Sentence:
    return say(
        "The numbers of this section are of models without areas, so "
        "they include differences between areas. The numbers to "
        "report are those of the first screen and of the section "
        "Areas."
    )


def _heading(analysis: Analysis, own: pd.DataFrame) -> Sentence:
    anchor = f"{analysis.anchor}-intervals"
    if "icc" not in own.index:
        return say("How far interviewers differ")
    if own.loc["icc", "estimate"] == 0:
        high = quote(own.loc["icc", "upper"], numbers.percent, anchor)
        return say(
            (
                "No interviewer variance was found; up to {high} of the "
                "variance is compatible with the data"
            ),
            high=high,
        )
    worth = row_at(own, "effective sample size")
    return say(
        (
            "Effective sample size for a mean: {worth} of {n} interviews "
            "({interval} {low} to {high})"
        ),
        n=quote(
            present(analysis.fit("recoded", worth["model"]))["n"],
            numbers.count,
            f"{analysis.anchor}-fits",
        ),
        worth=quote(worth["estimate"], numbers.count, anchor),
        interval=analysis.survey.interval,
        low=quote(worth["lower"], numbers.count, anchor),
        high=quote(worth["upper"], numbers.count, anchor),
    )


def curve(analysis: Analysis, variant: str, predictor: str) -> pd.DataFrame:
    """ρ(x) along a predictor: x, estimate, and the limits by either method (missing where none was
    computed).
    """
    rows = analysis.table("intervals", variant)
    rows = rows[(rows["quantity"] == "rho") & (rows["term"] == predictor)]
    wide = rows[rows["method"] == "profile"].set_index("x")[["estimate", "lower", "upper"]]
    boot = rows[rows["method"] == "bootstrap"].set_index("x")[["lower", "upper"]]
    return wide.join(boot.add_prefix("bootstrap_")).reset_index()


def _curves(analysis: Analysis) -> list[Sentence]:
    drawn = {name: curve(analysis, "recoded", name) for name in analysis.slope_effects}
    return [_along(analysis, name, rows) for name, rows in drawn.items() if not rows.empty]


def place(x: float) -> str:
    """A value of the predictor."""
    return f"{x:.3g}".replace("-", "−")


def quoted_method(row: dict) -> str:
    """The interval to quote, as its column is called."""
    return METHOD_NAMES.get(row["method"], row["method"])


def _along(analysis: Analysis, name: str, rows: pd.DataFrame) -> Sentence:
    """What happens to the share along a predictor, and whether the band allows that nothing
    does.
    """
    least, most = (
        row_at(rows, place) for place in (rows["estimate"].idxmin(), rows["estimate"].idxmax())
    )
    constant = rows["lower"].max() <= rows["upper"].min()
    said = "; a constant ICC is compatible with the data" if constant else ""
    return say(
        ("Along {name} the ICC is estimated between {least} (at {x0}) and {most} (at {x1}){said}."),
        name=name,
        least=quote(least["estimate"], numbers.percent, f"{analysis.anchor}-intervals"),
        most=quote(most["estimate"], numbers.percent, f"{analysis.anchor}-intervals"),
        x0=place(least["x"]),
        x1=place(most["x"]),
        said=said,
    )


def _intervals(analysis: Analysis) -> Sentence:
    twice = say(
        (
            "The table gives each {interval} by {profile} and by "
            "{bootstrap}, and says which to quote."
        ),
        interval=term("interval", analysis.survey.interval),
        profile=term("profile", "profile likelihood"),
        bootstrap=term("bootstrap", "bootstrap"),
    )
    if not (analysis.table("intervals", "recoded")["method"] == WILD).any():
        return twice
    more = say(
        (
            "For the ICC without random slopes and the design effect, "
            "quote the interval by {wild}, which also holds for skewed "
            "and heavy-tailed answers and for unequal residual variances."
        ),
        wild=term("wild", "random signs"),
    )
    return join([twice, more])

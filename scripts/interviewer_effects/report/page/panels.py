"""The page of one interviewer: the conclusion, where they stand, the causes tried, their
numbers.
"""

from dataclasses import dataclass

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.flags.masking_check import SECOND
from interviewer_effects.frames import each_row
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.sentences import Link, Sentence, Told, join, quote, say, term

from . import views
from .tables import Table, number, table, text

DRAWN = ("reason ", "intercept ", "slope of ", "missing codes")
PICTURES = ("standing", "answers", "line", "workload")
SEEN_FIRST = ("_answers", "_line")
MOST_CAUSES = 6
VERDICT = {True: "yes", False: "no"}
CAUSES = [
    *(
        text("cause", "cause"),
        text("what is seen", "evidence"),
        text("evidence", "grade"),
        text("flag gone", "gone"),
    ),
    *(
        views.VARIANT,
        text("z, without it", "z_change"),
        text("p of the test, without it", "p_change"),
    ),
]
NUMBERS = [
    *(
        views.VARIANT,
        text("effect", "effect"),
        number("n", "n", numbers.count),
        number("EBLUP", "eblup"),
    ),
    *(number("prediction SE", "pev_se"), number("z", "z", numbers.statistic)),
    *(
        number("z at the means", "z_at_means", numbers.statistic),
        number("z of the tail", "z_tail", numbers.statistic),
        number("z, left out", "z_deleted", numbers.statistic),
    ),
    *(views.P, views.ADJUSTED, text("reasons", "reasons")),
]


@dataclass(frozen=True)
class Panel:
    """What the page shows of one interviewer; `pictures` are names, `back` leads to where they
    appear.
    """

    anchor: str
    who: str
    reasons: list
    conclusions: list
    why: Sentence
    facts: list
    pictures: list
    tables: list
    tried: str
    back: list


@dataclass(frozen=True)
class PanelFigures:
    """A panel with its figures: the answers and the line first, the others folded."""

    panel: Panel
    shown: list
    folded: list

    @classmethod
    def of(cls, panel: Panel, pictures: dict) -> "PanelFigures":
        """The figures of a panel, from all pictures of its analysis by name."""
        names = [name for name in panel.pictures if name in pictures]
        first = [name for name in names if name.endswith(SEEN_FIRST)]
        return cls(
            panel,
            shown=[pictures[name] for name in first],
            folded=[pictures[name] for name in names if name not in first],
        )


def panels(analysis: Analysis) -> list[Panel]:
    """One panel per interviewer looked at, as many as are shown."""
    return [_panel(analysis, who, i) for i, who in enumerate(analysis.shown, start=1)]


def _panel(analysis: Analysis, who: str, place: int) -> Panel:
    variants = analysis.looked_at_in(who)
    reasons = dict.fromkeys(
        reason for variant in variants for reason in analysis.reasons(who, variant)
    )
    anchor = analysis.panel_anchor(who)
    causes = _causes(analysis, who)
    shown = (
        causes[~causes["said"]].head(MOST_CAUSES) if not causes["said"].all() else causes.head(1)
    )
    others = causes[~causes["cause"].isin(shown["cause"])]
    return Panel(
        anchor=anchor,
        who=who,
        reasons=[term(reason) for reason in reasons],
        conclusions=conclusions(analysis, who),
        why=_why(analysis, who, variants[0]),
        facts=facts(analysis, who),
        pictures=[f"interviewer_{place}_{name}" for name in PICTURES],
        tables=[_causes_table(anchor, shown), _numbers_table(analysis, anchor, who)],
        tried=_tried(others),
        back=_back(analysis),
    )


def conclusions(analysis: Analysis, who: str) -> list[tuple[Sentence, Sentence]]:
    """What the refits say: its first sentence and the rest, for each variant that adds a reason or
    another cause.
    """
    rows = _concluded(analysis, who)
    data = (
        {"raw": "With codes treated as answers: ", "recoded": "After recoding: "}
        if len(rows) > 1
        else {}
    )
    data |= {SECOND: "In the masking check: "}
    parts = [(data.get(row.variant, ""), *_first(row.sentence)) for row in each_row(rows)]
    told = [
        (data, Told(head, f"{analysis.anchor}-causes"), Told(rest, f"{analysis.anchor}-causes"))
        for data, head, rest in parts
    ]
    return [
        (say("{data}{head}", data=data, head=head), say("{rest}", rest=rest))
        for data, head, rest in told
    ]


def _concluded(analysis: Analysis, who: str) -> pd.DataFrame:
    """The conclusions about someone, recoded first, without those that repeat one."""
    rows = analysis.table("conclusions")
    return rows[rows["interviewer"] == who].drop_duplicates(["reasons", "cause"])


def _first(sentence: str) -> tuple[str, str]:
    """The verdict and what it rests on."""
    marks = [at for at in (sentence.find(": ") + 1, sentence.find(". ") + 1) if at > 0]
    cut = min(marks, default=len(sentence))
    return sentence[:cut], sentence[cut:]


def _causes(analysis: Analysis, who: str) -> pd.DataFrame:
    """The causes tried for someone, the strongest first, those with something to say before the
    others.
    """
    rows = analysis.table("causes")
    rows = rows[
        (rows["interviewer"] == who) & rows["variant"].isin(_concluded(analysis, who)["variant"])
    ]
    said = (rows["grade"] != "") | rows["resolves"].astype(bool)
    tried = rows[
        "z_after"
    ].notna()  # nobody is left to look at where all interviews are of the kind
    gone = rows["resolves"].astype(bool).map(VERDICT).where(tried, numbers.NOT_AVAILABLE)
    changes = {
        "z_change": [
            _change(row.z_before, row.z_after, numbers.statistic) for row in each_row(rows)
        ],
        "p_change": [_test_change(row) for row in rows.itertuples()],
    }
    return rows.assign(said=~said, gone=gone, **changes).sort_values(
        ["said", "strength"], kind="stable"
    )


def _change(before: float, after: float, formatter) -> str:
    return (
        numbers.NOT_AVAILABLE
        if numbers.is_missing(after)
        else f"{formatter(before)} → {formatter(after)}"
    )


def _test_change(row) -> str:
    change = _change(row.p_before, row.p_after, numbers.p_value)
    if numbers.is_missing(row.p_together):
        return change
    return (
        f"{change}; {numbers.p_value(row.p_together)} with those of "
        f"{numbers.listed(row.tried_with.split(';'), 4)}"
    )


def _causes_table(anchor: str, rows: pd.DataFrame) -> Table:
    return table(
        rows,
        CAUSES,
        f"{anchor}-causes",
        ("Explanations tried by refitting without them, strongest first"),
        "",
        "",
    )


def _numbers_table(analysis: Analysis, anchor: str, who: str) -> Table:
    again = (
        analysis.effects(SECOND).assign(variant=SECOND) if who in analysis.at_second_look else None
    )
    rows = pd.concat(
        [*(analysis.effects(variant) for variant in ("recoded", "raw", "trimmed")), again]
    )
    rows = rows[rows["interviewer"] == who]
    return table(
        rows, NUMBERS, f"{anchor}-numbers", "Predicted effects of this interviewer", "", ""
    )


def _tried(others: pd.DataFrame) -> str:
    names = numbers.listed(dict.fromkeys(others["cause"]), 14)
    return f"Tried too, with less to say: {names}." if names else ""


def _back(analysis: Analysis) -> list:
    places = {
        "the findings": "",
        "all interviewers": "-interviewers",
        "predicted effects": "-effects",
        "explanations": "-causes",
    }
    return [Link(name, f"#{analysis.anchor}{end}") for name, end in places.items()]


def _why(analysis: Analysis, who: str, variant: str) -> Sentence:
    rows = analysis.effects(variant)
    rows = rows[(rows["interviewer"] == who) & rows["z"].notna()]
    if rows.empty:
        return say(
            ("No random effect varies between interviewers in the {variant} data."), variant=variant
        )
    parts = join([_effect(analysis, row) for _, row in rows.iterrows()], "; ")
    where = "In the masking check" if variant == SECOND else f"In the {variant} data"
    return say("{where} {parts}.", where=where, parts=parts)


def _effect(analysis: Analysis, row) -> Sentence:
    anchor = f"{analysis.anchor}-effects"
    return say(
        "{what} z = {z} ({adjusted} {p})",
        what="level" if row["effect"] == "Intercept" else f"slope of {row['effect']}",
        z=quote(row["z_tail"], numbers.statistic, anchor),
        adjusted=term("holm"),
        p=quote(row["p_adjusted"], numbers.p_value, anchor),
    )


def facts(analysis: Analysis, who: str) -> list[Told]:
    """What the drill-down says about one interviewer, without what the panel says or draws by
    itself.
    """
    rows = analysis.table("drill")
    rows = rows[(rows["interviewer"] == who) & ~rows["fact"].str.startswith(DRAWN)]
    return [Told(sentence, f"{analysis.anchor}-drill") for sentence in rows["sentence"] if sentence]

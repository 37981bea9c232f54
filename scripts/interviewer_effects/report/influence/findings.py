"""Sentences about who pulls the result: interviewers, groups and interviews left out."""

from dataclasses import dataclass

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.influence.group_search import members
from interviewer_effects.frames import names_of
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.interviewers.flag_findings import named
from interviewer_effects.report.text.sentences import Sentence, enumerated, join, quote, say, term

WHAT = {"slope": "the slopes", "intercept": "the levels"}
WORDS = {
    1: "One",
    2: "Two",
    3: "Three",
    4: "Four",
    5: "Five",
    6: "Six",
    7: "Seven",
    8: "Eight",
    9: "Nine",
}
WHERE = {"raw": "With the missing codes left in,", "recoded": "In the recoded data"}


@dataclass(frozen=True)
class Group:
    """A group without whom a test decides otherwise, in one variant: the steps of its search,
    nobody first.
    """

    analysis: Analysis
    variant: str
    steps: pd.DataFrame

    @property
    def last(self) -> pd.Series:
        """The step at which the search stopped."""
        return self.steps.iloc[-1]

    @property
    def members(self) -> list:
        """The interviewers of the last step."""
        return self.of(self.last)

    def of(self, step: pd.Series) -> list:
        """The interviewers of a step."""
        return members(
            step["interviewers"], self.analysis.table("influence", self.variant)["interviewer"]
        )

    @property
    def tested(self) -> str:
        """slope or intercept."""
        return self.last["tested"]

    @property
    def vanishes(self) -> bool:
        """Whether the group carries a variance, rather than hiding one."""
        return bool(self.steps.iloc[0]["p"] < self.analysis.survey.alpha)

    @property
    def column(self) -> str:
        """The columns of influence.csv that hold this test."""
        names = analysis_tests(self.analysis, self.variant)
        return "slope_test" if names.index(self.tested) == 0 else "level_test"


def variants(analysis: Analysis) -> tuple:
    """raw and recoded where codes tell them apart, else recoded alone."""
    return ("recoded",) if analysis.coded_records.empty else _told(analysis)


def _told(analysis: Analysis) -> tuple:
    return analysis.shown_variants or ("recoded",)


def analysis_tests(analysis: Analysis, variant: str) -> list:
    """The tests whose groups were searched, that of the main model first."""
    return list(dict.fromkeys(analysis.table("influence_groups", variant)["tested"]))


def searches(analysis: Analysis, variant: str) -> list[Group]:
    """The search of each test."""
    table = analysis.table("influence_groups", variant)
    return [
        Group(analysis, variant, table[table["tested"] == name].reset_index(drop=True))
        for name in analysis_tests(analysis, variant)
    ]


def found(analysis: Analysis) -> list[Group]:
    """The groups that chance does not explain, raw before recoded."""
    every = [group for variant in variants(analysis) for group in searches(analysis, variant)]
    return [group for group in every if bool(group.last["influential"])]


def alone(analysis: Analysis, variant: str) -> pd.DataFrame:
    """The rows of influence.csv of those who are influential alone."""
    rows = analysis.table("influence", variant)
    return rows[rows["influential"].astype(bool)]


def influence(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about who pulls the result."""
    return heading(analysis), sentence(analysis)


def heading(analysis: Analysis) -> Sentence:
    """Who carries a decision, or that nobody does."""
    groups = found(analysis)
    recoded = [group for group in groups if group.variant == "recoded"]
    rows = alone(analysis, "recoded")
    if recoded:
        return carried(recoded[0])
    if not rows.empty:
        return _hanging(rows, "")
    if groups:
        return carried(groups[0], ONLY_RAW)
    rows = alone(analysis, variants(analysis)[0])
    if not rows.empty:
        return _hanging(rows, ONLY_RAW)
    return say("No result depends on one interviewer or a small group")


ONLY_RAW = "Only with the missing codes left in: "


def _hanging(rows: pd.DataFrame, when: str) -> Sentence:
    pattern = (
        "An estimate depends on {names}"
        if len(rows) < 4
        else "Estimates depend on {n} single interviewers"
    )
    pattern = when + (pattern[0].lower() + pattern[1:] if when else pattern)
    return say(pattern, names=numbers.listed(rows["interviewer"]), n=numbers.count(len(rows)))


def carried(group: Group, when: str = "") -> Sentence:
    """That a group carries or hides a difference; when: in which data, where it is not the
    result.
    """
    n = len(group.members)
    together, verb = ("together ", "") if n > 1 else ("", "s")
    does, then = (
        (f"carr{'ies' if verb else 'y'} the", "is gone")
        if group.vanishes
        else (f"hide{verb} a", "shows")
    )
    pattern = (
        when + "{who} {noun} {together}{does} difference between {what}: without {names} it {then}"
    )
    return say(
        pattern,
        who=WORDS.get(n, numbers.count(n)).lower() if when else WORDS.get(n, numbers.count(n)),
        noun=numbers.plural(n, "interviewer"),
        together=together,
        does=does,
        what=WHAT[group.tested],
        names=named(group.analysis, group.members),
        then=then,
    )


def sentence(analysis: Analysis) -> Sentence:
    """What leaving people out does in each variant, with the chance of it."""
    parts = []
    for variant in variants(analysis):
        groups = [group for group in searches(analysis, variant) if bool(group.last["influential"])]
        parts += [told(group) for group in groups] + [_alone(analysis, variant)]
        if not groups:
            parts.append(_stopped(analysis, variant))
    return join([*parts, _expected(analysis)])


def told(group: Group) -> Sentence:
    """The search of a group in numbers: the whole, each alone, all together, chance, and the
    interviews behind it.
    """
    anchor = f"{group.analysis.anchor}-influence"
    rows = group.analysis.table("influence", group.variant).set_index("interviewer")
    first = group.steps.iloc[0]
    start = say(
        "{where} the {test} of {what} is {T} ({p}).",
        where=WHERE[group.variant] if len(variants(group.analysis)) > 1 else "With everybody",
        test=term("LRT", "test statistic"),
        what="the slope variance" if group.tested == "slope" else "the variance of the levels",
        T=quote(first["statistic"], one_decimal, f"{anchor}_groups"),
        p=quote(first["p"], numbers.p_phrase, f"{anchor}_groups"),
    )
    last = say(
        "{T} ({p})",
        T=quote(group.last["statistic"], numbers.statistic, f"{anchor}_groups"),
        p=quote(group.last["p"], numbers.p_phrase, f"{anchor}_groups"),
    )
    if len(group.members) == 1:
        done = say(
            "Without {who} it is {last}.", who=named(group.analysis, group.members), last=last
        )
    else:
        each = [
            say(
                "{who} alone leaves {T}",
                who=named(group.analysis, [who]),
                T=quote(rows.loc[who, f"{group.column}_statistic"], one_decimal, anchor),
            )
            for who in group.members
        ]
        hidden = not rows.loc[group.members, f"{group.column}_changes"].astype(bool).any()
        masks = (
            (" They mask each other ({masking}): leaving out only one of them shows nothing.")
            if hidden
            else ""
        )
        pattern = "Leaving out {each}; without {all} it is {last}." + masks
        all_ = "both" if len(group.members) == 2 else f"all {len(group.members)}"
        done = say(pattern, each=enumerated(each), all=all_, last=last, masking=term("masking"))
    return join([start, done, _chance(group), _interviews(group)])


def one_decimal(value) -> str:
    """A statistic with one decimal, with two below ten."""
    return numbers.fixed(
        value, 1 if not numbers.is_missing(value) and abs(float(value)) >= 10 else 2
    )


def _chance(group: Group) -> Sentence:
    return say(
        (
            "In simulated surveys in which the difference is shared by "
            "all interviewers, leaving out so few does as much in at "
            "most {share}."
        ),
        share=quote(
            group.last["p_chance"], numbers.percent, f"{group.analysis.anchor}-influence_groups"
        ),
    )


def _interviews(group: Group) -> Sentence | None:
    rows = group.analysis.table("influence_interviews", group.variant)
    rows = rows[rows["set"] != ""]
    if (
        rows.empty
        or group.column != "slope_test"
        or not set(rows["interviewer"]) <= set(group.members)
    ):
        return None
    anchor = f"{group.analysis.anchor}-influence_interviews"
    by = [
        say(
            "{ids} of {who}",
            ids=numbers.listed(part["interview"]),
            who=named(group.analysis, [who]),
        )
        for who, part in rows.groupby("interviewer", sort=False)
    ]
    return say(
        ("{n} of their interviews are enough: {by}. Without {these} the statistic is {T} ({p})."),
        n=quote(len(rows), numbers.count, anchor),
        by=enumerated(by),
        these="it" if len(rows) == 1 else "these",
        T=quote(rows["slope_test_statistic"].iloc[0], numbers.statistic, anchor),
        p=quote(rows["slope_test_p"].iloc[0], numbers.p_phrase, anchor),
    )


def _alone(analysis: Analysis, variant: str) -> Sentence | None:
    rows = alone(analysis, variant)
    if rows.empty:
        return None
    anchor = f"{analysis.anchor}-influence"
    terms = [
        name.removeprefix("shift of ") for name in names_of(rows) if name.startswith("shift of ")
    ]
    said = []
    for _, row in rows.head(5).iterrows():
        name = max(terms, key=lambda k: abs(row[f"shift of {k}"]))
        size = quote(abs(row[f"shift of {name}"]), numbers.significant, anchor)
        said.append(
            say(
                "{who} ({term} by {size} standard errors)",
                who=named(analysis, [row["interviewer"]]),
                term=name,
                size=size,
            )
        )
    return say(
        "{where} leaving out alone moves an estimate: {said}.",
        where=WHERE[variant],
        said=enumerated(said),
    )


def _stopped(analysis: Analysis, variant: str) -> Sentence | None:
    """How far the search got without finding anything that chance does not explain."""
    parts = []
    for group in searches(analysis, variant):
        size, anchor = int(group.last["step"]), f"{analysis.anchor}-influence_groups"
        fields = {
            "n": quote(size, numbers.count, anchor),
            "noun": numbers.plural(size, "interviewer"),
            "what": WHAT[group.tested],
            "p": quote(group.last["p"], numbers.p_phrase, anchor),
        }
        if group.last["what_changed"]:
            share = quote(group.last["p_chance"], numbers.percent, anchor)
            pattern = (
                "without {n} {noun} the test of {what} would decide "
                "otherwise ({p}), as it does in clean simulated surveys "
                "({share})"
            )
            parts.append(say(pattern, share=share, **fields))
        else:
            who = "no group of up to {n} {noun} changes" if size > 1 else "no {noun} changes"
            parts.append(
                say(
                    f"{who} the decision about {{what}} ({{p}} without the most influential)",
                    **fields,
                )
            )
    return say("{where} {parts}.", where=WHERE[variant], parts=join(parts, "; ")) if parts else None


def _expected(analysis: Analysis) -> Sentence:
    return say(
        ("At most {alpha} of clean simulated surveys have any interviewer who is called {word}."),
        word=term("influential"),
        alpha=numbers.percent(analysis.survey.alpha),
    )

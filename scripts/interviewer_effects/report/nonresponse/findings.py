"""Sentences about item nonresponse: whether interviewers differ in what is left unanswered, and who
stands out.
"""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import present
from interviewer_effects.report.data.analysis import pages_of
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.text.sentences import (
    Link,
    Sentence,
    enumerated,
    join,
    quote,
    say,
    term,
)

ANCHOR = "silence"


def headline(survey: Survey) -> pd.Series | None:
    """The row of any item for any reason, or for the one reason that there is; None where nothing
    is unanswered.
    """
    table = survey.table("silence")
    rows = table[table["item"] == "any item"]
    return None if rows.empty else rows.iloc[-1]


def estimated(survey: Survey) -> pd.DataFrame:
    """The items and reasons of which there is enough to tell, the most telling first."""
    table = survey.table("silence")
    rows = table[table["sigma"].notna() & (table["item"] != "any item")]
    return rows.sort_values(["p_adjusted", "statistic"], ascending=[True, False], kind="stable")


def standing_out(survey: Survey) -> pd.DataFrame:
    """The interviewers flagged at the headline, those with most first."""
    head, table = headline(survey), survey.table("silence_interviewers")
    if head is None or table.empty:
        return table.iloc[:0]
    rows = table[
        (table["item"] == head["item"])
        & (table["reason"] == head["reason"])
        & table["flag"].notna()
    ]
    return rows[rows["flag"] != ""].sort_values("p_adjusted", kind="stable")


def silence(survey: Survey) -> tuple[Sentence, Sentence]:
    """Heading and sentence about what is left unanswered."""
    head = present(headline(survey))
    told = [
        _share(head),
        _variance(survey, head),
        _rates(survey, head),
        _items(survey),
        _people(survey),
    ]
    return _heading(survey, head), join(told)


def _heading(survey: Survey, head: pd.Series) -> Sentence:
    if numbers.is_missing(head["sigma"]):
        return say("Too few answers are missing to compare interviewers by them")
    if head["p_mixture"] >= survey.alpha:
        rows = estimated(survey)
        clear = int((rows["p_adjusted"] < survey.alpha).sum())
        if not clear:
            return say("No detectable difference between interviewers in what is left unanswered")
        return say(
            "Interviewers differ in {k} of {n} pairs of an item and a reason of item nonresponse",
            k=quote(clear, numbers.count, ANCHOR),
            n=quote(len(rows), numbers.count, ANCHOR),
        )
    return say("Interviewers differ in what is left unanswered")


def _share(head: pd.Series) -> Sentence:
    shown = (
        numbers.count(head["n_missing"])
        if not isinstance(head["n_missing"], str)
        else head["n_missing"]
    )
    return say(
        "{k} of {n} interviews leave at least one item unanswered ({what}): {term}.",
        k=quote(head["n_missing"], lambda _: shown, ANCHOR),
        n=quote(head["n"], numbers.count, ANCHOR),
        what=head["reason"],
        term=term("nonresponse"),
    )


def _variance(survey: Survey, head: pd.Series) -> Sentence | None:
    if numbers.is_missing(head["sigma"]):
        return None
    return say(
        "Of the variance behind it, {icc} lies between interviewers ({interval} {range}; {p}).",
        icc=quote(head["icc"], numbers.percent, ANCHOR),
        interval=survey.interval,
        range=quote(
            (head["icc_low"], head["icc_high"]),
            lambda pair: numbers.percent_interval(*pair),
            ANCHOR,
        ),
        p=quote(head["p_mixture"], numbers.p_phrase, ANCHOR),
    )


def _rates(survey: Survey, head: pd.Series) -> Sentence | None:
    """Which true shares the model gives to most interviewers, beside those that were observed."""
    if numbers.is_missing(head["sigma"]) or not head["sigma"] > 0:
        return None
    model = say(
        "By the model, 95 % of interviewers have a true share of {low} to {high}",
        low=quote(head["rate_low"], numbers.percent, ANCHOR),
        high=quote(head["rate_high"], numbers.percent, ANCHOR),
    )
    rows = survey.table("silence_interviewers")
    rows = rows[(rows["item"] == head["item"]) & (rows["reason"] == head["reason"])]
    if rows.empty or survey.hides:
        return join([model, say(".")], "")
    observed = say(
        "; observed are {least} to {most}.",
        least=quote(rows["rate"].min(), numbers.percent, f"{ANCHOR}-interviewers"),
        most=quote(rows["rate"].max(), numbers.percent, f"{ANCHOR}-interviewers"),
    )
    return join([model, observed], "")


def _items(survey: Survey) -> Sentence | None:
    rows = estimated(survey)
    if rows.empty:
        return None
    clear = rows[rows["p_adjusted"] < survey.alpha]
    counted = say(
        "Of {n} pairs of an item and a reason that were tested, interviewers differ in {k} after "
        "adjustment",
        k=quote(len(clear), lambda k: numbers.count(k) if k else "none", ANCHOR),
        n=quote(len(rows), numbers.count, ANCHOR),
    )
    if clear.empty:
        return join([counted, say(".")], "")
    top = clear.iloc[0]
    return join(
        [
            counted,
            say(", most clearly in {item} ({reason}).", item=top["item"], reason=top["reason"]),
        ],
        "",
    )


def _people(survey: Survey) -> Sentence | None:
    head = present(headline(survey))
    if numbers.is_missing(head["sigma"]) or survey.hides:
        return None
    rows, pages = standing_out(survey), pages_of(survey)
    if rows.empty:
        return say(
            "Among interviewers who differ as the others do, nobody's share is unusual after "
            "adjustment."
        )
    told = [_person(row, pages) for _, row in rows.iterrows()]
    return say(
        "Among interviewers who differ as the others do, the share of {people} is unusual after "
        "adjustment over "
        "interviewers: a question, not a verdict.",
        people=enumerated(told, 5),
    )


def named_nonresponse(survey: Survey) -> list:
    """The interviewers flagged at the headline by a p that holds after adjustment, also where the
    config has none.
    """
    if headline(survey) is None or survey.hides:
        return []
    rows = standing_out(survey)
    return rows.loc[rows["p_adjusted_bh"] < survey.alpha, "interviewer"].tolist()


def first_screen(survey: Survey) -> Sentence | None:
    """Whose item nonresponse is unusual, with the counts."""
    names = named_nonresponse(survey)
    if not names:
        return None
    rows, pages = standing_out(survey), pages_of(survey)
    told = [_person(row, pages) for _, row in rows[rows["interviewer"].isin(names)].iterrows()]
    return say(
        "Interviews with an item unanswered ({word}), among interviewers who differ as the "
        "others do: {people}.",
        word=term("nonresponse"),
        people=enumerated(told, 5),
    )


def _person(row: pd.Series, pages: dict) -> Sentence:
    who = row["interviewer"]
    return say(
        "{who} ({k} of {n}, {flag} than the others)",
        who=Link(who, pages[who]) if who in pages else who,
        k=quote(row["n_missing"], numbers.count, f"{ANCHOR}-interviewers"),
        n=quote(row["n"], numbers.count, f"{ANCHOR}-interviewers"),
        flag=row["flag"],
    )

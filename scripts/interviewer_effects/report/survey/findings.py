"""Sentences about the survey as a whole: its items, what was recoded, the screening."""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.frames import row_at
from interviewer_effects.report.data.analysis import pages_of
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.data.unasked import not_asked, unanswered
from interviewer_effects.report.text.sentences import (
    Link,
    Sentence,
    enumerated,
    join,
    quote,
    say,
    term,
)
from interviewer_effects.survey.codes.dictionary import code_number


def items(survey: Survey) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the items."""
    return _items_heading(survey), _items_sentence(survey)


def _items_heading(survey: Survey) -> Sentence:
    """How many items carry missing codes."""
    items, with_codes = survey.table("items"), survey.table("recodes")["item"].nunique()
    if not with_codes:
        return say("No item carries a missing code")
    return say(
        "{k} of {n} items carry missing codes",
        k=quote(with_codes, numbers.count, "recodes"),
        n=quote(len(items), numbers.count, "items"),
    )


def _items_sentence(survey: Survey) -> Sentence:
    """The item with most codes, and what no code or range explains."""
    parts = [_codebook, _most_codes, _not_asked, _declared, _outside, _suspected]
    return join([part(survey) for part in parts])


def _codebook(survey: Survey) -> Sentence | None:
    if survey.source.get("codebook") != "none":
        return None
    return say(
        "No codebook was given, so every number counts as an answer: missing codes can only be "
        "suspected."
    )


def _most_codes(survey: Survey) -> Sentence | None:
    recodes = survey.table("recodes")
    if recodes.empty:
        return None
    if survey.hides:
        return say("How often is said only from {k} answers on.", k=survey.min_cell)
    totals = unanswered(recodes).groupby("item", sort=False)["n"].sum()
    if totals.empty:
        return None
    top = str(totals.idxmax())
    label = survey.label(top)
    return say(
        "{total} answers are {codes}, the most of them in {item} ({n}){label}.",
        total=quote(int(totals.sum()), numbers.count, "recodes"),
        codes=term("missing", "missing codes"),
        item=top,
        n=quote(int(totals[top]), numbers.count, "recodes"),
        label="" if label == top else f": {label}",
    )


def _not_asked(survey: Survey) -> Sentence | None:
    """How many cells hold a code that says that the question was not asked: these are nobody's
    silence.
    """
    codes = not_asked(survey.table("recodes"))
    if codes.empty or survey.hides:
        return None
    return say(
        "{n} {noun} not applicable, in {k} {items}: the question was not asked, and they are "
        "counted apart.",
        n=quote(int(codes["n"].sum()), numbers.count, "recodes"),
        noun=numbers.plural(int(codes["n"].sum()), "cell says", "cells say"),
        k=quote(codes["item"].nunique(), numbers.count, "recodes"),
        items=numbers.plural(codes["item"].nunique(), "item"),
    )


def _declared(survey: Survey) -> Sentence | None:
    """Which source declares the codes that occur: the codebook, the file itself, or a value label
    alone.
    """
    codes = survey.table("codes")
    codes = codes[(codes["treated"] == "missing") & (codes["n"] != 0)]
    if codes.empty or survey.hides:
        return None
    by_book = codes["in_codebook"]
    by_file = codes["in_file"] & ~by_book
    sources = [
        _source("the codebook declares {n} of them", int(by_book.sum())),
        _source("the data file itself declares {n}", int(by_file.sum())),
        _source("a value label alone declares {n}", int((~by_book & ~by_file).sum())),
    ]
    return say(
        "Of {n} codes by item, {sources}; those that are numbers stay numbers in the raw "
        "data{without_number}.",
        n=quote(len(codes), numbers.count, "codes"),
        sources=enumerated([source for source in sources if source], 3),
        without_number=_without_number(codes["code"].astype(str)),
    )


def _without_number(codes: pd.Series) -> str:
    """What becomes of the codes that are no numbers: Stata's .a to .z, and the codes of text
    items.
    """
    told = []
    if codes.str.startswith(".").any():
        told.append("Stata's .a to .z have no number and are missing there too")
    if (codes.map(code_number).isna() & ~codes.str.startswith(".")).any():
        told.append("those of text items stay texts")
    return "".join(f"; {words}" for words in told)


def _source(words: str, n: int) -> Sentence | None:
    return say(words, n=quote(int(n), numbers.count, "codes")) if n else None


def _outside(survey: Survey) -> Sentence | None:
    items = survey.table("items")
    n = items["n_outside_valid"].sum()
    if not n:
        declared = any(entry.get("valid") for entry in survey.codebook.values())
        return say("No answer lies outside the valid range of its item.") if declared else None
    names = numbers.listed(items.loc[items["n_outside_valid"] != 0, "item"])
    if numbers.is_missing(n):
        return say("Some answers lie outside the valid range, in {names}.", names=names)
    return say(
        "{n} answers lie outside the valid range, in {names}.",
        n=quote(n, numbers.count, "items"),
        names=names,
    )


def _suspected(survey: Survey) -> Sentence | None:
    items = survey.table("items")
    rows = items[items["suspected_codes"] != ""]
    if rows.empty:
        return None
    names = [f"{row.item} ({row.suspected_evidence})" for row in rows.itertuples()]
    return say(
        "Values that look like codes and that nobody has declared or confirmed: {names}. Confirm "
        "or remove them.",
        names=numbers.listed(names, 4),
    )


def recoding(survey: Survey) -> tuple[Sentence, Sentence]:
    """Heading and sentence about what was recoded."""
    return _recoding_heading(survey), _recoding_sentence(survey)


def _recoding_heading(survey: Survey) -> Sentence:
    """How many answers were set to missing, and how unevenly over the interviewers."""
    recodes = survey.table("recodes")
    if recodes.empty:
        return say("Nothing had to be recoded")
    if survey.hides:
        return say("Answers with missing codes were set to missing")
    own = unanswered(recodes)
    if own.empty:
        return say("Only codes of what was not asked were set to missing")
    by = own.groupby("interviewer")["n"].sum().sort_values(ascending=False)
    half = int((by.cumsum() < by.sum() / 2).sum()) + 1
    return say(
        (
            "{total} answers are missing-value codes; half of them come "
            "from {half} of {n} interviewers"
        ),
        total=quote(int(by.sum()), numbers.count, "recodes"),
        half=quote(half, numbers.count, "recodes"),
        n=quote(len(survey.workload), numbers.count, "recodes"),
    )


def _recoding_sentence(survey: Survey) -> Sentence:
    """What is recoded, who recorded most, and what is not counted with it because it was not
    asked.
    """
    recodes = survey.table("recodes")
    if recodes.empty:
        return say("No declared code occurs in the file, so raw and recoded are the same.")
    if survey.hides:
        return say("Only codes declared for an item are recoded.")
    return join([_most_recorded(survey, unanswered(recodes)), _apart(not_asked(recodes))])


def _most_recorded(survey: Survey, recodes: pd.DataFrame) -> Sentence:
    if recodes.empty:
        return say("Only codes declared for an item are recoded.")
    by = recodes.groupby("interviewer")["n"].sum()
    who = str(by.idxmax())
    return say(
        "Only codes declared for an item are recoded. Interviewer {who} recorded most: {n} in "
        "{interviews} {noun}; all "
        "interviewers together {total} in {all}.",
        who=who,
        n=quote(int(by[who]), numbers.count, "recodes"),
        interviews=quote(int(survey.workload[who]), numbers.count, "recodes"),
        noun=numbers.plural(int(survey.workload[who]), "interview"),
        total=quote(int(by.sum()), numbers.count, "recodes"),
        all=quote(int(survey.workload.sum()), numbers.count, "recodes"),
    )


def _apart(recodes: pd.DataFrame) -> Sentence | None:
    if recodes.empty:
        return None
    return say(
        "{n} {noun} not applicable: set to missing too, and not counted here.",
        n=quote(int(recodes["n"].sum()), numbers.count, "recodes"),
        noun=numbers.plural(int(recodes["n"].sum()), "more cell was", "more cells were"),
    )


def repeats(survey: Survey) -> tuple[Sentence, Sentence]:
    """Heading and sentence about interviews that repeat each other and items with a reversed
    scale.
    """
    pairs, turned = survey.table("duplicates"), survey.table("reversals")
    people = {*pairs["interviewer"], *pairs["other_interviewer"], *turned["interviewer"]}
    heading = say(
        "{n} {noun} interviews that repeat each other or an item with its scale reversed",
        n=quote(len(people), numbers.count, "reversals" if pairs.empty else "duplicates"),
        noun=numbers.plural(len(people), "interviewer has", "interviewers have"),
    )
    told = say(
        "Look at these interviews first: in clean surveys hardly any pair agrees so much by chance."
    )
    return heading, told


def screening(survey: Survey) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the screened items."""
    return _screening_heading(survey), join([_screening_sentence(survey), _scores(survey)])


def _screening_heading(survey: Survey) -> Sentence:
    """In how many items the interviewers differ."""
    table = survey.screened
    found = int((table["p_adjusted"] < survey.alpha).sum())
    return say(
        "Interviewers differ in {found} of {n} items",
        found=quote(found, lambda k: numbers.count(k) if k else "none", "screening"),
        n=quote(len(table), numbers.count, "screening"),
    )


def _scores(survey: Survey) -> Sentence | None:
    """Whose predicted effects are large over all items."""
    table, pages = survey.table("interviewer_scores"), pages_of(survey)
    if table.empty:
        return None
    out = table[table["p_adjusted"] < survey.alpha]
    if out.empty:
        return say(
            "No interviewer stands out over all items ({n} compared).",
            n=quote(len(table), numbers.count, "interviewer_scores"),
        )
    said = [
        say(
            "{who} ({score} times the expected value)",
            who=Link(who, pages[who]) if who in pages else who,
            score=quote(score, numbers.significant, "interviewer_scores"),
        )
        for who, score in zip(out["interviewer"], out["score"], strict=True)
    ]
    return say(
        ("Over all items, the squared effects are unusually large for {people}."),
        people=enumerated(said, 5),
    )


def _screening_sentence(survey: Survey) -> Sentence:
    """The item with the largest share between interviewers, and the middle of all items."""
    table = survey.screened
    top = row_at(table, table["icc"].idxmax())
    return say(
        "Largest {icc}{beside}: {item}, {value} ({interval} {range}, {deff} {factor}); the "
        "median of the items is "
        "{median}.",
        beside=" with areas in the model" if "icc_areas" in table else "",
        icc=term("ICC"),
        item=top["item"],
        interval=survey.interval,
        value=quote(top["icc"], numbers.percent, "screening"),
        range=quote(
            (top["icc_low"], top["icc_high"]),
            lambda pair: numbers.percent_interval(*pair),
            "screening",
        ),
        deff=term("deff"),
        factor=quote(top["deff"], numbers.statistic, "screening"),
        median=quote(table["icc"].median(), numbers.percent, "screening"),
    )

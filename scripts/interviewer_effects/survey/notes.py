"""What is no fault of a survey and still worth a look before it is audited: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from interviewer_effects.numbers import plural
from interviewer_effects.survey.codes.dictionary import code_text
from interviewer_effects.survey.codes.suspected_codes import suspected_codes
from interviewer_effects.survey.describe import far_answers, unconfirmed_codes, undeclared_codes
from interviewer_effects.survey.load import Survey
from interviewer_effects.survey.roles.known_names import COUNTRY, is_named
from interviewer_effects.survey.weight import describe_weight

LISTED, NAMED = 8, 3
CODE_WIDTH = 3


def survey_notes(survey: Survey) -> list[str]:
    """List what was read how, what the join left over, who is left out, where sources differ, which
    ids look odd.
    """
    found = (_reading, _join, _left_out, _differing, _coded_ids, _countries, _weight)
    return [note for find in found for note in find(survey)]


def _reading(survey: Survey) -> Iterator[str]:
    """What was read otherwise than it stands in the file."""
    yield from survey.source["remarks"]


def _join(survey: Survey) -> Iterator[str]:
    lost = (
        survey.account[survey.account["status"] == "unmatched"]
        if len(survey.account)
        else survey.account
    )
    for side in ("survey", "interviewers"):
        rows = lost[lost["side"] == side]
        if len(rows):
            second = survey.account.loc[survey.account["side"] == "interviewers", "file"].iloc[0]
            keys = ", ".join(rows["key"].head(3)) + (", …" if len(rows) > 3 else "")
            n = int(rows["n"].sum())
            said = plural(n, "row belongs to no interview, in", "rows belong to no interview, in")
            if side == "survey":
                said = plural(n, "interview has no row in", "interviews have no row in")
            yield f"{n} {said} {second} (keys {keys}); the report lists them all."


def _left_out(survey: Survey) -> Iterator[str]:
    source = survey.source
    if source["n_unmatched"]:
        n = source["n_unmatched"]
        left_out = plural(n, "interview is left out", "interviews are left out")
        yield f"{n} {left_out}, because the join gives {plural(n, 'it', 'them')} no interviewer."
    if source["n_coded_interviewer"]:
        ids = ", ".join(source["coded_interviewers"])
        n = source["n_coded_interviewer"]
        left_out = plural(n, "interview is left out", "interviews are left out")
        yield f"The file declares the interviewer id {ids} missing: {n} {left_out}."


def _differing(survey: Survey) -> Iterator[str]:
    codes = survey.codes[(survey.codes["disagreement"] != "") & (survey.codes["n"] > 0)]
    for row in codes.head(LISTED).itertuples():
        cells = f"{row.n} cell{'s' * (row.n != 1)}"
        yield (
            f"Item {row.item}, code {row.code} ({cells}): {row.disagreement}; treated as "
            f"{row.treated}."
        )
    if len(codes) > LISTED:
        yield (
            f"{len(codes) - LISTED} more codes about which the sources differ are in "
            "tables/codes.csv."
        )


def suspicion(survey: Survey) -> str:
    """List the suspected codes with the number of items they occur in: 88 (in 14 items), 8 (in 7
    items), and answers far from a scale; or nothing.
    """
    suspected = undeclared_codes(survey.frame, survey.codebook)
    undeclared = _listed(suspected)
    unconfirmed = _listed(unconfirmed_codes(survey.frame, survey.codebook))
    said = []
    if undeclared:
        said.append(
            f"Suspected and not declared, so not recoded: {undeclared}. Declare them in a codebook."
        )
    if unconfirmed:
        remedy = (
            "Confirm each in the codebook by deleting the word, or remove the code where it is "
            "an answer."
        )
        what = "Called `suspected` in the codebook, so recoded although nobody confirmed them"
        said.append(f"{what}: {unconfirmed}. {remedy}")
    far = _listed(far_answers(survey.frame, survey.codebook, suspected))
    if far:
        said.append(
            f"Far from all other answers, and read as answers: {far}. Declare those that are none."
        )
    return " ".join(said)


def n_unconfirmed(survey: Survey) -> int:
    """Count the codes, item by item, that the codebook calls suspected and that occur."""
    return sum(map(len, unconfirmed_codes(survey.frame, survey.codebook).values()))


def _listed(found: dict[str, list[float]]) -> str:
    """88 (in 14 items), 8 (in gincdif): each code with the items it occurs in, by name where they
    are few.
    """
    items: dict[str, list[str]] = {}
    for item, codes in found.items():
        for code in codes:
            items.setdefault(code_text(code), []).append(item)
    by_number = sorted(items.items(), key=lambda entry: (-len(entry[1]), float(entry[0])))
    return ", ".join(f"{code} (in {_named_or_counted(names)})" for code, names in by_number)


def _named_or_counted(items: list[str]) -> str:
    n = len(items)
    return (
        f"{n} item{'s' * (n != 1)}"
        if n > NAMED
        else f"{n} item{'s' * (n != 1)}: {', '.join(items)}"
    )


def _coded_ids(survey: Survey) -> Iterator[str]:
    """Interviewer ids of one repeated digit 6 to 9 that stand apart from the others: not
    applicable, not available.
    """
    counts = survey.frame.get(survey.columns["interviewer"], pd.Series(dtype=str)).value_counts()
    numbers = pd.to_numeric(pd.Series(counts.index), errors="coerce").to_numpy(dtype=float)
    for number in suspected_codes(numbers) if counts.index.str.len().max() >= CODE_WIDTH else []:
        n = int(counts.get(f"{number:.0f}", 0))
        said = (
            f"The interviewer id {number:.0f} ({n} {plural(n, 'interview')}) looks like a "
            "missing code"
        )
        yield f"{said}, not an interviewer; if it is one, remove those rows."


def _weight(survey: Survey) -> Iterator[str]:
    """A weight that says nothing of its own."""
    facts = describe_weight(survey.frame, survey.columns)
    yield from facts.loc[facts["fact"] != "largest divided by smallest", "sentence"]


def _countries(survey: Survey) -> Iterator[str]:
    """Ids that are unique within a country only, where the survey is not split."""
    interviewer = survey.columns["interviewer"]
    for column in survey.frame.columns if interviewer in survey.frame else ():
        if column in (interviewer, survey.split_by) or not is_named(column, COUNTRY):
            continue
        countries = survey.frame[column].nunique()
        if countries > 1:
            shared = int((survey.frame.groupby(interviewer)[column].nunique() > 1).sum())
            said = (
                f"{column} has {countries} values, and {shared} interviewer ids occur with more "
                "than one of them"
            )
            yield (
                f"{said}; ids are usually unique within a country only: split_by: {column} "
                "audits one at a time."
            )

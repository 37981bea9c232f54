"""Sentences about the data file: how it was read and joined, what its sources say of codes, what
its weight is.
"""

from interviewer_effects import numbers
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.text.sentences import Sentence, Told, join, quote, say

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
PROGRAMS = {
    "sav": "SPSS",
    "zsav": "SPSS",
    "por": "SPSS portable",
    "dta": "Stata",
    "parquet": "Parquet",
}
LISTED = 3


def data_file(survey: Survey) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the data file."""
    reading = [_read(survey), *_remarks(survey), _joined(survey), _left_out(survey)]
    codes = [_lettered(survey), _disagreements(survey)]
    return _heading(survey), join([*reading, *codes, *_weight(survey)])


def _heading(survey: Survey) -> Sentence:
    """The most consequential fact: interviews lost, then sources that differ, then a weight that
    says nothing new.
    """
    source, n = survey.source, len(_differing(survey))
    lost = source["n_unmatched"] + source["n_coded_interviewer"]
    if lost >= survey.min_cell:
        return say(
            "{n} of {all} interviews have no known interviewer and are left out",
            n=quote(survey.about(lost), numbers.count, "join"),
            all=numbers.count(survey.about(source["n_rows"])),
        )
    if n:
        noun = numbers.plural(n, "code")
        return say(
            "The sources differ about {n} {noun}", n=quote(n, numbers.count, "codes"), noun=noun
        )
    facts = _facts(survey)
    if "function of a column" in facts:
        return say(
            "The weight is a function of {other}", other=facts["function of a column"]["other"]
        )
    if "constant within interviewer" in facts:
        return say("The weight is constant within every interviewer")
    n_read = survey.about(source["n_rows"])
    if numbers.is_missing(n_read):
        return say("All interviews of the file are read")
    return say("All {n} interviews of the file are read", n=numbers.count(n_read))


def _read(survey: Survey) -> Sentence | None:
    source = survey.source
    if source["synthetic"]:
        return None
    encoding = f", in {source['encoding']}" if source["encoding"] else ""
    if source["format"] in PROGRAMS:
        return say(
            "Input: {file}, a file of {program}{encoding}.",
            file=source["label"],
            program=PROGRAMS[source["format"]],
            encoding=encoding,
        )
    mark = " with a byte order mark" if source["byte_order_mark"] else ""
    return say(
        ("Input: {file}, text separated by {delimiter}, decimal {decimal}{encoding}{mark}."),
        file=source["label"],
        delimiter=DELIMITERS[source["delimiter"]],
        decimal="comma" if source["decimal"] == "," else "point",
        encoding=encoding,
        mark=mark,
    )


def _remarks(survey: Survey) -> list[Sentence]:
    """What was read otherwise than it stands in the file; it quotes cells, so not where small
    counts are hidden.
    """
    remarks = [] if survey.hides else survey.source["remarks"]
    return [say("{remark}", remark=remark) for remark in remarks]


def _joined(survey: Survey) -> Sentence | None:
    """Both sides of the join: interviews with and without a partner, and rows of the second file
    that nobody has.
    """
    account = survey.table("join")
    if account.empty:
        return None
    n = account.groupby(["side", "status"])["n"].sum()
    if survey.hides:
        return say("{file} was joined to the interviews.", file=_joined_file(account))
    lost = int(n.get(("survey", "unmatched"), 0))
    idle = int(n.get(("interviewers", "unmatched"), 0))
    return say(
        "{file} was joined to {matched} interviews; interviews without a row in it: {lost}, rows "
        "of it without an "
        "interview: {idle}.",
        file=_joined_file(account),
        matched=quote(int(n.get(("survey", "matched"), 0)), numbers.count, "join"),
        lost=quote(lost, _or_none, "join"),
        idle=quote(idle, _or_none, "join"),
    )


def _joined_file(account) -> str:
    return account.loc[account["side"] == "interviewers", "file"].iloc[0]


def _left_out(survey: Survey) -> Sentence | None:
    source = survey.source
    if source["n_coded_interviewer"] < survey.min_cell:
        return None
    return say(
        "{n} {noun} an interviewer id that the file declares missing ({ids}) and are left out: "
        "taken for one "
        "interviewer, they would have a workload of their own.",
        n=numbers.count(survey.about(source["n_coded_interviewer"])),
        noun=numbers.plural(source["n_coded_interviewer"], "interview has", "interviews have"),
        ids=numbers.listed(source["coded_interviewers"]),
    )


def _lettered(survey: Survey) -> Sentence | None:
    n = survey.source["n_extended"]
    if n < survey.min_cell:
        return None
    return say(
        "{n} answers are Stata's .a to .z: they have no number, so they are missing in raw as "
        "well, and their reasons "
        "are counted with the others.",
        n=quote(survey.about(n), numbers.count, "recodes"),
    )


def _differing(survey: Survey):
    codes = survey.table("codes")
    return codes[(codes["disagreement"] != "") & (codes["n"] != 0)]


def _disagreements(survey: Survey) -> Sentence | None:
    rows = _differing(survey)
    if rows.empty:
        return None
    said = [
        f"{row.item} {row.code} ({row.disagreement}; treated as {row.treated})"
        for row in rows.itertuples()
    ]
    return say("File, labels and codebook differ: {which}.", which=numbers.listed(said, LISTED))


def _facts(survey: Survey) -> dict:
    rows = survey.table("weights")
    own = rows[rows["column"] == survey.source["columns"].get("weight")]
    return {row["fact"]: row for row in own.to_dict("records")}


def _weight(survey: Survey) -> list[Sentence]:
    """What the weight is made of; its range is of interest in the table only."""
    rows = survey.table("weights")
    told = rows.loc[rows["fact"] != "largest divided by smallest", "sentence"]
    return [say("{said}", said=Told(sentence, "weights")) for sentence in told]


def _or_none(number) -> str:
    return numbers.count(number) if number else "none"

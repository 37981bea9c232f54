"""Labels of no answer are told from answers, in the words of archives and in the languages of
surveys.
"""

from pathlib import Path

import pytest
from interviewer_effects.survey.codes.reasons import (
    is_answer,
    is_code_form,
    is_suspected,
    reason_of,
    standard_reason,
)
from interviewer_effects.survey.no_answer import TABLE

LABELS = Path(__file__).parent / "labels"
REASONS = {"not applicable", "refusal", "don't know", "no answer", "not available"}


def labels(name):
    lines = (LABELS / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


def test_of_420_labels_of_no_answer_at_most_5_percent_are_missed():
    known = labels("no_answer.txt")
    missed = [label for code, label in known if reason_of(label, code) is None]
    assert len(known) == 420
    assert len(missed) <= 0.05 * len(known), missed


def test_of_989_answers_at_most_1_percent_are_taken_for_none():
    known = labels("answers.txt")
    wrong = [label for code, label in known if reason_of(label, code)]
    assert len(known) == 989
    assert len(wrong) <= 0.01 * len(known), wrong


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("DK/NA", "don't know"),
        ("Do not understand question / democracy", "don't know"),
        ("-6. Unit non-response (no post interview)", "no answer"),
        ("-5. Interview breakoff (sufficient partial IW)", "no answer"),
        ("Missing or wild", "not available"),
        ("Tsy fantatra", "don't know"),
        ("N/A", "not applicable"),
        ("n.a.", "no answer"),
        ("k.A.", "no answer"),
        ("NS/NC", "don't know"),
        ("Inap.", "not applicable"),
        ("Inap, coded 5 in V12", "not applicable"),
        ("Refusal (SPONTANEOUS)", "refusal"),
        ("Don't know [DNR]", "don't know"),
        ("(VOL) Refused", "refusal"),
        ("Don't know / Can't say", "don't know"),
        ("Don't know/Haven't heard enough", "don't know"),
        ("No sabe / No contesta", "don't know"),
        ("weiß nicht / keine Angabe", "don't know"),
        ("WEISS NICHT", "don't know"),
        ("Refus", "refusal"),
        ("Nie wiem", "don't know"),
        ("Odmítl(a)", "refusal"),
        ("-9. Refused to answer", "refusal"),
        ("Missing: not asked", "not applicable"),
        ("Missing", "not available"),
        ("Does not respond", "no answer"),
        ("Not in universe or children", "not applicable"),
        ("Not in universe (children under", "not applicable"),
        ("97: Survey Exclusion/Confidentiality Suppression", "not available"),
        ("Enchaînement valide", "not applicable"),
        ("NSP/PAS SURE", "don't know"),
        ("Data not provided", "not available"),
        ("Not applicable because retired", "not applicable"),
        ("Respondent refused", "refusal"),
        ("Don\u2019t know", "don't know"),
        ("don\u00e2\u20ac\u2122t know", "don't know"),
    ],
)
def test_words_abbreviations_brackets_and_numbers_are_read(label, reason):
    assert reason_of(label) == reason


@pytest.mark.parametrize(
    "label",
    [
        "Islam",
        "Retired",
        "Legally divorced",
        "Refusal by proxy",
        "No answer was right",
        "Other",
        "Never",
        "Lost job",
    ],
)
def test_answers_are_answers_whatever_their_code(label):
    assert reason_of(label) is None
    assert reason_of(label, "9") is None


@pytest.mark.parametrize(
    "label", ["Trifft nicht zu", "Does not apply", "ND", "Not sure", "Unavailable"]
)
def test_what_is_an_answer_elsewhere_counts_beside_a_code_only(label):
    assert reason_of(label, "2") is None
    assert reason_of(label, "9") in REASONS
    assert reason_of(label) in REASONS


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Don't know if married", "don't know"),
        ("8. Don't know who voted for", "don't know"),
        ("Verweigert/Weiß nicht zum Besitz eines Fahrrads", "refusal"),
        ("PAPI: Keine Angabe zur Anzahl der Reisen", "no answer"),
        ("Não sabe se é de esquerda ou direita", "don't know"),
        ("Unknown marital status", "not available"),
        ("Unknown number of years", "not available"),
        ("Wegedauer nicht berechenbar", "not available"),
        ("Persons under 14 not asked", "not applicable"),
        ("Personen unter 18 Jahre werden nicht befragt", "not applicable"),
        ("In CATI nicht erhoben", "not applicable"),
        ("DK/Ref to party or ideo", "don't know"),
        ("DK/Ref-no lean (VOL.)", "don't know"),
        ("DK US Citizen", "don't know"),
        ("DK WHY DECIDED NOT TO VOTE", "don't know"),
        ("No sabe / No contesta en P15A", "don't know"),
        ("Refused all items in set", "refusal"),
        ("Ne comprend pas la question / ne comprend pas ce qu’est la “démocratie”", "don't know"),
    ],
)
def test_beside_a_code_a_label_may_say_what_is_not_known_or_was_not_asked(label, reason):
    assert reason_of(label, "-9") == reason
    assert reason_of(label, "2") is None


@pytest.mark.parametrize(
    "label", ["DK (not mentioned)", "Refusal (SPONT.) (not ment.)", "Weiß nicht: nicht genannt"]
)
def test_a_reason_that_was_not_mentioned_is_an_answer(label):
    assert reason_of(label, "0") is None
    assert reason_of(label, "9") is None


@pytest.mark.parametrize(
    "label",
    [
        ("Don't know where to get the vaccine"),
        "Don't know enough about the vaccine",
        "Other and unknown",
        "Nicht berufstätig",
        ("Smoker, current status unknown"),
        "Don't know how to report it",
        "Refused to pay bribes",
        "Refused / did not vote",
        "Don't know, refused: other",
        "Refusal of treatment",
        "Did not respond to treatment",
    ],
)
def test_what_goes_on_in_other_words_is_an_answer(label):
    assert reason_of(label, "9") is None


def test_the_table_names_a_reason_and_a_source_in_every_entry():
    entries = [
        line for line in TABLE.replace("\n  ", " ").strip().splitlines() if not line.startswith("#")
    ]
    parts = [entry.split(" | ") for entry in entries]
    assert {len(entry) for entry in parts} == {3}
    assert {reason for reason, _, _ in parts} == REASONS
    assert all(source for _, source, _ in parts)
    languages = [line for line in TABLE.splitlines() if line.startswith("# ")]
    assert len(languages) == 37


@pytest.mark.parametrize(
    ("reason", "standard"),
    [
        ("suspected not applicable", "not applicable"),
        ("suspected Keine Angabe", "no answer"),
        ("niet van toepassing", "not applicable"),
        ("not applicable", "not applicable"),
        ("lost in the mail", "lost in the mail"),
        ("suspected No contact", "No contact"),
    ],
)
def test_a_suspicion_and_another_language_count_as_the_reason_they_state(reason, standard):
    assert standard_reason(reason) == standard
    assert is_suspected(reason) == reason.startswith("suspected")


@pytest.mark.parametrize(
    ("number", "is_code"),
    [
        (5, False),
        (6, True),
        (9, True),
        (10, False),
        (55, True),
        (66, True),
        (97, True),
        (90, True),
        (95, True),
        (100, False),
        (996, True),
        (999999999, True),
        (9900, False),
        (888, True),
        (-1, True),
        (9.5, False),
    ],
)
def test_codes_have_a_form(number, is_code):
    assert is_code_form(number) == is_code


@pytest.mark.parametrize(
    "label", ["Other (specify)", "None of these", "Autre", "Sonstiges", "Otro partido"]
)
def test_some_labels_far_from_the_scale_are_answers(label):
    assert is_answer(label)

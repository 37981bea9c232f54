"""Three sources of missing codes: who is believed, and what is said where they differ."""

import pandas as pd
import pytest
from interviewer_effects.survey.codes.dictionary import Dictionary
from interviewer_effects.survey.codes.reasons import reason_of
from interviewer_effects.survey.codes.sources import code_sources

VALUES = pd.Series([1, 2, 3, 77, 77, 88, 99, 5], name="x")


def codes(entry=None, missing=(), values=None, data=VALUES):
    dictionary = Dictionary(values={"x": values or {}}, missing={"x": list(missing)})
    return {row["code"]: row for row in code_sources("x", data, entry or {}, dictionary)}


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Refusal", "refusal"),
        ("Refusal*", "refusal"),
        ("7 Refusal", "refusal"),
        ("Don’t know", "don't know"),
        ("DON'T KNOW", "don't know"),
        ("No answer", "no answer"),
        ("Not applicable*", "not applicable"),
        ("Not available", "not available"),
        ("Keine Angabe", "no answer"),
        ("Refusal by proxy", None),
        ("Don't know the respondent", None),
        ("Other", None),
        ("", None),
    ],
)
def test_a_label_states_a_reason_only_when_it_says_nothing_else(label, reason):
    assert reason_of(label) == reason


def test_a_declaration_of_the_file_is_believed_with_the_reason_of_its_label():
    found = codes(missing=["77", (88.0, 99.0)], values={"77": "Refusal", "99": "Other"})
    assert {code: row["reason"] for code, row in found.items()} == {
        "77": "refusal",
        "88": "missing, no reason given",
        "99": "Other",
    }
    assert all(row["treated"] == "missing" and not row["disagreement"] for row in found.values())
    assert [row["n"] for row in found.values()] == [2, 1, 1]


def test_a_label_alone_is_believed_and_said_where_the_file_declares_others():
    alone = codes(values={"77": "Refusal", "1": "Agree"})
    assert list(alone) == ["77"]
    assert alone["77"]["treated"] == "missing"
    assert alone["77"]["disagreement"] == ""
    both = codes(missing=["77"], values={"99": "No answer"})
    assert both["99"]["treated"] == "missing"
    assert (
        both["99"]["disagreement"]
        == "its label says “No answer”, the file declares other codes only"
    )


def test_the_valid_range_of_the_codebook_saves_an_age_of_77():
    found = codes({"valid": [15, 110]}, missing=["77", "999"])
    assert found["77"]["treated"] == "valid"
    assert (
        "the file declares it missing, the codebook's valid range 15 to 110 contains it"
        in found["77"]["disagreement"]
    )
    assert found["999"]["treated"] == "missing"


@pytest.mark.parametrize(
    ("entry", "missing", "values", "code", "words"),
    [
        (
            {"missing": {"77": "refusal"}},
            ["88"],
            {},
            "77",
            "the codebook declares it missing, the file declares other",
        ),
        (
            {"missing": {"77": "refusal"}},
            ["77", "88"],
            {},
            "88",
            "the file declares it missing, the codebook lists",
        ),
        (
            {"missing": {"77": "no answer"}},
            ["77"],
            {"77": "Refusal"},
            "77",
            "calls it “no answer”, its label says",
        ),
        (
            {"missing": {"77": "lost"}},
            [],
            {"77": "Never"},
            "77",
            "declares it missing, its label says “Never”",
        ),
    ],
)
def test_sources_that_differ_are_reported(entry, missing, values, code, words):
    found = codes(entry, missing, values)
    assert words in found[code]["disagreement"]
    assert found[code]["treated"] == "missing"


def test_codes_that_nobody_has_are_no_disagreement():
    assert (
        codes({"missing": {"66": "not applicable"}}, ["77", "88", "99"])["66"]["disagreement"] == ""
    )


def test_text_items_have_text_codes():
    data = pd.Series(["nl", "777", "9999", "fr"], name="x")
    found = codes(missing=["777"], values={"9999": "No answer"}, data=data)
    assert {code: row["n"] for code, row in found.items()} == {"777": 1, "9999": 1}
    assert (
        found["9999"]["disagreement"]
        == "its label says “No answer”, the file declares other codes only"
    )


def test_a_value_without_a_label_among_labelled_ones_is_pointed_out_and_kept():
    scale = {str(code): f"Answer {code}" for code in range(1, 7)}
    data = pd.Series([1, 2, 3, 4, 5, 6, 8], name="x")
    found = codes(values=scale, data=data)
    assert (found["8"]["treated"], found["8"]["n"]) == ("valid", 1)
    assert "labels every other value" in found["8"]["disagreement"]
    assert codes(values={"0": "None", "10": "All"}, data=pd.Series([0, 3, 8, 10], name="x")) == {}
    assert codes({"valid": [1, 8]}, values=scale, data=data) == {}

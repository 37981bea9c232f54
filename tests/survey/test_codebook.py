import pandas as pd
import pytest
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.codes.codebook import (
    codebook_problems,
    declared_codebook,
    resolve_codebook,
)
from interviewer_effects.survey.codes.dictionary import code_text

FRAME = pd.DataFrame(
    {"id": ["1", "2"], "j": ["a", "a"], "trust": [3, 88], "sex": ["f", "m"], "party": [1, 2]}
)
COLUMNS = {"interview": "id", "interviewer": "j", "weight": None, "area": None}


def declared(tmp_path, spec):
    return declared_codebook(spec, tmp_path, "config.yaml", "s")


def refused(tmp_path, spec):
    with pytest.raises(AuditError) as caught:
        declared(tmp_path, spec)
    return [str(problem) for problem in caught.value.problems]


def test_every_item_has_an_entry_whatever_is_declared(tmp_path):
    spec = {
        "trust": {"label": "Trust", "valid": [0, 10], "missing": {"88": "don't know"}},
        "party": {"kind": "categorical"},
    }
    resolved = resolve_codebook(declared(tmp_path, spec), FRAME, ["trust", "sex", "party"])
    assert resolved == {
        "trust": {
            "label": "Trust",
            "valid": [0, 10],
            "missing": {"88": "don't know"},
            "kind": "numeric",
        },
        "sex": {"label": "sex", "valid": None, "missing": {}, "kind": "categorical"},
        "party": {"label": "party", "valid": None, "missing": {}, "kind": "categorical"},
    }
    assert resolve_codebook(declared(tmp_path, None), FRAME, ["trust"])["trust"]["missing"] == {}


def test_a_file_and_the_config_say_the_same(tmp_path):
    text = (
        "trust:\n  label: Trust\n  valid: [0, 10]\n  missing: {77: refusal, 88: don't know, "
        "-9.0: lost}\nsex:\n"
    )
    (tmp_path / "codebook.yaml").write_text(text)
    from_file = declared(tmp_path, "codebook.yaml")
    missing = {"77": "refusal", "88": "don't know", "-9": "lost"}
    inline = declared(
        tmp_path, {"trust": {"label": "Trust", "valid": [0, 10], "missing": missing}, "sex": None}
    )
    assert from_file.items == inline.items


@pytest.mark.parametrize(
    ("code", "text"), [(88, "88"), (88.0, "88"), ("88", "88"), (-9.0, "-9"), (1.5, "1.5")]
)
def test_codes_are_written_one_way(code, text):
    assert code_text(code) == text


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (
            {"trust": {"lable": "x"}},
            "key 'surveys.s.codebook.trust.lable': Unknown key. Did you mean 'label'?",
        ),
        ({"trust": {"valid": [0]}}, "Has too few entries"),
        ({"trust": {"valid": ["low", 3]}}, "value 'low': Must be a number, not text"),
        ({"trust": {"missing": [77, 88]}}, "Must be a mapping"),
        ({"trust": {"missing": {"": "don't know"}}}, "A missing code is empty"),
        ({"trust": {"missing": {"88": None}}}, "Must be text, not empty"),
        ({"trust": {"kind": "ordinal"}}, "Must be numeric or categorical or null"),
        ({"trust": 3}, "Must be a mapping"),
    ],
)
def test_a_malformed_codebook_is_refused(tmp_path, spec, words):
    said = refused(tmp_path, spec)
    assert len(said) == 1, said
    assert words in said[0]
    assert said[0].startswith("config.yaml: key 'surveys.s.codebook")


@pytest.mark.parametrize("code", ["DK", "088", "7x", ".ab", "77-99"])
def test_a_code_of_numbers_is_a_number_as_the_data_hold_it(tmp_path, code):
    book = declared(tmp_path, {"trust": {"missing": {code: "don't know"}}})
    (problem,) = codebook_problems(book, FRAME, COLUMNS)
    assert (problem.column, problem.value) == ("surveys.s.codebook.trust.missing", code)
    assert problem.message == "A missing code must be a number where the answers are numbers."


def test_a_code_of_texts_is_a_text_as_the_data_hold_it(tmp_path):
    book = declared(tmp_path, {"sex": {"missing": {"000": "not asked", "m": "lost"}}})
    assert list(codebook_problems(book, FRAME, COLUMNS)) == []
    assert resolve_codebook(book, FRAME, ["sex"])["sex"]["missing"] == {
        "000": "not asked",
        "m": "lost",
    }


def test_a_malformed_file_is_named(tmp_path):
    (tmp_path / "c.yaml").write_text("trust: {valid: [0, x]}\ntrust: {}\n")
    assert refused(tmp_path, "c.yaml") == [
        "c.yaml: row 2, value 'trust': This key stands twice in the same mapping. Keep one of "
        "the two."
    ]
    assert "There is no such file" in refused(tmp_path, "none.yaml")[0]


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (
            {"trsut": {"label": "x"}},
            "'surveys.s.codebook.trsut': This item is not in the data. Did you mean 'trust'?",
        ),
        ({"trust": {"valid": [10, 0]}}, "value '[10, 0]': The range is empty"),
        (
            {"trust": {"valid": [0, 10], "missing": {"8": "x"}}},
            "value '8': This missing code lies inside",
        ),
        ({"j": {"missing": {"666666": "x"}}}, "This column is the interviewer, not an item"),
    ],
)
def test_contradictions_are_listed(tmp_path, spec, words):
    said = [str(problem) for problem in codebook_problems(declared(tmp_path, spec), FRAME, COLUMNS)]
    assert len(said) == 1
    assert words in said[0]


def test_a_sound_codebook_has_no_problem(tmp_path):
    spec = {
        "j": {"label": "Interviewer"},
        "trust": {"valid": [0, 10], "missing": {"88": "don't know"}},
    }
    assert list(codebook_problems(declared(tmp_path, spec), FRAME, COLUMNS)) == []

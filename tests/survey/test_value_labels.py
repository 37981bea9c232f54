"""Numbers that are written as codes and labelled: answers, or codes that are shown with their
label.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.survey.codes.codebook import Declared, resolve_codebook
from interviewer_effects.survey.codes.dictionary import Dictionary
from interviewer_effects.survey.codes.value_labels import labelled_answers, labels_of_codes
from interviewer_effects.survey.describe import describe_items, undeclared_codes

SCALE = {str(k): f"point {k}" for k in range(1, 6)}


@pytest.mark.parametrize(
    ("labels", "missing", "answers"),
    [
        (SCALE | {"6": "very", "7": "most"}, [], ["6", "7"]),
        (SCALE | {"7": "No contact"}, [], []),
        (SCALE | {"7": "Other", "95": "None of these"}, [], ["7", "95"]),
        (SCALE | {"6": "DK", "7": "Other party"}, ["6"], ["7"]),
        (SCALE | {"6": "DK", "7": "No contact"}, ["6"], []),
        ({"-1": "below", "0": "none", "1": "one"}, [], []),
        ({".a": "Other", "1": "one"}, [], []),
    ],
)
def test_a_label_says_that_a_number_is_an_answer(labels, missing, answers):
    assert labelled_answers(labels, missing) == answers


def test_the_labels_that_say_neither_are_kept():
    labels = SCALE | {"7": " No contact ", "8": "DK", "9": "Other"}
    assert labels_of_codes(labels, ["8", "9"]) == {"7": "No contact"}


def test_check_and_page_take_no_labelled_answer_for_a_code_and_show_the_label_of_others():
    """Seven of the ten columns have a code that nobody labels, as files have them; the others have
    labels.
    """
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({name: rng.integers(1, 6, 400).astype(float) for name in "abcdefg"})
    frame = frame.assign(
        school=rng.integers(1, 6, 400).astype(float), contact=rng.integers(1, 6, 400).astype(float)
    )
    frame.loc[:15, list("abcdefg")] = 9
    frame.loc[:20, "school"] = 9
    frame.loc[:30, "contact"] = 9
    values = {"school": {**SCALE, "9": "Other"}, "contact": {**SCALE, "9": "No contact"}}
    book = resolve_codebook(
        Declared({}, "config.yaml"), frame, list(frame), Dictionary(values=values)
    )
    assert undeclared_codes(frame, book) == {name: [9.0] for name in [*"abcdefg", "contact"]}
    items = describe_items(frame, book).set_index("item")
    assert (
        items.loc["contact", "suspected_evidence"]
        == "9 “No contact”: 31 answers, 4 above 5, where the others end"
    )
    assert items.loc["a", "suspected_evidence"] == "9: 16 answers, 4 above 5, where the others end"
    assert items.loc["school", "suspected_codes"] == ""

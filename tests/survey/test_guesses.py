"""What a suspected code may mean: by its last digit, unless so many hold it that nobody was
asked.
"""

import numpy as np
from interviewer_effects.survey.codes.guesses import guessed_reasons


def column(**counts):
    """100 cells: answers 1 to 4, and codes as often as said."""
    codes = np.repeat([float(name[1:]) for name in counts], list(counts.values()))
    return np.concatenate([np.resize([1.0, 2, 3, 4], 100 - len(codes)), codes])


def test_the_last_digit_says_what_a_code_may_mean():
    columns = {"few": column(c66=4, c77=3, c88=2, c99=1), "below": column(c8=3) - 10}
    assert guessed_reasons(columns, {"few": [66, 77, 88, 99], "below": [-2]}) == {
        "few": {
            "66": "suspected not applicable",
            "77": "suspected refusal",
            "88": "suspected don't know",
            "99": "suspected no answer",
        },
        "below": {"-2": "suspected missing code"},
    }


def test_a_code_of_most_interviews_says_that_they_were_not_asked_and_its_digit_nothing_elsewhere():
    columns = {"filtered": column(c9997=80, c9998=5), "other": column(c7=10, c8=10)}
    assert guessed_reasons(columns, {"filtered": [9997, 9998], "other": [7, 8]}) == {
        "filtered": {"9997": "suspected not applicable", "9998": "suspected don't know"},
        "other": {"7": "suspected missing code", "8": "suspected don't know"},
    }


def test_an_item_that_nobody_was_asked_is_not_applicable():
    assert guessed_reasons({"x": np.full(50, 94.0)}, {"x": [94]}) == {
        "x": {"94": "suspected not applicable"}
    }

"""Whose missing codes are a flag: those of a few interviewers that change a result where they are
left in.
"""

import numpy as np
import pytest
from interviewer_effects.audit.flags.unrecoded_codes import changing_codes
from interviewer_effects.audit.models.decisions import decisions
from interviewer_effects.audit.models.model_sequence import make_ladder
from small_surveys import analysis
from test_traced import answered, masked

ALPHA = 0.05


def changing(frame, coded, most=5, settings=None):
    """The flagged interviewers of a survey whose interviews number `coded` hold a code."""
    ladder = make_ladder(frame, settings or analysis())
    fits = {(name, "REML"): ladder.fit(name, True) for name in ladder.models}
    tests = decisions(ladder, fits, ALPHA)
    ids = frame["interview"].to_numpy()
    return changing_codes(ladder, tests, ids, ids[coded], most)


def test_two_who_hide_each_other_are_both_flagged():
    frame, rows = masked(2)
    assert changing(frame, rows) == {"007", "021"}


@pytest.mark.slow
def test_codes_that_change_nothing_are_no_flag():
    frame = answered(2)
    rows = np.arange(0, len(frame), 9)
    frame.loc[rows, "y"] = 5.0  # a code inside the scale, where the answers are
    assert changing(frame, rows) == set()


def test_no_code_is_no_flag():
    assert changing(answered(2), np.zeros(0, int)) == set()


def test_codes_of_many_are_the_codebook_that_was_forgotten():
    frame = answered(3)
    rows = frame.groupby("interviewer").head(1).index[:20]
    frame.loc[rows, "x"] = 88.0
    assert changing(frame, rows) == set()
    assert changing(frame, rows, most=20) == set(frame.loc[rows, "interviewer"])


@pytest.mark.parametrize("item", ["x", "y"])
def test_one_wild_code_among_many_harmless_ones_is_found(item):
    frame = answered(4)
    rows = [*frame.groupby("interviewer").head(1).index[:30]]
    frame.loc[rows, item] = 5.0
    wild = frame.index[frame["interviewer"] == "042"][1]
    frame.loc[wild, ["x", "y"]] = [10.0, 5.0]
    frame.loc[wild, item] = 999.0
    assert changing(frame, [*rows, wild]) == {"042"}


def test_two_who_change_a_result_only_together_are_both_named():
    frame = answered(2)
    rows = [frame.index[frame["interviewer"] == who][0] for who in ("007", "021")]
    frame.loc[rows, ["x", "y"]] = [0.0, 11.0]
    assert changing(frame, rows[:1]) == changing(frame, rows[1:]) == set()
    assert changing(frame, rows) == {"007", "021"}
    harmless = frame.index[frame["interviewer"] == "042"][0]
    frame.loc[harmless, ["x", "y"]] = [
        22.0,
        6.0,
    ]  # farther than theirs, and on the line of the others
    assert changing(frame, [*rows, harmless]) == {"007", "021"}


def test_a_code_that_changes_the_model_without_random_slopes_only_is_a_flag():
    frame = answered(5)
    row = frame.index[frame["interviewer"] == "033"][4]
    frame.loc[row, ["x", "y"]] = [77.0, 4.0]
    ladder = make_ladder(frame, analysis())
    slopes = [fit.beta for fit in (ladder.fit("slope", True), ladder.fit("intercept", True))]
    rest = make_ladder(frame.drop(row).reset_index(drop=True), analysis())
    clean = [rest.fit(name, True) for name in ("slope", "intercept")]
    moved = [
        abs(a - b.beta) / np.sqrt(np.diag(b.cov_beta)) for a, b in zip(slopes, clean, strict=True)
    ]
    assert moved[1].max() >= 0.5
    assert changing(frame, [row]) == {"033"}

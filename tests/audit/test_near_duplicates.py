"""Interviews that repeat each other, over all items; and who has none."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.explanations.comparable_answers import comparable
from interviewer_effects.audit.explanations.near_duplicates import (
    DUPLICATES,
    IDENTICAL,
    NEARLY,
    duplicates,
)


def survey(seed, n=450, J=30, k=14, kind="scale"):
    """Interviews with a tendency of the respondent and of the interviewer in k items of one
    kind.
    """
    rng = np.random.default_rng(seed)
    who = np.sort(rng.integers(0, J, n))
    latent = (
        0.6 * rng.normal(size=n)[:, None]
        + 0.3 * rng.normal(size=(J, k))[who]
        + 0.8 * rng.normal(size=(n, k))
    )
    answers = np.clip(np.round(5 + 2 * latent), 0, 10)
    answers = (latent > 1.2).astype(float) if kind == "yes or no" else answers
    frame = pd.DataFrame(answers, columns=[f"q{i}" for i in range(k)])
    frame.insert(0, "interview", [f"r{i:03d}" for i in range(n)])
    frame.insert(1, "interviewer", [f"i{j:02d}" for j in who])
    return frame


def found(frame):
    return duplicates(comparable(frame, list(frame)[2:]), 0.05, 1)


@pytest.mark.parametrize("kind", ["scale", "yes or no"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ordinary_surveys_have_no_copies(seed, kind):
    made = found(survey(seed, kind=kind))
    assert made.empty
    assert list(made) == DUPLICATES


def test_copies_of_one_interview_are_pairs_of_their_interviewer():
    frame = survey(4)
    rows = frame.index[frame["interviewer"] == "i07"][:6]
    frame.loc[rows[1:], list(frame)[2:]] = frame.loc[rows[0], list(frame)[2:]].to_numpy()
    for at, row in enumerate(rows[2:]):
        frame.loc[row, f"q{at}"] = (frame.loc[row, f"q{at}"] + 1) % 11
    made = found(frame)
    assert len(made) == 15  # every pair of the six
    assert set(made["interviewer"]) == set(made["other_interviewer"]) == {"i07"}
    assert set(made["interview_1"]) | set(made["interview_2"]) == set(frame.loc[rows, "interview"])
    assert made["kind"].tolist().count(IDENTICAL) == 1
    assert made["agreement"].min() == pytest.approx(12 / 14)
    assert (made["p_adjusted"] < 0.05).all()
    assert made.loc[made["agreement"] < 1, "kind"].eq(NEARLY).all()


def test_identical_interviews_of_two_interviewers_are_found_and_straight_lines_are_not():
    frame = survey(5)
    items = list(frame)[2:]
    one, other = (frame.index[frame["interviewer"] == who][0] for who in ("i03", "i21"))
    frame.loc[other, items] = frame.loc[one, items].to_numpy()
    straight = [frame.index[frame["interviewer"] == who][1] for who in ("i04", "i05", "i06")]
    frame.loc[straight, items] = 5.0
    (row,) = found(frame).to_dict("records")
    assert (row["interviewer"], row["other_interviewer"], row["kind"]) == ("i03", "i21", IDENTICAL)


def test_items_of_any_range_are_compared_but_for_what_is_the_interviewers_or_the_areas():
    frame = survey(6)
    rng = np.random.default_rng(1)
    frame["age"] = rng.integers(18, 90, len(frame)).astype(float)
    frame["region"] = frame["interviewer"].str[1]  # three regions: each interviewer works in one
    frame["experience"] = frame["interviewer"].str[2].astype(float)
    frame["party"] = rng.choice(["a", "b", "c"], len(frame))
    frame["serial"] = np.arange(len(frame), dtype=float)
    frame["follow_up"] = np.where(rng.random(len(frame)) < 0.2, 1.0, np.nan)
    made = comparable(frame, list(frame)[2:])
    assert made.items == [*(f"q{i}" for i in range(14)), "age", "party"]


def test_too_few_items_say_nothing():
    frame = survey(7, k=4)
    assert comparable(frame, list(frame)[2:]) is None
    assert found(frame).empty

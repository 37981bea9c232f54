"""Attacks on what is published of random surveys with min_cell: nothing that is hidden can be
solved for.
"""

import hashlib
import warnings
from functools import cache

import numpy as np
import pytest
from attacker import Release, answers_left, answers_of_hidden, solved_counts
from attacker_together import answers_told_together, counts_told_together, sum_of
from interviewer_effects.audit.disclosure.edges import HALFWAY, Edges
from interviewer_effects.audit.disclosure.published import published
from interviewer_effects.audit.disclosure.small_cells import ALSO, few
from random_surveys import (
    design_tables,
    items_of,
    null_fits,
    random_survey,
    scale_of,
    tables_of,
    with_one_more,
)

SEEDS = (0, 1, 2, 4, 5, 9, 11, 13, 25, 29, 32)
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def k_of(seed):
    return (5, 5, 3, 10)[seed % 4]


def released(frame, k, is_secret=True):
    """What is published of a survey, its edges drawn from its data."""
    tables, workload = tables_of(frame), frame["interviewer"].value_counts()
    digest = hashlib.sha256(frame.to_csv().encode()).hexdigest()
    edges = Edges(digest) if is_secret else HALFWAY
    return Release(k, published(tables, workload, k, edges), tables, workload, edges)


@cache
def random_release(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = random_survey(seed)
        return frame, released(frame, k_of(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_hidden_count_may_be_anything_below_k_beside_all_tables_together(seed):
    assert solved_counts(random_release(seed)[1]) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_every_hidden_count_stays_open_beside_all_variants_and_codes_together(seed):
    assert counts_told_together(random_release(seed)[1]) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_two_models_of_the_same_answers_leave_three_of_everybody_hidden_possible(seed):
    """The null model of an item among all who answered it, and among those with a second one."""
    frame, release = random_release(seed)
    items = items_of(frame)[:2]
    answered = frame[items_of(frame)]
    recoded = frame.assign(**answered.where(answered < 77))
    fits = null_fits(frame)
    if items[0] not in fits or items[0] not in set(release.shown["screening"]["item"]):
        return
    sums = [
        _of_fit(release, rows, item_rows(release, name), fit=fits[items[0]])
        for name, rows in (
            ("screening_interviewers", recoded.dropna(subset=items[:1])),
            ("effects", recoded.dropna(subset=items)),
        )
    ]
    sums = [each for each in sums if each is not None]
    told = {who for name in ("screening_interviewers", "effects")
            for who in item_rows(release, name)[1]["interviewer"]}  # fmt: skip
    own = recoded.dropna(subset=items[:1])
    own = own[~own["interviewer"].isin(told)]
    keys = zip(own["interviewer"], own["interview"], strict=True)
    answers = dict(zip(keys, own[items[0]], strict=True))
    low, high = scale_of(frame[items[0]])
    assert answers_told_together(release, sums, answers, np.arange(low, high + 1)) == []


def item_rows(release, name):
    """The rows of single interviewers about the first item, as they are and as they are shown."""
    first = release.items[0]
    tables = (each.get(name) for each in (release.tables, release.shown))
    if name == "effects":
        return [table[table["variant"] == "recoded"] for table in tables]
    return [table[table["item"] == first] for table in tables]


def _of_fit(release, rows, tables, fit):
    n = rows["interviewer"].map(rows["interviewer"].value_counts())
    D = float(fit.D[0, 0])
    keys = zip(rows["interviewer"], rows["interview"], strict=True)
    weights = dict(zip(keys, D / (n * D + fit.sigma2), strict=True))
    return sum_of(*tables, weights, release.edges) if D > 0 and len(tables[0]) else None


@pytest.mark.parametrize("seed", [3, 11, 19])
def test_where_numbers_are_rounded_to_the_nearest_step_the_program_hides_as_much(seed):
    frame = random_survey(seed)
    assert solved_counts(released(frame, k_of(seed), is_secret=False)) == []


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_one_interview_more_leaves_three_answers_to_each_item_possible(seed):
    frame, before = random_release(seed)
    after = released(with_one_more(frame, seed), k_of(seed))
    for item in items_of(frame):
        scale = scale_of(frame[item])
        left = answers_left(before, after, item, scale)
        assert len(left) >= min(3, scale[1] - scale[0] + 1), (item, left)


def test_rounding_to_the_nearest_step_would_give_answers_away():
    frame = random_survey(0)
    before, after = (
        released(each, 5, is_secret=False) for each in (frame, with_one_more(frame, 0))
    )
    alone = [answers_left(before, after, item, scale_of(frame[item])) for item in items_of(frame)]
    assert sum(len(left) == 1 for left in alone) >= 3


@pytest.mark.parametrize("seed", SEEDS)
def test_predicted_effects_leave_three_answers_of_everybody_hidden_possible(seed):
    frame, release = random_release(seed)
    fits = null_fits(frame)
    pinned = [
        answers_of_hidden(release, item, scale_of(frame[item]), fit) for item, fit in fits.items()
    ]
    assert [each for found in pinned for each in found] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_who_has_few_interviews_is_not_shown_by_one_more(seed):
    frame, before = random_release(seed)
    for person, n in before.workload.items():
        if n < before.k:
            after = with_one_more(frame, seed, person)["interviewer"].value_counts()
            tables = {"screening_interviewers": before.tables["screening_interviewers"]}
            shown = published(tables, after, before.k)["screening_interviewers"]
            assert person not in set(shown["interviewer"])


@pytest.mark.parametrize("seed", [0, 3, 9, 15])
def test_tables_of_weights_and_areas_tell_no_second_rounding_of_n(seed):
    frame, release = random_release(seed)
    tables = design_tables(frame)
    shown = published(tables, release.workload, release.k, release.edges)
    for name in ("weighting", "areas"):
        assert name not in shown or shown[name]["n"].isna().all()
    assert "overlap" not in shown or set(shown["overlap"]["n"]) != set()


def test_a_count_that_becomes_large_enough_says_not_that_it_did():
    """Over many surveys a count of k is written as one of k − 1 is, and one of k + 1 often
    enough.
    """
    k = 5
    labels = {n: {_written(n, k, seed) for seed in range(60)} for n in (k - 1, k, k + 1)}
    assert labels == {k - 1: {few(k), ALSO}, k: {ALSO}, k + 1: {ALSO, k, 2 * k}}


def _written(n, k, seed):
    from interviewer_effects.audit.disclosure.small_cells import written

    return written(n, k, Edges(str(seed)))

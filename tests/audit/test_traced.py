"""Who pulls the result: planted masked pairs and single interviewers are found, clean surveys have
nobody.
"""

from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.influence.group_search import CHANGED, EXHAUSTED, TOO_FEW
from interviewer_effects.audit.influence.influence import measure_influence
from interviewer_effects.audit.influence.influence_tables import (
    group_rows,
    influence_rows,
    influential_groups,
    interview_rows,
)
from interviewer_effects.audit.influence.reference_distribution import FEW
from interviewer_effects.audit.models.decisions import changes, decisions
from interviewer_effects.mixed import MixedModel, likelihood_ratio
from interviewer_effects.mixed.deletion.weights import leaving_out
from small_surveys import analysis, fitted, survey

pytestmark = pytest.mark.slow

ALPHA = 0.05


def answered(seed, J=60):
    """A survey whose slopes do not differ, with answers from 0 to 10 to both questions."""
    frame = survey(seed, J=J, sd_slope=0.0, smallest=6, largest=18)
    x = np.clip(np.round(5 + 2.3 * frame["x"]), 0, 10)
    e = frame["y"] - 0.5 * frame["x"]
    return frame.assign(x=x, y=np.clip(np.round(3.2 + 0.16 * x + 1.6 * e - 1.6), 0, 10))


def masked(seed):
    """The same with 88 left in x: one record at one interviewer, two at another."""
    frame = answered(seed)
    rows = [
        frame.index[frame["interviewer"] == "007"][0],
        *frame.index[frame["interviewer"] == "021"][:2],
    ]
    frame.loc[rows, "x"] = 88.0
    frame.loc[rows, "y"] = 5.0
    return frame, rows


def traced(frame, largest=3, **settings):
    ladder, fits = fitted(frame, analysis(**settings), None)
    return measure_influence(ladder, decisions(ladder, fits, ALPHA), fits, largest, 1)


def peer(frame):
    """T of the slope by fitting a data frame from nothing."""
    large = MixedModel.from_formula("y ~ x", frame, groups="interviewer", re_formula="~x").fit()
    small = MixedModel.from_formula("y ~ x", frame, groups="interviewer").fit()
    return likelihood_ratio(small, large)


@pytest.fixture(scope="module")
def pair():
    frame, rows = masked(2)
    return frame, rows, traced(frame)


def test_statistics_without_each_interviewer_are_those_of_refits(pair):
    frame, _, result = pair
    table = influence_rows(result).set_index("interviewer")
    for who in ("007", "021", "033"):
        test = peer(frame[frame["interviewer"] != who])
        assert table.loc[who, "slope_test_statistic"] == pytest.approx(test.statistic, abs=1e-6)
        assert table.loc[who, "slope_test_p"] == pytest.approx(test.p_mixture, rel=1e-4)


def test_a_masked_pair_is_found_and_both_are_influential(pair):
    _, _, result = pair
    table, groups = influence_rows(result), group_rows(result)
    assert not table.set_index("interviewer").loc[["007", "021"], "slope_test_changes"].any()
    found = groups[(groups["tested"] == "slope") & (groups["reason"] != "")].iloc[0]
    assert (found["interviewers"], found["reason"]) == ("007;021", CHANGED)
    assert set(chain(*influential_groups(table, groups))) == {"007", "021"}


def test_three_who_hide_one_another_are_found_though_no_two_show():
    frame = answered(2)
    rows = [frame.index[frame["interviewer"] == who][0] for who in ("007", "021", "040")]
    frame.loc[rows, ["x", "y"]] = [88.0, 5.0]
    result = traced(frame)
    test = result.tests[0]
    place = [result.ladder.products.groups.tolist().index(who) for who in ("007", "021", "040")]
    fewer = [part for size in (1, 2) for part in combinations(place, size)]
    assert not changes(test.decision, test.decision.refitted(leaving_out(fewer, 60))[0]).any()
    assert test.search.influential == tuple(place)
    assert (
        len(test.reference.statistics) == 119
    )  # as many surveys as let a share of half of alpha show
    assert test.search.reason == CHANGED


def test_few_surveys_are_drawn_where_nothing_hangs_on_them():
    assert {len(one.reference.statistics) for one in traced(answered(11)).tests} == {FEW}


def test_the_statistic_of_a_group_is_that_of_the_others(pair):
    frame, _, result = pair
    groups = group_rows(result)
    last = groups[groups["tested"] == "slope"].iloc[-1]
    rest = frame[~frame["interviewer"].isin(["007", "021"])]
    assert last["statistic"] == pytest.approx(peer(rest).statistic, abs=1e-6)
    assert last["x"] == pytest.approx(
        MixedModel.from_formula("y ~ x", rest, groups="interviewer", re_formula="~x")
        .fit()
        .fe_params["x"],
        rel=1e-4,
    )


def test_the_interviews_that_carry_it_are_named(pair):
    frame, rows, result = pair
    table = interview_rows(result, frame["interview"].to_numpy())
    together = table[table["set"] != ""]
    assert set(together["interview"]) == set(frame.loc[rows, "interview"])
    assert together["slope_test_statistic"].iloc[0] == pytest.approx(
        peer(frame.drop(rows)).statistic, abs=1e-6
    )
    alone = table[table["set"] == ""].iloc[0]
    test = peer(frame[frame["interview"] != alone["interview"]])
    assert alone["slope_test_statistic"] == pytest.approx(test.statistic, abs=1e-6)


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_nobody_is_influential_where_nothing_is_wrong(seed):
    result = traced(answered(seed))
    assert influential_groups(influence_rows(result), group_rows(result)) == []


def test_one_interviewer_who_moves_an_estimate_is_influential_alone():
    frame = answered(4)
    frame.loc[frame["interviewer"] == "030", "y"] += 14
    table = influence_rows(traced(frame, 1)).set_index("interviewer")
    assert table.index[table["influential"]].tolist() == ["030"]
    assert "estimate: Intercept" in table.loc["030", "what_changed"]
    assert table["cooks_d"].idxmax() == "030"


def test_a_search_says_why_it_stopped():
    clear = survey(6, J=30, sd_slope=0.9)
    assert group_rows(traced(clear, 2))["reason"].iloc[2] == EXHAUSTED
    few = survey(6, J=6, sd_slope=0.0)
    assert set(group_rows(traced(few, 5))["reason"]) & {TOO_FEW, CHANGED}


def test_without_slopes_the_level_is_tested():
    groups = group_rows(traced(answered(3), 1, random_slopes=[]))
    assert set(groups["tested"]) == {"intercept"}


def test_the_same_seed_gives_the_same_tables(pair):
    frame, _, result = pair
    pd.testing.assert_frame_equal(group_rows(result), group_rows(traced(frame)))

"""Interviewers and areas: the graph, the gate, and what is left of the interviewers with areas in
the model.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.items.screening import screen
from interviewer_effects.audit.items.screening_areas import beside_areas, headline
from interviewer_effects.audit.robustness.area_overlap import (
    APART,
    SAME,
    THIN,
    TIED,
    UNSHARED,
    Overlap,
    overlap_rows,
)
from interviewer_effects.audit.robustness.areas import COMPONENTS, NO_AREA, areas_of, areas_tables
from interviewer_effects.mixed import CrossedModel, MixedModel
from interviewer_effects.specification import AnalysisSpec

ANALYSIS = AnalysisSpec("y", ["x"])


def graph(*pairs):
    who, area = zip(*pairs, strict=True)
    return Overlap.of(pd.Series(list(who)), pd.Series(list(area)))


def fieldwork(seed, who_of, n=1500, K=200, J=100, sd=(0.5, 0.3)):
    """Complete interviews and the area of each: who_of(area, rng) says who interviewed."""
    rng = np.random.default_rng(seed)
    area = rng.integers(0, K, n)
    who = who_of(area, rng)
    x = rng.normal(size=n)
    y = (
        3
        + 0.2 * x
        + sd[0] * rng.normal(size=J)[who]
        + sd[1] * rng.normal(size=K)[area]
        + rng.normal(size=n)
    )
    ids = np.char.add("r", np.arange(n).astype(str))
    frame = pd.DataFrame(
        {"interview": ids, "interviewer": np.char.add("i", who.astype(str)), "x": x, "y": y}
    )
    return frame, pd.Series(np.char.add("a", area.astype(str)), ids)


def crossed(area, rng):
    return rng.integers(0, 100, (200, 3))[area, rng.integers(0, 3, len(area))]


def table(made):
    return pd.DataFrame(made.rows).set_index("component")


def test_the_graph_is_counted_by_hand():
    one = graph(("A", 1), ("A", 1), ("A", 2), ("B", 2), ("C", 3), ("D", 3), ("E", 4), ("E", 5))
    assert one.areas_per_interviewer.tolist() == [2, 1, 1, 1, 2]
    assert one.interviewers_per_area.tolist() == [1, 2, 2, 1, 1]
    assert one.components == 3
    assert one.contrasts == 2
    assert one.contrasts_share == pytest.approx(2 / 4)
    rows = pd.DataFrame(overlap_rows(one, one.verdict(-0.2), 7)).set_index("fact")
    assert rows.loc["interviews without an area", "n"] == 7
    assert rows.loc["areas per interviewer", ["value", "n"]].to_numpy().tolist() == [[1, 3], [2, 2]]
    assert rows.loc["interviewers per area", ["value", "n"]].to_numpy().tolist() == [[1, 3], [2, 2]]


@pytest.mark.parametrize("seed", range(20))
def test_contrasts_are_the_rank_that_interviewers_add_to_areas(seed):
    rng = np.random.default_rng(seed)
    who, area = rng.integers(0, 9, 25), rng.integers(0, 12, 25)
    one = Overlap.of(pd.Series(who), pd.Series(area))
    Z1, Z2 = pd.get_dummies(who).to_numpy(float), pd.get_dummies(area).to_numpy(float)
    assert one.contrasts == np.linalg.matrix_rank(np.hstack([Z1, Z2])) - np.linalg.matrix_rank(Z2)


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [
        ([("A", 1), ("B", 2), ("C", 3)], SAME),
        ([("A", 1), ("A", 2), ("B", 3), ("C", 4)], UNSHARED),
        ([("A", 1), ("B", 1), ("C", 2), ("D", 2)], APART),  # interviewers within areas
        ([("A", 1), ("B", 2), ("C", 3), ("D", 4), ("E", 5), ("F", 6), ("F", 5), ("G", 7)], THIN),
        ([("A", 1), ("B", 1), ("A", 2), ("B", 2)], APART),
    ],
)
def test_the_rule(pairs, verdict):
    assert graph(*pairs).verdict(-0.3) == verdict


def test_estimates_that_cannot_be_told_apart_refuse_the_words():
    assert graph(("A", 1), ("B", 1), ("A", 2), ("B", 2)).verdict(-0.95) == TIED


@pytest.mark.slow
def test_the_table_is_that_of_both_engines():
    frame, areas = fieldwork(1, crossed)
    made = table(areas_of(frame, ANALYSIS, areas, "recoded", 0.05))
    data = frame.assign(area=frame["interview"].map(areas))
    alone = MixedModel.from_formula("y ~ x", data, "interviewer").fit()
    both = CrossedModel.from_formula("y ~ x", data, "interviewer", "area").fit()
    assert tuple(made.index) == COMPONENTS
    assert made["with_areas"].tolist() == pytest.approx([*both.variances, both.sigma2])
    assert made.loc["interviewer", "without_areas"] == pytest.approx(alone.cov_re.iloc[0, 0])
    assert made["deviance"].iloc[0] == pytest.approx(both.deviance)
    assert made.loc["area", "statistic"] == pytest.approx(alone.deviance - both.deviance, abs=1e-6)
    assert made["share"].sum() == pytest.approx(1)
    assert made.loc["interviewer", "effect"] == "interviewer effect"
    inside = made["with_areas"].between(made["with_low"], made["with_high"])
    assert inside[["interviewer", "area"]].all()


@pytest.mark.slow
def test_areas_left_out_are_taken_for_interviewers():
    """Interviewers without any effect who work in few areas each: what the areas do looks like
    theirs.
    """

    def own_district(area, rng):
        return (area // 4 + (rng.random(len(area)) < 0.3)) % 50

    kept = []
    for seed in range(12):
        frame, areas = fieldwork(seed, own_district, J=50, sd=(0.0, 0.5))
        made = table(areas_of(frame, ANALYSIS, areas, "recoded", 0.05))
        kept.append(
            (made.loc["interviewer", "without_areas"], made.loc["interviewer", "with_areas"])
        )
    without, with_areas = np.mean(kept, axis=0)
    assert without > 0.03
    assert with_areas < without / 3


def test_one_area_each_is_refused_and_said():
    frame, areas = fieldwork(2, lambda area, rng: area, K=60, J=60)
    made = areas_of(frame, ANALYSIS, areas, "recoded", 0.05)
    rows = table(made)
    assert set(rows["verdict"]) == {SAME}
    assert rows.loc["interviewer", "effect"] == "interviewers or areas"
    assert "with_areas" not in rows
    assert rows.loc["interviewer", "without_areas"] > 0
    facts = pd.DataFrame(made.facts).set_index("fact")
    assert "cannot be told apart" in facts.loc["not fitted", "sentence"]


def test_areas_of_one_interviewer_only_are_fitted_and_refused():
    frame, areas = fieldwork(3, lambda area, rng: area // 4, J=50)
    rows = table(areas_of(frame, ANALYSIS, areas, "recoded", 0.05))
    assert set(rows["verdict"]) == {UNSHARED}
    assert rows.loc["interviewer", "effect"] == "interviewers or areas"
    assert rows.loc["interviewer", "with_areas"] > 0


@pytest.mark.slow
def test_interviews_without_an_area_are_in_neither_model():
    frame, areas = fieldwork(4, crossed)
    areas[:100] = None
    made = areas_of(frame, ANALYSIS, areas, "raw", 0.05)
    assert table(made).loc["interviewer", "n"] == 1400
    same = areas_of(frame[100:].reset_index(drop=True), ANALYSIS, areas, "raw", 0.05)
    pd.testing.assert_frame_equal(table(made), table(same))
    tables = areas_tables([("help", made), ("other", same)])
    assert tables[0]["analysis"].tolist() == ["help"] * 3 + ["other"] * 3
    assert tables[1].query("fact == 'interviews without an area'")["n"].tolist() == [100, 0]


@pytest.mark.slow
def test_interviewers_without_any_area_are_named():
    frame, areas = fieldwork(2, crossed, n=600)
    lost = frame["interviewer"].isin(["i4", "i7"]).to_numpy()
    made = areas_of(frame, ANALYSIS, areas.mask(lost), "recoded", 0.05)
    fact = next(fact for fact in made.facts if fact["fact"] == "interviewers without an area")
    assert fact["value"] == 2
    assert (
        fact["sentence"] == "i4 and i7 are not in these models: no interview of theirs has an area."
    )


def test_an_analysis_without_any_area_has_no_rows():
    frame, areas = fieldwork(5, crossed)
    made = areas_of(frame, ANALYSIS, areas.map(lambda area: None), "raw", 0.05)
    assert made.rows == made.facts == []
    assert areas_tables([("help", made)])[0].empty


@pytest.mark.slow
def test_the_share_of_a_mean_is_that_of_crossed_intercepts_without_predictors():
    frame, areas = fieldwork(5, crossed)
    row = table(areas_of(frame, ANALYSIS, areas, "recoded", 0.05)).loc["interviewer"]
    peer = table(areas_of(frame, replace(ANALYSIS, predictors=[]), areas, "recoded", 0.05)).loc[
        "interviewer"
    ]
    assert row["null_share"] == pytest.approx(peer["share"], rel=1e-6)
    assert row["null_p"] == pytest.approx(peer["p_mixture"], rel=1e-4)
    assert row["null_share"] != pytest.approx(row["share"], rel=1e-3)
    sizes = frame["interviewer"].value_counts()
    deff = 1 + ((sizes**2).sum() / sizes.sum() - 1) * row["null_share"]
    assert row["null_deff"] == pytest.approx(deff)
    assert row["null_n_effective"] == pytest.approx(len(frame) / deff)
    assert row["null_low"] < row["null_share"] < row["null_high"]


def test_a_number_per_interview_is_no_area():
    frame, areas = fieldwork(5, crossed)
    own = pd.Series([f"p{k}" for k in range(len(areas))], areas.index)
    own.iloc[:40] = "p0"  # a few slips share one
    made = areas_of(frame, ANALYSIS, own, "recoded", 0.05)
    assert made.rows == []
    (fact,) = made.facts
    assert fact["fact"] == NO_AREA
    assert fact["sentence"].startswith(
        "Only 0.1\u202f% of the 1,461 areas hold two interviews or more, so the sample"
    )
    alone = pd.Series([f"p{k}" for k in range(len(areas))], areas.index)
    (fact,) = areas_of(frame, ANALYSIS, alone, "recoded", 0.05).facts
    assert fact["sentence"].startswith("None of the 1,500 areas holds two interviews or more, so")


def test_where_no_two_interviews_share_an_area_it_says_none_instead_of_zero_per_cent():
    frame, areas = fieldwork(5, crossed)
    own = pd.Series([f"p{k}" for k in range(len(areas))], areas.index)
    (fact,) = areas_of(frame, ANALYSIS, own, "recoded", 0.05).facts
    assert fact["sentence"].startswith(
        "None of the 1,500 areas holds two interviews or more, so the sample is not clustered"
    )


@pytest.mark.slow
def test_screening_has_the_share_that_is_left_beside_areas():
    frame, areas = fieldwork(6, crossed)
    survey = frame.assign(psu=areas.to_numpy())
    columns = {"interview": "interview", "interviewer": "interviewer", "area": "psu"}
    plain = screen([survey], "interviewer", ["x", "y"], 0.05, 1).items
    made = beside_areas(plain, survey, columns, 0.05)
    pd.testing.assert_frame_equal(made[list(plain)], plain)
    peer = table(areas_of(frame, replace(ANALYSIS, predictors=[]), areas, "recoded", 0.05)).loc[
        "interviewer"
    ]
    row = made.set_index("item").loc["y"]
    assert row["icc_areas"] == pytest.approx(peer["share"], rel=1e-6)
    assert row["area_share"] == pytest.approx(
        1 - peer["share"] - made_residual(frame, areas), rel=1e-6
    )
    assert headline(made).set_index("item").loc["y", "icc"] == row["icc_areas"]
    assert headline(plain)["icc"].tolist() == plain["icc"].tolist()
    nobody = survey.assign(psu=np.arange(len(survey)))
    assert list(beside_areas(plain, nobody, columns, 0.05)) == list(plain)


@pytest.mark.slow
def test_an_item_whose_answers_are_all_alike_is_screened_beside_areas():
    frame, areas = fieldwork(6, crossed)
    survey = frame.assign(psu=areas.to_numpy(), alike=1.0)
    plain = screen([survey], "interviewer", ["alike", "y"], 0.05, 1).items
    made = beside_areas(plain, survey, {"interviewer": "interviewer", "area": "psu"}, 0.05)
    rows = made.set_index("item")
    assert np.isnan(rows.loc["alike", "icc_areas"])
    assert rows.loc["y", "icc_areas"] > 0


def made_residual(frame, areas):
    return table(areas_of(frame, replace(ANALYSIS, predictors=[]), areas, "recoded", 0.05)).loc[
        "residual", "share"
    ]

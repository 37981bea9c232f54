"""Before and after: the observed change is that of the survey without them, and chance is what
clean surveys do.
"""

import numpy as np
import pytest
from interviewer_effects.audit.influence.trimming import COLUMNS, shrinkage
from interviewer_effects.audit.models.decisions import decisions
from small_surveys import analysis, fitted, survey

pytestmark = pytest.mark.slow

TERMS = ["Intercept", "x"]


def table(frame, excluded=2, replicates=99, settings=None, terms=TERMS):
    ladder, fits = fitted(frame, settings or analysis())
    return shrinkage(decisions(ladder, fits, 0.05), terms, excluded, replicates, 1)


def test_the_observed_change_is_that_of_a_refit_without_them():
    frame = survey(3, J=25)
    found = table(frame, replicates=9)
    rows = found[found["k"] == 2].set_index("component")
    gone = rows["interviewers"].iloc[0].split(";")
    _, fits = fitted(frame, analysis())
    _, less_fits = fitted(
        frame[~frame["interviewer"].isin(gone)].reset_index(drop=True), analysis()
    )
    for k, term in enumerate(TERMS):
        row = rows.loc[f"var({term})"]
        ends = [fits["slope", "REML"].D[k, k], less_fits["slope", "REML"].D[k, k]]
        assert row[["full", "trimmed"]].tolist() == pytest.approx(ends, abs=1e-6)
        assert row["observed_change"] == pytest.approx(ends[1] - ends[0], abs=1e-6)
    for name, null in (("slope", "intercept"), ("intercept", "ols")):
        T = [f[null, "REML"].deviance - f[name, "REML"].deviance for f in (fits, less_fits)]
        assert rows.loc[f"test of {name}", ["full", "trimmed"]].tolist() == pytest.approx(
            T, abs=1e-6
        )


def test_those_left_out_are_the_most_extreme():
    from interviewer_effects.mixed.inference.predicted_effects import effects

    frame = survey(4, J=25)
    ladder, fits = fitted(frame, analysis())
    z = np.abs(effects(fits["slope", "REML"]).z).max(1)
    rows = table(frame, replicates=0)
    last = rows[rows["k"] == 3]["interviewers"].iloc[0]
    assert last == ";".join(sorted(ladder.products.groups[np.argsort(-z)[:3]]))
    assert rows["expected_change"].isna().all()


def test_a_clean_survey_shrinks_by_chance_and_no_more():
    found = table(survey(5, J=40))
    level = found[found["component"] == "var(Intercept)"]
    assert (level["expected_change"] < 0).all()
    assert level["expected_change"].is_monotonic_decreasing
    assert level["observed_change"].between(level["low"] - 0.1, level["high"]).all()
    assert (level["p"] > 0.05).all()


def test_one_planted_outlier_shrinks_it_by_more_than_chance():
    frame = survey(5, J=40, sd_intercept=0.4, smallest=10, largest=14)
    frame.loc[frame["interviewer"] == "007", "y"] += 5
    row = table(frame, excluded=1, replicates=199).iloc[0]
    assert (row["component"], row["interviewers"]) == ("var(Intercept)", "007")
    assert row["p"] < 0.05
    assert row["observed_change"] < row["low"]


def test_the_same_seed_gives_the_same_table_and_no_effects_give_none():
    frame = survey(6)
    assert table(frame, replicates=20).equals(table(frame, replicates=20))
    assert (
        table(frame, settings=analysis(random_slopes=[], random_intercept=False)).columns.tolist()
        == COLUMNS
    )


def test_too_few_interviewers_leave_nothing_to_compare():
    assert table(survey(7, J=5, smallest=8), replicates=9).empty
    assert table(survey(7, J=6, smallest=8), replicates=9)["k"].unique().tolist() == [1]

"""Surveys with more interviewers than can be looked at one by one."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.flags import flags
from interviewer_effects.audit.flags.flags import deletion_z, flagged, most_sought
from interviewer_effects.audit.flags.variant_flags import judged
from interviewer_effects.audit.influence.influence import DeletionLimits
from interviewer_effects.audit.influence.influence_tables import influence_rows
from interviewer_effects.audit.models.comparisons import replicates_of_test
from interviewer_effects.mixed.inference.bootstrap import chunk_of
from small_surveys import analysis, main_fit, survey

FRAME = survey(5, 60)


FEW = DeletionLimits(everyone=30, fewest=12, refits=1)


def audited(limits=None, frame=FRAME):
    ladder = main_fit(frame, analysis())[0]
    fits = {(name, "REML"): ladder.fit(name, True) for name in ladder.models}
    return judged(ladder, fits, "holm", 0.05, 2, 1, limits)


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(flags, "EVERYONE", 30)
    monkeypatch.setattr(flags, "DELETED", 1)
    monkeypatch.setattr(flags, "SOUGHT", (8, 8))


@pytest.mark.slow
def test_those_who_could_matter_most_are_left_out_and_the_others_have_no_number(few, monkeypatch):
    effects, traced = audited(FEW)
    some = influence_rows(traced)
    monkeypatch.undo()
    _, traced = audited()
    every = influence_rows(traced)
    left = some["cooks_d"].notna()
    assert left.sum() == 12
    pd.testing.assert_frame_equal(some[left], every[left], rtol=1e-9)
    empty = ["cooks_d", "slope_test_statistic", "slope_test_p_chance", "shift_p_chance of x"]
    assert some.loc[~left, empty].isna().all(axis=None)
    assert not some.loc[~left, ["slope_test_changes", "influential"]].any(axis=None)
    farthest = every["cooks_d"].nlargest(4).index
    assert set(farthest) <= set(some.index[left])
    assert effects["z"].notna().all()


def test_the_most_extreme_are_predicted_from_the_others(few, monkeypatch):
    fit = main_fit(FRAME, analysis())[1]
    some = deletion_z(fit)
    monkeypatch.undo()
    every = deletion_z(fit)
    known = np.isfinite(some[:, 0])
    assert known.sum() == 8
    np.testing.assert_allclose(some[known], every[known], rtol=1e-9)
    assert known[np.abs(every[:, 0]).argmax()]


def test_causes_are_sought_for_those_with_more_than_a_code_first(few):
    people = [f"{k:02d}" for k in range(20)]
    table = pd.DataFrame(
        {"interviewer": people, "z_tail": np.linspace(3, 0, 20), "reasons": "coded"}
    )
    table.loc[[15, 19], "reasons"] = ["coded;influential", "extreme"]
    table.loc[3, "reasons"] = ""
    assert flagged(table) == ["00", "01", "02", "04", "05", "06", "15", "19"]
    assert most_sought(20) == 8


def test_a_small_survey_is_looked_at_whole():
    assert most_sought(125) == 200
    assert most_sought(50_000) == 40


def test_replicates_are_fewer_where_interviewers_are_many():
    assert [replicates_of_test(999, J) for J in (125, 5_000, 50_000, 10**6)] == [999, 999, 100, 99]
    assert replicates_of_test(0, 125) == 0
    assert [chunk_of(J) for J in (125, 50_000, 10**8)] == [256, 80, 1]

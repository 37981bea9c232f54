"""Self-test: what is planted is what was meant, shares found with fixed seeds, nothing found where
nothing is.
"""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.influence.influence import influential_sets, measure_influence
from interviewer_effects.audit.influence.influence_tables import (
    group_rows,
    influence_rows,
    influential_groups,
)
from interviewer_effects.audit.models.decisions import decisions
from interviewer_effects.audit.models.interviews import complete_interviews
from interviewer_effects.audit.models.model_sequence import make_ladder
from interviewer_effects.selftest.fault_kinds import KINDS
from interviewer_effects.selftest.faults import Sheet
from interviewer_effects.selftest.planting import Fault, Plan, _planted, plan, self_test
from interviewer_effects.selftest.scores import detection, false_flags, goals
from interviewer_effects.selftest.simulated_audit import reml_fits
from interviewer_effects.selftest.simulated_survey import survey_design
from interviewer_effects.specification import Settings
from planted import CODEBOOK, IDS, ITEMS, SETTINGS, answered
from small_surveys import analysis

pytestmark = pytest.mark.slow

JUDGED = Settings(seed=1, max_group=1)
GOALS = ("code left in", "code left in, two interviewers", "mean shift")


LEVELS = analysis(outcome="q0", predictors=["q1"], random_slopes=[])


@pytest.fixture(scope="module")
def design():
    return survey_design(answered(3, J=30), IDS, CODEBOOK, SETTINGS, ITEMS)


@pytest.fixture(scope="module")
def levels():
    return survey_design(answered(3, J=40), IDS, CODEBOOK, LEVELS, ITEMS)


def sheet_with(design, kind, size=None, seed=1):
    """A survey before and after one fault, and where it was planted."""
    sheets = [Sheet.clean(design, np.random.default_rng(seed)) for _ in range(2)]
    sheets[0].answer()
    fault = Fault(kind, kind.sizes[-1] if size is None else size, kind.workloads[-1])
    planted = _planted(sheets[1], Plan(0, "alone", (fault,), np.random.SeedSequence(1)))
    return sheets[0].frame, sheets[1].frame, planted[0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name} {kind.weight}")
def test_a_fault_changes_the_interviewers_it_is_planted_in_and_nobody_else(design, kind):
    before, after, planted = sheet_with(design, kind)
    differs = (before[ITEMS].ne(after[ITEMS]) & ~(before[ITEMS].isna() & after[ITEMS].isna())).any(
        axis=1
    )
    assert set(after.loc[differs, "interviewer"]) == set(planted.people)
    assert len(planted.people) == kind.people


@pytest.mark.parametrize("size", [1, 3])
def test_codes_are_left_in_as_many_records_as_said(design, size):
    kind = KINDS[0]
    _, after, planted = sheet_with(design, kind, size)
    coded = after[ITEMS].isin([77, 88]).any(axis=1)
    assert coded.sum() == size
    assert set(after.loc[coded, "interview"]) == planted.interviews


def test_a_shift_moves_the_mean_by_its_size(design):
    kind = next(kind for kind in KINDS if kind.name == "mean shift")
    before, after, planted = sheet_with(design, kind, 1)
    own = before["interviewer"].isin(planted.people)
    moved = (after.loc[own, "q0"] - before.loc[own, "q0"]).mean()
    assert abs(moved) == pytest.approx(
        design.sd, abs=0.45
    )  # answers at the ends of the scale cannot move all the way


def test_a_clean_survey_has_the_design_and_the_model_and_no_pattern(design):
    frame = answered(3, J=30)
    sheets = [Sheet.clean(design, np.random.default_rng(k)) for k in range(40)]
    for sheet in sheets:
        sheet.answer()
        assert (sheet.frame[["interviewer", "q1"]] == frame[["interviewer", "q1"]]).all(axis=None)
        assert sorted(sheet.frame["q5"]) == sorted(frame["q5"])
        assert sheet.frame["q0"].between(0, 10).all()
        assert (sheet.frame["q0"] % 1 == 0).all()
    drawn = np.mean([sheet.latent for sheet in sheets], axis=0)
    assert np.abs(drawn - design.expected).mean() < 3 * np.sqrt(design.sigma2 / len(sheets))
    common = [np.corrcoef(sheet.frame["q2"], sheet.frame["q3"])[0, 1] for sheet in sheets]
    assert np.mean(common) == pytest.approx(np.corrcoef(frame["q2"], frame["q3"])[0, 1], abs=1e-9)


def test_every_kind_and_size_is_planted_in_turns(design):
    plans = plan(design, 400, 1)
    assert {p.setting for p in plans} == {"clean", "alone", "together"}
    planted = pd.Series(
        [(f.kind.name, f.size, f.workload) for p in plans for f in p.faults]
    ).value_counts()
    assert set(planted.index) == {
        (k.name, s, w) for k in KINDS for s in k.sizes for w in k.workloads
    }
    assert planted.min() >= 2
    assert not any(f.kind.single for p in plans if len(p.faults) > 1 for f in p.faults)


def test_influence_without_draws_is_that_of_the_tables(design):
    kind = next(kind for kind in KINDS if kind.name == "code left in, two interviewers")
    _, after, _ = sheet_with(design, kind, 2)
    frame = complete_interviews(after, SETTINGS, IDS)
    ladder = make_ladder(frame, SETTINGS)
    fits = reml_fits(ladder)
    tests = decisions(ladder, fits, 0.05)
    quick, whole = (measure_influence(ladder, tests, fits, 2, 1) for _ in range(2))
    assert influential_sets(quick) == influential_groups(influence_rows(whole), group_rows(whole))


def test_the_shares_found_with_fixed_seeds(levels):
    kinds = tuple(kind for kind in KINDS if kind.name in GOALS)
    kinds = tuple(k for k in kinds if k.name != "mean shift" or k.weight > 1)
    found = self_test(levels, JUDGED, 20, 4, 1, kinds=kinds)
    codes = found.faults[found.faults["kind"].str.startswith("code")]
    assert len(codes) >= 15
    assert codes["named"].all()
    assert codes["established"].all()
    shifts = found.faults[found.faults["kind"] == "mean shift"]
    assert len(shifts) >= 8
    assert shifts["named"].mean() >= 0.8
    clean = found.surveys[found.surveys["setting"] == "clean"]
    assert clean["clean"].tolist() == [40, 40, 40, 40]
    assert (clean[["outlier", "influential", "coded", "cause"]] == 0).all(axis=None)
    reached = goals(found.faults, found.surveys, 0.05).set_index("goal")["reached"]
    assert reached.iloc[0] == 1


def test_the_same_whatever_the_cores(levels):
    kinds = tuple(kind for kind in KINDS if kind.name == "straight-lining")
    one, two = (self_test(levels, JUDGED, 2, 5, cores, kinds=kinds) for cores in (1, 2))
    pd.testing.assert_frame_equal(one.faults, two.faults)
    pd.testing.assert_frame_equal(one.surveys, two.surveys)


def test_shares_and_their_intervals():
    rows = [
        {
            "kind": "mean shift",
            "size": 1,
            "unit": "SD",
            "workload": 5,
            "n": 5,
            "setting": setting,
            "found": k < 8,
            "named": k < 5,
            "established": k < 2,
            "resolves": False,
            "matters": False,
            "masked": False,
        }
        for setting in ("alone", "together")
        for k in range(10)
    ]
    table = detection(pd.DataFrame(rows)).set_index("setting")
    assert table["faults"].to_dict() == {"alone": 10, "both": 20, "together": 10}
    both = table.loc["both"]
    assert both[["found", "named", "established", "resolves"]].tolist() == [0.8, 0.5, 0.2, 0]
    assert both[["named_low", "named_high"]].tolist() == pytest.approx(
        [0.2993, 0.7007], abs=1e-4
    )  # Wilson


def test_false_flags_are_counted_by_interviewer_and_by_survey():
    flags = {"outlier": 0, "influential": 0, "coded": 0, "cause": 0, "extreme_expected": 0.02}
    rows = [
        {"survey": k, "setting": "clean", "clean": 50, "any": k, "extreme": k} | flags
        for k in (0, 1, 2, 0)
    ]
    table = false_flags(pd.DataFrame(rows)).set_index("flag")
    assert table.loc["extreme", ["interviewer", "survey", "expected"]].tolist() == [
        3 / 200,
        0.5,
        0.02,
    ]
    assert table.loc["outlier", "survey"] == 0

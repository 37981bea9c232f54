"""Nobody vanishes: who lacks what only some models need is in all others; who is in none is
named.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.disclosure import published_people
from interviewer_effects.audit.models.absent_interviewers import (
    EVERY,
    WITH_COVARIATES,
    absence_sentences,
    absent_interviewers,
)
from interviewer_effects.audit.models.comparisons import comparison_rows, explained_rows
from interviewer_effects.audit.models.fits import fit_row
from interviewer_effects.audit.models.interviews import (
    coded_cells,
    complete_interviews,
    known_covariates,
)
from interviewer_effects.audit.models.model_sequence import make_ladder
from interviewer_effects.specification import SettingsOfTests
from small_surveys import ROLES, analysis, fitted, survey

SETTINGS = analysis(interviewer_covariates=["w"])
QUICK = SettingsOfTests(bootstrap=0, seed=1)


@pytest.fixture(scope="module")
def whole():
    """15 interviewers, of whom 003 answers 10 higher than the others."""
    frame = survey(5, 15, smallest=4)
    frame.loc[frame["interviewer"] == "003", "y"] += 10
    return frame


def icc(frame, name):
    """n, interviewers and ICC of one model by REML."""
    ladder, fits = fitted(frame, SETTINGS, [name])
    row = fit_row(ladder, name, "REML", fits[name, "REML"], alpha=0.05)
    return row["n"], row["n_interviewers"], row["icc"]


@pytest.mark.parametrize("name", ["null", "intercept", "slope"])
def test_an_unknown_covariate_changes_nothing_in_the_models_without_it(whole, name):
    lost = whole.assign(w=whole["w"].mask(whole["interviewer"] == "003"))
    assert icc(lost, name) == pytest.approx(icc(whole, name), rel=1e-12)


@pytest.mark.parametrize("name", ["covariates", "interaction"])
def test_models_with_covariates_are_of_those_who_have_them(whole, name):
    lost = whole.assign(w=whole["w"].mask(whole["interviewer"] == "003"))
    others = whole[whole["interviewer"] != "003"].reset_index(drop=True)
    assert icc(lost, name) == pytest.approx(icc(others, name), rel=1e-9)


@pytest.mark.slow
def test_covariates_are_compared_with_the_same_interviewers(whole):
    lost = whole.assign(w=whole["w"].mask(whole["interviewer"] == "003"))
    others = whole[whole["interviewer"] != "003"].reset_index(drop=True)
    ours, theirs = (
        {
            (r["null"], r["alternative"]): r
            for r in comparison_rows(*fitted(frame, SETTINGS), QUICK)
            if r["kind"] == "fixed"
        }
        for frame in (lost, others)
    )
    for pair in (("slope", "covariates"), ("covariates", "interaction")):
        assert ours[pair]["statistic"] == pytest.approx(theirs[pair]["statistic"], abs=1e-8)
        assert ours[pair]["n_interviewers"] == 14
    shares = [
        [row["explained"] for row in explained_rows(*fitted(frame, SETTINGS))]
        for frame in (lost, others)
    ]
    assert shares[0] == pytest.approx(shares[1], abs=1e-6)


def test_levels_of_categories_are_those_that_are_known(whole):
    team = whole["team"].mask(whole["interviewer"] == "003")
    ladder = make_ladder(whole.assign(team=team), analysis(interviewer_covariates=["team"]))
    assert ladder.models["covariates"].fixed == (None, "x", "team[odd]")
    assert ladder.unknown == ("003",)


def test_too_few_who_have_a_covariate_cost_its_models_alone(whole):
    known = whole["w"].where(whole["interviewer"].isin(["001", "002"]))
    ladder = make_ladder(whole.assign(w=known), SETTINGS)
    assert list(ladder.models) == ["ols", "null", "intercept", "slope"]


def test_a_covariate_is_filled_from_the_other_interviews(whole):
    raw = whole.rename(columns={"interview": "idno", "interviewer": "intnum"})
    some = raw.assign(w=raw["w"].mask(raw.index % 2 == 0))
    pd.testing.assert_series_equal(complete_interviews(some, SETTINGS, ROLES)["w"], raw["w"])
    halves = [some.iloc[:40], some.iloc[40:]]
    known = known_covariates(halves, "intnum", ["w"])["w"]
    assert known.to_dict() == raw.drop_duplicates("intnum").set_index("intnum")["w"].to_dict()


def test_a_numeric_category_that_is_unknown_stays_unknown(whole):
    raw = whole.rename(columns={"interview": "idno", "interviewer": "intnum"})
    raw["kind"] = (raw["intnum"] > "006").astype(float).mask(raw["intnum"] == "003")
    frame = complete_interviews(raw, analysis(interviewer_covariates=["kind"]), ROLES, {"kind": {}})
    assert frame.groupby("interviewer")["kind"].first().dropna().unique().tolist() == ["0", "1"]
    assert frame.loc[frame["interviewer"] == "003", "kind"].isna().all()


def test_a_code_in_what_is_known_of_the_interviewer_is_no_coded_answer():
    cells = pd.DataFrame({"interview": ["a", "a"], "item": ["w", "x"], "code": "99"})
    assert coded_cells(cells, SETTINGS, pd.Series(["a"]))["item"].tolist() == ["x"]


@pytest.fixture
def absent(whole):
    raw = whole.rename(columns={"interview": "idno", "interviewer": "intnum"})
    raw.loc[raw["intnum"] == "001", "y"] = np.nan
    raw.loc[raw["intnum"] == "003", "w"] = np.nan
    raw.loc[raw["intnum"] == "005", "w"] = np.nan
    alternating = (raw["intnum"] == "004") & (raw.index % 2 == 0)
    raw.loc[alternating, "x"] = np.nan
    raw.loc[(raw["intnum"] == "004") & ~alternating, "y"] = np.nan
    blocks = [raw.iloc[:50], raw.iloc[50:]]
    return absent_interviewers(
        blocks, SETTINGS, "intnum", known_covariates(blocks, "intnum", ["w"])
    )


def test_who_is_in_no_model_is_named_with_the_reason(absent):
    assert absent[["interviewer", "models", "item"]].to_numpy().tolist() == [
        ["001", EVERY, "y"],
        ["003", WITH_COVARIATES, "w"],
        ["004", EVERY, "y;x"],
        ["005", WITH_COVARIATES, "w"],
    ]
    assert absence_sentences(absent) == [
        "Interviewer 001 is in no model: no interview has a value of y.",
        "Interviewers 003 and 005 are in no model with interviewer covariates: w is not known.",
        "Interviewer 004 is in no model: no interview has values of y and x together.",
    ]


def test_nobody_is_absent_from_a_complete_survey(whole):
    raw = whole.rename(columns={"interview": "idno", "interviewer": "intnum"})
    table = absent_interviewers([raw], SETTINGS, "intnum", known_covariates([raw], "intnum", ["w"]))
    assert table.empty
    assert absence_sentences(table) == []


class FewKnown:
    """Small cells of fewer than 5 are hidden, and 005 has so few interviews."""

    k = 5
    people = SimpleNamespace(of_analysis=lambda analysis: {"005"})

    def interviews(self, people, counts):
        return list(counts)


def test_hidden_small_cells_leave_those_whose_covariate_is_unknown(absent):
    shown = published_people.absent(absent.assign(n=9, analysis="a"), FewKnown())
    assert shown["interviewer"].tolist() == ["003"]

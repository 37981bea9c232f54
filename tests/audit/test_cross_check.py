"""The witness: statsmodels at lme4's optimum of the reference cases, and verdicts on fits that are
wrong on purpose.
"""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import witness_fits
from formulaic import model_matrix
from interviewer_effects.audit.models.model_sequence import fit_record, make_ladder
from interviewer_effects.audit.robustness.cross_check import witness, witness_rows
from interviewer_effects.files import read_csv, write_json, write_parquet
from interviewer_effects.specification import AnalysisSpec

pytestmark = pytest.mark.slow

REFERENCE = Path(__file__).parents[1] / "reference"
CASES = {
    "sleepstudy_slope": 0,
    "sleepstudy_slope_only": 0,
    "sleepstudy_diagonal": 0,
    "dyestuff2": 1,
    "pastes_sample": 0,
    "survey_slope": 0,
    "correlated_down": 1,
    "no_effects_intercept": None,
    "flat_slopes_diagonal": None,
    "three_effects": 0,
    "survey_shifted": 0,
    "survey_tiny_x": 0,
    "survey_big_y": 0,
}  # how many random effects lie on the boundary, where REML and ML agree on it


def reported(case, criterion):
    """A fit as the ladder would report it, with lme4's numbers."""
    reference = json.loads((REFERENCE / "peers" / f"{case}.json").read_text(encoding="utf-8"))
    model, fit = reference["model"], reference[criterion]
    data = pd.read_csv(REFERENCE / "data" / f"{model['data']}.csv")
    for column, change in (model["change"] or {}).items():
        data[column] = change["shift"] + change["scale"] * data[column]
    left, right = model["fixed"].split("~")
    exog_re = model_matrix(model["re"], data).to_numpy(float)
    return {
        "endog": data[left.strip()].to_numpy(float),
        "exog": model_matrix(right, data).to_numpy(float),
        "groups": data[model["groups"]].to_numpy(),
        "exog_re": exog_re,
        "reml": criterion == "REML",
        "covariance": model["covariance"],
        "beta": np.atleast_1d(fit["fixed"]),
        "cov_re": np.reshape(fit["D"], (exog_re.shape[1],) * 2),
        "scale": fit["sigma2"],
        "deviance": fit["deviance"],
    }


@pytest.mark.parametrize("criterion", ["REML", "ML"])
@pytest.mark.parametrize("case", CASES)
def test_both_engines_agree_at_the_optimum(case, criterion):
    row = witness(**reported(case, criterion))
    assert row["verdict"].startswith("agrees"), row
    assert row["deviance_theirs_at_ours"] == pytest.approx(row["deviance_ours"], rel=1e-6)
    assert row["gradient_norm"] < 1e-2
    assert "points off" not in row["verdict"]
    if CASES[case] is not None:
        assert ("boundary" in row["verdict"]) == bool(CASES[case])


def test_a_wrong_likelihood_is_named():
    fit = reported("sleepstudy_slope", "REML")
    row = witness(**{**fit, "deviance": fit["deviance"] + 0.01})
    assert row["verdict"].startswith("DISAGREES: at our estimates its deviance is 1743.628")


def test_a_wrong_fixed_effect_is_named():
    fit = reported("sleepstudy_slope", "REML")
    assert witness(**{**fit, "beta": fit["beta"] + [1.0, 0.0]})["verdict"].startswith("DISAGREES")


def at(fit, relative):
    """The same fit moved to another D/σ², everything else profiled there: what an engine that stops
    early reports.
    """
    Z, X, y, groups = fit["exog_re"], fit["exog"], fit["endog"], fit["groups"]
    V = np.eye(len(y)) + (Z @ relative @ Z.T) * (groups[:, None] == groups[None, :])
    solve = np.linalg.solve(V, np.column_stack([X, y]))
    beta = np.linalg.solve(X.T @ solve[:, :-1], X.T @ solve[:, -1])
    residual = y - X @ beta
    r2, m = residual @ np.linalg.solve(V, residual), len(y) - (X.shape[1] if fit["reml"] else 0)
    deviance = np.linalg.slogdet(V)[1] + m * (1 + np.log(2 * np.pi * r2 / m))
    deviance += np.linalg.slogdet(X.T @ solve[:, :-1])[1] if fit["reml"] else 0
    return {**fit, "beta": beta, "scale": r2 / m, "cov_re": relative * r2 / m, "deviance": deviance}


@pytest.mark.parametrize("criterion", ["REML", "ML"])
def test_a_fit_that_stops_early_is_named(criterion):
    fit = reported("sleepstudy_slope", criterion)
    row = witness(**at(fit, 1.5 * fit["cov_re"] / fit["scale"]))
    assert row["deviance_theirs_at_ours"] == pytest.approx(row["deviance_ours"], rel=1e-9)
    assert row["verdict"].startswith("DISAGREES: its own optimum is lower by 1.")
    assert "its score is" in row["verdict"]


@pytest.mark.parametrize("criterion", ["REML", "ML"])
def test_a_false_boundary_is_named(criterion):
    row = witness(**at(reported("dyestuff", criterion), np.zeros((1, 1))))
    assert row["verdict"].startswith("DISAGREES: its own optimum is lower")
    assert "points off the boundary" in row["verdict"]


def test_a_false_zero_of_the_slope_variance_is_named():
    fit = reported("sleepstudy_slope", "REML")
    row = witness(**at(fit, np.diag([fit["cov_re"][0, 0] / fit["scale"], 0.0])))
    assert "points off the boundary" in row["verdict"]


@pytest.mark.parametrize("reml", [True, False])
def test_without_random_effects_the_closed_form_decides(reml):
    fit = reported("sleepstudy_slope", "REML" if reml else "ML")
    X, y = fit["exog"], fit["endog"]
    beta, rss = np.linalg.lstsq(X, y, rcond=None)[:2]
    m = len(y) - 2 * reml
    deviance = m * (1 + np.log(2 * np.pi * rss[0] / m)) + reml * np.linalg.slogdet(X.T @ X)[1]
    row = witness(
        **{
            **fit,
            "exog_re": None,
            "cov_re": None,
            "beta": beta,
            "scale": rss[0] / m,
            "deviance": deviance,
        }
    )
    assert row["engine"] == "statsmodels OLS"
    assert row["verdict"] == "agrees; its own search ends at the same deviance"
    assert row["gradient_norm"] < 1e-8


def test_the_rule_writes_a_row_per_fit(tmp_path, monkeypatch):
    data = pd.read_csv(REFERENCE / "data" / "survey.csv").rename(columns={"g": "interviewer"})
    analysis = AnalysisSpec("y", ["x"], ["x"])
    ladder = make_ladder(data, analysis)
    records = [
        fit_record(ladder, name, criterion)[1]
        for name in ladder.models
        for criterion in ("REML", "ML")
    ]
    write_parquet(data, tmp_path / "data.parquet")
    write_json({"models": records}, tmp_path / "fits.json")
    witness_fits.main(
        SimpleNamespace(
            input=SimpleNamespace(
                data=[tmp_path / "data.parquet"], records=[tmp_path / "fits.json"]
            ),
            params=SimpleNamespace(analysis=analysis.section()),
            output=SimpleNamespace(witness=[tmp_path / "witness.csv"]),
            log=[tmp_path / "log"],
        )
    )
    table = read_csv(tmp_path / "witness.csv")
    assert table["model"].tolist() == [
        name for name in ("ols", "null", "intercept", "slope") for _ in range(2)
    ]
    assert (table["engine"] == "statsmodels OLS").tolist() == [True, True] + [False] * 6
    assert table["verdict"].str.startswith("agrees").all(), table["verdict"].tolist()
    slope = json.loads((REFERENCE / "peers" / "survey_slope.json").read_text(encoding="utf-8"))
    theirs = table.loc[table["model"] == "slope", "deviance_theirs_at_ours"]
    assert theirs.to_numpy() == pytest.approx(
        [slope["REML"]["deviance"], slope["ML"]["deviance"]], abs=1e-5
    )
    searched = table["deviance_theirs_own_optimum"].notna()
    assert searched.tolist() == [True, True] + [False] * 4 + [
        True,
        True,
    ]  # OLS has no search; the main model has one
    assert len((tmp_path / "log").read_text(encoding="utf-8").splitlines()) == len(table)
    monkeypatch.setattr("interviewer_effects.audit.robustness.cross_check.ASKED", 5)
    rows = pd.DataFrame(witness_rows(ladder, records))
    left = rows["verdict"].str.startswith("not asked: of more than 5 interviewers")
    assert left.tolist() == [False, False] + [True] * 4 + [False, False]
    assert rows["deviance_theirs_at_ours"].isna().tolist() == left.tolist()
    assert rows["deviance_ours"].tolist() == [record["deviance"] for record in records]


def test_the_search_of_a_large_survey_is_left_out_and_said(monkeypatch):
    monkeypatch.setattr("interviewer_effects.audit.robustness.cross_check.SEARCHED", 17)
    row = witness(**reported("sleepstudy_slope", "REML"))
    assert row["verdict"] == "agrees; its own search is not run beyond 17 interviewers"
    assert np.isnan(row["deviance_theirs_own_optimum"])
    assert row["deviance_theirs_at_ours"] == pytest.approx(row["deviance_ours"], rel=1e-9)


def test_units_do_not_change_the_verdict():
    fit = reported("survey_slope", "ML")
    x = np.array([1.0, 1e-4])  # x measured in ten-thousandths: a variance 1e8 times smaller
    scaled = {
        **fit,
        "exog": fit["exog"] / x,
        "exog_re": fit["exog_re"] / x,
        "beta": fit["beta"] * x,
        "cov_re": fit["cov_re"] * np.outer(x, x),
    }
    assert witness(**scaled)["gradient_norm"] == pytest.approx(
        witness(**fit)["gradient_norm"], abs=1e-5
    )

"""Other treatments of an outcome of few points: what they are, and that agreement is seen where
there is some.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from interviewer_effects.audit.models.model_sequence import make_ladder
from interviewer_effects.audit.robustness.outcome_codings import (
    NUMBERS,
    ORDERED,
    SCORES,
    TREATMENTS,
    even_cut,
    normal_scores,
    treatment_table,
)
from interviewer_effects.mixed import likelihood_ratio
from interviewer_effects.mixed.generalised_inference.moments import latent_icc
from interviewer_effects.mixed.generalised_inference.proportions import fit_proportions
from interviewer_effects.mixed.model import MixedModel
from interviewer_effects.specification import AnalysisSpec
from scipy import stats

ANALYSIS = AnalysisSpec("y", ["x"], ["x"])


def survey(level=1.0, slope=0.0, far=None, seed=3):
    """60 interviewers × 15 answers on 0-10."""
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(60), 15)
    x = rng.normal(size=len(who))
    u, v = level * rng.normal(size=60), slope * rng.normal(size=60)
    if far is not None:
        u[far] = -4.0
    y = np.clip(np.round(6 + u[who] + (0.5 + v[who]) * x + 1.8 * rng.normal(size=len(who))), 0, 10)
    return pd.DataFrame({"interviewer": [f"i{j:02d}" for j in who], "y": y, "x": x})


def test_scores_are_those_of_mean_ranks_and_the_cut_is_the_most_even():
    values = np.array([3.0, 1, 1, 2, 5, 5, 5, 0])
    expected = stats.norm.ppf((stats.rankdata(values) - 0.5) / 8)
    assert normal_scores(values) == pytest.approx(expected)
    assert even_cut(values) == 3.0
    assert normal_scores(np.exp(values)) == pytest.approx(normal_scores(values))


def test_each_treatment_is_the_model_of_the_treated_outcome():
    frame = survey(slope=0.4)
    table = treatment_table(frame, ANALYSIS, 0.05)
    assert list(table.columns) == TREATMENTS
    cut = even_cut(frame["y"].to_numpy())
    assert table["treatment"].unique().tolist() == [NUMBERS, SCORES, ORDERED, f"at least {cut:g}"]
    for name, y in ((NUMBERS, frame["y"]), (SCORES, normal_scores(frame["y"].to_numpy()))):
        data = frame.assign(y=y)
        level, both = (
            MixedModel.from_formula("y ~ x", data, groups="interviewer", re_formula=re).fit()
            for re in ("~1", "~x")
        )
        row = table[(table["treatment"] == name) & (table["effect"] == "x")].iloc[0]
        ratio = likelihood_ratio(level, both)
        assert row["statistic"] == pytest.approx(ratio.statistic, abs=1e-6)
        assert row["p_mixture"] == pytest.approx(ratio.p_mixture, rel=1e-6)
        row = table[(table["treatment"] == name) & (table["effect"] == "Intercept")].iloc[0]
        none = -2 * sm.OLS(data["y"], sm.add_constant(data["x"])).fit().llf
        ml = (
            MixedModel.from_formula("y ~ x", data, groups="interviewer", re_formula="~1")
            .fit(reml=False)
            .deviance
        )
        assert row["statistic"] == pytest.approx(
            none - ml, rel=0.05
        )  # by REML it is nearly that of ML
    split = table[table["treatment"].str.startswith("at least")].iloc[0]
    counts = (frame["y"] >= cut).groupby(frame["interviewer"]).sum()
    assert split["icc_latent"] == pytest.approx(
        latent_icc(fit_proportions(counts, np.full(60, 15)).sigma[0] ** 2)
    )
    assert split["latent_low"] < split["icc_latent"] < split["latent_high"]
    assert split["share"] == pytest.approx((frame["y"] >= cut).mean())


@pytest.mark.slow
def test_the_level_by_a_cumulative_logit_model_is_beside_the_others(monkeypatch):
    frame = survey(slope=0.4)
    table = treatment_table(frame, ANALYSIS, 0.05)
    row = table[table["treatment"] == ORDERED]
    assert row["effect"].tolist() == ["Intercept"]
    row = row.iloc[0]
    exog = frame[["x"]].to_numpy()
    outcome, interviewers = frame["y"].to_numpy(), frame["interviewer"].to_numpy()
    fit = MixedModel(outcome, exog, interviewers, family="ordinal").fit()
    null = MixedModel(outcome, exog, interviewers, [], family="ordinal").fit()
    assert row["icc_latent"] == pytest.approx(fit.icc_latent)
    limits = fit.conf_int(method="profile").loc["var(Intercept)"]
    assert row["latent_low"] == pytest.approx(
        limits["low"] / (limits["low"] + np.pi**2 / 3), abs=1e-6
    )
    assert row["latent_high"] == pytest.approx(
        limits["high"] / (limits["high"] + np.pi**2 / 3), abs=1e-6
    )
    assert row["p_mixture"] == pytest.approx(stats.chi2.sf(2 * (fit.llf - null.llf), 1) / 2)
    assert row["correlation"] > 0.9
    assert np.isnan(row["icc"])
    continuous = frame.assign(y=frame["y"] + np.linspace(0, 0.5, len(frame)))
    assert ORDERED not in set(treatment_table(continuous, ANALYSIS, 0.05)["treatment"])
    slopes = replace(ANALYSIS, random_intercept=False)
    assert ORDERED not in set(treatment_table(frame, slopes, 0.05)["treatment"])
    monkeypatch.setattr(
        "interviewer_effects.audit.robustness.outcome_codings.MOST_ANSWERS", len(frame) - 1
    )
    assert ORDERED not in set(treatment_table(frame, ANALYSIS, 0.05)["treatment"])


def test_who_stands_out_by_far_stands_out_by_order_too_but_a_split_has_a_floor():
    table = treatment_table(survey(level=0.6, far=7), ANALYSIS, 0.05)
    level = table[table["effect"] == "Intercept"]
    assert (level["p_mixture"] < 1e-4).all()
    assert (level["correlation"] > 0.8).all()
    assert level["extreme"].str.contains("i07").tolist() == [
        True,
        True,
        True,
        False,
    ]  # nobody is below none at all
    assert (level["n_both"] <= level["n_extreme"]).all()


def test_an_outcome_of_two_values_has_nothing_to_compare():
    frame = survey()
    assert treatment_table(frame.assign(y=(frame["y"] > 5).astype(float)), ANALYSIS, 0.05).empty


@pytest.mark.slow
def test_a_treatment_without_error_has_no_rows():
    frame = pd.DataFrame({"interviewer": ["a", "a", "b", "b"], "y": [1.0, 1.0, 4.0, 5.0]})
    plain = replace(ANALYSIS, predictors=[], random_slopes=[])
    table = treatment_table(frame, plain, 0.05)
    assert NUMBERS in set(table["treatment"])
    assert not any(name.startswith("at least") for name in table["treatment"])


def test_where_nothing_varies_there_is_no_correlation_and_no_exception():
    table = treatment_table(survey(level=0.0, seed=8), replace(ANALYSIS, random_slopes=[]), 0.05)
    assert table["effect"].unique().tolist() == ["Intercept"]
    assert (table.loc[table["treatment"] != ORDERED, "icc"] < 0.05).all()
    assert (table.loc[table["treatment"] == ORDERED, "icc_latent"] < 0.05).all()
    assert make_ladder(survey(), ANALYSIS).models["slope"]

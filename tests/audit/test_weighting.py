"""The models unweighted and weighted, side by side."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.weighting import ALL, CONSTANT, weighting_rows
from interviewer_effects.mixed import MixedModel

ANALYSIS = {
    "outcome": "y",
    "predictors": ["x"],
    "random_slopes": [],
    "interviewer_covariates": [],
    "random_intercept": True,
    "covariance": "unstructured",
    "weights": "all",
}


def survey(seed=1, J=40):
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(J), rng.integers(4, 20, J))
    x = rng.normal(size=len(g))
    y = 2 + 0.5 * x + rng.normal(0, 0.6, J)[g] + rng.normal(size=len(g))
    ids = np.char.add("r", np.arange(len(g)).astype(str))
    frame = pd.DataFrame({"interview": ids, "interviewer": np.char.add("i", g.astype(str)), "x": x, "y": y})
    return frame, pd.Series(rng.uniform(0.3, 3, len(g)), ids), g


def table(frame, column, **changes):
    return pd.DataFrame(weighting_rows(frame, ANALYSIS | changes, column, "recoded", 0.05))


def test_unweighted_rows_are_the_maximum_likelihood_fit():
    frame, weights, _ = survey()
    rows = table(frame, weights)
    assert list(dict.fromkeys(rows["weighting"])) == ["none", *ALL]
    plain = rows[rows["weighting"] == "none"].set_index("term")["estimate"]
    ml = MixedModel.from_formula("y ~ x", frame, "interviewer").fit(reml=False)
    assert plain["x"] == pytest.approx(ml.fe_params["x"])
    assert plain["var(Intercept)"] == pytest.approx(ml.cov_re.iloc[0, 0], rel=1e-5)
    assert plain["icc"] == pytest.approx(ml.icc, rel=1e-5)


def test_a_weight_that_is_constant_within_interviewers_does_nothing_at_level_one_and_that_is_said():
    frame, _, g = survey()
    weights = pd.Series(1.0 + (g % 5), frame["interview"])
    rows = table(frame, weights)
    for name in ("level1_A", "level1_B"):
        same = rows[(rows["weighting"] == name) & rows["kind"].isin(["fixed", "variance"])]
        none = rows[(rows["weighting"] == "none") & rows["kind"].isin(["fixed", "variance"])]
        assert same["estimate"].to_numpy() == pytest.approx(none["estimate"].to_numpy(), rel=1e-6)
        assert set(same["note"]) == {CONSTANT}
    level2 = rows[(rows["weighting"] == "level2") & (rows["term"] == "x")]
    assert abs(level2["estimate"].iloc[0] - none.loc[none["term"] == "x", "estimate"].iloc[0]) > 1e-4


def test_the_design_effect_is_the_ratio_of_variances_under_the_model():
    """Var(Σwy/Σw) / (σ²/n) written out with every pair of interviews."""
    frame, weights, g = survey()
    rows = table(frame, weights, weights="level1_A")
    told = rows[rows["weighting"] == "level1_A"].set_index("term")["estimate"]
    w = weights.to_numpy()
    pairs = np.where(g[:, None] == g, told["icc"], 0.0)
    np.fill_diagonal(pairs, 1.0)
    assert told["both"] == pytest.approx(len(w) * (w @ pairs @ w) / w.sum() ** 2)
    assert told["both"] == pytest.approx(told["weights"] * told["interviewers"])
    plain = rows[rows["weighting"] == "none"].set_index("term")["estimate"]
    sizes = np.bincount(g)
    assert plain["weights"] == 1
    assert plain["interviewers"] == pytest.approx(1 + ((sizes**2).sum() / sizes.sum() - 1) * plain["icc"])


def test_interviews_without_a_weight_are_in_none_of_the_fits():
    frame, weights, _ = survey()
    weights.iloc[:7], weights.iloc[7:10] = np.nan, 0.0
    rows = table(frame, weights, weights="level2")
    assert set(rows["n"]) == {len(frame) - 10}
    assert set(rows["weighting"]) == {"none", "level2"}

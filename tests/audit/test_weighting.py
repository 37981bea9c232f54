"""The models unweighted and weighted, side by side."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.robustness.weighting import (
    BOTH_LEVELS,
    CONSTANT,
    LEVEL1,
    LEVEL2,
    ONE_COLUMN,
    PROPORTIONAL,
    weighting_rows,
)
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.inference.pseudo_likelihood import weighted_fit
from interviewer_effects.mixed.inference.sampling_weights import scaled
from interviewer_effects.specification import AnalysisSpec

ANALYSIS = AnalysisSpec("y", ["x"], weights="all")


def survey(seed=1, J=40):
    rng = np.random.default_rng(seed)
    g = np.repeat(np.arange(J), rng.integers(4, 20, J))
    x = rng.normal(size=len(g))
    y = 2 + 0.5 * x + rng.normal(0, 0.6, J)[g] + rng.normal(size=len(g))
    ids = np.char.add("r", np.arange(len(g)).astype(str))
    frame = pd.DataFrame(
        {"interview": ids, "interviewer": np.char.add("i", g.astype(str)), "x": x, "y": y}
    )
    return frame, pd.Series(rng.uniform(0.3, 3, len(g)), ids), g


def table(frame, column, **changes):
    weights = column if isinstance(column, pd.DataFrame) else column.to_frame("weight")
    return pd.DataFrame(
        weighting_rows(frame, replace(ANALYSIS, **changes), weights, "recoded", 0.05)
    )


def test_unweighted_rows_are_the_maximum_likelihood_fit():
    frame, weights, _ = survey()
    rows = table(frame, weights)
    assert list(dict.fromkeys(rows["weighting"])) == ["none", *LEVEL1, *LEVEL2]
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
    assert (
        abs(level2["estimate"].iloc[0] - none.loc[none["term"] == "x", "estimate"].iloc[0]) > 1e-4
    )


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
    assert plain["interviewers"] == pytest.approx(
        1 + ((sizes**2).sum() / sizes.sum() - 1) * plain["icc"]
    )


def test_interviews_without_a_weight_are_in_none_of_the_fits():
    frame, weights, _ = survey()
    weights.iloc[:7], weights.iloc[7:10] = np.nan, 0.0
    rows = table(frame, weights, weights="level2")
    assert set(rows["n"]) == {len(frame) - 10}
    assert set(rows["weighting"]) == {"none", "level2"}


def test_an_interviewer_without_any_weight_is_named():
    frame, weights, g = survey()
    rows = table(frame, weights.mask(g == 3))
    said = "Interviewer i3 is not in these models: no interview of theirs has a weight."
    assert set(rows.loc[rows["weighting"] == "none", "note"]) == {said}
    assert set(table(frame, weights).query("weighting == 'none'")["note"]) == {""}


def test_a_weight_of_interviewers_is_the_one_of_level_two():
    frame, weights, g = survey()
    W = 0.5 + (g * 7 % 11) / 5
    both = pd.DataFrame({"weight": weights.to_numpy(), "interviewer_weight": W}, frame["interview"])
    rows = table(frame, both)
    assert list(dict.fromkeys(rows["weighting"])) == ["none", *LEVEL1, *LEVEL2, *BOTH_LEVELS]
    own = rows[rows["weighting"] == "level2"].set_index("term")["estimate"]
    _, first = np.unique(frame["interviewer"], return_index=True)
    columns = {"x": frame["x"].to_numpy(), "y": frame["y"].to_numpy()}
    peer = (columns, frame["interviewer"].to_numpy(), [None, "x"], [None], "y")
    assert own["x"] == pytest.approx(
        weighted_fit(*peer, group_weights=W[first]).fit.beta[1], rel=1e-6
    )
    scaled_A = scaled(weights.to_numpy(), peer[1], "A")
    at_both = weighted_fit(*peer, row_weights=scaled_A, group_weights=W[first])
    told = rows[rows["weighting"] == "both_A"].set_index("term")
    assert told["estimate"]["x"] == pytest.approx(at_both.fit.beta[1], rel=1e-6)
    assert told["se"]["x"] == pytest.approx(np.sqrt(at_both.cov_beta[1, 1]), rel=1e-6)
    assert set(rows["note"]) == {""}
    assert own["weights"] == pytest.approx(len(W) * (W**2).sum() / W.sum() ** 2)


def test_the_final_weight_and_the_conditional_one_give_the_same_estimates():
    """A weight of interviews that contains that of the interviewer is scaled within interviewers
    all the same.
    """
    frame, weights, g = survey()
    W = pd.Series(1.0 + g % 4, frame["interview"])
    final, conditional = (
        table(frame, pd.DataFrame({"weight": w, "interviewer_weight": W}))
        for w in (weights * W, weights)
    )
    same = final["kind"].isin(["fixed", "variance"]) & (final["weighting"] != "none")
    assert final["estimate"][same].to_numpy() == pytest.approx(
        conditional["estimate"][same].to_numpy(), rel=1e-6
    )


def test_one_column_at_both_levels_is_noticed():
    frame, weights, g = survey()
    W = pd.Series(1.0 + g % 4, frame["interview"])
    rows = table(frame, pd.DataFrame({"weight": 2 * W, "interviewer_weight": W}))
    notes = rows.groupby("weighting")["note"].first()
    assert notes.to_dict() == {
        "none": "",
        "level2": "",
        **dict.fromkeys(LEVEL1, CONSTANT),
        **dict.fromkeys(BOTH_LEVELS, PROPORTIONAL),
    }
    assert set(table(frame, weights, weights="level2").query("weighting == 'level2'")["note"]) == {
        ONE_COLUMN
    }


def test_only_the_columns_that_are_asked_for_leave_interviews_out():
    frame, weights, g = survey()
    W = np.where(g < 3, np.nan, 2.0 + g)
    both = pd.DataFrame({"weight": weights.to_numpy(), "interviewer_weight": W}, frame["interview"])
    both.iloc[-5:, 0] = 0
    n = {
        name: table(frame, both, weights=name)["n"].iloc[0]
        for name in ("level1_B", "level2", "both_B", "all")
    }
    without = int((g < 3).sum())
    assert n == {"level1_B": len(g) - 5, "level2": len(g) - without, "both_B": len(g) - 5 - without,
                 "all": len(g) - 5 - without}  # fmt: skip
    assert set(table(frame, both[["interviewer_weight"]])["weighting"]) == {"none", "level2"}


@pytest.mark.parametrize("with_weight", [[3], []])
def test_where_the_weights_leave_too_few_there_is_no_row(with_weight):
    frame, weights, g = survey()
    assert (
        weighting_rows(
            frame,
            ANALYSIS,
            weights.where(np.isin(g, with_weight)).to_frame("weight"),
            "trimmed",
            0.05,
        )
        == []
    )

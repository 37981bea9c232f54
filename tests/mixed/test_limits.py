"""What cannot be fitted, or not in this memory, is refused in a sentence before it is begun."""

import resource

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.mixed import FileModel, MixedModel
from interviewer_effects.mixed.optimum.effort import check_random_effects
from surveys import survey


def many_levels(levels, n=2200, J=125):
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "y": rng.normal(size=n),
            "c": [f"c{k % levels:02d}" for k in range(n)],
            "g": rng.integers(0, J, n),
        }
    )


@pytest.mark.slow
def test_too_many_random_effects_are_refused_before_memory_is_asked_for():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    model = MixedModel.from_formula("y ~ c", many_levels(72), groups="g", re_formula="~c")
    with pytest.raises(
        ValueError,
        match=r"For 72 random effects with 2628 .* would need \d+\.\d GB of memory.*fewer",
    ):
        model.fit()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KiB


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (7, "7 random effects have 28 .*: the fit takes about 3 s"),
        (12, "12 random effects have 78 .*about 69 s"),
    ],
)
def test_beyond_six_random_effects_the_time_is_said(levels, said):
    model = MixedModel.from_formula("y ~ c", many_levels(levels), groups="g", re_formula="~c")
    with pytest.warns(UserWarning, match=said):
        check_random_effects(model.design().moments, diagonal=False)


def test_six_random_effects_are_not_remarked_upon(recwarn):
    model = MixedModel.from_formula("y ~ c", many_levels(6), groups="g", re_formula="~c")
    check_random_effects(model.design().moments, diagonal=False)
    assert not recwarn


def test_more_columns_than_memory_holds_are_refused():
    n = 3000
    X = np.random.default_rng(2).normal(size=(n, 700))
    with pytest.raises(
        ValueError, match=r"For 701 columns and 600 groups the model would need 7.1 GB of memory"
    ):
        MixedModel(X[:, 0], X, np.arange(n) % 600)


def test_one_group_is_refused(tmp_path):
    one = survey(1, J=1, largest=50, smallest=50)
    said = (
        "All rows are of one group: random effects are differences between groups, so two are "
        "needed"
    )
    with pytest.raises(ValueError, match=said):
        MixedModel.from_formula("y ~ x", one, groups="g").fit()
    one.to_csv(tmp_path / "one.csv", index=False)
    with pytest.raises(ValueError, match=said):
        FileModel(tmp_path / "one.csv", "y", ["x"], "g").fit()
    assert MixedModel(one["y"], one[["x"]], one["g"], exog_re=[]).fit().fe_params.size == 1


def influence(frame, formula="y ~ x", random="~1"):
    table = MixedModel.from_formula(formula, frame, groups="g", re_formula=random).fit().influence()
    return table.set_index("group")


def test_where_only_one_group_is_left_there_is_no_refit():
    table = influence(survey(4, J=2, largest=30, smallest=20))
    assert table.isna().all(axis=None)


def test_where_a_predictor_is_constant_without_a_group_there_is_no_refit():
    frame = survey(4, J=12, smallest=4)
    frame = frame.assign(only=np.where(frame["g"] == 5, frame["x"], 0.0))
    table = influence(frame, "y ~ only")
    assert table.loc[5].isna().all()
    assert table.drop(index=5).notna().all(axis=None)


def test_where_a_level_belongs_to_one_group_there_is_no_refit():
    frame = survey(4, J=12, smallest=4)
    frame["level"] = np.where(frame["g"] == 3, "rare", "common")
    table = influence(frame, "y ~ level")
    assert table.loc[3].isna().all()
    assert table.drop(index=3).notna().all(axis=None)


def test_where_too_few_rows_are_left_there_is_no_refit():
    sizes = [2, 2, 30]
    g = np.repeat(np.arange(3), sizes)
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {"y": rng.normal(size=34), "x": rng.normal(size=34), "w": rng.normal(size=34), "g": g}
    )
    table = influence(frame, "y ~ x + w")
    assert table.loc[2].isna().all()
    assert table["sigma2"].isna().tolist() == [False, False, True]


def test_where_the_rest_has_no_error_there_is_no_refit():
    frame = survey(4, J=12, smallest=4)
    frame.loc[frame["g"] != 7, "y"] = 1 + 2 * frame["x"]
    table = influence(frame)
    assert table.loc[7].isna().all()
    assert table.drop(index=7).notna().all(axis=None)


def test_where_random_effects_reproduce_the_rest_there_is_no_refit():
    """Eight interviewers with two interviews each: two effects of each fit both answers, once the
    ninth is left out.
    """
    rng = np.random.default_rng(6)
    g = np.repeat(np.arange(9), [2] * 8 + [12])
    frame = pd.DataFrame({"y": rng.normal(size=28), "x": rng.normal(size=28), "g": g})
    table = influence(frame, random="~x")
    assert table.loc[8].isna().all()
    assert table.drop(index=8).notna().all(axis=None)


def test_refits_that_exist_are_fits_of_the_rest():
    frame = survey(4, J=12, smallest=4)
    table = influence(frame)
    for group in (0, 5):
        rest = MixedModel.from_formula("y ~ x", frame[frame["g"] != group], groups="g").fit()
        assert table.loc[group, "x"] == pytest.approx(rest.fe_params["x"], abs=1e-8)
        assert table.loc[group, "sigma2"] == pytest.approx(rest.scale, rel=1e-7)

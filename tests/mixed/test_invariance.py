"""What must not matter does not: order, labels, units, offsets, the cut of a file."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviewer_effects.mixed import MixedModel
from interviewer_effects.mixed.likelihood.crossproducts import cross_products
from surveys import survey


def fitted(frame, reml=True, **options):
    return MixedModel.from_formula("y ~ x", frame, groups="g", re_formula="~x", **options).fit(
        reml=reml
    )


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_order_of_rows_and_labels_of_interviewers(seed):
    frame = survey(seed, smallest=3)
    shuffled = frame.sample(frac=1, random_state=seed).assign(
        g=lambda f: [f"no. {997 * g % 1009}" for g in f["g"]]
    )
    one, other = fitted(frame), fitted(shuffled)
    assert other.deviance == pytest.approx(one.deviance, abs=1e-8)
    assert other.fe_params.to_numpy() == pytest.approx(one.fe_params.to_numpy(), rel=1e-7)
    assert other.cov_re.to_numpy() == pytest.approx(one.cov_re.to_numpy(), rel=1e-5, abs=1e-8)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 1000),
    st.sampled_from([1e-6, 1e-2, 1.0, 1e4]),
    st.sampled_from([-1e3, 0.0, 1e6]),
    st.sampled_from([1e-3, 1.0, 1e4]),
    st.booleans(),
)
def test_units_and_offsets(seed, scale, offset, y_scale, reml):
    frame = survey(seed, smallest=3)
    moved = frame.assign(
        x=frame["x"] * scale + offset * scale, y=frame["y"] * y_scale + 7 * y_scale
    )
    one, other = fitted(frame, reml), fitted(moved, reml)
    N = len(frame) - 2 * reml
    expected = one.deviance + 2 * N * np.log(y_scale) + (2 * np.log(scale) if reml else 0.0)
    assert other.deviance == pytest.approx(expected, abs=1e-6)
    assert other.fe_params["x"] == pytest.approx(one.fe_params["x"] * y_scale / scale, rel=1e-6)
    assert other.cov_re.loc["x", "x"] == pytest.approx(
        one.cov_re.loc["x", "x"] * (y_scale / scale) ** 2, rel=1e-4, abs=1e-9
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(5, 60))
def test_cross_products_of_two_parts_add_up(seed, cut):
    frame = survey(seed)
    cut = min(cut, len(frame) - 5)

    def sums(part):
        return cross_products(
            {"x": part["x"].to_numpy(), "y": part["y"].to_numpy()}, part["g"].to_numpy()
        )

    whole, added = sums(frame), (sums(frame.iloc[:cut]) + sums(frame.iloc[cut:])).own_scale()
    assert added.gram == pytest.approx(whole.gram, abs=1e-9)
    assert added.shift == pytest.approx(whole.shift)


def test_a_slope_without_an_intercept_and_a_diagonal_covariance():
    frame = survey(8, smallest=3)
    only = MixedModel.from_formula("y ~ x", frame, groups="g", re_formula="0 + x").fit()
    assert list(only.cov_re) == ["x"]
    assert only.n_parameters == 4
    both = fitted(frame, covariance="diagonal")
    assert both.cov_re.iloc[0, 1] == 0.0
    assert both.n_parameters == 5

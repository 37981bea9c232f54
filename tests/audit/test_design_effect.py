"""Intra-interviewer correlation and design effects against their definitions and a simulated
variance of a mean.
"""

import numpy as np
import pytest
from interviewer_effects.audit.models.design_effect import (
    design_effect,
    icc,
    mean_design_effect,
    weighted_workload,
)

D = np.array([[0.5, -0.1], [-0.1, 0.2]])


def test_icc_is_the_share_between_interviewers_at_z():
    assert icc(D[:1, :1], 1.5, np.ones(1)) == pytest.approx(0.25)
    between = 0.5 - 2 * 0.1 * 3 + 0.2 * 9
    assert icc(D, 2.0, np.array([1.0, 3.0])) == pytest.approx(between / (between + 2.0))
    assert icc(np.zeros((1, 1)), 1.0, np.ones(1)) == 0


def test_equal_workloads_give_the_textbook_form():
    sizes = np.full(10, 13.0)
    assert design_effect(0.05, sizes) == pytest.approx(1 + 12 * 0.05)
    assert mean_design_effect(0.05, sizes) == design_effect(0.05, sizes)


def test_unequal_workloads_weigh_the_large_ones():
    sizes = np.array([1.0, 2.0, 27.0])
    assert weighted_workload(sizes) == pytest.approx((1 + 4 + 729) / 30)
    assert design_effect(0.1, sizes) == pytest.approx(1 + (734 / 30 - 1) * 0.1)
    assert mean_design_effect(0.1, sizes) == pytest.approx(1.9)


def test_it_is_the_inflation_of_the_variance_of_a_mean():
    """Var(ȳ) = 1'V1/n² by the n × n matrix, over (τ² + σ²)/n."""
    sizes = np.array([3.0, 8.0, 1.0, 20.0])
    g = np.repeat(np.arange(4), sizes.astype(int))
    V = 2.0 * np.eye(len(g)) + 0.7 * (g[:, None] == g[None])
    inflation = V.sum() / len(g) ** 2 / (2.7 / len(g))
    assert design_effect(icc(np.array([[0.7]]), 2.0, np.ones(1)), sizes) == pytest.approx(inflation)

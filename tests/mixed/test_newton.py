"""Newton's method by itself."""

import numpy as np
from interviewer_effects.mixed.optimum.newton import minimise


def quartic(theta, rows):
    """(θ₁² − 1)² + θ₂² for each row: minima at (±1, 0), a saddle at 0."""
    x, y = theta.T
    value = (x**2 - 1) ** 2 + y**2
    hessian = np.zeros((len(theta), 2, 2))
    hessian[:, 0, 0], hessian[:, 1, 1] = 12 * x**2 - 4, 2
    return value, np.column_stack([4 * x * (x**2 - 1), 2 * y]), hessian


STARTS = np.array([[0.1, 2.0], [-3.0, 0.5], [0.0, 1.0], [40.0, 0.0]])
FREE = np.ones((4, 2), bool)


def test_every_row_goes_downhill_to_its_own_end():
    ends = minimise(quartic, STARTS, FREE)
    assert np.allclose(ends.theta, [[1, 0], [-1, 0], [0, 0], [1, 0]], atol=1e-6)
    assert np.allclose(ends.value, [0, 0, 1, 0], atol=1e-9)
    assert ends.steps.min() > 1


def test_the_starts_and_what_is_held_are_left_alone():
    starts = STARTS.copy()
    free = FREE & np.array([True, False])
    ends = minimise(quartic, starts, free)
    assert np.array_equal(starts, STARTS)
    assert np.array_equal(ends.theta[:, 1], STARTS[:, 1])
    assert np.array_equal(ends.free, free)


def test_a_search_that_cannot_end_below_what_is_known_stops():
    known = np.array([-1.0, 0.5, 0.5, 0.5])
    ends = minimise(quartic, STARTS, FREE, bound=known)
    whole = minimise(quartic, STARTS, FREE)
    assert ends.value[0] > whole.value[0] + 1e-9
    assert np.allclose(ends.value[[1, 3]], 0, atol=1e-9)


def test_without_a_value_a_row_stays_where_it_is():
    def broken(theta, rows):
        value, gradient, hessian = quartic(theta, rows)
        return np.where(rows == 1, np.nan, value), gradient, hessian

    ends = minimise(broken, STARTS, FREE, together=True)
    assert np.isnan(ends.value[1])
    assert np.array_equal(ends.theta[1], STARTS[1])
    assert ends.steps[1] == 0
    assert ends.value[0] < 1e-9


def test_a_flat_end_is_not_taken_for_near():
    def flat(theta, rows):
        """θ⁴: Newton's method comes nearer by a third of the way only."""
        return theta[:, 0] ** 4, 4 * theta**3, 12 * theta[:, :, None] ** 2

    ends = minimise(flat, np.array([[1.0], [0.05]]), np.ones((2, 1), bool))
    assert (ends.value < 1e-7).all()
    assert (np.abs(ends.theta) < 0.02).all()

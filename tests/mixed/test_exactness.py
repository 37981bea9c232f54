"""Deviances against exact arithmetic: at ugly offsets peers' are wrong in the fifth decimal, so no
peer can tell.
"""

from decimal import Decimal, getcontext
from fractions import Fraction

import numpy as np
import pytest
from interviewer_effects.mixed import MixedModel
from surveys import survey

getcontext().prec = 50


def fractions(matrix):
    return np.vectorize(Fraction, otypes=[object])(np.asarray(matrix, float))


def eliminated(matrix):
    """The determinant, and what elimination of the left columns leaves below them."""
    rows, determinant, size = matrix.copy(), Fraction(1), len(matrix)
    for k in range(size):
        determinant *= rows[k, k]
        rows[k + 1 :] -= np.outer(rows[k + 1 :, k] / rows[k, k], rows[k])
    return determinant, rows


def solved(matrix, right):
    """matrix⁻¹ right, by Gauss and Jordan."""
    both = np.concatenate([matrix, right], 1)
    for k in range(len(matrix)):
        both[k] = both[k] / both[k, k]
        for other in range(len(matrix)):
            if other != k:
                both[other] = both[other] - both[other, k] * both[k]
    return both[:, len(matrix) :]


def log(value):
    return (Decimal(value.numerator) / Decimal(value.denominator)).ln()


def exact_deviance(result, reml):
    """−2ℓ at the factor of a fit, in the columns as given, σ² profiled out."""
    model, fit = result.model, result._fit
    B, root = (
        fractions(np.column_stack([model.exog, model.endog])),
        fractions(fit.design.to_z) @ fractions(fit.lam[0]),
    )
    Z, p, total, logs = fractions(model.exog_re), model.exog.shape[1], 0, Decimal(0)
    for j in np.unique(model.groups):
        rows = model.groups == j
        K = root.T @ Z[rows].T
        V = K @ K.T + fractions(np.eye(len(root)))
        total = total + B[rows].T @ B[rows] - (K @ B[rows]).T @ solved(V, K @ B[rows])
        logs += log(eliminated(V)[0])
    N = len(B) - p if reml else len(B)
    r2 = eliminated(total)[1][p, p]
    logs += log(eliminated(total[:p, :p])[0]) if reml else 0
    return float(logs + N * (1 + log(Fraction(2 * np.pi) * r2 / N)))


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize(("scale", "shift"), [(1, 0), (1e-4, 3), (1e4, 1e9), (1, 1e6)])
def test_deviance_is_exact_at_any_scale_and_offset(scale, shift, reml):
    frame = survey(5, J=8, largest=6)
    frame["x"], frame["y"] = frame["x"] * scale + shift, frame["y"] * 1e3 + 1e5
    result = MixedModel.from_formula("y ~ x", frame, groups="g", re_formula="~x").fit(reml=reml)
    assert result.deviance == pytest.approx(exact_deviance(result, reml), abs=1e-8)

"""A function to second order around a point."""

from __future__ import annotations

from typing import NamedTuple

from interviewer_effects.mixed.arrays import Floats


class Expansion(NamedTuple):
    """What Newton's method reads of a function of m variables.

    Attributes
    ----------
    value : float
    gradient : ndarray (m,)
    hessian : ndarray (m, m)
    """

    value: float
    gradient: Floats
    hessian: Floats

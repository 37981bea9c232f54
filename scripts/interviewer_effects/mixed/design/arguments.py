"""Checks of the numbers that users give to tests and intervals."""

from __future__ import annotations

from numbers import Integral, Real


def check_alpha(alpha: float) -> None:
    """Raise ValueError unless alpha lies between 0 and 1."""
    is_number = isinstance(alpha, Real)
    if not is_number or not 0 < alpha < 1:
        raise ValueError(
            f"alpha is {alpha!r}: give a number between 0 and 1, such as 0.05 for 95 % intervals."
        )


def check_covariance(covariance: str) -> None:
    """Raise ValueError unless covariance is a structure that D can have."""
    if covariance not in ("unstructured", "diagonal"):
        raise ValueError(f"covariance is {covariance!r}: use 'unstructured' or 'diagonal'.")


def check_count(
    name: str,
    count: int,
) -> None:
    """Raise ValueError unless count is a whole number from 1 on."""
    is_whole_number = isinstance(count, Integral) and not isinstance(count, bool)
    if not is_whole_number or count < 1:
        raise ValueError(f"{name} is {count!r}: give a whole number from 1 on.")

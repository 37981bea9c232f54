"""Small data sets with several local optima of D: the lowest of 200 random starts is known."""

from pathlib import Path

import pandas as pd
import pytest
from interviewer_effects.mixed import MixedModel

DATA = Path(__file__).parents[1] / "reference" / "data"
LOWEST = [
    ("rugged_slope", "x", False, 47.389162131),  # others at 47.424 and 47.514, all of rank 1
    ("rugged_slope", "x", True, 43.132115909),
    ("rugged_two_slopes", "x + w", False, 125.235293200),  # others at 125.500, 126.033 and 127.085
    ("rugged_two_slopes", "x + w", True, 121.443103182),
    (
        "rugged_direction",
        "x",
        True,
        3412.261597203,
    ),  # 62 interviewers; another of rank 1, in another direction, at 3413.061
    (
        "rugged_few",
        "x",
        True,
        132.212106624,
    ),  # 4 interviewers; inside, beside a boundary of 132.310; another at 132.590
]


@pytest.mark.parametrize(("name", "slopes", "reml", "lowest"), LOWEST)
def test_the_lowest_of_several_optima_is_found(name, slopes, reml, lowest):
    data = pd.read_csv(DATA / f"{name}.csv")
    result = MixedModel.from_formula(
        f"y ~ {slopes}", data, groups="g", re_formula=f"~ {slopes}"
    ).fit(reml=reml)
    assert result.deviance == pytest.approx(lowest, abs=1e-6)

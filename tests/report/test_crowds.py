"""Figures of many interviewers stay small, and keep what is looked at as shapes."""

import numpy as np
import pytest
from interviewer_effects.report.figures.crowds import CROWD
from interviewer_effects.report.figures.marks import tag
from interviewer_effects.report.figures.pictures import picture
from interviewer_effects.report.figures.style import canvas

pytestmark = pytest.mark.slow


def drawn(n: int) -> str:
    figure, axes = canvas(4, 3)
    at = np.arange(n)
    axes.plot(np.repeat(at, 3), np.tile([0, 1, np.nan], n))
    axes.vlines(at, 0, 1)
    tag(axes.scatter(at, at % 7), at)
    tag(axes.scatter([3, 4], [1, 2]), ["looked at", "too"])
    return picture(figure, "alt", "caption").svg


def test_few_are_shapes_of_their_own():
    page = drawn(CROWD)
    assert "<image" not in page
    assert page.count("data-who=") == CROWD + 2


def test_a_crowd_is_an_image_and_those_looked_at_are_not():
    page = drawn(20 * CROWD)
    assert "<image" in page
    assert page.count("data-who=") == 2
    assert len(page) < 100_000 < len(drawn(CROWD))

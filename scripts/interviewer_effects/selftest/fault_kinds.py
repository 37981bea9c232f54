"""What the self-test plants: the kinds of faults, their sizes and workloads, and the causes that
would be right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from interviewer_effects.audit.explanations.candidates import CODE, COPIES, ONE, SUSPECTED
from interviewer_effects.audit.explanations.interview_kinds import SHARES

from . import faults
from .faults import Sheet

RECORDS, SHARE, SDS = "records", "of the interviews", "SD"
OFTEN = 3  # how much more often what a goal is set for is planted


@dataclass(frozen=True)
class Kind:
    """A kind of fault.

    plant: see selftest_faults. causes: those that would be right; empty where there is nothing to
    name but the flag. people: in how many interviewers at once. early: before outcomes are rounded.
    possible: whether a survey can hold it. single: only in a survey without other faults. weight:
    how often it is planted for each time that others are.
    """

    name: str
    plant: Callable[[Sheet, list[np.ndarray], float], set]
    causes: frozenset[str]
    sizes: tuple[float, ...]
    unit: str
    workloads: tuple[int, ...] = (15,)
    people: int = 1
    early: bool = False
    possible: Callable[[Sheet], bool] = faults.always
    single: bool = False
    weight: int = 1


LEVEL, FLAT = frozenset(SHARES), frozenset({"straight-lining", COPIES, "low variance"})
KINDS = (
    Kind(
        "code left in",
        faults.left_in,
        frozenset({CODE}),
        (1, 2, 3),
        RECORDS,
        possible=faults.codable,
        weight=OFTEN,
    ),
    Kind(
        ("code left in, two interviewers"),
        faults.left_in,
        frozenset({CODE}),
        (1,),
        RECORDS,
        people=2,
        possible=faults.codable,
        weight=2 * OFTEN,
    ),
    Kind(
        ("code left in, three interviewers"),
        faults.left_in,
        frozenset({CODE}),
        (1,),
        RECORDS,
        people=3,
        possible=faults.codable,
        weight=OFTEN,
    ),
    Kind(
        "undeclared code",
        faults.undeclared,
        frozenset({SUSPECTED}),
        (1, 3),
        RECORDS,
        possible=faults.codable,
        single=True,
    ),
    Kind(
        "value out of range",
        faults.outside,
        frozenset({SUSPECTED}),
        (1,),
        RECORDS,
        possible=faults.ranged,
    ),
    Kind("mean shift", faults.shift, LEVEL, (0.5, 1, 1.5, 2), SDS, (5, 15, 30), early=True),
    Kind("mean shift", faults.shift, LEVEL, (1.5,), SDS, early=True, weight=2 * OFTEN),
    Kind("mean shift, two interviewers", faults.shift, LEVEL, (1.5,), SDS, people=2, early=True),
    Kind("mean shift, three interviewers", faults.shift, LEVEL, (1.5,), SDS, people=3, early=True),
    Kind(
        "change of slope",
        faults.tilt,
        frozenset(),
        (0.5, 1),
        SDS,
        (15, 30),
        early=True,
        possible=faults.sloped,
    ),
    Kind("low answers", faults.low, frozenset({SHARES[0]}), (0.5, 0.9), SHARE, (15, 30)),
    Kind("middle answers", faults.middle, frozenset({SHARES[1]}), (0.9,), SHARE, (15, 30)),
    Kind("high answers", faults.high, frozenset({SHARES[2]}), (0.5, 0.9), SHARE, (15, 30)),
    Kind("straight-lining", faults.straight, FLAT, (0.5, 1), SHARE, possible=faults.has_battery),
    Kind("low variance", faults.narrow, FLAT, (1,), SHARE, possible=faults.has_battery),
    Kind("heaping", faults.heap, frozenset({"heaping"}), (1,), SHARE, possible=faults.heapable),
    Kind(
        "near-duplicates",
        faults.repeat,
        frozenset({COPIES}),
        (0.25, 0.75),
        SHARE,
        possible=faults.has_battery,
    ),
    Kind(
        "item nonresponse",
        faults.unanswered,
        frozenset({"item nonresponse"}),
        (0.75,),
        SHARE,
        possible=faults.has_others,
    ),
    Kind("one interview", faults.lone, frozenset({ONE}), (1,), "interview", (5, 15)),
)

"""Whose missing codes matter: the reason `coded`, for those whose codes change a result where they are left in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.fit import Fit

from .decisions import Decision
from .flags import most_sought
from .influence import HALF
from .ladder import Ladder
from .records import Records, left_out

AT_ONCE = 32  # interviewers tried in one batch of refits
MOST_NAMED = 5  # whose codes change a result; of more it is the codebook that was forgotten


def changing_codes(
    ladder: Ladder,
    fit: Fit,
    tests: list[Decision],
    interviews: np.ndarray,
    coded: Iterable[str],
    most: int = MOST_NAMED,
) -> set[str]:
    """The interviewers whose codes alone change a result, up to `most` of them, else nobody.

    All interviews with a code are left out, then those of one interviewer are put back: a test decides otherwise, or a
    fixed effect of the main model moves by half a standard error (of the fit without any code: codes inflate it). That
    is asked of each by themselves, so that two who hide each other are both found. Where the codes of more than `most`
    do so, it is the codebook that was forgotten and not an interviewer who stands out: nobody is named, and the advice
    to recode stands. fit and tests are those with the codes left in, the test of the main model first; interviews: the
    id of each row of the ladder; coded: the ids with a code. Of a large survey those with the farthest values are tried
    (most_sought).
    """
    records = Records.of(ladder)
    positions = np.flatnonzero(np.isin(interviews, list(coded)))
    if not len(positions) or not tests:
        return set()
    every, first = _Result.of(tests, records, [positions]), _Result.as_is(fit, tests)
    errors = every.errors[0]
    if not every.changed_from(first, errors).any():
        return set()
    found: list[int] = []
    people = _farthest_first(records, positions)[: most_sought(len(ladder.products.groups))]
    for start in range(0, len(people), AT_ONCE):
        tried = people[start : start + AT_ONCE]
        kept = _Result.of(tests, records, [positions[records.owner[positions] != one] for one in tried])
        found += list(tried[kept.changed_from(every, errors)])
        if len(found) > most:
            return set()
    return {str(ladder.products.groups[one]) for one in found}


def _farthest_first(records: Records, positions: np.ndarray) -> np.ndarray:
    """The interviewers of some interviews, those first who hold the value farthest from the others (standardised)."""
    distance = np.abs(records.rows[positions, 1:]).max(1)
    people = np.unique(records.owner[positions])
    largest = [distance[records.owner[positions] == one].max() for one in people]
    return people[np.argsort(-np.array(largest), kind="stable")]


@dataclass(frozen=True)
class _Result:
    """What R refits decide (R, tests), and the fixed effects of the main model with their standard errors (R, p)."""

    decides: np.ndarray
    beta: np.ndarray
    errors: np.ndarray

    @classmethod
    def as_is(cls, fit: Fit, tests: list[Decision]) -> _Result:
        """Of all the data."""
        decides = [bool(test.differs(test.statistic)) for test in tests]
        return cls(np.array([decides]), fit.beta[None], np.sqrt(np.diag(fit.cov_beta))[None])

    @classmethod
    def of(cls, tests: list[Decision], records: Records, sets: list[np.ndarray]) -> _Result:
        """Without each of some sets of interviews; a set may be empty."""
        refitted = [left_out(test, records, sets) for test in tests]
        decides = np.stack([test.differs(T) for test, (T, _) in zip(tests, refitted, strict=True)], axis=1)
        main = refitted[0][1]
        return cls(decides, main.beta, main.se)

    def changed_from(self, other: _Result, errors: np.ndarray) -> np.ndarray:
        """Whether each result is another one (R,)."""
        moved = np.abs(self.beta - other.beta) >= HALF * errors
        return (self.decides != other.decides).any(1) | moved.any(1)

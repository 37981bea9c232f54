"""Whose missing codes matter: the reason `coded`, for those whose codes change a result where they
are left in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from interviewer_effects.audit.influence.influence import HALF
from interviewer_effects.audit.influence.single_interviews import InterviewRows, without_interviews
from interviewer_effects.audit.models.decisions import Decision
from interviewer_effects.audit.models.model_sequence import Ladder

from .flags import most_sought

AT_ONCE = 32  # interviewers tried in one batch of refits
MOST_NAMED = 5  # whose codes change a result; of more it is the codebook that was forgotten


def changing_codes(
    ladder: Ladder,
    tests: list[Decision],
    interviews: np.ndarray,
    coded: Iterable[str],
    most: int = MOST_NAMED,
) -> set[str]:
    """The interviewers whose codes change a result, alone or as a few together: at most `most`.

    A result is another one where a test decides otherwise, or a fixed effect of a model that is
    tested, with a random intercept or with random slopes, moves by half a standard error (of its
    fit without any code: codes inflate it). First all interviews with a code are left out and those
    of one interviewer are put back: whose codes change that result alone is named, so that two who
    hide each other are both found. Then others are put back beside the named, those with the
    farthest value first, until the result is the one with all codes left in: one of two may do
    together with the other what it does not alone. Those who are not needed for it are taken away
    again; where it takes more than `most`, nobody is named beside those who change the result
    alone. Where more than `most` change it alone, it is the codebook that was forgotten and not an
    interviewer who stands out: nobody is named, and the advice to recode stands.

    tests are those with the codes left in; interviews: the id of each row of the ladder; coded: the
    ids with a code. Of a large survey those with the farthest values are tried (most_sought).
    """
    records = InterviewRows.of(ladder)
    positions = np.flatnonzero(np.isin(interviews, list(coded)))
    if not len(positions) or not tests:
        return set()
    holders = _Holders.of(tests, records, positions)
    if not holders.without.changed_from(holders.all_in, holders.errors).any():
        return set()
    people = _farthest_first(records, positions)[: most_sought(len(ladder.products.groups))]
    alone = _alone(holders, people, most)
    named = _completed(holders, alone, people, most) if len(alone) <= most else []
    return {str(ladder.products.groups[one]) for one in named}


def _alone(holders: _Holders, people: np.ndarray, most: int) -> list[int]:
    """Whose codes change the result without any code, put back alone; it stops where they are more
    than `most`.
    """
    changing: list[int] = []
    for start in range(0, len(people), AT_ONCE):
        tried = people[start : start + AT_ONCE]
        alone = holders.with_codes_of([[one] for one in tried])
        changing += tried[alone.changed_from(holders.without, holders.errors)].tolist()
        if len(changing) > most:
            break
    return changing


def _completed(holders: _Holders, alone: list[int], people: np.ndarray, most: int) -> list[int]:
    """Those named alone and those others, at most `most` together, who are needed for the result
    with all codes left in; no other where so few do not give it.
    """
    others = [one for one in people.tolist() if one not in alone][: most - len(alone)]
    enough = holders.all_given_by([alone + others[:k] for k in range(len(others) + 1)])
    if not enough.any():
        return alone
    added = others[: int(enough.argmax())]
    for one in list(added):
        fewer = [other for other in added if other != one]
        if holders.all_given_by([alone + fewer])[0]:
            added = fewer
    return alone + added


def _farthest_first(records: InterviewRows, positions: np.ndarray) -> np.ndarray:
    """The interviewers of some interviews, those first who hold the value farthest from the others
    (standardised).
    """
    distance = np.abs(records.rows[positions, 1:]).max(1)
    people = np.unique(records.owner[positions])
    largest = [distance[records.owner[positions] == one].max() for one in people]
    return people[np.argsort(-np.array(largest), kind="stable")]


@dataclass(frozen=True)
class _Holders:
    """Refits with the codes of some interviewers only: positions are those of all interviews with a
    code; the results with all of them and without any, and the standard errors (p,) of the latter.
    """

    tests: list[Decision]
    records: InterviewRows
    positions: np.ndarray
    all_in: _Result
    without: _Result

    @classmethod
    def of(cls, tests: list[Decision], records: InterviewRows, positions: np.ndarray) -> _Holders:
        """With the results that others are compared with."""
        nobody = positions[:0]
        all_in, without = (_Result.of(tests, records, [left]) for left in (nobody, positions))
        return cls(tests, records, positions, all_in, without)

    @property
    def errors(self) -> np.ndarray:
        """Standard errors (p,) of the fixed effects without any code."""
        return self.without.errors[0]

    def with_codes_of(self, groups: list[list[int]]) -> _Result:
        """The results (R, …) with the codes of each of R groups of interviewers left in."""
        owner = self.records.owner[self.positions]
        return _Result.of(
            self.tests, self.records, [self.positions[~np.isin(owner, group)] for group in groups]
        )

    def all_given_by(self, groups: list[list[int]]) -> np.ndarray:
        """Whether the codes of each group (R,) change the result without any code into the one with
        all codes.
        """
        kept = self.with_codes_of(groups)
        changes = kept.changed_from(self.without, self.errors)
        return changes & ~kept.changed_from(self.all_in, self.errors)


@dataclass(frozen=True)
class _Result:
    """What R refits decide (R, tests), and the fixed effects of the tested models with their
    standard errors (R, p).
    """

    decides: np.ndarray
    beta: np.ndarray
    errors: np.ndarray

    @classmethod
    def of(cls, tests: list[Decision], records: InterviewRows, sets: list[np.ndarray]) -> _Result:
        """Without each of some sets of interviews; a set may be empty."""
        refitted = [without_interviews(test, records, sets) for test in tests]
        decides = np.stack(
            [test.differs(T) for test, (T, _) in zip(tests, refitted, strict=True)], axis=1
        )
        beta, errors = (
            np.concatenate([getattr(fit, name) for _, fit in refitted], axis=1)
            for name in ("beta", "se")
        )
        return cls(decides, beta, errors)

    def changed_from(self, other: _Result, errors: np.ndarray) -> np.ndarray:
        """Whether each result is another one (R,)."""
        moved = np.abs(self.beta - other.beta) >= HALF * errors
        return (self.decides != other.decides).any(1) | moved.any(1)

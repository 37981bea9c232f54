"""Where published numbers are rounded up instead of down, and which counts of nearly k are hidden:
drawn, and secret.

Rounding that is known can be undone by two runs: where 12 is published as 10 and one interview
later 15 is published, there were 12 and then 13, and the answer of that interview is known. Here
every edge between two multiples of a step is drawn from a digest of all data of the survey and of
the secret key of its folder. The same data and key give the same edges, in every table, figure and
sentence; one interview more gives others everywhere, so that what changes says nothing of what was
added. Nobody can compute the digest without the key, so nobody can try which of a few possible
answers gives the published numbers. A number rounded at an edge that is drawn uniformly is
unbiased, as in random rounding (Hundepool and others 2012, Statistical Disclosure Control,
chapter 5).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Edges:
    """Edges drawn from a digest; without one, halfway between two steps."""

    digest: str = ""

    @classmethod
    def of_source(cls, source: dict) -> Edges:
        """The edges of a survey, by what was read of it (source.json)."""
        return cls(source["rounding"])

    def luck(self, *place: object) -> float:
        """A number from 0 to 1 that is drawn for a place; 0.5 without a digest."""
        if not self.digest:
            return 0.5
        words = "|".join((self.digest, *map(str, place)))
        drawn = hashlib.blake2b(words.encode(), digest_size=7).digest()
        return int.from_bytes(drawn) / 2**56

    def at(self, steps, below) -> np.ndarray:
        """The part of a step from which on numbers are rounded up, between so many whole steps and
        one more.
        """
        if not self.digest:
            return np.full(len(steps), 0.5)
        places = [(f"{step:.6g}", f"{whole:.0f}") for step, whole in zip(steps, below, strict=True)]
        drawn = {place: self.luck("edge", *place) for place in set(places)}
        return np.array([drawn[place] for place in places], dtype=float)

    @cached_property
    def widening(self) -> float:
        """How much wider than needed all steps are, 1 to 2: where a step becomes the next one is
        drawn too.
        """
        return 2 ** self.luck("widening") if self.digest else 1.0

    def hides(self, count: float, k: int) -> bool:
        """Whether a count from k to 2k − 1 is hidden, though it is not small: k always, every other
        one by chance. So nobody can tell a count that has just become large enough from one that
        was so before.
        """
        if not self.digest or not k <= count < 2 * k:
            return False
        return count == k or self.luck("hides", int(count)) < 0.5

    def blurs(self, count: float) -> bool:
        """Whether a small count is written as if it might be any other one."""
        return bool(self.digest) and self.luck("blurs", int(count)) < 0.5


HALFWAY = Edges()

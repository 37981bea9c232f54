"""Sums of numbers with random signs, by interviewer: eight interviews at a time, looked up in a
table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

BITS, FEW_BITS = (
    8,
    4,
)  # interviews of one entry; of many interviews fewer, so that tables stay small
# Interviews of which 4 at a time are taken: a table then has 32 n bytes instead of 256 n
MANY = 20_000
ROOM = 100_000  # bytes of signs × replicates at a time: what stays in the processor's cache


@dataclass(frozen=True)
class Block:
    """Random signs of some replicates, one byte for eight interviews of one interviewer (B, R), and
    the stream for what else they draw.
    """

    bytes: np.ndarray
    stream: np.random.Generator

    @property
    def count(self) -> int:
        """Replicates R."""
        return self.bytes.shape[1]


@dataclass(frozen=True)
class SignSums:
    """Σ_i w_i ε_i with ε_i = ±1 over the interviews of each interviewer.

    The interviews of an interviewer are taken by eights (of many interviews by fours), the last of
    them filled up with zeros; place (B, 8) is where in the order of the interviews they stand, n
    where there is none; owner (B,) whose they are. Eight numbers with signs have 256 different
    sums: a table of them is made once, and a replicate looks one up for a byte of signs instead of
    adding eight.
    """

    place: np.ndarray
    owner: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, sizes: np.ndarray) -> SignSums:
        """The eights of interviews sorted by interviewer, sizes (J,) of each."""
        n = int(sizes.sum())
        bits = BITS if n <= MANY else FEW_BITS
        eights = -(-sizes // bits)
        owner = np.repeat(np.arange(len(sizes)), eights)
        ends, starts = np.cumsum(sizes), np.cumsum(sizes) - sizes
        first = starts[owner] + bits * (
            np.arange(len(owner)) - np.repeat(np.cumsum(eights) - eights, eights)
        )
        place = first[:, None] + np.arange(bits)
        return cls(np.where(place < ends[owner][:, None], place, n), owner, sizes)

    @property
    def bits(self) -> int:
        """Interviews of one entry."""
        return self.place.shape[1]

    def drawn(self, count: int, seed: int) -> Iterator[Block]:
        """Signs of count replicates in blocks. Each block has its own stream, so the first of more
        are the same.
        """
        B = len(self.owner)
        size = max(1, min(count, ROOM // max(B, 1)))
        for k, stream in enumerate(np.random.default_rng(seed).spawn(-(-count // size))):
            signs = np.frombuffer(stream.bytes(B * size), dtype=np.uint8).reshape(B, size) >> (
                8 - self.bits
            )
            yield Block(signs[:, : count - k * size], stream)

    def signs(self, block: Block) -> np.ndarray:
        """The signs (n, R) themselves."""
        bits = np.unpackbits(block.bytes[:, None], axis=1)[:, 8 - self.bits :]
        known = self.place < self.sizes.sum()
        return 2.0 * bits[known] - 1

    def tables(self, weights: np.ndarray) -> np.ndarray:
        """The sums (m, B · 2^bits) of the eights with all patterns of signs, for columns of weights
        (n, m).
        """
        filled = np.concatenate([weights.T, np.zeros((weights.shape[1], 1))], axis=1)
        eights = filled[:, self.place]
        halves = [eights[..., k : k + 4] @ PATTERNS.T for k in range(0, self.bits, 4)]
        if self.bits == FEW_BITS:
            return halves[0].reshape(len(filled), -1)
        return (halves[0][..., None] + halves[1][..., None, :]).reshape(len(filled), -1)

    def entries(self, block: Block) -> np.ndarray:
        """Where (B, R) in a table the sums of a block stand."""
        return block.bytes + (2**self.bits * np.arange(len(self.owner)))[:, None]

    def by_interviewer(self, table: np.ndarray, entries: np.ndarray) -> np.ndarray:
        """Sums (J, R) over the interviews of each interviewer."""
        from scipy.sparse import csr_array

        J, B = len(self.sizes), len(self.owner)
        ends = np.searchsorted(self.owner, np.arange(J + 1))
        return csr_array((np.ones(B), np.arange(B), ends), shape=(J, B)) @ table.take(entries)

    def in_all(self, table: np.ndarray, entries: np.ndarray) -> np.ndarray:
        """Sums (R,) over all interviews."""
        return table.take(entries).sum(0)


PATTERNS = (
    2.0 * ((np.arange(16)[:, None] >> np.arange(3, -1, -1)) & 1) - 1
)  # the signs (16, 4) of four bits

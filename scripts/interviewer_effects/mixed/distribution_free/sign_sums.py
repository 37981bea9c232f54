"""Sums of numbers with random signs, by interviewer: eight interviews at a time, looked up in a
table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interviewer_effects.mixed.arrays import Floats, Integers

BITS = 8  # interviews of one entry
FEW_BITS = 4  # of one entry where there are many interviews, so that tables stay small
# Interviews of which 4 at a time are taken: a table then has 32 n bytes instead of 256 n
MANY = 20_000
ROOM = 100_000  # bytes of signs × replicates at a time: what stays in the processor's cache


def _patterns_of_four() -> Floats:
    """The signs (16, 4) of four bits, the highest bit first."""
    numbers = np.arange(16)[:, None]
    bits = (numbers >> np.arange(3, -1, -1)) & 1
    return np.where(bits == 1, 1.0, -1.0)


PATTERNS = _patterns_of_four()


@dataclass(frozen=True, slots=True)
class SignBlock:
    """Random signs of some replicates.

    Attributes
    ----------
    bytes : ndarray (B, R)
        One byte for eight interviews of one interviewer.
    stream : Generator
        For what else the replicates draw.
    """

    bytes: NDArray[np.uint8]
    stream: np.random.Generator

    @property
    def count(self) -> int:
        """Replicates R."""
        _, replicates = self.bytes.shape
        return replicates


@dataclass(frozen=True, slots=True)
class SignSums:
    """Σ_i w_i ε_i with ε_i = ±1 over the interviews of each interviewer.

    The interviews of an interviewer are taken by eights (of many interviews by fours), the last of
    them filled up with zeros. Eight numbers with signs have 256 different sums: a table of them is
    made once, and a replicate looks one up for a byte of signs instead of adding eight.

    Attributes
    ----------
    positions : ndarray (B, 8)
        Where in the order of the interviews those of each eight stand; n where there is none.
    owner : ndarray (B,)
        The interviewer of each eight.
    sizes : ndarray (J,)
        Interviews of each interviewer.
    """

    positions: Integers
    owner: Integers
    sizes: Integers

    @classmethod
    def of(cls, sizes: Integers) -> SignSums:
        """The eights of interviews sorted by interviewer, sizes (J,) of each."""
        n = int(sizes.sum())
        bits = BITS if n <= MANY else FEW_BITS
        n_eights = -(-sizes // bits)
        owner = np.repeat(np.arange(len(sizes)), n_eights)
        stops = np.cumsum(sizes)
        starts = stops - sizes
        first_eights = np.cumsum(n_eights) - n_eights
        number_of_eight = np.arange(len(owner)) - np.repeat(first_eights, n_eights)
        start_of_eight = starts[owner] + bits * number_of_eight
        positions = start_of_eight[:, None] + np.arange(bits)
        exists = positions < stops[owner][:, None]
        return cls(
            positions=np.where(exists, positions, n),
            owner=owner,
            sizes=sizes,
        )

    @property
    def bits(self) -> int:
        """Interviews of one entry."""
        _, bits = self.positions.shape
        return bits

    def drawn(
        self,
        count: int,
        seed: int,
    ) -> Iterator[SignBlock]:
        """Signs of count replicates in blocks. Each block has its own stream, so the first of more
        are the same.
        """
        B = len(self.owner)
        fitting = ROOM // max(B, 1)
        size = max(1, min(count, fitting))
        n_blocks = -(-count // size)
        streams = np.random.default_rng(seed).spawn(n_blocks)
        unused_bits = np.uint8(8 - self.bits)
        for k, stream in enumerate(streams):
            random_bytes = np.frombuffer(stream.bytes(B * size), dtype=np.uint8)
            signs = random_bytes.reshape(B, size) >> unused_bits
            remaining = count - k * size
            yield SignBlock(bytes=signs[:, :remaining], stream=stream)

    def signs(self, block: SignBlock) -> Floats:
        """The signs (n, R) themselves."""
        bits = np.unpackbits(block.bytes[:, None], axis=1)
        used_bits = bits[:, 8 - self.bits :]
        n = self.sizes.sum()
        exists = self.positions < n
        return 2.0 * used_bits[exists] - 1

    def tables(self, weights: Floats) -> Floats:
        """The sums (m, B · 2^bits) of the eights with all patterns of signs, for columns of weights
        (n, m).
        """
        n_columns = weights.shape[1]
        no_weight = np.zeros((n_columns, 1))
        padded = np.concatenate([weights.T, no_weight], axis=1)
        eights = padded[:, self.positions]
        sums = eights[..., :4] @ PATTERNS.T
        if self.bits == BITS:
            second_sums = eights[..., 4:] @ PATTERNS.T
            sums = sums[..., None] + second_sums[..., None, :]
        return sums.reshape(n_columns, -1)

    def entries(self, block: SignBlock) -> Integers:
        """Where (B, R) in a table the sums of a block stand."""
        table_of_eight = np.arange(len(self.owner))
        starts = 2**self.bits * table_of_eight
        return block.bytes + starts[:, None]

    def by_interviewer(
        self,
        table: Floats,
        entries: Integers,
    ) -> Floats:
        """Sums (J, R) over the interviews of each interviewer."""
        from scipy.sparse import csr_array

        J = len(self.sizes)
        B = len(self.owner)
        boundaries = np.searchsorted(self.owner, np.arange(J + 1))
        ownership = csr_array((np.ones(B), np.arange(B), boundaries), shape=(J, B))
        return ownership @ table.take(entries)

    def in_all(
        self,
        table: Floats,
        entries: Integers,
    ) -> Floats:
        """Sums (R,) over all interviews."""
        sums_of_eights = table.take(entries)
        return sums_of_eights.sum(0)

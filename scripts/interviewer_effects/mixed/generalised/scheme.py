"""Which interviewers are integrated by which rule, in blocks that fit the cache.

Most interviewers' integrals settle with a few nodes; those of few or uniform answers need many. So
every interviewer has a rule of their own, and those with the same one are computed together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .cells import Cells
from .quadrature import GaussHermite, Rule

ELEMENTS_PER_BLOCK = 45_000  # cells × nodes of one block: larger temporaries leave the cache


@dataclass(frozen=True)
class Block:
    """Some interviewers (their indices, ascending), their cells and their rule."""

    interviewers: np.ndarray
    cells: Cells
    rule: Rule


@dataclass(frozen=True)
class Scheme:
    """All cells, the rule of every interviewer (J,) as an index into `rules`, and the blocks."""

    cells: Cells
    rank: int
    rules: tuple[Rule, ...]
    rule_of: np.ndarray
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, cells: Cells, rank: int, rules: tuple[Rule, ...], *, rule_of: np.ndarray) -> Scheme:
        """A scheme with these rules."""
        blocks = [
            Block(interviewers, cells.of_interviewers(interviewers), rules[index])
            for index in np.unique(rule_of)
            for interviewers in _portions(
                cells, np.flatnonzero(rule_of == index), rules[index].n_nodes(rank)
            )
        ]
        return cls(cells, rank, rules, rule_of, tuple(blocks))

    @classmethod
    def uniform(cls, cells: Cells, rank: int, rule: Rule) -> Scheme:
        """One rule for everybody."""
        return cls.of(cells, rank, (rule,), rule_of=np.zeros(cells.n_interviewers, dtype=int))

    @classmethod
    def laplace(cls, cells: Cells, rank: int) -> Scheme:
        """One node each; for rank 0 that is exact."""
        return cls.uniform(cells, rank, GaussHermite(1))

    def of_data_sets(self, chosen: np.ndarray) -> Scheme:
        """The scheme of some data sets."""
        if len(chosen) == self.cells.n_data_sets:
            return self
        inside = np.isin(self.cells.data_set, chosen)
        cells = self.cells.of_data_sets(chosen)
        return Scheme.of(cells, self.rank, self.rules, rule_of=self.rule_of[inside])


def _portions(cells: Cells, interviewers: np.ndarray, n_nodes: int) -> list[np.ndarray]:
    """Interviewers in runs whose cells × nodes fill a block."""
    sizes = np.diff(cells.starts)[interviewers] * n_nodes
    portion = np.cumsum(sizes) // ELEMENTS_PER_BLOCK
    cuts = np.flatnonzero(np.diff(portion)) + 1
    return np.split(interviewers, cuts)

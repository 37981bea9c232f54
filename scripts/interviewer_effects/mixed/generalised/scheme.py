"""Which interviewers are integrated by which rule, in blocks that fit the cache.

Most interviewers' integrals settle with a few nodes; those of few or uniform answers need many. So
every interviewer has a rule of their own, and those with the same one are computed together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Integers

from .cells import Cells
from .quadrature import GaussHermite, Rule

ELEMENTS_PER_BLOCK = 45_000  # cells × nodes of one block: larger temporaries leave the cache


@dataclass(frozen=True, slots=True)
class Block:
    """Some interviewers (their indices, ascending), their cells and their rule."""

    interviewers: Integers
    cells: Cells
    rule: Rule


@dataclass(frozen=True, slots=True)
class Scheme:
    """All cells, the rule of every interviewer (J,) as an index into `rules`, and the blocks."""

    cells: Cells
    rank: int
    rules: tuple[Rule, ...]
    rule_of: Integers
    blocks: tuple[Block, ...]

    @classmethod
    def of(
        cls,
        cells: Cells,
        rank: int,
        rules: tuple[Rule, ...],
        *,
        rule_of: Integers,
    ) -> Scheme:
        """A scheme with these rules."""
        blocks = []
        for index in np.unique(rule_of):
            rule = rules[index]
            interviewers = np.flatnonzero(rule_of == index)
            for portion in _portions(
                cells,
                interviewers,
                n_nodes=rule.n_nodes(rank),
            ):
                portion_cells = cells.of_interviewers(portion)
                blocks.append(
                    Block(
                        portion,
                        portion_cells,
                        rule,
                    )
                )
        return cls(
            cells,
            rank,
            rules,
            rule_of,
            tuple(blocks),
        )

    @classmethod
    def uniform(
        cls,
        cells: Cells,
        rank: int,
        rule: Rule,
    ) -> Scheme:
        """One rule for everybody."""
        rule_of = np.zeros(cells.n_interviewers, dtype=int)
        return cls.of(
            cells,
            rank,
            (rule,),
            rule_of=rule_of,
        )

    @classmethod
    def laplace(
        cls,
        cells: Cells,
        rank: int,
    ) -> Scheme:
        """One node each; for rank 0 that is exact."""
        one_node = GaussHermite(1)
        return cls.uniform(
            cells,
            rank,
            one_node,
        )

    def with_cells(self, cells: Cells) -> Scheme:
        """The same rules for other cells of the same interviewers."""
        return Scheme.of(
            cells,
            self.rank,
            self.rules,
            rule_of=self.rule_of,
        )

    def of_data_sets(self, chosen: Integers) -> Scheme:
        """The scheme of some data sets."""
        if len(chosen) == self.cells.n_data_sets:
            return self
        is_chosen = np.isin(self.cells.data_set, chosen)
        cells = self.cells.of_data_sets(chosen)
        rule_of = self.rule_of[is_chosen]
        return Scheme.of(
            cells,
            self.rank,
            self.rules,
            rule_of=rule_of,
        )


def _portions(
    cells: Cells,
    interviewers: Integers,
    *,
    n_nodes: int,
) -> list[Integers]:
    """Interviewers in runs whose cells × nodes fill a block."""
    cells_of_each = np.diff(cells.starts)[interviewers]
    elements_so_far = np.cumsum(cells_of_each * n_nodes)
    portion = elements_so_far // ELEMENTS_PER_BLOCK
    is_last = np.diff(portion)
    cuts = np.flatnonzero(is_last) + 1
    return np.split(interviewers, cuts)

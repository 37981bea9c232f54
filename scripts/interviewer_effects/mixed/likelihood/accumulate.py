"""Cross-products added up over blocks of a file, at a cost that depends on the block and not on
what came before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .crossproducts import CrossProducts

if TYPE_CHECKING:
    import pandas as pd

NUMBER_KINDS = "iufb"  # of numpy: integers, unsigned ones, floats and booleans
SPARE_SHARE = 4  # room for new interviewers grows by a quarter, so that it is seldom made


class Accumulated:
    """The sum of cross-products of the same columns about the same centre; equal labels are one
    interviewer.

    Labels are numbered in the order in which they come and sorted once, at the end: the sums are
    those of adding the blocks one after the other. Labels that are numbers in one block and text in
    another are text in all.
    """

    def __init__(self) -> None:
        import pandas as pd

        self.first: CrossProducts | None = None
        self.labels = pd.Index([])
        self.gram: Floats = np.empty((0, 0, 0))
        self.blocks = 0

    def add(self, block: CrossProducts) -> None:
        """Add a block. Raises ValueError when it has other columns or another centre."""
        import pandas as pd

        self.blocks += 1
        labels = pd.Index(block.groups)
        if self.first is None:
            self.first = block
            self.labels = self.labels.append(labels)
            self.gram = block.gram.copy()
            return

        has_same_columns = block.names == self.first.names
        if not (has_same_columns and block.is_about_the_centre_of(self.first)):
            raise ValueError(
                "Blocks are added about one centre: give cross_products the first one's."
            )
        if _are_text(labels) != _are_text(self.labels):
            labels = labels.map(str)
            self.labels = self.labels.map(str)
        positions = self._positions(labels)
        self.gram[positions] += block.gram

    def total(self) -> CrossProducts:
        """The sum, its labels sorted, about its own means and in its own standard deviations; one
        block as it is.

        Raises ValueError when nothing has been added.
        """
        if self.first is None:
            raise ValueError("No block of cross-products has been added.")
        if self.blocks == 1:
            return self.first
        order = self.labels.argsort()
        labels = np.asarray(self.labels)
        if labels.dtype.kind not in NUMBER_KINDS:
            labels = labels.astype(object)
        gram = self.gram[: len(labels)]
        return replace(
            self.first,
            gram=gram[order],
            groups=labels[order],
        ).own_scale()

    def _positions(self, labels: pd.Index) -> Integers:
        """Where each interviewer of a block stands in gram; who is new gets a place at its end."""
        positions = self.labels.get_indexer(labels)
        is_new = positions < 0
        n_before = len(self.labels)
        positions[is_new] = np.arange(n_before, n_before + is_new.sum())
        self.labels = self.labels.append(labels[is_new])
        self._make_room()
        return positions

    def _make_room(self) -> None:
        lacking = len(self.labels) - len(self.gram)
        if lacking <= 0:
            return
        n_new = max(lacking, len(self.gram) // SPARE_SHARE)
        zeros = np.zeros((n_new, *self.gram.shape[1:]))
        self.gram = np.concatenate([self.gram, zeros])


def _are_text(labels: pd.Index) -> bool:
    return labels.dtype.kind not in NUMBER_KINDS

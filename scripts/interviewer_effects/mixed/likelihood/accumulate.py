"""Cross-products added up over blocks of a file, at a cost that depends on the block and not on
what came before.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .crossproducts import CrossProducts


class Accumulated:
    """The sum of cross-products of the same columns about the same centre; equal labels are one
    interviewer.

    Labels are numbered in the order in which they come and sorted once, at the end: the sums are
    those of adding the blocks one after the other. Labels that are numbers in one block and text in
    another are text in all.
    """

    def __init__(self):
        import pandas as pd

        self.labels, self.gram, self.first, self.blocks = pd.Index([]), np.empty((0, 0, 0)), None, 0

    def add(self, part: CrossProducts) -> None:
        """Add a block. Raises ValueError when it has other columns or another centre."""
        self.blocks += 1
        if self.first is None:
            self.first, self.labels, self.gram = (
                part,
                self.labels.append(_index(part)),
                part.gram.copy(),
            )
            return
        if part.names != self.first.names or not _same_place(part, self.first):
            raise ValueError(
                "Blocks are added about one centre: give cross_products the first one's."
            )
        labels = _index(part)
        if _are_text(labels) != _are_text(self.labels):
            labels = labels.map(str)
            self.labels = self.labels.map(str)
        at = self.labels.get_indexer(labels)
        new = at < 0
        at[new] = np.arange(len(self.labels), len(self.labels) + new.sum())
        self.labels = self.labels.append(labels[new])
        self._make_room()
        self.gram[at] += part.gram

    def total(self) -> CrossProducts:
        """The sum, its labels sorted, about its own means and in its own standard deviations; one
        block as it is.
        """
        if self.blocks == 1:
            return self.first
        order = self.labels.argsort()
        gram, labels = self.gram[: len(self.labels)], np.asarray(self.labels)
        labels = labels if labels.dtype.kind in "iufb" else labels.astype(object)
        return replace(self.first, gram=gram[order], groups=labels[order]).own_scale()

    def _make_room(self) -> None:
        lacking = len(self.labels) - len(self.gram)
        if lacking > 0:
            room = max(lacking, len(self.gram) // 4)
            self.gram = np.concatenate([self.gram, np.zeros((room, *self.gram.shape[1:]))])


def _index(part: CrossProducts):
    import pandas as pd

    return pd.Index(part.groups)


def _are_text(labels) -> bool:
    return labels.dtype.kind not in "iufb"


def _same_place(one: CrossProducts, other: CrossProducts) -> bool:
    return np.array_equal(one.shift, other.shift) and np.array_equal(one.scale, other.scale)

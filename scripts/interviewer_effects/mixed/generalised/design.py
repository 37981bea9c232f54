"""A MixedModel's columns as the generalised engine takes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers


@dataclass(frozen=True)
class GeneralisedDesign:
    """Columns and interviewers of a binary, ordinal or count model.

    Attributes
    ----------
    fixed, fixed_names : ndarray (n, p) and list
        Of ordered answers without the constant, which the thresholds replace.
    fixed_places : list of int
        Which columns of exog they are.
    exog_re, exog_re_names : ndarray (n, q) and list
    group_labels : ndarray (J,)
    group_index : ndarray (n,) of int
    """

    fixed: Floats
    fixed_names: list[str]
    fixed_places: list[int]
    exog_re: Floats
    exog_re_names: list[str]
    group_labels: np.ndarray
    group_index: Integers

    @cached_property
    def group_sizes(self) -> Integers:
        """Rows of each interviewer (J,)."""
        return np.bincount(self.group_index)

    @classmethod
    def of(cls, model) -> GeneralisedDesign:
        """The columns of a MixedModel whose family is not gaussian."""
        labels, index = np.unique(model.groups, return_inverse=True)
        is_constant = (model.exog == 1).all(0)
        is_replaced = is_constant & (model.family == "ordinal")
        positions = np.flatnonzero(~is_replaced).tolist()
        return cls(
            fixed=model.exog[:, positions],
            fixed_names=[model.exog_names[position] for position in positions],
            fixed_places=positions,
            exog_re=model.exog_re,
            exog_re_names=list(model.exog_re_names),
            group_labels=labels,
            group_index=index.reshape(-1),
        )

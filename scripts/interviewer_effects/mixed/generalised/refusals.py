"""Where no finite estimate exists, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats, Integers

from .cells import Cells
from .columns import Columns
from .families import COUNTS, Answers
from .search import Maximum
from .separation import separation

LARGEST_DEVIATION = 30.0  # SD of a random effect in η: answers then hang on the interviewer alone


@dataclass(frozen=True, slots=True)
class Question:
    """What a refusal names: the family, the outcome's name, and the columns with theirs."""

    family: str
    outcome: str
    columns: Columns

    def refuse_separation(self, cells: Cells) -> None:
        """Raise ValueError where the fixed effects separate the answers."""
        separating = separation(cells, counts=self.family in COUNTS)
        if separating is None:
            return
        n_thresholds = cells.fixed.shape[1] - self.columns.fixed.shape[1]
        if separating.column < n_thresholds:
            separated_by = "in all of them"
            name = "the thresholds"
        else:
            name = self.columns.fixed_names[separating.column - n_thresholds]
            separated_by = f"by '{name}'"
        n_rows = int(cells.trials[separating.cells].sum())
        raise ValueError(
            f"The answers to '{self.outcome}' are separated {separated_by}: {n_rows} rows can be "
            f"told apart with certainty, and the effect of '{name}' has no finite estimate. Merge "
            "categories of it, or leave it out."
        )

    def refuse_divergence(
        self,
        maximum: Maximum,
        answers: Answers,
        interviewer: Integers,
    ) -> None:
        """Raise ValueError where a variance has diverged: where interviewers' answers are all or
        nothing, ℓ rises with the variance without end.
        """
        covariance = maximum.optimum.parameters.covariance[0]
        variances = np.diagonal(covariance)
        if variances.max(initial=0) < LARGEST_DEVIATION**2:
            return
        largest = int(np.argmax(variances))
        name = self.columns.random_names[largest]
        n_interviewers = interviewer.max() + 1
        n_uniform = _n_with_one_answer(answers.values, interviewer)
        raise ValueError(
            f"The variance of '{name}' between interviewers has no finite estimate: {n_uniform} "
            f"of {n_interviewers} interviewers have only one kind of answer to '{self.outcome}', "
            "and its likelihood rises with the variance without end. Leave the random effect out, "
            "or ask more interviews."
        )


def _n_with_one_answer(
    values: Floats,
    interviewer: Integers,
) -> int:
    """Interviewers whose answers are all the same."""
    n_interviewers = interviewer.max() + 1
    largest = np.full(n_interviewers, -np.inf)
    smallest = np.full(n_interviewers, np.inf)
    np.maximum.at(
        largest,
        interviewer,
        values,
    )
    np.minimum.at(
        smallest,
        interviewer,
        values,
    )
    is_uniform = largest == smallest
    return int(is_uniform.sum())

"""How rare each interviewer's effect is, whatever the distribution of the answers."""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.tail_probabilities import effect_tails
from interviewer_effects.mixed.optimum.fit import Fit

from .design_columns import OUTCOME
from .level_at_means import at_means, columns_at_means
from .model_sequence import Ladder


def ladder_interviews(ladder: Ladder, name: str) -> Interviews:
    """The interviews of one model of a ladder."""
    X = ladder.matrix(ladder.models[name].fixed)
    return Interviews.of(ladder.columns[OUTCOME], X, ladder.interviewers)


def ladder_tails(ladder: Ladder, name: str, fit: Fit) -> np.ndarray | None:
    """The tail probability (J, q) of every interviewer's effects in one model, the level at the
    predictors' means; None where some interviews were drawn, as sums over interviews that were not
    read have no distribution: then z is taken as normal.
    """
    if ladder.drawn:
        return None
    interviews = ladder_interviews(ladder, name)
    columns = columns_at_means(ladder, name)[interviews.order]
    return effect_tails(at_means(ladder, name, fit), interviews, columns)

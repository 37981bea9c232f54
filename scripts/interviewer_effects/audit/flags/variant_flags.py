"""One variant's fits judged: who pulls an estimate or a test when left out, and who stands out for
which reason.
"""

from __future__ import annotations

import pandas as pd

from interviewer_effects.audit.influence.influence import (
    DeletionLimits,
    Influence,
    influential_sets,
    measure_influence,
)
from interviewer_effects.audit.models.decisions import decisions
from interviewer_effects.audit.models.effect_tails import ladder_tails
from interviewer_effects.audit.models.level_at_means import at_means
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.terms import Flag

from .flags import effect_table, with_reason


def judged(
    ladder: Ladder,
    fits: dict[tuple[str, str], Fit],
    adjust: str,
    alpha: float,
    max_group: int,
    seed: int,
    deletion_limits: DeletionLimits | None = None,
) -> tuple[pd.DataFrame, Influence]:
    """The predicted effects of the main model (columns of effects.csv but for `coded`, which knows
    the codes), and what leaving out changes. Interviewers are looked at as influential alone or as
    members of a found group.
    """
    name = main_model(ladder)
    fit = fits[name, "REML"]
    influence = measure_influence(
        ladder,
        decisions(ladder, fits, alpha),
        fits=fits,
        largest=max_group,
        seed=seed,
        limits=deletion_limits,
    )
    effects = effect_table(
        fit,
        ladder.products.groups,
        terms=Model.terms(ladder.models[name].random),
        adjust=adjust,
        alpha=alpha,
        tails=ladder_tails(ladder, name, fit),
        judged=at_means(ladder, name, fit),
    )
    influential = {
        interviewer for members in influential_sets(influence) for interviewer in members
    }
    return with_reason(effects, Flag.INFLUENTIAL, influential), influence

"""One variant's fits judged: who pulls an estimate or a test when left out, and who stands out for
which reason.
"""

from __future__ import annotations

import pandas as pd

from interviewer_effects.audit.influence.influence import Influence, pulling, trace
from interviewer_effects.audit.models.decisions import decisions
from interviewer_effects.audit.models.effect_tails import ladder_tails
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model
from interviewer_effects.mixed.optimum.fit import Fit

from .flags import effect_table, with_reason


def judged(
    ladder: Ladder,
    fits: dict[tuple[str, str], Fit],
    adjust: str,
    alpha: float,
    max_group: int,
    seed: int,
) -> tuple[pd.DataFrame, Influence]:
    """The predicted effects of the main model (columns of effects.csv but for `coded`, which knows
    the codes), and what leaving out changes. Interviewers are looked at as influential alone or as
    members of a found group.
    """
    name = main_model(ladder)
    terms = Model.terms(ladder.models[name].random)
    traced = trace(ladder, decisions(ladder, fits, alpha), fits, max_group, seed)
    fit = fits[name, "REML"]
    effects = effect_table(
        fit, ladder.products.groups, terms, adjust, alpha, ladder_tails(ladder, name, fit)
    )
    return with_reason(
        effects, "influential", {who for group in pulling(traced) for who in group}
    ), traced

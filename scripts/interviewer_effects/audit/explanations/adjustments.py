"""Whether a flag survives what is known of respondents and interviewers, as columns added to the
model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from interviewer_effects.audit.flags.counterfactuals import Case
from interviewer_effects.audit.models.level_at_means import at_means
from interviewer_effects.audit.models.model_sequence import Ladder, Model
from interviewer_effects.mixed.inference.likelihood_ratio import compare
from interviewer_effects.mixed.inference.predicted_effects import effects
from interviewer_effects.mixed.likelihood.crossproducts import cross_products

from .respondents import covariate_columns


@dataclass(frozen=True)
class Adjusted:
    """z (J, q) with the added columns in the model (NaN where an interviewer's are not known),
    their names, the p of their likelihood-ratio test (ML), what was added in words, and by how much
    each covariate of the respondents moves the interviewers' means (J,).
    """

    z: np.ndarray
    added: list[str]
    p: float
    words: list[str] = field(default_factory=list)
    moves: dict[str, np.ndarray] = field(default_factory=dict)


def adjusted_for_covariates(case: Case) -> Adjusted | None:
    """The main model with the interviewer covariates; None where there are none or they cannot be
    added.
    """
    if "covariates" not in case.ladder.models:
        return None
    return _refitted(case, case.ladder, "covariates")


def adjusted_for_mix(case: Case, respondents: pd.DataFrame) -> Adjusted | None:
    """The main model with what is known of the respondents, by interview (see `respondents`), and
    each interviewer's mean of every predictor: their respondents may differ from those of others,
    and the difference between interviewers need not follow the line within them (Snijders & Bosker
    2012). None where there is nothing to add.

    A covariate shifts the level; an interviewer's slope is compared with that of the same line for
    everybody. It misleads where interviewers could choose whom they interviewed, and where a
    covariate goes with the area in which one or two interviewers work: then it takes what may be
    their doing.
    """
    main, ladder = case.ladder.models[case.model], case.ladder
    if ladder.drawn:
        return None  # the sums over all interviews hold nothing of the respondents
    parts = covariate_columns(respondents.reindex(case.interviews), ladder.interviewers)
    taken = {label for columns in parts.values() for label in columns} & set(ladder.columns)
    if taken:
        raise ValueError(
            f"Two columns of the models would be called '{min(taken)}': rename it in the survey."
        )
    means = {f"mean of {name}": _means(ladder, name)[0] for name in main.fixed if name is not None}
    added = {
        label: column for columns in parts.values() for label, column in columns.items()
    } | means
    if not added:
        return None
    columns = {**ladder.columns, **added}
    models = {**ladder.models, "mix": Model("mix", (*main.fixed, *added), main.random)}
    wider = replace(
        ladder,
        columns=columns,
        models=models,
        products=cross_products(columns, ladder.interviewers),
    )
    found = _refitted(case, wider, "mix")
    if found is None:
        return None
    words = [*parts, *(f"each interviewer's {name}" for name in means)]
    return replace(found, words=words, moves=_moves(wider, parts) if parts else {})


def _moves(ladder: Ladder, parts: dict[str, dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """β̂'(x̄_j − x̄) of each covariate: how far its mix moves the mean answer of each interviewer
    (J,).
    """
    beta = dict(zip(ladder.models["mix"].fixed, ladder.fit("mix", True).beta, strict=True))
    return {
        name: sum(
            beta[label] * (_means(ladder, label)[1] - ladder.columns[label].mean())
            for label in columns
        )
        for name, columns in parts.items()
    }


def _means(ladder: Ladder, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The interviewers' means of a column, of each interview's (n,) and of each interviewer
    (J,).
    """
    where = np.searchsorted(ladder.products.groups, ladder.interviewers)
    means = np.bincount(where, ladder.columns[name]) / np.bincount(where)
    return means[where], means


def _refitted(case: Case, ladder: Ladder, name: str) -> Adjusted | None:
    added = _new(ladder.models[name].fixed, ladder.models[case.model].fixed)
    try:
        fit = ladder.fit(name, True)
        small = ladder.of(name).fit(case.model, False)
        ratio = compare(small.deviance, ladder.fit(name, False).deviance, len(added))
    except ValueError:  # collinear, or more columns than interviewers can tell apart
        return None
    return Adjusted(
        _of_everybody(ladder, name, effects(at_means(ladder, name, fit)).z), added, ratio.p_naive
    )


def _of_everybody(ladder: Ladder, name: str, z: np.ndarray) -> np.ndarray:
    """z (J, q) with NaN for the interviewers that the model is not of."""
    mine = ladder.of(name).products.groups
    out = np.full((len(ladder.products.groups), z.shape[1]), np.nan)
    out[np.searchsorted(ladder.products.groups, mine)] = z
    return out


def _new(columns: Iterable[str | None], known: Iterable[str | None]) -> list[str]:
    return [name for name in columns if name is not None and name not in set(known)]

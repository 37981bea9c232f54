"""Whether a flag survives what is known of respondents and interviewers, as columns added to the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from interviewer_effects.mixed.crossproducts import cross_products
from interviewer_effects.mixed.likelihood import compare
from interviewer_effects.mixed.predict import effects

from .counterfactuals import Case
from .ladder import Ladder, Model


@dataclass(frozen=True)
class Adjusted:
    """z (J, q) with the added columns in the model, their names, and the p of their likelihood-ratio test (ML)."""

    z: np.ndarray
    added: list[str]
    p: float


def adjusted_for_covariates(case: Case) -> Adjusted | None:
    """The main model with the interviewer covariates; None where there are none or they cannot be added."""
    if "covariates" not in case.ladder.models:
        return None
    return _refitted(case, case.ladder, "covariates")


def adjusted_for_mix(case: Case) -> Adjusted | None:
    """The main model with each interviewer's mean of every predictor: their respondents may differ from those of
    others, and the difference between interviewers need not follow the line within them (Snijders & Bosker 2012).
    """
    main = case.ladder.models[case.model]
    means = {f"mean of {name}": _means(case.ladder, name) for name in main.fixed if name is not None}
    if not means:
        return None
    columns = {**case.ladder.columns, **means}
    models = {**case.ladder.models, "mix": Model("mix", (*main.fixed, *means), main.random)}
    ladder = replace(
        case.ladder, columns=columns, models=models, products=cross_products(columns, case.ladder.interviewers)
    )
    return _refitted(case, ladder, "mix")


def _means(ladder: Ladder, name: str) -> np.ndarray:
    where = np.searchsorted(ladder.products.groups, ladder.interviewers)
    return (np.bincount(where, ladder.columns[name]) / np.bincount(where))[where]


def _refitted(case: Case, ladder: Ladder, name: str) -> Adjusted | None:
    added = _new(ladder.models[name].fixed, ladder.models[case.model].fixed)
    try:
        fit = ladder.fit(name, True)
        ratio = compare(ladder.fit(case.model, False).deviance, ladder.fit(name, False).deviance, len(added))
    except ValueError:  # collinear, or more columns than interviewers can tell apart
        return None
    return Adjusted(effects(fit).z, added, ratio.p_naive)


def _new(columns: Iterable[str | None], known: Iterable[str | None]) -> list[str]:
    return [name for name in columns if name not in set(known)]

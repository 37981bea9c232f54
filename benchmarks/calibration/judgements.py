"""What the audit says of a clean survey: decisions of its tests, intervals, flags."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from interviewer_effects.audit.flags.counterfactuals import make_case
from interviewer_effects.audit.flags.dispersion import spread
from interviewer_effects.audit.flags.flags import adjusted, effect_table, extreme_bound
from interviewer_effects.audit.flags.nonresponse_reference import rates_of_others, tail
from interviewer_effects.audit.influence.influence import influential_sets, measure_influence
from interviewer_effects.audit.models.decisions import decisions
from interviewer_effects.audit.models.effect_tails import ladder_interviews, ladder_tails
from interviewer_effects.audit.models.level_at_means import at_means
from interviewer_effects.audit.models.model_sequence import Ladder, Model
from interviewer_effects.audit.models.sign_tests import sign_design
from interviewer_effects.mixed.distribution_free.sign_test import signed
from interviewer_effects.mixed.distribution_free.wild_interval import wild_icc
from interviewer_effects.mixed.inference import profile
from interviewer_effects.mixed.inference.likelihood_ratio import compare, mixture
from interviewer_effects.mixed.optimum.fit import Fit
from scipy import special

from .clean import Clean, clean_ladder, clean_survey, sizes_of

ALPHA, SIGNS, INTERVAL_SIGNS, GROUP = 0.05, 499, 999, 5
NONRESPONSE = 0.1  # common share of interviews without an answer


def fitted(ladder: Ladder, *names: str) -> dict[tuple[str, str], Fit]:
    """REML fits by (model, criterion)."""
    return {(name, "REML"): ladder.fit(name, True) for name in names}


def tested(cell: Clean, frame: pd.DataFrame, seed: int) -> dict[str, float]:
    """Does a test of slopes, or of the level, reject?"""
    ladder = clean_ladder(cell, frame)
    fits = fitted(ladder, "ols", "intercept", "slope")
    found = {}
    for what, null, alternative in (
        ("slopes", "intercept", "slope"),
        ("level", "ols", "intercept"),
    ):
        if what == "level" and cell.icc:
            continue
        small, large = fits[null, "REML"], fits[alternative, "REML"]
        sizes = small.factor.q, large.factor.q
        added = large.n_parameters - small.n_parameters
        ratio = compare(small.deviance, large.deviance, added, mixture(*sizes, False))
        test = signed(sign_design(ladder, null, alternative, small), SIGNS, seed)
        found[f"{what}, mixture"] = float(ratio.p_mixture < ALPHA)
        found[f"{what}, to quote"] = float(ratio.statistic > 0 and test.p < ALPHA)
    return found


def bounded(cell: Clean, frame: pd.DataFrame, seed: int) -> dict[str, float]:
    """Do intervals of the ICC hold the truth, and how wide are they?"""
    if not np.isfinite(cell.truth):
        return {}
    ladder = clean_ladder(cell, frame)
    fit = ladder.fit("intercept", True)
    ratio = float(fit.D[0, 0] / fit.sigma2)
    interviews = ladder_interviews(ladder, "intercept")
    wild = wild_icc(interviews, ratio, ALPHA, INTERVAL_SIGNS, seed)
    limits = {
        "profile": profile.rho_interval(fit, np.ones(1), ALPHA),
        "signs": (wild.low, wild.high),
    }
    found = {}
    for method, (low, high) in limits.items():
        found[f"covered, {method}"] = float(low <= cell.truth <= high)
        found[f"width, {method}"] = high - low
    return found


def flagged(cell: Clean, frame: pd.DataFrame, seed: int) -> dict[str, float]:
    """Is anybody an outlier, and how many are extreme, by tails and by z? The level in the model
    without slopes; level and slope in the model with both.
    """
    ladder = clean_ladder(cell, frame)
    found = {}
    for name in ("intercept", "slope"):
        fit = ladder.fit(name, True)
        terms = Model.terms(ladder.models[name].random)
        table = effect_table(
            fit,
            ladder.products.groups,
            terms,
            "holm",
            ALPHA,
            ladder_tails(ladder, name, fit),
            at_means(ladder, name, fit),
        )
        bound = extreme_bound(cell.J)
        for term, rows in table.groupby("effect"):
            what = {"Intercept": "level", "x": "slope"}[term]
            what = f"{what} beside slopes" if name == "slope" and what == "level" else what
            by_z = adjusted(2 * special.ndtr(-rows["z_at_means"].abs().to_numpy()), "holm")
            found[f"outlier, {what}"] = float((rows["p_adjusted"] < ALPHA).any())
            found[f"outlier by z, {what}"] = float((by_z < ALPHA).any())
            found[f"extreme, {what}"] = float((rows["z_tail"].abs() > bound).sum())
            found[f"extreme by z, {what}"] = float((rows["z_at_means"].abs() > bound).sum())
    return found


def alike(cell: Clean, frame: pd.DataFrame, seed: int) -> dict[str, float]:
    """Is anybody flagged by the residual variance?"""
    ladder = clean_ladder(cell, frame)
    fits = fitted(ladder, "intercept", "slope")
    groups = ladder.products.groups
    effects = pd.DataFrame({"interviewer": groups, "effect": "Intercept", "reasons": ""})
    nothing = pd.DataFrame({"interview": []})
    case = make_case("recoded", frame, ladder, fits, effects, nothing, "holm", ALPHA)
    table = spread(case, "holm", ALPHA, seed)
    return {"flagged by residual variance": float((table["flag"] != "").any())}


def pulled(cell: Clean, frame: pd.DataFrame, seed: int) -> dict[str, float]:
    """Is anybody influential, alone or in a group?"""
    ladder = clean_ladder(cell, frame)
    fits = fitted(ladder, *ladder.models)
    tests = decisions(ladder, fits, ALPHA)
    influence = measure_influence(ladder, tests, fits=fits, largest=GROUP, seed=seed)
    return {"somebody influential": float(bool(influential_sets(influence)))}


def unanswered(cell: Clean, rng: np.random.Generator) -> dict[str, float]:
    """Is anybody flagged by item nonresponse, whose ICC (latent) is that of the cell?"""
    n = sizes_of(cell.J)
    sigma = np.sqrt(cell.icc / (1 - cell.icc) * np.pi**2 / 3)
    level = special.logit(NONRESPONSE) + sigma * rng.normal(size=cell.J)
    missing = rng.binomial(n, special.expit(level))
    if not missing.any():
        return {"flagged by item nonresponse": 0.0}
    rates = rates_of_others(missing, n)
    below = tail(missing, n, rates.beta, rates.sigma)
    p = adjusted(np.minimum(2 * np.minimum(below, 1 - below), 1), "holm")
    return {"flagged by item nonresponse": float((p < ALPHA).any())}


PARTS: dict[str, Callable] = {
    "tests": tested,
    "intervals": bounded,
    "flags": flagged,
    "residual variance": alike,
    "influence": pulled,
    "item nonresponse": unanswered,
}


def judged(part: str, cell: Clean, reference: Path | None, seed: list[int], count: int) -> list:
    """What a part says of each of so many surveys."""
    found = []
    for k, stream in enumerate(np.random.default_rng(seed).spawn(count)):
        if part == "item nonresponse":
            found.append(unanswered(cell, stream))
        else:
            frame = clean_survey(cell, reference, stream)
            found.append(PARTS[part](cell, frame, k))
    return found

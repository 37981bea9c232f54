"""Answers on a scale of a few points are not continuous: does what is said of interviewers survive
other treatments?
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.audit.flags.flags import extreme_bound
from interviewer_effects.audit.models.fits import fit_row
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model, make_ladder
from interviewer_effects.audit.models.obstacles import obstacle
from interviewer_effects.frames import each_row
from interviewer_effects.mixed.generalised.columns import Columns
from interviewer_effects.mixed.generalised.fit import fit_generalised
from interviewer_effects.mixed.generalised_inference.moments import latent_icc
from interviewer_effects.mixed.generalised_inference.profile import variance_interval
from interviewer_effects.mixed.generalised_inference.proportion_limits import sigma_limits
from interviewer_effects.mixed.generalised_inference.proportions import fit_proportions
from interviewer_effects.mixed.inference import predicted_effects
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p, compare, mixture
from interviewer_effects.specification import AnalysisSpec

NUMBERS, SCORES, ORDERED = "numbers", "normal scores", "cumulative logit"
OUTCOME = "outcome"
LARGEST_VARIANCE = 1e18  # in place of an infinite limit: the latent ICC is 1 there
MOST_POINTS = 20  # of an outcome whose thresholds are worth a parameter each
MOST_ANSWERS = (
    20_000  # the time and memory of the quadrature grow with them: this many take some seconds
)
TREATMENTS = [
    "model",
    "treatment",
    "share",
    "effect",
    "icc",
    "icc_low",
    "icc_high",
    "icc_latent",
    "latent_low",
    "latent_high",
    "statistic",
    "p_mixture",
    "correlation",
    "n_extreme",
    "n_both",
    "extreme",
]


def treatment_table(frame: pd.DataFrame, analysis: AnalysisSpec, alpha: float) -> pd.DataFrame:
    """treatments.csv of one data set: the main model by REML with its outcome as numbers, as normal
    scores of its ranks (which know the order only), and as "at least c" (1 or 0), c splitting the
    answers most evenly; and its level in a cumulative logit model (maximum likelihood, the same
    predictors, a random intercept), where the outcome has at most 20 points and 20,000 answers.

    One row per treatment and random effect: icc of the treated outcome; icc_latent, σ²/(σ² + π²/3),
    that of the continuous answer behind the cumulative logit, and behind the split by a logistic
    model without predictors, which no floor or ceiling of a scale compresses; statistic and
    p_mixture test the level (by itself) or the slope (beside the others); correlation of the
    interviewers' z with those of the outcome as numbers; who is extreme, and how many of them are
    so as numbers too. Empty for an outcome of two values: there is nothing to compare. ICCs of
    different treatments measure different things: agreement is in the tests and in who stands out.
    """
    outcome = frame[analysis.outcome].to_numpy(dtype=float)
    if len(np.unique(outcome)) < 3:
        return pd.DataFrame(columns=TREATMENTS)
    cut = even_cut(outcome)
    treated = {
        NUMBERS: outcome,
        SCORES: normal_scores(outcome),
        f"at least {cut:g}": (outcome >= cut).astype(float),
    }
    frames = [frame.assign(**{analysis.outcome: values}) for values in treated.values()]
    parts = [_treated(make_ladder(one, analysis), alpha) for one in frames]
    tables = [part.assign(treatment=name) for name, part in zip(treated, parts, strict=True)]
    tables[-1] = tables[-1].assign(
        **_latent(treated[f"at least {cut:g}"], frame["interviewer"].to_numpy(), alpha)
    )
    fits = len(np.unique(outcome)) <= MOST_POINTS and len(outcome) <= MOST_ANSWERS
    if fits and "Intercept" in set(tables[0]["effect"]):
        tables.insert(2, _ordered(make_ladder(frame, analysis), outcome, alpha))
    return pd.concat([_beside(table, tables[0]) for table in tables], ignore_index=True).reindex(
        columns=TREATMENTS
    )


def even_cut(values: np.ndarray) -> float:
    """The value c for which the share of answers of c or more is nearest to a half."""
    every, counts = np.unique(values, return_counts=True)
    at_least = 1 - np.cumsum(counts)[:-1] / len(values)
    return float(every[1:][np.argmin(np.abs(at_least - 0.5))])


def normal_scores(values: np.ndarray) -> np.ndarray:
    """Φ⁻¹((rank − ½)/n), tied answers at their mean rank (van der Waerden's scores but for the
    ½).
    """
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return special.ndtri((ranks[inverse] - 0.5) / len(values))


def _treated(ladder: Ladder, alpha: float) -> pd.DataFrame:
    """The rows of one treatment, one per random effect, with the z (J,) of its interviewers."""
    name = main_model(ladder)
    if name not in ladder.models or obstacle(ladder):
        return pd.DataFrame(columns=["effect", "z", "who"])
    fit = ladder.fit(name, reml=True)
    row = fit_row(ladder, name, "REML", fit, alpha)
    z, terms = predicted_effects.effects(fit).z, Model.terms(ladder.models[name].random)
    known = {"model": name, "who": ladder.products.groups} | {
        key: row[key] for key in ("icc", "icc_low", "icc_high")
    }
    tests = [_test(ladder, name, k) for k in range(len(terms))]
    return pd.DataFrame(
        [known | {"effect": term, "z": z[:, k]} | tests[k] for k, term in enumerate(terms)]
    )


def _ordered(ladder: Ladder, outcome: np.ndarray, alpha: float) -> pd.DataFrame:
    """The row of the level in the cumulative logit model, with the z (J,) of its interviewers; none
    where the answers have no finite estimate, as when a predictor tells categories apart with
    certainty.
    """
    name = main_model(ladder)
    fixed = [column for column in ladder.models[name].fixed if column is not None]
    predictors = ladder.matrix(fixed)
    interviewer = np.unique(ladder.interviewers, return_inverse=True)[1]
    level = Columns(predictors, fixed, np.ones((len(outcome), 1)), ["Intercept"])
    none = Columns(predictors, fixed, np.ones((len(outcome), 0)), [])
    try:
        fit, null = (
            fit_generalised(outcome, columns, interviewer, family="ordinal", outcome=OUTCOME)
            for columns in (level, none)
        )
    except ValueError:
        return pd.DataFrame(columns=["effect", "z", "who"])
    statistic = max(2 * (fit.log_likelihood - null.log_likelihood), 0.0)
    variance = float(fit.D[0, 0])
    low, high = variance_interval(fit, 0, special.chdtri(1, alpha) / 2)
    row = {
        "model": name,
        "effect": "Intercept",
        "z": _z(fit.effect_mean[:, 0], variance, fit.effect_covariance[:, 0, 0]),
        "who": ladder.products.groups,
        "treatment": ORDERED,
        "statistic": statistic,
        "p_mixture": chi2_mixture_p(statistic, mixture(0, 1, ladder.diagonal)),
        "icc_latent": latent_icc(variance),
        "latent_low": latent_icc(low),
        "latent_high": latent_icc(min(high, LARGEST_VARIANCE)),
    }
    return pd.DataFrame([row])


def _z(mean: np.ndarray, variance: float, remaining: np.ndarray) -> np.ndarray:
    """Predicted levels over their standard deviation √(τ² − Var(u_j | y)) (J,); NaN where τ² is
    0.
    """
    if variance == 0:
        return np.full_like(mean, np.nan)
    return mean / np.sqrt(np.maximum(variance - remaining, np.finfo(float).tiny))


def _test(ladder: Ladder, name: str, k: int) -> dict:
    """The likelihood-ratio test of one random effect by REML: a slope beside the others, the level
    by itself, as where the report asks whether interviewers differ in level.
    """
    model = ladder.models[name]
    whole = (None,) if model.random[k] is None else model.random
    rungs = {
        "whole": Model("whole", model.fixed, whole),
        "less": Model(
            "less", model.fixed, tuple(column for column in whole if column != model.random[k])
        ),
    }
    pair = Ladder(rungs, ladder.columns, ladder.products, ladder.interviewers, ladder.diagonal)
    less, more = (pair.fit(rung, reml=True).deviance for rung in ("less", "whole"))
    ratio = compare(less, more, len(whole), mixture(len(whole) - 1, len(whole), ladder.diagonal))
    return {"statistic": ratio.statistic, "p_mixture": ratio.p_mixture}


def _beside(table: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """With the agreement of every effect's z with those of the outcome as numbers."""
    own = numbers.set_index("effect")["z"]
    said = [_agreement(row.z, own[row.effect], row.who) for row in each_row(table)]
    return pd.concat(
        [table.drop(columns=["z", "who"]), pd.DataFrame(said, index=table.index)], axis=1
    )


def _agreement(z: np.ndarray, own: np.ndarray, who: np.ndarray) -> dict:
    bound = extreme_bound(len(z))
    out, also = np.abs(z) > bound, np.abs(own) > bound
    varies = z.std() > 0 and own.std() > 0
    return {
        "correlation": float(np.corrcoef(z, own)[0, 1]) if varies else np.nan,
        "n_extreme": int(out.sum()),
        "n_both": int((out & also).sum()),
        "extreme": ";".join(str(one) for one in who[out]),
    }


def _latent(split: np.ndarray, interviewers: np.ndarray, alpha: float) -> dict:
    """The logistic model of a split: its share, and the latent ICC with its profile interval."""
    codes, _ = pd.factorize(interviewers, sort=True)
    fit = fit_proportions(np.bincount(codes, split), np.bincount(codes))
    limits = sigma_limits(fit, special.chdtri(1, alpha))
    highest_variance = min(float(limits.high[0]) ** 2, LARGEST_VARIANCE)
    return {
        "share": float(split.mean()),
        "icc_latent": latent_icc(float(fit.sigma[0]) ** 2),
        "latent_low": latent_icc(float(limits.low[0]) ** 2),
        "latent_high": latent_icc(highest_variance),
    }

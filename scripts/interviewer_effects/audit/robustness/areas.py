"""The interviewer variance without and with areas: crossed random intercepts beside the two-level
model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.audit.models.design_columns import OUTCOME
from interviewer_effects.audit.models.design_effect import design_effect
from interviewer_effects.audit.models.model_sequence import Ladder, make_ladder
from interviewer_effects.mixed.crossed.fit import CrossedFit
from interviewer_effects.mixed.crossed.meetings import cross
from interviewer_effects.mixed.crossed.search import fit_crossed
from interviewer_effects.mixed.inference import profile
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import Fit, fit
from interviewer_effects.specification import AnalysisSpec

from .area_overlap import OVERLAP, REFUSED, Overlap, overlap_rows

AREAS = [
    "variant",
    "component",
    "without_areas",
    "without_low",
    "without_high",
    "with_areas",
    "with_low",
    "with_high",
    "share_without",
    "share",
    "statistic",
    "p_mixture",
    "deviance_without",
    "deviance",
    "correlation",
    "status",
    "n",
    "verdict",
    "effect",
    "null_share",
    "null_low",
    "null_high",
    "null_deff",
    "null_deff_low",
    "null_deff_high",
    "null_n_effective",
    "null_p",
]
# Share of the areas that must hold two interviews for the sample to be clustered by them
FEW_SHARED = 0.1
ADDED = ((0.5, 0), (0.5, 1))  # of the null distribution where one variance is added
NO_AREA = "no area"
INTERVIEWER = "interviewer"
AREA = "area"
RESIDUAL = "residual"
COMPONENTS = (INTERVIEWER, AREA, RESIDUAL)


@dataclass(frozen=True)
class Areas:
    """The rows of areas.csv and the facts of overlap.csv for one analysis and variant."""

    rows: list[dict]
    facts: list[dict]


def areas_of(
    frame: pd.DataFrame,
    analysis: AnalysisSpec,
    areas: pd.Series,
    variant: str,
    alpha: float,
) -> Areas:
    """Fit outcome ~ predictors with random intercepts of interviewers alone and of interviewers and
    areas (REML).

    frame: the complete interviews of a variant; areas: the area of each interview by its id,
    missing where unknown. Interviews without an area are in neither model; where none has one,
    there are no rows. T of a component compares the crossed model with the one without it; p by
    ½χ²₀ + ½χ²₁. Random slopes stay out of both, so that the two differ by areas alone. The columns
    null_… are the same without predictors: the interviewers' share of the variance of a mean, and
    its design effect. Where nearly no area holds two interviews the sample is not clustered by
    areas: no rows, and a fact that says so.
    """
    area = frame["interview"].map(areas)
    in_area = area.notna()
    if not in_area.any():
        return Areas([], [])
    interviews = frame[in_area].reset_index(drop=True)
    area = area[in_area].reset_index(drop=True)
    if not is_clustered(area):
        return Areas([], [{"variant": variant} | _not_clustered(area)])

    ladder = make_ladder(interviews, analysis)
    crossed = _crossed_or_reason(
        ladder,
        interviews["interviewer"],
        area,
    )
    overlap = Overlap.of(interviews["interviewer"], area)
    verdict = overlap.verdict(crossed.correlation if isinstance(crossed, CrossedFit) else np.nan)

    facts = overlap_rows(
        overlap,
        verdict,
        unknown=int((~in_area).sum()),
    )
    facts += _interviewers_left_out(frame["interviewer"], interviews["interviewer"])
    if isinstance(crossed, str):
        facts.append(
            _fact(
                "not fitted",
                value=np.nan,
                n=len(interviews),
                sentence=crossed,
            )
        )

    rows = _rows_without_areas(ladder, alpha)
    if isinstance(crossed, CrossedFit):
        for component, columns in _rows_with_areas(crossed, alpha).items():
            rows[component] |= columns
        rows[INTERVIEWER] |= _of_mean(
            ladder,
            interviews["interviewer"],
            area,
            alpha=alpha,
        )
    rows[INTERVIEWER]["effect"] = (
        "interviewers or areas" if verdict in REFUSED else "interviewer effect"
    )
    of_all_rows = {"variant": variant, "n": len(interviews), "verdict": verdict}
    return Areas(
        rows=[of_all_rows | rows[component] for component in COMPONENTS],
        facts=[{"variant": variant} | fact for fact in facts],
    )


def _crossed_or_reason(
    ladder: Ladder,
    interviewers: pd.Series,
    areas: pd.Series,
) -> CrossedFit | str:
    """The crossed model with the predictors of an analysis, or why there is none."""
    predictors = list(ladder.models["ols"].fixed)
    try:
        crossing = cross(
            ladder.columns,
            predictors,
            OUTCOME,
            interviewers.to_numpy(),
            areas.to_numpy(),
        )
        return fit_crossed(crossing)
    except ValueError as error:
        return str(error)


def _fact(
    name: str,
    value: float,
    n: int,
    sentence: str,
) -> dict:
    return {"fact": name, "value": value, "n": n, "sentence": sentence}


def _interviewers_left_out(
    interviewers: pd.Series,
    in_models: pd.Series,
) -> list[dict]:
    """The fact that interviewers are in none of these models, where there are such."""
    left_out = sorted(set(interviewers) - set(in_models))
    if not left_out:
        return []
    names = numbers.listed(left_out, limit=5)
    are = numbers.plural(
        len(left_out),
        "is",
        "are",
    )
    sentence = f"{names} {are} not in these models: no interview of theirs has an area."
    name = "interviewers without an area"
    return [
        _fact(
            name,
            value=len(left_out),
            n=interviewers.nunique(),
            sentence=sentence,
        )
    ]


def is_clustered(areas: pd.Series) -> bool:
    """Whether the area of each interview (n,) is one that interviews share."""
    return _share_of_shared(areas) >= FEW_SHARED


def _share_of_shared(areas: pd.Series) -> float:
    """The share of areas that hold two interviews or more."""
    interviews_per_area = areas.value_counts()
    return float((interviews_per_area > 1).mean())


def _not_clustered(areas: pd.Series) -> dict:
    """The fact that the column names hardly anything that two interviews share."""
    share = _share_of_shared(areas)
    several = numbers.percent(share) if share else "None"
    n_areas = numbers.count(areas.nunique())
    sentence = (
        f"{'Only ' if share else ''}{several} of the {n_areas} areas "
        f"{'hold' if share else 'holds'} two interviews or more, so the sample is not clustered "
        "by this column and it is left out of every model."
    )
    return _fact(
        NO_AREA,
        value=share,
        n=len(areas),
        sentence=sentence,
    )


def _of_mean(
    ladder: Ladder,
    interviewers: pd.Series,
    areas: pd.Series,
    alpha: float,
) -> dict:
    """The columns null_…: from crossed random intercepts without predictors. Limits of the share
    are those of the interviewers' variance, the other variances at their estimates.
    """
    answers = {OUTCOME: ladder.columns[OUTCOME]}
    crossing = cross(
        answers,
        [None],
        OUTCOME,
        interviewers.to_numpy(),
        areas.to_numpy(),
    )
    crossed = fit_crossed(crossing)
    other_variance = float(crossed.variances[1] + crossed.sigma2)
    variance = float(crossed.variances[0])
    variance_low, variance_high = crossed.interval(0, alpha)
    share = variance / (variance + other_variance)
    low = variance_low / (variance_low + other_variance)
    high = variance_high / (variance_high + other_variance)
    workloads = np.unique(interviewers, return_counts=True)[1]
    deff = design_effect(share, workloads)
    return {
        "null_share": share,
        "null_low": low,
        "null_high": high,
        "null_deff": deff,
        "null_deff_low": design_effect(low, workloads),
        "null_deff_high": design_effect(high, workloads),
        "null_n_effective": len(interviewers) / deff,
        "null_p": chi2_mixture_p(crossed.statistic(0), ADDED),
    }


def _rows_without_areas(
    ladder: Ladder,
    alpha: float,
) -> dict[str, dict]:
    """The variances of the two-level model, by component."""
    predictors = list(ladder.models["ols"].fixed)
    two_level: Fit = fit(
        make_design(
            ladder.products,
            predictors,
            [None],
            OUTCOME,
        )
    )
    between = float(two_level.D[0, 0])
    within = two_level.sigma2
    unknown = (np.nan, np.nan)
    variances = {INTERVIEWER: between, AREA: np.nan, RESIDUAL: within}
    limits = {
        INTERVIEWER: profile.variance_interval(
            two_level,
            0,
            alpha,
        ),
        AREA: unknown,
        RESIDUAL: profile.sigma2_interval(two_level, alpha),
    }
    rows = {}
    for component in COMPONENTS:
        variance = variances[component]
        low, high = limits[component]
        rows[component] = {
            "component": component,
            "effect": "",
            "deviance_without": two_level.deviance,
            "without_areas": variance,
            "without_low": low,
            "without_high": high,
            "share_without": variance / (between + within),
        }
    return rows


def _rows_with_areas(
    crossed: CrossedFit,
    alpha: float,
) -> dict[str, dict]:
    """The variances of the crossed model, by component."""
    variances = [*crossed.variances, crossed.sigma2]
    rows = {}
    for k, component in enumerate(COMPONENTS):
        is_factor = component != RESIDUAL
        low, high = crossed.interval(k, alpha) if is_factor else (np.nan, np.nan)
        statistic = crossed.statistic(k) if is_factor else np.nan
        rows[component] = {
            "with_areas": variances[k],
            "with_low": low,
            "with_high": high,
            "share": crossed.shares[k],
            "statistic": statistic,
            "p_mixture": chi2_mixture_p(statistic, ADDED),
            "deviance": crossed.deviance,
            "correlation": crossed.correlation,
            "status": crossed.status,
        }
    return rows


def areas_tables(analyses: list[tuple[str, Areas]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """areas.csv and overlap.csv of all analyses, given as (name, Areas)."""
    rows = [{"analysis": name} | row for name, areas in analyses for row in areas.rows]
    facts = [{"analysis": name} | fact for name, areas in analyses for fact in areas.facts]
    return (
        pd.DataFrame(rows, columns=["analysis", *AREAS]),
        pd.DataFrame(facts, columns=["analysis", "variant", *OVERLAP]),
    )

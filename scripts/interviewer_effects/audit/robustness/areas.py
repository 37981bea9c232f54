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
from interviewer_effects.audit.models.model_sequence import make_ladder
from interviewer_effects.mixed.crossed.fit import CrossedFit, fit_crossed
from interviewer_effects.mixed.crossed.meetings import cross
from interviewer_effects.mixed.inference import profile
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import Fit, fit

from .area_overlap import OVERLAP, REFUSED, Overlap, overlap_rows

AREAS = [
    *(
        "variant",
        "component",
        "without_areas",
        "without_low",
        "without_high",
        "with_areas",
        "with_low",
        "with_high",
    ),
    *(
        "share_without",
        "share",
        "statistic",
        "p_mixture",
        "deviance_without",
        "deviance",
        "correlation",
        "status",
    ),
    *("n", "verdict", "effect"),
    *(
        "null_share",
        "null_low",
        "null_high",
        "null_deff",
        "null_deff_low",
        "null_deff_high",
        "null_n_effective",
    ),
    "null_p",
]
FEW_SHARED = (
    0.1  # share of the areas that must hold two interviews for the sample to be clustered by them
)
ADDED = ((0.5, 0), (0.5, 1))  # of the null distribution where one variance is added
NO_AREA = "no area"
COMPONENTS = ("interviewer", "area", "residual")


@dataclass(frozen=True)
class Areas:
    """The rows of both tables for one analysis and variant."""

    rows: list[dict]
    facts: list[dict]


def areas_of(
    frame: pd.DataFrame, analysis: dict, areas: pd.Series, variant: str, alpha: float
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
    known = area.notna()
    if not known.any():
        return Areas([], [])
    kept, area = frame[known].reset_index(drop=True), area[known].reset_index(drop=True)
    if not is_clustered(area):
        return Areas([], [{"variant": variant} | _no_area(area)])
    overlap = Overlap.of(kept["interviewer"], area)
    ladder = make_ladder(kept, analysis)
    fixed = list(ladder.models["ols"].fixed)
    without = fit(make_design(ladder.products, fixed, [None], OUTCOME))
    try:
        crossed = fit_crossed(
            cross(ladder.columns, fixed, OUTCOME, kept["interviewer"].to_numpy(), area.to_numpy())
        )
    except ValueError as error:
        crossed, said = None, str(error)
    verdict = overlap.verdict(np.nan if crossed is None else crossed.correlation)
    facts = overlap_rows(overlap, verdict, int((~known).sum()))
    facts += _left_out(frame["interviewer"], kept["interviewer"])
    if crossed is None:
        facts.append({"fact": "not fitted", "value": np.nan, "n": len(kept), "sentence": said})
    alone = _without(without, alpha)
    both = [{}] * 3 if crossed is None else _with(crossed, alpha)
    word = "interviewers or areas" if verdict in REFUSED else "interviewer effect"
    about = {
        "variant": variant,
        "n": len(kept),
        "verdict": verdict,
        "deviance_without": without.deviance,
    }
    rows = [
        about | {"component": name, "effect": word if name == "interviewer" else ""} | one | two
        for name, one, two in zip(COMPONENTS, alone, both, strict=True)
    ]
    if crossed is not None:
        rows[0] |= _of_mean(ladder.columns, kept["interviewer"].to_numpy(), area.to_numpy(), alpha)
    return Areas(rows, [{"variant": variant} | fact for fact in facts])


def _left_out(interviewers: pd.Series, kept: pd.Series) -> list[dict]:
    """The fact that interviewers are in none of these models, where there are such."""
    lost = sorted(set(interviewers) - set(kept))
    if not lost:
        return []
    are = numbers.plural(len(lost), "is", "are")
    said = (
        f"{numbers.listed(lost, limit=5)} {are} not in these models: no interview of theirs has "
        "an area."
    )
    return [
        {
            "fact": "interviewers without an area",
            "value": len(lost),
            "n": interviewers.nunique(),
            "sentence": said,
        }
    ]


def is_clustered(areas: pd.Series) -> bool:
    """Whether the area of each interview (n,) is one that interviews share."""
    return bool((areas.value_counts() > 1).mean() >= FEW_SHARED)


def _no_area(areas: pd.Series) -> dict:
    """The fact that the column names hardly anything that two interviews share."""
    sizes = areas.value_counts()
    several = float((sizes > 1).mean())
    said = (
        f"Only {numbers.percent(several)} of the {numbers.count(len(sizes))} areas hold two "
        "interviews or more, so the "
        "sample is not clustered by this column and it is left out of every model."
    )
    return {"fact": NO_AREA, "value": several, "n": len(areas), "sentence": said}


def _of_mean(
    columns: dict[str, np.ndarray], interviewers: np.ndarray, areas: np.ndarray, alpha: float
) -> dict:
    """The columns null_…: from crossed random intercepts without predictors. Limits of the share
    are those of the interviewers' variance, the other variances at their estimates.
    """
    made = fit_crossed(cross({OUTCOME: columns[OUTCOME]}, [None], OUTCOME, interviewers, areas))
    rest = float(made.variances[1] + made.sigma2)
    variance, limits = float(made.variances[0]), made.interval(0, alpha)
    share, low, high = (value / (value + rest) for value in (variance, *limits))
    sizes = np.unique(interviewers, return_counts=True)[1]
    deff = design_effect(share, sizes)
    return {
        "null_share": share,
        "null_low": low,
        "null_high": high,
        "null_deff": deff,
        "null_deff_low": design_effect(low, sizes),
        "null_deff_high": design_effect(high, sizes),
        "null_n_effective": len(interviewers) / deff,
        "null_p": chi2_mixture_p(made.statistic(0), ADDED),
    }


def _without(alone: Fit, alpha: float) -> list[dict]:
    between, within = float(alone.D[0, 0]), alone.sigma2
    values = [(between, profile.variance_interval(alone, 0, alpha)), (np.nan, (np.nan, np.nan))]
    values.append((within, profile.sigma2_interval(alone, alpha)))
    return [
        {
            "without_areas": value,
            "without_low": low,
            "without_high": high,
            "share_without": value / (between + within),
        }
        for value, (low, high) in values
    ]


def _with(crossed: CrossedFit, alpha: float) -> list[dict]:
    values = [*crossed.variances, crossed.sigma2]
    limits = [*(crossed.interval(k, alpha) for k in range(2)), (np.nan, np.nan)]
    statistics = [*(crossed.statistic(k) for k in range(2)), np.nan]
    both = {
        "deviance": crossed.deviance,
        "correlation": crossed.correlation,
        "status": crossed.status,
    }
    return [
        both
        | {
            "with_areas": value,
            "with_low": low,
            "with_high": high,
            "share": share,
            "statistic": statistic,
            "p_mixture": chi2_mixture_p(statistic, ADDED),
        }
        for value, (low, high), share, statistic in zip(
            values, limits, crossed.shares, statistics, strict=True
        )
    ]


def areas_tables(parts: list[tuple[str, Areas]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """areas.csv and overlap.csv of all analyses: parts are (analysis, Areas)."""
    rows = [{"analysis": name} | row for name, part in parts for row in part.rows]
    facts = [{"analysis": name} | fact for name, part in parts for fact in part.facts]
    return (
        pd.DataFrame(rows, columns=["analysis", *AREAS]),
        pd.DataFrame(facts, columns=["analysis", "variant", *OVERLAP]),
    )

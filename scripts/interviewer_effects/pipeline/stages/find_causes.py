"""The stage find_causes: what may be behind each flag, tried by refitting without it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from interviewer_effects.audit.explanations.candidates import Observed
from interviewer_effects.audit.explanations.causes import causes
from interviewer_effects.audit.explanations.conclusions import conclusions
from interviewer_effects.audit.explanations.dispersion_causes import spread_with_causes
from interviewer_effects.audit.explanations.respondents import respondents
from interviewer_effects.audit.flags.counterfactuals import Case, make_case
from interviewer_effects.audit.flags.masking_check import second_case
from interviewer_effects.audit.models.interviews import (
    categories_of,
    coded_cells,
    every_interview,
)
from interviewer_effects.pipeline.inputs.fitted import Fitted
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.terms import Variant


@dataclass(frozen=True)
class FlaggedVariant:
    """One variant with its models, its effects.csv, and who is influential alone or in a group."""

    variant: str
    fitted: Fitted
    effects: pd.DataFrame
    influential: Collection[tuple[str, ...]]


@dataclass(frozen=True)
class Explained:
    """causes.csv and conclusions.csv."""

    causes: pd.DataFrame
    conclusions: pd.DataFrame


@dataclass(frozen=True)
class Causes(Explained):
    """The tables of the causes; each field is a table of that name."""

    spread: pd.DataFrame


@dataclass(frozen=True)
class SurveyAnswers:
    """A survey in which causes are sought.

    Parameters
    ----------
    raw, recoded
        All interviews that are looked at one by one, codes left in and recoded.
    codebook
        What is known of each item.
    roles
        The column of each role.
    cells
        What was recoded (recoded_cells.csv).
    screened
        The items that are screened.
    """

    raw: pd.DataFrame
    recoded: pd.DataFrame
    codebook: dict[str, dict]
    roles: dict[str, Any]
    cells: pd.DataFrame
    screened: Collection[str]


def find_causes(
    survey: SurveyAnswers,
    analysis: AnalysisSpec,
    recoded: FlaggedVariant,
    raw: FlaggedVariant,
    second_look: pd.DataFrame,
    *,
    adjust: str,
    alpha: float,
    seed: int,
) -> Causes:
    """Try every candidate explanation of every flag.

    Parameters
    ----------
    survey
        All answers: patterns are sought in every item.
    analysis
        With what is known of the respondents.
    recoded, raw
        The two variants with their flags.
    second_look
        second_look.csv.
    adjust, alpha, seed
        See `Settings`.
    """
    cases = cases_of(survey, [recoded, raw], adjust=adjust, alpha=alpha)
    frames = {case.variant: case.frame for case in cases}
    observed = observe(survey, analysis, frames, adjust=adjust, alpha=alpha, seed=seed)
    explained = explain(observed, [*cases, second_case(cases[0], second_look)])
    spread = spread_with_causes(observed, cases)
    return Causes(explained.causes, explained.conclusions, spread)


def cases_of(
    survey: SurveyAnswers, variants: Collection[FlaggedVariant], *, adjust: str, alpha: float
) -> list[Case]:
    """What causes are sought in: one case for each variant."""
    raw = next(one.fitted for one in variants if one.variant == Variant.RAW)
    coded = coded_cells(survey.cells, raw.analysis, raw.interviews["interview"])
    return [
        make_case(
            one.variant,
            one.fitted.interviews,
            one.fitted.ladder,
            one.fitted.fits,
            one.effects,
            coded,
            adjust,
            alpha,
            one.influential,
        )
        for one in variants
    ]


def observe(
    survey: SurveyAnswers,
    analysis: AnalysisSpec,
    frames: dict[str, pd.DataFrame],
    *,
    adjust: str,
    alpha: float,
    seed: int,
) -> Observed:
    """The survey as causes are sought in it; frames are the complete interviews by variant."""
    codebook, roles = survey.codebook, survey.roles
    known = respondents(
        survey.recoded, list(analysis.respondent_covariates), roles, categories_of(codebook)
    )
    return Observed(
        raw=every_interview(survey.raw, codebook, roles),
        answers=every_interview(survey.recoded, codebook, roles),
        cells=survey.cells,
        codebook=codebook,
        analysis=analysis,
        screened=list(survey.screened),
        frames=frames,
        adjust=adjust,
        alpha=alpha,
        seed=seed,
        respondents=known,
    )


def explain(observed: Observed, cases: list[Case]) -> Explained:
    """Every candidate explanation of every case, and the conclusion about each interviewer."""
    table = causes(observed, cases)
    n_interviewers = observed.frames[Variant.RECODED]["interviewer"].nunique()
    return Explained(table, conclusions(table, n_interviewers))

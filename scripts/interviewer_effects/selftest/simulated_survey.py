"""Surveys with a known truth in a user's own design: outcomes drawn from the fitted model, nobody
peculiar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.audit.explanations.battery import find_battery
from interviewer_effects.audit.models.interviews import (
    analysis_columns,
    categories_of,
    complete_interviews,
    every_interview,
    model_columns,
)
from interviewer_effects.audit.models.model_sequence import main_model, make_ladder
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.codes.recode import recode

STRATA = (
    10  # groups of interviews with alike predictors, within which the other items are exchanged
)


@dataclass(frozen=True)
class SurveyDesign:
    """What stays of a survey in all its simulated copies.

    survey: every interview with the columns of the analysis recoded, and all other items as they
    came; used (n,): the interviews with a value in each of those columns; expected (n_used,), Z
    (n_used, q), D and sigma2: the main model as fitted; scale: the lowest and the highest answer to
    the outcome, whole where answers are whole numbers.
    """

    survey: pd.DataFrame
    roles: dict
    codebook: dict[str, dict]
    analysis: AnalysisSpec
    screened: list[str]
    used: np.ndarray
    expected: np.ndarray
    Z: np.ndarray
    D: np.ndarray
    sigma2: float
    scale: tuple[float, float]
    whole: bool
    sd: float

    @property
    def categories(self) -> dict[str, dict[str, str]]:
        """Items whose numbers are names of groups, with these names by code."""
        return categories_of(self.codebook)

    @property
    def interviewers(self) -> np.ndarray:
        """The interviewer of each interview (n,)."""
        return self.survey[self.roles["interviewer"]].to_numpy()

    @property
    def battery(self) -> list[str]:
        """The items on one scale, none where there are too few."""
        items = every_interview(recode(self.survey, self.codebook), self.codebook, self.roles)
        found = find_battery(items, self.screened, self.codebook)
        return [] if found is None else found.items


def survey_design(
    survey: pd.DataFrame,
    roles: dict,
    codebook: dict[str, dict],
    analysis: AnalysisSpec,
    screened: list[str],
) -> SurveyDesign:
    """The design of an analysis of a survey as read, with the model fitted to it after recoding
    (REML).
    """
    recoded = recode(survey, codebook)
    columns, outcome = analysis_columns(analysis), recoded[analysis.outcome]
    categories = categories_of(codebook)
    frame = complete_interviews(recoded, analysis, roles, categories)
    ladder = make_ladder(frame, analysis)
    name = main_model(ladder)
    fit, model = ladder.fit(name, True), ladder.models[name]
    answers = outcome.dropna()
    whole = bool((answers % 1 == 0).all())
    valid = codebook.get(analysis.outcome, {}).get("valid")
    scale = (
        tuple(valid)
        if valid
        else (float(answers.min()), float(answers.max()))
        if whole
        else (-np.inf, np.inf)
    )
    return SurveyDesign(
        survey.assign(**{c: recoded[c] for c in columns}),
        roles,
        codebook,
        analysis,
        screened,
        recoded[model_columns(analysis)].notna().all(axis=1).to_numpy(),
        ladder.matrix(model.fixed) @ fit.beta,
        ladder.matrix(model.random),
        fit.D,
        fit.sigma2,
        scale,
        whole,
        float(answers.std()),
    )


def drawn_outcome(design: SurveyDesign, rng: np.random.Generator) -> np.ndarray:
    """y = Xβ̂ + Zu + e (n_used,) before rounding, u ~ N(0, D̂) per interviewer, e ~ N(0, σ̂²)."""
    codes, names = pd.factorize(design.interviewers[design.used])
    u = rng.multivariate_normal(np.zeros(len(design.D)), design.D, len(names), method="eigh")
    noise = np.sqrt(design.sigma2) * rng.standard_normal(len(codes))
    return design.expected + (design.Z * u[codes]).sum(1) + noise


def on_scale(design: SurveyDesign, latent: np.ndarray) -> np.ndarray:
    """Outcomes as they would be answered: whole numbers within the scale, where the item has
    those.
    """
    return np.clip(np.round(latent) if design.whole else latent, *design.scale)


def dealt_items(design: SurveyDesign, rng: np.random.Generator) -> pd.DataFrame:
    """The survey with the items outside the analysis dealt out anew among interviews with alike
    predictors: whatever pattern an interviewer's answers had is gone, and what respondents' answers
    have in common stays.
    """
    frame = design.survey.copy()
    kept = {*analysis_columns(design.analysis), *(r for r in design.roles.values() if r)}
    others = [item for item in design.codebook if item in frame and item not in kept]
    stratum = np.full(len(frame), -1)
    ranks = np.argsort(np.argsort(design.expected, kind="stable"), kind="stable")
    stratum[design.used] = ranks * STRATA // max(len(ranks), 1)
    source = np.arange(len(frame))
    for part in np.unique(stratum):
        rows = np.flatnonzero(stratum == part)
        source[rows] = rng.permutation(rows)
    constant = [
        item for item in others if frame.groupby(design.interviewers)[item].nunique().max() <= 1
    ]
    moved = [item for item in others if item not in constant]
    return frame.assign(**{item: frame[item].to_numpy()[source] for item in moved})

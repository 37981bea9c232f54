"""The stage fit_models: the interviews of one variant of an analysis, and its models."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from interviewer_effects.audit.models.absent_interviewers import absent_interviewers
from interviewer_effects.audit.models.fits import fit_row, parameter_rows
from interviewer_effects.audit.models.full_sample import Everyone, sum_everyone
from interviewer_effects.audit.models.interviews import (
    IDS,
    analysis_columns,
    categories_of,
    complete_interviews,
    dropped,
    known_covariates,
)
from interviewer_effects.audit.models.model_sequence import (
    CRITERIA,
    Ladder,
    fit_record,
    make_ladder,
)
from interviewer_effects.pipeline.inputs.answers import Answers
from interviewer_effects.specification import AnalysisSpec


@dataclass(frozen=True)
class FittedModels:
    """The complete interviews (data.parquet), what restores the fits (fits.json), and tables by
    their names.
    """

    interviews: pd.DataFrame
    records: dict[str, Any]
    fits: pd.DataFrame
    parameters: pd.DataFrame
    dropped: pd.DataFrame
    absent: pd.DataFrame


def fit_models(
    answers: Answers,
    codebook: dict[str, dict],
    roles: dict[str, Any],
    analysis: AnalysisSpec,
    *,
    alpha: float,
    left_out: Collection[str] = (),
) -> FittedModels:
    """Fit the sequence of models by REML and ML.

    Parameters
    ----------
    answers
        The interviews: codes left in, or recoded.
    codebook
        What is known of each item.
    roles
        The column of each role.
    analysis
        Outcome and models.
    alpha
        The level of the intervals.
    left_out
        The interviewers that the variant trimmed is without.

    Raises
    ------
    ValueError
        Where two columns of the models would have one name, or depend on each other.
    """
    wanted = list(dict.fromkeys([*(roles[name] for name in IDS), *analysis_columns(analysis)]))
    survey = answers.interviews(wanted)
    covariates = known_covariates(
        answers.blocks(wanted), roles["interviewer"], list(analysis.interviewer_covariates)
    )
    used = partial(
        used_interviews,
        analysis=analysis,
        roles=roles,
        codebook=codebook,
        covariates=covariates,
        left_out=left_out,
    )
    interviews, everyone = used(survey), None
    if answers.is_drawn:
        everyone = sum_everyone(interviews, analysis, partial(answers.blocks, wanted), used)
    ladder = _ladder(interviews, analysis, everyone)

    records, fits, parameters = [], [], []
    for name in ladder.models:
        for criterion in CRITERIA:
            fit, record = fit_record(ladder, name, criterion)
            records.append(record)
            fits.append(fit_row(ladder, name, criterion, fit, alpha))
            parameters += parameter_rows(ladder, name, criterion, fit, alpha)
    return FittedModels(
        interviews=interviews,
        records={"models": records} | ({"everyone": everyone.record()} if everyone else {}),
        fits=pd.DataFrame(fits),
        parameters=pd.DataFrame(parameters),
        dropped=everyone.dropped if everyone else dropped(survey, analysis),
        absent=absent_interviewers(
            answers.blocks(wanted), analysis, roles["interviewer"], covariates
        ),
    )


def used_interviews(
    survey: pd.DataFrame,
    analysis: AnalysisSpec,
    roles: dict[str, Any],
    codebook: dict[str, dict],
    covariates: dict[str, pd.Series] | None = None,
    left_out: Collection[str] = (),
) -> pd.DataFrame:
    """The interviews of a survey, or of a block of it, that the models read."""
    complete = complete_interviews(survey, analysis, roles, categories_of(codebook), covariates)
    if not len(left_out):
        return complete
    stays = ~complete["interviewer"].isin(left_out)
    return complete[stays].reset_index(drop=True)


def _ladder(interviews: pd.DataFrame, analysis: AnalysisSpec, everyone: Everyone | None) -> Ladder:
    if everyone is None:
        return make_ladder(interviews, analysis)
    return make_ladder(interviews, analysis, everyone.coding, everyone.products)

"""The stages of a survey, chained: read, describe, recode, screen, areas and weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from interviewer_effects.files import as_read
from interviewer_effects.specification import AnalysisSpec, Settings
from interviewer_effects.survey.codes.recode import recode
from interviewer_effects.survey.reading.stored import rewrite
from interviewer_effects.terms import Weighting

from .inputs.answers import StoredAnswers
from .inputs.variants import VariantInterviews
from .stages.cross_areas import areas_by_interview, cross_areas
from .stages.describe_items import describe_items
from .stages.read_survey import read_survey, store_interviews, survey_tables
from .stages.recode_codes import recode_codes
from .stages.screen_items import screen_items
from .stages.weigh_interviews import columns_of_weights, weigh_interviews, weights_by_interview
from .typed import tables_of


@dataclass(frozen=True)
class PreparedSurvey:
    """A survey as read and recoded, ready for its analyses.

    Parameters
    ----------
    raw, recoded
        The interviews, codes left in and recoded.
    codebook
        What is known of each item.
    roles
        The column of each role.
    tables
        What reading, describing and recoding say of it, by name.
    """

    raw: StoredAnswers
    recoded: StoredAnswers
    codebook: dict[str, dict]
    roles: dict[str, Any]
    tables: dict[str, pd.DataFrame]

    @property
    def cells(self) -> pd.DataFrame:
        """The cells that hold a declared code."""
        return self.tables["recoded_cells"]


def prepare_survey(
    entry: Mapping[str, Any], name: str, base: Path, labels: Mapping[str, str], folder: Path
) -> PreparedSurvey:
    """Read, describe and recode a survey.

    Parameters
    ----------
    entry
        The survey's entry in the filled config.
    name
        What the config calls it.
    base
        The folder that paths of the entry are relative to.
    labels
        What the user calls the items.
    folder
        Where its interviews are kept.
    """
    raw, recoded = (StoredAnswers(folder / f"{name}.parquet") for name in ("survey", "recoded"))
    survey = store_interviews(read_survey(entry, name, base), raw.path)
    described = describe_items(raw.interviews(), survey.codebook, survey.extended, labels)
    recodes = recode_codes(raw, survey.codebook, survey.columns, survey.extended)
    rewrite(raw.path, recoded.path, partial(recode, codebook=survey.codebook))
    tables = tables_of(survey_tables(survey)) | tables_of(described) | tables_of(recodes)
    return PreparedSurvey(raw, recoded, survey.codebook, survey.columns, tables)


def screening_tables(
    survey: PreparedSurvey,
    screened: Iterable[str],
    analyses: Iterable[AnalysisSpec],
    settings: Settings,
) -> dict[str, pd.DataFrame]:
    """The tables of the screening by name."""
    asked = [name for spec in analyses for name in (spec.outcome, *spec.predictors)]
    screening = screen_items(
        survey.recoded,
        survey.codebook,
        survey.roles,
        survey.cells,
        screened=list(screened),
        asked=asked,
        adjust=settings.adjust,
        alpha=settings.alpha,
        seed=settings.seed,
    )
    return tables_of(screening)


def design_tables(
    survey: PreparedSurvey, variants: list[VariantInterviews], settings: Settings
) -> dict[str, pd.DataFrame]:
    """The tables of areas and weights by name, as far as there are columns of them and analyses
    ask for them.
    """
    roles = survey.roles
    tables: dict[str, pd.DataFrame] = {}
    if roles.get("area") and variants:
        needed = [roles[role] for role in ("interview", "interviewer", "area")]
        areas = areas_by_interview(survey.raw.interviews(needed), roles)
        tables |= tables_of(cross_areas(variants, areas, alpha=settings.alpha))
    weighted = [one for one in variants if one.analysis.weights != Weighting.NONE]
    if weighted:
        weights = weights_by_interview(survey.raw.interviews(columns_of_weights(roles)), roles)
        weighting = weigh_interviews(weighted, weights, alpha=settings.alpha)
        tables["weighting"] = as_read(weighting, "weighting")
    return tables

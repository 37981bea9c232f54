"""The stage cross_areas: interviewers told from the areas that they work in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from interviewer_effects.audit.robustness.areas import areas_of, areas_tables
from interviewer_effects.pipeline.inputs.variants import VariantInterviews


@dataclass(frozen=True)
class AreaTables:
    """The tables of the areas; each field is a table of that name."""

    areas: pd.DataFrame
    overlap: pd.DataFrame


def cross_areas(
    variants: Iterable[VariantInterviews], area_of_interview: pd.Series, *, alpha: float
) -> AreaTables:
    """Who worked where, and the interviewer variance without and with areas.

    Parameters
    ----------
    variants
        All analyses and variants.
    area_of_interview
        The area by interview; missing where it is not known.
    alpha
        The level of the intervals.
    """
    parts = [
        (one.name, areas_of(one.interviews, one.analysis, area_of_interview, one.variant, alpha))
        for one in variants
    ]
    return AreaTables(*areas_tables(parts))


def areas_by_interview(survey: pd.DataFrame, roles: dict[str, Any]) -> pd.Series:
    """The area of each interview of a survey."""
    return survey.set_index(roles["interview"])[roles["area"]]

"""The complete interviews of every analysis and variant of a survey, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from interviewer_effects.specification import AnalysisSpec


@dataclass(frozen=True)
class VariantInterviews:
    """The complete interviews of one variant of an analysis."""

    name: str
    analysis: AnalysisSpec
    variant: str
    interviews: pd.DataFrame

"""One variant of an analysis with its models as fitted: what most stages start from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model, restored
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.specification import AnalysisSpec


@dataclass(frozen=True)
class Fitted:
    """The complete interviews of a variant, its models, and their fits by model and criterion."""

    analysis: AnalysisSpec
    interviews: pd.DataFrame
    ladder: Ladder
    fits: dict[tuple[str, str], Fit]

    @classmethod
    def restored(
        cls, interviews: pd.DataFrame, analysis: AnalysisSpec, records: dict[str, Any]
    ) -> Fitted:
        """From interviews and the records of their fits, without searching again."""
        ladder, fits = restored(interviews, analysis, records)
        return cls(analysis, interviews, ladder, fits)

    @property
    def main_model(self) -> str:
        """The model whose interviewer effects are judged."""
        return main_model(self.ladder)

    @property
    def main_fit(self) -> Fit:
        """The fit of that model by REML."""
        return self.fits[self.main_model, "REML"]

    @property
    def random_terms(self) -> list[str]:
        """The random effects of that model by name."""
        return Model.terms(self.ladder.models[self.main_model].random)

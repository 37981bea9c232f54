"""The stage diagnose_fit: whether the assumptions of the main model hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.audit.models import diagnostics
from interviewer_effects.audit.robustness.outcome_codings import treatment_table
from interviewer_effects.pipeline.inputs.fitted import Fitted
from interviewer_effects.specification import AnalysisSpec


@dataclass(frozen=True)
class Diagnosis:
    """The tables of the diagnosis; each field is a table of that name."""

    residuals: pd.DataFrame
    qq: pd.DataFrame
    diagnostics: pd.DataFrame


def diagnose_fit(fitted: Fitted, *, seed: int) -> Diagnosis:
    """Residuals, Q-Q points with simulated bands and statements, for the main model by REML."""
    ladder, interviews = fitted.ladder, fitted.interviews
    rng = np.random.default_rng(seed)
    residuals = diagnostics.residual_table(ladder, fitted.main_model, fitted.main_fit)
    of_residuals = diagnostics.qq_of_residuals(residuals, interviews["interview"].to_numpy(), rng)
    of_effects = diagnostics.qq_of_effects(ladder, fitted.main_fit, fitted.random_terms, rng)
    qq = pd.concat([of_residuals, of_effects])
    return Diagnosis(
        residuals=pd.concat([interviews[["interview", "interviewer"]], residuals], axis=1),
        qq=qq,
        diagnostics=diagnostics.statements(ladder, residuals, qq),
    )


def compare_codings(
    interviews: pd.DataFrame, analysis: AnalysisSpec, *, alpha: float
) -> pd.DataFrame:
    """treatments.csv: the main model with other codings of its outcome."""
    return treatment_table(interviews, analysis, alpha)

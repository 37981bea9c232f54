"""The stage drill_down: what is particular about each interviewer who is flagged for review."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from interviewer_effects.audit.explanations.drill_down import Evidence, drill
from interviewer_effects.audit.flags.masking_check import SECOND
from interviewer_effects.audit.models.interviews import coded_cells
from interviewer_effects.audit.models.model_sequence import interviewer_lines
from interviewer_effects.pipeline.inputs.fitted import Fitted
from interviewer_effects.terms import Variant


def drill_down(
    fitted: Mapping[str, Fitted],
    effects: Mapping[str, pd.DataFrame],
    second_look: pd.DataFrame,
    cells: pd.DataFrame,
) -> pd.DataFrame:
    """drill.csv: one row per interviewer and fact.

    Parameters
    ----------
    fitted
        The variants raw and recoded with their models.
    effects
        The effects.csv of each.
    second_look
        second_look.csv.
    cells
        The cells of the survey that hold a declared code (recoded_cells.csv).
    """
    analysis = fitted[Variant.RAW].analysis
    lines = {variant: predicted_lines(fitted[variant], effects[variant]) for variant in fitted}
    numeric = [slope for slope in analysis.random_slopes if slope in lines[Variant.RAW].columns]
    interviews = fitted[Variant.RAW].interviews["interview"]
    evidence = Evidence(
        outcome=analysis.outcome,
        predictor=numeric[0] if numeric else None,
        covariates=list(analysis.interviewer_covariates),
        answers={variant: of_variant.interviews for variant, of_variant in fitted.items()},
        effects={**effects, SECOND: second_look},
        lines=lines,
        cells=coded_cells(cells, analysis, interviews),
    )
    return drill(evidence)


def predicted_lines(fitted: Fitted, effects: pd.DataFrame) -> pd.DataFrame:
    """Predicted intercept and slopes of each interviewer."""
    return interviewer_lines(fitted.ladder, fitted.main_fit, effects, fitted.main_model)

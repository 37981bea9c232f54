"""The stage witness_fits: the same likelihoods by statsmodels."""

from __future__ import annotations

from typing import Any

import pandas as pd

from interviewer_effects.audit.robustness.cross_check import WITNESS, witness_rows
from interviewer_effects.pipeline.inputs.fitted import Fitted


def witness_fits(fitted: Fitted, records: list[dict[str, Any]]) -> pd.DataFrame:
    """witness.csv of one variant; records are those of its fits (fits.json)."""
    return pd.DataFrame(witness_rows(fitted.ladder, records), columns=WITNESS)

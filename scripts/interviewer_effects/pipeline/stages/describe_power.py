"""The stage describe_power: how large an effect must be for this survey to find it."""

from __future__ import annotations

import pandas as pd

from interviewer_effects.audit.models.power import power_table
from interviewer_effects.pipeline.inputs.fitted import Fitted


def describe_power(fitted: Fitted, *, adjust: str, alpha: float, seed: int) -> pd.DataFrame:
    """power.csv of one variant."""
    return power_table(fitted.ladder, fitted.fits, adjust, alpha, seed)

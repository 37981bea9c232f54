"""What the rule fit_models left of one variant, read again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from interviewer_effects.files import read_json
from interviewer_effects.specification import AnalysisSpec

from .fitted import Fitted


def read_fitted(data: str | Path, records: str | Path, section: Mapping[str, Any]) -> Fitted:
    """From data.parquet and fits.json; section is that of the analysis in the config."""
    return Fitted.restored(pd.read_parquet(data), AnalysisSpec.of(section), read_json(records))

"""The stage measure_shrinkage: how far variances shrink without the most extreme interviewers."""

from __future__ import annotations

import pandas as pd

from interviewer_effects.audit.influence.trimming import shrinkage
from interviewer_effects.audit.models.decisions import decisions
from interviewer_effects.pipeline.inputs.fitted import Fitted


def measure_shrinkage(
    fitted: Fitted, n_excluded: int, *, alpha: float, replicates: int, seed: int
) -> pd.DataFrame:
    """shrinkage.csv of the variant recoded, of whose interviewers n_excluded are left out."""
    tests = decisions(fitted.ladder, fitted.fits, alpha)
    return shrinkage(tests, fitted.random_terms, n_excluded, replicates, seed)

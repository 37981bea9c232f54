"""The stage test_variances: tests of the models against each other, and intervals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from interviewer_effects.audit.models.comparisons import EXPLAINED, comparisons, explained_rows
from interviewer_effects.audit.models.intervals import interval_table
from interviewer_effects.audit.models.null_distributions import null_table, replicate_table
from interviewer_effects.audit.models.profiles import profile_table
from interviewer_effects.pipeline.inputs.fitted import Fitted
from interviewer_effects.specification import SettingsOfTests


@dataclass(frozen=True)
class VarianceTests:
    """The tables of the tests; each field is a table of that name."""

    tests: pd.DataFrame
    explained: pd.DataFrame
    intervals: pd.DataFrame
    replicates: pd.DataFrame
    nulls: pd.DataFrame
    profiles: pd.DataFrame


def test_variances(fitted: Fitted, settings: SettingsOfTests, *, quoted: bool) -> VarianceTests:
    """Test variances and fixed effects, and give intervals of every quantity.

    Parameters
    ----------
    fitted
        One variant with its models.
    settings
        Replicates, seed and level.
    quoted
        Whether sizes are quoted from this variant: bootstrap intervals, which take longer than all
        else, are for that one.
    """
    ladder, fits = fitted.ladder, fitted.fits
    compared = comparisons(ladder, fits, settings)
    of_intervals = settings if quoted else replace(settings, bootstrap=0)
    return VarianceTests(
        tests=pd.DataFrame([test.row for test in compared]),
        explained=pd.DataFrame(explained_rows(ladder, fits), columns=EXPLAINED),
        intervals=interval_table(ladder, fits, of_intervals),
        replicates=replicate_table(compared),
        nulls=null_table(compared),
        profiles=profile_table(ladder, fits, settings.alpha),
    )

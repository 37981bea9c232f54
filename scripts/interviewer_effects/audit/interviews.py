"""The interviews that one analysis uses, under one treatment of the missing codes."""

from __future__ import annotations

import pandas as pd

IDS = ("interview", "interviewer")


def analysis_columns(analysis: dict) -> list[str]:
    """Outcome, predictors, random slopes and covariates of an analysis (a config section), each once."""
    names = [
        analysis["outcome"],
        *analysis["predictors"],
        *analysis["random_slopes"],
        *analysis["interviewer_covariates"],
    ]
    return list(dict.fromkeys(names))


def complete_interviews(survey: pd.DataFrame, analysis: dict, roles: dict) -> pd.DataFrame:
    """Interviews with a value in every column of the analysis, so that all its models see the same rows and can be
    compared.

    roles names the survey's columns of the ids; in the result they are called interview and interviewer.
    """
    ids = {name: survey[roles[name]] for name in IDS}
    columns = {name: survey[name] for name in analysis_columns(analysis)}
    return pd.DataFrame(ids | columns).dropna().reset_index(drop=True)


def dropped(survey: pd.DataFrame, analysis: dict) -> pd.DataFrame:
    """One row per column: how many interviews miss it, and how many are lost for it alone."""
    missing = survey[analysis_columns(analysis)].isna()
    alone = missing[missing.sum(axis=1) == 1]
    return pd.DataFrame(
        {"item": missing.columns, "n_missing": missing.sum().to_numpy(), "n_missing_alone": alone.sum().to_numpy()}
    )

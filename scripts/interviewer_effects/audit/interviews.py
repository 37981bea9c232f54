"""The interviews that one analysis uses, under one treatment of the missing codes."""

from __future__ import annotations

from collections.abc import Collection

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


def complete_interviews(
    survey: pd.DataFrame, analysis: dict, roles: dict, categories: Collection[str] = ()
) -> pd.DataFrame:
    """Interviews with a value in every column of the analysis, so that all its models see the same rows and can be
    compared.

    roles names the survey's columns of the ids; in the result they are called interview and interviewer. Predictors
    among categories become text where they are numbers. Raises ValueError when an item is called like an id.
    """
    names = analysis_columns(analysis)
    for name in set(names) & set(IDS):
        raise ValueError(f"The results call an id '{name}': give the column '{name}' of the survey another name.")
    ids = {name: survey[roles[name]] for name in IDS}
    frame = pd.DataFrame(ids | {name: survey[name] for name in names}).dropna().reset_index(drop=True)
    numbers = frame.select_dtypes("number").columns.intersection(categories).difference([analysis["outcome"]])
    return frame.assign(**{name: frame[name].map("{:.15g}".format) for name in numbers})


def every_interview(survey: pd.DataFrame, items: Collection[str], roles: dict) -> pd.DataFrame:
    """All interviews with their ids, called interview and interviewer, and the items; an item called like an id is left
    out.
    """
    ids = {name: survey[roles[name]] for name in IDS}
    return pd.DataFrame(ids | {item: survey[item] for item in items if item not in IDS})


def coded_cells(cells: pd.DataFrame, analysis: dict, interviews: pd.Series) -> pd.DataFrame:
    """The recoded cells that the models read as answers while the codes were left in: in the columns of the
    analysis, in interviews that it uses.
    """
    return cells[cells["item"].isin(analysis_columns(analysis)) & cells["interview"].isin(interviews)]


def dropped(survey: pd.DataFrame, analysis: dict) -> pd.DataFrame:
    """One row per column: how many interviews miss it, and how many are lost for it alone."""
    missing = survey[analysis_columns(analysis)].isna()
    alone = missing[missing.sum(axis=1) == 1]
    return pd.DataFrame(
        {"item": missing.columns, "n_missing": missing.sum().to_numpy(), "n_missing_alone": alone.sum().to_numpy()}
    )

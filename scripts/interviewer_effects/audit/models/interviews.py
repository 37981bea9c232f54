"""The interviews that one analysis uses, under one treatment of the missing codes.

What the main models need decides: outcome, predictors and random slopes. Interviewers of whom a
covariate is not known are in all models but those with interviewer covariates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from interviewer_effects.frames import present
from interviewer_effects.specification import AnalysisSpec

IDS = ("interview", "interviewer")


def model_columns(analysis: AnalysisSpec) -> list[str]:
    """Outcome, predictors and random slopes of an analysis (a config section), each once: what
    every model needs.
    """
    return list(dict.fromkeys([analysis.outcome, *analysis.predictors, *analysis.random_slopes]))


def analysis_columns(analysis: AnalysisSpec) -> list[str]:
    """The same and the interviewer covariates."""
    return list(dict.fromkeys([*model_columns(analysis), *analysis.interviewer_covariates]))


def categories_of(codebook: dict[str, dict]) -> dict[str, dict[str, str]]:
    """The categorical items of a codebook, each with the names of its groups by code where it has
    them.
    """
    return {
        item: entry.get("names", {})
        for item, entry in codebook.items()
        if entry["kind"] == "categorical"
    }


def known_covariates(
    blocks: Iterable[pd.DataFrame], interviewer: str, names: Sequence[str]
) -> dict[str, pd.Series]:
    """Each interviewer covariate by interviewer, as the first interview says that has it;
    interviewers of whom none says it are not in it.
    """
    first: dict[str, pd.Series] = {}
    for block in blocks:
        for name in names:
            known = block.dropna(subset=[interviewer, name]).drop_duplicates(interviewer)
            values = known.set_index(interviewer)[name]
            first[name] = values if name not in first else first[name].combine_first(values)
    return first


def complete_interviews(
    survey: pd.DataFrame,
    analysis: AnalysisSpec,
    roles: dict,
    categories: Mapping[str, Mapping[str, str]] | None = None,
    covariates: dict[str, pd.Series] | None = None,
) -> pd.DataFrame:
    """Interviews with a value in every column that the main models need, so that these see the same
    rows and can be compared.

    roles names the survey's columns of the ids; in the result they are called interview and
    interviewer. An interviewer covariate that is missing in some interviews is filled from the
    others of that interviewer (covariates: see known_covariates; those of the survey at hand where
    None), and missing where nobody knows it. Predictors among categories (see categories_of) become
    text where they are numbers: the name of the group, else the number. Raises ValueError when an
    item is called like an id.
    """
    names = analysis_columns(analysis)
    for name in set(names) & set(IDS):
        raise ValueError(
            f"The results call an id '{name}': give the column '{name}' of the survey another name."
        )
    ids = {name: survey[roles[name]] for name in IDS}
    frame = pd.DataFrame(ids | {name: survey[name] for name in names})
    frame = frame.dropna(subset=[*IDS, *model_columns(analysis)]).reset_index(drop=True)
    gaps = [name for name in analysis.interviewer_covariates if frame[name].isna().any()]
    if gaps and covariates is None:
        covariates = known_covariates([survey], roles["interviewer"], gaps)
    for name in gaps:
        frame[name] = frame[name].where(
            frame[name].notna(), frame["interviewer"].map(present(covariates)[name])
        )
    categories = categories or {}
    numbers = (
        frame.select_dtypes("number")
        .columns.intersection(list(categories))
        .difference([analysis.outcome])
    )
    return frame.assign(**{name: _group_names(frame[name], categories[name]) for name in numbers})


def _group_names(values: pd.Series, names: Mapping[str, str]) -> pd.Series:
    numbers = values.map("{:.15g}".format, na_action="ignore").astype(object)
    return numbers.map(lambda number: names.get(number, number), na_action="ignore")


def every_interview(survey: pd.DataFrame, items: Collection[str], roles: dict) -> pd.DataFrame:
    """All interviews with their ids, called interview and interviewer, and the items; an item
    called like an id is left out.
    """
    ids = {name: survey[roles[name]] for name in IDS}
    return pd.DataFrame(ids | {item: survey[item] for item in items if item not in IDS})


def coded_cells(cells: pd.DataFrame, analysis: AnalysisSpec, interviews: pd.Series) -> pd.DataFrame:
    """The recoded cells that the models read as answers while the codes were left in: in outcome
    and predictors, in interviews that the analysis uses. A code in what is known of the interviewer
    is nobody's answer.
    """
    return cells[cells["item"].isin(model_columns(analysis)) & cells["interview"].isin(interviews)]


def dropped(survey: pd.DataFrame, analysis: AnalysisSpec) -> pd.DataFrame:
    """One row per column: how many interviews miss it, and how many are lost for it alone: none for
    a covariate.
    """
    missing = survey[analysis_columns(analysis)].isna()
    needed = model_columns(analysis)
    alone = (
        missing[missing[needed].sum(axis=1) == 1][needed]
        .sum()
        .reindex(missing.columns, fill_value=0)
    )
    return pd.DataFrame(
        {
            "item": missing.columns,
            "n_missing": missing.sum().to_numpy(),
            "n_missing_alone": alone.to_numpy(),
        }
    )

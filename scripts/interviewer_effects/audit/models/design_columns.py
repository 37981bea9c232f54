"""The columns of the models: a numeric predictor as it is, a category as one indicator per level
after the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.specification import AnalysisSpec

OUTCOME = "(outcome)"
RESERVED = ("Intercept", OUTCOME)


@dataclass(frozen=True)
class Coding:
    """levels: of each variable of an analysis, None for a numeric one; a variable of one value has
    no columns. unknown: the interviewers of whom a covariate is missing, who are in no model with
    covariates.
    """

    levels: dict[str, list[str] | None]
    unknown: tuple[str, ...] = ()

    def labels(self, names: Iterable[str]) -> list[str]:
        """The columns of variables."""
        return [label for name in names for label in self._labels(name)]

    def interactions(self, analysis: AnalysisSpec) -> list[tuple[str, str]]:
        """Pairs of columns that the model of interactions multiplies."""
        slopes = self.labels(analysis.random_slopes) or self.labels(analysis.predictors)
        return [(a, b) for a in slopes for b in self.labels(analysis.interviewer_covariates)]

    def columns(self, frame: pd.DataFrame, analysis: AnalysisSpec) -> dict[str, np.ndarray]:
        """Every column of every model (n,), the outcome last. Raises ValueError when two would have
        one name.

        In the rows of `unknown` interviewers a missing number is filled by the mean, which no model
        reads.
        """
        both = self.interactions(analysis)
        _check_names([*self.labels(self.levels), *(f"{a}:{b}" for a, b in both)])
        made = {
            label: column
            for name in self.levels
            for label, column in self._columns(frame[name], name)
        }
        made |= {f"{a}:{b}": made[a] * made[b] for a, b in both}
        return made | {OUTCOME: frame[analysis.outcome].to_numpy(dtype=float)}

    def _labels(self, name: str) -> list[str]:
        levels = self.levels[name]
        return [name] if levels is None else [f"{name}[{level}]" for level in levels[1:]]

    def _columns(self, values: pd.Series, name: str) -> Iterable[tuple[str, np.ndarray]]:
        levels = self.levels[name]
        if levels is None:
            numbers = values.astype(float)
            yield (
                name,
                (
                    numbers.fillna(numbers.mean()).fillna(0.0) if numbers.isna().any() else numbers
                ).to_numpy(),
            )
        else:
            texts = values.astype(str)
            for label, level in zip(self._labels(name), levels[1:], strict=True):
                yield label, (texts == level).to_numpy(dtype=float)


def coding_of(
    frame: pd.DataFrame, analysis: AnalysisSpec, names: Iterable[str] | None = None
) -> Coding:
    """How the variables of an analysis, or those named, enter its models, from the interviews."""
    covariates = analysis.interviewer_covariates
    wanted = list(names or used(analysis))
    without = without_covariates(frame, analysis)
    of_covariates = frame[~frame["interviewer"].isin(without)] if without else frame
    levels = {
        name: levels_of_variable((of_covariates if name in covariates else frame)[name])
        for name in wanted
    }
    return Coding(levels, without)


def without_covariates(frame: pd.DataFrame, analysis: AnalysisSpec) -> tuple[str, ...]:
    """The interviewers of whom a covariate of the analysis is not known, in the order of their
    names.
    """
    covariates = analysis.interviewer_covariates
    if not covariates:
        return ()
    missing = frame[list(covariates)].isna().any(axis=1)
    return tuple(sorted(frame.loc[missing, "interviewer"].unique()))


def used(analysis: AnalysisSpec) -> list[str]:
    """Predictors, random slopes and covariates, each once."""
    return list(
        dict.fromkeys(
            [
                *analysis.predictors,
                *analysis.random_slopes,
                *analysis.interviewer_covariates,
            ]
        )
    )


def levels_of(values: pd.Series) -> list[str]:
    """The levels of a category: numbers by size, then texts by the alphabet."""
    texts = values.astype(str).unique().astype(str)
    return texts[np.lexsort((texts, pd.to_numeric(texts, errors="coerce")))].tolist()


def levels_of_variable(values: pd.Series) -> list[str] | None:
    """The levels of a category or of a variable of one value; None for numbers."""
    values = values.dropna()
    if values.nunique() < 2:
        return levels_of(values.iloc[:1])
    return None if pd.api.types.is_numeric_dtype(values) else levels_of(values)


def _check_names(labels: list[str]) -> None:
    for label in labels:
        if label in RESERVED or labels.count(label) > 1:
            raise ValueError(
                f"Two columns of the models would be called '{label}': rename it in the survey."
            )

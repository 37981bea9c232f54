"""The ladder of models of one analysis, all on one pass over the data, and its fits as plain records that later
stages restore.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.mixed.crossproducts import CrossProducts, cross_products
from interviewer_effects.mixed.fit import Fit, fit
from interviewer_effects.mixed.moments import Design, make_design
from interviewer_effects.mixed.search import Found

OUTCOME = "(outcome)"
CRITERIA = ("REML", "ML")
RESERVED = ("Intercept", OUTCOME)


@dataclass(frozen=True)
class Model:
    """One rung: names of its fixed and random columns, None standing for the intercept."""

    name: str
    fixed: tuple[str | None, ...]
    random: tuple[str | None, ...]

    @staticmethod
    def terms(columns: Iterable[str | None]) -> list[str]:
        """The columns as the tables name them."""
        return ["Intercept" if c is None else c for c in columns]


@dataclass(frozen=True)
class Ladder:
    """The models of one analysis on one data set.

    columns: every numeric column of every model (n,), text predictors as 0/1 columns "name[level]" against their
    first level; a predictor of one value has none (trimming can leave one). products: their cross-products within
    interviewers.
    """

    models: dict[str, Model]
    columns: dict[str, np.ndarray]
    products: CrossProducts
    interviewers: np.ndarray
    diagonal: bool

    def fit(self, name: str, reml: bool) -> Fit:
        """One model under one criterion."""
        return fit(self.design(name), reml)

    def restore(self, record: dict) -> Fit:
        """The fit of a record, without searching again."""
        found = Found(
            theta=np.array([record["theta"]], dtype=float).reshape(1, -1),
            deviance=np.array([record["deviance_standardised"]]),
            free=np.array([record["free"]], dtype=bool).reshape(1, -1),
            gradient_norm=np.array([record["gradient_norm"]]),
            steps=np.array([record["steps"]]),
            agreed=np.array([record["starts_agreed"]]),
            tried=np.array([record["starts_tried"]]),
        )
        return Fit(self.design(record["model"]), record["criterion"] == "REML", found)

    def matrix(self, names: Iterable[str | None]) -> np.ndarray:
        """The named columns (n, k)."""
        ones = np.ones(len(self.interviewers))
        return np.array([ones if c is None else self.columns[c] for c in names]).reshape(-1, len(ones)).T

    def design(self, name: str) -> Design:
        """The columns of a model in the engine's units. Raises ValueError when they are collinear."""
        model = self.models[name]
        return make_design(self.products, list(model.fixed), list(model.random), OUTCOME, self.diagonal)


def make_ladder(frame: pd.DataFrame, analysis: dict) -> Ladder:
    """The ladder of an analysis (a config section) on complete interviews with columns interviewer, outcome,
    predictors and covariates.

    Models: ols (predictors), null (random intercept alone), intercept, slope, covariates, interaction; those that
    an analysis does not define are left out. Raises ValueError when two columns would have one name.
    """
    columns: dict[str, np.ndarray] = {}
    expand = {name: _expand(frame[name], name, columns) for name in _used(analysis)}
    predictors = _flat(expand, analysis["predictors"])
    slopes = _flat(expand, analysis["random_slopes"])
    covariates = _flat(expand, analysis["interviewer_covariates"])
    products = [(a, b) for a in slopes or predictors for b in covariates]
    _check_names([*_flat(expand, list(expand)), *(f"{a}:{b}" for a, b in products)])
    columns |= {f"{a}:{b}": columns[a] * columns[b] for a, b in products}
    models = _models(predictors, slopes, covariates, [f"{a}:{b}" for a, b in products], analysis["random_intercept"])
    interviewers = frame["interviewer"].to_numpy()
    outcome = frame[analysis["outcome"]].to_numpy(dtype=float)
    sums = cross_products({**columns, OUTCOME: outcome}, interviewers)
    return Ladder(models, columns | {OUTCOME: outcome}, sums, interviewers, analysis["covariance"] == "diagonal")


def _used(analysis: dict) -> list[str]:
    return list(
        dict.fromkeys([*analysis["predictors"], *analysis["random_slopes"], *analysis["interviewer_covariates"]])
    )


def _flat(expand: dict[str, list[str]], names: list[str]) -> list[str]:
    return [column for name in names for column in expand[name]]


def _check_names(labels: list[str]) -> None:
    for label in labels:
        if label in RESERVED or labels.count(label) > 1:
            raise ValueError(f"Two columns of the models would be called '{label}': rename it in the survey.")


def _expand(values: pd.Series, name: str, columns: dict[str, np.ndarray]) -> list[str]:
    """Add a predictor's columns: itself when numeric, else one indicator per level after the first."""
    if values.nunique() < 2:
        return []
    if pd.api.types.is_numeric_dtype(values):
        columns[name] = values.to_numpy(dtype=float)
        return [name]
    levels = levels_of(values)
    names = [f"{name}[{level}]" for level in levels[1:]]
    columns |= {
        label: (values.astype(str) == level).to_numpy(dtype=float)
        for label, level in zip(names, levels[1:], strict=True)
    }
    return names


def levels_of(values: pd.Series) -> list[str]:
    """The levels of a category: numbers by size, then texts by the alphabet."""
    texts = values.astype(str).unique().astype(str)
    return texts[np.lexsort((texts, pd.to_numeric(texts, errors="coerce")))].tolist()


def _models(predictors: list, slopes: list, covariates: list, interactions: list, intercept: bool) -> dict[str, Model]:
    base, random = (None, *predictors), (None, *slopes) if intercept else tuple(slopes)
    rungs = [Model("ols", base, ()), Model("null", (None,), (None,))]
    if intercept:
        rungs.append(Model("intercept", base, (None,)))
    if slopes:
        rungs.append(Model("slope", base, random))
    if covariates:
        rungs.append(Model("covariates", (*base, *covariates), random))
    if interactions:
        rungs.append(Model("interaction", (*base, *covariates, *interactions), random))
    return {rung.name: rung for rung in rungs}


def main_model(ladder: Ladder) -> str:
    """The model whose interviewer effects are judged: slope where there is one, else intercept."""
    return "slope" if "slope" in ladder.models else "intercept"


def fit_record(ladder: Ladder, name: str, criterion: str) -> tuple[Fit, dict]:
    """Fit a model; the record holds what restores it and what a reader of fits.json wants to see."""
    done = ladder.fit(name, criterion == "REML")
    found, model = done.found, ladder.models[name]
    return done, {
        "model": name,
        "criterion": criterion,
        "fixed": Model.terms(model.fixed),
        "random": Model.terms(model.random),
        "diagonal": ladder.diagonal,
        "beta": done.beta,
        "covariance": done.D,
        "sigma2": done.sigma2,
        "deviance": done.deviance,
        "status": done.status,
        "theta": found.theta[0],
        "free": found.free[0],
        "deviance_standardised": found.deviance[0],
        "gradient_norm": done.gradient_norm,
        "steps": found.steps[0],
        "starts_agreed": found.agreed[0],
        "starts_tried": found.tried[0],
    }


def restored(frame: pd.DataFrame, analysis: dict, records: list[dict]) -> tuple[Ladder, dict[tuple[str, str], Fit]]:
    """The ladder of stored interviews and its fits by (model, criterion), as fit_models left them."""
    ladder = make_ladder(frame, analysis)
    return ladder, {(r["model"], r["criterion"]): ladder.restore(r) for r in records}


def interviewer_lines(ladder: Ladder, fit: Fit, effects: pd.DataFrame, name: str) -> pd.DataFrame:
    """Predicted intercept and slopes of each interviewer (fixed effect + EBLUP), with the row "everybody" for the
    fixed effects alone.
    """
    model = ladder.models[name]
    fixed = pd.Series(fit.beta, Model.terms(model.fixed))
    random = Model.terms(model.random)
    eblups = (
        effects.pivot(index="interviewer", columns="effect", values="eblup").reindex(columns=fixed.index).fillna(0.0)
    )
    lines = eblups + fixed
    lines.loc["everybody"] = fixed
    shown = ["Intercept", *(term for term in random if term != "Intercept")]
    return lines[shown] if random else lines

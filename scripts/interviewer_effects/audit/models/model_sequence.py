"""The ladder of models of one analysis, all on one pass over the data, and its fits as plain
records that later stages restore.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.mixed.likelihood.moments import Design, make_design
from interviewer_effects.mixed.optimum.fit import Fit, fit
from interviewer_effects.mixed.optimum.search import Optimum
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.terms import Criterion

from .centring import Centring, centred, context, with_contexts, words_of
from .design_columns import OUTCOME, Coding, coding_of
from .full_sample import of_all

CRITERIA = tuple(Criterion)
FEWEST_LEFT = (
    2  # interviewers more than their covariates, in a model of those of whom they are known
)
OF_COVARIATES = ("covariates", "interaction")  # models that read interviewer covariates


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

    columns: every numeric column of every model (n,), text predictors as 0/1 columns "name[level]"
    against their first level; a predictor of one value has none (trimming can leave one). products:
    their cross-products within interviewers. Of a survey with more interviews than are looked at
    one by one, columns and interviewers are those of the interviews drawn, products are sums over
    all of them: fits, tests and flags rest on every interview. unknown: interviewers of whom a
    covariate is not known; the models with covariates are of the others (see `of`). centring: of
    predictors, where any is centred.
    """

    models: dict[str, Model]
    columns: dict[str, np.ndarray]
    products: CrossProducts
    interviewers: np.ndarray
    diagonal: bool
    unknown: tuple[str, ...] = ()
    centring: Centring | None = None

    def of(self, name: str) -> Ladder:
        """The ladder of the interviewers that a model is of: those with every covariate for a model
        that reads them, else all. What such a model is compared with is fitted in the same ladder.
        """
        return self._with_covariates if self.unknown and name in OF_COVARIATES else self

    @cached_property
    def _with_covariates(self) -> Ladder:
        rows = ~pd.Series(self.interviewers).isin(self.unknown).to_numpy()
        groups = ~pd.Series(self.products.groups).isin(self.unknown).to_numpy()
        p = self.products
        return replace(
            self,
            columns={name: column[rows] for name, column in self.columns.items()},
            products=replace(p, gram=p.gram[groups], groups=p.groups[groups]),
            interviewers=self.interviewers[rows],
            unknown=(),
        )

    def fit(self, name: str, reml: bool) -> Fit:
        """One model under one criterion."""
        return fit(self.design(name), reml)

    def restore(self, record: dict) -> Fit:
        """The fit of a record, without searching again."""
        found = Optimum(
            theta=np.array([record["theta"]], dtype=float).reshape(1, -1),
            deviance=np.array([record["deviance_standardised"]]),
            free=np.array([record["free"]], dtype=bool).reshape(1, -1),
            steps=np.array([record["steps"]]),
            agreed=np.array([record["starts_agreed"]]),
            tried=np.array([record["starts_tried"]]),
        )
        return Fit(self.design(record["model"]), record["criterion"] == "REML", found)

    def matrix(self, names: Iterable[str | None]) -> np.ndarray:
        """The named columns (n, k)."""
        ones = np.ones(len(self.interviewers))
        return (
            np.array([ones if c is None else self.columns[c] for c in names])
            .reshape(-1, len(ones))
            .T
        )

    def means(self, names: Iterable[str | None]) -> np.ndarray:
        """Means of the named columns (k,) over all interviews."""
        return self.products.means(names)

    @property
    def drawn(self) -> bool:
        """Whether the columns hold some of the interviews only."""
        return len(self.interviewers) < self.products.n

    def design(self, name: str) -> Design:
        """The columns of a model in the engine's units. Raises ValueError when they are
        collinear.
        """
        model = self.models[name]
        return make_design(
            self.of(name).products, list(model.fixed), list(model.random), OUTCOME, self.diagonal
        )


def make_ladder(
    frame: pd.DataFrame,
    analysis: AnalysisSpec,
    coding: Coding | None = None,
    products: CrossProducts | None = None,
) -> Ladder:
    """The ladder of an analysis (a config section) on complete interviews with columns interviewer,
    outcome, predictors and covariates.

    Models: ols (predictors), null (random intercept alone), intercept, slope, covariates,
    interaction; those that an analysis does not define are left out. coding and products are those
    of all interviews where the frame holds some. Raises ValueError when two columns would have one
    name.
    """
    coding = coding or coding_of(frame, analysis)
    columns = coding.columns(frame, analysis)
    predictors, slopes, covariates = (
        coding.labels(getattr(analysis, key))
        for key in ("predictors", "random_slopes", "interviewer_covariates")
    )
    interviewers, interactions = frame["interviewer"].to_numpy(), coding.interactions(analysis)
    words, centring = words_of(analysis, coding.labels), None
    if words:
        made = centred(columns, interviewers, words, interactions, products)
        columns, products, centring = made.columns, made.products, made.centring
    both = [f"{a}:{b}" for a, b in interactions]
    models = _models(
        with_contexts(predictors, words), slopes, covariates, both, analysis.random_intercept
    )
    sums = products or cross_products(columns, interviewers)
    is_diagonal = analysis.covariance == "diagonal"
    ladder = Ladder(models, columns, sums, interviewers, is_diagonal, coding.unknown, centring)
    return _without_impossible(ladder) if coding.unknown else ladder


def _without_impossible(ladder: Ladder) -> Ladder:
    """Without the models that cannot be fitted to those interviewers alone whose covariates are
    known.
    """
    possible = {name: model for name, model in ladder.models.items() if _is_possible(ladder, name)}
    return replace(ladder, models=possible)


def _is_possible(ladder: Ladder, name: str) -> bool:
    if name not in OF_COVARIATES:
        return True
    model = ladder.models[name]
    between = len(model.fixed) - len(
        ladder.models["ols"].fixed
    )  # columns that tell interviewers apart
    if len(ladder.of(name).products.groups) < between + FEWEST_LEFT:
        return False
    try:
        ladder.design(name)
    except ValueError:
        return False
    return True


def _models(
    predictors: list, slopes: list, covariates: list, interactions: list, intercept: bool
) -> dict[str, Model]:
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


def fit_of_same(ladder: Ladder, fits: dict, name: str, other: str, criterion: str) -> Fit:
    """The fit of a model to the interviewers of another one, with which it is compared: a model
    with covariates is of those interviewers only whose covariates are known.
    """
    if ladder.of(other) is ladder.of(name):
        return fits[name, criterion]
    return ladder.of(other).fit(name, criterion == "REML")


def fit_record(ladder: Ladder, name: str, criterion: str) -> tuple[Fit, dict]:
    """Fit a model; the record holds what restores it and what a reader of fits.json wants to
    see.
    """
    done = ladder.fit(name, criterion == "REML")
    found, model = done.optimum, ladder.models[name]
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
        "steps": found.steps[0],
        "starts_agreed": found.agreed[0],
        "starts_tried": found.tried[0],
    }


def restored(
    frame: pd.DataFrame, analysis: AnalysisSpec, stored: dict
) -> tuple[Ladder, dict[tuple[str, str], Fit]]:
    """The ladder of stored interviews and its fits by (model, criterion), as fit_models left them
    (fits.json).
    """
    ladder = make_ladder(frame, analysis, *of_all(stored))
    return ladder, {(r["model"], r["criterion"]): ladder.restore(r) for r in stored["models"]}


def interviewer_lines(ladder: Ladder, fit: Fit, effects: pd.DataFrame, name: str) -> pd.DataFrame:
    """Predicted intercept and slopes of each interviewer (fixed effect + EBLUP), with the row
    "everybody" for the fixed effects alone. Intercepts are where predictors are zero, also where
    the model has them centred.
    """
    model = ladder.models[name]
    fixed = pd.Series(fit.beta, Model.terms(model.fixed))
    random = Model.terms(model.random)
    eblups = (
        effects.pivot(index="interviewer", columns="effect", values="eblup")
        .reindex(columns=fixed.index)
        .fillna(0.0)
    )
    lines = eblups + fixed
    lines.loc["everybody"] = fixed
    if ladder.centring is not None:
        lines["Intercept"] = lines["Intercept"] + _to_zero(ladder.centring, lines)
    shown = ["Intercept", *(term for term in random if term != "Intercept")]
    return lines[shown] if random else lines


def _to_zero(centring: Centring, lines: pd.DataFrame) -> list[float]:
    """What each line rises from where its centred predictors are zero to where the predictors
    themselves are.
    """
    rises: list[float] = []
    for who, line in lines.iterrows():
        name = None if who == "everybody" else str(who)
        rise = -sum(line[column] * centring.origin(column, name) for column in centring.words)
        for column, means in centring.means.items():
            away = 0.0 if name is None else means[name] - centring.overall[column]
            rise += line[context(column)] * away
        rises.append(rise)
    return rises

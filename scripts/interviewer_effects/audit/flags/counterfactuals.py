"""Refits without what may be behind a flag, and which of the reasons to look at someone still hold
then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.audit.influence.influence import HALF
from interviewer_effects.audit.models.design_columns import OUTCOME
from interviewer_effects.audit.models.level_at_means import at_means
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model
from interviewer_effects.mixed.deletion.record_changes import (
    Change,
    Changed,
    changed_gram,
    refit_changed,
)
from interviewer_effects.mixed.inference.likelihood_ratio import chi2_mixture_p, mixture
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.terms import Flag

from .flags import BY_Z, adjusted, extreme_bound


@dataclass(frozen=True)
class Case:
    """One variant of an analysis as it was fitted: its complete interviews, the REML fit of the
    main model, that of the model it is tested against (None where there is none), effects.csv, the
    declared codes that it reads as answers, and who is influential alone or in a group.
    """

    variant: str
    frame: pd.DataFrame
    ladder: Ladder
    model: str
    fit: Fit
    null: Fit | None
    effects: pd.DataFrame
    cells: pd.DataFrame
    adjust: str
    alpha: float
    groups: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def terms(self) -> list[str]:
        """The random effects by name."""
        return Model.terms(self.ladder.models[self.model].random)

    @cached_property
    def judged_fit(self) -> Fit:
        """The fit whose effects flags are of: the level at the predictors' means."""
        return at_means(self.ladder, self.model, self.fit)

    @cached_property
    def columns(self) -> np.ndarray:
        """The columns of the cross-products, one row per interview."""
        return np.column_stack([self.ladder.columns[name] for name in self.ladder.products.names])

    @cached_property
    def place(self) -> dict[str, int]:
        """Position of each interviewer."""
        return {who: at for at, who in enumerate(self.ladder.products.groups)}

    @cached_property
    def interviews(self) -> np.ndarray:
        """The interview of each row."""
        return self.frame["interview"].to_numpy(dtype=object)

    @cached_property
    def coded(self) -> set:
        """The interviews that hold a declared code."""
        return set(self.cells["interview"])

    @cached_property
    def given(self) -> dict[str, dict[str, set[str]]]:
        """The reasons to look at someone, by interviewer and effect."""
        found: dict[str, dict[str, set[str]]] = {}
        rows = self.effects[self.effects["reasons"].fillna("") != ""]
        for who, effect, reasons in zip(
            rows["interviewer"], rows["effect"], rows["reasons"], strict=True
        ):
            found.setdefault(who, {})[effect] = set(reasons.split(";"))
        return found

    @cached_property
    def tail_by_z(self) -> np.ndarray:
        """z_tail/z_at_means of everyone's effects (J, q), 1 where there is no z."""
        wide = self.effects.assign(place=self.effects["interviewer"].map(self.place))
        places = range(len(self.place))
        z, tail = (
            wide.pivot(index="place", columns="effect", values=name)
            .reindex(index=places, columns=self.terms)
            .to_numpy(dtype=float)
            for name in ("z_at_means", "z_tail")
        )
        known = np.isfinite(z) & np.isfinite(tail) & (z != 0)
        return np.divide(tail, z, out=np.ones_like(z), where=known)

    @cached_property
    def workloads(self) -> pd.Series:
        """Complete interviews by interviewer."""
        return self.frame["interviewer"].value_counts()

    @cached_property
    def own_rows(self) -> dict[str, np.ndarray]:
        """Rows of the frame of each interviewer."""
        indices = self.frame.groupby("interviewer").indices
        return {str(who): np.asarray(rows) for who, rows in indices.items()}

    def rows(self, who: str) -> np.ndarray:
        """Rows of one interviewer, none for someone without a complete interview."""
        return self.own_rows.get(who, np.zeros(0, int))

    def left_out(self, who: str, interviews: set) -> np.ndarray:
        """Weights that leave some interviews of an interviewer out."""
        return np.array([float(name not in interviews) for name in self.interviews[self.rows(who)]])

    @cached_property
    def standing_for(self) -> np.ndarray:
        """How many interviews each one drawn stands for, by interviewer (J,): 1 where all were
        read.
        """
        drawn = np.bincount(
            [self.place[who] for who in self.frame["interviewer"]], minlength=len(self.place)
        )
        return self.ladder.products.sizes / np.maximum(drawn, 1)

    def change(self, weights: dict[str, np.ndarray]) -> Change:
        """The change that counts interviews of some interviewers weights (n_j,) times, or gives
        them other values: the columns (n_j, b). Where some interviews were drawn, they stand for
        all of their interviewer's: an estimate of the change.
        """
        return {
            at: self._gram(who, w, self.standing_for[at])
            for at, who, w in (
                (self.place[who], who, w) for who, w in weights.items() if who in self.place
            )
        }

    def _gram(self, who: str, change: np.ndarray, standing_for: float) -> np.ndarray:
        columns, weights = (
            (self.columns[self.rows(who)], change)
            if change.ndim == 1
            else (change, np.ones(len(change)))
        )
        return changed_gram(self.ladder.products, columns, weights * standing_for)

    def with_outcome(self, who: str, values: np.ndarray) -> np.ndarray:
        """The columns of an interviewer's interviews with other answers (n_j,) to the outcome."""
        columns = self.columns[self.rows(who)].copy()
        columns[:, self.ladder.products.names.index(OUTCOME)] = values
        return columns

    def refit(self, weights: Sequence[dict[str, np.ndarray]]) -> After:
        """Everything after each change, in one batch."""
        changes = [self.change(one) for one in weights]
        large = refit_changed(self.judged_fit, changes)
        if self.null is None:
            nothing = np.full(len(changes), np.nan)
            return After(large, nothing, nothing)
        small = refit_changed(self.null, changes)
        return After(large, *self._test(self.null, small.deviance - large.deviance))

    def _test(self, null: Fit, difference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        statistic = np.where(difference < 1e-7, 0.0, difference)
        q = null.factor.q, self.fit.factor.q
        added = self.fit.n_parameters - null.n_parameters
        components = mixture(*q, self.fit.design.diagonal) or ((1.0, added),)
        return statistic, np.array(
            [chi2_mixture_p(T, components) if np.isfinite(T) else np.nan for T in statistic]
        )

    def still(self, who: str, z: np.ndarray) -> set[tuple[str, str]]:
        """(effect, reason) of those reasons of one interviewer that z (J, q) decides and that hold
        after a refit.

        A refit has z alone: its tail is taken to be as much lighter or heavier than the normal one
        as before.
        """
        at = self.place[who]
        held = set()
        for effect, reasons in self.given[who].items():
            k = self.terms.index(effect)
            values = z[:, k] * self.tail_by_z[:, k]
            held |= {
                (effect, reason)
                for reason in reasons & set(BY_Z)
                if self._holds(reason, values, at)
            }
        return held

    def _holds(self, reason: str, z: np.ndarray, at: int) -> bool:
        if not np.isfinite(z[at]):
            return False
        known = np.isfinite(z)
        if reason == Flag.EXTREME:
            return bool(abs(z[at]) > extreme_bound(int(known.sum())))
        p = 2 * special.ndtr(-np.abs(z[known]))
        own = 2 * special.ndtr(-abs(z[at]))
        if (
            own >= self.alpha or own * len(p) < self.alpha
        ):  # the adjusted p lies between p and J times p
            return bool(own < self.alpha)
        return bool(adjusted(p, self.adjust)[known[:at].sum()] < self.alpha)


def tested_models(ladder: Ladder) -> tuple[str, str]:
    """The main model, and the one that its variance is tested against."""
    name = main_model(ladder)
    return name, "intercept" if name == "slope" and None in ladder.models[name].random else "ols"


def make_case(
    variant: str,
    frame: pd.DataFrame,
    ladder: Ladder,
    fits: dict[tuple[str, str], Fit],
    effects: pd.DataFrame,
    cells: pd.DataFrame,
    adjust: str,
    alpha: float,
    groups: Iterable[tuple[str, ...]] = (),
) -> Case:
    """The case of a variant from its interviews, fitted ladder and effects; cells are the declared
    codes that the analysis reads as answers where they are left in (see coded_cells), and count for
    the variant raw alone; groups are those of influential_groups.
    """
    name, small = tested_models(ladder)
    cells = cells if variant == "raw" else cells.iloc[:0]
    null = fits.get((small, "REML"))
    return Case(
        variant,
        frame,
        ladder,
        name,
        fits[name, "REML"],
        null,
        effects,
        cells,
        adjust,
        alpha,
        tuple(groups),
    )


@dataclass(frozen=True)
class After:
    """R refits with the statistic and the p (R,) of the variance test."""

    refits: Changed
    statistic: np.ndarray
    p: np.ndarray

    def moved(self, start: int, without: int, alpha: float) -> bool:
        """Whether a refit differs from the one that it starts from by what is called influence:
        half a standard error of the latter in a fixed effect, or a decision of the test.

        The standard error is that of the data that are left: codes among the predictors make it
        small, and half of a small one is no influence once they are gone.
        """
        shift = np.abs(self.refits.beta[start] - self.refits.beta[without]) / self.refits.se[start]
        decisions = (self.p[start] < alpha) != (self.p[without] < alpha)
        return bool((shift >= HALF).any() or decisions)

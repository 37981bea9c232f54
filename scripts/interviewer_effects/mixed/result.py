"""What a fitted MixedModel reports."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.arguments import check_alpha
from interviewer_effects.mixed.likelihood.criteria import InformationCriteria
from interviewer_effects.mixed.optimum.fit import Fit

from .inference import predicted_effects, standard_errors

if TYPE_CHECKING:
    from .summary import Summary


@lru_cache
def _index(names: tuple[str, ...]) -> pd.Index:
    """An index costs as much as a tenth of a small fit: fits of the same columns share one."""
    return pd.Index(names, dtype=object)


class MixedResult(InformationCriteria):
    """Estimates of one fit, under the attribute names of statsmodels' MixedLM, with status,
    deviance, Satterthwaite df and effects besides; `model` is the MixedModel or FileModel.
    """

    def __init__(
        self,
        model: Any,
        fit: Fit,
    ) -> None:
        self.model = model
        self.reml = fit.reml
        self._fit = fit

    # ---- fixed effects
    @cached_property
    def fixed(self) -> dict[str, Floats]:
        """estimate, se, df, t, p and 95 % limits of β̂, an array each."""
        return standard_errors.fixed_effects(self._fit)

    def _series(self, key: str) -> pd.Series:
        return pd.Series(self.fixed[key], self._fixed_index)

    @property
    def _fixed_index(self) -> pd.Index:
        return _index(tuple(self.model.exog_names))

    @property
    def fe_params(self) -> pd.Series:
        """Fixed effects β̂."""
        return pd.Series(self._fit.beta, self._fixed_index)

    @property
    def bse_fe(self) -> pd.Series:
        """Standard errors of β̂."""
        variances = np.diag(self._fit.cov_beta)
        return pd.Series(np.sqrt(variances), self._fixed_index)

    @property
    def df_fe(self) -> pd.Series:
        """Satterthwaite degrees of freedom of β̂."""
        return self._series("df")

    @property
    def tvalues_fe(self) -> pd.Series:
        """β̂ / SE."""
        return self._series("t")

    @property
    def pvalues_fe(self) -> pd.Series:
        """Two-sided p-values from t with Satterthwaite df."""
        return self._series("p")

    @property
    def cov_fe(self) -> pd.DataFrame:
        """Var(β̂)."""
        names = self.model.exog_names
        return pd.DataFrame(self._fit.cov_beta, names, names)

    # ---- variance parameters
    @cached_property
    def cov_re(self) -> pd.DataFrame:
        """Covariance matrix D of the random effects, in squared units of the outcome."""
        names = self.model.exog_re_names
        return pd.DataFrame(self._fit.D, names, names)

    @cached_property
    def bse_re(self) -> pd.DataFrame:
        """Standard errors of D from the observed information; NaN on the boundary."""
        names = self.model.exog_re_names
        errors, _ = standard_errors.variance_errors(self._fit)
        return pd.DataFrame(errors, names, names)

    @property
    def scale(self) -> float:
        """Residual variance σ̂²."""
        return self._fit.sigma2

    @property
    def scale_se(self) -> float:
        """Standard error of σ̂²."""
        _, error_of_sigma2 = standard_errors.variance_errors(self._fit)
        return error_of_sigma2

    # ---- likelihood
    @property
    def deviance(self) -> float:
        """−2ℓ of the criterion used, for the columns as given."""
        return self._fit.deviance

    @property
    def llf(self) -> float:
        """Log-likelihood (restricted when reml)."""
        return -self.deviance / 2

    @property
    def n_parameters(self) -> int:
        """Fixed effects, (co)variances and σ²."""
        return self._fit.n_parameters

    @property
    def status(self) -> str:
        """interior, or boundary: D is singular, there is no detectable variance in at least one
        direction.
        """
        return self._fit.status

    @property
    def nobs(self) -> int:
        """Rows used."""
        return self.model.nobs

    @property
    def n_groups(self) -> int:
        """Interviewers (groups)."""
        return len(self.model.products.groups)

    # ---- predictions
    @cached_property
    def _effects(self) -> predicted_effects.Effects:
        return predicted_effects.effects(self._fit)

    @property
    def random_effects(self) -> dict[Hashable, pd.Series]:
        """EBLUPs by group, each a Series over the random effects."""
        names = self.model.exog_re_names
        groups = self.model.products.groups
        by_group = {}
        for group, eblup in zip(groups, self._effects.eblup, strict=True):
            by_group[group] = pd.Series(eblup, names)
        return by_group

    def effects(self) -> pd.DataFrame:
        """One row per group and effect: eblup, pev_se (for caterpillars), comparative_se,
        diagnostic_se and z (for outliers).
        """
        names = self.model.exog_re_names
        products = self.model.products
        sizes = products.sizes.astype(int)
        q = len(names)
        effects = self._effects
        return pd.DataFrame(
            {
                "group": np.repeat(products.groups, q),
                "n": np.repeat(sizes, q),
                "effect": np.tile(names, len(sizes)),
                "eblup": effects.eblup.ravel(),
                "pev_se": _standard_errors(effects.pev),
                "comparative_se": _standard_errors(effects.comparative),
                "diagnostic_se": _standard_errors(effects.diagnostic),
                "z": effects.z.ravel(),
            }
        )

    @cached_property
    def fitted_marginal(self) -> Floats:
        """Xβ̂ (n,)."""
        return self.model.exog @ self._fit.beta

    @cached_property
    def fittedvalues(self) -> Floats:
        """Xβ̂ + Zû (n,)."""
        model = self.model
        positions = np.searchsorted(model.products.groups, model.groups)
        eblup_of_row = self._effects.eblup[positions]
        predicted = (model.exog_re * eblup_of_row).sum(1)
        return self.fitted_marginal + predicted

    @property
    def resid_marginal(self) -> Floats:
        """Marginal residuals y − Xβ̂ (n,)."""
        return self.model.endog - self.fitted_marginal

    @property
    def resid(self) -> Floats:
        """Conditional residuals y − fittedvalues (n,)."""
        return self.model.endog - self.fittedvalues

    # ---- intra-interviewer correlation
    def rho(self, z: Any = None) -> float:
        """Intra-interviewer correlation z'Dz / (z'Dz + σ²) at random-effect values z (q,), default
        the means of the random columns.
        """
        if z is None:
            z = self.model.random_means()
        return self._fit.rho(z)

    @property
    def icc(self) -> float:
        """ρ at the means of the random columns; D₀₀/(D₀₀ + σ²) for a random intercept."""
        return self.rho()

    def design_effect(self, z: Any = None) -> float:
        """1 + (Σn_j²/Σn_j − 1)ρ(z): by how much groups of these sizes inflate the variance of a
        mean (Kish 1962).
        """
        sizes = self.model.products.sizes
        squares = sizes**2
        effective_size = squares.sum() / sizes.sum()
        return 1 + (effective_size - 1) * self.rho(z)

    # ---- intervals, deletions, tables
    def conf_int(
        self,
        alpha: float = 0.05,
        method: str = "satterthwaite",
    ) -> pd.DataFrame:
        """(1 − alpha) limits of every parameter: "satterthwaite" t intervals of β; "profile"
        likelihood intervals of β, D, σ² and correlations.
        """
        check_alpha(alpha)
        if method == "satterthwaite":
            estimates = standard_errors.fixed_effects(self._fit, alpha)
            limits = {"low": estimates["low"], "high": estimates["high"]}
            return pd.DataFrame(limits, self.model.exog_names)
        if method == "profile":
            from interviewer_effects.mixed.inference.profile import profile_intervals

            return profile_intervals(self, alpha)
        raise ValueError(f"method is '{method}': use 'satterthwaite' or 'profile'.")

    def influence(self) -> pd.DataFrame:
        """Exact refits without each group in turn: see mixed.influence."""
        from interviewer_effects.mixed.deletion.influence import leave_one_out

        return leave_one_out(self)

    def summary(self) -> Summary:
        """A table that a statsmodels user recognises; prints as text."""
        from .summary import Summary

        return Summary(self)


def _standard_errors(covariances: Floats) -> Floats:
    """Of effects with covariances (J, q, q), one group after the other (J·q,)."""
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    return np.sqrt(np.maximum(variances, 0)).ravel()

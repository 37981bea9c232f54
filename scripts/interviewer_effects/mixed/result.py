"""What a fitted MixedModel reports."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from interviewer_effects.mixed.design.arguments import check_alpha
from interviewer_effects.mixed.likelihood.criteria import InformationCriteria
from interviewer_effects.mixed.optimum.fit import Fit

from .inference import predicted_effects, standard_errors


@lru_cache
def _index(names: tuple[str, ...]) -> pd.Index:
    """An index costs as much as a tenth of a small fit: fits of the same columns share one."""
    return pd.Index(names, dtype=object)


class MixedResult(InformationCriteria):
    """Estimates of one fit, under the attribute names of statsmodels' MixedLM, with status,
    deviance, Satterthwaite df and effects besides.
    """

    def __init__(self, model, fit: Fit):
        self.model, self._fit, self.reml = model, fit, fit.reml

    # ---- fixed effects
    @cached_property
    def fixed(self) -> dict[str, np.ndarray]:
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
        return pd.Series(np.sqrt(np.diag(self._fit.cov_beta)), self._fixed_index)

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
        return pd.DataFrame(self._fit.cov_beta, self.model.exog_names, self.model.exog_names)

    # ---- variance parameters
    @cached_property
    def cov_re(self) -> pd.DataFrame:
        """Covariance matrix D of the random effects, in squared units of the outcome."""
        return pd.DataFrame(self._fit.D, self.model.exog_re_names, self.model.exog_re_names)

    @cached_property
    def bse_re(self) -> pd.DataFrame:
        """Standard errors of D from the observed information; NaN on the boundary."""
        errors = standard_errors.variance_errors(self._fit)[0]
        return pd.DataFrame(errors, self.model.exog_re_names, self.model.exog_re_names)

    @property
    def scale(self) -> float:
        """Residual variance σ̂²."""
        return self._fit.sigma2

    @property
    def scale_se(self) -> float:
        """Standard error of σ̂²."""
        return standard_errors.variance_errors(self._fit)[1]

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
    def random_effects(self) -> dict:
        """EBLUPs by group, each a Series over the random effects."""
        names = self.model.exog_re_names
        return {
            g: pd.Series(u, names)
            for g, u in zip(self.model.products.groups, self._effects.eblup, strict=True)
        }

    def effects(self) -> pd.DataFrame:
        """One row per group and effect: eblup, pev_se (for caterpillars), comparative_se,
        diagnostic_se and z (for outliers).
        """
        e, names = self._effects, self.model.exog_re_names
        groups = self.model.products.groups

        def errors(part: np.ndarray) -> np.ndarray:
            return np.sqrt(np.maximum(np.diagonal(part, axis1=1, axis2=2), 0)).ravel()

        return pd.DataFrame(
            {
                "group": np.repeat(groups, len(names)),
                "n": np.repeat(self.model.products.sizes.astype(int), len(names)),
                "effect": np.tile(names, len(groups)),
                "eblup": e.eblup.ravel(),
                "pev_se": errors(e.pev),
                "comparative_se": errors(e.comparative),
                "diagnostic_se": errors(e.diagnostic),
                "z": e.z.ravel(),
            }
        )

    @cached_property
    def fitted_marginal(self) -> np.ndarray:
        """Xβ̂ (n,)."""
        return self.model.exog @ self._fit.beta

    @cached_property
    def fittedvalues(self) -> np.ndarray:
        """Xβ̂ + Zû (n,)."""
        where = np.searchsorted(self.model.products.groups, self.model.groups)
        return self.fitted_marginal + (self.model.exog_re * self._effects.eblup[where]).sum(1)

    @property
    def resid_marginal(self) -> np.ndarray:
        """Marginal residuals y − Xβ̂ (n,)."""
        return self.model.endog - self.fitted_marginal

    @property
    def resid(self) -> np.ndarray:
        """Conditional residuals y − fittedvalues (n,)."""
        return self.model.endog - self.fittedvalues

    # ---- intra-interviewer correlation
    def rho(self, z=None) -> float:
        """Intra-interviewer correlation z'Dz / (z'Dz + σ²) at random-effect values z (q,), default
        the means of the random columns.
        """
        return self._fit.rho(self.model.random_means() if z is None else z)

    @property
    def icc(self) -> float:
        """ρ at the means of the random columns; D₀₀/(D₀₀ + σ²) for a random intercept."""
        return self.rho()

    def design_effect(self, z=None) -> float:
        """1 + (Σn_j²/Σn_j − 1)ρ(z): by how much groups of these sizes inflate the variance of a
        mean (Kish 1962).
        """
        sizes = self.model.products.sizes
        return 1 + ((sizes**2).sum() / sizes.sum() - 1) * self.rho(z)

    # ---- intervals, deletions, tables
    def conf_int(self, alpha: float = 0.05, method: str = "satterthwaite") -> pd.DataFrame:
        """(1 − alpha) limits of every parameter: "satterthwaite" t intervals of β; "profile"
        likelihood intervals of β, D, σ² and correlations.
        """
        check_alpha(alpha)
        if method == "satterthwaite":
            table = standard_errors.fixed_effects(self._fit, alpha)
            return pd.DataFrame({"low": table["low"], "high": table["high"]}, self.model.exog_names)
        if method == "profile":
            from interviewer_effects.mixed.inference.profile import profile_intervals

            return profile_intervals(self, alpha)
        raise ValueError(f"method is '{method}': use 'satterthwaite' or 'profile'.")

    def influence(self):
        """Exact refits without each group in turn: see mixed.influence."""
        from interviewer_effects.mixed.deletion.influence import leave_one_out

        return leave_one_out(self)

    def summary(self):
        """A table that a statsmodels user recognises; prints as text."""
        from .summary import Summary

        return Summary(self)

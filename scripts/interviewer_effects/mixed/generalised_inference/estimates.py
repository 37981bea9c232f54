"""The estimates of a generalised fit with their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.generalised.design import GeneralisedDesign
from interviewer_effects.mixed.generalised.families import COUNTS, constant
from interviewer_effects.mixed.generalised.fit import GeneralisedFit
from interviewer_effects.mixed.generalised.marginal import log_likelihoods, total
from interviewer_effects.mixed.likelihood.criteria import InformationCriteria

if TYPE_CHECKING:
    from interviewer_effects.mixed.model import MixedModel

SEARCH_ERROR = 1e-7  # of −2ℓ


class GeneralisedEstimates(InformationCriteria):
    """Thresholds, fixed and random effects, and the likelihood, under the names of MixedResult.

    Tests of fixed effects are Wald tests (z), as no degrees of freedom exist here. `scale` is 1:
    there is no residual variance.
    """

    reml = False
    scale = 1.0

    def __init__(
        self,
        model: MixedModel,
        design: GeneralisedDesign,
        fit: GeneralisedFit,
    ):
        self.model = model
        self.family = fit.family
        self._design = design
        self._fit = fit

    # ---- fixed effects
    @property
    def fe_params(self) -> pd.Series:
        """Fixed effects β̂, on the scale of η (log odds, or log counts)."""
        return self._by_fixed_name(self._fit.beta)

    @property
    def thresholds(self) -> pd.Series:
        """c_k of ordered answers: log odds of an answer at or below level k where η = 0."""
        fit = self._fit
        levels = fit.answers.levels[: self._n_thresholds]
        names = [f"≤ {level:g}" for level in levels]
        return pd.Series(
            fit.thresholds,
            names,
            dtype=float,
        )

    @property
    def bse_fe(self) -> pd.Series:
        """Standard errors of β̂ from the observed information."""
        errors = self._standard_errors[self._n_thresholds :]
        return self._by_fixed_name(errors)

    @property
    def bse_thresholds(self) -> pd.Series:
        """Standard errors of the thresholds."""
        errors = self._standard_errors[: self._n_thresholds]
        names = self.thresholds.index
        return pd.Series(errors, names)

    @property
    def tvalues_fe(self) -> pd.Series:
        """β̂/SE, standard normal for large surveys."""
        errors = self.bse_fe
        return self.fe_params / errors

    @property
    def pvalues_fe(self) -> pd.Series:
        """Two-sided Wald p-values."""
        size = np.abs(self.tvalues_fe)
        p_values = 2 * special.ndtr(-size)
        return self._by_fixed_name(p_values)

    @property
    def cov_fe(self) -> pd.DataFrame:
        """Var(β̂)."""
        first = self._n_thresholds
        matrix = self._fit.covariance_of_fixed[first:, first:]
        names = self._fixed_names
        return pd.DataFrame(
            matrix,
            names,
            names,
        )

    @property
    def _standard_errors(self) -> Floats:
        variances = np.diag(self._fit.covariance_of_fixed)
        return np.sqrt(variances)

    @property
    def _n_thresholds(self) -> int:
        return len(self._fit.thresholds)

    @property
    def _fixed_names(self) -> list[str]:
        return self._design.fixed_names

    def _by_fixed_name(self, values: ArrayLike) -> pd.Series:
        names = self._fixed_names
        return pd.Series(values, names)

    # ---- random effects
    @property
    def cov_re(self) -> pd.DataFrame:
        """Covariance matrix D of the random effects, in squared units of η."""
        names = self.model.exog_re_names
        D = self._fit.D
        return pd.DataFrame(
            D,
            names,
            names,
        )

    @property
    def random_effects(self) -> dict:
        """Posterior means of the random effects by interviewer, each a Series."""
        names = self.model.exog_re_names
        labels = self._design.group_labels
        by_label = {}
        for label, mean in zip(
            labels,
            self._fit.effect_mean,
            strict=True,
        ):
            by_label[label] = pd.Series(mean, names)
        return by_label

    def effects(self) -> pd.DataFrame:
        """One row per interviewer and effect: posterior mean and SD of the random effect."""
        names = self.model.exog_re_names
        labels = self._design.group_labels
        sizes = self._design.group_sizes
        variance = np.diagonal(self._fit.effect_covariance, axis1=1, axis2=2)
        deviation = np.sqrt(np.maximum(variance, 0))
        n_effects = len(names)
        table = pd.DataFrame({"group": np.repeat(labels, n_effects)})
        table["n"] = np.repeat(sizes, n_effects)
        table["effect"] = np.tile(names, len(labels))
        table["mean"] = self._fit.effect_mean.ravel()
        table["sd"] = deviation.ravel()
        return table

    @property
    def dispersion(self) -> float:
        """θ of the negative binomial, variance μ + μ²/θ; infinite of Poisson counts, else NaN."""
        if self.family not in COUNTS:
            return float("nan")
        return getattr(
            self._fit.kernel,
            "size",
            float("inf"),
        )

    @property
    def bse_log_dispersion(self) -> float:
        """Standard error of log θ̂; NaN where there is no finite θ."""
        return self._fit.log_size_error

    # ---- likelihood
    @property
    def llf(self) -> float:
        """Marginal log-likelihood, comparable with glmer, clmm and glmmTMB."""
        fit = self._fit
        return fit.log_likelihood + constant(fit.answers, fit.kernel)

    def log_likelihood_at(
        self,
        fixed: ArrayLike,
        covariance: ArrayLike,
        *,
        thresholds: ArrayLike = (),
        nodes: int | None = None,
    ) -> float:
        """The log-likelihood at other estimates, such as another program's.

        Parameters
        ----------
        fixed : array (p,)
        covariance : array (q, q)
        thresholds : array (K − 1,)
        nodes : int, optional
            Gauss-Hermite nodes along each effect, 1 for Laplace's approximation; by default the
            rules with which this fit has settled.

        Notes
        -----
        Compare at the same approximation only: a Laplace value can lie above the exact one.
        """
        fit = self._fit
        given_thresholds = np.asarray(thresholds, float)
        given_fixed = np.asarray(fixed, float)
        given_D = np.asarray(covariance, float)
        all_fixed = np.concatenate([given_thresholds, given_fixed])
        parameters = fit.parameters_at(all_fixed, given_D)
        scheme = fit.scheme_for(parameters.factor.rank, nodes)
        by_interviewer = log_likelihoods(scheme, parameters)
        value = total(
            fit.cells,
            parameters,
            by_interviewer,
        )[0]
        return float(value) + constant(fit.answers, fit.kernel)

    @property
    def deviance(self) -> float:
        """−2ℓ."""
        return -2 * self.llf

    @property
    def deviance_error(self) -> float:
        """How far −2ℓ may be off, from the quadrature and where the search stopped."""
        of_quadrature = 2 * self._fit.maximum.change
        return of_quadrature + SEARCH_ERROR

    @property
    def n_parameters(self) -> int:
        """Thresholds, fixed effects, (co)variances, and θ of the negative binomial."""
        return self._fit.n_parameters

    @property
    def status(self) -> str:
        """interior, or boundary: there is no detectable variance in at least one direction."""
        return self._fit.status

    @property
    def quadrature(self) -> str:
        """The rule that settled the integral, and how far ℓ moves by a finer one."""
        maximum = self._fit.maximum
        return f"{maximum.finest}, log-likelihood within {maximum.change:.0e}"

    @property
    def nobs(self) -> int:
        """Rows used."""
        answers = self._fit.answers
        return len(answers.values)

    @property
    def n_groups(self) -> int:
        """Interviewers (groups)."""
        labels = self._design.group_labels
        return len(labels)

"""What a fitted generalised model reports, under the names of the linear one."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.design.arguments import check_alpha
from interviewer_effects.mixed.likelihood.criteria import InformationCriteria

from .design import GeneralisedDesign
from .families import COUNTS, constant
from .fit import GeneralisedFit
from .marginal import log_likelihoods, total
from .moments import answer_moments, category_probabilities, latent_icc, marginal_moments

SEARCH_ERROR = 1e-7  # of −2ℓ


class GeneralisedResult(InformationCriteria):
    """Estimates of one fit of a binary, ordinal or count model, by maximum likelihood.

    Attributes follow MixedResult; tests of fixed effects are Wald tests (z), as no degrees of
    freedom exist here. `scale` is 1: there is no residual variance.
    """

    reml = False
    scale = 1.0

    def __init__(self, model, design: GeneralisedDesign, fit: GeneralisedFit):
        self.model = model
        self._design = design
        self.family = fit.family
        self._fit = fit

    # ---- fixed effects
    @property
    def fe_params(self) -> pd.Series:
        """Fixed effects β̂, on the scale of η (log odds, or log counts)."""
        return pd.Series(self._fit.beta, self._fixed_names)

    @property
    def thresholds(self) -> pd.Series:
        """c_k of ordered answers: log odds of an answer at or below level k where η = 0."""
        levels = self._fit.answers.levels[: len(self._fit.thresholds)]
        names = [f"≤ {level:g}" for level in levels]
        return pd.Series(self._fit.thresholds, names, dtype=float)

    @property
    def bse_fe(self) -> pd.Series:
        """Standard errors of β̂ from the observed information."""
        return pd.Series(self._standard_errors[len(self._fit.thresholds) :], self._fixed_names)

    @property
    def bse_thresholds(self) -> pd.Series:
        """Standard errors of the thresholds."""
        count = len(self._fit.thresholds)
        return pd.Series(self._standard_errors[:count], self.thresholds.index)

    @property
    def tvalues_fe(self) -> pd.Series:
        """β̂/SE, standard normal for large surveys."""
        return self.fe_params / self.bse_fe

    @property
    def pvalues_fe(self) -> pd.Series:
        """Two-sided Wald p-values."""
        return pd.Series(2 * special.ndtr(-np.abs(self.tvalues_fe)), self._fixed_names)

    @property
    def cov_fe(self) -> pd.DataFrame:
        """Var(β̂)."""
        first = len(self._fit.thresholds)
        matrix = self._fit.covariance_of_fixed[first:, first:]
        return pd.DataFrame(matrix, self._fixed_names, self._fixed_names)

    @property
    def _standard_errors(self) -> np.ndarray:
        return np.sqrt(np.diag(self._fit.covariance_of_fixed))

    @property
    def _fixed_names(self) -> list[str]:
        return self._design.fixed_names

    # ---- random effects
    @property
    def cov_re(self) -> pd.DataFrame:
        """Covariance matrix D of the random effects, in squared units of η."""
        return pd.DataFrame(self._fit.D, self.model.exog_re_names, self.model.exog_re_names)

    @property
    def random_effects(self) -> dict:
        """Posterior means of the random effects by interviewer, each a Series."""
        names = self.model.exog_re_names
        return {
            group: pd.Series(mean, names)
            for group, mean in zip(self._design.group_labels, self._fit.effect_mean, strict=True)
        }

    def effects(self) -> pd.DataFrame:
        """One row per interviewer and effect: posterior mean and SD of the random effect."""
        names = self.model.exog_re_names
        labels = self._design.group_labels
        variance = np.diagonal(self._fit.effect_covariance, axis1=1, axis2=2)
        return pd.DataFrame(
            {
                "group": np.repeat(labels, len(names)),
                "n": np.repeat(self._design.group_sizes, len(names)),
                "effect": np.tile(names, len(labels)),
                "mean": self._fit.effect_mean.ravel(),
                "sd": np.sqrt(np.maximum(variance, 0)).ravel(),
            }
        )

    @property
    def dispersion(self) -> float:
        """θ of the negative binomial, variance μ + μ²/θ; infinite of Poisson counts, else NaN."""
        if self.family not in COUNTS:
            return float("nan")
        return getattr(self._fit.kernel, "size", float("inf"))

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
        self, fixed, covariance, *, thresholds=(), nodes: int | None = None
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
        parameters = fit.parameters_at(
            np.concatenate([np.asarray(thresholds, float), np.asarray(fixed, float)]),
            np.asarray(covariance, float),
        )
        scheme = fit.scheme_for(parameters.factor.rank, nodes)
        by_interviewer = log_likelihoods(scheme, parameters)
        value = total(fit.cells, parameters, by_interviewer)[0]
        return float(value) + constant(fit.answers, fit.kernel)

    @property
    def deviance(self) -> float:
        """−2ℓ."""
        return -2 * self.llf

    @property
    def deviance_error(self) -> float:
        """How far −2ℓ may be off, from the quadrature and where the search stopped."""
        return 2 * self._fit.maximum.change + SEARCH_ERROR

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
        return len(self._fit.answers.values)

    @property
    def n_groups(self) -> int:
        """Interviewers (groups)."""
        return len(self._design.group_labels)

    # ---- predictions
    @cached_property
    def linear_predictor(self) -> np.ndarray:
        """x'β̂ (n,)."""
        return self._design.fixed @ self._fit.beta

    @property
    def fittedvalues(self) -> np.ndarray:
        """E[y | û_j] at the posterior mean of the interviewer's effects (n,)."""
        effect = self._fit.effect_mean[self._design.group_index]
        eta = self.linear_predictor + (self.model.exog_re * effect).sum(1)
        return self._moments(eta).mean

    @property
    def fitted_marginal(self) -> np.ndarray:
        """E[y] over all interviewers (n,): not the answer of an average interviewer."""
        return self._marginal[0]

    def probabilities(self) -> pd.DataFrame:
        """P(y = level) at the posterior mean of the interviewer's effects, a column per level."""
        effect = self._fit.effect_mean[self._design.group_index]
        eta = self.linear_predictor + (self.model.exog_re * effect).sum(1)
        levels = self._fit.answers.levels
        if self.family == "ordinal":
            return pd.DataFrame(category_probabilities(eta, self._fit.thresholds), columns=levels)
        if self.family == "binary":
            upper = special.expit(eta)
            return pd.DataFrame({levels[0]: 1 - upper, levels[1]: upper})
        raise ValueError("Counts have no list of levels: use fittedvalues for their means.")

    def predict(self, data, exog_re=None, *, groups=None) -> np.ndarray:
        """Expected answers (m,) to new interviews.

        Parameters
        ----------
        data : DataFrame or array (m, p)
            The predictors by name, where the model came from a formula; else the columns of exog.
        exog_re : array (m, q), optional
            Random columns beside an array; by default those of a random intercept.
        groups : str or array (m,), optional
            Whose interviews they are: then the expectation is that at the posterior mean of these
            interviewers' effects. By default it is over all interviewers.

        Raises
        ------
        ValueError
            Where a column is missing, a category is new or an interviewer is not of the fit.

        Notes
        -----
        NaN where a predictor is missing.
        """
        from .prediction import predict

        return predict(self, data, exog_re, groups=groups)

    def quantile_residuals(self, seed: int) -> np.ndarray:
        """Randomised quantile residuals (n,), standard normal if the model is right (Dunn & Smyth
        1996).

        Each is about the distribution over all interviewers: those of one interviewer go together.
        """
        from .residuals import quantile_residuals

        return quantile_residuals(self, seed)

    # ---- intra-interviewer correlation
    @property
    def icc_latent(self) -> float:
        """z'Dz/(z'Dz + π²/3) at the means of the random columns; NaN for counts."""
        if self.family in COUNTS:
            return float("nan")
        mean = self.model.exog_re.mean(0)
        return latent_icc(float(mean @ self._fit.D @ mean))

    @property
    def icc(self) -> float:
        """Share of the variance of the answers between interviewers, averaged over the rows.

        Σ_i Var_u(E[y_i|u]) / Σ_i Var(y_i), the one for design effects of a mean or a proportion.
        """
        _, between, total = self._marginal
        return float(between.sum() / total.sum())

    def design_effect(self) -> float:
        """1 + (Σn_j²/Σn_j − 1)·icc: by how much groups of these sizes inflate the variance of a
        mean.
        """
        sizes = self._design.group_sizes
        return 1 + ((sizes**2).sum() / sizes.sum() - 1) * self.icc

    @cached_property
    def _marginal(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        columns = self.model.exog_re
        variance = np.einsum("nq,qr,nr->n", columns, self._fit.D, columns)
        return marginal_moments(
            self.linear_predictor, np.maximum(variance, 0), conditional=self._moments
        )

    def _moments(self, eta: np.ndarray):
        return answer_moments(
            eta,
            family=self.family,
            kernel=self._fit.kernel,
            thresholds=self._fit.thresholds,
            levels=self._fit.answers.levels,
        )

    # ---- tables
    def conf_int(self, alpha: float = 0.05, method: str = "wald") -> pd.DataFrame:
        """(1 − alpha) limits: "wald" of thresholds and fixed effects; "profile" of (co)variances
        too.

        Wald limits of rare answers are too narrow on the side away from 0: use the profile there.
        """
        check_alpha(alpha)
        if method == "profile":
            from .profile import profile_table

            return profile_table(self, alpha)
        if method != "wald":
            raise ValueError(f"method is '{method}': use 'wald' or 'profile'.")
        estimates = pd.concat([self.thresholds, self.fe_params])
        reach = special.ndtri(1 - alpha / 2) * self._standard_errors
        return pd.DataFrame({"low": estimates - reach, "high": estimates + reach})

    def influence(self) -> pd.DataFrame:
        """Exact refits without each interviewer: Cook's distance and the refitted parameters.

        NaN where the others' answers have no maximum, as when nobody else used a category.
        """
        from .deletion import deletion_table

        return deletion_table(self)

    def summary(self) -> str:
        """A table of estimates that a user of glmer or statsmodels recognises."""
        from .summary import summary_text

        return summary_text(self)

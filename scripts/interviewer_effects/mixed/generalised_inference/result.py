"""What a fitted generalised model reports, under the names of the linear one."""

from __future__ import annotations

from functools import cached_property

import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.design.arguments import check_alpha
from interviewer_effects.mixed.generalised.families import COUNTS

from .bootstrap_interval import bootstrap_table
from .deletion import deletion_table
from .estimates import GeneralisedEstimates
from .moments import (
    AnswerMoments,
    MarginalMoments,
    answer_moments,
    category_probabilities,
    latent_icc,
    marginal_moments,
    variances_of_rows,
)
from .prediction import predict
from .profile import profile_table
from .residuals import quantile_residuals
from .summary import summary_text


class GeneralisedResult(GeneralisedEstimates):
    """One fit of a binary, ordinal or count model, by maximum likelihood.

    Attributes follow MixedResult.
    """

    # ---- predictions
    @cached_property
    def linear_predictor(self) -> Floats:
        """x'β̂ (n,)."""
        design = self._design
        return design.fixed @ self._fit.beta

    @property
    def fittedvalues(self) -> Floats:
        """E[y | û_j] at the posterior mean of the interviewer's effects (n,)."""
        moments = self._moments(self._conditional_predictor)
        return moments.mean

    @property
    def fitted_marginal(self) -> Floats:
        """E[y] over all interviewers (n,): not the answer of an average interviewer."""
        return self._marginal.mean

    def probabilities(self) -> pd.DataFrame:
        """P(y = level) at the posterior mean of the interviewer's effects, a column per level."""
        if self.family in COUNTS:
            raise ValueError("Counts have no list of levels: use fittedvalues for their means.")
        eta = self._conditional_predictor
        levels = self._fit.answers.levels
        if self.family == "ordinal":
            shares = category_probabilities(eta, self._fit.thresholds)
            return pd.DataFrame(shares, columns=levels)
        upper_share = special.expit(eta)
        return pd.DataFrame({levels[0]: 1 - upper_share, levels[1]: upper_share})

    def predict(
        self,
        data: pd.DataFrame | ArrayLike,
        exog_re: ArrayLike | None = None,
        *,
        groups: str | ArrayLike | None = None,
    ) -> Floats:
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
        return predict(
            self,
            data,
            exog_re,
            groups=groups,
        )

    def quantile_residuals(self, seed: int) -> Floats:
        """Randomised quantile residuals (n,), standard normal if the model is right (Dunn & Smyth
        1996).

        Each is about the distribution over all interviewers: those of one interviewer go together.
        """
        return quantile_residuals(self, seed)

    @property
    def _conditional_predictor(self) -> Floats:
        """x'β̂ + z'û_j (n,) at the posterior mean of the interviewer's effects."""
        effects = self._fit.effect_mean[self._design.group_index]
        random_part = self.model.exog_re * effects
        return self.linear_predictor + random_part.sum(1)

    # ---- intra-interviewer correlation
    @property
    def icc_latent(self) -> float:
        """z'Dz/(z'Dz + π²/3) at the means of the random columns; NaN for counts."""
        if self.family in COUNTS:
            return float("nan")
        mean = self.model.exog_re.mean(0)
        variance = mean @ self._fit.D @ mean
        return latent_icc(float(variance))

    @property
    def icc(self) -> float:
        """Share of the variance of the answers between interviewers, averaged over the rows.

        Σ_i Var_u(E[y_i|u]) / Σ_i Var(y_i), the one for design effects of a mean or a proportion.
        """
        marginal = self._marginal
        between = marginal.between.sum()
        return float(between / marginal.total.sum())

    def design_effect(self) -> float:
        """1 + (Σn_j²/Σn_j − 1)·icc: by how much groups of these sizes inflate the variance of a
        mean.
        """
        sizes = self._design.group_sizes
        weighted_size = (sizes**2).sum() / sizes.sum()
        return 1 + (weighted_size - 1) * self.icc

    @cached_property
    def _marginal(self) -> MarginalMoments:
        variances = variances_of_rows(self.model.exog_re, self._fit.D)
        return marginal_moments(
            self.linear_predictor,
            variances,
            conditional=self._moments,
        )

    def _moments(self, eta: Floats) -> AnswerMoments:
        fit = self._fit
        return answer_moments(
            eta,
            family=self.family,
            kernel=fit.kernel,
            thresholds=fit.thresholds,
            levels=fit.answers.levels,
        )

    # ---- tables
    def conf_int(
        self,
        alpha: float = 0.05,
        method: str = "wald",
        *,
        replicates: int = 999,
        seed: int = 1,
    ) -> pd.DataFrame:
        """(1 − alpha) limits of the parameters.

        Parameters
        ----------
        alpha : float
        method : {"wald", "profile", "bootstrap"}
            "wald" is for thresholds and fixed effects; "profile" and "bootstrap" are for
            (co)variances too.
        replicates, seed : int
            Of the bootstrap: percentiles of refits to surveys simulated from the fit.

        Notes
        -----
        Wald limits of rare answers are too narrow on the side away from 0: use the profile there.
        """
        check_alpha(alpha)
        if method == "profile":
            return profile_table(self, alpha)
        if method == "bootstrap":
            return bootstrap_table(
                self,
                alpha,
                replicates=replicates,
                seed=seed,
            )
        if method != "wald":
            raise ValueError(f"method is '{method}': use 'wald', 'profile' or 'bootstrap'.")
        estimates = pd.concat([self.thresholds, self.fe_params])
        quantile = special.ndtri(1 - alpha / 2)
        reach = quantile * self._standard_errors
        return pd.DataFrame({"low": estimates - reach, "high": estimates + reach})

    def influence(self) -> pd.DataFrame:
        """Exact refits without each interviewer: Cook's distance and the refitted parameters.

        NaN where the others' answers have no maximum, as when nobody else used a category.
        """
        return deletion_table(self)

    def summary(self) -> str:
        """A table of estimates that a user of glmer or statsmodels recognises."""
        return summary_text(self)

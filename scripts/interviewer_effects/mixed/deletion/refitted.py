"""A model refitted to many data sets at once, and its estimates in the user's columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.inference.predicted_effects import refitted_z
from interviewer_effects.mixed.likelihood.deviance import Evaluation, evaluate
from interviewer_effects.mixed.likelihood.moments import Moments, reweighted
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import Optimum, search
from interviewer_effects.mixed.optimum.starts import Starts
from interviewer_effects.mixed.optimum.warm_starts import starts_near


@dataclass(frozen=True, slots=True)
class Refitted:
    """R refits of one model, each at the global optimum of its own data set.

    Attributes
    ----------
    fit : Fit
        The model on its own data: its columns and its criterion are those of the refits.
    moments : Moments
        The R data sets.
    optimum : Optimum
        Where the searches ended.
    lam : ndarray (R, q, q)
        Relative factors Λ, in standardised columns.
    evaluation : Evaluation
        The deviances there, in standardised columns.
    """

    fit: Fit
    moments: Moments
    optimum: Optimum
    lam: Floats
    evaluation: Evaluation

    @classmethod
    def of(
        cls,
        fit: Fit,
        moments: Moments,
        *,
        starts: Starts,
    ) -> Refitted:
        """The global optimum of every data set, from these starts."""
        optimum = search(
            moments,
            fit.factor,
            fit.reml,
            starts,
        )
        lam = fit.factor.lam(optimum.theta)
        evaluation = evaluate(
            lam,
            moments,
            fit.reml,
        )
        return cls(
            fit,
            moments,
            optimum,
            lam,
            evaluation,
        )

    @classmethod
    def reweighted(
        cls,
        fit: Fit,
        weights: Floats,
    ) -> Refitted:
        """Refits to the fit's own interviewers, counted weights (R, J) times."""
        moments = reweighted(fit.design, weights)
        starts = starts_near(fit, moments)
        return cls.of(
            fit,
            moments,
            starts=starts,
        )

    @property
    def sigma2(self) -> Floats:
        """Residual variances σ̂² = r²/N (R,)."""
        evaluation = self.evaluation
        scale = self.fit.design.y_scale
        return scale**2 * evaluation.r2 / evaluation.N

    @property
    def beta(self) -> Floats:
        """Fixed effects β̂ (R, p)."""
        design = self.fit.design
        scaled = design.y_scale * self.evaluation.beta
        shift = design.y_shift * design.constant
        return scaled @ design.to_x.T + shift

    @property
    def D(self) -> Floats:
        """Covariance matrices σ̂²ΛΛ' (R, q, q) of the random effects."""
        to_z = self.fit.design.to_z
        root = to_z @ self.lam
        scaled_root = self.sigma2[:, None, None] * root
        return scaled_root @ root.transpose(
            0,
            2,
            1,
        )

    @property
    def standard_errors(self) -> Floats:
        """Standard errors (R, p) of β̂: roots of the diagonal of σ̂²Ω⁻¹."""
        to_x = self.fit.design.to_x
        root = self.evaluation.root @ to_x.T
        relative_variances = (root**2).sum(1)
        variances = self.sigma2[:, None] * relative_variances
        return np.sqrt(variances)

    @property
    def deviance(self) -> Floats:
        """−2ℓ (R,) for the user's columns and units."""
        design = self.fit.design
        evaluation = self.evaluation
        log_unit = np.log(design.y_scale)
        deviance = evaluation.deviance + 2 * evaluation.N * log_unit
        return deviance - design.log_volume(self.fit.reml)

    @property
    def deviance_without_units(self) -> Floats:
        """−2ℓ (R,) but for the outcome's units, which models of one outcome have in common."""
        design = self.fit.design
        log_volume = design.log_volume(self.fit.reml)
        return self.optimum.deviance - log_volume

    @property
    def z(self) -> Floats:
        """Predicted effects (R, J, q) over their diagnostic standard deviations."""
        return refitted_z(
            self.fit,
            self.lam,
            self.moments,
            self.evaluation,
        )

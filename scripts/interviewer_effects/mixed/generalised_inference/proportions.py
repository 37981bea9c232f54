"""Logistic models with a random intercept for counts: y_j of n_j interviews, many outcomes at once.

y_j ~ Binomial(n_j, p_j), logit p_j = β + σ v_j, v_j ~ N(0, 1), by the quadrature, modes and Newton
steps of every other family. Interviewers with the same y and n are one group of cells: with few
events most have none, and differ in n only. Checked against lme4's glmer with 25 nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from interviewer_effects.mixed.arrays import Floats, Integers
from interviewer_effects.mixed.generalised.cells import Cells
from interviewer_effects.mixed.generalised.factor import Factor
from interviewer_effects.mixed.generalised.kernels import Logit
from interviewer_effects.mixed.generalised.marginal import log_likelihoods, total
from interviewer_effects.mixed.generalised.newton import Optimum, maximise
from interviewer_effects.mixed.generalised.parameters import Parameters
from interviewer_effects.mixed.generalised.scheme import Scheme
from interviewer_effects.mixed.generalised.search import rules_of_rank, settle

RULES = rules_of_rank(1, tight_modes=True)  # a batch gives every outcome what it has alone
FIRST_RULE = 2  # of these: 25 nodes, as many as glmer allows
STARTS = (0.4, 1.5)  # of σ; the optimum at σ = 0 is tried beside them
LARGEST_SIGMA = 6.0  # a σ that grows beyond has no optimum: everybody's answers are all or nothing
TOLERANCE = 1e-10  # expected gain of ℓ at which a search ends
LEAST_GAIN = 1e-9  # of −2ℓ, by which a variance must lower it
NO_VARIANCE = Factor.of_rank(1, 0)
ONE_VARIANCE = Factor.of_rank(1, 1)
BETA_ALONE = np.array([[1.0], [0.0]])  # the direction of (β, σ) in which σ is held


@dataclass(frozen=True, slots=True)
class Proportions:
    """Estimates of R outcomes.

    Attributes
    ----------
    scheme : Scheme
        The cells of R data sets, and the rules that have settled.
    beta, sigma : ndarray (R,)
        In logits.
    deviance, null_deviance : ndarray (R,)
        −2ℓ with the binomial coefficients, and that of σ = 0.
    status : ndarray (R,) of str
        interior, boundary (σ is 0), or unbounded (ℓ grows with σ without end).
    """

    scheme: Scheme
    beta: Floats
    sigma: Floats
    deviance: Floats
    null_deviance: Floats
    status: np.ndarray

    @property
    def log_likelihood(self) -> Floats:
        """ℓ (R,) without the binomial coefficients."""
        return -self.deviance / 2 - _coefficients(self.scheme.cells)

    @property
    def statistic(self) -> Floats:
        """T (R,) of the test of σ = 0; its null distribution is the mixture ½χ²_0 + ½χ²_1."""
        fall = self.null_deviance - self.deviance
        return np.maximum(fall, 0.0)


def fit_proportions(
    events: ArrayLike,
    trials: ArrayLike,
) -> Proportions:
    """Maximum likelihood of R outcomes, events and trials (R, J); n_j = 0 counts for nothing.

    Newton's method from several σ and from the boundary; of the ends the one of lowest deviance.

    Raises
    ------
    ValueError
        Where an outcome has no events, or nothing else.
    """
    cells = cells_of_counts(events, trials)
    rate = cells.sum_by_data_set(cells.events) / cells.sum_by_data_set(cells.trials)
    if not ((rate > 0) & (rate < 1)).all():
        raise ValueError(
            "An outcome is always or never there: leave it out, it has no variance to estimate."
        )
    null_beta = special.logit(rate)
    null_deviance = _null_deviance(cells, null_beta)
    search = _Search(
        scheme=_scheme(cells),
        beta=null_beta,
        sigma=np.zeros_like(null_beta),
        deviance=null_deviance,
    )
    for sigma in STARTS:
        beta = null_beta * (1 + 0.1 * sigma**2)
        search = search.or_from(beta, np.full_like(beta, sigma))
    end = search.settled().or_boundary(null_beta, null_deviance)
    interior_or_boundary = np.where(end.sigma > 0, "interior", "boundary")
    return Proportions(
        scheme=end.scheme,
        beta=end.beta,
        sigma=end.sigma,
        deviance=end.deviance,
        null_deviance=null_deviance,
        status=np.where(end.sigma >= LARGEST_SIGMA, "unbounded", interior_or_boundary),
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """The best β, σ and −2ℓ (R,) so far."""

    scheme: Scheme
    beta: Floats
    sigma: Floats
    deviance: Floats

    def or_from(
        self,
        beta: Floats,
        sigma: Floats,
    ) -> _Search:
        """Or where Newton's method ends from other values, where that is lower."""
        optimum = maximise(
            self.scheme,
            _parameters(beta, sigma),
            tolerance=TOLERANCE,
        )
        sigma = np.abs(optimum.parameters.elements[:, 0])
        is_beyond = ~(sigma < LARGEST_SIGMA)
        if is_beyond.any():
            beta = np.where(is_beyond, beta, optimum.parameters.fixed[:, 0])
            sigma = np.where(is_beyond, LARGEST_SIGMA, sigma)
            optimum = best_beta(
                self.scheme,
                beta,
                sigma,
            )
        deviance = _deviance(self.scheme.cells, optimum)
        is_lower = deviance < self.deviance - LEAST_GAIN
        return _Search(
            scheme=self.scheme,
            beta=np.where(is_lower, optimum.parameters.fixed[:, 0], self.beta),
            sigma=np.where(is_lower, sigma, self.sigma),
            deviance=np.where(is_lower, deviance, self.deviance),
        )

    def settled(self) -> _Search:
        """With finer rules, where the integral has not settled."""
        is_interior = (self.sigma > 0) & (self.sigma < LARGEST_SIGMA)
        interior = np.flatnonzero(is_interior)
        if not interior.size:
            return self
        cells = self.scheme.cells
        interior_cells = cells.of_data_sets(interior)
        start = _parameters(self.beta[interior], self.sigma[interior])
        first = maximise(
            self.scheme.of_data_sets(interior),
            start,
            tolerance=TOLERANCE,
        )
        settled = settle(
            interior_cells,
            first,
            RULES,
        )
        beta = self.beta.copy()
        sigma = self.sigma.copy()
        deviance = self.deviance.copy()
        beta[interior] = settled.optimum.parameters.fixed[:, 0]
        sigma[interior] = np.abs(settled.optimum.parameters.elements[:, 0])
        deviance[interior] = _deviance(interior_cells, settled.optimum)

        rule_of = self.scheme.rule_of.copy()
        in_interior = is_interior[cells.data_set]
        rule_of[in_interior] = np.maximum(FIRST_RULE, settled.scheme.rule_of)
        return _Search(
            _scheme(cells, rule_of),
            beta,
            sigma,
            deviance,
        )

    def or_boundary(
        self,
        null_beta: Floats,
        null_deviance: Floats,
    ) -> _Search:
        """Or σ = 0, where the deviance is no lower once it has settled."""
        is_lower = self.deviance < null_deviance - LEAST_GAIN
        return _Search(
            scheme=self.scheme,
            beta=np.where(is_lower, self.beta, null_beta),
            sigma=np.where(is_lower, self.sigma, 0.0),
            deviance=np.where(is_lower, self.deviance, null_deviance),
        )


def cells_of_counts(
    events: ArrayLike,
    trials: ArrayLike,
) -> Cells:
    """R data sets of events and trials (R, J) as cells, one for all interviewers who are alike."""
    kinds = []
    for outcome in zip(
        np.atleast_2d(events),
        np.atleast_2d(trials),
        strict=True,
    ):
        pairs, copies = np.unique(np.stack(outcome), axis=1, return_counts=True)
        kinds.append(np.vstack([pairs, copies])[:, pairs[1] > 0])
    kinds_by_outcome = [kinds_of_outcome.shape[1] for kinds_of_outcome in kinds]
    all_events, all_trials, copies = np.concatenate(kinds, axis=1).astype(float)
    constant = np.ones((len(copies), 1))
    return Cells(
        kernel=Logit(),
        events=all_events,
        trials=all_trials,
        fixed=constant,
        random=constant,
        interviewer=np.arange(len(copies)),
        data_set=np.repeat(np.arange(len(kinds)), kinds_by_outcome),
        inner=np.zeros((len(kinds), 0)),
        copies=copies,
    )


def _parameters(
    beta: Floats,
    sigma: Floats,
) -> Parameters:
    return Parameters(
        beta[:, None],
        sigma[:, None],
        ONE_VARIANCE,
    )


def _scheme(
    cells: Cells,
    rule_of: Integers | None = None,
) -> Scheme:
    """The rules of rank 1, by default the one of 25 nodes for everybody."""
    if rule_of is None:
        rule_of = np.full(cells.n_interviewers, FIRST_RULE)
    return Scheme.of(
        cells,
        1,
        RULES,
        rule_of=rule_of,
    )


def _null_deviance(
    cells: Cells,
    beta: Floats,
) -> Floats:
    """−2ℓ (R,) at σ = 0."""
    no_elements = np.zeros((len(beta), 0))
    parameters = Parameters(
        beta[:, None],
        no_elements,
        NO_VARIANCE,
    )
    scheme = Scheme.laplace(cells, 0)
    by_interviewer = log_likelihoods(scheme, parameters)
    value = total(
        cells,
        parameters,
        by_interviewer,
    )
    log_likelihood = value + _coefficients(cells)
    return -2 * log_likelihood


def _deviance(
    cells: Cells,
    optimum: Optimum,
) -> Floats:
    """−2ℓ (R,) with the binomial coefficients."""
    value = optimum.log_likelihood + _coefficients(cells)
    return -2 * value


def _coefficients(cells: Cells) -> Floats:
    """Σ log of the binomial coefficients (R,)."""
    n_others = cells.trials - cells.events
    ways = special.gammaln(cells.trials + 1)
    ways_of_events = special.gammaln(cells.events + 1)
    ways_of_others = special.gammaln(n_others + 1)
    log_coefficients = ways - ways_of_events - ways_of_others
    return cells.sum_by_data_set(log_coefficients)


def best_beta(
    scheme: Scheme,
    beta: Floats,
    sigma: Floats,
) -> Optimum:
    """The optimum over β of R outcomes with σ (R,) given, from β (R,)."""
    return maximise(
        scheme,
        _parameters(beta, sigma),
        tolerance=TOLERANCE,
        directions=BETA_ALONE,
    )

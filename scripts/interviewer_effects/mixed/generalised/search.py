"""The global maximum over all D: ranks 0, 1, …, q in turn, each left only where ℓ rises (see
`ranks`), and then finer rules for every interviewer whose integral has not settled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .cells import Cells
from .factor import Factor
from .marginal import covariance_gradient, log_likelihoods
from .newton import Optimum, maximise
from .parameters import Parameters
from .quadrature import GaussHermite, Rule, SinhTrapezoid
from .ranks import one_effect_more, one_rank_more
from .scheme import Scheme

SETTLED = 5e-7  # of ℓ, all interviewers together, between a rule and the next finer one
GAUSS_HERMITE = {1: (9, 15, 25, 51), 2: (5, 9, 13, 21), 3: (5, 7, 9)}
SINH_STEPS = {1: (0.2, 0.1, 0.05), 2: (0.2, 0.12), 3: (0.5, 0.35)}
LOOSE, TIGHT = 1e-5, 1e-10  # expected gains of ℓ at which a search ends


@dataclass(frozen=True, slots=True)
class Maximum:
    """The best parameters of one data set and how they were found.

    Attributes
    ----------
    optimum : Optimum
    scheme : Scheme
        The rules that settled, or the finest ones tried.
    change : float
        How far ℓ moves when every rule is made finer.
    """

    optimum: Optimum
    scheme: Scheme
    change: float

    @property
    def rank(self) -> int:
        """Of D."""
        parameters = self.optimum.parameters
        return parameters.factor.rank

    @property
    def settled(self) -> bool:
        """Whether finer rules move ℓ by less than 5e-7."""
        return self.change < SETTLED

    @property
    def finest(self) -> Rule:
        """The finest rule in use."""
        rule_of = self.scheme.rule_of
        finest = int(rule_of.max(initial=0))
        return self.scheme.rules[finest]


def search(
    cells: Cells,
    fixed_start: Floats,
    *,
    diagonal: bool = False,
) -> Maximum:
    """The maximum of one data set, from the fixed effects `fixed_start` (P,) at D = 0."""
    n_effects = cells.random.shape[1]
    widen = one_effect_more if diagonal else one_rank_more
    no_effects = Factor.of_rank(n_effects, 0)
    start = Parameters(
        fixed_start[None],
        np.zeros((1, 0)),
        no_effects,
    )
    scheme = Scheme.laplace(cells, 0)
    optimum = maximise(
        scheme,
        start,
        tolerance=TIGHT,
    )
    for rank in range(1, n_effects + 1):
        modes = optimum.integral.modes
        drive = covariance_gradient(
            scheme,
            optimum.parameters,
            start=modes,
        )
        coarsest = GaussHermite(GAUSS_HERMITE[rank][0])
        scheme = Scheme.uniform(
            cells,
            rank,
            coarsest,
        )
        wider = widen(
            scheme,
            optimum.parameters,
            drive,
        )
        if wider is None:
            break
        optimum = maximise(
            scheme,
            wider.start,
            tolerance=LOOSE,
        )
    return refine(cells, optimum)


@dataclass(frozen=True, slots=True)
class Settled:
    """Optima of R data sets by rules that have settled, or the finest ones.

    Attributes
    ----------
    optimum : Optimum
    scheme : Scheme
    change : ndarray (R,)
        How far ℓ moves when every rule is made finer.
    """

    optimum: Optimum
    scheme: Scheme
    change: Floats


def refine(
    cells: Cells,
    optimum: Optimum,
) -> Maximum:
    """The same optimum of one data set, with finer rules where they move ℓ_j."""
    rank = optimum.parameters.factor.rank
    if rank == 0:
        return Maximum(
            optimum,
            Scheme.laplace(cells, 0),
            0.0,
        )
    settled = settle(
        cells,
        optimum,
        rules_of_rank(rank),
    )
    change = float(settled.change[0])
    return Maximum(
        settled.optimum,
        settled.scheme,
        change,
    )


def settle(
    cells: Cells,
    optimum: Optimum,
    rules: tuple[Rule, ...],
) -> Settled:
    """The same optima, with finer rules for every interviewer whose ℓ_j a finer one moves."""
    rank = optimum.parameters.factor.rank
    last_in_use = len(rules) - 2
    rule_of = np.zeros(cells.n_interviewers, dtype=int)
    bound = SETTLED / cells.n_interviewers_of_data_set
    bound_of_each = bound[cells.data_set]
    while True:
        scheme = Scheme.of(
            cells,
            rank,
            rules,
            rule_of=rule_of,
        )
        optimum = maximise(
            scheme,
            optimum.parameters,
            tolerance=TIGHT,
            modes=optimum.integral.modes,
        )
        changes = np.abs(_changes_by_finer_rules(scheme, optimum))
        change = cells.pairwise_sums(changes)
        is_settled = (change < SETTLED)[cells.data_set]
        is_coarse = (changes > bound_of_each) & (rule_of < last_in_use) & ~is_settled
        if not is_coarse.any():
            return Settled(
                optimum,
                scheme,
                change,
            )
        rule_of = rule_of + is_coarse


def _changes_by_finer_rules(
    scheme: Scheme,
    optimum: Optimum,
) -> Floats:
    """By how much ℓ_j (J,) moves when every interviewer's rule is replaced by the next one."""
    finer = Scheme.of(
        scheme.cells,
        scheme.rank,
        scheme.rules,
        rule_of=scheme.rule_of + 1,
    )
    modes = optimum.integral.modes
    values = log_likelihoods(
        finer,
        optimum.parameters,
        start=modes,
    )
    return values - optimum.integral.log_likelihood


def rules_of_rank(
    rank: int,
    *,
    tight_modes: bool = False,
) -> tuple[Rule, ...]:
    """Rules from coarse to fine; the last is only there to judge the one before it."""
    rules: list[Rule] = []
    for points in GAUSS_HERMITE[rank]:
        rules.append(GaussHermite(points, tight_modes))
    for step in SINH_STEPS[rank]:
        rules.append(SinhTrapezoid(step, tight_modes))
    return tuple(rules)

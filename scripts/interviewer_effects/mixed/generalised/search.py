"""The global maximum over all D: ranks 0, 1, …, q in turn, each left only where ℓ rises.

At the best D of rank r the matrix M = ∂ℓ/∂D = ½Σ_j E_j[g_z g_z' + ∂²_z] says whether a further
direction would raise ℓ: n'Mn ≤ 0 for every n orthogonal to the range of D is the Karush-Kuhn-Tucker
condition of the cone of covariance matrices. Where it is violated, the steepest n becomes one more
column of L.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .cells import Cells
from .factor import Factor, lower_trapezoid
from .marginal import Parameters, covariance_gradient, log_likelihood
from .newton import Optimum, maximise
from .quadrature import GaussHermite, Rule, Trapezoid

SETTLED = 5e-7  # of ℓ, between a rule and the next finer one
RUNGS = {0: (1,), 1: (9, 15, 25, 51), 2: (5, 9, 13, 21), 3: (5, 7, 9, 13)}
TRAPEZOID_STEPS = {1: (0.12, 0.06), 2: (0.24, 0.12), 3: (0.5,)}
LOOSE, TIGHT = 1e-5, 1e-10  # expected gains of ℓ at which a search ends
DRIVE_TOLERANCE = 1e-6  # of n'Mn, relative to the size of M's parts
TRIED_VARIANCES = (0.3, 1.0, 3.0)  # times the one-step estimate of a new direction's variance


@dataclass(frozen=True)
class Maximum:
    """The best parameters of one data set and how they were found.

    Attributes
    ----------
    optimum : Optimum
    rule : GaussHermite or Trapezoid
        The rule that settled, or the finest one tried.
    change : float
        How far ℓ moves when the rule is made finer.
    settled : bool
        Whether that is below 5e-7.
    """

    optimum: Optimum
    rule: Rule
    change: float
    settled: bool

    @property
    def rank(self) -> int:
        """Of D."""
        return self.optimum.parameters.factor.rank


def search(cells: Cells, fixed_start: np.ndarray, *, diagonal: bool = False) -> Maximum:
    """The maximum of one data set, from the fixed effects `fixed_start` (P,) at D = 0."""
    n_effects = cells.random.shape[1]
    start = Parameters(fixed_start[None], np.zeros((1, 0)), Factor.of_rank(n_effects, 0))
    optimum = maximise(cells, start, GaussHermite(1), tolerance=TIGHT)
    rule = GaussHermite(1)
    for rank in range(1, n_effects + 1):
        drive = covariance_gradient(cells, optimum.parameters, rule, start=optimum.integral.modes)
        rule = GaussHermite(RUNGS[rank][0])
        wider = _one_rank_more(cells, optimum.parameters, drive, rule=rule)
        if wider is None:
            break
        optimum = maximise(cells, wider, rule, tolerance=LOOSE)
    return refine(cells, optimum)


def refine(cells: Cells, optimum: Optimum) -> Maximum:
    """The same optimum by finer and finer rules, until a finer one does not move ℓ."""
    rank = optimum.parameters.factor.rank
    if rank == 0:
        return Maximum(optimum, GaussHermite(1), 0.0, settled=True)
    best = None
    for rule, finer in _ladder(rank):
        optimum = maximise(
            cells, optimum.parameters, rule, tolerance=TIGHT, modes=optimum.integral.modes
        )
        finer_value = log_likelihood(cells, optimum.parameters, finer, start=optimum.integral.modes)
        change = float(np.abs(finer_value - optimum.log_likelihood).max())
        if best is None or change < best.change:
            best = Maximum(optimum, rule, change, settled=change < SETTLED)
        if best.settled:
            break
    return best


def _ladder(rank: int) -> list[tuple[Rule, Rule]]:
    """Rules from coarse to fine, each with the one that it is held against."""
    adaptive = [GaussHermite(points) for points in RUNGS[rank]]
    fixed = [Trapezoid(step) for step in TRAPEZOID_STEPS[rank]]
    return [*pairwise(adaptive), *pairwise(fixed)]


def _one_rank_more(
    cells: Cells, parameters: Parameters, drive: np.ndarray, *, rule: Rule
) -> Parameters | None:
    """Parameters with one more column of L where ℓ rises in a direction orthogonal to D's range."""
    loading = parameters.loading[0]
    direction = _steepest(drive.sum(0), loading)
    along = np.einsum("a,jab,b->j", direction, drive, direction)
    if along.sum() <= DRIVE_TOLERANCE * np.sqrt((along**2).sum()):
        return None
    variance = along.sum() / (along**2).sum()
    factor = Factor.of_rank(len(loading), loading.shape[1] + 1)
    candidates = [
        _with_column(parameters, factor, direction * np.sqrt(scale * variance))
        for scale in TRIED_VARIANCES
    ]
    values = [log_likelihood(cells, candidate, rule)[0] for candidate in candidates]
    return candidates[int(np.argmax(values))]


def _steepest(drive: np.ndarray, loading: np.ndarray) -> np.ndarray:
    """The unit vector n orthogonal to the columns of L with the largest n'Mn."""
    basis = np.linalg.svd(loading)[0][:, loading.shape[1] :]
    values, vectors = np.linalg.eigh(basis.T @ drive @ basis)
    return basis @ vectors[:, int(np.argmax(values))]


def _with_column(parameters: Parameters, factor: Factor, column: np.ndarray) -> Parameters:
    loading = np.concatenate([parameters.loading, column[None, :, None]], axis=2)
    return Parameters(parameters.fixed, factor.elements(lower_trapezoid(loading)), factor)

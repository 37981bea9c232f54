"""The global maximum over all D: ranks 0, 1, …, q in turn, each left only where ℓ rises.

At the best D of rank r the matrix M = ∂ℓ/∂D = ½Σ_j E_j[g_z g_z' + ∂²_z] says whether a further
direction would raise ℓ: n'Mn ≤ 0 for every n orthogonal to the range of D is the Karush-Kuhn-Tucker
condition of the cone of covariance matrices. Where it is violated, the steepest n becomes one more
column of L.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .cells import Cells
from .factor import Factor, lower_trapezoid
from .marginal import Parameters, covariance_gradient, log_likelihoods, total
from .newton import Optimum, maximise
from .quadrature import GaussHermite, Rule, SinhTrapezoid
from .scheme import Scheme

SETTLED = 5e-7  # of ℓ, all interviewers together, between a rule and the next finer one
GAUSS_HERMITE = {1: (9, 15, 25, 51), 2: (5, 9, 13, 21), 3: (5, 7, 9)}
SINH_STEPS = {1: (0.2, 0.1, 0.05), 2: (0.2, 0.12), 3: (0.5, 0.35)}
LOOSE, TIGHT = 1e-5, 1e-10  # expected gains of ℓ at which a search ends
DRIVE_TOLERANCE = 1e-6  # of n'Mn, relative to the size of M's parts
TRIED_VARIANCES = (0.3, 1.0, 3.0)  # times the one-step estimate of a new direction's variance


@dataclass(frozen=True)
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
        return self.optimum.parameters.factor.rank

    @property
    def settled(self) -> bool:
        """Whether finer rules move ℓ by less than 5e-7."""
        return self.change < SETTLED

    @property
    def finest(self) -> Rule:
        """The finest rule in use."""
        return self.scheme.rules[int(self.scheme.rule_of.max(initial=0))]


def search(cells: Cells, fixed_start: np.ndarray, *, diagonal: bool = False) -> Maximum:
    """The maximum of one data set, from the fixed effects `fixed_start` (P,) at D = 0."""
    n_effects = cells.random.shape[1]
    grow = _one_effect_more if diagonal else one_rank_more
    start = Parameters(fixed_start[None], np.zeros((1, 0)), Factor.of_rank(n_effects, 0))
    scheme = Scheme.laplace(cells, 0)
    optimum = maximise(scheme, start, tolerance=TIGHT)
    for rank in range(1, n_effects + 1):
        modes = optimum.integral.modes
        drive = covariance_gradient(scheme, optimum.parameters, start=modes)
        scheme = Scheme.uniform(cells, rank, GaussHermite(GAUSS_HERMITE[rank][0]))
        wider = grow(scheme, optimum.parameters, drive)
        if wider is None:
            break
        optimum = maximise(scheme, wider, tolerance=LOOSE)
    return refine(cells, optimum)


def refine(cells: Cells, optimum: Optimum) -> Maximum:
    """The same optimum, with finer rules for every interviewer whose ℓ_j a finer one moves."""
    rank = optimum.parameters.factor.rank
    if rank == 0:
        return Maximum(optimum, Scheme.laplace(cells, 0), 0.0)
    rules = _ladder(rank)
    rule_of = np.zeros(cells.n_interviewers, dtype=int)
    share = SETTLED / cells.n_interviewers
    while True:
        scheme = Scheme.of(cells, rank, rules, rule_of=rule_of)
        modes = optimum.integral.modes
        optimum = maximise(scheme, optimum.parameters, tolerance=TIGHT, modes=modes)
        moved = _moved_by_finer_rules(scheme, optimum)
        change = float(np.abs(moved).sum())
        coarse = (np.abs(moved) > share) & (rule_of < len(rules) - 2)
        if change < SETTLED or not coarse.any():
            return Maximum(optimum, scheme, change)
        rule_of = rule_of + coarse


def _moved_by_finer_rules(scheme: Scheme, optimum: Optimum) -> np.ndarray:
    """By how much ℓ_j (J,) moves when every interviewer's rule is replaced by the next one."""
    finer = Scheme.of(scheme.cells, scheme.rank, scheme.rules, rule_of=scheme.rule_of + 1)
    values = log_likelihoods(finer, optimum.parameters, start=optimum.integral.modes)
    return values - optimum.integral.log_likelihood


def _ladder(rank: int) -> tuple[Rule, ...]:
    """Rules from coarse to fine; the last is only there to judge the one before it."""
    hermite = [GaussHermite(points) for points in GAUSS_HERMITE[rank]]
    sinh = [SinhTrapezoid(step) for step in SINH_STEPS[rank]]
    return (*hermite, *sinh)


def one_rank_more(scheme: Scheme, parameters: Parameters, drive: np.ndarray) -> Parameters | None:
    """Parameters with one more column of L where ℓ rises in a direction orthogonal to D's range."""
    direction = _steepest(drive.sum(0), parameters.loading[0])
    return _with_column(scheme, parameters, direction, drive=drive)


def _with_column(
    scheme: Scheme, parameters: Parameters, direction: np.ndarray, *, drive: np.ndarray
) -> Parameters | None:
    """Parameters with one more column of L along `direction`, None where ℓ does not rise."""
    n_effects, rank = parameters.loading[0].shape
    factor = Factor.of_rank(n_effects, rank + 1)

    def with_deviation(deviation: float) -> Parameters:
        column = direction * deviation
        wider = np.concatenate([parameters.loading, column[None, :, None]], axis=2)
        return Parameters(parameters.fixed, factor.elements(lower_trapezoid(wider)), factor)

    return _best_start(scheme, direction, drive, candidate=with_deviation)


def one_rank_more_below(
    wider: Scheme, scheme: Scheme, parameters: Parameters, *, first_row: int
) -> Parameters | None:
    """The same where the first rows of L are held: a column that begins in `first_row`.

    `scheme` is that of the parameters, `wider` that of one rank more.
    """
    loading = parameters.loading[0]
    drive = covariance_gradient(scheme, parameters)
    inner = drive[:, first_row:, first_row:]
    below = _steepest(inner.sum(0), loading[first_row:, first_row:])
    direction = np.concatenate([np.zeros(first_row), below])
    return _with_column(wider, parameters, direction, drive=drive)


def rises_outside(drive: np.ndarray, loading: np.ndarray, *, diagonal: bool) -> bool:
    """Whether ∂ℓ/∂D, drive (J, q, q) summed, is positive in a direction outside D's range.

    Of uncorrelated effects the directions are those that do not vary.
    """
    if diagonal:
        absent = ~loading.any(1)
        slopes = np.where(absent, np.diagonal(drive.sum(0)), -np.inf)
        direction = np.eye(len(loading))[int(np.argmax(slopes))]
    else:
        direction = _steepest(drive.sum(0), loading)
    along = _along(drive, direction)
    return bool(along.sum() > DRIVE_TOLERANCE * np.sqrt((along**2).sum()))


def _along(drive: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """n'M_jn (J,)."""
    return np.einsum("a,jab,b->j", direction, drive, direction)


def _one_effect_more(scheme: Scheme, parameters: Parameters, drive: np.ndarray) -> Parameters | None:
    """The same of uncorrelated effects: the one whose variance raises ℓ most begins to vary."""
    present = parameters.factor.rows
    slopes = np.diagonal(drive.sum(0)).copy()
    slopes[present] = -np.inf
    newcomer = int(np.argmax(slopes))
    factor = Factor.diagonal(len(slopes), (*present, newcomer))

    def with_deviation(deviation: float) -> Parameters:
        elements = np.append(parameters.elements, [[deviation]], axis=1)
        return Parameters(parameters.fixed, elements, factor)

    direction = np.eye(len(slopes))[newcomer]
    return _best_start(scheme, direction, drive, candidate=with_deviation)


def _best_start(
    scheme: Scheme,
    direction: np.ndarray,
    drive: np.ndarray,
    *,
    candidate: Callable[[float], Parameters],
) -> Parameters | None:
    """The best of three variances along a direction, None where ℓ does not rise with any."""
    along = _along(drive, direction)
    noise = np.sqrt((along**2).sum())
    if along.sum() <= DRIVE_TOLERANCE * noise:
        return None
    variance = along.sum() / noise**2
    starts = [candidate(np.sqrt(scale * variance)) for scale in TRIED_VARIANCES]
    values = [total(scheme.cells, start, log_likelihoods(scheme, start))[0] for start in starts]
    return starts[int(np.argmax(values))]


def _steepest(drive: np.ndarray, loading: np.ndarray) -> np.ndarray:
    """The unit vector n orthogonal to the columns of L with the largest n'Mn."""
    basis = np.linalg.svd(loading)[0][:, loading.shape[1] :]
    values, vectors = np.linalg.eigh(basis.T @ drive @ basis)
    return basis @ vectors[:, int(np.argmax(values))]

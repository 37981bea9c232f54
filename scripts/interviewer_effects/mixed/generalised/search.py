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
        optimum = maximise(scheme, wider.start, tolerance=LOOSE)
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


@dataclass(frozen=True)
class Wider:
    """Where searches with one more column of L begin: for some data sets, their indices
    ascending.
    """

    data_sets: np.ndarray
    start: Parameters


def one_rank_more(
    scheme: Scheme, parameters: Parameters, drive: np.ndarray, *, first_row: int = 0
) -> Wider | None:
    """One more column of L for the data sets whose ℓ rises in a direction orthogonal to D's range.

    Parameters
    ----------
    scheme : Scheme
        Of one rank more.
    parameters : Parameters
    drive : ndarray (J, q, q)
        ∂ℓ_j/∂D at the parameters.
    first_row : int
        The first row of L that the column may have: those above it are held.

    Returns
    -------
    Wider or None
        None where ℓ rises nowhere.
    """
    n_effects = drive.shape[1]
    inner = scheme.cells.sum_by_data_set(drive[:, first_row:, first_row:])
    loadings = parameters.loading
    directions = np.zeros((len(inner), n_effects))
    for data_set, (gradient, loading) in enumerate(zip(inner, loadings, strict=True)):
        within = loading[first_row:, first_row:]
        directions[data_set, first_row:] = _steepest(gradient, within)
    factor = Factor.of_rank(n_effects, loadings.shape[2] + 1)

    def with_deviations(chosen: np.ndarray, deviation: np.ndarray) -> Parameters:
        column = (directions[chosen] * deviation[:, None])[:, :, None]
        wider = np.concatenate([loadings[chosen], column], axis=2)
        elements = factor.elements(lower_trapezoid(wider))
        return Parameters(parameters.fixed[chosen], elements, factor)

    return _best_starts(scheme, directions, drive, candidates=with_deviations)


def _one_effect_more(scheme: Scheme, parameters: Parameters, drive: np.ndarray) -> Wider | None:
    """The same of uncorrelated effects, of one data set: the effect whose variance raises ℓ
    most.
    """
    present = parameters.factor.rows
    newcomer = _steepest_absent(drive.sum(0), present)
    factor = Factor.diagonal(drive.shape[1], (*present, newcomer))

    def with_deviations(chosen: np.ndarray, deviation: np.ndarray) -> Parameters:
        elements = np.append(parameters.elements[chosen], deviation[:, None], axis=1)
        return Parameters(parameters.fixed[chosen], elements, factor)

    directions = np.eye(drive.shape[1])[newcomer][None]
    return _best_starts(scheme, directions, drive, candidates=with_deviations)


def rises_outside(
    cells: Cells, parameters: Parameters, drive: np.ndarray, *, diagonal: bool
) -> np.ndarray:
    """Whether ℓ rises in a direction outside D's range (R,); of uncorrelated effects, with another
    one.
    """
    sums = cells.sum_by_data_set(drive)
    n_effects = drive.shape[1]
    if parameters.factor.rank == n_effects:
        return np.zeros(len(sums), dtype=bool)
    if diagonal:
        present = parameters.factor.rows
        places = [_steepest_absent(gradient, present) for gradient in sums]
        directions = np.eye(n_effects)[places]
    else:
        pairs = zip(sums, parameters.loading, strict=True)
        directions = np.array([_steepest(gradient, loading) for gradient, loading in pairs])
    rise, noise, _ = _rises(cells, directions, drive)
    return rise > DRIVE_TOLERANCE * noise


def _rises(cells: Cells, directions: np.ndarray, drive: np.ndarray):
    """Σ_j n'M_jn (R,), the root of its sum of squares (R,), and the variance they suggest (R,)."""
    own = directions[cells.data_set]
    along = np.einsum("ja,jab,jb->j", own, drive, own)
    rise = cells.sum_by_data_set(along)
    noise = np.sqrt(cells.sum_by_data_set(along**2))
    variance = np.divide(rise, noise**2, out=np.zeros_like(rise), where=noise > 0)
    return rise, noise, variance


def _best_starts(
    scheme: Scheme,
    directions: np.ndarray,
    drive: np.ndarray,
    *,
    candidates: Callable[[np.ndarray, np.ndarray], Parameters],
) -> Wider | None:
    """The best of three variances along a direction (R, q), None where ℓ rises in no data set."""
    rise, noise, variance = _rises(scheme.cells, directions, drive)
    chosen = np.flatnonzero(rise > DRIVE_TOLERANCE * noise)
    if not chosen.size:
        return None
    some = scheme.of_data_sets(chosen)
    starts = [candidates(chosen, np.sqrt(scale * variance[chosen])) for scale in TRIED_VARIANCES]
    values = [total(some.cells, start, log_likelihoods(some, start)) for start in starts]
    best = np.argmax(values, axis=0)
    elements = np.stack([start.elements for start in starts])[best, np.arange(len(chosen))]
    return Wider(chosen, Parameters(starts[0].fixed, elements, starts[0].factor))


def _steepest(gradient: np.ndarray, loading: np.ndarray) -> np.ndarray:
    """The unit vector n orthogonal to the columns of L with the largest n'Mn."""
    basis = np.linalg.svd(loading)[0][:, loading.shape[1] :]
    values, vectors = np.linalg.eigh(basis.T @ gradient @ basis)
    return basis @ vectors[:, int(np.argmax(values))]


def _steepest_absent(gradient: np.ndarray, present: np.ndarray) -> int:
    """The effect that does not vary whose variance would raise ℓ most."""
    slopes = np.diagonal(gradient).copy()
    slopes[present] = -np.inf
    return int(np.argmax(slopes))

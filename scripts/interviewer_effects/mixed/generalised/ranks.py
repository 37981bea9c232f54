"""Whether D needs a further direction, and where a search with one more begins.

At the best D of rank r the matrix M = ∂ℓ/∂D = ½Σ_j E_j[g_z g_z' + ∂²_z] says whether a further
direction would raise ℓ: n'Mn ≤ 0 for every n orthogonal to the range of D is the Karush-Kuhn-Tucker
condition of the cone of covariance matrices. Where it is violated, the steepest n becomes one more
column of L.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Booleans, Floats, Integers

from .cells import Cells
from .factor import Factor, lower_trapezoid
from .marginal import log_likelihoods, total
from .parameters import Parameters
from .scheme import Scheme

DRIVE_TOLERANCE = 1e-6  # of n'Mn, relative to the size of M's parts
TRIED_VARIANCES = (0.3, 1.0, 3.0)  # times the one-step estimate of a new direction's variance


@dataclass(frozen=True, slots=True)
class Wider:
    """Where searches with one more column of L begin: for some data sets, their indices
    ascending.
    """

    data_sets: Integers
    start: Parameters


@dataclass(frozen=True, slots=True)
class _Rise:
    """How ℓ rises along a direction n of every data set.

    Attributes
    ----------
    is_certain : ndarray (R,) of bool
        Whether Σ_j n'M_jn is above rounding.
    variance : ndarray (R,)
        The variance along n that it suggests, after one step.
    """

    is_certain: Booleans
    variance: Floats

    @classmethod
    def along(
        cls,
        directions: Floats,
        cells: Cells,
        drive: Floats,
    ) -> _Rise:
        """Of directions (R, q), with drive (J, q, q) the M_j."""
        of_interviewer = directions[cells.data_set]
        slopes = np.einsum("ja,jab,jb->j", of_interviewer, drive, of_interviewer)
        slope = cells.sum_by_data_set(slopes)
        size = np.sqrt(cells.sum_by_data_set(slopes**2))
        variance = np.zeros_like(slope)
        np.divide(slope, size**2, out=variance, where=size > 0)
        return cls(slope > DRIVE_TOLERANCE * size, variance)


def one_rank_more(
    scheme: Scheme,
    parameters: Parameters,
    drive: Floats,
    *,
    first_row: int = 0,
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
    movable_drive = drive[:, first_row:, first_row:]
    gradients = scheme.cells.sum_by_data_set(movable_drive)
    loadings = parameters.loading
    movable_loadings = loadings[:, first_row:, first_row:]
    directions = np.zeros((len(gradients), n_effects))
    directions[:, first_row:] = _steepest(gradients, movable_loadings)

    rise = _Rise.along(
        directions,
        scheme.cells,
        drive,
    )
    chosen = np.flatnonzero(rise.is_certain)
    if not chosen.size:
        return None
    factor = Factor.of_rank(n_effects, loadings.shape[2] + 1)
    starts = []
    for scale in TRIED_VARIANCES:
        deviation = np.sqrt(scale * rise.variance[chosen])
        column = directions[chosen] * deviation[:, None]
        wider = np.concatenate([loadings[chosen], column[:, :, None]], axis=2)
        elements = factor.elements(lower_trapezoid(wider))
        start = Parameters(
            parameters.fixed[chosen],
            elements,
            factor,
        )
        starts.append(start)
    return _best_start(
        scheme,
        chosen,
        starts,
    )


def one_effect_more(
    scheme: Scheme,
    parameters: Parameters,
    drive: Floats,
) -> Wider | None:
    """The same of uncorrelated effects, of one data set: the effect whose variance raises ℓ
    most.
    """
    n_effects = drive.shape[1]
    present = parameters.factor.rows
    newcomer = _steepest_absent(drive.sum(0), present)
    direction = np.eye(n_effects)[[newcomer]]
    rise = _Rise.along(
        direction,
        scheme.cells,
        drive,
    )
    chosen = np.flatnonzero(rise.is_certain)
    if not chosen.size:
        return None
    factor = Factor.diagonal(n_effects, (*present, newcomer))
    starts = []
    for scale in TRIED_VARIANCES:
        deviation = np.sqrt(scale * rise.variance)
        elements = np.append(parameters.elements, deviation[:, None], axis=1)
        start = Parameters(
            parameters.fixed,
            elements,
            factor,
        )
        starts.append(start)
    return _best_start(
        scheme,
        chosen,
        starts,
    )


def rises_outside(
    cells: Cells,
    parameters: Parameters,
    drive: Floats,
    *,
    diagonal: bool,
) -> Booleans:
    """Whether ℓ rises in a direction outside D's range (R,); of uncorrelated effects, with another
    one.
    """
    gradients = cells.sum_by_data_set(drive)
    n_data_sets, n_effects, _ = gradients.shape
    if parameters.factor.rank == n_effects:
        return np.zeros(n_data_sets, dtype=bool)
    if diagonal:
        present = parameters.factor.rows
        newcomers = [_steepest_absent(gradient, present) for gradient in gradients]
        directions = np.eye(n_effects)[newcomers]
    else:
        directions = _steepest(gradients, parameters.loading)
    return _Rise.along(
        directions,
        cells,
        drive,
    ).is_certain


def _best_start(
    scheme: Scheme,
    data_sets: Integers,
    starts: Sequence[Parameters],
) -> Wider:
    """The start with the highest ℓ, for each of the data sets (M,)."""
    chosen_scheme = scheme.of_data_sets(data_sets)
    values = []
    for start in starts:
        by_interviewer = log_likelihoods(chosen_scheme, start)
        values.append(
            total(
                chosen_scheme.cells,
                start,
                by_interviewer,
            )
        )
    highest = np.argmax(values, axis=0)
    elements = np.stack([start.elements for start in starts])
    highest_elements = elements[highest, np.arange(len(data_sets))]
    start = Parameters(
        starts[0].fixed,
        highest_elements,
        starts[0].factor,
    )
    return Wider(data_sets, start)


def _steepest(
    gradients: Floats,
    loadings: Floats,
) -> Floats:
    """Unit vectors n (R, q) orthogonal to the columns of L (R, q, r) with the largest n'Mn."""
    rank = loadings.shape[2]
    directions = []
    for gradient, loading in zip(
        gradients,
        loadings,
        strict=True,
    ):
        left_vectors = np.linalg.svd(loading)[0]
        basis = left_vectors[:, rank:]
        values, vectors = np.linalg.eigh(basis.T @ gradient @ basis)
        steepest = int(np.argmax(values))
        directions.append(basis @ vectors[:, steepest])
    return np.array(directions)


def _steepest_absent(
    gradient: Floats,
    present: Integers,
) -> int:
    """The effect that does not vary whose variance would raise ℓ most."""
    slopes = np.diagonal(gradient).copy()
    slopes[present] = -np.inf
    return int(np.argmax(slopes))

"""Exact refits after the records of some interviewers change, as one batch: what if these records
were not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.moments import Moments, reweighted
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.warm_starts import starts_near

from .blocks import concatenated, consecutive
from .refitted import Refitted
from .replacements import replacing, with_replacements

# Position of an interviewer -> their new cross-products (b, b)
Change = dict[int, Floats]
BLOCK = 64  # changes refitted at a time: each adds a row and a column to the batch


@dataclass(frozen=True, slots=True)
class Changed:
    """R refits of one model, in the user's columns.

    Attributes
    ----------
    deviance : ndarray (R,)
        −2ℓ, up to a constant of the model.
    z : ndarray (R, J, q)
        Of every interviewer, with their changed records where they have such; NaN for those with
        no record left.
    beta, se : ndarray (R, p)
    D : ndarray (R, q, q)
    sigma2 : ndarray (R,)
    """

    deviance: Floats
    z: Floats
    beta: Floats
    se: Floats
    D: Floats
    sigma2: Floats


@dataclass(frozen=True, slots=True)
class _Replacement:
    """The changed records of one interviewer in one of the data sets."""

    data_set: int
    interviewer: int
    gram: Floats

    @property
    def has_records(self) -> bool:
        """Whether any record is left."""
        return self.gram[0, 0] > 0


def refit_changed(
    fit: Fit,
    changes: Sequence[Change],
) -> Changed:
    """The global optimum after each change. Cost: one batch of R fits, whatever the number of
    interviews.
    """
    blocks = []
    for rows in consecutive(len(changes), BLOCK):
        blocks.append(_refit_block(fit, changes[rows]))
    return concatenated(blocks)


def changed_gram(
    products: CrossProducts,
    columns: Floats,
    weights: Floats,
) -> Floats:
    """Cross-products (b, b) of an interviewer's records.

    Parameters
    ----------
    products : CrossProducts
        Those of all interviewers: they say how columns are shifted and scaled.
    columns : ndarray (n_j, b − 1)
        The records, in the order of products.names.
    weights : ndarray (n_j,)
        How often each record counts: 0 leaves it out.
    """
    constant = np.ones(len(columns))
    scaled = (columns - products.shift) / products.scale
    base = np.column_stack([constant, scaled])
    return (base * weights[:, None]).T @ base


def _refit_block(
    fit: Fit,
    changes: Sequence[Change],
) -> Changed:
    replacements = [
        _Replacement(
            data_set,
            interviewer,
            gram,
        )
        for data_set, change in enumerate(changes)
        for interviewer, gram in change.items()
    ]
    moments = _changed_moments(
        fit,
        changes,
        replacements=replacements,
    )
    starts = starts_near(fit, fit.design.moments)
    refitted = Refitted.of(
        fit,
        moments,
        starts=starts,
    )
    return Changed(
        deviance=refitted.deviance_without_units,
        z=_z_after_change(refitted, replacements),
        beta=refitted.beta,
        se=refitted.standard_errors,
        D=refitted.D,
        sigma2=refitted.sigma2,
    )


def _changed_moments(
    fit: Fit,
    changes: Sequence[Change],
    *,
    replacements: list[_Replacement],
) -> Moments:
    """Moments of the R data sets after the changes."""
    n_columns = len(fit.design.base)
    grams = np.array([replacement.gram for replacement in replacements])
    wider = with_replacements(
        fit,
        grams.reshape(
            -1,
            n_columns,
            n_columns,
        ),
    )

    positions: list[list[int]] = [[] for _ in changes]
    for position, replacement in enumerate(replacements):
        positions[replacement.data_set].append(position)
    weights = replacing(
        changes,
        positions,
        n_interviewers=len(fit.design.sizes),
        n_replacements=len(replacements),
    )
    return reweighted(wider.design, weights)


def _z_after_change(
    refitted: Refitted,
    replacements: list[_Replacement],
) -> Floats:
    """z (R, J, q) with that of each replacement in the place of whom it replaces."""
    z_with_replacements = refitted.z
    n_interviewers = len(refitted.fit.design.sizes)
    z = z_with_replacements[:, :n_interviewers].copy()
    for position, replacement in enumerate(replacements, start=n_interviewers):
        row = replacement.data_set
        z_of_changed = z_with_replacements[row, position]
        z[row, replacement.interviewer] = z_of_changed if replacement.has_records else np.nan
    return z

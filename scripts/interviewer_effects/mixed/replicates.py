"""Replicates of a fit: outcomes simulated from it and refitted, the sampling distribution of every estimate at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .bootstrap import CHUNK
from .crossproducts import CrossProducts
from .deviance import evaluate
from .fit import Fit
from .influence import starts_near
from .moments import Design
from .search import search
from .simulate import outcome_moments, simulate


@dataclass(frozen=True)
class Replicates:
    """B refits of one design: the relative factor Λ (B, q, q) in standardised columns, σ² (B,) in squared units of the
    outcome.
    """

    design: Design
    lam: np.ndarray
    sigma2: np.ndarray

    @property
    def D(self) -> np.ndarray:
        """Covariance matrices (B, q, q) of the random effects, in the user's columns."""
        root = self.design.to_z @ self.lam
        return self.sigma2[:, None, None] * root @ root.transpose(0, 2, 1)

    def rho(self, z: np.ndarray) -> np.ndarray:
        """ρ(z) = z'Dz/(z'Dz + σ²) of each refit (B,), by way of the standardised columns (see Fit.rho)."""
        between = ((np.asarray(z, dtype=float) @ self.design.to_z @ self.lam) ** 2).sum(-1)
        return between / (1 + between)

    def first(self, count: int | None) -> Replicates:
        """The first of them; all for None."""
        return replace(self, lam=self.lam[:count], sigma2=self.sigma2[:count])

    def scaled(self, ratio: float) -> Replicates:
        """The same, had the variances that they were simulated from all been ratio times as large."""
        return replace(self, sigma2=ratio * self.sigma2)


def replicates_of(
    source: Fit, products: CrossProducts, count: int, seed, designs: tuple[Design, ...] = ()
) -> list[Replicates]:
    """count outcomes simulated from a fit, each refitted by every design (default the fit's own), by its criterion.

    Searches begin inside and on every boundary; each chunk of replicates has its own stream, so the first of more are
    the same, and two sources of one seed share their draws.
    """
    designs = designs or (source.design,)
    parts: list[list[tuple]] = [[] for _ in designs]
    for k, stream in enumerate(np.random.default_rng(seed).spawn(-(-count // CHUNK))):
        By, yy = (part[: count - k * CHUNK] for part in simulate(source, products, CHUNK, stream))
        for design, kept in zip(designs, parts, strict=True):
            kept.append(_refitted(source, design, By, yy))
    joined = [[np.concatenate(part) for part in zip(*kept, strict=True)] for kept in parts]
    return [Replicates(design, *both) for design, both in zip(designs, joined, strict=True)]


def _refitted(source: Fit, design: Design, By: np.ndarray, yy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    one = Fit(design, source.reml, source.found)
    moments = outcome_moments(design, By, yy)
    lam = one.factor.lam(search(moments, one.factor, source.reml, starts_near(one, moments)).theta)
    e = evaluate(lam, moments, source.reml, derivatives=False)
    return lam, design.y_scale**2 * e.r2 / e.N

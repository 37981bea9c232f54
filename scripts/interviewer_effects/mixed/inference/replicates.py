"""Replicates of a fit: outcomes simulated from it and refitted, the sampling distribution of every
estimate at once.
"""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.deviance import evaluate
from interviewer_effects.mixed.likelihood.moments import Design
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.mixed.optimum.search import search
from interviewer_effects.mixed.optimum.warm_starts import starts_near

from .bootstrap import chunk_of
from .estimates import Replicates
from .simulate import outcome_moments, simulate


def replicates_of(
    source: Fit, products: CrossProducts, count: int, seed, designs: tuple[Design, ...] = ()
) -> list[Replicates]:
    """count outcomes simulated from a fit, each refitted by every design (default the fit's own),
    by its criterion.

    Searches begin inside and on every boundary; each chunk of replicates has its own stream, so the
    first of more are the same, and two sources of one seed share their draws.
    """
    designs = designs or (source.design,)
    parts: list[list[tuple]] = [[] for _ in designs]
    chunk = chunk_of(len(products.groups))
    for k, stream in enumerate(np.random.default_rng(seed).spawn(-(-count // chunk))):
        By, yy = (part[: count - k * chunk] for part in simulate(source, products, chunk, stream))
        for design, kept in zip(designs, parts, strict=True):
            kept.append(refitted(source, design, By, yy))
    joined = [[np.concatenate(part) for part in zip(*kept, strict=True)] for kept in parts]
    return [Replicates(design, *both) for design, both in zip(designs, joined, strict=True)]


def refitted(
    source: Fit, design: Design, By: np.ndarray, yy: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Λ (R, q, q) and σ² (R,) of a design fitted to R simulated outcomes, the optimum of source
    among the starts.
    """
    one = Fit(design, source.reml, source.optimum)
    moments = outcome_moments(design, By, yy)
    lam = one.factor.lam(search(moments, one.factor, source.reml, starts_near(one, moments)).theta)
    e = evaluate(lam, moments, source.reml, derivatives=False)
    return lam, design.y_scale**2 * e.r2 / e.N

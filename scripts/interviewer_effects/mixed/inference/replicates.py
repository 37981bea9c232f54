"""Replicates of a fit: outcomes simulated from it and refitted, the sampling distribution of every
estimate at once.
"""

from __future__ import annotations

import numpy as np

from interviewer_effects.mixed.arrays import Floats
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
    source: Fit,
    products: CrossProducts,
    count: int,
    seed,
    designs: tuple[Design, ...] = (),
) -> list[Replicates]:
    """count outcomes simulated from a fit, each refitted by every design (default the fit's own),
    by its criterion.

    Searches begin inside and on every boundary; each chunk of replicates has its own stream, so the
    first of more are the same, and two sources of one seed share their draws.
    """
    designs = designs or (source.design,)
    chunk = chunk_of(len(products.groups))
    n_chunks = -(-count // chunk)
    streams = np.random.default_rng(seed).spawn(n_chunks)
    lam_of_chunks: list[list[Floats]] = [[] for _ in designs]
    sigma2_of_chunks: list[list[Floats]] = [[] for _ in designs]
    for k, stream in enumerate(streams):
        remaining = count - k * chunk
        B_y, yy = simulate(source, products, replicates=chunk, rng=stream)
        for position, design in enumerate(designs):
            lam, sigma2 = refitted(source, design, By=B_y[:remaining], yy=yy[:remaining])
            lam_of_chunks[position].append(lam)
            sigma2_of_chunks[position].append(sigma2)
    return [
        Replicates(
            design=design,
            lam=np.concatenate(lam_of_chunks[position]),
            sigma2=np.concatenate(sigma2_of_chunks[position]),
        )
        for position, design in enumerate(designs)
    ]


def refitted(
    source: Fit,
    design: Design,
    By: Floats,
    yy: Floats,
) -> tuple[Floats, Floats]:
    """Λ (R, q, q) and σ² (R,) of a design fitted to R simulated outcomes, the optimum of source
    among the starts.
    """
    start = Fit(design, source.reml, source.optimum)
    moments = outcome_moments(design, By, yy=yy)
    optimum = search(moments, start.factor, source.reml, starts_near(start, moments))
    lam = start.factor.lam(optimum.theta)
    evaluation = evaluate(lam, moments, source.reml, derivatives=False)
    return lam, design.y_scale**2 * evaluation.r2 / evaluation.N

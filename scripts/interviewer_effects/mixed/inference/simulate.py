"""Outcomes simulated from a fit as cross-products: a replicate costs O(J) draws, whatever the
number of interviews.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.moments import Design, Moments
from interviewer_effects.mixed.optimum.fit import Fit


def simulate(
    fit: Fit, products: CrossProducts, replicates: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """B'y (R, J, b−1) and y'y (R, J) of outcomes drawn from the fit; B are the columns of products
    but the outcome, y is standardised as in the design.

    For interviewer j: u_j ~ N(0, D); B_j'e_j = σ R_j'g with R_j'R_j = B_j'B_j and g standard
    normal; e_j'e_j = σ²(g'g + χ² with n_j − rank B_j df).
    """
    gram = products.gram[:, :-1, :-1]
    d, sigma = fit.design, np.sqrt(fit.scale_star)
    values, vectors = np.linalg.eigh(gram)
    real = values > 1e-9 * np.maximum(values[:, -1:], 1e-300)
    root = np.where(real, np.sqrt(np.maximum(values, 0)), 0)[:, :, None] * vectors.transpose(
        0, 2, 1
    )
    left = np.maximum(products.sizes - real.sum(1), 0)
    J, b = len(gram), gram.shape[1]
    g = rng.standard_normal((replicates, J, b)) * real
    u = sigma * rng.standard_normal((replicates, J, fit.factor.q)) @ fit.lam[0].T
    chi = rng.chisquare(np.where(left > 0, left, 1), (replicates, J)) * (left > 0)
    Be = sigma * np.einsum("jkb,rjk->rjb", root, g, optimize=True)
    ee = sigma**2 * ((g * g).sum(-1) + chi)
    mean = u @ d.base_z[:-1].T + d.base_x[:-1] @ fit.evaluation.beta[0]  # (R, J, b): y = B mean + e
    Bmean = np.einsum("jab,rjb->rja", gram, mean, optimize=True)
    return Bmean + Be, (mean * (Bmean + 2 * Be)).sum(-1) + ee


def outcome_moments(design: Design, By: np.ndarray, yy: np.ndarray) -> Moments:
    """The moments of a design for R simulated outcomes that share it."""
    Zy = np.einsum("bq,rjb->rqj", design.base_z[:-1], By, optimize=True)
    Xy = By.sum(1) @ design.base_x[:-1]
    m = design.moments
    return replace(m, Zy=Zy, Xy=Xy, yy=yy.sum(1), XX=m.XX[:1], n=m.n[:1])

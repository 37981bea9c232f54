"""Outcomes simulated from a fit as cross-products: a replicate costs O(J) draws, whatever the
number of interviews.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts
from interviewer_effects.mixed.likelihood.moments import Design, Moments
from interviewer_effects.mixed.optimum.fit import Fit

NO_RANK = 1e-9  # eigenvalue of an interviewer's cross-products, relative to the largest


def simulate(
    fit: Fit,
    products: CrossProducts,
    replicates: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """B'y (R, J, b−1) and y'y (R, J) of outcomes drawn from the fit; B are the columns of products
    but the outcome, y is standardised as in the design.

    For interviewer j: u_j ~ N(0, D); B_j'e_j = σ R_j'g with R_j'R_j = B_j'B_j and g standard
    normal; e_j'e_j = σ²(g'g + χ² with n_j − rank B_j df).
    """
    design = fit.design
    sigma = np.sqrt(fit.scale_star)
    BB = products.gram[:, :-1, :-1]
    J, b = BB.shape[:2]
    eigenvalues, eigenvectors = np.linalg.eigh(BB)
    in_rank = eigenvalues > NO_RANK * np.maximum(eigenvalues[:, -1:], 1e-300)
    singular_values = np.where(in_rank, np.sqrt(np.maximum(eigenvalues, 0)), 0)
    root = singular_values[:, :, None] * eigenvectors.transpose(0, 2, 1)
    residual_df = np.maximum(products.sizes - in_rank.sum(1), 0)

    g = rng.standard_normal((replicates, J, b)) * in_rank
    standard_effects = rng.standard_normal((replicates, J, fit.factor.q))
    u = sigma * standard_effects @ fit.lam[0].T
    has_df = residual_df > 0
    chi2 = rng.chisquare(np.where(has_df, residual_df, 1), (replicates, J)) * has_df

    Be = sigma * np.einsum("jkb,rjk->rjb", root, g, optimize=True)
    ee = sigma**2 * ((g * g).sum(-1) + chi2)
    of_effects = u @ design.base_z[:-1].T
    of_fixed = design.base_x[:-1] @ fit.evaluation.beta[0]
    mean = of_effects + of_fixed  # (R, J, b): y = B mean + e
    B_mean = np.einsum("jab,rjb->rja", BB, mean, optimize=True)
    yy = (mean * (B_mean + 2 * Be)).sum(-1) + ee
    return B_mean + Be, yy


def outcome_moments(
    design: Design,
    By: Floats,
    yy: Floats,
) -> Moments:
    """The moments of a design for R simulated outcomes that share it."""
    m = design.moments
    return replace(
        m,
        Zy=np.einsum("bq,rjb->rqj", design.base_z[:-1], By, optimize=True),
        Xy=By.sum(1) @ design.base_x[:-1],
        yy=yy.sum(1),
        XX=m.XX[:1],
        n=m.n[:1],
    )

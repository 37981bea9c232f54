"""What an intra-interviewer correlation costs the survey."""

from __future__ import annotations

import numpy as np


def icc(D: np.ndarray, sigma2: float, z: np.ndarray) -> float:
    """ρ(z) = z'Dz / (z'Dz + σ²): correlation of two answers with the same z given to one
    interviewer. With z = (1) it is D₀₀/(D₀₀ + σ²).
    """
    between = float(z @ D @ z)
    return between / (between + sigma2)


def weighted_workload(sizes: np.ndarray) -> float:
    """m̄_w = Σn_j²/Σn_j: the workload of the interviewer of an average interview."""
    return float((sizes**2).sum() / sizes.sum())


def design_effect(rho: float, sizes: np.ndarray) -> float:
    """deff = 1 + (m̄_w − 1)ρ (Kish 1962, unequal workloads): by how much interviewers inflate the
    variance of a mean. It misleads for slopes and differences, which they inflate less.
    """
    return 1 + (weighted_workload(sizes) - 1) * rho


def mean_design_effect(rho: float, sizes: np.ndarray) -> float:
    """1 + (m̄ − 1)ρ with the plain mean workload m̄: too small when workloads are unequal; shown
    for comparison.
    """
    return 1 + (float(sizes.mean()) - 1) * rho

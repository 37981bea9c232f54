"""Eigenvalues that the exact null distribution of a variance component is made of, few enough to
simulate from however many interviewers there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats
from interviewer_effects.mixed.likelihood.moments import Moments

MANY = 1_000  # interviewers from whom on equal workloads are taken together
ROUNDING = 1e-15  # of the interpolation between eigenvalues
NO_EIGENVALUE = 1e-9  # relative to the largest


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Eigenvalues (K,) of Z'P₀Z, P₀ = I − X(X'X)⁻¹X', that are not zero, ascending, and how often
    each occurs (K,). The zeros are degrees of freedom of the residual.
    """

    eigenvalues: Floats
    multiplicity: Floats

    @classmethod
    def of(cls, moments: Moments) -> Spectrum:
        """From the cross-products of a design with one random column (X*'X* = n I)."""
        ZZ = moments.ZZ[0, 0]
        ZX = moments.ZX[0]
        XX = moments.XX[0]
        if len(ZZ) <= MANY:
            matrix = np.diag(ZZ) - ZX.T @ np.linalg.solve(XX, ZX)
            values = np.linalg.eigvalsh(matrix)
            spectrum = cls(eigenvalues=values, multiplicity=np.ones(len(values)))
        else:
            spectrum = cls.of_equal_workloads(ZZ, np.linalg.solve(np.linalg.cholesky(XX), ZX))
        largest = spectrum.eigenvalues.max(initial=1.0)
        is_positive = spectrum.eigenvalues > NO_EIGENVALUE * largest
        return cls(
            eigenvalues=spectrum.eigenvalues[is_positive],
            multiplicity=spectrum.multiplicity[is_positive],
        )

    @classmethod
    def of_equal_workloads(
        cls,
        d: Floats,
        A: Floats,
    ) -> Spectrum:
        """Eigenvalues of diag(d) − A'A for d (J,) and A (p, J), ascending.

        Of m equal d all but p of their eigenvalues stay as they are: turned within their space, A
        has rows in p of its directions only. Interviewers with equal workloads are many where
        interviewers are, so what is left is small.
        """
        workloads, index, counts = np.unique(d, return_inverse=True, return_counts=True)
        by_workload = np.split(
            np.argsort(index, kind="stable"),
            np.cumsum(counts)[:-1],
        )
        turned_rows = [_turned(A[:, equal]) for equal in by_workload]
        n_turned = np.array([len(rows) for rows in turned_rows])
        turned = np.concatenate(turned_rows)
        matrix = np.diag(np.repeat(workloads, n_turned)) - turned @ turned.T
        changed = np.linalg.eigvalsh(matrix)

        n_unchanged = counts - n_turned
        has_unchanged = n_unchanged > 0
        values = np.concatenate([changed, workloads[has_unchanged]])
        multiplicity = np.concatenate([np.ones(len(changed)), n_unchanged[has_unchanged]])
        order = np.argsort(values, kind="stable")
        return cls(eigenvalues=values[order], multiplicity=multiplicity[order])


@dataclass(frozen=True, slots=True)
class Nodes:
    """Points (r,) and shares (K, r) with Σ w_k/(1 + λμ_k) = Σ_i (Σ_k w_k shares_ki)/(1 + λ
    point_i), within rounding.
    """

    points: Floats
    shares: Floats

    @classmethod
    def of(cls, eigenvalues: Floats) -> Nodes:
        """The nodes that stand for eigenvalues μ (K,), ascending.

        1/(1 + λμ) is analytic in log μ up to π from the real line, so it is interpolated at
        Chebyshev points between the ends of log μ: the error falls by a constant factor with each
        point (Bernstein), and some 25 stand for any number of interviewers. Where they are as many
        as the eigenvalues, those themselves are taken.
        """
        log_mu = np.log(eigenvalues)
        center = (log_mu[0] + log_mu[-1]) / 2
        half_width = (log_mu[-1] - log_mu[0]) / 2
        log_error_per_point = np.arcsinh(np.pi / max(half_width, 1e-9))
        r = int(np.ceil(-np.log(ROUNDING) / log_error_per_point)) + 1
        if r >= len(eigenvalues):
            return cls(points=eigenvalues, shares=np.eye(len(eigenvalues)))

        degrees = np.arange(r)
        angles = (degrees + 0.5) * np.pi / r
        standardised = np.clip((log_mu - center) / max(half_width, 1e-300), -1, 1)
        polynomials = np.cos(np.outer(np.arccos(standardised), degrees))
        coefficients = 2 / r * np.cos(np.outer(degrees, angles))
        coefficients[0] /= 2
        return cls(
            points=np.exp(center + half_width * np.cos(angles)),
            shares=polynomials @ coefficients,
        )


def _turned(A: Floats) -> Floats:
    """Rows whose cross-products are those of A' (m, p): at most p of them."""
    p, m = A.shape
    if m <= p:
        return A.T
    return np.asarray(np.linalg.qr(A.T, mode="r"))

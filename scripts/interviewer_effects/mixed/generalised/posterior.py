"""The posterior of some interviewers' random effects, as shares of quadrature nodes.

v_j has the density Π_c f(y_c | x_c'β + z_c'Lv) φ(v)/exp ℓ_j; at M nodes it is a share each, and E_j
is the mean over these shares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.arrays import Floats

from .cells import Cells
from .factor import Factor
from .modes import find_modes
from .parameters import Parameters
from .quadrature import Nodes, Rule


@dataclass(frozen=True, slots=True)
class Posterior:
    """The integrand of a block of interviewers at its nodes.

    Attributes
    ----------
    cells : Cells
    nodes : Nodes
    modes : ndarray (J, r)
    log_likelihood : ndarray (J,)
        ℓ_j.
    share : ndarray (J, M)
        Of every node in the posterior.
    score, curvature : ndarray (C, M)
        Derivatives of a cell's log-likelihood in η: the first, and minus the second.
    """

    cells: Cells
    nodes: Nodes
    modes: Floats
    log_likelihood: Floats
    share: Floats
    score: Floats
    curvature: Floats

    @classmethod
    def at(
        cls,
        cells: Cells,
        parameters: Parameters,
        rule: Rule,
        *,
        start: Floats,
    ) -> Posterior:
        """The posterior at the parameters; modes are sought from `start` (J, r)."""
        data_set = cells.cell_data_set
        eta_fixed = np.einsum("cp,cp->c", cells.fixed, parameters.fixed[data_set])
        loadings = np.einsum("cq,cqr->cr", cells.random, parameters.loading[data_set])
        modes = find_modes(
            cells,
            eta_fixed,
            loadings=loadings,
            start=start,
            tolerance=rule.mode_tolerance,
        )
        nodes = rule.nodes(modes)
        n_nodes = nodes.log_weight.shape[1]
        eta = np.repeat(eta_fixed[:, None], n_nodes, axis=1)
        for effect in range(loadings.shape[1]):
            position = nodes.position[cells.interviewer, :, effect]
            eta += loadings[:, effect, None] * position

        terms = cells.kernel.terms(
            cells.events[:, None],
            cells.trials[:, None],
            eta,
        )
        log_joint = cells.by_interviewer @ terms.value + nodes.log_weight
        highest = log_joint.max(axis=1, keepdims=True)
        density = np.exp(log_joint - highest)
        mass = density.sum(axis=1, keepdims=True)
        log_likelihood = highest + np.log(mass)
        return cls(
            cells=cells,
            nodes=nodes,
            modes=modes.position,
            log_likelihood=log_likelihood[:, 0],
            share=density / mass,
            score=terms.score,
            curvature=terms.curvature,
        )

    def complete_score(self, factor: Factor) -> Floats:
        """g (J, M, K) at every node: Σ x s for fixed effects, Σ z_a s · v_b for the element
        L_ab.
        """
        cells = self.cells
        n_nodes = self.share.shape[1]
        shape = (-1, cells.n_interviewers, n_nodes)
        fixed = (cells.fixed_by_interviewer @ self.score).reshape(shape)
        position = self.nodes.position.transpose(
            2,
            0,
            1,
        )
        random = self.random_score()
        elements = random[factor.rows] * position[factor.columns]
        return np.concatenate([fixed, elements]).transpose(
            1,
            2,
            0,
        )

    def random_score(self) -> Floats:
        """g_z = Σ z s (q, J, M)."""
        cells = self.cells
        n_nodes = self.share.shape[1]
        n_effects = cells.random.shape[1]
        sums = cells.random_by_interviewer @ self.score
        return sums.reshape(
            n_effects,
            cells.n_interviewers,
            n_nodes,
        )

    def mean_curvature(self) -> Floats:
        """E_j[c] of every cell (C,)."""
        share = self.share[self.cells.interviewer]
        return (share * self.curvature).sum(1)

    def curvature_moments(self) -> Floats:
        """E_j[c · (1, v)(1, v)'] of every cell (C, 1 + r, 1 + r), for all interviewers alike."""
        interviewer = self.cells.interviewer
        position = self.nodes.position
        share = self.cells.weighted(self.share)
        constant = np.ones((*position.shape[:2], 1))
        basis = np.concatenate([constant, position], axis=2)
        size = basis.shape[2]
        moments = np.empty((len(interviewer), size, size))
        for row in range(size):
            for column in range(row + 1):
                weight = share * basis[..., row] * basis[..., column]
                moment = np.einsum("cm,cm->c", weight[interviewer], self.curvature)
                moments[:, row, column] = moment
                moments[:, column, row] = moment
        return moments

"""What leaving interviewers out does by chance, once more: every subset of them, the level's
variance on a grid.
"""

from itertools import combinations

import numpy as np
from second_path_simulated import drawn

SIZES = (0.0, *np.geomspace(0.05, 3, 40))
DRAWN, REMAIN = 3, 5  # surveys drawn for each that is kept; interviewers that must remain


class Subsets:
    """T of the level's variance of many outcomes, for everybody and without each group of up to
    `reach`.
    """

    def __init__(self, model, reach):
        J = len(model.people)
        self.model, self.df, self.reach = model, model.X.shape[1], max(1, min(reach, J - REMAIN))
        self.groups = [
            group for size in range(self.reach + 1) for group in combinations(range(J), size)
        ]
        self.kept = np.array([[j not in group for j in range(J)] for group in self.groups], float)
        self.rows = [np.flatnonzero(model.Z[0][:, j]) for j in range(J)]

    def statistics(self, ys):
        """T (groups, R) of outcomes (R, n)."""
        values = np.array([self._deviance(size, ys) for size in SIZES])
        return np.maximum(values[0] - values.min(0), 0)

    def best(self, ys, sign):
        """√T (R, reach + 1) of everybody, then without the group of each size that moves it
        farthest towards sign.
        """
        T, sizes = np.sqrt(self.statistics(ys)), np.array([len(group) for group in self.groups])
        return np.column_stack(
            [sign * (sign * T[sizes == size]).max(0) for size in range(self.reach + 1)]
        )

    def _deviance(self, size, ys):
        parts = [self._part(size, rows, ys) for rows in self.rows]
        logs, XWX, XWy, yWy, n = (
            np.tensordot(self.kept, np.array(part), 1) for part in zip(*parts, strict=True)
        )
        rest = yWy - np.einsum("gpr,gpr->gr", XWy, np.linalg.solve(XWX, XWy))
        df = (n - self.df)[:, None]
        return (logs + np.linalg.slogdet(XWX)[1])[:, None] + df * np.log(rest / df)

    def _part(self, size, rows, ys):
        """What an interviewer adds to log|V|, X'V⁻¹X, X'V⁻¹y, y'V⁻¹y and n."""
        W = np.linalg.inv(np.eye(len(rows)) + size**2)
        X, y = self.model.X[rows], ys[:, rows].T
        return (
            -np.linalg.slogdet(W)[1],
            X.T @ W @ X,
            X.T @ W @ y,
            (y * (W @ y)).sum(0),
            float(len(rows)),
        )


def chances(model, lam, T, replicates, critical, seed=7):
    """For T of everybody and without the best group of each size: the share of surveys simulated by
    the interviewers of a model at Λ in which some group goes as far for its size.

    Steps and the way since nobody left are both looked at, in standard deviations of the simulated
    ones.
    """
    subsets, sign = Subsets(model, len(T) - 1), 1 if T[0] < critical else -1
    best = subsets.best(drawn(model, lam, DRAWN * replicates, seed), sign)
    near = np.argsort(np.abs(best[:, 0] - np.sqrt(T[0])), kind="stable")[:replicates]
    moved, seen = (np.stack(ways(roots, sign)) for roots in (best[near], np.sqrt(T)[None]))
    mean, spread = moved.mean(1), moved.std(1) + 1e-6
    farthest = ((moved - mean[:, None]) / spread[:, None]).max((0, 2))
    last = np.minimum(np.arange(len(T) - 1), subsets.reach - 1)
    own = ((seen[:, 0] - mean[:, last]) / spread[:, last]).max(0)
    return [(1 + (farthest >= one - 1e-7).sum()) / (1 + replicates) for one in own]


def ways(roots, sign):
    """The steps of √T and their sums, towards the other decision."""
    steps = sign * np.diff(roots, axis=1)
    return steps, steps.cumsum(1)

"""The sign test of a variance from its formulas: dense projections, one interviewer after the
other.
"""

import numpy as np

MANY = 3_000


def p_of_level(model, seed):
    """p of T = Σ_j[(Σr)² − Σr²] in a least-squares model, r its residuals."""
    off = np.eye(len(model.y)) - model.X @ np.linalg.pinv(model.X)
    r = off @ model.y
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (len(r), MANY))
    own = own_matrix(model)

    def statistic(residuals):
        return ((own.T @ residuals) ** 2).sum(0) - (residuals**2).sum(0)

    here = max(statistic(r[:, None])[0], 0)
    return share(np.maximum(statistic(off @ (r[:, None] * signs)), 0), here)


def p_of_slope(model, predictor, seed):
    """p, p of the variance part and p of the covariance part of a slope beside the random intercept
    of a model whose predictors all vary within interviewers.
    """
    _, _, sigma2, D, _ = model.solved
    own, x = own_matrix(model), model.frame[predictor].to_numpy(dtype=float)
    n = own.sum(0)
    ratio = D[0, 0] / sigma2
    average = own / n @ own.T
    within = np.eye(len(x)) - average
    Xw = within @ model.X[:, 1:]
    beta_of = np.linalg.pinv(Xw)
    weights = n / (1 + n * ratio)

    def parts(y, levels):
        beta = beta_of @ y
        level = (own / n).T @ y + levels - (own / n).T @ model.X[:, 1:] @ beta
        return within @ y - Xw @ beta, level - weights @ level / weights.sum()

    def statistics(y, levels):
        r, d = parts(y, levels)
        T, C = np.zeros(y.shape[1]), np.zeros(y.shape[1])
        for j in np.flatnonzero(n >= 3):
            rows = own[:, j] == 1
            about, rest, size = (within @ x)[rows], r[rows], n[j]
            sums = about @ rest
            s2 = (rest**2).sum(0) / (size - 1)
            T += sums**2 - (about**2 @ rest**2 - about @ about * s2 / size) / (1 - 2 / size)
            C += weights[j] * (d[j] * sums - about @ rest**2 / (size - 2))
        return T, C

    r, d = parts(model.y[:, None], 0.0)
    e = (r + own @ (d / (1 + n[:, None] * ratio)))[:, 0]
    wanted = own.T @ r[:, 0] ** 2 * n / np.maximum(n - 1, 1)
    e = e * (own @ np.sqrt(np.where(n > 1, wanted / (own.T @ e**2), 1)))
    rng = np.random.default_rng(seed)
    signs = rng.choice([-1.0, 1.0], (len(e), MANY))
    levels = np.sqrt(D[0, 0]) * rng.standard_normal((len(n), MANY))
    here, drawn = statistics(model.y[:, None], 0.0), statistics(e[:, None] * signs, levels)
    T, C = (part[0] / spread.std() for part, spread in zip(here, drawn, strict=True))
    T_drawn, C_drawn = (part / part.std() for part in drawn)
    both = share(np.maximum(T_drawn, 0) ** 2 + C_drawn**2, np.maximum(T, 0) ** 2 + C**2)
    return both, share(T_drawn, T), share(C_drawn**2, C**2)


def own_matrix(model):
    """Which interview (n,) is whose (n, J)."""
    return (model.frame["intnum"].to_numpy()[:, None] == model.people).astype(float)


def share(drawn, here):
    """(1 + number as large)/(1 + number)."""
    return (1 + (drawn >= here - 1e-9).sum()) / (len(drawn) + 1)

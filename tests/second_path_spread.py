"""How alike each interviewer's answers are, once more: a regression for each of them, and loops."""

import numpy as np
from scipy import optimize, special

LEAST = 4  # degrees of freedom from which an interviewer counts


def variances(model):
    """s² about their own line of each interviewer with interviews enough, and the degrees of freedom it is worth."""
    rest = model.y - model.X @ model.solved[0]
    parts = []
    for k in range(len(model.people)):
        rows = model.Z[0][:, k] > 0
        own = np.column_stack([part[rows, k] for part in model.Z])
        hat = own @ np.linalg.pinv(own)
        e, m = rest[rows] - hat @ rest[rows], 1 - np.diag(hat)
        df = rows.sum() - np.linalg.matrix_rank(own)
        parts.append((e, m, df))
    parts = [part for part in parts if part[2] >= LEAST]
    rounded = 1 / 12 if (model.y % 1 == 0).all() else 0.0
    made = []
    for k, (e, m, df) in enumerate(parts):
        others = [part for at, part in enumerate(parts) if at != k]
        pooled = sum((o[0] ** 2).sum() for o in others) / sum(o[2] for o in others)
        fourth = sum((o[0] ** 4).sum() for o in others) / pooled**2 - 3 * sum((o[1] ** 2).sum() for o in others)
        excess = np.clip(fourth / sum((o[1] ** 4).sum() for o in others), -1.2, 3)
        made.append(((e**2).sum() / df + rounded, df / (1 + excess * (m**2).sum() / df / 2)))
    return np.array(made).T


def between(model, draws=2_000):
    """exp(μ/2), τ/2 and the p of τ = 0 of log σ² over interviewers."""
    s2, df = variances(model)
    logs, v = np.log(s2) - special.digamma(df / 2) + np.log(df / 2), special.polygamma(1, df / 2)

    def against(tau):
        w = 1 / (tau**2 + v)
        center = logs - (w * logs).sum() / w.sum()
        return 0.5 * ((w * center**2).sum() - np.log(w).sum() + np.log(w.sum())) - 2 * np.log(tau)

    tau = optimize.minimize_scalar(against, bounds=(1e-3, 5), method="bounded", options={"xatol": 1e-8}).x
    w = 1 / (tau**2 + v)
    chance = np.random.default_rng(6).chisquare(df, (draws, len(df))) / df
    drawn = np.log(chance) - special.digamma(df / 2) + np.log(df / 2)
    p = np.mean(heterogeneity(drawn, v) >= heterogeneity(logs, v))
    return np.exp((w * logs).sum() / w.sum() / 2), tau / 2, p


def heterogeneity(logs, v):
    """Σ (ℓ − ℓ̄)²/v."""
    mean = (logs / v).sum(-1) / (1 / v).sum()
    return ((logs - np.expand_dims(mean, -1)) ** 2 / v).sum(-1)

"""How alike each interviewer's answers are, once more: a regression for each of them, and surveys
drawn one by one.
"""

import numpy as np
from scipy import optimize

LEAST = 4  # degrees of freedom from which an interviewer counts
DRAWS = 4_000


def residuals(model):
    """Residuals from their own line, degrees of freedom and mean answer (from the lowest) of each
    interviewer with interviews enough; residuals of all from the predicted lines.
    """
    beta, _, _, D, W = model.solved
    rest = model.y - model.X @ beta
    weighed = W @ rest
    predicted = sum(
        part @ (D[k, m] * (model.Z[m].T @ weighed))
        for k, part in enumerate(model.Z)
        for m in range(len(model.Z))
    )
    each = []
    for k in range(len(model.people)):
        rows = model.Z[0][:, k] > 0
        own = np.column_stack([part[rows, k] for part in model.Z])
        e = rest[rows] - own @ np.linalg.lstsq(own, rest[rows], rcond=None)[0]
        df = rows.sum() - np.linalg.matrix_rank(own)
        if df >= LEAST:
            each.append((e, df, model.y[rows].mean() - model.y.min()))
    return each, rest - predicted


def log_variances(answers, expected, floor):
    """log of the variance of each row without the answer farthest from its mean, relative to what
    its mean expects.
    """
    mean = answers.mean(1, keepdims=True)
    keep = np.ones(answers.shape, bool)
    keep[np.arange(len(answers)), np.abs(answers - mean).argmax(1)] = False
    rest = answers[keep].reshape(len(answers), -1)
    return np.log(rest.var(1, ddof=1) + floor) - expected(mean[:, 0])


def tilted(shares, mean):
    """Shares of the answers 0, 1, … tilted exponentially to a mean."""
    values = np.arange(len(shares))

    def weights(t):
        p = shares * np.exp(t * (values - mean))
        return p / p.sum()

    return weights(optimize.brentq(lambda t: weights(t) @ values - mean, -40, 40))


def chance(model):
    """log σ² of each interviewer relative to what chance expects, its variance by chance, and the
    logarithm of 1.
    """
    each, pooled = residuals(model)
    rng = np.random.default_rng(6)
    answers = model.y - model.y.min()
    on_scale = (answers % 1 == 0).all() and answers.max() <= 20
    floor = (answers % 1 == 0).all() / 12 + 1e-6 * pooled.var()
    if on_scale:
        shares = np.bincount(answers.astype(int)) / len(answers)
        values = np.arange(len(shares))
        grid = np.linspace(0, len(shares) - 1, 401)[1:-1]
        variance = [p @ values**2 - m**2 for m, p in ((m, tilted(shares, m)) for m in grid)]
        ends = [0, *grid, len(shares) - 1], [0, *variance, 0]

    def expected(mean):
        return np.log(np.interp(mean, *ends) + floor) if on_scale else 0.0

    logs, by_chance = [], []
    for e, df, mean in each:
        if on_scale:
            centre = ((df + 1) * mean + answers.mean()) / (df + 2)
            drawn = rng.choice(values.astype(float), (DRAWS, df + 1), p=tilted(shares, centre))
        else:
            drawn = rng.choice(pooled, (DRAWS, df + 1))
        null = log_variances(drawn, expected, floor)
        rest = np.delete(e, np.abs(e - e.mean()).argmax())
        logs.append(
            np.log(rest.var(ddof=1) * (len(e) - 2) / (df - 1) + floor)
            - expected(mean)
            - null.mean()
        )
        by_chance.append(null.var())
    unit = np.mean([expected(mean) for *_, mean in each]) if on_scale else np.log(pooled.var())
    return np.array(logs), np.array(by_chance), unit


def between(model, draws=2_000):
    """exp(μ/2), τ/2 and the p of τ = 0 of log σ² over interviewers."""
    logs, v, unit = chance(model)

    def against(tau):
        w = 1 / (tau**2 + v)
        center = logs - (w * logs).sum() / w.sum()
        return 0.5 * ((w * center**2).sum() - np.log(w).sum() + np.log(w.sum())) - 2 * np.log(tau)

    tau = optimize.minimize_scalar(
        against, bounds=(1e-3, 5), method="bounded", options={"xatol": 1e-8}
    ).x
    w = 1 / (tau**2 + v)
    drawn = np.random.default_rng(7).normal(0, np.sqrt(v), (draws, len(v)))
    p = np.mean(heterogeneity(drawn, v) >= heterogeneity(logs, v))
    return np.exp((unit + (w * logs).sum() / w.sum()) / 2), tau / 2, p


def heterogeneity(logs, v):
    """Σ (ℓ − ℓ̄)²/v."""
    mean = (logs / v).sum(-1) / (1 / v).sum()
    return ((logs - np.expand_dims(mean, -1)) ** 2 / v).sum(-1)

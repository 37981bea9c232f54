"""Whether the model's assumptions hold: residuals, Q-Q plots with simulated bands, and statements that say what the
plots show.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from interviewer_effects.mixed import predict
from interviewer_effects.mixed.deviance import evaluate, reduced, residual_products
from interviewer_effects.mixed.fit import Fit
from interviewer_effects.mixed.simulate import outcome_moments, simulate

from .ladder import OUTCOME, Ladder

REPLICATES = 999
POINTS = 400  # points of a residual Q-Q plot: its quantiles, when there are more interviews
FEW_VALUES = 20


def residual_table(ladder: Ladder, name: str, fit: Fit) -> pd.DataFrame:
    """fitted (Xβ̂ + Zû), fitted_marginal (Xβ̂), resid, and resid in units of σ̂, one row per interview."""
    model = ladder.models[name]
    where = np.searchsorted(ladder.products.groups, ladder.interviewers)
    marginal = ladder.matrix(model.fixed) @ fit.beta
    fitted = marginal + (ladder.matrix(model.random) * predict.effects(fit).eblup[where]).sum(1)
    resid = ladder.columns[OUTCOME] - fitted
    return pd.DataFrame(
        {
            "fitted": fitted,
            "fitted_marginal": marginal,
            "resid": resid,
            "resid_standardised": resid / np.sqrt(fit.sigma2),
        }
    )


def simultaneous_band(simulated: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Band (n,) that holds a whole curve with probability level, from simulated sorted curves (R, n).

    Each point's limits are the same order statistics of the simulations, moved outwards until the share of curves
    entirely inside reaches level (Aldor-Noiman et al. 2013).
    """
    R = len(simulated)
    ordered = np.sort(simulated, axis=0)
    rank = np.sort(stats.rankdata(simulated, axis=0, method="ordinal"), axis=1)
    depth = np.sort(np.minimum(rank[:, 0], R + 1 - rank[:, -1]))  # how far from the outside each curve's worst point is
    k = max(int(depth[int(np.floor((1 - level) * R))]), 1)
    return ordered[k - 1], ordered[R - k]


def qq_of_residuals(residuals: pd.DataFrame, labels: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Q-Q points of the standardised residuals, with the band of n normal draws standardised in the same way."""
    values = residuals["resid_standardised"].to_numpy()
    order = np.argsort(values, kind="stable")
    n = len(values)
    pick = (
        np.arange(n)
        if n <= POINTS
        else np.unique(np.r_[0:20, np.linspace(0, n - 1, POINTS - 40).round().astype(int), n - 20 : n])
    )
    share = (np.arange(1, n + 1) - 0.5) / n
    simulated = np.sort(rng.standard_normal((REPLICATES, n)) if n <= 20_000 else _quantile_draws(n, pick, rng), axis=1)
    low, high = simultaneous_band(simulated[:, pick] if simulated.shape[1] == n else simulated)
    return _qq("residual", labels[order][pick], stats.norm.ppf(share)[pick], values[order][pick], low, high)


def _quantile_draws(n: int, pick: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Normal order statistics number pick of n, by beta-distributed uniforms: no need to draw all n."""
    return stats.norm.ppf(np.sort(rng.beta(pick + 1, n - pick, (REPLICATES, len(pick))), axis=1))


def qq_of_effects(ladder: Ladder, fit: Fit, terms: list[str], rng: np.random.Generator) -> pd.DataFrame:
    """Q-Q points of each standardised EBLUP, with a band simulated from the fitted model at its estimates; empty
    where nothing varies.
    """
    e = predict.effects(fit)
    J = len(e.eblup)
    theoretical = stats.norm.ppf((np.arange(1, J + 1) - 0.5) / J)
    simulated = _simulated_z(ladder, fit, e, rng)
    frames = []
    for k, term in enumerate(terms):
        if e.z[:, k].any():
            order = np.argsort(e.z[:, k], kind="stable")
            band = simultaneous_band(np.sort(simulated[:, :, k], axis=1))
            frames.append(_qq(term, ladder.products.groups[order], theoretical, e.z[order, k], *band))
    return pd.concat(frames) if frames else _qq("", [], [], [], [], [])


def _simulated_z(ladder: Ladder, fit: Fit, e: predict.Effects, rng: np.random.Generator) -> np.ndarray:
    By, yy = simulate(fit, ladder.products, REPLICATES, rng)
    moments = outcome_moments(fit.design, By, yy)
    lam = np.broadcast_to(fit.lam, (REPLICATES, *fit.lam.shape[1:]))
    at = evaluate(lam, moments, fit.reml, derivatives=False)
    _, _, w = residual_products(reduced(lam, moments)[0], moments, at.beta)
    back = fit.design.y_scale * fit.design.to_z @ fit.lam[0] @ fit.lam[0].T
    effects = np.einsum("ab,rbj->rja", back, w)
    spread = np.sqrt(np.diagonal(e.diagnostic, axis1=1, axis2=2))
    return np.divide(effects, spread, out=np.zeros_like(effects), where=spread > 0)


def _qq(kind: str, labels, theoretical, observed, low, high) -> pd.DataFrame:
    columns = {"label": labels, "theoretical": theoretical, "observed": observed, "band_low": low, "band_high": high}
    frame = pd.DataFrame(columns)
    frame.insert(0, "kind", kind)
    return frame


def rho_curve(ladder: Ladder, name: str, fit: Fit, points: int = 41) -> pd.DataFrame:
    """ρ(x) over the range of the first random slope, the other random predictors at their means; one row when there
    is no slope.
    """
    random = ladder.models[name].random
    z = ladder.matrix(random).mean(0)
    slopes = [k for k, column in enumerate(random) if column is not None]
    if not slopes:
        return pd.DataFrame({"predictor": [""], "x": [np.nan], "rho": [fit.rho(z)]})
    k, values = slopes[0], ladder.columns[random[slopes[0]]]
    grid = np.linspace(values.min(), values.max(), points)
    at = np.repeat(z[None], points, axis=0)
    at[:, k] = grid
    return pd.DataFrame({"predictor": random[k], "x": grid, "rho": [fit.rho(row) for row in at]})


def statements(ladder: Ladder, residuals: pd.DataFrame, qq: pd.DataFrame) -> pd.DataFrame:
    """diagnostics.csv: one row per check with its statistic, p where there is one, a verdict (holds, doubtful,
    note) and a sentence.
    """
    rows = [_normality(kind, part) for kind, part in qq.groupby("kind", sort=False)]
    rows.append(_constant_variance(residuals))
    values = len(np.unique(ladder.columns[OUTCOME]))
    if values <= FEW_VALUES:
        text = (
            f"The outcome takes {values} different values, so residuals against fitted values lie on {values} slanted "
            "stripes: that is the scale of the question, not a fault of the model."
        )
        rows.append({"check": "stripes", "statistic": values, "p": np.nan, "verdict": "note", "sentence": text})
    return pd.DataFrame(rows)


def _normality(kind: str, part: pd.DataFrame) -> dict:
    outside = (part["observed"] < part["band_low"]) | (part["observed"] > part["band_high"])
    what = "Residuals" if kind == "residual" else f"Interviewers' effects on {kind}"
    if not outside.any():
        text = f"{what} stay inside the simultaneous 95 % band: they look normal."
    else:
        who = ", ".join(part["label"][outside].astype(str).head(5)) if kind != "residual" else ""
        tail = "the tails" if outside.to_numpy()[[0, -1]].any() else "the middle"
        points = f"{int(outside.sum())} of {len(part)} points{': ' + who if who else ''}"
        text = f"{what} leave the simultaneous 95 % band in {tail} ({points}): not quite normal."
    verdict = "doubtful" if outside.any() else "holds"
    return {
        "check": f"normality: {kind}",
        "statistic": float(outside.sum()),
        "p": np.nan,
        "verdict": verdict,
        "sentence": text,
    }


def _constant_variance(residuals: pd.DataFrame) -> dict:
    rank = stats.spearmanr(residuals["resid"].abs(), residuals["fitted"])
    if rank.pvalue >= 0.01:
        text, verdict = (
            "The size of the residuals does not change with the fitted value: constant variance is tenable.",
            "holds",
        )
    else:
        way = "grow" if rank.statistic > 0 else "shrink"
        text = (
            f"Residuals {way} with the fitted value (rank correlation {rank.statistic:.2f}): the variance is not "
            "constant, and standard errors are approximate."
        )
        verdict = "doubtful"
    return {
        "check": "constant variance",
        "statistic": float(rank.statistic),
        "p": float(rank.pvalue),
        "verdict": verdict,
        "sentence": text,
    }

"""Whether the model's assumptions hold: residuals, Q-Q plots with simulated bands, and statements
that say what the plots show.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects.mixed.inference import predicted_effects
from interviewer_effects.mixed.inference.simulate import outcome_moments, simulate
from interviewer_effects.mixed.likelihood.deviance import evaluate, residual_products
from interviewer_effects.mixed.optimum.fit import Fit

from .design_columns import OUTCOME
from .model_sequence import Ladder

REPLICATES = 999
BLOCK = 111  # replicates of simulated effects at a time: thousands of interviewers fit in memory
POINTS = 400  # points of a residual Q-Q plot: its quantiles, when there are more interviews
NEGLIGIBLE = 0.1  # rank correlation of the size of residuals with the fitted value
FEW_VALUES = 20


def residual_table(ladder: Ladder, name: str, fit: Fit) -> pd.DataFrame:
    """fitted (Xβ̂ + Zû), fitted_marginal (Xβ̂), resid, resid in units of σ̂ (standardised) and of
    its own standard error (studentised), one row per interview.

    û takes part of every residual, most where workloads are small: standardised residuals vary less
    than N(0, 1), studentised ones as much.
    """
    model = ladder.models[name]
    where = np.searchsorted(ladder.products.groups, ladder.interviewers)
    X, Z = ladder.matrix(model.fixed), ladder.matrix(model.random)
    marginal = X @ fit.beta
    fitted = marginal + (Z * predicted_effects.effects(fit).eblup[where]).sum(1)
    resid = ladder.columns[OUTCOME] - fitted
    standardised = resid / np.sqrt(fit.sigma2)
    return pd.DataFrame(
        {
            "fitted": fitted,
            "fitted_marginal": marginal,
            "resid": resid,
            "resid_standardised": standardised,
            "resid_studentised": standardised / np.sqrt(residual_variance(fit, X, Z, where)),
        }
    )


def residual_variance(fit: Fit, X: np.ndarray, Z: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Var(y − Xβ̂ − Zû)/σ² (n,), the diagonal of V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹ in units of σ²; where
    (n,) is the position of each interview's interviewer.
    """
    m, d, lam = fit.design.moments, fit.design, fit.lam[0]
    inner = np.eye(m.q) + lam.T @ np.moveaxis(m.ZZ, -1, 0) @ lam
    gain = lam @ np.linalg.solve(inner, np.broadcast_to(lam.T, inner.shape))  # V⁻¹ = I − Z gain Z'
    Xs, Zs = X @ d.to_x, Z @ d.to_z
    taken = np.einsum("iab,ib->ia", gain[where], Zs)
    half = (Xs - np.einsum("ia,api->ip", taken, m.ZX[:, :, where])) @ fit.evaluation.root[0].T
    return np.maximum(1 - (Zs * taken).sum(1) - (half**2).sum(1), 1e-12)


def simultaneous_band(
    simulated: np.ndarray, order: np.ndarray, n: int, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Band that holds a whole new curve with probability level, from R simulated curves (R, k) of
    the order-th smallest (counted from 0) of n values.

    At each point the limits are the same two quantiles of that order statistic of n standard
    normals, Φ⁻¹(Beta(order + 1, n − order)), as far out as level needs among the simulated curves
    (Aldor-Noiman et al. 2013).
    """
    shape = order + 1, n - order
    upper = order > (n - 1) / 2  # by symmetry the smaller tail, whose digits are not lost
    tail = np.where(upper, special.ndtr(-simulated), special.ndtr(simulated))
    near, far = np.where(upper, shape[1], shape[0]), np.where(upper, shape[0], shape[1])
    depth = np.sort(np.abs(special.ndtri(special.betainc(near, far, tail))).max(1))
    out = special.ndtr(-depth[min(int(np.ceil(level * (len(depth) + 1))), len(depth)) - 1])
    low = special.ndtri(special.betaincinv(*shape, out))
    return low, -special.ndtri(special.betaincinv(*shape[::-1], out))


def qq_of_residuals(
    residuals: pd.DataFrame, labels: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Q-Q points of the studentised residuals, with the band of n normal draws about their own
    mean, in units of their own standard deviation.
    """
    values = residuals["resid_studentised"].to_numpy()
    order, n = np.argsort(values, kind="stable"), len(values)
    pick = np.arange(n)
    if n > POINTS:
        pick = np.unique(
            np.r_[0:20, np.linspace(0, n - 1, POINTS - 40).round().astype(int), n - 20 : n]
        )
    low, high = simultaneous_band(normal_curves(n, pick, rng), pick, n)
    return _qq(
        "residual", labels[order][pick], _normal_scores(n)[pick], values[order][pick], low, high
    )


def normal_curves(n: int, pick: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The order statistics number pick (counted from 0) of n standardised normal draws (R,
    len(pick)).

    Uniform order statistics are sums of exponential spacings, so only the points in pick are drawn,
    whatever n is. Each point counts for the draws around it in the mean and the standard deviation.
    """
    gaps = rng.standard_gamma(np.diff(np.r_[0, pick + 1, n + 1]), (REPLICATES, len(pick) + 1))
    curves = special.ndtri(gaps[:, :-1].cumsum(1) / gaps.sum(1, keepdims=True))
    weight = np.diff(np.r_[-0.5, (pick[1:] + pick[:-1]) / 2, n - 0.5]) / n
    curves -= (curves @ weight)[:, None]
    return curves / np.sqrt(curves**2 @ weight)[:, None]


def _normal_scores(n: int) -> np.ndarray:
    return special.ndtri((np.arange(1, n + 1) - 0.5) / n)


def qq_of_effects(
    ladder: Ladder, fit: Fit, terms: list[str], rng: np.random.Generator
) -> pd.DataFrame:
    """Q-Q points of each standardised EBLUP, with a band simulated from the fitted model at its
    estimates; empty where nothing varies.
    """
    e = predicted_effects.effects(fit)
    J = len(e.eblup)
    simulated = np.concatenate(
        [_simulated_z(ladder, fit, e, rng) for _ in range(0, REPLICATES, BLOCK)]
    )
    frames = []
    for k, term in enumerate(terms):
        if e.z[:, k].any():
            order = np.argsort(e.z[:, k], kind="stable")
            band = simultaneous_band(np.sort(simulated[:, :, k], axis=1), np.arange(J), J)
            frames.append(
                _qq(term, ladder.products.groups[order], _normal_scores(J), e.z[order, k], *band)
            )
    return pd.concat(frames) if frames else _qq("", [], [], [], [], [])


def _simulated_z(
    ladder: Ladder, fit: Fit, e: predicted_effects.Effects, rng: np.random.Generator
) -> np.ndarray:
    By, yy = simulate(fit, ladder.products, BLOCK, rng)
    moments = outcome_moments(fit.design, By, yy)
    at = evaluate(fit.lam, moments, fit.reml, derivatives=False)
    _, _, w = residual_products(fit.lam, moments, at.beta)
    back = fit.design.y_scale * fit.design.to_z @ fit.lam[0] @ fit.lam[0].T
    effects = np.einsum("ab,rbj->rja", back, w)
    spread = np.sqrt(np.diagonal(e.diagnostic, axis1=1, axis2=2))
    return np.divide(effects, spread, out=np.zeros_like(effects), where=spread > 0)


def _qq(kind: str, labels, theoretical, observed, low, high) -> pd.DataFrame:
    columns = {
        "label": labels,
        "theoretical": theoretical,
        "observed": observed,
        "band_low": low,
        "band_high": high,
    }
    frame = pd.DataFrame(columns)
    frame.insert(0, "kind", kind)
    return frame


def statements(ladder: Ladder, residuals: pd.DataFrame, qq: pd.DataFrame) -> pd.DataFrame:
    """diagnostics.csv: one row per check with its statistic, p where there is one, a verdict
    (holds, doubtful, note) and a sentence.
    """
    rows = [
        _normality(str(kind), part, len(residuals)) for kind, part in qq.groupby("kind", sort=False)
    ]
    if (
        residuals["fitted"].nunique() > 1
    ):  # no predictors and no variance: one fitted value, nothing to compare
        rows.append(_constant_variance(residuals))
    values = len(np.unique(ladder.columns[OUTCOME]))
    if values <= FEW_VALUES:
        text = (
            f"The outcome takes {values} different values, so residuals against fitted values "
            f"lie on {values} slanted "
            "stripes: that is the scale of the question, not a fault of the model."
        )
        rows.append(
            {
                "check": "stripes",
                "statistic": values,
                "p": np.nan,
                "verdict": "note",
                "sentence": text,
            }
        )
    return pd.DataFrame(rows)


def _normality(kind: str, part: pd.DataFrame, n: int) -> dict:
    beyond = np.maximum(
        (part["band_low"] - part["observed"]).to_numpy(),
        (part["observed"] - part["band_high"]).to_numpy(),
    )
    outside = beyond > 0
    what = "Residuals" if kind == "residual" else f"Interviewers' effects on {kind}"
    if not outside.any():
        text = f"{what} stay inside the simultaneous 95 % band: they look normal."
    else:
        farthest = part["label"].iloc[np.argsort(-beyond, kind="stable")][: int(outside.sum())]
        who = ", ".join(farthest.astype(str).head(5)) if kind != "residual" else ""
        tail = "the tails" if outside[[0, -1]].any() else "the middle"
        whole = n if kind == "residual" else len(part)
        plotted = f" plotted, for {whole:,} residuals" if whole > len(part) else ""
        points = f"{int(outside.sum())} of {len(part)} points{plotted}{': ' + who if who else ''}"
        text = f"{what} leave the simultaneous 95 % band in {tail} ({points}): not quite normal."
    verdict = "doubtful" if outside.any() else "holds"
    return {
        "check": f"normality: {kind}",
        "statistic": float(outside.sum()),
        "p": np.nan,
        "verdict": verdict,
        "sentence": text,
    }


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _constant_variance(residuals: pd.DataFrame) -> dict:
    if np.ptp(residuals["fitted"]) < 1e-9 * (1 + residuals["fitted"].abs().max()):
        text = (
            "The model predicts one value for every interview, so there is nothing to hold the "
            "residuals against."
        )
        return {
            "check": "constant variance",
            "statistic": np.nan,
            "p": np.nan,
            "verdict": "note",
            "sentence": text,
        }
    rank = residuals["resid_studentised"].abs().rank().corr(residuals["fitted"].rank())  # Spearman
    df = len(residuals) - 2
    p = float(2 * special.stdtr(df, -abs(rank) * np.sqrt(df / max(1 - rank**2, 1e-300))))
    if abs(rank) >= NEGLIGIBLE and p >= 0.01:
        text, verdict = (
            "Whether the size of the residuals changes with the fitted value cannot be told "
            "from so few (rank "
            f"correlation {_signed(rank)}, p = {p:.2g}).",
            "holds",
        )
    elif abs(rank) < NEGLIGIBLE:
        text, verdict = (
            "The size of the residuals hardly changes with the fitted value (rank correlation "
            f"{_signed(rank)}; below "
            f"{NEGLIGIBLE:g} either way it is negligible).",
            "holds",
        )
    else:
        way = "grow" if rank > 0 else "shrink"
        text = (
            f"Residuals {way} with the fitted value (rank correlation {_signed(rank)}): the "
            "variance is not "
            "constant, and standard errors are approximate."
        )
        verdict = "doubtful"
    return {
        "check": "constant variance",
        "statistic": float(rank),
        "p": p,
        "verdict": verdict,
        "sentence": text,
    }

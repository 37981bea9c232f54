"""A second opinion on every fit: the same likelihood, evaluated by statsmodels, and statsmodels'
own search beside it.

statsmodels is a witness and not an engine: its value at our optimum says whether both compute the
same number; where its own search ends says whether a lower deviance exists. Its `converged` flag is
never read, because it is often True at an infinite likelihood and False at the optimum.
"""

import warnings
from typing import NamedTuple

import numpy as np
import statsmodels
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams

from interviewer_effects.audit.models.design_columns import OUTCOME
from interviewer_effects.audit.models.model_sequence import Ladder, main_model

SAME = 1e-6  # relative: two likelihoods of one model at one point
LOWER = 1e-5  # in deviance: a witness that finds less than this below us has found rounding
STOPPED = 1e-4  # in deviance: a search that ends less than this above has found the optimum
FLAT = 1e-2  # score in relative units; with tens of groups it is worth less than 1e-6 in deviance
# A variance below this share of the largest, in units of the residual, is a variance of zero
RANK = 1e-9
RIDGE = 1e-9
WITNESS = [
    "model", "criterion", "engine", "engine_version", "deviance_ours", "deviance_theirs_at_ours",
    "deviance_theirs_own_optimum", "gradient_norm", "verdict",
]  # fmt: skip
SEARCHED = 500  # interviewers: it visits each in Python, so a search takes a minute beyond
# Interviewers up to whom it is asked of every model: an answer takes 0.2 ms for each of them
ASKED = 10_000


class Point(NamedTuple):
    """Data of one model: y (n), X (n × p), group labels (n), Z (n × q), and the criterion."""

    endog: np.ndarray
    exog: np.ndarray
    groups: np.ndarray
    exog_re: np.ndarray
    reml: bool
    diagonal: bool


def witness(
    endog, exog, groups, exog_re, reml, covariance, beta, cov_re, scale, deviance, search=True
) -> dict:
    """Judge a reported fit by statsmodels: its −2ℓ and score at our optimum, and the best end of
    its own searches.

    `cov_re` (q × q) and `scale` are D and σ² in the user's units, `deviance` is −2ℓ or −2 REML as
    reported, `covariance` is "unstructured" or "diagonal"; `exog_re` None (or without columns): no
    random effects. Returns the columns of witness.csv that follow `criterion`. Without `search` it
    is asked for its likelihood and score only, which cost a hundredth. It misleads when both
    engines miss the same lower optimum: they agree.
    """
    exog_re = np.empty((len(endog), 0)) if exog_re is None else np.asarray(exog_re, float)
    point = Point(
        np.asarray(endog, float),
        np.asarray(exog, float),
        np.asarray(groups),
        exog_re,
        bool(reml),
        covariance == "diagonal",
    )
    if exog_re.shape[1] == 0:
        point, beta, _ = _centred(point, beta, np.empty((0, 0)))
        return _row(
            "OLS",
            deviance,
            ols_deviance(point, beta),
            ols_deviance(point),
            _ols_gradient(point, beta),
            [],
        )
    relative = np.atleast_2d(cov_re) / scale
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter(
            "ignore"
        )  # its warnings are about the boundary, which is judged here by the likelihood
        theirs = mixed_deviance(point, beta, relative)
        gradient, uphill, n_zero = boundary_score(point, beta, relative)
        too_many = len(np.unique(point.groups)) > SEARCHED
        own = best_own_optimum(point, deviance) if search and not too_many else np.nan
    notes = (
        [f"its own search is not run beyond {SEARCHED:,} interviewers"]
        if search and too_many
        else []
    )
    notes += [f"{n_zero} of {len(relative)} random effects on the boundary"] if n_zero else []
    if gradient > FLAT:
        notes.append(f"its score is {gradient:.2g} there, not zero")
    if uphill > FLAT:
        notes.append(f"its score points off the boundary ({uphill:.2g})")
    return _row("MixedLM", deviance, theirs, own, gradient, notes)


def witness_rows(ladder: Ladder, records: list[dict]) -> list[dict]:
    """The rows of witness.csv (from `model` on) for the fit records of a Ladder; its own searches,
    which take seconds, are run for the main model, whose estimates and tests are quoted. With more
    than ASKED interviewers no other mixed model is asked of at all, and its verdict says so. None
    where some interviews were drawn: it needs every row, and those drawn have another likelihood.
    """
    if ladder.drawn:
        return []
    main, rows = main_model(ladder), []
    for record in records:
        model = ladder.models[record["model"]]
        if model.random and record["model"] != main and len(ladder.products.groups) > ASKED:
            rows.append(
                {
                    "model": record["model"],
                    "criterion": record["criterion"],
                    **_not_asked(record["deviance"]),
                }
            )
            continue
        mine = ladder.of(record["model"])
        judged = witness(
            mine.columns[OUTCOME],
            mine.matrix(model.fixed),
            mine.interviewers,
            mine.matrix(model.random),
            record["criterion"] == "REML",
            "diagonal" if ladder.diagonal else "unstructured",
            record["beta"],
            record["covariance"],
            record["sigma2"],
            record["deviance"],
            record["model"] == main,
        )
        rows.append({"model": record["model"], "criterion": record["criterion"], **judged})
    return rows


def _not_asked(ours: float) -> dict:
    row = _row("MixedLM", ours, ours, np.nan, np.nan, [])
    said = f"not asked: of more than {ASKED:,} interviewers the main model only"
    return row | {"deviance_theirs_at_ours": np.nan, "verdict": said}


def mixed_deviance(point: Point, beta, relative) -> float:
    """−2ℓ of MixedLM at β and D/σ², the residual variance profiled out; exact on the boundary too.

    MixedLM inverts D, so it gets Z·L with covariance I in place of Z with D = LL', L of full column
    rank: the same model. Its REML likelihood has the constants of −2 REML in lme4 and here: (n−p)(1
    + log 2π) and log|X'V⁻¹X|, with no log|X'X|, so nothing is converted.
    """
    point, beta, relative = _centred(point, beta, relative)
    root = _root(point, relative)
    if root.shape[1] == 0:
        return ols_deviance(point, beta)
    model = _model(point, point.exog_re @ root)
    params = MixedLMParams.from_components(beta, cov_re=np.eye(root.shape[1]))
    return -2 * model.loglike(params, profile_fe=False)


def boundary_score(point: Point, beta, relative) -> tuple[float, float, int]:
    """Norm of MixedLM's score where D is free, the largest score off the boundary, and the number
    of zero variances.

    The basis is one column of D^½ for each positive variance (relative units) and one of unit
    length in the scales of Z for each zero one, which get a ridge of 1e-9, since MixedLM inverts D.
    The second number is at most 0 where the boundary is an optimum.
    """
    point, beta, relative = _centred(point, beta, relative)
    root = _root(point, relative)
    missing = _complement(point, root)
    rank, q = root.shape[1], len(relative)
    model = _model(point, point.exog_re @ np.hstack([root, missing]), use_sqrt=False)
    start = np.diag(np.r_[np.ones(rank), np.full(q - rank, RIDGE)])
    packed = model.score(MixedLMParams.from_components(beta, cov_re=start), profile_fe=False)
    score = np.zeros((q, q))
    score[np.tril_indices(q)] = packed[len(beta) :]
    score = (score + score.T) / 2
    if point.diagonal:
        score = np.diag(np.diag(score))
    uphill = np.linalg.eigvalsh(score[rank:, rank:]).max() if rank < q else 0.0
    return (
        float(np.hypot(np.linalg.norm(score[:rank, :rank]), np.linalg.norm(score[rank:, :rank]))),
        uphill,
        q - rank,
    )


def best_own_optimum(point: Point, enough: float = -np.inf) -> float:
    """Lowest finite −2ℓ at which statsmodels' own searches end, from its own default start; inf
    when there is none.

    The searches are those that work: lbfgs ends at an infinite likelihood with one random effect,
    powell at a wrong point with several, and it leaves the diagonal of a diagonal D. One that ends
    within 1e-4 of `enough` is the last. Where it ends is evaluated again by `mixed_deviance`: near
    a singular D its reported likelihood can be too high.
    """
    several = point.exog_re.shape[1] > 1
    lowest = np.inf
    for method in (
        ("lbfgs", "bfgs" if point.diagonal else "powell") if several else ("powell", "lbfgs")
    ):
        lowest = min(lowest, _search(point, method))
        if lowest < enough + STOPPED:
            break
    return lowest


def ols_deviance(point: Point, beta=None) -> float:
    """−2ℓ of the model without random effects: of OLS itself, or at a given β; REML adds log|X'X|
    and takes n − p.
    """
    fit = OLS(point.endog, point.exog).fit()
    if not point.reml and beta is None:
        return -2 * fit.llf
    residual = point.endog - point.exog @ (fit.params if beta is None else np.asarray(beta, float))
    n, p = point.exog.shape
    m = n - p if point.reml else n
    value = m * (1 + np.log(2 * np.pi * (residual @ residual) / m))
    return (
        float(value + np.linalg.slogdet(point.exog.T @ point.exog)[1])
        if point.reml
        else float(value)
    )


def _ols_gradient(point: Point, beta) -> float:
    """Length of the score at β in standard errors, sqrt(s' I⁻¹ s)."""
    fit = OLS(point.endog, point.exog).fit()
    score = point.exog.T @ (point.endog - point.exog @ np.asarray(beta, float)) / fit.scale
    return float(np.sqrt(max(score @ fit.cov_params() @ score, 0.0)))


def _centred(point: Point, beta, relative) -> tuple[Point, np.ndarray, np.ndarray]:
    """The same model about the means of its columns, where there is an intercept: at x + 1e6 X'V⁻¹X
    has no digits left.

    Where a column's mean is more than about 1e7 times its spread, D itself has none left, and the
    witness disagrees.
    """
    exog, to_x = _about_means(point.exog)
    exog_re, to_z = (
        (point.exog_re, np.eye(len(relative))) if point.diagonal else _about_means(point.exog_re)
    )
    moved = to_z @ np.asarray(relative, float) @ to_z.T
    return point._replace(exog=exog, exog_re=exog_re), to_x @ np.asarray(beta, float), moved


def _about_means(columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Columns less their means, and the map of their coefficients (determinant 1); unchanged
    without a constant.
    """
    change = np.eye(columns.shape[1])
    ones = np.flatnonzero((columns == 1).all(axis=0))
    if not ones.size:
        return columns, change
    means = np.where(np.arange(columns.shape[1]) == ones[0], 0.0, columns.mean(axis=0))
    change[ones[0]] += means
    return columns - means, change


def _scales(point: Point) -> np.ndarray:
    """Root mean square of each column of Z; a random effect's standard deviation times this is in
    units of σ.
    """
    return np.sqrt(np.mean(point.exog_re**2, axis=0))


def _root(point: Point, relative) -> np.ndarray:
    """L (q × rank) with LL' = D/σ², without the directions in which the variance is zero."""
    scales = _scales(point)
    values, vectors = np.linalg.eigh(relative * np.outer(scales, scales))
    if (
        point.diagonal
    ):  # keeps the columns apart, so that the score of a covariance is not asked for
        values, vectors = np.diag(relative) * scales**2, np.eye(len(scales))
    kept = values > RANK * max(values.max(), 1e-3)
    return (vectors[:, kept] * np.sqrt(values[kept])) / scales[:, None]


def _complement(point: Point, root) -> np.ndarray:
    """Columns (q × (q − rank)) that complete L to a basis, orthonormal in the units of
    `_scales`.
    """
    scales = _scales(point)
    if point.diagonal:  # one effect each, not a mixture of them
        return np.diag(1 / scales)[:, ~root.any(axis=1)]
    full = np.linalg.svd(root * scales[:, None], full_matrices=True)[0]
    return full[:, root.shape[1] :] / scales[:, None]


def _model(point: Point, exog_re, use_sqrt=True) -> MixedLM:
    """A MixedLM that can be evaluated without `fit`, which is what sets these attributes."""
    model = MixedLM(point.endog, point.exog, point.groups, exog_re=exog_re, use_sqrt=use_sqrt)
    model.reml, model.cov_pen, model.fe_pen, model._freepat, model._cov_sing = (
        point.reml,
        None,
        None,
        None,
        0,
    )
    return model


def _search(point: Point, method: str) -> float:
    p, q = point.exog.shape[1], point.exog_re.shape[1]
    free = None
    if point.diagonal and q > 1:
        free = MixedLMParams.from_components(np.ones(p), cov_re=np.eye(q))
    try:
        fit = MixedLM(point.endog, point.exog, point.groups, point.exog_re).fit(
            reml=point.reml, method=method, free=free
        )
    except (np.linalg.LinAlgError, ValueError):
        return np.inf
    relative = np.asarray(fit.cov_re) / fit.scale
    usable = (
        np.isfinite(fit.llf)
        and np.isfinite(relative).all()
        and np.isfinite(np.asarray(fit.fe_params)).all()
    )
    return mixed_deviance(point, np.asarray(fit.fe_params), relative) if usable else np.inf


def _row(
    model: str, ours: float, theirs: float, own: float, gradient: float, notes: list[str]
) -> dict:
    return {
        "engine": f"statsmodels {model}",
        "engine_version": statsmodels.__version__,
        "deviance_ours": float(ours),
        "deviance_theirs_at_ours": float(theirs),
        "deviance_theirs_own_optimum": float(own) if np.isfinite(own) else np.nan,
        "gradient_norm": float(gradient),
        "verdict": "; ".join([_verdict(ours, theirs, own), *notes]),
    }


def _verdict(ours: float, theirs: float, own: float) -> str:
    if not abs(theirs - ours) <= SAME * max(1.0, abs(ours)):
        return f"DISAGREES: at our estimates its deviance is {theirs:.6f}, ours {ours:.6f}"
    if np.isnan(own):
        return "agrees"
    if own < ours - LOWER:
        return f"DISAGREES: its own optimum is lower by {ours - own:.2g}"
    if not np.isfinite(own):
        return "agrees; its own searches end at no finite likelihood"
    if own > ours + STOPPED:
        return f"agrees; its own search stops {own - ours:.2g} above"
    return "agrees; its own search ends at the same deviance"

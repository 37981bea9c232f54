"""Intervals of every quantity of the models that are quoted, by the profile likelihood, by the
bootstrap, and of the correlation of a random intercept by random signs of residuals: intervals.csv
of one data set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from interviewer_effects.mixed.distribution_free.interviews import Interviews
from interviewer_effects.mixed.distribution_free.wild_interval import wild_icc
from interviewer_effects.mixed.inference import profile, profiled_parameters, standard_errors
from interviewer_effects.mixed.inference.estimates import Replicates
from interviewer_effects.mixed.inference.inverted_bootstrap import (
    Bootstrap,
    bootstrap_interval,
    least_replicates,
)
from interviewer_effects.mixed.inference.likelihood_ratio import compare
from interviewer_effects.mixed.inference.profile import Interval
from interviewer_effects.mixed.inference.profiled_parameters import Path
from interviewer_effects.mixed.inference.replicates import replicates_of
from interviewer_effects.mixed.likelihood.moments import make_design
from interviewer_effects.mixed.optimum.fit import Fit, fit
from interviewer_effects.specification import SettingsOfTests

from .design_columns import OUTCOME
from .design_effect import design_effect, mean_design_effect
from .interpretation import WILD, meaning, note
from .model_sequence import Ladder, Model, fit_of_same, main_model

POINTS, DRAWN = 11, 5  # of the curve ρ(x), and every which of them has a bootstrap
# Times the fewest replicates, behind a tail probability of the curve: a band is read off by eye
CURVE = 5
WORK, FEWEST = (
    500_000,
    199,
)  # replicates × interviewers that an interval may take, and the fewest replicates even so
SIGNS, LEAST_SIGNS, FLIPPED = (
    19_999,
    399,
    1_700_000,
)  # most and fewest random signs; interviews × signs, in between
RANGE = (
    0.005,
    0.995,
)  # of the predictor: a code left in would stretch the curve beyond all answers
NAMES = ["model", "criterion", "quantity", "term", "x", "estimate"]
COLUMNS = [
    *(
        *NAMES,
        "method",
        "lower",
        "upper",
        "level",
        "quoted",
        "replicates",
        "share_edge",
        "statistic",
        "df",
        "p",
    ),
    *("note", "sentence"),
]


@dataclass(frozen=True)
class Bounded:
    """A fit with its replicates (None without a bootstrap); alpha is 1 − the level of the
    intervals.
    """

    ladder: Ladder
    name: str
    fit: Fit
    replicates: Replicates | None
    seed: list[int]
    alpha: float

    @property
    def random(self) -> tuple[str | None, ...]:
        """The columns with random effects."""
        return self.ladder.models[self.name].random

    def intervals(self, path: Path, count: int | None = None) -> tuple[Interval, Bootstrap | None]:
        """The profile interval along a path, and the bootstrap one from so many replicates (None:
        all, 0: without).
        """
        near = profile.coordinate_limits(path, self.alpha)
        limits = path.value(near[0]), path.value(near[1])
        if self.replicates is None or count == 0:
            return limits, None
        drawn = self.replicates.first(count)
        return limits, bootstrap_interval(
            path, near, self.ladder.products, drawn, self.seed, self.alpha
        )

    def row(
        self, quantity: str, term: str, estimate: float, method: str, limits: tuple, **more
    ) -> dict:
        """One row: a quantity by one method."""
        known = {
            "model": self.name,
            "criterion": "REML" if self.fit.reml else "ML",
            "quantity": quantity,
            "term": term,
            "estimate": estimate,
            "method": method,
            "lower": limits[0],
            "upper": limits[1],
            "level": 1 - self.alpha,
            "quoted": False,
            "replicates": 0,
        }
        return dict.fromkeys(COLUMNS, np.nan) | known | more

    def both(
        self, quantity: str, term: str, path: Path, prefer: str = "profile", **more
    ) -> Iterator[dict]:
        """The rows of a quantity by both methods, in the order profile, bootstrap."""
        yield from self.pair(quantity, term, path.estimate, self.intervals(path), prefer, **more)

    def pair(
        self,
        quantity: str,
        term: str,
        estimate: float,
        intervals: tuple,
        prefer: str = "profile",
        **more,
    ) -> Iterator[dict]:
        """The same from intervals at hand."""
        limits, boot = intervals
        by = prefer if prefer == WILD or (boot is not None and np.isfinite(boot.low)) else "profile"
        yield self.row(quantity, term, estimate, "profile", limits, quoted=by == "profile", **more)
        if boot is not None:
            own = {
                "quoted": by == "bootstrap",
                "replicates": boot.replicates,
                "share_edge": boot.share_edge,
            }
            yield self.row(
                quantity, term, estimate, "bootstrap", (boot.low, boot.high), **own, **more
            )


def interval_table(
    ladder: Ladder, fits: dict[tuple[str, str], Fit], settings: SettingsOfTests
) -> pd.DataFrame:
    """intervals.csv: of the null model the ICC and what follows from it, which is about a mean; of
    the model with a random intercept and of the main one, by REML, the variances, the correlation,
    the ICC and what follows from it; of the main one ρ(x), the variance explained and the fixed
    effects.

    Which interval is quoted is a finding of benchmarks/calibration.md: the profile, but the
    bootstrap for the variance of a slope, where the profile leaves out a true zero too often, and
    for the ICC of a random intercept and what follows from it the wild bootstrap, which holds the
    truth whatever the answers look like. statistic, df and p belong to the test that the interval
    of a fixed effect goes with: t by Satterthwaite, likelihood ratio by profile.
    """
    main = main_model(ladder)
    rows: list[dict] = []
    if "intercept" in ladder.models:
        rows += _survey(_bounded(ladder, fits["null", "REML"], "null", settings))
    for name in dict.fromkeys(name for name in ("intercept", main) if name in ladder.models):
        one = _bounded(ladder, fits[name, "REML"], name, settings)
        rows += [*_variances(one), *_correlations(one), *_survey(one)]
        rows += _curve(one) if name == main else []
    rows += [*_explained(ladder, fits, settings), *_fixed(ladder, fits, main, settings)]
    told = [row | {"note": note(row), "sentence": meaning(row, ladder.products.n)} for row in rows]
    return pd.DataFrame(told, columns=COLUMNS)


def replicates_for(wanted: int, J: int) -> int:
    """How many of the replicates wanted the intervals of J interviewers take: all up to 500,000/J,
    or 199 where that is fewer. Time grows with their product, and with many interviewers an
    interval hangs less on its replicates.
    """
    return min(wanted, max(FEWEST, WORK // J))


def _bounded(ladder: Ladder, fitted: Fit, name: str, settings: SettingsOfTests) -> Bounded:
    seed, count = (
        [settings.seed, 1],
        replicates_for(settings.bootstrap, len(ladder.products.groups)),
    )
    drawn = replicates_of(fitted, ladder.products, count, seed)[0] if _enough(settings) else None
    return Bounded(ladder, name, fitted, drawn, seed, settings.alpha)


def _enough(settings: SettingsOfTests) -> bool:
    """Whether there are replicates enough for a tail at all."""
    return settings.bootstrap >= least_replicates(settings.alpha)


def _variances(one: Bounded) -> Iterator[dict]:
    for k, (term, column) in enumerate(zip(Model.terms(one.random), one.random, strict=True)):
        prefer = "profile" if column is None else "bootstrap"
        yield from one.both(
            "variance", f"var({term})", profiled_parameters.variance_path(one.fit, k), prefer
        )
    yield from one.both("variance", "sigma2", profiled_parameters.sigma2_path(one.fit))


def _correlations(one: Bounded) -> Iterator[dict]:
    """The correlation of two random effects; of more there is no interval, only the estimates of
    parameters.csv.
    """
    if len(one.random) != 2 or one.fit.design.diagonal:
        return
    terms, path = Model.terms(one.random), profiled_parameters.correlation_path(one.fit)
    if path is None:
        yield one.row(
            "correlation",
            f"corr({','.join(terms)})",
            np.nan,
            "profile",
            (np.nan, np.nan),
            quoted=True,
        )
        return
    yield from one.both("correlation", f"corr({','.join(terms)})", path)


def _survey(one: Bounded) -> Iterator[dict]:
    """The ICC at the means of the random predictors, and what follows from it by a function that
    keeps its order.
    """
    z = one.ladder.means(one.random)
    if profile.never_varies(one.fit, z):
        return
    sizes, n = one.ladder.products.sizes, one.ladder.products.n
    path = profiled_parameters.rho_path(one.fit, z)
    limits, boot = one.intervals(path)
    wild = _by_signs(one)
    made: dict[str, Callable] = {
        "icc": lambda r: r,
        "design effect": lambda r: design_effect(r, sizes),
        "design effect, mean workload": lambda r: mean_design_effect(r, sizes),
        "effective sample size": lambda r: n / design_effect(r, sizes),
        "standard error factor": lambda r: np.sqrt(design_effect(r, sizes)),
    }
    for quantity, of in made.items():
        estimate = float(of(path.estimate))
        intervals = (_ends(of, limits), _of_bootstrap(of, boot))
        yield from one.pair(quantity, "", estimate, intervals, "profile" if wild is None else WILD)
        if wild is not None:
            yield one.row(
                quantity, "", estimate, WILD, _ends(of, wild), quoted=True, replicates=signs_for(n)
            )


def signs_for(n: int) -> int:
    """How many replicates n interviews take: time grows with their product, and limits of small
    surveys hang most on their number.
    """
    return max(LEAST_SIGNS, min(SIGNS, FLIPPED // n))


def _by_signs(one: Bounded) -> tuple[float, float] | None:
    """The interval of the ICC by random signs (see icc_interval), which holds the estimate of the
    fit; None where there is more than a random intercept, or where only some interviews are at
    hand.
    """
    if one.random != (None,) or one.ladder.drawn:
        return None
    model = one.ladder.models[one.name]
    X = one.ladder.matrix(model.fixed)
    interviews = Interviews.of(one.ladder.columns[OUTCOME], X, one.ladder.interviewers)
    estimate = one.fit.rho(np.ones(1))
    ratio = float(one.fit.D[0, 0] / one.fit.sigma2)
    found = wild_icc(interviews, ratio, one.alpha, signs_for(len(X)), [*one.seed, 3])
    return min(found.low, estimate), max(found.high, estimate)


def _ends(of: Callable, limits: tuple) -> tuple[float, float]:
    low, high = sorted(float(of(limit)) for limit in limits)
    return low, high


def _of_bootstrap(of: Callable, boot: Bootstrap | None) -> Bootstrap | None:
    return (
        None
        if boot is None
        else Bootstrap(*_ends(of, (boot.low, boot.high)), boot.replicates, boot.share_edge)
    )


def _curve(one: Bounded) -> Iterator[dict]:
    """ρ(x) along each random slope, the other random predictors at their means; point by point."""
    mean = one.ladder.means(one.random)
    for k, column in enumerate(one.random):
        if column is None:
            continue
        low, high = np.quantile(one.ladder.columns[column], RANGE)
        for at, x in enumerate(np.linspace(low, high, POINTS)):
            z = np.where(np.arange(len(mean)) == k, x, mean)
            if profile.never_varies(one.fit, z):
                continue
            path = profiled_parameters.rho_path(one.fit, z)
            intervals = one.intervals(
                path, 0 if at % DRAWN else CURVE * (least_replicates(one.alpha) + 1)
            )
            yield from one.pair("rho", column, path.estimate, intervals, x=x)


def _explained(ladder: Ladder, fits: dict, settings: SettingsOfTests) -> Iterator[dict]:
    """Variance explained by the interviewer covariates, from surveys simulated with them and
    refitted both ways; the quantiles of these, as no likelihood holds the share as a parameter.
    """
    if "covariates" not in ladder.models or not _enough(settings):
        return
    same = ladder.of("covariates")  # the interviewers whose covariates are known
    count = replicates_for(settings.bootstrap, len(same.products.groups))
    without = fit_of_same(ladder, fits, main_model(ladder), "covariates", criterion="REML")
    full = fits["covariates", "REML"]
    pair = replicates_of(
        full, same.products, count, [settings.seed, 2], (without.design, full.design)
    )
    one = Bounded(same, "covariates", full, pair[1], [], settings.alpha)
    for k, term in enumerate(Model.terms(one.random)):
        estimate = float(share(without.D[None], full.D[None], k)[0])
        drawn = share(pair[0].D, pair[1].D, k)
        limits = percentiles(drawn, one.alpha) if np.isfinite(estimate) else (np.nan, np.nan)
        edge = float(np.isnan(drawn).mean())
        more = {"quoted": True, "replicates": count, "share_edge": edge}
        yield one.row("variance explained", f"var({term})", estimate, "bootstrap", limits, **more)


def percentiles(values: np.ndarray, alpha: float) -> tuple[float, float]:
    """The central 1 − α of the values that there are; NaN where fewer than half have one."""
    known = values[np.isfinite(values)]
    if len(known) < 0.5 * len(values):
        return np.nan, np.nan
    low, high = np.quantile(known, [alpha / 2, 1 - alpha / 2])
    return float(low), float(high)


def share(before: np.ndarray, after: np.ndarray, k: int) -> np.ndarray:
    """(D_kk without − D_kk with)/D_kk without, of covariance matrices (R, q, q); NaN where D_kk is
    0.
    """
    whole = before[:, k, k]
    return np.divide(
        whole - after[:, k, k], whole, out=np.full(len(whole), np.nan), where=whole > 0
    )


def _fixed(ladder: Ladder, fits: dict, name: str, settings: SettingsOfTests) -> Iterator[dict]:
    """Fixed effects: Satterthwaite's t of the REML fit; profile interval of the ML fit, with the
    likelihood-ratio test of leaving the column out.
    """
    by_t, by_ratio = (
        Bounded(ladder, name, fits[name, c], None, [], settings.alpha) for c in ("REML", "ML")
    )
    table, fixed = standard_errors.fixed_effects(by_t.fit, by_t.alpha), ladder.models[name].fixed
    for k, (column, term) in enumerate(zip(fixed, Model.terms(fixed), strict=True)):
        known = {key: float(table[key][k]) for key in ("estimate", "low", "high", "t", "df", "p")}
        tested = {"statistic": known["t"], "df": known["df"], "p": known["p"], "quoted": True}
        limits = (known["low"], known["high"])
        yield by_t.row("fixed effect", term, known["estimate"], "Satterthwaite", limits, **tested)
        limits = profile.coefficient_interval(by_ratio.fit, k, by_ratio.alpha)
        tested = {} if column is None else _without(ladder, name, column, by_ratio.fit)
        yield by_ratio.row(
            "fixed effect", term, float(by_ratio.fit.beta[k]), "profile", limits, **tested
        )


def _without(ladder: Ladder, name: str, column: str, whole: Fit) -> dict:
    """The likelihood-ratio test of a fixed column."""
    model = ladder.models[name]
    others = [other for other in model.fixed if other != column]
    less = fit(
        make_design(ladder.products, others, list(model.random), OUTCOME, ladder.diagonal),
        reml=False,
    )
    ratio = compare(less.deviance, whole.deviance, 1)
    return {"statistic": ratio.statistic, "df": 1.0, "p": ratio.p_naive}

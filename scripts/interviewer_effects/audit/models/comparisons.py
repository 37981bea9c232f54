"""The comparisons of the ladder: tests.csv and explained.csv of one data set, with the replicates
behind the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interviewer_effects.mixed.inference.bootstrap import bootstrap_fits
from interviewer_effects.mixed.inference.chi_bar_square import chi_bar
from interviewer_effects.mixed.inference.exact_null import exact_test
from interviewer_effects.mixed.inference.likelihood_ratio import LikelihoodRatio, compare, mixture
from interviewer_effects.mixed.optimum.fit import Fit
from interviewer_effects.specification import SettingsOfTests

from .model_sequence import Ladder, Model, fit_of_same
from .null_distributions import clopper_pearson
from .quoting import quotation
from .sign_tests import NAMES as SIGNS
from .sign_tests import sign_columns

DRAWS = 20_000
EXPLAINED = ["component", "predictor", "without", "with", "explained", "n_interviewers"]
ALPHA = 0.05
FEWEST, WORK = 99, 5_000_000  # replicates of a test at least; replicates × interviewers
SIMULATED = (
    "exact",
    "exact_low",
    "exact_high",
    "chibar",
    "chibar_low",
    "chibar_high",
    "bootstrap",
    "bootstrap_low",
    "bootstrap_high",
)
VARIANCE_TESTS = (("ols", "intercept"), ("intercept", "slope"), ("ols", "slope"))
FIXED_TESTS = (
    ("null", "intercept"),
    ("slope", "covariates"),
    ("intercept", "covariates"),
    ("covariates", "interaction"),
)


@dataclass(frozen=True)
class VarianceTest:
    """A row of tests.csv, the replicates T* of its bootstrap (empty where there is none) and its
    mixture of χ².
    """

    row: dict
    replicates: np.ndarray
    components: tuple[tuple[float, int], ...] = ()


def variance_test(
    ladder: Ladder,
    fits: dict,
    null: str,
    alternative: str,
    criterion: str,
    settings: SettingsOfTests,
) -> dict:
    """A row of tests.csv for the random effects that alternative adds to null, both with the same
    fixed effects.

    p_exact where one component is the only one; p_mixture where one is added, p_chibar (simulated
    weights) where several are; p_bootstrap and p_signs under REML; which to quote: quoting. Raises
    ValueError where REML would compare models with different fixed effects.
    """
    return variance_test_with_replicates(ladder, fits, null, alternative, criterion, settings).row


def variance_test_with_replicates(
    ladder: Ladder,
    fits: dict,
    null: str,
    alternative: str,
    criterion: str,
    settings: SettingsOfTests,
) -> VarianceTest:
    """The same with the statistics of the replicates."""
    _refuse_unlike(ladder, null, alternative, criterion)
    small, large = fits[null, criterion], fits[alternative, criterion]
    components = mixture(small.factor.q, large.factor.q, large.design.diagonal)
    ratio = compare(
        small.deviance, large.deviance, large.n_parameters - small.n_parameters, components
    )
    row = _row(criterion, null, alternative, "variance", ratio, small.status)
    row["n_interviewers"] = len(ladder.products.groups)
    row["tested"] = "; ".join(f"var({t})" for t in _added(ladder, null, alternative, "random"))
    if large.factor.q == 1:
        row |= _exact(large, settings.seed)
    elif not components and small.status == "interior":
        row |= _chi_bar(small, large, ratio, settings.seed)
    if criterion == "REML":
        row |= sign_columns(ladder, null, alternative, small, settings.seed)
    replicates = np.zeros(0)
    if criterion == "REML" and settings.bootstrap:
        count = replicates_of_test(settings.bootstrap, len(ladder.products.groups))
        boot = bootstrap_fits(small, large, ladder.products, ratio.statistic, count, settings.seed)
        replicates = boot.replicate_statistics
        row |= {
            "p_bootstrap": boot.p, "p_bootstrap_low": boot.p_low, "p_bootstrap_high": boot.p_high,
            "replicates": count, "share_zero": boot.share_zero,
        }  # fmt: skip
    return VarianceTest(row | quotation(row, settings.alpha), replicates, components)


def _chi_bar(small: Fit, large: Fit, ratio: LikelihoodRatio, seed: int) -> dict:
    """The p of several variances at once with its Monte Carlo interval, never above the χ² p, which
    is an upper limit of it: few draws cannot tell a p below their own floor.
    """
    limit = chi_bar(small, large.design, seed=seed)
    low, high = (
        (1.0, 1.0)
        if ratio.statistic <= 0
        else clopper_pearson(limit.beyond(ratio.statistic), len(limit.draws))
    )
    return {
        "p_chibar": min(limit.p(ratio.statistic), ratio.p_naive),
        "p_chibar_low": low,
        "p_chibar_high": min(high, ratio.p_naive) if ratio.p_naive >= low else high,
    }


def replicates_of_test(wanted: int, J: int) -> int:
    """How many of the replicates wanted a test of J interviewers takes: all up to 5,000,000/J, or
    99 where that is fewer. Time grows with their product, and the more interviewers, the nearer the
    mixture comes to the bootstrap.
    """
    return min(wanted, max(FEWEST, WORK // J))


def _refuse_unlike(ladder: Ladder, null: str, alternative: str, criterion: str) -> None:
    """REML likelihoods of models with different fixed effects are of different data: no test
    compares them.
    """
    if criterion == "REML" and set(ladder.models[null].fixed) != set(
        ladder.models[alternative].fixed
    ):
        raise ValueError(
            f"Models {null} and {alternative} have different fixed effects: their REML "
            "likelihoods are of different "
            "contrasts of the data and cannot be compared; compare them by ML."
        )


def _exact(fit: Fit, seed: int) -> dict:
    exact = exact_test(fit, DRAWS, seed)
    beyond = (
        round(exact.p * DRAWS) if exact.p * DRAWS >= 1 else 0
    )  # below that it is the floor 1/(draws + 1)
    low, high = (1.0, 1.0) if exact.statistic == 0 else clopper_pearson(beyond, DRAWS)
    return {
        "p_exact": exact.p,
        "p_exact_low": low,
        "p_exact_high": high,
        "share_zero_exact": exact.share_zero,
    }


def fixed_test(ladder: Ladder, fits: dict, null: str, alternative: str) -> dict:
    """A row of tests.csv for fixed effects, by ML (a REML likelihood cannot compare them)."""
    large = fits[alternative, "ML"]
    small = fit_of_same(ladder, fits, null, alternative, criterion="ML")
    ratio = compare(small.deviance, large.deviance, large.n_parameters - small.n_parameters)
    row = _row("ML", null, alternative, "fixed", ratio, small.status)
    row["n_interviewers"] = len(ladder.of(alternative).products.groups)
    row["tested"] = "; ".join(_added(ladder, null, alternative, "fixed"))
    return row | quotation(row, ALPHA)


def comparison_rows(
    ladder: Ladder, fits: dict[tuple[str, str], Fit], settings: SettingsOfTests
) -> list[dict]:
    """Every row of tests.csv: variance components under REML and ML, fixed effects under ML."""
    return [test.row for test in comparisons(ladder, fits, settings)]


def comparisons(
    ladder: Ladder, fits: dict[tuple[str, str], Fit], settings: SettingsOfTests
) -> list[VarianceTest]:
    """Every row with the replicates behind it."""
    models = ladder.models
    tests = [
        variance_test_with_replicates(ladder, fits, null, alternative, criterion, settings)
        for null, alternative in VARIANCE_TESTS
        if null in models and alternative in models
        for criterion in ("REML", "ML")
    ]
    pairs = [
        (a, b)
        for a, b in FIXED_TESTS
        if a in models and b in models and models[a].random == models[b].random
    ]
    fixed = [fixed_test(ladder, fits, a, b) for a, b in pairs if _added(ladder, a, b, "fixed")]
    return tests + [VarianceTest(row, np.zeros(0)) for row in fixed]


def explained_rows(ladder: Ladder, fits: dict[tuple[str, str], Fit]) -> list[dict]:
    """Rows of explained.csv: (D_kk without − D_kk with)/D_kk without, for the covariates together
    (Snijders & Bosker 2012, ch. 7). It can be negative.
    """
    if "covariates" not in ladder.models:
        return []
    without_name = "slope" if "slope" in ladder.models else "intercept"
    without = fit_of_same(ladder, fits, without_name, "covariates", criterion="REML")
    with_ = fits["covariates", "REML"]
    terms = Model.terms(ladder.models["covariates"].random)
    covariates = _added(ladder, without_name, "covariates", "fixed")
    rows = []
    for k, term in enumerate(terms):
        before, after = float(without.D[k, k]), float(with_.D[k, k])
        share = (before - after) / before if before > 0 else np.nan
        rows.append(
            {
                "component": f"var({term})",
                "predictor": "; ".join(covariates),
                "without": before,
                "with": after,
                "explained": share,
                "n_interviewers": len(ladder.of("covariates").products.groups),
            }
        )
    return rows


def _added(ladder: Ladder, null: str, alternative: str, part: str) -> list[str]:
    have = getattr(ladder.models[null], part)
    return Model.terms(c for c in getattr(ladder.models[alternative], part) if c not in have)


def _row(criterion: str, null: str, alternative: str, kind: str, ratio, null_status: str) -> dict:
    blank = dict.fromkeys(
        [f"p_{name}" for name in SIMULATED] + ["share_zero", "share_zero_exact"], np.nan
    )
    blank |= dict.fromkeys(SIGNS, np.nan)
    mixture_text = " + ".join(f"{w:g} χ²_{df}" for w, df in ratio.components)
    return {
        "criterion": criterion,
        "null": null,
        "alternative": alternative,
        "kind": kind,
        "tested": "",
        "statistic": ratio.statistic,
        "df": ratio.df,
        "p_naive": ratio.p_naive,
        "p_mixture": ratio.p_mixture,
        "mixture": mixture_text,
        **blank,
        "replicates": 0,
        "null_status": null_status,
        "n_interviewers": 0,
    }

"""The main model unweighted and weighted, side by side: how much hangs on the sampling weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects import numbers
from interviewer_effects.audit.models.design_columns import OUTCOME
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model, make_ladder
from interviewer_effects.audit.models.obstacles import obstacle
from interviewer_effects.mixed.inference.pseudo_likelihood import (
    WeightedFit,
    group_weights,
    scaled,
    weighted_fit,
)

WEIGHTING = [
    *(
        "analysis",
        "variant",
        "model",
        "weighting",
        "kind",
        "term",
        "estimate",
        "se",
        "ci_low",
        "ci_high",
        "p",
    ),
    *("status", "n", "note"),
]
LEVEL1, LEVEL2, BOTH = ("level1_A", "level1_B"), ("level2",), ("both_A", "both_B")
COLUMNS = ("weight", "interviewer_weight")
NEGLIGIBLE = 1e-9
CONSTANT = (
    "The weight is constant within every interviewer: scaled within interviewers it is 1 "
    "everywhere, so "
    "weighting interviews changes nothing."
)
ONE = (
    "There is one column of weights: an interviewer's weight is the mean of those of their "
    "interviews."
)
SAME = (
    "The weight of interviews is that of interviewers times a constant: it says the same at both "
    "levels, and weighs "
    "interviewers only."
)


@dataclass(frozen=True)
class Weights:
    """The weights (n,) of interviews, and of interviewers once per interview; None where no column
    holds them.
    """

    interviews: np.ndarray | None
    interviewers: np.ndarray | None

    @property
    def possible(self) -> tuple[str, ...]:
        """The weightings that these columns allow."""
        both = self.interviews is not None and self.interviewers is not None
        return (*(LEVEL1 if self.interviews is not None else ()), *LEVEL2, *(BOTH if both else ()))

    def counted(self, name: str) -> np.ndarray:
        """How much each interview counts in a weighted mean (n,): the weight of interviews is taken
        as their final one, in which that of the interviewer is contained.
        """
        if self.interviews is None or (name in LEVEL2 and self.interviewers is not None):
            return self.interviewers
        return self.interviews

    def note(self, name: str, interviewers: np.ndarray) -> str:
        """What these weights cannot do."""
        if name in LEVEL2:
            return ONE if self.interviewers is None else ""
        if name in BOTH:
            return SAME if _is_constant(self.interviews / self.interviewers) else ""
        within = pd.Series(self.interviews).groupby(interviewers)
        return CONSTANT if within.apply(_is_constant).all() else ""


def needed_columns(asked: str, held: list[str]) -> list[str]:
    """The columns of weights that a setting reads."""
    if asked in LEVEL1:
        return held[:1]
    return held[-1:] if asked in LEVEL2 else held


def _is_constant(values: np.ndarray) -> bool:
    return bool(np.ptp(values) <= NEGLIGIBLE * np.max(values))


def weighting_rows(
    frame: pd.DataFrame, analysis: dict, weights: pd.DataFrame, variant: str, alpha: float
) -> list[dict]:
    """Rows of weighting.csv of one variant: every parameter of the models with a random
    intercept and with random slopes by pseudo-likelihood, unweighted and with
    the weights that the analysis asks for, and what they cost.

    frame: complete interviews; weights: the columns "weight" and "interviewer_weight", or one of
    them, by interview. Interviews with a weight missing or zero are in none of the fits, so that
    these differ by the weights alone. Weights of interviewers enter as they stand, those of
    interviews scaled within interviewers, which takes out what is constant there: it does not
    matter whether they contain the former. No row where no model can be fitted to the interviews
    that are left. Standard errors are the sandwich over interviewers, p is Wald's (t with J − 1 df;
    one-sided and normal for a variance), limits of variances are symmetric in the logarithm. There
    is no likelihood-ratio test under weights.
    """
    by_interview = (
        weights[needed_columns(analysis["weights"], list(weights))]
        .reindex(frame["interview"])
        .astype(float)
    )
    known = ((by_interview > 0) & np.isfinite(by_interview)).all(axis=1).to_numpy()
    kept, given = frame[known].reset_index(drop=True), by_interview[known]
    if not _can_be_fitted(kept, analysis):  # of the variant trimmed; the check refuses the others
        return []
    w = Weights(*(given[name].to_numpy() if name in given else None for name in COLUMNS))
    ladder = make_ladder(kept, analysis)
    asked = w.possible if analysis["weights"] == "all" else (analysis["weights"],)
    models = dict.fromkeys(
        [name for name in ("intercept",) if name in ladder.models] + [main_model(ladder)]
    )
    lost = _left_out(frame["interviewer"], kept["interviewer"])
    return [
        {"variant": variant, "model": model, "weighting": name, "n": len(kept)} | row
        for model in models
        for name in ("none", *asked)
        for row in _rows(ladder, model, name, w, alpha, lost)
    ]


def _can_be_fitted(frame: pd.DataFrame, analysis: dict) -> bool:
    interviewers = frame["interviewer"]
    if not 1 < interviewers.nunique() < len(frame):
        return False
    varies = (frame.groupby("interviewer")[analysis["outcome"]].nunique() > 1).any()
    return bool(varies) and not obstacle(
        make_ladder(frame, analysis | {"interviewer_covariates": []})
    )


def _left_out(interviewers: pd.Series, kept: pd.Series) -> str:
    """Which interviewers are in none of these fits; nothing where everybody is."""
    lost = sorted(set(interviewers) - set(kept))
    if not lost:
        return ""
    are = numbers.plural(len(lost), "is", "are")
    noun = numbers.plural(len(lost), "Interviewer", "Interviewers")
    return (
        f"{noun} {numbers.listed(lost, limit=5)} {are} not in these models: no interview of "
        "theirs has a weight."
    )


def _rows(ladder: Ladder, model: str, name: str, w: Weights, alpha: float, lost: str) -> list[dict]:
    done = _fit(ladder, model, name, w)
    plain = name == "none"
    about = {
        "status": done.fit.status,
        "note": lost if plain else w.note(name, ladder.interviewers),
    }
    counted = np.ones(len(ladder.interviewers)) if plain else w.counted(name)
    parts = [
        *_parameters(ladder.models[model], done, alpha),
        *_design_effects(ladder, model, done, counted),
    ]
    return [about | row for row in parts]


def _fit(ladder: Ladder, rung: str, name: str, w: Weights) -> WeightedFit:
    model, groups = ladder.models[rung], ladder.interviewers
    given = {}
    if name in LEVEL2 + BOTH:
        given["group_weights"] = group_weights(
            w.interviews if w.interviewers is None else w.interviewers, groups
        )
    if name in LEVEL1 + BOTH:
        given["row_weights"] = scaled(w.interviews, groups, name[-1])
    return weighted_fit(
        ladder.columns,
        groups,
        list(model.fixed),
        list(model.random),
        OUTCOME,
        diagonal=ladder.diagonal,
        **given,
    )


def _parameters(model: Model, done: WeightedFit, alpha: float) -> list[dict]:
    J = len(done.group_weights)
    se = np.sqrt(np.diag(done.cov_beta))
    wide, df = special.stdtrit(J - 1, 1 - alpha / 2), J - 1
    rows = [
        {
            "kind": "fixed",
            "term": term,
            "estimate": b,
            "se": e,
            "ci_low": b - wide * e,
            "ci_high": b + wide * e,
            "p": 2 * special.stdtr(df, -abs(b / e)),
        }
        for term, b, e in zip(Model.terms(model.fixed), done.fit.beta, se, strict=True)
    ]
    errors, residual = done.variance_errors
    terms = [f"var({term})" for term in Model.terms(model.random)]
    variances = zip(
        [*terms, "sigma2"],
        [*np.diag(done.fit.D), done.fit.sigma2],
        [*errors, residual],
        strict=True,
    )
    tested = [*done.variance_tests, np.nan]
    return rows + [
        {"kind": "variance", "term": term, "estimate": v, "se": e, **_limits(v, e, alpha), "p": p}
        for (term, v, e), p in zip(variances, tested, strict=True)
    ]


def _limits(value: float, error: float, alpha: float) -> dict:
    if not (value > 0 and np.isfinite(error)):
        return {"ci_low": np.nan, "ci_high": np.nan}
    factor = np.exp(special.ndtri(1 - alpha / 2) * error / value)
    return {"ci_low": value / factor, "ci_high": value * factor}


def _design_effects(ladder: Ladder, model: str, done: WeightedFit, w: np.ndarray) -> list[dict]:
    """Of a weighted mean (Gabler, Häder & Lahiri 1999): deff = nΣw²/(Σw)² × [1 + (b* − 1)ρ] with b*
    = Σ_j(Σ_i w)²/Σw², the part of the weights and the part of the interviewers; ρ at the means of
    the random predictors.
    """
    z = ladder.matrix(ladder.models[model].random).mean(0)
    rho, squares = done.fit.rho(z), float((w**2).sum())
    by_weights = len(w) * squares / w.sum() ** 2
    totals = pd.Series(w).groupby(ladder.interviewers).sum()
    by_interviewers = 1 + (float((totals**2).sum()) / squares - 1) * rho
    terms = (
        ("icc", rho),
        ("weights", by_weights),
        ("interviewers", by_interviewers),
        ("both", by_weights * by_interviewers),
    )
    return [
        {"kind": "share" if term == "icc" else "design effect", "term": term, "estimate": value}
        for term, value in terms
    ]

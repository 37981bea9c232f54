"""The main model unweighted and weighted, side by side: how much hangs on the sampling weights."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from interviewer_effects import numbers
from interviewer_effects.audit.models.design_columns import OUTCOME
from interviewer_effects.audit.models.model_sequence import Ladder, Model, main_model, make_ladder
from interviewer_effects.audit.models.obstacles import obstacle
from interviewer_effects.frames import names_of, present
from interviewer_effects.mixed.inference.pseudo_likelihood import WeightedFit, weighted_fit
from interviewer_effects.mixed.inference.sampling_weights import group_weights, scaled
from interviewer_effects.specification import AnalysisSpec

WEIGHTING = [
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
    "status",
    "n",
    "note",
]
UNWEIGHTED = "none"
LEVEL1 = ("level1_A", "level1_B")
LEVEL2 = ("level2",)
BOTH_LEVELS = ("both_A", "both_B")
COLUMNS = ("weight", "interviewer_weight")
NEGLIGIBLE = 1e-9
CONSTANT = (
    "The weight is constant within every interviewer: scaled within interviewers it is 1 "
    "everywhere, so "
    "weighting interviews changes nothing."
)
ONE_COLUMN = (
    "There is one column of weights: an interviewer's weight is the mean of those of their "
    "interviews."
)
PROPORTIONAL = (
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
        if self.interviews is None:
            return LEVEL2
        if self.interviewers is None:
            return (*LEVEL1, *LEVEL2)
        return (*LEVEL1, *LEVEL2, *BOTH_LEVELS)

    @property
    def of_interviewers(self) -> np.ndarray:
        """The weights of interviewers; those of their interviews where no column holds them."""
        return present(self.interviews if self.interviewers is None else self.interviewers)

    def counted(self, weighting: str) -> np.ndarray:
        """How much each interview counts in a weighted mean (n,): the weight of interviews is taken
        as their final one, in which that of the interviewer is contained.
        """
        only_interviewers = weighting in LEVEL2 and self.interviewers is not None
        if self.interviews is None or only_interviewers:
            return present(self.interviewers)
        return self.interviews

    def note(
        self,
        weighting: str,
        interviewers: np.ndarray,
    ) -> str:
        """What these weights cannot do."""
        if weighting in LEVEL2:
            return ONE_COLUMN if self.interviewers is None else ""
        if weighting in BOTH_LEVELS:
            ratio = present(self.interviews) / present(self.interviewers)
            return PROPORTIONAL if _is_constant(ratio) else ""
        within = pd.Series(self.interviews).groupby(interviewers)
        is_constant = [_is_constant(part.to_numpy()) for _, part in within]
        return CONSTANT if all(is_constant) else ""


def needed_columns(
    asked: str,
    held: list[str],
) -> list[str]:
    """The columns of weights that a setting reads."""
    if asked in LEVEL1:
        return held[:1]
    if asked in LEVEL2:
        return held[-1:]
    return held


def _is_constant(values: np.ndarray) -> bool:
    return bool(np.ptp(values) <= NEGLIGIBLE * np.max(values))


def weighting_rows(
    frame: pd.DataFrame,
    analysis: AnalysisSpec,
    weights: pd.DataFrame,
    variant: str,
    alpha: float,
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
    columns = needed_columns(analysis.weights, names_of(weights))
    by_interview = weights[columns].reindex(frame["interview"]).astype(float)
    is_weighted = ((by_interview > 0) & np.isfinite(by_interview)).all(axis=1).to_numpy()
    interviews = frame[is_weighted].reset_index(drop=True)
    # Of the variant trimmed; the check refuses the others
    if not _can_be_fitted(interviews, analysis):
        return []

    weights_held = Weights(
        *(
            by_interview.loc[is_weighted, name].to_numpy() if name in columns else None
            for name in COLUMNS
        )
    )
    every = analysis.weights == "all"
    weightings = (UNWEIGHTED, *(weights_held.possible if every else (analysis.weights,)))
    ladder = make_ladder(interviews, analysis)
    left_out = _left_out(frame["interviewer"], interviews["interviewer"])
    rows = []
    for model in _models(ladder):
        for weighting in weightings:
            of_fit = {
                "variant": variant,
                "model": model,
                "weighting": weighting,
                "n": len(interviews),
            }
            weighted = Weighted.fit_model(
                ladder,
                model,
                weighting,
                weights=weights_held,
            )
            if weighting == UNWEIGHTED:
                weighted = replace(weighted, note=left_out)
            rows += [of_fit | row for row in weighted.rows(alpha)]
    return rows


def _models(ladder: Ladder) -> list[str]:
    """The model with a random intercept, where there is one, and the main model."""
    names = ["intercept"] if "intercept" in ladder.models else []
    names.append(main_model(ladder))
    return list(dict.fromkeys(names))


def _can_be_fitted(
    frame: pd.DataFrame,
    analysis: AnalysisSpec,
) -> bool:
    interviewers = frame["interviewer"]
    if not 1 < interviewers.nunique() < len(frame):
        return False
    varies = (frame.groupby("interviewer")[analysis.outcome].nunique() > 1).any()
    return bool(varies) and not obstacle(
        make_ladder(frame, replace(analysis, interviewer_covariates=()))
    )


def _left_out(
    interviewers: pd.Series,
    in_models: pd.Series,
) -> str:
    """Which interviewers are in none of these fits; nothing where everybody is."""
    left_out = sorted(set(interviewers) - set(in_models))
    if not left_out:
        return ""
    noun = numbers.plural(
        len(left_out),
        "Interviewer",
        "Interviewers",
    )
    are = numbers.plural(
        len(left_out),
        "is",
        "are",
    )
    names = numbers.listed(left_out, limit=5)
    return f"{noun} {names} {are} not in these models: no interview of theirs has a weight."


@dataclass(frozen=True)
class Weighted:
    """A model fitted with weights: counted (n,) is how much each interview counts in a mean."""

    ladder: Ladder
    model: Model
    fitted: WeightedFit
    counted: np.ndarray
    note: str

    @classmethod
    def fit_model(
        cls,
        ladder: Ladder,
        name: str,
        weighting: str,
        weights: Weights,
    ) -> Weighted:
        """A model of the sequence by pseudo-likelihood."""
        model = ladder.models[name]
        interviewers = ladder.interviewers
        levels = {}
        if weighting in LEVEL2 + BOTH_LEVELS:
            levels["group_weights"] = group_weights(weights.of_interviewers, interviewers)
        if weighting in LEVEL1 + BOTH_LEVELS:
            scaling = weighting[-1]
            levels["row_weights"] = scaled(
                present(weights.interviews),
                interviewers,
                scaling,
            )
        fitted = weighted_fit(
            ladder.columns,
            interviewers,
            list(model.fixed),
            list(model.random),
            OUTCOME,
            diagonal=ladder.diagonal,
            **levels,
        )
        if weighting == UNWEIGHTED:
            return cls(
                ladder,
                model,
                fitted,
                counted=np.ones(len(interviewers)),
                note="",
            )
        return cls(
            ladder,
            model,
            fitted,
            counted=weights.counted(weighting),
            note=weights.note(weighting, interviewers),
        )

    def rows(self, alpha: float) -> list[dict]:
        """A row for each parameter and part of the design effect."""
        of_fit = {"status": self.fitted.fit.status, "note": self.note}
        rows = [
            *self._fixed_effects(alpha),
            *self._variances(alpha),
            *self._design_effects(),
        ]
        return [of_fit | row for row in rows]

    def _fixed_effects(self, alpha: float) -> list[dict]:
        """Estimates with t intervals on J − 1 df."""
        df = len(self.fitted.group_weights) - 1
        quantile = special.stdtrit(df, 1 - alpha / 2)
        standard_errors = np.sqrt(np.diag(self.fitted.cov_beta))
        terms = Model.terms(self.model.fixed)
        return [
            {
                "kind": "fixed",
                "term": term,
                "estimate": estimate,
                "se": se,
                "ci_low": estimate - quantile * se,
                "ci_high": estimate + quantile * se,
                "p": 2 * special.stdtr(df, -abs(estimate / se)),
            }
            for term, estimate, se in zip(
                terms,
                self.fitted.fit.beta,
                standard_errors,
                strict=True,
            )
        ]

    def _variances(self, alpha: float) -> list[dict]:
        """Variances of random effects and residuals; the residual one is not tested."""
        of_effects = [f"var({term})" for term in Model.terms(self.model.random)]
        terms = [*of_effects, "sigma2"]
        variances = [*np.diag(self.fitted.fit.D), self.fitted.fit.sigma2]
        errors_of_effects, error_of_residual = self.fitted.variance_errors
        errors = [*errors_of_effects, error_of_residual]
        p_values = [*self.fitted.variance_tests, np.nan]
        rows = []
        for term, variance, se, p in zip(
            terms,
            variances,
            errors,
            p_values,
            strict=True,
        ):
            row = {"kind": "variance", "term": term, "estimate": variance, "se": se, "p": p}
            rows.append(
                row
                | _limits(
                    variance,
                    se,
                    alpha,
                )
            )
        return rows

    def _design_effects(self) -> list[dict]:
        """Of a weighted mean (Gabler, Häder & Lahiri 1999): deff = nΣw²/(Σw)² × [1 + (b* − 1)ρ]
        with b* = Σ_j(Σ_i w)²/Σw², the part of the weights and the part of the interviewers; ρ at
        the means of the random predictors.
        """
        weights = self.counted
        means = self.ladder.matrix(self.model.random).mean(0)
        rho = self.fitted.fit.rho(means)
        sum_of_squares = float((weights**2).sum())
        by_weights = len(weights) * sum_of_squares / weights.sum() ** 2
        weight_of_interviewers = pd.Series(weights).groupby(self.ladder.interviewers).sum()
        b_star = float((weight_of_interviewers**2).sum()) / sum_of_squares
        by_interviewers = 1 + (b_star - 1) * rho
        return [
            {"kind": "share", "term": "icc", "estimate": rho},
            _design_effect("weights", by_weights),
            _design_effect("interviewers", by_interviewers),
            _design_effect("both", by_weights * by_interviewers),
        ]


def _design_effect(
    term: str,
    estimate: float,
) -> dict:
    return {"kind": "design effect", "term": term, "estimate": estimate}


def _limits(
    variance: float,
    se: float,
    alpha: float,
) -> dict[str, float]:
    """Limits of a variance, symmetric in its logarithm."""
    if not (variance > 0 and np.isfinite(se)):
        return {"ci_low": np.nan, "ci_high": np.nan}
    quantile = special.ndtri(1 - alpha / 2)
    factor = np.exp(quantile * se / variance)
    return {"ci_low": variance / factor, "ci_high": variance * factor}

"""What an audit is asked for: the models of an analysis, the survey's columns, the settings.

The fields are the keys of the config with the same defaults. config.py makes these classes of a
config, and users of Python write them down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from interviewer_effects.terms import Adjustment, Centre, Covariance, Weighting


@dataclass(frozen=True)
class AnalysisSpec:
    """One outcome with its models: an entry of `analyses` in the config.

    Parameters
    ----------
    outcome
        The column to explain.
    predictors
        Columns that may explain it, interview by interview; text columns become categories.
    random_slopes
        Predictors whose slope may differ between interviewers.
    random_intercept
        Whether the level may differ between interviewers.
    covariance
        Whether level and slopes of an interviewer may correlate.
    interviewer_covariates
        Columns constant within an interviewer, to explain the variance between them.
    respondent_covariates
        What is known of respondents; a flag is tried with it in the model.
    centre
        Where predictors have their zero: a word for all, or a word for each.
    weights
        Which weighted fits stand beside the unweighted one.

    Raises
    ------
    ValueError
        Where a text stands for a list of columns, or a word is none of those allowed.
    """

    outcome: str
    predictors: tuple[str, ...] = ()
    random_slopes: tuple[str, ...] = ()
    random_intercept: bool = True
    covariance: Covariance = Covariance.UNSTRUCTURED
    interviewer_covariates: tuple[str, ...] = ()
    respondent_covariates: tuple[str, ...] = ()
    centre: Centre | Mapping[str, Centre] = Centre.NONE
    weights: Weighting = Weighting.NONE

    def __post_init__(self) -> None:
        for role in COLUMN_LISTS:
            object.__setattr__(self, role, _columns(role, getattr(self, role)))
        object.__setattr__(self, "covariance", Covariance(self.covariance))
        object.__setattr__(self, "centre", _centre(self.centre))
        object.__setattr__(self, "weights", Weighting(self.weights))

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> AnalysisSpec:
        """From a section of a filled config."""
        return cls(**section)

    def section(self) -> dict[str, Any]:
        """As a section of a config."""
        section = asdict(self)
        return section | {role: list(section[role]) for role in COLUMN_LISTS}

    def centre_of(self, predictor: str) -> Centre:
        """Where one predictor has its zero."""
        if isinstance(self.centre, Centre):
            return self.centre
        return self.centre.get(predictor, Centre.NONE)


COLUMN_LISTS = ("predictors", "random_slopes", "interviewer_covariates", "respondent_covariates")


def _columns(role: str, names: Iterable[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise ValueError(f"{role} is a list of columns: write ['{names}'].")
    return tuple(names)


def _centre(given: str | Mapping[str, str]) -> Centre | dict[str, Centre]:
    if isinstance(given, str):
        return Centre(given)
    return {predictor: Centre(word) for predictor, word in given.items()}


@dataclass(frozen=True)
class SettingsOfTests:
    """The section `tests` of the config.

    Parameters
    ----------
    bootstrap
        Replicates of bootstrap tests and intervals; 0 leaves them out.
    seed
        Where everything drawn at random starts.
    alpha
        The level of the tests.
    """

    bootstrap: int = 999
    seed: int = 20101
    alpha: float = 0.05


@dataclass(frozen=True)
class Settings(SettingsOfTests):
    """How closely an audit looks: the sections `tests` and `flags` of the config.

    Parameters
    ----------
    bootstrap, seed, alpha
        See `SettingsOfTests`.
    adjust
        How p-values are adjusted over interviewers.
    max_group
        Largest group of interviewers whose joint influence is searched.
    """

    adjust: Adjustment = Adjustment.HOLM
    max_group: int = 5

    def __post_init__(self) -> None:
        object.__setattr__(self, "adjust", Adjustment(self.adjust))

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Settings:
        """From a filled config."""
        return cls(**config["tests"], **config["flags"])

    def sections(self) -> dict[str, dict[str, Any]]:
        """As sections of a config."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        tests = {name: values[name] for name in ("bootstrap", "seed", "alpha")}
        flags = {name: values[name] for name in ("adjust", "max_group")}
        return {"tests": tests, "flags": flags}

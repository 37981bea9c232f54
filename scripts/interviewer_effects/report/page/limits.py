"""The box of limits: what the numbers of this report cannot show, as far as this survey goes."""

from __future__ import annotations

from interviewer_effects.report.areas.findings import has_areas
from interviewer_effects.report.data.analysis import Analysis, analyses
from interviewer_effects.report.data.results import Survey
from interviewer_effects.report.text.sentences import Sentence, say, term
from interviewer_effects.report.weights.findings import is_weighted


def limits(survey: Survey) -> list[Sentence]:
    """One sentence or two for each limit that holds in this survey."""
    audited = analyses(survey)
    every = [
        _areas(audited),
        _assignment(audited),
        _weights(survey, audited),
        _assumptions(audited),
        _multiplicity(),
        _flags(),
    ]
    return [limit for limit in every if limit is not None]


def _areas(audited: list[Analysis]) -> Sentence | None:
    if audited and all(has_areas(analysis) for analysis in audited):
        return None
    return say(
        "No {area} column is used. Interviewers usually work in few areas, so the variance between "
        "interviewers may include differences between areas.",
        area=term("area", "area"),
    )


def _assignment(audited: list[Analysis]) -> Sentence:
    controlled = any(analysis.settings.get("respondent_covariates") for analysis in audited)
    how = (
        "only the respondent characteristics named in the config are taken into account"
        if controlled
        else "no respondent characteristics are taken into account"
    )
    return say(
        "Respondents were not assigned to interviewers at random, and {how}. Differences between "
        "interviewers may be differences between their respondents.",
        how=how,
    )


def _weights(survey: Survey, audited: list[Analysis]) -> Sentence | None:
    if audited and all(is_weighted(analysis) for analysis in audited):
        return None
    return say(
        "Estimates are unweighted. The design effect does not include the effects of weights or "
        "of the sampling of clusters."
    )


def _assumptions(audited: list[Analysis]) -> Sentence | None:
    if not audited:
        return None
    return say(
        "The models treat answers as continuous with one residual variance, and interviewer "
        "effects as normally distributed. {signs} and the flags of interviewers do not need "
        "normal answers.",
        signs=term("signs", "Sign tests"),
    )


def _multiplicity() -> Sentence:
    return say(
        "p-values of interviewers and items are adjusted within their own table, not over the "
        "whole report. An audit that is repeated at several stages of fieldwork flags somebody "
        "more often than one audit does."
    )


def _flags() -> Sentence:
    return say(
        "A flag is a reason to check interviews. It is no evidence of misconduct: an unusual area, "
        "an unusual set of respondents or a recording error can produce it."
    )

"""Sentences that only the sign test can say: slopes in step with the level, and a p carried by a
few records.
"""

from interviewer_effects import numbers
from interviewer_effects.audit.models.quoting import published_column
from interviewer_effects.report.data.analysis import Analysis
from interviewer_effects.report.text.p_values import p_by, p_text
from interviewer_effects.report.text.sentences import Sentence, quote, say, term


def in_step(analysis: Analysis) -> Sentence | None:
    """Where slopes differ by the sign test only together with the level: a floor, a ceiling or
    counts do that.
    """
    test = analysis.slope_test("recoded")
    if test is None or not is_in_step(test, analysis.survey.alpha):
        return None
    anchor = f"{analysis.anchor}-tests"
    return say(
        "By the {signs} slopes differ only in step with the interviewers' means (covariance part "
        "{covariance}, "
        "variance part {variance}), as they do where a scale has a floor or a ceiling and where "
        "answers are counts.",
        signs=term("signs"),
        covariance=quote(test["p_signs_covariance"], lambda p: _of_signs(p, test["signs"]), anchor),
        variance=quote(test["p_signs_variance"], lambda p: _of_signs(p, test["signs"]), anchor),
    )


def is_in_step(test, alpha: float) -> bool:
    """Whether the covariance part alone carries the sign test of a slope."""
    parts = (test.get("p_signs"), test.get("p_signs_covariance"), test.get("p_signs_variance"))
    if any(numbers.is_missing(p) for p in parts):
        return False
    either, covariance, variance = parts
    return bool(either < alpha and covariance < alpha <= variance)


def few_records(analysis: Analysis) -> Sentence | None:
    """Where slopes differ in raw by the published p and not by the sign test."""
    test, alpha = analysis.slope_test("raw"), analysis.survey.alpha
    if test is None or numbers.is_missing(test.get("p_signs")):
        return None
    published = published_column(test)
    if not test[published] < alpha <= test["p_signs"]:
        return None
    return say(
        (
            "With the missing codes left in, the {signs} of the slopes "
            "gives {p} and the likelihood-ratio test as usually "
            "published {published}: the sign test compares pairs of "
            "interviews of the same interviewer, so a few records hardly "
            "change it."
        ),
        signs=term("signs"),
        p=p_by(analysis, test, "p_signs"),
        published=p_by(analysis, test, published),
    )


def _of_signs(p: float, signs: float) -> str:
    """A p of so many signs inside a sentence, "at most" where it is the smallest that they can
    give.
    """
    text = p_text(p, p * (signs + 1) < 1.5)
    return f"p {text}" if text.startswith(("<", ">", "≤")) else f"p = {text}"

"""p-values in prose: which one is quoted, under which name, and what a simulation cannot tell."""

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import Analysis, quoted

from .sentences import quote

P_NAMES = {
    "p_mixture": "",
    "p_bootstrap": "bootstrap ",
    "p_exact": "exact ",
    "p_chibar": "simulated-mixture ",
    "p_naive": "naive ",
    "p_signs": "sign test ",
}


def p_of(analysis: Analysis, test):
    """The p-value to quote for a variance, named unless it is the mixture p, linked to the table of
    tests.
    """
    column = quoted(test)
    return quote(
        test[column], lambda p: P_NAMES[column] + p_phrase(test, column), f"{analysis.anchor}-tests"
    )


def p_by(analysis: Analysis, test, column: str):
    """The p-value of one column, without a name, linked to the table of tests."""
    return quote(test[column], lambda _: p_phrase(test, column), f"{analysis.anchor}-tests")


def p_phrase(test, column: str) -> str:
    """A p-value of a test inside a sentence: "p = 0.61", and "p ≤ 0.001" where a simulation says no
    more.
    """
    text = p_text(test[column], at_most(test, column))
    return f"p {text}" if text.startswith(("<", ">", "≤")) else f"p = {text}"


def p_text(p, bound: bool) -> str:
    """A p-value; "≤" before one that is the smallest its simulation can give."""
    text = numbers.p_value(p)
    return f"≤ {text}" if bound and text[0].isdigit() else text


def at_most(test, column: str) -> bool:
    """Whether no simulated statistic reached the observed one."""
    return test.get(f"{column}_low") == 0

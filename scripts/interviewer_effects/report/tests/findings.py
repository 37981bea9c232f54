"""Sentences about the tests of one analysis, and a panel of p-values for each variance."""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import VARIANTS, Analysis, quoted
from interviewer_effects.report.text.p_values import at_most, p_of
from interviewer_effects.report.text.sentences import Sentence, Told, join, quote, say, term

from .sign_sentences import few_records, in_step

TESTED = {
    (True, True): "Interviewers differ in their mean answer and in their slopes",
    (True, False): (
        "Interviewers differ in their mean answer; there is no evidence that slopes differ"
    ),
    (False, True): ("Slopes differ between interviewers; there is no evidence that means differ"),
    (False, False): ("There is no evidence that interviewers differ in means or slopes"),
    (True, None): "Levels differ between interviewers",
    (False, None): ("There is no evidence that interviewers differ in their mean answer"),
    (None, True): "Slopes differ between interviewers",
    (None, False): "There is no evidence that slopes differ between interviewers",
    (None, None): "No variance was tested",
}
ASSUMES = {
    "p_naive": ("unadjusted χ²", "an unbounded variance; p too large"),
    "p_mixture": (
        "50:50 mixture",
        "many interviewers, normal answers with one residual variance; it is the p that is "
        "usually published",
    ),
    "p_chibar": (
        "mixture, simulated weights",
        "many interviewers, normal answers with one residual variance; several variances at once",
    ),
    "p_exact": (
        "exact",
        "normal answers with one residual variance; any number of interviewers, any workloads",
    ),
    "p_bootstrap": (
        "bootstrap",
        "normal answers with one residual variance; any number of interviewers, any workloads; "
        "limited by its "
        "replicates",
    ),
    "p_signs": (
        "random signs",
        "independent interviews; skewed answers and residual variances that differ do no harm; "
        "limited by its signs",
    ),
}


def asked(analysis: Analysis, variant: str) -> dict:
    """What is tested, in words -> its row of the tests; those that the analysis does not have are
    left out.
    """
    found = {
        "Level": analysis.level_test(variant),
        "Slopes" if len(analysis.slope_names) > 1 else "Slope": analysis.slope_test(variant),
        "Level and slope at once": analysis.joint_test(variant),
    }
    return {what: test for what, test in found.items() if test is not None}


def tests(analysis: Analysis) -> tuple[Sentence, Sentence]:
    """Heading and sentence about the tests."""
    decided = analysis.differ("level", "recoded"), analysis.differ("slopes", "recoded")
    return say(TESTED[decided]), _tests_sentence(analysis)


def _tests_sentence(analysis: Analysis) -> Sentence:
    """The numbers to quote with their reasons, and whether the choice among them decides."""
    found = asked(analysis, "recoded")
    if not found:
        return say("This analysis has no random effect to test.")
    parts = [_one_test(analysis, what, test) for what, test in found.items()]
    why = say(
        "The p to quote is that of the {signs}, which does not assume normal answers with one "
        "residual variance; the folded tables give the other p-values with what they assume.",
        signs=term("signs"),
    )
    told = [
        in_step(analysis),
        few_records(analysis),
        _disagreements(analysis, found),
    ]
    return join([*parts, why, *told])


def _one_test(analysis: Analysis, what: str, test) -> Sentence:
    return say(
        "{what}: {lrt} {statistic}, {p} ({criterion}, recoded).",
        what=what,
        lrt=term("LRT"),
        statistic=quote(test["statistic"], numbers.statistic, f"{analysis.anchor}-tests"),
        p=p_of(analysis, test),
        criterion=test["criterion"],
    )


def _disagreements(analysis: Analysis, found: dict) -> Sentence | None:
    anchor = f"{analysis.anchor}-tests"
    said = [
        say("{what}: {text}", what=what, text=Told(test["disagreement"], anchor))
        for what, test in found.items()
    ]
    told = [one for one, test in zip(said, found.values(), strict=True) if test["disagreement"]]
    return join([say("Mind the choice."), *told]) if told else None


def panel(analysis: Analysis, what: str) -> tuple[str, pd.DataFrame]:
    """Caption and rows of the panel of one variance: each p-value, what it assumes, where to quote
    it.
    """
    by_variant = {variant: asked(analysis, variant) for variant in VARIANTS}
    rows = {variant: tests[what] for variant, tests in by_variant.items() if what in tests}
    kinds = [
        key for key in ASSUMES if any(not numbers.is_missing(row.get(key)) for row in rows.values())
    ]
    table = pd.DataFrame([_panel_row(key, rows) for key in kinds])
    return f"p-values: {what[0].lower()}{what[1:]}", table


def p_in_full(p: float) -> str:
    """A p-value with its size however small; 0 as the lower end of an interval."""
    return numbers.significant(p) if p < 0.001 else numbers.p_value(p)


def _panel_row(key: str, rows: dict) -> dict:
    name, assumes = ASSUMES[key]
    ends = (rows["recoded"].get(f"{key}_low"), rows["recoded"].get(f"{key}_high"))
    shown = "" if numbers.is_missing(ends[0]) else " to ".join(map(p_in_full, ends))
    return {
        "name": name,
        "assumes": assumes,
        "monte_carlo": shown,
        "quote": ", ".join(variant for variant, row in rows.items() if quoted(row) == key),
        **{variant: row.get(key) for variant, row in rows.items()},
        **{f"{variant}_at_most": at_most(row, key) for variant, row in rows.items()},
    }

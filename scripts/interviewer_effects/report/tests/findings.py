"""Sentences about the tests of one analysis, and a panel of p-values for each variance."""

import pandas as pd

from interviewer_effects import numbers
from interviewer_effects.report.data.analysis import VARIANTS, Analysis, quoted
from interviewer_effects.report.text.p_values import P_NAMES, at_most, p_of, p_phrase
from interviewer_effects.report.text.sentences import Sentence, Told, join, quote, say, term

from .sign_sentences import few_records, in_step

TESTED = {
    (True, True): "Both levels and slopes differ between interviewers",
    (True, False): "Levels differ between interviewers; slopes do not differ detectably",
    (False, True): "Slopes differ between interviewers; levels do not differ detectably",
    (False, False): "Neither levels nor slopes differ detectably between interviewers",
    (True, None): "Levels differ between interviewers",
    (False, None): "Levels do not differ detectably between interviewers",
    (None, True): "Slopes differ between interviewers",
    (None, False): "Slopes do not differ detectably between interviewers",
    (None, None): "No variance was tested",
}
ASSUMES = {
    "p_naive": ("naive χ²", "nothing that holds: it allows negative variances, so p is too large"),
    "p_mixture": (
        "half-and-half mixture",
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
        "A variance cannot be negative, so the naive p is too large; the {mixture} corrects it "
        "for many interviewers, "
        "the exact and the bootstrap p for these, all of them for normal answers with one "
        "residual variance. The "
        "{signs} needs neither. Variances are compared by {reml}, fixed effects by {ml}.",
        signs=term("signs"),
        mixture=term("mixture"),
        reml=term("REML"),
        ml=term("ML"),
    )
    told = [
        _zero(analysis, found),
        in_step(analysis),
        few_records(analysis),
        _disagreements(analysis, found),
    ]
    return join([*parts, why, *told])


def _one_test(analysis: Analysis, what: str, test) -> Sentence:
    return say(
        "{what}: {lrt} {statistic}, {p}{others}, {criterion}, recoded.",
        what=what,
        lrt=term("LRT"),
        statistic=quote(test["statistic"], numbers.statistic, f"{analysis.anchor}-tests"),
        p=p_of(analysis, test),
        others=_other_p(test, f"{analysis.anchor}-tests"),
        criterion=test["criterion"],
    )


def _other_p(test, anchor: str) -> Sentence:
    """The p-values that are not the one to quote, in brackets, where there are any."""
    names = P_NAMES | {"p_mixture": "mixture "}
    known = [
        key for key in ASSUMES if key != quoted(test) and not numbers.is_missing(test.get(key))
    ]
    said = [
        say(
            "{name}{p}",
            name=names[key],
            p=quote(test[key], lambda _, key=key: p_phrase(test, key), anchor),
        )
        for key in known
    ]
    return say(" ({listed})", listed=join(said, ", ")) if said else say("")


def _zero(analysis: Analysis, found: dict) -> Sentence | None:
    """How often no variance at all would be found where there is none."""
    if "Level" not in found:
        return None
    test = found["Level"]
    sources = {"share_zero_exact": "by the exact distribution", "share_zero": "by the bootstrap"}
    known = [name for name in sources if not numbers.is_missing(test.get(name))]
    if not known:
        return None
    share, how = test[known[0]], sources[known[0]]
    return say(
        "If interviewers did not differ in their means, {share} of surveys with these workloads "
        "would show no variance "
        "at all (T = 0; {how}).",
        share=quote(share, numbers.percent, f"{analysis.anchor}-tests"),
        how=how,
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
    return (
        f"{what}: T = {numbers.statistic(rows['recoded']['statistic'])} recoded. "
        f"{rows['recoded']['why']}",
        table,
    )


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

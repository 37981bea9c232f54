"""Which columns of which table the page shows, and in which order."""

from functools import partial
from typing import Any

from interviewer_effects import numbers
from interviewer_effects.report.intervals import findings as intervals_findings
from interviewer_effects.report.text.p_values import p_text
from interviewer_effects.report.text.parameters import printed, printed_interval

from .tables import Column, hidden, number, people, text


def icc_cell(row: dict) -> str:
    """The ICC with its interval."""
    if numbers.is_missing(row["icc"]):
        return numbers.NOT_AVAILABLE
    return (
        f"{numbers.percent(row['icc'])} "
        f"({numbers.percent_interval(row['icc_low'], row['icc_high'])})"
    )


def mark(header: str, key: str) -> Column:
    """A column of yes and no."""
    return Column(header, lambda row: "yes" if row[key] else "no")


def variance_with(header: str, model: str) -> Column:
    """A variance of areas.csv with its interval, "without" or "with" areas in the model."""

    def shown(row: dict) -> str:
        value, *ends = (row[f"{model}_{end}"] for end in ("areas", "low", "high"))
        if numbers.is_missing(value):
            return numbers.NOT_AVAILABLE
        known = not any(map(numbers.is_missing, ends))
        limits = f" ({' to '.join(map(numbers.significant, ends))})" if known else ""
        return f"{numbers.variance(value)}{limits}"

    return Column(header, shown, f"{model}_areas")


def panel_p(variant: str) -> Column:
    """The p-values of one variant in a panel, small ones in full; "≤" where no simulated statistic
    reached T.
    """

    def shown(row: dict) -> str:
        p: Any = row.get(variant)
        bound = bool(row.get(f"{variant}_at_most"))
        return (
            p_text(p, bound)
            if numbers.is_missing(p) or p >= 0.001
            else f"{'≤ ' * bound}{numbers.significant(p)}"
        )

    return Column(variant, shown, variant)


three = partial(numbers.significant, digits=3)


COUNTED_FACTS = ("workload", "missing codes")


def fact_value(row: dict, key: str) -> str:
    """The value of a fact about an interviewer: counts of interviews and of codes have no
    decimals.
    """
    fact = str(row["fact"])
    value: Any = row.get(key)
    is_count = fact.startswith(COUNTED_FACTS) or fact.endswith(" coded")
    return hidden(row, key) or (counted_or_three if is_count else three)(value)


def counted_or_three(value: float) -> str:
    """A count as a count, any other number in three digits: one column holds the statistics of
    different checks.
    """
    is_whole = not numbers.is_missing(value) and float(value).is_integer()
    return numbers.count(value) if is_whole else three(value)


ESTIMATE = (Column("estimate", printed, "estimate"), Column("interval", printed_interval, "ci_low"))
VARIANT, TERM = text("variant", "variant"), text("term", "term")
NAMES = (VARIANT, text("model", "model"), text("criterion", "criterion"))
ICC = Column("ICC (interval)", icc_cell, "icc")
COUNTS = (number("n", "n", numbers.count), number("interviewers", "n_interviewers", numbers.count))
DESIGN = (
    number("design effect", "deff", numbers.statistic),
    number("effective n", "n_effective", numbers.count),
)
LRT, P = number("LRT", "statistic", numbers.statistic), number("p", "p", numbers.p_value)
MIXTURE, ADJUSTED = (number(f"{k} p", f"p_{k}", numbers.p_value) for k in ("mixture", "adjusted"))
INTERVIEWER, ITEM = people("interviewer", "interviewer"), text("item", "item")

ITEMS = [
    *(ITEM, text("label", "label"), number("valid", "n_valid", numbers.count)),
    *(
        number("missing", "n_missing", numbers.count),
        number("of these not asked", "n_not_applicable", numbers.count),
    ),
    number("outside range", "n_outside_valid", numbers.count),
    *(
        number("mean", "mean", three),
        number("SD", "sd", three),
        number("min", "min", three),
        number("max", "max", three),
    ),
    text("suspected codes", "suspected_evidence"),
]
RECODES = [
    ITEM,
    text("code", "code"),
    text("reason", "reason"),
    INTERVIEWER,
    number("answers", "n", numbers.count),
]
JOIN = [
    *(text("side", "side"), text("file", "file"), text("status", "status"), text("key", "key")),
    *(number("records", "n", numbers.count), number("first row", "first_row", numbers.count)),
]
CODES = [
    *(ITEM, text("code", "code"), text("label", "label"), text("reason", "reason")),
    *(mark("file", "in_file"), mark("labels", "in_labels"), mark("codebook", "in_codebook")),
    *(
        text("treated as", "treated"),
        number("answers", "n", numbers.count),
        text("they differ", "disagreement"),
    ),
]
AREAS = [
    *(
        VARIANT,
        text("variance of", "component"),
        *(variance_with(f"{m} areas", m) for m in ("without", "with")),
    ),
    *(
        number("share", "share", numbers.percent),
        LRT,
        MIXTURE,
        text("status", "status"),
        text("called", "effect"),
    ),
]
OVERLAP = [
    *(text("fact", "fact"), number("value", "value", three), number("number", "n", numbers.count)),
    text("in words", "sentence"),
]
WEIGHTING = [
    *(
        VARIANT,
        text("model", "model"),
        text("weighting", "weighting"),
        TERM,
        number("estimate", "estimate", three),
    ),
    *(
        number("robust SE", "se", three),
        number("from", "ci_low", three),
        number("to", "ci_high", three),
        P,
    ),
    text("status", "status"),
]
WEIGHTS = [
    text("weight", "column"),
    text("fact", "fact"),
    number("value", "value", three),
    text("other column", "other"),
    text("in words", "sentence"),
]
SILENCE = [
    *(ITEM, text("reason", "reason"), number("asked", "n", numbers.count)),
    *(
        number("unanswered", "n_missing", numbers.count),
        number("share", "rate", numbers.percent),
        ICC,
        LRT,
    ),
    *(
        MIXTURE,
        ADJUSTED,
        number("interviewers flagged", "n_flagged", numbers.count),
        text("status", "status"),
    ),
]
SILENT = [
    *(INTERVIEWER, text("reason", "reason"), number("interviews", "n", numbers.count)),
    *(number("unanswered", "n_missing", numbers.count), number("share", "rate", numbers.percent)),
    *(number("others", "rate_others", numbers.percent), P, ADJUSTED, text("flag", "flag")),
]
DUPLICATES = [
    *(INTERVIEWER, text("interview", "interview_1"), text("other interview", "interview_2")),
    *(people("other interviewer", "other_interviewer"), text("they are", "kind")),
    *(
        number("equal answers", "agreement", numbers.percent),
        number("of strangers", "usual", numbers.percent),
    ),
    *(number("items", "n_items", numbers.count), ADJUSTED),
]
REVERSALS = [
    *(ITEM, INTERVIEWER, number("n", "n", numbers.count), number("correlation", "correlation")),
    *(number("usual", "usual"), P, ADJUSTED),
]
SCREENING = [
    *(ITEM, *COUNTS, ICC, *DESIGN, LRT, MIXTURE, number("sign test p", "p_signs", numbers.p_value)),
    number("adjusted p", "p_adjusted", numbers.p_value),
]
SCREENED_AREAS = [
    *(
        number("ICC beside areas", "icc_areas", numbers.percent),
        number("areas", "area_share", numbers.percent),
    ),
    *(
        number("design effect", "deff_areas", numbers.statistic),
        number("effective n", "n_effective_areas", numbers.count),
    ),
    number("adjusted p beside areas", "p_adjusted_areas", numbers.p_value),
]
SCORES = [
    *(
        INTERVIEWER,
        number("items", "n_items", numbers.count),
        number("mean z²", "score", numbers.statistic),
        P,
        ADJUSTED,
    ),
    number("items far out", "n_beyond", numbers.count),
    *(text("furthest in", "largest"), number("z there", "largest_z", numbers.statistic)),
]
FITS = [
    *(*NAMES, *COUNTS, number("parameters", "n_parameters", numbers.count)),
    number("deviance", "deviance", partial(numbers.fixed, decimals=2)),
    *(
        number("AIC", "aic", partial(numbers.fixed, decimals=1)),
        number("BIC", "bic", partial(numbers.fixed, decimals=1)),
    ),
    *(number("σ²", "sigma2"), ICC, *DESIGN, text("status", "status")),
]
PARAMETERS = [
    *(*NAMES, TERM, *ESTIMATE, number("SE", "se"), number("df", "df", numbers.count)),
    *(number("t", "statistic", numbers.statistic), P),
]
INTERVALS = [
    Column("quantity", intervals_findings.named),
    Column("estimate", partial(intervals_findings.shown, key="estimate"), "estimate"),
    Column(
        "profile", partial(intervals_findings.shown_interval, method="profile"), "profile_lower"
    ),
    Column(
        "bootstrap",
        partial(intervals_findings.shown_interval, method="bootstrap"),
        "bootstrap_lower",
    ),
    Column(
        "random signs", partial(intervals_findings.shown_interval, method="signs"), "signs_lower"
    ),
    Column("quote", intervals_findings.quoted_method, "method"),
]
RHO = [
    *(
        text("predictor", "term"),
        Column("at", lambda row: intervals_findings.place(row["x"]), "x"),
        number("ICC", "estimate", numbers.percent),
    ),
    Column(
        "profile", partial(intervals_findings.shown_interval, method="profile"), "profile_lower"
    ),
    Column(
        "bootstrap",
        partial(intervals_findings.shown_interval, method="bootstrap"),
        "bootstrap_lower",
    ),
]
FIXED = [
    *(
        TERM,
        Column("estimate, REML", printed, "estimate"),
        Column("interval by t", printed_interval, "ci_low"),
    ),
    *(number("df", "df", numbers.count), number("t", "statistic", numbers.statistic), P),
    Column("interval by profile, ML", intervals_findings.fixed_profile, "profile_lower"),
    number("LRT", "profile_statistic", numbers.statistic),
    number("LRT p", "profile_p", numbers.p_value),
]
TESTS = [
    *(
        VARIANT,
        text("criterion", "criterion"),
        text("smaller model", "null"),
        text("larger model", "alternative"),
    ),
    *(
        text("tested", "tested"),
        LRT,
        number("p to quote", "p_quote", numbers.p_value),
        text("which", "quote"),
    ),
    *(
        number("unadjusted χ² p", "p_naive", numbers.p_value),
        MIXTURE,
        number("exact p", "p_exact", numbers.p_value),
    ),
    *(
        number("bootstrap p", "p_bootstrap", numbers.p_value),
        number("sign test p", "p_signs", numbers.p_value),
    ),
    number("its variance part", "p_signs_variance", numbers.p_value),
    number("its covariance part", "p_signs_covariance", numbers.p_value),
    *(number("at zero", "share_zero", numbers.percent), text("mixture", "mixture")),
]
FOUND = {"icc": "ICC", "shift": "shift of one interviewer"}
POWER = [
    *(
        Column("what", lambda row: FOUND[row["quantity"]]),
        number("workload", "workload", numbers.count),
        number("smallest effect", "value", three),
    ),
    *(number("from", "value_low", three), number("to", "value_high", three)),
    *(number("in residual SD", "value_sd"), number("power", "power", numbers.percent)),
]
PANEL = [
    *(text("p-value", "name"), panel_p("recoded"), text("Monte Carlo interval", "monte_carlo")),
    *(
        panel_p("raw"),
        panel_p("trimmed"),
        text("it assumes", "assumes"),
        text("quote this one for", "quote"),
    ),
]
EXPLAINED = [
    *(VARIANT, text("variance", "component"), text("covariates", "predictor")),
    *(
        number("without", "without"),
        number("with", "with"),
        number("explained", "explained", numbers.percent),
    ),
]
DIAGNOSTICS = [
    *(VARIANT, text("check", "check"), number("statistic", "statistic", counted_or_three), P),
    *(text("verdict", "verdict"), text("in words", "sentence")),
]
EFFECTS = [
    *(
        INTERVIEWER,
        VARIANT,
        text("effect", "effect"),
        number("n", "n", numbers.count),
        number("EBLUP", "eblup"),
    ),
    *(number("prediction SE", "pev_se"), number("z", "z", numbers.statistic)),
    *(
        number("z at the means", "z_at_means", numbers.statistic),
        number("z of the tail", "z_tail", numbers.statistic),
        number("z, left out", "z_deleted", numbers.statistic),
    ),
    *(P, ADJUSTED, text("reasons", "reasons")),
]
LEFT = (
    number("LRT", "slope_test_statistic", numbers.statistic),
    number("LRT p", "slope_test_p", numbers.p_value),
)
INFLUENCE = [
    *(INTERVIEWER, VARIANT, number("n", "n", numbers.count), number("Cook's distance", "cooks_d")),
    *(number("covariance ratio", "covratio"), *LEFT, text("what changes", "what_changed")),
]
GROUPS = [
    *(VARIANT, text("test", "tested"), number("left out", "step", numbers.count)),
    *(text("interviewers", "interviewers"), LRT, P, text("what changes", "what_changed")),
    *(number("as far by chance", "p_chance", numbers.percent), text("search", "reason")),
]
INTERVIEWS = [
    *(text("interview", "interview"), INTERVIEWER, VARIANT, *LEFT),
    *(text("what changes", "what_changed"), text("left out together", "set")),
]
DRILL = [
    *(
        INTERVIEWER,
        text("fact", "fact"),
        Column("value", partial(fact_value, key="value"), "value"),
    ),
    *(Column("reference", partial(fact_value, key="reference"), "reference"), P),
]
TRIED = [
    *(
        INTERVIEWER,
        VARIANT,
        text("cause", "cause"),
        text("what is seen", "evidence"),
        text("evidence", "grade"),
    ),
    *(
        number("z", "z_before", numbers.statistic),
        number("z without it", "z_after", numbers.statistic),
        P,
        ADJUSTED,
    ),
    *(
        number("LRT", "statistic_before", numbers.statistic),
        number("without it", "statistic_after", numbers.statistic),
    ),
    number("with the same of others", "statistic_together", numbers.statistic),
]
SHRINKAGE = [
    *(number("left out", "k", numbers.count), people("interviewers", "interviewers", ";")),
    *(
        text("what", "component"),
        number("with all", "full", three),
        number("without", "trimmed", three),
    ),
    *(number("change", "observed_change", three), number("by chance", "expected_change", three)),
    *(number("from", "low", three), number("to", "high", three), P),
]
SPREAD = [
    *(INTERVIEWER, VARIANT, number("n", "n", numbers.count), number("SD", "sd", three)),
    *(
        number("SD of all", "sd_all", three),
        number("ratio", "ratio"),
        number("from", "ci_low"),
        number("to", "ci_high"),
    ),
    *(
        number("between interviewers", "between_sd", numbers.percent),
        number("p of that", "between_p", numbers.p_value),
    ),
    *(
        P,
        ADJUSTED,
        text("answers are", "flag"),
        text("cause", "cause"),
        text("what is seen", "evidence"),
    ),
]
KEPT = [
    INTERVIEWER,
    text("effect", "effect"),
    number("z", "z", numbers.statistic),
    text("why not", "why_not"),
]
TREATMENTS = [
    *(text("treatment", "treatment"), text("effect", "effect"), ICC),
    *(number("latent ICC", "icc_latent", numbers.percent), LRT, MIXTURE),
    number("correlation of z", "correlation", partial(numbers.fixed, decimals=2)),
    *(
        number("extreme", "n_extreme", numbers.count),
        number("also as numbers", "n_both", numbers.count),
    ),
    people("who", "extreme", ";"),
]
SENSITIVITY = [
    VARIANT,
    TERM,
    *ESTIMATE,
    P,
    number("p as published", "p_published", numbers.p_value),
]
WITNESS = [
    *(
        *NAMES,
        text("engine", "engine"),
        number("ours", "deviance_ours", partial(numbers.fixed, decimals=4)),
    ),
    number("theirs at ours", "deviance_theirs_at_ours", partial(numbers.fixed, decimals=4)),
    number("their own optimum", "deviance_theirs_own_optimum", partial(numbers.fixed, decimals=4)),
    text("verdict", "verdict"),
]
CODED = [
    text("interview", "interview"),
    INTERVIEWER,
    ITEM,
    text("code", "code"),
    text("reason", "reason"),
]
EXCLUDED = [
    INTERVIEWER,
    text("effect", "effect"),
    number("z", "z", numbers.statistic),
    text("reason", "reason"),
]
DROPPED = [
    *(VARIANT, ITEM, number("interviews without it", "n_missing", numbers.count)),
    number("lost for it alone", "n_missing_alone", numbers.count),
]

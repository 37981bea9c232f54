"""Every number of the prose stands where its words say: sentence by sentence, beside the cell of
the table they name.

A template is a sentence of the page with `{}` for each number, `<who>` for interviewers and `…` for
words that may be anything. What stands at each `{}` is asked of a table, by row and column, or of
the survey file. The cells of the tables are recomputed by test_second_path and
test_second_path_simulated.
"""

import re

from prose_values import (
    ICC,
    INTERVIEWS,
    PEOPLE,
    SMALLEST_P,
    above,
    alone,
    answers,
    apart,
    by_interviewer,
    cell,
    coded,
    count,
    detectable,
    fit,
    flagged,
    group,
    half,
    interval,
    least_correlation,
    lrt,
    of_each,
    p_of,
    parameter,
    room,
    treated,
    without_interviews,
)

EVERY = ["numbers", "normal scores", "cumulative logit", "split"]
TEMPLATES = [
    (
        "How large are interviewer effects? {} of the variance is between interviewers.",
        [fit("icc", model="null")],
    ),
    (
        "The intraclass correlation (ICC) of help is {} (95 % interval {}). Given the "
        "predictors it is {} ({}; test: {}). Design effect {} ({}): the effective sample "
        "size for a mean is {} of {} interviews. If missing-value codes are treated as "
        "answers, the ICC is {}.",
        [
            fit("icc", model="null"),
            interval("icc", "lower", "upper"),
            ICC,
            interval("icc", "lower", "upper", model="intercept"),
            lrt("level", "p_signs"),
            fit("deff", model="null"),
            interval("design effect", "lower", "upper"),
            fit("n_effective", model="null"),
            INTERVIEWS,
            fit("icc", variant="raw", model="null"),
        ],
    ),
    (
        "Random slope of trust, by the likelihood-ratio test as usually published: {} "
        "with the missing codes left in, {} after recoding them; p to quote: {}. The two "
        "analyses differ only in {} records with code 77, code 88 and code 99, at "
        "interviewers <who> ({}), <who> ({}) and <who> ({}).",
        [
            lrt("slope", "p_mixture", "raw"),
            lrt("slope", "p_mixture"),
            lrt("slope", "p_signs"),
            coded(),
            coded(0),
            coded(1),
            coded(2),
        ],
    ),
    (
        "No outlier: … after adjustment for {} comparisons (smallest adjusted p: {}).",
        [PEOPLE, SMALLEST_P],
    ),
    (
        "{} … the threshold called extreme; if all interviewers were alike, about {} would.",
        [
            flagged("extreme"),
            count(
                "effects",
                lambda r: r.drop_duplicates("interviewer")["chance_extreme"].sum(),
                variant="recoded",
            ),
        ],
    ),
    (
        "standard errors of means that ignore interviewers must be multiplied by {} (deft).",
        [fit("se_factor", model="null")],
    ),
    ("Correct the {} record", [coded()]),
    (
        "{} of {} items carry missing codes",
        [answers(lambda gone, _: gone.any().sum()), answers(lambda _, frame: frame.shape[1] - 3)],
    ),
    (
        "{} answers are missing codes, the most of them in trust ({})",
        [answers(lambda gone, _: gone.sum().sum()), answers(lambda gone, _: gone["trust"].sum())],
    ),
    (
        "{} answers are missing-value codes; half of them come from {} of {} interviewers",
        [
            answers(lambda gone, _: gone.sum().sum()),
            answers(lambda gone, _: half(by_interviewer(gone))),
            answers(lambda _, frame: frame["intnum"].nunique()),
        ],
    ),
    (
        "Interviewer <who> recorded most: {} in {} interviews; all interviewers together {} in {}.",
        [
            answers(lambda gone, _: by_interviewer(gone).max()),
            answers(lambda gone, frame: (frame["intnum"] == by_interviewer(gone).idxmax()).sum()),
            answers(lambda gone, _: gone.sum().sum()),
            answers(lambda _, frame: len(frame)),
        ],
    ),
    (
        "{} of {} interviews leave at least one item unanswered",
        [
            answers(lambda gone, _: gone.reset_index(drop=True).any(axis=1).sum()),
            answers(lambda _, frame: len(frame)),
        ],
    ),
    (
        "One point more of <who> goes with {} points of help (95 % interval {})",
        [
            parameter("estimate", term="<who>", model="<main>"),
            parameter("ci_low", "ci_high", term="<who>", model="<main>"),
        ],
    ),
    (
        "A sequence of {} models",
        [count("fits", lambda r: r["model"].nunique(), variant="recoded")],
    ),
    ("was fitted by REML and ML to {} interviews by {} interviewers.", [INTERVIEWS, PEOPLE]),
    (
        "Level: likelihood-ratio test {}, {} (REML, recoded)",
        [lrt("level", "statistic"), lrt("level", "p_signs")],
    ),
    (
        "Slope: likelihood-ratio test {}, {} (REML, recoded)",
        [lrt("slope", "statistic"), lrt("slope", "p_signs")],
    ),
    (
        "Level and slope at once: likelihood-ratio test {}, {} (REML, recoded)",
        [lrt("both", "statistic"), lrt("both", "p_signs")],
    ),
    (
        "Effective sample size for a mean: {} of {} interviews (95 % interval {} to {})",
        [
            interval("effective sample size", "estimate"),
            INTERVIEWS,
            interval("effective sample size", "lower"),
            interval("effective sample size", "upper"),
        ],
    ),
    (
        "Along trust the ICC is estimated between {} (at 0) and {} (at 10)",
        [interval("rho", "estimate", x=0.0), interval("rho", "estimate", x=10.0)],
    ),
    (
        "With the missing codes left in, the test statistic of the slope variance is {} "
        "({}). Leaving out <who> alone leaves {} and <who> alone leaves {}; without both "
        "it is {} ({}). They mask each other (masking): leaving out only one of them "
        "shows nothing. … in at most {}. {} of their interviews are enough: … Without "
        "these the statistic is {} ({}).",
        [group("statistic", "slope", step=0), group("p", "slope", step=0)]
        + [alone("slope_test_statistic", 0), alone("slope_test_statistic", 1)]
        + [group(column, "slope", who=0) for column in ("statistic", "p", "p_chance")]
        + [without_interviews(column) for column in ("n", "slope_test_statistic", "slope_test_p")],
    ),
    (
        "the test statistic of the variance of the levels is {} ({}). Without <who> it "
        "is {} ({}). In simulated … in at most {}.",
        [group("statistic", "intercept", step=0), group("p", "intercept", step=0)]
        + [group(column, "intercept", who=0) for column in ("statistic", "p", "p_chance")],
    ),
    (
        "in at most {}. {} of their interviews are enough: … of <who>. Without these the "
        "statistic is {} ({}). With the missing codes left in, leaving out",
        [group("p_chance", "intercept", who=0)]
        + [without_interviews(column) for column in ("n", "slope_test_statistic", "slope_test_p")],
    ),
    (
        "leaving out alone moves an estimate: <who> (trust by {} standard errors), <who> (trust "
        "by {} standard errors) "
        "and <who> (trust by {} standard errors).",
        [alone("shift of trust", at, absolute=True) for at in range(3)],
    ),
    (
        "leaving out alone moves an estimate: <who> (age by {} standard errors).",
        [alone("shift of age", 0, absolute=True)],
    ),
    (
        "no group of up to {} interviewers changes the decision about the slopes ({} without the "
        "most influential)",
        [group("step", "slope", "recoded"), group("p", "slope", "recoded")],
    ),
    (
        "without {} interviewers the test of the levels would decide otherwise ({}), as "
        "it does in clean simulated surveys ({})",
        [group(column, "intercept", "recoded") for column in ("step", "p", "p_chance")],
    ),
    (
        "Smallest detectable ICC (80 % power): {}; no shift of one interviewer within "
        "the scale is detectable",
        [detectable("value", "icc")],
    ),
    (
        "From the mean of help to the farther end of its scale it is {}: no interviewer's "
        "answers can shift",
        [room],
    ),
    (
        "With these {} interviewers and their workloads, the test of interviewer "
        "variance at 5 % has 80 % power if the true ICC is {} and answers are normal. "
        "The estimated ICC is {} given the predictors. An interviewer with {} "
        "interviews, the median workload, is called an outlier with the same power if "
        "all their answers shift by {} points of help, which is {} residual standard "
        "deviations.",
        [PEOPLE, detectable("value", "icc"), ICC]
        + [detectable(column, "shift") for column in ("workload", "value", "value_sd")],
    ),
    (
        "rate explains {} of the variance of the level and nothing of the variance of the slope "
        "of trust ({})",
        [
            cell("explained", "explained", variant="recoded", component=f"var({c})")
            for c in ("Intercept", "trust")
        ],
    ),
    (
        "The slope of trust does not change detectably with rate: by {} a point ({}; {}).",
        [
            parameter(*columns, term="trust:rate", model="interaction")
            for columns in (("estimate",), ("ci_low", "ci_high"), ("p",))
        ],
    ),
    (
        "None of {} checks of assumptions shows a departure",
        [count("diagnostics", lambda rows: (rows["verdict"] != "note").sum(), variant="recoded")],
    ),
    (
        "Do levels differ? Answers as numbers: {}; {} by order, {} by a cumulative logit "
        "model, {} as a split. The correlation of interviewers' z with those of the "
        "numbers is at least {}. Of {} extreme with answers as numbers, {} are extreme "
        "by ranks, {} by the cumulative logit model.",
        [
            *p_of("Intercept", EVERY),
            least_correlation("Intercept"),
            *of_each("Intercept", ["cumulative logit"]),
        ],
    ),
    (
        "Do slopes of trust differ? Answers as numbers: {}; {} by order, {} as a split. "
        "The correlation of interviewers' z with those of the numbers is at least {}. Of "
        "{} extreme with answers as numbers, {} are extreme by ranks.",
        [*p_of("trust", [*EVERY[:2], "split"]), least_correlation("trust"), *of_each("trust", [])],
    ),
    (
        "The cumulative logit model estimates a latent-scale ICC of {} ({}). A logistic "
        "model of the split, without predictors, estimates a latent-scale ICC of {} ({}).",
        [
            treated(name, "Intercept", columns)
            for name in ("cumulative logit", "split")
            for columns in ("icc_latent", ("latent_low", "latent_high"))
        ],
    ),
    (
        "{} interviewers? flagged for review, {} by a test",
        [
            count("effects", lambda r: r.dropna(subset=["reasons"])["interviewer"].nunique()),
            flagged("outlier"),
        ],
    ),
    (
        "Interviewer <who> …⋯In the raw data level z = {} (adjusted p {})",
        [
            cell("effects", c, variant="raw", interviewer="<who>", effect="Intercept")
            for c in ("z_tail", "p_adjusted")
        ],
    ),
    (
        "Interviewer <who> …⋯In the raw data level z = {} (adjusted p {}); slope of trust z = {} "
        "(adjusted p {}).",
        [
            cell("effects", c, variant="raw", interviewer="<who>", effect=e)
            for e in ("Intercept", "trust")
            for c in ("z_tail", "p_adjusted")
        ],
    ),
    (
        "The residual standard deviation is {}. It varies by about {} over {} "
        "interviewers; this is compatible with equal variances ({}).",
        [
            count("spread", lambda r, c=c: r[c].dropna().unique().item(), variant="recoded")
            for c in ("sd_all",)
        ]
        + [count("spread", lambda r: r["between_sd"].dropna().unique().item(), variant="recoded")]
        + [count("spread", lambda r: r["ratio"].notna().sum(), variant="recoded")]
        + [count("spread", lambda r: r["between_p"].dropna().unique().item(), variant="recoded")],
    ),
    (
        "Recoding: trust goes from {} to {}; var(Intercept) stays at {}; var(trust) goes from {} "
        "to {}.",
        [
            cell("sensitivity", "estimate", variant=variant, term=term)
            for term, variant in (
                ("trust", "raw"),
                ("trust", "recoded"),
                ("var(Intercept)", "raw"),
                ("var(trust)", "raw"),
                ("var(trust)", "recoded"),
            )
        ],
    ),
    (
        "Recoding: age goes from {} to {}; var(Intercept) goes from {} to {}.",
        [
            cell("sensitivity", "estimate", variant=variant, term=term)
            for term in ("age", "var(Intercept)")
            for variant in ("raw", "recoded")
        ],
    ),
    (
        "statsmodels agrees with all {} fits",
        [count("witness", lambda r: r["verdict"].str.startswith("agrees").sum())],
    ),
    (
        "gives the same deviance at the reported estimates (largest relative difference {}).",
        [count("witness", apart)],
    ),
    (
        "Its own optimiser, run for {} fits of the main model, stopped at a higher deviance in {}.",
        [count("witness", lambda r: above(r)[0]), count("witness", lambda r: above(r)[1])],
    ),
    (
        "Interviewers differ in {} of {} items",
        [count("screening", lambda r: (r["p_adjusted"] < 0.05).sum()), count("screening")],
    ),
    (
        "Of {} codes by item, the codebook declares {} of them; those that are numbers stay "
        "numbers in the raw data.",
        [
            count("codes", lambda r: (r["n"] > 0).sum()),
            count("codes", lambda r: (r["in_codebook"] & (r["n"] > 0)).sum()),
        ],
    ),
    (
        "Largest intraclass correlation: <who>, {} (95 % interval {}, design effect {}); the "
        "median of the items is "
        "{}.",
        [
            cell("screening", *c, item="<who>")
            for c in (("icc",), ("icc_low", "icc_high"), ("deff",))
        ]
        + [count("screening", lambda r: r["icc"].median())],
    ),
]


def pattern(template):
    """The regular expression of a template."""
    made = (
        re.escape(template).replace(r"\?", "?")
        if "interviewers? " in template
        else re.escape(template)
    )
    made = (
        made.replace(r"\{\}", r"⟦(\d+)⟧")
        .replace("…", r"[^⟦\n]*?")
        .replace("⋯", r"(?:(?!\nInterviewer )[^⟦])*?")
    )
    names = iter(range(9))
    return re.compile(re.sub("<who>", lambda _: rf"(?P<who{next(names)}>[\w-]+)", made))

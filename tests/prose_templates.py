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
    ("Do interviewers differ in level? Yes: {} of the variance.", [fit("icc", model="null")]),
    (
        "The intraclass correlation (ICC) of help is {} (95 % interval {}). Given the predictors "
        "it is {} ({}; test: "
        "{}). Design effect {} ({}): the {} interviews tell as much about a mean as {} "
        "independent ones. With the "
        "codes left in the ICC was {}.",
        [
            fit("icc", model="null"),
            interval("icc", "lower", "upper"),
            ICC,
            interval("icc", "lower", "upper", model="intercept"),
            lrt("level", "p_signs"),
            fit("deff", model="null"),
            interval("design effect", "lower", "upper"),
            INTERVIEWS,
            fit("n_effective", model="null"),
            fit("icc", variant="raw", model="null"),
        ],
    ),
    (
        "Random slope of trust, by the test as it is usually published: {} with the missing "
        "codes left in, {} after "
        "recoding them; to be quoted: {}. The two differ in nothing but {} records with code 77, "
        "code 88 and "
        "code 99, at interviewers <who> ({}), <who> ({}) and <who> ({}).",
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
        "No outlier: … once {} interviewers are compared (smallest adjusted p: {}).",
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
    ("Look up the {} record", [coded()]),
    (
        "{} of {} items carry missing codes",
        [answers(lambda gone, _: gone.any().sum()), answers(lambda _, frame: frame.shape[1] - 3)],
    ),
    (
        "{} answers are missing codes, the most of them in trust ({})",
        [answers(lambda gone, _: gone.sum().sum()), answers(lambda gone, _: gone["trust"].sum())],
    ),
    (
        "{} answers were set to missing; {} of {} interviewers recorded half of them",
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
        "One point more of <who> goes with {} of help (95 % interval {})",
        [
            parameter("estimate", term="<who>", model="<main>"),
            parameter("ci_low", "ci_high", term="<who>", model="<main>"),
        ],
    ),
    (
        "{} models, from simple to rich",
        [count("fits", lambda r: r["model"].nunique(), variant="recoded")],
    ),
    ("each by REML and ML, on {} interviews by {} interviewers.", [INTERVIEWS, PEOPLE]),
    (
        "Level: likelihood-ratio test {}, {} (naive {}, mixture {}, exact {}, bootstrap {})",
        [
            lrt("level", column)
            for column in ("statistic", "p_signs", "p_naive", "p_mixture", "p_exact", "p_bootstrap")
        ],
    ),
    (
        "Slope: likelihood-ratio test {}, {} (naive {}, mixture {}, bootstrap {})",
        [
            lrt("slope", column)
            for column in ("statistic", "p_signs", "p_naive", "p_mixture", "p_bootstrap")
        ],
    ),
    (
        "Level and slope at once: likelihood-ratio test {}, {} (naive {}, simulated-mixture {}, "
        "bootstrap {})",
        [
            lrt("both", column)
            for column in ("statistic", "p_signs", "p_naive", "p_chibar", "p_bootstrap")
        ],
    ),
    (
        "If interviewers did not differ in their means, {} of surveys with these workloads",
        [lrt("level", "share_zero_exact")],
    ),
    (
        "About a mean, the {} interviews are worth {} (95 % interval {} to {})",
        [
            INTERVIEWS,
            *(interval("effective sample size", c) for c in ("estimate", "lower", "upper")),
        ],
    ),
    (
        "Along trust that share is estimated between {} (at 0) and {} (at 10)",
        [interval("rho", "estimate", x=0.0), interval("rho", "estimate", x=10.0)],
    ),
    (
        "With the missing codes left in, the test statistic of the slope variance is {} ({}). "
        "Leaving out <who> alone "
        "leaves {} and <who> alone leaves {}; without both it is {} ({}). They hide each other "
        "(masking): looking at "
        "each alone finds nothing. That is rare: … in at most {}. It takes no more than {} of "
        "their interviews: … "
        "Without these the statistic is {} ({}).",
        [group("statistic", "slope", step=0), group("p", "slope", step=0)]
        + [alone("slope_test_statistic", 0), alone("slope_test_statistic", 1)]
        + [group(column, "slope", who=0) for column in ("statistic", "p", "p_chance")]
        + [without_interviews(column) for column in ("n", "slope_test_statistic", "slope_test_p")],
    ),
    (
        "the test statistic of the variance of the levels is {} ({}). Without <who> it is {} "
        "({}). That is rare: … in "
        "at most {}.",
        [group("statistic", "intercept", step=0), group("p", "intercept", step=0)]
        + [group(column, "intercept", who=0) for column in ("statistic", "p", "p_chance")],
    ),
    (
        "in at most {}. It takes no more than {} of their interviews: … of <who>. Without these "
        "the statistic is {} "
        "({}). With the missing codes left in, leaving out",
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
        "without {} interviewers the test of the levels would decide otherwise ({}), which "
        "chance explains ({})",
        [group(column, "intercept", "recoded") for column in ("step", "p", "p_chance")],
    ),
    (
        "Differences between levels are found from an ICC of {} on; one interviewer is not found "
        "by any shift that the "
        "scale has room for",
        [detectable("value", "icc")],
    ),
    (
        "From the mean of help to the farther end of its scale it is {}: no interviewer's "
        "answers can shift",
        [room],
    ),
    (
        "With these {} interviewers and their workloads the test of the level, at 5 %, has 80 % "
        "power if the "
        "true ICC is {} and answers are normal; it is estimated at {} given the predictors. An "
        "interviewer with {} "
        "interviews, a middle "
        "workload, becomes an outlier as often if all their answers shift by {} units of help, "
        "which is {} residual "
        "standard deviations.",
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
        "The slope of trust does not detectably change with rate: by {} a point ({}; {}).",
        [
            parameter(*columns, term="trust:rate", model="interaction")
            for columns in (("estimate",), ("ci_low", "ci_high"), ("p",))
        ],
    ),
    (
        "None of {} checks of the model raises a question",
        [count("diagnostics", lambda rows: (rows["verdict"] != "note").sum(), variant="recoded")],
    ),
    (
        "Do levels differ? {} as numbers, {} by order, {} by a cumulative logit model, {} as a "
        "split. Interviewers' z "
        "correlate with those of the numbers by {} or more; of {} extreme as numbers {} are so "
        "by order, {} by the "
        "cumulative logit model.",
        [
            *p_of("Intercept", EVERY),
            least_correlation("Intercept"),
            *of_each("Intercept", ["cumulative logit"]),
        ],
    ),
    (
        "Do slopes of trust differ? {} as numbers, {} by order, {} as a split. Interviewers' z "
        "correlate with those of "
        "the numbers by {} or more; of {} extreme as numbers {} are so by order.",
        [*p_of("trust", [*EVERY[:2], "split"]), least_correlation("trust"), *of_each("trust", [])],
    ),
    (
        "Behind the answers, the cumulative logit model puts {} of the variance between "
        "interviewers ({}). Behind the "
        "split, a logistic model without predictors puts {} of the variance between interviewers "
        "({}).",
        [
            treated(name, "Intercept", columns)
            for name in ("cumulative logit", "split")
            for columns in ("icc_latent", ("latent_low", "latent_high"))
        ],
    ),
    (
        "{} interviewers? to look at, {} of them by a test",
        [
            count("effects", lambda r: r.dropna(subset=["reasons"])["interviewer"].nunique()),
            flagged("outlier"),
        ],
    ),
    (
        "Interviewer <who> …⋯In the raw data level z = {} (adjusted p {})",
        [
            cell("effects", c, variant="raw", interviewer="<who>", effect="Intercept")
            for c in ("z", "p_adjusted")
        ],
    ),
    (
        "Interviewer <who> …⋯In the raw data level z = {} (adjusted p {}); slope of trust z = {} "
        "(adjusted p {}).",
        [
            cell("effects", c, variant="raw", interviewer="<who>", effect=e)
            for e in ("Intercept", "trust")
            for c in ("z", "p_adjusted")
        ],
    ),
    (
        "with a standard deviation of {}; over {} interviewers it differs by some {}, no more "
        "than chance makes it "
        "({}).",
        [
            count("spread", lambda r, c=c: r[c].dropna().unique().item(), variant="recoded")
            for c in ("sd_all",)
        ]
        + [count("spread", lambda r: r["ratio"].notna().sum(), variant="recoded")]
        + [
            count("spread", lambda r, c=c: r[c].dropna().unique().item(), variant="recoded")
            for c in ("between_sd", "between_p")
        ],
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
        "A second engine agrees with all {} fits",
        [count("witness", lambda r: r["verdict"].str.startswith("agrees").sum())],
    ),
    (
        "gives the same deviance at the reported estimates (largest relative difference {}).",
        [count("witness", apart)],
    ),
    (
        "Its own search, tried on {} fits of the main model, ends above it in {}.",
        [count("witness", lambda r: above(r)[0]), count("witness", lambda r: above(r)[1])],
    ),
    (
        "Interviewers differ in {} of {} screened items",
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

"""The words of the field, each in a sentence or two."""

TERMS = {
    "area": (
        "area",
        "The sampling area (primary sampling unit) of an interview. People of one area answer "
        "alike, so where an "
        "interviewer works in few areas, part of what looks like the interviewer is the area.",
    ),
    "BLUP": (
        "EBLUP",
        "Empirical best linear unbiased prediction: the predicted effect of one interviewer, "
        "pulled towards "
        "zero the more, the fewer interviews there are.",
    ),
    "bootstrap": (
        "bootstrap",
        "Surveys are simulated from the fitted model and fitted again, to see how far estimates "
        "scatter by chance. An "
        "interval holds the values whose surveys give estimates as high and as low as the one in "
        "hand often enough.",
    ),
    "boundary": (
        "boundary",
        "A variance cannot be negative and a correlation not beyond 1. A fit whose best variance "
        "is zero lies on the "
        "boundary: there is no detectable variance, which does not prove that there is none.",
    ),
    "cause": (
        "cause",
        "What may be behind a flag. Each is tried as a counterfactual: the model is fitted again "
        "as if it were not "
        "there. Established: it is there for certain, or its test holds after comparing all "
        "interviewers.",
    ),
    "chance": (
        "expected by chance",
        "Among many interviewers some are far out by luck alone. The size called extreme is set "
        "so that one "
        "interviewer is expected beyond it for each effect when nobody is unusual.",
    ),
    "coded": (
        "coded",
        "A reason to look: missing codes of this interviewer's records change a result where "
        "they are left in as "
        "answers: a test decides otherwise, or a fixed effect moves by half a standard error.",
    ),
    "covariate": (
        "interviewer covariate",
        "A property of the interviewer, the same for all their interviews, such as the response "
        "rate.",
    ),
    "crossed": (
        "crossed",
        "A model in which each answer belongs to an interviewer and to an area, either with a "
        "variance of its own. It "
        "tells them apart by areas that several interviewers share and interviewers who work in "
        "several areas.",
    ),
    "deff": (
        "design effect",
        "1 + (m − 1) × ICC, with m the workload that an average interview sees (Σn²/Σn; Kish), "
        "which is above the mean "
        "workload when workloads differ. The variance of a mean is this many times as large as "
        "with independent "
        "interviews, and standard errors its square root times.",
    ),
    "cook": (
        "Cook's distance",
        "How far all fixed effects together move when an interviewer is left out, in units of "
        "their uncertainty.",
    ),
    "masking": (
        "masking",
        "Two or more interviewers hide one another: leaving out one changes little, because the "
        "others still pull the "
        "result; leaving out all of them changes it.",
    ),
    "deviance": (
        "deviance",
        "−2 times the log-likelihood; smaller is a closer fit. Differences test nested models.",
    ),
    "effective": (
        "effective sample size",
        "The number of independent interviews that would tell as much about the mean: interviews "
        "divided by "
        "design effect.",
    ),
    "extreme": (
        "extreme",
        "A reason to look: the standardised effect is larger than the size at which one "
        "interviewer is "
        "expected by chance. It is a place in a ranking, not a test.",
    ),
    "second": (
        "second look",
        "Everybody judged again without those found at first, who inflate the variances by which "
        "all are judged. Somebody is the most extreme of any survey, "
        "so whoever appears only here has the weaker case.",
    ),
    "holm": (
        "adjusted p",
        "A p-value raised for the number of comparisons. Holm's, for interviewers unless the "
        "config says otherwise, "
        "keeps the chance of a single false alarm at the stated level; Benjamini and Hochberg's, "
        "for items and for "
        "interviewers with flags.adjust: bh, keeps the expected share of false alarms among "
        "those found.",
    ),
    "ICC": (
        "intraclass correlation",
        "The share of the variance that lies between interviewers (ICC, ρ). 0: it does not "
        "matter who asks; "
        "0.05 is common in face-to-face surveys.",
    ),
    "influential": (
        "influential",
        "A reason to look: leaving this interviewer out, alone or in a small group, moves an "
        "estimate by half a "
        "standard error or turns a decision, and further than chance would.",
    ),
    "interval": (
        "interval",
        "Values that the data do not contradict at the level of the tests (95 % for 5 %). For "
        "variances it comes from "
        "the profile likelihood, the bootstrap or, for the ICC, random signs of residuals: "
        "lopsided, and it may touch "
        "zero.",
    ),
    "LRT": (
        "likelihood-ratio test",
        "Compares two nested models by the difference of their deviances; large differences "
        "speak for the "
        "larger model.",
    ),
    "missing": (
        "missing code",
        "A number that stands for a reason, not for an answer: 77 refusal, 88 don't know, 99 no "
        "answer. Left "
        "in, it is averaged as if it were an answer.",
    ),
    "mixture": (
        "mixture p",
        "A p-value for a variance. Zero is the edge of what is possible, so with many "
        "interviewers the reference "
        "distribution is half one χ², half another; the naive p from a single χ² is too large.",
    ),
    "ML": (
        "ML",
        "Maximum likelihood: used to compare models with different predictors.",
    ),
    "nonresponse": (
        "item nonresponse",
        "A question that was asked and not answered: refusal, don't know, no answer. What was "
        "not asked (not "
        "applicable) does not count. Its variance between interviewers is estimated by a "
        "logistic model; an "
        "interviewer is flagged where their share is unusual among interviewers who differ as "
        "the others do.",
    ),
    "outlier": (
        "outlier",
        "A reason to look, and a test: the effect is too large for chance even after comparing "
        "all interviewers. "
        "Chance is what answers distributed like those of this survey would do; they need not be "
        "normal.",
    ),
    "PEV": (
        "prediction error variance",
        "How far the predicted effect of an interviewer may be from the true one; it makes the "
        "bars of a "
        "caterpillar plot.",
    ),
    "QQ": (
        "Q-Q plot",
        "Observed values against those a normal distribution would give. Points inside the band "
        "are where "
        "they should be.",
    ),
    "power": (
        "power",
        "The share of surveys like this one in which a test finds an effect that is really "
        "there. What has less "
        "than 80 % is easily missed, so a test that finds nothing is no proof that there is "
        "nothing.",
    ),
    "signs": (
        "sign test",
        "A test of a variance that adds up products of different interviews of the same "
        "interviewer and compares the "
        "sum with what it is when the sign of every residual is drawn anew. Answers need not be "
        "normal, and their "
        "variance may depend on a predictor or differ between interviewers. Its p is the one to "
        "quote.",
    ),
    "wild": (
        "random signs",
        "The wild bootstrap: surveys are made from the residuals of the one in hand by drawing "
        "their signs anew, with "
        "levels of interviewers drawn beside them. Skew, heavy tails and residual variances that "
        "differ stay as they "
        "are. The interval holds the values whose surveys give estimates as high and as low as "
        "the one in hand often "
        "enough.",
    ),
    "profile": (
        "profile likelihood",
        "For each value of a quantity the model is fitted as well as that value allows; the "
        "interval holds the values "
        "that fit hardly worse than the best one.",
    ),
    "REML": (
        "REML",
        "Restricted maximum likelihood: variances without the downward bias of maximum likelihood.",
    ),
    "robust_wald": (
        "robust Wald test",
        "An estimate over its standard error, where that error is taken from how much "
        "interviewers differ and not from "
        "the model. It stands in for a likelihood-ratio test where answers are weighted.",
    ),
    "spread": (
        "spread",
        "The standard deviation of an interviewer's answers about their own level and slopes: "
        "how alike the answers of "
        "their respondents are. With few interviews it is drawn towards that of everybody. An "
        "interviewer is flagged "
        "where it is unusual among interviewers who differ as the others do.",
    ),
    "slope": (
        "random slope",
        "The line of outcome on predictor may be steeper at one interviewer than at another; its "
        "variance "
        "says how much.",
    ),
    "intercept": (
        "random intercept",
        "The level of the answers may be higher at one interviewer than at another; its variance "
        "says how much.",
    ),
    "variant": (
        "variants",
        "raw: missing codes left in as the file has them, numbers as numbers and texts as texts; "
        "Stata's .a to .z have "
        "no number and are missing here too. recoded: all of them set to missing. trimmed: "
        "recoded, without the "
        "interviewers that are outlier or extreme there.",
    ),
    "workload": (
        "workload",
        "The number of interviews of one interviewer.",
    ),
}


def definition(key: str) -> str:
    """What the word means, in a sentence or two."""
    return TERMS[key][1]


def entries() -> list[tuple[str, str, str]]:
    """(key, word, definition) in alphabetical order of the words."""
    rows = ((key, word, meaning) for key, (word, meaning) in TERMS.items())
    return sorted(rows, key=lambda row: row[1].lower())

"""The words of the field, each in a sentence or two."""

TERMS = {
    "area": (
        "area",
        "The sampling area (primary sampling unit) of an interview. People of one area "
        "answer alike, so where an interviewer works in few areas, part of what is "
        "attributed to the interviewer is the area.",
    ),
    "BLUP": (
        "EBLUP",
        "Empirical best linear unbiased prediction: the predicted effect of one interviewer, "
        "shrunken towards zero, the more so the fewer interviews there are.",
    ),
    "bootstrap": (
        "bootstrap",
        "Surveys are simulated from the fitted model and fitted again. A bootstrap interval "
        "holds the values whose simulated surveys give estimates as high and as low as the "
        "observed one often enough.",
    ),
    "boundary": (
        "boundary",
        "A variance cannot be negative and a correlation cannot exceed 1. A fit whose "
        "estimated variance is zero lies on the boundary: no variance is detectable, which "
        "does not prove that there is none.",
    ),
    "cause": (
        "explanation",
        "What may be behind a flag, tried by fitting the model as if it were not there. "
        "Established: it is present for certain, or its test holds after adjustment for all "
        "interviewers. Possible: its test holds only before adjustment.",
    ),
    "chance": (
        "expected by chance",
        "If all interviewers are alike, one interviewer per effect passes the threshold "
        "Φ⁻¹(1 − 1/2J) on average.",
    ),
    "coded": (
        "coded",
        "A flag: unrecoded missing-value codes in this interviewer's records change a result "
        "when they are treated as answers: a test decides otherwise, or a fixed effect moves "
        "by half a standard error.",
    ),
    "covariate": (
        "interviewer covariate",
        "A property of the interviewer, the same for all their interviews, such as the "
        "response rate.",
    ),
    "crossed": (
        "crossed",
        "A model in which each answer belongs to an interviewer and to an area, either with "
        "a variance of its own. It tells them apart by areas that several interviewers share "
        "and interviewers who work in several areas.",
    ),
    "deff": (
        "design effect",
        "deff = 1 + (m − 1) × ICC, with m = Σn²/Σn (Kish), which exceeds the mean workload "
        "when workloads differ. The variance of a mean is this many times as large as with "
        "independent interviews; deft = √deff is the factor of standard errors.",
    ),
    "cook": (
        "Cook's distance",
        "How far all fixed effects together move when an interviewer is left out, relative "
        "to their uncertainty.",
    ),
    "masking": (
        "masking",
        "Two or more interviewers mask each other: leaving out one changes little, leaving "
        "out all of them changes the result.",
    ),
    "deviance": (
        "deviance",
        "−2 times the log-likelihood; smaller is a closer fit. Differences test nested models.",
    ),
    "effective": (
        "effective sample size",
        "The number of independent interviews with the same precision of a mean: interviews "
        "divided by the design effect.",
    ),
    "extreme": (
        "extreme",
        "A flag: the standardised effect passes a threshold that one interviewer per effect "
        "passes on average if all are alike. It is a rank, not a test.",
    ),
    "second": (
        "masking check",
        "All interviewers are re-assessed without those already found, who inflate the "
        "variances. Somebody is the most extreme of any survey, so a flag that appears only "
        "here is weaker evidence.",
    ),
    "holm": (
        "adjusted p",
        "A p-value adjusted for the number of comparisons: by Holm for interviewers "
        "(family-wise error), by Benjamini and Hochberg for items and where flags.adjust is "
        "bh (false discovery rate).",
    ),
    "ICC": (
        "intraclass correlation",
        "ICC or ρ, the share of the variance that lies between interviewers. 0: the answers "
        "do not depend on who asks. 0.05 is common in face-to-face surveys and, with 21 "
        "interviews per interviewer, doubles the variance of a mean.",
    ),
    "influential": (
        "influential",
        "A flag: leaving this interviewer out, alone or in a small group, moves an estimate "
        "by half a standard error or changes a decision, more than in clean simulated "
        "surveys.",
    ),
    "interval": (
        "interval",
        "Values that are compatible with the data at the level of the tests (95 % for 5 %). "
        "For variances it comes from the profile likelihood, the bootstrap or, for the ICC, "
        "random signs of residuals; it is asymmetric and may include zero.",
    ),
    "LRT": (
        "likelihood-ratio test",
        "Compares two nested models by the difference of their deviances; large differences "
        "speak for the larger model.",
    ),
    "missing": (
        "missing-value code",
        "A number that stands for a reason and not for an answer: 77 refusal, 88 don't know, "
        "99 no answer.",
    ),
    "mixture": (
        "mixture p",
        "A p-value of a variance. Zero is on the boundary, so with many interviewers the "
        "null distribution is a 50:50 mixture of two χ² distributions (Self and Liang); the "
        "p of a single χ² is too large.",
    ),
    "ML": (
        "ML",
        "Maximum likelihood: used to compare models with different predictors.",
    ),
    "nonresponse": (
        "item nonresponse",
        "A question that was asked and not answered: refusal, don't know, no answer. Not "
        "applicable does not count. Its variance between interviewers is estimated by a "
        "logistic model; an interviewer is flagged where their share is unusual given that "
        "interviewers differ.",
    ),
    "outlier": (
        "outlier",
        "A flag: a test of the predicted effect holds after adjustment for all interviewers. "
        "The reference distribution is of answers distributed like those of this survey, "
        "which need not be normal.",
    ),
    "PEV": (
        "prediction error variance",
        "The uncertainty of the predicted effect of an interviewer; it gives the intervals "
        "of a caterpillar plot.",
    ),
    "QQ": (
        "Q-Q plot",
        "Observed values against those of a normal distribution. The band holds all points "
        "in 95 % of surveys.",
    ),
    "power": (
        "power",
        "The share of surveys like this one in which a test detects an effect that is there. "
        "A test without a result is no evidence of absence where power is low.",
    ),
    "signs": (
        "sign test",
        "A test of a variance that adds up products of residuals of different interviews of "
        "the same interviewer and compares the sum with its distribution when the sign of "
        "every residual is drawn at random. Answers need not be normal, and their variance "
        "may depend on a predictor or differ between interviewers. Its p is the one to quote.",
    ),
    "wild": (
        "random signs",
        "The wild bootstrap: surveys are made from the observed residuals by drawing their "
        "signs at random, with interviewer effects drawn beside them, so skewness, heavy "
        "tails and unequal residual variances are kept. The interval holds the values whose "
        "surveys give estimates as high and as low as the observed one often enough.",
    ),
    "profile": (
        "profile likelihood",
        "For each value of a quantity all other parameters are fitted; the interval holds "
        "the values whose deviance is not significantly higher than the lowest.",
    ),
    "REML": (
        "REML",
        "Restricted maximum likelihood: variances without the downward bias of maximum likelihood.",
    ),
    "robust_wald": (
        "robust Wald test",
        "An estimate over its standard error, which comes from the variation between "
        "interviewers, not from the model. It replaces the likelihood-ratio test of weighted "
        "estimates.",
    ),
    "spread": (
        "residual variance",
        "The variance of an interviewer's answers about their own mean and slopes. With few "
        "interviews it is shrunken towards the overall one. An interviewer is flagged where "
        "it is unusual among interviewers who differ as ordinary ones do.",
    ),
    "slope": (
        "random slope",
        "The slope of the outcome on a predictor may differ between interviewers; its "
        "variance says by how much.",
    ),
    "intercept": (
        "random intercept",
        "The mean answer may differ between interviewers, given the predictors; its variance "
        "says by how much.",
    ),
    "variant": (
        "variants",
        "raw: missing-value codes are treated as answers (Stata's .a to .z have no number "
        "and are missing). recoded: all codes are set to missing. trimmed: recoded, without "
        "the interviewers flagged as outlier or extreme.",
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

"""Columns that several tables share, each described once."""

from .description import Column, Kind

TEXT, NUMBER, COUNT, YES_NO = Kind.TEXT, Kind.NUMBER, Kind.COUNT, Kind.YES_NO
ANSWER, VARIANCE = "answer", "answer²"

_SHARED = (
    # where a row belongs
    Column("analysis", TEXT, "the analysis of the config"),
    Column(
        "variant",
        TEXT,
        "raw (codes left in), recoded, or trimmed (recoded, without outlying interviewers)",
    ),
    Column(
        "model",
        TEXT,
        "the model of the sequence: ols, null, intercept, slope, covariates or interaction",
    ),
    Column("criterion", TEXT, "REML or ML"),
    Column("interviewer", TEXT, "the interviewer's id or pseudonym"),
    Column("interview", TEXT, "the interview's id or pseudonym"),
    Column("item", TEXT, "the item's column"),
    Column("term", TEXT, "the parameter: Intercept, a predictor, var(…), cov(…) or sigma2"),
    Column("effect", TEXT, "the random effect: Intercept or the column of a slope"),
    # how many
    Column("n", COUNT, "interviews"),
    Column("n_interviewers", COUNT, "interviewers"),
    Column("n_missing", COUNT, "interviews without an answer to the item"),
    Column("replicates", COUNT, "simulated surveys behind the number"),
    # estimates
    Column("estimate", NUMBER, "the estimate"),
    Column("se", NUMBER, "its standard error"),
    Column("ci_low", NUMBER, "lower 95% limit"),
    Column("ci_high", NUMBER, "upper 95% limit"),
    Column("df", NUMBER, "degrees of freedom"),
    Column("statistic", NUMBER, "the statistic of the test"),
    Column("status", TEXT, "interior, or boundary where a variance is zero or a correlation ±1"),
    # variance between interviewers
    Column(
        "icc",
        NUMBER,
        "intra-interviewer correlation: the share of the variance between interviewers",
    ),
    Column("icc_low", NUMBER, "lower 95% limit of icc"),
    Column("icc_high", NUMBER, "upper 95% limit of icc"),
    Column("deff", NUMBER, "design effect of a mean, 1 + (workload − 1) × icc"),
    Column("n_effective", NUMBER, "effective sample size, n / deff", "interviews"),
    # probabilities
    Column("p", NUMBER, "p-value"),
    Column(
        "p_adjusted", NUMBER, "p-value adjusted over all that are compared, as flags.adjust says"
    ),
    Column("p_adjusted_bh", NUMBER, "p-value adjusted by Benjamini and Hochberg"),
    Column("p_mixture", NUMBER, "p-value by the 50:50 mixture of χ² (Self & Liang)"),
    Column("p_exact", NUMBER, "p-value by the exact null distribution (Crainiceanu & Ruppert)"),
    Column(
        "p_signs", NUMBER, "p-value by random signs of residuals, which needs no normal answers"
    ),
    # predicted effects
    Column("eblup", NUMBER, "predicted effect", ANSWER),
    Column(
        "pev_se",
        NUMBER,
        "its prediction standard error, √Var(û − u), for caterpillar plots",
        ANSWER,
    ),
    Column(
        "comparative_se",
        NUMBER,
        "its comparative standard error, √Var(u | y), for ranking",
        ANSWER,
    ),
    Column(
        "diagnostic_se",
        NUMBER,
        "its diagnostic standard error, √Var(û), by which outliers are judged",
        ANSWER,
    ),
    Column("z", NUMBER, "predicted effect / its diagnostic standard error"),
    Column(
        "z_correlation",
        NUMBER,
        "correlation of the effect of z_at_means with that of the intercept",
    ),
    Column("z_deleted", NUMBER, "z with the variances refitted without the interviewer"),
    Column("z_at_means", NUMBER, "z, of the intercept at the predictors' means"),
    Column("z_tail", NUMBER, "Φ⁻¹ of the exact tail of the effect of z_at_means; flags go by it"),
    Column(
        "distance", NUMBER, "squared Mahalanobis distance of the interviewer's effects, û'Var(û)⁻¹û"
    ),
    Column("distance_p", NUMBER, "its χ² p-value"),
    Column(
        "chance_extreme",
        NUMBER,
        "share of interviewers expected beyond the size called extreme if all were alike",
    ),
    Column("reasons", TEXT, "flags: outlier, extreme, influential, coded, joined by ;"),
    # verdicts and sentences
    Column("reason", TEXT, "the reason"),
    Column("kind", TEXT, "the kind"),
    Column("verdict", TEXT, "the verdict"),
    Column("sentence", TEXT, "the finding in words"),
    Column("evidence", TEXT, "what was seen, in words"),
    Column("note", TEXT, "what to know of the row"),
    Column("fact", TEXT, "what the row is about"),
    Column("value", NUMBER, "the value"),
    Column("label", TEXT, "the label"),
    Column("code", TEXT, "the value that means that there is no answer"),
    Column("cause", TEXT, "the candidate explanation"),
    Column("grade", TEXT, "established, possible or none: how well the explanation is supported"),
    Column("resolves", YES_NO, "whether the flag is gone without what the explanation names"),
    Column("what_changed", TEXT, "which estimates and tests change, joined by ;"),
    Column("influential", YES_NO, "whether the change is larger than chance makes it"),
)
SHARED = {column.name: column for column in _SHARED}


def columns_of(names: str, *own: Column) -> tuple[Column, ...]:
    """The columns of a table by their names, those in `own` described for this table alone."""
    described = SHARED | {column.name: column for column in own}
    return tuple(described[name] for name in names.split())

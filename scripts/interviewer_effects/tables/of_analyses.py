"""The tables of an analysis, its variants together: explanations, robustness, what could have been
found.
"""

from .columns import ANSWER, COUNT, NUMBER, TEXT, VARIANCE, YES_NO, columns_of
from .description import Column, Level, Table

DRILL = Table(
    "drill",
    "interviewer flagged for review and fact about them",
    Level.ANALYSIS,
    "drill_down",
    columns_of(
        "analysis interviewer fact value reference p sentence",
        Column("reference", NUMBER, "the same of all interviewers"),
    ),
    ("analysis", "interviewer", "fact"),
)
CAUSES = Table(
    "causes",
    "interviewer flagged for review and candidate explanation",
    Level.ANALYSIS,
    "find_causes",
    columns_of(
        "analysis variant interviewer reasons strength cause grade resolves evidence effect "
        "z_before z_after p"
        " p_adjusted statistic_before statistic_after p_before p_after tried_with "
        "statistic_together p_together"
        " z_together interviews adjusted_for",
        Column("variant", TEXT, "raw, recoded, or masking check (without those already found)"),
        Column(
            "strength", COUNT, "the order in which explanations are weighed, the strongest first"
        ),
        Column("effect", TEXT, "the effect that is flagged"),
        Column("z_before", NUMBER, "z of that effect"),
        Column("z_after", NUMBER, "z after the refit without the interviews of the explanation"),
        Column("p", NUMBER, "p-value of what was seen"),
        Column("p_adjusted", NUMBER, "p adjusted over all that was compared"),
        Column("statistic_before", NUMBER, "likelihood-ratio statistic of the influenced test"),
        Column("statistic_after", NUMBER, "the same without the interviews of the explanation"),
        Column("p_before", NUMBER, "p-value of statistic_before"),
        Column("p_after", NUMBER, "p-value of statistic_after"),
        Column("tried_with", TEXT, "the other interviewers of an influential group, joined by ;"),
        Column(
            "statistic_together",
            NUMBER,
            "the statistic without the whole group's interviews of the kind",
        ),
        Column("p_together", NUMBER, "p-value of statistic_together"),
        Column("z_together", NUMBER, "z without the whole group's interviews of the kind"),
        Column("interviews", TEXT, "the interviews that were left out, joined by ;"),
        Column("adjusted_for", TEXT, "the column that was added to the model, where one was"),
    ),
    ("analysis", "variant", "interviewer", "cause", "effect"),
)
CONCLUSIONS = Table(
    "conclusions",
    "interviewer flagged for review",
    Level.ANALYSIS,
    "find_causes",
    columns_of(
        "analysis variant interviewer reasons cause grade resolves nearest sentence",
        Column("variant", TEXT, "raw, recoded, or masking check (without those already found)"),
        Column("cause", TEXT, "the explanation; empty where none was found"),
        Column("nearest", TEXT, "the explanation that comes nearest where none was found"),
    ),
    ("analysis", "variant", "interviewer"),
)
SPREAD = Table(
    "spread",
    "interviewer",
    Level.ANALYSIS,
    "find_causes",
    columns_of(
        "analysis variant interviewer n df sd sd_all sd_eb ratio ci_low ci_high z p p_adjusted "
        "p_adjusted_bh flag"
        " between_sd between_p cause p_without evidence",
        Column("sd", NUMBER, "residual SD of the interviewer's interviews", ANSWER),
        Column("sd_all", NUMBER, "residual SD of all interviews", ANSWER),
        Column("sd_eb", NUMBER, "sd shrunk towards that of the other interviewers", ANSWER),
        Column("ratio", NUMBER, "sd_eb / sd_all"),
        Column("ci_low", NUMBER, "lower 95% limit of ratio"),
        Column("ci_high", NUMBER, "upper 95% limit of ratio"),
        Column("z", NUMBER, "standardised difference of log variances from the other interviewers"),
        Column("p", NUMBER, "p-value among interviewers who differ as ordinary ones do"),
        Column("flag", TEXT, "alike or unlike where p_adjusted is below alpha"),
        Column(
            "between_sd", NUMBER, "SD of the interviewers' log residual variances", "log variance"
        ),
        Column("between_p", NUMBER, "p-value of between_sd"),
        Column("cause", TEXT, "the explanation of the flag"),
        Column("p_without", NUMBER, "p_adjusted without the interviews of the explanation"),
    ),
    ("analysis", "variant", "interviewer"),
)
SHRINKAGE = Table(
    "shrinkage",
    "variance or test statistic, without the k most extreme interviewers",
    Level.ANALYSIS,
    "measure_shrinkage",
    columns_of(
        "analysis component k interviewers full trimmed observed_change expected_change low high "
        "p replicates",
        Column("component", TEXT, "the variance, or the statistic"),
        Column("k", COUNT, "interviewers left out"),
        Column("interviewers", TEXT, "who they are, joined by ;"),
        Column("full", NUMBER, "its value with all interviewers", VARIANCE),
        Column("trimmed", NUMBER, "its value without them", VARIANCE),
        Column("observed_change", NUMBER, "trimmed − full", VARIANCE),
        Column("expected_change", NUMBER, "the median change in clean simulated surveys", VARIANCE),
        Column(
            "low", NUMBER, "2.5th percentile of the change in clean simulated surveys", VARIANCE
        ),
        Column(
            "high", NUMBER, "97.5th percentile of the change in clean simulated surveys", VARIANCE
        ),
        Column(
            "p", NUMBER, "share of clean simulated surveys that shrink as much, this one counted in"
        ),
    ),
    ("analysis", "component", "k"),
)
TREATMENTS = Table(
    "treatments",
    "coding of the outcome and random effect",
    Level.ANALYSIS,
    "diagnose_fit",
    columns_of(
        "analysis model treatment share effect icc icc_low icc_high icc_latent latent_low "
        "latent_high statistic"
        " p_mixture correlation n_extreme n_both extreme",
        Column("treatment", TEXT, "numbers, normal scores, at least c, or cumulative logit"),
        Column("share", NUMBER, "of a split: the share of answers at least c"),
        Column("icc_latent", NUMBER, "icc of the continuous answer behind a logit model"),
        Column("latent_low", NUMBER, "lower 95% limit of icc_latent"),
        Column("latent_high", NUMBER, "upper 95% limit of icc_latent"),
        Column(
            "correlation", NUMBER, "correlation of the interviewers' z with those of the numbers"
        ),
        Column("n_extreme", COUNT, "interviewers beyond the size called extreme"),
        Column("n_both", COUNT, "of these, extreme by the numbers too"),
        Column("extreme", TEXT, "who is extreme, joined by ;"),
    ),
    ("analysis", "treatment", "effect"),
)
POWER = Table(
    "power",
    "size of an effect, with the power to find it",
    Level.RECODED,
    "describe_power",
    columns_of(
        "analysis variant quantity model workload value value_sd power power_se detectable "
        "value_low value_high alpha"
        " draws",
        Column("quantity", TEXT, "icc, or shift of one interviewer"),
        Column("workload", NUMBER, "interviews of the shifted interviewer", "interviews"),
        Column("value", NUMBER, "the icc, or the shift in units of the outcome"),
        Column("value_sd", NUMBER, "SD between interviewers, or the shift, over the residual SD"),
        Column("power", NUMBER, "share of simulated surveys in which it is found"),
        Column("power_se", NUMBER, "Monte Carlo standard error of power"),
        Column("detectable", YES_NO, "whether the row is the smallest effect found with 80% power"),
        Column("value_low", NUMBER, "lower Monte Carlo limit of a detectable value"),
        Column("value_high", NUMBER, "upper Monte Carlo limit of a detectable value"),
        Column("alpha", NUMBER, "the size of the test"),
        Column("draws", COUNT, "simulated surveys"),
    ),
    ("analysis", "variant", "quantity", "workload", "value", "detectable"),
)
_LEFT_OUT = ("effect", TEXT, "the effect that is unusual")
EXCLUDED = Table(
    "excluded",
    "interviewer left out of the variant trimmed, and effect",
    Level.TRIMMED,
    "recode_trimmed",
    columns_of("analysis variant interviewer effect z n reason", Column(*_LEFT_OUT)),
    ("analysis", "interviewer", "effect"),
)
KEPT = Table(
    "kept",
    "interviewer who is unusual and stays in the variant trimmed, and effect",
    Level.TRIMMED,
    "recode_trimmed",
    columns_of(
        "analysis variant interviewer effect z n reason why_not",
        Column(*_LEFT_OUT),
        Column("why_not", TEXT, "why the interviewer is not left out"),
    ),
    ("analysis", "interviewer", "effect"),
)
AREAS = Table(
    "areas",
    "variant and variance component",
    Level.ANALYSIS,
    "cross_areas",
    columns_of(
        "analysis variant component without_areas without_low without_high with_areas with_low "
        "with_high share_without"
        " share statistic p_mixture deviance_without deviance correlation status n verdict "
        "effect null_share null_low"
        " null_high null_deff null_deff_low null_deff_high null_n_effective null_p",
        Column("component", TEXT, "interviewer, area or residual"),
        Column("without_areas", NUMBER, "the variance in the model without areas", VARIANCE),
        Column("without_low", NUMBER, "lower 95% limit of without_areas", VARIANCE),
        Column("without_high", NUMBER, "upper 95% limit of without_areas", VARIANCE),
        Column("with_areas", NUMBER, "the variance in the model with areas", VARIANCE),
        Column("with_low", NUMBER, "lower 95% limit of with_areas", VARIANCE),
        Column("with_high", NUMBER, "upper 95% limit of with_areas", VARIANCE),
        Column("share_without", NUMBER, "its share of the variance, without areas"),
        Column("share", NUMBER, "its share of the variance, with areas"),
        Column("deviance_without", NUMBER, "deviance of the model without areas"),
        Column("deviance", NUMBER, "deviance of the model with areas"),
        Column("correlation", NUMBER, "correlation of the two estimated variances"),
        Column("verdict", TEXT, "whether interviewers and areas can be told apart"),
        Column(
            "effect",
            TEXT,
            "what an interviewer's difference may be called: interviewer effect or not",
        ),
        Column("null_share", NUMBER, "share of the variance in the model without predictors"),
        Column("null_low", NUMBER, "lower 95% limit of null_share"),
        Column("null_high", NUMBER, "upper 95% limit of null_share"),
        Column("null_deff", NUMBER, "design effect by null_share"),
        Column("null_deff_low", NUMBER, "lower 95% limit of null_deff"),
        Column("null_deff_high", NUMBER, "upper 95% limit of null_deff"),
        Column("null_n_effective", NUMBER, "effective sample size by null_share", "interviews"),
        Column(
            "null_p", NUMBER, "p-value of the interviewer variance in the model without predictors"
        ),
    ),
    ("analysis", "variant", "component"),
    is_optional=True,
)
OVERLAP = Table(
    "overlap",
    "fact about who worked where",
    Level.ANALYSIS,
    "cross_areas",
    columns_of("analysis variant fact value n sentence"),
    ("analysis", "variant", "fact", "value"),
    is_optional=True,
)
WEIGHTING = Table(
    "weighting",
    "parameter under one weighting",
    Level.ANALYSIS,
    "weigh_interviews",
    columns_of(
        "analysis variant model weighting kind term estimate se ci_low ci_high p status n note",
        Column("weighting", TEXT, "none, level1_A, level1_B or level2"),
        Column("kind", TEXT, "fixed, variance or covariance"),
    ),
    ("analysis", "variant", "weighting", "term"),
    is_optional=True,
)
OF_ANALYSES = (
    *(DRILL, CAUSES, CONCLUSIONS, SPREAD, SHRINKAGE, TREATMENTS),
    *(POWER, EXCLUDED, KEPT, AREAS, OVERLAP, WEIGHTING),
)

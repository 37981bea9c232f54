"""The tables of a survey: its file, its items, its codes, the screening."""

from .columns import ANSWER, COUNT, NUMBER, TEXT, YES_NO, columns_of
from .description import Column, Level, Table

CODES = Table(
    "codes",
    "code of an item",
    Level.SURVEY,
    "read_survey",
    columns_of(
        "item code label reason in_file in_labels in_codebook treated n disagreement",
        Column("label", TEXT, "the value's label in the file"),
        Column(
            "reason",
            TEXT,
            "why there is no answer: refusal, don't know, no answer, not applicable …",
        ),
        Column("in_file", YES_NO, "whether the file declares the value as missing"),
        Column("in_labels", YES_NO, "whether the value's label says that there is no answer"),
        Column("in_codebook", YES_NO, "whether the codebook declares it"),
        Column("treated", TEXT, "as missing, or as an answer"),
        Column("disagreement", TEXT, "where the three sources disagree, how"),
    ),
    ("item", "code"),
)
JOIN = Table(
    "join",
    "kind of record in the join of a second file",
    Level.SURVEY,
    "read_survey",
    columns_of(
        "side file status key n first_row",
        Column("side", TEXT, "survey or interviewers"),
        Column("file", TEXT, "the file"),
        Column("status", TEXT, "matched, or why not"),
        Column("key", TEXT, "the value of the key that was not matched"),
        Column("n", COUNT, "records"),
        Column("first_row", COUNT, "the first row of the file that is such a record"),
    ),
    ("side", "status", "key"),
)
WEIGHTS = Table(
    "weights",
    "fact about a column of weights",
    Level.SURVEY,
    "read_survey",
    columns_of(
        "column fact value other sentence",
        Column("column", TEXT, "the column of weights"),
        Column("other", TEXT, "the column that it is a function of"),
    ),
    ("column", "fact"),
)
ITEMS = Table(
    "items",
    "item",
    Level.SURVEY,
    "describe_items",
    columns_of(
        "item label kind n_valid n_missing n_empty n_not_applicable mean sd min max "
        "n_outside_valid n_suspected"
        " suspected_codes suspected_evidence",
        Column("label", TEXT, "the item's label"),
        Column("kind", TEXT, "number, category or text"),
        Column("n_valid", COUNT, "interviews with a valid answer"),
        Column("n_missing", COUNT, "interviews with a declared missing-value code"),
        Column("n_empty", COUNT, "interviews with an empty cell"),
        Column("n_not_applicable", COUNT, "interviews in which the question did not apply"),
        Column("mean", NUMBER, "mean of the valid answers", ANSWER),
        Column("sd", NUMBER, "their standard deviation", ANSWER),
        Column("min", NUMBER, "the smallest valid answer", ANSWER),
        Column("max", NUMBER, "the largest valid answer", ANSWER),
        Column(
            "n_outside_valid",
            COUNT,
            "interviews with a value outside the valid range that is no declared code",
        ),
        Column("n_suspected", COUNT, "interviews with a suspected code"),
        Column(
            "suspected_codes",
            TEXT,
            "values that look like missing-value codes although nobody declared them",
        ),
        Column("suspected_evidence", TEXT, "why they do"),
    ),
    ("item",),
)
DISTRIBUTIONS = Table(
    "distributions",
    "value, or class of values, of an item",
    Level.SURVEY,
    "describe_items",
    columns_of(
        "item label kind value value_high reason n",
        Column("label", TEXT, "the value's label"),
        Column("kind", TEXT, "valid, missing, outside, suspected or empty"),
        Column("value", TEXT, "the value, or the lower end of the class"),
        Column("value_high", NUMBER, "the upper end of the class", ANSWER),
        Column("reason", TEXT, "of a missing-value code: why there is no answer"),
    ),
    ("item", "kind", "value"),
)
RECODES = Table(
    "recodes",
    "item, code and interviewer",
    Level.SURVEY,
    "recode_codes",
    columns_of(
        "item code reason interviewer n", Column("n", COUNT, "cells that were set to missing")
    ),
    ("item", "code", "interviewer"),
)
RECODED_CELLS = Table(
    "recoded_cells",
    "cell that was set to missing",
    Level.SURVEY,
    "recode_codes",
    columns_of("interview interviewer item code reason"),
    ("interview", "item"),
)
SCREENING = Table(
    "screening",
    "screened item",
    Level.SURVEY,
    "screen_items",
    columns_of(
        "item n n_interviewers icc icc_low icc_high icc_profile_low icc_profile_high deff "
        "n_effective statistic p_mixture p_exact p_signs p_quote"
        " p_adjusted status icc_areas icc_low_areas icc_high_areas deff_areas n_effective_areas "
        "p_areas area_share"
        " p_adjusted_areas",
        Column("icc_low", NUMBER, "lower 95% limit of icc by random signs, to quote"),
        Column("icc_high", NUMBER, "upper 95% limit of icc by random signs, to quote"),
        Column("icc_profile_low", NUMBER, "lower 95% limit of icc by the profile likelihood"),
        Column("icc_profile_high", NUMBER, "upper 95% limit of icc by the profile likelihood"),
        Column("p_quote", NUMBER, "the p-value to quote: by random signs where there is one"),
        Column("p_adjusted", NUMBER, "p_quote adjusted over items by Benjamini and Hochberg"),
        Column("icc_areas", NUMBER, "icc with areas in the model", is_optional=True),
        Column("icc_low_areas", NUMBER, "lower 95% limit of icc_areas", is_optional=True),
        Column("icc_high_areas", NUMBER, "upper 95% limit of icc_areas", is_optional=True),
        Column("deff_areas", NUMBER, "design effect with areas in the model", is_optional=True),
        Column(
            "n_effective_areas",
            NUMBER,
            "effective sample size with areas in the model",
            "interviews",
            is_optional=True,
        ),
        Column(
            "p_areas",
            NUMBER,
            "p-value of the interviewer variance with areas in the model",
            is_optional=True,
        ),
        Column("area_share", NUMBER, "share of the variance between areas", is_optional=True),
        Column("p_adjusted_areas", NUMBER, "p_areas adjusted over items", is_optional=True),
    ),
    ("item",),
)
SCREENING_INTERVIEWERS = Table(
    "screening_interviewers",
    "screened item and interviewer",
    Level.SURVEY,
    "screen_items",
    columns_of("item interviewer n eblup z z_tail p p_adjusted"),
    ("item", "interviewer"),
)
INTERVIEWER_SCORES = Table(
    "interviewer_scores",
    "interviewer",
    Level.SURVEY,
    "screen_items",
    columns_of(
        "interviewer n_items score expected p p_adjusted n_beyond largest largest_z",
        Column("n_items", COUNT, "screened items with an effect of the interviewer"),
        Column("score", NUMBER, "mean of z_tail² over the items"),
        Column("expected", NUMBER, "what the score would be if all interviewers were alike"),
        Column("n_beyond", COUNT, "items in which the interviewer's adjusted p is below alpha"),
        Column("largest", TEXT, "the item with the largest |z|"),
        Column("largest_z", NUMBER, "that z"),
    ),
    ("interviewer",),
)
SILENCE = Table(
    "silence",
    "item and reason for having no answer",
    Level.SURVEY,
    "screen_items",
    columns_of(
        "item reason n n_missing rate n_interviewers sigma icc icc_low icc_high rate_low "
        "rate_high statistic p_mixture"
        " p_adjusted status n_flagged",
        Column("reason", TEXT, "the reason, or any reason"),
        Column("n", COUNT, "interviews in which the question was asked"),
        Column("rate", NUMBER, "n_missing / n"),
        Column("sigma", NUMBER, "SD of the interviewers' log-odds of no answer", "log-odds"),
        Column(
            "icc", NUMBER, "intra-interviewer correlation of item nonresponse on the latent scale"
        ),
        Column("rate_low", NUMBER, "rate of the interviewer at the 2.5th percentile of the model"),
        Column(
            "rate_high", NUMBER, "rate of the interviewer at the 97.5th percentile of the model"
        ),
        Column("n_flagged", COUNT, "interviewers whose rate is unusual after adjustment"),
    ),
    ("item", "reason"),
)
SILENCE_INTERVIEWERS = Table(
    "silence_interviewers",
    "item, reason and interviewer",
    Level.SURVEY,
    "screen_items",
    columns_of(
        "item reason interviewer n n_missing rate rate_others limit_low limit_high p p_adjusted "
        "p_adjusted_bh flag",
        Column("reason", TEXT, "the reason, or any reason"),
        Column("n", COUNT, "interviews in which the question was asked"),
        Column("rate", NUMBER, "n_missing / n"),
        Column("rate_others", NUMBER, "the rate of all other interviewers together"),
        Column("limit_low", NUMBER, "lower control limit of the rate for this workload"),
        Column("limit_high", NUMBER, "upper control limit of the rate for this workload"),
        Column("p", NUMBER, "p-value among interviewers who differ as the others do"),
        Column("flag", TEXT, "more or fewer where p_adjusted is below alpha"),
    ),
    ("item", "reason", "interviewer"),
)
DUPLICATES = Table(
    "duplicates",
    "pair of interviews that repeat each other",
    Level.SURVEY,
    "screen_items",
    columns_of(
        "interviewer other_interviewer interview_1 interview_2 kind agreement usual n_items "
        "p_adjusted",
        Column("interviewer", TEXT, "the interviewer of interview_1"),
        Column("other_interviewer", TEXT, "the interviewer of interview_2"),
        Column("interview_1", TEXT, "one interview"),
        Column("interview_2", TEXT, "the other"),
        Column("kind", TEXT, "identical or nearly identical"),
        Column("agreement", NUMBER, "share of items with the same answer"),
        Column("usual", NUMBER, "the mean share in pairs of different interviewers"),
        Column("n_items", COUNT, "items that both answered"),
    ),
    ("interview_1", "interview_2"),
)
REVERSALS = Table(
    "reversals",
    "item and interviewer who seems to have reversed its scale",
    Level.SURVEY,
    "screen_items",
    columns_of(
        "item interviewer n correlation usual p p_adjusted",
        Column(
            "correlation",
            NUMBER,
            "the item's correlation with the rest of its battery, in these interviews",
        ),
        Column("usual", NUMBER, "the same in the other interviewers' interviews"),
    ),
    ("item", "interviewer"),
)
OF_SURVEYS = (
    *(CODES, JOIN, WEIGHTS, ITEMS, DISTRIBUTIONS, RECODES, RECODED_CELLS),
    *(SCREENING, SCREENING_INTERVIEWERS, INTERVIEWER_SCORES),
    *(SILENCE, SILENCE_INTERVIEWERS, DUPLICATES, REVERSALS),
)

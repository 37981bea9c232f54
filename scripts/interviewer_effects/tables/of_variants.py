"""The tables of one variant of an analysis: models, tests, intervals, checks, effects,
influence.
"""

from .columns import ANSWER, COUNT, NUMBER, TEXT, YES_NO, columns_of
from .description import Column, Level, Table

PER_PARAMETER = (
    Column(
        "{parameter}",
        NUMBER,
        "the refitted value of the parameter, one column for each of the main model",
    ),
    Column("change of {variance}", NUMBER, "its relative change, refitted / full − 1"),
)
PER_TEST = (
    Column("{test}_test_statistic", NUMBER, "the same of another variance test, refitted"),
    Column("{test}_test_p", NUMBER, "its p-value"),
    Column("{test}_test_changes", YES_NO, "whether that test decides otherwise"),
    Column(
        "{test}_test_p_chance",
        NUMBER,
        "share of clean simulated surveys in which somebody changes it as much",
    ),
)
SHIFT = Column("shift of {term}", NUMBER, "change of the fixed effect in its standard errors")

FITS = Table(
    "fits",
    "model and criterion",
    Level.VARIANT,
    "fit_models",
    columns_of(
        "analysis variant model criterion n n_interviewers n_parameters deviance aic bic sigma2 "
        "icc icc_low icc_high"
        " icc_at_zero deff deff_low deff_high deff_mean_workload n_effective se_factor "
        "workload_mean workload_weighted"
        " workload_max status gradient_norm starts_agreed starts_tried newton_steps",
        Column("n_parameters", COUNT, "parameters, fixed and of variances"),
        Column("deviance", NUMBER, "−2 log likelihood, restricted under REML"),
        Column("aic", NUMBER, "Akaike's information criterion"),
        Column("bic", NUMBER, "Bayesian information criterion with the number of interviews"),
        Column("sigma2", NUMBER, "residual variance", "answer²"),
        Column(
            "icc",
            NUMBER,
            "intra-interviewer correlation, at the means of predictors with random slopes",
        ),
        Column("icc_at_zero", NUMBER, "the same where predictors with random slopes are 0"),
        Column("deff", NUMBER, "design effect of a mean, 1 + (workload_weighted − 1) × icc"),
        Column("deff_low", NUMBER, "lower 95% limit of deff"),
        Column("deff_high", NUMBER, "upper 95% limit of deff"),
        Column(
            "deff_mean_workload",
            NUMBER,
            "design effect with workload_mean in place of workload_weighted",
        ),
        Column(
            "se_factor",
            NUMBER,
            "√deff, by which standard errors of a simple random sample are too small",
        ),
        Column("workload_mean", NUMBER, "mean workload", "interviews"),
        Column(
            "workload_weighted",
            NUMBER,
            "Σ n_j² / n, the mean workload by interview",
            "interviews",
        ),
        Column("workload_max", COUNT, "largest workload"),
        Column("gradient_norm", NUMBER, "size of the gradient at the optimum"),
        Column("starts_agreed", COUNT, "starts that ended at the lowest deviance"),
        Column("starts_tried", COUNT, "starts of the search"),
        Column("newton_steps", COUNT, "Newton steps of the search"),
    ),
    ("analysis", "variant", "model", "criterion"),
)
PARAMETERS = Table(
    "parameters",
    "parameter of a model",
    Level.VARIANT,
    "fit_models",
    columns_of(
        "analysis variant model criterion kind term estimate se df statistic p ci_low ci_high",
        Column("kind", TEXT, "fixed, variance or covariance"),
        Column("df", NUMBER, "Satterthwaite's degrees of freedom"),
        Column("statistic", NUMBER, "estimate / se"),
    ),
    ("analysis", "variant", "model", "criterion", "term"),
)
DROPPED = Table(
    "dropped",
    "item whose missing answers take interviews out of the models",
    Level.VARIANT,
    "fit_models",
    columns_of(
        "analysis variant item n_missing n_missing_alone",
        Column("n_missing_alone", COUNT, "interviews that lack this item only"),
    ),
    ("analysis", "variant", "item"),
)
ABSENT = Table(
    "absent",
    "interviewer who is in no model, or in none with interviewer covariates",
    Level.VARIANT,
    "fit_models",
    columns_of(
        "analysis variant interviewer n models item reason",
        Column("models", TEXT, "the models that are meant"),
        Column("item", TEXT, "the item or covariate without a value"),
    ),
    ("analysis", "variant", "interviewer"),
)
TESTS = Table(
    "tests",
    "comparison of two models",
    Level.VARIANT,
    "test_variances",
    columns_of(
        "analysis variant criterion null alternative kind tested statistic df p_naive p_mixture "
        "mixture p_exact"
        " p_exact_low p_exact_high p_chibar p_chibar_low p_chibar_high p_bootstrap "
        "p_bootstrap_low p_bootstrap_high"
        " share_zero share_zero_exact p_signs p_signs_low p_signs_high p_signs_variance "
        "p_signs_covariance signs"
        " replicates null_status n_interviewers p_quote quote why disagreement",
        Column("null", TEXT, "the smaller model"),
        Column("alternative", TEXT, "the larger model"),
        Column("kind", TEXT, "variance or fixed"),
        Column("tested", TEXT, "the parameters that the larger model adds"),
        Column("statistic", NUMBER, "likelihood-ratio statistic"),
        Column("df", COUNT, "parameters that the larger model adds"),
        Column(
            "p_naive", NUMBER, "p-value by χ² with df degrees of freedom, too large for a variance"
        ),
        Column("mixture", TEXT, "the mixture of χ² behind p_mixture"),
        Column("p_exact_low", NUMBER, "lower Monte Carlo limit of p_exact"),
        Column("p_exact_high", NUMBER, "upper Monte Carlo limit of p_exact"),
        Column(
            "p_chibar",
            NUMBER,
            "p-value by the chi-bar-square distribution, several variances at once",
        ),
        Column("p_chibar_low", NUMBER, "lower Monte Carlo limit of p_chibar"),
        Column("p_chibar_high", NUMBER, "upper Monte Carlo limit of p_chibar"),
        Column("p_bootstrap", NUMBER, "p-value by the parametric bootstrap"),
        Column("p_bootstrap_low", NUMBER, "lower Monte Carlo limit of p_bootstrap"),
        Column("p_bootstrap_high", NUMBER, "upper Monte Carlo limit of p_bootstrap"),
        Column("share_zero", NUMBER, "share of bootstrap replicates with a statistic of 0"),
        Column(
            "share_zero_exact", NUMBER, "probability of a statistic of 0 by the exact distribution"
        ),
        Column("p_signs_low", NUMBER, "lower Monte Carlo limit of p_signs"),
        Column("p_signs_high", NUMBER, "upper Monte Carlo limit of p_signs"),
        Column("p_signs_variance", NUMBER, "p_signs of the slope's variance alone"),
        Column("p_signs_covariance", NUMBER, "p_signs of its covariance with the intercept alone"),
        Column("signs", COUNT, "random signs drawn"),
        Column("null_status", TEXT, "status of the smaller model"),
        Column("p_quote", NUMBER, "the p-value to quote"),
        Column("quote", TEXT, "which of the p-values that is"),
        Column("why", TEXT, "why that one"),
        Column("disagreement", TEXT, "where the choice decides, how"),
    ),
    ("analysis", "variant", "criterion", "null", "alternative"),
)
EXPLAINED = Table(
    "explained",
    "interviewer covariate and variance",
    Level.VARIANT,
    "test_variances",
    columns_of(
        "analysis variant component predictor without with explained n_interviewers",
        Column("component", TEXT, "the variance"),
        Column("predictor", TEXT, "the interviewer covariates"),
        Column("without", NUMBER, "the variance without them"),
        Column("with", NUMBER, "the variance with them"),
        Column("explained", NUMBER, "1 − with / without"),
    ),
    ("analysis", "variant", "component", "predictor"),
)
INTERVALS = Table(
    "intervals",
    "quantity and method of its interval",
    Level.VARIANT,
    "diagnose_fit",
    columns_of(
        "analysis variant model criterion quantity term x estimate method lower upper level "
        "quoted replicates"
        " share_edge statistic df p note sentence",
        Column("quantity", TEXT, "fixed effect, variance, sd, correlation, icc, deff …"),
        Column("x", NUMBER, "the predictor's value, where the quantity depends on it"),
        Column("method", TEXT, "profile, bootstrap, random signs, Satterthwaite …"),
        Column("lower", NUMBER, "lower limit"),
        Column("upper", NUMBER, "upper limit"),
        Column("level", NUMBER, "the confidence level"),
        Column("quoted", YES_NO, "whether the report quotes this interval"),
        Column("share_edge", NUMBER, "share of replicates on the boundary"),
    ),
    ("analysis", "variant", "model", "criterion", "quantity", "term", "x", "method"),
)
DIAGNOSTICS = Table(
    "diagnostics",
    "check of an assumption",
    Level.VARIANT,
    "diagnose_fit",
    columns_of(
        "analysis variant check statistic p verdict sentence",
        Column("check", TEXT, "what is checked"),
        Column("verdict", TEXT, "holds, doubtful or note"),
    ),
    ("analysis", "variant", "check"),
)
_OF_EFFECTS = (
    "eblup pev_se comparative_se diagnostic_se z z_correlation z_deleted z_at_means z_tail p "
    "p_adjusted p_adjusted_bh"
)
EFFECTS = Table(
    "effects",
    "interviewer and random effect",
    Level.VARIANT,
    "flag_interviewers",
    columns_of(
        f"analysis variant model interviewer n effect {_OF_EFFECTS} distance distance_p "
        "chance_extreme reasons",
        Column("p", NUMBER, "two-sided p-value of z_tail"),
    ),
    ("analysis", "variant", "interviewer", "effect"),
)
SECOND_LOOK = Table(
    "second_look",
    "interviewer and random effect, without the interviewers already found",
    Level.TRIMMED,
    "recode_trimmed",
    columns_of(
        f"analysis variant interviewer n effect {_OF_EFFECTS} distance distance_p chance_extreme "
        "reasons",
        Column("p", NUMBER, "two-sided p-value of z_tail"),
    ),
    ("analysis", "interviewer", "effect"),
)
INFLUENCE = Table(
    "influence",
    "interviewer left out",
    Level.VARIANT,
    "flag_interviewers",
    columns_of(
        "analysis variant interviewer n cooks_d mdffits covratio slope_test_statistic "
        "slope_test_p slope_test_changes"
        " slope_test_p_chance what_changed influential",
        Column("cooks_d", NUMBER, "Cook's distance of the fixed effects"),
        Column("mdffits", NUMBER, "the same in the covariance of the refit"),
        Column("covratio", NUMBER, "determinant of Var(β̂) of the refit over that of the full fit"),
        Column(
            "slope_test_statistic",
            NUMBER,
            "likelihood-ratio statistic of the main variance test, refitted",
        ),
        Column("slope_test_p", NUMBER, "its p-value"),
        Column("slope_test_changes", YES_NO, "whether that test decides otherwise"),
        Column(
            "slope_test_p_chance",
            NUMBER,
            "share of clean simulated surveys in which somebody changes it as much",
        ),
    )
    + PER_TEST
    + PER_PARAMETER
    + (
        SHIFT,
        Column(
            "shift_p_chance of {term}",
            NUMBER,
            "share of clean surveys in which somebody shifts it as much",
        ),
    ),
    ("analysis", "variant", "interviewer"),
)
INFLUENCE_GROUPS = Table(
    "influence_groups",
    "step of the search for an influential group, for one test",
    Level.VARIANT,
    "flag_interviewers",
    columns_of(
        "analysis variant tested step interviewers statistic p what_changed p_chance "
        "changed_by_chance chance_low"
        " chance_median chance_high bound influential reason",
        Column("tested", TEXT, "the parameters tested"),
        Column("step", COUNT, "interviewers left out"),
        Column("interviewers", TEXT, "who they are, joined by ;"),
        Column("statistic", NUMBER, "likelihood-ratio statistic without them"),
        Column(
            "p_chance",
            NUMBER,
            "share of clean simulated surveys in which a group of that size changes as much",
        ),
        Column(
            "changed_by_chance", NUMBER, "share in which a group of that size changes the decision"
        ),
        Column(
            "chance_low", NUMBER, "2.5th percentile of the statistic in clean simulated surveys"
        ),
        Column("chance_median", NUMBER, "its median"),
        Column("chance_high", NUMBER, "its 97.5th percentile"),
        Column("bound", NUMBER, "the statistic at which the test's decision changes"),
        Column("reason", TEXT, "why the search ended"),
    )
    + PER_PARAMETER,
    ("analysis", "variant", "tested", "step"),
)
INFLUENCE_INTERVIEWS = Table(
    "influence_interviews",
    "interview left out, or set of interviews left out together",
    Level.VARIANT,
    "flag_interviewers",
    columns_of(
        "analysis variant interview interviewer set slope_test_statistic slope_test_p what_changed",
        Column(
            "set",
            TEXT,
            "empty for a single interview, else the interviewers of the group, joined by ;",
        ),
        Column(
            "slope_test_statistic",
            NUMBER,
            "likelihood-ratio statistic of the main variance test, refitted",
        ),
        Column("slope_test_p", NUMBER, "its p-value"),
    )
    + PER_PARAMETER
    + (SHIFT,),
    ("analysis", "variant", "set", "interview"),
)
WITNESS = Table(
    "witness",
    "fit and cross-check",
    Level.VARIANT,
    "witness_fits",
    columns_of(
        "analysis variant model criterion engine engine_version deviance_ours "
        "deviance_theirs_at_ours"
        " deviance_theirs_own_optimum gradient_norm verdict",
        Column("engine", TEXT, "the program of the cross-check"),
        Column("engine_version", TEXT, "its version"),
        Column("deviance_ours", NUMBER, "our deviance"),
        Column("deviance_theirs_at_ours", NUMBER, "its deviance at our estimates"),
        Column("deviance_theirs_own_optimum", NUMBER, "its deviance where its own search ends"),
        Column("gradient_norm", NUMBER, "size of our gradient at our optimum"),
        Column("verdict", TEXT, "agrees, or how not"),
    ),
    ("analysis", "variant", "model", "criterion", "engine"),
)
SENSITIVITY = Table(
    "sensitivity",
    "parameter of the main model in one variant",
    Level.JOINED,
    "record_tables",
    columns_of(
        "analysis variant term estimate ci_low ci_high p p_published",
        Column("p", NUMBER, "p-value to quote: of a variance by random signs"),
        Column(
            "p_published",
            NUMBER,
            "p-value as usually published, to compare variants: of a variance by likelihood ratio",
        ),
    ),
    ("analysis", "variant", "term"),
)
NULLS = Table(
    "nulls",
    "class of a test statistic",
    Level.VARIANT,
    "test_variances",
    columns_of(
        "criterion null alternative tested low high bootstrap_share mixture_share",
        Column("null", TEXT, "the smaller model"),
        Column("alternative", TEXT, "the larger model"),
        Column("tested", TEXT, "the parameters that the larger model adds"),
        Column("low", NUMBER, "lower end of the class"),
        Column("high", NUMBER, "upper end of the class"),
        Column("bootstrap_share", NUMBER, "share of bootstrap replicates in the class"),
        Column("mixture_share", NUMBER, "its probability by the mixture of χ²"),
    ),
    ("criterion", "null", "alternative", "low"),
    is_published=False,
)
REPLICATES = Table(
    "replicates",
    "bootstrap replicate of a test",
    Level.VARIANT,
    "test_variances",
    columns_of(
        "criterion null alternative tested replicate statistic",
        Column("null", TEXT, "the smaller model"),
        Column("alternative", TEXT, "the larger model"),
        Column("tested", TEXT, "the parameters that the larger model adds"),
        Column("replicate", COUNT, "its number"),
    ),
    ("criterion", "null", "alternative", "replicate"),
    is_published=False,
)
PROFILES = Table(
    "profiles",
    "point of a profile likelihood",
    Level.VARIANT,
    "diagnose_fit",
    columns_of(
        "model quantity term value deviance_above lower upper cut",
        Column("quantity", TEXT, "the quantity"),
        Column(
            "deviance_above", NUMBER, "the best deviance with the quantity held, above the lowest"
        ),
        Column("lower", NUMBER, "lower limit"),
        Column("upper", NUMBER, "upper limit"),
        Column("cut", NUMBER, "the deviance that limits the interval"),
    ),
    ("model", "quantity", "term", "value"),
    is_published=False,
)
QQ = Table(
    "qq",
    "point of a Q-Q plot",
    Level.VARIANT,
    "diagnose_fit",
    columns_of(
        "kind label theoretical observed band_low band_high",
        Column("kind", TEXT, "residual, or the random effect"),
        Column("label", TEXT, "the interview or the interviewer"),
        Column("theoretical", NUMBER, "normal quantile"),
        Column("observed", NUMBER, "the standardised value"),
        Column("band_low", NUMBER, "lower limit of the simulated band"),
        Column("band_high", NUMBER, "upper limit of the simulated band"),
    ),
    ("kind", "label"),
    is_published=False,
)
RESIDUALS = Table(
    "residuals",
    "interview",
    Level.VARIANT,
    "diagnose_fit",
    columns_of(
        "interview interviewer fitted fitted_marginal resid resid_standardised resid_studentised",
        Column("fitted", NUMBER, "fitted value with the interviewer's effects", ANSWER),
        Column("fitted_marginal", NUMBER, "fitted value without them", ANSWER),
        Column("resid", NUMBER, "answer − fitted", ANSWER),
        Column("resid_standardised", NUMBER, "resid / residual SD"),
        Column("resid_studentised", NUMBER, "resid / its own standard error"),
    ),
    ("interview",),
    is_published=False,
)
OF_VARIANTS = (
    *(
        FITS,
        PARAMETERS,
        TESTS,
        EXPLAINED,
        INTERVALS,
        EFFECTS,
        DIAGNOSTICS,
        DROPPED,
        ABSENT,
        WITNESS,
    ),
    *(INFLUENCE, INFLUENCE_GROUPS, INFLUENCE_INTERVIEWS, SECOND_LOOK, SENSITIVITY),
    *(NULLS, REPLICATES, PROFILES, QQ, RESIDUALS),
)

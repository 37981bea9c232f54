"""The lines of R (lme4) and of Python that give the main numbers of an analysis again, with the
numbers to expect.

What the user typed is quoted by the rules of each language, never pasted: a label cannot become
code.
"""

import json

from interviewer_effects.audit.models.centring import GRAND, NONE, WITHIN, context, with_contexts
from interviewer_effects.audit.models.interpretation import WILD
from interviewer_effects.frames import present
from interviewer_effects.numbers import fixed, is_missing, p_value
from interviewer_effects.report.data.analysis import Analysis

from . import reproduce_signs

# lme4's default stops early on flat likelihoods; these settings of bobyqa reach the optimum.
CONTROL = (
    'lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 10^-9, maxfun = '
    "100000))"
)
DELIMITED = {"csv": ",", "tsv": "\t"}


def in_r(analysis: Analysis) -> str:
    """R code from the survey file to the variance test of the recoded data."""
    return "\n".join(
        ["library(lme4)", *_r_data(analysis), *_r_centring(analysis), *_r_models(analysis)]
    )


def in_python(analysis: Analysis) -> str:
    """The same with this project's engine, from the complete interviews that the audit has kept."""
    kept, lines = json.dumps(_kept(analysis)), []
    lines.append(
        "import pandas as pd\nfrom interviewer_effects.mixed import MixedModel, likelihood_ratio\n"
    )
    lines.append(f"d = pd.read_parquet({kept})")
    lines += _python_centring(analysis)
    fixed_part = repr(
        f"{_ticked(analysis.outcome)} ~ {_sum(['1', *map(_ticked, _predictors(analysis))])}"
    )
    options = ', covariance="diagonal"' if _diagonal(analysis) else ""
    for name, slopes in _models(analysis):
        random = repr("~ " + _sum([_constant(analysis), *map(_ticked, slopes)]))
        call = (
            f'MixedModel.from_formula({fixed_part}, d, groups="interviewer", '
            f"re_formula={random}{options}).fit()"
        )
        lines.append(f"{name} = {call}")
        lines.append(f"print({name}.deviance)  # {_deviance(analysis, name)}")
    names = [name for name, _ in _models(analysis)]
    if len(names) == 2:
        lines.append(
            f"print(likelihood_ratio({names[0]}, {names[1]}))  # {_expected_test(analysis)}"
        )
    lines += _python_interval(analysis) if names[0] == "intercept" else []
    lines += reproduce_signs.in_python(analysis, names)
    lines.append(f"print({names[-1]}.summary())")
    return "\n".join(lines)


def _predictors(analysis: Analysis) -> list[str]:
    """The predictors with the interviewers' means of those numbers that are centred within."""
    numbers = {
        name: analysis.centre(name)
        for name in analysis.predictors
        if not _is_category(analysis, name)
    }
    return with_contexts(analysis.predictors, numbers)


def _is_category(analysis: Analysis, name: str) -> bool:
    return analysis.survey.codebook.get(name, {}).get("kind") == "categorical"


def _centred_numbers(analysis: Analysis) -> list[tuple[str, str]]:
    """(predictor, how it is centred) of the numbers that are."""
    numbers = [name for name in analysis.predictors if not _is_category(analysis, name)]
    return [(name, analysis.centre(name)) for name in numbers if analysis.centre(name) != NONE]


def _not_centred(analysis: Analysis) -> list[str]:
    """A comment on categories, whose indicators are centred here: about the mean that moves the
    intercept alone.
    """
    kinds = {
        name: analysis.centre(name) for name in analysis.predictors if _is_category(analysis, name)
    }
    within = [name for name, centre in kinds.items() if centre == WITHIN]
    return ["# categories are not centred within here, so the numbers differ"] if within else []


def _python_centring(analysis: Analysis) -> list[str]:
    lines = _not_centred(analysis)
    for name, centre in _centred_numbers(analysis):
        x, means = f"d[{json.dumps(name)}]", f"d[{json.dumps(context(name))}]"
        if centre == GRAND:
            lines.append(f"{x} = {x} - {x}.mean()")
        else:
            lines += [
                f'{means} = {x}.groupby(d["interviewer"]).transform("mean")',
                f"{x} = {x} - {means}",
                f"{means} = {means} - {means}.mean()",
            ]
    return lines


def _r_centring(analysis: Analysis) -> list[str]:
    lines = _not_centred(analysis)
    for name, centre in _centred_numbers(analysis):
        x, means = f"d${_ticked(name)}", f"d${_ticked(context(name))}"
        if centre == GRAND:
            lines.append(f"{x} <- {x} - mean({x})")
        else:
            lines += [
                f"{means} <- ave({x}, g)",
                f"{x} <- {x} - {means}",
                f"{means} <- {means} - mean({means})",
            ]
    return lines


def _python_interval(analysis: Analysis) -> list[str]:
    """The interval of the ICC by random signs; none where the audit has none."""
    rows = analysis.table("intervals", "recoded")
    own = (rows["model"] == "intercept") & (rows["quantity"] == "icc") & (rows["method"] == WILD)
    if not own.any():
        return []
    low, high = (fixed(rows[own][end].iloc[0], decimals=3) for end in ("lower", "upper"))
    call = "print(icc_interval(intercept))"
    return [
        "from interviewer_effects.mixed import icc_interval",
        f"{call}  # here, with other signs: {low} to {high}",
    ]


def _r_data(analysis: Analysis) -> list[str]:
    """Lines that read the survey and recode it; files that base R cannot read come from the audit's
    own copy.
    """
    source, columns = analysis.survey.source, [*dict.fromkeys(analysis.items)]
    changed = source["joined"] or source["n_coded_interviewer"] or source["decimal"] != "."
    if source["format"] not in DELIMITED or changed:
        return [
            f"d <- as.data.frame(arrow::read_parquet({json.dumps(_kept(analysis))}))",
            *_r_factors(analysis, columns),
            "g <- d$interviewer",
        ]
    separator = json.dumps(source.get("delimiter") or DELIMITED[source["format"]])
    file = json.dumps(source["label"], ensure_ascii=False)
    lines = [
        f'd <- read.csv({file}, sep = {separator}, na.strings = c("", "NA"), check.names = FALSE)'
    ]
    for item in columns:
        codes = analysis.survey.codebook.get(item, {}).get("missing") or {}
        if codes:
            lines.append(f"d${_ticked(item)}[d${_ticked(item)} %in% c({', '.join(codes)})] <- NA")
    used = ", ".join(
        json.dumps(name, ensure_ascii=False)
        for name in [source["columns"]["interviewer"], *columns]
    )
    lines.append(f"d <- d[complete.cases(d[c({used})]), ]")
    return [
        *lines,
        *_r_factors(analysis, columns),
        f"g <- d${_ticked(source['columns']['interviewer'])}",
    ]


def _r_factors(analysis: Analysis, columns: list) -> list[str]:
    texts = [
        name
        for name in columns
        if analysis.survey.codebook.get(name, {}).get("kind") == "categorical"
    ]
    return [
        f"d${_ticked(name)} <- factor(d${_ticked(name)})"
        for name in texts
        if name != analysis.outcome
    ]


def _r_models(analysis: Analysis) -> list[str]:
    lines, bar = [f"tight <- {CONTROL}"], "||" if _diagonal(analysis) else "|"
    for name, slopes in _models(analysis):
        random = f"({_sum([_constant(analysis), *map(_ticked, slopes)])} {bar} g)"
        formula = (
            f"{_ticked(analysis.outcome)} ~ "
            f"{_sum(['1', *map(_ticked, _predictors(analysis)), random])}"
        )
        lines.append(f"{name} <- lmer({formula}, d, REML = TRUE, control = tight)")
        lines.append(f"-2 * as.numeric(logLik({name}))  # {_deviance(analysis, name)}")
    names = [name for name, _ in _models(analysis)]
    if len(names) == 2:
        lines.append(f"T <- 2 * as.numeric(logLik({names[1]}) - logLik({names[0]}))")
        weights, test = [0.5, 0.5], present(analysis.variance_test("recoded", "slope"))
        degrees = _degrees(test["mixture"])
        if degrees:
            parts = (
                f"{w} * pchisq(T, {df}, lower.tail = FALSE)" if df else f"{w} * (T <= 0)"
                for w, df in zip(weights, degrees, strict=True)
            )
            lines.append(f"{' + '.join(parts)}  # {_expected_test(analysis)}")
    return [
        *lines,
        f"summary({names[-1]})",
        *reproduce_signs.in_r(analysis, _numeric_slope(analysis)),
    ]


def _numeric_slope(analysis: Analysis) -> str | None:
    """How R calls the random slope where there is one of a number, correlated with the level; else
    None.
    """
    names = analysis.slope_names
    kinds = [analysis.survey.codebook.get(name, {}).get("kind") for name in names]
    if len(names) != 1 or "categorical" in kinds or _diagonal(analysis):
        return None
    return f"d${_ticked(names[0])}"


def _degrees(mixture: str) -> list[int]:
    """Degrees of freedom of a mixture such as '0.5 χ²_1 + 0.5 χ²_2'; empty where there is none."""
    return [int(part.rsplit("_", 1)[1]) for part in mixture.split(" + ")] if mixture else []


def _models(analysis: Analysis) -> list[tuple[str, list]]:
    """(name, its random slopes): the random intercept and the random slopes beside it, those that
    the ladder has.
    """
    have = [("intercept", []), ("slope", analysis.slope_names)]
    return [
        (name, slopes) for name, slopes in have if analysis.fit("recoded", name) is not None
    ] or [("null", [])]


def _constant(analysis: Analysis) -> str:
    return "1" if analysis.settings.get("random_intercept", True) else "0"


def _diagonal(analysis: Analysis) -> bool:
    return analysis.settings.get("covariance") == "diagonal"


def _deviance(analysis: Analysis, model: str) -> str:
    fit = present(analysis.fit("recoded", model))
    return f"here: {fixed(fit['deviance'], decimals=4)}"


def _expected_test(analysis: Analysis) -> str:
    test = present(analysis.variance_test("recoded", "slope"))
    p = "" if is_missing(test["p_mixture"]) else f", p {p_value(test['p_mixture'])}"
    return f"here: T = {fixed(test['statistic'], decimals=4)}{p}"


def _kept(analysis: Analysis) -> str:
    return f"results/{analysis.survey.name}/{analysis.name}/recoded/data.parquet"


def _sum(terms: list[str]) -> str:
    return " + ".join(terms)


def _ticked(name: str) -> str:
    """A column in a formula: as it is where it is a plain name, else in backticks."""
    if name.isidentifier() and name.isascii():
        return name
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

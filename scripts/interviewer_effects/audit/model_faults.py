"""Faults that would only show when a model is fitted: found beforehand, on the interviews that the
model would use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from interviewer_effects.audit.models.interviews import (
    categories_of,
    complete_interviews,
    model_columns,
)
from interviewer_effects.audit.models.model_sequence import FEWEST_LEFT, make_ladder
from interviewer_effects.audit.models.obstacles import obstacle
from interviewer_effects.audit.robustness.weighting import COLUMNS, needed_columns
from interviewer_effects.frames import present
from interviewer_effects.numbers import plural
from interviewer_effects.problems import Problem
from interviewer_effects.specification import AnalysisSpec
from interviewer_effects.survey.faults import (
    absent,
    mixture_faults,
    number_faults,
    precision_faults,
)
from interviewer_effects.survey.load import Survey

MOST_CATEGORIES = 50
MOST_EFFECTS = (
    6  # with seven correlated effects a fit takes ten seconds, and a bootstrap thousands of fits
)
RESERVED = ("interview", "interviewer", "Intercept", "sigma2")
# Of the tables of influence, in which each term of a model is a column too
COLUMNS_BESIDE_TERMS = (
    *(
        "analysis",
        "variant",
        "set",
        "slope_test_statistic",
        "slope_test_p",
        "what_changed",
        "tested",
        "step",
    ),
    *(
        "interviewers",
        "statistic",
        "p",
        "p_chance",
        "changed_by_chance",
        "chance_low",
        "chance_median",
        "chance_high",
    ),
    *("bound", "influential", "reason", "n", "cooks_d", "mdffits", "covratio"),
)
NEGLIGIBLE = 1e-9
AMONG_COMPLETE = " among the interviews that have every variable of the analysis"


def screen_faults(
    survey: Survey, recoded: pd.DataFrame, items: list[str], key: str
) -> Iterator[Problem]:
    """List the items of `screen` that are absent or no amounts."""
    for item in items:
        if item not in recoded.columns:
            yield absent(survey, item, f"{key}.screen")
        else:
            yield from _kind_faults(survey, item, recoded[item])


def screen_notes(survey: Survey, recoded: pd.DataFrame, items: list[str]) -> Iterator[str]:
    """Say of which items of `screen` no variance between interviewers can be estimated: rows
    without numbers.
    """
    for item, why in unscreened(survey, recoded, items):
        yield f"{item} is not screened. {why}"


def unscreened(
    survey: Survey, recoded: pd.DataFrame, items: list[str]
) -> Iterator[tuple[str, str]]:
    """These items, each with the reason."""
    interviewer = survey.columns["interviewer"]
    known = interviewer in recoded.columns and _is_clustered(recoded[interviewer])
    codes = pd.factorize(recoded[interviewer])[0] if known else np.zeros(len(recoded))
    order = np.argsort(codes, kind="stable")
    for item in items:
        if item not in recoded.columns or any(_kind_faults(survey, item, recoded[item])):
            continue
        found = list(_constant_faults(survey, item, recoded[item]))
        if (
            known
            and not found
            and not _differs_within(recoded[item].to_numpy()[order], codes[order])
        ):
            answered = recoded[[interviewer, item]].dropna()
            found += _cluster_faults(
                survey, item, answered, f" among the interviews that have a value of {item}"
            )
        for fault in found[:1]:
            yield item, fault.message


def _differs_within(answers: np.ndarray, interviewers: np.ndarray) -> bool:
    """Whether there are two interviewers, and one with two different answers; both arrays in the
    interviewers' order.

    What `_cluster_faults` finds out, for hundreds of items.
    """
    known = (answers == answers) & (interviewers >= 0)
    answers, interviewers = answers[known], interviewers[known]
    same = interviewers[1:] == interviewers[:-1]
    return not same.all() and bool((answers[1:] != answers[:-1])[same].any())


def analysis_faults(
    survey: Survey, recoded: pd.DataFrame, analysis: AnalysisSpec, key: str
) -> Iterator[Problem]:
    """List what keeps the models of one analysis from being fitted to the recoded survey."""
    roles = ("predictors", "interviewer_covariates")
    named = [("outcome", analysis.outcome)]
    named += [(role, name) for role in roles for name in getattr(analysis, role)]
    found = [
        absent(survey, name, f"{key}.{role}") for role, name in named if name not in recoded.columns
    ]
    for role, name in named:
        if name in recoded.columns:
            find = _outcome_faults if role == "outcome" else _predictor_faults
            found += find(survey, name, recoded[name])
    present = [(role, name) for role, name in named if name in recoded.columns]
    found += _name_faults(survey, [name for _, name in present])
    terms = [name for role, name in present if role != "outcome"]
    found += _name_faults(survey, terms, reserved=COLUMNS_BESIDE_TERMS)
    interviewer = survey.columns["interviewer"]
    if interviewer in recoded.columns:
        faulty = {fault.column for fault in found}
        for name in (
            name for name in analysis.interviewer_covariates if name in {*recoded.columns} - faulty
        ):
            found += _within_faults(survey, name, recoded[name], recoded[interviewer])
        if not found and _is_clustered(recoded[interviewer]):
            complete = recoded[[interviewer, *(name for _, name in named)]].dropna()
            used = recoded[[interviewer, *model_columns(analysis)]].dropna()
            if len(complete) == len(used):
                found += _complete_faults(survey, analysis, complete)
            else:  # covariates have gaps: they are looked at among those who have them
                found += _complete_faults(
                    survey, replace(analysis, interviewer_covariates=()), used
                )
        if not found and _is_clustered(recoded[interviewer]) and _are_numbered(survey, recoded):
            found += _covariate_faults(survey, recoded, analysis)
            found = found or list(_fit_faults(survey, recoded, analysis))
        found = found or list(_weighted_faults(survey, recoded, analysis))
    yield from found
    yield from _respondent_faults(survey, recoded, analysis.respondent_covariates, key)


def _are_numbered(survey: Survey, recoded: pd.DataFrame) -> bool:
    """Whether every interview has an id; those without one are a fault of their own, and would be
    in no model.
    """
    column = survey.columns["interview"]
    return column in recoded.columns and bool(recoded[column].notna().all())


def _weighted_faults(
    survey: Survey, recoded: pd.DataFrame, analysis: AnalysisSpec
) -> Iterator[Problem]:
    """What keeps the models from being fitted to the interviews that have a weight, where the
    analysis asks for some: an interview without one, or with a weight of zero, is in no weighted
    model.
    """
    named = [survey.columns.get(role) for role in COLUMNS]
    held = [name for name in named if name is not None and name in recoded.columns]
    columns = needed_columns(analysis.weights, held)
    if analysis.weights == "none" or not columns:
        return
    weighted = recoded[(recoded[columns] > 0).all(axis=1)]
    if len(weighted) == len(recoded):
        return
    needed = weighted[[survey.columns["interviewer"], *model_columns(analysis)]].dropna()
    among = f" among the interviews that have a weight ({', '.join(columns)}) above zero"
    plain = replace(analysis, interviewer_covariates=())
    yield from list(_complete_faults(survey, plain, needed, among)) or _fit_faults(
        survey, weighted, plain
    )


def _respondent_faults(
    survey: Survey, recoded: pd.DataFrame, names: Sequence[str], key: str
) -> Iterator[Problem]:
    """What is said to be known of respondents, but is not there, no number and no category, or
    never differs.
    """
    interviewers = recoded.get(survey.columns["interviewer"])
    for name in names:
        if name not in recoded.columns:
            yield absent(survey, name, f"{key}.respondent_covariates")
            continue
        found = list(_predictor_faults(survey, name, recoded[name])) or list(
            _name_faults(survey, [name])
        )
        yield from found
        known = interviewers is not None and _is_clustered(interviewers)
        if known and not found and not _varies_within(recoded.groupby(interviewers), name):
            remedy = "Make it an interviewer covariate, or name what differs between respondents."
            yield survey.problem(
                name, "This respondent covariate never differs within an interviewer.", remedy
            )


def _name_faults(
    survey: Survey, names: list[str], reserved: tuple[str, ...] = RESERVED
) -> Iterator[Problem]:
    for name in names:
        if name in reserved:
            said = (
                "The results use this name for something else, so it cannot be a variable of an "
                "analysis."
            )
            yield survey.problem(name, said, "Rename the column.")


def _fit_faults(survey: Survey, recoded: pd.DataFrame, analysis: AnalysisSpec) -> Iterator[Problem]:
    """What the ladder of models itself says before it is fitted, in sentences that name columns and
    remedy.
    """
    categories = categories_of(survey.codebook)
    try:
        said = obstacle(
            make_ladder(
                complete_interviews(recoded, analysis, survey.columns, categories), analysis
            )
        )
    except ValueError as error:
        said = str(error)
    if said:
        yield survey.problem(
            analysis.outcome, said, "Change the predictors or the interviewer covariates."
        )


def _outcome_faults(survey: Survey, name: str, values: pd.Series) -> Iterator[Problem]:
    yield from list(_kind_faults(survey, name, values)) or _constant_faults(survey, name, values)


def _kind_faults(survey: Survey, name: str, values: pd.Series) -> Iterator[Problem]:
    """What keeps a column from being an amount."""
    faults = [*_amount_faults(survey, name, values), *number_faults(survey, name, values)]
    yield from faults or precision_faults(survey, name, values)


def _predictor_faults(survey: Survey, name: str, values: pd.Series) -> Iterator[Problem]:
    if _is_category(survey, name, values):
        faults = [*mixture_faults(survey, name, values), *_category_faults(survey, name, values)][
            :1
        ]
    else:
        faults = list(number_faults(survey, name, values)) or list(
            precision_faults(survey, name, values)
        )
    yield from faults or _constant_faults(survey, name, values)


def _is_category(survey: Survey, name: str, values: pd.Series) -> bool:
    """What the codebook says; for a column that is no item (the weight, the area), what the data
    say.
    """
    found = "numeric" if values.dtype.kind in "if" else "categorical"
    return survey.codebook.get(name, {"kind": found})["kind"] == "categorical"


def _amount_faults(survey: Survey, name: str, values: pd.Series) -> Iterator[Problem]:
    if _is_category(survey, name, values) and values.dtype.kind in "if":
        remedy = "Set its kind to numeric in the codebook, or name another column."
        is_declared = (survey.declared.items.get(name) or {}).get("kind") is not None
        calls = (
            "codebook calls this item categorical"
            if is_declared
            else "file calls this item nominal"
        )
        yield survey.problem(name, f"The {calls}, so it has no mean.", remedy)


def _category_faults(survey: Survey, name: str, values: pd.Series) -> Iterator[Problem]:
    n = values.nunique()
    if n > MOST_CATEGORIES:
        said = (
            f"This column holds {n} different values, too many for categories (at most "
            f"{MOST_CATEGORIES})."
        )
        yield survey.problem(
            name, said, "Group them, or name a numeric column.", values.dropna().iloc[0]
        )


def _constant_faults(
    survey: Survey, name: str, values: pd.Series, among: str = ""
) -> Iterator[Problem]:
    distinct = values.dropna().unique()
    if len(distinct) == 0:
        said = (
            "All values are missing"
            + (among or ", counting the codes that the codebook declares")
            + "."
        )
        yield survey.problem(name, said, "Name another column, or correct the codebook.")
    elif len(distinct) == 1:
        said = f"This column is constant{among}."
        yield survey.problem(name, said, "Name a column that varies.", distinct[0])


def _within_faults(
    survey: Survey, name: str, values: pd.Series, interviewers: pd.Series
) -> Iterator[Problem]:
    """A covariate of the interviewer that differs between their interviews."""
    known = pd.DataFrame({"value": values, "interviewer": interviewers}).dropna()
    first = known.groupby("interviewer")["value"].transform("first")
    differs = known.index[known["value"] != first]
    if len(differs):
        who = known.loc[differs[0], "interviewer"]
        n = known.loc[differs, "interviewer"].nunique()
        more = plural(n, "interviewer has", "interviewers have")
        said = (
            f"This interviewer covariate varies within interviewer {who} ({n} {more} several "
            "values)."
        )
        remedy = "Make it a predictor, or give each interviewer one value."
        yield survey.problem(
            name,
            said,
            remedy,
            values.loc[differs[0]],
            int(survey.frame.index.get_indexer(differs[:1])[0]),
        )


def _complete_faults(
    survey: Survey, analysis: AnalysisSpec, complete: pd.DataFrame, among: str = AMONG_COMPLETE
) -> Iterator[Problem]:
    """Faults of the interviews in which nothing that the analysis needs is missing; `among` says
    which these are.
    """
    outcome, interviewer = analysis.outcome, present(survey.columns["interviewer"])
    names = [name for name in complete.columns if name != interviewer]
    if complete.empty:
        where = "" if among == AMONG_COMPLETE else among
        said = f"No interview{where} has every variable of the analysis ({', '.join(names)})."
        yield survey.problem(outcome, said, "Leave out the variable that is missing most often.")
        return
    constant = [
        fault for name in names for fault in _constant_faults(survey, name, complete[name], among)
    ]
    yield from constant or _design_faults(survey, analysis, complete, interviewer, among)


def _covariate_faults(
    survey: Survey, recoded: pd.DataFrame, analysis: AnalysisSpec
) -> list[Problem]:
    """Covariates that are constant or collinear among the interviewers whose covariates are known;
    nothing where these are too few for a model with covariates, which is left out then.
    """
    covariates = list(analysis.interviewer_covariates)
    if not covariates or recoded[covariates].notna().all(axis=None):
        return []
    known = complete_interviews(recoded, analysis, survey.columns).dropna()
    if known["interviewer"].nunique() < len(covariates) + FEWEST_LEFT:
        return []
    among = " among the interviews that have every variable of the analysis"
    constant = [
        fault for name in covariates for fault in _constant_faults(survey, name, known[name], among)
    ]
    if constant or any(known[name].nunique() < 2 for name in model_columns(analysis)):
        return constant
    return list(_collinear_faults(survey, analysis, known, among))


def _design_faults(
    survey: Survey, analysis: AnalysisSpec, complete: pd.DataFrame, interviewer: str, among: str
) -> Iterator[Problem]:
    faults = list(
        _cluster_faults(survey, analysis.outcome, complete[[interviewer, analysis.outcome]], among)
    )
    yield from faults
    if faults:
        return
    within = complete.groupby(interviewer)
    for name in analysis.random_slopes:
        if not _varies_within(within, name):
            remedy = "Remove the random slope, or make it an interviewer covariate."
            faults.append(
                survey.problem(
                    name,
                    "A random slope needs a predictor that differs within interviewers.",
                    remedy,
                )
            )
    faults += _slope_faults(survey, analysis, complete)
    yield from faults or _collinear_faults(survey, analysis, complete, among)


def _cluster_faults(
    survey: Survey, outcome: str, answered: pd.DataFrame, among: str
) -> Iterator[Problem]:
    """Answers from which no variance between interviewers and within them can be told; columns
    interviewer, outcome.
    """
    column = present(survey.columns["interviewer"])
    interviewers = answered[column]
    if not _is_clustered(interviewers):
        who = (
            "There is one interviewer only"
            if interviewers.nunique() == 1
            else "Every interviewer has one interview"
        )
        remedy = "Leave out a variable that is often missing, or name another interviewer column."
        yield survey.problem(column, f"{who}{among}.", remedy, interviewers.iloc[0])
    elif not _varies_within(answered.groupby(column), outcome):
        remedy = "Name an outcome that differs between interviews."
        yield survey.problem(outcome, "The outcome never differs within an interviewer.", remedy)


def _slope_faults(
    survey: Survey, analysis: AnalysisSpec, complete: pd.DataFrame
) -> Iterator[Problem]:
    """Random slopes of categories without a random intercept, and more random effects than can be
    estimated.
    """
    n, slopes = int(analysis.random_intercept), analysis.random_slopes
    for name in slopes:
        is_category = _is_category(survey, name, complete[name])
        n += complete[name].nunique() - 1 if is_category else 1
        if is_category and not analysis.random_intercept:
            said = (
                "Without a random intercept the interviewers would be alike in the first "
                "category of this column."
            )
            yield survey.problem(
                name,
                said,
                "Set random_intercept: true, which is the same model without this fault.",
            )
    if slopes and n > MOST_EFFECTS:
        said = (
            f"The random slopes make {n} random effects, too many to estimate (at most "
            f"{MOST_EFFECTS})."
        )
        yield survey.problem(slopes[-1], said, "Use fewer random slopes, or group the categories.")


def _is_clustered(interviewers: pd.Series) -> bool:
    return 1 < interviewers.nunique() < interviewers.count()


def _varies_within(within, name: str) -> bool:
    values = within[name]
    if values.obj.dtype.kind in "if":
        return bool((values.max() > values.min()).any())
    return bool((values.nunique() > 1).any())


def _collinear_faults(
    survey: Survey, analysis: AnalysisSpec, complete: pd.DataFrame, among: str
) -> Iterator[Problem]:
    """A column that the constant and the columns before it give exactly, the outcome last."""
    explaining = [*analysis.predictors, *analysis.interviewer_covariates]
    basis = np.full((len(complete), 1), 1 / np.sqrt(len(complete)))
    for name in [*explaining, analysis.outcome]:
        columns = _design_columns(complete[name], _is_category(survey, name, complete[name]))
        rest = columns - basis @ (basis.T @ columns)
        rest -= basis @ (basis.T @ rest)
        if np.linalg.svd(rest, compute_uv=False)[-1] < NEGLIGIBLE * np.linalg.norm(columns):
            before = ", ".join(
                explaining[: explaining.index(name)] if name in explaining else explaining
            )
            said = f"This column is an exact linear function of {before or 'the constant'}{among}."
            yield survey.problem(name, said, "Leave one of them out.")
        else:
            basis = np.hstack([basis, np.linalg.qr(rest)[0]])


def _design_columns(values: pd.Series, is_category: bool) -> np.ndarray:
    """Centred and scaled columns (n, k): the numbers, or one 0/1 column for each category but the
    first.
    """
    if is_category:
        columns = (values.to_numpy()[:, None] == np.sort(values.unique())[None, 1:]).astype(float)
    else:
        columns = values.to_numpy(dtype=float)[:, None]
    centred = columns - columns.mean(axis=0)
    return centred / np.abs(centred).max(axis=0)

"""The config: one closed YAML file; unknown keys, contradictions and doubtful names are refused
together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from interviewer_effects.encodings import encoding_problem
from interviewer_effects.plain_yaml import load_yaml, null_letters, with_text_keys
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.schema import load_schema, schema_problems, with_defaults, without_empty
from interviewer_effects.specification import AnalysisSpec

SIMULATED_COLUMNS = {"interview": "idno", "interviewer": "intnum", "weight": "weight"}
ONE, OTHER, PAIR = ("weight",), ("interviewer_weight",), ("weight", "interviewer_weight")
WEIGHTED = {  # what an analysis asks for -> the columns that it needs, or those that do instead
    **dict.fromkeys(("level1_A", "level1_B"), (ONE,)),
    **dict.fromkeys(("level2", "all"), (ONE, OTHER)),
    **dict.fromkeys(("both_A", "both_B"), (PAIR,)),
}
FOLDERS = ("tables", "figures")
LONGEST = 60  # letters of a name, which the schema says too
REPEATED = re.compile(r"(.+)\1{19}$")  # a wildcard that Snakemake refuses as periodic
SPLIT_INTO_ONE = (
    "interview",
    "interviewer",
    "weight",
    "interviewer_weight",
)  # roles that no part can share
FIRST_ROLES = (
    "interviewer",
    "interview",
    "weight",
    "interviewer_weight",
    "area",
)  # the later of two is to change
NO_ANSWERS = {"weight": "weight", "interviewer_weight": "interviewer weight", "area": "area"}
EXPLAINING = ("predictors", "interviewer_covariates", "respondent_covariates")


def load_config(path: str | os.PathLike) -> dict:
    """Read the config with every default filled in; raise AuditError with every problem of the
    file.

    Paths inside stay as written; they are relative to the folder of the config (`base_of`).
    """
    return load_config_dict(load_yaml(path), str(path))


def load_config_dict(content: object, file: str = "config.yaml") -> dict:
    """Do the same for a mapping that was read already, such as Snakemake's; `file` is named in the
    messages.
    """
    config: Any = with_text_keys(content, file)
    problems = validate(config, file)
    if problems:
        raise AuditError(problems)
    return _fill(config)


def base_of(path: str | os.PathLike) -> Path:
    """The folder that paths in the config are relative to."""
    return Path(path).parent


def validate(content: object, file: str) -> list[Problem]:
    """List every problem of the config by itself, before any file that it names is opened."""
    problems = [*schema_problems("config", content, file), *null_letters(content, (), file)]
    if not isinstance(content, dict) or not isinstance(content.get("surveys"), dict):
        return problems
    problems += _same_names(content["surveys"], "surveys", file)
    for name in (name for name in content["surveys"] if str(name).lower() == "index"):
        said = "reports/index.html is the page of all surveys."
        problems.append(Problem(file, f"surveys.{name}", None, None, said, "Choose another name."))
    problems += _repeating_names(content["surveys"], "surveys", file)
    for name, survey in content["surveys"].items():
        problems += _survey_problems(survey, f"surveys.{name}", file)
    return problems


def _repeating_names(names: Iterable[str], key: str, file: str) -> Iterator[Problem]:
    """Names that Snakemake takes for a path that grows without end."""
    for name in (
        name for name in names if len(str(name)) <= LONGEST and REPEATED.search(str(name))
    ):
        said = "The name ends with one text 20 times or more."
        yield Problem(file, f"{key}.{name}", None, None, said, "Choose another name.")


def settings_of(config: dict, survey: str) -> dict:
    """What a filled config says of one survey, for the record of its audit."""
    return {"survey": config["surveys"][survey]} | {
        key: config[key] for key in config if key != "surveys"
    }


def analyses_of(config: Mapping[str, Any], survey: str) -> dict[str, AnalysisSpec]:
    """The analyses of one survey of a filled config, by name."""
    sections = config["surveys"][survey]["analyses"]
    return {name: AnalysisSpec.of(section) for name, section in sections.items()}


def known_part(content: dict) -> dict:
    """Fill in every default and leave out the keys that the config does not know."""
    schema = load_schema("config")
    return with_defaults(schema, without_empty(schema, content))


def _fill(content: dict) -> dict:
    """Fill in every default; a simulated survey knows its own columns."""
    config = known_part(content)
    for survey in config["surveys"].values():
        if survey["data"] == "simulate":
            given = {
                role: column for role, column in survey["columns"].items() if column is not None
            }
            survey["columns"] |= SIMULATED_COLUMNS | given
    return config


def _survey_problems(survey: object, key: str, file: str) -> Iterator[Problem]:
    """Contradictions between the keys of one survey; types are the schema's business."""
    if not isinstance(survey, dict):
        return
    given = survey.get("columns") or {}
    columns = given if isinstance(given, dict) else {}
    if given is columns and survey.get("data") != "simulate" and not columns.get("interviewer"):
        remedy = "Name the column that identifies the interviewer."
        yield Problem(
            file, f"{key}.columns.interviewer", None, None, "This key is missing.", remedy
        )
    yield from _role_problems(columns, f"{key}.columns", file)
    yield from _screen_problems(survey, columns, key, file)
    for place, entry in ((key, survey), (f"{key}.interviewers", survey.get("interviewers"))):
        yield from _encoding_problems(entry, f"{place}.encoding", file)
    if survey.get("data") == "simulate" and survey.get("split_by"):
        remedy = "Set split_by: null."
        yield Problem(
            file,
            f"{key}.split_by",
            survey["split_by"],
            None,
            "The synthetic survey has no parts.",
            remedy,
        )
    for role in (
        role
        for role in SPLIT_INTO_ONE
        if columns.get(role) and columns[role] == survey.get("split_by")
    ):
        remedy = "Name a column such as the country, or set split_by: null."
        yield Problem(
            file, f"{key}.split_by", columns[role], None, f"Is the {role} column too.", remedy
        )
    ids = [columns[role] for role in ("interview", "interviewer") if columns.get(role)]
    given = survey.get("analyses")
    analyses = given if isinstance(given, dict) else {}
    if not given and not survey.get("screen") and survey.get("data") is not None:
        remedy = "Name an outcome in analyses, or items in screen."
        said = "There is nothing to audit: neither an analysis nor an item to screen."
        yield Problem(file, f"{key}.analyses", None, None, said, remedy)
    yield from _same_names(analyses, f"{key}.analyses", file)
    yield from _repeating_names(analyses, f"{key}.analyses", file)
    for name, analysis in analyses.items():
        place = f"{key}.analyses.{name}"
        if name.lower() in FOLDERS:
            yield Problem(
                file,
                place,
                None,
                None,
                "This name is a folder of the results.",
                "Choose another name.",
            )
        if isinstance(analysis, dict):
            yield from _analysis_problems(analysis, ids, place, file)
            yield from _other_role_problems(analysis, columns, survey.get("split_by"), place, file)
            known = SIMULATED_COLUMNS | columns if survey.get("data") == "simulate" else columns
            yield from _weights_problems(analysis.get("weights"), known, f"{place}.weights", file)


def _role_problems(columns: dict, key: str, file: str) -> Iterator[Problem]:
    """Columns that are named for two roles."""
    named = [role for role in FIRST_ROLES if isinstance(columns.get(role), str)]
    for other, role in combinations(named, 2):
        if columns[role] == columns[other]:
            remedy = (
                f"Name one column each; {role}: null "
                f"{'numbers the rows' if role == 'interview' else 'is none'}."
            )
            said = f"Is the {other.replace('_', ' ')} column too."
            yield Problem(file, f"{key}.{role}", columns[role], None, said, remedy)


def _other_role_problems(
    analysis: dict, columns: dict, split_by: object, key: str, file: str
) -> Iterator[Problem]:
    """Variables of an analysis that are no answers, or that are constant in each part of a split
    survey.
    """
    outcome = analysis.get("outcome")
    for role, noun in NO_ANSWERS.items():
        if isinstance(outcome, str) and columns.get(role) == outcome:
            remedy = f"Name an answer as the outcome, or set columns.{role} to null."
            yield Problem(
                file, f"{key}.outcome", outcome, None, f"Is the {noun} column too.", remedy
            )
    area = columns.get("area")
    for role in ("predictors", "interviewer_covariates"):
        if isinstance(area, str) and area in _names(analysis.get(role)):
            said = "Is the area column too, so that nothing is left for the variance between areas."
            remedy = f"Remove it from {role}, or set columns.area to null."
            yield Problem(file, f"{key}.{role}", area, None, said, remedy)
    for role in ("outcome", "predictors", "interviewer_covariates", "respondent_covariates"):
        given = analysis.get(role)
        if isinstance(split_by, str) and split_by in (
            [given] if isinstance(given, str) else _names(given)
        ):
            said = "Is split_by too, so it is constant in each part."
            yield Problem(
                file, f"{key}.{role}", split_by, None, said, "Remove it, or set split_by: null."
            )


def _screen_problems(survey: dict, columns: dict, key: str, file: str) -> Iterator[Problem]:
    """Columns to be screened that are ids, weights or areas."""
    roles = {columns[role]: role for role in columns if isinstance(columns[role], str)}
    for name in (name for name in _names(survey.get("screen")) if name in roles):
        said = f"Is the {roles[name].replace('_', ' ')} column, not an item."
        yield Problem(file, f"{key}.screen", name, None, said, "Remove it from screen.")


def _encoding_problems(entry: object, key: str, file: str) -> Iterator[Problem]:
    encoding = entry.get("encoding") if isinstance(entry, dict) else None
    problem = (
        encoding_problem(encoding, file, key) if encoding and isinstance(encoding, str) else None
    )
    if problem:
        yield problem


def _weights_problems(asked: object, columns: dict, key: str, file: str) -> Iterator[Problem]:
    """Weights that an analysis asks for and no column holds."""
    needed = WEIGHTED.get(asked, ()) if isinstance(asked, str) else ()
    if needed and not any(all(columns.get(role) for role in roles) for roles in needed):
        named = " or ".join(" and ".join(f"columns.{role}" for role in roles) for roles in needed)
        said = (
            f"There is no column of {'these weights' if len(needed[0]) == 1 else 'both weights'}."
        )
        yield Problem(file, key, asked, None, said, f"Name it in {named}, or set weights: none.")


def _analysis_problems(analysis: dict, ids: list[str], key: str, file: str) -> Iterator[Problem]:
    """Contradictions between the roles of columns in one analysis."""
    yield from _roles_held_twice(analysis, key, file)
    yield from _no_predictors(analysis, key, file)
    explaining = (name for role in EXPLAINING for name in _names(analysis.get(role)))
    for name in (name for name in [analysis.get("outcome"), *explaining] if name in ids):
        fault = "An id cannot be an outcome or a predictor."
        yield Problem(file, key, name, None, fault, "Name another column.")
    if analysis.get("random_intercept") is False and not _names(analysis.get("random_slopes")):
        fault = "Leaves no random effect at all."
        remedy = "Set random_intercept: true, or name random_slopes."
        yield Problem(file, f"{key}.random_intercept", False, None, fault, remedy)


def _roles_held_twice(analysis: dict, key: str, file: str) -> Iterator[Problem]:
    """Columns that are an outcome, predictor or covariate and another of these too."""
    predictors, covariates, respondents = (_names(analysis.get(role)) for role in EXPLAINING)
    for role in EXPLAINING:
        if (outcome := analysis.get("outcome")) in _names(analysis.get(role)):
            remedy = "Remove it from one of the two."
            yield Problem(file, f"{key}.{role}", outcome, None, "Is the outcome too.", remedy)
    for name in (name for name in covariates if name in predictors):
        field = f"{key}.interviewer_covariates"
        remedy = "Leave it where it belongs: covariates are constant within an interviewer."
        yield Problem(file, field, name, None, "Is a predictor too.", remedy)
    for name in (name for name in respondents if name in predictors or name in covariates):
        field = f"{key}.respondent_covariates"
        what = "a predictor" if name in predictors else "an interviewer covariate"
        remedy = (
            "Remove it from one of the two: what is in the models already is not added to them."
        )
        yield Problem(file, field, name, None, f"Is {what} too.", remedy)


def _no_predictors(analysis: dict, key: str, file: str) -> Iterator[Problem]:
    """Columns that have a random slope or are centred and are no predictors."""
    predictors, centre = _names(analysis.get("predictors")), analysis.get("centre")
    for name in (name for name in _names(analysis.get("random_slopes")) if name not in predictors):
        remedy = "Add it to the predictors, or remove the random slope."
        fault = "Is not one of the predictors."
        yield Problem(file, f"{key}.random_slopes", name, None, fault, remedy)
    centred = centre if isinstance(centre, dict) else ()
    for name in (name for name in centred if name not in predictors):
        remedy = "Add it to the predictors, or remove it here."
        fault = "Is not one of the predictors, which alone are centred."
        yield Problem(file, f"{key}.centre", name, None, fault, remedy)


def _same_names(entries: dict, key: str, file: str) -> Iterator[Problem]:
    """Names that a file system without upper and lower case would put in one folder."""
    seen: dict[str, str] = {}
    for name in entries:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            said = f"Differs from '{other}' in upper and lower case only."
            yield Problem(file, f"{key}.{name}", None, None, said, "Choose another name.")


def _names(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []

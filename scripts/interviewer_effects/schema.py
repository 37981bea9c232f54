"""Closed schemas: what a YAML file may say, its defaults, and complaints that a user can act on."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from interviewer_effects.plain_yaml import load_yaml
from interviewer_effects.problems import Problem, shown

FOLDER = Path(__file__).parents[2] / "workflow" / "schemas"


@cache
def load_schema(name: str) -> dict:
    """Read workflow/schemas/<name>.schema.yaml."""
    schema = load_yaml(FOLDER / f"{name}.schema.yaml")
    assert isinstance(schema, dict)
    return schema


def schema_problems(name: str, content: object, file: str) -> list[Problem]:
    """List everything in `content` that the schema refuses; an empty key counts as absent where it
    has a default.
    """
    from jsonschema import Draft202012Validator

    schema = load_schema(name)
    errors = Draft202012Validator(schema).iter_errors(without_empty(schema, content))
    found = [problem for error in errors for problem in _problems(error, file)]
    return sorted(found, key=lambda problem: (problem.column or "", str(problem.value)))


def with_defaults(schema: dict, content: Any) -> Any:
    """Copy `content` with absent keys at their defaults and without unknown keys (`schema_problems`
    names them).

    A whole number that is written as 99.0 becomes 99 where a whole number must be.
    """
    if isinstance(content, float) and content.is_integer() and "integer" in schema.get("type", ()):
        return int(content)
    if not isinstance(content, dict) or "object" not in schema.get("type", ()):
        return copy.deepcopy(content)
    known = schema.get("properties", {})
    filled = {
        key: with_defaults(part, content.get(key, part.get("default")))
        for key, part in known.items()
        if key in content or "default" in part
    }
    others = schema.get("additionalProperties", {})
    if isinstance(others, dict):
        filled |= {
            key: with_defaults(others, value) for key, value in content.items() if key not in known
        }
    return filled


def without_empty(schema: dict, content: Any) -> Any:
    """Copy `content` without the keys that are written but empty where the schema has a default and
    null no meaning.
    """
    if not isinstance(content, dict):
        return content
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    parts = {key: known.get(key, others if isinstance(others, dict) else {}) for key in content}
    return {
        key: without_empty(parts[key], value)
        for key, value in content.items()
        if not (value is None and "default" in parts[key] and parts[key]["default"] is not None)
    }


def nearest(name: str, known: Iterable) -> str:
    """Suggest the known name that the user may have meant, or list what there is."""
    names = [str(other) for other in known]
    lowered = {other.lower(): other for other in names}
    close = get_close_matches(str(name).lower(), lowered, n=1, cutoff=0.6)
    if close:
        found = lowered[close[0]]
        is_alike = found != str(name) and normalize("NFC", found) == normalize("NFC", str(name))
        copied = " It is composed of other letters that look the same: copy it." if is_alike else ""
        return f"Did you mean {shown(found)}?{copied}"
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"There is: {listed}." if names else "There is none."


def _problems(error, file: str) -> Iterator[Problem]:
    path = [str(part) for part in error.absolute_path]
    key = ".".join(path) or None
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        for name in sorted(set(error.instance) - set(known)):
            yield Problem(
                file, ".".join([*path, name]), None, None, "Unknown key.", nearest(name, known)
            )
    elif error.validator == "required":
        for name in sorted(set(error.validator_value) - set(error.instance)):
            meaning = error.schema["properties"][name]["description"]
            yield Problem(
                file,
                ".".join([*path, name]),
                None,
                None,
                "This key is missing.",
                f"Give it: {meaning}",
            )
    elif "propertyNames" in error.absolute_schema_path:
        yield Problem(file, key, error.instance, None, *_name_sentence(error))
    else:
        value = None if isinstance(error.instance, (dict, list)) else error.instance
        meaning = error.schema.get("description", "")
        remedy = (
            "Put it in quotes."
            if _is_unquoted(error)
            else f"This key is: {meaning}"
            if meaning
            else ""
        )
        yield Problem(file, key, value, None, _sentence(error), remedy)


def _is_unquoted(error) -> bool:
    """Whether a number, or true or false, stands where there must be text, such as the name of a
    column.
    """
    is_text_wanted = error.validator == "type" and "string" in _types(error.validator_value)
    return is_text_wanted and isinstance(error.instance, (bool, int, float))


def _name_sentence(error) -> tuple[str, str]:
    if error.validator == "minLength" and "missing" in error.absolute_path:
        return "A missing code is empty.", "Give the code that stands in the data."
    if error.validator == "minLength":
        return "The name is empty.", "Write the name of the column."
    if error.validator == "maxLength":
        return "The name is too long.", f"Use at most {error.validator_value} letters."
    return (
        "This name cannot name a file.",
        "Start with a plain letter or digit; go on with letters, digits, - and _.",
    )


def _sentence(error) -> str:
    allowed = error.validator_value
    if error.validator == "type":
        return f"Must be {_type_words(allowed)}, not {_type_of(error.instance)}."
    if error.validator == "enum":
        return f"Must be {' or '.join(_written(value) for value in allowed)}."
    bounds = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "above",
        "exclusiveMaximum": "below",
    }
    if error.validator in bounds:
        is_tiny = isinstance(allowed, float) and 0 < allowed < 1e-4
        written = f"{allowed:.10f}".rstrip("0") if is_tiny else allowed
        return f"Must be {bounds[error.validator]} {written}."
    counts = {
        "minItems": "Has too few entries",
        "maxItems": "Has too many entries",
        "minProperties": "Is empty",
        "minLength": "Is empty",
        "uniqueItems": "Has an entry twice",
    }
    return f"{counts.get(error.validator, error.message)}."


def _written(value: object) -> str:
    """A value as YAML has it."""
    return str(value) if isinstance(value, str) else "null" if value is None else str(value).lower()


def _type_words(types: str | list[str]) -> str:
    words = {
        "object": "a mapping (key: value)",
        "array": "a list [a, b]",
        "string": "text",
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "null": "null",
    }
    return " or ".join(words[name] for name in _types(types))


def _types(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "true/false"
    names = {
        dict: "a mapping",
        list: "a list",
        str: "text",
        int: "a number",
        float: "a decimal number",
        type(None): "empty",
    }
    return names.get(type(value), type(value).__name__)

"""The codebook: what each item is called, which answers it allows, which codes mean that there is
no answer.

A resolved codebook has an entry for every item: {label, valid: [low, high] or null, missing: {code:
reason}, kind: numeric or categorical}, names: {code: label} where numbers with labels are
categories, and answers and labels where the file labels other numbers that look like codes. Codes
are texts of numbers ("88"), so that JSON and YAML keep them alike, or Stata's ".a"; of a text item
they are its texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer_effects.disk import refuse_device
from interviewer_effects.plain_yaml import load_yaml, null_letters
from interviewer_effects.problems import AuditError, Problem
from interviewer_effects.schema import nearest, schema_problems

from .dictionary import Dictionary, code_in, code_number, code_text
from .measure import group_names, is_nominal
from .value_labels import labelled_answers, labels_of_codes

if TYPE_CHECKING:
    import pandas as pd

CATEGORICAL = "categorical"
LISTED = 5
NUMBER_CODE = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?|\.[a-z]")  # or Stata's


@dataclass(frozen=True)
class Declared:
    """What the user declared: the items, the file that says so, and the key before each item in
    that file.
    """

    items: dict
    file: str
    key: str = ""

    def problem(self, item: str, value: object, message: str, remedy: str) -> Problem:
        """Place a problem in the codebook."""
        return Problem(self.file, f"{self.key}{item}", value, None, message, remedy)


def declared_codebook(
    spec: str | dict | None, base: Path, config_file: str, survey: str
) -> Declared:
    """Read the codebook that the config names, or take the one written out in it; null declares
    nothing.

    Raises AuditError with every problem of form: unknown keys, text where a number must be, an
    empty code.
    """
    key = f"surveys.{survey}.codebook"
    if isinstance(spec, str):
        refuse_device(base / spec, spec)
        content: Any = load_yaml(base / spec, spec)
        declared = Declared(content, spec)
    else:
        declared = Declared(spec or {}, config_file, key + ".")
    problems = schema_problems("codebook", declared.items, declared.file)
    if isinstance(spec, str):
        problems += null_letters(declared.items, (), declared.file)
    if problems:
        prefix = declared.key.rstrip(".")
        raise AuditError(_under(prefix, problem) for problem in problems)
    return Declared(
        {item: entry or {} for item, entry in declared.items.items()}, declared.file, declared.key
    )


def item_names(frame: pd.DataFrame, columns: dict[str, str | None]) -> list[str]:
    """List the items in the order of the file: every column that is not an id, a weight or the
    area.
    """
    roles = set(columns.values())
    return [name for name in frame.columns if name not in roles]


def resolve_codebook(
    declared: Declared,
    frame: pd.DataFrame,
    items: Iterable[str],
    dictionary: Dictionary | None = None,
    codes: pd.DataFrame | None = None,
) -> dict[str, dict]:
    """Complete the codebook for every item: its own name as label, no range and no codes where none
    are declared.

    `dictionary` gives labels where the user gave none, and the kind of an item that it calls
    nominal; `codes` (from `sources.code_sources`) are the missing codes by all three sources;
    without it only the user's count. Numbers that are written as codes and that the file labels as
    answers are listed under `answers`, the labels of others that are not missing under `labels`;
    both only where there are any.
    """
    dictionary = dictionary or Dictionary()
    labels = dictionary.labels
    settled = _settled(codes) if codes is not None else {}
    resolved = {}
    for item in items:
        entry = declared.items.get(item, {})
        values = frame[item]
        given = {
            code_in(values, code): reason for code, reason in (entry.get("missing") or {}).items()
        }
        missing = given if codes is None else settled.get(item, {})
        kind = entry.get("kind") or _kind(values, item, dictionary, missing)
        resolved[item] = {
            "label": entry.get("label") or labels.get(item) or item,
            "valid": entry.get("valid"),
            "missing": missing,
            "kind": kind,
        }
        if kind == CATEGORICAL and item in dictionary.values and values.dtype.kind in "if":
            resolved[item]["names"] = group_names(dictionary.values[item])
        resolved[item] |= _labelled(dictionary.values.get(item, {}), missing)
    return resolved


def _kind(values: pd.Series, item: str, dictionary: Dictionary, missing: dict[str, str]) -> str:
    if values.dtype.kind not in "if" or is_nominal(values, item, dictionary, missing):
        return CATEGORICAL
    return "numeric"


def codebook_problems(
    declared: Declared, frame: pd.DataFrame, columns: dict[str, str | None]
) -> Iterator[Problem]:
    """List what the codebook says of columns that are not there or no items, and contradictions
    within it.
    """
    items = item_names(frame, columns)
    absent = [item for item in declared.items if item not in frame.columns]
    for item in absent[:LISTED]:
        more = f" ({len(absent) - 1} items are not)" if len(absent) > 1 else ""
        remedy = f"{nearest(item, items)} Rename it or remove it from the codebook."
        yield declared.problem(item, None, f"This item is not in the data{more}.", remedy)
    roles = {column: role for role, column in columns.items() if column}
    for item, entry in declared.items.items():
        if item in roles and (entry.get("missing") or entry.get("valid")):
            remedy = (
                "Remove its missing codes and its range; ids, weights and areas are never recoded."
            )
            said = f"This column is the {roles[item].replace('_', ' ')}, not an item."
            yield declared.problem(item, None, said, remedy)
        if entry.get("missing") and item in frame.columns and frame[item].dtype.kind in "if":
            yield from _codes_of_numbers(declared, item, entry)
        yield from _contradictions(declared, item, entry)


def _labelled(labels: dict[str, str], missing: dict[str, str]) -> dict:
    """What the file's value labels say of numbers that are written as codes and not missing."""
    answers = labelled_answers(labels, missing)
    others = labels_of_codes(labels, [*missing, *answers])
    return ({"answers": answers} if answers else {}) | ({"labels": others} if others else {})


def _settled(codes: pd.DataFrame) -> dict[str, dict[str, str]]:
    """The reason of each code that is treated as missing, by item."""
    missing = codes[codes["treated"] == "missing"]
    return {
        str(item): dict(zip(part["code"], part["reason"], strict=True))
        for item, part in missing.groupby("item")
    }


def _codes_of_numbers(declared: Declared, item: str, entry: dict) -> Iterator[Problem]:
    for code in entry.get("missing") or {}:
        if not NUMBER_CODE.fullmatch(code):
            said = "A missing code must be a number where the answers are numbers."
            remedy = "Give the number that stands in the data, without leading zeros."
            yield declared.problem(f"{item}.missing", code, said, remedy)
    written: dict[str, str] = {}
    for code in entry.get("missing") or {}:
        other = written.setdefault(code_text(code), code)
        if other != code:
            said = f"This missing code is {other} too, written in another way."
            yield declared.problem(f"{item}.missing", code, said, "Keep one of the two.")


def _contradictions(declared: Declared, item: str, entry: dict) -> Iterator[Problem]:
    if entry.get("valid") is None:
        return
    low, high = entry["valid"]
    if low > high:
        remedy = "Write the lowest valid answer first."
        yield declared.problem(f"{item}.valid", f"[{low}, {high}]", "The range is empty.", remedy)
    for code in entry.get("missing") or {}:
        number = code_number(code)
        if number is not None and low <= number <= high:
            said = f"This missing code lies inside the valid range {low} to {high}."
            yield declared.problem(
                f"{item}.missing", code, said, "Correct the code or the valid range."
            )


def _under(prefix: str, problem: Problem) -> Problem:
    column = ".".join(part for part in (prefix, problem.column) if part)
    return Problem(
        problem.file, column or None, problem.value, problem.row, problem.message, problem.remedy
    )

"""What the answers to each item look like: valid, missing by reason, outside the valid range,
suspected codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from interviewer_effects.survey.codes.dictionary import NO_REASON, code_number, code_text
from interviewer_effects.survey.codes.reasons import NOT_APPLICABLE, is_suspected, standard_reason
from interviewer_effects.survey.codes.recode import is_coded
from interviewer_effects.survey.codes.scales import far_from_scale
from interviewer_effects.survey.codes.suspected_codes import evidence, suspected_by_item

ITEM_COLUMNS = [
    "item",
    "label",
    "kind",
    "n_valid",
    "n_missing",
    "n_empty",
    "n_not_applicable",
    "mean",
    "sd",
    "min",
    "max",
    "n_outside_valid",
    "n_suspected",
    "suspected_codes",
    "suspected_evidence",
]
DISTRIBUTION_COLUMNS = ["item", "label", "kind", "value", "value_high", "reason", "n"]
MOST_VALUES, MOST_FRACTIONS, BINS = 60, 20, 20


def describe_items(
    frame: pd.DataFrame, codebook: dict[str, dict], extended: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count and summarise each item: n_valid + n_missing + n_outside_valid is the number of
    interviews.

    n_missing counts declared codes and empty cells, n_empty the latter alone, n_not_applicable the
    codes that say that the item was not asked; mean, sd, min and max are of the valid answers.
    Suspected codes that nobody declared are among the valid answers: a mean with 88 in it is shown
    as it is. Those that the codebook calls suspected are among the missing. suspected_evidence says
    what they are suspected for. `extended` are Stata's .a to .z (row, item, code), which count as
    codes and not as empty.
    """
    lettered = _by_item(extended)
    suspects = _suspects(frame, codebook)
    rows = [
        _describe_item(frame[item], entry, lettered.get(item), suspects[item])
        for item, entry in codebook.items()
    ]
    rows = [[item, *row] for item, row in zip(codebook, rows, strict=True)]
    return pd.DataFrame(rows, columns=ITEM_COLUMNS)


def describe_distributions(
    frame: pd.DataFrame, codebook: dict[str, dict], extended: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count the values of each item: kind valid, missing (a declared code), outside or empty.

    Beyond 60 distinct valid numbers (20 when they have fractions) the valid ones are counted in 20
    intervals from value up to value_high; beyond 60 distinct texts the rarer ones are one row
    without a value.
    """
    lettered = _by_item(extended)
    undeclared = undeclared_codes(frame, codebook)
    parts = [
        _distribution(item, frame[item], entry, lettered.get(item), undeclared.get(item, []))
        for item, entry in codebook.items()
    ]
    rows = [row for part in parts for row in part]
    return pd.DataFrame(rows, columns=DISTRIBUTION_COLUMNS, dtype=object).astype({"n": int})


def split_cells(
    values: pd.Series, entry: dict, lettered: pd.Series | None = None
) -> dict[str, pd.Series]:
    """Mark each cell as empty, missing (a declared code, or in a row of `lettered`), outside the
    range, or valid.
    """
    empty = values.isna()
    if lettered is not None:
        empty &= ~pd.Series(np.isin(np.arange(len(values)), lettered.index), index=values.index)
    missing = (is_coded(values, list(entry["missing"])) | values.isna()) & ~empty
    outside = pd.Series(False, index=values.index)
    if entry["valid"] and values.dtype.kind in "if":
        outside = ~values.between(*entry["valid"]) & ~missing & ~empty
    return {
        "valid": ~(empty | missing | outside),
        "missing": missing,
        "outside": outside,
        "empty": empty,
    }


def undeclared_codes(frame: pd.DataFrame, codebook: dict[str, dict]) -> dict[str, list[float]]:
    """List the suspected codes of each item that has any and that neither a code nor a valid range
    speaks for.

    A number that the file labels as an answer is none.
    """
    declared = {item: _numbers(entry["missing"]) for item, entry in codebook.items()}
    open_items = [
        item
        for item, entry in codebook.items()
        if not entry["valid"] and frame[item].dtype.kind in "if"
    ]
    answers = {
        item: _without(frame[item].to_numpy(dtype=float), declared[item]) for item in open_items
    }
    suspected = suspected_by_item(answers, declared)
    unlabelled = {
        item: _other_than(codes, codebook[item].get("answers", ()))
        for item, codes in suspected.items()
    }
    return {item: codes for item, codes in unlabelled.items() if codes}


def far_answers(
    frame: pd.DataFrame, codebook: dict[str, dict], suspected: Mapping[str, list[float]]
) -> dict[str, list[float]]:
    """List the values that stand far from a scale and are read as answers, item by item: neither
    suspected codes (those of `undeclared_codes`), nor in a valid range that somebody gave, nor
    labelled as an answer.
    """
    found = {}
    for item, entry in codebook.items():
        if entry["valid"] or frame[item].dtype.kind not in "if":
            continue
        known = [*_numbers(entry["missing"]), *suspected.get(item, ())]
        answers = frame[item].dropna()
        far = far_from_scale(answers[~answers.isin(known)])
        found[item] = _other_than(far, entry.get("answers", ()))
    return {item: values for item, values in found.items() if values}


def unconfirmed_codes(frame: pd.DataFrame, codebook: dict[str, dict]) -> dict[str, list[float]]:
    """List the codes of each item that the codebook calls suspected and that occur: nobody has
    confirmed them.
    """
    found = {}
    for item, entry in codebook.items():
        codes = [code for code, reason in entry["missing"].items() if is_suspected(reason)]
        if codes and frame[item].dtype.kind in "if":
            occurring = frame[item].isin(_numbers(codes))
            found[item] = sorted(frame.loc[occurring, item].unique().tolist())
    return {item: codes for item, codes in found.items() if codes}


def _suspects(frame: pd.DataFrame, codebook: dict[str, dict]) -> dict[str, list[float]]:
    undeclared = undeclared_codes(frame, codebook)
    unconfirmed = unconfirmed_codes(frame, codebook)
    return {
        item: sorted([*undeclared.get(item, []), *unconfirmed.get(item, [])]) for item in codebook
    }


def _numbers(codes: Iterable[str]) -> list[float]:
    return [number for number in map(code_number, codes) if number is not None]


def _other_than(codes: list[float], answers: Iterable[str]) -> list[float]:
    return [code for code in codes if code_text(code) not in set(answers)]


def _without(values: np.ndarray, codes: list[float]) -> np.ndarray:
    return np.where(np.isin(values, codes), np.nan, values) if codes else values


def _by_item(extended: pd.DataFrame | None) -> dict[str, pd.Series]:
    """The extended codes of each item, by row."""
    if extended is None:
        return {}
    return {str(item): part.set_index("row")["code"] for item, part in extended.groupby("item")}


def _describe_item(
    values: pd.Series, entry: dict, lettered: pd.Series | None, suspected: list[float]
) -> list:
    cells = split_cells(values, entry, lettered)
    n = {kind: int(mask.sum()) for kind, mask in cells.items()}
    is_suspect = values.isin(suspected)
    return [
        entry["label"],
        entry["kind"],
        n["valid"],
        n["missing"] + n["empty"],
        n["empty"],
        _n_not_applicable(values, entry, lettered),
        *_moments(values[cells["valid"]]),
        n["outside"],
        int(is_suspect.sum()),
        ";".join(code_text(value) for value in suspected),
        evidence(
            values[cells["valid"] | is_suspect].to_numpy(dtype=float),
            suspected,
            entry.get("labels"),
        )
        if suspected
        else "",
    ]


def _n_not_applicable(values: pd.Series, entry: dict, lettered: pd.Series | None) -> int:
    codes = [
        code
        for code, reason in entry["missing"].items()
        if standard_reason(reason) == NOT_APPLICABLE
    ]
    n_lettered = 0 if lettered is None else int(lettered.isin(codes).sum())
    return int(is_coded(values, codes).sum()) + n_lettered


def _moments(answers: pd.Series) -> tuple[float, float, float, float]:
    if answers.dtype.kind not in "if" or answers.empty:
        return (np.nan,) * 4
    return (answers.mean(), answers.std(), answers.min(), answers.max())


def _distribution(
    item: str, values: pd.Series, entry: dict, lettered: pd.Series | None, undeclared: list[float]
) -> list[list]:
    cells = split_cells(values, entry, lettered)
    rows = _valid_rows(values[cells["valid"]], undeclared)
    for value, n in _counts(values[cells["missing"]]):
        code = value if isinstance(value, str) else code_text(value)
        rows.append(["missing", value, None, entry["missing"][code], n])
    for code, n in _counts(lettered) if lettered is not None else ():
        rows.append(["missing", code, None, entry["missing"].get(code, NO_REASON), n])
    rows += [["outside", value, None, "", n] for value, n in _counts(values[cells["outside"]])]
    if cells["empty"].any():
        rows.append(["empty", None, None, "", int(cells["empty"].sum())])
    return [[item, entry["label"], *row] for row in rows]


def _valid_rows(answers: pd.Series, suspected: list[float]) -> list[list]:
    doubtful = answers.isin(suspected)
    rows = [["valid", value, None, "suspected code", n] for value, n in _counts(answers[doubtful])]
    answers = answers[~doubtful]
    is_number = answers.dtype.kind in "if"
    has_fractions = is_number and bool((answers % 1 != 0).any())
    if answers.nunique() <= (MOST_FRACTIONS if has_fractions else MOST_VALUES):
        return [["valid", value, None, "", n] for value, n in _counts(answers)] + rows
    return (_intervals(answers) if is_number else _commonest(answers)) + rows


def _counts(values: pd.Series) -> list[tuple]:
    """Pair each distinct value with its count; a whole number is written without a point."""
    counts = values.value_counts().sort_index().items()
    return [
        (int(value) if isinstance(value, float) and value.is_integer() else value, int(n))
        for value, n in counts
    ]


def _intervals(answers: pd.Series) -> list[list]:
    finite = answers[np.isfinite(answers)]
    n, edges = np.histogram(finite, bins=BINS)
    return [["valid", edges[place], edges[place + 1], "", int(n[place])] for place in range(BINS)]


def _commonest(answers: pd.Series) -> list[list]:
    counts = answers.value_counts()
    shown, rest = counts.head(MOST_VALUES).sort_index(), counts.iloc[MOST_VALUES:]
    rows = [["valid", value, None, "", int(n)] for value, n in shown.items()]
    return [*rows, ["valid", None, None, f"{len(rest)} rarer texts", int(rest.sum())]]

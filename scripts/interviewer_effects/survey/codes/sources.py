"""Which codes mean that there is no answer, by three sources: the file's declarations, its value
labels, the codebook.

The rule, in this order: what the codebook declares is missing; what lies in the codebook's valid
range is an answer; what the file declares is missing; what a value label calls a refusal, don't
know, no answer, not applicable or not available is missing. Wherever two sources differ, the code
carries a sentence that says so; nothing is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .dictionary import NO_REASON, Dictionary, code_in, code_text, column_codes
from .reasons import looks_like_code, reason_of, standard_reason

if TYPE_CHECKING:
    import pandas as pd

CODE_COLUMNS = [
    "item",
    "code",
    "label",
    "reason",
    "in_file",
    "in_labels",
    "in_codebook",
    "treated",
    "n",
    "disagreement",
]


def code_sources(
    item: str,
    values: pd.Series,
    entry: dict,
    dictionary: Dictionary,
    extended: pd.Series | None = None,
) -> list[dict]:
    """List every code of an item that a source calls missing: who says so, how it is treated, how
    often it occurs.

    `entry` is the item's entry in the codebook as the user gave it, `extended` the codes of its
    extended missing values. One dict per code, with the keys CODE_COLUMNS.
    """
    labels = dictionary.values.get(item, {})
    given = {code_in(values, code): reason for code, reason in (entry.get("missing") or {}).items()}
    in_file = column_codes(values, dictionary.missing.get(item, []))
    in_labels = {
        code: reason for code, label in labels.items() if (reason := reason_of(label, code))
    }
    codes = sorted({*given, *in_file, *in_labels}, key=_order)
    if not codes and not labels:
        return []
    counts = _counts(values, extended)
    rows = []
    for code in codes:
        label = labels.get(code, "")
        row = {
            "item": item,
            "code": code,
            "label": label,
            "reason": given.get(code) or in_labels.get(code) or label.strip(" *") or NO_REASON,
            "in_file": code in in_file,
            "in_labels": code in in_labels,
            "in_codebook": code in given,
            "treated": "valid"
            if code not in given and _inside(code, entry.get("valid"))
            else "missing",
            "n": counts.get(code, 0),
        }
        rows.append(
            row
            | {
                "disagreement": "; ".join(
                    _disagreements(row, entry, bool(in_file), in_labels.get(code))
                )
            }
        )
    return rows + [
        _unlabelled_row(item, code, counts[code])
        for code in _unlabelled(counts, labels, codes, entry)
    ]


def _unlabelled(
    counts: dict[str, int], labels: dict[str, str], codes: list[str], entry: dict
) -> list[str]:
    """Find the values like 8 or 88 that have no label in an item whose every other value has
    one.
    """
    scale = [code for code in labels if code not in codes]
    odd = [code for code in counts if code not in labels and code not in codes]
    known = all(looks_like_code(code) for code in odd)
    return sorted(odd, key=_order) if len(scale) > 1 and known and not entry.get("valid") else []


def _unlabelled_row(item: str, code: str, n: int) -> dict:
    said = "the file labels every other value and not this one, which looks like a missing code"
    nobody = {"label": "", "reason": "", "in_file": False, "in_labels": False, "in_codebook": False}
    return {"item": item, "code": code, **nobody, "treated": "valid", "n": n, "disagreement": said}


def _disagreements(row: dict, entry: dict, file_declares: bool, stated: str | None) -> list[str]:
    """Say where the sources differ about one code; a code that neither occurs nor has a label is
    nobody's concern.
    """
    if not (row["n"] or row["label"]):
        return []
    said, quoted = [], f"its label says “{row['label']}”"
    if row["treated"] == "valid":
        who = "the file declares it missing" if row["in_file"] else quoted
        low, high = entry["valid"]
        said.append(f"{who}, the codebook's valid range {low:g} to {high:g} contains it")
    elif entry.get("missing") and not row["in_codebook"] and row["n"]:
        who = "the file declares it missing" if row["in_file"] else quoted
        said.append(f"{who}, the codebook lists other codes only")
    if row["in_codebook"] and row["label"] and not row["in_labels"] and not row["in_file"]:
        said.append(f"the codebook declares it missing, {quoted}")
    elif file_declares and not row["in_file"]:
        who = "the codebook declares it missing" if row["in_codebook"] else quoted
        said.append(f"{who}, the file declares other codes only")
    if (
        row["in_codebook"]
        and stated
        and (reason_of(standard_reason(row["reason"])) or stated) != stated
    ):
        said.append(f"the codebook calls it “{row['reason']}”, {quoted}")
    return said


def _inside(code: str, valid: list | None) -> bool:
    try:
        return valid is not None and valid[0] <= float(code) <= valid[1]
    except ValueError:
        return False


def _counts(values: pd.Series, extended: pd.Series | None) -> dict[str, int]:
    if values.dtype.kind in "if":
        # value_counts takes several times as long, which hundreds of items show
        distinct, sizes = np.unique(values.dropna().to_numpy(), return_counts=True)
        counts = {code_text(value): int(n) for value, n in zip(distinct, sizes, strict=True)}
    else:
        counts = {str(value): int(n) for value, n in values.value_counts().items()}
    return counts | (
        {}
        if extended is None
        else {str(code): int(n) for code, n in extended.value_counts().items()}
    )


def _order(code: str) -> tuple[int, float, str]:
    try:
        return (0, float(code), code)
    except ValueError:
        return (1, 0.0, code)

"""One survey written in every format that the project reads, with the declarations that the format
can carry.
"""

from pathlib import Path

import pandas as pd
import pyreadstat

SUFFIXES = (".csv", ".tsv", ".parquet", ".sav", ".zsav", ".dta", ".por")
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRST"


def write_survey(frame: pd.DataFrame, path: Path, labels=None, values=None, missing=None) -> Path:
    """Write `frame`; `labels` of columns, `values` {column: {code: label}} and `missing` {column:
    codes or ranges}.

    The text formats and Parquet carry none of them. Stata knows no missing codes that are numbers:
    those stay numbers with their value labels.
    """
    labels, values, missing = labels or {}, values or {}, missing or {}
    if path.suffix in (".csv", ".tsv"):
        frame.to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ",")
    elif path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    elif path.suffix in (".sav", ".zsav"):
        pyreadstat.write_sav(
            frame, path, column_labels=labels, variable_value_labels=values,
            missing_ranges=missing, compress=path.suffix == ".zsav",
        )  # fmt: skip
    elif path.suffix == ".dta":
        pyreadstat.write_dta(frame, path, column_labels=labels, variable_value_labels=values)
    else:
        _write_por(frame, path, labels, values, missing)
    return path


def _write_por(frame, path, labels, values, missing) -> None:
    """Write a portable file: pyreadstat's writer leaves out labels and missing values.

    Numbers are in base 30; the format is described in the manual of PSPP, appendix "Portable File
    Format".
    """
    pyreadstat.write_por(frame.iloc[:1, :1], path)
    head = path.read_bytes().decode("ascii").replace("\r\n", "").replace("\n", "")
    head = head[: head.index("SPSSPORT", 400)]
    body = (
        "SPSSPORTA"
        + _text("20260101")
        + _text("120000")
        + "1"
        + _text("made")
        + f"4{base_30(frame.shape[1])}/5C/"
    )
    for name in frame.columns:
        width = int(frame[name].str.len().max()) if frame[name].dtype.kind not in "if" else 0
        form = f"1/{base_30(width)}/0/" if width else "5/8/2/"
        records = "".join(_records(name, labels, missing))
        body += f"7{base_30(width)}/{_text(name.upper())}{form}{form}{records}"
    for name, codes in values.items():
        pairs = "".join(_value(code) + _text(label) for code, label in codes.items())
        body += f"D1/{_text(name.upper())}{base_30(len(codes))}/{pairs}"
    body += "F" + "".join(_value(cell) for row in frame.itertuples(index=False) for cell in row)
    lines = head + body + "Z"
    lines += "Z" * (-len(lines) % 80)
    path.write_bytes(
        "".join(lines[i : i + 80] + "\r\n" for i in range(0, len(lines), 80)).encode("ascii")
    )


def _records(name, labels, missing):
    for part in missing.get(name, ()):
        if isinstance(part, dict):
            yield f"B{base_30(part['lo'])}/{base_30(part['hi'])}/"
        else:
            yield f"8{_value(part)}"
    if name in labels:
        yield f"C{_text(labels[name])}"


def _value(cell) -> str:
    if isinstance(cell, str):
        return _text(cell or " ")
    return "*." if cell != cell else base_30(cell) + "/"


def _text(text: str) -> str:
    return f"{base_30(len(text))}/{text}"


def base_30(number: float) -> str:
    """Write a number in base 30, as portable files do; halves and thirds are exact."""
    whole, part, sign = int(abs(number)), abs(number) % 1, "-" if number < 0 else ""
    digits = ""
    while whole or not digits:
        digits, whole = DIGITS[whole % 30] + digits, whole // 30
    if part:
        digits += "." + DIGITS[round(part * 30)]
    return sign + digits

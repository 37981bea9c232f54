"""How many codes of real files are suspected once their declarations and labels are taken away, and
how many answers.

    python benchmarks/codes.py FILE.sav FILE.dta …

For each file: the codes that it declares or labels as no answer and that have five answers or more,
and the share of them that is suspected by the numbers alone; the suspected numbers, and how many of
them are no such codes: those that continue the scale (the number before it is an answer too), and
categories off the scale such as `Other` or `No contact`. The files of archives are not shipped:
fetch them from the archives.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyreadstat
from interviewer_effects.survey.codes.dictionary import code_text
from interviewer_effects.survey.codes.reasons import reason_of
from interviewer_effects.survey.codes.suspected_codes import suspected_by_item

FEWEST = 5  # answers of a code that is asked for


@dataclass
class Tally:
    """Counts of one file."""

    codes: int = 0
    found: int = 0
    suspected: int = 0
    on_scale: int = 0
    off_scale: int = 0


def read(path):
    """The numeric columns of a file (item -> values), and the codes of each: declared, or labelled
    as no answer.
    """
    reader = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    settings = {} if reader is pyreadstat.read_dta else {"user_missing": True}
    frame, file = reader(str(path), **settings)
    columns = {
        item: frame[item].to_numpy(dtype=float) for item in frame if frame[item].dtype.kind in "if"
    }
    return columns, {item: codes_of(item, values, file) for item, values in columns.items()}


def codes_of(item, values, file):
    """The values of an item that the file says are no answers."""
    ranges = [part for part in file.missing_ranges.get(item, ()) if not isinstance(part["lo"], str)]
    labels = {
        code_text(code): str(label)
        for code, label in file.variable_value_labels.get(item, {}).items()
    }
    occurring = np.unique(values[np.isfinite(values)])
    declared = {
        value for value in occurring if any(part["lo"] <= value <= part["hi"] for part in ranges)
    }
    return declared | {
        value
        for value in occurring
        if reason_of(labels.get(code_text(value), ""), code_text(value))
    }


def tally(columns, codes):
    """Count one file."""
    suspected = suspected_by_item(columns, {})
    counts = Tally()
    for item, values in columns.items():
        asked = [code for code in codes[item] if (values == code).sum() >= FEWEST]
        own = suspected.get(item, [])
        wrong = [code for code in own if code not in codes[item]]
        continuing = [code for code in wrong if (values == code - 1).any() and code - 1 not in own]
        counts.codes += len(asked)
        counts.found += sum(code in own for code in asked)
        counts.suspected += len(own)
        counts.on_scale += len(continuing)
        counts.off_scale += len(wrong) - len(continuing)
    return counts


def main(paths):
    """Print one line for each file."""
    print(
        "file | items | codes | suspected of them | suspected numbers | continue a scale | "
        "categories off it"
    )
    for path in map(Path, paths):
        columns, codes = read(path)
        counts = tally(columns, codes)
        share = f"{100 * counts.found / counts.codes:.1f} %" if counts.codes else "–"
        wrong = f"{counts.suspected} | {counts.on_scale} | {counts.off_scale}"
        print(f"{path.name} | {len(columns)} | {counts.codes} | {share} | {wrong}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

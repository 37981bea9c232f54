"""Files of every format: damaged, or sound as files and no survey."""

import numpy as np
import pandas as pd
import pyarrow as pa

from malformed.sound import faulty, frame, parquet, stored

SUFFIXES = (".sav", ".zsav", ".dta", ".por", ".parquet", ".csv", ".tsv")
NAMED = {"interview": "id", "interviewer": "who", "weight": "weight"}


def small(suffix, **changes):
    """The survey with texts of one width, which portable files need."""
    data = frame(**changes).assign(region=np.tile(["n", "s", "w"], 10))
    return stored(suffix, data.rename(columns=str.lower))


def damaged(suffix):
    """The bytes of a sound file, damaged as disks and mails do."""
    whole = small(suffix)
    what = "Parquet" if suffix == ".parquet" else suffix
    said = f"Is not a readable {what} file"
    cases = {"no byte": (b"", "The file is empty"), "spaces": (b"  \n", "The file is empty")}
    if suffix in (".csv", ".tsv"):
        cases["null bytes"] = (bytes(300), "The encoding cannot be read. It is not a text file")
        cases["truncated"] = (whole[:-25], "fields where the header has 8")
        return cases
    for share in (0.02, 0.3, 0.6, 0.95):
        cases[f"cut at {share:.0%}"] = (whole[: int(len(whole) * share)], said)
    cases["null bytes"] = (bytes(300), said)
    cases["another format"] = (b"id,who,y\n1,2,3\n", said)
    cases["noise"] = (np.random.default_rng(1).bytes(2000), said)
    return cases


def unfit(suffix):
    """Changes of the survey that every format can hold and none can be audited with."""
    cell, first = (
        frame()["y"].astype(float),
        1 if suffix in (".sav", ".zsav", ".dta", ".por", ".parquet") else 2,
    )
    huge = cell.where(cell.index != 3, 1e150)
    return {
        "no outcome": ({"y": None}, "column 'y': There is no such column"),
        "no interviews": ({"id": None}, "column 'id': There is no such column"),
        "no interviewers": ({"who": None}, "column 'who': There is no such column"),
        "outcome constant": ({"y": 3}, "column 'y', value '3': This column is constant"),
        "outcome huge": (
            {"y": huge},
            f"column 'y', row {first + 3}, value '1e+150': This value is infinite or too large",
        ),
        "outcome text": (
            {"y": "m"},
            f"column 'y', row {first}, value 'm': This column is not numeric",
        ),
        "interviews repeat": (
            {"id": frame()["id"] % 15},
            f"column 'id', row {first + 15}, value '0': This interview id",
        ),
        "one interview each": ({"who": np.arange(30)}, "Every interviewer has one interview"),
        "covariate varies": (
            {"rate": frame()["age"]},
            "This interviewer covariate varies within interviewer",
        ),
        "predictor constant": ({"x": 7}, "column 'x', value '7': This column is constant"),
        "empty interviewer": (
            {"who": frame()["who"].where(frame().index != 3, np.nan)},
            f"column 'who', row {first + 3}: The interviewer id is empty in 1 of 30 rows",
        ),
    }


def placed(suffix, content, words, n=1):
    """A case whose survey is a file of the format."""
    files, words, n = faulty(words, n=n, s__data=f"s{suffix}", s__codebook=None, s__screen=[])
    return {"config.yaml": files["config.yaml"], f"s{suffix}": content}, words, n


CASES = {}
for kind in SUFFIXES:
    for name, (content, words) in damaged(kind).items():
        CASES[f"{kind}, {name}"] = placed(kind, content, words)
    for name, (changes, words) in unfit(kind).items():
        if kind == ".por" and name == "outcome huge":
            continue  # the writer of the tests has no exponents
        CASES[f"{kind}, {name}"] = placed(kind, small(kind, **changes), words)
SPSS_NAMES = small(".sav").replace(b"X=x", b"X=y")
CASES[".sav, column twice"] = placed(".sav", SPSS_NAMES, "column 'y': Two columns have this name")
ENDLESS = "more than the file can hold"
for kind in (".sav", ".zsav"):
    header = small(kind)
    CASES[f"{kind}, endless rows"] = placed(
        kind, header[:80] + b"\0\xff\xff\x10" + header[84:], ENDLESS
    )
STATA = small(".dta")
ROWS = STATA.index(b"<N>") + 3
CASES[".dta, endless rows"] = placed(
    ".dta", STATA[:ROWS] + b"\0\xff\xff\x10" + STATA[ROWS + 4 :], ENDLESS
)
ARROW = pa.Table.from_pandas(frame(), preserve_index=False)
TABLES = {
    "column twice": (
        ARROW.append_column("y", ARROW["x"]),
        "column 'y', row 1: Two columns have this name",
    ),
    "lists": (
        ARROW.set_column(2, "y", pa.array([[1]] * 30)),
        "column 'y', row 1, value '[1]': This column is not numeric",
    ),
    "bytes": (ARROW.set_column(2, "y", pa.array([b"\xff"] * 30)), "column 'y', row 1"),
    "structs": (ARROW.set_column(2, "y", pa.array([{"a": 1}] * 30)), "column 'y', row 1"),
    "dates": (
        ARROW.set_column(2, "y", pa.array(pd.to_datetime(["2010-10-01"] * 30))),
        "This column is not numeric",
    ),
    "nothing": (ARROW.set_column(2, "y", pa.nulls(30)), "column 'y': All values are missing"),
    "no rows": (ARROW.slice(0, 0), "The file is empty: a header and no rows"),
    "no columns": (pa.table({}), "s.parquet: The file is empty"),
}
CASES |= {
    f".parquet, {name}": placed(".parquet", parquet(table), words)
    for name, (table, words) in TABLES.items()
}

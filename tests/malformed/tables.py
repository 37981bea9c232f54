"""CSV files whose text, rows, ids or values cannot be audited."""

import gzip

import numpy as np
import pandas as pd

from malformed.sound import csv, faulty, frame, put

HEADER = "id,who,y,x,age,region,rate,weight"
OPEN = {
    "s__codebook": None,
    "s__screen": [],
}  # no codebook and no screen: one place complains, not three
TEXTS = {
    "no byte": (b"", "s.csv: The file is empty"),
    "spaces only": (b" \n \n", "s.csv: The file is empty"),
    "mark only": (b"\xef\xbb\xbf", "s.csv: The file is empty"),
    "header only": (HEADER.encode(), "s.csv: The file is empty: a header and no rows"),
    "truncated in a row": (csv()[:-25], "row 31: Has 6 fields where the header has 8"),
    "truncated in a quote": (
        HEADER.encode() + b'\n1,2,3,4,5,6,7,"nor\n9,9\n',
        "A quotation mark is opened and never closed",
    ),
    "long row": (csv() + b"1,2,3,4,5,6,7,8,9\n", "row 32: Has 9 fields where the header has 8"),
    "short row": (csv() + b"1,2\n", "row 32: Has 2 fields where the header has 8"),
    "decimal commas": (
        csv() + b"99,1,5,5,30,north,40,0,5\n",
        "row 32: Has 9 fields where the header has 8",
    ),
    "one column twice": (
        csv().replace(b"age", b"y", 1),
        "column 'y', row 1: Two columns have this name",
    ),
    "twice but for spaces": (
        csv().replace(b"age", b" y ", 1),
        "column 'y', row 1: Two columns have this name",
    ),
    "null bytes": (
        csv().replace(b"north", b"nor\0h", 1),
        "row 2: The encoding cannot be read. It is not a text file",
    ),
    "UTF-16 without mark": (csv().decode().encode("utf-16-le"), "It is not a text file"),
    "half a UTF-32 letter": (
        csv().decode().encode("utf-32")[:-1],
        "The encoding cannot be read. It is not utf-32",
    ),
    "a web page": (
        b"<html>\n<body>Not found</body>\n</html>\n",
        "s.csv: This is a web page, such as one that asks",
    ),
    "JSON": (
        b'{"id": 1}\n{"id": 2}\n',
        "s.csv: This is JSON, not a .csv file. Save the survey as CSV",
    ),
    "no header": (csv().split(b"\n", 1)[1], "column '0', row 1: Two columns have this name"),
    "cut by spaces": (
        csv().replace(b",", b" "),
        "row 1: The header has one column only, without a comma",
    ),
    "half a UTF-16 letter": (
        csv().decode().encode("utf-16")[:-1],
        "The encoding cannot be read. It is not utf-16",
    ),
    "two encodings": (
        csv(region="é").replace("é".encode(), b"\xe9", 1),
        "row 2: The encoding cannot be read. It is UTF-8 with damaged letters (byte 0xe9)",
    ),
    "no encoding": (csv().replace(b"north", b"n\x81th", 1), "row 2: The encoding cannot be read"),
    "a page to log in": (
        b"<!DOCTYPE html>\n<html lang='en'>a, b</html>\n",
        "s.csv: This is a web page, such as one",
    ),
    "a list of JSON": (
        b'[{"id": 1, "who": 2},\n {"id": 2, "who": 2}]\n',
        "s.csv: This is JSON, not a .csv file",
    ),
    "XML": (
        b'<?xml version="1.0"?>\n<rows><row id="1, 2"/></rows>\n',
        "s.csv: This is XML, not a .csv file",
    ),
    "a document": (
        b"%PDF-1.4\n%\xe2\xe3\n" + csv(),
        "s.csv: This is a PDF document, not a .csv file",
    ),
    "a text with formats": (
        b"{\\rtf1\\ansi a, b}",
        "s.csv: This is a document in Rich Text Format",
    ),
    "a pointer": (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 1\n",
        "a pointer of Git LFS",
    ),
    "a Parquet file": (b"PAR1\0\0PAR1", "s.csv: This is a Parquet file, not a .csv file"),
    "a Stata file": (b"<stata_dta><header>", "s.csv: This is a Stata file, not a .csv file"),
    "data of R": (b"RDX3\nX\n\0\0", "s.csv: This is data of R, not a .csv file"),
    "a mail": (
        b"From: a@b.example\nTo: c, d\nSubject: data, again\n\nhello, you\n",
        "row 1: The header has one column",
    ),
    "a title above": (b"My survey 2010\n" + csv(), "row 1: The header has one column only"),
    "rows in quotes": (
        b"\n".join(b'"' + row + b'"' for row in csv().splitlines()),
        "row 1: The header has one column only",
    ),
    "a quote of several rows": (
        csv().replace(b"north", b'"north', 1).replace(b"west", b'west"', 1),
        "column 'region', row 2, value 'north,40.0,1.5714285714285714': A quotation mark makes "
        "one cell of 3 rows",
    ),
    "null letters at the end": (
        csv() + bytes(100),
        "row 32: The encoding cannot be read. It is not a text file",
    ),
    "EBCDIC": (
        csv().decode().encode("cp500"),
        "s.csv: row 1: The encoding cannot be read. It is not UTF-8",
    ),
    "an archive": (gzip.compress(csv(), mtime=0), "s.csv: This is compressed by gzip"),
    "a workbook": (
        b"PK\x03\x04\x14\0\x06\0" + bytes(range(256)),
        "s.csv: This is an Excel workbook, or another",
    ),
    "an SPSS file": (
        b"$FL2@(#) SPSS DATA FILE\0\0\0\2",
        "s.csv: This is an SPSS file, not a .csv file",
    ),
    "something else": (b"\1\2" + bytes(range(256)), "It is not a text file"),
}
COLUMNS = {
    "capitals": (
        csv().replace(b"id,who,y", b"ID,WHO,Y", 1),
        "column 'who': There is no such column. Did you mean 'WHO'",
        3,
    ),
}
CELLS = {
    "outcome text": (
        {"y": "often"},
        "column 'y', row 2, value 'often': This column is not numeric",
    ),
    "outcome mixed": (
        put("y", 7, "many"),
        "column 'y', row 9, value 'many': This column is not numeric",
    ),
    "outcome percent": (put("y", 2, "45%"), "row 4, value '45%': This column is not numeric"),
    "outcome with a comma": (
        put("y", 2, "1,23"),
        "row 4, value '1,23': This column is not numeric",
    ),
    "outcome a date": ({"y": "2010-10-01"}, "value '2010-10-01': This column is not numeric"),
    "outcome true or false": (
        {"y": np.tile([True, False], 15)},
        "value 'True': This column is not numeric",
    ),
    "outcome hexadecimal": (put("y", 0, "0x1F"), "row 2, value '0x1F': This column is not numeric"),
    "outcome a formula": (put("y", 0, "=1+1"), "row 2, value '=1+1': This column is not numeric"),
    "outcome infinite": (
        put("y", 3, "inf"),
        "column 'y', row 5, value 'inf': This value is infinite or too large",
    ),
    "outcome minus infinite": (
        put("y", 3, "-Infinity"),
        "row 5, value '-inf': This value is infinite or too large",
    ),
    "outcome overflowing": (
        put("y", 3, "1e999"),
        "column 'y', row 5, value 'inf': This value is infinite",
    ),
    "outcome huge": (
        put("y", 3, "1e200"),
        "column 'y', row 5, value '1e+200': This value is infinite or too large",
    ),
    "outcome of 200 digits": (
        put("y", 3, "9" * 200),
        "column 'y', row 5, value '1e+200': This value is infinite",
    ),
    "outcome beyond squares": (
        {"y": frame()["y"] * 1e60},
        "column 'y', value '7e+60': Its values reach 1e+61, which cannot be computed with. "
        "Multiply the column by a "
        "constant, such as 1e-61.",
    ),
    "outcome below squares": (
        {"y": frame()["y"] * 1e-200},
        "Its values differ by 1e-199 at most, which cannot be computed with. Multiply the column "
        "by a constant, such "
        "as 1e+199.",
    ),
    "predictor below squares": (
        {"x": frame()["x"] * 1e-300},
        "column 'x', value '8e-300': Its values differ by 1e-299",
    ),
    "outcome far from zero": (
        {"y": 1e15 + frame()["y"]},
        "column 'y', value '1000000000000007': Its values reach 1e+15; the differences between "
        "them (SD 3.3) are lost",
    ),
    "outcome of tiny differences": (
        {"y": 5 + frame()["y"] * 1e-12},
        "column 'y', value '5.000000000007': Its values",
    ),
    "predictor far from zero": (
        {"x": 1e15 + frame()["x"]},
        "column 'x', value '1000000000000008': Its values reach",
    ),
    "covariate far from zero": (
        {"rate": 1e15 + frame()["who"]},
        "column 'rate', value '1000000000000000': Its values",
    ),
    "outcome constant": ({"y": 4}, "column 'y', value '4': This column is constant"),
    "outcome empty": ({"y": ""}, "column 'y': All values are missing"),
    "outcome NA": ({"y": "NA"}, "column 'y': All values are missing"),
    "predictor mixed": (
        put("x", 1, "lots"),
        "column 'x', row 3, value 'lots': This cell is text among numbers",
    ),
    "predictor infinite": (
        put("x", 1, "inf"),
        "column 'x', row 3, value 'inf': This value is infinite",
    ),
    "predictor constant": ({"x": 4}, "column 'x', value '4': This column is constant"),
    "predictor empty": ({"x": ""}, "column 'x': All values are missing"),
    "predictor of many words": (
        {"x": [f"w{k}" for k in range(30)]},
        "The random slopes make 30 random effects, too many to estimate",
    ),
    "predictor one level": ({"x": "yes"}, "column 'x', value 'yes': This column is constant"),
    "another column infinite": (
        put("age", 4, "inf"),
        "column 'age', row 6, value 'inf': This value is infinite",
    ),
    "covariate varies": (
        put("rate", 7, 1.5),
        "row 9, value '1.5': This interviewer covariate varies within interviewer 1",
    ),
    "covariate constant": ({"rate": 5.0}, "column 'rate', value '5': This column is constant"),
    "covariate text": (put("rate", 0, "high"), "column 'rate', row 2, value 'high'"),
    "interviewers empty": (
        {"who": ""},
        "column 'who', row 2: The interviewer id is empty in 30 of 30 rows",
    ),
    "one interviewer empty": (
        put("who", 4, ""),
        "column 'who', row 6: The interviewer id is empty in 1 of 30 rows",
    ),
    "interviewer of spaces": (
        put("who", 4, "  "),
        "column 'who', row 6: The interviewer id is empty in 1 of 30 rows",
    ),
    "interviewer NA": (
        put("who", 4, "NA"),
        "column 'who', row 6: The interviewer id is empty in 1 of 30 rows",
    ),
    "one interviewer": (
        {"who": 7, "rate": frame()["age"] * 0 + 1},
        "column 'who', value '7': There is one interviewer only",
        2,
    ),
    "one interview each": (
        {"who": np.arange(30)},
        "column 'who', row 2, value '0': Every interviewer has one interview",
    ),
    "interviews repeat": (
        put("id", 9, 3),
        "column 'id', row 11, value '3': This interview id stands in row 5 already",
    ),
    "interviews all alike": (
        {"id": 1},
        "This interview id stands in row 2 already; 29 rows repeat an id",
    ),
    "interview empty": (
        put("id", 9, ""),
        "column 'id', row 11: The interview id is empty in 1 of 30 rows",
    ),
    "no interview has an id": (
        {"id": ""},
        "column 'id', row 2: The interview id is empty in 30 of 30 rows",
    ),
    "few interviews have an id": (
        {"id": [1, 2, *[""] * 28]},
        "column 'id', row 4: The interview id is empty in 28 of 30 rows",
    ),
    "weight text": (
        {"weight": "heavy"},
        "column 'weight', row 2, value 'heavy': This column is not numeric",
    ),
    "weight negative": (
        put("weight", 9, -0.5),
        "column 'weight', row 11, value '-0.5': A weight cannot be negative",
    ),
    "weight infinite": (
        put("weight", 9, "inf"),
        "column 'weight', row 11, value 'inf': This value is infinite",
    ),
    "weight zero": ({"weight": 0}, "column 'weight': Every weight is zero"),
    "weight empty": ({"weight": ""}, "column 'weight': Every weight is missing"),
}
PLACES = {
    "outside the range": (
        put("y", 9, 99),
        "row 11, value '99': Outside the valid range 0 to 10 and no missing code (1 cell",
    ),
    "below the range": (
        put("y", 9, -1),
        "row 11, value '-1': Outside the valid range 0 to 10 and no missing code",
    ),
    "half an answer outside": (put("y", 9, 10.5), "value '10.5': Outside the valid range 0 to 10"),
    "every answer a code": ({"y": 88}, "column 'y': All values are missing, counting the codes"),
    "one answer beside codes": (
        {"x": [5] * 29 + [88]},
        "column 'x', value '5': This column is constant",
    ),
}
SMALL = {
    "one row": (frame().head(1), "There is one interviewer only", 4),
    "two rows": (frame().iloc[[0, 7]], "Every interviewer has one interview", 1),
    "three rows": (frame().iloc[[0, 1, 7]], "column", 1),
    "predictor is outcome": (frame().assign(x=lambda data: data["y"]), "linear function of x", 1),
    "predictor twice the covariate": (
        frame().assign(x=lambda data: 2 * data["rate"]),
        "A random slope needs a predictor that differs within",
        1,
    ),
    "an outcome without error": (
        frame().assign(y=lambda data: 2 * data["x"] + data["who"]),
        "Predictors and interviewers explain every answer without any error",
        1,
    ),
    "the outcome of an interviewer": (
        frame().assign(y=lambda data: data["who"]),
        "never differs within an interviewer",
        1,
    ),
}

HALVES = ["a"] * 15 + ["b"] * 15  # three interviewers each
SPLITS = {
    "one interviewer in each part": (
        {"region": [k // 5 for k in range(30)]},
        "None of its parts can be audited",
    ),
    "no part": ({"region": ""}, "value 'region': Has 0 values: each would be a survey"),
    "a row of no part": (
        {"region": [*HALVES[:-1], ""]},
        "column 'region': Is empty in 1 of 30 rows, which would be in no audit",
    ),
    "no interviewers in parts": (
        {"region": HALVES, "who": None},
        "column 'who': There is no such column",
    ),
}

CASES = {f"data, {name}": faulty(words, data=data) for name, (data, words) in TEXTS.items()}
CASES |= {
    f"data, {name}": faulty(words, data=data, n=n, **OPEN)
    for name, (data, words, n) in COLUMNS.items()
}
CASES["data, name composed in another way"] = faulty(
    "Did you mean 'cafe\u0301'? It is composed of other letters that look the same: copy it.",
    data=csv().replace(b",x,", ",cafe\u0301,".encode(), 1),
    s__analyses__a__predictors=["caf\u00e9"],
    s__analyses__a__random_slopes=[],
    **OPEN,
)
for name, (changes, words, *n) in CELLS.items():
    CASES[f"data, {name}"] = faulty(words, data=csv(**changes), n=n[0] if n else 1, **OPEN)
for name, (changes, words) in PLACES.items():
    CASES[f"data, {name}"] = faulty(words, data=csv(**changes), s__screen=[])
for name, (data, words, n) in SMALL.items():
    CASES[f"data, {name}"] = faulty(
        words, data=pd.DataFrame(data).to_csv(index=False).encode(), n=n, **OPEN
    )
for name, (changes, words) in SPLITS.items():
    CASES[f"data, split, {name}"] = faulty(words, data=csv(**changes), s__split_by="region", **OPEN)

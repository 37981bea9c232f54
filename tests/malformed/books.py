"""Codebooks that contradict themselves or the data, in a file of their own and written out in the
config.
"""

from malformed.sound import csv, faulty, put

ENTRIES = {
    "item text": (
        {"y": "trust"},
        "y', value 'trust': Must be a mapping (key: value) or null, not text",
    ),
    "item list": ({"y": [0, 10]}, "y': Must be a mapping (key: value) or null, not a list"),
    "unknown key": (
        {"y": {"misssing": {"8": "refusal"}}},
        "y.misssing': Unknown key. Did you mean 'missing'?",
    ),
    "label number": (
        {"y": {"label": 5}},
        "y.label', value '5': Must be text or null, not a number",
    ),
    "label list": ({"y": {"label": ["a"]}}, "y.label': Must be text or null, not a list"),
    "range one number": ({"y": {"valid": [0]}}, "y.valid': Has too few entries"),
    "range three numbers": ({"y": {"valid": [0, 5, 10]}}, "y.valid': Has too many entries"),
    "range text": (
        {"y": {"valid": "0-10"}},
        "y.valid', value '0-10': Must be a list [a, b] or null, not text",
    ),
    "range of words": (
        {"y": {"valid": ["low", "high"]}},
        "y.valid.0', value 'low': Must be a number, not text",
        2,
    ),
    "range true": (
        {"y": {"valid": [False, True]}},
        "y.valid.0', value 'False': Must be a number, not true/false",
        2,
    ),
    "range nan": (
        {"y": {"valid": [float("nan"), 10]}},
        "y.valid.0', value '.nan': Must be a number, not text",
    ),
    "range overflowing": (
        {"y": {"valid": [0, 1e200]}},
        "y.valid.1', value '1e+200': Must be at most 1e+100",
    ),
    "range reversed": ({"y": {"valid": [10, 0]}}, "y.valid', value '[10, 0]': The range is empty"),
    "missing list": (
        {"y": {"missing": [77, 88]}},
        "y.missing': Must be a mapping (key: value) or null, not a list",
    ),
    "missing number": ({"y": {"missing": 88}}, "y.missing', value '88': Must be a mapping"),
    "code a word": (
        {"y": {"missing": {"refusal": "77"}}},
        "value 'refusal': A missing code must be a number",
    ),
    "code with zeros": (
        {"y": {"missing": {"077": "refusal"}}},
        "value '077': A missing code must be a number",
    ),
    "code with letters": (
        {"y": {"missing": {"7x": "refusal"}}},
        "value '7x': A missing code must be a number",
    ),
    "code of Stata too long": (
        {"y": {"missing": {".ab": "refusal"}}},
        "value '.ab': A missing code must be a number",
    ),
    "code empty": ({"y": {"missing": {"": "refusal"}}}, "value '': A missing code is empty"),
    "code a range": (
        {"y": {"missing": {"77-99": "refusal"}}},
        "value '77-99': A missing code must be a number",
    ),
    "reason number": (
        {"y": {"missing": {"88": 5}}},
        "y.missing.88', value '5': Must be text, not a number",
    ),
    "reason empty": ({"y": {"missing": {"88": ""}}}, "y.missing.88', value '': Is empty"),
    "reason null": ({"y": {"missing": {"88": None}}}, "y.missing.88': Must be text, not empty"),
    "reason list": ({"y": {"missing": {"88": ["a"]}}}, "y.missing.88': Must be text, not a list"),
    "kind": (
        {"y": {"kind": "ordinal"}},
        "y.kind', value 'ordinal': Must be numeric or categorical or null",
    ),
    "code in the range": (
        {"y": {"valid": [0, 10], "missing": {"8": "don't know"}}},
        "y.missing', value '8': This missing code lies inside the valid range 0 to 10",
    ),
    "no such item": (
        {"agee": {"label": "Age"}},
        "agee': This item is not in the data. Did you mean 'age'?",
    ),
    "codes of ids": (
        {"who": {"missing": {"99": "none"}}},
        "who': This column is the interviewer, not an item",
    ),
    "codes of the weight": (
        {"weight": {"missing": {"9": "none"}}},
        "weight': This column is the weight, not an item",
    ),
    "range of the weight": (
        {"weight": {"valid": [0, 1]}},
        "weight': This column is the weight, not an item",
    ),
    "a code twice": (
        {"y": {"missing": {"77": "a", "77.0": "b"}}},
        "codebook.y.missing', value '77.0': This missing code is 77 too, written in another way",
    ),
    "a code twice as a power": (
        {"y": {"missing": {"1000": "a", "1e3": "b"}}},
        "value '1000': This key stands twice",
    ),
    "a code with a comma": (
        {"y": {"missing": {"77,0": "a"}}},
        "value '77,0': A missing code must be a number",
    ),
    "a code no number": (
        {"y": {"missing": {"nan": "a"}}},
        "value 'nan': A missing code must be a number",
    ),
    "a code infinite": (
        {"y": {"missing": {"inf": "a"}}},
        "value 'inf': A missing code must be a number",
    ),
    "a code hexadecimal": (
        {"y": {"missing": {"0x1F": "a"}}},
        "value '0x1F': A missing code must be a number",
    ),
    "missing true": ({"y": {"missing": True}}, "y.missing', value 'True': Must be a mapping"),
    "range a mapping": (
        {"y": {"valid": {"lo": 0, "hi": 10}}},
        "y.valid': Must be a list [a, b] or null, not a mapping",
    ),
    "range nested": ({"y": {"valid": [[0], [10]]}}, "y.valid.0': Must be a number, not a list", 2),
    "null in an item": (
        {"y\0": {"label": "a"}},
        "codebook', value 'y\\x00': Contains a null character",
    ),
    "null in a label": (
        {"y": {"label": "a\0b"}},
        "y.label', value 'a\\x00b': Contains a null character",
    ),
    "every answer a code": (
        {"y": {"missing": {str(k): "a" for k in range(11)}}},
        "column 'y': All values are missing",
    ),
    "item empty": ({"": {"label": "x"}}, "value '': The name is empty"),
}
OF_DATA = {
    "range of a text": (
        {"region": {"valid": [1, 3]}},
        {},
        "column 'region', row 2, value 'north': This column is not",
    ),
    "range too narrow": (
        {"age": {"valid": [18, 30]}},
        {},
        "Outside the valid range 18 to 30 and no missing code",
    ),
    "one cell outside": (
        {"age": {"valid": [15, 110]}},
        put("age", 5, 999),
        "column 'age', row 7, value '999': Outside",
    ),
    "outcome a category": (
        {"y": {"kind": "categorical"}},
        {},
        "column 'y': The codebook calls this item categorical",
    ),
    "amount of words": (
        {"x": {"kind": "numeric"}},
        put("x", 2, "few"),
        "column 'x', row 4, value 'few': This column",
    ),
}
FILES = {
    "absent": (None, "book.yaml: There is no such file"),
    "empty": (b"", "book.yaml: Must be a mapping (key: value), not empty"),
    "a list": (b"- y\n", "book.yaml: Must be a mapping (key: value), not a list"),
    "a table": (
        b"item,label\ny,Help\n",
        "book.yaml: value 'item,label y,Help': Must be a mapping (key: value), not text",
    ),
    "no YAML": (b"y: {valid: [0, 10}\n", "book.yaml: row 1: Is not valid YAML"),
    "item twice": (
        b"y: {label: a}\nx: {}\ny: {label: b}\n",
        "book.yaml: row 3, value 'y': This key stands twice",
    ),
    "code twice": (
        b"y: {missing: {88: a, 88: b}}\n",
        "book.yaml: row 1, value '88': This key stands twice",
    ),
    "latin-1": (b"y: {label: \xe9}\n", "book.yaml: Cannot be read as UTF-8 text"),
    "python": (b"y: !!python/name:os.system\n", "book.yaml: row 1: Is not valid YAML"),
    "unknown key": (
        b"y: {lable: Help}\n",
        "book.yaml: key 'y.lable': Unknown key. Did you mean 'label'?",
    ),
    "code twice as a decimal": (
        b"y: {missing: {77: a, 77.0: b}}\n",
        "row 1, value '77.0': This key stands twice",
    ),
    "deep": (b"y: " + b"[" * 200_000, "book.yaml: Too large, or nested without end"),
    "deep mappings": (b"y: " + b"{a: " * 5000, "book.yaml: Too large, or nested without end"),
    "null": (
        b'y: {label: "a\\0b"}\n',
        "book.yaml: key 'y.label', value 'a\\x00b': Contains a null character",
    ),
    "code in the range": (
        b"y: {valid: [0, 99], missing: {88: a}}\n",
        "book.yaml: key 'y.missing', value '88': This",
    ),
}

CASES = {}
for name, (book, words, *n) in ENTRIES.items():
    CASES[f"codebook, {name}"] = faulty(words, n=n[0] if n else 1, s__codebook=book, s__screen=[])
for name, (book, cells, words) in OF_DATA.items():
    CASES[f"codebook, {name}"] = faulty(words, data=csv(**cells), s__codebook=book, s__screen=[])
for name, (content, words) in FILES.items():
    files, words, n = faulty(words, s__codebook="book.yaml", s__screen=[])
    CASES[f"codebook, file {name}"] = (
        files | ({"book.yaml": content} if content is not None else {}),
        words,
        n,
    )

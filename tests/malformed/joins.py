"""Interviewer files that cannot be joined."""

from malformed.sound import config, faulty, frame

ALONE = frame(who=None, rate=None)


def second(**changes):
    """The interviewer file that belongs to the survey without its interviewers."""
    return (
        frame(**changes)[["id", "who", "rate", *(set(changes) & {"age"})]]
        .to_csv(index=False)
        .encode()
    )


SPEC = {"data": "i.csv", "on": ["id"]}
SOUND = {
    "config.yaml": config(s__interviewers=SPEC),
    "s.csv": ALONE.to_csv(index=False).encode(),
    "i.csv": second(),
}
SPECS = {
    "text": (
        "i.csv",
        "interviewers', value 'i.csv': Must be a mapping (key: value) or null, not text",
    ),
    "list": (["i.csv"], "interviewers': Must be a mapping (key: value) or null, not a list"),
    "keys missing": ({"data": "i.csv"}, "interviewers.on': This key is missing"),
    "keys null": (
        {"data": "i.csv", "on": None},
        "interviewers.on': Must be a list [a, b] or a mapping (key: value), not empty",
    ),
    "no keys": ({"data": "i.csv", "on": []}, "interviewers.on': Has too few entries"),
    "key text": (
        {"data": "i.csv", "on": "id"},
        "on', value 'id': Must be a list [a, b] or a mapping (key: value), not text",
    ),
    "key number": (
        {"data": "i.csv", "on": [3]},
        "interviewers.on.0', value '3': Must be text, not a number",
    ),
    "key twice": ({"data": "i.csv", "on": ["id", "id"]}, "interviewers.on': Has an entry twice"),
    "no pairs": ({"data": "i.csv", "on": {}}, "interviewers.on': Is empty"),
    "pair of a number": (
        {"data": "i.csv", "on": {"id": 3}},
        "on.id', value '3': Must be text, not a number",
    ),
    "pair of nothing": (
        {"data": "i.csv", "on": {"id": None}},
        "interviewers.on.id': Must be text, not empty",
    ),
    "pair of a list": (
        {"data": "i.csv", "on": {"id": ["id"]}},
        "interviewers.on.id': Must be text, not a list",
    ),
    "list of pairs": (
        {"data": "i.csv", "on": [{"id": "id"}]},
        "interviewers.on.0': Must be text, not a mapping",
    ),
    "pair absent": (
        {"data": "i.csv", "on": {"id": "ID"}},
        "i.csv: column 'ID': There is no such column to join on",
    ),
    "pair reversed": (
        {"data": "i.csv", "on": {"ID": "id"}},
        "s.csv: column 'ID': There is no such column to join on",
    ),
    "pairs of one": (
        {"data": "i.csv", "on": {"id": "id", "y": "id"}},
        "are joined on one column of the second file",
    ),
    "data missing": ({"on": ["id"]}, "interviewers.data': This key is missing"),
    "data number": (
        {"data": 4, "on": ["id"]},
        "interviewers.data', value '4': Must be text, not a number",
    ),
    "unknown key": (
        SPEC | {"of": ["id"]},
        "interviewers.of': Unknown key. There is: data, on, encoding",
    ),
    "columns text": (
        SPEC | {"columns": "who"},
        "interviewers.columns', value 'who': Must be a list [a, b] or null",
    ),
    "encoding unknown": (
        SPEC | {"encoding": "x"},
        "interviewers.encoding', value 'x': There is no such encoding",
    ),
    "no columns": (SPEC | {"columns": []}, "interviewers.columns': Has too few entries"),
    "absent": (SPEC | {"data": "no.csv"}, "no.csv: There is no such file"),
    "another kind": (
        SPEC | {"data": "i.xlsx"},
        "i.xlsx: value '.xlsx': Files of this kind cannot be read",
    ),
    "key in neither": (
        SPEC | {"on": ["idno"]},
        "s.csv: column 'idno': There is no such column to join on",
        2,
    ),
    "key here only": (
        SPEC | {"on": ["y"]},
        "i.csv: column 'y': There is no such column to join on",
    ),
    "key there only": (
        SPEC | {"on": ["who"]},
        "s.csv: column 'who': There is no such column to join on",
    ),
    "unknown column": (
        SPEC | {"columns": ["who", "rte"]},
        "value 'rte': Is not in the interviewer file. Did you mean",
    ),
    "interviewer not taken": (
        SPEC | {"columns": ["rate"]},
        "column 'who': There is no such column",
    ),
}
FILES = {
    "no byte": (b"", "i.csv: The file is empty"),
    "header only": (b"id,who,rate\n", "i.csv: The file is empty: a header and no rows"),
    "truncated": (second()[:-6], "i.csv: row 31: Has 2 fields where the header has 3"),
    "key repeats": (
        second() + b"7,3,49\n",
        "i.csv: column 'id', row 32, value '7': This key stands in row 9 already",
    ),
    "other keys": (
        second(id=[f"BE{k}" for k in range(30)]),
        "s.csv: column 'id', row 2, value '0': No interview has a",
    ),
    "leading zeros": (
        second(id=[f"0{k}" for k in range(30)]),
        "No interview has a partner in i.csv: its first key is '00'",
    ),
    "keys empty": (second(id=""), "No interview has a partner in i.csv"),
    "a column of both": (second(age=1), "i.csv: column 'age': This column stands in s.csv too"),
    "covariate varies": (
        second(rate=frame()["age"]),
        "This interviewer covariate varies within interviewer",
    ),
    "ids of one": (
        second(who=1, rate=7.5),
        "column 'who', value '1': There is one interviewer only",
        2,
    ),
    "infinite": (second().replace(b"65.0", b"inf", 1), "column 'rate'"),
    "JSON": (b'[{"id": 1, "who": 2}]', "i.csv: This is JSON, not a .csv file"),
    "capitals": (
        second().replace(b"id,", b"ID,", 1),
        "i.csv: column 'id': There is no such column to join on. Did you",
    ),
    "two encodings": (
        second() + "é,1,2\n".encode() + b"\xe9,1,2\n",
        "i.csv: row 33: The encoding cannot be read",
    ),
}

CASES = {}
for name, (spec, words, *n) in SPECS.items():
    files, words, n = faulty(words, n=n[0] if n else 1, s__interviewers=spec)
    CASES[f"join, {name}"] = (SOUND | {"config.yaml": files["config.yaml"]}, words, n)
for name, (content, words, *n) in FILES.items():
    CASES[f"join, file {name}"] = (SOUND | {"i.csv": content}, words, n[0] if n else 1)

"""Names of encodings, as users write them."""

from __future__ import annotations

import codecs

from interviewer_effects.problems import Problem

NO_LETTERS = (
    "idna",
    "punycode",
    "unicode-escape",
    "raw-unicode-escape",
)  # Python's encodings of something else
REMEDY = (
    "Write one such as utf-8, windows-1250, windows-1251, iso-8859-2 or mac-roman; null finds it "
    "out."
)


def encoding_problem(encoding: str, file: str, key: str | None) -> Problem | None:
    """Say that nobody knows an encoding, or that it is none of letters; `key` is its place in the
    file.
    """
    try:
        is_known = (
            codecs.lookup(encoding).name not in NO_LETTERS
            and "a;".encode(encoding).decode(encoding) == "a;"
        )
    except (LookupError, ValueError):  # ValueError: a name with a null byte
        is_known = False
    return (
        None
        if is_known
        else Problem(file, key, encoding, None, "There is no such encoding.", REMEDY)
    )

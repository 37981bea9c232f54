"""Files that are something else than their name says: a web page, JSON, a workbook, a document, an
archive.
"""

from __future__ import annotations

import re

SIGNATURES = {  # first bytes -> what the file is, and the endings under which it can be read
    b"PK\x03\x04": "an Excel workbook, or another archive of the zip format",
    b"PK\x05\x06": "an empty zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"\x1f\x8b": "compressed by gzip",
    b"BZh": "compressed by bzip2",
    b"\xfd7zXZ\x00": "compressed by xz",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a rar archive",
    b"%PDF-": "a PDF document",
    b"{\\rtf": "a document in Rich Text Format",
    b"SQLite format 3\x00": "an SQLite database",
    b"RDX2\n": "data of R",
    b"RDX3\n": "data of R",
    b"PAR1": "a Parquet file",
    b"$FL2": "an SPSS file",
    b"$FL3": "a compressed SPSS file",
    b"<stata_dta>": "a Stata file",
    b"ARROW1": "an Arrow (Feather) file",
    b"\x89HDF": "an HDF5 file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
OF_KIND = {
    "parquet": ("a Parquet file",),
    "sav": ("an SPSS file", "a compressed SPSS file"),
    "zsav": ("an SPSS file", "a compressed SPSS file"),
    "dta": ("a Stata file",),
}
WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE)
XML = re.compile(rb"\s*<\?xml", re.IGNORECASE)
JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*(?:"[^"]*"\s*:|\})')
LFS = b"version https://git-lfs.github.com/spec/"
REMEDY = "Save the survey as CSV, or give the file the ending of its kind."


def foreign_kind(raw: bytes, kind: str) -> str | None:
    """Name what a file of `kind` by its name is by its first bytes; None where it is no other."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    for start, name in SIGNATURES.items():
        if raw.startswith(start):
            return None if name in OF_KIND.get(kind, ()) else name
    if raw.startswith(LFS):
        return "a pointer of Git LFS instead of the file (git lfs pull brings it)"
    if WEB_PAGE.match(raw):
        return "a web page, such as one that asks to log in"
    if XML.match(raw):
        return "XML"
    return "JSON" if JSON.match(raw) else None

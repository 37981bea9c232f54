"""Columns that tell people apart although they are no id: pseudonyms replace ids and leave these as
they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pandas as pd

from interviewer_effects.survey.load import Survey

NEARLY = 0.9  # of the interviews have a value of their own
FEW = 20  # with fewer interviews a short scale has nearly as many values, too
MOST = 0.5  # of the cells look like it
PARTS = re.compile(r"[a-z]+")
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
PHONE = re.compile(r"\+?\(?\d[\d\s()/.-]{5,}\d")
MAIL = re.compile(r"\S+@\S+\.\S+")
DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
BORN = re.compile(r"(18|19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\.0)?")  # 19650412
NAME = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[ '’-]+[^\W\d_]+){0,3}\.?")  # Ann, Jan De Smet
POINT = re.compile(r"-?\d{1,3}\.\d{3,}\s*[,; ]\s*-?\d{1,3}\.\d{3,}")
WORDS = 3  # a text of so many words or more is no category
NAMES = {
    "names": (
        "name surname firstname lastname fullname forename vorname nachname familienname nom "
        "prenom nombre apellido apellidos cognome nome naam achternaam voornaam"
    ),
    "telephone numbers": (
        "phone telephone tel telefon telefoon telefono telephonenumber phonenumber mobile mobil "
        "cell cellphone handy fax gsm"
    ),
    "dates of birth": (
        "birth birthdate birthday birthyear dob yob yrbrn dateofbirth geburt geburtsdatum "
        "naissance geboortedatum nacimiento"
    ),
    "coordinates": (
        "lat latitude lon lng long longitude gps coord coords coordinate coordinates easting "
        "northing geo"
    ),
    "addresses": "address adresse street strasse rue email mail postcode zip zipcode plz",
}
OTHERWISE = frozenset(["country", "place", "land", "pays", "region"])  # no date of birth, no name
KNOWN = {what: frozenset(words.split()) for what, words in NAMES.items()}
REMEDY = "pseudonyms do not hide that. Leave it out or group its values before anything is sent on."


def personal_notes(survey: Survey, used: dict[str, str]) -> Iterator[str]:
    """A sentence for each column of `used` (column -> the key of the config that uses it) that
    tells people apart.
    """
    for column, key in used.items():
        if column in survey.frame and (what := personal_content(survey.frame[column], column)):
            yield f"{column} ({key}) {what}, so it may tell people apart; {REMEDY}"


def personal_content(values: pd.Series, name: str) -> str | None:
    """What there is in a column that tells people apart, as the end of a sentence; None where
    nothing is.
    """
    known = values.dropna()
    n = known.nunique()
    if n < 2:
        return None
    distinct = known.astype(str).drop_duplicates()
    if values.dtype.kind not in "biuf" and (what := _by_its_cells(distinct, name)):
        return f"looks like {what}"
    if n >= FEW and distinct.str.fullmatch(BORN).mean() > MOST:
        return "looks like dates of birth or other dates"
    if n >= MOST * min(len(known), FEW) and (what := _by_its_name(name)):
        return f"is named like {what}"
    if len(known) >= FEW and n >= NEARLY * len(known):
        return f"has nearly as many values ({n}) as interviews ({len(known)})"
    return None


def _by_its_cells(distinct: pd.Series, column: str) -> str | None:
    looks: dict[str, Callable[[str], object]] = {
        "e-mail addresses": MAIL.fullmatch,
        "dates of birth or other dates": DATE.match,
        "coordinates": POINT.fullmatch,
        "telephone numbers": PHONE.fullmatch,
        "free text": lambda text: len(text.split()) >= WORDS and len(distinct) >= FEW,
        "names": lambda text: len(distinct) >= FEW and NAME.fullmatch(text),
    }
    if _words_of(column) & OTHERWISE:
        looks.pop("names")
    cells = [cell.strip() for cell in distinct]
    shares = {
        what: sum(bool(test(cell)) for cell in cells) / len(cells) for what, test in looks.items()
    }
    return next((what for what, share in shares.items() if share > MOST), None)


def _by_its_name(name: str) -> str | None:
    """By a whole word of its name: birth_date, phoneNumber; not by a part of a word, as in
    hotel.
    """
    words = _words_of(name)
    return (
        None
        if words & OTHERWISE
        else next((what for what, known in KNOWN.items() if words & known), None)
    )


def _words_of(name: str) -> set[str]:
    """The words of the name of a column, and all of it as one."""
    return {*PARTS.findall(CAPITAL.sub(" ", name).lower()), "".join(PARTS.findall(name.lower()))}

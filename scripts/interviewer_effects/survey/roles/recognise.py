"""Which column of a survey file identifies interviewer, interview, area or country: by its name,
then by its label.

A name or a label counts when every word of it is understood: a word for the interviewer, words for
an identifier, and words that say nothing else. "Interviewer number" is one, "Number of
interviewers" and "Interviewer's gender" are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from . import role_words as words
from .known_names import AREA, COUNTRY, INTERVIEW, INTERVIEWER, WEIGHT

QUESTION = re.compile(
    r"^\s*(?:\(?[a-z]{0,8}[ _-]?\d+[a-z0-9_]*(?:[.:)\s–—-]+|$)|\w{1,12}\.\s+)", re.IGNORECASE
)
ASIDE = re.compile(r"[(\[{][^)\]}]*[)\]}]")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
WAVE = re.compile(r"^(?:[a-z]{1,2}\d{0,2}|w\d+|r\d+|wave\d+|round\d+)_+")
MANY = re.compile(
    r"\bof (?:the )?(?:interviewers|enumerators|investigators|surveyors|fieldworkers)\b"
)
LONGEST_NAME, LONGEST_LABEL = 60, 100  # letters: what is longer says more than who it was


def interviewer_columns(
    columns: Iterable[str], labels: Mapping[str, str] | None = None
) -> list[str]:
    """The columns that identify the interviewer by what they are called, the likeliest first.

    In this order: the names that surveys use most, other names of an identifier, labels of one,
    names and labels of the interviewer without a word such as number, the name of the interviewer,
    and who sent the data in.
    """
    return _ranked(columns, labels, _interviewer_rank)


def interview_columns(columns: Iterable[str], labels: Mapping[str, str] | None = None) -> list[str]:
    """The columns that identify the interview by what they are called, the likeliest first."""
    return _ranked(columns, labels, _interview_rank)


def area_columns(columns: Iterable[str], labels: Mapping[str, str] | None = None) -> list[str]:
    """The columns of sampling areas by what they are called, the likeliest first."""
    return _ranked(columns, labels, _area_rank)


def country_columns(columns: Iterable[str], labels: Mapping[str, str] | None = None) -> list[str]:
    """The columns of the country by what they are called, the likeliest first."""
    return _ranked(columns, labels, _country_rank)


def weight_columns(columns: Iterable[str], labels: Mapping[str, str] | None = None) -> list[str]:
    """The columns of respondent weights by what they are called, the likeliest first."""
    return _ranked(columns, labels, _weight_rank)


def _ranked(columns: Iterable[str], labels: Mapping[str, str] | None, rank_of) -> list[str]:
    names = [str(column) for column in columns]
    known = labels or {}
    ranks = {name: rank_of(name, known.get(name) or "") for name in names}
    return sorted((name for name in names if ranks[name] is not None), key=lambda name: ranks[name])


def _interviewer_rank(name: str, label: str) -> tuple[int, int] | None:
    listed = _place(name, INTERVIEWER)
    if listed is not None:
        return (0, listed)
    if name.lower() in words.RESPONSIBLE:
        return (1, words.RESPONSIBLE.index(name.lower()))
    kinds = _name_kind(name), _label_kind(label, name)
    if "attribute" in kinds:
        return None
    order = {
        ("id", 0): 2,
        ("id", 1): 3,
        ("word", 0): 4,
        ("word", 1): 5,
        ("name", 0): 6,
        ("name", 1): 7,
    }
    places = [order[kind, place] for place, kind in enumerate(kinds) if kind]
    if places:
        return (min(places), 0)
    return (8, words.SENDERS.index(name.lower())) if name.lower() in words.SENDERS else None


def _interview_rank(name: str, label: str) -> tuple[int, int] | None:
    listed = _place(name, (*INTERVIEW, *words.INTERVIEW_NAMES))
    if listed is not None:
        return (0, listed)
    if any(map(_interview_name().fullmatch, _squashed(name))):
        return (1, 0)
    return (2, 0) if _matches(_interview_label(), label, name) else None


def _area_rank(name: str, label: str) -> tuple[int, int] | None:
    listed = _place(name, AREA)
    if listed is not None:
        return (0, listed)
    return (1, 0) if _matches(_area_label(), label, name) else None


def _country_rank(name: str, label: str) -> tuple[int, int] | None:
    listed = _place(name, COUNTRY)
    if listed is not None:
        return (0, listed)
    return (1, 0) if _matches(_country_label(), label, name) else None


def _weight_rank(name: str, label: str) -> tuple[int, int] | None:
    listed = _place(name, WEIGHT)
    if listed is not None:
        return (0, listed)
    return (1, 0) if _matches(_weight_label(), label, name) else None


def _place(name: str, listed: tuple[str, ...]) -> int | None:
    return listed.index(name.lower()) if name.lower() in listed else None


def _name_kind(name: str) -> str:
    """`id`, `word` or `name` where the name of a column is that of an interviewer, else an empty
    text.
    """
    written = [text for text in _squashed(name) if text not in words.NO_PAIRS]
    patterns = _interviewer_names().items()
    return next((kind for kind, pattern in patterns if any(map(pattern.fullmatch, written))), "")


def _label_kind(label: str, name: str) -> str:
    """The same of a label; `attribute` where it speaks of the interviewer and of something else."""
    whole = _plain(label)
    if not _interviewer_word().search(whole):
        return ""
    for said in _sayings(label, name):
        if MANY.search(said):
            continue
        kinds = (kind for kind, pattern in _interviewer_labels().items() if pattern.fullmatch(said))
        kind = next(kinds, "")
        if kind:
            return kind
    return "attribute" if _interviewer_word(alone=True).search(whole) else ""


def _matches(pattern: re.Pattern, label: str, name: str) -> bool:
    return any(pattern.fullmatch(said) for said in _sayings(label, name))


@lru_cache(maxsize=50_000)
def _sayings(label: str, name: str) -> tuple[str, ...]:
    """What a label says, without the question's number or the column's name before it and without
    asides.
    """
    return tuple(dict.fromkeys(_readings(label, name))) if len(label) <= LONGEST_LABEL else ()


def _readings(label: str, name: str) -> Iterator[str]:
    rest = (
        label[len(name) :]
        if label.lower().startswith(name.lower()) and len(label) > len(name)
        else label
    )
    for text in dict.fromkeys(
        (label, rest, QUESTION.sub("", label, count=1), QUESTION.sub("", rest, count=1))
    ):
        yield _plain(text)
        without = _plain(ASIDE.sub(" ", text))
        if without != _plain(text) and set(without.split()) & set(words.ID_WORDS):
            yield without


def _plain(text: str) -> str:
    """Small letters without accents and signs, one blank between words."""
    spaced = CAMEL.sub(" ", text)
    letters = unicodedata.normalize("NFKD", spaced.casefold().replace("’", "'").replace("ʼ", "'"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    bare = re.sub(r"(?<=[^\W\d_])'(?=s\b)", " ", bare).replace("№", " no ")
    return " ".join(re.sub(r"[^\w]|_", " ", bare).split())


def _squashed(name: str) -> list[str]:
    """A name without its capitals and signs, as it is and without the wave before it."""
    written = (name, WAVE.sub("", name.lower(), count=1))
    squashed = (_plain(text).replace(" ", "") for text in written)
    return [text for text in dict.fromkeys(squashed) if 0 < len(text) <= LONGEST_NAME]


@cache
def _interviewer_word(alone: bool = False) -> re.Pattern:
    """A pattern of a word for the interviewer: a whole word, or also a part of one and a short
    form.
    """
    if alone:
        return re.compile(rf"\b{_either(words.INTERVIEWER_WORDS)}\b")
    return re.compile(_either((*words.INTERVIEWER_WORDS, *words.SHORT_INTERVIEWER)))


@cache
def _interviewer_names() -> dict[str, re.Pattern]:
    who, short = _either(_joined(words.INTERVIEWER_WORDS)), _either(words.SHORT_INTERVIEWER)
    number, called = _either(_joined(words.ID_WORDS)), _either(_joined(words.NAME_WORDS))
    before, after = _either(words.PREFIXES), _either(words.SUFFIXES)
    filler = _either(_joined(words.FILLERS))
    id_first = f"{_either(words.ID_BEFORE_SHORT)}{_either(words.SHORT_AFTER_ID)}"
    short_id = f"(?:{short}{number}{{1,3}}|{id_first})"
    long_id = f"(?:{who}s?{number}{{1,3}}|{number}{{1,3}}(?:{filler})?{who})"
    return {
        "id": re.compile(rf"{before}?(?:{long_id}|{short_id}){after}?(?:w?\d+)?"),
        "word": re.compile(rf"{before}?{who}{after}?\d?|{_either(words.ALONE)}"),
        "name": re.compile(
            rf"{before}?(?:(?:{who}|{short}){called}|{called}(?:{filler})?{who})\d?"
        ),
    }


@cache
def _interviewer_labels() -> dict[str, re.Pattern]:
    number, called = _either(words.ID_WORDS), _either(words.NAME_WORDS)
    who, aside = _either(words.INTERVIEWER_WORDS), _either(words.FILLERS, r"\d+")
    compound = f"{who}s?{number}"
    short = _either(words.SHORT_INTERVIEWER)
    any_id = (
        f"(?:{who} (?:{aside} )*{number}|{number} (?:{aside} )*{who}|{compound}|{short} "
        f"{number}|{number} {short})"
    )
    any_id = f"(?:{any_id}|{number} (?:{aside} )*{compound})"
    named = f"(?:{who} (?:{aside} )*{called}|{called} (?:{aside} )*{who}|{who}{called})"
    rest = f"(?: (?:{aside}|{number}))*"
    conducted = "(?: who conducted (?:the )?interview)?"
    lead = f"(?:(?:{aside}|{number}) )*"
    return {
        "id": re.compile(f"{lead}{any_id}{rest}{conducted}"),
        "word": re.compile(f"(?:{aside} )*{who}(?: {_either(words.MASKED)})*{conducted}"),
        "name": re.compile(f"(?:{aside} )*{named}(?: {aside}| {called}| {number})*"),
    }


@cache
def _interview_name() -> re.Pattern:
    number = _either(_joined(words.ID_WORDS))
    short = _either(words.SHORT_INTERVIEW)
    return re.compile(rf"(?:{short}{number}|{number}{short})")


@cache
def _interview_label() -> re.Pattern:
    number, what = _either(words.ID_WORDS), _either(words.INTERVIEW_WORDS)
    aside = _either(words.FILLERS)
    pair = f"(?:{number} (?:{aside} )*{what}|{what} (?:{aside} |{what} )*{number}|{what}{number})"
    return re.compile(f"(?:{aside} )*{pair}(?: {number})*")


@cache
def _area_label() -> re.Pattern:
    number, what, aside = _either(words.ID_WORDS), _either(words.AREA_WORDS), _either(words.FILLERS)
    return re.compile(f"(?:(?:{aside}|{number}) )*{what}(?: (?:{aside}|{number}|psu))*")


@cache
def _country_label() -> re.Pattern:
    aside = _either((*words.COUNTRY_FILLERS, *words.FILLERS, *words.ID_WORDS))
    return re.compile(f"(?:{aside} )*{_either(words.COUNTRY_WORDS)}(?: {aside})*")


@cache
def _weight_label() -> re.Pattern:
    return re.compile(
        f"(?:{_either(words.WEIGHT_KINDS)} )+weights?(?: variable| factor| including design "
        "weight)?"
    )


def _joined(phrases: Collection[str]) -> list[str]:
    return [_plain(phrase).replace(" ", "") for phrase in phrases]


def _either(phrases: Collection[str], *patterns: str) -> str:
    """A pattern of one of the phrases, the longest first, or of one of the patterns."""
    ordered = sorted(set(map(_plain, phrases)), key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{'|'.join((*ordered, *patterns))})"

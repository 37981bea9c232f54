"""Why there is no answer: the reason that a label or a codebook states, read word by word by the
table of labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from interviewer_effects.survey.no_answer import TABLE
from interviewer_effects.survey.no_answer.beside import (
    ABOUT,
    ANSWERS,
    ASIDES,
    EXPLAINED,
    LINKS,
    NEGATED,
    NOT_ASKED,
    NOT_KNOWN,
    SPEAKERS,
    UNKNOWN,
)

NOT_APPLICABLE, NOT_AVAILABLE = "not applicable", "not available"
SUSPECTED = "suspected"
DOUBTFUL = "~"
LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "æ": "ae",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ى": "ي",
        "œ": "oe",
        "ə": "e",
    }
)
QUOTES = re.compile(r"â€™|[‘’ʼ´`′＇]")
POINTS = re.compile(r"(?<=\w)\.(?=\w\b)|(?<=\b\w)\.")
PAIRED = re.compile(r"\b(?:n\s?/\s?a|s/o|з/о|в/в|n/n|לא יודע/ת|מסרב/ת)\b")
ENDINGS = re.compile(r"(?<=\w)\(\w{1,3}\)")  # odmítl(a)
NUMBER = re.compile(r"^[\s\[(<-]*-?\d[\d.,]*[\s\])>]*(?:[.:=)-]+\s*|\s+|$)")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>")
BETWEEN = re.compile(r"[/\\,;:|+&=–—\n]|\s-+\s|--+|\.(?:\s|$)|-$")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@cache
def reason_of(label: str, code: str | None = None) -> str | None:
    """Name the reason that a value label states: refusal, don't know, no answer, not applicable,
    not available.

    The words outside brackets must be phrases of the table, or say who gave no answer or how it
    came about (`Respondent refused`, `Don't know (SPONTANEOUS)`); where there are none, the words
    in brackets count. An explanation may follow `not applicable` and, after a colon or the like,
    `missing`. So `Refusal by proxy` and `No answer was right` are answers. Of several reasons the
    first counts, and `not available` only alone. A phrase that is an answer elsewhere counts alone
    only where `code` looks like a code, or is not known. Where it looks like a code the label may
    also say what is not known or what was not asked (`Don't know if married`, `Unknown marital
    status`, `Persons under 14 not asked`), and after two reasons anything (`DK/Ref to party or
    ideology`). `Don't know (not mentioned)` is an answer. None when the label states no reason.
    """
    text = _plain(label)
    outside = BRACKETS.sub(" | ", text)
    inside = " | ".join(part[1:-1] for part in BRACKETS.findall(text))
    if any(" ".join(_words(part)) in NEGATED for part in BETWEEN.split(f"{outside} | {inside}")):
        return None
    is_coded = code is not None and looks_like_code(code)
    said_outside = any(_without_asides(part) for part in BETWEEN.split(outside))
    reasons = _stated(outside if said_outside else inside, is_coded)
    if len(reasons) == 1 and reasons[0].startswith(DOUBTFUL) and code is not None and not is_coded:
        return None
    named = [reason.removeprefix(DOUBTFUL) for reason in reasons]
    return next(iter([reason for reason in named if reason != NOT_AVAILABLE] or named), None)


def looks_like_code(code: str) -> bool:
    """Tell whether a code is written as codes of no answer are: 8, 88, 97, -1, .a; not 3 or 20."""
    if code.startswith("."):
        return True
    try:
        number = float(code)
    except ValueError:
        return False
    return is_code_form(number)


def is_code_form(number: float) -> bool:
    """Tell whether a number is written as codes are: 6 to 9, 9x, 99x …, repeated 5 to 9, any whole
    number below 0.
    """
    if not float(number).is_integer():
        return False
    if number < 0:
        return True
    digits = str(int(number))
    if len(digits) == 1:
        return digits in "6789"
    return set(digits[:-1]) == {"9"} or (len(set(digits)) == 1 and digits[0] in "5678")


def is_answer(label: str) -> bool:
    """Tell whether a label far from the scale is an answer all the same: `Other (specify)`, `None
    of these`.
    """
    words = _words(_plain(label))
    return bool(words) and words[0] in ANSWERS


def standard_reason(reason: str) -> str:
    """Give the reason by its standard name, whether it is suspected or stated in other words or
    another language.
    """
    bare = reason.removeprefix(SUSPECTED).strip(" :")
    return (reason_of(bare) or bare) if bare else reason


def is_suspected(reason: str) -> bool:
    """Tell whether a reason is only a proposal that nobody has confirmed."""
    return reason.startswith(SUSPECTED)


def _stated(text: str, is_coded: bool) -> list[str]:
    """The reasons of a text that says nothing else, in its order; none of a text that says more."""
    reasons: list[str] = []
    for part in BETWEEN.split(text):
        words = _without_asides(part)
        found = _reasons_of(words) or (_reasons_about(words, bool(reasons)) if is_coded else [])
        if words and not found and not _explains(words, reasons, is_coded):
            return []
        reasons += found
    return reasons


def _explains(words: tuple[str, ...], reasons: list[str], is_coded: bool) -> bool:
    """Tell whether words that are no reason may follow the reasons of the parts before them."""
    if not reasons or reasons[0] in (NOT_APPLICABLE, NOT_AVAILABLE):
        return bool(reasons)
    return is_coded and len(reasons) > 1 and words[0] not in ANSWERS


def _reasons_of(words: tuple[str, ...]) -> list[str]:
    """The reasons of which words consist, the longest phrases first; empty where a word is left
    over.
    """
    phrases = _phrases()
    reasons: list[str] = []
    place = 0
    while place < len(words):
        ends = range(min(len(words), place + _longest()), place, -1)
        end = next((end for end in ends if words[place:end] in phrases), None)
        if end:
            reasons.append(phrases[words[place:end]])
            place = end
        elif reasons and words[place] in LINKS:
            place += 1
        elif reasons and " ".join(words).startswith(EXPLAINED):
            return reasons
        elif reasons and (aside := _aside_at(words, place)):
            place += aside
        else:
            return []
    return reasons


def _reasons_about(words: tuple[str, ...], follows: bool) -> list[str]:
    """The reasons of words that go on to say what it is about; they count beside a code only.

    After a reason (`follows`), and after DK, any words may go on: `DK/Ref to party`, `DK US
    citizen`.
    """
    text = " ".join(words)
    if text.endswith(NOT_ASKED):
        return [NOT_APPLICABLE]
    if text.endswith(NOT_KNOWN) or (words and words[0] in UNKNOWN):
        return [NOT_AVAILABLE]
    free = follows or words[:1] == ("dk",)
    starts = [place for place, word in enumerate(words) if place and (free or word in ABOUT)]
    known = (_reasons_of(words[:place]) for place in starts)
    return next((reasons for reasons in known if reasons), [])


def _aside_at(words: tuple[str, ...], place: int) -> int:
    """How many words from a place on are an aside."""
    return next(
        (len(aside) for aside in _asides() if words[place : place + len(aside)] == aside), 0
    )


def _without_asides(part: str) -> tuple[str, ...]:
    """The words of a part without the asides and the speaker before them; nothing of a part of
    asides alone.
    """
    words = _words(part)
    while words and words not in _phrases():
        n_aside = _aside_at(words, 0) or int(words[0] in SPEAKERS and len(words) > 1)
        if not n_aside:
            break
        words = words[n_aside:]
    return words


def _words(text: str) -> tuple[str, ...]:
    words = tuple(WORD.findall(text))
    return ("".join(words),) if len(words) > 1 and all(len(word) == 1 for word in words) else words


def _plain(label: str) -> str:
    """Small letters without accents, without the points of abbreviations and a leading number."""
    text = unicodedata.normalize("NFKD", QUOTES.sub("'", label).casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).translate(
        LETTERS
    )
    text = ENDINGS.sub("", text)
    text = NUMBER.sub("", POINTS.sub("", text).strip(" *"), count=1)
    return PAIRED.sub(lambda pair: re.sub(r"\s?/\s?", "per", pair[0]), text).replace("_", " ")


@cache
def _phrases() -> dict[tuple[str, ...], str]:
    """The reason of each phrase, by its words; of one that counts beside a code only it begins with
    DOUBTFUL.
    """
    found: dict[tuple[str, ...], str] = {}
    for reason, phrase in _rows():
        words = _words(_plain(phrase.removeprefix(DOUBTFUL)))
        if phrase.startswith(DOUBTFUL):
            found.setdefault(words, DOUBTFUL + reason)
        elif found.get(words, DOUBTFUL).startswith(DOUBTFUL):
            found[words] = reason
    return found


@cache
def _longest() -> int:
    return max(len(words) for words in _phrases())


def _rows() -> Iterator[tuple[str, str]]:
    for entry in TABLE.replace("\n  ", " ").strip().splitlines():
        if not entry.startswith("#"):
            reason, _, phrases = entry.split(" | ", 2)
            yield from ((reason, phrase) for phrase in phrases.split("; "))


@cache
def _asides() -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((_words(_plain(aside)) for aside in ASIDES), key=len, reverse=True))

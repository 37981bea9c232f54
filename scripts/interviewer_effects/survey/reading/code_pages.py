"""Which code page bytes are written in that are not UTF-8: the one whose letters are those of a
language.

Bytes above 127 are letters of another alphabet in each code page. Every language of every code page
is a small model, how often each of its own letters occurs among the letters of a word, and the
language under which the words of the file are the most probable says the code page. A word that
changes from small to capital letters, mixes two scripts or has a sign amid its letters speaks
against one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from interviewer_effects.problems import shown

MOST_WORDS = 3000
WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
IMPLAUSIBLE = math.log(1e-5)
MIXED = math.log(1e-3)  # an ASCII letter in a Greek or Cyrillic word
SIGN = math.log(0.01)
ODD = MIXED  # what is no more probable than that has no place in a word
SIGNS = frozenset("“”„‘’‚‹›«»–—…•·°€£¥§©®™²³¹½¼¾±×÷µ¿¡№´ºª\u00a0\u00ad")
SIGNS_IN_WORDS = frozenset("’‘´–—·\u00a0\u00ad")
SIGNS_BEFORE_WORDS = SIGNS_IN_WORDS | frozenset("“„‚‹›«»¿¡”…•§№°€£µ±©®")
MOST_ODD = 1 / 4  # of the words
LONE_CAPITAL = math.log(0.1)
SHARE = 0.25  # of the letters of a Latin word that has any, how many are not ASCII

WESTERN = (
    *(
        "éèàêçôâîûùœëïüÿæ",
        "üäöß",
        "óíáéñúü",
        "ãçáéíêóõâúàô",
        "èàùòéì",
        "ëéïèöüê",
        "äöåé",
        "øåæéöä",
        "áðíéóöþúýæ",
    ),
    *("àèóéíçòúïü", "ëç", "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿßœšžªº"),
)
CENTRAL = ("ęąłżśóćńź", "áíěéřčýšžůúťďňó", "áíéčýžšúľťôňďäóŕĺ", "éáőöüóíúű", "čšžćđ", "ăşţîâ")
CYRILLIC = (
    *(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        "оаниівтерслкдпумязьбгчйхцїжшюєщфґ",
        "аоиентрсвлдпкмузябъгйчшцжхщюфь",
    ),
    *(
        "аоиенрјстувдмклпзгбчшцжхћњљђфџ",
        "аоиетнрсвдкплмзујгбчшцжњхќѓџљѕф",
        "аніяеырслкодптуўмбгзжчцьйхшёюэф",
    ),
)
GREEK = ("αοιετςνηυρπκμλωσίόήάγέδώύβθφχξζψϊϋΐΰ",)
BALTIC = ("ėšųąįžūčę", "āīēšūņļžčķģ", "äõüöšž")
HEBREW = ("יוהלאמרתבשנדעקפחכםגטסצזןץףך",)
TURKISH = ("ıüşğçöâîû",)
# Name -> languages by their letters, the commonest first; how much rarer the code page is, as a log
CODE_PAGES = {
    "windows-1252": (WESTERN, 0.0),
    "windows-1250": (CENTRAL, -2.0),
    "windows-1251": (CYRILLIC, -1.5),
    "windows-1253": (GREEK, -1.5),
    "windows-1254": (TURKISH, -2.5),
    "windows-1255": (HEBREW, -2.5),
    "windows-1257": (BALTIC, -2.5),
    "iso-8859-2": (CENTRAL, -3.0),
    "mac-roman": (WESTERN, -3.0),
    "koi8-r": (CYRILLIC[:1], -4.0),
}


@dataclass(frozen=True)
class Language:
    """The letters of a language that are not ASCII, the commonest first."""

    letters: str

    @cached_property
    def is_latin(self) -> bool:
        """Whether its words have ASCII letters too."""
        return self.letters[0] < "\u0300" or self.letters[0] in "āėęăő"

    @cached_property
    def logs(self) -> dict[str, float]:
        """The log probability of each letter: by rank, more evenly in an alphabet of its own."""
        shift = 1 if self.is_latin else 3
        weights = [1 / (rank + shift) for rank in range(len(self.letters))]
        share = SHARE if self.is_latin else 1.0
        pairs = zip(self.letters, weights, strict=True)
        return {letter: math.log(share * weight / sum(weights)) for letter, weight in pairs}

    def score(self, word: str) -> float:
        """The log probability of a word."""
        return sum(self._letter_scores(word))

    def is_odd(self, word: str) -> bool:
        """Whether something stands in the word that does not in this language."""
        return any(score <= ODD for score in self._letter_scores(word))

    def _letter_scores(self, word: str) -> Iterator[float]:
        for place, letter in enumerate(word):
            before = word[place - 1] if place else ""
            yield self._score(letter, before, word[place + 1 : place + 2])

    def _score(self, letter: str, before: str, after: str) -> float:
        if letter.isascii():
            return math.log(1 - SHARE) if self.is_latin else MIXED
        known = self.logs.get(letter.lower()[:1])
        if known is not None:
            is_alone = letter.isupper() and not before and not after
            is_amid = letter.isupper() and before.islower()
            return IMPLAUSIBLE if is_amid else known + is_alone * LONE_CAPITAL
        return SIGN if letter in _signs(before, after) else IMPLAUSIBLE


def _signs(before: str, after: str) -> frozenset[str]:
    """The signs that may stand between two letters, before one, or elsewhere."""
    if not after.isalpha():
        return SIGNS
    return SIGNS_IN_WORDS if before.isalpha() else SIGNS_BEFORE_WORDS


def fitting_code_page(texts: Iterable[bytes]) -> str | None:
    """Name the code page that fits the letters of bytes that are no UTF-8; None where none does.

    None means that even under the best one more than a quarter of the words are none.
    """
    words = _words(texts)
    best: tuple[float, str, float] | None = None
    for name, (languages, prior) in CODE_PAGES.items():
        decoded = _decoded(words, name)
        for language in map(Language, languages) if decoded else ():
            score = prior + sum(map(language.score, decoded))
            if best is None or score > best[0]:
                odd = sum(map(language.is_odd, decoded)) / len(decoded)
                best = (score, name, odd)
    return best[1] if best and best[2] <= MOST_ODD else None


def reading_remark(file: str, encoding: str, is_fitted: bool, texts: Iterable[str | None]) -> str:
    """Say in which encoding a file was read, and show a text of it as it was read."""
    text = next((text for text in texts if text and not text.isascii()), None)
    seen = f": {shown(text)}" if text else ""
    if not is_fitted:
        return f"{file} is read as {encoding}, as the config says{seen}."
    return (
        f"{file} is not UTF-8 and is read as {encoding}, which fits its letters{seen}. If not, "
        "name its encoding:."
    )


def _words(texts: Iterable[bytes]) -> list[bytes]:
    """The distinct words that have a letter beyond ASCII, in the order of the file."""
    words: dict[bytes, None] = {}
    for text in texts:
        for found in WORD.finditer(text):
            words[found.group()] = None
            if len(words) == MOST_WORDS:
                return list(words)
    return list(words)


def _decoded(words: list[bytes], name: str) -> list[str]:
    """The words in a code page; none where it lacks one of their bytes."""
    try:
        return [word.decode(name) for word in words]
    except UnicodeDecodeError:
        return []

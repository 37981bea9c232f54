"""Sentences whose numbers know the table they come from.

A sentence is a pattern with fields. A field filled by `quote(...)` becomes a link to the table that
holds the number, with the unrounded value beside it; any other field is text from the data and is
escaped. `str(sentence)` is the plain text, for alt texts.
"""

import re
from dataclasses import dataclass, field
from string import Formatter

from markupsafe import Markup, escape

from .glossary import TERMS, definition


@dataclass(frozen=True)
class Quote:
    """A printed number, the value it was rounded from, and the anchor of the table that holds
    it.
    """

    text: str
    value: object
    anchor: str

    def __str__(self) -> str:
        """The number alone."""
        return self.text

    def __html__(self) -> str:
        """The number as a link to its table."""
        return Markup('<a class="number" tabindex="-1" href="#{}" data-value="{}">{}</a>').format(
            self.anchor, self.value, self.text
        )


NUMBERS = re.compile(r"(?<![\w.])(?<!\w[−-])[−-]?\d(?:[\d,.]*\d)?(?:[\s\u202f]%)?(?!\w)")


@dataclass(frozen=True)
class Told:
    """A sentence that a table holds, each number in it a link to that table."""

    text: str
    anchor: str

    def __str__(self) -> str:
        """The sentence."""
        return self.text

    def __html__(self) -> str:
        """The sentence with its numbers linked; its text is escaped."""
        parts, at = [], 0
        for one in NUMBERS.finditer(self.text):
            link = Markup('<a class="told" tabindex="-1" href="#{}">{}</a>').format(
                self.anchor, one[0]
            )
            parts += [escape(self.text[at : one.start()]), link]
            at = one.end()
        return Markup("").join([*parts, escape(self.text[at:])])


@dataclass(frozen=True)
class Term:
    """A word of the glossary: a link to its entry, with the definition on hover."""

    key: str
    text: str

    def __str__(self) -> str:
        """The word alone."""
        return self.text

    def __html__(self) -> str:
        """The word as a link to its definition."""
        return Markup('<a class="term" href="#term-{}" title="{}">{}</a>').format(
            self.key, definition(self.key), self.text
        )


@dataclass(frozen=True)
class Link:
    """Text from the data that leads to a place on the page or to a page beside it."""

    text: str
    href: str

    def __str__(self) -> str:
        """The text alone."""
        return self.text

    def __html__(self) -> str:
        """The text as a link."""
        return Markup('<a href="{}">{}</a>').format(self.href, self.text)


@dataclass(frozen=True)
class Sentence:
    """A pattern and what fills its fields."""

    pattern: str
    values: dict = field(default_factory=dict)

    def _parts(self):
        for literal, name, _, _ in Formatter().parse(self.pattern):
            yield literal
            if name is not None:
                yield self.values[name]

    def __str__(self) -> str:
        """The sentence as plain text."""
        return "".join(str(part) for part in self._parts())

    def __html__(self) -> str:
        """The sentence with its links; text from the data is escaped."""
        return Markup("").join(escape(part) for part in self._parts())


def say(pattern: str, **values) -> Sentence:
    """A sentence from a pattern, for example say("{n} interviews", n=quote(...))."""
    return Sentence(pattern, values)


def join(sentences, separator: str = " ") -> Sentence:
    """Several sentences as one, in order, leaving out those that are None."""
    kept = [sentence for sentence in sentences if sentence is not None]
    return Sentence(
        separator.join(f"{{s{i}}}" for i in range(len(kept))),
        {f"s{i}": s for i, s in enumerate(kept)},
    )


def enumerated(parts, limit: int = 8) -> Sentence:
    """Links or sentences as prose: "a, b and c", cut at `limit` with the number of the others, if
    several.
    """
    parts = list(parts)
    shown = parts[:limit] if len(parts) > limit + 1 else parts
    if len(parts) > len(shown):
        shown.append(say("{n} others", n=len(parts) - limit))
    names = [f"{{p{i}}}" for i in range(len(shown))]
    pattern = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return Sentence(pattern, {f"p{i}": part for i, part in enumerate(shown)})


def quote(value, formatter, anchor: str) -> Quote:
    """The value printed by `formatter` (a function of numbers.py) and linked to `anchor`."""
    return Quote(formatter(value), value, anchor)


def term(key: str, text: str | None = None) -> Term:
    """A glossary word, printed as `text` or as the glossary has it."""
    return Term(key, text or TERMS[key][0])

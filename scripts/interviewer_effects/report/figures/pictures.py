"""A picture: its SVG, what it shows in words, and how it is kept in a folder."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from markupsafe import Markup

from interviewer_effects.files import read_json, write_json, write_text

from .crowds import flatten_crowds
from .inline import inline, labels, names
from .style import POINT, clean, svg

LIMITS = NAME_LIMIT, SHORT_LIMIT = (
    14,
    10,
)  # letters of a name that a label shows, of one of several names in it


@dataclass(frozen=True)
class Picture:
    """A figure with its alternative text (the finding) and caption (what is drawn); sizes are CSS
    pixels; `links` lead to the pages of the interviewers that it names.
    """

    svg: str
    alt: str
    caption: str
    width: int
    height: int
    links: tuple = ()

    key: str = "picture"

    @property
    def inline(self) -> Markup:
        """The figure as an element of the page; `key` begins its ids there."""
        pages = {clean(link.text, limit): link.href for link in self.links for limit in LIMITS}
        return Markup(inline(self.svg, self.key, self.alt, self.width, self.height, pages))


def picture(figure, alt, caption: str) -> Picture:
    """Draw a matplotlib figure; `alt` says what a reader would see in it."""
    flatten_crowds(figure)
    width, height = (round(side * POINT * 4 / 3) for side in figure.get_size_inches())
    return Picture(svg(figure), str(alt), str(caption), width, height)


def beyond(most: int, n: int, things: str) -> str:
    """The end of a caption where a figure holds the first `most` of n things; nothing where it
    holds all.
    """
    return f"; the first {most} of {n} {things}, the table holds all" if n > most else ""


def keyed(pictures: Iterable[Picture]) -> list[Picture]:
    """The pictures of one document, each with a key of its own: with one for all, marks of one are
    drawn by another.
    """
    return [replace(one, key=f"f{k}") for k, one in enumerate(pictures)]


def named(svg_text: str, people) -> list:
    """Which of the interviewers a figure names in a label."""
    root = ElementTree.fromstring(svg_text.encode("utf-8"))
    said = {name for label in labels(root) for name in names(label)}
    return [who for who in people if {clean(who, limit) for limit in LIMITS} & said]


def write_pictures(pictures: dict, folder) -> None:
    """Write name.svg for each picture and figures.json, name -> file, alt, caption, size."""
    index = {}
    for name, one in pictures.items():
        write_text(one.svg, Path(folder) / f"{name}.svg")
        index[name] = {
            "file": f"{name}.svg",
            "alt": one.alt,
            "caption": one.caption,
            "width": one.width,
            "height": one.height,
        }
    write_json(index, Path(folder) / "figures.json")


def read_pictures(folder) -> dict:
    """The pictures that `write_pictures` left in a folder, by name."""
    index = read_json(Path(folder) / "figures.json")
    return {name: _read(Path(folder), entry) for name, entry in index.items()}


def _read(folder: Path, entry: dict) -> Picture:
    text = (folder / entry["file"]).read_text(encoding="utf-8")
    return Picture(text, entry["alt"], entry["caption"], entry["width"], entry["height"])

"""The look of the figures: one colour per thing, one way of saving, one treatment of text from the
data.
"""

import re
import unicodedata
import warnings
from contextlib import contextmanager
from io import StringIO

# Okabe and Ito's palette, which people with any common colour vision tell apart.
RAW, RECODED, TRIMMED = "#d55e00", "#0072b2", "#009e73"
VARIANT = {"raw": RAW, "recoded": RECODED, "trimmed": TRIMMED}
LOOKED_AT, CODE, OTHERS, INK, FAINT = "#a3337d", "#d55e00", "#8f979f", "#222222", "#d9dde1"
BAND = "#e4e9ee"
MARKER = {"raw": "o", "recoded": "s", "trimmed": "D"}
DARK = {
    "#ffffff": "#1c2127",
    INK: "#e8eaed",
    "#333333": "#d6dade",
    "#555555": "#b4bac1",
    "#8a8a8a": "#767e87",
    "#e6e6e6": "#333a42",
    FAINT: "#3c444d",
    BAND: "#2b3139",
    OTHERS: "#98a1aa",
    RAW: "#f08a3c",
    RECODED: "#56b4e9",
    TRIMMED: "#3ccfa4",
    LOOKED_AT: "#e58ac4",
}
POINT = 72
WIDE, HALF, THIRD, SMALL = 8.6, 4.35, 3.0, 2.9
MAX_LABEL = 60


@contextmanager
def styled(path):
    """Everything drawn inside follows the style file at `path`."""
    import matplotlib  # heavy, and a page that shows figures does not draw any

    with matplotlib.rc_context(fname=str(path)):
        yield


def canvas(width: float, height: float, **grid):
    """A figure of so many inches and its axes (an array when `grid` asks for more than one)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    return figure, figure.subplots(**grid)


def clean(text, limit: int = MAX_LABEL) -> str:
    """Text from the data fit for a figure: no control characters, no line breaks, cut at `limit`
    with an ellipsis.
    """
    kept = (" " if char.isspace() else char for char in str(text))
    shown = "".join(
        char for char in kept if unicodedata.category(char) not in {"Cc", "Cs", "Cn", "Co"}
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def svg(figure) -> str:
    """The figure as SVG: the same bytes each time, text as text, with its own colours for a dark
    page.

    A label in a script that the measuring font lacks is drawn by the reader's browser: a missing
    glyph is no fault.
    """
    page = StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="Glyph .* missing from font", category=UserWarning
        )
        warnings.filterwarnings(
            "ignore", message="Matplotlib currently does not support", category=UserWarning
        )
        figure.savefig(page, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", page.getvalue(), flags=re.DOTALL)
    text = re.sub(r'<a xlink:href="who:([^"]*)"[^>]*>', r'<g data-who="\1">', text).replace(
        "</a>", "</g>"
    )
    text = re.sub(r' (d|x|y)="[^"]*"', lambda place: re.sub(r"(\.\d\d)\d+", r"\1", place[0]), text)
    return text.replace("</style>", dark_style(text) + "</style>", 1)


def dark_style(text: str | None = None, within: str = "") -> str:
    """CSS that gives each colour of the light figure `text` (of any figure) its counterpart where
    the reader prefers a dark page; `within` is the selector of what holds the figures.
    """
    rules = []
    for light, dark in DARK.items():
        roles = [role for role in ("fill", "stroke") if text is None or f"{role}: {light}" in text]
        rules += [
            f'{within}[style*="{role}: {light}"]{{{role}:{dark} !important}}' for role in roles
        ]
    return "@media (prefers-color-scheme: dark){" + "".join(rules) + "}"


def show_text(axes, message: str) -> None:
    """A sentence in place of a plot that has nothing to show."""
    axes.text(
        0.5,
        0.5,
        message,
        ha="center",
        va="center",
        color="#555555",
        transform=axes.transAxes,
        wrap=True,
    )
    axes.set_axis_off()

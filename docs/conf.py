"""Sphinx: `make docs` builds these pages into docs/_build/html, with warnings as errors."""

import sys
from pathlib import Path

from pygments.lexers.special import TextLexer

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from interviewer_effects import __version__  # noqa: E402

project = "Interviewer-effects audit"
author = "The interviewer-effects audit maintainers"
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3  # links to headings, as web pages of repositories make them
exclude_patterns = ["_build"]
nitpicky = False
html_theme = "alabaster"
html_theme_options = {
    "description": "Do interviewers change the data?",
    "fixed_sidebar": True,
    "page_width": "70em",
}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_copy_source = False
html_show_sphinx = False


def setup(app):
    """Diagrams in the language of Mermaid are shown as text; web pages of repositories draw
    them.
    """
    app.add_lexer("mermaid", TextLexer)
    app.connect("source-read", without_missing_tables)


def without_missing_tables(app, name, source):
    """Leave the page of tables out of the contents until it has been generated."""
    if name == "index" and not (Path(app.srcdir) / "tables.md").exists():
        source[0] = source[0].replace("\ntables\n", "\n")

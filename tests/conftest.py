"""What several tests of the workflow share: a copy of the project, and the tiny survey audited once by it."""

import re
import shutil
from html import unescape
from itertools import count

import pytest

APART = re.compile(r"<(style|script|svg|table)\b.*?</\1>", re.DOTALL)
BLOCKS = re.compile(
    r"</?(?:p|li|h[1-6]|div|td|dd|dt|dl|ul|ol|summary|figcaption|section|details|article|header|main|figure|nav)\b[^>]*>"
)
LINK = re.compile(r'<a class="number" href="#([^"]+)" data-value="([^"]*)">([^<]*)</a>')


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory):
    """A copy of the project that a test may edit, and has to put right again."""
    from test_workflow import PIPELINE, ROOT

    copy = tmp_path_factory.mktemp("pipeline")
    for name in PIPELINE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.html"))
        else:
            shutil.copy(source, copy / name)
    return copy


@pytest.fixture(scope="session")
def finished(tmp_path_factory, pipeline):
    """The tiny survey, audited."""
    from test_workflow import BASE, audited

    return audited(pipeline, tmp_path_factory.mktemp("tiny") / "here", **BASE)


@pytest.fixture(scope="session")
def page(finished):
    """(anchor, unrounded values, text) of each number of its prose, and the folder of the survey."""
    found = links_of(finished / "reports" / "tiny.html")
    assert len(found) > 120
    return found, finished


@pytest.fixture(scope="session")
def prose(finished):
    """The words of that page, a block a line, each number as ⟦its place among the links of `page`⟧."""
    return words_of(finished / "reports" / "tiny.html")


@pytest.fixture(scope="session")
def wide(tmp_path_factory, pipeline):
    """A survey with areas, two weights and unanswered items, audited: links and words of its page, and its folder."""
    from test_workflow import BASE, audited

    folder = audited(pipeline, tmp_path_factory.mktemp("wide") / "here", "wide", **BASE)
    return links_of(folder / "reports" / "wide.html"), words_of(folder / "reports" / "wide.html"), folder


def links_of(page):
    """(anchor, unrounded values, text) of each number of the prose of a page."""
    html = page.read_text(encoding="utf-8")
    return [(anchor, floats(value), unescape(text)) for anchor, value, text in LINK.findall(html)]


def words_of(page):
    """The words of a page, a block a line, each number as ⟦its place among the links⟧."""
    html, places = page.read_text(encoding="utf-8"), count()
    html = LINK.sub(lambda _: f"⟦{next(places)}⟧", html)
    html = APART.sub("", html)
    text = unescape(re.sub(r"<[^>]+>", "", BLOCKS.sub("\n", html)))
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def floats(text):
    return [float(v) for v in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text.replace("np.float64", ""))]

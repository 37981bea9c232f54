"""What several tests of the workflow share, in whatever process they run: a copy of the project,
and surveys audited once by it.
"""

import os
import re
import shutil
import time
from html import unescape
from itertools import count

import pytest
from filelock import FileLock

APART = re.compile(r"<(style|script|svg|table)\b.*?</\1>", re.DOTALL)
BLOCKS = re.compile(
    r"</?(?:p|li|h[1-6]|div|td|dd|dt|dl|ul|ol|summary|figcaption|section|details|article|header|main|figure|nav)\b[^>]*>"
)
LINK = re.compile(
    r'<a class="number" tabindex="-1" href="#([^"]+)" data-value="([^"]*)">([^<]*)</a>'
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What takes a whole run is slow too."""
    for item in items:
        if item.get_closest_marker("whole"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """made_once(name, make) calls make(folder) for a folder that is not there yet, in one process
    of all that test, and gives the folder. Tests look at it and change nothing: one that will gets
    a copy.
    """
    own = tmp_path_factory.getbasetemp()
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name, make):
        folder, finished = root / "once" / name, root / "once" / f"{name}.finished"
        folder.parent.mkdir(exist_ok=True)
        with FileLock(root / "once" / f"{name}.lock"):
            if not finished.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a process that failed
                make(folder)
                finished.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def pipeline(made_once):
    """A copy of the project, which made the finished audits; tests/test_workflow.py alone edits it,
    for a moment.
    """
    from test_workflow import project

    return made_once("pipeline", project)


@pytest.fixture(scope="session")
def tiny_audit(made_once, pipeline):
    """The tiny survey, audited."""
    from test_workflow import BASE, audited

    return made_once("tiny", lambda folder: audited(pipeline, folder, **BASE))


@pytest.fixture(scope="session")
def finished(tiny_audit, tmp_path_factory):
    """A copy of it that a test may edit, and has to put right again; dates and all, so that nothing
    is to be done.
    """
    return shutil.copytree(tiny_audit, tmp_path_factory.mktemp("tiny") / "here")


@pytest.fixture(scope="session")
def undisturbed(made_once):
    """A small audit that nothing happened to, with the seconds that it took."""
    from test_accidents import tiny
    from test_workflow import snakemake

    def make(folder):
        begin = time.monotonic()
        said = snakemake(tiny(folder))
        assert said.returncode == 0, said.stdout + said.stderr
        (folder / "seconds").write_text(str(time.monotonic() - begin))

    return made_once("undisturbed", make)


@pytest.fixture(scope="session")
def page(tiny_audit):
    """(anchor, unrounded values, text) of each number of its prose, and the folder of the
    survey.
    """
    found = links_of(tiny_audit / "reports" / "tiny.html")
    assert len(found) > 120
    return found, tiny_audit


@pytest.fixture(scope="session")
def prose(tiny_audit):
    """The words of that page, a block a line, each number as ⟦its place among the links of
    `page`⟧.
    """
    return words_of(tiny_audit / "reports" / "tiny.html")


@pytest.fixture(scope="session")
def wide(made_once, pipeline):
    """A survey with areas, two weights and unanswered items, audited: links and words of its page,
    and its folder.
    """
    from test_workflow import BASE, audited

    folder = made_once("wide", lambda folder: audited(pipeline, folder, "wide", **BASE))
    return (
        links_of(folder / "reports" / "wide.html"),
        words_of(folder / "reports" / "wide.html"),
        folder,
    )


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
    return [
        float(v)
        for v in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text.replace("np.float64", ""))
    ]

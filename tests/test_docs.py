"""The documentation says what the code does: pages made from schemas, examples that run, links that
lead somewhere.
"""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [
    *sorted(DOCS.glob("*.md")),
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
]
EXAMPLES = [path for path in PAGES if ">>> " in path.read_text(encoding="utf-8")]
FENCED = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
LAID_OUT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def anchors(path):
    """The anchors of the headings of a page, as Sphinx and web pages of repositories make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_references_of_config_and_codebook_are_what_the_schemas_give():
    command = [sys.executable, DOCS / "schema_pages.py", "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_some_pages_have_examples():
    assert {"engine.md", "python.md"} <= {path.name for path in EXAMPLES}


@pytest.mark.slow  # python.md audits a survey
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_of_a_page_give_what_it_shows(path):
    text = "\n".join(FENCED.findall(path.read_text(encoding="utf-8")))
    example = doctest.DocTestParser().get_doctest(text, {}, path.name, str(path), 0)
    failures = []
    doctest.DocTestRunner(optionflags=LAID_OUT).run(example, out=failures.append)
    assert "".join(failures) == ""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_links_of_a_page_lead_to_files_and_headings_of_the_project(path):
    """Sphinx checks links between its pages; this also holds for README.md and for files outside
    docs/.
    """
    lost = []
    for target, anchor in LINK.findall(path.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            lost.append(f"{target}#{anchor}")
    assert lost == []


def test_every_page_is_in_the_contents():
    contents = (DOCS / "index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z][a-z-]*)$", contents, re.MULTILINE)) | {"index", "tables"}
    assert {path.stem for path in DOCS.glob("*.md")} - listed == set()

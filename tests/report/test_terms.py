"""The page and the documentation use the terms of the field, and no private words."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRIVATE = (
    "are worth",
    "looked at",
    "second look",
    "naive p",
    "rungs",
    "hangs? on",
    "surveys with nothing wrong",
    "second engine",
    "half-and-half",
    "found at first",
    "treatments? of the (answers|outcome)",
    "words of this page",
)
PATTERN = re.compile(rf"\b({'|'.join(PRIVATE)})\b")


def sentences_of(path):
    """The texts of a module that are no docstrings: what a page can show."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [getattr(node, "body", None) for node in ast.walk(tree)]
    docstrings = {
        id(body[0].value)
        for body in bodies
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


def private_words(texts):
    return [match[0] for text in texts for match in PATTERN.finditer(text)]


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "scripts" / "interviewer_effects" / "report").rglob("*.py")),
    ids=lambda path: path.relative_to(ROOT / "scripts").as_posix(),
)
def test_sentences_use_the_terms_of_the_field(path):
    assert private_words(sentences_of(path)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "reports" / "templates").glob("*.j2")))
def test_templates_use_the_terms_of_the_field(path):
    assert private_words([path.read_text(encoding="utf-8")]) == []


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_documents_use_the_terms_of_the_field(path):
    text = path.read_text(encoding="utf-8")
    names_in_code = re.sub(r"`[^`]*`", "", text)
    assert private_words([names_in_code]) == []

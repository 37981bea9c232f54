"""YAML without its surprises: NO, on and 010 stay text, a key stands once, nothing is executed.

YAML 1.1 reads the country code NO and the key `on` as booleans, 010 as 8 and 12:30 as 750. Here
only true and false are booleans and only plain decimal numbers are numbers; everything else is the
text that the user wrote.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from interviewer_effects.problems import AuditError, Problem

if TYPE_CHECKING:
    from yaml import SafeLoader
else:  # the fast one, where PyYAML was built with it
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_NODES = 200_000
MAX_DEPTH = 50
BRACKETS = re.compile(r"[\[{]|[\]}]")
STACKED = re.compile(
    r"^[ \t\-?:]{100,}", re.MULTILINE
)  # entries opened on one line, or lines far to the right
PLAIN_VALUES = {
    "bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    "int": (r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    "float": (
        r"^[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$",
        "-+0123456789.",
    ),
    "null": (r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    "merge": (r"^<<$", "<"),
}


class _Loader(SafeLoader):
    """A safe loader that notes every key standing twice in one mapping."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012  # the base class has it so

    def __init__(self, stream: str):
        super().__init__(stream)
        self.twice: list[tuple[str, int]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                name = _same_number(key)
                if name in seen:
                    self.twice.append((key.value, key.start_mark.line + 1))
                seen.add(name)
        return super().construct_mapping(node, deep)


def _same_number(key: yaml.ScalarNode) -> str:
    """What a key is to Python: 77 and 77.0 are one."""
    is_number = key.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
    return str(float(key.value)) if is_number else key.value


for _name, (_pattern, _first) in PLAIN_VALUES.items():
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(_pattern), _first)


def load_yaml(path: str | os.PathLike, file: str | None = None) -> object:
    """Read one YAML file; raise AuditError when it is absent, not UTF-8, not YAML, or has a key
    twice.

    Keys that are numbers become text, so that `2010:` is a name and `77:` a code. `file` is the
    path as the user wrote it, for the messages.
    """
    file = file or str(path)
    text = _text(path, file)
    if _is_too_deep(text):
        raise AuditError(_endless(file))
    loader = _Loader(text)
    try:
        content = loader.get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise AuditError(_syntax(file, error)) from None
    finally:
        loader.dispose()
    if loader.twice:
        raise AuditError(
            Problem(
                file,
                None,
                key,
                row,
                "This key stands twice in the same mapping.",
                "Keep one of the two.",
            )
            for key, row in loader.twice
        )
    return with_text_keys(content, file)


def _is_too_deep(text: str) -> bool:
    """Whether brackets or entries are nested so deep that the loader, which goes down with them,
    would break down.

    Only where a count of brackets or a long indent makes it possible the text is cut into its
    parts.
    """
    if not STACKED.search(text) and _open_at_most(text) <= MAX_DEPTH:
        return False
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
                event, yaml.CollectionEndEvent
            )
            if depth > MAX_DEPTH:
                return True
    except (yaml.YAMLError, ValueError):  # the loader says what is wrong
        return False
    return False


def _open_at_most(text: str) -> int:
    """The most brackets that are open at a time, those within texts too."""
    depth = most = 0
    for found in BRACKETS.finditer(text):
        depth += 1 if found[0] in "[{" else -1
        most = max(most, depth)
    return most


def plain_values(content: object) -> object:
    """Read the texts in nested mappings and lists as YAML values: 8 and true in --config are no
    texts.
    """
    if isinstance(content, Mapping):
        return {key: plain_values(value) for key, value in content.items()}
    if isinstance(content, list):
        return [plain_values(value) for value in content]
    return _value(content) if isinstance(content, str) else content


def _value(text: str) -> object:
    loader = _Loader("")
    try:
        tag = loader.resolve(yaml.ScalarNode, text, (True, False))
        return loader.construct_object(yaml.ScalarNode(tag, text))
    finally:
        loader.dispose()


def with_text_keys(content: object, file: str) -> object:
    """Copy nested mappings and lists, number keys as text; a true/false key or endless nesting is a
    problem.
    """
    budget = [MAX_NODES]

    def copy(node: object) -> object:
        budget[0] -= 1
        if budget[0] < 0:
            raise AuditError(_endless(file))
        if isinstance(node, dict):
            entries = [(_text_key(key, file), copy(value)) for key, value in node.items()]
            _refuse_same([key for key, _ in entries], file)
            return dict(entries)
        return [copy(value) for value in node] if isinstance(node, (list, tuple)) else node

    try:
        return copy(content)
    except RecursionError:
        raise AuditError(_endless(file)) from None


def null_letters(node: object, path: tuple[str, ...], file: str) -> Iterator[Problem]:
    """Texts with a null character, which no column and no file is called by, though pandas takes
    y\\0 for y.
    """
    key = ".".join(path)
    if isinstance(node, dict):
        for name, value in node.items():
            yield from null_letters(value, (*path, str(name).replace("\0", "\ufffd")), file)
            yield from null_letters(name, path, file) if isinstance(name, str) else ()
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from null_letters(value, (*path, str(place)), file)
    elif isinstance(node, str) and "\0" in node:
        yield Problem(
            file,
            key or None,
            node,
            None,
            "Contains a null character.",
            "Write the name without it.",
        )


def _refuse_same(keys: list[str], file: str) -> None:
    """Raise AuditError where two keys are one as texts: 1e3, which is 1000, and "1000"."""
    if len(set(keys)) < len(keys):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        said = "This key stands twice in the same mapping."
        raise AuditError(
            Problem(file, None, key, None, said, "Keep one of the two.") for key in twice
        )


def _text_key(key: object, file: str) -> str:
    if isinstance(key, (str, int, float)) and not isinstance(key, bool):
        return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)
    said = (
        "A key was read as yes/no."
        if isinstance(key, bool)
        else "A key must be a name or a number."
    )
    raise AuditError(Problem(file, None, key, None, said, "Put quotes around it."))


def _endless(file: str) -> Problem:
    return Problem(
        file, None, None, None, "Too large, or nested without end.", "Write it out plainly."
    )


def _text(path: str | os.PathLike, file: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        said, remedy = (
            "There is no such file.",
            "Check the path; it is relative to the folder of the config.",
        )
    except (OSError, ValueError) as error:
        said, remedy = (
            f"Cannot be read as UTF-8 text ({_reason(error)}).",
            "Save it as a UTF-8 text file.",
        )
    raise AuditError(Problem(file, None, None, None, said, remedy))


def _reason(error: Exception) -> str:
    return (
        error.strerror or "no reason given" if isinstance(error, OSError) else type(error).__name__
    )


def _syntax(file: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    row = mark.line + 1 if mark is not None else None
    what = (
        "nested too deeply"
        if isinstance(error, RecursionError)
        else getattr(error, "problem", None) or str(error).splitlines()[0]
    )
    remedy = "Check indentation, colons and quotes at this row."
    return Problem(file, None, None, row, f"Is not valid YAML ({what}).", remedy)

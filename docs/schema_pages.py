"""`python docs/schema_pages.py`: config.md and codebook.md of this folder, from the schemas that
check these files.

`python docs/schema_pages.py --check` writes nothing and ends with 1 where a page is not what its
schema gives.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
SCHEMAS = HERE.parent / "workflow" / "schemas"
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "mapping",
    "null": "null",
}
NAMES = {
    "surveys": "<survey>",
    "analyses": "<analysis>",
    "": "<item>",
}  # what the keys of a mapping name
HEADS = {
    "config": """# Config reference

One file, `config.yaml`, holds all settings of an audit. The file is closed: a misspelt key is
refused. Paths are relative to the file. `interviewer-audit check` lists everything that is wrong
with it. The `config.yaml` beside the Snakefile shows every key with a comment.

A name in angle brackets, such as `<survey>`, is yours to choose.
""",
    "codebook": """# Codebook reference

A codebook says what each item is called, which answers are valid, and which codes mean that there
is no answer. It is a YAML file of its own, or written into `config.yaml` under `codebook`. Its keys
are the names of items. Items that it does not mention are read as the data file describes them; see
[Missing codes](missing-codes.md).

    trstplc: {label: Trust in the police, valid: [0, 10], missing: {77: refusal, 88: don't know}}
""",
}


@dataclass(frozen=True)
class Section:
    """A mapping of a YAML file: where it stands, what it is, and its keys as rows of a table."""

    path: str
    meaning: str
    rows: list[str]


def sections(schema: dict, path: tuple[str, ...] = ()) -> Iterator[Section]:
    """Every mapping with keys of its own that a schema knows, in the order of the schema."""
    known = schema.get("properties", {})
    if known:
        required = schema.get("required", ())
        rows = [row(name, part, is_required=name in required) for name, part in known.items()]
        yield Section(".".join(path), schema.get("description", ""), rows)
    for name, part in known.items():
        yield from sections(part, (*path, name))
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        yield from sections(others, (*path, NAMES.get(path[-1] if path else "", "<name>")))


def row(name: str, part: dict, *, is_required: bool) -> str:
    """One key as the row of a table."""
    default = default_of(part, is_required=is_required)
    return f"| `{name}` | {kind_of(part)} | {default} | {escaped(part['description'])} |"


def kind_of(schema: dict) -> str:
    """What may stand as the value, in words."""
    if "enum" in schema:
        return "one of " + ", ".join(f"`{written(value)}`" for value in schema["enum"])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(TYPES[name] for name in types) + limits_of(schema)


def limits_of(schema: dict) -> str:
    """The range of a number, in words; nothing where there is none."""
    if "minimum" not in schema:
        return ""
    low = amount(schema["minimum"])
    return f", {low} to {amount(schema['maximum'])}" if "maximum" in schema else f", {low} or more"


def amount(value: float) -> str:
    """A number in full, with separated thousands."""
    return f"{value:,}" if isinstance(value, int) else f"{value:.10f}".rstrip("0")


def default_of(schema: dict, *, is_required: bool) -> str:
    """What holds if the key is left out."""
    if is_required:
        return "required"
    return f"`{written(schema['default'])}`" if "default" in schema else ""


def written(value: object) -> str:
    """A value as YAML has it on one line."""
    return (
        yaml.safe_dump(value, default_flow_style=True, width=1000).removesuffix("\n...\n").strip()
    )


def page(name: str) -> str:
    """The page of one schema, as Markdown."""
    schema = yaml.safe_load((SCHEMAS / f"{name}.schema.yaml").read_text(encoding="utf-8"))
    note = (
        f"<!-- Made from workflow/schemas/{name}.schema.yaml by `python docs/schema_pages.py`: "
        "edit the schema. -->"
    )
    return "\n".join([note, "", HEADS[name], *(section_text(each) for each in sections(schema))])


def section_text(section: Section) -> str:
    """A heading with the place of a mapping, what it is, and the table of its keys."""
    heading = f"## `{section.path}`" if section.path else "## Top level"
    table = ["| key | value | default | meaning |", "|---|---|---|---|", *section.rows]
    return "\n".join(
        [heading, "", *([escaped(section.meaning), ""] if section.meaning else []), *table, ""]
    )


def escaped(text: str) -> str:
    """Text that is safe in a cell of a Markdown table."""
    return (
        " ".join(text.split())
        .replace("|", r"\|")
        .replace("<", "&lt;")
        .replace("*", r"\*")
        .replace("$", r"\$")
    )


def main() -> None:
    """Write both pages, or compare them."""
    for name in HEADS:
        path, text = HERE / f"{name}.md", page(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"docs/{name}.md is not what its schema gives: python docs/schema_pages.py")


if __name__ == "__main__":
    main()

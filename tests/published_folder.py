"""What leaves the house after a run, read as somebody would who searches it: every file as text,
every number, every mark of a figure; and beside it the working copies, which say what is hidden.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
from attacker import Release
from interviewer_effects.audit.disclosure.edges import Edges

SENT = (
    "results/*/tables/**/*",
    "results/*/provenance.json",
    "results/*/manifest.json",
    "results/*/figures/**/*",
    "results/index.json",
    "reports/**/*",
    "logs/**/*",
)
OF_ITEMS = ("items", "distributions", "silence")  # tables that have all columns of the file
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?![\w]|\.\d)")
ATTRIBUTES = re.compile(r"""\s(?:title|alt|aria-label|data-[\w-]+|desc)="([^"]*)\"""")
MARKS = re.compile(r'<use [^>]*x="([-\d.]+)" y="([-\d.]+)"')


@dataclass(frozen=True)
class Folder:
    """The folder of a run with `privacy`, and the smallest count that may be shown."""

    root: Path
    k: int

    @cached_property
    def texts(self) -> dict[str, str]:
        """Every file that may be sent on, by its path."""
        files = {path for pattern in SENT for path in self.root.glob(pattern) if path.is_file()}
        return {
            path.relative_to(self.root).as_posix(): path.read_text("utf-8", errors="replace")
            for path in sorted(files)
        }

    @property
    def sent(self) -> dict[str, str]:
        """The same without the logs, which stay at home where small cells are hidden."""
        return {name: text for name, text in self.texts.items() if not name.startswith("logs/")}

    @cached_property
    def words(self) -> dict[str, str]:
        """The same without what draws figures and styles: sentences, cells, attributes, JSON."""
        return {name: _words(name, text) for name, text in self.texts.items()}

    def numbers(self, name: str) -> set[str]:
        """The numbers that a file says."""
        return {found.replace(",", "") for found in NUMBER.findall(self.words[name])}

    def published(self, survey: str) -> dict[str, pd.DataFrame]:
        """The tables of a survey, as they are published."""
        return _tables(self.root / "results" / survey / "tables")

    def working(self, survey: str) -> dict[str, pd.DataFrame]:
        """The tables before anything was hidden: those of the survey, and of its analyses and
        variants.
        """
        root = self.root / "results" / survey
        tables, parts = _tables(root), {}
        for path in sorted(root.glob("*/*/*.csv")):
            analysis, variant = path.parts[-3:-1]
            if analysis == "tables":
                continue
            part = _read(path).assign(analysis=analysis, variant=variant)
            parts.setdefault(path.stem, []).append(part)
        return tables | {name: pd.concat(each, ignore_index=True) for name, each in parts.items()}

    def working_text(self, survey: str) -> str:
        """The same tables as text, for the same search to find there what it may not find in those
        that are published.
        """
        paths = (self.root / "results" / survey).rglob("*.csv")
        return "".join(path.read_text("utf-8") for path in paths if path.parent.name != "tables")

    def source(self, survey: str) -> dict:
        """What was read of a survey."""
        return json.loads((self.root / "results" / survey / "source.json").read_text("utf-8"))

    def workload(self, survey: str) -> pd.Series:
        """Interviews of every interviewer of the file, by pseudonym where there are any."""
        frame = pd.read_parquet(self.root / "results" / survey / "survey.parquet")
        return frame[self.source(survey)["columns"]["interviewer"]].value_counts()

    def release(self, survey: str) -> Release:
        """What is published beside what it was made of, row by row."""
        shown, true = self.published(survey), self.working(survey)
        named = set(shown["items"]["item"])
        true |= {name: _of_items(true[name], named) for name in OF_ITEMS}
        keys = ["item", "kind", "value"]
        said = shown["distributions"].set_index(keys)["n"]
        rows = pd.MultiIndex.from_frame(true["distributions"][keys])
        matched = pd.Series(said.reindex(rows).fillna("x").to_numpy(), true["distributions"].index)
        shown["distributions"] = true["distributions"].assign(n=matched)
        keys = ["analysis", "variant", "model", "criterion"]
        said = shown["fits"].set_index(keys)
        rows = pd.MultiIndex.from_frame(true["fits"][keys])
        shown["fits"] = said.reindex(rows).reset_index().set_axis(true["fits"].index)
        edges = Edges.of_source(self.source(survey))
        return Release(self.k, shown, true, self.workload(survey), edges)

    def marks(self, name: str) -> list[list[tuple[float, float]]]:
        """The marks of a figure, a list for each of its groups."""
        groups = re.split(r"<g id=|<g clip", self.texts[name])
        found = [[(float(x), float(y)) for x, y in MARKS.findall(group)] for group in groups]
        return [each for each in found if each]


def _of_items(table: pd.DataFrame, named: set) -> pd.DataFrame:
    return table[table["item"].isin({*named, "any item"})]


def _words(name: str, text: str) -> str:
    if not name.endswith((".html", ".svg")):
        return text
    attributes = " ".join(ATTRIBUTES.findall(text))
    data = " ".join(map(unquote, re.findall(r'"data:text/csv;charset=utf-8,([^"]*)', text)))
    bare = re.sub(r"<style\b.*?</style>|<defs\b.*?</defs>|<svg\b.*?</svg>", " ", text, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", bare) + " " + attributes + " " + data)


def _tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {path.stem: _read(path) for path in sorted(folder.glob("*.csv"))}


def _read(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, keep_default_na=False, na_values=[""], dtype={"value": str})
    texts = [name for name in ("interviewer", "item", "reason", "reasons") if name in table]
    return table.assign(**{name: table[name].fillna("").astype(str) for name in texts})

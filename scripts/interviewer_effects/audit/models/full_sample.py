"""Sums over every interview of a survey of which only some are drawn: what its fits, tests and
flags rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from interviewer_effects.mixed.likelihood.accumulate import Accumulated
from interviewer_effects.mixed.likelihood.crossproducts import CrossProducts, cross_products
from interviewer_effects.specification import AnalysisSpec

from .design_columns import Coding, coding_of, levels_of_variable, without_covariates
from .interviews import dropped


@dataclass(frozen=True)
class Everyone:
    """How the variables of an analysis enter its models, the cross-products of all complete
    interviews, and how many interviews each variable loses (dropped.csv).
    """

    coding: Coding
    products: CrossProducts
    dropped: pd.DataFrame

    def record(self) -> dict[str, Any]:
        """What fits.json keeps of it."""
        p = self.products
        upper = np.triu_indices(p.gram.shape[1])
        sums = {"names": p.names, "shift": p.shift, "scale": p.scale, "groups": p.groups}
        coded = {"levels": self.coding.levels, "unknown": self.coding.unknown}
        return {**coded, **sums, "gram": p.gram[:, upper[0], upper[1]]}


def sum_everyone(
    frame: pd.DataFrame,
    analysis: AnalysisSpec,
    blocks: Callable[[], Iterator[pd.DataFrame]],
    complete: Callable[[pd.DataFrame], pd.DataFrame],
) -> Everyone:
    """Go through all blocks of a survey; frame are the complete interviews drawn, about whose means
    the sums are taken (any centre gives the same; one far away costs digits), complete makes such
    interviews of a block.

    A second time, before, where a variable is a category or has one value among those drawn: its
    levels are those of all interviews.
    """
    coding = _coding(frame, analysis, blocks, complete)
    about = cross_products(coding.columns(frame, analysis), frame["interviewer"].to_numpy())
    total, lost, unknown = Accumulated(), [], set(coding.unknown)
    for block in blocks():
        lost.append(dropped(block, analysis).set_index("item"))
        whole = complete(block)
        if len(whole):
            unknown.update(without_covariates(whole, analysis))
            columns, who = coding.columns(whole, analysis), whole["interviewer"].to_numpy()
            total.add(cross_products(columns, who, (about.shift, about.scale)))
    counts = sum(lost[1:], lost[0]).reset_index()
    return Everyone(replace(coding, unknown=tuple(sorted(unknown))), total.total(), counts)


def of_all(stored: dict) -> tuple[Coding | None, CrossProducts | None]:
    """The coding and the cross-products of all interviews, as fits.json keeps them; None, None
    where all were read.
    """
    if (kept := stored.get("everyone")) is None:
        return None, None
    b = len(kept["names"]) + 1
    gram, upper = np.empty((len(kept["groups"]), b, b)), np.triu_indices(b)
    gram[:, upper[0], upper[1]] = kept["gram"]
    gram[:, upper[1], upper[0]] = kept["gram"]
    where = np.array(kept["shift"], dtype=float), np.array(kept["scale"], dtype=float)
    groups = np.array(kept["groups"], dtype=object)
    coding = Coding(kept["levels"], tuple(kept["unknown"]))
    return coding, CrossProducts(tuple(kept["names"]), *where, gram, groups)


def _coding(
    frame: pd.DataFrame, analysis: AnalysisSpec, blocks: Callable, complete: Callable
) -> Coding:
    coding = coding_of(frame, analysis)
    open_ = [name for name, levels in coding.levels.items() if levels is not None]
    if not open_:
        return coding
    seen = [complete(block)[open_].drop_duplicates() for block in blocks()]
    every = pd.concat([frame[open_], *seen], ignore_index=True).drop_duplicates()
    return replace(
        coding, levels=coding.levels | {name: levels_of_variable(every[name]) for name in open_}
    )

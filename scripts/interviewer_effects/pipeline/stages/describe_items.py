"""The stage describe_items: how the answers to each item are distributed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from interviewer_effects.survey.describe import describe_distributions
from interviewer_effects.survey.describe import describe_items as item_table


@dataclass(frozen=True)
class ItemDescriptions:
    """The codebook with the user's labels, items.csv and distributions.csv."""

    codebook: dict[str, dict[str, Any]]
    items: pd.DataFrame
    distributions: pd.DataFrame


def describe_items(
    survey: pd.DataFrame,
    codebook: Mapping[str, Mapping[str, Any]],
    extended: pd.DataFrame,
    labels: Mapping[str, str],
) -> ItemDescriptions:
    """Describe each item of a survey.

    Parameters
    ----------
    survey
        The interviews, codes left in.
    codebook
        What is known of each item.
    extended
        Stata's .a to .z: row, item, code.
    labels
        What the user calls the items.
    """
    labelled = {
        item: {**entry, "label": labels.get(item, entry["label"])}
        for item, entry in codebook.items()
    }
    return ItemDescriptions(
        codebook=labelled,
        items=item_table(survey, labelled, extended),
        distributions=describe_distributions(survey, labelled, extended),
    )

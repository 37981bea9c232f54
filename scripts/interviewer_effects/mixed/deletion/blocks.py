"""Long batches in blocks: they bound the memory and not the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Batch = TypeVar("Batch", bound="DataclassInstance")


def consecutive(
    count: int,
    size: int,
) -> Iterator[slice]:
    """Slices of `size` that cover 0 … count − 1; one empty slice where there is nothing."""
    for first in range(
        0,
        max(count, 1),
        size,
    ):
        yield slice(first, first + size)


def concatenated(blocks: Sequence[Batch]) -> Batch:
    """One dataclass of arrays from those of the blocks, along their first axis."""
    kind = type(blocks[0])
    arrays = {}
    for field in fields(kind):
        values = [getattr(block, field.name) for block in blocks]
        arrays[field.name] = np.concatenate(values)
    return kind(**arrays)

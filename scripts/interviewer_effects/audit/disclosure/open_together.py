"""Which items leave their hidden counts open beside all other items, and beside the numbers of
interviews that have all items of an analysis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf

from .solvable import ANYTHING, Box, Companions, ItemCounts


@dataclass(frozen=True)
class Complete:
    """How many interviews have all of some items, where codes are missing or (`has_codes`) are left
    in as answers.
    """

    items: tuple[str, ...]
    used: Box
    has_codes: bool = False


def are_open(items: dict[str, ItemCounts], k: int, analyses: Iterable[Complete] = ()) -> set[str]:
    """The items of which every small count may be 1 and k − 1 beside all other items, and beside
    the interviews that have all items of an analysis.
    """
    if not any(item.is_small.any() for item in items.values()):
        return set(items)
    file = next(iter(items.values())).file
    for item in items.values():
        file = file.within(item.file_box())
    alone = {name: replace(item, file=file) for name, item in items.items()}
    told = [each for each in analyses if each.used.high < inf]
    missing = {
        (name, each.has_codes): alone[name].missing_box(each.has_codes)
        for each in told
        for name in each.items
        if name in alone
    }
    beside = {name: _companions(name, told, alone, missing) for name in alone}
    return {name for name, item in alone.items() if replace(item, beside=beside[name]).is_open(k)}


def _companions(
    name: str, analyses: list[Complete], items: dict, missing: dict
) -> tuple[Companions, ...]:
    """What the analyses of an item say of the others in them."""
    made = []
    for each in analyses:
        if name not in each.items:
            continue
        others = [other for other in each.items if other != name and other in items]
        valid = [ANYTHING if each.has_codes else items[other].valid for other in others]
        boxes = [missing[other, each.has_codes] for other in others]
        made.append(Companions(tuple(boxes), tuple(valid), each.used.high, each.has_codes))
    return tuple(made)

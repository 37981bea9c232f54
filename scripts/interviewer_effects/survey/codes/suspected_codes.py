"""Suspected codes: values that look like missing codes although nobody declared them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from .reasons import is_code_form
from .shared_codes import codes_of_file, shared_codes

SMALLEST_GAP = 2  # between the scale and a code: 1 to 4, then 6
WIDE = 0.45  # of the range of the answers: so far from them stands a code that no other item uses
NARROW = 0.2  # of the range: so far stands one that other items use
FEWEST, FEW, FEW_SHARE = (
    3,
    6,
    0.04,
)  # cells: at the thin end of counts and amounts so few prove nothing
RAREST = {7.0: 0.015, 8.0: 0.1, 9.0: 0.1}  # share of the cells: a point of a scale has more
MOST_NEGATIVE = (
    4  # values from -9 to -1: more are differences, unless other items use them as codes
)
SPIKE, SPIKE_AFTER = 10, 5  # times the mean count of the last five answers is crowded
FEW_CODES = 3  # values of which an item may consist where all are written as long codes are
LONGEST_SCALE = 10  # its highest point
MOST_ROUNDS = 4  # in which items tell each other their codes


@dataclass(frozen=True)
class Distribution:
    """The distinct values of an item (K,), ascending, and how often each occurs (K,)."""

    values: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, cells: np.ndarray) -> Distribution:
        """Count the finite values of an item."""
        values, counts = np.unique(cells[np.isfinite(cells)], return_counts=True)
        return cls(values, counts)

    def without(self, codes: Collection[float]) -> Distribution:
        """The distribution of the values that are none of the codes."""
        keep = ~np.isin(self.values, list(codes))
        return Distribution(self.values[keep], self.counts[keep])


def suspected_codes(
    values: np.ndarray, of_file: Collection[float] = (), shared: Collection[float] = ()
) -> list[float]:
    """List values of a numeric item that look like missing codes nobody declared.

    The rule: the value has the form of a code (6 to 9, 9x, 99x, …, a repeated 5 to 9, or a whole
    number below 0), and nothing but such values lies beyond it. Above the scale it stands apart:
    the empty stretch before it is at least 2 and at least 0.45 of the range of the answers, and it
    is more than a few cells at the thin end of a count; from 97, 997, … on any empty stretch will
    do where the cells crowd after answers that have thinned out. Below the scale all values under 0
    are codes where the others are not negative and the two sides do not mirror each other.
    `of_file` are values that are codes in other items: for them 0.2 of the range is enough, and
    beside a scale up to one digit no empty stretch is needed where they are rare. None is needed
    where they are `shared`: held by the very interviews that hold a code in another item, as a
    filter makes them. Where nothing but codes of the file, one value of two digits or up to three
    longer ones with the form of codes occur, nobody was asked: all are codes. Beyond lists of
    more than ten categories 95, 995, … are codes only beside 96 and 97, 996 and 997, …, else the
    place of `Other`.

    A suspicion is not certain: it misses codes in the midst of answers, and a true answer that
    stands alone may be suspected.
    """
    cells = np.asarray(values, dtype=float)
    if not _may_hold_codes(cells):
        return []
    distribution = Distribution.of(cells)
    if _only_codes(distribution.values, of_file, shared):
        return distribution.values.tolist()
    below = _below(distribution, of_file)
    rest = distribution.without(below)
    far = _far(rest)
    if any(_is_repeated(code) for code in far):
        return _without_other(sorted([*below, *far]), distribution.values)
    behind = _far(rest.without(far)) if far else []
    near = _near(rest.without([*behind, *far]), of_file, shared)
    return _without_other(sorted([*below, *near, *behind, *far]), distribution.values)


def suspected_by_item(
    columns: Mapping[str, np.ndarray], declared: Mapping[str, Collection[float]]
) -> dict[str, list[float]]:
    """List the suspected codes of each item that has any, knowing what is a code in the others.

    `columns` holds the answers (n,) of each item, one place for each interview and nan where there
    is none or a declared code; `declared` the codes of items, those that are not in `columns` too.
    """
    alone = {item: suspected_codes(values) for item, values in columns.items()}
    suspected = alone
    for _ in range(MOST_ROUNDS):
        known = [
            {*suspected.get(item, ()), *declared.get(item, ())}
            for item in dict.fromkeys([*columns, *declared])
        ]
        of_file = codes_of_file(known)
        shared = shared_codes(columns, alone, of_file)
        before = suspected
        suspected = {
            item: suspected_codes(values, of_file, shared.get(item, ()))
            for item, values in columns.items()
        }
        if suspected == before:
            break
    return {item: codes for item, codes in suspected.items() if codes}


def evidence(
    values: np.ndarray, codes: list[float], labels: Mapping[str, str] | None = None
) -> str:
    """Say for each suspected code what it is suspected for: how often it occurs, and how far from
    the other values.

    `labels` are those of the file, by code: one that was not understood stands beside its code.
    """
    rest = values[np.isfinite(values) & ~np.isin(values, codes)]
    return "; ".join(
        _evidence(values, code, rest, (labels or {}).get(f"{code:.15g}", "")) for code in codes
    )


def _evidence(values: np.ndarray, code: float, rest: np.ndarray, label: str) -> str:
    named = f"{code:.15g} “{label}”" if label else f"{code:.15g}"
    often = n_answers(int((values == code).sum()))
    if not len(rest):
        return f"{named}: {often}, and no other"
    is_above = code > rest.max()
    edge = rest.max() if is_above else rest.min()
    away = f"{abs(code - edge):.15g} {'above' if is_above else 'below'} {edge:.15g}"
    return f"{named}: {often}, {away}, where the others end"


def n_answers(n: int) -> str:
    """1 answer, 2 answers."""
    return f"{n} answer{'s' * (n != 1)}"


def stands_far(values: np.ndarray) -> list[float]:
    """List the values at either end that lie further from the others than these reach, whatever
    their form.
    """
    ascending = np.unique(values[np.isfinite(values)])
    above = _beyond(ascending)
    below = [-value for value in _beyond(-ascending[::-1])]
    return sorted([*above, *below])


def _beyond(ascending: np.ndarray) -> list[float]:
    for place in range(len(ascending) - 1, len(ascending) // 2, -1):
        reach = ascending[place - 1] - ascending[0]
        if place > 1 and ascending[place] - ascending[place - 1] > max(SMALLEST_GAP, reach):
            return ascending[place:].tolist()
    return []


def _without_other(codes: list[float], values: np.ndarray) -> list[float]:
    """The codes without 95, 995, 9995, … where more categories are listed than a scale has points,
    and 96 and 97, 996 and 997, … are not codes as well.

    Archives number reasons for no answer from 99 downwards and put `Other` at 95: of 50 such values
    in five rounds of Afrobarometer that stood below a gap all were answers.
    """
    answers = values[~np.isin(values, codes)]
    if not len(answers) or answers.max() <= LONGEST_SCALE:
        return codes
    return [
        code for code in codes if not _is_nines_and_five(code) or {code + 1, code + 2} <= {*codes}
    ]


def _is_nines_and_five(code: float) -> bool:
    """95, 995, 9995, …"""
    return code > 9 and set(str(int(code))[:-1]) == {"9"} and code % 10 == 5


def _may_hold_codes(cells: np.ndarray) -> bool:
    """A quick look at the ends, before anything is sorted."""
    finite = cells[np.isfinite(cells)]
    return len(finite) > 0 and (finite.min() < 0 or _ends_like_code(finite.max()))


def _ends_like_code(value: float) -> bool:
    return is_code_form(value) or _repeats(value // 10)


def _only_codes(values: np.ndarray, of_file: Collection[float], shared: Collection[float]) -> bool:
    """Tell whether nobody answered: no value could be a point of a scale, and all are codes of the
    file, or few.
    """
    found = values.tolist()
    long = [
        value for value in found if value > (9 if len(found) == 1 else 99) and is_code_form(value)
    ]
    if len(long) == len(found) <= FEW_CODES:  # 98 and 99 may be years
        return True
    if any(value in shared for value in found) and set(found) <= {*of_file, *shared}:
        return True
    return all(value in of_file and not 0 <= value <= 9 for value in found)


def _is_repeated(code: float) -> bool:
    """66, 77, 88, 99 and longer ones: beside them a 6, 7, 8 or 9 is an answer, beside 97 or 98 it
    need not be.
    """
    return code > 9 and len(set(str(int(code)))) == 1


def _below(distribution: Distribution, of_file: Collection[float]) -> list[float]:
    values = distribution.values
    negative, others = values[values < 0], values[values >= 0]
    if not len(negative) or not len(others):
        return []
    known = set(negative.tolist()) <= set(of_file)
    few = (negative > -10).sum() <= MOST_NEGATIVE
    codes = all(_is_negative_code(value) for value in negative) and not _mirrored(negative, others)
    if known or (codes and few):
        return negative.tolist()
    return [-value for value in _far(Distribution(-values[::-1], distribution.counts[::-1]))]


def _is_negative_code(value: float) -> bool:
    """-1 to -9, -71 to -99, or a negative number of the form of a longer code."""
    return value.is_integer() and (value > -10 or -99 <= value <= -71 or is_code_form(-value))


def _mirrored(negative: np.ndarray, others: np.ndarray) -> bool:
    """A scale from -3 to 3, with 0 in it."""
    return others[0] == 0 and others[-1] <= -negative[0]


def _far(distribution: Distribution) -> list[float]:
    """The longest run of codes of one width at the upper end that stands apart from the rest."""
    values = distribution.values
    found: list[float] = []
    for place in _starts(values):
        if found and _width(values[place]) < _width(found[0]):
            break
        far = _apart(values, place, WIDE) and not _thin(distribution, place)
        if far or _is_spike(distribution, place):
            found = values[place:].tolist()
    return found


def _near(
    distribution: Distribution, of_file: Collection[float], shared: Collection[float]
) -> list[float]:
    """The longest run of codes of the file beyond the scale, or beside it where they are no points
    of it.
    """
    values = distribution.values
    found: list[float] = []
    for place in _starts(values, fewest=1):
        run = values[place:]
        if not set(run.tolist()) <= {*of_file, *shared}:
            break
        apart = _apart(values, place, NARROW) and not _thin(distribution, place)
        told = values[place] > 9 and set(run.tolist()) <= set(shared)
        if apart or told or (values[-1] <= 9 and _no_points(distribution, place, shared)):
            found = run.tolist()
    return found


def _no_points(distribution: Distribution, place: int, shared: Collection[float]) -> bool:
    """Tell whether all values from a place on are too rare for points of a scale, or shared with
    other items.
    """
    shares = distribution.counts / distribution.counts.sum()
    run = distribution.values[place:]
    doubtful = [
        (value, share)
        for value, share in zip(run, shares[place:], strict=True)
        if value not in shared
    ]
    if not doubtful:
        return True
    three = distribution.counts[place - 2 : place + 1]
    fading = len(run) == 1 and len(three) == 3 and bool((np.diff(three) <= 0).all())
    return all(share <= RAREST.get(value, 0) for value, share in doubtful) and not fading


def _is_spike(distribution: Distribution, place: int) -> bool:
    """Tell whether values from 97, 997, … on are crowded after a gap where the answers before them
    have thinned out.
    """
    start = distribution.values[place]
    if start <= 9 or str(int(start))[-1] not in "789" or not set(str(int(start))[:-1]) <= {"9"}:
        return False
    before = distribution.counts[max(place - SPIKE_AFTER, 0) : place]
    gap = start - distribution.values[place - 1]
    crowded = distribution.counts[place:].sum() >= SPIKE * max(before.mean(), 1)
    return bool(gap >= SMALLEST_GAP and len(before) == SPIKE_AFTER and crowded)


def _thin(distribution: Distribution, place: int) -> bool:
    """Tell whether a value is one of few cells where few cells are usual: the end of a count or an
    amount.
    """
    last, here = distribution.counts[place - 1], distribution.counts[place:].sum()
    reach = distribution.values[place - 1] - distribution.values[0]
    gap = distribution.values[place] - distribution.values[place - 1]
    few = max(FEWEST, min(FEW, FEW_SHARE * distribution.counts.sum()))
    thinning = last <= distribution.counts[:place].mean() / 2
    return bool(thinning and last <= few and here <= few and gap <= max(reach, 4))


def _starts(ascending: np.ndarray, fewest: int = 2) -> Iterator[int]:
    """Where a run of codes up to the upper end may begin, from the end down; at least `fewest`
    values stay outside.
    """
    values = set(ascending.tolist())
    for place in range(len(ascending) - 1, fewest - 1, -1):
        value = ascending[place]
        if value < 0 or not (is_code_form(value) or _beside_code(value, values)):
            return
        yield place


def _beside_code(value: float, values: set[float]) -> bool:
    """80 or 89 where there is an 88, as the American election studies write them."""
    digit = value // 10 % 10
    return value.is_integer() and _repeats(value // 10) and value // 10 * 10 + digit in values


def _repeats(value: float) -> bool:
    """6 to 9, 66, 888: a number of one digit, as often as one likes."""
    return value > 5 and len(set(str(int(value)))) == 1 and str(int(value))[0] in "6789"


def _apart(ascending: np.ndarray, place: int, wide: float) -> bool:
    gap = ascending[place] - ascending[place - 1]
    return bool(gap >= max(SMALLEST_GAP, wide * (ascending[place - 1] - ascending[0])))


def _width(value: float) -> int:
    return len(str(int(abs(value))))

"""The columns that are no items, proposed by their names, their labels and their values; and the
keys of a join.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from .known_names import COUNTRY, INTERVIEWER_WEIGHT, ROUND, first_named
from .recognise import (
    area_columns,
    country_columns,
    interview_columns,
    interviewer_columns,
    weight_columns,
)

if TYPE_CHECKING:
    import pandas as pd

MOST_COUNTRIES = 100
FEWEST_MATCHES = 0.5  # of the interviews, where only the values say that two columns are one key


def propose_columns(
    frame: pd.DataFrame, labels: Mapping[str, str] | None = None, interviewer: str | None = None
) -> dict[str, str | None]:
    """Recognise the columns of interview, interviewer, weights and area; None where none fits.

    An interview column must tell all interviews apart, an interviewer column must not, and there
    must be two interviewers; a weight must be a number, and that of interviewers one number for
    each. `interviewer` is the column that the user names. No column has two roles.
    """
    names: list[str] = [name for name in frame.columns if name != interviewer]
    interview = _first(
        names, interview_columns(names, labels), lambda name: _tells_apart(frame[name])
    )
    if interviewer is None:
        others = [name for name in names if name != interview]
        interviewer = _first(
            others, interviewer_columns(others, labels), lambda name: _is_shared(frame[name])
        )
    left = [name for name in names if name not in (interview, interviewer)]
    numeric = [name for name in left if frame[name].dtype.kind in "if"]
    weight = _first(numeric, weight_columns(numeric, labels), lambda name: _is_weight(frame[name]))
    of_interviewers = first_named([name for name in numeric if name != weight], INTERVIEWER_WEIGHT)
    if of_interviewers and not _is_interviewer_weight(frame, of_interviewers, interviewer):
        of_interviewers = None
    left = [name for name in left if name not in (weight, of_interviewers)]
    area = _first(left, area_columns(left, labels), lambda name: frame[name].nunique() > 1)
    return {
        "interview": interview,
        "interviewer": interviewer,
        "weight": weight,
        "interviewer_weight": of_interviewers,
        "area": area,
    }


def propose_split(
    frame: pd.DataFrame, labels: Mapping[str, str] | None, columns: Mapping[str, str | None]
) -> str | None:
    """The column of the country where it has several values, every interview has one, and two can
    be audited.
    """
    interviewer = columns["interviewer"]
    left = [name for name in frame.columns if name not in columns.values()]
    for name in country_columns(left, labels):
        countries = frame[name]
        if not 2 <= countries.nunique() <= MOST_COUNTRIES or countries.isna().any():
            continue
        if (
            interviewer is None
            or sum(map(_is_shared, (ids for _, ids in frame.groupby(name)[interviewer]))) > 1
        ):
            return name
    return None


def propose_keys(left: pd.DataFrame, right: pd.DataFrame) -> dict[str, str]:
    """The columns to join two files on, column of the survey -> column of the second file; empty
    where none fits.

    Round, country and interview of both, whatever their capitals, else their interviewer; else the
    first pair of columns of interviews or interviewers, or of one name, whose values in the second
    file tell its rows apart and occur in most interviews.
    """
    names = _same_names(left.columns, right.columns)
    interview = next((name for name in interview_columns(names)), None)
    if interview:
        beside = [name for name in names if name.lower() in (*ROUND, *COUNTRY)]
        return {name: names[name] for name in names if name in (interview, *beside)}
    interviewer = next((name for name in interviewer_columns(names)), None)
    if interviewer:
        return {interviewer: names[interviewer]}
    return next(
        (
            {ours: theirs}
            for ours, theirs in _pairs(left, right, names)
            if _is_key(left[ours], right[theirs])
        ),
        {},
    )


def _pairs(
    left: pd.DataFrame, right: pd.DataFrame, names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Pairs of columns that may be one key: both of interviews, both of interviewers, or of one
    name.
    """
    for columns_of in (interview_columns, interviewer_columns):
        for ours in columns_of(left.columns):
            for theirs in columns_of(right.columns):
                yield ours, theirs
    yield from names.items()


def _same_names(left: Iterable[str], right: Iterable[str]) -> dict[str, str]:
    """The names of both files, column of the first -> column of the second; capitals count only
    where both occur.
    """
    exact = set(right)
    lowered = {name.lower(): name for name in reversed(list(right))}
    return {
        name: name if name in exact else lowered[name.lower()]
        for name in left
        if name in exact or name.lower() in lowered
    }


def _is_key(ours: pd.Series, theirs: pd.Series) -> bool:
    known = theirs.dropna().astype("str")
    if known.empty or known.duplicated().any() or theirs.nunique() < 2:
        return False
    return bool(ours.astype("str").isin(known).mean() >= FEWEST_MATCHES)


def _first(names: list[str], ordered: list[str], fits: Callable[[str], bool]) -> str | None:
    return next((name for name in ordered if name in names and fits(name)), None)


def _tells_apart(ids: pd.Series) -> bool:
    return not (ids.isna().any() or ids.duplicated().any())


def _is_shared(ids: pd.Series) -> bool:
    """Whether these are ids of several who have several interviews."""
    return bool(1 < ids.nunique() < ids.count())


def _is_weight(weights: pd.Series) -> bool:
    return bool((weights > 0).any() and not (weights < 0).any())


def _is_interviewer_weight(frame: pd.DataFrame, weight: str, interviewer: str | None) -> bool:
    if interviewer is None or not _is_weight(frame[weight]):
        return False
    return bool((frame.groupby(interviewer)[weight].nunique() <= 1).all())

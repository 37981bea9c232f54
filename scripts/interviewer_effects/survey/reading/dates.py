"""Dates and times as SPSS and Stata store them, numbers of seconds, days or milliseconds, to text.

A time of SPSS is a duration: 27:46:40 are 27 hours. A number that is no date, such as one of the
year 201416, makes the cell missing; a number that the file declares missing stays as the text of
that number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interviewer_effects.survey.codes.dictionary import code_text

if TYPE_CHECKING:
    import numpy as np

DAY = 86_400
SPSS_ORIGIN, STATA_ORIGIN = "1582-10-14", "1960-01-01"
FIRST, LAST = "0001-01-01", "9999-12-31"
SPSS_FORMAT = re.compile(r"^(?P<name>[A-Z]+)")
SPSS_KINDS = {
    **dict.fromkeys(("DATETIME", "YMDHMS"), "datetime"),
    **dict.fromkeys(("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "MOYR", "QYR", "WKYR"), "date"),
    **dict.fromkeys(("TIME", "DTIME", "MTIME"), "duration"),
}
LARGEST_DURATION = 1e12  # seconds


@dataclass(frozen=True)
class Calendar:
    """What the numbers of a column are: a date, datetime, duration or time of day; from when, in
    units of seconds.
    """

    kind: str
    origin: str
    unit: float


def calendar_of(written: str | None, program: str) -> Calendar | None:
    """The calendar of a column by its display format in a file of SPSS (sav, zsav, por) or Stata
    (dta); else None.
    """
    written = written or ""
    if program == "dta":
        if written.startswith(("%tc", "%tC")):
            is_time = (
                set(re.sub(r"[^a-zA-Z]", "", written[3:])) <= set("HhMmSsAMPam")
                and written[3:] != ""
            )
            return Calendar("time" if is_time else "datetime", STATA_ORIGIN, 0.001)
        return Calendar("date", STATA_ORIGIN, DAY) if re.match(r"%-?(?:td|d)", written) else None
    found = SPSS_FORMAT.match(written)
    kind = SPSS_KINDS.get(found["name"]) if found else None
    return Calendar(kind, SPSS_ORIGIN, 1.0) if kind else None


def date_texts(
    values: np.ndarray, calendar: Calendar, declared: list
) -> tuple[list[str | None], np.ndarray]:
    """Write each number as its date or time; NaN is None. Also the places of the numbers that are
    none, which are None.

    `declared` are the missing values of the column, codes as text or (low, high).
    """
    import numpy as np

    texts: list[str | None] = [None] * len(values)
    is_code = _declared(values, declared)
    seconds = values * calendar.unit
    with np.errstate(invalid="ignore"):
        fits = np.isfinite(values) & ~is_code & _in_range(seconds, calendar)
    write = _duration if calendar.kind in ("duration", "time") else _moment
    distinct, which = np.unique(seconds[fits], return_inverse=True)
    written = [write(float(value), calendar) for value in distinct]
    for place, number in zip(np.flatnonzero(fits), which, strict=True):
        texts[place] = written[number]
    for place in np.flatnonzero(is_code):
        texts[place] = code_text(values[place])
    return texts, np.flatnonzero(~np.isnan(values) & ~fits & ~is_code)


def _declared(values: np.ndarray, declared: list) -> np.ndarray:
    import numpy as np

    marked = np.zeros(len(values), dtype=bool)
    for part in declared:
        if isinstance(part, tuple):
            marked |= (values >= part[0]) & (values <= part[1])
        elif not part.startswith("."):
            marked |= values == float(part)
    return marked


def _in_range(seconds: np.ndarray, calendar: Calendar) -> np.ndarray:
    import numpy as np

    if calendar.kind in ("duration", "time"):
        return np.abs(seconds) < LARGEST_DURATION * 10
    origin = np.datetime64(calendar.origin, "s")
    low = (
        0.0
        if calendar.origin == SPSS_ORIGIN
        else float((np.datetime64(FIRST, "s") - origin).astype(int))
    )
    return (seconds >= low) & (
        seconds < float((np.datetime64(LAST, "s") - origin).astype(int)) + DAY
    )


def _moment(seconds: float, calendar: Calendar) -> str:
    import numpy as np

    whole = int(seconds // 1)
    moment = str(np.datetime64(calendar.origin, "s") + whole)
    if calendar.kind == "date":
        return moment[:10]
    return moment.replace("T", " ") + _fraction(seconds - whole)


def _duration(seconds: float, calendar: Calendar) -> str:
    if calendar.kind == "time":
        seconds %= DAY
    sign = "-" if seconds < 0 else ""
    whole = int(abs(seconds) // 1)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{sign}{hour:02d}:{minute:02d}:{second:02d}{_fraction(abs(seconds) - whole)}"


def _fraction(part: float) -> str:
    """Milliseconds, where there are any."""
    return f"{part:.3f}"[1:] if 0.0005 <= part < 0.9995 else ""

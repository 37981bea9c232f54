"""How long a run will still take, said while it works."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable

EVERY = 5.0  # seconds between two lines
SHARE = 0.15  # of the stages done before anything is said: the first are the quick ones


def time_left(done: int, total: int, seconds: float) -> str:
    """What is left of a run in which `done` of `total` stages took so many seconds: a guess, as if all took alike."""
    left = seconds * (total - done) / done
    said = f"{max(5 * round(left / 5), 5)} s" if left < 90 else f"{round(left / 60)} min"
    return f"{done} of {total} stages done, about {said} left"


class TimeLeft(logging.Handler):
    """Listens to Snakemake's progress and says what is left, every few seconds at most."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        super().__init__(logging.INFO)
        self.clock = clock
        self.start = self.said = clock()

    def emit(self, record: logging.LogRecord) -> None:
        """A line for a record that counts stages (done and total)."""
        done, total = getattr(record, "done", None), getattr(record, "total", None)
        now = self.clock()
        if not done or not total or done == total or done < SHARE * total or now - self.said < EVERY:
            return
        self.said = now
        print(time_left(done, total, now - self.start), file=sys.stderr, flush=True)

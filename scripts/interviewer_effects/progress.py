"""What a run says while it works: how long it will still take, and nothing of what only its log
file is for.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable

EVERY = 5.0  # seconds between two lines
SHARE = 0.15  # of the stages done before anything is said: the first are the quick ones


NOISE = (  # what Snakemake says of itself beside its events
    *(
        "Assuming unrestricted shared",
        "Building DAG",
        "Using shell",
        "Provided ",
        "Rules claiming",
        "Group jobs:",
    ),
    *(
        "Conda environments:",
        "Singularity containers:",
        "Select jobs",
        "Execute ",
        "Job stats",
        "Elapsed time",
    ),
)
SCREEN = "DefaultStreamHandler"  # Snakemake's name for what writes to the terminal


class Calm(logging.Filter):
    """Lets through what a person is to read: errors, warnings, answers to a question, where the
    complete log is.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is shown."""
        if record.levelno > logging.INFO:
            return True
        return getattr(record, "event", None) is None and not str(record.msg).lstrip().startswith(
            NOISE
        )


def calm_screen(logger: logging.Logger) -> None:
    """Show no job by job; Snakemake's own file, in .snakemake/log, has every job with inputs and
    reasons.
    """
    for handler in logger.handlers:
        if handler.name == SCREEN:
            handler.addFilter(Calm())


def time_left(done: int, total: int, seconds: float) -> str:
    """What is left of a run in which `done` of `total` stages took so many seconds: a guess, as if
    all took alike.
    """
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
        if (
            not done
            or not total
            or done == total
            or done < SHARE * total
            or now - self.said < EVERY
        ):
            return
        self.said = now
        print(time_left(done, total, now - self.start), file=sys.stderr, flush=True)

"""A run that is told to stop (Ctrl-C, SIGTERM, a closed terminal) ends at once with its jobs and
says how to go on.

Snakemake's own way may hang: its handler of SIGTERM waits for a lock that the interrupted thread
may hold, and then for the end of all jobs. Everything here is written whole or not at all, and a
job that was cut short is marked as such, so nothing is lost by ending at once.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # the last is not on Windows
SAID = "\nStopped on request. Give the same command again to go on: what is finished is kept.\n"
PATIENCE = 20.0  # seconds that the jobs of a cluster are given to be called back


def stop_at_once(call_back: Callable[[], object] | None = None) -> None:
    """From now on end this process, and the processes that it started, when it is told to stop.

    `call_back` calls back jobs that are no processes of this machine. Of the main thread only. Jobs
    inherit that Ctrl-C is blocked, as they would each print a traceback; a signal that is ignored
    (by nohup) stays ignored.
    """
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    told = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in told:
        signal.signal(number, _nothing)  # the thread below acts, whatever the main thread waits for
    threading.Thread(target=_wait, args=(reading, set(told), call_back), daemon=True).start()
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _nothing(*_: object) -> None:
    """A handler, so that the signal is written to the pipe and does nothing else."""


def _wait(reading: int, told: set[int], call_back: Callable[[], object] | None) -> None:
    number = 0
    while number not in told:
        number = os.read(reading, 1)[0]
    logging.disable(logging.CRITICAL)  # what Snakemake says of jobs that end now is of no use
    with contextlib.suppress(OSError):  # a terminal that is gone
        os.write(2, SAID.encode())
    if call_back is not None:
        _within_patience(call_back)
    _end_children()
    os._exit(128 + number)


def _within_patience(call_back: Callable[[], object]) -> None:
    calling = threading.Thread(target=call_back, daemon=True)
    calling.start()
    calling.join(PATIENCE)


def _end_children() -> None:
    """End every process that this one started, and those that they started meanwhile."""
    import psutil

    for _ in range(2):
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()

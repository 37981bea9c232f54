"""Memory: what is freed should stay with the process, and what would not fit is never asked for."""

import numpy as np

LARGEST = 2**31  # bytes of one array or batch of arrays
BYTES = 8  # of a float64
GIGABYTE = 1e9
LEARNT_FROM = 2**25 - 2**16  # bytes: a little below the largest request that glibc learns from


def keep_freed() -> None:
    """Make the C library keep what it is given back, for the next array.

    glibc returns large blocks to the system, and the next array of that size pays a page fault for
    every 4 KiB of it: half the time of a batch of refits. What is large it learns from the largest
    block freed so far (mallopt(3), M_MMAP_THRESHOLD), so one is freed here that was never touched
    and costs nothing. Elsewhere nothing happens.
    """
    np.empty(LEARNT_FROM, np.uint8)


def check_room(
    numbers: float,
    what: str,
    remedy: str = "Use fewer columns, or join levels of a category.",
) -> None:
    """Raise ValueError where so many float64 numbers would take more than LARGEST bytes."""
    size = BYTES * numbers
    if size <= LARGEST:
        return
    gigabytes = size / GIGABYTE
    limit = LARGEST / GIGABYTE
    raise ValueError(
        f"For {what} the model would need {gigabytes:.1f} GB of memory; {limit:.1f} GB are the "
        f"most. {remedy}"
    )

"""Arrays that are freed and asked for again at once should stay with the process."""

import numpy as np

LEARNT_FROM = 2**25 - 2**16  # bytes: a little below the largest request that glibc learns from


def keep_freed() -> None:
    """Make the C library keep what it is given back, for the next array.

    glibc returns large blocks to the system, and the next array of that size pays a page fault for every 4 KiB of it:
    half the time of a batch of refits. What is large it learns from the largest block freed so far (mallopt(3),
    M_MMAP_THRESHOLD), so one is freed here that was never touched and costs nothing. Elsewhere nothing happens.
    """
    np.empty(LEARNT_FROM, np.uint8)

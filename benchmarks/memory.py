"""The memory that a process has taken so far."""

import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_mib() -> float:
    """Largest resident size of this process in MiB, of its own program: on Linux ru_maxrss is never
    less than what the process that started it had taken by then.
    """
    if STATUS.exists():
        lines = dict(
            line.split(":", 1)
            for line in STATUS.read_text(encoding="utf-8").splitlines()
            if ":" in line
        )
        return int(lines["VmHWM"].split()[0]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)

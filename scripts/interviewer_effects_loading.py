"""Ctrl-C while Snakemake itself is still being loaded ends in a sentence, as it does later.

Its modules take a second or more to import, and none of the audit's code runs before they are
there. So the environment starts this module beside every `snakemake`: the one line of
interviewer_effects_loading.pth, which is installed with the package. It lies beside the package and
imports nothing of it, because the Snakefile decides which copy of the package is used.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

SAID = "\nStopped on request, before anything was begun. Give the same command again.\n"
STOPPED_CODE = 130
OF_WORKFLOWS = os.path.join("snakemake", "workflow.py")


def say_and_end(number: int, frame: FrameType | None) -> None:
    """End with a sentence; once a workflow has begun, which may be another one, do as Python does.

    Raises KeyboardInterrupt in the latter case. The audit's own workflow has set a handler of its
    own by then (interviewer_effects.stopping).
    """
    if is_in_workflow(frame):
        signal.default_int_handler(number, frame)
    os.write(2, SAID.encode())
    os._exit(STOPPED_CODE)


def is_in_workflow(frame: FrameType | None) -> bool:
    """Whether a function of Snakemake's workflow is at work in this frame or those that called it;
    its module being imported is not.
    """
    while frame is not None:
        code = frame.f_code
        if code.co_filename.endswith(OF_WORKFLOWS) and code.co_name != "<module>":
            return True
        frame = frame.f_back
    return False


if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, say_and_end)

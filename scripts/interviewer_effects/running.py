"""One run at a time in a folder, without a lock that outlives its holder; jobs whose logs say why
they failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from interviewer_effects.files import write_text
from interviewer_effects.problems import AuditError, Problem

if TYPE_CHECKING:
    from filelock import FileLock

FAILED = "failed: "  # begins the log of a job that ended badly
FAULT = "failed by a fault of the program: "  # the same, where the user can put nothing right
STOPPED = "stopped by a fault of the program, not of the survey."
HELD: list[FileLock] = []  # the locks of this process: one that is forgotten would be given away


def job(main: Callable, smk: SimpleNamespace) -> None:
    """Do the job of a rule; what ends it is said in its log too, for the page of all surveys.

    What the user can put right is said in a sentence; everything else is a fault of the audit, with
    its traceback.
    """
    try:
        refuse_other_code(getattr(smk, "scriptdir", None))
        main(smk)
    except AuditError as error:
        write_text(f"{FAILED}{error}\n", smk.log[0])
        print(error, file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        write_text(f"{FAULT}{type(error).__name__}: {error}\n", smk.log[0])
        raise


def refuse_other_code(scripts: str | os.PathLike | None) -> None:
    """Raise AuditError where the package that was imported is not the one beside the scripts of the
    Snakefile: its hash would stand in the provenance, and another copy would have been run. None,
    or an address, is not compared.
    """
    if scripts is None or "://" in str(scripts):
        return
    imported = Path(__file__).resolve().parents[1]
    if imported == Path(scripts).resolve():
        return
    said = f"The code that was imported lies in {imported}, not beside the Snakefile."
    remedy = f"Set PYTHONPATH to {Path(scripts).resolve()}, or run the Snakefile of that folder."
    raise AuditError(Problem(str(scripts), None, None, None, said, remedy))


def reasons(logs: Path, survey: str) -> list[str]:
    """Why jobs of a survey failed, by the names of their rules; `logs` holds a folder of logs for
    each rule.
    """
    found = []
    for path in sorted([*logs.glob(f"*/{survey}.log"), *logs.glob(f"*/{survey}/**/*.log")]):
        said = path.read_text(encoding="utf-8")
        if said.startswith(FAULT):
            found.append(f"{path.relative_to(logs).parts[0]}: {STOPPED} See {path.as_posix()}.")
        elif said.startswith(FAILED):
            found.append(f"{path.relative_to(logs).parts[0]}: {said.removeprefix(FAILED).strip()}")
    return found


def hold(path: Path) -> None:
    """Hold the file for the rest of this process, which it names by its number. The system lets go
    of it when the process ends, however it ends: a run that was killed needs no unlocking. Raises
    AuditError when another run holds it.
    """
    from filelock import FileLock, Timeout  # not at the top: every job imports this module

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f"{path.name}.held"))  # Windows lets nobody read a locked file
    try:
        lock.acquire(blocking=False)
    except Timeout:
        holder = path.read_text(encoding="utf-8") if path.exists() else ""
        raise AuditError(_busy(holder.strip() or "unknown")) from None
    path.write_text(str(os.getpid()), encoding="utf-8")
    HELD.append(lock)


def _busy(holder: str) -> Problem:
    message = f"Another run (process {holder}) is at work in this folder."
    return Problem(
        str(Path.cwd()), None, None, None, message, "Wait for its end, or use another --directory."
    )


def let_jobs_import(scripts: Path) -> None:
    """Let jobs take the package from this folder, not another copy that is installed: Snakemake
    looks here last.
    """
    searched = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    if searched[:1] != [str(scripts)]:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(scripts), *searched])

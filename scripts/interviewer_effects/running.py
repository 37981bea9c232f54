"""One run at a time in a folder, without a lock that outlives its holder; jobs whose logs say why
they failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from interviewer_effects.files import write_text
from interviewer_effects.locks import is_locked_for_us
from interviewer_effects.problems import AuditError, Problem

FAILED = "failed: "  # begins the log of a job that ended badly
FAULT = "failed by a fault of the program: "  # the same, where the user can put nothing right
STOPPED = "stopped by a fault of the program, not of the survey."
HELD: list = []  # the open files of this process: closing one would give its lock away


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
    """Hold the file for the rest of this process. The system lets go of it when the process ends,
    however it ends: a run that was killed needs no unlocking. Raises AuditError when another run
    holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+", encoding="utf-8")
    if not is_locked_for_us(file):
        file.seek(0)
        owner = file.read().strip() or "unknown"
        file.close()
        raise AuditError(_busy(owner)) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    HELD.append(file)


def _busy(owner: str) -> Problem:
    message = f"Another run (process {owner}) is at work in this folder."
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

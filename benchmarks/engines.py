"""The engines that are compared: where each runs, and how it is asked.

The peers from PyPI get an environment of their own, benchmarks/.venv; lme4 is measured where an
Rscript has it.
"""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ONE = ("OMP", "OPENBLAS", "MKL", "RAYON", "NUMEXPR")
OURS, FORMULA = "interviewer_effects", "interviewer_effects (formula)"
STATSMODELS, RUST, LME, LME4 = "statsmodels", "mixedlm-rs", "lme-python", "lme4"


def peers_python() -> Path:
    """The peers' own environment, made when it is missing or its pins changed."""
    folder, wanted = HERE / ".venv", (HERE / "requirements.txt").read_text(encoding="utf-8")
    python, stamp = folder / "bin" / "python", folder / "installed.txt"
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True
        )
        stamp.write_text(wanted, encoding="utf-8")
    return python


def available() -> set[str]:
    """Engines that can run here; a missing peer is named and left out."""
    found = {OURS, FORMULA, STATSMODELS}
    try:
        peers_python()
        found |= {RUST, LME}
    except (subprocess.CalledProcessError, OSError) as error:
        print(
            f"Without mixedlm-rs and lme-python, which could not be installed: {error}",
            file=sys.stderr,
        )
    if lme4_version():
        found.add(LME4)
    else:
        print("Without lme4: there is no Rscript that has it.", file=sys.stderr)
    return found


def lme4_version() -> str:
    """Version of lme4, or an empty string."""
    if not shutil.which("Rscript"):
        return ""
    asked = subprocess.run(
        ["Rscript", "-e", "cat(as.character(packageVersion('lme4')))"],
        capture_output=True,
        text=True,
    )
    return asked.stdout.strip() if asked.returncode == 0 else ""


def start(engine: str, folder: str) -> subprocess.Popen:
    """A worker of one engine on the survey in a folder, with one thread."""
    if engine == LME4:
        command = ["Rscript", HERE / "worker.R", folder]
    else:
        python = peers_python() if engine in (RUST, LME) else sys.executable
        command = [python, HERE / "worker.py", engine, folder]
    threads = {f"{name}_NUM_THREADS": "1" for name in ONE} | {"POLARS_MAX_THREADS": "1"}
    with errors(engine, folder).open("w", encoding="utf-8") as stderr:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": stderr}
        return subprocess.Popen(command, **pipes, text=True, env=os.environ | threads)


def errors(engine: str, folder: str) -> Path:
    """Where an engine complains."""
    return Path(folder) / f"{engine}.err"


def last_words(engine: str, folder: str) -> str:
    """The last line that an engine wrote before it stopped."""
    lines = errors(engine, folder).read_text(encoding="utf-8").strip().splitlines()
    return lines[-1] if lines else "no message"


def ask(worker: subprocess.Popen, task: str, size: int) -> dict:
    """One run; an answer without `seconds` says that the engine failed."""
    try:
        worker.stdin.write(json.dumps({"job": task, "size": size}) + "\n")
        worker.stdin.flush()
        line = worker.stdout.readline()
    except BrokenPipeError:
        line = ""
    return json.loads(line) if line else {"failed": True}

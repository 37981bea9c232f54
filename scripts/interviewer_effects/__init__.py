"""Interviewer effects in surveys: read a survey, fit multilevel models, audit interviewers, write a
report.
"""

from importlib import import_module
from typing import Any

# By names and not by statements: every job imports this package, and a job depends on what a file
# that it imports names in import statements.
_MODULES = {
    "AnalysisSpec": "specification",
    "Audit": "pipeline.chain",
    "Settings": "specification",
    "run_audit": "pipeline.run",
    "run_config": "pipeline.run",
}
__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for; `__version__` is read when it
    is asked for.
    """
    if name in _MODULES:
        globals()[name] = found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        return found
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from interviewer_effects.version import CHECKOUT, version_of

    return version_of(CHECKOUT)

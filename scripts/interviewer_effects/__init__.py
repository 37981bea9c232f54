"""Interviewer effects in surveys: read a survey, fit multilevel models, audit interviewers, write a
report.
"""


def __getattr__(name: str) -> str:
    """`__version__`, read when it is asked for: every job of the pipeline imports this package and
    few ask.
    """
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from interviewer_effects.version import CHECKOUT, version_of

    return version_of(CHECKOUT)

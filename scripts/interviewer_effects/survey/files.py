"""The reader of survey files under its earlier name, for scripts that import it."""

from interviewer_effects.survey.reading.files import read_file

__all__ = ["read_file"]

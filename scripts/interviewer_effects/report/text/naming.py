"""Interviewers named in prose."""

from interviewer_effects.report.data.analysis import Analysis

from .sentences import Link, Sentence, enumerated, say


def named(analysis: Analysis, names: list, limit: int = 8) -> Sentence:
    """Interviewers as prose, each leading to their panel."""
    places = [(name, analysis.pages.get(name)) for name in names]
    links = (Link(name, href) if href else say("{name}", name=name) for name, href in places)
    return enumerated(links, limit)

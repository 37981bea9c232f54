"""The gate of areas: where interviewers cannot be told from the areas they work in, no page calls a
difference theirs.

Everything that a page says passes through `worded` there: sentences, headings, tables, figures and
their alt texts. Phrases in quotation marks, “interviewer effect”, are mentioned and not used, and
stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from interviewer_effects.report.areas.findings import has_areas, separable
from interviewer_effects.report.data.analysis import analyses
from interviewer_effects.report.data.results import Survey

BOTH = "interviewers or areas"
APOSTROPHE = "(?:'|’|&#39;|&#x27;)"
WORDS = (  # what is said of interviewers as a cause -> what may be said of interviewers or areas
    (r"(?<!“)\binterviewer effect(s?)\b", r"difference\1 between interviewers or areas"),
    (r"(?<!“)\bInterviewer effect(s?)\b", r"Difference\1 between interviewers or areas"),
    (r"\binterviewer variance\b", f"variance between {BOTH}"),
    (r"\bInterviewer variance\b", f"Variance between {BOTH}"),
    (r"\bbetween (?:all |the )?interviewers\b(?! (?:or|and|may be)\b)", f"between {BOTH}"),
    (
        r"\b([Ii])nterviewers (differ|matter|made no difference|are alike)\b",
        r"\1nterviewers or areas \2",
    ),
    (rf"\binterviewers{APOSTROPHE} (effects|variance|differences)\b", rf"\1 of {BOTH}"),
    (rf"\bInterviewers{APOSTROPHE} effects\b", f"Predicted effects of {BOTH}"),
    (r"\blies with the interviewers?(?: who asked)?\b", "lies with the interviewer or the area"),
    (r"\bnot for how they asked\b", "not for how they asked, or for where"),
    (r"\bdoes not matter who asks\b", "does not matter who asks, or where"),
)
APART = re.compile(r"(<(script|style|pre)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)


def is_refused(survey: Survey) -> bool:
    """Whether interviewers and areas cannot be told apart in some analysis of a survey."""
    return any(has_areas(one) and not separable(one) for one in analyses(survey))


def worded(text: str) -> str:
    """The text with every cause that is called the interviewers' called one of interviewers or
    areas.
    """
    for pattern, wording in PATTERNS:
        text = pattern.sub(wording, text)
    return text


def gated(page: str) -> str:
    """A page of HTML, worded; scripts, styles and code are left as they are."""
    parts = APART.split(page)  # text, element, its name, text, …
    return "".join(
        worded(parts[k]) + (parts[k + 1] if k + 1 < len(parts) else "")
        for k in range(0, len(parts), 3)
    )


def gate_of(survey: Survey) -> Callable[[str], str]:
    """What a page of this survey passes through."""
    return gated if is_refused(survey) else str


PATTERNS = tuple((re.compile(pattern.replace(" ", r"\s+")), wording) for pattern, wording in WORDS)

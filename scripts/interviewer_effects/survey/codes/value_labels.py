"""Value labels of numbers that are written as codes: which of them say that the number is an answer
all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .dictionary import code_number, code_text
from .reasons import is_answer, looks_like_code


def labelled_answers(labels: Mapping[str, str], missing: Collection[str]) -> list[str]:
    """The numbers written as codes whose label says that they are answers.

    That are `Other` and `None` wherever they stand, and a labelled value that follows a labelled
    scale without a gap, as an 8 after 1 to 7; none of those that are missing.
    """
    answers: list[str] = []
    for code in sorted((code for code in labels if code_number(code) is not None), key=float):
        if code in missing or not labels[code].strip() or not looks_like_code(code):
            continue
        before = code_text(float(code) - 1)
        follows = before in labels and before not in missing and float(code) > 0
        if is_answer(labels[code]) or (
            follows and (before in answers or not looks_like_code(before))
        ):
            answers.append(code)
    return answers


def labels_of_codes(labels: Mapping[str, str], left_out: Collection[str]) -> dict[str, str]:
    """The labels of the numbers that are written as codes, without those `left_out`: not
    understood, and shown.
    """
    return {
        code: label.strip()
        for code, label in labels.items()
        if code not in left_out
        and label.strip()
        and code_number(code) is not None
        and looks_like_code(code)
    }

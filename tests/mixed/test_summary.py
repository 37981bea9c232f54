"""The printed summary can be read whatever the names and numbers are."""

import numpy as np
from interviewer_effects.mixed import MixedModel
from surveys import survey

DATA = survey(11, J=12, largest=10, smallest=6)


def test_columns_of_a_summary_never_touch():
    """Numbers and names of any length have two spaces between them."""
    frame = DATA.assign(y=DATA["y"] * 1e-7)
    frame["an answer about something that takes many words to say"] = DATA["x"] * 1e-9
    names = "`an answer about something that takes many words to say`"
    result = MixedModel.from_formula(
        f"y ~ {names}", frame, groups="g", re_formula=f"~ {names}"
    ).fit()
    text = str(result.summary())
    lines = [line for line in text.splitlines() if line.startswith("an answer")]
    cells = [line[56:].split() for line in lines]
    assert [len(cell) for cell in cells] == [7]
    assert f"{result.fe_params.iloc[1]:.5g}" == cells[0][0]
    for line in text.splitlines():
        for number in [part for part in line.split("  ") if part.strip()]:
            assert (
                len([word for word in number.split() if _is_number(word)]) <= 1 or " of " in number
            )


def _is_number(word: str) -> bool:
    try:
        return bool(np.isfinite(float(word)))
    except ValueError:
        return False

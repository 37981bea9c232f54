"""Four rooms, one direction: survey → mixed → audit → report; nothing imports from a room to its right."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "scripts" / "interviewer_effects"
ROOMS = ("survey", "mixed", "audit", "report")


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_to_its_right(room):
    right = "|".join(ROOMS[ROOMS.index(room) + 1 :]) or "$."
    pattern = re.compile(rf"(?:from|import) (?:interviewer_effects\.|\.\.)(?:{right})\b")
    files = sorted((PACKAGE / room).glob("*.py"))
    assert files
    assert [path.name for path in files if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_the_engine_knows_no_survey():
    texts = [path.read_text(encoding="utf-8") for path in (PACKAGE / "mixed").glob("*.py")]
    assert not any("interviewer_effects.survey" in text for text in texts)

"""One thought a line: the engine keeps within the bounds, and no other room becomes denser."""

from pathlib import Path

import pytest
from density import BOUNDS, measure

PACKAGE = Path(__file__).parents[1] / "scripts" / "interviewer_effects"

# Measures of rooms that are not unpacked yet: they may fall, and never rise
DENSER = {
    "": {"nodes": 11.6, "nodes_p90": 18, "statement": 18.4, "packed": 0.018, "generic": 0.191},
    "audit": {
        "nodes": 13.4,
        "nodes_p90": 20.5,
        "statement": 23.2,
        "longest": 56,
        "packed": 0.055,
        "generic": 0.21,
        "function": 68,
    },
    "mixed/inference": {"nodes_p90": 15.3, "statement": 18.8},
    "pipeline": {
        "nodes": 11.8,
        "nodes_p90": 18.8,
        "statement": 24.1,
        "longest": 62,
        "packed": 0.035,
        "generic": 0.1,
    },
    "report": {
        "nodes": 10.9,
        "nodes_p90": 17,
        "statement": 21.2,
        "longest": 79,
        "packed": 0.05,
        "generic": 0.21,
    },
    "selftest": {
        "nodes": 14.4,
        "nodes_p90": 19.3,
        "statement": 26.1,
        "longest": 61,
        "packed": 0.044,
        "generic": 0.21,
    },
    "survey": {
        "nodes": 12.9,
        "nodes_p90": 20,
        "statement": 22.3,
        "longest": 61,
        "packed": 0.044,
        "generic": 0.17,
    },
    "tables": {
        "nodes": 14,
        "nodes_p90": 18.6,
        "statement": 24.3,
        "longest": 192,
        "packed": 0.019,
        "generic": 0.031,
    },
}
ENGINE = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in (PACKAGE / "mixed").iterdir()
    if path.is_dir() and path.name != "__pycache__"
)
ROOMS = [room for room in DENSER if not room.startswith("mixed")]


def files_of(room):
    folder = PACKAGE / room
    within_wings = room not in ("", "mixed")
    return sorted(folder.rglob("*.py") if within_wings else folder.glob("*.py"))


def above(room):
    """Measures of a room above the bound that holds for it."""
    allowed = BOUNDS | DENSER.get(room, {})
    values = measure(files_of(room))
    values["files"] = 0  # tests/test_rooms.py counts the files of each folder
    return {key: value for key, value in values.items() if value > allowed[key]}


@pytest.mark.parametrize("wing", ENGINE)
def test_the_engine_is_within_the_bounds(wing):
    assert above(wing) == {}


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_room_becomes_denser(room):
    assert above(room) == {}

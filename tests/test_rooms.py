"""Rooms in one direction, survey → mixed → audit → pipeline → self-test and report; wings inside
them, nothing deeper.
"""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "scripts" / "interviewer_effects"
ROOMS = ("survey", "mixed", "audit", "pipeline", "selftest", "report")
MAX_FILES = 25  # Python files in one folder: more than that nobody overlooks


def imported_names(path):
    """What one file imports, by absolute or relative names: each a tuple such as (audit, flags,
    flags, adjusted).
    """
    package = ("interviewer_effects", *path.parent.relative_to(PACKAGE).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = (*base, *(node.module.split(".") if node.module else ()))
            if module[:1] == ("interviewer_effects",):
                yield from ((*module[1:], name.name) for name in node.names)


def imported_rooms(path):
    """The rooms that one file imports from."""
    return {names[0] for names in imported_names(path)} & set(ROOMS)


def imports_of_wings(room):
    """wing -> the other wings of its room that it imports from; what lies beside the wings is above
    them.
    """
    wings = {path.parent.name: set() for path in (PACKAGE / room).glob("*/*.py")}
    for path in (PACKAGE / room).glob("*/*.py"):
        inside = (names[1] for names in imported_names(path) if names[0] == room and len(names) > 2)
        wings[path.parent.name].update(
            wing for wing in inside if wing in wings and wing != path.parent.name
        )
    return wings


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_imports_to_its_right(room):
    files = sorted((PACKAGE / room).rglob("*.py"))
    to_the_right = set(ROOMS[ROOMS.index(room) + 1 :])
    assert files
    assert [path.name for path in files if imported_rooms(path) & to_the_right] == []


def test_the_engine_knows_no_survey():
    assert not any("survey" in imported_rooms(path) for path in (PACKAGE / "mixed").rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_no_wing_imports_in_a_circle(room):
    left = imports_of_wings(room)
    while free := [wing for wing, imported in left.items() if not imported & left.keys()]:
        left = {wing: imported for wing, imported in left.items() if wing not in free}
    assert left == {}


def test_nothing_lies_deeper_than_a_wing():
    deepest = max(len(path.relative_to(PACKAGE).parts) for path in PACKAGE.rglob("*.py"))
    assert deepest == len(("room", "wing", "module.py"))


def test_no_folder_holds_more_files_than_can_be_overlooked():
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert {str(each) for each in folders if len(list(each.glob("*.py"))) > MAX_FILES} == set()


def test_every_wing_says_what_it_holds():
    for path in PACKAGE.rglob("*.py"):
        init = path.parent / "__init__.py"
        assert init.is_file(), f"{path.parent} has no __init__.py"
        assert ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))), init

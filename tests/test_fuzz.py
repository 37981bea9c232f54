"""Whatever stands in a config, a codebook or a survey file: a survey or a list of problems, never a
traceback.

FUZZ=5000 tries so many examples of each, other ones each time; without it a few dozen, always the
same.
"""

import os
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interviewer_effects.check import examine
from interviewer_effects.config import load_config
from interviewer_effects.mixed.design.formula import formula_design
from interviewer_effects.survey.codes.codebook import item_names
from interviewer_effects.survey.codes.recode import count_recodes, recoded_cells
from interviewer_effects.survey.describe import describe_distributions, describe_items
from interviewer_effects.survey.load import load_survey

sys.path.insert(0, str(Path(__file__).parent / "survey"))
from malformed.formats import NAMED, SUFFIXES, small
from malformed.sound import config, csv
from malformed.sound import settings as sound_settings

MANY = int(os.environ.get("FUZZ", "0"))


def fuzz(examples, **given_by):
    """Try so many examples, or FUZZ."""
    limits = settings(
        max_examples=MANY or examples,
        derandomize=not MANY,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: limits(given(**given_by)(test))


def examined(folder, files):
    """Write files, check the config, and read what was found sound; every problem must be one
    readable line.
    """
    for name, content in files.items():
        (folder / name).write_bytes(content)
    problems, notes = examine(folder / "config.yaml")
    for line in [str(problem) for problem in problems] + notes:
        assert line.isprintable()
    if not problems:
        described(folder)
    return problems


def described(folder):
    """The first stages of what the check let pass."""
    for name, survey in load_config(folder / "config.yaml")["surveys"].items():
        if survey["split_by"]:
            continue
        loaded = load_survey(survey, name, folder, "config.yaml")
        ids = [loaded.columns[role] for role in ("interview", "interviewer")]
        describe_items(loaded.frame, loaded.codebook, loaded.extended)
        describe_distributions(loaded.frame, loaded.codebook, loaded.extended)
        count_recodes(recoded_cells(loaded.frame, loaded.codebook, *ids, loaded.extended))
        assert list(loaded.codebook) == item_names(loaded.frame, loaded.columns)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


WORDS = [
    "y",
    "x",
    "who",
    "id",
    "s.csv",
    "simulate",
    "a",
    "weight",
    "region",
    "88",
    ".a",
    "null",
    "~",
    "../s",
    "",
    "é\n",
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(WORDS),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(content, path=()):
    """The path of every node of nested mappings and lists."""
    yield path
    pairs = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in pairs:
        yield from places(value, (*path, key))


PLACES = list(places(sound_settings()))[1:]


@pytest.mark.slow
@fuzz(60, changes=st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_any_value_at_any_place_of_the_config(folder, changes):
    content = sound_settings()
    for path, value in changes:
        node = content
        try:
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = value
        except (KeyError, TypeError, IndexError):
            continue  # an earlier change took the place away
    examined(
        folder,
        {"config.yaml": yaml.safe_dump(content, allow_unicode=True).encode(), "s.csv": csv()},
    )


def mutated(whole):
    """Bytes with some pieces overwritten, taken out, put in, or cut off at the end."""
    edit = st.tuples(
        st.sampled_from(["over", "out", "in", "cut"]),
        st.integers(0, len(whole) - 1),
        st.binary(max_size=6),
    )

    def apply(edits):
        raw = whole
        for kind, place, piece in edits:
            end = {
                "over": place + len(piece),
                "out": place + len(piece),
                "in": place,
                "cut": len(raw),
            }[kind]
            raw = raw[:place] + (piece if kind in ("over", "in") else b"") + raw[end:]
        return raw

    return st.lists(edit, min_size=1, max_size=4).map(apply)


BOOK = (
    b"y: {label: Help, valid: [0, 10], missing: {77: refusal, 88: don't know}}\nx: {valid: [0, "
    b"10], kind: numeric}\n"
)


@pytest.mark.slow
@fuzz(60, text=mutated(config()))
def test_any_damage_to_the_text_of_the_config(folder, text):
    examined(folder, {"config.yaml": text, "s.csv": csv()})


@pytest.mark.slow
@fuzz(40, text=mutated(BOOK))
def test_any_damage_to_the_text_of_the_codebook(folder, text):
    examined(
        folder, {"config.yaml": config(s__codebook="book.yaml"), "book.yaml": text, "s.csv": csv()}
    )


SOUND_FILES = {suffix: small(suffix) for suffix in SUFFIXES}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_any_damage_to_a_survey_file(folder, suffix):
    about = config(s__data=f"s{suffix}", s__columns=NAMED, s__codebook=None)

    @fuzz(30, raw=mutated(SOUND_FILES[suffix]))
    def damaged(raw):
        examined(folder, {"config.yaml": about, f"s{suffix}": raw})

    damaged()


CELLS = st.sampled_from(
    [
        "",
        " ",
        "0",
        "7",
        "88",
        "-1",
        "1.5",
        "1e400",
        "inf",
        "nan",
        "NA",
        "=1+1",
        "ü",
        "0x1",
        "9" * 30,
        "a,b",
        "1,5",
        '"',
    ]
)


@pytest.mark.slow
@fuzz(
    40,
    cells=st.lists(
        st.tuples(st.integers(0, 29), st.integers(0, 7), CELLS | st.text(max_size=5)), max_size=40
    ),
)
def test_any_cells_in_the_table(folder, cells):
    frame = pd.DataFrame(small_cells()).astype(object)
    for row, column, cell in cells:
        frame.iloc[row, column] = cell
    text = frame.to_csv(index=False).encode("utf-8", errors="replace")
    examined(folder, {"config.yaml": config(s__codebook=None), "s.csv": text})


def small_cells():
    from malformed.sound import frame

    return frame()


PIECES = [
    "y",
    "x",
    "~",
    "+",
    "-",
    ":",
    "*",
    "/",
    "(",
    ")",
    "`",
    "{",
    "}",
    "1",
    "0",
    "C(x)",
    "np.log(",
    "I(",
    "**2",
    " ",
    "'",
    "|",
    ".",
    "[0]",
    "__import__('os')",
]


@fuzz(150, pieces=st.lists(st.sampled_from(PIECES), max_size=10))
def test_any_formula(pieces):
    data = pd.DataFrame({"y": [1.0, 2.0, 4.0], "x": [1.0, 3.0, 2.0]})
    try:
        design = formula_design("".join(pieces), None, data)
    except ValueError:
        return
    assert len(design.outcome) == len(design.fixed) == len(design.random)

"""Items called 101 and 102 and interviewer 010 go through every stage as they are called."""

import re

import pytest
from interviewer_effects.audit.models import comparisons, diagnostics, power, shifted_interviewer
from interviewer_effects.files import read_csv
from interviewer_effects.mixed.inference import bootstrap
from interviewer_effects.tables import text_columns
from small_surveys import analysis, survey
from stages import audit, tables

pytestmark = pytest.mark.slow

WORDS = {"x": "first_item", "y": "second_item"}
NUMBERS = {"x": "101", "y": "102"}
CODED = {"x": [3, 4], "y": [60]}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The tables of one survey whose items are called by words, and by numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparisons, "DRAWS", 200)
        patch.setattr(bootstrap, "CHUNK", 9)
        patch.setattr(power, "MOST", 200)
        patch.setattr(shifted_interviewer, "FEWEST", 20)
        patch.setattr(shifted_interviewer, "MOST", 20)
        patch.setattr(diagnostics, "REPLICATES", 99)
        yield [_tables(tmp_path_factory.mktemp("names"), names) for names in (WORDS, NUMBERS)]


def _tables(folder, names):
    frame = survey(12, 14, 0.4, 0.2, 5, 9)
    frame.loc[frame["interviewer"] == "008", "y"] -= 6
    frame = frame.rename(columns=names)
    x, y = names["x"], names["y"]
    settings = analysis(outcome=y, predictors=[x], random_slopes=[x])
    codes = {names[item]: rows for item, rows in CODED.items()}
    return tables(audit(folder, frame, settings, codes=codes))


def test_every_table_is_the_same_but_for_the_names(folders):
    by_words, by_numbers = folders
    names = sorted(path.name for path in by_words.glob("*.csv"))
    assert names == sorted(path.name for path in by_numbers.glob("*.csv"))
    for name in names:
        written = by_words.joinpath(name).read_text(encoding="utf-8")
        for role, word in WORDS.items():
            written = re.sub(rf"\b{word}\b", NUMBERS[role], written)
        assert by_numbers.joinpath(name).read_text(encoding="utf-8") == written, name


def test_the_flags_of_coded_answers_and_interviewer_010_are_there(folders):
    _, by_numbers = folders
    effects = read_csv(by_numbers / "effects.csv")
    coded = effects.loc[effects["reasons"].fillna("").str.contains("coded"), "interviewer"]
    frame = survey(12, 14, 0.4, 0.2, 5, 9)
    rows = [row for rows in CODED.values() for row in rows]
    assert set(coded) == set(frame["interviewer"].iloc[rows])
    assert set(read_csv(by_numbers / "treatments.csv")["extreme"].dropna()) == {"010"}  # not 10


def test_a_predictor_is_a_number_whatever_it_is_called(tmp_path):
    path = tmp_path / "influence.csv"
    path.write_text("interviewer,label,file\n008,1.5,2\n", encoding="utf-8")
    row = read_csv(path).iloc[0]
    assert row.to_dict() == {"interviewer": "008", "label": 1.5, "file": 2}


def test_answers_are_text_in_distributions_and_numbers_elsewhere():
    assert "value" in text_columns("results/s/distributions.csv")
    assert "value" not in text_columns("results/s/tables/power.csv")

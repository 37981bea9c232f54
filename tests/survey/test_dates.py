"""Dates and times of SPSS and Stata: as text, those declared missing as codes, those out of range
missing and named.
"""

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from interviewer_effects.survey.codes.recode import recode
from interviewer_effects.survey.load import load_survey
from interviewer_effects.survey.reading.files import read_file

SECONDS = 13_900_000_000.0  # 2023-04-04 15:06:40 in SPSS
IN_STATA = 1_000_000_000_000.0  # 1991-09-09 01:46:40, in milliseconds


def sav(folder, values, written, **about):
    frame = pd.DataFrame({"who": [1.0, 2.0] * (len(values) // 2), "day": values})
    pyreadstat.write_sav(frame, folder / "s.sav", variable_format={"day": written}, **about)
    return read_file(folder / "s.sav", "s.sav")


def texts(file):
    return [None if pd.isna(cell) else cell for cell in file.frame["day"]]


@pytest.mark.parametrize(
    ("written", "value", "text"),
    [
        ("DATE11", SECONDS, "2023-04-04"),
        ("ADATE10", SECONDS, "2023-04-04"),
        ("SDATE10", 0.0, "1582-10-14"),
        ("MOYR8", SECONDS, "2023-04-04"),
        ("DATETIME20", SECONDS, "2023-04-04 15:06:40"),
        ("DATETIME23.2", SECONDS + 0.25, "2023-04-04 15:06:40.250"),
        ("TIME8", 100_000.0, "27:46:40"),
        ("TIME8", 59.0, "00:00:59"),
        ("TIME8", -60.0, "-00:01:00"),
        ("DTIME12", 100_000.0, "27:46:40"),
        ("TIME11.2", 3600.5, "01:00:00.500"),
    ],
)
def test_a_date_or_time_of_spss(tmp_path, written, value, text):
    assert texts(sav(tmp_path, [value, np.nan], written)) == [text, None]


@pytest.mark.parametrize(
    ("written", "value", "text"),
    [
        ("%td", 1.0, "1960-01-02"),
        ("%tdD_m_Y", -1.0, "1959-12-31"),
        ("%d", 0.0, "1960-01-01"),
        ("%tc", IN_STATA, "1991-09-09 01:46:40"),
        ("%tcHH:MM:SS", 100_000_000.0, "03:46:40"),  # a time of day
    ],
)
def test_a_date_or_time_of_stata(tmp_path, written, value, text):
    frame = pd.DataFrame({"who": [1.0, 2.0], "day": [value, np.nan]})
    pyreadstat.write_dta(frame, tmp_path / "s.dta", variable_format={"day": written})
    assert texts(read_file(tmp_path / "s.dta", "s.dta")) == [text, None]


def test_one_date_out_of_range_is_missing_and_named(tmp_path):
    file = sav(tmp_path, [SECONDS, 6_306_150_000_000.0, SECONDS, SECONDS], "DATETIME20")
    assert texts(file) == [
        "2023-04-04 15:06:40",
        None,
        "2023-04-04 15:06:40",
        "2023-04-04 15:06:40",
    ]
    said = (
        "s.sav, column 'day', row 2: '6306150000000' is no datetime; the cell is read as missing."
    )
    assert file.facts["remarks"] == [said]


def test_several_are_counted(tmp_path):
    file = sav(tmp_path, [1e300, SECONDS, -5.0, 1e13], "DATE11")
    assert texts(file) == [None, "2023-04-04", None, None]
    said = (
        "s.sav, column 'day', row 1 and 2 more rows: '1e+300' is no date; the cells are read as "
        "missing."
    )
    assert file.facts["remarks"] == [said]


def test_a_date_of_stata_out_of_range(tmp_path):
    frame = pd.DataFrame({"who": [1.0, 2.0], "day": [5e9, 1.0]})
    pyreadstat.write_dta(frame, tmp_path / "s.dta", variable_format={"day": "%td"})
    file = read_file(tmp_path / "s.dta", "s.dta")
    assert texts(file) == [None, "1960-01-02"]
    assert file.facts["remarks"][0].startswith(
        "s.dta, column 'day', row 1: '5000000000' is no date"
    )


@pytest.mark.parametrize(
    ("written", "value"), [("DATE11", SECONDS), ("TIME8", 3600.0), ("DATETIME20", SECONDS)]
)
@pytest.mark.parametrize("missing", [[99], [{"lo": 90, "hi": 99}]])
def test_declared_missing_values_of_dates_are_codes(tmp_path, written, value, missing):
    labels = {"day": {99: "Refusal"}}
    about = {"missing_ranges": {"day": missing}, "variable_value_labels": labels}
    file = sav(tmp_path, [value, 99.0, value, value], written, **about)
    assert texts(file)[1] == "99"
    assert file.dictionary.missing["day"] == ["99"]
    assert file.dictionary.values["day"] == {"99": "Refusal"}
    survey = {
        "data": "s.sav",
        "columns": {"interview": None, "interviewer": "who", "area": None},
        "codebook": None,
    }
    loaded = load_survey(survey, "s", tmp_path, "config.yaml")
    assert loaded.codebook["day"]["missing"] == {"99": "refusal"}
    assert recode(loaded.frame, loaded.codebook)["day"].isna().tolist() == [
        False,
        True,
        False,
        False,
    ]

"""Numbers as files write them, column by column and file by file."""

import pandas as pd
import pytest
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.reading.files import read_file


def read(folder, text, decimal=None):
    (folder / "s.csv").write_text(text, encoding="utf-8")
    return read_file(folder / "s.csv", "s.csv", decimal=decimal)


def column(folder, *cells):
    """The cells as the column x of a file cut by semicolons, with no other column of decimals."""
    return read(folder, "j;x\n" + "".join(f"{place};{cell}\n" for place, cell in enumerate(cells)))


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        ((",93", "1,5"), [0.93, 1.5]),
        (("1,5E-04", "2e3", "7"), [1.5e-4, 2000, 7]),
        (("-1,5", "+2,25", "+3"), [-1.5, 2.25, 3]),
        (("1.000,92", "7,5", "1.820"), [1000.92, 7.5, 1820]),
        (("1,000.92", "7.5", "1,820"), [1000.92, 7.5, 1820]),
        (("1.234.567", "950"), [1234567, 950]),
        (("12,34,567", "1,00,000", "5"), [1234567, 100000, 5]),
        (("1 823", "950", "2 000 000"), [1823, 950, 2000000]),
        (("1\u00a0823", "950"), [1823, 950]),
        (("1\u202f823,5", "950"), [1823.5, 950]),
        (("1'823.5", "950"), [1823.5, 950]),
        (("1\u2019823", "950"), [1823, 950]),
        (("\u22123", "4"), [-3, 4]),
        (("\u2013 3,5", "4"), [-3.5, 4]),
        (("45%", "7 %", "12,5 %"), [45, 7, 12.5]),
        (("٣", "٤٥"), [3, 45]),
        (("３", "４.５"), [3, 4.5]),
        (("5", "#NULL!", "<NA>", "\\N"), [5, None, None, None]),
        (("1.0", "2."), [1, 2]),
        (("0.823", "1.823"), [0.823, 1.823]),
        (("1.823", "1.82"), [1.823, 1.82]),
    ],
)
def test_a_number_however_it_is_written(tmp_path, cells, numbers):
    read = column(tmp_path, *cells).frame["x"]
    assert [None if pd.isna(value) else value for value in read] == numbers


@pytest.mark.parametrize(
    "cells",
    [
        ("1,5", "1.5"),  # two decimal marks
        ("45%", "7"),
        ("18-", "19"),  # 18 and less, not -18
        ("65+", "64"),
        ("1 82", "3"),
        ("1,2,3", "1"),  # a list of answers
        ("01.10.2010", "02.10.2010"),
        ("€ 5", "€ 6"),
        ("(5)", "4"),
        ("12:30", "13:00"),
        ("0x1F", "5"),
        ("1e", "5"),
        ("²", "³"),
        ("1.23.456", "7"),
        ("1,5 000", "2"),
    ],
)
def test_what_is_no_number_stays_text(tmp_path, cells):
    assert column(tmp_path, *cells).frame["x"].tolist() == list(cells)


@pytest.mark.parametrize(
    ("delimiter", "weight", "income", "numbers"),
    [
        (";", "0,57", "1.823", [950, 1823]),
        (";", "0.57", "1,823", [950, 1823]),
        ("\t", "0.57", "1,823", [950, 1823]),
        ("\t", "0.57", "1.823", [950, 1.823]),
        (";", "0,57", "1,823", [950, 1.823]),
        (",", "0.57", '"1,823"', [950, 1823]),
        (",", '"0,57"', "1.823", [950, 1823]),
        (",", "7", '"1,823"', [950, 1823]),
    ],
)
def test_the_other_columns_say_whether_a_mark_separates_thousands(
    tmp_path, delimiter, weight, income, numbers
):
    rows = [["j", "weight", "income"], ["1", weight, "950"], ["2", weight, income]]
    file = read(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert file.frame["income"].tolist() == numbers


@pytest.mark.parametrize(("cell", "mark"), [("1.823", "point"), ("1,823", "comma")])
def test_where_nothing_says_it_the_file_is_refused_until_the_user_does(tmp_path, cell, mark):
    text, other = f"j;income\n1;950\n2;{cell}\n", {"point": "comma", "comma": "point"}[mark]
    with pytest.raises(AuditError) as caught:
        read(tmp_path, text)
    assert str(caught.value) == (
        f"s.csv: column 'income', value '{cell}': This may be 1823 (the {mark} separates "
        "thousands) or 1.823 "
        f"(the {mark} is the decimal mark), and the other columns of the file do not say which. "
        f"Write decimal: {other} for the first or decimal: {mark} for the second below data in "
        "the config."
    )
    assert read(tmp_path, text, mark).frame["income"].tolist() == [950, 1.823]
    assert read(tmp_path, text, other).frame["income"].tolist() == [950, 1823]


def test_a_file_cut_by_commas_with_points_of_three_digits_only_is_refused_too(tmp_path):
    with pytest.raises(AuditError, match="This may be 1823"):
        read(tmp_path, "j,income\n1,950\n2,1.823\n")


def test_a_whole_number_with_a_point_does_not_speak_against_commas(tmp_path):
    # A program that writes 5.0 for 5 may have written the weights with a comma.
    file = read(tmp_path, "j;trust;weight;income\n1;5.0;0,57;950\n2;6.0;1,57;1.823\n")
    assert file.frame["income"].tolist() == [950, 1823]
    assert file.frame["trust"].tolist() == [5, 6]


def test_lists_of_answers_are_no_decimals_where_commas_cut_the_file(tmp_path):
    file = read(tmp_path, 'j,media,weight\n1,"1,3",0.5\n2,"2,4",0.7\n')
    assert file.frame["media"].tolist() == ["1,3", "2,4"]


def test_what_was_read_otherwise_than_it_stands_there_is_said(tmp_path):
    file = read(tmp_path, "j;weight;income;share\n1;0,57;950;45%\n2;0,5;1.823;7%\n")
    assert file.facts["decimal"] == ","
    assert file.facts["remarks"] == [
        "s.csv, column 'income': the point separates thousands, so '1.823' is 1823.",
        "s.csv, column 'share': percentages are read as their numbers, such as '45%'.",
    ]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;", "sep=;\r"])
def test_the_first_line_of_excel_names_the_delimiter(tmp_path, first):
    # With the semicolon in quotation marks alone, commas would cut the header into more fields.
    file = read(tmp_path, f"{first}\nj;a,b,c;y\n1;x;2\n2;z;3\n")
    assert list(file.frame.columns) == ["j", "a,b,c", "y"]
    assert file.frame["y"].tolist() == [2, 3]
    assert file.facts["delimiter"] == ";"
    assert file.facts["first_row"] == 2  # Excel does not count its line


def test_a_delimiter_of_its_own_in_the_first_line(tmp_path):
    file = read(tmp_path, "sep=:\nj:y\n1:2\n2:3\n")
    assert file.frame["y"].tolist() == [2, 3]

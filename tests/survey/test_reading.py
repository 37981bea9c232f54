import hashlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.reading.files import read_file

ESS = Path(__file__).parents[3] / "shared" / "data" / "ess_belgium.csv"


def read(folder, content, name="s.csv", ids=()):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return facts_of(read_file(path, name, ids))


def facts_of(file):
    return file.frame, file.facts


def refused(folder, content, name="s.csv"):
    with pytest.raises(AuditError) as caught:
        read(folder, content, name)
    return [str(problem) for problem in caught.value.problems]


def test_columns_are_typed_and_empty_cells_are_missing(tmp_path):
    frame, facts = read(
        tmp_path, 'whole,part,word,"day"\n1, 0.5,a b,2010-10-01\n,.5,,\n3,-1e3,NA,x\n'
    )
    assert frame["whole"].tolist()[::2] == [1, 3]
    assert frame["part"].tolist() == [0.5, 0.5, -1000]
    assert frame["word"].tolist()[0::2] == ["a b", "NA"]
    assert frame.isna().sum().tolist() == [1, 0, 1, 1]
    assert (facts["n_rows"], facts["n_columns"], facts["delimiter"], facts["encoding"]) == (
        3,
        4,
        ",",
        "utf-8",
    )


def test_na_is_missing_among_numbers_and_a_word_among_words(tmp_path):
    frame, _ = read(tmp_path, "x,cntry,none\n1,NA,NA\nNA,BE,NA\n.,NO,\n")
    assert frame["x"].tolist()[0] == 1
    assert frame["x"].isna().tolist() == [False, True, True]
    assert frame["cntry"].tolist() == ["NA", "BE", "NO"]
    assert frame["none"].isna().all()


@pytest.mark.parametrize("letter", ["\ufeff", "\u200b", "\u200e", "\u00ad", "\u00a0", "\u2060 "])
def test_invisible_letters_around_a_name_or_a_cell_make_no_other_interviewer(tmp_path, letter):
    # As two files put together have them, or a cell that was copied from a web page.
    rows = f"{letter}1,7,a\u200db\n2,7{letter},é{letter}\n3,{letter}{letter},{letter}\n"
    text = f"id,{letter}who,word{letter}\n{rows}"
    frame, _ = read(tmp_path, text, ids=["id", "who"])
    assert frame.columns.tolist() == ["id", "who", "word"]
    assert frame["id"].tolist() == ["1", "2", "3"]
    assert frame["who"].tolist()[:2] == ["7", "7"]
    assert frame["word"].tolist()[:2] == ["a\u200db", "é"]
    assert frame[["who", "word"]].isna().sum().tolist() == [1, 1]


def test_ids_stay_exact(tmp_path):
    text = "id,num,mixed,float\n007,12,1.0,12.0\n7,NA,1.10,13\n0x10,14,a,\n"
    frame, _ = read(tmp_path, text, ids=["id", "num", "mixed", "float"])
    assert frame["id"].tolist() == ["007", "7", "0x10"]
    assert frame["num"].tolist()[::2] == ["12", "14"]
    assert frame["mixed"].tolist() == ["1.0", "1.10", "a"]
    assert frame["float"].tolist()[:2] == ["12", "13"]
    assert frame[["num", "float"]].isna().sum().tolist() == [1, 1]


def test_parquet_ids_and_types(tmp_path):
    frame = pd.DataFrame(
        {
            "id": [1.0, 2.0, None],
            "big": [2**60, 1, 2],
            "flag": [True, False, True],
            "word": pd.Categorical(["a", "b", "a"]),
            "day": pd.to_datetime(["2010-10-01"] * 3),
        }
    )
    frame.to_parquet(tmp_path / "s.parquet")
    read_back, facts = facts_of(read_file(tmp_path / "s.parquet", "s.parquet", ["id", "big"]))
    assert read_back["id"].tolist()[:2] == ["1", "2"]
    assert read_back["big"].tolist() == [str(2**60), "1", "2"]
    assert read_back["flag"].tolist() == [1, 0, 1]
    assert read_back["word"].tolist() == ["a", "b", "a"]
    assert read_back["day"].str.startswith("2010-10-01").all()
    assert (facts["format"], facts["first_row"], facts["delimiter"]) == ("parquet", 1, None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    rows = [["j", "y", "a comment, or; two"], ["1", "2", "x|y"], ["1", "3", "a\tb"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    frame, facts = read(tmp_path, text)
    assert facts["delimiter"] == delimiter
    assert frame.columns.tolist() == rows[0]
    assert frame["y"].tolist() == [2, 3]


def test_a_decimal_comma_is_read_where_the_comma_is_not_the_delimiter(tmp_path):
    frame, _ = read(tmp_path, "j;x;mixed\n1;3,5;1,5\n2;-4;1.5\n")
    assert frame["x"].tolist() == [3.5, -4]
    assert frame["mixed"].tolist() == ["1,5", "1.5"]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "windows-1252"),
    ],
)
def test_the_encoding_is_found(tmp_path, encoding, said):
    frame, facts = read(tmp_path, "j,naïve\n1,Liège\n2,ÿ\n".encode(encoding))
    assert facts["encoding"] == said
    assert frame["naïve"].tolist() == ["Liège", "ÿ"]
    assert frame["j"].tolist() == [1, 2]


def test_line_ends_quotes_and_blank_lines(tmp_path):
    frame, _ = read(tmp_path, 'j,word\r\n1,"two\r\nlines, ""quoted"""\r\n\r\n2,5" pipe\r\n')
    assert frame["word"].tolist() == ['two\r\nlines, "quoted"', '5" pipe']


def test_the_hash_is_of_the_bytes(tmp_path):
    _, one = read(tmp_path, "j,y\n1,2\n")
    _, two = read(tmp_path, "j,y\r\n1,2\r\n")
    assert one["sha256"] == hashlib.sha256(b"j,y\n1,2\n").hexdigest()
    assert one["sha256"] != two["sha256"]


def test_a_nameless_column_gets_a_name(tmp_path):
    frame, _ = read(tmp_path, '"", y \n"1",2\n"2",3\n')
    assert frame.columns.tolist() == ["column_1", "y"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "s.csv", "The file is empty"),
        (b" \n\n", "s.csv", "The file is empty"),
        (b"\xef\xbb\xbf", "s.csv", "The file is empty"),
        (b"j,y\n", "s.csv", "a header and no rows"),
        (b"j,y,j\n1,2,3\n", "s.csv", "column 'j', row 1: Two columns have this name"),
        (b"j,y\n1,2\n1,2,3\n", "s.csv", "row 3: Has 3 fields where the header has 2"),
        (b'j,y\n1,2\n1,"3\n2,4\n', "s.csv", "row 3: A quotation mark is opened and never closed"),
        (b"j,y\n1,\xff\x81\n", "s.csv", "row 2: The encoding cannot be read"),
        ("j,y\né,1\n".encode() + b"\xe9,2\n", "s.csv", "row 3: The encoding cannot be read"),
        (b"PK\x03\x04\0\0", "s.csv", "This is an Excel workbook, or another archive"),
        (b"\0\x01\x02\x03", "s.csv", "It is not a text file"),
        (b"j,y\n1,2\n", "s.xlsx", "value '.xlsx': Files of this kind cannot be read"),
        (b"j,y\n1,2\n", "s.parquet", "Is not a readable Parquet file"),
    ],
)
def test_a_damaged_file_is_one_clear_problem(tmp_path, content, name, words):
    said = refused(tmp_path, content, name)
    assert len(said) == 1, said
    assert words in said[0]


def test_many_ragged_rows_are_five_problems_and_a_count(tmp_path):
    said = refused(tmp_path, "j,y\n" + "1,2,3\n" * 40)
    assert len(said) == 5
    assert "35 more rows" in said[-1]


def test_blank_lines_before_the_header_are_skipped_and_counted(tmp_path):
    (tmp_path / "s.csv").write_text("\n\r\nid,a\n1,2\n3,4\n")
    frame, facts = facts_of(read_file(tmp_path / "s.csv", "s.csv"))
    assert frame.to_dict("list") == {"id": [1, 3], "a": [2, 4]}
    assert facts["first_row"] == 4


def test_an_absent_file_and_a_folder_are_said(tmp_path):
    for path, words in ((tmp_path / "no.csv", "no such file"), (tmp_path, "cannot be read")):
        with pytest.raises(AuditError, match=words):
            read_file(path, str(path))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(AuditError, match="Cannot be opened"):
        read_file(tmp_path / "folder.csv", "folder.csv")


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text('a1.,;"\t\r\n |é', max_size=80).map(str.encode)))
def test_any_bytes_are_a_survey_or_a_problem(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("any") / "s.csv"
    path.write_bytes(raw)
    try:
        shape = read_file(path, "s.csv", ["a"]).frame.shape
    except AuditError as error:
        shape = tuple(map(len, error.problems[0].message.split(maxsplit=1)))
    assert min(shape) > 0


def test_the_reference_file_is_read_exactly():
    if not ESS.exists():
        pytest.skip(f"needs {ESS.name}, which the project may not ship")
    frame, facts = facts_of(read_file(ESS, ESS.name, ["idno", "intnum"]))
    assert frame.shape == (1703, 26)
    assert frame["intnum"].nunique() == 125
    assert set(frame.loc[frame["trstplc"] == 88, "idno"]) == {"111809", "130402", "107108"}
    assert frame.isna().sum().sum() == 0
    assert facts["delimiter"] == ","


def test_lines_may_end_as_on_an_old_macintosh(tmp_path):
    frame, facts = read(tmp_path, "j;y;région\r1;2,5;été\r2;3;x\r".encode("mac-roman"))
    assert frame["y"].tolist() == [2.5, 3]
    assert frame["région"].tolist() == ["été", "x"]
    assert (facts["delimiter"], facts["encoding"]) == (";", "mac-roman")

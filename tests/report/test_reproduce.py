"""The lines that reproduce an analysis elsewhere."""

import json

import pytest
from interviewer_effects.report.page import reproduce


def test_the_lines_name_the_models_and_the_numbers_to_expect(analysis):
    made = analysis()
    expected = f"{made.fit('recoded', 'slope')['deviance']:,.4f}"
    for lines in (reproduce.in_r(made), reproduce.in_python(made)):
        assert f"here: {expected}" in lines
        assert f"here: T = {made.variance_test('recoded', 'slope')['statistic']:,.4f}" in lines


def test_the_lines_of_python_give_the_quoted_interval_of_the_share(analysis):
    made = analysis()
    assert "print(icc_interval(intercept))  # here, with other signs: 0.028 to 0.100" in reproduce.in_python(made)
    made.survey.read["intervals"] = made.survey.table("intervals").query("method != 'wild bootstrap'")
    assert "icc_interval" not in reproduce.in_python(made)


@pytest.mark.parametrize(
    ("name", "ticked"),
    [
        ("trstplc", "trstplc"),
        ("a b", "`a b`"),
        ("x`); quit(); (`", "`x\\`); quit(); (\\``"),
        ("é", "`é`"),
        ("1x", "`1x`"),
    ],
)
def test_a_column_is_quoted_and_never_becomes_code(name, ticked):
    assert reproduce._ticked(name) == ticked


def test_files_that_base_r_cannot_read_come_from_the_audits_own_copy(analysis):
    made = analysis()
    made.survey.source["format"] = "sav"
    kept = json.dumps(f"results/{made.survey.name}/{made.name}/recoded/data.parquet")
    assert f"arrow::read_parquet({kept})" in reproduce.in_r(made)

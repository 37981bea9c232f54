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
    assert (
        "print(icc_interval(intercept))  # here, with other signs: 0.028 to 0.100"
        in reproduce.in_python(made)
    )
    made.survey.read["intervals"] = made.survey.table("intervals").query(
        "method != 'wild bootstrap'"
    )
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


def test_the_lines_centre_what_the_models_have_centred(analysis):
    made = analysis()
    made.settings["centre"] = {"x": "within"}
    lines = reproduce.in_r(made)
    assert "d$`mean(x)` <- ave(d$x, g)\nd$x <- d$x - d$`mean(x)`" in lines
    assert "y ~ 1 + x + `mean(x)` + (1 + x | g)" in lines
    assert 'd["x"] = d["x"] - d["mean(x)"]' in reproduce.in_python(made)
    made.settings["centre"] = "grand"
    assert "d$x <- d$x - mean(d$x)" in reproduce.in_r(made)
    made.survey.codebook["x"] = {"kind": "categorical"}
    assert "mean(d$x)" not in reproduce.in_r(made)
    made.settings["centre"] = "within"
    assert "# categories are not centred within here" in reproduce.in_python(made)

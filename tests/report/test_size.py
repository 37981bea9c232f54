"""The section about sizes: its sentences, its table with both intervals, and the curve."""

import pytest
from interviewer_effects.report.intervals import findings as sizes
from interviewer_effects.report.intervals.figures import interval_pictures
from interviewer_effects.report.page.views import INTERVALS, panel_p

pytestmark = pytest.mark.slow


def said(one):
    return [str(part).replace("\u202f", " ") for part in sizes.size(one)]


def test_the_heading_gives_the_effective_sample_size(analysis):
    heading, text = said(analysis())
    assert (
        heading
        == "Effective sample size for a mean: 112 of 144 interviews (95 % interval 96 to 126)"
    )
    assert text.startswith(
        "Along x the ICC is estimated between 5.0 % (at 0) and 6.0 % (at 10); a constant ICC is "
        "compatible with the data."
    )


def test_where_nothing_was_found_the_heading_gives_the_bound(analysis):
    heading, _ = said(analysis(flat=True))
    assert heading == (
        "No interviewer variance was found; up to 10 % of the variance is compatible with the data"
    )


@pytest.mark.parametrize("booted", [True, False])
def test_the_table_has_a_row_for_each_quantity_with_both_intervals(analysis, booted):
    rows = sizes.limits(analysis(booted=booted))
    named = [sizes.named(row) for row in rows.to_dict("records")]
    assert len(named) == len(set(named)) == 10 + booted
    assert named[:3] == [
        "intraclass correlation (without predictors)",
        "intraclass correlation (given the predictors)",
        "design effect (Kish)",
    ]
    assert rows["profile_lower"].notna().sum() == 10
    assert (
        rows["signs_lower"].notna().sum() == 6
    )  # the ICC of two models, and what follows from one
    assert (rows["method"] == "wild bootstrap").sum() == 6
    assert rows["bootstrap_lower"].notna().sum() == (11 if booted else 0)
    shown = {column.header: column.show(rows.to_dict("records")[0]) for column in INTERVALS}
    assert shown["estimate"] == "5.7\u202f%"
    assert shown["profile"] == "2.9 to 9.6\u202f%"
    assert shown["random signs"] == "2.8 to 10.0\u202f%"
    assert (shown["bootstrap"] == "2.9 to 10.6\u202f%") == booted


def test_fixed_effects_have_t_and_ratio_in_one_row(analysis):
    rows = sizes.fixed_effects(analysis())
    assert rows["term"].tolist() == ["Intercept", "x"]
    row = rows.to_dict("records")[1]
    assert (row["statistic"], row["profile_statistic"]) == (6.6, 32.5)
    assert sizes.fixed_profile(row) == "0.109 to 0.209"


def test_the_curve_is_drawn_with_its_band_and_says_its_ends(analysis):
    pictures = interval_pictures(analysis())
    assert list(pictures) == ["rho_1"]
    alt = pictures["rho_1"].alt.replace("\u202f", " ")
    assert alt == (
        "ICC along x, recoded: 5.0 % (2.0 to 10.0 %) at 0, 5.5 % (2.0 to 10.0 %) at 5, 6.0 % "
        "(2.0 to 10.0 %) at 10."
    )
    assert sizes.place(-2.5) == "−2.5"
    assert sizes.place(10.0) == "10"


def test_a_panel_gives_small_p_values_in_full():
    column = panel_p("recoded")
    assert column.show({"recoded": 1.07e-7, "recoded_at_most": False}) == "1.1 × 10⁻⁷"
    assert column.show({"recoded": 5e-5, "recoded_at_most": True}) == "≤ 5.0 × 10⁻⁵"
    assert column.show({"recoded": 0.58, "recoded_at_most": False}) == "0.58"

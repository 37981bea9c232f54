import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from audited import HOSTILE, REPORTS
from interviewer_effects.report.data.analysis import analyses
from interviewer_effects.report.data.lines import interviewer_lines, span, values_on
from interviewer_effects.report.data.results import Folder, Survey
from interviewer_effects.report.figures.effect_plots import extreme_size
from interviewer_effects.report.figures.pictures import read_pictures, write_pictures
from interviewer_effects.report.interviewers.figures import in_margin
from interviewer_effects.report.models import figures as models_figures
from interviewer_effects.report.models.diagnostic_figures import running_quantiles
from interviewer_effects.report.page.all_figures import all_pictures
from interviewer_effects.report.survey import figures as survey_figures
from interviewer_effects.report.survey.figures import distribution
from matplotlib import style

pytestmark = pytest.mark.slow

STYLE = REPORTS / "figures.mplstyle"


def words(picture):
    root = ElementTree.fromstring(picture.svg)
    return " ".join(
        "".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")
    )


def test_every_picture_is_well_formed_and_says_what_it_shows(drawn):
    pictures = drawn().pictures
    for name, one in pictures.items():
        assert ElementTree.fromstring(one.svg).tag.endswith("svg"), name
        assert len(one.alt) > 20, name
        assert one.alt.endswith("."), name
        assert one.caption, name
        assert not re.search(r"\bnan\b", (one.alt + one.caption + words(one)).lower()), name
    expected = {
        "screening",
        "missing_items",
        "missing_pattern",
        "item_1",
        "first/level",
        "first/slopes",
        "first/ladder",
        "first/sensitivity",
        "first/qq_residual",
        "first/residuals",
        "first/caterpillar_2_raw",
        "first/rho_1",
        "first/power_icc",
        "first/power_shift",
        "first/effects_recoded",
        "first/interviewer_1_line",
        "first/interviewer_2_answers",
    }
    assert expected <= set(pictures)


def test_power_that_is_never_reached_is_drawn_and_said(drawn):
    pictures = drawn(found=False).pictures
    assert (
        pictures["first/power_icc"].alt
        == "Power of the test of the level by the true ICC: 80 % nowhere."
    )
    assert "no shift with 6 interviews" in pictures["first/power_shift"].alt
    assert words(pictures["first/power_shift"]).count("6") >= 1


def test_the_same_audit_draws_the_same_bytes(drawn):
    assert all_pictures(drawn().survey, STYLE) == drawn().pictures


def test_pictures_survive_their_folder(drawn, tmp_path):
    pictures = drawn().pictures
    write_pictures(pictures, tmp_path / "figures")
    assert read_pictures(tmp_path / "figures") == pictures


def test_on_the_page_a_figure_keeps_its_marks_and_shares_no_id(drawn):
    one, other = (
        replace(drawn().pictures["first/effects_recoded"], key=key) for key in ("f1", "f2")
    )
    root = ElementTree.fromstring(one.inline)
    assert (root.get("role"), root.get("aria-label")) == ("img", one.alt)
    marks = [node.get("data-who") for node in root.iter() if node.get("data-who")]
    assert len(marks) == len(set(marks)) > 10
    ids = [
        {node.get("id") for node in ElementTree.fromstring(p.inline).iter()} - {None}
        for p in (one, other)
    ]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])
    assert all(f'"#{name}"' in one.inline or f"url(#{name})" in one.inline for name in ids[0])


def test_names_of_files_hold_no_id(hostile, tmp_path):
    write_pictures(hostile.pictures, tmp_path)
    names = " ".join(path.name for path in tmp_path.rglob("*"))
    assert not any(part in names for part in ("script", "quoted", "cmd", "i1"))


def test_where_nothing_varies_the_picture_says_so(drawn):
    pictures = drawn(flat=True, reasons={}).pictures
    for name in ("first/caterpillar_1_recoded", "first/effects_recoded"):
        assert "no detectable variance" in pictures[name].alt.lower()
        assert "No detectable variance" in words(pictures[name])


def test_hostile_ids_are_shown_as_text(hostile):
    pictures = hostile.pictures
    shown = words(pictures["first/caterpillar_1_raw"]) + words(pictures["first/effects_recoded"])
    assert "<script>alert" in shown
    assert "שלום עולם" in shown
    assert "😀 $x^2$" in shown
    assert HOSTILE[0] in pictures["first/interviewer_6_workload"].alt


def test_lines_are_the_overall_line_plus_the_predicted_effects(analysis):
    one = analysis()
    lines, overall = interviewer_lines(one, "recoded", "x")
    effects = one.effects("recoded").set_index(["interviewer", "effect"])["eblup"]
    assert overall == pytest.approx((3.79200, 0.15905))
    assert lines.loc["i03", "slope"] == pytest.approx(0.15905 + effects["i03", "x"])
    assert span(one, "x") == (0.0, 10.0)
    assert span(one, "region[north]") == (0.0, 1.0)
    ends = values_on(lines.to_numpy()[0], [0.0, 10.0])
    assert ends[1] == pytest.approx(lines["start"].iloc[0] + 10 * lines["slope"].iloc[0])


def test_a_code_is_drawn_beyond_the_valid_range():
    assert in_margin(7, 0, 10) == 7
    assert in_margin(88, 0, 10) == pytest.approx(13.6)


def test_the_size_called_extreme_leaves_one_interviewer_beyond_it():
    from statistics import NormalDist

    assert 2 * 125 * (1 - NormalDist().cdf(extreme_size(125))) == pytest.approx(1)


def test_running_quantiles_follow_the_cloud():
    import pandas as pd

    x = pd.Series(np.arange(800.0))
    found = running_quantiles(x, 2 * x, bins=8)
    assert found[0.5].to_numpy() == pytest.approx(2 * found["x"].to_numpy())
    assert (found[0.1] < found[0.9]).all()


def test_an_empty_interval_keeps_its_place_on_the_axis(tmp_path):
    rows = [("a", "A", "valid", 10.0 * k, 10.0 * (k + 1), "", 5 * (k != 3)) for k in range(9)]
    table = pd.DataFrame(
        rows, columns=["item", "label", "kind", "value", "value_high", "reason", "n"]
    )
    (tmp_path / "codebook.json").write_text("{}")
    folder = Folder({"codebook.json": tmp_path / "codebook.json"})
    with style.context(STYLE):
        drawn = distribution(Survey("s", folder, {}, read={"distributions": table}), "a")
    shown = [node for node in words(drawn).split() if node.isdigit()]
    assert {"0", "20", "40", "60", "80"} <= set(shown)


def test_a_figure_that_holds_not_everything_says_so(drawn, monkeypatch):
    survey = drawn().survey
    assert "the table holds all" not in " ".join(one.caption for one in drawn().pictures.values())
    for module, name in (
        (models_figures, "MAX_PANELS"),
        (survey_figures, "MAX_ROWS"),
        (survey_figures, "MAX_ITEMS"),
    ):
        monkeypatch.setattr(module, name, 1)
    pictures = all_pictures(survey, STYLE)
    n_parameters = analyses(survey)[0].table("sensitivity")["term"].nunique()
    assert n_parameters > 1
    rest = f"; the first 1 of {n_parameters} parameters, the table holds all"
    assert pictures["first/sensitivity"].caption.endswith(rest)
    assert pictures["screening"].caption.endswith("; the first 1 of 2 items, the table holds all")
    assert pictures["item_1"].caption.endswith("; the first 1 of 3 items, the table holds all")
    assert "item_2" not in pictures

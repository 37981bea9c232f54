from xml.etree import ElementTree

import pytest
from audited import HOSTILE, REPORTS
from interviewer_effects.report.figures.marks import name_points
from interviewer_effects.report.figures.style import (
    CODE,
    DARK,
    LOOKED_AT,
    OTHERS,
    VARIANT,
    canvas,
    clean,
    styled,
    svg,
)


def drawn(text="a", color="#d55e00"):
    with styled(REPORTS / "figures.mplstyle"):
        figure, axes = canvas(3, 2)
        axes.plot([0, 1], [0, 1], color=color)
        axes.set_title(clean(text))
        return svg(figure)


def texts(image):
    return [
        "".join(node.itertext())
        for node in ElementTree.fromstring(image).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_the_same_figure_has_the_same_bytes_without_date_or_creator():
    assert drawn() == drawn()
    assert "<dc:" not in drawn()
    assert "Matplotlib" not in drawn()


@pytest.mark.parametrize("label", HOSTILE[:5])
def test_a_hostile_label_is_text_and_the_file_stays_well_formed(label):
    assert label in texts(drawn(label))


def test_control_characters_go_and_long_labels_are_cut():
    assert clean("a\x00b\tc\nd\x1b[1m") == "ab c d[1m"
    assert clean("x" * 300, 20) == "x" * 19 + "…"
    assert texts(drawn("\x00\x08lone \ud800 surrogate"))


def test_each_colour_has_a_counterpart_on_a_dark_page():
    assert set(VARIANT.values()) | {CODE, LOOKED_AT, OTHERS} <= set(DARK)
    image = drawn(color=VARIANT["raw"])
    assert f"stroke:{DARK[VARIANT['raw']]} !important" in image
    assert DARK[LOOKED_AT] not in image


def test_labels_of_near_points_keep_clear_of_each_other():
    with styled(REPORTS / "figures.mplstyle"):
        figure, axes = canvas(4, 3)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        name_points(axes, ["one", "two"], [0.5, 0.505], [0.5, 0.5], LOOKED_AT)
        figure.draw_without_rendering()
        boxes = [label.get_window_extent() for label in axes.texts]
    assert not boxes[0].overlaps(boxes[1])

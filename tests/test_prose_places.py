"""Every number of the prose stands where its words say: sentence by sentence, beside the cell that
they name.
"""

import pytest
from prose_templates import TEMPLATES, pattern
from prose_values import NAMES, Place
from second_path import read_survey

pytestmark = pytest.mark.whole


def found(page, prose):
    """(template, place, index of the link, value by the table) of every number that a template
    names.
    """
    links, folder = page
    for template, values in TEMPLATES:
        for match in pattern(template).finditer(prose):
            who = tuple(match[name] for name in match.re.groupindex)
            names = {match.re.groupindex[name] for name in match.re.groupindex}
            numbers = [int(text) for k, text in enumerate(match.groups(), 1) if k not in names]
            anchor = next((links[k][0][:2] for k in numbers if links[k][0][:2] in NAMES), "a1")
            for k, value in zip(numbers, values, strict=True):
                yield template, Place(folder, anchor, who), k, value


def test_every_number_of_the_prose_is_the_cell_that_its_words_name(page, prose):
    wrong = []
    for template, place, k, value in found(page, prose):
        said, known = page[0][k][1], value(place)
        if len(said) != len(known) or said != pytest.approx(known, rel=1e-9, abs=1e-12):
            wrong.append((template[:60], page[0][k], known))
    assert wrong == []


def test_every_number_of_the_prose_is_named_by_a_template(page, prose):
    named = {k for _, _, k, _ in found(page, prose)}
    assert [page[0][k] for k in range(len(page[0])) if k not in named] == []


def test_every_template_is_found(prose):
    assert [template for template, _ in TEMPLATES if not pattern(template).search(prose)] == []


def test_the_head_of_the_page_counts_the_file(page, prose):
    frame = read_survey(page[1], False)
    assert f"{len(frame)} interviews by {frame['intnum'].nunique()} interviewers" in prose

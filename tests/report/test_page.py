import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from audited import HOSTILE, REPORTS
from interviewer_effects.report.page.page import content_hash, render

pytestmark = pytest.mark.slow

VOID = {"meta", "img", "link", "br", "input"}
BLOCKS = {"td", "th", "p", "li", "dt", "dd", "summary", "caption", "h2", "h3", "h4"}


class Page(HTMLParser):
    """The elements of a page with their attributes and text, and whether every one was closed in
    order.
    """

    def __init__(self, html):
        super().__init__()
        self.elements, self.stack = [], []
        self.feed(html)
        assert not self.stack

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", "inside": [e["tag"] for e in self.stack], **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag):
        assert self.stack.pop()["tag"] == tag
        if tag in BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data):
        if any(element["tag"] == "svg" for element in self.stack):
            return  # a figure is no prose: its ticks may say 0.000
        for element in self.stack:
            element["text"] += data

    def all(self, tag, **attrs):
        return [
            e
            for e in self.elements
            if e["tag"] == tag and all(e.get(k.rstrip("_")) == v for k, v in attrs.items())
        ]


def pictures(found):
    """The figures of a page, which are elements of it."""
    return found.all("svg", class_="picture")


@pytest.fixture
def page(drawn):
    """The html of an audit made with the given changes."""
    return lambda **wanted: drawn(**wanted).html


@pytest.mark.parametrize(
    "wanted",
    [{}, {"flat": True, "reasons": {}}, {"coded": False}],
    ids=["plain", "flat", "no codes"],
)
def test_every_link_inside_the_page_arrives_and_no_id_is_used_twice(page, wanted):
    found = Page(page(**wanted))
    ids = Counter(e["id"] for e in found.elements if "id" in e)
    assert max(ids.values()) == 1
    targets = {e["href"][1:] for e in found.all("a") if e["href"].startswith("#")}
    assert targets <= set(ids)


def test_nothing_is_fetched(page):
    html = page()
    found = Page(html)
    sources = [
        e.get("src") or e.get("href") for e in found.elements if e.get("src") or e.get("href")
    ]
    assert all(source.startswith(("data:", "#")) for source in sources)
    assert not found.all("link")
    assert "default-src 'none'" in html
    script = found.all("script")[0]["text"]
    assert content_hash(script) in html
    assert not re.search(r"@import|url\(", found.all("style")[0]["text"])


def test_the_first_screen_answers_in_words_and_pictures(page):
    found = Page(page())
    cards = found.all("article", class_="card")
    assert [card["text"].split("?")[0].strip() for card in cards] == [
        "How large are interviewer effects",
        "Do slopes differ between interviewers",
        "Which interviewers should be checked",
        "What to do",
    ]
    assert (
        len(
            [e for e in pictures(found) if "article" in e["inside"] and "figure" not in e["inside"]]
        )
        == 2
    )
    assert "synthetic data" in found.all("header")[0]["text"]


def test_every_section_has_a_finding_a_sentence_and_how_to_read_it(page):
    found = Page(page())
    sections = [
        e
        for e in found.all("section")
        if e["id"] not in ("a1", "limits", "glossary", "methods", "provenance")
    ]
    assert len(sections) == 17
    for section in sections:
        assert "How to read this" in section["text"]
        assert re.search(r"\d+ rows?\b", section["text"])
    leads = found.all("p", class_="lead")
    assert all(lead["text"].strip() for lead in leads)


def test_tables_are_labelled_and_images_described(page):
    found = Page(page())
    for table in found.all("table"):
        assert table["id"]
    assert len(found.all("caption")) == len(found.all("table"))
    assert all(e["scope"] in ("row", "col") for e in found.all("th"))
    assert {e["role"] for e in pictures(found)} == {"img", "group"}  # an image holds no links
    assert all(len(e["aria-label"]) > 20 for e in pictures(found))
    assert len(found.all("main")) == len(found.all("h1")) == 1
    levels = [int(e["tag"][1]) for e in found.elements if re.fullmatch("h[1-6]", e["tag"])]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_number_in_the_prose_stands_in_the_table_it_leads_to(drawn):
    """Second path: the unrounded value is a number of the table's CSV file, and the text is its
    rounding.
    """
    survey = drawn().survey
    links = Page(drawn().html).all("a", class_="number")
    assert len(links) > 40
    for link in links:
        name = link["href"].removeprefix("#a1-").removeprefix("#")
        values = [
            float(v)
            for v in re.findall(
                r"-?\d[\d.]*(?:e[+-]?\d+)?", link["data-value"].replace("np.float64", "")
            )
        ]
        files = {"coded": "recoded_cells", "silence-interviewers": "silence_interviewers"}
        table = survey.table(files.get(name, name))
        known = set(table.select_dtypes("number").to_numpy().ravel().tolist())
        counted = {float(n) for n in counts_of(table, survey)}
        if "chance_extreme" in table:  # of each interviewer; the sentence has the persons expected
            own = table[table["variant"] == "recoded"].drop_duplicates("interviewer")
            counted.add(float(own["chance_extreme"].sum()))
        for value in values:
            assert value in known or value in counted, (link["href"], link["text"], value)


def counts_of(table, survey):
    """What may be counted in a table: its rows, the distinct values of a column, the rows with each
    value.
    """
    yield from (0, len(table), len(survey.workload))
    for column in table:
        yield table[column].nunique()
        yield from table[column].value_counts()
    if "n" in table:
        yield from (table["n"].sum(), survey.workload.sum(), *survey.workload)
    if "icc" in table:
        yield from (table["icc"].median(), (table.get("p_adjusted", table["icc"]) < 0.05).sum())
    if "deviance_ours" in table:
        ours = table["deviance_ours"]
        yield ((table["deviance_theirs_at_ours"] - ours).abs() / ours).max()
    if "ratio" in table:
        yield from table.dropna(subset=["ratio"]).groupby("variant").size()
    if "reasons" in table:
        yield table.loc[table["reasons"] != "", "interviewer"].nunique()


def test_no_number_has_a_machine_look(page):
    text = Page(page()).all("main")[0]["text"]
    prose = re.sub(r"\{.*?\}", "", text)
    assert "0.000" not in re.sub(r"0\.000[1-9]", "", prose)
    assert not re.search(r"\d\.\d{7,}", prose)
    assert not re.search(r"\bnan\b|\bNaN\b|\bNone\b|undefined", prose)
    assert not re.search(r"\de-\d", prose)


def test_hostile_text_is_text(hostile):
    html = hostile.html
    found = Page(html)
    assert len(found.all("script")) == 1
    assert not found.all("b")
    shown = found.all("main")[0]["text"]
    assert all(text in shown for text in HOSTILE)
    assert not any(
        name.startswith("on") for e in found.elements for name in e if name not in ("open",)
    )


def test_no_label_turns_the_page_round(page):
    assert "mirrored label" in page(label="mirrored\u202e label")
    assert "(An item; interviewer: column int)" in Page(page()).all("main")[0]["text"]


def test_several_analyses_are_all_told(audit, drawn):
    pictures = drawn().pictures
    second = {name.replace("first/", "second/"): one for name, one in pictures.items()}
    style = (REPORTS / "style.css").read_text(encoding="utf-8")
    found = Page(
        render(audit(analyses=["first", "second"]), pictures | second, REPORTS / "templates", style)
    )
    headings = [e["text"].strip() for e in found.all("h2")]
    assert {"first", "second"} <= set(headings)
    assert len(found.all("article", class_="card")) == 8
    assert {"a1-tests", "a2-tests"} <= {e.get("id") for e in found.elements}


def test_a_fit_on_the_boundary_prints_no_zero_variance(page):
    found = Page(page(flat=True, reasons={}))
    text = found.all("main")[0]["text"]
    assert "no detectable variance" in text
    assert "No interviewer stands out" in text


def test_the_same_audit_gives_the_same_page(drawn):
    one = drawn()
    style = (REPORTS / "style.css").read_text(encoding="utf-8")
    assert render(one.survey, one.pictures, REPORTS / "templates", style) == one.html

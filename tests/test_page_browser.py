"""The page in a real browser: what it shows, that it fetches nothing, that text from the data stays
text.
"""

import io
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "report"))
sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

FLAGS = [
    *(
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
    ),
    *("--disable-component-update", "--disable-sync"),
]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
WIDTHS = (1280, 768, 360)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium found: apt-get install chromium fonts-dejavu-core"
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page whose ids and labels try to break it, made by the scripts of the workflow."""
    import draw_figures
    import render_report
    from audited import HOSTILE, J, make_audit

    names = [*HOSTILE, *(f"i{j}" for j in range(J - len(HOSTILE)))]
    reasons = {"raw": {HOSTILE[0]: "coded"}, "recoded": dict.fromkeys(HOSTILE[1:], "extreme")}
    smk = make_audit(
        tmp_path_factory.mktemp("page"), names, label="".join(HOSTILE[:5]), reasons=reasons
    )
    draw_figures.main(smk)
    render_report.main(smk)
    return smk.output.page.as_uri()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, address):
    """visit(...) opens the page; `heard` collects console messages, errors, dialogs and
    requests.
    """
    contexts = []

    def opened(width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 860}, offline=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.heard = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("dialog", lambda dialog: page.heard.append(dialog.message))
        page.on(
            "request",
            lambda request: (
                page.heard.append(request.url) if foreign(request.url, address) else None
            ),
        )
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


def foreign(url, address):
    return not url.startswith("data:") and url.split("#")[0] != address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_quiet_fits_and_shows_every_picture(visit, width, scheme):
    page = visit(width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate(
        "[...document.querySelectorAll('svg.picture')].every(one => one.getBBox().width > 50)"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.heard == []


def test_the_findings_are_on_the_first_screen(visit):
    page = visit()
    assert page.locator("h1").bounding_box()["y"] < 100
    for question in ("How large", "slopes differ", "should be checked", "What to do"):
        assert page.locator(".card h3", has_text=question).bounding_box()["y"] < 860


def test_hostile_text_is_shown_as_text(visit):
    from audited import HOSTILE

    page = visit()
    shown = page.locator("main").inner_text()
    for text in HOSTILE[:5]:
        assert text in shown
    assert page.locator("main script, main b").count() == 0
    assert page.heard == []


def test_pictures_follow_the_colours_of_the_page(visit):
    from PIL import Image

    corners = {}
    for scheme in ("light", "dark"):
        shot = visit(color_scheme=scheme).locator(".card .picture").first.screenshot()
        corners[scheme] = sum(Image.open(io.BytesIO(shot)).convert("RGB").getpixel((1, 1)))
    assert corners["light"] > 700
    assert corners["dark"] < 150


def test_an_interviewer_is_marked_in_every_figure_and_table(visit):
    from audited import HOSTILE

    page = visit()
    page.locator("#marked").select_option(HOSTILE[0])
    figures = page.evaluate("[...document.querySelectorAll('svg:has(.marked)')].length")
    assert figures >= 3
    assert page.locator("tr.marked").count() > 0
    assert set(
        page.evaluate(
            "[...document.querySelectorAll('g.marked')].map(one => "
            "decodeURIComponent(one.dataset.who))"
        )
    ) == {HOSTILE[0]}
    page.locator("g.marked use").first.click(force=True)
    assert page.locator(".marked").count() == 0
    assert page.heard == []


def test_tables_sort_by_value_and_filter_by_words(visit):
    page = visit()
    page.locator("summary", has_text="Predicted effects of every").click()
    table = page.locator("#a1-effects")
    head = table.locator("thead button", has_text="z").first
    head.click()
    values = table.locator("tbody tr td:nth-child(7)")
    numbers = [float(text.replace("−", "-")) for text in values.all_inner_texts()]
    assert numbers == sorted(numbers)
    assert table.locator("th[aria-sort=ascending]").count() == 1
    box = page.locator("details", has=table).locator("input[type=search]")
    box.fill("trimmed i3")
    visible = table.locator("tbody tr:visible")
    assert 0 < visible.count() < len(numbers)
    assert all("trimmed" in row and "i3" in row for row in visible.all_inner_texts())


def test_a_download_is_the_table_with_formulas_kept_harmless(visit):
    page = visit()
    page.locator("summary", has_text="Predicted effects of every").click()
    with page.expect_download() as waiting:
        page.locator("a[download='first-effects.csv']").click()
    content = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert content.startswith("interviewer,n,effect,")
    assert "'=cmd()" in content


def test_a_number_leads_to_its_table_and_opens_it(visit):
    page = visit()
    link = page.locator(".card a.number[href='#a1-fits']").first
    assert not page.locator("#a1-fits").is_visible()
    link.click()
    page.locator("#a1-fits").wait_for(state="visible")


def test_without_javascript_the_page_is_a_complete_document(visit):
    page = visit(java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.locator(".card").count() == 4
    assert page.locator("#a1-intervals td").first.is_visible()
    assert page.locator("thead button").count() == 0


def test_the_keyboard_comes_first_to_the_skip_link(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_on_paper_the_folded_texts_are_open_and_the_contents_are_gone(visit):
    page = visit(color_scheme="dark")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator(".reading p").first.is_visible()
    assert not page.locator("#a1-effects").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(visit, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    response = Axe().run(page).response
    said = [
        f"{one['id']}: {node['html'][:160]}"
        for one in response["violations"]
        for node in one["nodes"][:3]
    ]
    assert said == []
    assert len(response["passes"]) > 20

"""The page as people meet it: in a real browser, wide and on a phone, light and dark, and on its way to a printer.

The browser is the machine's own Chromium, driven by Playwright; where either is not there, these tests say so and are
skipped. Nothing is installed.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from postmortem.test_document import rich
from postmortem.typist import Typist
from warroom.core.model import Incident
from warroom.postmortem.document import build_document
from warroom.postmortem.html import render

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

PHONE, SMALL, DESK = {"width": 360, "height": 740}, {"width": 320, "height": 600}, {"width": 1280, "height": 900}
ATTACKS = [
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "</style></title><svg onload=window.ran=1>",
    '" onmouseover="window.ran = 1" autofocus onfocus="window.ran = 1',
    "javascript:window.ran=1",
    "https://attack.example/\"onclick='window.ran=1'",
    "<iframe src=https://attack.example></iframe><link rel=stylesheet href=https://attack.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://attack.example'>",
    "{{ 7 * 7 }}",
]


def attacked() -> Incident:
    """An incident whose every text tries to run something."""
    room = Typist(" ".join(ATTACKS[:4]), services=ATTACKS[:2])
    for attack in ATTACKS:
        room.type(attack, f"? {attack}", f"^ dba: {attack}", f"+ {attack} #corrective", f'" {attack}', f"= {attack}")
    for field in ("summary", "impact", "conclusion", "root_cause", "resolution"):
        room.type(f"/set {field} {' '.join(ATTACKS)}")
    return room.incident


def awkward() -> Incident:
    """Words without a place to break them, right-to-left text, and many columns."""
    room = rich()
    room.type("x" * 400, "https://a.example/" + "y" * 300, "? " + "z" * 200, "^ " + "t" * 90 + ": " + "r" * 90)
    room.type("השרת לא עונה", "/set conclusion نعود إلى العمل")
    room.fold.incident.title = "שירות התשלומים איטי"
    return room.incident


INCIDENTS = {"rich": lambda: rich().incident, "attacked": attacked, "awkward": awkward}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, as files."""
    path = tmp_path_factory.mktemp("pages")
    for name, incident in INCIDENTS.items():
        (path / f"{name}.html").write_text(render(build_document(incident())), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    """One browser for all of these tests."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, folder):
    """Open a page by its name; what it asked for and complained of is in its `asked` and `said`."""
    opened = []

    def _visit(name: str, viewport=DESK, scheme: str = "light"):
        context = chromium.new_context(viewport=viewport, color_scheme=scheme)
        opened.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("dialog", lambda dialog: page.said.append(dialog.message))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield _visit
    for context in opened:
        context.close()


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_page_asks_for_nothing_and_complains_of_nothing(visit, name):
    """Its own style is allowed by its policy, and nothing else is wanted."""
    page = visit(name)
    assert (len(page.asked), page.said) == (1, [])
    assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"


def test_nothing_that_was_typed_runs(visit):
    """Not when it is read, hovered or clicked; addresses lead where they say, and to the web only."""
    page = visit("attacked")
    for element in page.locator("h1, dd, .log td").all()[:12]:
        element.hover()
    for summary in page.locator("summary:visible").all():
        summary.click()
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.scripts.length + document.images.length + frames.length") == 0
    assert page.evaluate(
        "[...document.links].every(link => link.protocol === 'https:' ? link.text === link.getAttribute('href')"
        " : link.getAttribute('href')[0] === '#')"
    )
    assert (len(page.asked), page.said) == (1, [])


def test_even_a_script_that_was_in_the_page_would_not_run(visit, folder):
    """The policy holds by itself, should the escaping ever have a hole."""
    whole = (folder / "rich.html").read_text(encoding="utf-8")
    holed = whole.replace("<main", "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'><main")
    (folder / "holed.html").write_text(holed, encoding="utf-8")
    page = visit("holed")
    assert page.evaluate("window.ran") is None
    assert sum("Content Security Policy" in said for said in page.said) >= 2


@pytest.mark.parametrize(
    ("name", "viewport", "scheme"),
    [("rich", PHONE, "light"), ("awkward", PHONE, "dark"), ("awkward", DESK, "light"), ("rich", DESK, "dark")],
)
def test_axe_finds_nothing_that_keeps_somebody_from_reading(visit, name, viewport, scheme):
    """Contrast, names, order of headings, heads of tables, what can be reached by the keyboard, and the rest of it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = visit(name, viewport, scheme)
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("name", INCIDENTS)
def test_only_a_table_ever_scrolls_sideways(visit, name):
    """The page is as wide as the screen; what is wider scrolls where it is, and can be reached by the keyboard."""
    page = visit(name)
    for viewport in (SMALL, PHONE, DESK):
        page.set_viewport_size(viewport)
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
        assert page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1"
            " && getComputedStyle(e).overflowX === 'auto').every(e => e.tabIndex === 0 && e.getAttribute('aria-label'))"
        )


def test_the_contents_stand_beside_the_text_or_fold_away(visit):
    """Beside it where there is room, behind one word on a phone."""
    wide, narrow = visit("rich"), visit("rich", PHONE)
    shown = "[...document.querySelectorAll('nav')].map(nav => nav.checkVisibility())"
    assert (wide.evaluate(shown), narrow.evaluate(shown)) == ([True, False], [False, False])
    narrow.locator("details.above summary").click()
    narrow.locator("details.above a", has_text="Root cause").click()
    assert narrow.url.endswith("#cause")
    assert 0 <= narrow.locator("#cause").bounding_box()["y"] < 200


def test_the_first_key_offers_to_skip_the_contents(visit):
    """Whoever has no mouse is at the text with one key."""
    page = visit("rich")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the document"
    assert page.locator(":focus").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_paper_gets_the_document_alone_dark_on_light(visit):
    """Also from a dark screen: no list of contents, no colours of the night."""
    page = visit("rich", scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("[...document.querySelectorAll('nav, .skip, .above')].every(e => !e.checkVisibility())")
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert colours == ["rgb(28, 33, 39)", "rgb(255, 255, 255)"]
    assert page.pdf().startswith(b"%PDF")

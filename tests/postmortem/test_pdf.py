"""The postmortem on paper: what its pages say, how it can be found one's way in, and that it is the same each time."""

from io import BytesIO

import pytest

from postmortem.reader import plain
from postmortem.test_document import rich
from postmortem.test_html import HOSTILE, long_incident
from postmortem.typist import Typist
from support import warroom
from warroom.core.text import clean_text
from warroom.postmortem.blocks import Document, Paragraph, Section, inline
from warroom.postmortem.document import build_document

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
try:
    import weasyprint  # noqa: F401
except (ImportError, OSError) as error:
    pytest.skip(f"WeasyPrint cannot be loaded: {error}", allow_module_level=True)

from warroom.postmortem.pdf import render  # noqa: E402 - after the skip


def opened(document: Document):
    """The PDF of a document, as another program reads it."""
    return pypdf.PdfReader(BytesIO(render(document)), strict=True)


def said(page) -> str:
    """The words of a page, without regard to where its lines end."""
    return plain(page.extract_text())


@pytest.fixture(scope="module")
def pages():
    """The PDF of an incident with something in every section."""
    return opened(build_document(rich().incident))


def test_every_section_and_row_is_on_its_pages(pages):
    """Whole sentences of the record can be found in it."""
    text = " ".join(map(said, pages.pages))
    document = build_document(rich().incident)
    for section in document.sections:
        assert plain("".join(span.text for span in section.heading)) in text
    for words in ("pool at 100 %, need eyes", "the wrong row (struck: typo)", "https://graphs.example/d/1?x=a_b&y=2"):
        assert words in text, words


def test_each_page_says_which_it_is_and_of_what(pages):
    """Loose sheets can be put in order again; the first has the title itself."""
    count = len(pages.pages)
    assert count in range(3, 8)
    for number, page in enumerate(pages.pages, start=1):
        assert f"{number} / {count}" in said(page)
        assert said(page).count("SEV1: Checkout errors after build 4821") >= 1
    assert pages.pages[0].mediabox[2:] == pytest.approx([595.28, 841.89], abs=1)


def test_whoever_reads_it_with_help_is_helped(pages):
    """It is tagged, in a language, named by its title, and its headings are bookmarks."""
    catalog = pages.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pages.metadata.title == "SEV1: Checkout errors after build 4821"
    assert pages.metadata.creator == "warroom"
    (title, sections) = pages.outline
    assert title["/Title"] == pages.metadata.title
    headings = [one["/Title"] for one in sections if not isinstance(one, list)]
    assert headings == ["".join(span.text for span in one.heading) for one in build_document(rich().incident).sections]


def test_an_address_can_be_followed(pages):
    """To where it says, and nothing else in the file does anything."""
    found = [note.get_object()["/A"] for page in pages.pages for note in page.get("/Annots", ())]
    assert {action["/S"] for action in found} == {"/URI"}
    assert {action["/URI"] for action in found} == {"https://graphs.example/d/1?x=a_b&y=2"}
    assert not {"/OpenAction", "/AA", "/JavaScript", "/AcroForm"} & set(pages.trailer["/Root"])


def test_a_long_table_has_its_heads_on_every_page():
    """Wherever it goes on."""
    found = opened(build_document(long_incident(120)))
    with_rows = [page for page in map(said, found.pages) if "row " in page]
    assert len(with_rows) > 2
    assert all("Time What happened Who" in page for page in with_rows)
    assert all(any(f"row {n} <b>" in page for page in with_rows) for n in range(120))


def test_the_same_record_gives_the_same_bytes():
    """There is no date in it, and its identifier is counted from what it says."""
    first, second = (render(build_document(rich().incident)) for _ in range(2))
    assert first == second
    assert b"CreationDate" not in first
    assert render(build_document(Typist().incident)) != first


def test_typed_text_is_said_and_nothing_is_loaded(monkeypatch):
    """Whatever it is meant to be; WeasyPrint asks for nothing, and would be given nothing."""
    from weasyprint.urls import URLFetcher

    asked = []
    monkeypatch.setattr(URLFetcher, "fetch", lambda _self, url, *_: asked.append(url))
    typed = [text for text in HOSTILE if text.isascii() and text.isprintable()]
    section = Section("x", inline("x"), [Paragraph(inline(f"a {text} z")) for text in typed])
    text = " ".join(map(said, opened(Document(inline("t"), (), [section])).pages))
    assert [one for one in typed if f"a{clean_text(one)}z".replace(" ", "") not in text.replace(" ", "")] == []
    assert asked == []


def test_what_a_page_asked_for_would_be_refused():
    """Of any protocol: the web, a file, or the page itself."""
    from warroom.postmortem.pdf import _weasyprint

    _, fetcher = _weasyprint()
    for url in ("https://a.example/x.png", "file:///etc/passwd", "data:text/css,*{}"):
        with pytest.raises(ValueError, match="protocol"):
            fetcher.fetch(url)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("raise ImportError('no such')", "-m pip install weasyprint; or print the HTML"),
        ("print('see the manual'); raise OSError('cannot load library')", "Pango"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence_with_a_way_round(home, tmp_path, source, said):
    """The HTML can be printed from a browser, without any of it."""
    from support import SOURCE

    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / "weasyprint.py").write_text(source, encoding="utf-8")
    warroom(home, "new", "checkout errors")
    path = tmp_path / "postmortem.pdf"
    done = warroom(home, "export", "-f", "pdf", "-o", str(path), PYTHONPATH=f"{tmp_path / 'fake'}:{SOURCE}")
    assert (done.code, done.out, path.exists()) == (1, "", False)
    assert len(done.err.splitlines()) == 1
    assert said in done.err
    assert "export -f html" in done.err

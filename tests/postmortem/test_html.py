"""The postmortem as a page: whole in one file, valid, and with nothing in it that a person's text could change."""

import os
import re
import time
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postmortem.page import SVG, digests, ids, parsed, read
from postmortem.reader import expected, plain
from postmortem.test_document import rich
from postmortem.test_markdown_is_literal import incident_of, typed
from postmortem.typist import Typist
from replays.player import play_in_core, script
from warroom.core.text import clean_text
from warroom.postmortem.blocks import (
    Bullets,
    Document,
    Facts,
    Paragraph,
    Section,
    Table,
    TableRow,
    inline,
    strong,
    struck,
)
from warroom.postmortem.dates import Dates
from warroom.postmortem.document import build_document
from warroom.postmortem.figures import lanes
from warroom.postmortem.html import render, text

GOLDEN = Path(__file__).parent / "golden"

HOSTILE = [
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)', "' autofocus onfocus='alert(1)", "javascript:alert(1)", "data:text/html,<b>x",
    "http://a.b/\"onclick='x'", "https://a.b/<svg/onload=alert(1)>", "HTTPS://A.B/c?d=e&amp;f", "http://", "https://.",
    "(see https://a.b/c_(d))", "https://user:pass@a.b:1/#x", "]]>", "<![CDATA[", "<!--", "--!>", "<?xml ?>", "&lt",
    "&#0;", "&notin;", "{{ document }}", "{% raw %}", "{#", "</main>", "</td></tr></table>", "<plaintext>",
    "<base href=//a>", "\u202e evil", "\u2066x", "\ufffe\uffff\U0001fffe", "\ud800", "\x00", "\x0c",
    "שלום", "مرحبا http://a.b/ب", "\r\n\n",
]  # fmt: skip

hostile = st.lists(st.one_of(st.sampled_from(HOSTILE), typed), min_size=1, max_size=4).map("".join)


def shown(said):
    """What a document says, as a page may say it: without code points that are no characters."""
    if isinstance(said, str):
        return "".join("\ufffd" if ord(one) & 0xFFFE == 0xFFFE or "\ufdd0" <= one <= "\ufdef" else one for one in said)
    return type(said)(map(shown, said))


@settings(max_examples=25, deadline=None)
@given(st.lists(hostile, min_size=3, max_size=11))
def test_no_typed_text_changes_the_structure_of_the_page(texts):
    """A strict parser finds the headings, lists, tables, rows and cells of the model, their texts, and nothing else."""
    document = build_document(incident_of(cycle(texts).__next__))
    assert read(render(document)) == shown(expected(document))


@settings(max_examples=100, deadline=None)
@given(hostile, hostile)
@example("http://a.b/x", ".")
@example("<scr", "ipt>")
@example("&", "amp;")
def test_one_text_keeps_its_place_wherever_it_stands(first, second):
    """In every block of the model, alone, marked, and next to another text, whatever kind of text it is meant to be."""
    blocks = [
        Paragraph(inline("It was ", struck(second), " ", first, second, ".")),
        Bullets((inline(first), inline(strong(first), second))),
        Facts((("Why", inline(second)), ("Why", inline(first)), ("Because", inline(second)))),
        Table(
            (clean_text(first), "Two", clean_text(second), "Four"),
            (
                TableRow((inline(strong(first)), (), (), ()), divider=True),
                TableRow((inline(first), inline(strong(second), " ", struck(first)), (), inline(second))),
            ),
        ),
    ]
    document = Document(inline(first), (), [Section(first, inline(first), blocks, [Section(second, inline(second))])])
    assert read(render(document)) == shown(expected(document))


def test_the_page_reads_as_the_golden_file():
    """A reviewer reads the change of a page in a diff, from its body on; WARROOM_UPDATE_GOLDEN=1 writes them anew."""
    documents = {"rich": rich().incident, "founding-0": play_in_core(script(0)), "founding-3": play_in_core(script(3))}
    for name, incident in documents.items():
        path, page = GOLDEN / f"{name}.html", render(build_document(incident))
        body = page[page.index("<body") :]
        if os.environ.get("WARROOM_UPDATE_GOLDEN"):
            path.write_text(body, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == body, name


def test_the_same_record_gives_the_same_bytes():
    """No clock and no order of chance is in the page."""
    assert render(build_document(rich().incident)) == render(build_document(rich().incident))


def test_the_policy_of_the_page_allows_its_own_styles_and_nothing_else():
    """And those of its pictures: a browser that keeps to it runs and loads nothing, whatever might be in the page."""
    incident = rich().incident
    figure = lanes(incident, Dates(incident))
    page = render(Document(inline("t"), (), [Section("x", inline("x"), [figure])]))
    assert len(digests(page)) == 3
    (policy,) = [meta.get("content") for meta in parsed(page).iter("meta") if meta.get("http-equiv")]
    allowed = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert allowed.pop("style-src") == digests(page)
    assert allowed == {"default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"]}
    assert not re.search(r"url\((?!#)|@import|@font-face", page)


def test_an_id_comes_from_the_key_of_its_section_and_is_there_once():
    """A link to a section still works when somebody has rewritten its heading, and none leads to another's."""
    same = [Section("What? <b>", inline("heading")), Section("what b", inline("heading")), Section("main", inline("x"))]
    same[0].sections = [Section("H1", inline("y")), Section("H1", inline("z")), Section("שלום", inline("z"))]
    page = parsed(render(Document(inline("t"), (), same)))
    assert ids(page) == ["main", "what-b", "what-b-h1", "what-b-h1-2", "what-b-part", "what-b-2", "main-2"]
    listed = [link.get("href") for link in page.findall(".//nav/ol/li/a")]
    assert listed == ["#what-b", "#what-b-2", "#main-2"] * 2


@pytest.mark.parametrize(
    ("typed", "linked"),
    [
        ("see https://a.b/c.", ["https://a.b/c"]),
        ("(https://a.b/c_(d)), then http://e.f?g=1&h=2#i!", ["https://a.b/c_(d)", "http://e.f?g=1&h=2#i"]),
        ("[https://a.b/x]", ["https://a.b/x"]),
        ("https://a.b/d/{env}?q={x|y}", ["https://a.b/d/{env}?q={x|y}"]),
        ("<https://a.b>", ["https://a.b"]),
        ("HTTP://A.B/", ["HTTP://A.B/"]),
        ("ftp://a.b javascript://a.b/%0aalert(1) www.a.b file:///etc", []),
        ("https:// and http://.", []),
        ("cut short: https://a.b/c…", []),
    ],
)
def test_an_address_is_a_link_that_reads_as_it_was_typed(typed, linked):
    """Only of the web, without the stop or bracket of the sentence around it."""
    page = render(Document(inline("t"), (), [Section("x", inline("x"), [Paragraph(inline(typed))])]))
    paragraph = parsed(page).find(".//main//p")
    assert [link.get("href") for link in paragraph.iter("a")] == linked
    assert "".join(paragraph.itertext()) == typed


def test_an_address_in_the_list_of_contents_stays_text():
    """There, the heading itself is the link."""
    page = parsed(render(Document(inline("t"), (), [Section("x", inline("see https://a.b"))])))
    assert [link.get("href") for link in page.iter("a")] == ["#main", "#x", "#x", "https://a.b", "#x"]


def test_a_text_is_read_from_the_side_of_its_letters():
    """Right-to-left words stand right in a page of English, also behind figures; the others need not say anything."""
    words = ["שלום", "hello", "naïve – “so”", "H1 שלום", "12 % – مرحبا, H1"]
    blocks = [Paragraph(inline(one)) for one in words]
    page = parsed(render(Document(inline("t"), (), [Section("x", inline("مرحبا"), blocks)])))
    found = [(element.tag, element.text) for element in page.iter() if element.get("dir") == "rtl"]
    assert found == [("li", None)] * 2 + [("h2", "مرحبا"), ("p", words[0]), ("p", words[4])]


def test_a_line_break_is_a_line_break():
    """As many as were typed."""
    assert text(inline("one\ntwo\n\nthree")) == "one<br>\ntwo<br>\n<br>\nthree"


def test_every_table_says_what_it_is_and_what_its_heads_are_of():
    """Its name, and for each head whether it stands over a column, a row or the rows of a date."""
    page = parsed(render(build_document(rich().incident)))
    tables = list(page.iter("table"))
    assert len(tables) > 5
    for table in tables:
        assert table[0].tag == "caption"
        assert table[0].text
        assert {head.get("scope") for head in table.find("thead").iter("th")} == {"col"}
    days = [["".join(row[0].itertext()), len(group)] for group in page.iter("tbody") for row in group
            if row[0].get("scope") == "rowgroup"]  # fmt: skip
    assert days == [["21 Nov 2026", 28], ["22 Nov 2026", 3]]
    timeline = page.find(".//table[@class='log']")
    assert [group[0].get("class") for group in timeline.iter("tbody")] == ["divider", "divider"]


def test_only_a_word_too_long_for_any_column_may_break_anywhere():
    """Others stay whole, and the column is wide enough for them."""
    rows = (TableRow((inline("identification"), inline("x" * 25), inline("one two " * 9))),)
    section = Section("x", inline("x"), [Table(("a", "b", "c"), rows)])
    page = parsed(render(Document(inline("t"), (), [section])))
    assert [cell.get("class") for cell in page.find(".//tbody/tr")] == [None, "long", None]


@pytest.mark.parametrize(("state", "said"), [("draft", "Draft"), ("in_review", "In review"), ("closed", "Closed")])
def test_the_page_says_how_far_the_postmortem_has_come(state, said):
    """Before its title, so that nobody takes a draft for the last word."""
    page = parsed(render(Document(inline("t"), (), [], state=state)))
    assert plain("".join(page.find(".//header/p").itertext())) == f"Postmortem {said}"


def test_a_figure_is_drawn_said_and_counted():
    """Its title and description over the picture, for a page and for a phone, and the same as a table below."""
    incident = rich().incident
    figure = lanes(incident, Dates(incident))
    page = parsed(render(Document(inline("t"), (), [Section("x", inline("x"), [figure])])))
    (found,) = page.iter("figure")
    assert [inner.tag for inner in found] == ["figcaption", "div", "div", "details"]
    caption, wide, narrow, folded = found
    assert plain("".join(caption.itertext())) == f"{figure.title} {figure.description}"
    assert [picture.get("class") for picture in (wide, narrow)] == ["wide", "narrow"]
    assert all(picture[0].tag == f"{SVG}svg" and picture[0].get("role") == "img" for picture in (wide, narrow))
    assert len(list(folded.iter("tr"))) == len(figure.table.rows) + 1
    names = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(names) == len(set(names))


@settings(max_examples=15, deadline=None)
@given(st.lists(hostile, min_size=3, max_size=11))
def test_no_typed_text_gets_out_of_a_picture(texts):
    """Nor can it add anything to it: not an element, not an attribute, not a rule of style."""
    incident = incident_of(cycle(texts).__next__)
    calm = incident_of(cycle(["word"]).__next__)
    shapes = []
    for one in (incident, calm):
        figure = lanes(one, Dates(one))
        page = parsed(render(Document(inline("t"), (), [Section("x", inline("x"), [figure])])))
        shapes.append([(element.tag, sorted(element.attrib)) for element in page.iter(f"{SVG}style")])
        assert digests(render(Document(inline("t"), (), [Section("x", inline("x"), [figure])])))
    assert shapes[0] == shapes[1]


def test_facts_of_one_name_stand_together():
    """What speaks for a theory is said under one word."""
    block = Facts((("For", inline("a")), ("For", inline("b")), ("Against", inline("c"))))
    page = parsed(render(Document(inline("t"), (), [Section("x", inline("x"), [block])])))
    assert [[one.text for one in group] for group in page.find(".//dl")] == [["For", "a", "b"], ["Against", "c"]]


def test_code_points_that_are_no_characters_are_shown_as_such():
    """HTML may not have them; what stands around them stays."""
    page = render(
        Document(inline("a\ufffeb"), (), [Section("x", inline("\U0010ffff"), [Paragraph(inline("\ufdd0 c"))])])
    )
    assert read(page) == [["h1", ("a\ufffdb", [])], ["h2", ("\ufffd", [])], ["paragraph", ("\ufffd c", [])]]


def long_incident(rows: int):
    """An incident with so many rows more."""
    incident = Typist().incident
    first = incident.timeline[0]
    incident.timeline += [
        type(first)(f"b.{n}", f"#{n}", first.at, None, False, first.at, "bo", "note", f"row {n} <b> https://a.b/{n}")
        for n in range(rows)
    ]
    return incident


def test_ten_thousand_rows_keep_their_structure():
    """Within two seconds of processor time; the limit is wide enough that only a change of kind crosses it."""
    document = build_document(long_incident(10_000))
    begun = time.process_time()
    page = render(document)
    assert time.process_time() - begun < 5
    assert page.count("<tr>") == 10_002
    assert page.count("<a href=") == 10_000 + page.count('<a href="#')


def test_three_hundred_rows_fit_in_a_mail():
    """300 KB at most."""
    assert len(render(build_document(long_incident(300))).encode()) < 300_000

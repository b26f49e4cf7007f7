"""Every template in every format, over the founding examples and ten incidents of awkward shapes."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem import page
from postmortem.awkward import EVERY, FOUNDING, example
from postmortem.reader import expected, plain, read
from postmortem.test_html import hostile, shown
from postmortem.test_markdown_is_literal import incident_of, typed
from warroom.core.contract import contract
from warroom.postmortem import html, markdown
from warroom.postmortem.blocks import Block, Document, Figure, Inline, Paragraph, Section, Table
from warroom.postmortem.document import build_document
from warroom.postmortem.formats import FORMATS
from warroom.postmortem.outlines import TEMPLATES

GOLDEN = Path(__file__).parent / "golden"
ALL = list(TEMPLATES)
LONG = "ten_thousand_rows"
BRIEF = ("executive", "customer")

_MACHINES = re.compile(
    r"\b(None|null|NaN|Traceback|Undefined|undefined|datetime|tzinfo|timedelta|dataclass|Error:|ruled_out|no_answer"
    r"|no_go|in_review|not_required|dead_end)\b|<[a-z]+ object|\{\{|\{%"
)
"""Words of the machine: none of the examples has them in a text of its own."""

_ENGLISH = re.compile(
    r"\b1 (?!of\b)(?:[a-z]+ )?(?:minutes|hours|days|rows|calls|theories|hypotheses|follow-ups|dead ends|decisions)\b"
    r"|\b0 of them\b|  +\S|\(\s*\)| ,|,,|\.\.(?!\.)|: *:|; *;|\?\.|!\."
)
"""English of a machine: a plural of one, an empty bracket, a comma behind a blank, two stops in a row."""


def combinations(names=EVERY, templates=ALL):
    """Every template of every example; of the very long one only those that are short, and the one everybody gets."""
    return [(name, kind) for name in names for kind in templates if name != LONG or kind in (*BRIEF, "house")]


def texts(document: Document) -> list[str]:
    """Every text of a document, headings and names of columns as well."""
    found = [_said(document.title)]

    def block(one: Block) -> None:
        if isinstance(one, Paragraph):
            found.append(_said(one.text))
        elif isinstance(one, Figure):
            found.extend((one.title, one.description))
            block(one.table)
        elif isinstance(one, Table):
            found.extend(one.columns)
            found.extend(_said(cell) for row in one.rows for cell in row.cells)
        elif one.kind == "facts":
            found.extend(f"{name}: {_said(value)}" for name, value in one.items)
        else:
            found.extend(map(_said, one.items))

    for section in every_section(document.sections):
        found.append(_said(section.heading))
        for one in section.blocks:
            block(one)
    return found


def every_section(sections: list[Section]) -> list[Section]:
    return [one for section in sections for one in (section, *every_section(section.sections))]


def _said(text: Inline) -> str:
    return "".join(span.text for span in text)


@pytest.mark.parametrize(("name", "template"), combinations())
def test_the_documents_read_back_as_their_model(name, template):
    """As Markdown and as a page, each by a parser of its standard; no heading stands over nothing."""
    document = build_document(example(name), template)
    assert not any(section.is_empty for section in every_section(document.sections))
    assert read(markdown.render(document)) == expected(document)
    if name != LONG or template in BRIEF:
        assert page.read(html.render(document)) == expected(document)


@pytest.mark.parametrize(("name", "template"), combinations())
def test_what_a_document_says_is_plain_english(name, template):
    """No word of the machine, no plural of one, no stray comma; and nothing twice under one heading."""
    document = build_document(example(name), template)
    said = texts(document)
    assert [text for text in said if _MACHINES.search(text)] == []
    assert [text for text in said if _ENGLISH.search(text)] == []
    for section in every_section(document.sections):
        alone = [_said(one.text) for one in section.blocks if isinstance(one, Paragraph)]
        assert len(alone) == len(set(alone)), section.key
        assert not any(one.title == _said(section.heading) for one in section.blocks if isinstance(one, Figure))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("form", ["json", "csv", "jsonl"])
def test_the_record_reads_back_from_every_format_of_data(name, form):
    """Whoever writes a script for them gets what the contract says, and as many rows as there are."""
    incident = example(name)
    text = FORMATS[form].render(incident, lambda: pytest.fail("no document is needed for it"))
    if form == "json":
        assert json.loads(text) == json.loads(json.dumps(contract(incident)))
        return
    rows = list(csv.DictReader(io.StringIO(text))) if form == "csv" else list(map(json.loads, text.splitlines()))
    alone = {mark for mark, at in incident.milestones.items() if at} - incident.milestone_rows.keys()
    assert len(rows) == len(incident.timeline) + len(alone)
    assert [row["datetime"] for row in rows] == sorted(row["datetime"] for row in rows)
    for row in incident.timeline[:50]:
        assert any(row.text in line["message"] and row.at.isoformat() == line["datetime"] for line in rows[:70])


@pytest.mark.parametrize("name", FOUNDING)
def test_a_stranger_reads_on_the_first_page_what_happened_what_misled_them_and_what_will_change(name):
    """In the first forty lines: whom it hurt, how long, the cause, the dead end that cost most, the cure, a measure."""
    incident = example(name)
    page_one = plain("\n".join(text_of(name).splitlines()[:40]).replace("\\", ""))
    assert plain(incident.impact) in page_one
    assert "**Duration:**" in page_one
    assert plain(incident.resolution.splitlines()[0])[:80] in page_one
    for theory in incident.hypotheses:
        assert theory.status != "confirmed" or plain(theory.statement)[:80] in page_one
    if incident.dead_ends:
        worst = max(incident.dead_ends, key=lambda path: path.closed_at - path.proposed_at)
        assert plain(worst.statement)[:80] in page_one
    assert plain(next(task.text for task in incident.tasks if task.kind != "response"))[:60] in page_one


# What is particular to a shape


def text_of(name: str, template: str = "house") -> str:
    """The Markdown of an example."""
    return markdown.render(build_document(example(name), template))


def test_half_past_two_came_twice():
    """Each time names its offset, and what lasted over the change lasted as long as it did."""
    text = text_of("clocks_changed")
    first, second = (
        text.index("| 02:30 CEST | half past two for the first"),
        text.index("| 02:30 CET | half past two for"),
    )
    assert first < second
    assert "6 h 5 min (24 Oct 2026 23:05 CEST – 25 Oct 2026 04:10 CET)" in text
    assert "| H2 | cron ran the batch again when the clocks went back | 25 Oct 2026 02:30 CEST | bo " in text
    assert "**24 Oct 2026**" in text
    assert "**25 Oct 2026**" in text


def test_without_a_theory_nothing_is_said_of_theories():
    """Nor of misleading paths, nor of time that went there."""
    for template in ALL:
        text = text_of("no_theories", template).lower()
        assert "theor" not in text.replace("other theories", ""), template
        assert "hypothes" not in text, template
        assert "misl" not in text, template
    assert "- **Cause:** Nobody was told that it would expire." in text_of("no_theories")


def test_forty_theories_are_all_in_the_long_document_and_counted_in_the_short_one():
    """Ten dead ends take a page's room only where there is room."""
    long, brief = text_of("forty_theories"), text_of("forty_theories", "executive")
    assert all(f"| H{number} | " in long for number in range(1, 42))
    assert long.count("**What ended it:**") == 10 + long.count("* **What ended it:**") - long.count(
        "* **What ended it:**"
    )
    assert "10 theories that proved wrong" in brief
    assert len(brief.splitlines()) <= 45


def test_a_drill_says_that_nobody_was_hurt():
    """So that no reader takes an exercise for an outage, in any template."""
    for template in ALL:
        assert re.search(r"[Ee]xercise", "\n".join(text_of("drill", template).splitlines()[1:25])), template


def test_what_is_not_over_has_no_end():
    """It says so, and what it is waiting for."""
    for template in ALL:
        text = text_of("nothing_resolved", template)
        assert "not over yet" in text, template
        assert " lasted " not in text, template
    brief = text_of("nothing_resolved", "executive")
    assert "2 theories are still open" in brief
    assert "1 decision is still to be taken" in brief
    assert "next update: 09:" in brief


def test_what_came_back_has_both_of_its_ends():
    """Severity and status in their order, and the end is the second one."""
    text = text_of("reopened")
    assert "- **Severity:** SEV3 from 10:00, then SEV4 from 11:00, then SEV2 from 13:00" in text
    assert "4 h 30 min (4 Apr 2026, 10:00 – 14:30 UTC)" in text
    assert "**Cause found:** H1 the index is stale" in text
    assert "misled" not in text


def test_words_read_from_the_right_stay_whole_and_turn_nothing_around():
    """The controls that were typed are gone from every format; each text says its direction on the page."""
    for text in written("right_to_left"):
        assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    found = page.parsed(html.render(build_document(example("right_to_left"))))
    assert found.find(".//h1").get("dir") != "rtl", "it begins with the severity, which is Latin"
    assert [one for one in found.iter("p") if one.get("dir") == "rtl"], "the impact and the cause are Hebrew"
    assert "שיעור השגיאות 31 % מאז 09:58" in text_of("right_to_left")


@pytest.mark.parametrize("name", EVERY)
def test_a_story_tells_each_turn_once_and_says_the_day(name):
    """No sentence twice; the day where it changes, unless nobody recorded it."""
    found = build_document(example(name), "howie").section("story")
    if found is None:
        return
    told = " ".join(_said(one.text) for one in found.blocks)
    for row in example(name).timeline[:60]:
        if row.kind == "action" and row.struck is None:
            assert told.count(row.text) <= 1, row.text
    assert "not recorded" not in told
    if name == "000-dashboard-slow":
        assert told.index("queries tuned") < told.index("H1 was given up"), "it was given up after what was tried"
    assert told.startswith("On ") or "date not recorded" in text_of(name)


# The same bytes, of a sane size


_DIGESTS = """
import sys; sys.path.insert(0, {folder!r})
from postmortem.test_awkward import digests
print(digests())
"""


def written(name: str) -> Iterator[str]:
    """An example in every template and format of text."""
    incident = example(name)
    for template in ALL:
        document = build_document(incident, template)
        yield from (markdown.render(document), html.render(document))
    yield from (FORMATS[form].render(incident, lambda: document) for form in ("json", "csv", "jsonl"))


def digests() -> str:
    """What a few examples come to, as one number."""
    found = sha256()
    for name in ("001-http-500-four-teams", "clocks_changed", "forty_theories", "nothing_resolved", "right_to_left"):
        for text in written(name):
            found.update(text.encode())
    return found.hexdigest()


def test_the_same_record_gives_the_same_bytes_wherever_it_is_written():
    """In another process, in another zone, with sets and hashes in another order."""
    folder = str(Path(__file__).parents[1])
    for seed, zone in (("1", "Asia/Tokyo"), ("4242", "America/Lima")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONUTF8": "0"}
        other = subprocess.run([sys.executable, "-c", _DIGESTS.format(folder=folder)], capture_output=True, text=True,
                               env=environment)  # fmt: skip
        assert other.stdout.strip() == digests(), other.stderr


@pytest.mark.parametrize("name", EVERY)
def test_an_executive_reads_one_page(name):
    """Of Markdown: forty-five lines; of paper: see below."""
    assert len(text_of(name, "executive").splitlines()) <= 45


@pytest.mark.parametrize("name", [*FOUNDING, "forty_theories", "right_to_left"])
def test_an_executive_reads_one_sheet_of_paper(name):
    """And what stands on it is what the model says."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    try:
        from warroom.postmortem import pdf

        paper = pdf.render(document := build_document(example(name), "executive"))
    except Exception as error:  # noqa: BLE001 - which library is missing is not what this is about
        pytest.skip(f"WeasyPrint cannot be loaded: {error}")
    sheets = pypdf.PdfReader(io.BytesIO(paper), strict=True).pages
    assert len(sheets) == 1
    said = plain(sheets[0].extract_text())
    for section in document.sections:
        assert plain(_said(section.heading)) in said
    assert paper == pdf.render(build_document(example(name), "executive"))


# Whatever is typed


@settings(max_examples=3, deadline=None)
@given(st.lists(typed, min_size=3, max_size=11), st.lists(hostile, min_size=3, max_size=11))
def test_no_typed_text_changes_the_structure_of_any_template(ordinary, evil):
    """Markdown and pages read back as their model, whatever stands in any field of the record."""
    for written in (ordinary, evil):
        incident = incident_of(cycle(written).__next__)
        for template in ALL:
            document = build_document(incident, template)
            assert read(markdown.render(document)) == expected(document), template
            assert page.read(html.render(document)) == shown(expected(document)), template


# What a reviewer reads


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("clocks_changed", "pagerduty"),
        ("nothing_resolved", "executive"),
        ("reopened", "gitlab"),
        ("right_to_left", "atlassian"),
        ("drill", "google-sre"),
        ("written_up_later", "howie"),
        ("000-dashboard-slow", "house"),
    ],
)
def test_an_example_reads_as_its_golden_file(name, template):
    """A reviewer reads the change of a document in a diff; WARROOM_UPDATE_GOLDEN=1 writes the files anew."""
    file, text = GOLDEN / f"{name}.{template}.md", text_of(name, template)
    if os.environ.get("WARROOM_UPDATE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text

"""Text that a person typed is text: whatever it holds, the document keeps its shape and says it word for word."""

from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from postmortem.reader import expected, plain, read
from support import to_markdown
from warroom.core.model import (
    Change,
    Decision,
    Escalation,
    Evidence,
    Hypothesis,
    Incident,
    Objection,
    Override,
    Review,
    Reviewer,
    Row,
    Task,
    Update,
)
from warroom.core.text import clean_text
from warroom.postmortem.blocks import Document, Paragraph, Section, inline, paragraphs, strong, struck, table
from warroom.postmortem.document import build_document
from warroom.postmortem.markdown import escape, literal, render
from warroom.postmortem.outlines import DEFAULT, TEMPLATES, Heading
from warroom.postmortem.parts import PARTS

T0 = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)

NASTY = [
    "# heading",
    "#",
    " #",
    " ##",
    "- item",
    "-",
    "---",
    "--- | ---",
    "| --- |",
    ":-:",
    "===",
    "=",
    "+ plus",
    "* star",
    "*",
    "**",
    "***bold***",
    "_",
    "__",
    "_low_",
    "snake_case",
    "1. one",
    "7)",
    "12345678901. x",
    "> quote",
    "`",
    "``",
    "```",
    "~~~",
    "~",
    "~~",
    "~~gone~~",
    "|",
    "||",
    "\\",
    "\\|",
    "\\\\",
    "[",
    "]",
    "[a](b)",
    "![i](j)",
    "[x]: http://a.b",
    "[^1]",
    "[/]",
    "[ ] todo",
    "<b>",
    "</td>",
    "<!--",
    "<?php",
    "<script>alert(1)</script>",
    "<https://a.b>",
    "<a@b.c>",
    "&amp;",
    "&#35;",
    "&",
    ";",
    "&lt",
    "$",
    "$x$",
    "$$",
    "https://a.b/c_d?e=f&g=1",
    "https://a.b/~u/*x*",
    "https://a.b/$x|y",
    "https://a.b/&copy;",
    "www.a.b",
    "{{ title }}",
    "{% raw %}",
    "{#",
    "\n",
    "\n\n",
    "\n    code",
    " ",
    "  ",
    "\t",
    "a",
    "9",
    "ü",
    "é",
    "\u00a0",
    "\u2028",
    "\r\n",
    "\x00",
    "\x1b[31m",
    "↵",
    "!",
    "!\n[",
    "(",
    ")",
    '"',
    "'",
    ":",
    "@bo",
    "#12",
]

typed = st.one_of(
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=6).map("".join),
    st.text(st.sampled_from("ab 1.)\n\\`*_{}[]()#+-!|<>&;~$=:\"'/x"), min_size=1, max_size=14),
    st.text(min_size=1, max_size=12),
)


def incident_of(text) -> Incident:
    """An incident with what `text` draws in each field that a person can write in."""
    incident = Incident(
        "x",
        title=text(),
        declared_by=text(),
        services=[text()],
        summary=text(),
        impact=text(),
        users_affected=text(),
        detected_by=text(),
        trigger=text(),
        root_cause=text(),
        contributing_factors=[text(), text()],
        resolution=text(),
        went_well=[text()],
        went_badly=[text()],
        lucky=[text()],
        surprised_by=text(),
        conclusion=text(),
        roles={"commander": text()},
        status="resolved",
    )
    incident.milestones |= {"started": T0, "detected": T0, "resolved": T0 + timedelta(hours=1)}
    incident.milestone_rows = {"detected": "a.1"}
    incident.severity_history = [Change(T0, "SEV3", text()), Change(T0, "SEV1", text())]
    incident.role_history = {text() or "r": [Change(T0, text(), text())]}
    kinds = ("note", "action", "alert", "status", "severity", "role", "hypothesis")
    incident.timeline = [
        Row(
            f"a.{place}",
            f"#{place}",
            T0 + timedelta(minutes=place),
            None,
            False,
            T0,
            text(),
            kind,
            text(),
            about_ref="H1" if kind == "hypothesis" else None,
            struck=text() if place % 2 else None,
            late_seconds=600,
        )
        for place, kind in enumerate(kinds)
    ]
    evidence = [Evidence("e1", T0, text(), True, text()), Evidence("e2", T0, text(), False, text())]
    incident.hypotheses = [
        Hypothesis(
            "h1", "H1", text(), "confirmed", False, T0, text(), text(), text(), None, evidence, T0, text(), text()
        ),
        Hypothesis(
            "h2", "H2", text(), "ruled_out", True, T0, text(), text(), text(), None, evidence, T0, text(), text()
        ),
    ]
    incident.escalations = [
        Escalation("e1", "E1", text(), text(), text(), T0, text(), T0, text(), "answered", text(), T0, 3)
    ]
    incident.tasks = [
        Task("t1", "T1", text(), text(), "todo", kind, T0, text(), due_at=text(), ticket=text(), why=text())
        for kind in ("response", "corrective", "preventative")
    ]
    incident.decisions = [
        Decision("d1", "D1", text(), T0, text(), [Objection("o1", T0, text(), text())], "go", T0, text(), text())
    ]
    incident.updates = [Update("u1", "U1", T0, text(), text(), text()), Update("u2", "U2", T0, text(), "users", text())]
    incident.written = {key: text() for key in PARTS}
    incident.sooner, incident.believed = text(), text()
    incident.review, incident.reviewers = Review("in_review", text(), text(), T0), [Reviewer(text(), T0)]
    incident.overrides = {"time_to_detect": Override(60, text(), text(), T0)}
    incident.timeline[0].visibility = "external"
    return incident


def incident_with(texts) -> Incident:
    """An incident whose fields hold these texts, one after the other and from the first again."""
    return incident_of(cycle(texts).__next__)


@settings(max_examples=100, deadline=None)
@given(st.lists(typed, min_size=3, max_size=11), st.sampled_from(sorted(TEMPLATES)))
def test_no_typed_text_changes_the_structure_of_the_document(texts, template):
    """A parser finds the headings, lists, tables, rows and cells of the model, and their texts, and nothing else."""
    document = build_document(incident_with(texts), template)
    assert read(render(document)) == expected(document)


@settings(max_examples=30, deadline=None)
@given(typed)
def test_every_typed_text_is_in_the_document(text):
    """What was written in any field of the record can be read in the document, word for word."""
    count = iter(range(1000))
    drawn = []

    def numbered() -> str:
        drawn.append(f"w{next(count)} {text}w")
        return drawn[-1]

    incident = incident_of(numbered)
    document = to_markdown(incident)
    said = " ".join(cell[0] for part in read(document) for cell in part if isinstance(cell, tuple))
    shown = set(_parts(TEMPLATES[DEFAULT].headings))
    unsaid = {words for key, words in incident.written.items() if key not in shown}
    unsaid |= {incident.review.by, incident.roles["commander"], *(change.by for change in incident.severity_history)}
    unsaid |= {change.by for history in incident.role_history.values() for change in history}
    assert [text for text in drawn if plain(clean_text(text)) not in said and text not in unsaid] == []


@settings(max_examples=400, deadline=None)
@given(typed, typed)
@example("a\\", "b")
@example("~x", "y")
@example("$5", "$6")
@example("&", "amp;")
@example("x #", "#")
@example("a | b\n--- | ---", "x")
def test_one_text_keeps_its_place_wherever_it_stands(first, second):
    """In a title, paragraph, list, cell, strong or struck, next to our own words or to another typed text."""
    section = Section("x", inline(first))
    section.blocks += paragraphs(first)
    section.blocks += table(("One", "Two"), [(inline(strong(first), " ", struck(second), f" ({first})"), second)])
    section.blocks.append(Paragraph(inline("It was ", struck(second), " ", first, second, ".")))
    document = Document(inline("SEV1: ", first), (), [section])
    assert read(render(document)) == expected(document)


@given(typed)
def test_a_text_no_filter_was_named_for_is_literal_everywhere(text):
    """A template that forgets to say where a text stands still cannot be broken by it."""
    safe = str(literal(text))
    want = (plain(clean_text(text)), [])
    assert read(f"# x {safe}") == [["h1", (plain(f"x {want[0]}"), [])]]
    assert read(f"- {safe} x") == [["bullet_list"], ["list_item", (plain(f"{want[0]} x"), [])]]
    rows = read(f"| a | b |\n| --- | --- |\n| {safe} | {safe} |")
    assert rows == [["table"], ["tr", ("a", []), ("b", [])], ["tr", want, want]]


@pytest.mark.parametrize(
    "text",
    [
        "error rate on checkout is 31 %",
        "api-gateway_v2 restarted",
        "5 * 3 < 16 & 2 > 1",
        "~14:00 or so",
        "C:\\temp is full",
        "costs $5",
        "a | b",
        "see https://graphs.example/d/1?from=a_b&to=c#x",
        "(really?) yes!",
        "build #4821 -> 4820, @bo",
    ],
)
def test_plain_words_stay_as_they_were_written(text):
    """The raw file can be read: nothing is escaped that no parser would take for more than itself."""
    assert escape(text, "") == text


def test_an_address_that_would_need_escapes_is_put_in_angle_brackets():
    """Sites link bare addresses with their backslashes in them; between angle brackets none is needed."""
    assert escape("see https://a.example/~bo/*x, now") == "see <https://a.example/~bo/*x>, now"


def _parts(headings: tuple[Heading, ...]) -> list[str]:
    return [key for heading in headings for key in (*heading.parts, *_parts(heading.headings))]

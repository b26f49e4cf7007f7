"""Writing a postmortem up: where people write, how each place stands, and where what is missing belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.core.line import LIST_FIELDS, parse_line
from warroom.core.parts import FIELD_OF_PART
from warroom.core.parts import PARTS as WRITABLE
from warroom.core.readiness import readiness
from warroom.core.text import clean_text
from warroom.postmortem.document import Builder, build_document
from warroom.postmortem.outlines import TEMPLATES
from warroom.postmortem.parts import OF_ROWS, PARTS
from warroom.postmortem.writeup import (
    EMPTY,
    RECORD,
    WRITTEN,
    Stand,
    line_for,
    part_of_line,
    place_of,
    places,
    stands,
    text_at,
    with_text,
)


@pytest.fixture
def room(library):
    """Return a room with a theory, a task and a few rows."""
    with library.open(library.create("Checkout is down", by="ana"), by="ana") as room:
        for line in ("? pool is small", "a note", "+ raise it @bo", "/dead-end H1 it was not", "^ dba: eyes"):
            room.record(line)
        yield room


def stands_of(incident, template="house"):
    """Return how every place of a template stands."""
    builder = Builder(incident)
    where = places(template)
    return stands(incident, lambda part: bool(builder.told(part)), readiness(incident), where)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_part_is_written_at_one_place_and_a_place_is_known_by_its_id(template):
    """Each heading is a place, in the order of the outline."""
    found = places(template)
    parts = [place.part for place in found if place.part]
    assert len(parts) == len(set(parts))
    assert len({place.id for place in found}) == len(found)
    sections = [place.id for place in found if place.id == place.section]
    assert sections[0] == TEMPLATES[template].headings[0].key
    assert {heading.key for heading in TEMPLATES[template].headings} <= set(sections)


def test_what_has_no_heading_of_its_own_is_written_below_the_one_that_shows_it():
    """In the house's document impact and trigger are lines of the summary."""
    found = [(place.title, place.level) for place in places("house")][:3]
    assert found == [("Issue summary", 1), ("Impact", 2), ("Trigger", 2)]
    assert "impact" in [place.part for place in places("executive")]
    assert "impact" not in [place.part for place in places("customer")], "that is nobody's outside"


@pytest.mark.parametrize("part", WRITABLE)
def test_the_line_writes_what_the_preview_showed(room, part):
    """What is seen while it is typed is what is there once it is recorded."""
    text = "one thing\nand another" if FIELD_OF_PART.get(part) in LIST_FIELDS else "one thing @bo #14\n\nand 2m another"
    before = room.incident
    seen = build_document(with_text(before, part, text))
    assert text_at(before, part) == ""
    room.record(line_for(part, text))
    assert build_document(room.incident) == seen
    again = text_at(room.incident, part)
    assert with_text(before, part, again) == with_text(before, part, text)
    room.record(line_for(part, "  "))
    assert text_at(room.incident, part) == ""


@given(st.text().map(clean_text))
def test_whatever_is_written_is_the_text_of_the_line(text):
    """No word of it is taken for an owner, a date, a reference or a time."""
    line = parse_line(line_for("conclusion", text))
    assert (line.verb, line.word, line.text) == ("write", "conclusion", text.strip())


def test_how_a_place_stands(room):
    """Written, told by the record or empty; what it lacks is counted where it belongs."""
    found = stands_of(room.incident)
    assert found["conclusion"] == Stand(EMPTY, 0, 1)
    assert found["summary/impact"] == Stand(EMPTY, 1, 0)
    assert found["hypotheses"].state == RECORD
    assert found["misleading"].warnings == 1
    assert found["escalations"].blockers == 1
    assert found["tasks"].state == RECORD
    room.record(line_for("timeline", "two clocks were off"))
    assert stands_of(room.incident)["timeline"].state == WRITTEN


@pytest.mark.parametrize("template", ["house", "google-sre", "pagerduty", "atlassian", "gitlab"])
def test_what_is_missing_has_its_place(room, template):
    """Of a whole document every finding is counted at a place, but for a text that the document has not."""
    where = places(template)
    for finding in readiness(room.incident):
        assert place_of(finding, where) or finding.code == "no_conclusion", finding


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("/impact ", "impact"), ("/cause ", "cause"), ("/set root_cause ", "cause"), ("/set went_well ", "well"),
        ("/write five_whys ", "five_whys"), ("/set users_affected ", None), ("/assign T1 @", None), ("/impacts", None),
    ],
)  # fmt: skip
def test_the_part_that_a_line_writes(line, part):
    assert part_of_line(line) == part


def test_parts_of_rows_know_nothing_of_texts(room):
    """They are not built again while somebody writes: no text may change them."""
    incident = room.incident
    changed = incident
    for part in WRITABLE:
        changed = with_text(changed, part, "something else entirely")
    before, after = Builder(incident), Builder(changed)
    assert set(PARTS) >= OF_ROWS
    for key in OF_ROWS:
        assert before.told(key) == after.told(key)
    like = Builder(changed, like=before)
    before.document()
    assert like.document() == after.document()
    assert Builder(changed, like=before).document("gitlab") == after.document("gitlab")

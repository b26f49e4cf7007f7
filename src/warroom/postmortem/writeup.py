"""Writing a postmortem up: the places of an outline where people write, how each stands, and what it still lacks.

A place is a heading of a template, or one more part under it that people write in. All of it is worked out from the
record and the outline; what is written goes back as a line (`line_for`).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import NamedTuple

from warroom.core.events import event_order
from warroom.core.fold import Fold
from warroom.core.line import LIST_FIELDS
from warroom.core.model import Incident
from warroom.core.parts import FIELD_OF_PART, PART_OF_FIELD, list_of, text_of
from warroom.core.parts import PARTS as WRITABLE
from warroom.core.readiness import BLOCKER, Finding, way_out
from warroom.postmortem.outlines import DEFAULT, Heading, outline

RECORD, WRITTEN, EMPTY = "from the record", "written", "empty"

_ALSO_SHOWS = {
    "particulars": ("impact", "trigger"), "brief_gist": ("summary",), "brief_impact": ("impact",),
    "brief_cause": ("cause",),
}  # fmt: skip
"""Parts that show what was written for others: where these have no heading of their own, they are written there."""

_OF_REF = {
    "H": ("hypotheses", "theories", "beliefs", "diagnosis", "response"), "E": ("escalations", "people", "response"),
    "D": ("decisions", "response"), "T": ("tasks", "actions", "measures"), "#": ("timeline", "story"),
    "U": ("communication", "external_updates", "messages"),
}  # fmt: skip
_HEAD = ("particulars", "standing", "overview", "summary")
_OF_CODE = {
    "no_services": _HEAD, "no_commander": _HEAD, "no_detected_by": ("detection", *_HEAD),
    "no_follow_ups": ("measures", "actions", "tasks"), "no_lessons": ("lessons", "well"),
    "task_without_owner": ("measures", "actions", "tasks"), "task_without_due": ("measures", "actions", "tasks"),
    "tasks_repeat": ("measures", "actions", "tasks"), "task_reads_as_done": ("measures", "actions", "tasks"),
    "dead_end_without_why": ("misleading", *_OF_REF["H"]),
    "dead_end_without_attraction": ("misleading", *_OF_REF["H"]),
    "two_confirmed": ("cause", *_OF_REF["H"]), "cause_without_theory": ("cause", *_OF_REF["H"]),
    "no_start": ("timeline", *_HEAD), "no_end": ("timeline", *_HEAD), "long_silence": ("timeline", "story"),
    "rows_before_start": ("timeline", "story"), "rows_after_end": ("timeline", "story"),
    "status_behind": _HEAD, "milestone_disagrees_with_status": ("timeline", *_HEAD),
    "milestone_missing": ("metrics", "timeline", *_HEAD), "milestones_out_of_order": ("metrics", "timeline", *_HEAD),
    "milestone_without_row": ("timeline", *_HEAD), "milestone_row_struck": ("timeline", *_HEAD),
    "unknown_date": ("timeline", *_HEAD),
}  # fmt: skip
_WRITES = re.compile(r"/(?:(?P<verb>impact|cause|resolution)|(?:set|write) (?P<word>[\w-]+))(?=\s|$)")
_BESIDE = {"users_affected": "impact", "detected_by": "detection"}
"""Fields that are no part of their own, and the part they stand beside."""


class Place(NamedTuple):
    """A place of the outline: its heading or, one level below, the title of another part under that heading.

    `section` is the key of the section it is in, `part` what people write there, if anything, and `holds` every part
    that stands there. `level` is 1 for the headings of the first order.
    """

    id: str
    title: str
    level: int
    section: str
    part: str | None
    holds: tuple[str, ...]

    @property
    def prompt(self) -> str:
        """The question that helps to write it."""
        return WRITABLE[self.part].prompt if self.part else ""


class Stand(NamedTuple):
    """How a place stands: whether it is written, told by the record or empty, and what it lacks."""

    state: str
    blockers: int = 0
    warnings: int = 0


def places(template: str = DEFAULT) -> tuple[Place, ...]:
    """Return the places of a template's outline, in order; each part that people write in is at one of them.

    Raises:
        LineError: there is no such template.
    """
    headings = outline(template)
    named = {part for heading in _every(headings) for part in heading.parts}
    return tuple(_places(headings, 1, named))


def _every(headings: Iterable[Heading]) -> Iterator[Heading]:
    for heading in headings:
        yield heading
        yield from _every(heading.headings)


def _places(headings: Iterable[Heading], level: int, named: set[str]) -> Iterator[Place]:
    for heading in headings:
        shown = [also for part in heading.parts for also in _ALSO_SHOWS.get(part, ()) if also not in named]
        written = [part for part in (*heading.parts, *shown) if part in WRITABLE]
        first = written[0] if written else None
        yield Place(heading.key, heading.text, level, heading.key, first, heading.parts)
        for part in written[1:]:
            holds = (part,) if part in heading.parts else ()
            yield Place(f"{heading.key}/{part}", WRITABLE[part].title, level + 1, heading.key, part, holds)
        yield from _places(heading.headings, level + 1, named)


def text_at(incident: Incident, part: str) -> str:
    """Return what people wrote for a part, as a text to write on in; of a list a line an item."""
    field = FIELD_OF_PART.get(part)
    if field is None:
        return incident.written.get(part, "")
    value = getattr(incident, field)
    return text_of(value) if field in LIST_FIELDS else value or ""


def last_writer(fold: Fold, part: str) -> str | None:
    """Return who changed last what people wrote for a part, or took such a change back; None if nobody has."""
    field = FIELD_OF_PART.get(part, f"written.{part}")

    def is_of(name: str) -> bool:
        return name == field or name.startswith(f"{field}.")

    found = [one for one in fold.events.values() if any(map(is_of, fold.original(one).set))]
    return max(found, key=event_order).by if found else None


def with_text(incident: Incident, part: str, text: str) -> Incident:
    """Return the incident as it would be with a text written for a part; the given one stays as it is."""
    changed = copy(incident)
    field = FIELD_OF_PART.get(part)
    if field is None:
        changed.written = {**incident.written, part: text}
    else:
        setattr(changed, field, list_of(text) if field in LIST_FIELDS else text.strip() or None)
    return changed


def line_for(part: str, text: str) -> str:
    """Return the line that writes a text for a part; an empty text takes away what is there."""
    return f"/write {part} {text.strip()}".rstrip()


def part_of_line(line: str) -> str | None:
    """Return the part whose whole text a line writes, None for any other line."""
    found = _WRITES.match(line)
    if found is None:
        return None
    word = found["verb"] or found["word"].replace("-", "_")
    part = PART_OF_FIELD.get(word, word)
    return part if part in WRITABLE else None


def place_of(finding: Finding, where: Iterable[Place]) -> Place | None:
    """Return the place that a finding belongs to, among those of an outline."""
    line = way_out(finding)[0]
    found = _WRITES.match(line)
    word = (found["verb"] or found["word"]) if found else ""
    part = part_of_line(line) or _BESIDE.get(word)
    wanted = [*((part,) if part else ()), *_OF_CODE.get(finding.code, ())]
    wanted += _OF_REF.get((finding.ref or "-")[0], ())
    known = tuple(where)
    for one in wanted:
        for place in known:
            if place.part == one:
                return place
        for place in known:
            if one in place.holds:
                return place
    return None


def stands(
    incident: Incident, told: Callable[[str], bool], findings: Iterable[Finding], where: tuple[Place, ...]
) -> dict[str, Stand]:
    """Return how every place stands, by its id; `told` tells whether the record has something to say in a part."""
    found = [(place.id, one.severity) for one in findings if (place := place_of(one, where))]
    result = {}
    for place in where:
        if place.part and text_at(incident, place.part):
            state = WRITTEN
        else:
            state = RECORD if any(told(part) for part in place.holds) else EMPTY
        blockers = sum(one == place.id and severity == BLOCKER for one, severity in found)
        warnings = sum(one == place.id and severity != BLOCKER for one, severity in found)
        result[place.id] = Stand(state, blockers, warnings)
    return result

"""What is answered to a line: the time, the reference, what kind of thing it became, and the words."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from warroom.core.rows import row_of
from warroom.core.stamp import stamp_time
from warroom.core.text import first_line, plural, shorten
from warroom.core.times import find_zone, from_text, short_duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warroom.core.events import Event
    from warroom.core.fold import Fold
    from warroom.core.model import Incident

_LONGEST = 160
_CORRECTIONS = {"text", "statement", "reason", "proposal"}
_SILENT = {"about", "typed", "until", "ref"}
_TIMES = {"at": "moved to", "next_update_at": "next update due"}


def reply(event: Event, ref: str | None, now: datetime, zone: tzinfo = UTC) -> str:
    """Return what was understood of a line, as `14:02:10Z H2 hypothesis: connection pool exhausted`.

    `ref` is the reference of the record or row it speaks of. Times are those of `zone`; the day is said when it is not
    the day of `now`.
    """
    if event.row is not None:
        return _joined(spoken_clock(from_text(event.at), now, zone), ref, _told(event))
    recorded = spoken_clock(from_text(event.wall) if event.wall else stamp_time(event.stamp), now, zone)
    if event.makes_record and (event.kind != "incident" or event.declares):
        return _joined(recorded, ref, _told(event))
    emptied = {name for name in event.set if any(one.startswith(f"{name}.") for one in event.set)}
    given = ((name, value) for name, value in event.set.items() if name not in emptied)
    fields = [words for name, value in given if (words := _field(name, value, ref, now, zone))]
    about = None if event.kind == "incident" else ref
    return _joined(recorded, about, ", ".join(fields) or "recorded")


def answer(events: Sequence[Event], fold: Fold, now: datetime, zone: tzinfo = UTC) -> str:
    """Return what to answer whoever wrote a line to an open incident: `reply`, and what they should know besides.

    Several events are the undos or redos of a step.
    """
    from warroom.core.build import recorded_at
    from warroom.core.outward import is_for_others

    event = events[0]
    if event.undoes:
        from warroom.core.revisions import told_of

        told = told_of(events, fold, find_zone(fold.incident.zone), now)
        return f"{spoken_clock(recorded_at(event), now, zone)} {told}"
    ref = fold.label(event)
    for value in event.set.values():
        if isinstance(value, dict) and (row := fold.row_by_id(str(value.get("row")))):
            ref = row.ref if event.row is None else ref
    said = reply(event, ref, now, zone) + _still_missing(event, fold.incident)
    row = fold.row_by_id(event.id or "") if event.set.get("visibility") == "external" else None
    if row and is_for_others(row):
        said += f"; but what they are told leaves it out, for {row.audience} were told it"
    return said


def _still_missing(event: Event, incident: Incident) -> str:
    """Return what to say to whoever calls a postmortem reviewed or closed that is not complete."""
    review = event.set.get("review")
    if not isinstance(review, dict) or review.get("state") not in {"reviewed", "closed"}:
        return ""
    from warroom.core.readiness import BLOCKER, readiness

    missing = sum(finding.severity == BLOCKER for finding in readiness(incident))
    return f"; {plural(missing, 'thing is', 'things are')} still missing: warroom check" if missing else ""


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _told(event: Event) -> str:
    """Return an event as its row has it."""
    kind, text = row_of(event)
    return f"{kind}: {_short(text)}"


def _field(name: str, value: object, ref: str | None, now: datetime, zone: tzinfo) -> str | None:
    """Return what giving a field a value did, or None where another field says it."""
    head, _, tail = name.partition(".")
    if name in _SILENT:
        return None
    if head == "milestones":
        at = value.get("at") if isinstance(value, dict) else None
        marked = spoken_clock(from_text(at), now, zone) if at else ref or "this row"
        return f"{tail} marked at {marked}"
    if head == "services":
        return f"service: {tail}" if value else f"no longer an affected service: {tail}"
    if head == "snoozed":
        if value is None:
            return f"{tail} no longer snoozed".lstrip()
        until = "for good" if value == "never" else f"until {spoken_clock(from_text(str(value)), now, zone)}"
        return f"{tail} snoozed {until}".lstrip()
    if name == "starred":
        return "starred" if value else "star taken off"
    if name == "visibility":
        return "customers may read it" if value == "external" else "only the team may read it"
    if name == "struck":
        return f"struck through: {_short(value)}"
    if name in _CORRECTIONS:
        return f"corrected to: {_short(value)}"
    if name in _TIMES:
        return f"{_TIMES[name]} {spoken_clock(from_text(str(value)), now, zone)}" if value else f"{_TIMES[name]}: never"
    if said := postmortem_words(name, value):
        return said
    words = {"attraction": "looked right", "due_at": "due"}.get(head, head.replace("_", " "))
    return f"{words}: {_short(value)}" if value is not None else f"{words}: emptied"


def postmortem_words(name: str, value: object) -> str | None:
    """Return what was decided about the postmortem, None where the field is of something else."""
    head, _, tail = name.partition(".")
    given = value if isinstance(value, dict) else {}
    why = f": {_short(given['why'])}" if given.get("why") else ""
    if name == "review":
        return f"postmortem {str(given.get('state')).replace('_', ' ')}{why}"
    if name == "rows_shown":
        return "the postmortem shows starred rows only" if value == "starred" else "the postmortem shows every row"
    if head == "overrides" and tail:
        seconds = given.get("seconds")
        said = short_duration(seconds) if type(seconds) is int else "as the record has it"
        return f"{tail.replace('_', ' ')}: {said}{why}"
    if head == "written" and tail:
        from warroom.core.parts import PARTS

        title = PARTS[tail].title if tail in PARTS else tail.replace("_", " ")
        return f"{title}: {_short(value)}" if value else f"{title}: emptied"
    return None


def _short(text: object) -> str:
    return shorten(first_line(str(text)), _LONGEST)


def spoken_clock(at: datetime, now: datetime, zone: tzinfo = UTC) -> str:
    """Return an instant in a zone, `14:02:10Z` or `16:02:10 CEST`, with its day when that is not the day of `now`."""
    local = at.astimezone(zone)
    name = "Z" if zone is UTC else f" {local:%Z}"
    day = "" if local.date() == now.astimezone(zone).date() else f"{local:%Y-%m-%d} "
    return f"{day}{local:%H:%M:%S}{name}"

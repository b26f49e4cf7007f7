"""Conflicts: two people who set the same field of the same record to different values at about the same time.

The fold settles it, the later stamp holds, and nothing is lost; but both should be told who changed what over whose.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime

from warroom.core.changes import EDITED_FIELD
from warroom.core.events import Event, event_order
from warroom.core.fold import Fold
from warroom.core.line import REMINDERS
from warroom.core.parts import PARTS
from warroom.core.text import first_line, shorten
from warroom.core.times import from_text, short_duration

CLOSE_SECONDS = 60
"""How near in time two changes of one field are to be a conflict, and two times given by a verb to be the same."""

_LISTS = {
    "hypothesis": "hypotheses", "escalation": "escalations", "task": "tasks", "decision": "decisions",
    "update": "updates",
}  # fmt: skip
_SILENT = {"about", "typed", "until", "ref", "of", "snoozed", *(f"snoozed.{name}" for name in REMINDERS)}
# What a new record begins with was chosen by nobody: changing it is no conflict.
_BEGINNINGS = {"status", "state", "outcome", "kind"}
_WORDS = {
    "at": "time", "why": "reason", "check_back_at": "check-back time", "next_update_at": "next update",
    "struck": "strike", "starred": "star", "supports": "side", "review": "postmortem's state",
    "rows_shown": "rows of the postmortem",
}  # fmt: skip
_TOKENS = {
    *_BEGINNINGS, "owner", "severity", "executor", "acked_by", "to", "ticket", "visibility", "rows_shown", "zone",
    "mode",
}  # fmt: skip
_LONGEST = 40


def conflicts(fold: Fold, news: Iterable[Event], by: str) -> list[str]:
    """Return a sentence for each field that somebody else's news and `by` set differently within a minute.

    `news` are events that the fold has just taken in. The last of several for one field is told.
    """
    fresh = sorted(news, key=event_order)
    identities = {event[:2] for event in fresh}
    last: dict[tuple[str, str, str], Event] = {}
    for event in fresh:
        if event.by != by and _changes_something(event) and fold.is_live(event):
            last.update(((event.kind, event.id, field), event) for field in _spoken(event))
    told: dict[tuple[str, int], str] = {}
    for (_, _, field), event in last.items():
        if event[:2] not in told and (sentence := _conflict(fold, event, field, identities, by)):
            told[event[:2]] = sentence
    return list(told.values())


def over(fold: Fold, event: Event) -> str:
    """Return what to tell whoever made a change over somebody else's of the last minute; empty if it was over none.

    As in `you set T1's owner to di, over bo's cy of 12 s ago`.
    """
    if not _changes_something(event) or not fold.is_live(event):
        return ""
    for field in _spoken(event):
        earlier = [one for one in _near(fold, event, field) if event_order(one) < event_order(event)]
        if earlier and earlier[-1].by != event.by and not _same(field, earlier[-1].set[field], event.set[field]):
            seconds = (_milliseconds(event) - _milliseconds(earlier[-1])) // 1000
            old, new = (_value(fold, field, one.set[field]) for one in (earlier[-1], event))
            return f"you set {_what(fold, event, field)} to {new}, over {earlier[-1].by}'s {old} of {seconds} s ago"
    return ""


def _conflict(fold: Fold, event: Event, field: str, fresh: set[tuple[str, int]], by: str) -> str | None:
    """Return what to tell `by` of somebody's event and one of its fields; None if it is no conflict of theirs."""
    near = _near(fold, event, field)
    mine = next((one for one in reversed(near) if one.by == by), None)
    if mine is None or _same(field, mine.set[field], event.set[field]):
        return None
    theirs, ours = (_value(fold, field, one.set[field]) for one in (event, mine))
    done = f"{event.by} set {_what(fold, event, field)} to {theirs}"
    holds = _holding(fold, event, field)
    if holds is mine:
        return f"{done}; your {ours} came later and holds"
    between = (one for one in near if event_order(mine) < event_order(one) < event_order(event))
    if holds is event and all(one[:2] in fresh for one in between):
        return f"{done}, over your {ours}"
    return None


def _changes_something(event: Event) -> bool:
    """Tell whether an event gives a field of something already there another value."""
    return not event.undoes and not event.declares and (event.kind == "incident" or not event.makes_record)


def _spoken(event: Event) -> list[str]:
    """Return the fields whose change is told; taking a role that was handed over is no conflict with whoever did."""
    taken = {f"roles.{name.partition('.')[2]}" for name in event.set if name.startswith("handover.")}
    return [field for field in event.set if not (field in _SILENT or field in taken or field.startswith("handover."))]


def _holders(fold: Fold, event: Event, field: str) -> list[Event]:
    """Return the live events that gave this field of an event's record a value, in order."""
    found = []
    for one in fold.events_of(event.kind, event.id):
        began = one.declares or (one.makes_record and one.kind != "incident" and field in _BEGINNINGS)
        if field in one.set and not began and fold.is_live(one):
            found.append(one)
    return found


def _near(fold: Fold, event: Event, field: str) -> list[Event]:
    """Return those among them whose stamps are within a minute of the event's."""
    holders = sorted(_holders(fold, event, field), key=event_order)
    at = _milliseconds(event)
    first = bisect_left(holders, at - CLOSE_SECONDS * 1000, key=_milliseconds)
    return holders[first : bisect_right(holders, at + CLOSE_SECONDS * 1000, key=_milliseconds)]


def _holding(fold: Fold, event: Event, field: str) -> Event:
    """Return the event whose value the field has: the last, the one that made the record coming first."""
    return _holders(fold, event, field)[-1]


def _milliseconds(event: Event) -> int:
    return int(event.stamp[:13])


def _same(field: str, one: object, other: object) -> bool:
    """Tell whether two values say the same; two times that a verb gave by itself need not be equal for that."""
    if one == other:
        return True
    if field == "at" or not field.endswith("_at"):
        return False
    first, second = _instant(one), _instant(other)
    return bool(first and second and abs((first - second).total_seconds()) <= CLOSE_SECONDS)


def _instant(value: object) -> datetime | None:
    try:
        return from_text(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def _what(fold: Fold, event: Event, field: str) -> str:
    """Return what a field is called: `T1's owner`, `the severity`."""
    head, _, tail = field.partition(".")
    if head in {"milestones", "services", "roles"}:
        return {"milestones": f"when it was {tail}", "services": f"the service {tail}", "roles": f"the {tail}"}[head]
    if head == "written":
        return f"the text of '{PARTS[tail].title if tail in PARTS else tail}'"
    if head == "overrides":
        return f"the {tail.replace('_', ' ')}"
    words = "words" if field == EDITED_FIELD.get(event.kind, "text") else _WORDS.get(head, head.replace("_", " "))
    label = "" if event.kind == "incident" else _label(fold, event)
    return f"{label}'s {words}" if label else f"the {words}"


def _label(fold: Fold, event: Event) -> str:
    for record in getattr(fold.incident, _LISTS[event.kind]) if event.kind in _LISTS else ():
        if record.id == event.id:
            return str(record.ref)
    row = fold.row_by_id(event.id)
    return row.ref if row else ""


def _value(fold: Fold, field: str, value: object) -> str:
    """Return a field's value as people say it: what they wrote in quotes, a word of the room or a name as it is."""
    if field == "review" and isinstance(value, dict):
        return str(value.get("state")).replace("_", " ")
    if field.startswith("overrides.") and isinstance(value, dict) and type(seconds := value.get("seconds")) is int:
        return short_duration(seconds)
    if isinstance(value, dict):
        row = fold.row_by_id(str(value.get("row")))
        return row.ref if row else _value(fold, "at", value.get("at"))
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if (field == "at" or field.endswith("_at")) and (at := _instant(value)):
        return f"{at:%H:%M:%S}Z" if at.second else f"{at:%H:%M}Z"
    words = shorten(first_line(str(value)), _LONGEST)
    if field in _TOKENS or field.partition(".")[0] == "roles":
        return words.replace("_", " ") if field in _BEGINNINGS else words
    return f"'{words}'"

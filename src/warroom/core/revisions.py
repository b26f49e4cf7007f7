"""What happened to a record, in words: who changed what, when, from what to what, and what was taken back.

A change is told in the words of people: no names of fields, and times in the room's zone. Of two texts, the words that
are gone and those that are new are marked, so that one sees what a correction corrected.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, NamedTuple

from warroom.core.build import instant, recorded_at
from warroom.core.events import Event, event_order
from warroom.core.line import LIST_FIELDS
from warroom.core.parts import PARTS
from warroom.core.reply import postmortem_words
from warroom.core.text import first_line, shorten
from warroom.core.times import from_text, short_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from warroom.core.fold import Fold, Revision

FIELD_WORDS = {
    # any record
    "at": "happened", "until": "until", "about": "about that time", "text": "text", "kind": "kind", "why": "because",
    "owner": "owner", "closed_at": "ended at", "snoozed": "reminder", "by": "written by",
    # a row
    "starred": "star", "visibility": "to be read by", "struck": "struck through", "recorded_at": "recorded at",
    "typed": "time as typed", "source": "came through",
    # a hypothesis and what speaks for or against it
    "statement": "theory", "status": "status", "test": "test", "check_back_at": "time box", "misleading": "misleading",
    "attraction": "looked right", "supports": "evidence", "proposed_at": "proposed at", "row": "row",
    # an escalation
    "to": "called", "from": "caller", "from_": "caller", "reason": "reason", "outcome": "outcome",
    "finding": "finding", "acked_at": "answered at", "acked_by": "answered by", "paged_at": "called at",
    "minutes_to_ack": "minutes waited",
    # a task
    "state": "state", "due_at": "due", "ticket": "ticket", "started_at": "started at", "done_at": "done at",
    "created_at": "created at", "checklist": "checklist",
    # a decision
    "proposal": "proposal", "executor": "carried out by", "decided_at": "decided at",
    "verify_at": "verify in", "verified_at": "verified at",
    # an update
    "audience": "told to", "conditions": "conditions", "actions": "actions", "needs": "needs",
    "next_due_at": "next update in",
    # the incident
    "title": "title", "severity": "severity", "mode": "mode", "zone": "time zone", "declared_by": "declared by",
    "services": "service", "roles": "role", "milestones": "milestone", "next_update_at": "next update due",
    "summary": "summary", "impact": "impact", "users_affected": "users affected", "detected_by": "detected by",
    "trigger": "trigger", "root_cause": "root cause", "contributing_factors": "contributing factor",
    "resolution": "resolution", "went_well": "went well", "went_badly": "went badly", "lucky": "lucky",
    "surprised_by": "surprised by", "conclusion": "conclusion", "status_at": "since", "handover": "handover",
    # its postmortem
    "written": "text", "sooner": "knowing sooner", "believed": "what we believed", "review": "postmortem",
    "reviewers": "reviewed by", "rows_shown": "rows shown", "overrides": "figure",
}  # fmt: skip
"""The word for each field that an event can set or a record has; of `roles.commander` it is that of `roles`."""

_STATES = {"status", "state", "outcome"}
_TEXTS = {
    "text", "statement", "proposal", "reason", "why", "attraction", "test", "finding", "title", "summary", "impact",
    "users_affected", "detected_by", "trigger", "root_cause", "resolution", "surprised_by", "conclusion", "conditions",
    "actions", "needs", "sooner", "believed",
}  # fmt: skip
_BOXES = {"check_back_at", "next_due_at", "verify_at"}
_WHEN_IT_ENDED = {"closed_at", "acked_at", "started_at", "done_at", "decided_at"}
_UNTOLD = {"ref", "of", "row", "typed", "until", "status_at", "misleading", "mode", "declared_by"}
_AT_FIRST = {"status": ("open",), "state": ("todo",), "outcome": ("waiting", "open"), "kind": ("note", "response")}
_DIGITS = re.compile(r"[\dX]{4}-[\dX]{2}-[\dX]{2}T\d{2}:\d{2}")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LATE = 120
_MOST_WORDS = 400
_LONGEST_SAME, _KEPT_OF_SAME = 60, 24

GONE, NEW = "gone", "new"


class Piece(NamedTuple):
    """A part of what is told: its text and whether it is `gone` since, `new`, or neither (empty)."""

    text: str
    mark: str = ""


Words = list[Piece]


class Told(NamedTuple):
    """One change of a record as it is told: when it was recorded and by whom, a line for each thing it changed.

    `happened` is when it happened, if that was long before; `undone` is the event that took it back.
    """

    at: datetime
    by: str
    lines: list[Words]
    happened: datetime | None = None
    undone: Event | None = None


def field_words(name: str) -> str:
    """Return the words for a field; of one that only a newer warroom knows, its name without its underscores."""
    head, _, tail = name.partition(".")
    if head in {"roles", "milestones"} and tail:
        return tail
    if head == "snoozed" and tail:
        return f"reminder of {tail}"
    if head == "written" and tail in PARTS:
        return PARTS[tail].title
    if head == "overrides" and tail:
        return tail.replace("_", " ")
    return FIELD_WORDS.get(head, head.replace("_", " "))


def spoken_time(at: datetime, zone: tzinfo, now: datetime) -> str:
    """Return a time of day in a zone, with its day when that is not today: `14:05`, `20 Nov 14:05`."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {local:%b}{year} {local:%H:%M}"


# What is told


def story(fold: Fold, kind: str, event_id: str, zone: tzinfo, now: datetime) -> list[Told]:
    """Return all that happened to a record, as it was recorded, with its evidence or objections and their corrections.

    `kind` and `event_id` are as for `Fold.history`. A row that an event of the incident itself made tells what became
    of what that event set: of the row of a severity, every severity. The first row tells everything.
    """
    maker = fold.event(event_id)
    revisions = fold.history(kind, event_id)
    for child in fold.children_of(event_id):
        revisions += fold.history(*child)
    if kind != "entry":
        made = [one.event.event_id for one in revisions if one.event.row is not None]
        revisions += [one for each in made for one in fold.history("entry", each)]
    elif maker and maker.kind == "incident":
        fields = {name for name in maker.set if name not in {"why", "status_at", "next_update_at"}}
        revisions += [
            one for one in fold.history("incident", fold.incident.id) if maker.declares or fields & one.changed.keys()
        ]
    revisions.sort(key=lambda one: event_order(one.event))
    told = []
    for one in revisions:
        if lines := list(_lines(one, fold, zone, now)):
            if one.event.kind == "entry" != kind and (row := fold.row_by_id(one.event.id)):
                lines[0].insert(0, Piece(f"{row.ref} "))
            at, happened = recorded_at(one.event), instant(one.event.at)
            late = (at - happened).total_seconds() >= _LATE
            told.append(Told(at, one.event.by, lines, happened if late else None, one.undone))
    return told


def states(fold: Fold, kind: str, event_id: str) -> list[tuple[datetime, str, str]]:
    """Return each state a record was in: since when, which, and who said so, by when it happened."""
    found = []
    for one in fold.history(kind, event_id):
        name = next((name for name in one.changed if name in _STATES), None)
        if name and one.undone is None:
            word = _state(one.changed[name], one.changed.get("misleading"))
            found.append((instant(one.event.at), word, one.event.by))
    return sorted(found, key=lambda state: state[0])


def _state(value: object, misleading: object) -> str:
    return "dead end" if misleading and value == "ruled_out" else str(value).replace("_", " ")


def _lines(one: Revision, fold: Fold, zone: tzinfo, now: datetime) -> Iterator[Words]:
    event, made = one.event, one.event.makes_record
    late = (recorded_at(event) - instant(event.at)).total_seconds() >= _LATE

    def time(text: object) -> str:
        return spoken_time(instant(text), zone, now)

    for name, value in one.changed.items():
        before, since = one.before.get(name, (None, event.at))
        if name in LIST_FIELDS and value is None:
            anew = any(other.startswith(f"{name}.") for other in one.changed)
            yield [Piece(f"{field_words(name)}: {'written anew' if anew else 'emptied'}")]
            continue
        if name in _UNTOLD or (value is None and before is None) or (made and _is_default(name, value)):
            continue
        if name in _WHEN_IT_ENDED and (value is None or (value == event.at and not late)):
            continue
        if name in _STATES:
            after = _state(value, one.changed.get("misleading"))
            was = _state(before, one.before.get("misleading", (False, ""))[0]) if before else ""
            if was != after:
                yield [Piece(f"{was} → {after}" if was else f"{field_words(name)}: {after}")]
        elif phrase := _phrase(name, value, event, fold, time):
            yield [Piece(phrase)]
        else:
            word = _parent_word(event, one) if name == "text" else field_words(name)
            row = fold.row_by_id(str(event.set["row"])) if "row" in event.set else None
            tail = [Piece(f" ({row.ref})")] if row else []
            yield [Piece(f"{word}: "), *_change(name, before, value, since, event.at, time), *tail]


def _is_default(name: str, value: object) -> bool:
    """Tell whether a field says of a new record only what all of its kind begin with."""
    return name == "supports" or value in _AT_FIRST.get(name, ())


def _parent_word(event: Event, one: Revision) -> str:
    """Return what a text is: of evidence, for or against."""
    if event.kind == "evidence":
        supports = event.set.get("supports", one.before.get("supports", (None, ""))[0])
        return "evidence" if supports is None else "for" if supports else "against"
    return "objection" if event.kind == "objection" else field_words("text")


def _phrase(name: str, value: object, event: Event, fold: Fold, time: Callable[[object], str]) -> str | None:
    """Return what is better said than `field: from → to`."""
    head, _, tail = name.partition(".")
    if name == "starred":
        return "starred" if value else "star taken off"
    if name == "visibility":
        return "customers may read it" if value == "external" else "only the team may read it"
    if name == "struck":
        return "struck through" if value in (None, "struck") else f"struck through: {value}"
    if name == "about":
        return "it happened about then" if value else "it happened exactly then"
    if head == "snoozed":
        until = "woken" if value is None else "quiet for good" if value == "never" else f"quiet until {time(value)}"
        return f"{field_words(name)}: {until}"
    if head == "handover" and tail:
        to = value.get("to") if isinstance(value, dict) else None
        return f"role of {tail} handed over to {to}" if to else f"the handover of the role of {tail} is over"
    if head == "services" and tail:
        return f"affected: {tail}" if value else f"not affected: {tail}"
    if head in {"review", "rows_shown", "overrides"}:
        return postmortem_words(name, value)
    if head == "milestones" and tail:
        return f"{tail}: {_milestone(value, event, fold, time)}"
    return None


def _milestone(value: object, event: Event, fold: Fold, time: Callable[[object], str]) -> str:
    if not isinstance(value, dict):
        return "not marked any more"
    if "row" not in value:
        return f"marked at {time(value.get('at'))}"
    row = fold.row_by_id(str(value["row"]))
    if value["row"] == event.event_id:
        return f"marked at {time(event.at)}"
    return f"marked at {row.ref}, {time(row.at.isoformat())}" if row else "marked at a row that was taken back"


def _change(name: str, old: Any, new: Any, since: str, at: str, time: Callable[[object], str]) -> Words:  # noqa: ANN401 - JSON
    if (name in _TEXTS or name.startswith("written.")) and isinstance(old, str) and isinstance(new, str):
        gone, fresh = differing(old, new)
        return [*gone, Piece(" → "), *fresh]
    after = _value(name, new, at, time)
    return [Piece(after)] if old is None else [Piece(f"{_value(name, old, since, time)} → {after}")]


def _value(name: str, value: object, base: str, time: Callable[[object], str]) -> str:
    """Return a value as people write it; a time box is as long as it was when it was given, at `base`."""
    if value is None:
        return "none"
    if name in _BOXES:
        return short_duration(max(0, int((instant(value) - instant(base)).total_seconds())))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and _DIGITS.match(value):
        try:
            from_text(value)
        except ValueError:
            return value
        return time(value)
    return str(value)


# The difference of two texts


def differing(old: str, new: str) -> tuple[Words, Words]:
    """Return two texts in pieces, with the words marked that are gone from the old one and new in the new one.

    What stays the same over a long stretch is cut in the middle.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    gone: Words = []
    fresh: Words = []
    blocks: Sequence[tuple[str, int, int, int, int]]
    if max(len(before), len(after)) > _MOST_WORDS:
        blocks = _ends_that_differ(before, after)
    else:
        blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, start, end, first, last in blocks:
        is_same = tag == "equal"
        for pieces, words, mark in ((gone, before[start:end], GONE), (fresh, after[first:last], NEW)):
            if text := "".join(words):
                pieces.append(Piece(_cut(text), "") if is_same else Piece(text, mark))
    return gone, fresh


def _ends_that_differ(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the same beginning and end of two long lists of words, and what is between as wholly different."""
    most = min(len(before), len(after))
    head = next((place for place in range(most) if before[place] != after[place]), most)
    tail = next((place for place in range(most - head) if before[-1 - place] != after[-1 - place]), most - head)
    old_end, new_end = len(before) - tail, len(after) - tail
    return [
        ("equal", 0, head, 0, head), ("replace", head, old_end, head, new_end),
        ("equal", old_end, len(before), new_end, len(after)),
    ]  # fmt: skip


def _cut(text: str) -> str:
    if len(text) <= _LONGEST_SAME:
        return text
    return f"{text[:_KEPT_OF_SAME].rstrip()} … {text[-_KEPT_OF_SAME:].lstrip()}"


# What an undo takes back


def told_of(changes: Sequence[Event], fold: Fold, zone: tzinfo, now: datetime) -> str:
    """Return in a few words what was changed, several at once being a pasted block.

    Of undos and redos it is what they take back or bring back: `took back: T3 raise pool size @bo (ana, 14:05)`.
    """
    first = changes[0]
    original = fold.original(first)
    if len(changes) == 1:
        words = brief(original, fold, zone, now)
    else:
        who = f"({original.by}, {spoken_time(recorded_at(original), zone, now)})"
        words = f"the {len(changes)} lines that were recorded as one step {who}"
    if first is original:
        return words
    return f"took back: {words}" if fold.events.get(first.undoes or ("", 0)) is original else f"brought back: {words}"


def _as_set(one: Revision) -> Revision:
    """Return a change with the texts that it gave, and not those that they took the place of."""
    texts = {name for name, value in one.changed.items() if value and name.partition(".")[0] in {*_TEXTS, "written"}}
    return one._replace(before={name: before for name, before in one.before.items() if name not in texts})


def brief(event: Event, fold: Fold, zone: tzinfo, now: datetime) -> str:
    """Return a change in a few words with who made it and when: `T3 raise pool size @bo (ana, 14:05)`."""
    from warroom.core.rows import row_of

    ref = fold.label(event) or ""
    if event.row is None and (event.kind == "incident" or not event.makes_record):
        ref = "" if event.kind == "incident" else ref
        revision = next((one for one in fold.history(event.kind, event.id) if one.event == event), None)
        lines = _lines(_as_set(revision), fold, zone, now) if revision else ()
        words = ", ".join("".join(piece.text for piece in line) for line in lines) or "a change"
    else:
        kind, words = row_of(event)
        words = words if ref[:1].isalpha() or kind == "note" else f"{kind}: {words}"
    who = f"({event.by}, {spoken_time(recorded_at(event), zone, now)})"
    return f"{ref} {shorten(first_line(words), 120)} {who}".lstrip()

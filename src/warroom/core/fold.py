"""The fold: from a set of events to the incident they amount to.

Per record and field, the value with the greatest (stamp, origin, n) among the events that were not taken back holds.
The result depends on the set alone: order, repetition and gaps make no difference. A fold takes events as they come
and rebuilds only the records they touch, so that an append costs the same at a hundred entries and at a hundred
thousand.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from warroom.core.changes import KIND_OF_PREFIX
from warroom.core.errors import NotFoundError
from warroom.core.events import Event, EventId, Json, Seen, event_order
from warroom.core.line import MILESTONES, canonical_ref
from warroom.core.model import (
    Change,
    Decision,
    Escalation,
    Evidence,
    Hypothesis,
    Incident,
    Objection,
    Row,
    Task,
    Update,
)
from warroom.core.rows import row_of
from warroom.core.stamp import EARLIEST, stamp_time
from warroom.core.times import from_text

Record = Hypothesis | Escalation | Task | Decision | Update
RecordKey = tuple[str, str]

_LISTS = {
    "hypothesis": "hypotheses", "escalation": "escalations", "task": "tasks", "decision": "decisions", "update": "updates",
}  # fmt: skip
_PARENTS = {"evidence": "hypothesis", "objection": "decision"}
_ROW_ORDER = attrgetter("at", "order")
_SUFFIXES = "bcdefghijklmnopqrstuvwxyz"


class Revision(NamedTuple):
    """One change of one field of a record: who, when, from what to what; `undone` if it was taken back since."""

    at: datetime
    by: str
    field: str
    old: Any
    new: Any
    undone: bool


class Fold:
    """An incident built from events, kept up to date as more arrive.

    `incident` is the state; `seen` is what a writer of this room knows. Neither may be changed from outside.
    """

    def __init__(self, incident_id: str, events: Iterable[Event] = ()) -> None:
        self.incident = Incident(incident_id)
        self.seen = Seen()
        self.events: dict[EventId, Event] = {}
        self._of_record: dict[RecordKey, list[Event]] = {}
        self._undoers: dict[EventId, list[Event]] = defaultdict(list)
        self._children: dict[str, set[RecordKey]] = defaultdict(set)
        self._claims: dict[str, list[tuple[tuple[str, str, int], str]]] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self._records: dict[str, Record] = {}
        self._rows: dict[str, Row] = {}
        self._rows_of: dict[RecordKey, list[Row]] = {}
        self.add(events)

    def add(self, events: Iterable[Event]) -> list[Event]:
        """Take these events in, and return those that were new, in their order."""
        new = []
        for event in events:
            identity = (event.origin, event.n)
            if identity not in self.events:
                self.events[identity] = event
                new.append(event)
        if not new:
            return new
        new.sort(key=event_order)
        dirty: dict[RecordKey, None] = {}
        highest = dict(self.seen.highest)
        for event in new:
            self._index(event, dirty, highest)
        last_stamp = max(self.seen.stamp, new[-1].stamp)
        self._rebuild(dirty, bulk=len(new) > 64)
        self.seen = self._glance(last_stamp, highest)
        return new

    # What is asked of it

    def row(self, ref: str) -> Row:
        """Return the timeline row of a reference such as #14.

        Raises:
            NotFoundError: there is none.
        """
        label = canonical_ref(ref) or ref
        event_id = self._find("#", label)
        if event_id is None or event_id not in self._rows:
            raise NotFoundError(f"there is no row {label} here{_range(self.seen.highest.get('#', 0), '#')}")
        return self._rows[event_id]

    def record(self, ref: str) -> Record:
        """Return the hypothesis, escalation, task, decision or update of a reference such as H3.

        Raises:
            NotFoundError: there is none.
        """
        label = canonical_ref(ref) or ref
        event_id = self._find(label[0], label)
        if event_id is None or event_id not in self._records:
            raise NotFoundError(f"there is no {label} here{_range(self.seen.highest.get(label[0], 0), label[0])}")
        return self._records[event_id]

    def row_by_id(self, event_id: str) -> Row | None:
        """Return the row that this event made, if it shows on the timeline."""
        return self._rows.get(event_id)

    def event_of_row(self, ref: str) -> Event:
        """Return the event that made a timeline row."""
        origin, _, n = self.row(ref).id.rpartition(".")
        return self.events[origin, int(n)]

    def is_live(self, event: Event) -> bool:
        """Tell whether an event holds: it was not taken back, or that was taken back in turn."""
        order = event_order(event)
        return not any(
            event_order(undoer) > order and self.is_live(undoer)
            for undoer in self._undoers.get((event.origin, event.n), ())
        )

    def last_change(self, by: str) -> Event | None:
        """Return this person's last change that can be taken back."""
        changes, _ = self._undo_stacks(by)
        return changes[-1] if changes else None

    def last_undo(self, by: str) -> Event | None:
        """Return this person's last undo, if nothing was changed by them since."""
        _, undos = self._undo_stacks(by)
        return undos[-1] if undos else None

    def history(self, kind: str, event_id: str) -> list[Revision]:
        """Return every change of a record in order, those taken back included.

        `kind` is the kind of record and `event_id` its id; a timeline row's own is `entry`.
        """
        values: Json = {}
        revisions = []
        for event in self._of_record.get((kind, event_id), ()):
            live = self.is_live(event)
            for name, value in event.set.items():
                if name == "ref" or values.get(name) == value:
                    continue
                revisions.append(Revision(recorded_at(event), event.by, name, values.get(name), value, not live))
                if live:
                    values[name] = value
        return revisions

    # How it is built

    def _index(self, event: Event, dirty: dict[RecordKey, None], highest: dict[str, int]) -> None:
        key = (event.kind, event.id)
        if event.undoes:
            self._undoers[event.undoes].append(event)
            target = self.events.get(event.undoes)
            while target:
                self._touch((target.kind, target.id), dirty)
                target = self.events.get(target.undoes) if target.undoes else None
            return
        events = self._of_record.setdefault(key, [])
        if events and event_order(events[-1]) > event_order(event):
            insort(events, event, key=event_order)
        else:
            events.append(event)
        if event.row is not None:
            highest["#"] = max(highest.get("#", 0), event.row)
            self._claim(f"#{event.row}", event, dirty)
        if (ref := event.set.get("ref")) and event.makes_record and isinstance(ref, str) and ref[1:].isdigit():
            highest[ref[0]] = max(highest.get(ref[0], 0), int(ref[1:]))
            self._claim(ref, event, dirty)
        if event.kind in _PARENTS and (parent := event.set.get("of")):
            self._children[str(parent)].add(key)
        self._touch(key, dirty)

    def _touch(self, key: RecordKey, dirty: dict[RecordKey, None]) -> None:
        """Note that a record has to be built again: with its parent, and with the record whose row it overlays."""
        dirty[key] = None
        kind, event_id = key
        if kind in _PARENTS:
            for event in self._of_record.get(key, ()):
                if parent := event.set.get("of"):
                    dirty[_PARENTS[kind], str(parent)] = None
        elif kind in _PARENTS.values():
            for child in self._children.get(event_id, ()):
                dirty[child] = None
        elif kind == "entry" and (origin := self._origin_of(event_id)) and (origin.kind, origin.id) != key:
            dirty[origin.kind, origin.id] = None

    def _origin_of(self, event_id: str) -> Event | None:
        origin, _, n = event_id.rpartition(".")
        return self.events.get((origin, int(n))) if n.isdigit() else None

    def _claim(self, ref: str, event: Event, dirty: dict[RecordKey, None]) -> None:
        """Give a reference to an event; the later of two that were given the same gets a letter behind it."""
        claims = self._claims.get(ref)
        claim = (event_order(event), event.event_id)
        if claims is None:
            self._claims[ref] = [claim]
            self._labels[ref[0], claim[1]] = ref
            return
        insort(claims, claim)
        for place, (_, event_id) in enumerate(claims):
            label = ref + _suffix(place)
            if self._labels.get((ref[0], event_id)) != label:
                self._labels[ref[0], event_id] = label
                if origin := self._origin_of(event_id):
                    self._touch((origin.kind, origin.id), dirty)

    def _find(self, letter: str, label: str) -> str | None:
        ref = label.rstrip("abcdefghijklmnopqrstuvwxyz")
        for _, event_id in self._claims.get(ref, ()):
            if self._labels.get((letter, event_id)) == label:
                return event_id
        return None

    def _fields(self, key: RecordKey) -> tuple[Json, list[Event]]:
        """Return the fields of a record as they hold, and its live events in order, the one that made it first."""
        events = self._of_record.get(key, [])
        live = [event for event in events if self.is_live(event)] if self._undoers else events
        if len(live) == 1:
            return live[0].set, live
        if live and not live[0].makes_record:
            live = sorted(live, key=lambda event: not event.makes_record)
        values: Json = {}
        for event in live:
            values.update(event.set)
        return values, live

    def _rebuild(self, dirty: dict[RecordKey, None], *, bulk: bool) -> None:
        fresh: list[Row] = []
        lists = set()
        incident_dirty = False
        for key in list(dirty):
            kind, event_id = key
            values, live = self._fields(key)
            old_rows = self._rows_of.pop(key, None)
            if old_rows:
                self._drop_rows(old_rows)
            if kind == "incident":
                incident_dirty = True
            elif kind in _LISTS:
                lists.add(kind)
                self._records.pop(event_id, None)
                if live and live[0].makes_record:
                    self._records[event_id] = self._build(kind, event_id, values, live)
            if rows := self._build_rows(key, values, live):
                self._rows_of[key] = rows
                for row in rows:
                    self._rows[row.id] = row
                fresh += rows
        if bulk:
            self.incident.timeline += fresh
            self.incident.timeline.sort(key=_ROW_ORDER)
        else:
            for row in fresh:
                insort(self.incident.timeline, row, key=_ROW_ORDER)
        for kind in lists:
            self._relist(kind)
        carried = set(self.incident.milestone_rows.values())
        if incident_dirty or "update" in lists or (carried and any(row.id in carried for row in fresh)):
            self._rebuild_incident()

    def _drop_rows(self, rows: list[Row]) -> None:
        timeline = self.incident.timeline
        for row in rows:
            self._rows.pop(row.id, None)
            place = bisect_left(timeline, _ROW_ORDER(row), key=_ROW_ORDER)
            if place < len(timeline) and timeline[place] is row:
                del timeline[place]

    def _relist(self, kind: str) -> None:
        letter = next(prefix for prefix, name in KIND_OF_PREFIX.items() if name == kind)
        records = [record for record in self._records.values() if record.ref[0] == letter]
        setattr(self.incident, _LISTS[kind], sorted(records, key=_record_order))

    def _build_rows(self, key: RecordKey, values: Json, live: list[Event]) -> list[Row]:
        kind, event_id = key
        about_ref = None
        if kind in _LISTS:
            if event_id not in self._records:
                return []
            about_ref = self._records[event_id].ref
        elif kind in _PARENTS:
            parent = str(values.get("of"))
            letter = "H" if kind == "evidence" else "D"
            if not live or not live[0].makes_record or not self._parent_is_live(_PARENTS[kind], parent):
                return []
            about_ref = self._labels.get((letter, parent))
        elif kind == "entry" and (not live or not live[0].makes_record):
            return []
        return [self._build_row(event, values, about_ref) for event in live if event.row is not None]

    def _parent_is_live(self, kind: str, parent: str) -> bool:
        origin = self._origin_of(parent)
        return origin is not None and origin.kind == kind and self.is_live(origin)

    def _build_row(self, event: Event, values: Json, about_ref: str | None) -> Row:
        event_id = event.event_id
        kind, text = row_of(event)
        at, until, about, typed = event.at, event.until, event.about, event.typed
        overlay: Json = {}
        revisions = 0
        events = self._of_record.get(("entry", event_id), ())
        if event.kind == "entry":
            overlay = values
            text = str(values.get("text", text))
        elif events:
            overlay, _ = self._fields(("entry", event_id))
        elif event.makes_record and event.kind != "incident" and len(values) != len(event.set):
            at = values.get("at", at)
            about = values.get("about", about)
        if len(events) > 1:
            revisions = sum(1 for one in events if ("text" in one.set or "at" in one.set) and self.is_live(one)) - 1
        if overlay and "at" in overlay:
            at, until = overlay["at"], overlay.get("until", until)
            about, typed = overlay.get("about", about), overlay.get("typed", typed)
        happened, written = instant(at), recorded_at(event)
        late = (written - happened).total_seconds()
        return Row(
            event_id, self._labels.get(("#", event_id), f"#{event.row}"), happened, instant(until) if until else None,
            bool(about), written, event.by, kind, text, bool(overlay.get("starred", False)),
            str(overlay.get("visibility", "internal")), about_ref, overlay.get("struck"),
            int(late) if late > 0 else 0, max(revisions, 0), event.via, typed, event_order(event),
        )  # fmt: skip

    def _build(self, kind: str, event_id: str, values: Json, live: list[Event]) -> Record:
        maker = live[0]
        letter = str(values.get("ref", "?"))[:1]
        ref = self._labels.get((letter, event_id), str(values.get("ref")))
        at, by, get = instant(values.get("at", maker.at)), maker.by, values.get
        if kind == "hypothesis":
            closed = optional_instant(get("closed_at"))
            return Hypothesis(
                event_id, ref, str(get("statement", "")), str(get("status", "open")), bool(get("misleading")), at, by,
                get("owner"), get("test"), optional_instant(get("check_back_at")), self._evidence(event_id), closed,
                get("why"), get("attraction"), None if closed is None else minutes_between(at, closed),
            )  # fmt: skip
        if kind == "escalation":
            acked = optional_instant(get("acked_at"))
            return Escalation(
                event_id, ref, str(get("to", "")), get("from"), get("reason"), at, by, acked, get("acked_by"),
                str(get("outcome", "waiting")), get("finding"), optional_instant(get("closed_at")),
                None if acked is None else minutes_between(at, acked),
            )  # fmt: skip
        if kind == "task":
            return Task(
                event_id, ref, str(get("text", "")), get("owner"), str(get("state", "todo")),
                str(get("kind", "response")), at, by, optional_instant(get("started_at")),
                optional_instant(get("done_at")), get("due_at"), optional_instant(get("check_back_at")), get("ticket"),
                get("why"),
            )  # fmt: skip
        if kind == "decision":
            return Decision(
                event_id, ref, str(get("proposal", "")), at, by, self._objections(event_id),
                str(get("outcome", "open")), optional_instant(get("decided_at")), get("executor"), get("why"),
            )  # fmt: skip
        return Update(
            event_id, ref, at, by, get("audience"), str(get("text", "")), get("conditions"), get("actions"),
            get("needs"), optional_instant(get("next_due_at")),
        )  # fmt: skip

    def _live_children(self, parent: str) -> list[tuple[str, Json, Event]]:
        """Return the id, fields and maker of each live child of a record, in the order they happened."""
        found = []
        for key in self._children.get(parent, ()):
            values, live = self._fields(key)
            if live and live[0].makes_record:
                found.append((key[1], values, live[0]))
        return sorted(found, key=lambda child: (child[2].at, event_order(child[2])))

    def _evidence(self, parent: str) -> list[Evidence]:
        return [
            Evidence(event_id, instant(maker.at), maker.by, bool(values.get("supports")), str(values.get("text", "")))
            for event_id, values, maker in self._live_children(parent)
        ]

    def _objections(self, parent: str) -> list[Objection]:
        return [
            Objection(event_id, instant(maker.at), maker.by, str(values.get("text", "")))
            for event_id, values, maker in self._live_children(parent)
        ]

    def _rebuild_incident(self) -> None:
        incident = self.incident
        values, live = self._fields(("incident", incident.id))
        get = values.get
        for name in ("title", "severity", "status", "mode", "zone", "declared_by"):
            if name in values:
                setattr(incident, name, str(get(name)))
        for name in ("summary", "impact", "users_affected", "detected_by", "trigger", "root_cause", "resolution",
                     "surprised_by", "conclusion"):  # fmt: skip
            setattr(incident, name, get(name))
        incident.services = sorted(
            name.removeprefix("services.") for name in values if name.startswith("services.") and get(name)
        )
        incident.roles = {
            name.removeprefix("roles."): str(get(name))
            for name in sorted(values)
            if name.startswith("roles.") and get(name)
        }
        for name in ("contributing_factors", "went_well", "went_badly", "lucky"):
            setattr(incident, name, _list_field(live, name))
        self._rebuild_milestones(values)
        self._rebuild_histories(live)
        incident.next_update_at = self._next_update(live)

    def _rebuild_milestones(self, values: Json) -> None:
        incident = self.incident
        incident.milestone_rows, incident.milestone_typed = {}, {}
        for name in MILESTONES:
            value = values.get(f"milestones.{name}")
            at, typed = None, None
            if isinstance(value, dict):
                row = self._rows.get(str(value.get("row")))
                if row:
                    at, typed = row.at, row.typed
                    incident.milestone_rows[name] = row.id
                elif "at" in value:
                    at, typed = instant(value["at"]), value.get("typed")
            incident.milestones[name] = at
            if typed:
                incident.milestone_typed[name] = str(typed)

    def _rebuild_histories(self, live: list[Event]) -> None:
        incident = self.incident
        incident.severity_history, incident.status_history, incident.role_history = [], [], {}
        for event in live:
            at = instant(event.at)
            if "severity" in event.set:
                incident.severity_history.append(Change(at, str(event.set["severity"]), event.by))
            if "status" in event.set:
                incident.status_history.append(Change(at, str(event.set["status"]), event.by))
            for name, value in event.set.items():
                if name.startswith("roles."):
                    history = incident.role_history.setdefault(name.removeprefix("roles."), [])
                    history.append(Change(at, str(value), event.by))
        for history in (incident.severity_history, incident.status_history, *incident.role_history.values()):
            history.sort(key=attrgetter("at"))
        closed = [change.at for change in incident.status_history if change.value == "closed"]
        incident.closed_at = closed[-1] if closed and incident.status == "closed" else None

    def _next_update(self, live: list[Event]) -> datetime | None:
        """Return when the next update is due: what was last said of it, by hand or by an update."""
        latest: tuple[tuple[str, str, int], Any] = (("", "", 0), None)
        for event in live:
            if "next_update_at" in event.set:
                latest = max(latest, (event_order(event), event.set["next_update_at"]), key=lambda pair: pair[0])
        for update in self.incident.updates:
            for event in self._of_record["update", update.id]:
                if "next_due_at" in event.set and self.is_live(event):
                    latest = max(latest, (event_order(event), event.set["next_due_at"]), key=lambda pair: pair[0])
        return optional_instant(latest[1])

    def _glance(self, stamp: str, highest: dict[str, int]) -> Seen:
        status, zone = ("", EARLIEST), ("UTC", EARLIEST)
        for event in self._of_record.get(("incident", self.incident.id), ()):
            if self.is_live(event):
                status = (str(event.set["status"]), event.stamp) if "status" in event.set else status
                zone = (str(event.set["zone"]), event.stamp) if "zone" in event.set else zone
        return Seen(stamp, highest, status, zone, self.incident.mode)

    def _undo_stacks(self, by: str) -> tuple[list[Event], list[Event]]:
        """Replay one person's changes, undos and redos: what can be taken back, and what can be brought back."""
        mine = sorted((event for event in self.events.values() if event.by == by), key=event_order)
        changes: list[Event] = []
        undos: list[Event] = []
        for event in mine:
            target = event.undoes and self.events.get(event.undoes)
            if event.undoes is None:
                if not (event.kind == "incident" and event.makes_record and "title" in event.set and not changes):
                    changes.append(event)
                undos.clear()
            elif target is None:
                continue
            elif target.undoes is None:
                changes = [change for change in changes if change is not target]
                undos.append(event)
            else:
                undos = [undo for undo in undos if undo is not target]
                original = self.events.get(target.undoes)
                if original:
                    changes.append(original)
        return [event for event in changes if self.is_live(event)], [event for event in undos if self.is_live(event)]


def fold(incident_id: str, events: Iterable[Event]) -> Incident:
    """Return the incident that a set of events amounts to."""
    return Fold(incident_id, events).incident


def recorded_at(event: Event) -> datetime:
    """Return when an event was written down, by the writer's own clock."""
    return instant(event.wall) if event.wall else stamp_time(event.stamp)


def instant(text: Any) -> datetime:
    """Return the instant of a field; one that cannot be read is the beginning of 1970, not a crash."""
    try:
        return from_text(text)
    except (TypeError, ValueError, OverflowError):
        return stamp_time(EARLIEST)


def optional_instant(text: Any) -> datetime | None:
    """Return the instant of a field that may be empty."""
    return None if text is None else instant(text)


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the whole minutes from one instant to another; negative when they are the wrong way round."""
    return int((end - start).total_seconds() // 60)


def _list_field(live: list[Event], name: str) -> list[str]:
    """Return the items of a list field, in the order they were added since it was last emptied."""
    items: dict[str, Any] = {}
    for event in live:
        for field, value in event.set.items():
            if field == name and value is None:
                items.clear()
            elif field.startswith(f"{name}."):
                items[field] = value
    return [str(item) for item in items.values() if item is not None]


def _record_order(record: Record) -> tuple[datetime, int, str]:
    at = (
        getattr(record, "proposed_at", None) or getattr(record, "paged_at", None) or getattr(record, "created_at", None)
    )
    number = record.ref[1:].rstrip("abcdefghijklmnopqrstuvwxyz")
    return (at or getattr(record, "at"), int(number) if number.isdigit() else 0, record.ref)  # noqa: B009 - one of four kinds


def _suffix(place: int) -> str:
    """Return the letter behind a reference that several records were given: none for the first, then b, c …"""
    if place == 0:
        return ""
    return _SUFFIXES[place - 1] if place <= len(_SUFFIXES) else "z" + _suffix(place - len(_SUFFIXES))


def _range(highest: int, letter: str) -> str:
    return f": they run from {letter}1 to {letter}{highest}" if highest else ""

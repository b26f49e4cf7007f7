"""The fold: from a set of events to the incident they amount to.

Per record and field, the value with the greatest (stamp, origin, n) among the events that were not taken back holds;
the event that made the record comes first whatever its stamp, so that a broken clock cannot hide a correction.
The result depends on the set alone: order, repetition and gaps make no difference. A fold takes events as they come
and rebuilds only the records they touch, so that an append costs the same at a hundred entries and at a hundred
thousand.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from warroom.core.build import (
    Child,
    Record,
    build_incident,
    build_milestones,
    build_record,
    build_row,
    instant,
    milestone_anchors,
    plain_row,
    promises,
    record_order,
    recorded_at,
)
from warroom.core.changes import EDITED_FIELD, KIND_OF_PREFIX, PREFIXES
from warroom.core.errors import NotFoundError
from warroom.core.events import HIGHEST_NUMBER, Event, EventId, Json, Seen, event_order, twin
from warroom.core.line import LIST_FIELDS, canonical_ref
from warroom.core.model import Incident, Row, Update
from warroom.core.refs import Claims, ref_number
from warroom.core.stamp import EARLIEST
from warroom.core.undo import Stacks, Undos, stack_of

if TYPE_CHECKING:
    from warroom.core.names import Names

RecordKey = tuple[str, str]

_LISTS = {
    "hypothesis": "hypotheses", "escalation": "escalations", "task": "tasks", "decision": "decisions",
    "update": "updates",
}  # fmt: skip
_PARENTS = {"evidence": "hypothesis", "objection": "decision"}
_ROW_ORDER = attrgetter("at", "order")
LEARNED_ORDER = attrgetter("recorded_at", "order")
"""The order of the timeline as it was written down, which is when each row was known."""

_EVENT_ORDER = attrgetter("stamp", "origin", "n")

# From this many on, sorting or sifting the timeline once is cheaper than finding each row's place.
_MANY = 64


class Revision(NamedTuple):
    """One change of a record: the event, what it changed, and the undo that took it back since, if one did.

    `before` has the value of each field that it changed, of `misleading` and of `supports`, if there was one, and when
    the event happened that had set it.
    """

    event: Event
    changed: Json
    before: dict[str, tuple[Any, str]]
    undone: Event | None


class Fold:
    """An incident built from events, kept up to date as more arrive.

    `incident` is the state, `seen` what a writer of this room knows, and `events` every event by its identity. None
    may be changed from outside. `has_twins` tells that two different events said they were the same one: both hold.
    """

    def __init__(self, incident_id: str, events: Iterable[Event] = ()) -> None:
        self.incident = Incident(incident_id)
        self.seen = Seen()
        self.events: dict[EventId, Event] = {}
        self.has_twins = False
        # The events of a record but for the one that made it, whose identity is the record's own.
        self._changes: dict[RecordKey, list[Event]] = {}
        self._children: dict[str, dict[RecordKey, None]] = {}
        self._undos = Undos()
        self._stacks: dict[tuple[str, bool], Stacks] = {}
        self._names: Names | None = None
        self._claims = {letter: Claims(letter) for letter in ("#", *KIND_OF_PREFIX)}
        self._records: dict[str, dict[str, Record]] = {kind: {} for kind in _LISTS}
        self._rows: dict[str, Row] = {}
        self._anchors: set[str] = set()
        self._learned: list[Row] | None = None
        self.add(events)

    def add(self, events: Iterable[Event]) -> list[Event]:
        """Take these events in, and return those that were new, in their order."""
        known = self.events
        new = []
        for event in events:
            identity = event[:2]
            if (other := known.get(identity)) is not None:
                if other == event or (event := twin(event, other)) is other or event[:2] in known:
                    continue
                identity = event[:2]
                self.has_twins = True
            known[identity] = event
            new.append(event)
        if not new:
            return new
        new.sort(key=_EVENT_ORDER)
        dirty: dict[RecordKey, None] = {}
        entries = [event for event in new if self._index(event, dirty)]
        if self._stacks:
            self._keep_stacks(new)
        if self._names is not None:
            self._names.take(new)
        glance = self._rebuild(entries, dirty)
        self._note_change(new)
        highest = {letter: claims.highest for letter, claims in self._claims.items() if claims.highest}
        status, zone = self._glance() if glance else (self.seen.status, self.seen.zone)
        self.seen = Seen(max(self.seen.stamp, new[-1].stamp), highest, status, zone, self.incident.mode)
        return new

    def _note_change(self, new: list[Event]) -> None:
        """Note when anything was last recorded but a review or a snooze, whatever order it comes in."""
        is_last = True
        for event in reversed(new):
            if not is_last and event.wall is None:  # its stamp is before that of the last
                continue
            if event.row is None and any(name == "review" or name.startswith("snoozed") for name in event.set):
                continue
            at = recorded_at(event)
            self.incident.changed_at = max(at, self.incident.changed_at or at)
            is_last = is_last and event.wall is not None

    # What is asked of it

    def row(self, ref: str) -> Row:
        """Return the timeline row of a reference such as #14.

        Raises:
            NotFoundError: there is none.
        """
        return self._rows[self.event_of_row(ref).event_id]

    def record(self, ref: str) -> Record:
        """Return the hypothesis, escalation, task, decision or update of a reference such as H3.

        Raises:
            NotFoundError: there is none.
        """
        label = canonical_ref(ref) or ref
        claims = self._claims.get(label[:1])
        event = claims.find(label) if claims else None
        record = self._records.get(event.kind, {}).get(event.id) if event else None
        if record is None:
            raise NotFoundError(_not_here(label, claims, taken_back=event is not None))
        return record

    def row_by_id(self, event_id: str) -> Row | None:
        """Return the row that this event made, if it shows on the timeline."""
        return self._rows.get(event_id)

    def event_of_row(self, ref: str) -> Event:
        """Return the event that made a timeline row.

        Raises:
            NotFoundError: there is no such row.
        """
        label = canonical_ref(ref) or ref
        event = self._claims["#"].find(label)
        if event is None or event.event_id not in self._rows:
            raise NotFoundError(_not_here(label, self._claims["#"], taken_back=event is not None))
        return event

    def is_live(self, event: Event) -> bool:
        """Tell whether an event holds: it was not taken back, or that was taken back in turn."""
        return self._undos.is_live((event.origin, event.n))

    def taken_back_by(self, event: Event) -> Event | None:
        """Return the undo that took an event back, None if the event holds."""
        undo = self._undos.taken_back_by((event.origin, event.n))
        return self.events[undo] if undo else None

    def last_changes(self, by: str, *, played: bool = False) -> Iterator[Event]:
        """Yield this person's changes that can be taken back, the last first; or those a drill played as theirs."""
        return filter(self.is_live, reversed(self._stacks_of(by, played).changes))

    def last_undos(self, by: str, *, played: bool = False) -> Iterator[Event]:
        """Yield this person's undos, if nothing was changed by them since, the last first."""
        return filter(self.is_live, reversed(self._stacks_of(by, played).undos))

    def last_change(self, by: str, *, played: bool = False) -> Event | None:
        """Return this person's last change that can be taken back."""
        return next(self.last_changes(by, played=played), None)

    def last_undo(self, by: str, *, played: bool = False) -> Event | None:
        """Return this person's last undo, if nothing was changed by them since."""
        return next(self.last_undos(by, played=played), None)

    def last_change_of_all(self) -> Event | None:
        """Return the last change that can be taken back, whoever made it."""
        changes = (one for one in self.events.values() if not (one.undoes or one.declares) and self.is_live(one))
        return max(changes, key=event_order, default=None)

    def spelling(self, name: str) -> str:
        """Return a name as it is written here already, which is the same person's whatever its case."""
        if self._names is None:
            from warroom.core.names import Names

            self._names = Names()
            self._names.take(self.events.values())
        people = self._names.people
        same = name.casefold()
        return name if name in people else next((one for one in people if one.casefold() == same), name)

    def original(self, event: Event) -> Event:
        """Return the change that an undo takes back or a redo brings back, or else the event itself."""
        followed = set()
        while event.undoes and event.undoes not in followed and (target := self.events.get(event.undoes)):
            followed.add(event.undoes)
            event = target
        return event

    def as_learned(self) -> list[Row]:
        """Return the timeline in the order it was written down, kept so from the first time it is asked for."""
        if self._learned is None:
            self._learned = sorted(self.incident.timeline, key=LEARNED_ORDER)
        return self._learned

    def label(self, event: Event) -> str | None:
        """Return the reference of the record that an event made or changed, also of one that was taken back.

        Evidence and objections are known by their record, entries by their row.
        """
        maker = self.event(event.id)
        if maker and event.kind in _PARENTS:
            maker = self.event(str(maker.set.get("of")))
        if maker and maker.kind in PREFIXES and event.kind != "entry":
            return self._label(maker)
        row = event if event.row is not None else maker
        return self._claims["#"].label(row.row, row) if row and row.row is not None else None

    def history(self, kind: str, event_id: str) -> list[Revision]:
        """Return every change of a record in order, those taken back included.

        `kind` is the kind of record and `event_id` its id; a timeline row's own is `entry`.
        """
        values: dict[str, tuple[Any, str]] = {}
        revisions = []
        for event in self.events_of(kind, event_id):
            if event.makes_record and kind != "incident":
                values = {
                    "at": (event.at, event.at),
                    "until": (event.until, event.at),
                    "about": (event.about, event.at),
                }
            changed = {
                name: value
                for name, value in event.set.items()
                if name != "ref" and (name not in values or values[name][0] != value or name in LIST_FIELDS)
            }
            if not changed:
                continue
            before = {name: values[name] for name in (*changed, "misleading", "supports") if name in values}
            undone = self.taken_back_by(event)
            revisions.append(Revision(event, changed, before, undone))
            if undone is None:
                values |= {name: (value, event.at) for name, value in changed.items()}
        return revisions

    def children_of(self, event_id: str) -> list[RecordKey]:
        """Return the kind and id of each piece of evidence or objection a record has, those taken back included."""
        return list(self._children.get(event_id, ()))

    def events_of(self, kind: str, event_id: str) -> list[Event]:
        """Return every event of a record, those taken back included: the one that made it, then its changes."""
        key = (kind, self.incident.id if kind == "incident" else event_id)
        changes = self._changes.get(key, [])
        maker = self.event(event_id)
        if maker is None or maker.kind != kind or kind == "incident" or not maker.makes_record:
            return changes
        return [maker, *changes]

    def value_of(self, kind: str, event_id: str, field: str) -> object:
        """Return what a field of a record holds, as it was recorded; None for nothing."""
        return self._fields(kind, event_id)[0].get(field)

    # How events are taken in

    def _index(self, event: Event, dirty: dict[RecordKey, None]) -> bool:
        """Note all that an event says but for its record; True if it is an entry, whose record is only its row."""
        if event.undoes:
            self._undos.add(event)
            self._touch_target(event, dirty)
            return False
        if (row := event.row) is not None and 0 < row <= HIGHEST_NUMBER:
            for other in self._claims["#"].claim(row, event):
                self._touch(self._key(other), dirty)
        made = event.kind != "incident" and event.makes_record
        if made and event.kind == "entry":
            return True
        key = self._key(event)
        if not made:
            changes = self._changes.setdefault(key, [])
            if changes and event_order(changes[-1]) > event_order(event):
                insort(changes, event, key=event_order)
            else:
                changes.append(event)
        elif (letter := PREFIXES.get(event.kind)) and (number := ref_number(event.set.get("ref"), letter)):
            for other in self._claims[letter].claim(number, event):
                self._touch(self._key(other), dirty)
        if event.kind in _PARENTS and (parent := event.set.get("of")):
            self._children.setdefault(str(parent), {})[key] = None
        self._touch(key, dirty)
        return False

    def _touch(self, key: RecordKey, dirty: dict[RecordKey, None]) -> None:
        """Note that a record has to be built again: with its parent, its children, or the record whose row it is."""
        dirty[key] = None
        kind, event_id = key
        if kind in _PARENTS:
            for event in self.events_of(kind, event_id):
                if parent := event.set.get("of"):
                    dirty[_PARENTS[kind], str(parent)] = None
        elif kind in _PARENTS.values():
            for child in self._children.get(event_id, ()):
                dirty[child] = None
        elif kind == "entry" and (maker := self.event(event_id)) and maker.kind != "entry":
            dirty[self._key(maker)] = None

    def _touch_target(self, event: Event, dirty: dict[RecordKey, None]) -> None:
        """Note the record that an undo, or the undo of an undo, bears upon."""
        followed = set()
        while event.undoes and event.undoes not in followed:
            followed.add(event.undoes)
            target = self.events.get(event.undoes)
            if target is None:
                return
            event = target
        if not event.undoes:
            self._touch(self._key(event), dirty)

    def _key(self, event: Event) -> RecordKey:
        """Return the record an event is about; a log is of one incident, whatever a copied folder is called."""
        return ("incident", self.incident.id) if event.kind == "incident" else (event.kind, event.id)

    def event(self, event_id: str) -> Event | None:
        """Return the event of an identity that is one word, None if it is not here."""
        origin, _, n = event_id.rpartition(".")
        if not n.removeprefix("-").isdecimal() or len(n) > 18:
            return None
        event = self.events.get((origin, int(n)))
        return event if event and event.event_id == event_id else None

    def _stacks_of(self, by: str, played: bool) -> Stacks:
        whose = (by.casefold(), played)
        stacks = self._stacks.get(whose)
        if stacks is None:
            mine = [event for event in self.events.values() if stack_of(event) == whose]
            stacks = self._stacks[whose] = Stacks(mine, self.events)
        return stacks

    def _keep_stacks(self, new: list[Event]) -> None:
        for event in new:
            if self._undos and (event.origin, event.n) in self._undos:
                self._stacks.clear()
            elif (stacks := self._stacks.get(whose := stack_of(event))) and not stacks.take(event):
                del self._stacks[whose]

    # How records are built

    def _fields(self, kind: str, event_id: str) -> tuple[Json, list[Event]]:
        """Return the fields of a record as they hold, and its live events in order, the one that made it first."""
        live = self.events_of(kind, event_id)
        if self._undos:
            live = [event for event in live if self.is_live(event)]
        if len(live) == 1:
            return live[0].set, live
        values: Json = {}
        for event in live:
            values.update(event.set)
        return values, live

    def _rebuild(self, entries: list[Event], dirty: dict[RecordKey, None]) -> bool:
        """Build what has changed: the rows of new entries, then the dirty records; tell if the incident was one."""
        fresh, old = self._rows_of_entries(entries, dirty), []
        lists = set()
        for kind, event_id in dirty:
            values, live = self._fields(kind, event_id)
            dropped = (self._rows.pop(event.event_id, None) for event in self.events_of(kind, event_id))
            old += [row for row in dropped if row]
            made = bool(live) and (live[0].makes_record or kind not in {*_LISTS, *_PARENTS, "entry"})
            if kind in _LISTS:
                lists.add(kind)
                self._records[kind].pop(event_id, None)
                if made:
                    self._build(kind, event_id, values, live[0])
            if made:
                fresh += self._build_rows(kind, values, live)
        if old:
            self._drop_rows(old)
        self._place_rows(fresh)
        self._note_last(old, fresh)
        for kind in lists:
            setattr(self.incident, _LISTS[kind], sorted(self._records[kind].values(), key=record_order))
        return self._rebuild_incident(dirty, lists, old, fresh)

    def _rows_of_entries(self, entries: list[Event], dirty: dict[RecordKey, None]) -> list[Row]:
        label, rows, undos, changes = self._claims["#"].label, self._rows, self._undos, self._changes
        fresh = []
        for event in entries:
            key = ("entry", event.id)
            if key in changes or (undos and event[:2] in undos):
                dirty[key] = None
            elif event.row is not None and key not in dirty:
                row = rows[event.id] = plain_row(event, label(event.row, event))
                fresh.append(row)
        return fresh

    def _place_rows(self, fresh: list[Row]) -> None:
        if len(fresh) > _MANY:
            timeline = self.incident.timeline
            timeline += fresh
            timeline.sort(key=attrgetter("order"))
            timeline.sort(key=attrgetter("at"))
            self._learned = None
            return
        for row in fresh:
            insort(self.incident.timeline, row, key=_ROW_ORDER)
            if self._learned is not None:
                insort(self._learned, row, key=LEARNED_ORDER)

    def _note_last(self, old: list[Row], fresh: list[Row]) -> None:
        """Note when the last row was written down; to look at every row takes one that was the last and is not now."""
        incident, until = self.incident, max((row.recorded_at for row in fresh), default=None)
        before = incident.logged_at
        if before and until and until >= before:
            incident.logged_at = until
        elif before is None or any(row.recorded_at == before for row in old):
            incident.logged_at = max((row.recorded_at for row in incident.timeline), default=None)

    def _drop_rows(self, rows: list[Row]) -> None:
        timeline, learned = self.incident.timeline, self._learned
        if len(rows) > _MANY:
            gone = set(map(id, rows))
            timeline[:] = [row for row in timeline if id(row) not in gone]
            self._learned = None
            return
        for row in rows:
            del timeline[bisect_left(timeline, _ROW_ORDER(row), key=_ROW_ORDER)]
            if learned is not None:
                del learned[bisect_left(learned, LEARNED_ORDER(row), key=LEARNED_ORDER)]

    def _build_rows(self, kind: str, values: Json, live: list[Event]) -> list[Row]:
        about_ref = None
        if kind in _LISTS:
            about_ref = self._records[kind][live[0].id].ref
        elif kind in _PARENTS:
            parent = self.event(str(values.get("of")))
            if parent is None or parent.kind != _PARENTS[kind] or not parent.makes_record or not self.is_live(parent):
                return []
            about_ref = self._label(parent)
        rows = []
        for event in live:
            if event.row is None:
                continue
            overlay, revisions = values, live
            if kind != "entry":
                overlay, edits = self._fields("entry", event.event_id)
                revisions = [*live, *edits] if event.makes_record and kind != "incident" else []
            field = EDITED_FIELD.get(kind, "text")
            corrected = sum(1 for one in revisions if field in one.set or "at" in one.set)
            label = self._claims["#"].label(event.row, event)
            row = build_row(event, label, about_ref, values, overlay, max(0, corrected - 1))
            self._rows[row.id] = row
            rows.append(row)
        return rows

    def _label(self, maker: Event) -> str:
        letter = PREFIXES[maker.kind]
        return self._claims[letter].label(ref_number(maker.set.get("ref"), letter), maker)

    def _build(self, kind: str, event_id: str, values: Json, maker: Event) -> None:
        children = self._live_children(kind, event_id)
        self._records[kind][event_id] = build_record(kind, self._label(maker), maker, values, children)

    def _live_children(self, kind: str, parent: str) -> list[Child]:
        """Return the live children of a record, in the order they happened."""
        found = []
        for child_kind, event_id in self._children.get(parent, ()):
            values, live = self._fields(child_kind, event_id)
            if live and live[0].makes_record and _PARENTS[child_kind] == kind and str(values.get("of")) == parent:
                found.append((event_id, values, live[0]))
        return sorted(found, key=lambda child: (instant(child[1].get("at", child[2].at)), event_order(child[2])))

    def _rebuild_incident(
        self, dirty: dict[RecordKey, None], lists: set[str], old: list[Row], fresh: list[Row]
    ) -> bool:
        incident = self.incident
        changed = ("incident", incident.id) in dirty
        moved = self._anchors and any(row.id in self._anchors for rows in (old, fresh) for row in rows)
        if not (changed or moved or "update" in lists):
            return False
        values, live = self._fields("incident", incident.id)
        if changed:
            build_incident(incident, values, live)
            self._anchors = milestone_anchors(values)
        if changed or moved:
            build_milestones(incident, values, self._rows.get)
        said: list[tuple[Event, Update | None]] = [(event, None) for event in live]
        for update in incident.updates:
            events = self.events_of("update", update.id)
            said += [(event, update) for event in events if self.is_live(event) and _promises(event)]
        incident.promised, incident.owed = promises(said)
        incident.next_update_at = min((promise.at for promise in incident.promised), default=None)
        return changed

    def _glance(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return the status and the zone as they hold, each with the stamp of the event that set it."""
        status, zone = ("", EARLIEST), ("UTC", EARLIEST)
        for event in self._fields("incident", self.incident.id)[1]:
            if isinstance(value := event.set.get("status"), str):
                status = (value, event.stamp)
            if isinstance(value := event.set.get("zone"), str):
                zone = (value, event.stamp)
        return status, zone


def _promises(event: Event) -> bool:
    """Tell whether an event of an update has a say in what is promised: its first one, or one that gives its due."""
    return event.makes_record or "next_due_at" in event.set


def _not_here(label: str, claims: Claims | None, *, taken_back: bool) -> str:
    """Return why a reference leads nowhere."""
    row = "row " if label.startswith("#") else ""
    if taken_back:
        return f"{row}{label} was taken back"
    if claims is None or not claims.highest:
        return f"there is no {row}{label} here"
    return f"there is no {row}{label} here: the last one is {claims.letter}{claims.highest}"

"""The room: an incident that is open in a process, kept up to date and written down line by line."""

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple, Self

from warroom.core.changes import Change, change_of, to_event
from warroom.core.errors import StoreError
from warroom.core.events import Event, Seen, event_order
from warroom.core.fold import Fold
from warroom.core.line import Line, parse_line
from warroom.core.model import Incident
from warroom.core.reply import reply
from warroom.core.stamp import next_stamp
from warroom.core.text import plural
from warroom.core.times import Moment
from warroom.store.checkpoint import checkpoint_path, load_checkpoint, save_checkpoint
from warroom.store.clock import utc_now
from warroom.store.log import LogWriter, log_folder, log_names, log_sizes, read_log

Clock = Callable[[], datetime]

_LISTS = {
    "hypothesis": "hypotheses", "escalation": "escalations", "task": "tasks", "decision": "decisions",
    "update": "updates",
}  # fmt: skip
_OWNERS = {"evidence": "hypothesis", "objection": "decision"}
_MANY = 20_000
_SMALL_TAIL = 256 * 1024


class Preview(NamedTuple):
    """What a line would record: its change, and the reference and row number it would be given, if any."""

    line: Line
    change: Change
    ref: str | None
    row: int | None


class Room:
    """One incident, open for reading and writing.

    A line is drafted (it has its place and shows at once) and then saved (it is on the disk); `record` does both.
    `by` is who writes when nobody else is named, `via` the door, and `notices` has a sentence for each thing that was
    found damaged. Several threads may use a room.

    Raises:
        StoreError: neither the checkpoint nor the logs can be read.
    """

    def __init__(self, folder: str, *, by: str, via: str = "screen", clock: Clock = utc_now,
                 cadence: dict[str, int] | None = None) -> None:  # fmt: skip
        self.folder = folder
        self.by = by
        self.via = via
        self.clock = clock
        self.cadence = cadence
        self.notices: list[str] = []
        self._state = threading.RLock()
        self._saving = threading.Lock()
        self._writer: LogWriter | None = None
        self._drafts: list[tuple[Event, Seen]] = []
        self._unsaved: set[str] = set()
        self._news: list[Event] = []
        self._last_row: Event | None = None
        self._offsets: dict[str, int] = {}
        self._is_behind = False
        self._tail_bytes = 0
        with _no_collection():
            self.fold = self._load()

    # What it knows

    @property
    def incident(self) -> Incident:
        """The incident as it stands, drafts included."""
        return self.fold.incident

    @property
    def unsaved(self) -> frozenset[str]:
        """The ids of the events that are not on the disk yet."""
        with self._state:
            return frozenset(self._unsaved)

    def moment(self, typed_at: datetime | None = None) -> Moment:
        """Return what the times of a line are read against, typing having begun at `typed_at` (default: now)."""
        now = typed_at or self.clock()
        incident = self.incident
        if incident.mode != "retrospective":
            return Moment(now, incident.zone, incident.started_at)
        last = self._last_row and self.fold.row_by_id(self._last_row.event_id)
        inherited = last.at if last else incident.started_at
        return Moment(inherited or now, incident.zone, incident.started_at, True, inherited is not None)

    def preview(self, text: str | Line, *, by: str | None = None, typed_at: datetime | None = None) -> Preview:
        """Return what a line would record, recording nothing.

        Raises:
            LineError: it cannot be understood, or asks for what cannot be done.
            NotFoundError: it speaks of a record that is not there.
        """
        with self._state:
            line = parse_line(text) if isinstance(text, str) else text
            change = change_of(line, self.fold, self.moment(typed_at), by or self.by, self.cadence)
            highest = self.fold.seen.highest
            ref = f"{change.prefix}{highest.get(change.prefix, 0) + 1}" if change.prefix else None
            return Preview(line, change, ref, highest.get("#", 0) + 1 if change.row else None)

    def label(self, event: Event) -> str | None:
        """Return the reference by which people know what an event made or changed, such as H3 or #14."""
        owner, kind = str(event.set.get("of", event.id)), _OWNERS.get(event.kind, event.kind)
        for record in reversed(getattr(self.incident, _LISTS[kind]) if kind in _LISTS else ()):
            if record.id == owner:
                return str(record.ref)
        if row := self.fold.row_by_id(event.event_id) or self.fold.row_by_id(owner):
            return row.ref
        return f"#{event.row}" if event.row else None

    def reply(self, event: Event) -> str:
        """Return what to answer whoever wrote a line: what it was understood as, and its reference."""
        of, ref = event, self.label(event)
        if event.undoes:
            of = self.fold.events[event.undoes]
            of = self.fold.events.get(of.undoes, of) if of.undoes else of
            ref = self.label(of)
        for value in event.set.values():
            if isinstance(value, dict) and (row := self.fold.row_by_id(str(value.get("row")))):
                ref = row.ref if event.row is None else ref
        return reply(event, ref, self.clock(), of=of)

    # What is written

    def draft(self, text: str | Line, *, by: str | None = None, typed_at: datetime | None = None) -> Event:
        """Give a line its place and take it in, and return its event, which is not on the disk until `save`.

        Raises:
            LineError: it cannot be understood, or asks for what cannot be done.
            NotFoundError: it speaks of a record that is not there.
        """
        with self._state:
            if not self._drafts:
                self._look()
            change = self.preview(text, by=by, typed_at=typed_at).change
            return self.draft_change(change, by=by, typed_at=typed_at)

    def draft_change(self, change: Change, *, by: str | None = None, typed_at: datetime | None = None) -> Event:
        """Give a change its place and take it in; it is not on the disk until `save`."""
        with self._state:
            if self._writer is None:
                writer = LogWriter.take(self.folder, self._highest_places())
                self._look()  # its last writer may have gone on after this room was opened
                self._writer = writer
            now = typed_at or self.clock()
            n = max(self._writer.n, *(draft.n for draft, _ in self._drafts[-1:]), 0) + 1
            event = to_event(
                change, origin=self._writer.origin, n=n, stamp=next_stamp(now, self.fold.seen.stamp), by=by or self.by,
                seen=self.fold.seen, via=self.via, now=now,
            )  # fmt: skip
            self._take_in([event])
            self._drafts.append((event, self.fold.seen))
            self._unsaved.add(event.event_id)
            return event

    def save(self) -> None:
        """Put every draft on the disk with one write and one sync; on failure they stay drafts for the next time.

        Raises:
            StoreError: they are not on the disk.
        """
        with self._saving:
            with self._state:
                batch, writer = list(self._drafts), self._writer
            if not batch or writer is None:
                return
            end = writer.append(batch)
            with self._state:
                del self._drafts[: len(batch)]
                self._unsaved.difference_update(event.event_id for event, _ in batch)
                self._advance(writer.file_name, end)

    def record(self, text: str | Line, *, by: str | None = None, typed_at: datetime | None = None) -> Event:
        """Record a line and return its event once it is on the disk; see `draft` and `save`."""
        event = self.draft(text, by=by, typed_at=typed_at)
        self.save()
        return event

    def record_change(self, change: Change, *, by: str | None = None) -> Event:
        """Record a change and return its event once it is on the disk."""
        event = self.draft_change(change, by=by)
        self.save()
        return event

    def poll(self) -> list[Event]:
        """Return what others recorded since the last time, in order; cheap when there is nothing."""
        with self._state:
            self._look()
            news, self._news = self._news, []
            return news

    def checkpoint(self) -> None:
        """Write the checkpoint if it does not hold everything yet.

        Raises:
            StoreError: it could not be written; the old one is as it was, and the logs have everything.
        """
        self.save()
        with self._saving, self._state:
            if not self._is_behind:
                return
            events = sorted(self.fold.events.values(), key=event_order)
            save_checkpoint(self.folder, self.incident, events, self._offsets, self.fold.seen)
            self._is_behind, self._tail_bytes = False, 0

    @property
    def warning(self) -> str:
        """What is to be said of the disk now; empty when all is well."""
        return ""

    def tidy(self) -> None:
        """Bring the files up to date in a quiet moment.

        Raises:
            StoreError: they could not be written.
        """
        self.checkpoint()

    def close(self) -> None:
        """Save what is drafted, bring the checkpoint up to date where it is worth it, and let go of the log.

        Raises:
            StoreError: there are drafts that are not on the disk.
        """
        try:
            self.save()
            if self._is_worth_a_checkpoint():
                self.checkpoint()
        finally:
            if self._writer:
                self._writer.close()
                self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    # How it reads

    def _load(self) -> Fold:
        loaded = load_checkpoint(self.folder)
        names = log_names(self.folder)
        if loaded.notice:
            self.notices.append(loaded.notice)
            self._is_behind = bool(names)
        tails: list[Event] = []
        for name in names:
            tails += self._read(name, loaded.offsets.get(name, 0))
        events = [*loaded.events, *tails] if loaded.offsets else [*tails, *loaded.events]
        if not events:
            raise StoreError(f"{os.path.basename(self.folder)} cannot be read: {self._why_nothing(loaded.notice)}")
        makers = (event.id for event in events if event.kind == "incident" and "title" in event.set)
        fold = Fold(next(makers, os.path.basename(self.folder)), events)
        self._note_last_row(fold.events.values())
        return fold

    def _why_nothing(self, notice: str | None) -> str:
        return (
            f"it has no log that can be read, and {notice.partition(',')[0] if notice else 'its checkpoint is empty'}"
        )

    def _read(self, name: str, offset: int) -> list[Event]:
        try:
            part = read_log(os.path.join(log_folder(self.folder), name), offset)
        except StoreError as error:
            self._notice(str(error))
            return []
        if part.damaged:
            lines = plural(part.damaged, "line")
            self._notice(f"log/{name} has {lines} that cannot be read; everything else is there")
        self._tail_bytes += max(0, part.end - offset)
        self._offsets[name] = part.end
        self._is_behind = self._is_behind or bool(part.events)
        return part.events

    def _notice(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)

    def _look(self) -> None:
        """Read what was appended to the logs since the last look."""
        mine = self._writer.file_name if self._writer else None
        for name, size in log_sizes(self.folder, but=mine).items():
            if size != self._offsets.get(name, 0):
                self._news += self._take_in(self._read(name, self._offsets.get(name, 0)))

    def _take_in(self, events: Iterable[Event]) -> list[Event]:
        new = self.fold.add(events)
        self._note_last_row(new)
        return new

    def _note_last_row(self, events: Iterable[Event]) -> None:
        """Keep in mind the last recorded row: in a retrospective, lines without a time belong to it."""
        rows = [event for event in events if event.row is not None and self._is_last(event)]
        if rows:
            self._last_row = max(rows, key=event_order)

    def _is_last(self, event: Event) -> bool:
        return self._last_row is None or event_order(event) > event_order(self._last_row)

    def _highest_places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for origin, n in self.fold.events:
            if n > places.get(origin, 0):
                places[origin] = n
        return places

    def _advance(self, name: str, end: int) -> None:
        self._tail_bytes += max(0, end - self._offsets.get(name, 0))
        self._offsets[name] = max(end, self._offsets.get(name, 0))
        self._is_behind = True

    def _is_worth_a_checkpoint(self) -> bool:
        """Tell whether to write the checkpoint on closing: the screen always does, a command once much is new."""
        if not self._is_behind:
            return False
        try:
            size = os.path.getsize(checkpoint_path(self.folder))
        except OSError:
            return bool(self._writer)
        return bool(self._writer) and (self.via == "screen" or self._tail_bytes > max(_SMALL_TAIL, size // 4))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking a hundred thousand new objects over and over, then or later."""
    was_enabled = gc.isenabled()
    gc.disable()
    before = gc.get_count()[0]
    try:
        yield
    finally:
        if gc.get_count()[0] - before > _MANY:
            gc.freeze()
        if was_enabled:
            gc.enable()

"""The room: an incident that is open in a process, kept up to date and written down line by line."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple, Self

from warroom.core.changes import Change, as_known, change_of, snooze_of, to_event
from warroom.core.clocks import Remind
from warroom.core.errors import StoreError, WarroomError
from warroom.core.events import PLAYED, TWIN, Event, event_order
from warroom.core.fold import Fold
from warroom.core.line import Line, parse_line
from warroom.core.stamp import next_stamp, stamp_time
from warroom.core.text import plural
from warroom.core.times import Moment, find_zone
from warroom.store.checkpoint import (
    checkpoint_path,
    kept_copies,
    load_checkpoint,
    places_of,
    save_checkpoint,
    save_checkpoint_apart,
    tables_of,
)
from warroom.store.clock import utc_now
from warroom.store.files import remove_leftovers
from warroom.store.log import FORMAT, log_folder, log_names, newer, newest_format, refuse_newer
from warroom.store.reader import LogReader
from warroom.store.reserve import keep_reserve, space_warning

if TYPE_CHECKING:
    from subprocess import Popen

    from warroom.core.block import Planned
    from warroom.core.checklists import Checklist
    from warroom.core.model import Incident
    from warroom.store.writer import Entry, LogWriter

Clock = Callable[[], datetime]

_MANY = 20_000
_LARGE = 2_000
_SMALL_TAIL = 256 * 1024
_AHEAD = timedelta(days=1)


class Preview(NamedTuple):
    """What a line would record: its change, and the reference and row number it would be given, if any."""

    line: Line
    change: Change
    ref: str | None
    row: int | None


class Room:
    """One incident, open for reading and writing.

    A line is drafted (it has its place and shows at once) and then saved (it is on the disk); `record` does both.
    `by` is who writes when nobody else is named and `via` the door. Several threads may use a room.

    Raises:
        StoreError: neither the checkpoint nor the logs can be read.
    """

    def __init__(self, folder: str, *, by: str, via: str = "screen", clock: Clock = utc_now,
                 cadence: dict[str, int] | None = None, remind: Remind | None = None) -> None:  # fmt: skip
        self.folder = folder
        self.by = by
        self.via = via
        self.clock = clock
        self.cadence = cadence
        self.remind = remind or Remind()
        self._state = threading.RLock()
        self._saving = threading.Lock()
        self._writer: LogWriter | None = None
        self._drafts: list[Entry] = []
        self._unsaved: set[str] = set()
        self._news: list[Event] = []
        self._last_row: Event | None = None
        self._is_behind = False
        self._apart: Popen[bytes] | None = None
        self._kept_before: set[str] = set()
        self._ours: tuple[int, int, int] | None = None
        self._places: dict[str, int] = {}
        self._placed = 0
        with _no_collection():
            self.fold = self._load()
        self._readable_only = "" if self._can_write() else self._cannot_write()

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

    @property
    def notices(self) -> list[str]:
        """A sentence for each thing that was found damaged, and what became of it."""
        return self._reader.notices

    @property
    def warning(self) -> str:
        """One sentence about what stands in the way of saving, empty as long as all is well."""
        if self._readable_only and self._can_write():
            self._readable_only = ""
        return self._readable_only or space_warning(self.folder)

    @property
    def wants_mending(self) -> bool:
        """Whether a log was lost or touched by somebody, so that `tidy` should not wait for a quiet moment."""
        return self._reader.lost_some

    def moment(self, typed_at: datetime | None = None) -> Moment:
        """Return what the times of a line are read against, typing having begun at `typed_at` (default: now)."""
        now = typed_at or self.clock()
        incident = self.incident
        if incident.mode != "retrospective":
            return Moment(now, incident.zone, incident.started_at)
        last = self._last_row and self.fold.row_by_id(self._last_row.event_id)
        inherited = last.at if last else incident.started_at
        return Moment(inherited or now, incident.zone, incident.started_at, True, inherited is not None, now)

    def preview(self, text: str | Line, *, by: str | None = None, typed_at: datetime | None = None,
                played: bool = False) -> Preview:  # fmt: skip
        """Return what a line would record, recording nothing; `played` tells that a drill plays it.

        Raises:
            LineError: it cannot be understood, or asks for what cannot be done.
            NotFoundError: it speaks of a record that is not there.
        """
        with self._state:
            line = parse_line(text) if isinstance(text, str) else text
            moment = self.moment(typed_at)
            line = as_known(line, self.fold)
            if line.verb == "snooze":
                line = snooze_of(line, self.fold, moment, self.remind)
            change = change_of(line, self.fold, moment, by or self.by, self.cadence, self.remind, played=played)
            highest = self.fold.seen.highest
            ref = f"{change.prefix}{highest.get(change.prefix, 0) + 1}" if change.prefix else None
            return Preview(line, change, ref, highest.get("#", 0) + 1 if change.row else None)

    def label(self, event: Event) -> str | None:
        """Return the reference by which people know what an event made or changed, such as H3 or #14."""
        return self.fold.label(event)

    def reply(self, event: Event, *more: Event, zone: tzinfo = UTC) -> str:
        """Return what to answer whoever wrote a line: what it was understood as, and its reference.

        `more` are the other undos or redos of a step; times are those of `zone`.
        """
        from warroom.core.reply import answer

        return answer([event, *more], self.fold, self.clock(), zone)

    def told_of_step(self, changes: Sequence[Event]) -> str:
        """Return in a few words what was changed; of undos and redos, what was taken back or brought back."""
        from warroom.core.revisions import told_of

        return told_of(changes, self.fold, find_zone(self.incident.zone), self.clock())

    # What is written

    def draft(self, text: str | Line, *, by: str | None = None, typed_at: datetime | None = None,
              played: bool = False) -> Event:  # fmt: skip
        """Give a line its place and take it in, and return its event, which is not on the disk until `save`.

        `played` tells that a drill plays it: it is no change of whoever runs the drill.

        Raises:
            LineError: it cannot be understood, or asks for what cannot be done.
            NotFoundError: it speaks of a record that is not there.
        """
        with self._state:
            self._look_first()
            change = self.preview(text, by=by, typed_at=typed_at, played=played).change
            return self.draft_change(change, by=by, typed_at=typed_at, via=PLAYED if played else None)

    def step(self, line: Line) -> list[Event]:
        """Return the changes that an /undo would take back, or a /redo bring back, the last first; of a block all.

        Raises:
            LineError: there are none, or it cannot be taken back.
            NotFoundError: there is no such row.
        """
        with self._state:
            fold = self.fold
            target = self.preview(line).change.undoes
            first = fold.original(fold.events[target]) if target else None
            if first is None:
                return []
            if line.ref:
                return [first]
            from warroom.core.block import are_of_one_block

            by = line.who or self.by
            found = fold.last_changes(by) if line.verb == "undo" else map(fold.original, fold.last_undos(by))
            block = takewhile(lambda one: one is first or are_of_one_block(one, first), found)
            return list(block) or [first]

    def draft_step(self, text: str | Line, *, typed_at: datetime | None = None) -> list[Event]:
        """Draft a line as one step: where it takes back a line of a pasted block, or brings it back, the whole of it.

        Raises:
            LineError: it cannot be understood, or asks for what cannot be done.
            NotFoundError: it speaks of a record that is not there.
        """
        with self._state:
            line = parse_line(text) if isinstance(text, str) else text
            self._look_first()
            count = len(self.step(line)) if line.verb in {"undo", "redo"} else 1
            return [self.draft(line, typed_at=typed_at) for _ in range(count)]

    def plan(self, lines: Iterable[str], *, typed_at: datetime | None = None) -> list[Planned]:
        """Return what each line of a block would record, recording nothing."""
        from warroom.core.block import plan

        with self._state:
            return plan(lines, self.fold, self.moment(typed_at), self.by, self.cadence)

    def draft_block(self, lines: Sequence[str], *, typed_at: datetime | None = None) -> tuple[list[Event], str]:
        """Draft the lines of a pasted block, which are then one step to take back, and one write to save.

        Return the events, and why the line after the last of them cannot be recorded, empty when all are.

        Raises:
            StoreError: a newer warroom wrote here.
        """
        from warroom.core.block import door_of_block

        events: list[Event] = []
        with self._state:
            via = door_of_block(len(self.fold.events) + 1) if len(lines) > 1 else None
            for line in lines:
                try:
                    self._look_first()
                    change = self.preview(line, typed_at=typed_at).change
                except WarroomError as error:
                    return events, str(error)
                events.append(self.draft_change(change, typed_at=typed_at, via=via))
            return events, ""

    def draft_checklist(self, checklist: Checklist) -> list[Event]:
        """Draft the tasks of a checklist, which are then one step to take back, and one write to save.

        Raises:
            StoreError: a newer warroom wrote here.
        """
        from warroom.core.block import door_of_checklist

        with self._state:
            self._look_first()
            via = door_of_checklist(len(self.fold.events) + 1)
            changes = [self.preview(line).change for line in checklist.tasks]
            named = [one._replace(set={**one.set, "checklist": checklist.name}) for one in changes]
            return [self.draft_change(one, via=via) for one in named]

    def draft_change(self, change: Change, *, by: str | None = None, typed_at: datetime | None = None,
                     via: str | None = None) -> Event:  # fmt: skip
        """Give a change its place and take it in; it is not on the disk until `save`.

        Raises:
            StoreError: a newer warroom wrote here.
        """
        with self._state:
            refuse_newer(self._reader.format)
            writer = self._writer or self._begin()
            now = typed_at or self.clock()
            n = max(writer.n, *(draft.n for draft, _ in self._drafts[-1:]), 0) + 1
            event = to_event(
                change, origin=writer.origin, n=n, stamp=next_stamp(now, self.fold.seen.stamp), by=by or self.by,
                seen=self.fold.seen, via=via or self.via, now=now,
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
            end = writer.append(batch, self._mine)
            with self._state:
                del self._drafts[: len(batch)]
                self._unsaved.difference_update(event.event_id for event, _ in batch)
                self._reader.took(writer.file_name, end)
                self._is_behind = True

    def record(self, text: str | Line, *, by: str | None = None, typed_at: datetime | None = None) -> Event:
        """Record a line and return its event once it is on the disk; see `draft` and `save`."""
        event = self.draft(text, by=by, typed_at=typed_at)
        self.save()
        return event

    def poll(self, *, everywhere: bool = True) -> list[Event]:
        """Return what others recorded since the last time, in order; cheap when there is nothing.

        Without `everywhere` a log that is brand new may be found at a later call only, which is cheaper still.
        """
        with self._state:
            self._look_at_the_other_process()
            self._look(everywhere=everywhere)
            news, self._news = self._news, []
            return news

    def checkpoint(self) -> None:
        """Write the checkpoint if it does not hold everything yet.

        What logs have lost is written again first: the old checkpoint knows of it, and may be the only one that does.

        Raises:
            StoreError: it could not be written; the old one is as it was, and the logs have everything.
        """
        self.save()
        self._mend()
        with self._saving:
            with self._state:
                if not self._is_behind or self._reader.format > FORMAT:
                    return
                events = sorted(self.fold.events.values(), key=event_order)
                tables, ends, seen = tables_of(self.incident), dict(self._reader.ends), self.fold.seen
                self._is_behind, self._reader.new_bytes = False, 0
            try:  # the rest goes on: nobody waits for this to be on the disk
                kept, self._ours = save_checkpoint(self.folder, tables, events, ends, seen, self._ours)
            except BaseException:
                self._is_behind = True
                raise
            self._note_kept(kept)

    def _note_kept(self, kept: str | None) -> None:
        if kept:
            why = "of an older warroom" if kept.startswith("incident.format-") else "not as we had written it"
            self._reader.notice(f"incident.json was {why}; what it was is kept in {kept}")

    def tidy(self) -> None:
        """Do on a quiet moment what nobody waits for: bring back lost logs, the reserve, and the checkpoint.

        A large checkpoint is written by another process, so that this one goes on taking keys.

        Raises:
            StoreError: something could not be written; it is tried again the next time.
        """
        if self._reader.format > FORMAT:
            return
        keep_reserve(self.folder)
        remove_leftovers(checkpoint_path(self.folder))
        self.save()
        self._mend()
        self._look_at_the_other_process()
        if self._is_behind and self._is_large():
            self._checkpoint_apart()
        elif self._is_behind:
            self.checkpoint()

    def close(self) -> None:
        """Save what is drafted, bring the checkpoint up to date where it is worth it, and let go of the log.

        Raises:
            StoreError: there are drafts that are not on the disk. The log is still ours, and it can be tried again.
        """
        self.save()
        try:
            if self._is_worth_a_checkpoint():
                self.tidy() if self.via == "screen" else self.checkpoint()
        except StoreError as error:
            self._reader.notice(str(error))  # everything is in the logs: nobody need type it again
        finally:
            if self._apart and self._apart.poll() is None:
                self._apart.returncode = 0  # it goes on without us, and nobody need warn of that
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
        self._reader = LogReader(self.folder, loaded.offsets)
        if loaded.notice:
            self._reader.notice(loaded.notice)
        tails = self._reader.look()
        self._reader.format = max(self._reader.format, newest_format(self.folder), loaded.format)
        if self._reader.format > FORMAT:
            self._reader.notice(newer(self._reader.format))
        names = log_names(self.folder)
        self._is_copy = not names  # the checkpoint came alone: that its logs are not here is no loss
        self._is_behind = bool(tails or (loaded.notice and names))
        if loaded.offsets:
            events = [*loaded.events, *tails]
        else:
            logged = {event[:2] for event in tails}  # where somebody changed the checkpoint, the logs are followed
            events = [*tails, *(event for event in loaded.events if event[:2] not in logged)]
        if not events:
            raise StoreError(f"{os.path.basename(self.folder)} cannot be read: {self._why_nothing(loaded.notice)}")
        makers = (event.id for event in events if event.kind == "incident" and "title" in event.set)
        fold = Fold(next(makers, os.path.basename(self.folder)), events)
        self._note_last_row(fold.events.values())
        self._note_twins(fold)
        if (latest := stamp_time(fold.seen.stamp)) > self.clock() + _AHEAD:
            when = f"{latest.day} {latest:%b %Y}"
            self._reader.notice(
                f"somebody logged with a clock that is ahead, at {when}: their rows may be out of order"
            )
        return fold

    def _why_nothing(self, notice: str | None) -> str:
        return (
            f"it has no log that can be read, and {notice.partition(',')[0] if notice else 'its checkpoint is empty'}"
        )

    def _look(self, *, everywhere: bool = True) -> None:
        """Read what was appended to the logs since the last look."""
        mine = self._writer.file_name if self._writer else None
        if news := self._reader.look(mine, everywhere=everywhere):
            self._is_behind = True
            self._news += self._take_in(news)

    def _look_first(self) -> None:
        """Read what others wrote before the first draft is given its place."""
        if not self._drafts:
            self._look(everywhere=False)

    def get_ready(self) -> None:
        """Find out beforehand, in a quiet moment and from any thread, what else the first line would wait for."""
        with self._state:
            first = self._placed
            events = list(islice(self.fold.events.values(), first, None))
        places = places_of(events)
        with self._state:
            for origin, n in places.items():
                self._places[origin] = max(n, self._places.get(origin, 0))
            self._placed = max(self._placed, first + len(events))

    def _begin(self) -> LogWriter:
        """Begin to write: own a log, and read to its end what its last writer wrote after this room was opened."""
        from warroom.store.writer import LogWriter

        self.get_ready()
        writer = LogWriter.take(self.folder, self._places)
        self._look()
        self._writer = writer
        return writer

    def _mine(self) -> list[Entry]:
        """Return every event of our own log that was saved, for when it has to be written again."""
        with self._state:
            origin = self._writer.origin if self._writer else ""
            events = [event for event in self.fold.events.values() if event.origin == origin]
            events = [event for event in events if event.event_id not in self._unsaved]
            return [(event, self.fold.seen) for event in sorted(events, key=event_order)]

    def _mend(self) -> None:
        """Write again what logs have lost that somebody deleted, moved or damaged, and say so."""
        if self._reader.format > FORMAT:
            return
        with self._saving:
            reader, writer = self._reader, self._writer
            if writer:
                writer.restore(self._mine)
            if not reader.lost_some and not reader.is_doubtful:
                return
            reader.lost_some = reader.is_doubtful = False
            try:
                self._bring_back(reader.held())
            except StoreError:
                reader.lost_some = True
                raise

    def _bring_back(self, held: set[tuple[str, int, str]]) -> None:
        """Write again what the logs do not hold; twins they hold under the name of the other."""
        with self._state:
            everything = sorted(self.fold.events.values(), key=event_order)
            lost = [event for event in everything if event[:3] not in held and TWIN not in event.origin]
            lost = [event for event in lost if event.event_id not in self._unsaved]
            writer = self._writer or (self._begin() if lost else None)
        if not lost or not writer:
            return
        name = writer.write_beside([(event, self.fold.seen) for event in lost])
        if not self._is_copy:
            entries = plural(len(lost), "entry was", "entries were")
            self._reader.notice(f"{entries} in no log any more; all are safe again, in log/{name}")

    def _take_in(self, events: Iterable[Event]) -> list[Event]:
        new = self.fold.add(events)
        self._note_last_row(new)
        self._note_twins(self.fold)
        return new

    def _note_twins(self, fold: Fold) -> None:
        if fold.has_twins:
            self._reader.notice("a log was cut off or put back and then written on: what was there before is kept too")

    def _note_last_row(self, events: Iterable[Event]) -> None:
        """Keep in mind the last recorded row: in a retrospective, lines without a time belong to it."""
        rows = [event for event in events if event.row is not None and self._is_last(event)]
        if rows:
            self._last_row = max(rows, key=event_order)

    def _is_last(self, event: Event) -> bool:
        return self._last_row is None or event_order(event) > event_order(self._last_row)

    def _is_worth_a_checkpoint(self) -> bool:
        """Tell whether to write the checkpoint on closing: the screen always does, a command once much is new."""
        if not self._is_behind or not self._writer:
            return False
        try:
            size = os.path.getsize(checkpoint_path(self.folder))
        except OSError:
            return True
        is_much = self._reader.new_bytes > max(_SMALL_TAIL, size // 4)
        return is_much or (self.via == "screen" and not self._is_large())

    def _is_large(self) -> bool:
        return len(self.fold.events) > _LARGE

    def _checkpoint_apart(self) -> None:
        """Let another process write the checkpoint, unless one is at it."""
        if self._apart is None:
            self._kept_before = kept_copies(self.folder)
            self._apart = save_checkpoint_apart(self.folder)
            self._is_behind, self._reader.new_bytes = False, 0

    def _look_at_the_other_process(self) -> None:
        """See whether the checkpoint that another process writes is there, and say what it had to keep."""
        if self._apart is None or self._apart.poll() is None:
            return
        self._is_behind = self._is_behind or self._apart.returncode != 0
        self._apart = None
        for name in sorted(kept_copies(self.folder) - self._kept_before):
            self._note_kept(name)

    def _can_write(self) -> bool:
        """Tell whether the folder of the logs is writable, or where that will be made."""
        logs = log_folder(self.folder)
        return os.access(logs if os.path.isdir(logs) else self.folder, os.W_OK)

    def _cannot_write(self) -> str:
        return "this incident cannot be written: nothing typed here will be saved; choose another folder with --home"


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

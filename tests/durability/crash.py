"""What must hold after every crash, and what is done before it: shared by the crash tests and the mutants."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from durability.disk import Trace, Tree, crash_states, recorded
from support import Clock
from warroom.core.errors import WarroomError
from warroom.core.line import parse_line
from warroom.store import writer
from warroom.store.library import Library
from warroom.store.light import glance, record_light
from warroom.store.room import Room

INCIDENT = "2026-11-21-checkout-errors"

Workload = Callable[["Work"], None]


class Work:
    """Somebody at work on one incident whose every step is recorded."""

    def __init__(self, home: Path, trace: Trace, said: list[str], clock: Clock) -> None:
        self.home = home
        self.trace = trace
        self.said = said
        self.clock = clock
        self.folder = str(home / "incidents" / INCIDENT)

    def declare(self) -> None:
        """Declare the incident."""
        self.said.append("checkout errors")
        assert Library(str(self.home), clock=self.clock).create("checkout errors", by="ana") == INCIDENT
        self.trace.ack("checkout errors")

    def open(self, *, via: str = "screen") -> Room:
        """Open its room."""
        return Room(self.folder, by="ana", via=via, clock=self.clock)

    def record(self, room: Room, *texts: str) -> None:
        """Record lines as one batch."""
        self.clock.forward(seconds=1)
        self.said += texts
        for text in texts:
            room.draft(text)
        room.save()
        self.trace.ack(*texts)

    def light(self, text: str) -> None:
        """Record a line without opening the room."""
        self.clock.forward(seconds=1)
        self.said.append(text)
        record_light(self.folder, parse_line(text), seen=glance(self.folder), by="bo", via="command", now=self.clock())
        self.trace.ack(text)

    def lose_log(self) -> None:
        """Delete the log, as somebody else would; what it held counts again once it is acknowledged again."""
        for path in Path(self.folder, "log").glob("*.jsonl"):
            os.unlink(path)
        place = len(self.trace.ops)
        self.trace.lost.append(place)


def a_day(work: Work) -> None:
    """Declare, record lines one by one and together, write the checkpoint, go on, close."""
    work.declare()
    with work.open() as room:
        work.record(room, "one")
        work.record(room, "two", "three", "four")
        room.checkpoint()
        work.record(room, "five")


def two_writers(work: Work) -> None:
    """Two screens and a command, turn by turn."""
    work.declare()
    with work.open() as ana, work.open() as bo:
        work.record(ana, "from ana")
        work.record(bo, "from bo")
        work.light("from a command")
        ana.poll()
        ana.checkpoint()
        work.record(ana, "from ana again")
        bo.poll()
        work.record(bo, "from bo again", "and again")
    work.light("after both")


def commands_only(work: Work) -> None:
    """Each line is a process of its own, which takes over the log of the one before."""
    work.declare()
    for text in ("one", "two", "three"):
        work.light(text)
    with work.open(via="command") as room:
        work.record(room, "four")
        room.checkpoint()
    work.light("five")


def a_lost_log(work: Work) -> None:
    """The log is deleted under its writer, and made again with the next line; then on a quiet moment."""
    work.declare()
    with work.open() as room:
        work.record(room, "one")
        for again in ("two", "three"):
            work.lose_log()
            if again == "three":
                room.poll()
                room.tidy()
                work.trace.ack("checkout errors", "one", "two")
            work.record(room, again)
            work.trace.ack("checkout errors", "one")


def a_glimpse(work: Work) -> None:
    """Somebody sees a line, and writes the checkpoint with it, before it is safe in the log of who typed it."""
    work.declare()
    with work.open() as ana, work.open() as bo, pytest.MonkeyPatch.context() as patch:
        sync = writer.sync_file

        def seen_first(descriptor: int) -> None:
            patch.undo()
            bo.poll()
            bo.checkpoint()
            sync(descriptor)

        patch.setattr(writer, "sync_file", seen_first)
        work.record(ana, "seen before it was safe")
        work.record(ana, "and another")


WORKLOADS = (a_day, two_writers, commands_only, a_lost_log, a_glimpse)


def going_on(work: Work) -> None:
    """A home that a crash left, or a copy, is opened and written on, by a screen and by a command."""
    try:
        room = work.open()
    except WarroomError:
        return  # nothing had been acknowledged yet
    with room:
        work.record(room, "after the crash")
        room.checkpoint()
        room.tidy()
    work.light("and once more")


def run(
    workload: Workload, home: Path, start: Tree | None = None, acked: Iterable[str] = (), said: Iterable[str] = ()
) -> tuple[Trace, list[str]]:
    """Do the work on a home as it starts, and return what was recorded and all that was ever typed."""
    home.mkdir(exist_ok=True)
    if start:
        start.put(home)
    typed = list(said)
    with recorded(home) as trace:
        trace.acked = [(0, text) for text in acked]
        clock = Clock()
        clock.forward(hours=len(typed))
        workload(Work(home, trace, typed, clock))
    return trace, typed


def problems(trace: Trace, said: list[str], scratch: Path, *, every: int = 1) -> Iterator[str]:
    """Yield a sentence for each state that a crash may leave in which something is not as it must be."""
    known: dict[tuple[Tree, frozenset[str]], None] = {}
    for place in range(trace.begins, len(trace.ops) + 1):
        acked = trace.acknowledged(place)
        for number, (name, tree) in enumerate(crash_states(trace, place)):
            if (tree, acked) in known or (number + place) % every:
                continue
            known[tree, acked] = None
            if wrong := problem(tree, acked, said, scratch):
                before = trace.ops[place - 1]
                yield f"crash after {place} ({before.kind} {before.path or before.file}), {name}: {wrong}"


def problem(tree: Tree, acked: frozenset[str], said: list[str], scratch: Path) -> str | None:
    """Return what is wrong with a home that a crash left, None if nothing is."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    tree.put(scratch)
    clock = Clock()
    clock.forward(days=1)
    folder = str(scratch / "incidents" / INCIDENT)
    try:
        room = Room(folder, by="cy", clock=clock)
    except WarroomError as error:
        return f"it does not open: {error}" if acked else None
    try:
        return _judge(room, acked, said) or _go_on(room, acked, said, clock)
    except WarroomError as error:
        return f"it opens, but: {error}"
    finally:
        room.close()


def _go_on(room: Room, acked: frozenset[str], said: list[str], clock: Clock) -> str | None:
    """Record a line more through each door, and judge what is there then; and what the checkpoint alone has."""
    folder, again = room.folder, {"next by the screen", "next by a command"}
    record_light(folder, parse_line("next by a command"), seen=glance(folder), by="cy", via="command", now=clock())
    room.record("next by the screen")
    room.poll()
    room.tidy()
    room.close()
    for what in ("incident.json", "log"):
        copy = f"{folder}-without-{what}"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(what))
        for there in (folder, copy):
            if wrong := _judge(Room(there, by="cy", clock=clock), acked | again, [*said, *again]):
                return wrong if there == folder else f"without {what}: {wrong}"
    return None


def _judge(room: Room, acked: frozenset[str] | set[str], said: list[str]) -> str | None:
    texts = [row.text for row in room.incident.timeline]
    texts = [text.partition(": ")[2] if text.startswith("declared") else text for text in texts]
    if lost := acked - set(texts):
        return f"acknowledged and lost: {sorted(lost)}"
    if twice := {text for text in texts if texts.count(text) > 1}:
        return f"there twice: {sorted(twice)}"
    if invented := set(texts) - set(said):
        return f"never typed: {sorted(invented)}"
    if bad := [notice for notice in room.notices if notice.startswith("incident.json") and "not there" not in notice]:
        return f"the checkpoint in place is not whole: {bad}"
    return None

"""The k-th system call fails, for every k: the error is said, and nothing that was acknowledged is lost."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from durability.crash import INCIDENT
from support import Clock
from warroom.core.errors import WarroomError
from warroom.core.line import parse_line
from warroom.store.library import Library
from warroom.store.light import glance, record_light
from warroom.store.room import Room

if sys.platform == "win32":
    pytest.skip("the calls are those of POSIX", allow_module_level=True)

CALLS = (
    "open",
    "write",
    "fsync",
    "fdatasync",
    "replace",
    "unlink",
    "mkdir",
    "fstat",
    "stat",
    "lseek",
    "read",
    "listdir",
)


class Faults:
    """Fails the k-th system call on a home, once or from then on; with 0 it only counts them."""

    def __init__(self, home: Path, code: int, *, at: int = 0, for_ever: bool = False, short: bool = False) -> None:
        self.home = str(home)
        self.code = code
        self.at = at
        self.for_ever = for_ever
        self.short = short
        self.count = 0
        self.hit: str = ""
        self.off = False
        self._ours: set[int] = set()

    def fails(self, name: str) -> bool:
        """Count a call, and tell whether it is the one to fail."""
        if self.off:
            return False
        self.count += 1
        failing = self.at and (self.count == self.at or (self.for_ever and self.count > self.at))
        if failing and not self.hit:
            self.hit = name
        return bool(failing)

    def error(self) -> OSError:
        """Return the error."""
        return OSError(self.code, os.strerror(self.code))

    @contextmanager
    def injected(self) -> Iterator[None]:
        """Fail while this lasts."""
        real = {name: getattr(os, name) for name in (*CALLS, "close")}

        def by_path(name: str) -> Callable[..., object]:
            def call(path, *rest, **more):
                ours = path in self._ours if isinstance(path, int) else str(path).startswith(self.home)
                if ours and self.fails(name):
                    if name == "write" and self.short:
                        real["write"](path, rest[0][: len(rest[0]) // 2])
                    raise self.error()
                done = real[name](path, *rest, **more)
                if name == "open" and ours:
                    self._ours.add(done)
                return done

            return call

        def close(descriptor):
            self._ours.discard(descriptor)
            real["close"](descriptor)

        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, by_path(name))
            patch.setattr(os, "close", close)
            yield


class Day:
    """A day's work that goes on whatever fails, and remembers what was typed and what was acknowledged."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = str(home / "incidents" / INCIDENT)
        self.clock = Clock()
        self.acked: list[str] = []
        self.typed: list[str] = []
        self.errors: list[str] = []

    def trying(self, what: Callable[[], object], *texts: str) -> bool:
        """Do something; it succeeds, or says in one sentence what is wrong."""
        self.clock.forward(seconds=1)
        self.typed += texts
        try:
            what()
        except WarroomError as error:
            self.errors.append(str(error))
            return False
        self.acked += texts
        return True

    def work(self) -> None:
        """Declare, record alone and together, write the checkpoint, close, reopen, go on, and by a command."""
        self.trying(lambda: Library(str(self.home), clock=self.clock).create("checkout errors", by="ana"))
        self.at_the_screen(["one"], ["two", "three"], checkpoint=True)
        self.at_the_screen(["four"])
        self.trying(self.light, "five")

    def at_the_screen(self, *batches: list[str], checkpoint: bool = False) -> None:
        """Record batches in a room, and close it."""
        opened: list[Room] = []
        if not self.trying(lambda: opened.append(Room(self.folder, by="ana", clock=self.clock))):
            return
        [room] = opened
        for batch in batches:
            drafted = [text for text in batch if self.trying(lambda text=text: room.draft(text))]
            self.typed += batch
            if self.trying(room.save):
                self.acked += drafted
        if checkpoint:
            self.trying(room.checkpoint)
        drafts = {event.set["text"] for event, _ in room._drafts}
        if self.trying(room.close):
            self.acked += sorted(drafts)

    def light(self) -> None:
        """Record by a command."""
        line = parse_line("five")
        record_light(self.folder, line, seen=glance(self.folder), by="bo", via="command", now=self.clock())


def run(home: Path, faults: Faults) -> Day:
    """Work a day with faults."""
    day = Day(home)
    with faults.injected():
        day.work()
    return day


def judge(day: Day) -> None:
    """Once nothing fails any more: what was acknowledged is there once, nothing was invented, and work goes on."""
    assert [error for error in day.errors if not error or "\n" in error] == []
    incidents = Library(str(day.home)).ids()
    if not day.acked:
        return
    assert incidents == [INCIDENT]
    with Room(day.folder, by="cy", clock=day.clock) as room:
        room.record("goes on")
        room.tidy()
    day.acked.append("goes on")
    for _ in range(2):
        texts = [row.text for row in Room(day.folder, by="cy", clock=day.clock).incident.timeline[1:]]
        assert set(day.acked) - set(texts) == set(), "acknowledged and lost"
        assert [text for text in texts if texts.count(text) > 1] == [], "there twice"
        assert set(texts) - set(day.typed) - {"goes on"} == set(), "never typed"
        Path(day.folder, "incident.json").unlink(missing_ok=True)


@pytest.mark.parametrize("for_ever", [False, True], ids=["once", "for ever"])
@pytest.mark.parametrize(
    ("code", "short"),
    [(errno.EIO, False), (errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EACCES, False)],
    ids=["EIO", "ENOSPC", "ENOSPC after half a write", "EACCES"],
)
def test_a_system_call_fails(memory, code, short, for_ever):
    """Whichever it is: one sentence, nothing acknowledged is lost, and the home opens again."""
    calls = Faults(memory / "home", code)
    day = run(memory / "home", calls)
    judge(day)
    assert set(day.acked) == {"one", "two", "three", "four", "five", "goes on"}
    silent = []
    for at in range(1, calls.count + 1):
        home = memory / str(at)
        faults = Faults(home, code, at=at, for_ever=for_ever, short=short)
        day = run(home, faults)
        assert faults.hit, "the call was made"
        judge(day)
        if for_ever and faults.hit in {"write", "fdatasync"} and not day.errors:
            silent.append(at)
    assert silent == [], "for ever is noticed"


def test_what_could_not_be_saved_is_saved_once_when_it_can_be(memory):
    """For every call that may fail, the same drafts are saved by the next save, and not twice."""
    calls = Faults(memory / "count", errno.EIO)
    for at in range(60):
        home = memory / f"home{at}"
        day = Day(home)
        Library(str(home), clock=day.clock).create("checkout errors", by="ana")
        room = Room(day.folder, by="ana", clock=day.clock)
        faults = Faults(home, errno.EIO, at=at, for_ever=True) if at else calls
        with faults.injected():
            for text in ("one", "two"):
                day.trying(lambda text=text, room=room: room.draft(text))
            day.trying(room.save)
        drafted = {"one", "two"} if len(day.errors) < 2 else None
        room.save()
        assert room.unsaved == frozenset()
        room.close()
        texts = [row.text for row in Room(day.folder, by="cy", clock=day.clock).incident.timeline[1:]]
        assert sorted(texts) == sorted(set(texts))
        assert drafted is None or set(texts) == drafted
        if at > calls.count + 2:
            break


@pytest.mark.parametrize("again", [Room.save, Room.close, Room.checkpoint])
def test_a_room_that_could_not_be_closed_is_not_forgotten(memory, again):
    """Whoever saves or closes again is told that the drafts are not on the disk, or they are."""
    day = Day(memory / "home")
    Library(str(day.home), clock=day.clock).create("checkout errors", by="ana")
    room = Room(day.folder, by="ana", clock=day.clock)
    room.draft("one")
    faults = Faults(day.home, errno.EIO, at=1, for_ever=True)
    with faults.injected(), pytest.raises(WarroomError):
        room.close()
    again(room)
    room.close()
    assert [row.text for row in Room(day.folder, by="cy").incident.timeline[1:]] == ["one"]

"""Whatever is done to an incident, in whatever order, it holds what a plain list would."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from support import Clock
from warroom.core.line import parse_line
from warroom.store.library import Library
from warroom.store.light import glance, record_light
from warroom.store.room import Room

WRITERS = st.sampled_from(["ana", "bo"])


class Incident(RuleBasedStateMachine):
    """Two screens and commands at work on one incident, with crashes between; the model is a list of texts."""

    @initialize()
    def declare(self) -> None:
        self.clock = Clock()
        self.home = Path(mkdtemp())
        library = Library(str(self.home), clock=self.clock)
        self.folder = Path(library.folder(library.create("checkout errors", by="ana")))
        self.rooms: dict[str, Room] = {}
        self.texts: list[str] = []
        self.taken_back: list[tuple[str, str]] = []
        self.undoable: dict[str, list[str]] = {"ana": [], "bo": [], "cy": []}
        self.number = 0

    def teardown(self) -> None:
        for room in self.rooms.values():
            room.close()
        if hasattr(self, "home"):
            shutil.rmtree(self.home)

    def room(self, who: str) -> Room:
        """Return somebody's room, opened if need be."""
        self.clock.forward(seconds=1)
        if who not in self.rooms:
            self.rooms[who] = Room(str(self.folder), by=who, clock=self.clock)
        self.rooms[who].poll()
        return self.rooms[who]

    def typed(self, who: str) -> str:
        """Return a text nobody typed before."""
        self.number += 1
        text = f"{who} {self.number}"
        self.undoable[who].append(text)
        return text

    @rule(who=WRITERS)
    def append(self, who: str) -> None:
        """One line."""
        room, text = self.room(who), self.typed(who)
        room.record(text)
        self.texts.append(text)

    @rule(who=WRITERS, count=st.integers(2, 5))
    def append_together(self, who: str, count: int) -> None:
        """Several lines with one write."""
        room = self.room(who)
        for _ in range(count):
            room.draft(text := self.typed(who))
            self.texts.append(text)
        room.save()

    @rule()
    def command(self) -> None:
        """A line by a command."""
        self.clock.forward(seconds=1)
        folder, text = str(self.folder), self.typed("cy")
        record_light(folder, parse_line(text), seen=glance(folder), by="cy", via="command", now=self.clock())
        self.texts.append(text)

    @rule(who=WRITERS)
    def undo(self, who: str) -> None:
        """Take one's own last line back."""
        if self.undoable[who]:
            self.room(who).record("/undo")
            self.texts.remove(self.undoable[who].pop())

    @rule(who=WRITERS)
    def checkpoint(self, who: str) -> None:
        """Write the checkpoint."""
        self.room(who).checkpoint()

    @rule(who=WRITERS)
    def quiet(self, who: str) -> None:
        """A quiet moment."""
        self.room(who).tidy()

    @rule(who=WRITERS)
    def leave(self, who: str) -> None:
        """Close the room as one should."""
        if room := self.rooms.pop(who, None):
            room.close()

    @rule(who=WRITERS, torn=st.integers(0, 200), newline=st.booleans())
    def crash(self, who: str, torn: int, newline: bool) -> None:
        """The process dies, perhaps in the middle of a line, which nobody had acknowledged."""
        room = self.rooms.pop(who, None)
        if room and (writer := room._writer):
            path = Path(writer._path)
            writer.close()
            room._writer = None
            if torn and path.exists():
                line = path.read_bytes().splitlines(keepends=True)[-1]
                half = line[: min(torn, len(line) - 2)].replace(b'"n":', b'"m":')
                with path.open("ab") as file:
                    file.write(half + (b"\n" if newline else b""))

    @rule()
    def lose_the_checkpoint(self) -> None:
        """Somebody deletes it."""
        (self.folder / "incident.json").unlink(missing_ok=True)

    @rule(who=WRITERS)
    def lose_a_log(self, who: str) -> None:
        """Somebody deletes a log under a screen that knows what was in it; the screen notices when all is quiet."""
        room = self.room(who)
        for path in sorted(self.folder.glob("log/*.jsonl"))[:1]:
            path.unlink()
        room.poll()
        room.tidy()

    @invariant()
    def holds_what_was_typed(self) -> None:
        """A fresh look finds every line once, in order, however the room is opened."""
        if hasattr(self, "folder"):
            room = Room(str(self.folder), by="somebody", via="command", clock=self.clock)
            assert [row.text for row in room.incident.timeline[1:]] == self.texts


TestIncident = Incident.TestCase
TestIncident.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)

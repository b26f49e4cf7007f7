"""No writer waits for another, and nobody waits for the disk."""

import os
import select
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from support import environment
from ui.person import at_the_screen
from warroom.store import writer as writers
from warroom.store.library import Library
from warroom.store.room import Room

HOT = textwrap.dedent("""
    import sys
    from warroom.store.room import Room
    room = Room(sys.argv[1], by=sys.argv[2])
    number = 0
    while True:
        number += 1
        room.record(f"{sys.argv[2]} {number}")
        print(number, flush=True)
        if sys.stdin.readline() == "":
            break
""")

PATIENCE = 60.0


class Hot:
    """A process that records one line after the other, each when it is told to."""

    def __init__(self, home, folder: str, name: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOT, folder, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=environment(home),
        )  # fmt: skip

    def recorded(self) -> int:
        """Wait until it has recorded a line, let it record the next, and return the line's number."""
        assert select.select([self.process.stdout], [], [], PATIENCE)[0], "it waits for somebody"
        number = int(self.process.stdout.readline())
        os.write(self.process.stdin.fileno(), b"\n")
        return number

    def end(self) -> None:
        """End it, stopped or not."""
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP here")
def test_a_stopped_writer_stops_nobody(memory):
    """Ctrl-Z in one terminal, wherever it was just then, and the two others record on."""
    library = Library(str(memory / "home"))
    folder = library.folder(library.create("checkout errors", by="ana"))
    hot = [Hot(memory / "home", folder, name) for name in ("ana", "bo", "cy")]
    try:
        for _ in range(20):
            for one in hot:
                one.recorded()
        for moment in range(10):
            stopped = hot[moment % 3]
            stopped.process.send_signal(signal.SIGSTOP)
            for one in hot:
                if one is not stopped:
                    before = one.recorded()
                    assert [one.recorded() for _ in range(25)] == list(range(before + 1, before + 26))
            stopped.process.send_signal(signal.SIGCONT)
            stopped.recorded()
    finally:
        for one in hot:
            one.end()
    texts = [row.text for row in Room(folder, by="di").incident.timeline[1:]]
    assert len(texts) == len(set(texts)) > 500


async def test_keys_are_taken_while_a_sync_hangs(library, clock, monkeypatch):
    """The disk takes as long as it takes; the row says that it is being saved, and typing goes on."""
    incident = library.create("checkout errors", by="ana")
    hangs, sync = threading.Event(), writers.sync_file

    def slow(descriptor: int) -> None:
        hangs.wait(PATIENCE)
        sync(descriptor)

    async with at_the_screen(library, clock, incident, size=(100, 30)) as ana:
        monkeypatch.setattr(writers, "sync_file", slow)
        await ana.type("error rate is 31 %")
        await ana.push("enter")
        await ana.until(lambda: "error rate is 31 %" in ana.text)
        await ana.type("and the next")
        assert ana.line.value == "and the next"
        row = next(row for row in ana.text.splitlines() if "error rate" in row and "note" not in row)
        assert "saving" in row
        await ana.push("enter")
        await ana.until(lambda: "and the next" in ana.text)
        assert len(ana.room.unsaved) == 2
        hangs.set()
        await ana.settle()
        assert "saving" not in ana.text
    texts = [row.text for row in library.open(incident, by="bo").incident.timeline[1:]]
    assert texts == ["error rate is 31 %", "and the next"]

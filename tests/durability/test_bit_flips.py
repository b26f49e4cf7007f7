"""A bit flips in any byte of a log: at most that record is lost, and it is reported."""

from pathlib import Path

import pytest

from warroom.core.line import parse_line
from warroom.store.library import Library
from warroom.store.light import glance, record_light
from warroom.store.log import read_log
from warroom.store.room import Room

TEXTS = ["one", "two", "drei — ünï", "four", "five"]


@pytest.fixture
def log(memory, clock) -> Path:
    """Return the log of an incident that has no checkpoint."""
    library = Library(str(memory / "home"), clock=clock)
    folder = Path(library.folder(library.create("checkout errors", by="ana")))
    with library.open(folder.name, by="ana") as room:
        for text in TEXTS:
            room.record(text)
    (folder / "incident.json").unlink()
    [path] = folder.glob("log/*.jsonl")
    return path


def test_every_bit_of_every_byte(log):
    """Each flipped bit costs one line at most, and is counted; of two lines that became one, both are read."""
    whole = log.read_bytes()
    events = read_log(str(log)).events
    for place in range(len(whole)):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            log.write_bytes(damaged)
            part = read_log(str(log))
            lost = [event for event in events if event not in part.events]
            is_last_newline = place == len(whole) - 1
            assert len(lost) <= (0 if whole[place] == ord("\n") and not is_last_newline else 1)
            assert [event for event in part.events if event not in events] == [], "nothing is invented"
            if lost and not is_last_newline:
                assert part.damaged == 1


@pytest.mark.parametrize("step", range(4))
def test_the_room_says_it_and_goes_on(log, memory, clock, step):
    """Whatever byte it is, the others are there, the next lines are recorded, and nothing more is lost by them."""
    whole, folder = log.read_bytes(), log.parent.parent
    clock.forward(hours=1)
    for place in range(step * 2, len(whole), 8):
        for path in log.parent.iterdir():
            path.unlink()
        (folder / "incident.json").unlink(missing_ok=True)
        damaged = bytearray(whole)
        damaged[place] ^= 1
        log.write_bytes(damaged)
        with Room(str(folder), by="cy", clock=clock) as room:
            found = [row.text for row in room.incident.timeline if row.text in TEXTS]
            assert len(found) >= len(TEXTS) - 1
            if len(found) < len(TEXTS) and place < len(whole) - 1:
                assert any(log.name in notice and "cannot be read" in notice for notice in room.notices)
            room.record("by the screen")
        seen = glance(str(folder))
        record_light(str(folder), parse_line("by a command"), seen=seen, by="bo", via="command", now=clock())
        after = [row.text for row in Room(str(folder), by="cy", clock=clock).incident.timeline]
        assert [text for text in after if text in {*TEXTS, "by the screen", "by a command"}] == [
            *found, "by the screen", "by a command",
        ]  # fmt: skip

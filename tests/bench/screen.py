"""How soon the screen answers, in a real terminal: keys, rows, pages, filters, and what it costs to stand still."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from bench.peers import Peer
from bench.terminal import Terminal, a_room, in_a_terminal, quiet, type_and_see, type_and_settle, until, until_seen

BARE_INPUT = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        yield Input(placeholder="what happened?")
Bare().run()
"""
LETTERS = b"abcdefghijklmnopqrstuvwxyz"
EMPTY_LINE = b"\x15"
ESCAPE, PAGE_UP, PAGE_DOWN = b"\x1b", b"\x1b[5~", b"\x1b[6~"
TO_TOP, TO_END = b"\x1b[H", b"\x1b[F"
BETWEEN_KEYS = 0.03
IDLE_FOR = 20.0


def percentile(found: list[float], percent: int) -> float:
    """Return the value below which so many percent of the others are."""
    found = sorted(found)
    return found[min(len(found) - 1, len(found) * percent // 100)]


def keys_to_paint(folder: str, times: int = 150) -> tuple[list[float], list[float]]:
    """Return how long keys take to be seen in the line of a room, and in a bare Input, taking turns."""
    ours: list[float] = []
    bare: list[float] = []
    with a_room(folder) as room, in_a_terminal([sys.executable, "-c", BARE_INPUT]) as other:
        quiet(other.master, 1)
        for number in range(times):
            for terminal, found in ((room, ours), (other, bare)):
                if number % 20 == 0:
                    type_and_settle(terminal.master, b"w" + EMPTY_LINE)
                    quiet(terminal.master, 0.1)
                letter = LETTERS[number % 20 : number % 20 + 1].upper()
                found.append(type_and_see(terminal.master, letter, letter))
                quiet(terminal.master, BETWEEN_KEYS)
    return ours, bare


def enter_to_row(folder: str, times: int = 100) -> list[float]:
    """Return how long a line takes from Enter to its row on the screen."""
    with a_room(folder) as room:
        found = []
        for number in range(times):
            text = f"row number {number:04d} of the bench".encode()
            type_and_settle(room.master, text)
            quiet(room.master, BETWEEN_KEYS)
            found.append(type_and_see(room.master, b"\r", text))
            quiet(room.master, 0.1)
    return found


def pages(folder: str, times: int = 200) -> list[float]:
    """Return how long a page down takes, through the whole timeline: from its top, its middle and up its end."""
    with a_room(folder) as room:
        _in_the_timeline(room)
        type_and_settle(room.master, TO_TOP)
        quiet(room.master, 0.2)
        found = []
        for _ in range(times):
            found.append(type_and_settle(room.master, PAGE_DOWN))
            quiet(room.master, BETWEEN_KEYS)
        return found


def postmortem_keys(folder: str, times: int = 100) -> list[float]:
    """Return how long a key takes until the postmortem beside it follows, in the section of the timeline."""
    with a_room(folder) as room:
        _in_the_timeline(room)
        os.write(room.master, b"p")
        until(room.master, b"Issue summary")
        quiet(room.master, 1)
        for key in (b"g", *[b"j"] * 5, b"e"):
            type_and_settle(room.master, key)
            quiet(room.master, 0.1)
        found = []
        for number in range(times):
            found.append(type_and_settle(room.master, LETTERS[number % 20 : number % 20 + 1]))
            quiet(room.master, BETWEEN_KEYS)
        return found


def filter_keys(folder: str) -> list[float]:
    """Return how long each letter of a few filters takes until the rows that match are there."""
    found = []
    with a_room(folder) as room:
        for words in (b"rolled back", b"error checkout", b"@bench api"):
            _in_the_timeline(room)
            type_and_settle(room.master, b"/")
            for letter in words:
                quiet(room.master, 0.1)
                found.append(type_and_settle(room.master, bytes([letter])))
            type_and_settle(room.master, ESCAPE)
            quiet(room.master, 0.3)
    return found


def idle_percent(folder: str) -> float:
    """Return how many percent of a processor an open room uses that nobody touches."""
    with a_room(folder) as room:
        quiet(room.master, 8)  # it tidies up in the first quiet moment
        program = psutil.Process(room.program.pid)
        before, began = program.cpu_times(), time.perf_counter()
        quiet(room.master, IDLE_FOR)
        after, ended = program.cpu_times(), time.perf_counter()
        used = after.user + after.system - before.user - before.system
    return used / (ended - began) * 100


def _in_the_timeline(room: Terminal) -> None:
    type_and_settle(room.master, b"\t")
    quiet(room.master, 0.2)


def peers(folder: str, size: int) -> Iterator[Peer]:
    """Yield what people use beside it: nano's keys, lnav's pages through as many lines, Posting's start."""
    path = Path(folder, "lines.log")
    path.write_text(
        "".join(f"2026-11-21T14:{n // 60 % 60:02d}:{n % 60:02d}Z line {n} error rate is 31 %\n" for n in range(size))
    )
    small = Path(folder, "note.txt")
    yield _peer("nano: a key, p95", 0, "nano", lambda nano: _nano_keys([nano, "--ignorercfiles", str(small)]))
    yield _peer("lnav: a page down, p95", size, "lnav", lambda lnav: _lnav_pages([lnav, "-N", str(path)], folder))
    yield _peer("Posting: start to its first frame, median of 3", 0, "posting", lambda posting: _posting([posting]))


def _peer(what: str, size: int, name: str, measure: Callable[[str], float]) -> Peer:
    program = shutil.which(name)
    if program is None:
        return Peer(what, size, None, f"{name} is not installed")
    try:
        return Peer(what, size, measure(program))
    except (TimeoutError, OSError) as error:
        return Peer(what, size, None, str(error)[:80])


def _nano_keys(command: list[str]) -> float:
    with in_a_terminal(command) as nano:
        quiet(nano.master, 0.5)
        found = []
        for number in range(100):
            letter = LETTERS[number % 26 : number % 26 + 1].upper()
            found.append(type_and_see(nano.master, letter, letter))
            quiet(nano.master, BETWEEN_KEYS)
    return percentile(found, 95)


def _lnav_pages(command: list[str], home: str) -> float:
    with in_a_terminal(command, HOME=home) as lnav:
        quiet(lnav.master, 4)
        type_and_settle(lnav.master, b"g")
        quiet(lnav.master, 1)
        found = []
        for _ in range(100):
            found.append(type_and_settle(lnav.master, b" "))
            quiet(lnav.master, BETWEEN_KEYS)
    return percentile(found, 95)


def _posting(command: list[str]) -> float:
    return percentile([until_seen(command, b"nter a URL") for _ in range(3)], 50)

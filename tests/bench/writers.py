"""What several processes on one room cost each other: appends beside hot writers, and how soon the others see it."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.terminal import a_room, quiet, until
from warroom.store.room import Room

_HOT = """
import sys
from warroom.store.room import Room
room = Room(sys.argv[1], by="hot", via="command")
while True:
    room.record("one more line of somebody who writes as fast as the disk takes it")
"""


def append_p50(folder: str, times: int = 600) -> float:
    """Return the median of a record being put on the disk, in milliseconds."""
    with Room(folder, by="bench", via="command") as room:
        found = []
        for _ in range(times):
            began = time.perf_counter()
            room.record("error rate on checkout is 31 %")
            found.append((time.perf_counter() - began) * 1000)
        room._is_behind = False  # its checkpoint is not what is measured
    return statistics.median(found)


@contextmanager
def hot_writers(folder: str, count: int) -> Iterator[None]:
    """Have so many other processes write without a pause."""
    writers = [subprocess.Popen([sys.executable, "-c", _HOT, folder]) for _ in range(count)]
    try:
        time.sleep(1)
        yield
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


def visible(folder: str, times: int = 150) -> list[float]:
    """Return how long each of so many lines took from the disk to another screen, in milliseconds.

    The screen is the real program in a terminal of its own; a line counts as visible when the terminal has its text.
    """
    found = []
    with a_room(folder) as (_, master), Room(folder, by="bench", via="command") as room:
        for number in range(times):
            token = f"token{number:04d}seen"
            room.record(token)
            began = time.perf_counter()
            until(master, token.encode())
            found.append((time.perf_counter() - began) * 1000)
            quiet(master, 0.013 * (number % 9))  # at every phase of the other's polling
        room._is_behind = False
    return sorted(found)


def memory_mb(folder: str) -> float:
    """Return what the program with the room on its screen has needed of memory at most, in megabytes.

    Where the system does not tell the most, it is what the program holds once the room is there.
    """
    with a_room(folder) as (program, _):
        held = psutil.Process(program.pid).memory_info().rss / 1024**2
        status = Path(f"/proc/{program.pid}/status")
        if not status.exists():
            return held
        [most] = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(most) / 1024

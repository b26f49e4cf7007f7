"""What several processes on one room cost each other: appends beside hot writers, and how soon the others see it."""

import os
import pty
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    home, incident = str(Path(folder).parent.parent), Path(folder).name
    master, slave = pty.openpty()
    env = {**os.environ, "WARROOM_HOME": home, "TERM": "xterm-256color", "LINES": "40", "COLUMNS": "120"}
    program = subprocess.Popen(
        [sys.executable, "-m", "warroom", incident, "--by", "eyes"], stdin=slave, stdout=slave, stderr=slave, env=env,
        start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    found = []
    try:
        _until(master, b"what happened?")
        _quiet(master)
        with Room(folder, by="bench", via="command") as room:
            for number in range(times):
                token = f"token{number:04d}seen"
                room.record(token)
                began = time.perf_counter()
                _until(master, token.encode())
                found.append((time.perf_counter() - began) * 1000)
                _quiet(master, 0.013 * (number % 9))  # at every phase of the other's polling
            room._is_behind = False
    finally:
        program.kill()
        program.wait()
        os.close(master)
    return sorted(found)


def memory_mb(folder: str) -> float:
    """Return what a process that has opened the room holds of memory, in megabytes."""
    code = (
        "import sys, resource\nfrom warroom.store.room import Room\nroom = Room(sys.argv[1], by='bench')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    ran = subprocess.run([sys.executable, "-c", code, folder], check=True, capture_output=True)
    return int(ran.stdout) / (1024 if sys.platform != "darwin" else 1024 * 1024)


def _until(descriptor: int, what: bytes) -> None:
    shown, deadline = b"", time.monotonic() + 20
    while what not in shown:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what!r} never came: {shown[-500:]!r}")
        if select.select([descriptor], [], [], 0.001)[0]:
            shown = shown[-4096:] + os.read(descriptor, 65536)


def _quiet(descriptor: int, seconds: float = 0.5) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            os.read(descriptor, 65536)

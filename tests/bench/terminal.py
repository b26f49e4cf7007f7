"""A program in a terminal of its own: what is typed, what comes back, and when."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

SIZE = (120, 40)
LINE = b"hat happened?"
"""What the terminal has once the line can be seen; the cursor stands on the first letter."""
PATIENCE = 20
PAINTED_AFTER = 0.02
"""Seconds without a byte after which what a key did to the screen is taken to be all there."""


class Terminal(NamedTuple):
    """A program and the other end of its terminal."""

    program: subprocess.Popen[bytes]
    master: int


@contextmanager
def in_a_terminal(command: list[str], **environ: str) -> Iterator[Terminal]:
    """Run a program in a terminal of its own, of 120 by 40, and end it."""
    master, slave = pty.openpty()
    columns, rows = SIZE
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = {**kept, "TERM": "xterm-256color", "LINES": str(rows), "COLUMNS": str(columns), **environ}
    program = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True)
    os.close(slave)
    try:
        yield Terminal(program, master)
    finally:
        program.kill()
        program.wait()
        os.close(master)


@contextmanager
def a_room(folder: str) -> Iterator[Terminal]:
    """Have the program on a room in a terminal of its own, with everything on its screen."""
    command = [sys.executable, "-m", "warroom", Path(folder).name, "--by", "eyes"]
    with in_a_terminal(command, WARROOM_HOME=str(Path(folder).parent.parent)) as terminal:
        until(terminal.master, LINE)
        quiet(terminal.master)
        yield terminal


def until_seen(command: list[str], what: bytes) -> float:
    """Return how long a program takes until its terminal has some text, in milliseconds."""
    began = time.perf_counter()
    with in_a_terminal(command) as terminal:
        until(terminal.master, what)
        return (time.perf_counter() - began) * 1000


def until(descriptor: int, what: bytes) -> None:
    """Read until some text has come.

    Raises:
        TimeoutError: it did not come within `PATIENCE` seconds.
    """
    shown, deadline = b"", time.monotonic() + PATIENCE
    while what not in shown:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what!r} never came: {shown[-500:]!r}")
        if select.select([descriptor], [], [], 0.001)[0]:
            shown = shown[-4096:] + os.read(descriptor, 65536)


def quiet(descriptor: int, seconds: float = 0.5) -> None:
    """Read for so long, whatever comes."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            os.read(descriptor, 65536)


def type_and_see(descriptor: int, keys: bytes, what: bytes) -> float:
    """Press keys, and return the milliseconds until the terminal has some text."""
    began = time.perf_counter()
    os.write(descriptor, keys)
    until(descriptor, what)
    return (time.perf_counter() - began) * 1000


def type_and_settle(descriptor: int, keys: bytes) -> float:
    """Press keys, and return the milliseconds until the last byte of what that changed on the screen.

    Raises:
        TimeoutError: nothing changed within `PATIENCE` seconds.
    """
    began = last = time.perf_counter()
    os.write(descriptor, keys)
    if not select.select([descriptor], [], [], PATIENCE)[0]:
        raise TimeoutError(f"{keys!r} changed nothing")
    while select.select([descriptor], [], [], PAINTED_AFTER)[0]:
        os.read(descriptor, 65536)
        last = time.perf_counter()
        if last - began > PATIENCE:
            raise TimeoutError(f"the screen never came to rest after {keys!r}")
    return (last - began) * 1000

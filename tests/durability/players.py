"""Processes that write: screens, pipes and commands, each of which says what it has on the disk and can be killed.

Each is forked from a process that has imported the program already: a kill then hits the writing and not the start of
Python, and hundreds of them cost little.
"""

import os
import select
import sys
import time
import warnings
from collections.abc import Callable
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from unittest.mock import patch

from support import SOURCE, environment
from warroom.cli import main

PATIENCE = 60.0
TESTS = Path(__file__).parent.parent


@cache
def forks() -> ForkServerContext:
    """Return what starts processes out of one that is ready to begin."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["durability.players", "durability.screen_writer", "warroom.cli.log"])
    with patch.dict(os.environ, PYTHONPATH=f"{SOURCE}{os.pathsep}{TESTS}"):
        ensure_running()
    return context


def _begin(
    stdin: Connection, stdout: Connection, env: dict[str, str], act: Callable[..., int], arguments: tuple[str, ...]
) -> None:
    """Be a program of its own, with the streams and the environment it is given."""
    for its_own, descriptor in ((stdin.fileno(), 0), (stdout.fileno(), 1), (os.open(os.devnull, os.O_WRONLY), 2)):
        os.dup2(its_own, descriptor)
    stdin.close()
    stdout.close()
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - until the process ends
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    warnings.simplefilter("error")
    sys.exit(act(*arguments))


def log(*arguments: str) -> int:
    """Be `warroom log`."""
    return main(["log", *arguments])


def sit(*arguments: str) -> int:
    """Be a person at a screen."""
    from durability import screen_writer  # which only a screen needs

    return screen_writer.main(*arguments)


class Player:
    """A process that takes lines on its standard input and acknowledges each on its standard output."""

    def __init__(self, home: Path, incident: str, name: str, act: Callable[..., int], *arguments: str) -> None:
        self.name = name
        env = environment(home, WARROOM_BY=name, WARROOM_INCIDENT=incident)
        its_input, self._to = forks().Pipe(duplex=False)
        self._from, its_output = forks().Pipe(duplex=False)
        self.process = forks().Process(target=_begin, args=(its_input, its_output, env, act, arguments), daemon=True)
        self.process.start()
        its_input.close()
        its_output.close()
        self._rest = b""

    def type(self, text: str) -> None:
        """Give it a line."""
        os.write(self._to.fileno(), f"{text}\n".encode())

    def said(self, *, wait: bool = True) -> list[str]:
        """Return what it has said since, waiting for a line if asked to."""
        lines: list[bytes] = []
        while not lines and self._more(PATIENCE if wait else 0):
            *lines, self._rest = self._rest.split(b"\n")
        assert lines or not wait, f"{self.name} says nothing more"
        return [line.decode() for line in lines]

    def _more(self, patience: float) -> bool:
        descriptor = self._from.fileno()
        if not select.select([descriptor], [], [], patience)[0]:
            return False
        data = os.read(descriptor, 65536)
        self._rest += data
        return bool(data)

    def kill(self) -> list[str]:
        """Kill it, and return what it had still said."""
        self.process.kill()
        self.process.join()
        while self._more(0):
            pass
        *lines, self._rest = self._rest.split(b"\n")
        self.close()
        return [line.decode() for line in lines]

    def finish(self) -> int | None:
        """Let it come to its end, and return its exit code."""
        self._to.close()
        self.process.join(PATIENCE)
        self._from.close()
        return self.process.exitcode

    def close(self) -> None:
        """Leave no pipe behind."""
        self._to.close()
        self._from.close()


def screen(home: Path, incident: str, name: str) -> Player:
    """Start a screen, and wait until one can type."""
    player = Player(home, incident, name, sit, str(home), incident, name)
    assert player.said() == ["ready"]
    return player


def pipe(home: Path, incident: str, name: str) -> Player:
    """Start `warroom log -`."""
    return Player(home, incident, name, log, "-")


def command(home: Path, incident: str, name: str, text: str) -> Player:
    """Start `warroom log TEXT`."""
    return Player(home, incident, name, log, text)

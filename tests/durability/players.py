"""Processes that write: screens, pipes and commands, each of which says what it has on the disk and can be killed."""

import os
import select
import subprocess
import sys
from pathlib import Path

from support import environment

PATIENCE = 60.0
TESTS = Path(__file__).parent.parent


class Player:
    """A process that takes lines on its standard input and acknowledges each on its standard output."""

    def __init__(self, home: Path, incident: str, name: str, command: list[str]) -> None:
        env = environment(home, WARROOM_BY=name, WARROOM_INCIDENT=incident)
        env["PYTHONPATH"] += os.pathsep + str(TESTS)
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env
        )
        self._rest = b""

    def type(self, text: str) -> None:
        """Give it a line."""
        os.write(self.process.stdin.fileno(), f"{text}\n".encode())

    def said(self, *, wait: bool = True) -> list[str]:
        """Return what it has said since, waiting for a line if asked to."""
        lines: list[bytes] = []
        while not lines and self._more(PATIENCE if wait else 0):
            *lines, self._rest = self._rest.split(b"\n")
        assert lines or not wait, f"{self.name} says nothing more"
        return [line.decode() for line in lines]

    def _more(self, patience: float) -> bool:
        descriptor = self.process.stdout.fileno()
        if not select.select([descriptor], [], [], patience)[0]:
            return False
        data = os.read(descriptor, 65536)
        self._rest += data
        return bool(data)

    def kill(self) -> list[str]:
        """Kill it, and return what it had still said."""
        self.process.kill()
        self.process.wait()
        while self._more(0):
            pass
        *lines, self._rest = self._rest.split(b"\n")
        self.close()
        return [line.decode() for line in lines]

    def finish(self) -> int:
        """Let it come to its end, and return its exit code."""
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return code

    def close(self) -> None:
        """Leave no pipe behind."""
        self.process.stdin.close()
        self.process.stdout.close()


def screen(home: Path, incident: str, name: str) -> Player:
    """Start a screen, and wait until one can type."""
    script = str(TESTS / "durability/screen_writer.py")
    player = Player(home, incident, name, [sys.executable, script, str(home), incident, name])
    assert player.said() == ["ready"]
    return player


def pipe(home: Path, incident: str, name: str) -> Player:
    """Start `warroom log -`."""
    return Player(home, incident, name, [sys.executable, "-m", "warroom", "log", "-"])

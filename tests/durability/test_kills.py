"""A day's incident, written by processes that are killed again and again: complete to the last acknowledged line."""

import random
import sys
from pathlib import Path

import pytest

from durability.players import Player, command, pipe, screen
from warroom.store.library import Library

if sys.platform == "win32":
    pytest.skip("there is no kill -9 here", allow_module_level=True)

LINES = 600
SCREEN_KILLS = 12
"""How often each screen is killed; a pipe is killed all the time, and commands in the midst of their work."""
TAKES = 0.04
"""Seconds by the end of which a command is done as a rule."""


class Writer:
    """A writer of the day: it is started again when it was killed, and never types the same line twice."""

    def __init__(self, home: Path, incident: str, name: str, chance: random.Random) -> None:
        self.home = home
        self.incident = incident
        self.name = name
        self.chance = chance
        self.number = 0
        self.kills = 0
        self.typed: list[str] = []
        self.acked: list[str] = []
        self.waiting: str | None = None
        self.player: Player | None = None
        self.lines_left = 0

    def step(self) -> None:
        """Take what was acknowledged, type a line, or be killed."""
        if self.player is None:
            self.player = (pipe if self.name == "pipe" else screen)(self.home, self.incident, self.name)
            self.lines_left = self.chance.randrange(1, 5)
        if self.waiting is None:
            self.number += 1
            self.waiting = f"{self.name} writes line {self.number}"
            self.typed.append(self.waiting)
            self.player.type(self.waiting)
            self.lines_left -= 1
        if self.lines_left <= 0:
            self.take(self.player.said(wait=False) if self.chance.random() < 0.5 else [])
            self.take(self.player.kill())
            self.kills += 1
            self.player, self.waiting = None, None
        else:
            self.take(self.player.said())

    def take(self, said: list[str]) -> None:
        """Take note of what was acknowledged: a screen says the text, a pipe the text behind its reference."""
        for line in said:
            text = line.rpartition(": ")[2]
            assert text == self.waiting
            self.acked.append(text)
            self.waiting = None

    def end(self) -> None:
        """Leave as one should."""
        if self.player:
            if self.waiting:
                self.take(self.player.said())
            assert self.player.finish() == 0


def commands(home: Path, incident: str, chance: random.Random, count: int, first: int) -> tuple[list[str], list[str]]:
    """Record lines by a command each, some killed at any moment; return those typed and those acknowledged."""
    typed, acked = [], []
    for number in range(first, first + count):
        text = f"command writes line {number}"
        typed.append(text)
        player = command(home, incident, "commands", text)
        player.process.join(chance.uniform(0, TAKES))
        if player.kill():
            acked.append(text)
    return typed, acked


@pytest.mark.timeout(280)
def test_a_days_incident_is_complete_to_the_last_acknowledged_line(memory):
    """Six hundred lines, two screens, pipes and commands, more than two hundred kills: none lost, none twice."""
    chance = random.Random(20_261_121)
    home, library = memory / "home", Library(str(memory / "home"))
    incident = library.create("checkout errors", by="ana")
    writers = [Writer(home, incident, name, chance) for name in ("ana", "bo", "pipe")]
    typed, acked = [], []
    while sum(len(writer.typed) for writer in writers) + len(typed) < LINES:
        for writer in writers:
            if writer.name == "pipe" or writer.kills < SCREEN_KILLS:
                writer.step()
        if chance.random() < 0.1:
            more, sure = commands(home, incident, chance, 1, len(typed))
            typed, acked = typed + more, acked + sure
    for writer in writers:
        writer.end()
    killed = len(typed) - len(acked) + sum(writer.kills for writer in writers)
    typed = typed + [text for writer in writers for text in writer.typed]
    acked = acked + [text for writer in writers for text in writer.acked]

    assert (len(typed) >= LINES, killed >= 200) == (True, True)
    folder = Path(library.folder(incident))
    for without in ("", "incident.json"):
        if without:
            (folder / without).unlink(missing_ok=True)
        room = library.open(incident, by="somebody", via="command")
        texts = [row.text for row in room.incident.timeline[1:]]
        assert set(acked) - set(texts) == set(), "acknowledged and lost"
        assert len(texts) == len(set(texts)), "there twice"
        assert set(texts) - set(typed) == set(), "never typed"
        assert [notice for notice in room.notices if "half line" not in notice and "was not there" not in notice] == []

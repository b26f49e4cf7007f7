"""Two screens, and command upon command: every screen shows the same record at the end."""

import sys
import time

import pytest

from durability.players import PATIENCE, command, screen
from durability.screen_writer import digest
from warroom.store.library import Library

if sys.platform == "win32":
    pytest.skip("there is no fork here", allow_module_level=True)

ALERTS = 150
LINES = 20
"""What each person types at least, while the alerts come in."""


@pytest.mark.timeout(280)
def test_every_screen_shows_the_same_record_at_the_end(memory):
    """Both people type all the while, and alerts come in; nobody's screen misses anything."""
    home, library = memory / "home", Library(str(memory / "home"))
    incident = library.create("checkout errors", by="ana")
    screens = [screen(home, incident, name) for name in ("ana", "bo")]
    typed, waiting, alerts = dict.fromkeys(screens, 0), set(), 0
    while alerts < ALERTS or min(typed.values()) < LINES:
        alerts += 1
        alert = command(home, incident, "alerts", f"alert {alerts}")
        for player in screens:
            if player not in waiting or player.said(wait=False):
                typed[player] += 1
                waiting.add(player)
                player.type(f"{player.name} writes line {typed[player]}")
        assert alert.finish() == 0
    for player in screens:
        player.said()
    room = library.open(incident, by="somebody")
    assert len(room.incident.timeline) == 1 + sum(typed.values()) + alerts
    shown = []
    for player in screens:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            player.type("?")
            [last] = player.said()
            if last == digest(room):
                break
        shown.append(last)
        assert player.finish() == 0
    assert shown == [digest(room)] * 2

"""Two screens and ten commands a second for a minute: every screen shows the same record at the end."""

import subprocess
import sys
import time

import pytest

from durability.players import PATIENCE, screen
from durability.screen_writer import digest
from support import environment
from warroom.store.library import Library

SECONDS = 60
A_SECOND = 10


@pytest.mark.timeout(280)
def test_every_screen_shows_the_same_record_at_the_end(memory):
    """Both people type all the while, and alerts come in; nobody's screen misses anything."""
    home, library = memory / "home", Library(str(memory / "home"))
    incident = library.create("checkout errors", by="ana")
    screens = [screen(home, incident, name) for name in ("ana", "bo")]
    env = environment(home, WARROOM_INCIDENT=incident, WARROOM_BY="alerts")
    logging: list[subprocess.Popen[bytes]] = []
    began, typed, waiting = time.monotonic(), 0, {}
    while (elapsed := time.monotonic() - began) < SECONDS:
        if len(logging) < elapsed * A_SECOND:
            command = [sys.executable, "-m", "warroom", "log", f"alert {len(logging)}"]
            logging.append(subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL))
        for player in screens:
            if player.name in waiting and not player.said(wait=False):
                continue
            typed += 1
            waiting[player.name] = f"{player.name} writes line {typed}"
            player.type(waiting[player.name])
        logging[-1].wait(PATIENCE)
    for player in screens:
        player.said()
    assert [process.wait(PATIENCE) for process in logging] == [0] * len(logging)
    room = library.open(incident, by="somebody")
    assert len(room.incident.timeline) == 1 + typed + len(logging)
    assert len(logging) > SECONDS * A_SECOND / 3, "the machine kept up well enough for this to mean something"
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

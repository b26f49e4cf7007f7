"""Clocks that jump and homes that cannot be written: what is known stays, and what cannot be kept is said."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from support import NOON, Clock, warroom
from ui.person import at_the_screen
from warroom.store.library import Library

HOUR = timedelta(hours=1)


def remount(disk: Path, how: str) -> None:
    """Make a disk read-only, `ro`, or writable again, `rw`."""
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


@pytest.fixture
def read_only(small, clock):
    """Return a library with an incident on a disk that can no longer be written."""
    library = Library(str(small / "home"), clock=clock)
    incident = library.create("checkout errors", by="ana")
    with library.open(incident, by="ana") as room:
        room.record("? the pool is exhausted")
        room.checkpoint()
    remount(small, "ro")
    yield library, incident
    remount(small, "rw")


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["ahead", "back"])
def test_what_is_done_later_holds_whatever_the_clock_does(library, jump):
    """A correction after the jump wins over what it corrects, and one by somebody whose clock is right too."""
    clock = Clock()
    incident = library.create("checkout errors", by="ana")
    ana = library.open(incident, by="ana")
    ana.clock = clock
    ana.record("/sev 3")
    clock.now += jump
    ana.record("/sev 2")
    ana.record("one after the jump")
    clock.now -= jump
    ana.record("/sev 1")
    bo = library.open(incident, by="bo")
    bo.record("/sev 4")
    ana.poll()
    assert (ana.incident.severity, bo.incident.severity) == ("SEV4", "SEV4")
    ana.record("/undo")
    assert ana.incident.severity == "SEV4", "her own last change is what she takes back, not his"
    ana.close()
    bo.close()
    assert library.open(incident, by="cy").incident.severity == "SEV4"


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["ahead", "back"])
async def test_the_screen_lives_through_a_jump(library, clock, jump):
    """Rows have the time the clock showed; the room goes on, saves, and closes."""
    incident = library.create("checkout errors", by="ana")
    async with at_the_screen(library, clock, incident) as ana:
        await ana.enter("before")
        clock.now += jump
        ana.app.screen.tick()
        await ana.enter("after")
        clock.now -= jump
        ana.app.screen.tick()
        await ana.enter("and again")
        assert not ana.room.unsaved
        rows = {row.text: row.at for row in ana.incident.timeline}
        assert (rows["before"], rows["after"], rows["and again"]) == (NOON, NOON + jump, NOON)


def test_a_log_from_the_future_is_said_and_can_be_corrected(library, clock):
    """Somebody's clock is years ahead: the room says so, and what is done about it now holds."""
    incident = library.create("checkout errors", by="ana")
    with library.open(incident, by="cy") as ahead:
        ahead.clock = Clock(NOON + timedelta(days=4000))
        ahead.record("/sev 1")
        ahead.record("seen in the future")
    with library.open(incident, by="ana") as ana:
        assert any("a clock that is ahead" in notice for notice in ana.notices)
        ana.record("/sev 2")
        ana.record("/edit #3 12:00 seen at noon")
        assert ana.incident.severity == "SEV2"
        assert {row.text: row.at for row in ana.incident.timeline}["seen at noon"] == NOON
    assert library.open(incident, by="bo").incident.severity == "SEV2"


def test_a_home_that_cannot_be_written_is_read_and_said(read_only):
    """Every line refused is repeated; everything that only reads goes on."""
    library, _ = read_only
    home = Path(library.home)
    logged = warroom(home, "log", "pool at 100 %")
    assert logged.code == 1
    assert "pool at 100 %" in logged.err
    assert "read-only" in logged.err
    assert "--home" in logged.err
    for verb in ("show", "list", "events", "check", "export"):
        assert warroom(home, verb).err.count("read-only") == 0
        assert warroom(home, verb).code in ({0, 1} if verb == "check" else {0})
    assert "the pool is exhausted" in warroom(home, "export").out
    declared = warroom(home, "new", "mail is late")
    assert declared.code == 1
    assert "--home" in declared.err
    assert warroom(home, "doctor").code == 1


async def test_the_screen_says_that_the_home_cannot_be_written(read_only, clock, small):
    """Under the header from the start; what is typed stays, marked, and is saved if the disk comes back."""
    library, incident = read_only
    async with at_the_screen(library, clock, incident, size=(110, 30)) as ana:
        assert "cannot be written" in ana.banner
        ana.line.value = "pool at 100 %"
        await ana.push("enter")
        await ana.until(lambda: "NOT SAVED" in ana.banner)
        assert "pool at 100 %" in ana.text
        remount(small, "rw")
        await ana.until(lambda: not ana.room.unsaved)
        await ana.until(lambda: not ana.banner)
    assert [row.text for row in library.open(incident, by="bo").incident.timeline][-1] == "pool at 100 %"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions stop nobody here")
def test_a_home_of_somebody_else_is_refused_in_one_sentence(tmp_path):
    """With the way out."""
    home = tmp_path / "theirs"
    home.mkdir(mode=0o500)
    refused = warroom(home, "new", "checkout errors")
    assert refused.code == 1
    assert "--home" in refused.err

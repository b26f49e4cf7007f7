"""The read-only view: it shows what the room shows, follows by itself, and writes nothing."""

import os
from pathlib import Path

import pytest

from support import warroom
from ui.person import at_the_screen
from warroom.core.model import Incident
from warroom.core.times import UTC
from warroom.ui import header
from warroom.ui.actions import ACTIONS, ANYWHERE, BY_ID, PANES, WATCH, actions_for, key_bar
from warroom.ui.digits import LINES, big
from warroom.ui.line import key_hint
from warroom.ui.presentation import View
from warroom.ui.screens.watch import ALONE_AFTER, READ_ONLY, SAY_FOR

RECORDING = [action for action in ACTIONS if action.where in (ANYWHERE, *PANES) and not action.looks]


def everything_in(home: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file below a folder, and when it was last written."""
    return {
        str(path): (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns)
        for path in sorted(home.rglob("*"))
    }


@pytest.fixture
def watch(sit):
    """Return what sits somebody down in front of the view."""
    return lambda incident_id, **options: sit(incident_id, watches=True, **options)


def keys_bar(wall) -> str:
    return wall.text.splitlines()[-1]


async def test_it_follows_what_others_record(watch, example, library):
    """Nobody is at its keys: the newest row comes into view by itself, however many came."""
    async with watch(example, size=(80, 24)) as wall:
        with library.open(example, by="bo") as room:
            for number in range(40):
                room.record(f"the queue is down to {4000 - number}")
            await wall.until(lambda: "down to 3961" in wall.text)
            assert "following" in wall.text
            room.record("/status monitoring")
            await wall.until(lambda: "MONITORING" in wall.text)


async def test_what_becomes_the_first_of_a_pane_is_in_view(watch, example, library):
    """Nobody scrolls on a wall: a call that waits must not come in above the view."""
    async with watch(example, size=(80, 24)) as wall:
        with library.open(example, by="bo") as room:
            room.record("/ack E3 lee")
            await wall.until(lambda: "E3 answered by lee" in wall.text)
            room.record("^ vendor: is it you?")
            await wall.until(lambda: "E4 vendor" in wall.text)
            lines = wall.text.splitlines()
            title = next(place for place, line in enumerate(lines) if "3 Escalations" in line)
            assert "E4 vendor" in lines[title + 1]


async def test_it_writes_nothing_whatever_is_pressed(watch, example, home, clock):
    """Neither presence nor drafts, checkpoint, log or reserve: the files are what they were."""
    before = everything_in(home)
    async with watch(example) as wall:
        for action in ACTIONS:
            if action.where in (*PANES, ANYWHERE, WATCH) and action.do != "quit":
                for key in action.keys.split(","):
                    await wall.press(key)
                    while len(wall.app.screen_stack) > 1:
                        wall.app.pop_screen()
        for _ in range(20):
            clock.forward(seconds=1)
            wall.app.screen.tick()
        await wall.settle()
        wall.app.save()
    assert everything_in(home) == before


@pytest.mark.parametrize("action", RECORDING, ids=lambda action: action.id)
async def test_every_key_that_records_is_refused_with_one_sentence(watch, example, action):
    """Calmly, at the key, in whatever pane: the way out is named."""
    async with watch(example, size=(80, 24)) as wall:
        if action.where in PANES:
            await wall.press(str(PANES.index(action.where) + 1))
        events = len(wall.room.fold.events)
        for key in action.keys.split(","):
            wall.app.screen.say("")
            await wall.press(key)
            if key != "escape":
                assert READ_ONLY in keys_bar(wall), key
        assert len(wall.room.fold.events) == events
        assert len(wall.app.screen_stack) == 1


async def test_what_was_said_gives_way_to_the_keys_again(watch, example):
    async with watch(example) as wall:
        await wall.press("u")
        assert READ_ONLY in keys_bar(wall)
        for _ in range(SAY_FOR):
            wall.app.screen.tick()
        await wall.settle()
        assert "esc follow" in keys_bar(wall)


async def test_scrolling_zoom_and_panes_work_and_escape_follows_again(watch, example, library):
    """Somebody may look back; a row that comes then does not pull them away."""
    async with watch(example, size=(80, 24)) as wall:
        await wall.press("home")
        assert "declared" in wall.text
        with library.open(example, by="bo") as room:
            room.record("the newest of all")
        await wall.until(lambda: len(wall.incident.timeline) == 31)
        assert "the newest of all" not in wall.text
        await wall.press("2", "z")
        assert "3 Escalations" not in wall.text
        await wall.press("escape")
        assert "3 Escalations" in wall.text
        assert "the newest of all" in wall.text
        assert wall.focused == "timeline"


async def test_a_view_that_was_scrolled_and_left_follows_again(watch, example):
    """A screen on a wall must not stay in the past because somebody touched a key."""
    async with watch(example, size=(80, 24)) as wall:
        for _ in range(2):  # whoever moves is there, and is left alone
            await wall.press("home")
            for _ in range(ALONE_AFTER // 2 + 1):  # the seconds that pass meanwhile count too
                wall.app.screen.tick()
            await wall.settle()
            assert "following" not in wall.text
        for _ in range(ALONE_AFTER // 2):
            wall.app.screen.tick()
        await wall.settle()
        assert "following" in wall.text


async def test_a_record_opens_in_full_and_closes(watch, example):
    async with watch(example) as wall:
        await wall.press("2", "enter")
        assert "History" in wall.text
        await wall.press("escape", "q")
        await wall.until(lambda: not wall.app.is_running or wall.app._exit)


async def test_the_help_has_what_works_here_and_nothing_else(watch, example):
    """A key that is only refused need not be looked up."""
    async with watch(example, size=(120, 60)) as wall:
        await wall.press("?")
        for action in actions_for(WATCH):
            assert action.help in wall.text
        assert "undo" not in wall.text
        assert "What the line understands" not in wall.text
        await wall.press("escape")
        await wall.press("?")
        await wall.type("zoom")
        await wall.press("enter")
        assert "2 Hypotheses" not in wall.text


@pytest.mark.parametrize("size", [(99, 30), (100, 29), (60, 20)], ids=str)
async def test_without_room_for_it_there_is_no_big_clock(watch, example, size):
    async with watch(example, size=size) as wall:
        assert "█" not in wall.text
        assert "00:38:40" in wall.text
        await wall.resize(100, 30)
        assert "█" in wall.text


async def test_the_big_clock_goes(watch, example, clock):
    async with watch(example) as wall:
        before = wall.text.splitlines()[:4]
        clock.forward(seconds=1)
        wall.app.screen.tick()
        await wall.settle()
        assert before != wall.text.splitlines()[:4]
        clock.forward(hours=1)
        wall.app.screen.tick()
        await wall.settle()
        assert "next update overdue" in wall.text
        assert " min" in wall.text.splitlines()[3]
        assert big("33")[0] in wall.text.splitlines()[1]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
async def test_it_works_in_a_home_that_cannot_be_written(library, clock, example, home):
    """A view on somebody else's record, on a disk mounted read-only."""
    folders = [path for path in (home, *home.rglob("*")) if path.is_dir()]
    for path in folders:
        path.chmod(0o500)
    try:
        async with at_the_screen(library, clock, example, size=(80, 24), watches=True) as wall:
            assert "Mail is hours late" in wall.text
            assert not wall.banner
    finally:
        for path in folders:
            path.chmod(0o700)


async def test_a_hostile_title_is_only_ever_text(watch, library):
    """Brackets and escape characters of a title neither style nor break the big header."""
    incident_id = library.create("[red]checkout[/] \x1b[2J " + "x" * 150, by="ana")
    async with watch(incident_id, size=(100, 30)) as wall:
        assert "[red]checkout[/]" in wall.text


# The big header, a pure function


@pytest.mark.parametrize("width", [100, 120, 200])
@pytest.mark.parametrize("title", ["short", "a title of many words that goes on and on " * 4, "x" * 200, "日本語" * 60])
@pytest.mark.parametrize("mode", ["real", "drill", "retrospective"])
def test_the_big_header_has_four_lines_that_fit(clock, width, title, mode):
    incident = Incident(id="1", title=title, mode=mode, severity="SEV1", status="investigating")
    lines = header.wall(incident, width, View(clock(), UTC)).split("\n")
    assert len(lines) == 4
    assert all(line.cell_length <= width for line in lines)


async def test_a_key_of_a_box_or_of_the_rows_says_where_it_works(watch, example):
    """It is run where it is, not here; that this view is read-only is not the reason."""
    async with watch(example) as wall:
        for words, told in (
            ("a page further", "pgdn moves in a list of rows, while it has the focus"),
            ("to its beginning", "g is a key of the text, while it is open"),
        ):
            await wall.press("?")
            await wall.type(words)
            await wall.press("enter")
            assert told in wall.text


def test_every_digit_is_three_lines_high_and_as_wide_as_every_other():
    for digit in "0123456789":
        lines = big(digit)
        assert (len(lines), {len(line) for line in lines}) == (LINES, {3})
    assert len({tuple(big(digit)) for digit in "0123456789"}) == 10
    assert big("") == ["", "", ""]


def test_the_keys_of_the_view_fit_the_narrowest_terminal():
    shown = key_bar(WATCH)
    assert [action.title for action in shown] == ["help", "follow", "zoom", "panes", "quit"]
    assert sum(key_hint(action).cell_length for action in shown) + 2 * (len(shown) - 1) <= 60


# The verb


def test_the_verb_needs_a_terminal_and_an_incident(home):
    """One sentence, and nothing is made."""
    assert warroom(home, "watch").err == "warroom: there is no incident yet: warroom new 'what is wrong'\n"
    assert not home.exists()
    warroom(home, "new", "checkout errors")
    refused = warroom(home, "watch")
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "no terminal" in refused.err
    assert warroom(home, "watch", "nothing-like-it").code == 1


async def test_what_is_due_promises_nothing_that_a_view_cannot_do(watch, example, sit):
    """Neither in the help nor under the list; the room begins lines."""
    async with watch(example) as wall:
        assert "line" not in BY_ID["due"].help
        await wall.press("!")
        assert "enter goes to it · esc closes" in wall.text
    async with sit(example) as ana:
        await ana.press("tab", "!")
        assert "enter goes to it, or begins the line · esc closes" in ana.text

"""What is half typed outlives the program, however it ends, and never stands in the way of typing."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress

import pytest

from support import NOON
from warroom.core.errors import StoreError
from warroom.store import screens as store_screens
from warroom.store.room import Room
from warroom.store.screens import HalfTyped, Screens
from warroom.ui import keeper
from warroom.ui.parts import saving


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Look and write without the pauses that are there for people."""
    monkeypatch.setattr(keeper, "WRITE_EVERY", 0.01)
    monkeypatch.setattr(keeper, "LOOK_EVERY", 0.05)


def drafts_in(folder) -> list[list[str]]:
    """Return the texts of each draft in a folder; one that goes while it is looked at is gone."""
    found = []
    for path in sorted((folder / "screens").glob("*.draft")):
        with suppress(FileNotFoundError):
            found.append([line["text"] for line in json.loads(path.read_text())["lines"]])
    return found


def crashed(folder, *texts: str, by: str = "ana", begun: bool = False, hint: str = "") -> None:
    """Leave behind what a killed screen leaves: its files, without the lock."""
    screens = Screens(str(folder), by=by, clock=lambda: NOON)
    screens.keep([HalfTyped(text, NOON, begun and not place, hint) for place, text in enumerate(texts)])
    screens._lock.release()


@asynccontextmanager
async def killed(seat, monkeypatch):
    """Sit somebody down, and in the end leave their files as a kill does."""
    async with seat as person:
        yield person
        screens = person.app.screen.keeper.screens

        def die(*_: object) -> None:
            with screens._using:  # a look that is under way ends first, and none comes after it
                screens._has_left = True
                if screens._lock:
                    screens._lock.release()

        monkeypatch.setattr(screens, "leave", die)


async def test_a_half_typed_line_is_on_the_disk_while_it_is_typed(sit, empty, files):
    """The last state, with the time it was begun."""
    async with sit(empty) as ana:
        await ana.type("half a thou")
        await ana.until(lambda: drafts_in(files(empty)) == [["half a thou"]])
        await ana.press("backspace", "backspace")
        await ana.until(lambda: drafts_in(files(empty)) == [["half a th"]])


@pytest.mark.parametrize("keys", [["enter"], ["ctrl+u"]], ids=["recorded", "emptied"])
async def test_nothing_is_left_of_a_line_that_was_recorded_or_emptied(sit, empty, files, keys):
    async with sit(empty) as ana:
        await ana.type("half")
        await ana.until(lambda: drafts_in(files(empty)))
        await ana.press(*keys)
        await ana.until(lambda: not drafts_in(files(empty)))
    assert list((files(empty) / "screens").iterdir()) == []


async def test_a_half_typed_line_comes_back_after_a_crash_with_its_time(sit, empty, clock, monkeypatch):
    """One calm sentence says so; Enter records it at the time it was begun, and then it is gone for good."""
    async with killed(sit(empty), monkeypatch) as ana:
        await ana.type("half a thou")
        await ana.until(lambda: ana.app.screen.keeper.screens._on_disk.count(b"half a thou"))
    clock.forward(minutes=9)
    async with sit(empty) as ana:
        await ana.until(lambda: ana.line.value == "half a thou")
        assert ana.said == "the line you had begun at 12:00 is back"
        assert ana.focused == "line"
        await ana.enter("ght")
        assert (ana.incident.timeline[-1].text, ana.incident.timeline[-1].at) == ("half a thought", NOON)
    async with sit(empty) as ana:
        await ana.until(lambda: ana.app.screen.keeper.screens._lock)
        await ana.pilot.pause(0.1)
        assert ana.line.value == ""


async def test_a_line_recorded_just_before_the_crash_does_not_come_back(sit, empty, files, library):
    """The kill may fall between recording a line and forgetting its draft: once is enough, and it is forgotten then."""
    with library.open(empty, by="ana") as room:
        for line in ("11:50 error rate is 31 %", "/sev 2", "/undo"):
            room.record(line, typed_at=NOON)
    crashed(files(empty), "11:50 error rate is 31 %", "/sev 2", "/undo", "begun in the same second")
    async with sit(empty) as ana:
        await ana.until(lambda: ana.line.value == "begun in the same second")
        await ana.until(lambda: drafts_in(files(empty)) == [["begun in the same second"]])


async def test_the_beginning_of_a_line_recorded_just_before_the_crash_does_not_come_back(sit, empty, files, library):
    """What is half typed is written a few times a second: the last time may be before the line was whole."""
    room = library.open(empty, by="ana")
    room.record("error rate is 31 %", typed_at=NOON)
    room.close()
    crashed(files(empty), "error")
    async with sit(empty) as ana:
        await ana.until(lambda: drafts_in(files(empty)) == [])
        assert ana.line.value == ""


async def test_another_line_begun_in_the_same_second_does_come_back(sit, empty, files, library):
    room = library.open(empty, by="ana")
    room.record("error rate is 31 %", typed_at=NOON)
    room.close()
    crashed(files(empty), "error rate is fall")
    async with sit(empty) as ana:
        await ana.until(lambda: ana.line.value == "error rate is fall")


async def test_a_line_entered_stays_a_draft_until_it_is_saved(sit, empty, files, monkeypatch):
    """A kill while saving fails must not cost the line; once it is saved its draft is gone."""
    save, full = Room.save, [True]

    def fails(room: Room) -> None:
        if full[0] and room.unsaved:
            raise StoreError("the disk is full")
        save(room)

    monkeypatch.setattr(Room, "save", fails)
    monkeypatch.setattr(saving, "TRY_AGAIN_AFTER", 0.05)
    async with sit(empty) as ana:
        await ana.type("first")
        await ana.push("enter")
        await ana.type("half")
        await ana.until(lambda: drafts_in(files(empty)) == [["half", "first"]])
        full[0] = False
        await ana.until(lambda: drafts_in(files(empty)) == [["half"]])


async def test_quitting_in_the_moment_of_saving_records_a_line_once(sit, empty, clock, files, monkeypatch):
    """It may still be kept as a draft when the room saves it on closing; the next room knows."""
    monkeypatch.setattr(saving.Saving, "run", lambda _: asyncio.sleep(3600))
    async with sit(empty) as ana:
        clock.forward(seconds=2)
        ana.line.value = "error rate is 31 %"
        await ana.push("enter")
        ana.app.screen.action_do("undo")
        assert ana.room.unsaved
        ana.app.exit()
    assert drafts_in(files(empty))
    monkeypatch.undo()
    async with sit(empty) as ana:
        await ana.until(lambda: not drafts_in(files(empty)))
        assert (ana.line.value, ana.line.waiting) == ("", 0)
        assert len(ana.room.fold.events) == 3


async def test_quitting_keeps_a_half_typed_line_for_the_next_time(sit, empty, clock):
    async with sit(empty) as ana:
        await ana.type("half a thou")
    clock.forward(days=1)
    async with sit(empty) as ana:
        await ana.until(lambda: ana.line.value == "half a thou")
        assert ana.said == "the line you had begun on 21 Nov at 12:00 is back"


async def test_a_line_a_key_began_comes_back_with_its_hint_and_what_was_put_aside(sit, example, clock, monkeypatch):
    """A long text that is being corrected, over several lines, and below it the line that waits."""
    began = clock.now
    async with killed(sit(example), monkeypatch) as ana:
        await ana.type("half")
        clock.forward(minutes=1)
        await ana.go("timeline", "#3")
        await ana.press("e")
        await ana.paste(" and\nmore")
        value = ana.line.value
        await ana.until(lambda: b"more" in ana.app.screen.keeper.screens._on_disk)
    clock.forward(minutes=4)
    async with sit(example) as ana:
        await ana.until(lambda: ana.line.value == value)
        assert "your line" in ana.text.splitlines()[-1]
        assert ana.line.hint.startswith("put a time first")
        await ana.press("enter")
        row = next(row for row in ana.incident.timeline if row.ref == "#3")
        assert row.text.endswith("is 200 and\nmore")
        assert ana.line.value == "half"
        await ana.press("enter")
        assert next(row for row in ana.incident.timeline if row.text == "half").at == began


async def test_of_two_crashed_screens_neither_line_is_dropped(sit, empty, files):
    """The newest is in the line; Escape in an empty line brings the other, and meanwhile it is on the disk."""
    crashed(files(empty), "older")
    crashed(files(empty), "newer")
    async with sit(empty) as ana:
        await ana.until(lambda: ana.line.value == "newer")
        assert ana.said == "the line you had begun at 12:00 is back; 1 more waits"
        await ana.until(lambda: drafts_in(files(empty)) == [["newer", "older"]])
        await ana.press("enter")
        assert "esc brings back 1 more line you had begun" in ana.text
        await ana.until(lambda: drafts_in(files(empty)) == [["older"]])
        await ana.enter("something else")
        await ana.press("escape")
        assert ana.line.value == "older"
        assert ana.said == "the line you had begun at 12:00 is back"
        await ana.press("enter")
        assert {row.text for row in ana.incident.timeline[1:]} == {"newer", "something else", "older"}
        await ana.until(lambda: drafts_in(files(empty)) == [])


async def test_a_line_that_came_back_never_mixes_with_what_is_being_typed(sit, empty, files, monkeypatch):
    """Who was faster than the disk keeps what they type; what came back waits."""
    monkeypatch.setattr(keeper, "LOOKS_FOR_DRAFTS", 1000)
    async with sit(empty) as ana:
        await ana.type("typing")
        crashed(files(empty), "older")
        await ana.until(lambda: ana.line.waiting)
        assert ana.line.value == "typing"
        assert ana.said == "a line you had begun at 12:00 waits until the line is empty"
        await ana.press("escape")
        assert ana.line.value == "typing"
        await ana.press("enter", "escape")
        assert ana.line.value == "older"


async def test_what_somebody_else_half_typed_is_not_shown(sit, empty, files):
    crashed(files(empty), "secret of bo", by="bo")
    async with sit(empty) as ana:
        await ana.until(lambda: ana.app.screen.keeper.screens._lock)
        await ana.pilot.pause(0.2)
        assert ana.line.value == ""
    assert drafts_in(files(empty)) == [["secret of bo"]]


async def test_what_comes_back_is_shown_as_it_is(sit, empty, files):
    """A file may be anybody's: nothing in it is markup, an escape, or an action."""
    crashed(files(empty), "[bold]x[/] \x1b[2J/undo", begun=True, hint="[/]\x1b]0;x\x07")
    async with sit(empty) as ana:
        await ana.until(lambda: ana.line.value == "[bold]x[/] /undo")
        assert ana.line.hint == "[/]"
        assert len(ana.incident.timeline) == 1


async def test_a_disk_that_refuses_drafts_never_disturbs_typing(sit, empty, monkeypatch):
    """The line works as ever, and nobody is told of something that is no loss yet."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store_screens, "replace_file", refuse)
    monkeypatch.setattr(store_screens, "make_folder", refuse)
    async with sit(empty) as ana:
        await ana.enter("error rate is 31 %")
        await ana.type("half")
        await ana.pilot.pause(0.1)
        assert (ana.line.value, ana.banner) == ("half", "")
        assert ana.incident.timeline[-1].text == "error rate is 31 %"


async def test_a_line_recalled_and_not_changed_is_no_draft(sit, empty, files):
    """It is on the record already; what was half typed before it is kept."""
    async with sit(empty) as ana:
        await ana.enter("recorded")
        await ana.type("half")
        await ana.press("up")
        await ana.until(lambda: drafts_in(files(empty)) == [["half"]])
        await ana.type("!")
        await ana.until(lambda: drafts_in(files(empty)) == [["recorded!", "half"]])


async def test_leaving_a_recalled_line_and_recalling_again_keeps_what_was_half_typed(sit, empty):
    async with sit(empty) as ana:
        await ana.enter("recorded")
        await ana.type("half")
        await ana.press("up", "escape", "up", "down")
        assert ana.line.value == "half"


async def test_the_line_that_declares_comes_back_too(sit, home):
    """In the library, where nothing is made on the disk before something is typed."""
    async with sit() as ana:
        await ana.pilot.pause(0.1)
        assert not home.exists()
        await ana.type("sev1 checkout fai")
        await ana.until(lambda: drafts_in(home) == [["sev1 checkout fai"]])
    async with sit() as ana:
        await ana.until(lambda: ana.line.value == "sev1 checkout fai")
        assert ana.said == "the line you had begun at 12:00 is back"
        await ana.enter("ls")
        await ana.until(lambda: ana.app.room is not None)
        assert ana.incident.title == "checkout fails"
    assert list((home / "screens").iterdir()) == []

"""Handing over and telling: the brief is read before, what was told is copied, and a sentence says where it went."""

import threading
from datetime import timedelta

import pytest

from support import to_markdown
from warroom import clipboard
from warroom.clipboard import Copied
from warroom.core.tell import handover, handover_parts
from warroom.ui.header import header
from warroom.ui.modals.handover import brief
from warroom.ui.screens import room


@pytest.fixture
def copies(monkeypatch) -> list[str]:
    """Return what is copied; it goes to tmux's buffer."""
    found: list[str] = []

    def copy(text, *_):
        found.append(text)
        return Copied(("tmux",), asked=True)

    monkeypatch.setattr("warroom.ui.clipboard.copy", copy)
    return found


async def test_a_commander_hands_over_and_the_next_acknowledges(sit, example, clock, copies):
    """The brief, a copy of it, whom it goes to; then the header tells it until the other takes it, on any screen."""
    async with sit(example) as ana, sit(example, by="bo") as bo:
        text = handover(ana.incident, clock.now)
        await ana.go("timeline")
        await ana.press("W", "c")
        await ana.until(lambda: "copied to tmux" in ana.text)
        assert copies == [text]
        await ana.press("enter")
        assert ana.line.value == "/handover commander "
        await ana.enter("bo mind the relay")
        assert ana.incident.timeline[-1].text == f"commander: handed over to bo\nmind the relay\n{text}"
        assert "handed over to bo" in ana.said
        assert ana.incident.roles["commander"] == "ana"
        ana.app.screen.tick()
        assert ana.text.splitlines()[1].startswith(" ana commands · handover to bo waits ")
        assert "handover to bo waits" in ana.text.splitlines()[1]

        await bo.until(lambda: bo.incident.handovers)
        bo.app.screen.tick()
        assert bo.banner == "ana hands the role of commander over to you: tab Y, or /take, takes it."
        await bo.press("tab")
        assert bo.banner == "ana hands the role of commander over to you: Y takes it."
        await bo.press("escape")
        await bo.type("/take")
        assert "Enter records take commander, by bo" in bo.said
        await bo.press("ctrl+u")
        await bo.go("timeline")
        await bo.press("Y", "escape")
        assert bo.incident.roles["commander"] == "ana", "the brief was only read"
        await bo.press("Y")
        assert "Handed  commander: handed over to bo by ana" in bo.text
        assert "mind the relay" in bo.text
        assert "Promised" in bo.text
        await bo.press("enter")
        assert bo.last == "commander: bo takes over"
        bo.app.screen.tick()
        assert bo.banner == ""
        await ana.until(lambda: ana.incident.roles["commander"] == "bo")
        assert "bo commands" in ana.text.splitlines()[1]
        assert "not yet acknowledged" not in ana.text.splitlines()[1]


async def test_nothing_is_handed_over_without_its_name(sit, example):
    """Escape leaves the brief, and then the line; the key that takes says why it cannot."""
    async with sit(example) as ana:
        before = len(ana.room.fold.events)
        await ana.go("timeline")
        await ana.press("W", "escape")
        assert ana.focused == "timeline"
        await ana.press("Y")
        assert "no role waits to be taken: W hands one over" in ana.said
        await ana.press("W", "enter", "enter")
        assert "needs a role and a name" in ana.said
        assert len(ana.room.fold.events) == before


@pytest.mark.parametrize(
    ("width", "minutes", "expected"),
    [
        (80, 0, " ana commands                              handover to bo: not yet acknowledged"),
        (80, 3, " ana commands                       handover to bo: not yet acknowledged, 3 min"),
        (200, 3, " ana commands since 12:00 "),
        (60, 1, " ana commands                          handover to bo waits"),
    ],
)
async def test_the_header_says_that_nobody_has_acknowledged(sit, empty, clock, width, minutes, expected):
    """At every width, from the first second on, with the minutes."""
    async with sit(empty) as ana:
        await ana.put("/role commander ana")
        await ana.put("/next -")
        await ana.put("/handover commander bo")
        clock.forward(minutes=minutes)
        session = ana.app.screen.session
        session.refresh()
        lines = str(header(session.incident, width, session.view, session.reminders)).splitlines()
        assert lines[1].startswith(expected)


async def test_a_handover_behind_what_is_late_is_told_at_the_left(sit, empty, clock):
    """The strip has no room for it yet; it is not hidden by that."""
    async with sit(empty) as ana:
        for line in ("/role commander ana", "^ the database team: pool", "+ raise the pool size @somebody 1m"):
            await ana.put(line)
        clock.forward(minutes=7)
        await ana.put("/handover commander bo")
        session = ana.app.screen.session
        second = str(header(session.incident, 80, session.view, session.reminders)).splitlines()[1]
        assert second == " ana commands · handover to bo waits              T1 somebody 6 min late · ! +4 "


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (60, " bo commands · handover to ana waits "),
        (80, " bo commands · handover to ana waits "),
        (120, " bo commands · bo scribes "),
        (200, " bo commands since 12:00 · bo scribes since 12:00 "),
    ],
)
async def test_who_commands_is_said_while_a_handover_waits(sit, empty, clock, width, expected):
    """And whom it waits for, at the left or at the right; the scribe gives way first."""
    async with sit(empty) as ana:
        for line in ("/role commander bo", "/role scribe bo", "^ dns: zone", "+ raise the pool size @cy 1m"):
            await ana.put(line)
        clock.forward(minutes=7)
        await ana.put("/handover commander ana")
        session = ana.app.screen.session
        second = str(header(session.incident, width, session.view, session.reminders)).splitlines()[1]
        assert second.startswith(expected)
        assert "handover to ana" in second


def test_a_brief_is_only_ever_text(incident_of_brackets):
    """Markup in what people typed is what they typed."""
    drawn = str(brief(handover_parts(*incident_of_brackets), 60))
    assert "[b]pool[/]" in drawn
    assert max(map(len, drawn.splitlines())) <= 60


@pytest.fixture
def incident_of_brackets(library, clock):
    room = library.open(library.create("[b]pool[/]", by="ana"), by="ana")
    room.draft("? [b]pool[/] is exhausted, and this goes on for longer than a line of the brief can hold")
    yield room.incident, clock.now
    room.close()


# Telling


@pytest.mark.parametrize(("key", "audience"), [("R", "responders"), ("X", "executives")])
async def test_a_drafted_update_is_recorded_and_copied_and_starts_the_countdown(
    sit, example, clock, copies, key, audience
):
    """Without its audience, which is for the record; the sentence says where it is and when the next is due."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press(key)
        await ana.press("enter")
        update = ana.incident.updates[-1]
        assert update.audience == audience
        sentence = "U2 recorded; copied to tmux, perhaps the clipboard too; next due 13:05"
        await ana.until(lambda: ana.banner == sentence)
        assert ana.said == "", "it is said once"
        assert copies == [update.text]
        assert ana.incident.next_update_at == clock.now + timedelta(minutes=30)
        assert "he next message comes at 13:05 UTC" in update.text


@pytest.mark.parametrize("keys", [("j", "enter"), ("escape", "enter")], ids=["joined", "given back"])
async def test_a_drafted_update_that_was_shown_as_rows_is_sent_all_the_same(sit, example, copies, keys):
    """Joined again it is one update; given back to the line it is the draft that it was."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("R", "ctrl+t")
        assert len(ana.app.screen.menu.options) > 1
        await ana.press(*keys)
        await ana.until(lambda: "copied" in ana.banner)
        assert copies == [ana.incident.updates[-1].text]
        assert "\nActions: " in copies[0]
        assert ana.incident.updates[-1].audience == "responders"


async def test_a_drafted_update_that_became_rows_is_not_sent(sit, example, copies):
    """Its first row alone is not what was to be told."""
    async with sit(example) as ana:
        before = len(ana.room.fold.events)
        await ana.go("timeline")
        await ana.press("R", "ctrl+t", "enter")
        assert len(ana.room.fold.events) > before + 1
        assert "lines recorded" in ana.said
        assert copies == []


async def test_what_is_typed_by_hand_is_not_copied(sit, example, copies):
    """Also after a draft was left, and when a draft was made into something else."""
    async with sit(example) as ana:
        await ana.enter('" all is well 20m')
        await ana.press("up", "enter")
        await ana.go("timeline")
        await ana.press("R", "escape", "escape")
        await ana.put('" still well')
        await ana.go("timeline")
        await ana.press("R")
        await ana.put("a note instead")
        assert ana.last == "a note instead"
        await ana.go("timeline")
        await ana.press("R")
        await ana.put("/undo")
        assert copies == []


async def test_a_line_that_records_nothing_copies_nothing(sit, example, copies):
    """A draft made into a /redo with nothing to bring back does not send the last update again."""
    async with sit(example) as ana:
        for line in ("", "/redo"):
            await ana.go("timeline")
            await ana.press("R")
            await ana.put(line or ana.line.value)
        await ana.until(lambda: copies)
        assert copies == [ana.incident.updates[-1].text]


async def test_where_a_late_copy_went_is_told_beside_what_was_said_since(sit, example, monkeypatch):
    """A clipboard that takes its time holds nobody up, and hides nothing."""
    free = threading.Event()

    def slow(*_):
        free.wait(60)
        return Copied(("tmux",))

    monkeypatch.setattr("warroom.ui.clipboard.copy", slow)
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("R")
        await ana.press("enter")
        assert "copying it …" in ana.said
        await ana.enter("a note meanwhile")
        said = ana.said
        free.set()
        await ana.until(lambda: "U2 recorded; copied to tmux" in ana.banner)
        assert ana.said == said


async def test_what_was_just_done_is_said_once_and_gives_way_to_the_next_key(sit, example, copies, monkeypatch):
    """In one row of 80 columns: beside an empty line, else in the banner, until somebody goes on who could read it."""
    free = threading.Event()

    def slow(*_):
        free.wait(60)
        return Copied(("tmux",), asked=True)

    async with sit(example, size=(80, 24)) as ana:
        ana.line.focus()
        ana.app.screen.telling.draft_for("responders")
        await ana.press("enter")
        sentence = "U2 recorded; copied to tmux, perhaps the clipboard too; next due 13:05"
        await ana.until(lambda: sentence in ana.text)
        assert ana.banner == ""
        monkeypatch.setattr("warroom.ui.clipboard.copy", slow)
        monkeypatch.setattr(room, "BRIEFLY", 60)
        monkeypatch.setattr(room, "READ_AFTER", 60)
        ana.app.screen.telling.draft_for("responders")
        await ana.press("enter")
        await ana.type("h")
        free.set()
        await ana.until(lambda: ana.banner == sentence.replace("U2", "U3"))
        await ana.until(lambda: ana.text.count("U3 recorded") == 1)
        await ana.type("a")
        assert ana.banner, "nobody could have read it yet"
        monkeypatch.setattr(room, "READ_AFTER", 0)
        await ana.type("lf")
        assert ana.banner == ""
        await ana.press("ctrl+u")
        assert "U3" not in ana.said


async def test_the_document_is_copied_beside_the_screen(sit, example, copies):
    """And the screen says where it is."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("p", "c")
        await ana.until(lambda: "copied to tmux, perhaps the clipboard too" in ana.text)
        assert copies == [to_markdown(ana.app.screen.session.incident)]


async def test_what_no_clipboard_takes_is_in_a_file(sit, example, files, monkeypatch):
    """Beside the record, private to its owner; and where that cannot be written, it says so."""
    monkeypatch.setattr(clipboard, "LONGEST_OSC52", 0)
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("R")
        await ana.press("enter")
        await ana.until(lambda: "copying" not in ana.said)
        path = files(example) / "U2.txt"
        assert ana.banner == f"U2 recorded; no clipboard can be reached from here: it is in {path}; next due 13:05"
        assert ana.said == "", "the path would be cut beside the line"
        assert path.read_text() == ana.incident.updates[-1].text + "\n"
        assert path.stat().st_mode & 0o777 == 0o600
        (files(example) / "U3.txt").mkdir()
        await ana.go("timeline")
        await ana.press("R")
        await ana.press("enter")
        await ana.until(lambda: "cannot be written (is a directory)" in ana.banner)

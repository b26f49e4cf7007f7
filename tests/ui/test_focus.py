"""Where the keys go: the line and the panes each say what is true there, and the way back is never lost."""

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.widgets import OptionList

from warroom.core.checklists import Checklist
from warroom.ui.actions import ACTIONS, TIMELINE
from warroom.ui.header import resolved

ROOM_AT_80 = 70
"""Cells beside the line at 80 columns."""

CHECKLISTS = (
    Checklist("first minutes", "start", ("+ open the bridge",)),
    Checklist("second minutes", "start", ("+ name a scribe",)),
    Checklist("before we go", "resolving", ("+ look at the graphs",)),
)


async def test_what_is_missing_begins_a_line_without_words_that_only_stand_for_others(sit, empty):
    """Enter on the line as it was begun records nothing; the hint says what is left to say."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.press("tab", "M")
        await ana.until(lambda: ana.app.screen.query(OptionList))
        menu = ana.app.screen.query_one(OptionList)
        menu.highlighted = next(place for place, one in enumerate(ana.app.screen.findings) if one.code == "no_services")
        await ana.press("enter")
        assert (ana.line.value, ana.said) == ("/service ", "NAME")
        await ana.press("enter")
        assert ana.incident.services == []
        await ana.enter("checkout")
        assert ana.incident.services == ["checkout"]


async def test_from_a_pane_a_half_typed_line_says_how_to_go_on_with_it(sit, example):
    async with sit(example, size=(80, 24)) as ana:
        await ana.type("half a th")
        assert "Enter records" in ana.said
        await ana.go("timeline")
        assert ana.said == "half typed: esc goes back to it"
        await ana.press("escape")
        assert "Enter records" in ana.said


async def test_what_is_pasted_in_a_pane_goes_to_the_line(sit, example):
    """It is neither lost nor taken for keys, and what is typed after it comes after it."""
    async with sit(example) as ana:
        await ana.go("hypotheses", "H3")
        before = len(ana.room.fold.events)
        await ana.paste("dc on fire")
        await ana.type("!")
        assert (ana.focused, ana.line.value) == ("line", "dc on fire!")
        assert len(ana.room.fold.events) == before


@pytest.mark.parametrize(
    ("pane", "ref", "words"),
    [
        ("hypotheses", "H1", "database is up, undo nothing"),
        ("timeline", "#1", "error rate falls"),
        ("timeline", "#1", "xu"),
        ("timeline", "#1", "eek, undo"),
        ("tasks", "T3", "'tis quiet again"),
    ],
)
async def test_words_typed_in_a_pane_go_to_the_line_from_the_letter_that_did_nothing(sit, example, pane, ref, words):
    """A letter that is refused or is no key there may begin a word: nothing after it acts, and no letter is lost."""
    async with sit(example) as ana:
        await ana.go(pane, ref)
        before = len(ana.room.fold.events)
        await ana.type(words)
        assert (ana.focused, ana.line.value) == ("line", words)
        assert len(ana.room.fold.events) == before
        await ana.press("enter")
        assert ana.last == words


async def test_a_key_chosen_after_a_refused_one_acts(sit, example):
    """Who looks in between chooses; so does who holds a key down."""
    async with sit(example) as ana:
        await ana.go("hypotheses", "H1")
        await ana.press("d", "1")
        assert (ana.focused, ana.line.value) == ("timeline", "")
        await ana.go("hypotheses", "H1")
        await ana.type("dd")
        await ana.press("d")
        assert (ana.focused, ana.line.value) == ("hypotheses", "")
        assert "H1 is closed" in ana.said


async def test_in_an_empty_library_a_refused_letter_begins_a_title(sit):
    async with sit() as ana:
        await ana.press("tab")
        await ana.type("pool is empty")
        assert (ana.focused, ana.line.value) == ("line", "pool is empty")


@pytest.mark.parametrize("key", ["K", "M", "p", "question_mark"])
async def test_escape_leads_out_of_a_box_to_where_it_was_opened(sit, empty, key):
    """To the pane that had the focus, however it came there, with its highlight; and from there to the line."""
    async with sit(empty, checklists=CHECKLISTS) as ana:
        room = ana.app.screen
        await ana.press("tab", key)
        assert ana.app.screen is not room
        await ana.press("escape")
        assert ana.focused == "timeline"
        await ana.press("escape")
        assert ana.focused == "line"
        await ana.go("hypotheses")
        await ana.press(key, "escape")
        assert ana.focused == "hypotheses"
        await ana.press("escape")
        assert ana.focused == "line"


async def test_a_list_for_another_moment_is_never_under_the_cursor_by_itself(sit, empty):
    """Enter adds what is for now, one after the other; then nothing, until somebody goes further down."""
    async with sit(empty, checklists=CHECKLISTS) as ana:
        await ana.go("timeline")
        await ana.press("K", "enter", "K", "enter", "K", "enter")
        assert [task.checklist for task in ana.incident.tasks] == ["first minutes", "second minutes"]
        await ana.press("j", "enter")
        assert [task.checklist for task in ana.incident.tasks][2:] == ["before we go"]


def test_no_refusal_of_a_row_is_cut_at_80_columns(example, library):
    """Each says a way that works, within the room beside the line."""
    with library.open(example, by="ana") as room:
        found = {
            (action.id, row.kind, reason)
            for action in ACTIONS if action.where == TIMELINE
            for row in room.incident.timeline if (reason := action.refuses(row))
        }  # fmt: skip
    assert ("row.edit", "decision", "this row was not typed: /edit D1 … corrects D1") in found
    assert all(len(reason) <= ROOM_AT_80 for _, _, reason in found)


async def test_resolving_says_what_is_still_open_and_what_comes_next(sit, example):
    async with sit(example, size=(80, 24)) as ana:
        await ana.enter("/status resolved")
        assert ana.said == "resolved · T2, T3, E3, D1 still open · tab p postmortem"
        assert len(ana.said) <= ROOM_AT_80
        ways = resolved(ana.incident, "tab p", "tab M")
        assert min(map(len, ways)) <= ROOM_AT_80
        assert ways[0].startswith(
            "resolved · T2, T3 still open · E3 not answered · D1 not verified · tab p postmortem ·"
        )
        for line in ("/ack E3", "/done D1", "/done T2"):
            await ana.put(line)
        assert resolved(ana.incident, "p", "M")[0] == "resolved · T3 still open · p postmortem · M what it lacks"


async def test_who_else_is_here_stands_alone_where_nothing_stands_before_it(sit, empty, clock, library):
    async with sit(empty, size=(80, 24)) as ana:
        clock.forward(minutes=6)
        ana.app.screen._show_others(["bo"])
        ana.app.screen.tick()
        second = ana.text.splitlines()[1]
        assert "no commander" in second
        assert second.startswith(" with bo  ")


async def test_what_is_missing_says_why_and_goes_to_the_place_it_is_about(sit, example):
    """The highlighted one tells why it matters; one key goes to its row or record, and what hides that goes off."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("slash", *"relay", "enter")
        for code, pane, ref in (
            ("escalation_waiting", "escalations", "E3"),
            ("milestone_without_row", "timeline", "#27"),
        ):
            await ana.press("M")
            await ana.until(lambda: ana.app.screen.query(OptionList))
            menu, findings = ana.app.screen.query_one(OptionList), ana.app.screen.findings
            menu.highlighted = next(place for place, one in enumerate(findings) if one.code == code)
            await ana.settle()
            assert findings[menu.highlighted].why in " ".join(ana.text.replace("│", " ").split())
            assert f"o goes to {ref}" in ana.text
            await ana.press("o")
            assert (ana.focused, ana.app.screen.pane.target.ref) == (pane, ref)
        assert ana.app.screen.pane.filtered_by == ""


async def test_a_key_that_is_typed_is_pointed_out_and_kept_from_nobody(sit, empty):
    """A warning in the preview: of keys and passwords alone, of addresses behind it; Enter records what was typed."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.type("10.1.2.3 and lee@customer.example cannot log in")
        assert ana.said.startswith("Enter records")
        assert ana.said.endswith(" · has an IP address")
        await ana.type(", password=hunter22")
        assert ana.said == "looks like a password: Enter records it all the same"
        await ana.press("enter")
        assert ana.last == "10.1.2.3 and lee@customer.example cannot log in, password=hunter22"


@pytest.mark.parametrize(
    ("pane", "ref", "words"),
    [
        ("timeline", "#14", "queue is full again"),
        ("timeline", "#14", "undo of build 4821 helped"),
        ("tasks", "T2", "should it be slow?"),
        ("timeline", "#14", "* still open"),
        ("hypotheses", "H3", "Until now quiet"),
    ],
)
async def test_a_word_whose_letters_would_record_or_leave_goes_to_the_line(sit, example, pane, ref, words):
    """Nothing acts, not even the moves among its letters, and no letter is lost."""
    async with sit(example) as ana:
        await ana.go(pane, ref)
        before = len(ana.room.fold.events)
        await ana.type(words)
        assert (ana.focused, ana.line.value) == ("line", words)
        assert len(ana.room.fold.events) == before
        assert not ana.app._exit
        await ana.press("enter")
        assert ana.last == words


async def test_a_key_that_records_acts_when_no_word_follows(sit, example):
    """By itself after a while; before that at any other key, or when it is pressed again, once each time."""
    async with sit(example) as ana:
        await ana.go("timeline")
        starred = len([row for row in ana.incident.timeline if row.starred])
        await ana.type("*")
        assert len([row for row in ana.incident.timeline if row.starred]) == starred
        await ana.until(lambda: len([row for row in ana.incident.timeline if row.starred]) == starred + 1)
        undone = sum(bool(event.undoes) for event in ana.room.fold.events.values())
        ana.pane("timeline").post_message(Key("u", "u"))
        await ana.press("tab")
        assert sum(bool(event.undoes) for event in ana.room.fold.events.values()) == undone + 1
        assert ana.focused == "hypotheses"
        await ana.type("uu")
        await ana.press("1")
        assert sum(bool(event.undoes) for event in ana.room.fold.events.values()) == undone + 3


async def test_a_held_key_acts_on_what_was_highlighted_when_it_was_pressed(sit, example):
    """A move after it, or a click on another row, comes after it."""
    async with sit(example, size=(120, 40)) as ana:
        await ana.go("timeline", "#14")
        await ana.type("*j")
        await ana.settle()
        assert [row.ref for row in ana.incident.timeline if row.starred] == ["#14", "#26"]
        assert ana.pane("timeline").target.ref != "#14"
        await ana.go("tasks", "T2")
        await ana.type("sj")
        await ana.press("1")
        assert [task.state for task in ana.incident.tasks if task.ref == "T2"] == ["doing"]
        await ana.go("timeline", "#14")
        await ana.type("*")
        y = next(y for y, row in enumerate(ana.text.splitlines()) if "E1 answered by kim" in row)
        await ana.pilot.click(offset=(20, y))
        await ana.settle()
        assert [row.ref for row in ana.incident.timeline if row.starred] == ["#26"]


async def test_nothing_acts_after_the_room_was_left(sit, example):
    """Whatever is typed on behind `q` and a key that has it act, nothing is taken back or recorded."""
    async with sit(example) as ana:
        await ana.go("timeline")
        before = len(ana.room.fold.events)
        for key in ("q", "tab", "u", "escape", "o", "k", "enter"):
            ana.app.post_message(Key(key, key if len(key) == 1 else None))
        await ana.until(lambda: ana.app._exit)
        await ana.pilot.pause()
        assert len(ana.room.fold.events) == before


async def test_a_word_typed_at_the_read_only_view_does_not_end_it(sit, example):
    """There is no line to type it into; `q` alone leaves."""
    async with sit(example, watches=True) as wall:
        await wall.type("queue is full")
        await wall.settle()
        assert not wall.app._exit
        assert wall.focused == "timeline"
        await wall.press("q")
        assert wall.app._exit


async def test_a_word_typed_in_the_list_of_the_library_is_a_title(sit, example):
    async with sit() as ana:
        await ana.press("tab")
        await ana.type("queue is full")
        assert (ana.focused, ana.line.value) == ("line", "queue is full")
        assert ana.app.room is None
        await ana.press("ctrl+u", "tab")
        await ana.type("pool is empty")
        assert (ana.focused, ana.line.value) == ("line", "pool is empty")


async def test_a_word_typed_at_the_sections_of_a_postmortem_begins_a_line(sit, example):
    """It takes nothing back and closes nothing."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("p")
        before = len(ana.room.fold.events)
        await ana.type("queue is full")
        assert (ana.focused, ana.app.screen.own_line.value) == ("own-line", "queue is full")
        assert len(ana.room.fold.events) == before


async def test_escape_and_the_next_letter_at_once_are_two_keys(sit, example):
    """A terminal sends them as that letter with Alt; it is never another sign, and Escape has acted before it."""
    parser = XTermParser()
    keys = [*parser.feed("\x1b9"), *parser.feed("")]
    assert [key.character for key in keys] == ["9"]
    async with sit(example) as ana:
        await ana.go("hypotheses", "H3")
        await ana.press("f")
        assert ana.line.value == "/for H3 "
        ana.app.post_message(Key("alt+9", "9"))
        await ana.type(":30 all quiet")
        assert ana.line.value == "9:30 all quiet"
        await ana.press("ctrl+u")
        await ana.go("timeline")
        ana.app.post_message(Key("alt+9", "9"))
        await ana.type(":40 so it is")
        assert (ana.focused, ana.line.value) == ("line", "9:40 so it is")

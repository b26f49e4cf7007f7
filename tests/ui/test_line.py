"""The line: what is typed is never lost, its time is when typing began, and nothing is recorded by accident."""

from datetime import timedelta

import pytest
from textual.events import Key, Paste
from textual.keys import _character_to_key

from support import NOON
from warroom.ui.actions import ACTIONS, PANES


async def test_the_time_of_a_line_is_when_typing_began(sit, empty, clock):
    """Somebody who is interrupted while typing does not log the interruption."""
    async with sit(empty) as ana:
        await ana.type("error rate is")
        clock.forward(seconds=95)
        await ana.enter(" 31 %")
        row = ana.incident.timeline[-1]
        assert (row.text, row.at) == ("error rate is 31 %", NOON)


async def test_a_line_emptied_and_begun_again_has_the_new_time(sit, empty, clock):
    """The time belongs to the words: deleting all of them takes it along."""
    async with sit(empty) as ana:
        await ana.type("x")
        await ana.press("backspace")
        clock.forward(minutes=2)
        await ana.enter("error rate is 31 %")
        assert ana.incident.timeline[-1].at == NOON + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("typed", "text", "minutes", "until", "about"),
    [
        ("11:40 saw it first", "saw it first", -20, None, False),
        ("-5m saw it first", "saw it first", -5, None, False),
        ("~11:40 saw it first", "saw it first", -20, None, True),
        ("11:40-11:50 saw it", "saw it", -20, -10, False),
        ("yesterday 23:50 saw it", "saw it", -730, None, False),
        ("!! is not an action", "! is not an action", 0, None, False),
        ("// is not a verb", "/ is not a verb", 0, None, False),
    ],
)
async def test_a_time_before_the_text_says_when_it_happened(sit, empty, typed, text, minutes, until, about):
    """Both times are kept: when it happened and when it was written down; a doubled sigil is a literal one."""
    async with sit(empty) as ana:
        await ana.enter(typed)
        row = next(row for row in ana.incident.timeline if row.ref == "#2")
        assert (row.text, row.kind, row.about) == (text, "note", about)
        assert row.at == NOON + timedelta(minutes=minutes)
        assert row.until == (None if until is None else NOON + timedelta(minutes=until))
        assert row.recorded_at == NOON


@pytest.mark.parametrize("line", ["/confrim H1", "/dead-end H9 no", "25:99 x", "?", "/status fine", "+ @bo", "/"])
async def test_a_line_that_cannot_be_understood_stays_with_the_reason_beside_it(sit, empty, line):
    """Nothing is recorded, nothing is lost, and the reason is a sentence."""
    async with sit(empty) as ana:
        before = len(ana.room.fold.events)
        await ana.enter(line)
        if len(ana.room.fold.events) > before:
            pytest.fail(f"{line} was recorded: {ana.said}")
        assert ana.line.value == line
        assert ana.focused == "line"
        assert len(ana.said) > 10
        assert "Enter records" not in ana.said


async def test_the_preview_tells_what_enter_will_record(sit, empty):
    """Kind, reference, time and who stand beside the line before it is recorded."""
    async with sit(empty) as ana:
        await ana.type("11:40 ? the pool is full")
        assert "H1, a hypothesis" in ana.said
        assert "11:40" in ana.said
        assert "by ana" in ana.said
        assert not ana.incident.hypotheses


async def test_the_preview_tells_what_is_written_or_decided_about_the_postmortem(sit, empty):
    """In the words of the document, not of the verb."""
    async with sit(empty) as ana:
        for line, told in (
            ("/write open-questions why then?", "Enter records the text of 'Open questions', by ana"),
            ("/write open-questions", "Enter records no text of 'Open questions', by ana"),
            ("/write well - drills", "Enter records the text of 'What went well', by ana"),
            ("/postmortem in-review for bo", "Enter records postmortem in review: for bo, by ana"),
            ("/rows starred", "Enter records the postmortem shows starred rows only, by ana"),
            ("/metric detect 12m late graph", "Enter records time to detect: 12m: late graph, by ana"),
        ):
            await ana.type(line)
            assert told in ana.said
            await ana.press("escape")
            await ana.press("ctrl+u")
        await ana.enter("/write open-questions why then?")
        assert ana.incident.written == {"open_questions": "why then?"}


async def test_nothing_but_blanks_is_not_recorded(sit, empty):
    """Enter on an empty line does nothing."""
    async with sit(empty) as ana:
        await ana.press("enter")
        await ana.enter("   ")
        assert len(ana.incident.timeline) == 1


async def test_up_and_down_go_through_the_lines_recorded_before(sit, empty):
    """The half-typed line comes back at the end of the way down."""
    async with sit(empty) as ana:
        await ana.enter("first")
        await ana.enter("second")
        await ana.type("half")
        await ana.press("up")
        assert ana.line.value == "second"
        await ana.press("up")
        assert ana.line.value == "first"
        await ana.press("up")
        assert ana.line.value == "first"
        await ana.press("down")
        assert ana.line.value == "second"
        await ana.press("down")
        assert ana.line.value == "half"


async def test_a_recalled_line_happens_now(sit, empty, clock):
    """Recording an old line again is a new fact: it gets the time of now, not of then."""
    async with sit(empty) as ana:
        await ana.enter("error rate is 31 %")
        clock.forward(minutes=4)
        await ana.press("up", "enter")
        assert [row.at for row in ana.incident.timeline[1:]] == [NOON, NOON + timedelta(minutes=4)]


async def test_a_recalled_line_that_is_recorded_brings_back_what_was_half_typed(sit, empty):
    """Recording another line in between costs nobody their words."""
    async with sit(empty) as ana:
        await ana.enter("first")
        await ana.type("half a thou")
        await ana.press("up", "enter")
        assert ana.line.value == "half a thou"
        await ana.enter("ght")
        assert ana.last == "half a thought"


async def test_a_paste_of_several_lines_keeps_every_word(sit, empty):
    """Line breaks stay line breaks in the record, and nothing is sent before Enter; see also test_paste.py."""
    async with sit(empty) as ana:
        await ana.paste("Traceback:\n  File x, line 3\nValueError: no\n")
        await ana.press("escape")
        assert len(ana.incident.timeline) == 1
        await ana.press("enter")
        assert ana.last == "Traceback:\n  File x, line 3\nValueError: no"


async def test_a_paste_goes_where_the_cursor_is(sit, empty):
    """Text pasted into the middle of a line stays in the middle."""
    async with sit(empty) as ana:
        await ana.type("say  twice")
        await ana.press(*["left"] * 6)
        await ana.paste("it")
        await ana.press("enter")
        assert ana.last == "say it twice"


async def test_escapes_in_a_paste_never_reach_the_record(sit, empty):
    """A pasted log line cannot colour the screen or set anybody's clipboard."""
    async with sit(empty) as ana:
        await ana.paste("\x1b]52;c;ZXZpbA==\x07red \x1b[31malert\x1b[0m\x00 \x9b2Jover")
        await ana.press("enter")
        assert "red alert" in ana.last
        assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in ana.last)


async def test_letters_never_act_as_commands_while_somebody_types(sit, example):
    """Every key of the panes is a plain letter in the line."""
    letters = sorted({key for action in ACTIONS for key in action.keys.split(",") if len(key) == 1})
    async with sit(example) as ana:
        before = len(ana.room.fold.events)
        await ana.type("".join(letters) + "?/*+-")
        assert ana.line.value == "".join(letters) + "?/*+-"
        assert len(ana.room.fold.events) == before


BEGINNERS = [action.id for action in ACTIONS if action.where in PANES and action.line]


@pytest.mark.parametrize("place", PANES)
async def test_half_typed_text_survives_every_key_and_comes_back(sit, example, place):
    """A key that begins a line puts the half-typed one aside; Escape brings it back."""
    async with sit(example) as ana:
        await ana.type("half a thou")
        for action in [one for one in ACTIONS if one.where == place]:
            await ana.go(place)
            await ana.press(action.keys.split(",")[0])
            await ana.until(lambda: ana.app.screen.is_active)
            for _ in range(3):
                if ana.focused == "line" and ana.line.value == "half a thou":
                    break
                await ana.press("escape")
            assert (ana.focused, ana.line.value) == ("line", "half a thou"), action.id


async def test_half_typed_text_keeps_the_time_it_was_begun(sit, example, clock):
    """A line put aside and brought back still happened when it was begun."""
    began = clock.now
    async with sit(example) as ana:
        await ana.type("half")
        clock.forward(minutes=3)
        await ana.go("hypotheses", "H3")
        await ana.press("f")
        await ana.enter("graph")
        assert ana.line.value == "half"
        await ana.press("enter")
        assert next(row for row in ana.incident.timeline if row.text == "half").at == began


@pytest.mark.parametrize("place", PANES)
async def test_escape_always_leads_back_to_the_line(sit, example, place):
    """From a pane, from a zoomed pane, from the filter and from every box."""
    async with sit(example) as ana:
        for keys in ((), ("z",), ("/",), ("?",), ("M",), ("enter",), ("p",)):
            await ana.go(place)
            await ana.press(*keys)
            await ana.press("escape")
            if ana.focused != "line":
                await ana.press("escape")
            assert ana.focused == "line", keys


async def test_enter_at_the_end_of_a_line_keeps_the_focus_in_the_line(sit, empty):
    """The next line can be typed at once."""
    async with sit(empty) as ana:
        for number in range(5):
            await ana.enter(f"line {number}")
        assert [row.text for row in ana.incident.timeline[1:]] == [f"line {number}" for number in range(5)]
        assert ana.focused == "line"


async def test_lines_typed_faster_than_the_screen_follows_are_lines_of_their_own(sit, empty):
    """Enter takes the line before the next key is read, so no word ends up in its neighbour."""
    async with sit(empty) as ana:
        ana.line.focus()
        burst(ana, "pool is at 100 %\r? a bad deploy\rpaged bo\r")
        await ana.settle()
        assert [row.text for row in ana.incident.timeline[1:]] == ["pool is at 100 %", "a bad deploy", "paged bo"]
        assert ana.line.value == ""


async def test_a_line_that_was_refused_stays_and_is_marked_until_it_is_another(sit, empty):
    """Nothing of it is lost, and nobody can think that it was recorded."""
    async with sit(empty) as ana:
        await ana.enter("/dead-end H9 no")
        assert ana.line.has_class("-refused")
        assert ana.line.value == "/dead-end H9 no"
        await ana.type("t")
        assert not ana.line.has_class("-refused")
        assert len(ana.incident.timeline) == 1


async def test_what_was_typed_into_a_line_that_a_key_began_is_not_lost_by_leaving_it(sit, example):
    """Escape brings the line before it back, and the up key what was left."""
    async with sit(example) as ana:
        await ana.type("half a sent")
        await ana.go("hypotheses", "H3")
        await ana.press("d")
        await ana.type("connections are flat")
        left = ana.line.value
        await ana.press("escape")
        assert ana.line.value == "half a sent"
        await ana.press("up")
        assert ana.line.value == left
        await ana.press("escape")
        assert ana.line.value == "half a sent"


async def test_a_line_that_a_key_began_is_not_lost_to_the_next_key(sit, example):
    """It waits, and Escape in the empty line brings it back; so does a recalled line that was changed."""
    async with sit(example) as ana:
        await ana.go("hypotheses", "H3")
        await ana.press("d")
        await ana.type("a long reason")
        first = ana.line.value
        await ana.go("hypotheses", "H3")
        await ana.press("f")
        await ana.type("graph")
        await ana.press("escape")
        assert ana.line.value == ""
        await ana.press("escape")
        assert ana.line.value == first
        await ana.press("escape")
        await ana.enter("recorded")
        await ana.press("up")
        await ana.type(" and changed")
        await ana.press("up", "escape", "escape")
        assert ana.line.value == "recorded and changed"


def burst(ana, keys: str) -> None:
    """Have keys arrive at once, as a slow connection brings them."""
    names = {"\r": "enter", "\t": "tab", "\b": "backspace", "\x1b": "escape"}
    for key in keys:
        ana.app.post_message(Key(names.get(key, _character_to_key(key)), None if key in names else key))


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        ("\t2ggdpool graph is flat", "/dead-end H3 pool graph is flat"),
        ("\t1nnow this", "now this"),
        ("ab\bc", "ac"),
        ("half\t2\x1b a line", "half a line"),
    ],
)
async def test_keys_act_in_the_order_they_are_pressed(sit, example, keys, typed):
    """The words after a key that moves the focus never act as keys where it was."""
    async with sit(example) as ana:
        ana.line.focus()
        before = len(ana.room.fold.events)
        burst(ana, keys)
        await ana.until(lambda: ana.line.value == typed)
        assert len(ana.room.fold.events) == before


@pytest.mark.parametrize("keys", ["p   \x1b", "?\x1b", "Mjj\x1b", "\rjj\x1b"])
async def test_keys_pressed_before_a_box_is_there_wait_for_it(sit, example, keys):
    """However fast they come: the box opens, they act in it, and it is left."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        screen, opened = ana.app.screen, []
        push = ana.app.push_screen
        ana.app.push_screen = lambda *arguments: opened.append(arguments) or push(*arguments)
        burst(ana, keys)
        await ana.until(lambda: opened and ana.app.screen is screen)
        await ana.settle()
        assert ana.focused == "timeline"


async def test_what_is_typed_after_the_slash_is_looked_for(sit, example):
    async with sit(example) as ana:
        await ana.go("timeline")
        burst(ana, "/status resolved")
        await ana.until(lambda: ana.pane("timeline").filtered_by == "status resolved")


async def test_a_line_that_was_refused_can_be_put_aside(sit, empty):
    """Escape clears it for the next, also with more typed behind it; the up key finds it again."""
    async with sit(empty) as ana:
        await ana.enter("/edit #99 no such row")
        assert "esc put away" in ana.text.splitlines()[-1]
        await ana.type("errors 9 %")
        await ana.press("escape")
        assert ana.line.value == ""
        await ana.enter("errors 9 %")
        assert ana.last == "errors 9 %"
        await ana.press("up", "up")
        assert ana.line.value == "/edit #99 no such row" + "errors 9 %"


@pytest.mark.parametrize("line", ["/undo", "/redo"])
async def test_nothing_to_take_back_is_said_and_the_line_is_free(sit, empty, line):
    async with sit(empty) as ana:
        await ana.enter(line)
        assert ana.line.value == ""
        assert "nothing" in ana.said or "no " in ana.said


async def test_what_is_typed_while_nothing_has_the_focus_goes_to_the_line(sit, empty):
    """Before the line was there, or after a click beside it: nobody looks where the focus is."""
    async with sit(empty) as ana:
        ana.app.screen.set_focus(None)
        await ana.type("error rate ")
        ana.app.post_message(Paste("is 31 %"))
        await ana.press("enter")
        assert ana.last == "error rate is 31 %"


async def test_what_is_typed_before_the_line_is_there_waits_for_it(sit, empty):
    async with sit(empty) as ana:
        screen = ana.app.screen
        screen._is_mounted = False
        screen.set_focus(None)
        await ana.type("error")
        assert ana.line.value == ""
        screen._is_mounted = True
        screen.set_focus(ana.line)
        await ana.type(" rate")
        await ana.press("enter")
        assert ana.last == "error rate"


async def test_typing_and_recording_lays_nothing_out_anew(sit, empty, monkeypatch):
    """What makes a key slow in a room with many panes; the first row may take the place of the hints."""
    async with sit(empty) as ana:
        await ana.enter("error rate is 31 %")
        laid_out = []
        monkeypatch.setattr(type(ana.app.screen), "_refresh_layout", lambda *_, **__: laid_out.append(ana.line.value))
        await ana.enter("and it is falling")
        assert ana.last == "and it is falling"
        assert laid_out == []


async def test_a_reply_speaks_in_the_zone_of_the_incident(sit, library):
    """As the rows do."""
    async with sit(library.create("Checkout is down", by="ana", zone="Asia/Tokyo")) as ana:
        await ana.enter("error rate is 31 %")
        assert ana.said.startswith("21:00:00 JST #2 note")


async def test_a_line_that_is_emptied_is_another_line(sit, example, clock):
    """Whoever began it: what is typed next happens when it is typed, and is nothing a key began."""
    async with sit(example) as ana:
        for keys in ("e", "n"):
            await ana.go("timeline" if keys == "e" else "hypotheses")
            await ana.press("home", "j", keys)
            clock.forward(minutes=2)
            await ana.press("end", "ctrl+u")
            assert (ana.line.typed_at, ana.line.begun, ana.line.hint) == (None, False, "")
            assert "your line" not in ana.text.splitlines()[-1]
            clock.forward(minutes=3)
            await ana.type("relay 7 answers")
            assert ana.said.startswith("Enter records a note")
            await ana.press("enter")
            assert next(row for row in ana.incident.timeline if row.text == "relay 7 answers").at == clock.now
            await ana.enter("/undo")


async def test_what_was_put_aside_comes_back_after_a_line_that_was_emptied(sit, example, clock):
    """With the time it was begun, while what was typed in between has its own."""
    async with sit(example) as ana:
        began = clock.now
        await ana.type("half a thought")
        await ana.go("hypotheses", "H3")
        await ana.press("f")
        clock.forward(minutes=3)
        await ana.press("ctrl+u")
        await ana.enter("support calls")
        assert next(row for row in ana.incident.timeline if row.text == "support calls").at == clock.now
        assert (ana.line.value, ana.line.typed_at) == ("half a thought", began)


async def test_a_line_brought_back_over_a_half_typed_one_happens_now(sit, empty, clock):
    async with sit(empty) as ana:
        await ana.enter("first")
        await ana.type("half")
        clock.forward(minutes=3)
        await ana.press("up", "enter")
        assert [row.at for row in ana.incident.timeline[1:]] == [NOON, clock.now]
        assert (ana.line.value, ana.line.typed_at) == ("half", NOON)


async def test_a_verb_behind_a_line_that_was_refused_is_pointed_out(sit, empty):
    """The two would run together; a slash within other words is one of them."""
    told = "esc first: this goes on with the refused line"
    async with sit(empty, size=(60, 20)) as ana:
        await ana.enter("/reopen")
        await ana.type(" H1")
        assert ana.said != told
        await ana.press("backspace", "backspace", "backspace")
        await ana.type("/status resolved")
        assert ana.said == told
        await ana.press("escape")
        assert ana.line.value == ""
        await ana.enter("/status identified")
        assert ana.incident.status == "identified"
        await ana.enter("/found E9 disk")
        await ana.type("s and/or pool")
        assert ana.said != told
        await ana.press("ctrl+u")
        await ana.type("/status resolved")
        assert ana.said != told

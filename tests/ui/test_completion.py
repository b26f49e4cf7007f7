"""Going on with a begun line, and finding an earlier one: helpful, and never in the way of what is typed."""

import pytest
from textual.events import Key
from textual.keys import _character_to_key


def offered(person) -> list[str]:
    """Return the rows of the list above the line; none when it is not there."""
    menu = person.app.screen.completions
    return [row.strip() for row in str(menu.visual).split("\n")] if menu.display else []


async def test_tab_goes_on_with_a_verb_and_then_with_its_reference(sit, example):
    """Nobody needs to know a verb's whole name, or the number of a theory."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.type("/dead")
        assert offered(ana)[0].startswith("/dead-end")
        await ana.press("tab")
        assert (ana.line.value, ana.focused) == ("/dead-end ", "line")
        assert [row.split()[0] for row in offered(ana)] == ["H3", "H2", "H1"]
        assert "the new DNS filter times out" in offered(ana)[0]
        await ana.press("tab", "tab")
        assert ana.line.value == "/dead-end H3 "
        assert offered(ana) == []
        await ana.enter("it was the relay")
        assert ana.incident.hypotheses[-1].misleading


async def test_tab_puts_in_what_is_certain_then_marks_and_then_takes(sit, example):
    """What is marked is moved with the arrows; before that they mean the lines recorded before."""
    async with sit(example) as ana:
        await ana.type("/ex")
        await ana.press("tab")
        assert ana.line.value == "/external "
        await ana.press("ctrl+u")
        await ana.type("/no")
        await ana.press("tab")
        assert ana.line.value == "/no"
        assert "▸ /note" in ana.text
        await ana.press("down", "down", "up")
        assert "▸ /no-answer" in ana.text
        await ana.press("tab")
        assert ana.line.value == "/no-answer "


async def test_with_nothing_begun_tab_goes_to_the_panes(sit, example):
    """As ever: an empty line, and words that nothing is known of."""
    async with sit(example) as ana:
        for text in ("", "half a thou", "/nonsense x", "/undo"):
            ana.line.value = text
            await ana.settle()
            assert offered(ana) == []
            await ana.press("tab")
            assert (ana.focused, ana.line.value) == ("timeline", text)
            await ana.press("escape")


async def test_up_and_down_are_the_lines_before_while_nothing_is_marked(sit, example):
    async with sit(example) as ana:
        await ana.enter("recorded")
        await ana.type("/stat")
        assert offered(ana)
        await ana.press("up")
        assert ana.line.value == "recorded"
        await ana.press("down")
        assert ana.line.value == "/stat"


async def test_enter_records_what_is_written_and_nothing_that_is_only_offered(sit, example):
    """Even what is marked: Enter is for what stands in the line."""
    async with sit(example) as ana:
        await ana.type("@")
        assert offered(ana)
        await ana.press("tab", "down", "enter")
        assert ana.last == "@"
        assert offered(ana) == []


async def test_escape_closes_the_list_and_leaves_the_line_alone(sit, example):
    async with sit(example) as ana:
        await ana.type("/stat")
        await ana.press("escape")
        assert (offered(ana), ana.line.value, ana.focused) == ([], "/stat", "line")
        await ana.press("tab")
        assert ana.focused == "timeline"
        await ana.press("escape")
        await ana.type("u")
        assert offered(ana)[0].startswith("/status")


async def test_the_list_is_there_only_while_the_line_has_the_focus(sit, example):
    """A click into a pane takes it away, and Escape brings both back."""
    async with sit(example) as ana:
        await ana.type("/stat")
        assert offered(ana)
        await ana.pilot.click("#timeline")
        await ana.settle()
        assert (ana.focused, offered(ana)) == ("timeline", [])
        await ana.press("escape")
        assert offered(ana)


async def test_right_at_the_end_takes_the_first(sit, example):
    """Elsewhere it moves the cursor."""
    async with sit(example) as ana:
        await ana.type("+ look @k")
        await ana.press("left", "right")
        assert ana.line.value == "+ look @k"
        await ana.press("right")
        assert ana.line.value == "+ look @kim "


async def test_keys_typed_faster_than_the_screen_follows_do_not_overtake_tab(sit, example):
    async with sit(example) as ana:
        for key in ("/", "d", "e", "a", "d", "tab", "H", "3", " ", "n", "o", "enter"):
            name = _character_to_key(key) if len(key) == 1 else key
            ana.app.post_message(Key(name, key if len(key) == 1 else None))
        await ana.settle()
        assert ana.incident.hypotheses[-1].why == "no"


async def test_a_milestone_is_put_where_the_cursor_is(sit, example):
    """`m` on a row begins a line whose end is already there."""
    async with sit(example) as ana:
        await ana.go("timeline", "#26")
        await ana.press("m")
        await ana.type("ide")
        await ana.press("tab")
        assert ana.line.value == "/mark identified #26"
        await ana.press("enter")
        assert ana.incident.milestones["identified"]


async def test_names_that_others_bring_are_offered_at_once(sit, example, library):
    """A name is known from the moment somebody wrote under it or called it."""
    async with sit(example) as ana:
        await ana.type("^ net")
        assert offered(ana) == []
        with library.open(example, by="zoe") as room:
            room.record("^ network: is it you?")
        await ana.until(lambda: len(ana.incident.escalations) == 4)
        await ana.type("w")
        assert [row.split()[0] for row in offered(ana)] == ["network:"]


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_the_list_has_five_rows_at_most_and_never_covers_the_line(sit, example, size):
    async with sit(example, size=size) as ana:
        await ana.type("/")
        assert len(offered(ana)) == 5
        assert offered(ana)[-1].endswith("more")
        rows = ana.text.splitlines()
        line = next(place for place, row in enumerate(rows) if row.startswith(" 12:35:00 /"))
        assert rows[line - 1].strip().startswith(offered(ana)[-1])
        for _ in range(9):
            await ana.press("tab" if ana.app.screen.completions.marked is None else "down")
        assert sum("▸ " in row for row in offered(ana)) == 1


# The lines recorded before


async def test_a_search_finds_an_earlier_line_and_takes_it_without_recording(sit, example):
    """Word by word, the newest first; ctrl+r again goes on to the next older; half-typed words come back after it."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.enter("the relay is slow")
        await ana.enter("the queue is long")
        await ana.type("half")
        before = len(ana.room.fold.events)
        await ana.press("ctrl+r")
        await ana.type("the")
        assert "the queue is long" in ana.said
        await ana.press("ctrl+r")
        assert "the relay is slow" in ana.said
        await ana.press("enter")
        assert ana.line.value == "the relay is slow"
        assert len(ana.room.fold.events) == before
        await ana.enter(" again")
        assert ana.last == "the relay is slow again"
        assert ana.line.value == "half"


async def test_a_search_reaches_what_this_person_recorded_before_this_screen(sit, example):
    """As they would type it again; what others wrote is theirs."""
    async with sit(example) as ana:
        await ana.press("ctrl+r")
        await ana.type("filter relay 3")
        assert ana.said == "Enter takes + switch the filter off on relay 3 @cy 5m"
        await ana.press("right")
        assert ana.line.value == "+ switch the filter off on relay 3 @cy 5m"
        await ana.press("escape", "ctrl+r")
        await ana.type("df says 41")
        assert "no line you recorded here" in ana.said
        await ana.press("enter")
        assert ana.line.value == ""


async def test_escape_in_a_search_brings_back_what_was_half_typed(sit, empty, clock):
    """With its cursor, and the time it was begun; it is on the disk meanwhile, and what is looked for is not."""
    async with sit(empty) as ana:
        await ana.enter("first")
        began = clock.now
        await ana.type("half")
        clock.forward(minutes=1)
        await ana.press("left", "ctrl+r")
        await ana.type("fir")
        assert [line.text for line in ana.line.half_typed()] == ["half"]
        await ana.press("escape")
        assert (ana.line.value, ana.line.cursor_position, ana.line.typed_at) == ("half", 3, began)


async def test_leaving_a_search_for_a_pane_loses_nothing(sit, example):
    """A key there begins a line, and the half-typed one comes back behind it."""
    async with sit(example) as ana:
        await ana.type("half")
        await ana.press("ctrl+r")
        await ana.type("rel")
        await ana.go("hypotheses", "H3")
        await ana.press("f")
        assert ana.line.value == "/for H3 "
        await ana.press("escape")
        assert ana.line.value == "half"

"""The mouse works everywhere, and is needed nowhere."""

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from ui.person import Person, strips_of
from warroom.ui.modals.help import HelpModal
from warroom.ui.modals.record import RecordModal
from warroom.ui.screens.postmortem import PostmortemScreen


def where(person: Person, text: str, *, last: bool = False) -> tuple[int, int]:
    """Return the place of a text on the screen, of its first or last occurrence."""
    rows = list(enumerate(person.text.splitlines()))
    for y, row in reversed(rows) if last else rows:
        if text in row:
            return row.index(text), y
    raise AssertionError(f"{text!r} is not on the screen:\n{person.text}")


async def click(person: Person, text: str, *, times: int = 1, last: bool = False) -> None:
    """Click on a text."""
    await person.pilot.click(offset=where(person, text, last=last), times=times)
    await person.settle()


@pytest.mark.parametrize("size", [(80, 24), (80, 50), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_click_highlights_a_row_and_a_double_click_opens_it(sit, example, size):
    """In whatever pane it is, and the keys act there then."""
    async with sit(example, size=size) as ana:
        await click(ana, "E3 dns  ", last=True)
        assert (ana.focused, ana.pane("escalations").target.ref) == ("escalations", "E3")
        row = where(ana, "T2 blocked")
        await click(ana, "T2 blocked")
        assert where(ana, "T2 blocked") == row, "the rows moved under the mouse"
        await click(ana, "T2 blocked", times=2)
        assert isinstance(ana.app.screen, RecordModal)
        assert ana.app.screen.target.ref == "T2"


async def test_a_click_on_a_title_goes_there_and_a_double_click_zooms(sit, example):
    """Twice again leads back."""
    async with sit(example, size=(80, 24)) as ana:
        await click(ana, "3 Escalations")
        assert ana.focused == "escalations"
        assert not ana.app.screen.has_class("-zoom")
        await click(ana, "2 Hypotheses", times=2)
        assert ana.app.screen.has_class("-zoom")
        assert ana.focused == "hypotheses"
        await click(ana, "2 Hypotheses", times=2)
        assert not ana.app.screen.has_class("-zoom")


async def test_a_click_on_a_title_opens_the_pane_on_a_small_terminal(sit, example):
    """At 60×20 the panes beside the timeline are their titles."""
    async with sit(example, size=(60, 20)) as ana:
        assert "T3 switch" not in ana.text
        await click(ana, "4 Tasks")
        assert ana.focused == "tasks"
        assert "T3 switch" in ana.text


async def test_the_wheel_scrolls_what_is_under_it_and_moves_nothing_else(sit, example):
    """Focus, highlight and typed text stay where they are."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.type("half")
        before = ana.pane("tasks")._lines()
        await ana.pilot._post_mouse_events([MouseScrollDown], offset=where(ana, "T3 switch", last=True))
        await ana.settle()
        assert ana.pane("tasks")._lines() != before
        assert (ana.focused, ana.line.value) == ("line", "half")
        await ana.pilot._post_mouse_events([MouseScrollUp], offset=where(ana, "12:29"))
        await ana.settle()
        assert "below" in ana.text
        assert (ana.focused, ana.line.value) == ("line", "half")


async def test_a_click_goes_to_the_row_under_it_wherever_the_highlight_was(sit, example):
    """Out of view the highlight does not come back first, with other rows under the mouse."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline", "#8")
        await ana.press("escape")
        timeline = ana.pane("timeline")
        for number in range(30):
            ana.room.draft(f"12:01:{number:02} between")
        ana.room.save()
        ana.app.screen.show_changes()
        await ana.settle()
        assert timeline.cursor not in timeline.in_view()
        await click(ana, "12:01 · between", last=True)
        assert timeline.cursor in timeline.in_view()
        assert timeline.target.text == "between"
        await ana.press("escape", "tab")
        assert timeline.target.text == "between"


async def test_a_click_on_the_key_bar_is_the_key(sit, example):
    """On a pane's keys, on the line's, and on those of the document."""
    async with sit(example, size=(80, 24)) as ana:
        await click(ana, "tab panes", last=True)
        assert ana.focused == "timeline"
        await click(ana, "n new", last=True)
        assert ana.focused == "line"
        await ana.go("hypotheses", "H3")
        await click(ana, "d dead end", last=True)
        assert ana.line.value == "/dead-end H3 "
        await click(ana, "F1 help", last=True)
        assert isinstance(ana.app.screen, HelpModal)
        await ana.press("escape", "escape")
        await ana.go("timeline")
        await ana.press("p")
        assert isinstance(ana.app.screen, PostmortemScreen)
        await click(ana, "esc back", last=True)
        assert not isinstance(ana.app.screen, PostmortemScreen)


async def test_a_section_of_the_postmortem_is_written_and_left_with_the_mouse(sit, example):
    """A double click opens it; a click on another keeps it, and no key is lost between the two."""
    async with sit(example, size=(120, 40)) as ana:
        await ana.go("timeline")
        await ana.press("p")
        await click(ana, "Five whys", times=2)
        assert ana.focused == "editor"
        await ana.type("because")
        await click(ana, "Resolution")
        assert ana.incident.written == {"five_whys": "because"}
        assert ana.focused == "sections"
        await ana.press("e", "x", "escape")
        assert ana.incident.resolution == "x"


async def test_a_double_click_in_the_library_opens_the_room(sit, example):
    async with sit(size=(80, 24)) as ana:
        await click(ana, "Mail is hours late", times=2)
        await ana.until(lambda: ana.app.room is not None)
        assert "1 Timeline" in ana.text


async def test_the_keys_of_the_library_and_of_the_read_only_view_can_be_clicked(sit, example):
    async with sit(example, size=(80, 24), watches=True) as wall:
        await click(wall, "z zoom", last=True)
        assert wall.app.screen.has_class("-zoom")
    async with sit(size=(80, 24)) as ana:
        await click(ana, "F1 help", last=True)
        assert isinstance(ana.app.screen, HelpModal)


async def test_help_is_run_and_left_with_the_mouse(sit, example):
    """A click on an entry runs it; a click beside the box leaves it."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("?")
        await ana.pilot.click(offset=(1, 22))
        await ana.settle()
        assert not isinstance(ana.app.screen, HelpModal)
        await ana.press("?")
        await ana.type("whole screen")
        await click(ana, "zoom")
        assert ana.app.screen.has_class("-zoom")


async def test_a_click_on_a_completion_takes_it(sit, example):
    """The line goes on with it and keeps the focus."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.type("/rul")
        await click(ana, "/rule-out", last=False)
        assert (ana.line.value, ana.focused) == ("/rule-out ", "line")
        await ana.type("H")
        ways = [one.insert.strip() for one in ana.app.screen.completions.found]
        await click(ana, f"  {ways[-1]}", last=True)
        assert ana.line.value.strip() == f"/rule-out {ways[-1]}"


async def test_a_click_on_what_is_due_goes_to_its_record(sit, example):
    """In whatever pane that is; what has none begins the line that settles it."""
    async with sit(example, size=(120, 40)) as ana:
        await click(ana, "H3 check back")
        assert (ana.focused, ana.pane("hypotheses").target.ref) == ("hypotheses", "H3")
        await click(ana, "E3 dns waits")
        assert (ana.focused, ana.pane("escalations").target.ref) == ("escalations", "E3")
        await click(ana, "no scribe")
        assert (ana.focused, ana.line.value) == ("line", "/role scribe ")


async def drag(person: Person, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press at a place, move to another and let go; what is under both is selected."""
    await person.pilot.mouse_down(offset=start)
    await person.pilot.hover(offset=end)
    await person.pilot.mouse_up(offset=end)
    await person.settle()


async def test_text_of_a_pane_can_be_selected(sit, example):
    """Dragging over rows selects their very text, which is highlighted."""
    async with sit(example, size=(120, 40)) as ana:
        x, y = where(ana, "commander: ana")
        await drag(ana, (x, y), (x + len("commander") - 1, y))
        assert ana.app.screen.get_selected_text() == "commander"
        style = ana.app.screen.get_component_rich_style("screen--selection")
        marked = [one.text for strip in strips_of(ana.app) for one in strip if one.style.bgcolor == style.bgcolor]
        assert "commander" in "".join(marked)


async def test_text_beside_the_panes_can_be_selected(sit, example):
    """The header too, which is drawn line by line."""
    async with sit(example, size=(120, 40)) as ana:
        x, y = where(ana, "ana commands")
        await drag(ana, (x, y), (x + len("ana commands") - 1, y))
        assert ana.app.screen.get_selected_text() == "ana commands"


async def test_what_is_selected_is_copied_as_everything_is_and_it_says_where(sit, example, monkeypatch):
    """Not only by asking the terminal, which may lose it inside tmux; and it can be pasted into the line."""
    copied = []

    async def copy(text: str, *_: object) -> str:
        copied.append(text)
        return "copied to tmux's buffer"

    monkeypatch.setattr("warroom.ui.clipboard.copied", copy)
    async with sit(example, size=(120, 40)) as ana:
        x, y = where(ana, "answered by kim")
        await drag(ana, (x, y), (x + len("answered") - 1, y))
        await ana.press("ctrl+c")
        await ana.until(lambda: ana.said == "copied to tmux's buffer")
        assert copied == ["answered"]
        await ana.press("escape", "ctrl+v")
        assert ana.line.value == "answered"


async def test_what_was_selected_is_what_is_copied_although_rows_arrive(sit, library, example):
    """Rows that push others along do not change what somebody selected."""
    async with sit(example, size=(80, 24)) as ana:
        x, y = where(ana, "blocked: they open")
        await drag(ana, (x, y), (x + len("blocked: they") - 1, y))
        with library.open(example, by="bo") as other:
            other.record("one more")
        await ana.until(lambda: "one more" in ana.text)
        assert ana.app.screen.get_selected_text() == "blocked: they"

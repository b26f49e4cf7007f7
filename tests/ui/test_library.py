"""The library: letters go to the line, the arrows and Enter to the incidents while nothing is typed."""

from warroom.store.library import Library
from warroom.ui.modals.help import HelpModal
from warroom.ui.panes.listing import Listing


def shown(person) -> list[str]:
    """Return the titles in the list, from the top, the highlighted one with a star."""
    items = person.app.screen.query_one("#library", Listing)
    return [f"{'*' * (place == items.cursor_index)}{one.title}" for place, one in enumerate(items.items)]


async def test_what_is_wrong_is_typed_at_once_whatever_it_begins_with(sit, example):
    """Every letter that is a command of the list goes to the line, when the library opens and when one is back."""
    async with sit(size=(80, 24)) as ana:
        for _ in range(2):
            assert ana.focused == "line"
            await ana.enter("epnq? checkout fails")
            await ana.until(lambda: ana.app.room is not None and ana.app.screen.query("#timeline"))
            await ana.settle()
            assert ana.incident.title == "epnq? checkout fails"
            await ana.press("tab", "L")
            await ana.until(lambda: ana.app.room is None and ana.app.screen.query("#library"))


async def test_the_arrows_move_the_highlight_only_while_nothing_is_typed(sit, example, library):
    """Enter declares what is typed, and opens the highlighted incident when nothing is; twice opens one."""
    library.create("A second one", by="ana")
    async with sit(size=(80, 24)) as ana:
        first, second = shown(ana)
        assert (first[0], second[0] == "*") == ("*", False)
        await ana.press("down")
        assert shown(ana)[1] == f"*{second}"
        assert "enter open" in ana.text
        await ana.type("x")
        await ana.press("up")
        assert shown(ana)[1] == f"*{second}"
        assert "enter declare" in ana.text
        assert "enter open" not in ana.text
        await ana.press("backspace", "enter", "enter")
        await ana.until(lambda: ana.app.room is not None)
        assert ana.incident.title == second
    assert len(library.ids()) == 2


async def test_letters_are_commands_in_the_list_and_the_screen_says_so(sit, example):
    """Tab leads there and Escape back; a letter that is no command there is typed, and all after it."""
    async with sit(size=(80, 24)) as ana:
        await ana.press("tab")
        assert ana.focused == "library"
        assert "letters are commands here; esc goes to the line" in ana.text
        assert "esc declare" in ana.text
        await ana.press("escape")
        assert ana.focused == "line"
        await ana.press("escape")
        assert ana.focused == "line", "a hand that presses it once more is still where letters are safe"
        await ana.press("tab")
        await ana.type("web is down, q and e too")
        await ana.settle()
        assert (ana.focused, ana.line.value) == ("line", "web is down, q and e too")


async def test_real_ones_that_go_on_come_first_then_drills_then_what_is_over(sit, library, clock):
    for title, mode, status in (
        ("old and open", "real", ""), ("a drill", "drill", ""), ("over", "real", "resolved"), ("open", "real", ""),
        ("written up", "real", "closed"),
    ):  # fmt: skip
        clock.forward(minutes=1)
        incident = library.create(title, by="ana", mode=mode)
        if status:
            with library.open(incident, by="ana") as room:
                room.record(f"/status {status}")
    async with sit() as ana:
        assert shown(ana) == ["*open", "old and open", "a drill", "written up", "over"]


async def test_the_example_says_what_it_is_and_ones_own_does_not(sit, empty, library, home):
    """Its home is thrown away: nobody is to log an outage there."""
    elsewhere = Library(str(home / "elsewhere"), clock=library.clock)
    made = elsewhere.create("Orders fail", by="ana")
    async with sit(open_example=lambda: (elsewhere, made), size=(80, 24)) as ana:
        await ana.press("tab", "e")
        await ana.until(lambda: ana.app.screen.query("#timeline"))
        await ana.settle()
        assert "EXAMPLE  Orders fail" in ana.text
        await ana.press("tab", "L")
        await ana.until(lambda: ana.app.screen.query("#library"))
        await ana.press("enter")
        await ana.until(lambda: ana.app.screen.query("#timeline"))
        await ana.settle()
        assert "Checkout is down" in ana.text.splitlines()[0]
        assert "EXAMPLE" not in ana.text


async def test_the_library_begins_at_the_room_that_was_left(sit, library, empty):
    """Enter leads back there, whatever comes first."""
    worse = library.create("Everything is down", by="ana", severity="SEV1")
    async with sit(empty, size=(80, 24)) as ana:
        await ana.press("tab", "L")
        await ana.until(lambda: ana.app.screen.query("#library"))
        assert ana.pane("library").id_at(0) == worse
        await ana.press("enter")
        await ana.until(lambda: ana.app.screen.query("#timeline"))
        assert ana.app.room.folder.endswith(empty)


async def test_ctrl_c_says_at_the_line_how_to_leave_and_covers_nothing(sit, empty):
    async with sit(empty, size=(80, 24)) as ana:
        await ana.press("ctrl+c")
        assert ana.said == "ctrl+q quits; everything is saved"
        assert not ana.app._notifications
    async with sit(size=(80, 24)) as ana:
        await ana.press("ctrl+c")
        assert ana.said == "ctrl+q quits; everything is saved"


async def test_a_question_mark_on_the_first_screen_leads_to_the_help(sit, library):
    """It is typed as any letter is, and the line says what Enter does; a title may begin with one."""
    async with sit(size=(80, 24)) as ana:
        await ana.type("?")
        assert ana.said == "Enter shows every key, as F1 does"
        await ana.press("enter")
        assert isinstance(ana.app.screen, HelpModal)
        await ana.press("escape")
        assert (ana.focused, ana.line.value, library.summaries()) == ("line", "", [])
        await ana.type("? is checkout down")
        assert ana.said.startswith("Enter declares")

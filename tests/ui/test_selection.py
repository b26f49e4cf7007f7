"""What is highlighted is what is acted on, and nothing that arrives changes that."""

import asyncio
import re
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from textual.events import AppBlur, AppFocus, MouseScrollDown, MouseScrollUp

from support import Clock
from ui.person import Person, at_the_screen
from warroom.core.line import Line
from warroom.store.library import Library


def shows_cursor(person, pane: str = "timeline") -> bool:
    """Tell whether the highlighted record of a pane is in view."""
    listing = person.pane(pane)
    return any(place == listing.cursor_index for place, _ in listing._lines())


async def test_what_somebody_else_records_appears_by_itself(sit, library, empty):
    """A second screen on the same folder needs no key to see it."""
    async with sit(empty) as ana:
        with library.open(empty, by="bo") as other:
            other.record("seen from the other side")
            other.record("? theirs")
        await ana.until(lambda: "seen from the other side" in ana.text and "theirs" in ana.text)


async def test_what_arrives_never_eats_typed_text_nor_takes_the_focus(sit, library, empty):
    """Half a line stays half a line, in the line."""
    async with sit(empty) as ana:
        await ana.type("half a thou")
        with library.open(empty, by="bo") as other:
            for number in range(20):
                other.record(f"row {number}")
        await ana.until(lambda: "row 19" in ana.text)
        assert (ana.line.value, ana.focused) == ("half a thou", "line")
        await ana.enter("ght")
        assert "half a thought" in [row.text for row in ana.incident.timeline]


@pytest.mark.parametrize("place", ["#3", "#20", "#30"])
async def test_what_arrives_never_moves_the_highlight(sit, library, example, place):
    """Rows before and after it come in, and the key still acts on the row it was on."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline", place)
        with library.open(example, by="bo") as other:
            other.record("11:00 long before")
            other.record("12:19:30 right there")
            for number in range(40):
                other.record(f"row {number}")
        await ana.until(lambda: len(ana.incident.timeline) == 72)
        await ana.settle()
        assert ana.pane("timeline").target.ref == place
        assert shows_cursor(ana)
        assert ana.focused == "timeline"
        await ana.press("*")
        assert [row.ref for row in ana.incident.timeline if row.starred and row.ref != "#26"] == [place]


async def test_a_record_that_changes_its_place_keeps_the_highlight(sit, library, example):
    """Somebody finishes the task I am on: it moves down the board, and my key still means that task."""
    async with sit(example) as ana:
        await ana.go("tasks", "T3")
        with library.open(example, by="bo") as other:
            other.record("/done T3")
        await ana.until(lambda: ana.incident.tasks[2].state == "done")
        await ana.settle()
        assert ana.pane("tasks").target.ref == "T3"


async def test_the_title_says_whether_the_end_is_followed_and_how_much_lies_below(sit, library, example):
    """Following shows the last row; above it the title counts what lies below the view, and counts rightly."""
    async with sit(example, size=(80, 24)) as ana:
        assert "30 rows, following" in ana.text
        await ana.go("timeline")
        await ana.press("home")
        pane = ana.pane("timeline")
        await ana.until(lambda: "below" in ana.text)
        said = re.search(r"30 rows, (\d+) below", ana.text)
        assert said, ana.text
        last_shown = [place for place, _ in pane._lines() if place is not None][-1]
        assert int(said[1]) == 29 - last_shown
        with library.open(example, by="bo") as other:
            other.record("one more")
        await ana.until(lambda: f"31 rows, {int(said[1]) + 1} below" in ana.text)
        await ana.press("end")
        await ana.until(lambda: "31 rows, following" in ana.text)
        assert "one more" in ana.text


async def test_what_one_logs_oneself_is_shown_at_once(sit, example):
    """Enter in the line brings the end of the timeline into view, wherever it was before."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("home", "escape")
        await ana.enter("something new")
        assert "something new" in ana.text
        assert "following" in ana.text


async def test_the_highlight_is_always_in_view_among_two_thousand_rows(sit, library, empty):
    """Pages, home and end, up and down: the row a key would act on can be seen."""
    with library.open(empty, by="bo") as room:
        for number in range(2000):
            room.draft(Line("note", f"row {number} " + "words " * (number % 23)))
    async with sit(empty, size=(80, 24)) as ana:
        await ana.go("timeline")
        keys = (
            ["pageup"] * 4
            + ["home"]
            + ["pagedown"] * 6
            + ["up"] * 3
            + ["end", "up", "up", "pageup", "down", "G", "home"]
        )
        for key in keys:
            before = ana.pane("timeline").cursor_index
            await ana.push(key)
            assert shows_cursor(ana), key
            now = ana.pane("timeline").cursor_index
            assert (now > before) == (key in {"pagedown", "down", "end", "G"} and before < 2000), key
        await ana.press("end")
        assert ana.pane("timeline").target.text.startswith("row 1999")
        await ana.press("z")
        assert shows_cursor(ana)


async def test_the_letters_and_the_arrows_move_alike(sit, example):
    """J k gg G and the arrows, home and end are the same moves."""
    async with sit(example) as ana:
        await ana.go("timeline")
        places = []
        for keys in (("g", "g", "j", "j", "k"), ("home", "down", "down", "up")):
            await ana.press(*keys)
            places.append(ana.pane("timeline").target.ref)
        assert places[0] == places[1]


async def test_a_click_highlights_the_row_under_the_mouse(sit, example):
    """The mouse works, and the keys act on what was clicked."""
    async with sit(example, size=(120, 40)) as ana:
        shown = ana.text.splitlines()
        y = next(place for place, row in enumerate(shown) if "E1 answered by kim" in row)
        await ana.pilot.click(offset=(20, y))
        await ana.settle()
        assert ana.focused == "timeline"
        assert ana.pane("timeline").target.text.startswith("answered by kim")


async def test_tab_lands_on_the_newest_row_and_what_a_key_acts_on_can_be_seen(sit, example):
    """Whoever wrote something and goes to the timeline is where it is: after moves, and after G too."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline", "#3")
        await ana.press("escape")
        await ana.enter("password of the vault is on the wiki")
        assert "following" in ana.text
        await ana.press("tab")
        assert ana.pane("timeline").target.text == "password of the vault is on the wiki"
        assert shows_cursor(ana)
        await ana.press("E")
        assert [row.text for row in ana.incident.timeline if row.visibility == "external"] == [
            "password of the vault is on the wiki"
        ]
        await ana.press("G", "escape")
        await ana.enter("one more")
        await ana.press("tab")
        assert ana.pane("timeline").target.text == "one more"


async def test_a_box_and_another_window_leave_the_highlight_where_it_is(sit, library, example):
    """Rows that arrive meanwhile are at the end that is followed; the key still means the row somebody was on."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("G")
        ref = ana.pane("timeline").target.ref
        for leave, back in (("?", "escape"), ("enter", "escape")):
            await ana.press(leave)
            with library.open(example, by="bo") as other:
                other.record("meanwhile")
            await ana.until(lambda: ana.last == "meanwhile")
            await ana.press(back)
            assert (ana.focused, ana.pane("timeline").target.ref) == ("timeline", ref)
            assert shows_cursor(ana)
        ana.app.post_message(AppBlur())
        await ana.until(lambda: ana.app.focused is None)
        with library.open(example, by="bo") as other:
            other.record("while away")
        await ana.until(lambda: ana.last == "while away")
        ana.app.post_message(AppFocus())
        await ana.until(lambda: ana.focused == "timeline")
        assert ana.pane("timeline").target.ref == ref


async def test_the_timeline_is_read_back_without_leaving_the_line(sit, example):
    """What was looked at is where Tab leads; at its end it is followed again, and what is typed stays."""
    async with sit(example, size=(80, 24)) as ana:
        pane = ana.pane("timeline")
        await ana.type("half")
        seen = pane.in_view()
        for _ in range(9):
            await ana.press("pageup")
            assert pane.id_at(0) in seen or pane.in_view()[0] != seen[0]
            assert set(seen) & set(pane.in_view()), "a page skips nothing"
            seen = pane.in_view()
        assert pane.in_view()[0] == pane.id_at(0)
        assert not pane.following
        assert (ana.focused, ana.line.value) == ("line", "half")
        await ana.go("timeline")
        assert pane.cursor in seen
        await ana.press("escape", *["pagedown"] * 9)
        assert pane.following
        assert ana.line.value == "half"


async def test_the_wheel_takes_the_highlight_along(sit, example):
    """Nothing that a key acts on is out of sight; nothing jumps back."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline", "#3")
        for _ in range(12):
            await ana.pilot._post_mouse_events([MouseScrollDown], ana.pane("timeline"), offset=(20, 4), button=0)
            assert shows_cursor(ana)
        assert ana.pane("timeline").following
        await ana.pilot._post_mouse_events([MouseScrollUp], ana.pane("timeline"), offset=(20, 4), button=0)
        assert shows_cursor(ana)


STEPS = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(
        ["tab", "escape", "1", "2", "up", "down", "pageup", "pagedown", "home", "end", "G", "z", ".", ",", "w", "u"]
    )),
    st.tuples(st.just("enter"), st.sampled_from(["a note", "12:05 late", "T+1m two\twords " * 9, "/undo", "/redo"])),
    st.tuples(st.just("arrives"), st.sampled_from(["theirs", "12:01 long before", "? a theory", "+ a task"])),
    st.tuples(st.just("filter"), st.sampled_from(["", "relay", "H1", "nothing at all"])),
    st.tuples(st.just("resize"), st.sampled_from([(80, 24), (60, 20), (120, 40), (80, 50)])),
    st.tuples(st.just("wheel"), st.sampled_from([MouseScrollDown, MouseScrollUp])),
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(STEPS, min_size=6, max_size=14))
def test_whatever_happens_the_highlight_of_the_pane_one_is_in_can_be_seen(steps):
    """Rows come and go, views move and change their size: a key never acts on what is out of sight."""

    async def play() -> None:
        with TemporaryDirectory() as home:
            clock = Clock()
            library = Library(home, clock=clock)
            incident = library.create("Mail is hours late", by="ana")
            with library.open(incident, by="ana") as room:
                for number in range(40):
                    room.draft(f"relay {number} " + "words " * (number % 17))
                    clock.forward(minutes=1)
            async with at_the_screen(library, clock, incident, size=(80, 24)) as ana:
                for kind, what in [("press", "tab"), ("press", "pageup"), *steps]:
                    await do(ana, kind, what)
                    pane = ana.app.screen.pane
                    if pane and pane.count() and pane.size.height:
                        assert pane.id_at(pane.cursor_index) in pane.in_view(), (kind, what)
                        assert pane.target

    async def do(ana: Person, kind: str, what: object) -> None:
        if kind == "press":
            await ana.press(what)
        elif kind == "enter":
            await ana.put(what)
        elif kind == "arrives":
            for _ in range(12):
                ana.room.draft(what, by="bo")
            ana.room.save()
            ana.app.screen.show_changes()
            await ana.settle()
        elif kind == "filter":
            ana.pane("timeline").filter(what)
            await ana.settle()
        elif kind == "resize":
            await ana.resize(*what)
        else:
            await ana.pilot._post_mouse_events([what], ana.pane("timeline"), offset=(20, 4), button=0)

    asyncio.run(play())


@pytest.mark.parametrize("size", [(60, 12), (60, 20), (120, 20), (200, 60)])
async def test_a_terminal_made_smaller_and_large_again_shows_what_it_showed(sit, example, size):
    """Although the highlight had to be brought into view in between, or there was room for more."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline", "#24")
        await ana.press("pageup", *["down"] * 6)
        before = ana.text
        await ana.resize(*size)
        await ana.resize(80, 24)
        assert ana.text == before

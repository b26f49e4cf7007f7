"""What is highlighted is what is acted on, and nothing that arrives changes that."""

import re

import pytest

from warroom.core.line import Line


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

"""Finding in the timeline: what is asked for in the words of the line, jumps by time, and machines out of the way."""

import pytest

from warroom.store.room import Room


@pytest.mark.parametrize(
    ("text", "refs"),
    [("@cy after 12:25", ["#26"]), ("=", ["#24", "#25", "#27"]), ("* relay", ["#26"]), ("! filter", ["#26"])],
)
async def test_the_filter_speaks_the_words_of_the_line(sit, example, text, refs):
    """It narrows while it is typed, and says how many of how many are shown."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("slash")
        await ana.type(text)
        timeline = ana.pane("timeline")
        await ana.until(lambda: timeline.filtered_by == text)
        found = [row.ref for row in timeline.rows]
        assert refs[0] in found
        assert f"{len(found)} of" in timeline.border_title
        assert all(word not in ana.said for word in ("no row", "Traceback"))


async def test_a_time_that_is_not_finished_hides_nothing(sit, example):
    async with sit(example) as ana:
        await ana.go("timeline")
        everything = ana.pane("timeline").count()
        await ana.press("slash")
        await ana.type("after ")
        assert ana.pane("timeline").count() == everything


async def test_jumps_go_by_the_minute_the_hour_and_the_day(sit, example):
    """Each lands on the first row of another one; at the ends nothing is lost."""
    async with sit(example) as ana:
        await ana.go("timeline", "#3")
        timeline = ana.pane("timeline")
        await ana.press("right_square_bracket")
        assert f"{timeline.target.at:%H:%M}" == "12:00"
        await ana.press("full_stop")
        assert f"{timeline.target.at:%H:%M}" == "12:02"
        await ana.press("comma")
        assert (timeline.target.ref, f"{timeline.target.at:%H:%M}") == ("#1", "12:00")
        await ana.press("right_curly_bracket")
        assert timeline.target.ref == timeline.rows[-1].ref
        await ana.press("left_curly_bracket")
        assert timeline.target.ref == timeline.rows[0].ref
        await ana.press("left_square_bracket")
        assert timeline.target.ref == timeline.rows[0].ref


async def test_what_machines_say_can_be_put_out_of_the_way(sit, empty, library):
    """It is counted in the title, and shown again with the same key."""
    with Room(library.folder(empty), by="alerts", via="pipe", clock=library.clock) as pipe:
        for number in range(3):
            pipe.record(f"/alert disk {number}")
    async with sit(empty) as ana:
        await ana.enter("seen by a person")
        timeline = ana.pane("timeline")
        assert timeline.count() == 5
        await ana.go("timeline")
        await ana.press("H")
        assert [row.text for row in timeline.rows][-1] == "seen by a person"
        assert timeline.count() == 2
        assert "Timeline · 2 rows · 3 hidden, following" in timeline.border_title
        for width in (80, 60):
            await ana.resize(width, 24)
            assert "3 hidden" in timeline.border_title, "what is out of sight is the last thing the title leaves out"
        await ana.press("H")
        assert timeline.count() == 5

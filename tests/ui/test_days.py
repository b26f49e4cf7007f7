"""Whoever reads the timeline knows which day it is there: a date line begins each, and its day stays at the top."""


async def test_the_day_stays_at_the_top_when_its_line_is_scrolled_away(sit, empty, library):
    with library.open(empty, by="ana") as room:
        for minute in range(40):
            room.record(f"2026-11-20 23:{minute:02d} row {minute} of the evening")
        for minute in range(40):
            room.record(f"11:{minute:02d} row {minute} of today")
    async with sit(empty, size=(80, 24)) as ana:

        def title() -> str:
            return next(line for line in ana.text.split("\n") if "1 Timeline" in line)

        assert "1 Timeline · 81 rows, following" in title(), "nobody need be told that it is today"
        await ana.go("timeline")
        await ana.press("home")
        assert "── Fri 20 November 2026" in ana.text
        assert "Nov" not in title(), "the line says it"
        await ana.press("pagedown", "pagedown")
        assert "── Fri 20 November 2026" not in ana.text
        assert "1 Timeline · Fri 20 Nov · " in title()
        assert " below" in title()
        await ana.press("right_curly_bracket")
        assert "── Sat 21 November 2026" in ana.text
        await ana.press("end")
        assert "1 Timeline · 81 rows, following" in title()


async def test_a_day_nobody_knows_is_shown_as_it_was_written(sit, library, clock):
    incident = library.create("long ago", by="ana", mode="retrospective")
    with library.open(incident, by="ana") as room:
        for minute in range(40):
            room.record(f"20XX-05-15 23:{minute:02d} row {minute}")
    async with sit(incident, size=(80, 24)) as ana:
        assert "1 Timeline · 20XX-05-15 · " in ana.text


async def test_a_row_that_goes_out_of_view_says_where_it_went(sit, empty, library, clock):
    """The view stays at its end, where what happens next is; what is in view says nothing of it."""
    clock.forward(minutes=90)
    with library.open(empty, by="ana") as room:
        for minute in range(10, 80):
            room.draft(f"{12 + minute // 60}:{minute % 60:02d} row {minute}")
    async with sit(empty, size=(80, 24)) as ana:
        await ana.put("12:15 was seen first")
        assert ana.said == "#72 is at 12:15, 64 rows up · 12:15:00Z #72 note: was seen first"
        assert "row 79" in ana.text
        await ana.put("/edit #71 12:20 row 79")
        assert ana.said.startswith("#71 is at 12:20, 58 rows up · 13:30:00Z #71 ")
        await ana.put("/edit #3 another word")
        assert ana.said.startswith("#3 is at 12:11, 69 rows up · 13:30:00Z #3 corrected to: another word")
        for line in ("13:17 just now", "now", "/edit #70 row 78, in view", "/star #3"):
            await ana.put(line)
            assert "up · " not in ana.said

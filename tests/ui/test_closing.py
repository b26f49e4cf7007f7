"""A dead end is asked about: why it looked right, what ended it; calmly, a line each, and never in anybody's way."""

import pytest

WHY = "why did H3 look right? right arrow answers"


def theory(person, ref: str = "H3"):
    return person.room.fold.record(ref)


def asked(person) -> str:
    """What is asked beside the empty line, nothing when it is something else; the line itself never asks it."""
    assert str(person.line.placeholder) == "what happened?"
    return person.said if "right arrow answers" in person.said else ""


async def test_what_is_left_open_is_asked_and_recorded(sit, example):
    """By key: the dead end first, then why it looked right, then what ended it, each answered with one line."""
    async with sit(example) as ana:
        await ana.go("hypotheses", "H3")
        await ana.press("d", "enter")
        assert (ana.line.value, asked(ana)) == ("", WHY)
        assert WHY in ana.text
        await ana.press("right")
        assert ana.line.value == "/looked-right H3 "
        assert ana.said == "why did H3 look right? (one line; esc leaves it)"
        await ana.enter("it timed out just then")
        assert (ana.line.value, asked(ana)) == ("", "what ended H3? right arrow answers, or just type on")
        await ana.press("right")
        assert ana.line.value == "/ended-by H3 "
        await ana.enter("the filter was off and nothing changed")
        assert (ana.line.value, ana.line.begun, asked(ana)) == ("", False, "")
        closed = theory(ana)
        assert (closed.attraction, closed.why, closed.misleading) == (
            "it timed out just then", "the filter was off and nothing changed", True,
        )  # fmt: skip


@pytest.mark.parametrize("typed", ["support is calling again", "! rolled back the filter", "-5m ! froze deploys"])
async def test_whoever_types_on_records_a_row(sit, example, typed):
    """However long they wait: no theory is told to have looked right by it, and then nothing is asked any more."""
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        await ana.pilot.pause()
        count = len(ana.incident.timeline)
        await ana.enter(typed)
        assert len(ana.incident.timeline) == count + 1
        assert typed.endswith(ana.last)
        assert theory(ana).attraction is None
        assert (ana.line.value, asked(ana)) == ("", "")


async def test_the_question_is_beside_the_line_in_the_words_there_is_room_for(sit, example):
    """It never stands in the box, where words of a question look as if typing answered it."""
    for size, words in (((60, 20), WHY), ((80, 24), f"{WHY}, or just type on")):
        async with sit(example, size=size) as ana:
            await ana.enter("/dead-end H3")
            *_, box, beside, _ = ana.text.splitlines()
            assert (box, beside.strip()) == (" 12:35    what happened?", words)
            await ana.enter("/reopen H3")


async def test_a_question_fits_the_screen_that_became_another(sit, example):
    """It is said in full, or in fewer words, and never cut."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.enter("/dead-end H3")
        for size, words in (((60, 20), WHY), ((80, 24), f"{WHY}, or just type on"), ((120, 40), WHY)):
            await ana.pilot.resize_terminal(*size)
            await ana.pilot.pause()
            assert ana.said == words


async def test_only_what_was_not_said_is_asked(sit, example):
    """And only of a dead end: what was ruled out at once cost no time."""
    async with sit(example) as ana:
        for line, question in (
            ("/rule-out H3", ""),
            ("/reopen H3", ""),
            ("/dead-end H3 switched off, no change", WHY),
            ("/looked-right H3 it timed out", ""),
            ("/reopen H3", ""),
            ("/dead-end H3", "what ended H3? right arrow answers, or just type on"),
            ("/confirm H3", ""),
        ):
            await ana.enter(line)
            assert (ana.line.value, asked(ana)) == ("", question), line


async def test_nothing_needs_to_be_done_to_skip_it(sit, example):
    """Escape takes the question away, and an answer that was begun is left as any line that a key began."""
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        before = len(ana.room.fold.events)
        await ana.press("enter")
        assert (ana.line.value, asked(ana)) == ("", WHY)
        await ana.press("escape")
        assert asked(ana) == ""
        await ana.press("right")
        assert ana.line.value == ""
        await ana.enter("/reopen H3")
        await ana.enter("/dead-end H3")
        await ana.press("right", "escape")
        assert (ana.line.value, ana.line.begun, asked(ana)) == ("", False, "")
        assert len(ana.room.fold.events) == before + 2


async def test_a_question_is_asked_where_it_can_be_answered(sit, example):
    """In a pane the arrow goes right there."""
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        await ana.press("tab")
        assert asked(ana) == ""
        await ana.press("right", "escape")
        assert (ana.focused, ana.line.value, asked(ana)) == ("line", "", WHY)


async def test_nothing_half_typed_is_hidden_by_a_question(sit, example):
    """It comes back as after any line that a key began."""
    async with sit(example) as ana:
        await ana.type("load on relay 4")
        await ana.go("hypotheses", "H3")
        await ana.press("d")
        await ana.enter("no change")
        assert (ana.line.value, ana.line.begun) == ("load on relay 4", False)
        await ana.press("right", "enter")
        assert (ana.last, ana.line.value) == ("load on relay 4", "")


async def test_what_others_close_is_not_asked_here(sit, example, library):
    async with sit(example) as ana:
        with library.open(example, by="bo") as other:
            other.record("/dead-end H3")
        await ana.until(lambda: theory(ana).misleading)
        await ana.enter("noted")
        assert asked(ana) == ""

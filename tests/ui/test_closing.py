"""A theory that is closed is asked about: why it looked right, what ended it; a line each, and easily skipped."""

import pytest

from warroom.ui import line


def theory(person, ref: str = "H3"):
    return person.room.fold.record(ref)


async def test_what_is_left_open_is_asked_and_recorded(sit, example):
    """By key: the dead end first, then why it looked right, then what ended it, each answered with one line."""
    async with sit(example) as ana:
        await ana.go("hypotheses", "H3")
        await ana.press("d", "enter")
        assert ana.line.value == "/looked-right H3 "
        assert ana.said == "why it looked right (one line; Enter or Esc skips)"
        await ana.enter("it timed out just then")
        assert ana.line.value == "/ended-by H3 "
        assert ana.said == "what ended it (one line; Enter or Esc skips)"
        await ana.enter("the filter was off and nothing changed")
        assert (ana.line.value, ana.line.begun) == ("", False)
        closed = theory(ana)
        assert (closed.attraction, closed.why, closed.misleading) == (
            "it timed out just then", "the filter was off and nothing changed", True,
        )  # fmt: skip


async def test_only_what_was_not_said_is_asked(sit, example):
    async with sit(example) as ana:
        await ana.enter("/rule-out H3 switched off, no change")
        assert ana.line.value == "/looked-right H3 "
        await ana.press("enter")
        assert ana.line.value == ""
        assert theory(ana).status == "ruled_out"
        await ana.enter("/reopen H3")
        await ana.enter("/dead-end H3 no change; looked right: it timed out")
        assert ana.line.value == ""
        await ana.enter("/reopen H3")
        await ana.enter("/confirm H3")
        assert ana.line.value == ""


async def test_an_empty_enter_skips_one_question_and_escape_all(sit, example):
    """Neither records anything, and nothing is red."""
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        before = len(ana.room.fold.events)
        await ana.press("enter")
        assert ana.line.value == "/ended-by H3 "
        await ana.press("enter")
        assert (ana.line.value, ana.line.begun, ana.line.was_refused) == ("", False, False)
        await ana.enter("/reopen H3")
        await ana.enter("/dead-end H3")
        await ana.press("escape")
        assert (ana.line.value, ana.line.begun) == ("", False)
        assert len(ana.room.fold.events) == before + 2
        await ana.enter("and on it goes")
        assert (ana.line.value, ana.last) == ("", "and on it goes")


async def test_a_line_that_begins_with_a_sign_is_no_answer(sit, example):
    """A scribe who types on without looking records what is typed, not an answer."""
    async with sit(example) as ana:
        await ana.enter("/dead-end H3 no change")
        await ana.enter("! rolled back the filter")
        assert (ana.last, ana.line.value) == ("rolled back the filter", "")
        assert theory(ana).attraction is None


@pytest.mark.parametrize("typed", ["yesterday 21:33 ? new tax flag", "-5m ! froze deploys", "12:30 pool is flat"])
async def test_a_line_with_a_time_of_its_own_is_no_answer(sit, example, typed):
    """Whoever types on without a look at the question records a row; no theory is told to have looked right by it."""
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        assert ana.line.value == "/looked-right H3 "
        count = len(ana.room.fold.incident.timeline)
        await ana.enter(typed)
        assert len(ana.room.fold.incident.timeline) == count + 1
        assert theory(ana).attraction is None


async def test_nothing_half_typed_is_hidden_by_a_question(sit, example):
    """It comes back as after any line that a key began, and nothing is asked."""
    async with sit(example) as ana:
        await ana.type("load on relay 4")
        await ana.go("hypotheses", "H3")
        await ana.press("d")
        await ana.enter("no change")
        assert (ana.line.value, ana.line.begun) == ("load on relay 4", False)
        await ana.press("enter")
        assert (ana.last, ana.line.value) == ("load on relay 4", "")


async def test_what_others_close_is_not_asked_here(sit, example, library):
    async with sit(example) as ana:
        with library.open(example, by="bo") as other:
            other.record("/dead-end H3")
        await ana.until(lambda: theory(ana).misleading)
        await ana.enter("noted")
        assert ana.line.value == ""


async def test_a_question_nobody_answered_is_not_half_typed(sit, example):
    """A screen that goes away with it does not bring it back."""
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        assert ana.line.value == "/looked-right H3 "
        assert ana.line.half_typed() == []
        await ana.type("it")
        assert [line.text for line in ana.line.half_typed()] == ["/looked-right H3 it"]


async def test_lines_pasted_over_a_question_are_shown_as_rows(sit, example):
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        await ana.paste("one\ntwo")
        assert ana.app.screen.id != "line"
        assert "Enter records" in ana.text or "2 lines" in ana.text
        await ana.press("enter")
        assert [row.text for row in ana.incident.timeline[-2:]] == ["one", "two"]


async def test_whoever_types_on_in_a_rush_is_asked_nothing(sit, example, monkeypatch):
    """What they type is never taken for an answer to a question that they have not seen."""
    monkeypatch.setattr(line, "ASK_AFTER", 60)
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        await ana.enter("queue is at 900")
        assert (ana.last, theory(ana).attraction) == ("queue is at 900", None)
        ana.line.on_free()
        assert ana.line.value == "", "the moment has passed"
        await ana.enter("/reopen H3")
        await ana.enter("/dead-end H3")
        await ana.type("and fall")
        ana.line.on_free()
        await ana.enter("ing")
        assert ana.last == "and falling"


async def test_after_a_moment_the_question_comes(sit, example, monkeypatch):
    monkeypatch.setattr(line, "ASK_AFTER", 0.05)
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        await ana.until(lambda: ana.line.value == "/looked-right H3 ")


async def test_nobody_is_called_away_from_a_pane_to_answer(sit, example, monkeypatch):
    monkeypatch.setattr(line, "ASK_AFTER", 60)
    async with sit(example) as ana:
        await ana.enter("/dead-end H3")
        ana.app.screen.set_focus(ana.pane("tasks"))
        ana.line.on_free()
        assert ana.focused == "tasks"
        ana.app.screen.set_focus(ana.line)
        ana.line.on_free()
        assert ana.line.value == ""

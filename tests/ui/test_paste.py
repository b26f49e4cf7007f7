"""A pasted block: shown as rows before anything is recorded, one step to take back, and not a character is lost."""

import json

import pytest

from support import NOON
from warroom.ui import keeper
from warroom.ui.modals.paste import PasteModal

BLOCK = """11:40 error rate on checkout is 31 %
11:42 ! rolled back api to build 4821

~11:45 ? connection pool exhausted
/for H1 the graph is flat at 100 %
25:99 a time that no clock shows
  at Pool.take (pool.js:31)
"""
KEPT = BLOCK.strip("\n")


def block_of(person) -> PasteModal:
    assert isinstance(person.app.screen, PasteModal)
    return person.app.screen


def rows(person) -> list[str]:
    return [str(option.prompt) for option in block_of(person).menu.options]


def texts(person) -> list[str]:
    return [row.text for row in person.incident.timeline if row.kind != "status"]


async def test_a_block_is_shown_as_the_rows_it_would_become(sit, empty):
    """With their times, and what is wrong with which; nothing is recorded yet."""
    async with sit(empty) as ana:
        before = len(ana.room.fold.events)
        await ana.paste(BLOCK)
        assert len(rows(ana)) == 6
        assert "~11:45 ? H1 " in rows(ana)[2]
        assert "25:99" in rows(ana)[4]
        assert len(ana.room.fold.events) == before


async def test_enter_records_nothing_while_a_line_is_not_understood(sit, empty):
    """It goes to that line; corrected, its row changes while it is typed, and then Enter records all of them."""
    async with sit(empty) as ana:
        before = len(ana.room.fold.events)
        await ana.paste(BLOCK)
        await ana.press("enter")
        assert block_of(ana).menu.highlighted == 4
        assert len(ana.room.fold.events) == before
        told = "Nothing is recorded yet: this line is not understood. e corrects it, n makes it a note, space leaves"
        assert told in ana.text
        await ana.press("e", "home", *["delete"] * 5)
        await ana.type("11:50")
        assert "11:50 · a time" in rows(ana)[4]
        await ana.press("enter", "enter")
        assert ana.line.value == ""
        assert texts(ana) == [
            "error rate on checkout is 31 %", "rolled back api to build 4821", "connection pool exhausted",
            "a time that no clock shows", "for: the graph is flat at 100 %", "at Pool.take (pool.js:31)",
        ]  # fmt: skip
        assert ana.incident.hypotheses[0].evidence[0].text == "the graph is flat at 100 %"
        assert ana.said == "6 lines recorded; /undo takes all of them back"


async def test_a_correction_that_is_left_changes_nothing(sit, empty):
    """Not even when everything was deleted for a moment."""
    async with sit(empty) as ana:
        await ana.paste(BLOCK)
        await ana.press("down", "e", "ctrl+u")
        await ana.type("x")
        assert block_of(ana).text != KEPT
        await ana.press("escape")
        assert block_of(ana).text == KEPT
        await ana.press("escape")
        assert ana.line.text == KEPT


async def test_undo_takes_the_whole_block_back_and_redo_brings_it_back(sit, empty, library):
    """As one step, also on a screen opened later; what was recorded before it is another step."""
    async with sit(empty) as ana:
        await ana.enter("before")
        await ana.paste("one\n? two\n! three")
        await ana.press("enter")
        assert texts(ana) == ["before", "one", "two", "three"]
    async with sit(empty) as ana:
        await ana.enter("/undo")
        assert texts(ana) == ["before"]
        assert ana.said.startswith("took back (/redo brings it back): the 3 lines that were recorded as one")
        await ana.enter("/redo")
        assert texts(ana) == ["before", "one", "two", "three"]
        assert ana.incident.hypotheses[0].ref == "H1"
        await ana.enter("/undo #3")
        assert texts(ana) == ["before", "two", "three"]
        await ana.enter("/undo")
        await ana.enter("/undo")
        assert texts(ana) == []


async def test_two_blocks_are_two_steps(sit, empty):
    async with sit(empty) as ana:
        for block in ("a\nb", "c\nd"):
            await ana.paste(block)
            await ana.press("enter")
        await ana.enter("/undo")
        assert texts(ana) == ["a", "b"]


async def test_a_block_is_saved_by_one_write(sit, empty, monkeypatch):
    async with sit(empty) as ana:
        await ana.enter("first")
        batches, append = [], ana.room._writer.append
        monkeypatch.setattr(
            ana.room._writer, "append", lambda batch, *rest: batches.append(len(batch)) or append(batch, *rest)
        )
        await ana.paste("one\ntwo\nthree")
        await ana.press("enter")
        assert batches == [3]


async def test_what_is_left_out_is_found_again_with_the_up_key(sit, empty):
    """It is not recorded, and not lost."""
    async with sit(empty) as ana:
        await ana.paste("one\n/nonsense\nthree")
        await ana.press("down", "space")
        assert "–" in rows(ana)[1]
        await ana.press("enter")
        assert texts(ana) == ["one", "three"]
        await ana.press("up")
        assert ana.line.value == "/nonsense"


async def test_a_line_can_be_made_a_note_and_the_block_one_text(sit, empty):
    """A traceback is one text; its blanks stay as they are."""
    async with sit(empty) as ana:
        await ana.paste("/srv/app is full\nTraceback:\n  File x, line 3\n\nValueError: no")
        await ana.press("n")
        assert "/srv/app is full" in rows(ana)[0]
        assert "✗" not in rows(ana)[0]
        await ana.press("n", "j")
        assert len(rows(ana)) == 1
        assert "✗" in rows(ana)[0]
        await ana.press("n", "enter")
        assert texts(ana) == ["/srv/app is full\nTraceback:\n  File x, line 3\n\nValueError: no"]


@pytest.mark.parametrize("keys", [(), ("space",), ("j",), ("down", "space", "j", "j")])
async def test_escape_gives_everything_back_into_the_line(sit, empty, keys):
    """To the last character, whatever was left out."""
    async with sit(empty) as ana:
        await ana.paste(BLOCK)
        await ana.press(*keys, "escape")
        assert ana.line.text == KEPT
        assert ana.focused == "line"
        assert texts(ana) == []


async def test_in_a_line_that_has_words_a_paste_belongs_to_them(sit, empty):
    """The text of an action may have many lines."""
    async with sit(empty) as ana:
        await ana.type("! restart failed: ")
        await ana.paste("Traceback:\nValueError")
        await ana.press("enter")
        assert texts(ana) == ["restart failed: Traceback:\nValueError"]


async def test_what_was_given_back_can_be_shown_as_rows_again(sit, empty):
    """With the time it was pasted; a single line cannot."""
    async with sit(empty) as ana:
        await ana.paste(BLOCK)
        await ana.press("escape", "ctrl+t")
        assert len(rows(ana)) == 6
        await ana.press("escape")
        assert ana.line.text == KEPT
        ana.line.value = "one"
        await ana.settle()
        await ana.press("ctrl+t")
        assert (ana.line.value, ana.said) == ("one", "there is one line only: Enter records it")


async def test_a_block_pasted_over_a_recalled_line_gives_way_to_what_was_half_typed(sit, empty):
    """Nothing mixes: the block waits, and Escape in the empty line brings it."""
    async with sit(empty) as ana:
        await ana.enter("first")
        await ana.type("half")
        await ana.press("up", "ctrl+u")
        await ana.paste("one\ntwo")
        assert [line.text for line in ana.app.screen_stack[0].line.half_typed()] == ["half", "one\ntwo"]
        await ana.press("escape")
        assert ana.line.value == "half"
        await ana.press("enter", "escape")
        assert ana.line.text == "one\ntwo"


async def test_a_block_happened_when_it_was_pasted(sit, empty, clock):
    """However long it is looked at."""
    async with sit(empty) as ana:
        await ana.paste("one\ntwo")
        clock.forward(minutes=3)
        await ana.press("enter")
        assert {row.at for row in ana.incident.timeline} == {NOON}


async def test_a_block_is_on_the_disk_while_it_is_looked_at(sit, empty, files, monkeypatch):
    """With its corrections: a kill costs nothing, and it comes back into the line."""
    monkeypatch.setattr(keeper, "WRITE_EVERY", 0.01)

    def kept() -> list[str]:
        paths = (files(empty) / "screens").glob("*.draft")
        return [line["text"] for path in paths for line in json.loads(path.read_text())["lines"]]

    async with sit(empty) as ana:
        await ana.paste("one\ntwo")
        await ana.until(lambda: kept() == ["one\ntwo"])
        await ana.press("e")
        await ana.type("!")
        await ana.until(lambda: kept() == ["one!\ntwo"])
    async with sit(empty) as ana:
        await ana.until(lambda: ana.line.text == "one!\ntwo")
        await ana.press("enter")
        assert texts(ana) == ["one!\ntwo"]


async def test_a_block_recorded_just_before_the_crash_does_not_come_back(sit, empty):
    """The kill may fall between recording it and forgetting its draft."""
    async with sit(empty) as ana:
        await ana.paste("one\n? two")
        await ana.press("enter")
        assert ana.app.screen.session.has_recorded("one\n? two", NOON)
        assert not ana.app.screen.session.has_recorded("one\n? three", NOON)


async def test_what_another_changed_meanwhile_gives_the_rest_back_with_the_reason(sit, empty, library):
    """The lines before it are recorded, and none is lost."""
    async with sit(empty) as ana:
        await ana.enter("a row")
        await ana.paste("one\n/star #2\nthree")
        with library.open(empty, by="ana") as room:
            room.record("/undo #2")
        await ana.until(lambda: len(ana.incident.timeline) == 1)
        await ana.press("enter")
        assert texts(ana) == ["one"]
        assert ana.line.text == "/star #2\nthree"


async def test_a_row_shows_every_word_of_its_line(sit, empty):
    async with sit(empty) as ana:
        await ana.paste("/status identified dns\n/sev 2 half of europe\n/role commander ana\n? dns @bo")
        assert [row.split("  ")[0].partition("» ")[2] for row in rows(ana)[:3]] == [
            "status identified dns", "/sev 2 half of europe", "role commander ana",
        ]  # fmt: skip


async def test_a_second_escape_puts_the_block_away_and_nothing_is_lost(sit, empty):
    """The line says so, and ↑ brings it back."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.paste("one\ntwo")
        await ana.press("escape")
        assert ana.line.text == "one\ntwo"
        assert ana.said == "back in the line as one entry · ctrl+t its rows · esc puts it away"
        await ana.press("escape")
        assert (ana.line.value, ana.said) == ("", "put away: ↑ brings it back")
        await ana.press("escape")
        assert (ana.line.value, texts(ana)) == ("", [])
        await ana.press("up")
        assert ana.line.text == "one\ntwo"
        await ana.enter("!")
        assert texts(ana) == ["one\ntwo!"]

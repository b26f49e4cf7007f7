"""The whole of a text that the line is too short for: wrapped above it, as it is, with the cursor in view."""

import pytest
from rich.cells import cell_len

from ui.person import golden
from warroom.ui.drafting import DraftBox, drawn, in_view, row_of, wrapped

LONG = "the connection pool is at its limit again and every third checkout waits longer than a minute [bold]x[/] 99 %"


def rows_of(text: str, width: int) -> list[str]:
    return [text[row.start : row.end] for row in wrapped(text, width)]


def box_of(person) -> DraftBox:
    return person.app.screen.query_one(DraftBox)


def shown(person) -> list[str]:
    return str(box_of(person).visual).split("\n") if box_of(person).display else []


def reversed_in(content) -> list[str]:
    return [content.plain[span.start : span.end] for span in content.spans if str(span.style) == "reverse"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three", ["one two ", "three"]),
        ("a␤␤  b", ["a", "", "  b"]),
        ("12345678901234567890", ["12345678", "90123456", "7890"]),
        ("ab 12345678901", ["ab ", "12345678", "901"]),
        ("日本語日本語", ["日本語日", "本語"]),
        ("x日本語日本語", ["x日本語", "日本語"]),
        ("12345678 a", ["12345678 ", "a"]),
        ("12345678   a", ["12345678 ", "  a"]),
        ("[bold]x[/]", ["[bold]x[", "/]"]),
    ],
)
def test_a_text_breaks_before_a_word_or_within_one_that_is_too_long(text, rows):
    """Eight cells a row; a wide letter has two, and a blank may stand where the cursor does at a row's end."""
    assert rows_of(text, 8) == rows


@pytest.mark.parametrize("width", [2, 3, 7, 40])
def test_no_character_is_lost_and_no_row_is_too_wide(width):
    """Whatever the text: what is shown is what Enter records."""
    text = f'" {LONG}␤␤{LONG * 3}␤日本語 naïve 🔥🔥   e\u0301x␤'
    rows = rows_of(text, width)
    assert "".join(rows) == text.replace("␤", "")
    assert max(map(cell_len, rows)) <= width + 1
    assert all(cell_len(row) <= width or row.endswith(" ") for row in rows)


def test_the_cursor_is_in_exactly_one_cell_wherever_it_is():
    """At a break it stands behind the row's end; between two rows of a paragraph at the start of the later."""
    text = "one two three␤␤12345678901"
    rows = wrapped(text, 8)
    for cursor in range(len(text) + 1):
        marked = reversed_in(drawn(text, rows, cursor))
        expected = text[cursor : cursor + 1].replace("␤", " ") or " "
        assert marked == [expected], cursor
        row = rows[row_of(rows, cursor)]
        assert row.start <= cursor <= row.end


def test_the_rows_in_view_move_no_further_than_the_cursor_needs():
    assert in_view(0, at=4, count=20, most=5) == 0
    assert in_view(0, at=5, count=20, most=5) == 1
    assert in_view(8, at=9, count=20, most=5) == 8
    assert in_view(8, at=3, count=20, most=5) == 3
    assert in_view(18, at=19, count=20, most=5) == 15
    assert in_view(3, at=2, count=3, most=5) == 0


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_drafted_update_can_be_read_before_it_is_sent(sit, example, size):
    """All of it, or the rows around the cursor; half the screen at most, and right above the line."""
    async with sit(example, size=size) as ana:
        await ana.go("timeline")
        await ana.press("R")
        rows = shown(ana)
        assert len(rows) < size[1] // 2
        assert ana.line.value.endswith(rows[-1].strip())
        golden(f"draft-{size[0]}x{size[1]}", ana.text)
        await ana.press("home")
        assert ana.line.value.startswith(shown(ana)[0])
        assert reversed_in(box_of(ana).visual) == ['"']
        before = len(ana.room.fold.events)
        await ana.press("enter")
        assert shown(ana) == []
        assert len(ana.room.fold.events) == before + 1


async def test_a_text_longer_than_the_line_is_shown_whole_and_a_shorter_one_is_not(sit, empty):
    """As it is, without markup; it goes where the focus goes, and comes back."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.type(LONG[:69])
        assert shown(ana) == []
        await ana.type(LONG[69:])
        assert "".join(shown(ana)).strip() == LONG
        await ana.press("tab")
        assert shown(ana) == []
        await ana.press("escape")
        assert "".join(shown(ana)).strip() == LONG
        await ana.resize(60, 20)
        assert len(shown(ana)) == 3
        await ana.resize(240, 40)
        assert shown(ana) == []
        await ana.resize(80, 24)
        assert len(shown(ana)) == 2
        await ana.press("ctrl+u")
        assert shown(ana) == []


async def test_what_the_line_goes_on_with_stands_between_it_and_the_whole_text(sit, example):
    async with sit(example, size=(80, 24)) as ana:
        await ana.type(f"+ {LONG} @")
        text = ana.text.splitlines()
        offered = next(place for place, row in enumerate(text) if row.strip().startswith("@"))
        assert "the whole text" in "\n".join(text[:offered])
        assert text[offered - 1].strip().endswith("@")


async def test_a_key_lays_nothing_out_anew_unless_there_is_another_row(sit, empty, monkeypatch):
    async with sit(empty, size=(80, 24)) as ana:
        await ana.type("one")
        await ana.press("ctrl+j")
        await ana.type("two")
        await ana.settle()
        laid_out = []
        layout = type(ana.app.screen)._refresh_layout
        monkeypatch.setattr(
            type(ana.app.screen), "_refresh_layout", lambda *rest, **more: laid_out.append(1) or layout(*rest, **more)
        )
        await ana.type(" and three")
        await ana.press("left", "left")
        assert shown(ana) == ["one", "two and three"]
        assert laid_out == []
        await ana.press("end")
        await ana.type(" " + "x" * 60)
        assert len(shown(ana)) == 3
        assert laid_out


# The line break


@pytest.mark.parametrize("key", ["ctrl+j", "alt+enter"])
async def test_a_line_break_makes_one_entry_of_several_lines(sit, empty, key):
    """Where the cursor is, as a pasted text kept in the line; Enter records all of it."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.type("! restart failed:and again")
        await ana.press(*["left"] * 9, key)
        assert ana.line.value == "! restart failed:␤and again"
        assert shown(ana) == ["! restart failed:", "and again"]
        await ana.press("end", key, key)
        await ana.enter("  at Pool.take")
        assert ana.incident.timeline[-1].text == "restart failed:\nand again\n\n  at Pool.take"
        await ana.press("up")
        assert shown(ana)[3] == "  at Pool.take "


async def test_an_empty_line_has_nothing_to_break(sit, empty):
    """Neither has a search; a break that is left alone is nothing to record."""
    async with sit(empty) as ana:
        await ana.press("ctrl+j")
        assert ana.line.value == ""
        await ana.type("x")
        await ana.press("ctrl+j", "home", "delete", "enter")
        assert (ana.line.value, len(ana.incident.timeline)) == ("␤", 1)
        await ana.press("ctrl+r")
        await ana.type("x")
        await ana.press("ctrl+j")
        assert ana.line.value == "x"


async def test_a_title_is_one_line(sit):
    """In the library the key says so, and what is typed stays as it is."""
    async with sit() as ana:
        await ana.type("sev1 checkout")
        await ana.press("ctrl+j")
        assert ana.line.value == "sev1 checkout"
        assert ana.said == "a title is one line: the rest is for the room"

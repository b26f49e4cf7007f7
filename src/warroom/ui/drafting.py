"""What has more than its one row can show, whole and wrapped right above the line: its text, or a refusal."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from warroom.ui.line import NEWLINE
from warroom.ui.presentation import QUIET

if TYPE_CHECKING:
    from textual.geometry import Size

    from warroom.ui.line import LineInput

BESIDE = 12
"""Columns beside the text: those of the time beside the line, the cell of a cursor at a row's end, and a blank."""
FEWEST_ROWS = 3
_WORD = re.compile(r"\s|\S+")


class DraftBox(Static):
    """The whole of a text with line breaks, or longer than the line is wide; with neither, it is not there.

    It is half as high as the screen at most, less what stands below it, and shows the rows around the cursor.
    """

    def __init__(self) -> None:
        super().__init__("", id="draft")
        self._looked_at: object = None
        self._shape = (0, "")
        self._first = 0

    def look(self, line: LineInput, size: Size, *, below: int = 0) -> None:
        """Take in the line as it is now, on a screen of a size with so many rows between this and the line."""
        shows = line.screen.focused is line and not line.searching and line.overflows
        here = (line.value, line.cursor_position, size, below) if shows else None
        if here == self._looked_at:
            return
        self._looked_at = here
        if here is None:
            self._first = 0
            self._take_shape(0, "")
            return
        rows = wrapped(line.value, max(2, size.width - BESIDE))
        at = row_of(rows, line.cursor_position)
        most = max(FEWEST_ROWS, size.height // 2 - below - 1)
        self._first = in_view(self._first, at, len(rows), most)
        shown = rows[self._first : self._first + most]
        scrolled = f" · rows {self._first + 1}–{self._first + len(shown)} of {len(rows)}" if len(rows) > most else ""
        self._take_shape(len(shown) + 1, f" the whole text{scrolled} ")
        self.update(drawn(line.value, shown, line.cursor_position), layout=False)

    def _take_shape(self, height: int, title: str) -> None:
        """Be so many rows high, with a title on the first; only another height lays the screen out anew."""
        if (height, title) == self._shape:
            return
        if height != self._shape[0]:
            self.styles.height = height
            self.display = bool(height)
        self._shape = (height, title)
        self.border_title = Content.styled(title, QUIET)


class WholeBox(Static):
    """The whole of a sentence that is too long for its place beside the line, wrapped; empty, it is not there."""

    def __init__(self) -> None:
        super().__init__("", id="whole")
        self._looked_at: tuple[Content, int] | None = None
        self.rows = 0

    def look(self, sentence: Content, width: int) -> None:
        """Take in the sentence there is to show, on a screen of a width; an empty one takes it away."""
        here = (sentence, width) if sentence else None
        if here == self._looked_at:
            return
        self._looked_at = here
        lines = sentence.wrap(max(2, width - BESIDE)) if sentence else []
        if len(lines) != self.rows:
            self.rows = len(lines)
            self.styles.height = len(lines)
            self.display = bool(lines)
        self.update(Content("\n").join(lines), layout=False)


class Span(NamedTuple):
    """A row of a wrapped text: the places where it begins and ends; its line break, if it has one, is at its end."""

    start: int
    end: int


def wrapped(text: str, width: int) -> list[Span]:
    """Return the rows of a text at a width of at least two cells; each character but the line breaks is in one.

    A row breaks before a word that does not fit, and within a word that is longer than a row. A blank may stand one
    cell beyond the width, where a cursor at the end of a row stands too.
    """
    rows, at = [], 0
    for paragraph in text.split(NEWLINE):
        starts = _starts(paragraph, width)
        ends = [*starts[1:], len(paragraph)]
        rows += [Span(at + start, at + end) for start, end in zip(starts, ends, strict=True)]
        at += len(paragraph) + 1
    return rows


@lru_cache(maxsize=256)
def _starts(paragraph: str, width: int) -> tuple[int, ...]:
    """Return the places where the rows of a paragraph begin; kept, for a key changes one of many."""
    starts, used = [0], 0
    for word in _WORD.finditer(paragraph):
        size = cell_len(word[0])
        if used + size <= width + word[0].isspace():
            used += size
            continue
        if used:
            starts.append(word.start())
        used = size
        if size > width:
            used = 0
            for place, letter in enumerate(word[0], word.start()):
                if used + cell_len(letter) > width:
                    starts.append(place)
                    used = 0
                used += cell_len(letter)
    return tuple(starts)


def row_of(rows: list[Span], cursor: int) -> int:
    """Return the row in which a cursor stands; between two rows of a paragraph it is in the later."""
    return bisect_right(rows, cursor, key=lambda row: row.start) - 1


def in_view(first: int, at: int, count: int, most: int) -> int:
    """Return the first of the rows to show, moved no further than to have the one with the cursor in view."""
    return max(0, min(max(min(first, at), at - most + 1), count - most))


def drawn(text: str, rows: list[Span], cursor: int) -> Content:
    """Return rows of a text as it is, with the cursor's cell reversed."""
    lines = []
    for place, row in enumerate(rows):
        line = Content(text[row.start : row.end])
        is_here = row.start <= cursor <= row.end and not (place + 1 < len(rows) and rows[place + 1].start == cursor)
        if is_here:
            line = Content(f"{line.plain} ") if cursor == row.end else line
            line = line.stylize("reverse", cursor - row.start, cursor - row.start + 1)
        lines.append(line)
    return Content("\n").join(lines)

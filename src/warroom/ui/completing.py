"""The ways to go on with a begun line, listed right above it: nothing is taken but by Tab or →."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from warroom.ui.presentation import QUIET

if TYPE_CHECKING:
    from textual import events

    from warroom.core.completion import Completion
    from warroom.core.model import Incident
    from warroom.core.names import Names
    from warroom.ui.line import LineInput
    from warroom.ui.writing import OwnLine

MOST_ROWS = 5
WIDEST = 28


class CompletionList(Static):
    """What the line can go on with, five rows at most; it is there only while there is something to complete.

    Nothing is marked at first, so that the keys of the line mean what they always mean. Tab puts in what is certain
    and then marks the first; what is marked is moved with ↑ and ↓ and taken with Tab.
    """

    def __init__(self, names: Names) -> None:
        super().__init__("", id="completions")
        self.names = names
        self.found: list[Completion] = []
        self.marked: int | None = None
        self._looked_at: tuple[str, int] = ("", 0)
        self._rows = 0
        self._line: LineInput | OwnLine | None = None

    @property
    def rows(self) -> int:
        """How many rows it has now."""
        return self._rows

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb that is begun, which cannot be understood yet."""
        return bool(self.found) and self.found[0].insert.startswith("/")

    def look(self, line: LineInput | OwnLine, incident: Incident) -> None:
        """Take in the line as it is now, and show what it can go on with."""
        self._line = line
        here = (line.value, line.cursor_position)
        if line.screen.focused is not line or line.searching:
            here = ("", 0)
        if here == self._looked_at:
            return
        self._looked_at, self.marked = here, None
        self.found = self._completions(line.text, here[1], incident) if here[0] else []
        self._show()

    def _completions(self, text: str, place: int, incident: Incident) -> list[Completion]:
        from warroom.core.completion import completions

        return completions(text, place, incident, self.names)

    def step(self, line: LineInput | OwnLine) -> bool:
        """Go one step further: put in what is certain, mark the first, or take what is marked; False for nothing."""
        if not self.found:
            return False
        from warroom.core.completion import common_start

        begun = line.cursor_position - self.found[0].start
        if self.marked is not None or len(self.found) == 1:
            self.take(line)
        elif begun and len(certain := common_start(self.found)) > begun:
            line.replace(certain, self.found[0].start, line.cursor_position)
        else:
            self.marked = 0
            self._show()
        return True

    def take(self, line: LineInput | OwnLine) -> bool:
        """Put what is marked, or else the first, into the line; False when there is nothing."""
        if not self.found:
            return False
        chosen = self.found[self.marked or 0]
        follows = line.value[line.cursor_position :].startswith(" ")
        line.replace(chosen.insert.rstrip() if follows else chosen.insert, chosen.start, line.cursor_position)
        line.cursor_position += follows
        return True

    def move(self, step: int) -> bool:
        """Move the mark, if there is one."""
        if self.marked is None:
            return False
        self.marked = (self.marked + step) % len(self.found)
        self._show()
        return True

    def on_click(self, event: events.Click) -> None:
        """Take the row that was clicked."""
        first, window = in_window(self.found, self.marked)
        if self._line and (offset := event.get_content_offset(self)) and offset.y < len(window):
            self.marked = first + offset.y
            self.take(self._line)

    def close(self) -> bool:
        """Take the list away until the line is another; tell whether there was one."""
        was_open = bool(self.found)
        self.found, self.marked = [], None
        self._show()
        return was_open

    def _show(self) -> None:
        rows = drawn(self.found, self.marked)
        if len(rows) != self._rows:
            self._rows = len(rows)
            self.styles.height = len(rows)
            self.display = bool(rows)
        if rows:
            self.update(Content("\n").join(rows), layout=False)


def in_window(found: list[Completion], marked: int | None) -> tuple[int, list[Completion]]:
    """Return the place of the first way to go on that is shown, and all that are."""
    shown = MOST_ROWS if len(found) <= MOST_ROWS else MOST_ROWS - 1
    first = min(max(0, (marked or 0) - shown + 1), max(0, len(found) - shown))
    return first, found[first : first + shown]


def drawn(found: list[Completion], marked: int | None) -> list[Content]:
    """Return the rows of the list: those around the mark, and how many more there are."""
    first, window = in_window(found, marked)
    width = min(max((len(one.insert.strip()) for one in window), default=0), WIDEST)
    rows = []
    for place, one in enumerate(window, first):
        mark, style = ("▸ ", "bold $accent") if place == marked else ("  ", "bold")
        rows.append(Content.assemble((f"{mark}{one.insert.strip():<{width}}", style), "  ", (one.what, QUIET)))
    if more := len(found) - len(window):
        rows.append(Content.styled(f"  {more} more", QUIET))
    return rows

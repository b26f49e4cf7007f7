"""A list that draws only what is in view, so that a hundred thousand rows cost what a hundred do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from warroom.ui.actions import ROWS, bindings_for, rebind
from warroom.ui.keys import Commanded
from warroom.ui.selectable import Selectable

MOST_KEPT = 500
"""Lines, or rows, that are kept as they were drawn: some screens full."""

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events
    from textual.geometry import Offset, Region
    from textual.selection import Selection
    from textual.style import Style

    from warroom.ui.presentation import Drawn


def labelled(content: Content, label: str | None) -> Content:
    """Return a line with a label in the place of its first cells."""
    return Content.styled(label, "bold reverse").append(content[len(label) :]) if label else content


class Listing(Selectable, Commanded, can_focus=True):
    """A list of records with a highlighted one; a subclass says what there is and how it is drawn.

    What is highlighted is a record, not a place: a refresh never moves it while somebody is here, and it is in view
    then. The list follows its end until somebody moves away from it, and while nobody is here the highlight does too.
    """

    BINDINGS = bindings_for(ROWS)
    COMPONENT_CLASSES = {"listing--cursor", "listing--cursor-blurred", "listing--bar"}  # noqa: RUF012 - as Textual has it
    DEFAULT_CSS = """
    Listing { height: 1fr; }
    """

    follows_end = False

    class Opened(Message):
        """The highlighted record was clicked while it was highlighted already."""

    class TitleClicked(Message):
        """The title was clicked twice."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        rebind(self)
        self.cursor: str | None = None
        self.following = self.follows_end
        self._top = 0
        self._above = 0  # how many lines of the first record in view lie above it
        self._top_id: str | None = None
        self._is_left = True  # something else of the screen has the focus: no box over it, and no other window
        self._is_clicked = False  # a click is on its way: what is under the mouse stays there until it is here
        self._screen_lines: list[tuple[int | None, Content]] = []
        self._layout_for: tuple[int, int] | None = None
        self._labels: dict[str, str] = {}
        self._label_at: dict[int, str] = {}
        self._picked: list[str] = []
        self._written: dict[int, tuple[Content, Style, int, list[Segment]]] = {}
        self._written_in = ""

    async def on_blur(self) -> None:
        """Have the highlight go with the end that is followed, when something else of the screen has the focus."""
        await self.let_go()
        self.show_changes()

    # What a subclass gives

    def count(self) -> int:
        """Return how many records there are."""
        raise NotImplementedError

    def id_at(self, index: int) -> str:
        """Return the identity of the record at a place."""
        raise NotImplementedError

    def index_of(self, record_id: str) -> int | None:
        """Return the place of a record, or None when it is not in the list (any more)."""
        raise NotImplementedError

    def draw(self, index: int, width: int) -> Drawn:
        """Return the lines of the record at a place, each at most `width` cells."""
        raise NotImplementedError

    def after(self, width: int) -> list[Content]:
        """Return the lines below the last record."""
        return []

    def empty(self, width: int) -> list[Content]:
        """Return the lines to show when there are no records."""
        return []

    # Where the highlight is

    @property
    def cursor_index(self) -> int | None:
        """The place of the highlighted record: where it is now, or the last one when it is gone."""
        count = self.count()
        if not count:
            return None
        found = self.index_of(self.cursor) if self.cursor else None
        if found is not None:
            return found
        return count - 1 if self.follows_end else 0

    def show_changes(self) -> None:
        """Draw again after the records changed; the highlight stays on its record, or goes with the end."""
        self._is_left = self._is_left or self.screen.focused not in {None, self}
        if self.cursor is not None and (count := self.count()):
            if self._is_left and self.following:
                self.cursor = self.id_at(count - 1)
            elif not self._is_left and self.index_of(self.cursor) is None:
                self.cursor = self.id_at(self.cursor_index or 0)
        self._layout_for = None
        self.refresh()
        self._check_refresh()  # now, so that a recorded line is in the frame that empties the line, not in the next

    def highlight(self, record_id: str) -> None:
        """Highlight a record and bring it into view; one that is in view stays where it is."""
        index = self.index_of(record_id)
        if index is not None:
            self._settle_on(index) if record_id in self.in_view() else self._move_to(index)

    def _settle_on(self, index: int) -> None:
        """Highlight a record in view, with everything staying where it is."""
        self.cursor = self.id_at(index)
        self.following = self.following and index == self.count() - 1
        self.show_changes()
        self.post_message(self.Moved(self))

    def action_move(self, step: int) -> None:
        """Highlight the next record, or the one before."""
        index = self.cursor_index
        if index is not None:
            self._move_to(index + step)

    def action_aside(self, step: int) -> None:
        """Go to the next pane, or to the one before."""
        self.screen.action_do("next-pane" if step > 0 else "previous-pane")  # type: ignore[attr-defined]  # each that has panes does

    def action_page(self, direction: int) -> None:
        """Move by what fits on the screen."""
        index = self.cursor_index
        if index is not None:
            shown = {place for place, _ in self._lines() if place is not None}
            self._move_to(index + direction * max(1, len(shown) - 1))

    def action_first(self) -> None:
        """Highlight the first record."""
        self._move_to(0)

    def action_last(self) -> None:
        """Highlight the last record, and follow the end again."""
        self._move_to(self.count() - 1)

    def _move_to(self, index: int) -> None:
        count = self.count()
        if not count:
            return
        index = min(max(index, 0), count - 1)
        self.cursor = self.id_at(index)
        self.following = self.follows_end and index == count - 1
        self._bring_into_view(index)
        self._top_id = None
        self.show_changes()
        self.post_message(self.Moved(self))

    class Moved(Message):
        """The highlight or the view moved."""

        def __init__(self, listing: Listing) -> None:
            super().__init__()
            self.listing = listing

        @property
        def control(self) -> Listing:
            """The list that it happened in."""
            return self.listing

    def on_key(self) -> None:
        """Have the highlight in view before a key acts on it, also where the mouse did not click."""
        if self._is_clicked:
            self._is_clicked = False
            self.show_changes()

    def on_focus(self) -> None:
        """Have the highlight on a record in view, where nothing that arrives later can move it."""
        if count := self.count():
            index = self.cursor_index
            if self._is_left and self.following:
                index = count - 1
            elif self.cursor is None and not self.following:
                index = min(self._top, count - 1)
            self.cursor = self.id_at(index or 0)
            if not self._is_clicked and self.cursor not in self.in_view():
                self._bring_into_view(index or 0)
                self._top_id = None
        self._is_left = False
        self.show_changes()

    def on_resize(self) -> None:
        """Fit what is shown, the title too, to the new size."""
        self._above = 0
        self.show_changes()

    # What is in view

    @property
    def below(self) -> int:
        """How many records lie below the view."""
        places = [place for place, _ in self._lines() if place is not None]
        return max(0, self.count() - 1 - places[-1]) if places else 0

    def in_view(self) -> list[str]:
        """Return the ids of the records in view, from the top."""
        return [self.id_at(place) for place in dict.fromkeys(place for place, _ in self._lines()) if place is not None]

    def show_labels(self, labels: Mapping[str, str]) -> None:
        """Show a label over the first cells of the records that have one."""
        self._labels = dict(labels)
        self.refresh()

    def _bring_into_view(self, index: int) -> None:
        width, height = self.size.width - 1, self.size.height
        self._above = 0
        if index <= self._top or width < 1 or height < 1:
            self._top = index
            return
        used = 0
        for place in range(index, -1, -1):
            drawn = self.draw(place, width)
            used += len(drawn.before) + len(drawn.lines)
            if used > height or place == self._top:
                self._top = place if used <= height else min(place + 1, index)
                return

    def _lines(self) -> list[tuple[int | None, Content]]:
        """Return what each line of the view shows: the place of its record (None for a heading) and its content.

        It begins with the record that somebody's move brought to the top. What else has to be in view, or has room
        there, moves only what is shown now: a terminal that becomes smaller and large again shows what it showed.
        """
        width, height = max(self.size.width - 1, 1), self.size.height
        if self._layout_for == (width, height):
            return self._screen_lines
        is_moved = self._top or self.has_focus  # otherwise the first is to see, whichever it becomes
        anchored = self.index_of(self._top_id) if self._top_id and is_moved else None
        self._top = self._top if anchored is None else anchored
        lines = self._lay_out(width, height)
        cursor = self._to_show
        if cursor is not None and all(place != cursor for place, _ in lines):
            self._bring_into_view(cursor)  # rows that arrived between the top and the highlight pushed it out
            lines = self._lay_out(width, height)
        if self._top_id is None or anchored is None or self.following:
            self._top_id = self.id_at(self._top) if self.count() else None
        self._screen_lines, self._layout_for = lines, (width, height)
        return lines

    @property
    def _to_show(self) -> int | None:
        """The place of the record that has to be in view, for keys act on it."""
        return self.cursor_index if self.cursor and self.has_focus and not self._is_clicked else None

    def _lay_out(self, width: int, height: int) -> list[tuple[int | None, Content]]:
        count = self.count()
        self._top = min(self._top, max(count - 1, 0))
        if not count:
            return [(None, line) for line in self.empty(width)]
        if self.following:
            lines = self._lines_up_from_end(count, width, height)
            if not self._would_hide_cursor(lines):
                return lines
        lines = self._lines_down_from(self._top, count, width, height + self._above)[self._above :]
        if len(lines) < height and self._top > 0:
            lines = self._lines_up_from_end(count, width, height)
        return lines

    def _would_hide_cursor(self, lines: list[tuple[int | None, Content]]) -> bool:
        """Stop following when the end would push out of view what somebody is about to act on."""
        index = self._to_show
        if index is None or any(place == index for place, _ in lines):
            return False
        self.following = False
        self._top, self._above, self._top_id = index, 0, None
        return True

    def _lines_down_from(self, top: int, count: int, width: int, height: int) -> list[tuple[int | None, Content]]:
        lines: list[tuple[int | None, Content]] = []
        for index in range(top, count):
            drawn = self.draw(index, width)
            lines += [(None, line) for line in drawn.before] + [(index, line) for line in drawn.lines]
            if len(lines) >= height:
                return lines[:height]
        return (lines + [(None, line) for line in self.after(width)])[: max(height, 0)]

    def _lines_up_from_end(self, count: int, width: int, height: int) -> list[tuple[int | None, Content]]:
        lines: list[tuple[int | None, Content]] = [(None, line) for line in self.after(width)]
        for index in range(count - 1, -1, -1):
            drawn = self.draw(index, width)
            lines = [(None, line) for line in drawn.before] + [(index, line) for line in drawn.lines] + lines
            self._top = index
            if len(lines) >= height:
                break
        self._above = max(0, len(lines) - height)
        return lines[-height:] if height else []

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of a region; what is the same for all of them is found once."""
        if self._written_in != self.app.theme:
            self._written, self._written_in = {}, self.app.theme
        self._plain = self.visual_style
        self._barred = self.get_visual_style("listing--bar")
        self._cursored = self.get_visual_style("listing--cursor" if self.has_focus else "listing--cursor-blurred")
        self._cursor_place = self.cursor_index if self.has_focus or self.cursor else None
        self._bar = self._bar_span()
        self._label_at = self._labels_by_line() if self._labels else {}
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view, with the scroll bar's piece at its end."""
        width = max(self.size.width - 1, 1)
        lines = self._lines()
        bar = Segment("┃" if y in self._bar else " ", (self._barred if y in self._bar else self._plain).rich_style)
        if y >= len(lines):
            return Strip([Segment(" " * width, self._plain.rich_style), bar], width + 1)
        place, content = lines[y]
        style = self._cursored if place is not None and place == self._cursor_place else self._plain
        if span := self._selected_span(y, content):
            content = content.stylize(self.screen.get_visual_style("screen--selection"), *span)
        content = labelled(content, self._label_at.get(y))
        if content.cell_length > width:
            content = content.truncate(width, ellipsis=True)
        return self.placed(Strip([*self._segments(content, style, width), bar], width + 1), y)

    def _segments(self, content: Content, style: Style, width: int) -> list[Segment]:
        """Return a line as it is written to the terminal; kept, for of many lines that scroll one is new."""
        kept = self._written.get(id(content))
        if kept is None or kept[0] is not content or kept[1:3] != (style, width):
            padding = Segment(" " * (width - content.cell_length), style.rich_style)
            if len(self._written) >= MOST_KEPT:
                self._written.clear()
            kept = self._written[id(content)] = (content, style, width, [*content.render_segments(style), padding])
        return kept[3]

    def _labels_by_line(self) -> dict[int, str]:
        """Return the labels by the line of the view that each stands on, the first of its record."""
        first: dict[int, int] = {}
        for y, (place, _) in enumerate(self._lines()):
            if place is not None:
                first.setdefault(place, y)
        return {y: label for place, y in first.items() if (label := self.label_of(place))}

    def label_of(self, place: int | None) -> str | None:
        """Return the label of the record at a place, if it has one."""
        return self._labels.get(self.id_at(place)) if self._labels and place is not None else None

    def _bar_span(self) -> range:
        """Return the lines the scroll bar covers: none when the whole list is in view."""
        places = [place for place, _ in self._lines() if place is not None]
        count, height = self.count(), self.size.height
        if not places or (places[0] == 0 and places[-1] == count - 1):
            return range(0)
        length = max(1, height * len(set(places)) // count)
        start = height - length if self.following else min(height - length, places[0] * height // count)
        return range(start, start + length)

    # What is selected with the mouse

    def selection_updated(self, selection: Selection | None) -> None:
        """Keep what is selected as it is now: rows that arrive later move others under the selection."""
        self._picked = [content.plain for _, content in self._lines()] if selection else []
        super().selection_updated(selection)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return what was selected."""
        return (selection.extract("\n".join(self._picked)), "\n") if self._picked else None

    def _selected_span(self, y: int, content: Content) -> tuple[int, int] | None:
        """Return from where to where a line is selected, as long as it is the line that was."""
        if not self._picked or y >= len(self._picked) or self._picked[y] != content.plain:
            return None
        span = self.text_selection and self.text_selection.get_span(y)
        return (span[0], len(content) if span[1] == -1 else span[1]) if span else None

    # The mouse

    def place_at(self, offset: Offset) -> int | None:
        """Return the place of the record that is drawn there, None where none is."""
        lines = self._lines()
        return lines[offset.y][0] if offset.y < len(lines) else None

    def on_click(self, event: events.Click) -> None:
        """Highlight the record that was clicked; a second click opens it, or zooms the pane whose title it is on."""
        event.prevent_default()  # which would select all there is
        self._is_clicked = False
        offset = event.get_content_offset(self)
        if offset is None and event.y == 0 and event.chain == 2:
            self.post_message(self.TitleClicked())
        place = None if offset is None else self.place_at(offset)
        if place is None:
            self.show_changes()
            return
        again = self.cursor == self.id_at(place)
        self._settle_on(place)
        if again and event.chain > 1:
            self.post_message(self.Opened())

    def focus_on_click(self) -> bool:
        """Have the focus, with everything staying where it is until the click is here."""
        self._is_clicked = True
        return super().focus_on_click()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll towards the end; the highlight stays on its record as long as that is in view."""
        self._scroll_by(3, event.get_content_offset(self))
        event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll towards the beginning; the highlight stays on its record as long as that is in view."""
        self._scroll_by(-3, event.get_content_offset(self))
        event.stop()

    def _scroll_by(self, step: int, _: Offset | None) -> None:
        self._lines()
        self._show_from(min(max(self._top + step, 0), max(self.count() - 1, 0)), step)

    def scroll_page(self, direction: int) -> None:
        """Scroll by what fits on the screen, but for one record."""
        shown = [place for place, _ in self._lines() if place is not None]
        if not shown:
            return
        if direction > 0:
            self._show_from(max(shown[-1], self._top + 1) if self.below else self._top, 1)
            return
        used, top, height = 0, shown[0] + 1, self.size.height
        while top and used < height:
            top -= 1
            drawn = self.draw(top, max(self.size.width - 1, 1))
            used += len(drawn.before) + len(drawn.lines)
        self._show_from(min(top + (used > height), max(shown[0] - 1, 0)), -1)

    def _show_from(self, top: int, step: int) -> None:
        """Have a record at the top; the highlight stays in view, and the end is followed again where it is reached."""
        if step < 0:
            self.following = False
        self._top, self._above, self._top_id = top, 0, None
        lines = self._lay_out(max(self.size.width - 1, 1), self.size.height)
        if shown := [place for place, _ in lines if place is not None]:
            if self.cursor is not None:
                self.cursor = self.id_at(min(max(self.cursor_index or 0, shown[0]), shown[-1]))
            if step > 0 and self.follows_end and shown[-1] == self.count() - 1:
                self.following = True
        self.show_changes()
        self.post_message(self.Moved(self))

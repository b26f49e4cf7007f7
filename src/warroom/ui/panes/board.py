"""Pane 4: the tasks, as a list in groups and, where it has the whole of a wide screen, as a board of four columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from warroom.core.board import COLUMNS, column_of, in_view, place_in_column
from warroom.core.model import Task
from warroom.ui import presentation as show
from warroom.ui.actions import TASKS, bindings_for
from warroom.ui.panes.listing import labelled
from warroom.ui.panes.records import RecordsPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.geometry import Offset
    from textual.style import Style

    from warroom.ui.session import Session

BOARD_FROM = 100
"""The width from which on there is room for four columns."""
_GAP = 2

_Lines = list[tuple[int | None, Content]]


class TasksPane(RecordsPane[Task]):
    """The tasks: grouped by state, what is being done first, follow-ups apart; zoomed and wide, in four columns.

    A card that is dragged to another column is not moved here: that somebody wants it there is posted as `Carried`.
    """

    BINDINGS = bindings_for(TASKS)
    hint = "+ raise pool size @bo 10m"
    filter_hint = "words   @bo: the tasks of bo   @nobody   after 14:00   before -30m"

    class Carried(Message):
        """A card was carried to another column."""

        def __init__(self, task: Task, column: str) -> None:
            super().__init__()
            self.task = task
            self.column = column

    def __init__(self, session: Session) -> None:
        super().__init__(session, TASKS)
        self._tops = dict.fromkeys(COLUMNS, 0)
        self._columns: dict[str, _Lines] = {}
        self._carrying: Task | None = None
        self._over: str | None = None
        self._was_carried = False
        self._is_scrolled = False

    # What there is

    def all_records(self) -> Sequence[Task]:
        """Return the tasks."""
        return self.session.incident.tasks

    def find(self) -> Sequence[Task]:
        """Return the tasks that the filter asks for; see `core.find`."""
        if not self.filtered_by:
            return self.all_records()
        from warroom.core.find import find_tasks, parse_query

        return find_tasks(self.all_records(), parse_query(self.filtered_by, self.session.room.moment()))

    def order(self, record: Task) -> tuple[object, ...]:
        """Return what is being done first."""
        return show.task_order(record)

    def lines(self, record: Task, width: int) -> list[Content]:
        """Return a task as it is shown in the list."""
        return show.task(record, width, self.session.view)

    def group(self, record: Task) -> str | None:
        """Return the state, or follow-up."""
        return show.task_group(record)

    def title(self) -> str:
        """Return how many stand where."""
        return show.tasks_title(self.session.incident)

    def filter_by_owner(self) -> str:
        """Show only the tasks of the highlighted one's owner, or all of them again; return the filter that is on."""
        task = self.target
        from warroom.core.find import owner_of

        self.filter("" if self.filtered_by or task is None else f"@{owner_of(task)}")
        return self.filtered_by

    # The board

    @property
    def is_board(self) -> bool:
        """Whether the tasks are shown in columns."""
        return self.has_class("-zoomed") and self.size.width >= BOARD_FROM

    @property
    def allow_select(self) -> bool:
        """Whether text can be selected: on the board dragging carries a card."""
        return super().allow_select and not self.is_board

    @property
    def _width(self) -> int:
        """The width of a column."""
        return (self.size.width - _GAP * (len(COLUMNS) - 1)) // len(COLUMNS)

    def _places(self, column: str) -> list[int]:
        """Return the places of a column's tasks among all, in the column's order."""
        places = [place for place, task in enumerate(self.records) if column_of(task) == column]
        return sorted(places, key=lambda place: place_in_column(self.records[place]))

    def show_changes(self) -> None:
        """Read the records again, and draw."""
        self._columns = {}
        super().show_changes()

    def _board(self) -> dict[str, _Lines]:
        """Return the lines of each column, each with the place of its task, None for a heading."""
        if not self._columns:
            self._columns = {column: self._lay_out_column(column) for column in COLUMNS}
        return self._columns

    def _lay_out_column(self, column: str) -> _Lines:
        width, height, places = self._width, self.size.height - 1, self._places(column)
        cursor = self.cursor_index
        here = cursor is not None and column_of(self.records[cursor]) == column
        words = show.column_words(column, [self.records[place] for place in places])
        title = show.column_title(words, width, here=here, over=column == self._over)
        drawn: dict[int, _Lines] = {}

        def card(nth: int) -> _Lines:
            if nth not in drawn:
                before = places[nth - 1] if nth else None
                drawn[nth] = self._draw_card(places[nth], before, width)
            return drawn[nth]

        def shown(room: int) -> range:
            keep = places.index(cursor) if here and cursor is not None and not self._is_scrolled else None
            return in_view(len(places), lambda nth: len(card(nth)), room, self._tops[column], keep)

        view = shown(height)
        footer: _Lines = []
        if len(view) < len(places):
            view = shown(height - 1)
            footer = [(None, Content.styled(_hidden(view, len(places)), show.QUIET))]
        self._tops[column] = view.start
        lines = [line for nth in view for line in card(nth)][: height - len(footer)]
        lines += [(None, Content(""))] * (height - len(footer) - len(lines)) if footer else []
        return [(None, title), *lines, *footer]

    def _draw_card(self, place: int, before: int | None, width: int) -> _Lines:
        """Return a card with the heading before it, if it begins a part of its column, and a blank line after it."""
        task = self.records[place]
        part = _part(task)
        lines: _Lines = []
        if part and (before is None or _part(self.records[before]) != part):
            lines = [(None, Content.styled(f"{part}:", f"italic {show.QUIET}"))]
        lines += [(place, line) for line in show.card(task, width, self.session.view)]
        return [*lines, (None, Content(""))]

    def render_line(self, y: int) -> Strip:
        """Draw one line: of the board a piece of each column."""
        if not self.is_board:
            return super().render_line(y)
        if y == 1 and not self.records:
            return self._drawn_line([self.empty(self.size.width)[0]], [self._plain], self.size.width)
        rows = [self._labelled_at(y, lines) for lines in self._board().values()]
        styles = [
            self._cursored if place is not None and place == self._cursor_place else self._plain for place, _ in rows
        ]
        return self._drawn_line([content for _, content in rows], styles, self._width)

    def _labelled_at(self, y: int, lines: _Lines) -> tuple[int | None, Content]:
        """Return a line of a column; the first one of a card shows its label."""
        place, content = lines[y] if y < len(lines) else (None, Content(""))
        is_first = y > 0 and place is not None and lines[y - 1][0] != place
        return place, labelled(content, self.label_of(place)) if is_first else content

    def in_view(self) -> list[str]:
        """Return the ids of the tasks in view, column by column."""
        if not self.is_board:
            return super().in_view()
        places = [place for lines in self._board().values() for place in dict.fromkeys(place for place, _ in lines)]
        return [self.id_at(place) for place in places if place is not None]

    def _drawn_line(self, pieces: list[Content], styles: list[Style], width: int) -> Strip:
        """Return pieces of a line side by side, each as wide as the others."""
        segments: list[Segment] = []
        for content, style in zip(pieces, styles, strict=True):
            fitted = content.truncate(width, ellipsis=True) if content.cell_length > width else content
            segments += fitted.render_segments(style)
            segments += [
                Segment(" " * (width - fitted.cell_length), style.rich_style),
                Segment(" " * _GAP, self._plain.rich_style),
            ]
        return Strip(segments).adjust_cell_length(self.size.width, self._plain.rich_style)

    # Where the highlight is

    def _column_here(self) -> tuple[list[int], int] | None:
        """Return the places of the highlighted task's column, and which of them it is."""
        if not self.is_board or (index := self.cursor_index) is None:
            return None
        places = self._places(column_of(self.records[index]))
        return places, places.index(index)

    def _move_to(self, index: int) -> None:
        self._is_scrolled = False
        super()._move_to(index)

    def _move_in_column(self, places: list[int], nth: int) -> None:
        self._move_to(places[min(max(nth, 0), len(places) - 1)])

    def action_aside(self, step: int) -> None:
        """Highlight a card of the next column that has one, at the same height; in the list go to another pane."""
        if not self.is_board:
            super().action_aside(step)
            return
        here = self._column_here()
        if here is None:
            return
        (places, nth), lines = here, self._board()
        column = COLUMNS.index(column_of(self.records[places[nth]]))
        beside = COLUMNS[column + 1 :] if step > 0 else COLUMNS[:column][::-1]
        y = next((y for y, (place, _) in enumerate(lines[COLUMNS[column]]) if place == places[nth]), 1)
        for name in beside:
            if found := [(abs(row - y), place) for row, (place, _) in enumerate(lines[name]) if place is not None]:
                self._move_to(min(found)[1])
                return

    def action_move(self, step: int) -> None:
        """Highlight the next task of the column or list, or the one before."""
        if here := self._column_here():
            self._move_in_column(here[0], here[1] + step)
        else:
            super().action_move(step)

    def action_page(self, direction: int) -> None:
        """Move by what fits on the screen."""
        if here := self._column_here():
            lines = self._board()[column_of(self.records[here[0][0]])]
            in_sight = {place for place, _ in lines if place is not None}
            self._move_in_column(here[0], here[1] + direction * max(1, len(in_sight) - 1))
        else:
            super().action_page(direction)

    def action_first(self) -> None:
        """Highlight the first task of the column or list."""
        if here := self._column_here():
            self._move_in_column(here[0], 0)
        else:
            super().action_first()

    def action_last(self) -> None:
        """Highlight the last task of the column or list."""
        if here := self._column_here():
            self._move_in_column(here[0], len(here[0]) - 1)
        else:
            super().action_last()

    # The mouse

    def _column_at(self, x: int) -> str:
        return COLUMNS[min(max(x, 0) // (self._width + _GAP), len(COLUMNS) - 1)]

    def place_at(self, offset: Offset) -> int | None:
        """Return the place of the task that is drawn there, None where none is."""
        if not self.is_board:
            return super().place_at(offset)
        lines = self._board()[self._column_at(offset.x)]
        return lines[offset.y][0] if offset.y < len(lines) else None

    def _scroll_by(self, step: int, at: Offset | None) -> None:
        if not self.is_board:
            super()._scroll_by(step, at)
        elif at is not None:
            self._tops[self._column_at(at.x)] = max(0, self._tops[self._column_at(at.x)] + (1 if step > 0 else -1))
            self._is_scrolled = True
            self.show_changes()
            self._take_along()

    def _take_along(self) -> None:
        """Have the highlight in view where its column was scrolled away from it."""
        if self.cursor is None or self.cursor in self.in_view() or not (here := self._column_here()):
            return
        places, nth = here
        shown = {place for place, _ in self._board()[column_of(self.records[places[nth]])] if place is not None}
        if shown:
            self.cursor = self.id_at(min(shown, key=lambda place: abs(places.index(place) - nth)))
            self.show_changes()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take a card up."""
        offset = event.get_content_offset(self)
        self._was_carried, self._carrying = False, None
        if not self.is_board or event.button != 1 or offset is None:
            return
        if (place := self.place_at(offset)) is not None:
            self._carrying = self.records[place]

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where a card that is carried would be put down."""
        if self._carrying and not event.button:
            self._carrying = None  # it was let go of elsewhere
        column = self._column_at(event.x) if self._carrying else None
        over = column if self._carrying and column != column_of(self._carrying) else None
        if over != self._over:
            self._over = over
            self.show_changes()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Put a carried card down."""
        task, self._carrying = self._carrying, None
        if task is None:
            return
        self._over = None
        column = self._column_at(event.x)
        if column != column_of(task):
            self._was_carried = True
            self.cursor = task.id
            self.post_message(self.Carried(task, column))
        self.show_changes()

    def on_click(self, event: events.Click) -> None:
        """Let go of the mouse after carrying a card, which is no click on what lies there."""
        if self._was_carried:
            self._was_carried = False
            event.prevent_default()


def _part(task: Task) -> str:
    """Return the part of its column that a task is in, empty for the first."""
    return "dropped" if task.state == "dropped" else "" if task.kind == "response" else "follow-up"


def _hidden(view: range, count: int) -> str:
    above, below = view.start, count - view.stop
    return " · ".join(words for number, words in ((above, f"↑ {above} more"), (below, f"↓ {below} more")) if number)

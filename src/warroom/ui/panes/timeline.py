"""Pane 1: what happened, in the order it happened or in the order it was learned."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from textual.content import Content

from warroom.core.fold import LEARNED_ORDER
from warroom.core.text import first_line
from warroom.core.times import has_unknown_date
from warroom.ui import presentation as show
from warroom.ui.actions import TIMELINE, bindings_for
from warroom.ui.panes.listing import MOST_KEPT, Listing

if TYPE_CHECKING:
    from datetime import datetime

    from warroom.core.find import Query
    from warroom.core.model import Row
    from warroom.ui.session import Session

_ORDER = attrgetter("at", "order")

MACHINES = frozenset({"pipe"})
"""The doors through which machines speak."""


class TimelinePane(Listing):
    """The timeline: rows with their times, a line where a day begins, and the milestones on their rows."""

    BINDINGS = bindings_for(TIMELINE)
    follows_end = True
    filter_hint = "words   @bo   ! ? ^ + =   * starred   after 14:00   before -30m"

    def __init__(self, session: Session) -> None:
        super().__init__(id=TIMELINE)
        self.session = session
        self.filtered_by = ""
        self.without_machines = False
        self.as_learned = False
        self._matching: list[Row] | None = None
        self._query: Query | None = None
        self._matching_for: tuple[str, bool, bool, int] | None = None
        self._hidden = 0
        self._drawn: dict[str, tuple[Row, object, list[Content]]] = {}

    @property
    def rows(self) -> list[Row]:
        """The rows shown: all, or those that match the filter."""
        return self._all_rows if self._matching is None else self._matching

    @property
    def _all_rows(self) -> list[Row]:
        return self.session.fold.as_learned() if self.as_learned else self.session.incident.timeline

    def when(self, row: Row) -> datetime:
        """Return the time of a row that the order goes by."""
        return row.recorded_at if self.as_learned else row.at

    @property
    def target(self) -> Row | None:
        """The highlighted row."""
        index = self.cursor_index
        return None if index is None else self.rows[index]

    def filter(self, text: str) -> None:
        """Show only the rows that a text asks for; see `core.find`."""
        self.filtered_by = text.strip()
        self.show_changes()

    def show_machines(self, shown: bool) -> None:
        """Show what came through pipes, or hide it."""
        self.without_machines = not shown
        self.show_changes()

    def order_as_learned(self, learned: bool) -> None:
        """Show the rows in the order they were written down, or in the order they happened."""
        self.as_learned = learned
        self.show_changes()

    def jump(self, unit: str, step: int) -> None:
        """Highlight the first row of the next minute, hour or day, or of the one before."""
        from warroom.core.find import next_row

        if (index := self.cursor_index) is not None:
            self._move_to(next_row(self.rows, index, unit, step, self.session.view.zone, self.when))

    def show_changes(self) -> None:
        """Draw again after the record changed."""
        self._find()
        super().show_changes()
        self._retitle()

    def _find(self) -> None:
        """Find the rows to show again, if there is something else to find or to find it in."""
        wanted = (self.filtered_by, self.without_machines, self.as_learned, len(self.session.fold.events))
        if wanted == self._matching_for:
            return
        before, self._matching_for = self._matching_for, wanted
        if not (self.filtered_by or self.without_machines):
            self._matching, self._query, self._hidden = None, None, 0
            return
        from warroom.core.find import find_rows, narrows, parse_query

        query = parse_query(self.filtered_by, self.session.room.moment())
        goes_on = before and before[0] and self.filtered_by and before[1:] == wanted[1:]
        if goes_on and self._matching is not None and self._query and narrows(query, self._query):
            self._matching, self._query = find_rows(self._matching, query, self.when), query
            return  # while somebody types on, what they look for is among what was found
        self._query = query
        rows = self._all_rows
        self._hidden = 0
        if self.without_machines:
            rows = [row for row in rows if row.source not in MACHINES]
            self._hidden = len(self._all_rows) - len(rows)
        if self.filtered_by:
            rows = find_rows(rows, query, self.when)
        self._matching = rows

    def _retitle(self) -> None:
        shown = len(self.rows) if self.filtered_by else None
        title = show.timeline_title(
            self.session.incident, shown, self.following, self.below, self._hidden, as_learned=self.as_learned,
            day=self._day_above(), room=self.size.width - 4,
        )  # fmt: skip
        self.border_title = show.pane_title(title, self.size.width)

    def _day_above(self) -> str:
        """Return the day at the top of the view, where its date line is out of view: it stays at the top that way."""
        place = next((place for place, _ in self._lines()[:1]), None)
        if place is None:
            return ""
        row = self.rows[place]
        if row.typed and has_unknown_date(row.typed) and not self.as_learned:
            return row.typed.split()[0].lstrip("~")
        return show.day_above(self.when(row), self.session.view)

    def count(self) -> int:
        """Return how many rows are shown."""
        return len(self.rows)

    def id_at(self, index: int) -> str:
        """Return the id of the row at a place."""
        return self.rows[index].id

    def index_of(self, record_id: str) -> int | None:
        """Return the place of a row by its id."""
        row = self.session.fold.row_by_id(record_id)
        if row is None:
            return None
        rows, order = self.rows, LEARNED_ORDER if self.as_learned else _ORDER
        place = bisect_left(rows, order(row), key=order)
        return place if place < len(rows) and rows[place].id == record_id else None

    def draw(self, index: int, width: int) -> show.Drawn:
        """Return a row, with the line of its day before it when it is the first of that day."""
        rows, view = self.rows, self.session.view
        row = rows[index]
        before: list[Content] = []
        earlier = rows[index - 1] if index else None
        at = self.when(row)
        if earlier is None or self.when(earlier).astimezone(view.zone).date() != at.astimezone(view.zone).date():
            before.append(show.date_line(at, view.zone, width, None if self.as_learned else row.typed))
        for name, at in self._loose_milestones:
            if at <= row.at and (earlier is None or at > earlier.at):
                before.append(show.milestone_line(name, at, view.zone, width))
        milestones = self.session.milestones_of(row.id)
        live = self.session.incident.mode != "retrospective"
        highlighted = row.id == self.cursor
        unsaved = row.id in view.unsaved
        looks = (width, view.zone, *milestones, live, highlighted, self.as_learned, unsaved, unsaved and view.failed)
        kept = self._drawn.get(row.id)
        if kept is None or kept[0] is not row or kept[1] != looks:
            lines = show.timeline_row(
                row, width, view, milestones, as_written=live, with_ref=highlighted, as_learned=self.as_learned
            )
            if len(self._drawn) >= MOST_KEPT:
                self._drawn.clear()
            kept = self._drawn[row.id] = (row, looks, lines)
        return show.Drawn(before, kept[2])

    def after(self, width: int) -> list[Content]:
        """Return the milestones after the last row that no row carries."""
        rows, view = self.rows, self.session.view
        last = rows[-1].at if rows else None
        return [
            show.milestone_line(name, at, view.zone, width)
            for name, at in self._loose_milestones
            if last is None or at > last
        ]

    @property
    def _loose_milestones(self) -> list[tuple[str, datetime]]:
        """The milestones that no row carries; when each was learned is not kept."""
        return [] if self.as_learned else self.session.loose_milestones

    def empty(self, width: int) -> list[Content]:
        """Return what to do when there is nothing yet, or nothing that matches."""
        if self.filtered_by:
            return [Content.styled("nothing matches; esc shows everything again", show.QUIET)]
        return [
            Content.styled(first_line(text), show.QUIET)
            for text in (
                "Type what you see and press Enter: error rate on checkout is 31 %",
                "14:02 rolled back …   it happened at 14:02      -5m …   five minutes ago",
                "! an action   ? a theory   ^ who: a call for help   + a task   = a decision",
            )
        ]

"""The read-only view: the room for a shared screen or a wall, with a big clock and nothing to type in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content

from warroom.ui import header
from warroom.ui.actions import ANYWHERE, BOXES, ROWS, WATCH, Action, bindings_for
from warroom.ui.line import KeyBar, OneLine
from warroom.ui.panes.board import TasksPane
from warroom.ui.panes.listing import Listing
from warroom.ui.panes.records import RecordsPane
from warroom.ui.screens.incident import IncidentScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from warroom.core.clocks import Due
    from warroom.core.events import Event
    from warroom.store.room import Room
    from warroom.ui.actions import Target
    from warroom.ui.session import Clock

READ_ONLY = "this is a read-only view; warroom opens the room"
SAY_FOR = 5
ALONE_AFTER = 60
"""Seconds after which a view that somebody has scrolled away and left follows the end again."""


class WatchScreen(IncidentScreen):
    """An incident to look at: it follows what is recorded, and neither it nor anybody at its keys records anything."""

    AUTO_FOCUS = "#timeline"
    records = False
    BINDINGS = [*bindings_for(WATCH), *bindings_for(ANYWHERE)]  # noqa: RUF012 - as Textual declares it

    def __init__(self, room: Room, clock: Clock) -> None:
        super().__init__(room, clock)
        self._said = ""
        self._said_for = 0
        self._alone_for = 0

    def compose(self) -> ComposeResult:
        """Lay the view out."""
        yield from self.compose_panes()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the incident and follow it; nobody can type what an empty pane asks for."""
        for pane in self.query(RecordsPane):
            pane.hint = "none yet"
        self.begin_to_follow()
        self.call_after_refresh(self.panes[0].action_last)  # it had the focus before it had a size

    @property
    def home(self) -> Widget:
        """The timeline."""
        return self.panes[0]

    # What is shown

    def show_changes(self, news: Sequence[Event] | None = None) -> None:
        """Show the record as it now is, and stay at the end unless somebody has moved away from it."""
        timeline = self.panes[0]
        if timeline.following and (count := timeline.count()):
            timeline.cursor = timeline.id_at(count - 1)
        super().show_changes(news)

    def show_header(self) -> None:
        """Show the header: where there is room, one to be read from afar."""
        width, height = self.size
        is_wall = width >= header.WALL[0] and height >= header.WALL[1]
        self.set_class(is_wall, "-wall")
        if is_wall:
            session = self.session
            lines = header.wall(session.incident, width, session.view, session.reminders, self.pressed("due"))
            self.query_one("#header", OneLine).show(lines)
        else:
            super().show_header()

    def show_keys(self) -> None:
        """Show the keys there are, or what was said last."""
        if self._said:
            self.query_one(KeyBar).show(Content.styled(f" {self._said}", "$warning"))
        else:
            self.query_one(KeyBar).show_keys(WATCH)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence in place of the keys, for a while."""
        self._said, self._said_for = text, 0
        self.show_keys()

    def tick(self) -> None:
        """Move the clocks on by a second, and go back to the end when nobody is at the keys."""
        super().tick()
        self._said_for += 1
        self._alone_for += 1
        if self._said and self._said_for >= SAY_FOR:
            self.say("")
        if self._alone_for >= ALONE_AFTER and not self.panes[0].following:
            self.panes[0].action_last()

    @on(Listing.Moved)
    def _somebody_is_here(self) -> None:
        self._alone_for = 0

    # Actions

    @on(TasksPane.Carried)
    def _carried(self) -> None:
        self.say(READ_ONLY)

    def refusal(self, action: Action) -> str | None:
        """Return why an action cannot run: everything but looking is for the room."""
        return super().refusal(action) if action.looks or action.where in {ROWS, *BOXES} else READ_ONLY

    def settle(self, item: Due) -> None:
        """Say that it is for the room."""
        self.say(READ_ONLY)

    def settle_finding(self, way: tuple[str, str]) -> None:
        """Say that it is for the room."""
        self.say(READ_ONLY)

    def do_follow_end(self, _: Target = None) -> None:
        """Show every pane and the end of the timeline."""
        self.leave_zoom()
        self.panes[0].focus()
        self.panes[0].action_last()

    def do_help(self, _: Target = None) -> None:
        """Show every key of this view; the one that is chosen runs."""
        from warroom.ui.modals.help import HelpModal

        self.app.push_screen(HelpModal(WATCH, self.refusal), self._run_from_help)

    def _run_from_help(self, chosen: str | None) -> None:
        if chosen is not None:
            self.action_do(chosen)

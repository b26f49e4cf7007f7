"""The room: an incident kept live, in four panes and a line."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.events import DescendantFocus, Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from warroom.core.errors import StoreError, WarroomError
from warroom.core.model import Row
from warroom.ui import header
from warroom.ui import presentation as show
from warroom.ui.actions import ANYWHERE, BY_ID, LINE, PANES, Action, bindings_for
from warroom.ui.line import CleanInput, KeyBar, LineInput, OneLine
from warroom.ui.panes.listing import Listing
from warroom.ui.panes.records import EscalationsPane, HypothesesPane, TasksPane
from warroom.ui.panes.timeline import TimelinePane
from warroom.ui.session import Clock, Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.widget import Widget

    from warroom.store.room import Room
    from warroom.ui.actions import Target

SMALLEST = (40, 10)
BREAKPOINTS = ((0, "-narrow"), (76, "-normal"), (116, "-wide"))
FOLLOW_EVERY = 0.1
TRY_AGAIN_AFTER = 5.0
AGES_EVERY = 5

_TIP = "? theory  ! action  ^ call for help  + task  = decision"

Pane = TimelinePane | HypothesesPane | EscalationsPane | TasksPane


class RoomScreen(Screen[None]):
    """The incident screen: header, timeline, hypotheses, escalations, task board, and the line, which has the focus.

    Everything a person does becomes a line; the room records it and the panes show what the room then holds.
    """

    AUTO_FOCUS = "#line"
    BINDINGS = bindings_for(ANYWHERE)
    HORIZONTAL_BREAKPOINTS = list(BREAKPOINTS)  # noqa: RUF012 - as Textual declares it

    def __init__(self, room: Room, clock: Clock) -> None:
        super().__init__()
        self.session = Session(room, clock)
        self._said = Content("")
        self._seconds = 0
        self._save_wanted = asyncio.Event()
        self._had_focus: Widget | None = None

    def compose(self) -> ComposeResult:
        """Lay the room out, for the width it has: being told it later would lay it out twice."""
        self.add_class([name for width, name in BREAKPOINTS if self.app.size.width >= width][-1])
        yield OneLine(id="header")
        yield Static("", id="banner")
        with Container(id="panes"):
            yield TimelinePane(self.session)
            with Container(id="side"):
                yield HypothesesPane(self.session)
                yield EscalationsPane(self.session)
                yield TasksPane(self.session)
        with Container(id="prompt"):
            with Horizontal(id="entry"):
                yield OneLine(id="typed-at")
                yield LineInput(self.session.clock, placeholder="what happened?")
            yield OneLine(id="preview")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the room, follow its logs, and keep the clocks going."""
        self._said = Content.styled(_TIP, show.QUIET) if len(self.session.incident.timeline) < 3 else Content("")
        self.banner(" ".join(self.session.room.notices))
        self.query_one(KeyBar).show_keys(LINE)
        self.show_changes()
        self.set_interval(1, self.tick)
        self.set_interval(FOLLOW_EVERY, self.follow)
        self.run_worker(self._save_what_waits(), name="save", exit_on_error=False)

    # The parts

    @property
    def line(self) -> LineInput:
        """The line."""
        return self.query_one(LineInput)

    @property
    def panes(self) -> list[Pane]:
        """The four panes in their order."""
        return [self.query_one(f"#{name}", Listing) for name in PANES]  # type: ignore[misc]  # they are what compose made

    @property
    def pane(self) -> Pane | None:
        """The pane that has the focus."""
        return next((pane for pane in self.panes if pane.has_focus), None)

    # What is shown

    def show_changes(self) -> None:
        """Show the record as it now is, in every pane."""
        self.session.refresh()
        for pane in self.panes:
            pane.show_changes()
        self.show_header()
        self.show_preview()

    def show_header(self) -> None:
        """Show the header at this moment."""
        width = self.size.width
        lines = header.header(self.session.incident, width, self.session.view)
        self.query_one("#header", OneLine).show(lines)

    def tick(self) -> None:
        """Move the clocks on by a second."""
        self.session.refresh()
        self.show_header()
        self.show_typed_at()
        self._seconds += 1
        if self._seconds % AGES_EVERY == 0:
            for pane in self.panes[1:]:
                pane.show_changes()

    def follow(self) -> None:
        """Show what other writers recorded since."""
        try:
            news = self.session.room.poll()
        except StoreError as error:
            self.banner(str(error))
            return
        if news:
            self.show_changes()

    def banner(self, text: str) -> None:
        """Show a sentence under the header until it is no longer true; an empty one hides it."""
        banner = self.query_one("#banner", Static)
        if text or banner.display:
            banner.update(Content(text))
            banner.display = bool(text)

    def show_keys(self) -> None:
        """Show the keys that matter where the focus is."""
        self.query_one(KeyBar).show_keys(self.pane.id or LINE if self.pane else LINE, begun=self.line.begun)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence beside the line."""
        self._said = Content.styled(text, "$text-error" if wrong else "")
        self.query_one("#preview", OneLine).show(self._said)

    def show_typed_at(self) -> None:
        """Show the time a line without one will get."""
        at = self.line.typed_at or self.session.view.now
        style = "bold" if self.line.typed_at else show.QUIET
        text = f" {at.astimezone(self.session.view.zone):%H:%M:%S}"
        self.query_one("#typed-at", OneLine).show(Content.styled(text, style))

    def show_preview(self) -> None:
        """Show what Enter will record, or, while nothing is typed, what was said last."""
        self.show_typed_at()
        self.query_one("#preview", OneLine).show(self._preview())

    def _preview(self) -> Content:
        line, room = self.line, self.session.room
        if not line.value.strip():
            return self._said
        if line.begun and line.hint and line.text.endswith((" ", "@")):
            return Content.styled(line.hint, "$accent")
        try:
            found = room.preview(line.text, typed_at=line.typed_at)
        except WarroomError as error:
            return Content.styled(str(error), "$warning")
        return header.preview(found.line, found.change, found.ref, room.by, self.session.view)

    # Recording

    def record(self, text: str, typed_at: datetime | None = None) -> bool:
        """Record a line; it is shown at once and on disk a moment later. Tell whether it could be understood."""
        room = self.session.room
        try:
            event = room.draft(text, typed_at=typed_at)
        except WarroomError as error:
            self.say(str(error), wrong=True)
            return False
        self._save_wanted.set()
        self.say(room.reply(event))
        self.show_changes()
        return True

    async def _save_what_waits(self) -> None:
        """Write what was recorded, away from the screen; what cannot be written stays and is tried again."""
        while True:
            await self._save_wanted.wait()
            self._save_wanted.clear()
            try:
                await asyncio.to_thread(self.session.room.save)
            except StoreError as error:
                self.session.failed = True
                self.banner(f"NOT SAVED: {error}. It is tried again every few seconds.")
                self.set_timer(TRY_AGAIN_AFTER, self._save_wanted.set)
            else:
                if self.session.failed:
                    self.session.failed = False
                    self.banner("")
            self.show_changes()

    @on(LineInput.Submitted)
    def _submitted(self, message: LineInput.Submitted) -> None:
        if self.record(message.text, message.typed_at):
            self.line.accepted()
            self.show_keys()
            timeline = self.panes[0]
            if not timeline.has_focus:
                timeline.following = True
                timeline.show_changes()

    @on(Input.Changed, "#line")
    def _typing(self) -> None:
        self.show_preview()

    # Actions

    def target_of(self, action: Action) -> Target:
        """Return the record an action would act on: the highlighted one of its pane."""
        pane = next((pane for pane in self.panes if pane.id == action.where), self.pane)
        return pane.target if pane else None

    def refusal(self, action: Action) -> str | None:
        """Return why an action cannot run now, or None."""
        target = self.target_of(action)
        if action.needs_target and target is None and action.where in PANES:
            return f"no row is highlighted in the {action.where}"
        return action.refuses(target)

    def action_do(self, action_id: str) -> None:
        """Run an action of the registry; one that cannot run says why."""
        action = BY_ID[action_id]
        if action.do != "quit" and (self.focused is None or self.has_class("-tiny")):
            self.line.focus()  # nobody can see what a key would act on
            return
        if reason := self.refusal(action):
            self.say(reason, wrong=True)
            return
        target = self.target_of(action)
        if action.do:
            method: Callable[[Target], None] = getattr(self, f"do_{action.do}")
            method(target)
            return
        text = action.line.replace("{ref}", target.ref if target else "")
        whole = text.replace("{text}", _words_of(target))
        if text != whole or "¦" in text or text.endswith((" ", "@")):
            self.begin(whole, action.hint)
        else:
            self.record(whole)

    def begin(self, text: str, hint: str) -> None:
        """Begin a line on somebody's behalf."""
        self.line.begin(text, hint)
        self.show_preview()
        self.show_keys()

    def do_focus_line(self, _: Target = None) -> None:
        """Go back to the line; a filter that is on goes off."""
        for pane in self.panes:
            if pane.words:
                pane.filter("")
        self.set_focus(self.line)
        self.query("#filter").remove()

    def do_leave_line(self, _: Target = None) -> None:
        """Leave a line that a key began; otherwise nothing is lost and nothing happens."""
        if self.line.leave():
            self.show_keys()
            self.say("")
            self.show_preview()

    def do_next_pane(self, _: Target = None) -> None:
        """Go round: the line, then the panes."""
        self._go_round(1)

    def do_previous_pane(self, _: Target = None) -> None:
        """Go round the other way."""
        self._go_round(-1)

    def _go_round(self, step: int) -> None:
        stops = [self.line, *(pane for pane in self.panes if pane.display)]
        here = next((place for place, stop in enumerate(stops) if stop.has_focus), 0)
        stops[(here + step) % len(stops)].focus()

    def do_pane_1(self, _: Target = None) -> None:
        """Go to the timeline."""
        self._go_to(0)

    def do_pane_2(self, _: Target = None) -> None:
        """Go to the hypotheses."""
        self._go_to(1)

    def do_pane_3(self, _: Target = None) -> None:
        """Go to the escalations."""
        self._go_to(2)

    def do_pane_4(self, _: Target = None) -> None:
        """Go to the task board."""
        self._go_to(3)

    def _go_to(self, place: int) -> None:
        pane = self.panes[place]
        if self.has_class("-zoom"):
            self._zoom(pane)
        pane.focus()

    def do_zoom(self, _: Target = None) -> None:
        """Give the pane the whole screen, or give it back."""
        if self.has_class("-zoom"):
            self.remove_class("-zoom")
            for pane in self.panes:
                pane.remove_class("-zoomed")
        else:
            self._zoom(self.pane or self.panes[0])

    def _zoom(self, pane: Pane) -> None:
        self.add_class("-zoom")
        for other in self.panes:
            other.set_class(other is pane, "-zoomed")
        self.query_one("#side").set_class(pane is not self.panes[0], "-zoomed")
        pane.focus()

    def do_star(self, target: Target) -> None:
        """Star the row, or take its star back."""
        if isinstance(target, Row):
            self.record(f"/{'unstar' if target.starred else 'star'} {target.ref}")

    def do_external(self, target: Target) -> None:
        """Let customers read the row, or keep it inside."""
        if isinstance(target, Row):
            self.record(f"/{'internal' if target.visibility == 'external' else 'external'} {target.ref}")

    def do_open(self, target: Target) -> None:
        """Show a record's full text and history."""
        from warroom.ui.modals.record import RecordModal

        if isinstance(target, Row) and target.about_ref:
            target = self.session.fold.record(target.about_ref)
        if target is not None:
            self.app.push_screen(RecordModal(target, self.session))

    @on(Listing.Opened)
    def _opened(self) -> None:
        if self.pane:
            self.do_open(self.pane.target)

    def do_help(self, _: Target = None) -> None:
        """Show every action and every line; the one that is chosen runs."""
        from warroom.ui.modals.help import HelpModal

        place = self.pane.id if self.pane else LINE
        self.app.push_screen(HelpModal(place or LINE, self.refusal), self._run_from_help)

    def _run_from_help(self, chosen: str | None) -> None:
        if chosen is None:
            return
        if chosen.startswith("/") or chosen not in BY_ID:
            self.begin(chosen, "")
        else:
            self.action_do(chosen)

    def do_check(self, _: Target = None) -> None:
        """Show what the postmortem still lacks."""
        from warroom.ui.modals.missing import MissingModal

        self.app.push_screen(MissingModal(self.session), self._run_from_help)

    def do_postmortem(self, _: Target = None) -> None:
        """Show the document as it stands."""
        from warroom.ui.screens.document import DocumentScreen

        self.app.push_screen(DocumentScreen(self.session), self._run_from_help)

    def do_older_line(self, _: Target = None) -> None:
        """Bring back the line recorded before."""
        self.line.recall(1)
        self.show_keys()

    def do_newer_line(self, _: Target = None) -> None:
        """Bring back the line recorded after."""
        self.line.recall(-1)
        self.show_keys()

    def do_library(self, _: Target = None) -> None:
        """Leave this room for the list of all incidents."""
        self.app.post_message(self.LeaveFor(None))

    def do_quit(self, _: Target = None) -> None:
        """Leave the program; everything is on disk already."""
        self.app.exit()

    # Filtering

    def do_filter(self, _: Target = None) -> None:
        """Ask for the words to show only."""
        if not self.query("#filter"):
            self._filtered = self.pane or self.panes[0]
            words = " ".join(self._filtered.words)
            box = CleanInput(words, placeholder="show only what holds these words", id="filter", compact=True)
            self.mount(box, before="#prompt")
            box.focus()
            self.say(f"filter of the {self._filtered.id}: enter keeps it, esc shows everything again")

    @on(Input.Changed, "#filter")
    def _filter_typed(self, message: Input.Changed) -> None:
        self._filtered.filter(message.value)

    @on(Input.Submitted, "#filter")
    async def _filter_kept(self, message: Input.Submitted) -> None:
        message.stop()
        await message.input.remove()
        self._filtered.focus()

    # The rest

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        self.show_keys()

    @on(Listing.Moved)
    def _moved(self, message: Listing.Moved) -> None:
        message.stop()

    def on_resize(self, event: Resize) -> None:
        """Fit the header; a terminal too small for the room says so and keeps what is typed."""
        width, height = event.size.width, event.size.height
        small = width < SMALLEST[0] or height < SMALLEST[1]
        if small and not self.has_class("-tiny"):
            self._had_focus = self.focused
        grown = self.has_class("-tiny") and not small
        self.set_class(small, "-tiny")
        if grown:
            self.set_focus(self._had_focus or self.line)
        if small:
            text = Content(f"too small: {width}×{height}, needs {SMALLEST[0]}×{SMALLEST[1]}")
            notice = self.query("#too-small").first(Static) if self.query("#too-small") else None
            if notice:
                notice.update(text)
            else:
                self.mount(Static(text, id="too-small"))
        self.show_header()

    class LeaveFor(Message):
        """Somebody wants another room, or the library (None)."""

        def __init__(self, incident_id: str | None) -> None:
            super().__init__()
            self.incident_id = incident_id


def _words_of(target: Target) -> str:
    """Return the text of a record as it would be typed to change it."""
    for name in ("text", "statement", "reason", "proposal"):
        if (words := getattr(target, name, None)) is not None:
            return str(words)
    return ""

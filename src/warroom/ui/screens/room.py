"""The room: an incident kept live, in four panes and a line."""

from __future__ import annotations

import asyncio
from functools import cached_property, partial
from time import monotonic, sleep
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Input

from warroom.core.clocks import settling
from warroom.core.model import Row
from warroom.core.names import Names
from warroom.core.text import plural
from warroom.store.screens import Screens
from warroom.ui import header
from warroom.ui import presentation as show
from warroom.ui.actions import ANYWHERE, BY_ID, LINE, Action, bindings_for, key_of
from warroom.ui.keeper import Keeper
from warroom.ui.line import KeyBar, LineInput, OneLine
from warroom.ui.panes.board import TasksPane
from warroom.ui.panes.listing import Listing
from warroom.ui.parts import start
from warroom.ui.parts.asking import Asking
from warroom.ui.parts.recording import Recording
from warroom.ui.parts.saving import Saving
from warroom.ui.presentation import words_of
from warroom.ui.preview import Preview
from warroom.ui.screens.incident import NOTICE_FOR, TELL_FOR, IncidentScreen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.widget import Widget

    from warroom.core.checklists import Checklist
    from warroom.core.clocks import Due
    from warroom.core.events import Event
    from warroom.drill import Player
    from warroom.store.room import Room
    from warroom.store.screens import HalfTyped
    from warroom.ui.actions import Target
    from warroom.ui.attention import Attention
    from warroom.ui.completing import CompletionList
    from warroom.ui.drafting import DraftBox, WholeBox
    from warroom.ui.parts.blocks import Blocks
    from warroom.ui.parts.board import Board
    from warroom.ui.parts.checklists import Checklists
    from warroom.ui.parts.telling import Telling
    from warroom.ui.session import Clock

LOOK_AFTER = 2
BRIEFLY, READ_AFTER = 6.0, 1.0
"""Seconds for which the banner says what was just done, and after which a key takes that away."""
LET_IT_BE_WRITTEN = 0.001
"""Seconds in which the thread that writes to the terminal can write the first frame: it would wait for all the rest."""
SHARED_LOGINS = frozenset({"root", "admin", "ubuntu", "ec2-user", "somebody"})
"""Login names that many people share: who said what is lost when they sign a record."""

_TIP = "? theory  ! action  ^ call  + task  = decision"


class RoomScreen(IncidentScreen):
    """The incident screen: header, timeline, hypotheses, escalations, task board, and the line, which has the focus.

    Everything a person does becomes a line; the room records it and the panes show what the room then holds.
    """

    AUTO_FOCUS = "#line"
    BINDINGS = bindings_for(ANYWHERE)

    def __init__(self, room: Room, clock: Clock, attention: Attention, *, names: Names | None = None,
                 player: Player | None = None, checklists: Sequence[Checklist] = ()) -> None:  # fmt: skip
        super().__init__(room, clock)
        self.attention = attention
        self.names = names or Names()
        self.player = player
        self.checklists = checklists
        self.recording = Recording(self)
        self.saving = Saving(self)
        self.asking = Asking(self)
        self._known_at_first = len(room.fold.events)
        self.half_written: list[HalfTyped] = []
        self._is_ready = self._is_told_stopped = self._leaving = False
        self._brief = ("", 0.0)

    def compose(self) -> ComposeResult:
        """Lay the room out."""
        yield from self.compose_panes()
        with self.undrawn(Container(id="prompt")):
            with self.undrawn(Horizontal(id="entry")):
                yield OneLine(id="typed-at")
                yield LineInput(self.session.clock, self.recording.enter, placeholder="what happened?")
            yield Preview(self.session, self.names)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the room, follow its logs, and keep the clocks going."""
        room = self.session.room
        self._line = self.line
        self.preview = self.query_one(Preview)
        if len(self.session.incident.timeline) < 3:
            self.preview.said = Content.styled(_TIP, show.QUIET)
        self.offer_checklist()
        self.begin_to_follow()
        self._line.on_moved = self.show_completions
        self._line.on_block = self._look_at_block
        self._line.on_end = lambda: self.completions.take(self._line) or self.asking.answer()
        screens = Screens(room.folder, by=room.by, clock=self.session.clock)
        self.keeper = Keeper(screens, self._half_typed, on_found=self._show_found, on_others=self._show_others)
        self.call_after_refresh(self._get_ready)
        if room.by in SHARED_LOGINS:
            self.tell([f"your lines are signed {room.by}: quit and start with --by NAME to sign your own"])
        if self.player:
            from warroom.ui.parts.drill import Drill

            self.drill = Drill(self, self.player)

    def on_unmount(self) -> None:
        """Keep what is half typed for the next time, and give the terminal its title back."""
        self.attention.close()
        self.keeper.close()

    # The parts

    @property
    def line(self) -> LineInput:
        """The line."""
        return self.query_one(LineInput)

    @property
    def home(self) -> Widget:
        """The line."""
        return self.line

    @property
    def _has_boxes(self) -> bool:
        """Whether there is something for the boxes above the line to show: they are not made for the first frame."""
        return self._is_ready or bool(self._line.value)

    @cached_property
    def completions(self) -> CompletionList:
        """What the line can go on with."""
        from warroom.ui.completing import CompletionList

        return CompletionList(self.names)

    @cached_property
    def _draft_box(self) -> DraftBox:
        from warroom.ui.drafting import DraftBox

        return DraftBox()

    @cached_property
    def _whole(self) -> WholeBox:
        from warroom.ui.drafting import WholeBox

        return WholeBox()

    @cached_property
    def telling(self) -> Telling:
        """What is told to each audience, and the handover."""
        from warroom.ui.parts.telling import Telling

        return Telling(self)

    @cached_property
    def blocks(self) -> Blocks:
        """What is pasted as several lines."""
        from warroom.ui.parts.blocks import Blocks

        return Blocks(self)

    @cached_property
    def board(self) -> Board:
        """What the board does beyond showing tasks."""
        from warroom.ui.parts.board import Board

        return Board(self)

    @cached_property
    def lists(self) -> Checklists:
        """The checklists of the configuration."""
        from warroom.ui.parts.checklists import Checklists

        return Checklists(self, self.checklists)

    def _look_at_block(self) -> None:
        self.blocks.show()

    # What is shown

    def show_changes(self, news: Sequence[Event] | None = None) -> None:
        """Show the record as it now is, and what Enter would make of it."""
        if news:
            self.names.take(news)
        super().show_changes(news)
        if self.pane:
            self.show_keys()
        self.look_at_the_clocks()
        self.show_preview()

    def look_at_the_clocks(self) -> None:
        """Call attention to what has become due."""
        self.attention.look(self.session.incident, self.session.reminders, self.session.view.now)

    def took_in(self, news: list[Event]) -> None:
        """Say whose change went over whose."""
        self.saving.changed()
        from warroom.core.conflicts import conflicts

        self.tell([*conflicts(self.session.fold, news, self.session.room.by), *self.recording.renumbered()])
        self.offer_checklist(news)

    def causes(self) -> dict[str, str]:
        """Return what the banner has to say now, also of saving and of what was handed to this person."""
        way = key_of("take") if self.pane else f"{self.pressed('take')}, or /take,"
        waiting = header.handed_to(self.session.incident, self.session.room.by, way=way)
        return {**super().causes(), "warning": self.session.room.warning, "handover": waiting}

    def tick(self) -> None:
        """Move the clocks on by a second, and use the quiet moments."""
        super().tick()
        self.look_at_the_clocks()
        self.show_typed_at()
        self.saving.tick()
        if self.session.incident.mode == "drill" and not self.player:
            self._look_for_player()

    def _look_for_player(self) -> None:
        """Say once when nobody plays any more what was played here."""
        from warroom.store.playing import stopped

        again = None if self._is_told_stopped else stopped(self.session.room.folder)
        if again is not None:
            self._is_told_stopped = True
            way = f", or begin anew: {again}" if again else ""
            self.tell([f"the drill stopped before its end: go on by hand{way}"], NOTICE_FOR)

    async def _get_ready(self) -> None:
        """Do what typing needs and the first frame does not."""
        sleep(LET_IT_BE_WRITTEN)  # noqa: ASYNC251 - the loop is to stand still for it
        start(self, self.saving.run, "save")
        start(self, self.keeper.run, "keep")
        self.app.read_styles("after")  # type: ignore[attr-defined]  # our app has it
        await self.mount(Container(self._draft_box, self.completions, self._whole, id="above-line"))
        self._is_ready = True
        self.show_completions()
        self.set_timer(LOOK_AFTER, partial(start, self, self._look_where_it_is, "look"))
        start(self, partial(asyncio.to_thread, self._load), "ready")
        self.names.take(self.session.room.fold.events.values())

    def _load(self) -> None:
        """Load, away from the screen, what the first keys and the first Enter would wait for."""
        from warroom.core import closing, completion, conflicts, reply  # noqa: F401 - to be there when they are wanted

        self.session.room.get_ready()

    async def _look_where_it_is(self) -> None:
        """Say once if the files are on another machine."""
        from warroom.store.place import network_warning

        if warning := await asyncio.to_thread(network_warning, self.session.room.folder):
            self.tell([warning])

    def _show_others(self, others: list[str]) -> None:
        company = header.company(others, self.session.room.by)
        if company != self._company:
            self._company = company
            self.show_header()

    def pressed(self, action_id: str) -> str:
        """Return what to press for an action of the panes from where one is: in the line its key is typed."""
        return key_of(action_id) if self.pane else f"tab {key_of(action_id)}"

    def show_keys(self) -> None:
        """Show the keys that matter where the focus is; in a pane those that the highlighted record takes."""
        pane, line = self.pane, self.line
        if pane and pane.id:
            self.query_one(KeyBar).show_keys(pane.id, lambda action: self.refusal(action) is None)
        else:
            self.query_one(KeyBar).show_keys(
                LINE, begun=line.begun or bool(line.searching), refused=line.can_be_left and not line.searching
            )

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence beside the line."""
        self.preview.say(text, wrong=wrong)
        self.show_whole()
        if wrong and (pane := self.pane):
            pane.refused = True
        if wrong:
            self.set_timer(TELL_FOR, partial(self._heard, self.preview.said))

    def tell_briefly(self, sentence: str) -> None:
        """Say in the banner what was just done, for a few seconds or until a key; what takes two rows is to be read."""
        if len(sentence) > self.size.width - 2:
            self.tell([sentence])
            return
        self._brief = (sentence, monotonic())
        self.tell([sentence], BRIEFLY)

    def _pressed_on(self) -> None:
        """Take away what was just done, once there was time to read it: somebody goes on."""
        sentence, since = self._brief
        if sentence and monotonic() - since >= READ_AFTER:
            self._brief = ("", 0.0)
            self._told([sentence])

    def show_whole(self) -> None:
        """Show the whole of a refusal that is longer than the place beside the line."""
        if not self._has_boxes:
            return
        below = self.completions.rows
        self._whole.look(Content("") if below else self.preview.refusal, self.size.width)
        self._draft_box.look(self._line, self.size, below=below + self._whole.rows)

    def _heard(self, said: Content | None = None) -> None:
        """Take away what was shown whole: another key was pressed, or the time of what was said is over."""
        if said is None:
            self._pressed_on()
        if self._has_boxes and self._whole.rows and (said is None or said is self.preview.said):
            self.preview.heard()
            self.show_whole()

    def show_completions(self) -> None:
        """Show what the line can go on with, and above it the whole of what the line is too short for."""
        if self._has_boxes:
            self.completions.look(self._line, self.session.incident)
            self.show_whole()

    def show_typed_at(self) -> None:
        """Show the time a line without one will get: to the second from when it is begun, which stands still."""
        if self.line.searching:
            self.query_one("#typed-at", OneLine).show(Content.styled(" search", "bold $accent"))
            return
        typed_at, zone = self.line.typed_at, self.session.view.zone
        if typed_at:
            text = Content.styled(f" {typed_at.astimezone(zone):%H:%M:%S}", "bold")
        else:
            text = Content.styled(f" {self.session.view.now.astimezone(zone):%H:%M}", show.QUIET)
        self.query_one("#typed-at", OneLine).show(text)

    def show_preview(self) -> None:
        """Show what Enter will record, or, while nothing is typed, what was said last."""
        self.show_typed_at()
        self.preview.look(self._line, away=self.pane is not None, is_verb=self._has_boxes and self.completions.is_verb)
        self.show_whole()

    # Recording

    def record(self, text: str) -> bool:
        """Record a line on somebody's behalf, and tell whether it could be understood."""
        return bool(self.recording.record(text))

    @on(Input.Changed, "#line")
    def _typing(self) -> None:
        self.saving.disturb()
        self._pressed_on()
        self.keeper.changed()
        self.preview.heard()
        self.show_completions()
        self.show_preview()
        if not self._line.value:
            self.show_keys()

    def _show_found(self, lines: list[HalfTyped]) -> None:
        """Bring back what was half typed when a screen went away, and say so."""
        if lines := [line for line in lines if not self.session.has_recorded(line.text, line.typed_at)]:
            self._say_returned(lines[0].typed_at, seen=self.line.bring_back(lines))

    def _half_typed(self) -> list[HalfTyped]:
        """Return what would be lost: the lines that are begun, and those entered that are not on the disk yet."""
        return [*self.half_written, *self._line.half_typed(), *self.saving.unsaved_lines()]

    def _say_returned(self, typed_at: datetime | None, *, seen: bool) -> None:
        """Say of a line that came back since when it was begun, until it is changed."""
        sentence = header.returned(typed_at, self.session.view, seen=seen, more=self.line.waiting)
        self.preview.say_returned(self.line.value, sentence)
        self.show_keys()
        self.show_preview()

    # Actions

    def refusal(self, action: Action) -> str | None:
        """Return why an action cannot run now, or None."""
        if action.id == "take" and not self.session.incident.handovers:
            return f"no role waits to be taken: {BY_ID['handover'].key} hands one over"
        return super().refusal(action)

    def action_do(self, action_id: str) -> None:
        """Run an action; what was said before was heard."""
        self._heard()
        self._leaving = self._leaving and action_id == "library"
        super().action_do(action_id)

    @on(Listing.Moved)
    def _looked_round(self) -> None:
        self._heard()
        self.show_keys()

    def write(self, action: Action, target: Target) -> None:
        """Record the line an action stands for, or begin it when there is more to say."""
        text = action.line.replace("{ref}", target.ref if target else "")
        text = text.replace("{about}", getattr(target, "about_ref", None) or "")
        whole = text.replace("{text}", words_of(target))
        if action.begins:
            self.begin(whole, action.hint)
        else:
            self.record(whole)

    def begin(self, text: str, hint: str) -> None:
        """Begin a line on somebody's behalf."""
        self.line.begin(text, hint)
        self.show_preview()
        self.show_keys()

    def do_focus_line(self, _: Target = None) -> None:
        """Go back to the line; a filter that is on goes off, and with it what was said of it."""
        for pane in self.panes:
            if pane.filtered_by:
                from warroom.ui.filtering import KEPT

                pane.filter("")
                if self.preview.said.plain == KEPT:
                    self.say("")
        self.set_focus(self.line)
        if box := self.query("#filter"):
            box.remove()
            self.say("")

    def do_leave_line(self, _: Target = None) -> None:
        """Leave a line that a key began, or bring back what waits; otherwise nothing is lost and nothing happens."""
        self.asking.stop()
        is_kept = self.line.value.strip() and not self.line.is_as_begun and not self.line.searching
        began, waited = self.line.begun or self.line.searching, self.line.waiting
        if not self.line.is_as_begun and self.completions.close():
            return
        if self.line.leave():
            self.show_keys()
            self.say(f"put away: {key_of('line.older')} brings it back" if is_kept else "")
            self.show_preview()
            if not began and waited:
                self._say_returned(self.line.typed_at, seen=True)

    def stops(self) -> list[Widget]:
        """Return the line, then the panes."""
        return [self.line, *super().stops()]

    def do_complete(self, _: Target = None) -> None:
        """Go on with what is begun in the line; with nothing begun go to the panes."""
        self.show_completions()
        if not self.completions.step(self.line):
            self._go_round(1)

    def do_search_lines(self, _: Target = None) -> None:
        """Look back through the lines this person recorded in this incident."""
        from warroom.ui.history import lines_before

        room = self.session.room
        self.line.search(lines_before(room.fold, room.by, self._known_at_first))
        self.line_moved()

    def line_moved(self) -> None:
        """Show what has to do with the line, which is another now."""
        self.show_keys()
        self.show_completions()
        self.show_preview()

    def do_star(self, target: Target) -> None:
        """Star the row, or take its star back."""
        if isinstance(target, Row):
            self.record(f"/{'unstar' if target.starred else 'star'} {target.ref}")

    def do_external(self, target: Target) -> None:
        """Let customers read the row, or keep it inside."""
        if isinstance(target, Row):
            self.record(f"/{'internal' if target.visibility == 'external' else 'external'} {target.ref}")

    def settle(self, item: Due) -> None:
        """Begin the line that settles what is due; an update is drafted where the record can."""
        line, hint = settling(item, self.session.room.by)
        audience = "responders" if item.kind == "call-out" else item.who
        if item.kind in {"update", "over", "call-out"} and audience and self.telling.can_draft(audience):
            self.telling.draft_for(audience)
        elif line:
            self.begin(line, hint)
        else:
            self.do_focus_line()
            self.say("what happened meanwhile? any line will do")

    def do_snooze(self, target: Target) -> None:
        """Begin the line that quiets the highlighted record's reminder, or else the first of the strip."""
        due = [item.key for item in self.session.reminders]
        if not due:
            self.say("nothing is due", wrong=True)
            return
        ref = getattr(target, "about_ref", None) or getattr(target, "ref", None)
        self.begin(f"/snooze {ref if ref in due else due[0]} ", "10m (or just Enter), up to 120m, or never")

    def offer_checklist(self, events: Sequence[Event] | None = None) -> None:
        """Say that there is a checklist for this moment, where the configuration has any."""
        if self.checklists:
            self.lists.offer(events)

    @on(TasksPane.Carried)
    def _carried(self, message: TasksPane.Carried) -> None:
        self.board.carry(message.task, message.column)

    def do_help(self, _: Target = None) -> None:
        """Show every action and every line; the one that is chosen runs."""
        from warroom.ui.modals.help import HelpModal

        place = self.pane.id if self.pane else LINE
        self.app.push_screen(HelpModal(place or LINE, self.refusal), self._run_from_help)

    def _run_from_help(self, chosen: str | None) -> None:
        if chosen is None:
            return
        if chosen.startswith("/") or chosen not in BY_ID:
            from warroom.core.line import VERBS

            verb = VERBS.get(chosen[1:].strip())
            self.begin(chosen, verb.usage.partition(" ")[2] if verb else "")
        else:
            self.action_do(chosen)

    def settle_finding(self, way: tuple[str, str]) -> None:
        """Begin the line that settles what the postmortem lacks."""
        self.begin(*way)

    def do_older_line(self, _: Target = None) -> None:
        """Bring back the line recorded before; with a way to go on marked, mark the one above."""
        if not self.completions.move(-1):
            self.line.recall(1)
            self.line_moved()

    def do_page_up(self, _: Target = None) -> None:
        """Scroll the timeline, or the pane that has the whole screen, back by a page."""
        self._scroll_page(-1)

    def do_page_down(self, _: Target = None) -> None:
        """Scroll it on by a page."""
        self._scroll_page(1)

    def _scroll_page(self, direction: int) -> None:
        next((pane for pane in self.panes if pane.has_class("-zoomed")), self.panes[0]).scroll_page(direction)

    def do_break_line(self, _: Target = None) -> None:
        """Break the text in the line where the cursor is."""
        self.line.break_line()

    def do_newer_line(self, _: Target = None) -> None:
        """Bring back the line recorded after; with a way to go on marked, mark the one below."""
        if not self.completions.move(1):
            self.line.recall(-1)
            self.line_moved()

    def do_library(self, _: Target = None) -> None:
        """Leave this room for the list of all incidents."""
        if self.session.failed and (count := len(self.session.room.unsaved)):
            self.say(f"{plural(count, 'line is', 'lines are')} not saved: stay, or quit to print", wrong=True)
            return
        if self.player:
            if self.player.next_at and not self._leaving:
                self._leaving = True
                self.say(f"the drill ends when you leave: {key_of('library')} again leaves")
                return
            self.drill.stop()
        self.app.post_message(self.LeaveFor(None))

    # Filtering

    def do_filter(self, _: Target = None) -> None:
        """Ask for the words to show only."""
        if not self.query("#filter"):
            from warroom.ui.filtering import KEPT, FilterBox

            box = FilterBox(self.pane or self.panes[0], self.say)
            self.mount(box, before="#prompt")
            self.set_focus(box)
            self.say(f"enter keeps the filter, {KEPT}")

    # The rest

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        self.asking.show()
        self.show_header()
        self.show_keys()
        self.show_completions()
        self.show_preview()
        self.show_banner()

    class LeaveFor(Message):
        """Somebody wants another room, or the library (None)."""

        def __init__(self, incident_id: str | None) -> None:
            super().__init__()
            self.incident_id = incident_id

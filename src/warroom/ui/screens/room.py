"""The room: an incident kept live, in four panes and a line."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from textual import on
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Input

from warroom.core.board import column_beside, line_to
from warroom.core.build import recorded_at
from warroom.core.closing import questions
from warroom.core.conflicts import conflicts, over
from warroom.core.errors import StoreError, WarroomError
from warroom.core.line import canonical_ref
from warroom.core.model import Row, Task
from warroom.core.names import Names
from warroom.core.text import plural
from warroom.store.place import network_warning
from warroom.store.screens import HalfTyped, Screens
from warroom.ui import header
from warroom.ui import presentation as show
from warroom.ui.actions import ANYWHERE, BY_ID, LINE, Action, bindings_for, key_of
from warroom.ui.completing import CompletionList
from warroom.ui.drafting import DraftBox
from warroom.ui.history import lines_before
from warroom.ui.keeper import Keeper
from warroom.ui.line import CleanInput, KeyBar, LineInput, OneLine
from warroom.ui.panes.board import TasksPane
from warroom.ui.panes.listing import Listing
from warroom.ui.screens.incident import IncidentScreen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.widget import Widget

    from warroom.core.checklists import Checklist
    from warroom.core.events import Event
    from warroom.core.model import Objection
    from warroom.drill import Player
    from warroom.store.room import Room
    from warroom.ui.actions import Target
    from warroom.ui.app import WarroomApp
    from warroom.ui.attention import Attention
    from warroom.ui.modals.paste import PasteModal
    from warroom.ui.session import Clock

TRY_AGAIN_AFTER = 5.0
TRY_AGAIN_AT_LEAST_EVERY = 60.0
QUIET_AFTER = 5
LOOK_AFTER = 2
PLAY_EVERY = 0.05
_LABELS_KEPT = 20

SENT = "edit it; Enter records it, copies it and starts the countdown to the next"
"""What is said of a drafted update; a line that was begun with it is copied when it is recorded."""

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
        self._known_at_first = len(room.fold.events)
        self._labels: dict[str, str | None] = {}
        self._said = Content("")
        self._save_wanted = asyncio.Event()
        self._returned: tuple[str, Content] = ("", Content(""))
        self._entered: dict[str, HalfTyped] = {}
        self._quiet_for = 0
        self._untidy = False
        self._to_ask: list[tuple[str, str]] = []
        self._last: Event | None = None
        self._asked = ""
        self._tabbed = False

    def compose(self) -> ComposeResult:
        """Lay the room out."""
        yield from self.compose_panes()
        with Container(id="prompt"):
            with Horizontal(id="entry"):
                yield OneLine(id="typed-at")
                yield LineInput(self.session.clock, self._enter, placeholder="what happened?")
            yield OneLine(id="preview")
        yield KeyBar()
        with Container(id="above-line"):
            yield DraftBox()
            yield CompletionList(self.names)

    def on_mount(self) -> None:
        """Show the room, follow its logs, and keep the clocks going."""
        self._said = Content.styled(_TIP, show.QUIET) if len(self.session.incident.timeline) < 3 else Content("")
        self._offer_checklist()
        self.begin_to_follow()
        self.run_worker(self._save_what_waits(), name="save", exit_on_error=False)
        room = self.session.room
        self._line = self.line
        self._line.on_moved = self.show_completions
        self._line.on_block = self.look_at_block
        self._line.on_free = self._ask
        self.completions = self.query_one(CompletionList)
        self._draft_box = self.query_one(DraftBox)
        self._line.on_end = lambda: self.completions.take(self._line)
        self.call_after_refresh(self._get_ready)
        screens = Screens(room.folder, by=room.by, clock=self.session.clock)
        self.keeper = Keeper(screens, self._half_typed, on_found=self._show_found, on_others=self._show_others)
        self.run_worker(self.keeper.run(), name="keep", exit_on_error=False)
        self.set_timer(LOOK_AFTER, lambda: self.run_worker(self._look_where_it_is(), name="look", exit_on_error=False))

        if room.by in SHARED_LOGINS:
            self._tell([f"your lines are signed {room.by}: quit and start with --by NAME to sign your own"])
        if self.player:
            self._tell(["a drill plays here by itself; you can type too"])
            self._playing = self.set_interval(PLAY_EVERY, self.play)

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

    # What is shown

    def show_changes(self, news: Sequence[Event] | None = None) -> None:
        """Show the record as it now is, and what Enter would make of it."""
        if news:
            self.names.take(news)
        super().show_changes(news)
        self.look_at_the_clocks()
        self.show_preview()

    def look_at_the_clocks(self) -> None:
        """Call attention to what has become due."""
        self.attention.look(self.session.incident, self.session.reminders, self.session.view.now)

    def took_in(self, news: list[Event]) -> None:
        """Say whose change went over whose."""
        self._quiet_for, self._untidy = 0, True
        self._tell([*conflicts(self.session.fold, news, self.session.room.by), *self._renumbered()])
        self._offer_checklist(news)

    def _renumbered(self) -> list[str]:
        """Say which references that were told here are another's now, who gave the same one at the same moment."""
        fold, room, found = self.session.fold, self.session.room, []
        for event_id, told in self._labels.items():
            event = fold.event(event_id)
            now = room.label(event) if event else told
            if now != told:
                self._labels[event_id] = now
                found.append(f"what was {told} here is {now} now: somebody else had {told} at the same moment")
        return found

    def causes(self) -> dict[str, str]:
        """Return what the banner has to say now, also of saving and of what was handed to this person."""
        way = key_of("take") if self.pane else f"{self._pressed('take')}, or /take,"
        waiting = header.handed_to(self.session.incident, self.session.room.by, way=way)
        return {**super().causes(), "warning": self.session.room.warning, "handover": waiting}

    def tick(self) -> None:
        """Move the clocks on by a second, and use the quiet moments."""
        super().tick()
        self.look_at_the_clocks()
        self.show_typed_at()
        self._quiet_for += 1
        if (self._untidy and self._quiet_for >= QUIET_AFTER) or self.session.room.wants_mending:
            self._untidy = False
            self.run_worker(self._tidy(), name="tidy", exit_on_error=False)

    async def _get_ready(self) -> None:
        """Do what typing needs and the first frame does not."""
        self.run_worker(asyncio.to_thread(self.session.room.get_ready), name="ready", exit_on_error=False)
        self.names.take(self.session.room.fold.events.values())

    async def _look_where_it_is(self) -> None:
        """Say once if the files are on another machine."""
        if warning := await asyncio.to_thread(network_warning, self.session.room.folder):
            self._tell([warning])

    async def _tidy(self) -> None:
        """Use a quiet moment for what need not be done at once; if it fails, the next will do."""
        with suppress(StoreError):
            await asyncio.to_thread(self.session.room.tidy)

    def _show_others(self, others: list[str]) -> None:
        company = header.company(others, self.session.room.by)
        if company != self._company:
            self._company = company
            self.show_header()

    def _pressed(self, action_id: str) -> str:
        """Return what to press for an action of the panes from where one is: in the line its key is a letter."""
        return key_of(action_id) if self.pane else f"tab {key_of(action_id)}"

    def show_keys(self) -> None:
        """Show the keys that matter where the focus is."""
        pane, line = self.pane, self.line
        begun = not pane and (line.begun or bool(line.searching) or line.was_refused)
        self.query_one(KeyBar).show_keys(pane.id or LINE if pane else LINE, begun=begun)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence beside the line."""
        self._said = Content.styled(text, "$text-error" if wrong else "")
        self.query_one("#preview", OneLine).show(self._said)

    def show_completions(self) -> None:
        """Show what the line can go on with, and above it the whole of what the line is too short for."""
        self.completions.look(self._line, self.session.incident)
        self._draft_box.look(self._line, self.size, below=self.completions.rows)

    def show_typed_at(self) -> None:
        """Show the time a line without one will get."""
        if self.line.searching:
            self.query_one("#typed-at", OneLine).show(Content.styled(" search", "bold $accent"))
            return
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
        if line.searching:
            return header.found(line.searching.found)
        if not line.value.strip():
            return self._said
        if self.pane:
            return Content.styled(f"half typed: {key_of('line')} goes back to it", show.QUIET)
        if line.value == self._returned[0]:
            return self._returned[1]
        if line.begun and line.hint and (line.is_as_begun or line.text.endswith((" ", "@"))):
            return Content("").join([Content.styled(line.hint, "$accent"), header.objected(self._against())])
        try:
            found = room.preview(line.text, typed_at=line.typed_at)
            if found.line.verb in {"undo", "redo"}:
                return header.preview_step(found.line.verb, room.told_of_step(room.step(found.line)))
        except WarroomError as error:
            if self.completions.is_verb:
                return Content.styled("tab goes on with what is listed", show.QUIET)
            return Content.styled(str(error), "$warning")
        if warning := header.looks_secret(line.text):
            return warning
        return header.preview(found.line, found.change, found.ref, room.by, self.session.view, self._against())

    def _against(self) -> list[Objection]:
        """Return the objections to the decision that the line is about to take."""
        ref, *_ = self.line.text.partition("/go ")[2].split(None, 1) or [""]
        decisions = self.session.incident.decisions if ref else []
        return next((one.objections for one in decisions if one.ref == canonical_ref(ref)), [])

    # Recording

    def play(self) -> None:
        """Record the lines of the drill that are due, and say when they are over."""
        assert self.player is not None  # noqa: S101 - it is only called when there is one
        try:
            played = self.player.play_due(self.session.clock())
        except StoreError as error:
            self._playing.stop()
            self._because("drill", f"the drill cannot go on: {error}")
            return
        if played:
            self._save_wanted.set()
            self._quiet_for, self._untidy = 0, True
            self.show_changes([one.event for one in played])
            self._tell(
                [f"line {one.cue.number} of the drill is kept as a note: {one.why}" for one in played if one.why]
            )
        if self.player.next_at is None:
            self._playing.stop()
            self._tell(["the drill is over: its last line was played"])

    def record(self, text: str, typed_at: datetime | None = None) -> bool:
        """Record a line; it is shown at once and on disk a moment later. Tell whether it could be understood."""
        room = self.session.room
        try:
            events = room.draft_step(text, typed_at=typed_at)
        except WarroomError as error:
            self.say(str(error), wrong=True)
            return False
        self._last = events[-1]
        self._entered[events[0].event_id] = HalfTyped(text, typed_at or recorded_at(events[0]))
        self._labels = {**dict(list(self._labels.items())[-_LABELS_KEPT:]), events[-1].event_id: room.label(events[-1])}
        self._drafted(events)
        self.say(self._answer(events))
        self._look_what_to_ask(events[0])
        self._offer_checklist(events)
        return True

    def _look_what_to_ask(self, event: Event) -> None:
        """Have what was closed here asked about once the line is free; an answer leaves the rest to be asked."""
        theory = next((one for one in self.session.incident.hypotheses if one.id == event.id), None)
        if theory and (found := questions(event, theory)):
            self._to_ask = found
        elif not self._line.asked:
            self._to_ask = []

    def _ask(self) -> None:
        """Ask the next question of a theory that was just closed, unless something else was begun meanwhile."""
        if self._line.value or self.focused is not self._line:
            self._to_ask = []
        elif self._to_ask:
            self._line.ask(*self._to_ask.pop(0))
        self.call_after_refresh(self.show_keys)

    def _answer(self, events: list[Event]) -> str:
        """Return what to say of a line that was recorded; of a step back or forth, what takes the other."""
        room = self.session.room
        if not events[0].undoes:
            if events[0].set.get("status") == "resolved":
                ways = header.resolved(self.session.incident, self._pressed("postmortem"), self._pressed("check"))
                width = self.query_one("#preview").content_size.width
                return next((words for words in ways if len(words) <= width), ways[-1])
            return room.reply(events[0])
        told = room.told_of_step(events)
        redo, undo = ("/redo", "/undo") if self._line.has_focus else ("U", "u")
        return f"{told}; {redo} brings it back" if told.startswith("took") else f"{told}; {undo} takes it back"

    def _drafted(self, events: list[Event]) -> None:
        """Have what was drafted saved, and show it."""
        self._save_wanted.set()
        self._quiet_for, self._untidy = 0, True
        fold = self.session.fold
        if told := [words for event in events if (words := over(fold, event))]:
            self._tell(told)
        self.show_changes(events)

    def look_at_block(self) -> None:
        """Show a pasted block as the rows it would become."""
        from warroom.ui.modals.paste import PasteModal

        block, room = self.line.block, self.session.room
        if block is None:
            return

        def changed(text: str) -> None:
            self.line.block = block._replace(text=text)
            self.keeper.changed()

        modal = PasteModal(
            block.text, lambda lines: room.plan(lines, typed_at=block.typed_at), self.session.view, changed
        )
        self.keeper.changed()
        self.app.push_screen(modal, lambda lines: self._record_block(modal, lines))

    def _record_block(self, modal: PasteModal, lines: list[str] | None) -> None:
        """Record the lines of a block as one step; what is not recorded goes back to the line."""
        line, room, block = self.line, self.session.room, self.line.block
        if lines is None or block is None:
            line.give_back(modal.text)
            self._line_moved()
            return
        try:
            events, why = room.draft_block(lines, typed_at=block.typed_at)
        except WarroomError as error:
            events, why = [], str(error)
        for event, text in zip(events, lines, strict=False):
            self._entered[event.event_id] = HalfTyped(text, block.typed_at)
            line.remember(text)
        line.remember("\n".join(modal.left_out))
        line.give_back("\n".join(lines[len(events) :]))
        if events:
            self._drafted(events)
        self.say(why or header.recorded_block(len(events)), wrong=bool(why))
        if block.begun and block.hint == SENT and [event.kind for event in events] == ["update"]:
            self._send(events[0])
        self.keeper.changed()
        self.show_preview()

    async def _save_what_waits(self) -> None:
        """Write what was recorded, away from the screen; what cannot be written stays and is tried again."""
        wait = TRY_AGAIN_AFTER
        while True:
            await self._save_wanted.wait()
            self._save_wanted.clear()
            try:
                await asyncio.to_thread(self.session.room.save)
            except StoreError as error:
                self.session.failed = True
                self._because("not saved", f"NOT SAVED: {error}. It is tried again by itself.")
                self.set_timer(wait, self._save_wanted.set)
                wait = min(wait * 2, TRY_AGAIN_AT_LEAST_EVERY)
            else:
                wait = TRY_AGAIN_AFTER
                self.session.failed = False
                self._because("not saved", "")
                unsaved = self.session.room.unsaved
                self._entered = {one: line for one, line in self._entered.items() if one in unsaved}
                self.keeper.changed()
            self.show_banner()
            self.show_changes(())

    def _enter(self, text: str, typed_at: datetime) -> bool:
        """Record what was typed, and show the end of the timeline; to close with blockers takes a second Enter."""
        self.call_after_refresh(self.show_keys)
        if text != self._asked and (question := self._question(text, typed_at)):
            self._asked = text
            self.say(question, wrong=True)
            return False
        self._asked = ""
        is_draft, self._last = self.line.begun and self.line.hint == SENT, None
        if not self.record(text, typed_at) and text.strip() not in {"/undo", "/redo"}:  # which were understood
            return False
        timeline = self.panes[0]
        if not timeline.has_focus:
            timeline.following = True
            timeline.show_changes()
        if is_draft and self._last is not None and self._last.kind == "update":
            self._send(self._last)
        return True

    def _question(self, text: str, typed_at: datetime) -> str | None:
        """Return what to ask before a line is recorded: whether to close an incident with blockers."""
        if "closed" not in text:
            return None
        from warroom.core.readiness import BLOCKER, readiness

        try:
            change = self.session.room.preview(text, typed_at=typed_at).change
        except WarroomError:
            return None
        if change.kind != "incident" or change.set.get("status") != "closed":
            return None
        lacking = [one for one in readiness(self.session.incident) if one.severity == BLOCKER]
        if not lacking:
            return None
        return f"{plural(len(lacking), 'blocker')} left (tab M lists them): Enter again closes it anyway"

    @on(Input.Changed, "#line")
    def _typing(self) -> None:
        self._quiet_for = 0
        self.keeper.changed()
        self.show_completions()
        self.show_preview()

    def _show_found(self, lines: list[HalfTyped]) -> None:
        """Bring back what was half typed when a screen went away, and say so."""
        if lines := [line for line in lines if not self.session.has_recorded(line.text, line.typed_at)]:
            self._say_returned(lines[0].typed_at, seen=self.line.bring_back(lines))

    def _half_typed(self) -> list[HalfTyped]:
        """Return what would be lost: the lines that are begun, and those entered that are not on the disk yet."""
        unsaved = self.session.room.unsaved
        return [*self._line.half_typed(), *(line for one, line in tuple(self._entered.items()) if one in unsaved)]

    def _say_returned(self, typed_at: datetime | None, *, seen: bool) -> None:
        """Say of a line that came back since when it was begun, until it is changed."""
        sentence = header.returned(typed_at, self.session.view, seen=seen, more=self.line.waiting)
        self._returned = (self.line.value, sentence)
        self.show_keys()
        self.show_preview()

    # Actions

    def refusal(self, action: Action) -> str | None:
        """Return why an action cannot run now, or None."""
        if action.id == "take" and not self.session.incident.handovers:
            return f"no role waits to be taken: {BY_ID['handover'].key} hands one over"
        return super().refusal(action)

    def action_do(self, action_id: str) -> None:
        """Run an action; a box that is opened with one key right after tab leads back to the line it was asked from."""
        from_line, self._tabbed = self._tabbed, False
        super().action_do(action_id)
        if from_line and BY_ID[action_id].where == ANYWHERE and self.app.screen is not self:
            self.set_focus(self.line)

    @on(Listing.Moved)
    def _looked_round(self) -> None:
        self._tabbed = False

    def write(self, action: Action, target: Target) -> None:
        """Record the line an action stands for, or begin it when there is more to say."""
        text = action.line.replace("{ref}", target.ref if target else "")
        text = text.replace("{about}", getattr(target, "about_ref", None) or "")
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
            if pane.filtered_by:
                pane.filter("")
        self.set_focus(self.line)
        if box := self.query("#filter"):
            box.remove()
            self.say("")

    def do_leave_line(self, _: Target = None) -> None:
        """Leave a line that a key began, or bring back what waits; otherwise nothing is lost and nothing happens."""
        self._to_ask = []
        began, waited = self.line.begun or self.line.searching, self.line.waiting
        if not self.line.is_as_begun and self.completions.close():
            return
        if self.line.leave():
            self.show_keys()
            self.say("")
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
            self._tabbed = True

    def do_rows(self, _: Target = None) -> None:
        """Show the line, where it has several, as the rows they would become."""
        if not self.line.to_block():
            self.say("there is one line only: Enter records it", wrong=True)

    def do_search_lines(self, _: Target = None) -> None:
        """Look back through the lines this person recorded in this incident."""
        room = self.session.room
        self.line.search(lines_before(room.fold, room.by, self._known_at_first))
        self._line_moved()

    def _line_moved(self) -> None:
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

    def do_tell_responders(self, _: Target = None) -> None:
        """Begin an update for responders."""
        self._draft_for("responders")

    def do_tell_executives(self, _: Target = None) -> None:
        """Begin an update for executives."""
        self._draft_for("executives")

    def do_tell_customers(self, _: Target = None) -> None:
        """Begin an update for customers."""
        self._draft_for("customers")

    def _draft_for(self, audience: str) -> None:
        """Begin an update that the record writes, to edit and record; recording it starts the next countdown."""
        from warroom.core.tell import AUDIENCES, once_told

        now = self.session.view.now
        if text := AUDIENCES[audience](once_told(self.session.incident, now, self.session.room.cadence), now):
            self.begin(f'" {text} @{audience}', SENT)
        else:
            self.say(
                f"nothing is marked external yet: {key_of('row.external')} on a row lets customers read it", wrong=True
            )

    def _send(self, event: Event) -> None:
        """Copy an update that was drafted here and is recorded; say where it went, and when the next is due.

        If something else was said meanwhile, that stays, and the banner says it; as it does what does not fit.
        """
        update = self.session.fold.record(self.session.room.label(event) or "")
        next_at, view = getattr(update, "next_due_at", None), self.session.view
        self.say(header.sent(update.ref, "copying it …", next_at, view))
        before = self._said

        async def copy() -> None:
            where = await self.copied(getattr(update, "text", ""), f"{update.ref}.txt")
            sentence = header.sent(update.ref, where, next_at, view)
            fits = len(sentence) <= self.query_one("#preview").size.width
            is_last = self._said is before
            if is_last:
                self.say(sentence)
                self.show_preview()
            if not is_last or not fits or self.line.value.strip():
                self._tell([sentence])

        self.run_worker(copy(), name="copy", exit_on_error=False)

    async def copied(self, text: str, name: str) -> str:
        """Copy a text, and return where it went: if nowhere else, into a file of this name beside the record."""
        from warroom.ui.clipboard import copied

        app = cast("WarroomApp", self.app)
        return await copied(text, app.write_to_terminal, self.session.room.folder, name)

    def do_handover(self, _: Target = None) -> None:
        """Show the brief of what there is to take over, then begin the line that says to whom."""
        from warroom.ui.modals.handover import HandoverModal

        def go_on(goes_on: bool | None) -> None:
            if goes_on:
                self.begin("/handover commander ", "who commands next; the brief goes with it, below your own words")

        self.app.push_screen(HandoverModal(self.session, lambda text: self.copied(text, "handover.txt")), go_on)

    def do_snooze(self, target: Target) -> None:
        """Begin the line that quiets the highlighted record's reminder, or else the first of the strip."""
        due = [item.key for item in self.session.reminders]
        if not due:
            self.say("nothing is due", wrong=True)
            return
        ref = getattr(target, "about_ref", None) or getattr(target, "ref", None)
        self.begin(f"/snooze {ref if ref in due else due[0]} ", "10m (or just Enter), up to 120m, or never")

    # The board and the checklists

    def do_task_on(self, target: Target) -> None:
        """Carry the task to the next column."""
        self._carry(target, 1)

    def do_task_back(self, target: Target) -> None:
        """Carry the task to the column before."""
        self._carry(target, -1)

    def _carry(self, target: Target, step: int) -> None:
        if isinstance(target, Task) and (column := column_beside(target, step)):
            self._carry_to(target, column)

    @on(TasksPane.Carried)
    def _carried(self, message: TasksPane.Carried) -> None:
        self._carry_to(message.task, message.column)

    def _carry_to(self, task: Task, column: str) -> None:
        """Record the line that carries a task to a column, or begin it where a reason is wanted."""
        line = line_to(task, column)
        if line.endswith(" "):
            self.begin(line, BY_ID["task.block"].hint)
        elif line:
            self.record(line)

    def do_owner_only(self, _: Target = None) -> None:
        """Show only the tasks of the highlighted one's owner, or all of them again."""
        shown = self.query_one(TasksPane).filter_by_owner()
        self.say(f"only {shown} is shown; @ shows every task" if shown else "every task is shown")

    def do_checklist(self, _: Target = None) -> None:
        """Show the checklists; the one that is chosen becomes tasks."""
        from warroom.ui.modals.checklists import ChecklistsModal

        if self.checklists:
            self.app.push_screen(ChecklistsModal(self.checklists, self.session.incident), self._add_checklist)
        else:
            self.say("no checklist yet: a [[checklist]] in the configuration makes one")

    def _add_checklist(self, checklist: Checklist | None) -> None:
        """Add the tasks of a checklist as one step."""
        from warroom.core.checklists import added

        room = self.session.room
        if checklist is None or added(checklist, self.session.incident):  # meanwhile by somebody else
            return
        try:
            events = room.draft_checklist(checklist)
        except WarroomError as error:
            self.say(str(error), wrong=True)
            return
        for event, line in zip(events, checklist.tasks, strict=True):
            self._entered[event.event_id] = HalfTyped(line, recorded_at(event))
        self._drafted(events)
        self.say(header.added_checklist([room.label(event) or "" for event in events]))

    def _offer_checklist(self, events: Sequence[Event] | None = None) -> None:
        """Say that there is a checklist for the moment that changes bring about, or, without any, for the present."""
        if not self.checklists:
            return
        from warroom.core.checklists import MOMENTS, moments_of, waiting

        moments = tuple(MOMENTS) if events is None else moments_of(events)
        if found := waiting(self.checklists, self.session.incident, moments):
            self._said = header.offer(found[0], len(found) - 1, keys=self._pressed("checklist"))
            if not self.line.value:
                self.show_preview()

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

    def _settle(self, way: tuple[str, str] | str | None) -> None:
        if isinstance(way, str):
            self.go_to_ref(way)
        elif way:
            self.begin(*way)

    def do_check(self, _: Target = None) -> None:
        """Show what the postmortem still lacks."""
        from warroom.ui.modals.missing import MissingModal

        self.app.push_screen(MissingModal(self.session), self._settle)

    def do_postmortem(self, _: Target = None) -> None:
        """Show the document as it stands."""
        from warroom.ui.screens.document import DocumentScreen

        self.app.push_screen(DocumentScreen(self.session), self._settle)

    def do_older_line(self, _: Target = None) -> None:
        """Bring back the line recorded before; with a way to go on marked, mark the one above."""
        if not self.completions.move(-1):
            self.line.recall(1)
            self._line_moved()

    def do_break_line(self, _: Target = None) -> None:
        """Break the text in the line where the cursor is."""
        self.line.break_line()

    def do_newer_line(self, _: Target = None) -> None:
        """Bring back the line recorded after; with a way to go on marked, mark the one below."""
        if not self.completions.move(1):
            self.line.recall(-1)
            self._line_moved()

    def do_library(self, _: Target = None) -> None:
        """Leave this room for the list of all incidents."""
        if self.session.failed and (count := len(self.session.room.unsaved)):
            self.say(f"{plural(count, 'line is', 'lines are')} not saved: stay, or quit to print", wrong=True)
            return
        if self.player:
            self._playing.stop()
        self.app.post_message(self.LeaveFor(None))

    # Filtering

    def do_filter(self, _: Target = None) -> None:
        """Ask for the words to show only."""
        if not self.query("#filter"):
            self._filtered = self.pane or self.panes[0]
            hint = self._filtered.filter_hint
            box = CleanInput(self._filtered.filtered_by, placeholder=hint, id="filter", compact=True)
            self.mount(box, before="#prompt")
            self.set_focus(box)
            self.say("enter keeps the filter, esc shows all again")

    @on(Input.Changed, "#filter")
    def _filter_typed(self, message: Input.Changed) -> None:
        self._filtered.filter(message.value)

    @on(Input.Submitted, "#filter")
    async def _filter_kept(self, message: Input.Submitted) -> None:
        message.stop()
        await message.input.remove()
        self.set_focus(self._filtered)
        self.say("esc shows all again" if self._filtered.filtered_by else "")

    # The rest

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        self.show_keys()
        self.show_completions()
        self.show_preview()
        self.show_banner()

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

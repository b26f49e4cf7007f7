"""What every screen of one incident has: the header, the banner, four panes that follow the logs, and the moves."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Container
from textual.content import Content
from textual.events import Key, Paste
from textual.screen import Screen
from textual.widgets import Static

from warroom.core.errors import StoreError
from warroom.core.model import Row
from warroom.ui import header
from warroom.ui.actions import (
    BOXES,
    BY_ID,
    ESCALATIONS,
    HYPOTHESES,
    PANES,
    ROWS,
    TASKS,
    TIMELINE,
    Action,
    key_of,
    rebind,
)
from warroom.ui.line import OneLine
from warroom.ui.panes.board import TasksPane
from warroom.ui.panes.listing import Listing
from warroom.ui.panes.records import EscalationsPane, HypothesesPane
from warroom.ui.panes.timeline import TimelinePane
from warroom.ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Click, Resize, ScreenResume
    from textual.events import Event as ScreenEvent
    from textual.geometry import Size
    from textual.widget import Widget

    from warroom.core.clocks import Due
    from warroom.core.events import Event
    from warroom.store.room import Room
    from warroom.ui.actions import Target
    from warroom.ui.session import Clock

SMALLEST = (40, 10)
BREAKPOINTS = ((0, "-narrow"), (76, "-normal"), (116, "-wide"))
PORTRAIT = (100, 36)
"""Columns below which, and rows from which on, the panes stand below each other, each as wide as the screen."""
FOLLOW_EVERY = 0.09
EVERYWHERE_EVERY = 8
"""Every so many looks the folder is read, which costs as much as the rest: a new log shows in its time as a rule."""
TELL_FOR = 15.0
MOST_TOLD = 2
NOTICE_FOR = 120.0
"""Seconds for which the banner says what was found damaged; the doctor says it at any time."""
AGES_EVERY = 5

_CAUSES = ("not saved", "warning", "log", "drill", "handover", "notices")
"""What the banner may have to say, the most pressing first."""

# The panes that show a kind of record; the timeline shows every kind, and the incident itself concerns every pane.
_PANES_OF = {
    "entry": (), "update": (), "hypothesis": (HYPOTHESES,), "evidence": (HYPOTHESES,), "escalation": (ESCALATIONS,),
    "decision": (ESCALATIONS,), "objection": (ESCALATIONS,), "task": (TASKS,),
}  # fmt: skip

_PANE_OF_PREFIX = {"H": HYPOTHESES, "E": ESCALATIONS, "T": TASKS}

Pane = TimelinePane | HypothesesPane | EscalationsPane | TasksPane


def _is_portrait(size: Size) -> bool:
    return size.width < PORTRAIT[0] and size.height >= PORTRAIT[1]


class IncidentScreen(Screen[None]):
    """An incident in four panes under a header; a subclass says what can be done to it."""

    records = True
    """Whether anything can be recorded here."""
    HORIZONTAL_BREAKPOINTS = list(BREAKPOINTS)  # noqa: RUF012 - as Textual declares it

    def __init__(self, room: Room, clock: Clock) -> None:
        super().__init__()
        self.undrawn(self)
        rebind(self)
        self.session = Session(room, clock, example=self.app.shows_example)  # type: ignore[attr-defined]  # our app has it
        self._seconds = 0
        self._followed = 0
        self._company: list[str] = []
        self._causes: dict[str, str] = {}
        self._noticed: dict[str, float] = {}
        self._conflicts: list[str] = []
        self._had_focus: Widget | None = None
        self._early: list[Key | Paste] = []
        self._next_look: asyncio.TimerHandle | None = None

    def compose_panes(self) -> ComposeResult:
        """Lay the panes out, for the width there is: being told it later would lay them out twice."""
        self.add_class([name for width, name in BREAKPOINTS if self.app.size.width >= width][-1], update=False)
        self.set_class(_is_portrait(self.app.size), "-portrait", update=False)
        yield OneLine(id="header")
        yield Static("", id="banner")
        with self.undrawn(Container(id="panes")):
            yield TimelinePane(self.session)
            with self.undrawn(Container(id="side")):
                yield HypothesesPane(self.session)
                yield EscalationsPane(self.session)
                yield TasksPane(self.session)

    def undrawn(self, box: Widget) -> Widget:
        """Have a box drawn as nothing, for what it holds covers it; without colours it is drawn, for they go then."""
        box.BLANK = not self.app.no_color  # type: ignore[misc]  # it is that of the instance
        return box

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Let what was just made keep its styles: finding them once more would cost the first frame."""
        event.refresh_styles = event.refresh_styles and self.stack_updates > 0

    def begin_to_follow(self) -> None:
        """Show the incident, follow its logs, and keep the clocks going."""
        self.show_banner()
        self.show_keys()
        self.show_changes()
        if mistakes := "\n".join(self.app.mistakes):  # type: ignore[attr-defined]  # our app has them
            self.tell([mistakes], NOTICE_FOR)
        self.set_interval(1, self.tick)
        self._look_again()

    def _look_again(self) -> None:
        """Look at the logs in a while, and again after that: by the loop, at half of what a timer of Textual costs."""
        self._next_look = asyncio.get_running_loop().call_later(FOLLOW_EVERY, self._look)

    def _look(self) -> None:
        try:
            self.follow()
        except Exception as error:  # noqa: BLE001 - as a timer of Textual does: it ends the program and is told
            self.app._handle_exception(error)
        else:
            self._look_again()

    def on_unmount(self) -> None:
        """Look no more."""
        if self._next_look:
            self._next_look.cancel()

    # What is typed while nothing has the focus

    def _forward_event(self, event: ScreenEvent) -> None:
        """Let nothing that is typed be lost while nothing has the focus: it waits for the home to be there."""
        if not isinstance(event, Key | Paste) or event.is_forwarded or self.has_class("-tiny"):
            super()._forward_event(event)
            return
        event._set_forwarded()
        self._early.append(event)
        if self.is_mounted:
            self.set_focus(self.home)

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """Move the focus; what was typed before anything had it comes first."""
        super().set_focus(widget, scroll_visible, from_app_focus)
        early, self._early = self._early, []
        for event in early:
            (self.focused or self).post_message(event)

    # What a subclass gives

    @property
    def home(self) -> Widget:
        """What has the focus when nothing else has."""
        raise NotImplementedError

    def show_keys(self) -> None:
        """Show the keys that matter where the focus is."""
        raise NotImplementedError

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence at the bottom."""
        raise NotImplementedError

    def write(self, action: Action, target: Target) -> None:
        """Do what an action does that stands for a line."""
        raise NotImplementedError

    def took_in(self, news: list[Event]) -> None:
        """Do what is to be done when others recorded something, which is shown already."""

    def causes(self) -> dict[str, str]:
        """Return what the banner has to say now, by its cause."""
        now = monotonic()
        fresh = [text for text in self.session.room.notices if now - self._noticed.setdefault(text, now) < NOTICE_FOR]
        return {**self._causes, "notices": " ".join(fresh)}

    # The parts

    @property
    def panes(self) -> list[Pane]:
        """The four panes in their order."""
        return [self.query_one(f"#{name}", Listing) for name in PANES]  # type: ignore[misc]  # they are what compose made

    @property
    def pane(self) -> Pane | None:
        """The pane that has the focus."""
        return next((pane for pane in self.panes if pane.has_focus), None)

    # What is shown

    def show_changes(self, news: Sequence[Event] | None = None) -> None:
        """Show the record as it now is: in every pane, or in those that these events concern."""
        self.session.refresh()
        concerned = set(PANES) if news is None else {TIMELINE}
        for event in news or ():
            concerned.update(_PANES_OF.get(event.kind, PANES))
        for pane in self.panes:
            if pane.id in concerned:
                pane.show_changes()
        self.show_header()

    def pressed(self, action_id: str) -> str:
        """Return what to press for an action from where one is."""
        return key_of(action_id)

    def show_header(self) -> None:
        """Show the header at this moment."""
        session, way = self.session, self.pressed("due")
        lines = header.header(session.incident, self.size.width, session.view, session.reminders, self._company, way)
        self.query_one("#header", OneLine).show(lines)

    def tick(self) -> None:
        """Move the clocks on by a second."""
        self.session.refresh()
        self.show_header()
        self.show_banner()
        self._seconds += 1
        if self._seconds % AGES_EVERY == 0:
            for pane in self.panes[1:]:
                pane.show_changes()

    def follow(self) -> None:
        """Show what other writers recorded since."""
        self._followed += 1
        try:
            news = self.session.room.poll(everywhere=self._followed % EVERYWHERE_EVERY == 0)
        except StoreError as error:
            self.because("log", str(error))
            return
        self.because("log", "")
        if news:
            self.show_changes(news)
            self.took_in(news)

    # The banner

    def show_banner(self) -> None:
        """Show under the header every sentence that is true now; with none the banner is hidden."""
        now = self.causes()
        causes = [sentence for name in _CAUSES if (sentence := now.get(name))]
        text = "\n".join([*causes, *self._conflicts])
        banner = self.query_one("#banner", Static)
        if text != str(banner.visual):
            banner.set_class(not causes, "-calm")
            banner.update(Content(text))
            banner.display = bool(text)

    def because(self, name: str, sentence: str) -> None:
        """Say a sentence in the banner for as long as its cause lasts; an empty one when it is over."""
        if self._causes.get(name, "") != sentence:
            self._causes[name] = sentence
            self.show_banner()

    def tell(self, sentences: list[str], seconds: float = TELL_FOR) -> None:
        """Say something in the banner for a while, such as who changed what over whose."""
        if sentences:
            self._conflicts = (self._conflicts + sentences)[-MOST_TOLD:]
            self.show_banner()
            self.set_timer(seconds, lambda: self._told(sentences))

    def _told(self, sentences: list[str]) -> None:
        for sentence in sentences:
            if sentence in self._conflicts:
                self._conflicts.remove(sentence)
        self.show_banner()

    # Actions

    def target_of(self, action: Action) -> Target:
        """Return the record an action would act on: the highlighted one of its pane."""
        pane = next((pane for pane in self.panes if pane.id == action.where), self.pane)
        return pane.target if pane else None

    def refusal(self, action: Action) -> str | None:
        """Return why an action cannot run now, or None."""
        if action.where in BOXES:
            return f"{action.key} is a key of the {action.where}, while it is open"
        if action.where == ROWS:
            return f"{action.key} moves in a {ROWS}, while it has the focus"
        target = self.target_of(action)
        if action.needs_target and target is None and action.where in PANES:
            return f"no row is highlighted in the {action.where}"
        return action.refuses(target)

    def action_do(self, action_id: str) -> None:
        """Run an action of the registry; one that cannot run says why."""
        action = BY_ID[action_id]
        if action.do != "quit" and (self.focused is None or self.has_class("-tiny")):
            self.set_focus(self.home)  # nobody can see what a key would act on
            return
        if reason := self.refusal(action):
            self.say(reason, wrong=True)
            return
        target = self.target_of(action)
        if action.do:
            action.method_of(self)(target)
        else:
            self.write(action, target)

    def stops(self) -> list[Widget]:
        """Return where tab stops, in its order."""
        return [pane for pane in self.panes if pane.display]

    def do_next_pane(self, _: Target = None) -> None:
        """Go round: what has the focus, then the next."""
        self._go_round(1)

    def do_previous_pane(self, _: Target = None) -> None:
        """Go round the other way."""
        self._go_round(-1)

    def _go_round(self, step: int) -> None:
        stops = self.stops()
        here = next((place for place, stop in enumerate(stops) if stop.has_focus), 0)
        self.set_focus(stops[(here + step) % len(stops)])

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
        self.set_focus(pane)

    def do_jump(self, _: Target = None) -> None:
        """Show a letter on every row in view, and go where somebody wants to."""
        from warroom.ui.modals.jump import JumpModal

        here = self.pane or self.panes[0]
        others = [pane for pane in self.panes if pane is not here and pane.display]
        self.app.push_screen(JumpModal([here, *others], PANES), self._jump_to)

    def _jump_to(self, chosen: tuple[str, str | None] | None) -> None:
        if chosen:
            name, record_id = chosen
            self._go_to(PANES.index(name))
            if record_id:
                self.panes[PANES.index(name)].highlight(record_id)

    def go_to_ref(self, ref: str) -> None:
        """Highlight the row or record of a reference; what hides it goes off. What has no pane is its row."""
        fold = self.session.fold
        record = fold.row(ref) if ref.startswith("#") else fold.record(ref)
        place = PANES.index(_PANE_OF_PREFIX.get(ref[0], TIMELINE))
        pane = self.panes[place]
        self._go_to(place)
        if pane.index_of(record.id) is None:
            pane.filter("")
            if pane is self._timeline:
                self._timeline.show_machines(shown=True)
        pane.highlight(record.id)

    def do_zoom(self, _: Target = None) -> None:
        """Give the pane the whole screen, or give it back."""
        if self.has_class("-zoom"):
            self.leave_zoom()
        else:
            self._zoom(self.pane or self.panes[0])

    def leave_zoom(self) -> None:
        """Show every pane again."""
        self.remove_class("-zoom")
        for pane in self.panes:
            pane.remove_class("-zoomed")

    def _zoom(self, pane: Pane) -> None:
        self.add_class("-zoom")
        for other in self.panes:
            other.set_class(other is pane, "-zoomed")
        self.query_one("#side").set_class(pane is not self.panes[0], "-zoomed")
        self.set_focus(pane)

    def do_machines(self, _: Target = None) -> None:
        """Hide what came through pipes, or show it again."""
        timeline = self._timeline
        timeline.show_machines(timeline.without_machines)
        hidden = f"rows of machines are hidden; {key_of('row.machines')} shows them"
        self.say(hidden if timeline.without_machines else "every row is shown")

    def do_as_learned(self, _: Target = None) -> None:
        """Order the timeline by when things were written down, or again by when they happened."""
        timeline = self._timeline
        timeline.order_as_learned(not timeline.as_learned)
        learned, happened = "as it was learned", "as it happened"
        shown, other = (learned, happened) if timeline.as_learned else (happened, learned)
        self.say(f"{shown}; {key_of('row.learned')} shows it {other}")

    def do_minute_later(self, _: Target = None) -> None:
        """Go to the first row of the next minute that has one."""
        self._timeline.jump("minute", 1)

    def do_minute_earlier(self, _: Target = None) -> None:
        """Go to the first row of this minute, or of the one before."""
        self._timeline.jump("minute", -1)

    def do_hour_later(self, _: Target = None) -> None:
        """Go to the first row of the next hour that has one."""
        self._timeline.jump("hour", 1)

    def do_hour_earlier(self, _: Target = None) -> None:
        """Go to the first row of this hour, or of the one before."""
        self._timeline.jump("hour", -1)

    def do_day_later(self, _: Target = None) -> None:
        """Go to the first row of the next day that has one."""
        self._timeline.jump("day", 1)

    def do_day_earlier(self, _: Target = None) -> None:
        """Go to the first row of this day, or of the one before."""
        self._timeline.jump("day", -1)

    @property
    def _timeline(self) -> TimelinePane:
        return self.query_one(TimelinePane)

    def do_open(self, target: Target) -> None:
        """Show a record's full text and history."""
        from warroom.ui.modals.record import RecordModal

        if isinstance(target, Row) and target.about_ref:
            target = self.session.fold.record(target.about_ref)
        if target is not None:
            self.app.push_screen(RecordModal(target, self.session))

    @on(Listing.TitleClicked)
    def _title_clicked(self) -> None:
        self.do_zoom()

    @on(Listing.Opened)
    def _opened(self) -> None:
        if self.pane:
            self.do_open(self.pane.target)

    def do_check(self, _: Target = None) -> None:
        """Show what the postmortem still lacks."""
        from warroom.ui.modals.missing import MissingModal

        self.app.push_screen(MissingModal(self.session), self._go_on_with)

    def do_postmortem(self, _: Target = None, *, leave: Callable[[], None] | None = None) -> None:
        """Show the document as it stands, and write it up; Escape then leads to the room, or wherever `leave` does."""
        from warroom.ui.screens.postmortem import PostmortemScreen

        def closed(way: tuple[str, str] | str | None) -> None:
            leave() if leave and way is None else self._go_on_with(way)

        self.app.push_screen(PostmortemScreen(self, self.app.template), closed)  # type: ignore[attr-defined]  # our app has one

    def _go_on_with(self, way: tuple[str, str] | str | None) -> None:
        if isinstance(way, str):
            self.go_to_ref(way)
        elif way:
            self.settle_finding(way)

    def settle_finding(self, way: tuple[str, str]) -> None:
        """Go on with the line, and its hint, that settles what the postmortem lacks."""
        raise NotImplementedError

    def do_theme(self, _: Target = None) -> None:
        """Choose the colours, which are shown at once."""
        self.app.action_change_theme()

    def do_palette(self, _: Target = None) -> None:
        """Choose an action by its name."""
        self.app.action_command_palette()

    def do_quit(self, _: Target = None) -> None:
        """Leave the program; everything is on disk already, or else is printed."""
        self.app.exit()

    # What is due

    def on_click(self, event: Click) -> None:
        """See to what is due that was clicked, or show all of it."""
        key = event.style.meta.get("due")
        if key == "":
            self.do_due()
        elif key is not None:
            self.see_to(next((item for item in self.session.reminders if item.key == key), None))

    def do_due(self, _: Target = None) -> None:
        """Show everything that is due, and see to the one that is chosen."""
        from warroom.ui.modals.due import DueModal

        self.app.push_screen(DueModal(self.session, records=self.records), self.see_to)

    def see_to(self, item: Due | None) -> None:
        """Go to the record of what is due; what has none, or waits for the next call, is settled."""
        if item is None:
            return
        if item.rung and item.at <= self.session.view.now:
            self.settle(item)
            return
        for place, pane in enumerate(self.panes):
            for record in getattr(pane, "records", ()):
                if record.ref == item.ref:
                    self._go_to(place)
                    pane.highlight(record.id)
                    return
        self.settle(item)

    def settle(self, item: Due) -> None:
        """Begin what settles a reminder that no pane has the record of."""
        raise NotImplementedError

    # The rest

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
        self.set_class(_is_portrait(event.size), "-portrait")
        if grown:
            self.set_focus(self._had_focus or self.home)
        if small:
            text = Content(f"too small: {width}×{height}, needs {SMALLEST[0]}×{SMALLEST[1]}")
            notice = self.query("#too-small").first(Static) if self.query("#too-small") else None
            if notice:
                notice.update(text)
            else:
                self.mount(Static(text, id="too-small"))
        self.show_header()

"""The library: every incident in the home folder, and the place to declare the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from warroom.core.declaring import read_declaration
from warroom.core.errors import TimeError, WarroomError
from warroom.core.text import plural
from warroom.core.times import Moment, When, find_zone, place
from warroom.paths import short_path
from warroom.store.screens import HalfTyped, Screens
from warroom.ui import header
from warroom.ui import presentation as show
from warroom.ui.actions import BY_ID, LIBRARY, Action, bindings_for, key_of
from warroom.ui.keeper import Keeper
from warroom.ui.line import KeyBar, LineInput, OneLine, key_hint, pressable
from warroom.ui.panes.listing import Listing
from warroom.ui.parts import start

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.events import Key

    from warroom.store.library import Library, Summary
    from warroom.ui.actions import Target
    from warroom.ui.session import Clock

_MOVES = Content.assemble((" ↑↓ ", "bold $accent"), ("choose", show.QUIET))
_ENTER = ("open", "declare")
_HELP = "?"


class LibraryList(Listing):
    """The incidents, those that go on first; a letter that is no command here goes to the line."""

    BINDINGS = bindings_for(LIBRARY)

    def __init__(self, zone: str) -> None:
        super().__init__(id="library")
        self.zone = find_zone(zone)
        self.items: list[Summary] = []

    async def _on_key(self, event: Key) -> None:
        """Leave a letter that is no command to the line, which has the focus from then on."""
        if event.is_printable and self.has_focus and event.key not in self._bindings.key_to_bindings:
            self.screen.action_do("library.new")  # type: ignore[attr-defined]  # a LibraryScreen

    def count(self) -> int:
        """Return how many incidents there are."""
        return len(self.items)

    def id_at(self, index: int) -> str:
        """Return the id of the incident at a place."""
        return self.items[index].id

    def index_of(self, record_id: str) -> int | None:
        """Return the place of an incident."""
        return next((place for place, item in enumerate(self.items) if item.id == record_id), None)

    def draw(self, index: int, width: int) -> show.Drawn:
        """Return an incident's line."""
        return show.Drawn([], header.library_row(self.items[index], width, self.zone))

    def empty(self, width: int) -> list[Content]:
        """Return how to begin."""
        text = [
            Content(""),
            Content.styled("No incident yet.", "bold"),
            Content(""),
            Content.assemble("Is something down? ", ("Type what is wrong below and press Enter.", "bold")),
            Content.styled("A title is enough; everything else can follow while you work.", show.QUIET),
            Content(""),
            Content.assemble(
                "Only looking? ",
                ("tab", "bold $accent"),
                " then ",
                (key_of("library.example"), "bold $accent"),
                " opens an example, well under way.",
            ),
        ]
        return [Content("  ").append(part) for line in text for part in line.wrap(max(width - 2, 1)) or [line]]


class LibraryScreen(Screen[None]):
    """All incidents, with what their postmortems still lack; the line, which has the focus, declares a new one.

    While the line is empty the arrows and Enter are for the list, so that opening a room costs no more than that.
    """

    AUTO_FOCUS = ""

    class OpenRoom(Message):
        """Somebody wants to open an incident's room, or over it its postmortem; None is the example."""

        def __init__(self, incident_id: str | None, *, postmortem: bool = False) -> None:
            super().__init__()
            self.incident_id = incident_id
            self.postmortem = postmortem

    def __init__(self, library: Library, clock: Clock, *, by: str, zone: str, severity: str,
                 at: str | None = None) -> None:  # fmt: skip
        super().__init__()
        self.at = at
        self.library = library
        self.clock = clock
        self.by = by
        self.zone = zone
        self.severity = severity
        self._trouble = ""
        self._returned: tuple[str, Content] = ("", Content(""))

    def compose(self) -> ComposeResult:
        """Lay the library out."""
        yield OneLine(id="header")
        yield LibraryList(self.zone)
        with Container(id="prompt"):
            with Horizontal(id="entry"):
                yield Static(" declare", id="typed-at")
                yield LineInput(self.clock, self.declare, placeholder="what is wrong?")
            yield OneLine(id="preview")
        yield KeyBar()
        from warroom.ui.drafting import WholeBox

        self._whole = WholeBox()
        self.app.read_styles("after")  # type: ignore[attr-defined]  # our app has it
        yield Container(self._whole, id="above-line")

    def on_mount(self) -> None:
        """Show the incidents; letters go to the line."""
        self.show_incidents()
        self.line.on_empty = lambda: self.action_do("library.open")
        self.set_focus(self.line)
        self.show_where()
        screens = Screens(self.library.home, by=self.by, clock=self.clock)
        self.keeper = Keeper(screens, self.line.half_typed, on_found=self._show_found)
        start(self, self.keeper.run, "keep")

    def on_unmount(self) -> None:
        """Keep what is half typed for the next time."""
        self.keeper.close()

    def on_screen_resume(self) -> None:
        """Read the incidents again after a room was left."""
        if self.is_mounted:
            self.show_incidents()

    @property
    def line(self) -> LineInput:
        """The line that declares."""
        return self.query_one(LineInput)

    def show_incidents(self) -> None:
        """Read every incident and show it; the one somebody comes from is highlighted, else the first."""
        items = self.query_one(LibraryList)
        self._trouble = ""
        try:
            items.items = sorted(sorted(self.library.summaries(), key=_latest, reverse=True), key=_standing)
        except WarroomError as error:
            self._trouble = str(error)
        if items.items and (items.cursor is None or items.index_of(items.cursor) is None):
            items.cursor = self.at if self.at and items.index_of(self.at) is not None else items.id_at(0)
        items.border_title = Content(" Library ")
        items.show_changes()
        self.on_resize()

    def on_resize(self) -> None:
        """Show the header, for the width there is."""
        items, width = self.query_one(LibraryList).items, self.app.size.width
        active = sum(_goes_on(item) for item in items)
        title = Content.assemble((" warroom", "bold $accent"), f"  {plural(len(items), 'incident')} · {active} open")
        place = Content.styled(f"{short_path(self.library.home, width - 40)} ", show.QUIET)
        self.query_one("#header", OneLine).show(Content("\n").join([show.spread(title, place, width), Content("")]))

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence beside the line."""
        self._show(Content.styled(text, "$text-error" if wrong else ""), wrong=wrong)

    def _show(self, words: Content, *, wrong: bool = False) -> None:
        """Show words beside the line; the whole of a refusal that is cut there right above it."""
        preview = self.query_one("#preview", OneLine)
        preview.show(words)
        is_cut = wrong and words.cell_length > (preview.content_size.width or words.cell_length)
        self._whole.look(words if is_cut else Content(""), self.app.size.width)

    def show_where(self) -> None:
        """Show where the keys go: to the line, or to the highlighted incident."""
        bar, items, line = self.query_one(KeyBar), self.query_one(LibraryList), self.line
        is_typed = bool(line.value.strip())
        if items.has_focus:
            bar.show_keys(LIBRARY)
            told = "half typed: esc goes back to it" if is_typed else "letters are commands here; esc goes to the line"
            self._show(Content.styled(told, show.QUIET))
            return
        moves = [] if is_typed or not items.items else [pressable(_MOVES, "down")]
        enter = pressable(Content.assemble((" enter ", "bold $accent"), (_ENTER[not moves], show.QUIET)), "enter")
        leave = [key_hint(BY_ID["line.panes"], "list"), key_hint(BY_ID["line.quit"])]
        bar.show_hints([key_hint(BY_ID["line.help"]), enter, *moves, *leave])
        self._look(line.value)

    # Declaring

    def _read(self, text: str) -> tuple[str, str, When | None]:
        """Return the title, severity and start that a line declares: `14:02 sev1 checkout errors`."""
        title, severity, began = read_declaration(text)
        started = place(began, Moment(self.clock(), self.zone)) if began else None
        return title, severity or self.severity, started

    @on(Input.Changed, "#line")
    def _typing(self) -> None:
        self.keeper.changed()
        self.show_where()

    def _look(self, text: str) -> None:
        """Show what Enter would make of the line."""
        if not text.strip():
            here = "Enter opens the highlight; words declare a new one" if self.query_one(LibraryList).items else ""
            words = Content.styled(self._trouble or here, "$text-error" if self._trouble else show.QUIET)
            self._show(words, wrong=bool(self._trouble))
            return
        if text == self._returned[0]:
            self._show(self._returned[1])
            return
        if text.strip() == _HELP:
            self._show(Content.styled(f"Enter shows every key, as {key_of('line.help')} does", show.QUIET))
            return
        try:
            title, severity, started = self._read(text)
        except TimeError as error:
            self.say(str(error), wrong=True)
            return
        since = f"{started.at.astimezone(find_zone(self.zone)):%H:%M %Z}" if started else "now"
        words = Content.assemble(
            ("Enter declares a ", show.QUIET), (severity, "bold"), (f", started {since}", show.QUIET)
        )
        hint = "" if title and started else "   14:02 sev1 may go first"
        self._show(words.append(Content.styled(hint, show.QUIET)))

    def declare(self, text: str, _: datetime) -> bool:
        """Declare the incident of a line, and tell whether it could be; `?` alone asks for the help."""
        if text.strip() == _HELP:
            self.do_help()
            return True
        try:
            title, severity, started = self._read(text)
            incident_id = self.library.create(title, by=self.by, severity=severity, zone=self.zone, started=started)
        except WarroomError as error:
            self.say(str(error), wrong=True)
            return False
        self.post_message(self.OpenRoom(incident_id))
        return True

    def _show_found(self, lines: list[HalfTyped]) -> None:
        """Bring back what was half typed when a screen went away, and say so."""
        self._say_returned(lines[0].typed_at, seen=self.query_one(LineInput).bring_back(lines))

    def _say_returned(self, typed_at: datetime | None, *, seen: bool) -> None:
        line = self.query_one(LineInput)
        view = show.View(self.clock(), find_zone(self.zone))
        self._returned = (line.value, header.returned(typed_at, view, seen=seen, more=line.waiting))
        self._show(self._returned[1])
        if seen:
            line.focus()

    # Actions

    def refusal(self, action: Action) -> str | None:
        """Return why an action cannot run now, or None."""
        if action.needs_target and not self.query_one(LibraryList).items:
            return "there is no incident yet: type what is wrong below and press Enter"
        return None

    def action_do(self, action_id: str) -> None:
        """Run an action of the registry; one that cannot run says why."""
        action = BY_ID[action_id]
        if reason := self.refusal(action):
            self.query_one(LibraryList).refused = True
            self.say(reason, wrong=True)
            return
        name = dict.fromkeys(("next_pane", "previous_pane", "complete"), "focus_list").get(action.do, action.do)
        method: Callable[[Target], None] | None = getattr(self, f"do_{name}", None)
        if method:
            method(None)

    def do_focus_line(self, _: Target = None) -> None:
        """Go to the line."""
        self.set_focus(self.line)

    def do_focus_list(self, _: Target = None) -> None:
        """Go between the line and the list."""
        self.set_focus(self.query_one(LibraryList) if self.line.has_focus else self.line)

    def do_leave_line(self, _: Target = None) -> None:
        """Leave a line that was refused, or bring back one that waits; the focus stays where letters are safe."""
        if self.line.leave() and self.line.value:
            self._say_returned(self.line.typed_at, seen=True)

    def do_open_room(self, _: Target = None) -> None:
        """Open the highlighted incident."""
        self._open()

    def do_postmortem(self, _: Target = None) -> None:
        """Open the highlighted incident's postmortem."""
        self._open(postmortem=True)

    def _open(self, *, postmortem: bool = False) -> None:
        items = self.query_one(LibraryList)
        index = items.cursor_index
        if index is not None:
            self.post_message(self.OpenRoom(items.id_at(index), postmortem=postmortem))

    @on(Listing.Opened)
    def _opened(self) -> None:
        self.do_open_room()

    def do_first(self, _: Target = None) -> None:
        """Highlight the first incident."""
        self.query_one(LibraryList).action_first()

    def do_example(self, _: Target = None) -> None:
        """Open the example, in a home of its own."""
        self.post_message(self.OpenRoom(None))

    def do_help(self, _: Target = None) -> None:
        """Show every key."""
        from warroom.ui.modals.help import HelpModal

        self.app.push_screen(
            HelpModal(LIBRARY, self.refusal), lambda chosen: self.action_do(chosen) if chosen else None
        )

    def do_break_line(self, _: Target = None) -> None:
        """Refuse: a title is one line."""
        self.say("a title is one line: the rest is for the room", wrong=True)

    def do_older_line(self, _: Target = None) -> None:
        """Highlight the incident above, while nothing is typed."""
        if not self.line.value:
            self.query_one(LibraryList).action_move(-1)

    def do_newer_line(self, _: Target = None) -> None:
        """Highlight the incident below, while nothing is typed."""
        if not self.line.value:
            self.query_one(LibraryList).action_move(1)

    def do_page_up(self, _: Target = None) -> None:
        """Highlight the incident a page above."""
        self.query_one(LibraryList).action_page(-1)

    def do_page_down(self, _: Target = None) -> None:
        """Highlight the incident a page below."""
        self.query_one(LibraryList).action_page(1)

    def do_quit(self, _: Target = None) -> None:
        """Leave the program."""
        self.app.exit()

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        self.show_where()


def _goes_on(item: Summary) -> bool:
    return item.status not in {"resolved", "closed"} and bool(item.title)


def _standing(item: Summary) -> int:
    """Return which come first: the real ones that go on, then drills and the like that do, then what is over."""
    return 2 if not _goes_on(item) else int(item.mode != "real")


def _latest(item: Summary) -> tuple[str, str]:
    return (f"{item.started_at:%Y-%m-%dT%H:%M:%S}" if item.started_at else item.id, item.id)

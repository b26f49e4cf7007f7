"""The application: it opens rooms and the library, and holds what both need."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.filter import Monochrome, NoColor
from textual.screen import ModalScreen

from warroom.config import THEMES as NAMES
from warroom.core.errors import WarroomError
from warroom.core.names import Names
from warroom.ui.actions import ANYWHERE, BY_ID, LIBRARY, PANES, actions_for, key_of, use_keys
from warroom.ui.attention import Attention
from warroom.ui.line import NEWLINE
from warroom.ui.screens.incident import IncidentScreen
from warroom.ui.screens.room import RoomScreen
from warroom.ui.themes import DEFAULTS, THEMES

if TYPE_CHECKING:
    from textual.events import Click
    from textual.screen import Screen

    from warroom.core.checklists import Checklist
    from warroom.drill import Player
    from warroom.store.library import Library
    from warroom.store.room import Room
    from warroom.ui.screens.library import LibraryScreen

Clock = Callable[[], datetime]

_STYLES = Path(__file__).parent / "styles"


class WarroomApp(App[None]):
    """The war room: one room at a time, and the library behind it.

    Give it a room to open, or none to begin in the library. `clock` tells the time, and `open_example` makes the
    example and returns its library and id. `names` gives the people, teams and services of the configuration. With
    `watches` the room is only looked at, and an `example` is labelled as one; a `player` plays a drill into it.
    `signals` are how the terminal may call attention: bell, title, notify. `checklists` are those of the
    configuration. `keys` are those somebody has chosen, by the action's id; `mistakes` are
    sentences about the configuration, to be said when a room opens. `theme` is one of the names that the configuration
    has for the colours, `template` the outline a postmortem is written by.
    """

    TITLE = "warroom"
    ENABLE_COMMAND_PALETTE = True
    CSS_PATH: ClassVar[list[str | PurePath]] = [_STYLES / "room.tcss"]
    BINDINGS: ClassVar[list] = []  # type: ignore[type-arg]  # none: every key is in the registry

    def __init__(
        self,
        library: Library,
        clock: Clock,
        *,
        by: str,
        room: Room | None = None,
        zone: str = "UTC",
        severity: str = "SEV3",
        names: Callable[[], Names] = Names,
        open_example: Callable[[], tuple[Library, str]] | None = None,
        watches: bool = False,
        example: bool = False,
        player: Player | None = None,
        signals: Sequence[str] = (),
        keys: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        mistakes: Sequence[str] = (),
        checklists: Sequence[Checklist] = (),
        theme: str = "dark",
        template: str = "house",
    ) -> None:
        use_keys(keys)
        super().__init__()
        if self.no_color:  # which Textual reads as greys
            self._filters = [NoColor() if isinstance(one, Monochrome) else one for one in self._filters]
            self.css_path = [*self.css_path, _STYLES / "nocolor.tcss"]
        self.library = library
        self.clock = clock
        self.by = by
        self.room = room
        self.zone = zone
        self.severity = severity
        self.names = names
        self.open_example = open_example
        self.watches = watches
        self.example = self.shows_example = example
        self.player = player
        self.signals = signals
        self.mistakes = mistakes
        self.checklists = checklists
        self.template = template
        self.unsaved_lines: list[str] = []
        self.animation_level = "none"
        for one in THEMES:
            self.register_theme(one)
        # Without being watched, for that would parse the styles twice; they are told here what it stands for.
        self.set_reactive(App.theme, NAMES[theme])
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables for the themes that do not have them."""
        return DEFAULTS

    def get_default_screen(self) -> Screen[None]:
        """Begin with the room, or the library: a screen of Textual's own below it would cost the first frame."""
        screen = self._library_screen() if self.room is None else self._incident_screen(self.room)
        # switch_screen takes this back when it leaves a screen; a pushed one has it, a default one has not.
        screen._push_result_callback(self, None)
        return screen

    def on_ready(self) -> None:
        """Do what the first frame does not need: read the other styles, and collect garbage again.

        What made the frame is no garbage and is left alone.
        """
        self.read_styles("after", "modals", "postmortem")
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def read_styles(self, *names: str) -> None:
        """Read styles that are not needed until now."""
        for name in names:
            path = _STYLES / f"{name}.tcss"
            self.stylesheet.add_source(path.read_text(encoding="utf-8"), read_from=(str(path), ""))

    def on_unmount(self) -> None:
        """Leave the room: its checkpoint is written and its log given back."""
        self.leave_room()

    def save(self) -> None:
        """Put on the disk what the open room has not saved yet and what is half typed; from any thread.

        Raises:
            StoreError: it cannot be written.
        """
        try:
            if self.room is not None:
                self.room.save()
        finally:
            for screen in self.screen_stack:
                if keeper := getattr(screen, "keeper", None):
                    keeper.keep()

    def write_to_terminal(self, text: str) -> None:
        """Send characters to the terminal that are not for the screen, such as its title."""
        if self._driver is not None:
            self._driver.write(text)

    def copy_to_clipboard(self, text: str) -> None:
        """Put what was selected wherever it can be pasted from, and say where: a terminal alone may lose it."""
        self._clipboard = text
        self.run_worker(self._copy(text), name="copy", exit_on_error=False)

    async def _copy(self, text: str) -> None:
        from warroom.ui.clipboard import copied

        folder = self.room.folder if self.room else self.library.home
        told = await copied(text, self.write_to_terminal, folder, "selected.txt")
        if say := getattr(self.screen, "say", None):
            say(told)

    def _library_screen(self, at: str | None = None) -> LibraryScreen:
        from warroom.ui.screens.library import LibraryScreen

        return LibraryScreen(self.library, self.clock, by=self.by, zone=self.zone, severity=self.severity, at=at)

    def _incident_screen(self, room: Room) -> IncidentScreen:
        if not self.watches:
            player = self.player if self.player and self.player.room is room else None
            attention = Attention(self.write_to_terminal, self.bell, self.signals)
            return RoomScreen(
                room, self.clock, attention, names=self.names(), player=player, checklists=self.checklists
            )
        from warroom.ui.screens.watch import WatchScreen

        return WatchScreen(room, self.clock)

    def leave_room(self) -> None:
        """Close the room that is open, if any; what cannot be saved is then in `unsaved_lines`."""
        room, self.room = self.room, None
        if room is not None:
            with suppress(WarroomError):  # the log has everything but what is unsaved
                room.close()
            self.unsaved_lines += _unsaved_lines(room)

    @on(RoomScreen.LeaveFor)
    def _leave(self, message: RoomScreen.LeaveFor) -> None:
        left = PurePath(self.room.folder).name if self.room else None
        self.leave_room()
        self.switch_screen(self._library_screen(at=left))

    async def on_library_screen_open_room(self, message: LibraryScreen.OpenRoom) -> None:
        """Open a room from the library; Enter pressed twice opens one."""
        if self.room is not None:
            return
        try:
            library, incident_id = self.library, message.incident_id
            if incident_id is None:
                if self.open_example is None:
                    return
                library, incident_id = self.open_example()
            self.room = library.open(incident_id, by=self.by)
        except WarroomError as error:
            self.notify(str(error), severity="error", markup=False, timeout=10)
            return
        self.shows_example = self.example or message.incident_id is None
        screen = self._incident_screen(self.room)
        await self.switch_screen(screen)
        if message.postmortem:
            screen.do_postmortem(leave=screen.do_library if isinstance(screen, RoomScreen) else None)

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked; a click beside a box leaves the box."""
        key = event.style.meta.get("key")
        if event.widget is self.screen and isinstance(self.screen, ModalScreen):
            key = "escape"
        if key:
            self.simulate_key(key)

    def action_help_quit(self) -> None:
        """Say at the line how to leave, for a hand that presses Ctrl+C; Textual would cover the line."""
        if say := getattr(self.screen, "say", None):
            say(f"{key_of('line.quit')} quits; everything is saved")

    def action_change_theme(self) -> None:
        """Choose the colours, among ours and the terminal's own."""
        from warroom.ui.modals.theme import ThemeModal

        self.push_screen(ThemeModal())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Give the command palette every action of the registry that can run here; in the library the colours too."""
        places = (LIBRARY,) if not isinstance(screen, IncidentScreen) else (ANYWHERE, *PANES)
        for action in actions_for(*places):
            if action.id == "palette":
                continue
            refusal = getattr(screen, "refusal", None)
            if refusal is None or refusal(action) is None:
                run = getattr(screen, "action_do", None)
                if run:
                    words = f"{action.help}  ({action.key})" if action.key else action.help
                    yield SystemCommand(f"{action.where}: {action.title}", words, _bound(run, action.id))
        if LIBRARY in places:
            yield SystemCommand("theme", BY_ID["theme"].help, self.action_change_theme)


def _unsaved_lines(room: Room) -> list[str]:
    """Return what is not on the disk as the lines that would record it, each on one line."""
    if not (unsaved := room.unsaved):
        return []
    from warroom.core.replay import line_of

    events = (event for event in room.fold.events.values() if event.event_id in unsaved)
    return [(line_of(event, room.fold) or room.reply(event)).replace("\n", NEWLINE) for event in events]


def _bound(run: Callable[[str], None], action_id: str) -> Callable[[], None]:
    return lambda: run(action_id)

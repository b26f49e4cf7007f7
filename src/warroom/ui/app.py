"""The application: it opens rooms and the library, and holds what both need."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.theme import Theme

from warroom.core.errors import WarroomError
from warroom.core.names import Names
from warroom.ui.actions import ANYWHERE, LIBRARY, PANES, actions_for
from warroom.ui.line import NEWLINE
from warroom.ui.screens.room import RoomScreen

if TYPE_CHECKING:
    from textual.screen import Screen

    from warroom.store.library import Library
    from warroom.store.room import Room
    from warroom.ui.screens.library import LibraryScreen

Clock = Callable[[], datetime]

_STYLES = Path(__file__).parent / "styles"

_SEVERITIES = {
    "severity-text": "#ffffff", "severity-1": "#b3261e", "severity-2": "#a85a00", "severity-3": "#4d6b8a",
}  # fmt: skip

DARK = Theme(
    name="warroom-dark", dark=True, primary="#7fa7cf", secondary="#9db4cc", accent="#7cc4c4", success="#8fbf7f",
    warning="#e0b060", error="#e07a70", foreground="#d5dbe3", background="#11151a", surface="#171c23", panel="#1d242d",
    variables={**_SEVERITIES, "border-blurred": "#36414e", "quiet": "#8a97a6"},
)  # fmt: skip
LIGHT = Theme(
    name="warroom-light", dark=False, primary="#2c5f8a", secondary="#48617a", accent="#00696b", success="#2e6b2e",
    warning="#8a5a00", error="#a8231a", foreground="#1b2129", background="#f7f7f4", surface="#efefea", panel="#e4e5e0",
    variables={**_SEVERITIES, "border-blurred": "#b9bec4", "quiet": "#626b75"},
)  # fmt: skip


class WarroomApp(App[None]):
    """The war room: one room at a time, and the library behind it.

    Give it a room to open, or none to begin in the library. `clock` tells the time, and `open_example` makes the
    example and returns its library and id. `names` gives the people, teams and services of the configuration.
    """

    TITLE = "warroom"
    ENABLE_COMMAND_PALETTE = True
    CSS_PATH: ClassVar[list[str | PurePath]] = [_STYLES / f"{name}.tcss" for name in ("room", "modals", "document")]
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
    ) -> None:
        super().__init__()
        self.library = library
        self.clock = clock
        self.by = by
        self.room = room
        self.zone = zone
        self.severity = severity
        self.names = names
        self.open_example = open_example
        self.unsaved_lines: list[str] = []
        self.animation_level = "none"
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.set_reactive(App.theme, "warroom-dark")  # to watch it now would parse the styles twice

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our own variables for the themes that do not have them."""
        return {**_SEVERITIES, "border-blurred": "#5a6673", "quiet": "#8a8f98"}

    def get_default_screen(self) -> Screen[None]:
        """Begin with the room, or the library: a screen of Textual's own below it would cost the first frame."""
        screen = self._library_screen() if self.room is None else self._room_screen(self.room)
        # switch_screen takes this back when it leaves a screen; a pushed one has it, a default one has not.
        screen._push_result_callback(self, None)
        return screen

    def on_ready(self) -> None:
        """Collect garbage again once the first frame is there; what made it is no garbage and is left alone."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

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

    def _room_screen(self, room: Room) -> RoomScreen:
        return RoomScreen(room, self.clock, self.names())

    def _library_screen(self) -> LibraryScreen:
        from warroom.ui.screens.library import LibraryScreen

        return LibraryScreen(self.library, self.clock, by=self.by, zone=self.zone, severity=self.severity)

    def leave_room(self) -> None:
        """Close the room that is open, if any; what cannot be saved is then in `unsaved_lines`."""
        room, self.room = self.room, None
        if room is not None:
            with suppress(WarroomError):  # the log has everything but what is unsaved
                room.close()
            self.unsaved_lines += _unsaved_lines(room)

    @on(RoomScreen.LeaveFor)
    def _leave(self, message: RoomScreen.LeaveFor) -> None:
        self.leave_room()
        self.switch_screen(self._library_screen())

    async def on_library_screen_open_room(self, message: LibraryScreen.OpenRoom) -> None:
        """Open a room from the library."""
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
        self.switch_screen(self._room_screen(self.room))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Give the command palette every action of the registry that can run here, and the themes."""
        places = (LIBRARY,) if not isinstance(screen, RoomScreen) else (ANYWHERE, *PANES)
        for action in actions_for(*places):
            refusal = getattr(screen, "refusal", None)
            if refusal is None or refusal(action) is None:
                run = getattr(screen, "action_do", None)
                if run:
                    yield SystemCommand(f"{action.where}: {action.title}", action.help, _bound(run, action.id))
        yield SystemCommand("theme", "Dark, light and the terminal's own colours", self.action_change_theme)


def _unsaved_lines(room: Room) -> list[str]:
    """Return what is not on the disk as the lines that would record it, each on one line."""
    if not (unsaved := room.unsaved):
        return []
    from warroom.core.replay import line_of

    events = (event for event in room.fold.events.values() if event.event_id in unsaved)
    return [(line_of(event, room.fold) or room.reply(event)).replace("\n", NEWLINE) for event in events]


def _bound(run: Callable[[str], None], action_id: str) -> Callable[[], None]:
    return lambda: run(action_id)

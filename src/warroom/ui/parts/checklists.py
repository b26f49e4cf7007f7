"""Checklists: those of the configuration are shown, offered at their moment, and added as tasks in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warroom.core.build import recorded_at
from warroom.core.checklists import MOMENTS, added, moments_of, waiting
from warroom.core.errors import WarroomError
from warroom.ui import header
from warroom.ui.actions import key_of
from warroom.ui.parts import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warroom.core.checklists import Checklist
    from warroom.core.events import Event
    from warroom.ui.actions import Target
    from warroom.ui.screens.room import RoomScreen


class Checklists(Part):
    """What is to be remembered at a moment, as tasks on the board."""

    def __init__(self, screen: RoomScreen, checklists: Sequence[Checklist]) -> None:
        super().__init__(screen)
        self.checklists = checklists

    def do_show(self, _: Target = None) -> None:
        """Show the checklists; the one that is chosen becomes tasks. Without any, say how to make one."""
        from warroom.ui.modals.checklists import ChecklistsModal

        wrong = [] if self.checklists else self._look_for_some()
        if self.checklists:
            self.screen.app.push_screen(ChecklistsModal(self.checklists, self.session.incident), self._add)
        else:
            self._show_how(wrong)

    def _look_for_some(self) -> list[str]:
        """Take over the checklists that were configured since the room was opened; return what is wrong with them."""
        from warroom.config import load_config

        config = load_config()
        self.checklists = self.screen.checklists = config.checklists
        return [mistake.removeprefix(f"{config.path}: ") for mistake in config.mistakes]

    def _show_how(self, wrong: Sequence[str]) -> None:
        from warroom.paths import config_file, short_path
        from warroom.ui.modals.checklists import NoChecklistModal

        try:
            path = short_path(config_file())
        except WarroomError as error:
            self.screen.say(str(error), wrong=True)
            return

        async def copy(text: str) -> str:
            return await self.screen.telling.copied(text, "checklist.toml")

        self.screen.app.push_screen(NoChecklistModal(path, wrong, copy))

    def _add(self, checklist: Checklist | None) -> None:
        """Add the tasks of a checklist as one step."""
        room = self.session.room
        if checklist is None or added(checklist, self.session.incident):  # meanwhile by somebody else
            return
        try:
            events = room.draft_checklist(checklist)
        except WarroomError as error:
            self.screen.say(str(error), wrong=True)
            return
        for event, line in zip(events, checklist.tasks, strict=True):
            self.screen.saving.entered(event, line, recorded_at(event))
        self.screen.recording.drafted(events)
        undo = key_of("undo") if self.screen.pane else "/undo"
        self.screen.say(header.added_checklist([room.label(event) or "" for event in events], undo))

    def offer(self, events: Sequence[Event] | None = None) -> None:
        """Say that there is a checklist for the moment that changes bring about, or, without any, for the present."""
        moments = tuple(MOMENTS) if events is None else moments_of(events)
        if found := waiting(self.checklists, self.session.incident, moments):
            offer = header.offer(found[0], len(found) - 1, keys=self.screen.pressed("checklist"))
            self.screen.preview.said = offer
            if not self.screen.line.value:
                self.screen.show_preview()

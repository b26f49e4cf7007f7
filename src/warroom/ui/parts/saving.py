"""Saving: what was recorded is written away from the screen, and what is not on the disk yet is known."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from warroom.core.errors import StoreError
from warroom.store.screens import HalfTyped
from warroom.ui.parts import Part, start

if TYPE_CHECKING:
    from datetime import datetime

    from warroom.core.events import Event
    from warroom.ui.screens.room import RoomScreen

TRY_AGAIN_AFTER = 5.0
TRY_AGAIN_AT_LEAST_EVERY = 60.0
QUIET_AFTER = 5


class Saving(Part):
    """Writes what was recorded a moment later, tries again what could not be written, and tidies in a quiet moment."""

    def __init__(self, screen: RoomScreen) -> None:
        super().__init__(screen)
        self._wanted = asyncio.Event()
        self._entered: dict[str, HalfTyped] = {}
        self._quiet_for = 0
        self._untidy = False

    def drafted(self) -> None:
        """Have what was drafted written."""
        self._wanted.set()
        self.changed()

    def changed(self) -> None:
        """Take note that the record changed, here or elsewhere: there is something to tidy once it is quiet."""
        self._quiet_for, self._untidy = 0, True

    def disturb(self) -> None:
        """Take note that somebody types."""
        self._quiet_for = 0

    def entered(self, event: Event, text: str, typed_at: datetime | None) -> None:
        """Keep a line as it was entered until its event is on the disk."""
        self._entered[event.event_id] = HalfTyped(text, typed_at)

    def unsaved_lines(self) -> list[HalfTyped]:
        """Return the lines entered that are not on the disk yet; from any thread."""
        unsaved = self.session.room.unsaved
        return [line for one, line in tuple(self._entered.items()) if one in unsaved]

    async def run(self) -> None:
        """Write what was recorded, away from the screen; what cannot be written stays and is tried again."""
        screen, wait = self.screen, TRY_AGAIN_AFTER
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await asyncio.to_thread(self.session.room.save)
            except StoreError as error:
                self.session.failed = True
                screen.because("not saved", f"NOT SAVED: {error}. It is tried again by itself.")
                screen.set_timer(wait, self._wanted.set)
                wait = min(wait * 2, TRY_AGAIN_AT_LEAST_EVERY)
            else:
                wait = TRY_AGAIN_AFTER
                self.session.failed = False
                screen.because("not saved", "")
                unsaved = self.session.room.unsaved
                self._entered = {one: line for one, line in self._entered.items() if one in unsaved}
                screen.keeper.changed()
            screen.show_banner()
            screen.show_changes(())

    def tick(self) -> None:
        """Use the quiet moments, a second having passed."""
        self._quiet_for += 1
        if (self._untidy and self._quiet_for >= QUIET_AFTER) or self.session.room.wants_mending:
            self._untidy = False
            start(self.screen, self._tidy, "tidy")

    async def _tidy(self) -> None:
        """Do what need not be done at once; if it fails, the next quiet moment will do."""
        with suppress(StoreError):
            await asyncio.to_thread(self.session.room.tidy)

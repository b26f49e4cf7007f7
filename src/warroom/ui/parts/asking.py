"""Asking: before an incident is closed with blockers, and after a theory is closed, about what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warroom.core.errors import WarroomError
from warroom.core.text import plural
from warroom.ui.parts import Part

if TYPE_CHECKING:
    from datetime import datetime

    from warroom.core.events import Event
    from warroom.ui.screens.room import RoomScreen


class Asking(Part):
    """Asks once, and never stands in anybody's way: a second Enter records, an empty one skips."""

    def __init__(self, screen: RoomScreen) -> None:
        super().__init__(screen)
        self._to_ask: list[tuple[str, str]] = []
        self._asked = ""

    def before(self, text: str, typed_at: datetime) -> str | None:
        """Return what to ask before a line is recorded; None when nothing is, or when it was asked already."""
        if text != self._asked and (question := self._question(text, typed_at)):
            self._asked = text
            return question
        self._asked = ""
        return None

    def _question(self, text: str, typed_at: datetime) -> str | None:
        """Return the question whether to close an incident with blockers."""
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

    def after(self, event: Event) -> None:
        """Have what was closed here asked about once the line is free; an answer leaves the rest to be asked."""
        theory = next((one for one in self.session.incident.hypotheses if one.id == event.id), None)
        if theory:
            from warroom.core.closing import questions

            if found := questions(event, theory):
                self._to_ask = found
                return
        if not self.screen.line.asked:
            self._to_ask = []

    def stop(self) -> None:
        """Ask nothing more."""
        self._to_ask = []

    def go_on(self) -> None:
        """Ask the next question of a theory that was just closed, unless something else was begun meanwhile."""
        line = self.screen.line
        if line.value or self.screen.focused is not line:
            self._to_ask = []
        elif self._to_ask:
            line.ask(*self._to_ask.pop(0))
        self.screen.call_after_refresh(self.screen.show_keys)

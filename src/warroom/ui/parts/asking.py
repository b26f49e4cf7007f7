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


_ANSWERS = {"attraction", "why"}
"""What an answer sets, and nothing else."""


class Asking(Part):
    """Asks once, and never stands in anybody's way: a second Enter records, and what is typed on is no answer."""

    def __init__(self, screen: RoomScreen) -> None:
        super().__init__(screen)
        self._closed: Event | None = None
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
        """Ask about a dead end that was just found here; an answer leaves the rest to ask, any other line nothing."""
        if event.kind == "hypothesis" and event.set.get("misleading") is True:
            self._closed = event
        elif self._closed and (event.id != self._closed.id or not event.set.keys() <= _ANSWERS):
            self._closed = None
        self.show()

    def _next(self) -> tuple[str, str] | None:
        """Return the line that answers what is asked next, as far as it is known, and the question."""
        if self._closed is None:
            return None
        from warroom.core.closing import questions

        theory = next((one for one in self.session.incident.hypotheses if one.id == self._closed.id), None)
        return next(iter(questions(self._closed, theory)), None) if theory else None

    def show(self) -> None:
        """Show beside the empty line what is asked next; whoever is in a pane cannot answer it there."""
        screen, asked = self.screen, self._next()
        way = f"{asked[1]} right arrow answers" if asked and screen.line.has_focus else ""
        screen.preview.ask([f"{way}, or just type on", way] if way else [])
        screen.show_preview()

    def answer(self) -> bool:
        """Begin the line that answers what is asked in the empty line; tell whether anything was."""
        asked = self._next()
        if asked is None or self.screen.line.value:
            return False
        self.screen.begin(asked[0], f"{asked[1]} (one line; esc leaves it)")
        return True

    def stop(self) -> None:
        """Ask nothing more."""
        self._closed = None
        self.show()

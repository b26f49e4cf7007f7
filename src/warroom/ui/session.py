"""The room as the screen knows it: the open room, the clock, and what the panes ask of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from warroom.core.build import recorded_at
from warroom.core.clocks import reminders
from warroom.core.errors import TimeError, WarroomError
from warroom.core.line import parse_line
from warroom.core.metrics import last_known
from warroom.core.times import find_zone
from warroom.ui.presentation import View

if TYPE_CHECKING:
    from warroom.core.fold import Fold
    from warroom.core.model import Incident
    from warroom.store.room import Room

Clock = Callable[[], datetime]


class Session:
    """An open room and the clock it is looked at by; the panes read it and never write it."""

    def __init__(self, room: Room, clock: Clock, *, example: bool = False) -> None:
        self.room = room
        self.example = example
        self.clock = clock
        self.failed = False
        self.refresh()

    @property
    def incident(self) -> Incident:
        """The state of the incident."""
        return self.room.incident

    @property
    def fold(self) -> Fold:
        """The fold behind it, for histories and references."""
        return self.room.fold

    def refresh(self) -> None:
        """Take in the time and what changed, before anything is drawn."""
        try:
            zone = find_zone(self.incident.zone)
        except TimeError:
            zone = UTC
        now, start = self.clock(), self.incident.started_at
        end = now if self.incident.is_active and self.incident.mode != "retrospective" else last_known(self.incident)
        over = (start, max(start, end or start)) if start else None
        self.view = View(now, zone, frozenset(self.room.unsaved), self.failed, over, self.example)
        self.reminders = reminders(self.incident, now, self.room.remind)
        self._milestones: dict[str, list[str]] = defaultdict(list)
        for name, row_id in self.incident.milestone_rows.items():
            self._milestones[row_id].append(name)
        self.loose_milestones = [
            (name, at)
            for name, at in self.incident.milestones.items()
            if at is not None and name not in self.incident.milestone_rows
        ]

    def milestones_of(self, row_id: str) -> list[str]:
        """Return the milestones that a row carries."""
        return self._milestones.get(row_id, [])

    def has_recorded(self, text: str, typed_at: datetime | None) -> bool:
        """Tell whether a line was recorded already, or what it begins.

        A screen may go away between recording a line and forgetting it, or its beginning, as what is half typed.
        """
        begun = typed_at and typed_at.replace(microsecond=0)
        same_time = [
            event for event in self.fold.events.values() if event.by == self.room.by and recorded_at(event) == begun
        ]
        if not same_time:
            return False
        rows = [row for row in text.split("\n") if row.strip()]
        if len(rows) > 1 and all(self.has_recorded(row, typed_at) for row in rows):
            return True  # a pasted block, each line of it
        try:
            line = parse_line(text)
            if line.verb in {"undo", "redo"}:
                return any(event.undoes for event in same_time)
            change = self.room.preview(line, typed_at=typed_at).change
        except WarroomError:
            return False
        return any(
            event.kind == change.kind and all(_begins(event.set.get(name), value) for name, value in change.set.items())
            for event in same_time
            if not event.undoes
        )


def _begins(whole: object, beginning: object) -> bool:
    """Tell whether a value is another one, or, of texts, its beginning."""
    if isinstance(whole, str) and isinstance(beginning, str):
        return whole.startswith(beginning)
    return whole == beginning

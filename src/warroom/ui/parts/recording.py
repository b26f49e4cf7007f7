"""Recording: a line becomes events, which are shown at once, and the answer says what it became."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warroom.core.build import recorded_at
from warroom.core.errors import WarroomError
from warroom.core.text import plural
from warroom.ui import header
from warroom.ui.parts import SENT, Part

if TYPE_CHECKING:
    from datetime import datetime

    from warroom.core.events import Event
    from warroom.ui.screens.room import RoomScreen

_LABELS_KEPT = 20


class Recording(Part):
    """Records lines, and remembers the references that were told, for they may become another's."""

    def __init__(self, screen: RoomScreen) -> None:
        super().__init__(screen)
        self._labels: dict[str, str | None] = {}

    def enter(self, text: str, typed_at: datetime) -> bool:
        """Record what was typed, and show the end of the timeline; to close with blockers takes a second Enter."""
        screen = self.screen
        screen.call_after_refresh(screen.show_keys)
        if question := screen.asking.before(text, typed_at):
            screen.say(question, wrong=True)
            return False
        if unchanged := self._unchanged(text):
            screen.say(unchanged)
            return True
        is_draft = screen.line.begun and screen.line.hint == SENT
        timeline = screen.panes[0]
        followed, timeline.following = timeline.following, timeline.following or not timeline.has_focus
        events = self.record(text, typed_at)
        if not events and text.strip() not in {"/undo", "/redo"}:  # which were understood
            timeline.following = followed
            return False
        if not events:
            timeline.show_changes()
        if is_draft and events and events[-1].kind == "update":
            screen.telling.send(events[-1])
        return True

    def _unchanged(self, text: str) -> str:
        """Return what to say of a correction that corrects nothing, which is not recorded; empty for any other line."""
        if not text.lstrip().lower().startswith("/edit"):
            return ""
        from warroom.core.changes import changes_no_word

        try:
            found = self.session.room.preview(text)
        except WarroomError:
            return ""
        is_same = changes_no_word(found.change, self.session.fold)
        return f"nothing recorded: {found.line.ref} says that already" if is_same else ""

    def record(self, text: str, typed_at: datetime | None = None) -> list[Event]:
        """Record a line and return its events, none when it could not be understood.

        It is shown at once and on disk a moment later.
        """
        screen, room = self.screen, self.session.room
        try:
            events = room.draft_step(text, typed_at=typed_at)
        except WarroomError as error:
            screen.say(str(error), wrong=True)
            return []
        screen.saving.entered(events[0], text, typed_at or recorded_at(events[0]))
        self._labels = {**dict(list(self._labels.items())[-_LABELS_KEPT:]), events[-1].event_id: room.label(events[-1])}
        self.drafted(events)
        screen.say(self._answer(events))
        screen.asking.after(events[0])
        screen.offer_checklist(events)
        return events

    def drafted(self, events: list[Event]) -> None:
        """Have what was drafted saved, and show it."""
        from warroom.core.conflicts import over

        self.screen.saving.drafted()
        if told := [words for event in events if (words := over(self.session.fold, event))]:
            self.screen.tell(told)
        self.screen.show_changes(events)

    def _answer(self, events: list[Event]) -> str:
        """Return what to say of a line that was recorded; of a step back or forth, what takes the other."""
        screen, room = self.screen, self.session.room
        if not events[0].undoes:
            if events[0].set.get("status") == "resolved":
                ways = header.resolved(self.session.incident, screen.pressed("postmortem"), screen.pressed("check"))
                width = screen.preview.content_size.width
                return next((words for words in ways if len(words) <= width), ways[-1])
            return self._where(events[0]) + room.reply(events[0], zone=self.session.view.zone)
        told, colon, what = room.told_of_step(events).partition(":")
        redo, undo = ("/redo", "/undo") if screen.line.has_focus else ("U", "u")
        way = f"{redo} brings it back" if told == "took back" else f"{undo} takes it back"
        return f"{told} ({way}){colon}{what}"  # what to press comes first, for the rest may be cut

    def _where(self, event: Event) -> str:
        """Return where the row is that was written or corrected, if that is out of view: the view stays at the end."""
        fold, timeline = self.session.fold, self.screen.panes[0]
        row = fold.row_by_id(event.event_id) if event.row is not None else None
        if row is None and event.kind == "entry" and event.set.keys() & {"at", "text"}:
            row = fold.row_by_id(event.id)
        index = timeline.index_of(row.id) if row else None
        if row is None or index is None or row.id in timeline.in_view():
            return ""
        from warroom.ui.presentation import clock_of_day

        up = plural(timeline.count() - 1 - index, "row")
        return f"{row.ref} is at {clock_of_day(row.at, self.session.view)}, {up} up · "

    def renumbered(self) -> list[str]:
        """Say which references that were told here are another's now, who gave the same one at the same moment."""
        fold, room, found = self.session.fold, self.session.room, []
        for event_id, told in self._labels.items():
            event = fold.event(event_id)
            now = room.label(event) if event else told
            if now != told:
                self._labels[event_id] = now
                found.append(f"what was {told} here is {now} now: somebody else had {told} at the same moment")
        return found

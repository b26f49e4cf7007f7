"""Telling: the updates that the record drafts, what is done when one is sent, and the brief of a handover."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from warroom.core.errors import WarroomError
from warroom.core.tell import AUDIENCES, once_told
from warroom.ui import header
from warroom.ui.actions import key_of
from warroom.ui.parts import SENT, Part

if TYPE_CHECKING:
    from warroom.core.events import Event
    from warroom.ui.actions import Target
    from warroom.ui.app import WarroomApp


class Telling(Part):
    """Begins what is told to each audience, and copies it once it is recorded."""

    def do_responders(self, _: Target = None) -> None:
        """Begin an update for responders."""
        self.draft_for("responders")

    def do_executives(self, _: Target = None) -> None:
        """Begin an update for executives."""
        self.draft_for("executives")

    def do_customers(self, _: Target = None) -> None:
        """Begin an update for customers."""
        self.draft_for("customers")

    def draft_for(self, audience: str) -> None:
        """Begin an update that the record writes, to edit and record; recording it starts the next countdown."""
        if text := self._draft(audience):
            self.screen.begin(f'" {text} @{audience}', SENT)
        else:
            key = key_of("row.external")
            self.screen.say(f"nothing is marked external yet: {key} on a row lets customers read it", wrong=True)

    def can_draft(self, audience: str) -> bool:
        """Tell whether the record has anything to tell an audience."""
        return audience in AUDIENCES and bool(self._draft(audience))

    def _draft(self, audience: str) -> str:
        now = self.session.view.now
        room = self.session.room
        return AUDIENCES[audience](once_told(room.incident, now, room.cadence), now, room.remind)

    def send(self, event: Event) -> None:
        """Copy an update that was drafted here and is recorded; say where it went, and when the next is due.

        It is said once: beside the line, or, if something else was said or begun there meanwhile or it does not fit,
        in the banner.
        """
        screen = self.screen
        update = self.session.fold.record(self.session.room.label(event) or "")
        next_at, view = getattr(update, "next_due_at", None), self.session.view
        screen.say(header.sent(update.ref, "copying it …", next_at, view))
        before = screen.preview.said

        async def copy() -> None:
            where = await self.copied(getattr(update, "text", ""), f"{update.ref}.txt")
            sentence = header.sent(update.ref, where, next_at, view)
            is_last = screen.preview.said is before
            fits = len(sentence) <= screen.preview.content_size.width and not screen.line.value.strip()
            if is_last:
                screen.say(sentence if fits else "")
                screen.show_preview()
            if not (is_last and fits):
                screen.tell_briefly(sentence)

        screen.run_worker(copy(), name="copy", exit_on_error=False)

    async def copied(self, text: str, name: str) -> str:
        """Copy a text, and return where it went: if nowhere else, into a file of this name beside the record."""
        from warroom.ui.clipboard import copied

        app = cast("WarroomApp", self.screen.app)
        return await copied(text, app.write_to_terminal, self.session.room.folder, name)

    def do_handover(self, _: Target = None) -> None:
        """Show the brief of what there is to take over, then begin the line that says to whom."""
        from warroom.ui.modals.handover import HandoverModal

        def go_on(goes_on: bool | None) -> None:
            if goes_on:
                hint = "who commands next; the brief goes with it, below your own words"
                self.screen.begin("/handover commander ", hint)

        modal = HandoverModal(self.session, lambda text: self.copied(text, "handover.txt"))
        self.screen.app.push_screen(modal, go_on)

    def do_take(self, _: Target = None) -> None:
        """Show the brief of what is handed over; the role is taken when that was read."""
        from warroom.ui.modals.handover import TakeOverModal

        try:
            change = self.session.room.preview("/take").change
        except WarroomError as error:
            self.screen.say(str(error), wrong=True)
            return
        role = next(name for name in change.set if name.startswith("roles.")).removeprefix("roles.")

        def take(goes_on: bool | None) -> None:
            if goes_on:
                self.screen.record(f"/take {role}")

        modal = TakeOverModal(self.session, lambda text: self.copied(text, "handover.txt"), role)
        self.screen.app.push_screen(modal, take)

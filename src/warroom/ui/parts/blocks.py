"""Blocks: several lines pasted at once, shown as the rows they would become and recorded as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from warroom.core.errors import WarroomError
from warroom.ui import header
from warroom.ui.actions import key_of
from warroom.ui.modals.paste import PasteModal
from warroom.ui.parts import SENT, Part

if TYPE_CHECKING:
    from warroom.ui.actions import Target


class Blocks(Part):
    """Shows the block that the line holds, and records it or gives it back."""

    def do_rows(self, _: Target = None) -> None:
        """Show the line, where it has several, as the rows they would become."""
        if not self.screen.line.to_block():
            self.screen.say("there is one line only: Enter records it", wrong=True)

    def show(self) -> None:
        """Show a pasted block as the rows it would become."""
        screen, room = self.screen, self.session.room
        block = screen.line.block
        if block is None:
            return

        def changed(text: str) -> None:
            screen.line.block = block._replace(text=text)
            screen.keeper.changed()

        modal = PasteModal(
            block.text, lambda lines: room.plan(lines, typed_at=block.typed_at), self.session.view, changed
        )
        screen.keeper.changed()
        screen.app.push_screen(modal, lambda lines: self._record(modal, lines))

    def _record(self, modal: PasteModal, lines: list[str] | None) -> None:
        """Record the lines of a block as one step; what is not recorded goes back to the line."""
        screen = self.screen
        line, block = screen.line, screen.line.block
        if lines is None or block is None:
            self._give_back(modal.text)
            screen.line_moved()
            return
        try:
            events, why = self.session.room.draft_block(lines, typed_at=block.typed_at)
        except WarroomError as error:
            events, why = [], str(error)
        for event, text in zip(events, lines, strict=False):
            screen.saving.entered(event, text, block.typed_at)
            line.remember(text)
        line.remember("\n".join(modal.left_out))
        line.give_back("\n".join(lines[len(events) :]))
        if events:
            screen.recording.drafted(events)
        screen.say(why or header.recorded_block(len(events)), wrong=bool(why))
        if block.begun and block.hint == SENT and [event.kind for event in events] == ["update"]:
            screen.telling.send(events[0])
        screen.keeper.changed()
        screen.show_preview()

    def _give_back(self, text: str) -> None:
        """Have a block in the line again, and say what it is there and how to be rid of it."""
        line = self.screen.line
        if line.give_back(text):
            rows, leave = key_of("line.rows"), key_of("line.leave")
            told = f"back in the line as one entry · {rows} its rows · {leave} puts it away"
            self.screen.preview.say_returned(line.value, Content(told))

"""Handing over: the brief of what a new commander takes over, to read, to copy, and to go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from warroom.core.tell import handover, handover_parts, without_brief
from warroom.ui.actions import BRIEF, bindings_for, key_of
from warroom.ui.modals.frames import CopyBox
from warroom.ui.presentation import QUIET, hang

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from textual.binding import BindingType

    from warroom.ui.session import Session


class HandoverModal(CopyBox[bool]):
    """The brief; Enter goes on to say whom the room is handed to."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(BRIEF)

    title_of_box = "Hand over"

    def __init__(self, session: Session, copy: Callable[[str], Coroutine[None, None, str]]) -> None:
        remind = session.room.remind
        super().__init__(handover(session.incident, session.view.now, remind), copy)
        self.keys_of_box = f"enter to whom · {key_of('brief.copy')} copies · esc closes"
        self.parts = handover_parts(session.incident, session.view.now, remind)

    def copied_text(self, width: int) -> Content:
        """Return the brief."""
        return brief(self.parts, width)

    def do_hand_over(self) -> None:
        """Go on to the line that says to whom."""
        self.dismiss(True)


class TakeOverModal(HandoverModal):
    """The brief of a role that waits to be taken, under the words it was handed over with; Enter takes it."""

    title_of_box = "Take over"

    def __init__(self, session: Session, copy: Callable[[str], Coroutine[None, None, str]], role: str) -> None:
        super().__init__(session, copy)
        handed = session.incident.handovers[role]
        self.keys_of_box = f"enter takes over · {key_of('brief.copy')} copies · esc leaves it"
        said = f"{role}: handed over to {handed.to} by {handed.from_ or handed.by}"
        rows = (row for row in reversed(session.incident.timeline) if row.kind == "role" and row.at == handed.at)
        row = next((row for row in rows if row.text.startswith(f"{role}: handed over to ")), None)
        words = without_brief(row.text).partition("\n")[2] if row else ""
        self.parts = [("Handed", [said, *([words] if words else [])]), *self.parts]


def brief(parts: Sequence[tuple[str, Sequence[str]]], width: int) -> Content:
    """Return the parts of a brief, the name of each beside its sentences, which begin a line each."""
    room = max(len(name) for name, _ in parts)
    lines: list[Content] = []
    for name, said in parts:
        for place, words in enumerate(said):
            label = Content.styled(f"{name if place == 0 else '':>{room}}  ", QUIET)
            lines += hang(label, Content(words), Content(""), width, most=9)
    return Content("\n").join(lines)

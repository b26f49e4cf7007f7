"""Handing over: the brief of what a new commander takes over, to read, to copy, and to go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from warroom.core.tell import handover, handover_parts
from warroom.ui.modals import room_in_box
from warroom.ui.presentation import QUIET, hang

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from textual.app import ComposeResult

    from warroom.ui.session import Session


class HandoverModal(ModalScreen[bool]):
    """The brief; Enter goes on to say whom the room is handed to. `copy` copies a text and says where it went."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close(False)", "close", show=False),
        Binding("enter", "close(True)", "hand over", show=False),
        Binding("c", "copy", "copy", show=False),
        Binding("j,down", "scroll(1)", "down", show=False),
        Binding("k,up", "scroll(-1)", "up", show=False),
        Binding("space,pagedown", "scroll(10)", "page down", show=False),
        Binding("b,pageup", "scroll(-10)", "page up", show=False),
        Binding("g,home", "scroll(-1000000)", "top", show=False),
        Binding("G,end", "scroll(1000000)", "end", show=False),
    ]

    def __init__(self, session: Session, copy: Callable[[str], Coroutine[None, None, str]]) -> None:
        super().__init__()
        self.copy = copy
        self.said = ""
        self.text = handover(session.incident, session.view.now)
        self.parts = handover_parts(session.incident, session.view.now)

    def compose(self) -> ComposeResult:
        """Lay the brief out."""
        with VerticalScroll(classes="box") as box:
            box.border_title = Content("Hand over")
            box.border_subtitle = Content("enter to whom · c copies · esc closes")
            yield Static()

    def on_resize(self) -> None:
        """Show the brief, for the width there is, and above it where a copy went."""
        shown = brief(self.parts, room_in_box(self.app.size.width))
        if self.said:
            shown = Content("\n\n").join([Content.styled(self.said, "bold"), shown])
        self.query_one(Static).update(shown)

    def action_close(self, goes_on: bool) -> None:
        """Go back, or on to the line that says to whom."""
        self.dismiss(goes_on)

    def action_copy(self) -> None:
        """Copy the brief, and say where it went."""
        self.run_worker(self._copy(), name="copy", exclusive=True, exit_on_error=False)

    async def _copy(self) -> None:
        self.said = await self.copy(self.text)
        self.on_resize()
        self.action_scroll(-1_000_000)

    def action_scroll(self, step: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)


def brief(parts: Sequence[tuple[str, Sequence[str]]], width: int) -> Content:
    """Return the parts of a brief, the name of each beside its sentences, which begin a line each."""
    room = max(len(name) for name, _ in parts)
    lines: list[Content] = []
    for name, said in parts:
        for place, words in enumerate(said):
            label = Content.styled(f"{name if place == 0 else '':>{room}}  ", QUIET)
            lines += hang(label, Content(words), Content(""), width, most=9)
    return Content("\n").join(lines)

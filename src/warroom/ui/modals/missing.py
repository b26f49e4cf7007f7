"""What the postmortem still lacks, and what in the record contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from warroom.core.readiness import Finding, readiness, way_out
from warroom.core.text import plural
from warroom.ui.modals import room_in_box
from warroom.ui.presentation import hang

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from warroom.ui.session import Session

_MOST_LINES = 20
"""More than any of them takes: nothing is cut."""


class MissingModal(ModalScreen["tuple[str, str] | str | None"]):
    """The list that shrinks to nothing, and why what is highlighted matters.

    Enter gives the line that would settle it and its hint, `o` the reference of the row or record it is about.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "close", show=False),
        Binding("j", "step(1)", "down", show=False),
        Binding("k", "step(-1)", "up", show=False),
        Binding("o,space", "go", "go there", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.findings = readiness(session.incident)

    def compose(self) -> ComposeResult:
        """Lay the list out."""
        blockers = sum(item.severity == "blocker" for item in self.findings)
        with Vertical(classes="box") as box:
            box.border_title = Content("Missing · nothing")
            box.border_subtitle = Content("esc closes")
            if self.findings:
                box.border_title = Content(f"Missing · {plural(blockers, 'blocker')} of {len(self.findings)}")
                yield OptionList(compact=True)
                yield Static(id="why")
            else:
                yield OptionList(Option(Content("Nothing is missing: the postmortem is complete."), disabled=True))

    def on_resize(self) -> None:
        """Show the list, for the width there is."""
        if self.findings:
            menu, width = self.query_one(OptionList), room_in_box(self.app.size.width) + 2
            kept = menu.highlighted or 0
            menu.set_options(Option(_drawn(item, width)) for item in self.findings)
            menu.highlighted = kept
            self._told()

    @on(OptionList.OptionHighlighted)
    def _told(self) -> None:
        """Say why what is highlighted matters, and where it is."""
        place = self.query_one(OptionList).highlighted
        if self.findings and place is not None:
            item = self.findings[place]
            self.query_one("#why", Static).update(Content(item.why))
            go = f" · o goes to {item.ref}" if item.ref else ""
            self.query_one(".box").border_subtitle = Content(f"enter begins the line{go} · esc closes")

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        if self.findings:
            self.dismiss(way_out(self.findings[message.option_index]))

    def action_step(self, step: int) -> None:
        """Move by one."""
        menu = self.query_one(OptionList)
        menu.action_cursor_down() if step > 0 else menu.action_cursor_up()

    def action_go(self) -> None:
        """Go to the row or record that the highlighted one is about."""
        place = self.query_one(OptionList).highlighted
        if self.findings and place is not None and (ref := self.findings[place].ref):
            self.dismiss(ref)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


def _drawn(item: Finding, width: int) -> Content:
    mark, style = ("✗ ", "bold $text-error") if item.severity == "blocker" else ("! ", "$warning")
    lines = hang(Content.styled(mark, style), Content(item.message), Content(""), width, most=_MOST_LINES)
    return Content("\n").join(lines)

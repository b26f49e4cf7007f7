"""What the postmortem still lacks, and what in the record contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from warroom.core.readiness import Finding, readiness, way_out
from warroom.core.text import plural
from warroom.ui.modals.frames import ListBox
from warroom.ui.presentation import hang

if TYPE_CHECKING:
    from warroom.ui.session import Session

_MOST_LINES = 20
"""More than any of them takes: nothing is cut."""


class MissingModal(ListBox["tuple[str, str]"]):
    """The list that shrinks to nothing; Enter gives the line that would settle an item, and its hint."""

    keys_of_box = "enter begins the line · esc closes"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.findings = readiness(session.incident)
        blockers = sum(item.severity == "blocker" for item in self.findings)
        self.title_of_box = f"Missing · {plural(blockers, 'blocker')} of {len(self.findings)}"

    def on_resize(self) -> None:
        """Show the list, for the width there is."""
        if self.findings:
            kept = self.menu.highlighted or 0
            self.menu.set_options(Option(_drawn(item, self.width + 2)) for item in self.findings)
            self.menu.highlighted = kept
        else:
            self.menu.set_options([Option(Content("Nothing is missing: the postmortem is complete."), disabled=True)])

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(way_out(self.findings[message.option_index]))


def _drawn(item: Finding, width: int) -> Content:
    mark, style = ("✗ ", "bold $text-error") if item.severity == "blocker" else ("! ", "$warning")
    lines = hang(Content.styled(mark, style), Content(item.message), Content(""), width, most=_MOST_LINES)
    return Content("\n").join(lines)

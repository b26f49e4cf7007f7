"""What the postmortem still lacks, and what in the record contradicts itself."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from warroom.core.errors import WarroomError
from warroom.core.readiness import Finding, readiness, way_out
from warroom.core.text import plural
from warroom.ui.actions import MISSING, bindings_for, key_of
from warroom.ui.modals.frames import ListBox
from warroom.ui.presentation import hang, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from warroom.ui.session import Session

_MOST_LINES = 20
"""More than any of them takes: nothing is cut."""


class MissingModal(ListBox["tuple[str, str] | str"]):
    """The list that shrinks to nothing, and why what is highlighted matters.

    Enter gives the line that would settle it and its hint, `o` the reference of the row or record it is about.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(MISSING)

    keys_of_box = "esc closes"

    def __init__(self, session: Session, findings: Sequence[Finding] | None = None, at: int = 0) -> None:
        super().__init__()
        self.session = session
        self.at = at
        self.findings = readiness(session.incident) if findings is None else findings
        self.enter = "enter begins the line" if findings is None else "enter settles it"
        blockers = sum(item.severity == "blocker" for item in self.findings)
        self.title_of_box = "Missing · nothing"
        if self.findings:
            self.title_of_box = f"Missing · {plural(blockers, 'blocker')} of {len(self.findings)}"

    def inside(self) -> Widget:
        """Return the list, and below it why the highlighted one matters."""
        if not self.findings:
            return OptionList(Option(Content("Nothing is missing: the postmortem is complete."), disabled=True))
        return Vertical(OptionList(compact=True), Static(id="why"), id="missing")

    def on_resize(self) -> None:
        """Show the list, for the width there is."""
        if self.findings:
            kept = self.at if self.menu.highlighted is None else self.menu.highlighted
            self.menu.set_options(Option(_drawn(item, self.width + 2)) for item in self.findings)
            self.menu.highlighted = kept
            self._told()

    @on(OptionList.OptionHighlighted)
    def _told(self) -> None:
        """Say why what is highlighted matters, and where it is."""
        if item := self._highlighted:
            self.query_one("#why", Static).update(Content(item.why))
            go = f" · {key_of('missing.go')} goes to {item.ref}" if item.ref else ""
            self.query_one(".box").border_subtitle = Content(f"{self.enter}{go} · esc closes")

    @property
    def _highlighted(self) -> Finding | None:
        place = self.menu.highlighted
        return self.findings[place] if self.findings and place is not None else None

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        if self.findings:
            self.dismiss(self._way(self.findings[message.option_index]))

    def _way(self, finding: Finding) -> tuple[str, str]:
        """Return the line that settles a finding, and its hint; words to correct are in it already."""
        text, hint = way_out(finding)
        if finding.ref and text == f"/edit {finding.ref} " and hint.endswith("TEXT"):
            fold = self.session.fold
            with suppress(WarroomError):  # it was taken back while this was read
                text += words_of(fold.row(finding.ref) if finding.ref.startswith("#") else fold.record(finding.ref))
        return text, hint

    def do_go(self) -> None:
        """Go to the row or record that the highlighted one is about."""
        if (item := self._highlighted) and item.ref:
            self.dismiss(item.ref)


def _drawn(item: Finding, width: int) -> Content:
    mark, style = ("✗ ", "bold $text-error") if item.severity == "blocker" else ("! ", "$warning")
    lines = hang(Content.styled(mark, style), Content(item.message), Content(""), width, most=_MOST_LINES)
    return Content("\n").join(lines)

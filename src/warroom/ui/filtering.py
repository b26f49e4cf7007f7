"""The box for the words that a pane is to show only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from warroom.ui.line import CleanInput

KEPT = "esc shows all again"
"""What is said while a filter is on."""

if TYPE_CHECKING:
    from collections.abc import Callable

    from warroom.ui.screens.incident import Pane


class FilterBox(CleanInput):
    """Filters a pane as it is typed; Enter keeps the filter and goes back to the pane."""

    def __init__(self, pane: Pane, say: Callable[[str], object]) -> None:
        super().__init__(pane.filtered_by, placeholder=pane.filter_hint, id="filter", compact=True)
        self.pane = pane
        self.say = say

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        message.stop()
        self.pane.filter(message.value)

    @on(Input.Submitted)
    async def _kept(self, message: Input.Submitted) -> None:
        message.stop()
        self.screen.set_focus(self.pane)
        self.say(KEPT if self.pane.filtered_by else "")
        await self.remove()

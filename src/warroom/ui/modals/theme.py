"""Choosing the colours: each is shown while it is highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from warroom.config import THEMES
from warroom.ui.presentation import QUIET

if TYPE_CHECKING:
    from textual.app import ComposeResult

_WORDS = {
    "dark": "dark", "light": "light", "high-contrast": "high contrast", "terminal-dark": "the terminal's own, dark",
    "terminal-light": "the terminal's own, light",
}  # fmt: skip
_WIDTH = 28


class ThemeModal(ModalScreen[None]):
    """The list to choose from; Enter takes the highlighted one, Escape goes back to the one before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "close", show=False),
        Binding("j", "step(1)", "down", show=False),
        Binding("k", "step(-1)", "up", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Lay the list out, the one in force highlighted."""
        self.before = self.app.theme
        with Vertical(classes="box") as box:
            box.border_title = Content("Colours")
            box.border_subtitle = Content("enter takes them · esc leaves them as they were")
            keep = Content.styled("what keeps them in the configuration", QUIET)
            menu = OptionList(Option(Content(" " * _WIDTH).append(keep), disabled=True), compact=True)
            for name in THEMES:
                kept = Content.styled(f'theme = "{name}"', QUIET)
                menu.add_option(Option(Content(_WORDS[name].ljust(_WIDTH)).append(kept), id=name))
            menu.highlighted = 1 + [*THEMES.values(), self.before].index(self.before) % len(THEMES)
            yield menu

    @on(OptionList.OptionHighlighted)
    def _shown(self, message: OptionList.OptionHighlighted) -> None:
        if self.is_current and message.option_id:
            self.app.theme = THEMES[message.option_id]

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.app.theme = THEMES[message.option_id or "dark"]
        self.dismiss(None)

    def action_step(self, step: int) -> None:
        """Move by one."""
        menu = self.query_one(OptionList)
        menu.action_cursor_down() if step > 0 else menu.action_cursor_up()

    def action_close(self) -> None:
        """Go back, in the colours there were."""
        self.app.theme = self.before
        self.dismiss(None)

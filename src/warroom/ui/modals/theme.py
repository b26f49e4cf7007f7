"""Choosing the colours: each is shown while it is highlighted."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from warroom.config import THEMES
from warroom.ui.modals.frames import ListBox
from warroom.ui.presentation import QUIET

_WORDS = {
    "dark": "dark", "light": "light", "high-contrast": "high contrast", "terminal-dark": "the terminal's own, dark",
    "terminal-light": "the terminal's own, light",
}  # fmt: skip
_WIDTH = 28


class ThemeModal(ListBox[None]):
    """The list to choose from; Enter takes the highlighted one, Escape goes back to the one before."""

    title_of_box = "Colours"
    keys_of_box = "enter takes them · esc leaves them as they were"

    def on_mount(self) -> None:
        """Show the list, the one in force highlighted."""
        self.before = self.app.theme
        keep = Content.styled("what keeps them in the configuration", QUIET)
        self.menu.add_option(Option(Content(" " * _WIDTH).append(keep), disabled=True))
        for name in THEMES:
            kept = Content.styled(f'theme = "{name}"', QUIET)
            self.menu.add_option(Option(Content(_WORDS[name].ljust(_WIDTH)).append(kept), id=name))
        self.menu.highlighted = 1 + [*THEMES.values(), self.before].index(self.before) % len(THEMES)

    @on(OptionList.OptionHighlighted)
    def _shown(self, message: OptionList.OptionHighlighted) -> None:
        if self.is_current and message.option_id:
            self.app.theme = THEMES[message.option_id]

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.app.theme = THEMES[message.option_id or "dark"]
        self.dismiss(None)

    def do_close(self) -> None:
        """Go back, in the colours there were."""
        self.app.theme = self.before
        self.dismiss(None)

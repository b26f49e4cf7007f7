"""A short list of things to choose one from, each with what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from warroom.ui.modals.frames import ListBox
from warroom.ui.presentation import QUIET, hang

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_LINES = 6


class ChoiceModal(ListBox[str]):
    """Things by name, each with what it means; the result is the name, and `here` is the one that holds now."""

    def __init__(self, title: str, choices: Mapping[str, str], here: str = "") -> None:
        super().__init__()
        self.title_of_box = title
        self.choices = choices
        self.here = here

    def on_resize(self) -> None:
        """Show the list, for the width there is."""
        menu, names = self.menu, list(self.choices)
        kept = menu.highlighted
        if kept is None:
            kept = names.index(self.here) if self.here in names else 0
        column = max(map(len, names)) + 2
        menu.set_options(
            Option(Content("\n").join(self._drawn(name, words, column)), id=name)
            for name, words in self.choices.items()
        )
        menu.highlighted = kept

    def _drawn(self, name: str, words: str, column: int) -> list[Content]:
        sign = "✓ " if name == self.here else "  "
        prefix = Content.assemble(sign, (name.ljust(column), "bold"))
        return hang(prefix, Content.styled(words, QUIET), Content(""), self.width + 2, _MOST_LINES)

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(message.option_id)

"""Jump labels: a letter on every row in view; pressing it goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from warroom.ui.actions import JUMP, bindings_for, key_of
from warroom.ui.modals.frames import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from warroom.ui.panes.listing import Listing

LETTERS = "asdfjklewioruvnmcbpthxyzq"
"""What rows are labelled with, those under the fingers first; g is the way back to the first row."""

_PANES = ("jump.pane-1", "jump.pane-2", "jump.pane-3", "jump.pane-4")


def hint() -> str:
    """Return what can be pressed."""
    keys = [key_of(name) for name in _PANES]
    panes = "1-4" if keys == ["1", "2", "3", "4"] else " ".join(keys)
    return f" a letter goes to its row · {panes} to a pane · {key_of('jump.first')} first · {key_of('jump.close')}"


def labels(count: int) -> list[str]:
    """Return that many labels, none of which begins another: one letter each as long as they last, then two."""
    pairs = max(0, -(-(count - len(LETTERS)) // (len(LETTERS) - 1)))
    singles = max(0, len(LETTERS) - pairs)
    found = [*LETTERS[:singles], *(first + second for first in LETTERS[singles:] for second in LETTERS)]
    return found[:count]


class JumpModal(Box["tuple[str, str | None]"]):
    """Waits for the letters of a label: the result is the pane and the record's id, or None for a pane alone.

    The labels are shown by the panes themselves, each of which is given its own; the first pane's are the shortest.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(JUMP),
        # not of the registry: these are what the rows are labelled with
        *(Binding(letter, f"letter('{letter}')", "row", show=False) for letter in LETTERS),
    ]

    def __init__(self, panes: Sequence[Listing], names: Sequence[str]) -> None:
        super().__init__()
        self.panes = panes
        self.names = names
        self.rows: dict[str, tuple[Listing, str]] = {}
        self.begun = ""
        self.label()
        for pane in panes:
            pane.add_class("-labelled")

    def compose(self) -> ComposeResult:
        """Say what can be pressed, in place of the key bar."""
        yield Static(Content(hint()), id="jump-keys")

    def on_resize(self) -> None:
        """Label the rows that are in view now."""
        self.call_after_refresh(self.label)

    def label(self) -> None:
        """Give each row in view a label; when they are other rows, whatever was begun begins anew."""
        rows = [(pane, record_id) for pane in self.panes for record_id in pane.in_view()]
        if rows != list(self.rows.values()):
            self.rows = dict(zip(labels(len(rows)), rows, strict=False))
            self.begun = ""
            self._show()

    def _show(self) -> None:
        """Have each pane show the labels that what is pressed so far can lead to."""
        for pane in self.panes:
            pane.show_labels({
                record_id: label for label, (where, record_id) in self.rows.items()
                if where is pane and label.startswith(self.begun)
            })  # fmt: skip

    def on_unmount(self) -> None:
        """Take the labels away."""
        for pane in self.panes:
            pane.show_labels({})
            pane.remove_class("-labelled")

    def on_click(self) -> None:
        """Leave it to the mouse."""
        self.dismiss(None)

    def action_letter(self, letter: str) -> None:
        """Go to the row of a label once it is whole; a letter that leads nowhere begins anew."""
        begun = self.begun + letter
        if begun in self.rows:
            pane, record_id = self.rows[begun]
            self.dismiss((pane.id or "", record_id))
            return
        self.begun = begun if any(label.startswith(begun) for label in self.rows) else ""
        self._show()

    def do_first(self) -> None:
        """Go to the first row of the pane that has the focus."""
        pane = self.panes[0]
        self.dismiss((pane.id or "", pane.id_at(0) if pane.count() else None))

    def do_pane_1(self) -> None:
        """Go to the timeline."""
        self.dismiss((self.names[0], None))

    def do_pane_2(self) -> None:
        """Go to the hypotheses."""
        self.dismiss((self.names[1], None))

    def do_pane_3(self) -> None:
        """Go to the escalations."""
        self.dismiss((self.names[2], None))

    def do_pane_4(self) -> None:
        """Go to the task board."""
        self.dismiss((self.names[3], None))

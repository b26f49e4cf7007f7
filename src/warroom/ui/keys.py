"""Keys act in the order in which they are pressed, however many arrive at once.

Textual gives every key to what has the focus at that moment, and sends those that are bound to something round by the
app: of a burst, as a slow line brings it, letters would overtake Enter, and the words after a key that moves the focus
would act as keys where the focus was.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.events import Key, Paste

if TYPE_CHECKING:
    from textual.widget import Widget

TYPED_WITHIN = 0.3
"""Seconds from one letter to the next of somebody who types words; whoever chooses keys looks in between."""


class _Sent(Enum):
    """What a terminal sends for a key that Textual would take for another."""

    ALT_ENTER = "alt+enter"


ANSI_SEQUENCES_KEYS["\x1b\r"] = (_Sent.ALT_ENTER,)  # type: ignore[index]  # it is a dict; else it is taken for Enter


def handed_on(widget: Widget, event: Key | Paste) -> bool:
    """Give a key or a paste that came after the focus had moved on to what has it now, and tell whether it was one.

    A screen that is only being opened takes it when it is there, unless it has nothing to wait for (AUTO_FOCUS is "").
    """
    screen = widget.app.screen
    is_opening = screen is not widget.screen and not screen.is_mounted and screen.AUTO_FOCUS != ""
    focused: Widget | None = screen if is_opening else widget.app.focused
    if focused is None or focused is widget:
        return False
    event.stop()
    event.prevent_default()
    again = Paste(event.text) if isinstance(event, Paste) else Key(event.key, event.character)
    again.time = event.time
    focused._forward_event(again)
    return True


def is_soon(before: Key, event: Key) -> bool:
    """Tell whether a letter follows a key as the next of a word does."""
    return event.is_printable and event.time - before.time < TYPED_WITHIN

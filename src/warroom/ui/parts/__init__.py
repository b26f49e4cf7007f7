"""The parts of the screens, each in a file named for what it does; a key's action names its part and its method.

A part is given the screen and reaches the room through it: it says, begins and records, and draws nothing itself. Those
that the first frame can do without are made when they are first asked for. `missing` and `exporting` are parts of the
postmortem's screen, the others of the room's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.dom import DOMNode

    from warroom.ui.screens.room import RoomScreen
    from warroom.ui.session import Session


SENT = "edit; Enter records, copies, starts the countdown"
"""What is said of a drafted update; a line that was begun with it is copied when it is recorded."""


def start(node: DOMNode, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
    """Begin work beside the screen; who leaves before it has begun leaves nothing half made."""
    node.run_worker(work, name=name, exit_on_error=False)  # type: ignore[arg-type]  # any coroutine is one


class Part:
    """One thing that the room's screen does."""

    def __init__(self, screen: RoomScreen) -> None:
        self.screen = screen

    @property
    def session(self) -> Session:
        """The open room and its clock, as the screen knows them."""
        return self.screen.session

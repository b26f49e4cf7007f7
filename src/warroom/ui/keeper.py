"""What is half typed is kept on the disk, and whose screens are open is known, without the screen ever waiting."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from warroom.store.screens import HalfTyped, Screens

WRITE_EVERY = 0.3
LOOK_EVERY = 2.0
LOOKS_FOR_DRAFTS = 2
"""A screen that looks whether another lives holds its lock for a moment: what is missed at first is found then."""


class Keeper:
    """Keeps a screen's half-typed lines, and looks every two seconds who else is here.

    `half_typed` tells what is to be kept, from any thread. `on_found` is given the lines that a screen left behind, and
    `on_others` the names of the others' screens; a keeper without the latter does not let itself be seen.
    """

    def __init__(self, screens: Screens, half_typed: Callable[[], list[HalfTyped]], *,
                 on_found: Callable[[list[HalfTyped]], None],
                 on_others: Callable[[list[str]], None] | None = None) -> None:  # fmt: skip
        self.screens = screens
        self.half_typed = half_typed
        self.on_found = on_found
        self.on_others = on_others
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Take note that there is something else to keep."""
        self._changed.set()

    async def run(self) -> None:
        """Keep and look until cancelled; one thing at a time, so that what was found is never written over."""
        if self.on_others:
            await asyncio.to_thread(self.screens.join)
        looks = 0
        while True:
            looks += 1
            if looks <= LOOKS_FOR_DRAFTS and (found := await asyncio.to_thread(self.screens.adopt)):
                self.on_found(found)
                self.changed()  # what was found is ours to keep now, or was recorded and is to go
            if self.on_others:
                self.on_others(await asyncio.to_thread(self.screens.others))
            await self._keep_until(monotonic() + LOOK_EVERY)

    async def _keep_until(self, end: float) -> None:
        while (left := end - monotonic()) > 0:
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                return
            self._changed.clear()
            await asyncio.to_thread(self.screens.keep, self.half_typed())
            await asyncio.sleep(WRITE_EVERY)

    def keep(self) -> None:
        """Have what is half typed on the disk; from any thread."""
        self.screens.keep(self.half_typed())

    def close(self) -> None:
        """Keep the last state and give the place up."""
        self.screens.leave(self.half_typed())

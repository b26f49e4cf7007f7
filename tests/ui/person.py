"""A person at the screen: types real keys, waits until what they wrote is on the disk, and reads the screen."""

import asyncio
import difflib
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from textual.app import App
from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from support import Clock
from warroom.core.model import Incident
from warroom.drill import Player
from warroom.store.library import Library
from warroom.store.room import Room
from warroom.ui.app import WarroomApp
from warroom.ui.line import LineInput
from warroom.ui.panes.listing import Listing

GOLDEN = Path(__file__).parent / "golden"
FOR_EVER = {"save", "keep"}
"""The workers that run as long as the app does."""
PATIENCE = 20.0
"""Seconds to wait for something that takes milliseconds, on a busy machine."""


def text_of(app: App[None]) -> str:
    """Return the screen as plain text, as it was laid out: one line a row, without blanks at the ends."""
    app.screen._compositor_refresh()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips_of(app))


def strips_of(app: App[None]) -> list:
    """Return what the terminal is given, a strip a row."""
    return app.screen._compositor.render_strips(app.size)


def golden(name: str, text: str) -> None:
    """Compare a text with golden/NAME.txt; with WARROOM_UPDATE_GOLDEN=1 write it instead."""
    path = GOLDEN / f"{name}.txt"
    text = text.rstrip("\n") + "\n"
    if os.environ.get("WARROOM_UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if text != kept:
        lines = difflib.unified_diff(kept.splitlines(), text.splitlines(), str(path), "the screen", lineterm="")
        raise AssertionError(
            "\n".join([f"{name} looks different; WARROOM_UPDATE_GOLDEN=1 makes it the rule", "", *lines])
        )


def is_busy(app: App[None]) -> bool:
    """Return whether a screen has something left to do that does not wait for a person, a disk or a clock."""
    screen = app.screen
    return bool(
        screen._layout_required or screen._repaint_required or screen._scroll_required or screen._recompose_required
        or screen._dirty_widgets or screen._callbacks or app.animator._animations
        or any(pump._next_callbacks or not pump._message_queue.empty()
               for pump in (app, *screen.walk_children(with_self=True)))
        or any(worker.is_running and worker.name not in FOR_EVER for worker in app.workers)
    )  # fmt: skip


class Person:
    """Somebody at the screen of a running app."""

    def __init__(self, app: WarroomApp, pilot: Pilot[None], clock: Clock) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock
        self.pressed_at = 0.0

    # What they see

    @property
    def room(self) -> Room:
        """The room that is open."""
        assert self.app.room is not None
        return self.app.room

    @property
    def incident(self) -> Incident:
        """The incident of the room that is open."""
        return self.room.incident

    @property
    def text(self) -> str:
        """The screen as plain text."""
        return text_of(self.app)

    @property
    def line(self) -> LineInput:
        """The line."""
        return self.app.screen.query_one(LineInput)

    @property
    def said(self) -> str:
        """What stands beside the line."""
        return str(self.app.screen.query_one("#preview").render())

    @property
    def banner(self) -> str:
        """The sentence under the header, empty when there is none."""
        banner = self.app.screen.query_one("#banner")
        return str(banner.visual) if banner.display else ""

    @property
    def last(self) -> str:
        """The text of the row that was recorded last."""
        return max(self.incident.timeline, key=lambda row: row.order).text

    def pane(self, name: str) -> Listing:
        """Return a pane by its name."""
        return self.app.screen.query_one(f"#{name}", Listing)

    @property
    def focused(self) -> str | None:
        """The id of what has the focus."""
        return self.app.focused.id if self.app.focused else None

    # What they do

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until they have acted and what they recorded is saved."""
        for key in keys:
            await self.push(key)
        await self.settle()

    async def push(self, key: str) -> None:
        """Press a key and wait until it has acted: it goes from the app to a widget, which may tell its screen."""
        name = _character_to_key(key) if len(key) == 1 else key
        pressed = Key(name, key if len(key) == 1 else None)
        self.pressed_at = pressed.time = max(self.pressed_at + 1, pressed.time)  # whoever chooses a key looks first
        self.app.post_message(pressed)
        for _ in range(4):
            await self.pilot._wait_for_screen()

    async def type(self, text: str) -> None:
        """Type a text, key by key."""
        for letter in text:
            self.app.post_message(Key("space" if letter == " " else _character_to_key(letter), letter))
        await self.pause()

    async def enter(self, text: str) -> None:
        """Type a line, key by key, and press Enter."""
        await self.type(text)
        await self.press("enter")

    async def put(self, text: str) -> None:
        """Have a line in the input at once, and press Enter: for tests that are not about typing."""
        self.line.focus()
        self.line.value = text
        await self.press("enter")

    async def paste(self, text: str) -> None:
        """Paste a text."""
        self.app.post_message(Paste(text))
        await self.settle()

    async def pause(self) -> None:
        """Wait until nothing is left to do, where the pilot would wait until the processor is idle.

        It gives up after a second, as the pilot does: a test may have something hang.
        """
        deadline = time.monotonic() + 1
        quiet = 0
        while quiet < 2 and time.monotonic() < deadline:
            await self.pilot._wait_for_screen()
            quiet = 0 if is_busy(self.app) else quiet + 1
            self.app.screen._on_timer_update()
            await asyncio.sleep(0.001)

    async def settle(self) -> None:
        """Wait until nothing is left to do and everything recorded is on the disk."""
        await self.until(lambda: self.app.room is None or not self.app.room.unsaved)
        await self.pause()
        await self.until(lambda: self.app.room is None or not self.app.room.unsaved)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds; fail when it never does."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"still not so after {PATIENCE:.0f} s; the screen:\n{self.text}"
            await self.pilot.pause(0.005)

    async def go(self, pane: str, ref: str | None = None) -> None:
        """Go to a pane with its number key, and down to a record."""
        while self.focused not in {"timeline", "hypotheses", "escalations", "tasks"}:
            await self.push("tab")
        number = ["timeline", "hypotheses", "escalations", "tasks"].index(pane) + 1
        await self.push(str(number))
        await self.pause()
        if ref:
            await self.push("home")
            listing = self.pane(pane)
            for _ in range(listing.count()):
                if listing.target and listing.target.ref == ref:
                    break
                await self.push("j")
            assert listing.target, f"{pane} is empty"
            assert listing.target.ref == ref

    async def resize(self, width: int, height: int) -> None:
        """Change the size of the terminal."""
        await self.pilot.resize_terminal(width, height)
        await self.settle()


@asynccontextmanager
async def at_the_screen(
    library: Library, clock: Clock, incident_id: str | None = None, *, size: tuple[int, int] = (120, 40),
    by: str = "ana", drill: Callable[[Room], Player] | None = None, **options: object,
) -> AsyncIterator[Person]:  # fmt: skip
    """Start the app on a room, or without one on the library, and sit somebody down in front of it."""
    open_it = library.look_at if options.get("watches") else partial(library.open, by=by)
    room = open_it(incident_id) if incident_id else None
    player = drill(room) if drill and room else None
    app = WarroomApp(library, clock, by=by, room=room, player=player, **options)
    app.theme = "warroom-dark"
    async with app.run_test(size=size) as pilot:
        for box in app.screen.query(Input):
            box.cursor_blink = False
        person = Person(app, pilot, clock)
        await person.settle()
        yield person

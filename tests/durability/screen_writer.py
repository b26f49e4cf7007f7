"""A person at a screen, as a process that can be killed: types each line it is given, and says when it is on the disk.

It is the real application without a terminal. Given `?` it prints a digest of what its room holds.
"""

import asyncio
import sys
from hashlib import sha256

from textual.widgets import Input

from ui.person import Person
from warroom.store.clock import utc_now
from warroom.store.library import Library
from warroom.store.room import Room
from warroom.ui.app import WarroomApp


def digest(room: Room) -> str:
    """Return what tells two records apart: every row, its place and its writer."""
    rows = [(row.ref, row.text, row.by, str(row.at)) for row in room.incident.timeline]
    return f"{len(rows)} {sha256(repr(rows).encode()).hexdigest()[:16]}"


async def sit(home: str, incident: str, name: str) -> None:
    """Type until there is nothing more to type."""
    library = Library(home)
    app = WarroomApp(library, utc_now, by=name, room=library.open(incident, by=name))
    loop, acknowledges = asyncio.get_running_loop(), sys.stdout  # the app has one of its own while it runs
    async with app.run_test(size=(100, 30)) as pilot:
        for box in app.screen.query(Input):
            box.cursor_blink = False
        person = Person(app, pilot, utc_now)  # type: ignore[arg-type]  # the machine's clock
        print("ready", file=acknowledges, flush=True)
        while text := await loop.run_in_executor(None, sys.stdin.readline):
            text = text.rstrip("\n")
            if text == "?":
                print(digest(person.room), file=acknowledges, flush=True)
                continue
            known = len(person.room.fold.events)
            await person.type(text)
            await person.push("enter")
            await person.until(lambda known=known: len(person.room.fold.events) > known and not person.line.value)
            mine = next(event for event in reversed(list(person.room.fold.events.values())) if event.by == name)
            await person.until(lambda mine=mine: mine.event_id not in person.room.unsaved)
            print(mine.set["text"], file=acknowledges, flush=True)


def main(home: str, incident: str, name: str) -> int:
    """Sit at the screen until the standard input ends, and return the exit code."""
    asyncio.run(sit(home, incident, name))
    return 0

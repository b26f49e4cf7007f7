"""Draw screenshots/*.svg from the real application on the example, at a fixed time.

Run by `make screenshots`. Nothing is posed: the example is played into a fresh home and keys are pressed.
"""

import asyncio
import os
import re
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warroom.demo import play_demo
from warroom.store.library import Library
from warroom.ui.app import WarroomApp

NOW = datetime(2026, 11, 21, 2, 47, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"
OUT = Path(__file__).parent.parent / "screenshots"
SIZE = (120, 36)

Keys = list[str]

SHOTS: dict[str, Keys] = {
    "room": [],
    "dead-end": ["tab", "tab", "d", *"the graph was flat before the deploy; looked right: it was the last change"],
    "handover": ["tab", "W"],
    "board": ["tab", "tab", "tab", "tab", "z"],
    "document": [
        "tab",
        "p",
        "j",
        "j",
        "e",
        *"build 4821, which went out at noon; the partner was slow on another day too",
    ],
}


_RESOLVED = (
    "-90m /mark started",
    "-60m ? the indexer ran out of disk",
    "-40m /confirm H1 the volume was full of old snapshots",
    "-5m /status resolved",
    "/impact results were up to two hours old; nobody saw an error",
    "/cause snapshots were kept for ever",
    "/resolution the old snapshots were deleted and the indexer started again",
    "/set went_well the runbook was right",
)


def clock() -> datetime:
    """Return the time of every screenshot."""
    return NOW


async def shoot(name: str, app: WarroomApp, keys: Keys, size: tuple[int, int] = SIZE) -> None:
    """Press the keys and write what is then on the screen."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*(key if len(key) > 1 else _key(key) for key in keys))
        await pilot.pause()
        svg = app.export_screenshot(title="warroom")
        (OUT / f"{name}.svg").write_text(_stable(svg), encoding="utf-8")
        print(f"screenshots/{name}.svg")


def _key(character: str) -> str:
    return {" ": "space", ";": "semicolon", ":": "colon", ",": "comma", ".": "full_stop"}.get(character, character)


def _stable(svg: str) -> str:
    """Take out what differs from run to run, so that a new screenshot is a new look."""
    return re.sub(r"terminal-\d+", "terminal", svg)


async def main() -> None:
    """Draw them all."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder  # so that the library shows where it is as a person's would
        for name, keys in SHOTS.items():
            home = os.path.join(folder, name)  # its own: what is half typed comes back
            incident, library = play_demo(home, NOW, ZONE), Library(home, clock=clock)
            app = WarroomApp(library, clock, by="ana", room=library.open(incident, by="ana"), zone=ZONE)
            await shoot(name, app, keys)
        home = os.path.join(folder, "warroom")
        play_demo(home, NOW, ZONE)
        library = Library(home, clock=clock)
        library.create("login page slow after a certificate was renewed", by="bo", severity="SEV3", zone=ZONE)
        library.clock = lambda: NOW - timedelta(days=9, hours=5)
        with library.open(library.create("search index two hours behind", by="cy", zone=ZONE), by="cy") as room:
            for line in _RESOLVED:
                room.record(line)
        library.clock = clock
        await shoot("library", WarroomApp(library, clock, by="ana", zone=ZONE), [])


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

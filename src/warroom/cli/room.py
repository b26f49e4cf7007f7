"""`warroom [ID]`: open the room, or the library when it is not clear of which incident."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from warroom.cli.context import Context, context, notice
from warroom.config import Config, default_zone, load_config
from warroom.core.errors import NotFoundError
from warroom.store.library import Library

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from warroom.drill import Player
    from warroom.store.room import Room

SUMMARY = "Open the room of an incident: the one named, else the real one that goes on, else the library."
EXAMPLES = """  warroom
  warroom checkout"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("incident", nargs="?", metavar="ID", help="the incident, or enough of its id")
    parser.add_argument("--by", metavar="WHO", help="who writes (default: WARROOM_BY, configured or login name)")


def run(args: argparse.Namespace) -> int:
    """Open the screen."""
    return open_room(args)


def open_room(args: argparse.Namespace, *, example: bool = False) -> int:
    """Open the screen on the incident of `args`, or on the library; the exit code is 1 if lines could not be saved.

    `example` tells that the home is the example's.
    """
    what = context(args)
    incident_id = _which(what, args.incident)
    need_terminal()
    return show(what, lambda: what.library.open(incident_id, by=what.by) if incident_id else None, example=example)


def need_terminal() -> None:
    """Refuse to open a screen where there is none.

    Raises:
        NotFoundError: there is no terminal.
    """
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise NotFoundError("there is no terminal here to open the room in; try warroom show, or warroom --help")


def show(what: Context, open_it: Callable[[], Room | None], *, watches: bool = False, example: bool = False,
         drill: Callable[[Room], Player] | None = None) -> int:  # fmt: skip
    """Show the room that is opened, or the library; the exit code is 1 if lines could not be saved.

    `watches` shows it read-only, `example` labels it as one, and `drill` gives who plays into it.
    """
    gc.disable()  # all that is made until the first frame stays, and the app collects again from then on
    from warroom.core.names import Names
    from warroom.ui.app import WarroomApp
    from warroom.ui.hangup import end_with_the_terminal

    config = what.config
    keys, mistakes = chosen_keys(config)
    for mistake in mistakes:
        notice(mistake)
    room = open_it()
    rungs = config.remind.rungs if config.remind else ()
    app = WarroomApp(
        what.library,
        what.library.clock,
        by=what.by,
        room=room,
        zone=default_zone(config),
        severity=config.severity or "SEV3",
        names=lambda: Names(config.people, config.teams, config.services, rungs),
        open_example=_example,
        watches=watches,
        example=example,
        player=drill(room) if drill and room else None,
        signals=config.signals,
        keys=keys,
        mistakes=_told((*config.mistakes, *mistakes)),
        checklists=config.checklists,
        theme=config.theme or "dark",
        template=config.template or "house",
    )
    end_with_the_terminal(app.save)
    app.run()
    app.leave_room()
    if app.unsaved_lines:
        print("warroom: these lines could not be saved:", *app.unsaved_lines, sep="\n", file=sys.stderr)
        return 1
    return app.return_code or 0


def chosen_keys(config: Config) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the keys that the configuration asks for, by the action's id, and the mistakes in it."""
    if not config.keys:
        return {}, []
    from warroom.ui.keymap import read_keys

    keys, mistakes = read_keys(config.keys)
    return keys, [f"{config.path}: {mistake}" for mistake in mistakes]


def _told(mistakes: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a room says of the mistakes of the configuration: two sentences at most."""
    more = len(mistakes) - 1
    return mistakes if more < 2 else (mistakes[0], f"{more} more mistakes are in it: warroom doctor lists them")


def _example() -> tuple[Library, str]:
    """Make the example in a home of its own."""
    from tempfile import mkdtemp

    from warroom.demo import play_demo

    library = Library(mkdtemp(prefix="warroom-demo-"))
    return library, play_demo(library.home, library.clock(), default_zone(load_config()))


def _which(what: Context, given: str | None) -> str | None:
    """Return the incident to open, or None for the library.

    Raises:
        NotFoundError: one was named that is not there.
    """
    if text := given or os.environ.get("WARROOM_INCIDENT", "").strip():
        try:
            return what.library.find(text)
        except NotFoundError as error:
            raise NotFoundError(f"{error}{_verb_hint(text)}") from None
    active = what.library.active("real")
    return active[0] if len(active) == 1 else None


def _verb_hint(text: str) -> str:
    from difflib import get_close_matches

    from warroom.cli import VERBS

    near = get_close_matches(text, VERBS, n=1)
    return f" (did you mean warroom {near[0]}?)" if near else ""

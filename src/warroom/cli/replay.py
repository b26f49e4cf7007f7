"""`warroom replay ID|FILE`: a drill, played from an incident or from a file of lines."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from warroom.cli.context import Context, answer, context, notice, notices
from warroom.core.errors import LineError, NotFoundError, StoreError
from warroom.core.text import plural
from warroom.paths import expanded

if TYPE_CHECKING:
    from warroom.drill import Player, Script
    from warroom.store.library import Library
    from warroom.store.room import Room

SUMMARY = """Play an incident of the library, or a file of lines, into a new room of mode drill, live: for a scribe to
train, or to watch one happen. In the room you can type too. What is there already stays as it is."""
EXAMPLES = """  warroom replay checkout --speed 10
  warroom replay drills/disk-full.txt              (a line each, with its time in front; # comments are left out,
                                                   # title: DISK FULL says what it is called)
  warroom replay checkout --speed 10000 --no-room"""

LARGEST_FILE = 8 * 1024 * 1024
_WORDS_OF_A_DATE = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("source", metavar="ID|FILE", help="the incident, or enough of its id; or a file of lines")
    parser.add_argument("--speed", metavar="N", default="1", help="how many times as fast, up to 10000 (default: 1)")
    parser.add_argument("--no-room", action="store_true", help="open no room: print each answer, and end with the last")
    parser.add_argument("--by", metavar="WHO", help="who declares it, and writes a file's lines (default: as for log)")


def run(args: argparse.Namespace) -> int:
    """Declare the drill and play it."""
    from warroom.drill import Player, declare_drill

    speed = read_speed(args.speed)
    what = context(args)
    script = _script(what, args.source)
    start, command = what.library.clock(), again(args)
    incident_id = declare_drill(what.library, script, by=what.by, start=start, speed=speed)
    joined = join(args, what.library, incident_id)
    if not args.no_room and sys.stdin.isatty() and sys.stdout.isatty():
        from warroom.cli.room import show

        def player(room: "Room") -> Player:
            return Player(room, script, start=what.library.clock(), speed=speed, again=command, join=joined)

        return show(what, lambda: what.library.open(incident_id, by=what.by), drill=player)
    with what.library.open(incident_id, by=what.by, via="command") as room:
        notice(f"the drill is {incident_id}, {plural(len(script.cues), 'line')}; to join it: {joined}")
        _play(Player(room, script, start=start, speed=speed, again=command))
    return 0


def again(args: argparse.Namespace) -> str:
    """Return the command that begins the same drill anew, from any folder."""
    from shlex import quote

    is_file = os.path.isfile(args.source)
    words = ["warroom", "replay", os.path.abspath(args.source) if is_file else args.source]
    words += [] if float(args.speed) == 1 else ["--speed", args.speed.strip()]
    return " ".join(quote(word) for word in [*words, *_home(args)])


def join(args: argparse.Namespace, library: "Library", incident_id: str) -> str:
    """Return the command with which somebody else comes into an incident, with no more of its id than it takes."""
    from shlex import quote

    from warroom.cli import VERBS

    words = incident_id.split("-")[_WORDS_OF_A_DATE:]
    parts = ("-".join(words[:count]) for count in range(1, len(words) + 1))
    others = [one for one in library.ids() if one != incident_id]
    is_free = (one for one in parts if one not in VERBS and not any(one in other for other in others))
    name = next(is_free, incident_id)
    return " ".join([*map(quote, ["warroom", name, *_home(args)]), "--by NAME"])


def _home(args: argparse.Namespace) -> list[str]:
    """Return the option that leads to the incidents from any folder, where it was given."""
    return ["--home", os.path.abspath(expanded(args.home))] if args.home else []


def read_speed(text: str) -> float:
    """Return how many times as fast to play.

    Raises:
        LineError: it is not a number above 0 and at most 10,000.
    """
    from warroom.drill import FASTEST

    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= FASTEST:
        raise LineError(f"--speed '{text.strip()}' is not a speed: write a number above 0 and at most {FASTEST}")
    return speed


def _script(what: Context, source: str) -> "Script":
    """Return what is to be played: a file when there is one of this name, else an incident.

    Raises:
        NotFoundError: there is neither, or nothing to play in it.
        StoreError: it cannot be read.
    """
    from warroom.drill import script_of, script_of_text

    if not os.path.isfile(source):
        try:
            incident_id = what.library.find(source)
        except NotFoundError as error:
            is_vague = any(source in one for one in what.library.ids())
            raise NotFoundError(str(error) if is_vague else f"{error}; and there is no file of that name") from None
        room = what.library.look_at(incident_id)
        notices(room.notices)
        return script_of(room.fold, what.library.clock())
    from warroom.config import default_zone

    text, config = _read(source), what.config
    title = os.path.splitext(os.path.basename(source))[0].replace("-", " ").replace("_", " ")
    severity, zone = config.severity or "SEV3", default_zone(config)
    return script_of_text(text, title=title, severity=severity, zone=zone, now=what.library.clock())


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    if len(data) > LARGEST_FILE:
        raise StoreError(f"{path} is too large for a drill: {LARGEST_FILE // 1024 // 1024} MiB at most")
    return data.decode("utf-8-sig", "replace")


def _play(player: "Player") -> None:
    """Play to the end, printing each answer; Ctrl-C ends it and what was recorded stays."""
    import time

    from warroom.drill import play

    try:
        for played in play(player, time.sleep):
            for one in played:
                if one.why:
                    notice(f"line {one.cue.number} is kept as a note: {one.why}")
                answer(player.room.reply(one.event))
    except KeyboardInterrupt:
        notice(f"ended after {player.played} of {plural(len(player.script.cues), 'line')}; what was recorded stays")
        raise

"""`warroom log -`: each line of a pipe, as it comes; nothing that comes is lost."""

import argparse
import os
import sys
from collections.abc import Iterator
from itertools import count

from warroom.cli.context import context, notice, notices
from warroom.cli.log import read_at, with_time
from warroom.core.errors import LineError, NotFoundError, WarroomError
from warroom.core.events import Event
from warroom.core.line import LONGEST_LINE, Line, parse_line
from warroom.core.text import clean_text, plural
from warroom.core.times import TimeExpr
from warroom.store.room import Room

_CHUNK = 64 * 1024
_LONGEST_UNBROKEN = 16 * _CHUNK


def run_pipe(args: argparse.Namespace) -> int:
    """Record each line of standard input; what arrives together is put on the disk together."""
    batches = _batches(sys.stdin.fileno())
    batch: list[str] = []
    try:
        at = read_at(args.at)
        what = context(args)
        incident_id = what.incident(args.incident)
        with what.library.open(incident_id, by=what.by, via="pipe") as room:
            notices(room.notices)
            if room.incident.status == "closed":
                notice(f"{incident_id} is closed; this is recorded all the same")
            room.preview(with_time(Line("note", "the time given is one"), at))
            recorded, numbers = 0, count(1)
            for batch in batches:
                events = [event for text in batch for event in _draft(room, text, next(numbers), at)]
                room.save()
                recorded += len(events)
                print("".join(f"{room.reply(event)}\n" for event in events), end="", flush=True)
            batch = []
            if room.warning:
                notice(room.warning)
    except WarroomError:
        _give_back(batch, batches)
        raise
    if not recorded:
        notice("there was nothing to log")
        return 1
    return 0


def _batches(descriptor: int) -> Iterator[list[str]]:
    """Yield the lines of a stream as they arrive, those that arrive together in one list.

    What is not UTF-8 is replaced. A line that does not end is cut after a megabyte.
    """
    rest = b""
    while chunk := os.read(descriptor, _CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > _LONGEST_UNBROKEN:
            cut = next(place for place in range(len(rest) - 1, 0, -1) if rest[place] & 0xC0 != 0x80)
            lines.append(rest[:cut])
            rest = rest[cut:]
        if lines:
            yield [line.decode("utf-8", "replace") for line in lines]
    if rest:
        yield [rest.decode("utf-8", "replace")]


def _draft(room: Room, text: str, number: int, at: TimeExpr | None) -> Iterator[Event]:
    """Draft a line of a pipe: as it is understood or, when it is not, as a note of its very words."""
    text = clean_text(text).strip()
    if not text or text == "#" or text.startswith("# "):
        return
    if len(text) > LONGEST_LINE:
        pieces = [text[start : start + LONGEST_LINE] for start in range(0, len(text), LONGEST_LINE)]
        notice(f"line {number} has {len(text):,} characters: kept as {plural(len(pieces), 'note')}")
        for piece in pieces:
            yield room.draft(with_time(Line("note", piece), at))
        return
    try:
        yield room.draft(with_time(parse_line(text), at))
    except (LineError, NotFoundError) as error:
        notice(f"line {number} is kept as a note: {error}")
        yield room.draft(with_time(Line("note", text), at))


def _give_back(batch: list[str], batches: Iterator[list[str]]) -> None:
    """Print what could not be recorded, and the rest of the pipe, so that it is not lost."""
    if sys.stdin.isatty():
        batches = iter(())
    for lines in ([batch], batches):
        for some in lines:
            print("\n".join(some), file=sys.stderr)

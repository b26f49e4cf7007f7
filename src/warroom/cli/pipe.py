"""`warroom log -`: each line of a pipe, as it comes; nothing that comes is lost."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from itertools import count

from warroom.cli.context import answer, context, notice, notices, say
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
    if sys.stdin is None:
        notice("there was nothing to log")
        return 1
    reader = _Reader(sys.stdin.fileno())
    batches = iter(reader)
    batch: list[str] = []
    try:
        at = read_at(args.at)
        what = context(args)
        incident_id = what.incident(args.incident)
        with what.library.open(incident_id, by=what.by, via="pipe") as room:
            notices(room.notices)
            if room.incident.status in {"resolved", "closed"}:
                notice(f"{incident_id} is {room.incident.status}; this is recorded all the same")
            room.preview(with_time(Line("note", "the time given is one"), at))
            recorded, numbers = 0, count(1)
            for batch in batches:
                events = [event for text in batch for event in _draft(room, text, next(numbers), at)]
                room.save()
                recorded += len(events)
                if events:
                    answer("\n".join(room.reply(event) for event in events))
            batch = []
            if room.warning:
                notice(room.warning)
    except WarroomError:
        _give_back(batch, batches)
        raise
    if reader.ended_by:
        return 128 + reader.ended_by
    if not recorded:
        notice("there was nothing to log")
        return 1
    return 0


class _EndedError(Exception):
    """Somebody asked this process to end while it waited for the next line."""


class _Reader:
    """The lines of a stream as they arrive, those that arrive together in one list.

    What is not UTF-8 is replaced. A line that does not end is cut after a megabyte. A signal to end ends the stream
    where it is, so that what has come is recorded; `ended_by` is then its number.
    """

    def __init__(self, descriptor: int) -> None:
        self.ended_by = 0
        self._descriptor = descriptor
        self._waits = False
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            signal.signal(number, self._end)

    def __iter__(self) -> Iterator[list[str]]:
        rest = b""
        while chunk := self._read():
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > _LONGEST_UNBROKEN:
                cut = next(place for place in range(len(rest) - 1, 0, -1) if rest[place] & 0xC0 != 0x80)
                lines.append(rest[:cut])
                rest = rest[cut:]
            if lines:
                yield [line.decode("utf-8", "replace") for line in lines]
        if rest:
            yield [rest.decode("utf-8", "replace")]

    def _read(self) -> bytes:
        try:
            self._waits = True
            return b"" if self.ended_by else os.read(self._descriptor, _CHUNK)
        except _EndedError:
            return b""
        finally:
            self._waits = False

    def _end(self, number: int, _: object) -> None:
        self.ended_by = number
        if self._waits:
            raise _EndedError


def _draft(room: Room, text: str, number: int, at: TimeExpr | None) -> Iterator[Event]:
    """Draft a line of a pipe: as it is understood or, when it is not, as a note of its very words."""
    text = clean_text(text).strip()
    if not text:
        return
    if text == "#" or text.startswith("# "):
        notice(f"line {number} is a comment and is not recorded: {text}")
        return
    if len(text) > LONGEST_LINE:
        pieces = [text[start : start + LONGEST_LINE] for start in range(0, len(text), LONGEST_LINE)]
        notice(f"line {number} has {len(text):,} characters: kept as {plural(len(pieces), 'note')}")
        for piece in pieces:
            yield room.draft(with_time(Line("note", piece), at))
        return
    try:
        yield from room.draft_step(with_time(parse_line(text), at))
    except (LineError, NotFoundError) as error:
        notice(f"line {number} is kept as a note: {error}")
        yield room.draft(with_time(Line("note", text), at))


def _give_back(batch: list[str], batches: Iterator[list[str]]) -> None:
    """Print what could not be recorded, and the rest of the pipe, so that it is not lost."""
    if sys.stdin.isatty():
        batches = iter(())
    for lines in ([batch], batches):
        for some in lines:
            say("\n".join(some))

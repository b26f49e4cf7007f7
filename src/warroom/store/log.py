"""Logs: one append-only file a writer, each line a checksum, a space, JSON and a newline.

The first line says the format and whose log it is; every other one is an event. Beside each event, under `seen`, stands
what its writer knew once it had written it. That is what lets the next writer append without reading the rest. Nothing
in a log is ever changed or cut off: a line that a crash tore in two is fenced off with `#torn`, kept, and skipped.
"""

import json
import os
import re
from binascii import crc32
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple

from warroom.core.errors import StoreError
from warroom.core.events import Event, Seen, event_from_json, event_to_json, merge_seen, seen_from_json
from warroom.store.files import store_error

FORMAT = 2
"""The format of logs and checkpoints that is written here. In format 1 logs had no first line."""

TORN = b"#torn"
"""What a line ends with that its writer never finished."""

SUFFIX = ".jsonl"

BINARY = getattr(os, "O_BINARY", 0)

_CRC_WIDTH = 8
_UNREADABLE = (ValueError, RecursionError)
_NUMBER = re.compile(rb'"n":(\d{1,18}),')
_BEGINNING = re.compile(rb'[0-9a-f]{8} \{"')
_WINDOW = 64 * 1024
_FIRST_LINE = 256  # bytes; it is never longer
_DUMPS = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def encode_line(event: Event, seen: Seen) -> bytes:
    """Return the line of a log that holds an event, and beside it what its writer then knew."""
    body = _DUMPS({**event_to_json(event), "seen": seen.to_json()}).encode()
    return b"%08x %s\n" % (crc32(body), body)


def encode_header(origin: str) -> bytes:
    """Return the first line of a log."""
    body = _DUMPS({"warroom": "log", "format": FORMAT, "origin": origin}).encode()
    return b"%08x %s\n" % (crc32(body), body)


def format_of(line: bytes) -> int | None:
    """Return the format that the first line of a log says; None if it says none, or cannot be read."""
    try:
        document = json.loads(_body(line))
    except _UNREADABLE:
        return None
    found = document.get("format") if isinstance(document, dict) and document.get("warroom") == "log" else None
    return found if type(found) is int else None


def refuse_newer(found: int | None) -> None:
    """Refuse to write beside what a newer warroom wrote.

    Raises:
        StoreError: the format that was found is newer than ours.
    """
    if found is not None and found > FORMAT:
        raise StoreError(newer(found))


def newer(found: int) -> str:
    """Return the sentence about a format that is newer than ours."""
    return f"a newer warroom (format {found}) wrote this incident: it is only read here; update warroom to write in it"


def _body(line: bytes) -> bytes:
    """Return the JSON of a line, with or without its newline.

    Raises:
        ValueError: it is not what was written.
    """
    body = line[_CRC_WIDTH + 1 :].removesuffix(b"\n")
    if line[_CRC_WIDTH : _CRC_WIDTH + 1] != b" " or line[:_CRC_WIDTH] != b"%08x" % crc32(body):
        raise ValueError("not a line of a log")
    return body


def decode_line(line: bytes) -> tuple[Event, Seen]:
    """Return the event of a line and what stands beside it.

    Raises:
        ValueError: the line is damaged.
    """
    document = json.loads(_body(line))
    event = event_from_json(document)
    seen = document.get("seen")
    return event, seen_from_json(event.stamp, seen if isinstance(seen, dict) else {})


class Part(NamedTuple):
    """What was read of a log: its events, and where the next line will begin.

    `start` is where reading began, `damaged` counts the lines that cannot be read, `torn` those that were never
    finished, and `format` is what the first line says, None if it was not read or says nothing.
    """

    events: list[Event]
    end: int
    damaged: int = 0
    torn: int = 0
    start: int = 0
    format: int | None = None


def read_log(path: str, offset: int = 0) -> Part:
    """Read a log from an offset; from the beginning if no line begins there.

    A last line without its newline is being written by somebody: it counts if it is complete and is not judged if not.

    Raises:
        StoreError: the file cannot be read.
    """
    try:
        with open(path, "rb") as file:
            if offset and (file.seek(offset - 1) != offset - 1 or file.read(1) != b"\n"):
                offset = 0
                file.seek(0)
            data = file.read()
    except OSError as error:
        raise store_error("read", path, error) from None
    events, damaged, torn = [], 0, 0
    lines = data.split(b"\n")
    tail = lines.pop()
    found = format_of(lines[0]) if lines and not offset else None
    loads = json.loads
    for line in lines[1:] if found is not None else lines:
        try:
            events.append(event_from_json(loads(_body(line))))
        except _UNREADABLE:
            whole = list(_salvage(line))
            events += whole
            if line.endswith(TORN):
                torn += 1
            elif line and len(whole) < 2:  # an empty line is the fence after a record that lost its newline
                damaged += 1
    if tail:
        with suppress(*_UNREADABLE):
            events.append(event_from_json(loads(_body(tail))))
    if found is not None and found > FORMAT:
        damaged = 0  # it may well be read by whoever wrote it
    return Part(events, offset + len(data) - len(tail), damaged, torn, offset, found)


def _salvage(line: bytes) -> Iterator[Event]:
    """Yield the events that are whole inside a line that is not: a newline was lost, and two lines became one."""
    starts = [match.start() for match in _BEGINNING.finditer(line)]
    for start, end in pairwise([*starts, len(line)]):
        for piece in (line[start:end], line[start : end - 1]):
            with suppress(*_UNREADABLE):
                yield event_from_json(json.loads(_body(piece)))
                break


class Tail(NamedTuple):
    """The last record of a log, and how it may be gone on behind it.

    `n` is the last place that was given: that of the record, or of the half line after it, for nobody can tell whether
    that was never finished or was cut off later. `sound` says that all that comes after the record is such a line, and
    `fence` is what has to be written before the next one. `format` is what the first line says.
    """

    event: Event
    n: int
    seen: Seen
    sound: bool
    fence: bytes
    format: int | None


def read_tail(descriptor: int) -> Tail | None:
    """Return the last record of an open log, or None when there is none that can be read.

    Raises:
        OSError: the file cannot be read.
    """
    size = os.fstat(descriptor).st_size
    window = _WINDOW
    while True:
        start = max(0, size - window)
        data = _read_at(descriptor, start, size - start)
        lines = data.split(b"\n")
        first = lines[0] if not start else _read_at(descriptor, 0, _FIRST_LINE).partition(b"\n")[0]
        if start:
            del lines[0]  # it may have begun before the window
        for place in range(len(lines) - 1, -1, -1):
            with suppress(*_UNREADABLE):
                event, seen = decode_line(lines[place])
                sound = all(not line or line.endswith(TORN) for line in lines[place + 1 : -1])
                half = lines[-1] if place < len(lines) - 1 else b""
                fence = TORN + b"\n" if half else b"\n" if place == len(lines) - 1 else b""
                return Tail(event, _last_place(event, half), seen, sound, fence, format_of(first))
        if not start:
            return None
        window *= 16


def _last_place(event: Event, half: bytes) -> int:
    if not half:
        return event.n
    found = _NUMBER.search(half)
    return max(event.n + 1, int(found[1]) if found else 0)


def _read_at(descriptor: int, start: int, length: int) -> bytes:
    os.lseek(descriptor, start, os.SEEK_SET)
    data = b""
    while len(data) < length and (more := os.read(descriptor, length - len(data))):
        data += more
    return data


def log_folder(folder: str) -> str:
    """Return the folder of an incident's logs."""
    return os.path.join(folder, "log")


def log_names(folder: str) -> list[str]:
    """Return the file names of an incident's logs, in a fixed order; none if it has no such folder."""
    try:
        with os.scandir(log_folder(folder)) as found:
            return sorted(one.name for one in found if one.name.endswith(SUFFIX) and one.is_file())
    except OSError:
        return []


def newest_format(folder: str) -> int:
    """Return the newest format that the first lines of an incident's logs say, 1 if none says any."""
    found = 1
    for name in log_names(folder):
        with suppress(OSError), open(f"{folder}/log/{name}", "rb") as file:
            found = max(found, format_of(file.readline(_FIRST_LINE)) or 1)
    return found


def glance_logs(folder: str) -> Seen | None:
    """Return what the writers of an incident know, from the last line of each log; None if there are no logs.

    The cost is that of the number of logs, whatever they hold.
    """
    names = log_names(folder)
    hints = []
    for name in names:
        with suppress(OSError):
            descriptor = os.open(f"{folder}/log/{name}", os.O_RDONLY | BINARY)
            try:
                if tail := read_tail(descriptor):
                    hints.append(tail.seen)
            finally:
                os.close(descriptor)
    return merge_seen(hints) if hints else None

"""The checkpoint: `incident.json`, a plain TinyDB file that is a complete copy of an incident.

It is a cache: the logs are the record, and losing it loses nothing. The layout is ordinary JSON with a table a line,
so that opening an incident parses the first two lines (what it holds, and the events) and none of the tables that are
derived from them. A file somebody else has written has another layout, and is read as a whole.
"""

import json
import os
import re
import sys
from binascii import crc32
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from warroom.core.events import Event, EventId, Json, Seen, event_from_json, event_to_json, seen_from_json
from warroom.core.stamp import EARLIEST
from warroom.store.files import keep_copy, store_error
from warroom.store.log import FORMAT

if TYPE_CHECKING:
    from subprocess import Popen

    from warroom.core.model import Incident

FILE_NAME = "incident.json"
Looks = tuple[int, int, int]
"""What tells whether a file was touched: its inode, its size in bytes and when it was written, in nanoseconds."""

TABLES = ("incident", "timeline", "hypotheses", "escalations", "tasks", "decisions", "updates")


class Loaded(NamedTuple):
    """What a checkpoint holds: events, how far each log had been read, what its writer knew, and what is wrong.

    `format` is the one it says it has; of a newer one nothing else is read.
    """

    events: list[Event]
    offsets: dict[str, int]
    seen: Seen
    notice: str | None = None
    format: int = 1


class Glance(NamedTuple):
    """What the first line of a checkpoint says: what its writer knew, the highest place of each origin, the format."""

    seen: Seen
    places: dict[str, int]
    format: int


_COPY = re.compile(r"incident\.(?:changed|format-\d+)(?:-\d+)?\.json")
_NOTHING = Loaded([], {}, Seen())


def checkpoint_path(folder: str) -> str:
    """Return the path of an incident's checkpoint."""
    return os.path.join(folder, FILE_NAME)


def load_checkpoint(folder: str) -> Loaded:
    """Return what the checkpoint holds; what cannot be used is as if it were not there, and `notice` says so."""
    try:
        with open(checkpoint_path(folder), "rb") as file:
            header = _read_header(file.readline())
            if header is None:
                return _load_foreign(folder)
            if header["format"] > FORMAT:
                said = f"{FILE_NAME} is of a newer warroom, so the logs were read instead"
                return _NOTHING._replace(notice=said, format=header["format"])
            line = file.readline()
            is_whole = os.fstat(file.fileno()).st_size - file.tell() + len(line) == header.get("size")
    except FileNotFoundError:
        return _NOTHING._replace(notice=f"{FILE_NAME} was not there; the logs were read instead")
    except OSError as error:
        return _NOTHING._replace(notice=f"{FILE_NAME} cannot be read ({error.strerror}); the logs were read instead")
    if crc32(line) != header.get("events_crc"):
        return _load_foreign(folder)
    try:
        events = _events_of(json.loads(b"{" + line[:-2] + b"}")["events"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _load_foreign(folder)
    notice = None if is_whole else f"{FILE_NAME} is damaged, but for its events; it is written anew with the next line"
    return Loaded(events, _numbers_of(header, "offsets"), _seen_of(header), notice, header["format"])


def glance_checkpoint(folder: str) -> Glance | None:
    """Return what the first line of the checkpoint says; None if it is not one of ours."""
    try:
        with open(checkpoint_path(folder), "rb") as file:
            header = _read_header(file.readline())
    except OSError:
        return None
    return Glance(_seen_of(header), _numbers_of(header, "places"), header["format"]) if header else None


_LONGEST_PLACE = 18


def places_of(events: Iterable[Event]) -> dict[str, int]:
    """Return the highest place of each origin among events and the events they speak of.

    A crash may take an event that somebody had seen and acted on before it was safe; its place must never be given to
    another, or what they did would be done to that one.
    """
    places: dict[str, int] = {}
    for event in events:
        for origin, n in (event[:2], *_spoken_of(event)):
            if n > places.get(origin, 0):
                places[origin] = n
    return places


def _spoken_of(event: Event) -> Iterator[EventId]:
    if event.undoes:
        yield event.undoes
    rows = [value.get("row") for value in event.set.values() if isinstance(value, dict)]
    for name in (event.id, event.set.get("of"), *rows):
        origin, _, n = str(name).rpartition(".")
        if origin and n.isascii() and n.isdigit() and len(n) <= _LONGEST_PLACE:
            yield origin, int(n)


def tables_of(incident: "Incident") -> dict[str, list[Json]]:
    """Return the tables that a checkpoint has beside the events, as they stand at this moment."""
    from warroom.core.contract import contract

    document = contract(incident)
    return {name: [document[name]] if name == "incident" else document[name] for name in TABLES}


def save_checkpoint(
    folder: str,
    tables: dict[str, list[Json]],
    events: list[Event],
    offsets: dict[str, int],
    seen: Seen,
    ours: Looks | None = None,
) -> tuple[str | None, Looks | None]:
    """Write the checkpoint whole, and return once it is in place on the disk.

    One that is not as some warroom wrote it is somebody's work: it is kept beside, under the name that is returned.
    `ours` is what the last one of this process looked like, as it is returned too.

    Raises:
        StoreError: it could not be written; the old one is as it was.
    """
    from tinydb import TinyDB

    from warroom.store.tiny import CheckpointStorage

    path = checkpoint_path(folder)
    kept = _keep_what_is_not_ours(folder, ours)
    header = {
        "format": FORMAT,
        "offsets": offsets,
        "places": places_of(events),
        "seen": {**seen.to_json(), "stamp": seen.stamp},
    }
    with TinyDB(path, storage=CheckpointStorage) as database:
        database.storage.write(
            {
                "warroom": {"1": header},
                "events": _numbered([event_to_json(event) for event in events]),
                **{name: _numbered(tables[name]) for name in TABLES},
            }
        )
    try:
        return kept, _looks(path)
    except OSError:
        return kept, None


def save_checkpoint_apart(folder: str) -> "Popen[bytes]":
    """Start a process that writes the checkpoint from the logs, and return it."""
    from subprocess import DEVNULL, Popen

    code = "import sys; from warroom.store.room import Room; Room(sys.argv[1], by='', via='checkpoint').checkpoint()"
    command = [sys.executable, "-P", "-c", code, folder]
    return Popen(command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True)  # noqa: S603 - our own


def kept_copies(folder: str) -> set[str]:
    """Return the names of the checkpoints that were kept because they were not as we had written them."""
    try:
        return {name for name in os.listdir(folder) if _COPY.fullmatch(name)}
    except OSError:
        return set()


def _keep_what_is_not_ours(folder: str, ours: Looks | None) -> str | None:
    """Keep a checkpoint that was changed or damaged, or is of an older format, and return the name it is kept under.

    Raises:
        StoreError: it cannot be kept, so it must not be replaced.
    """
    path = checkpoint_path(folder)
    try:
        if _looks(path) == ours or (why := _why_keep(path)) is None:
            return None
        for number in count(1):
            name = f"incident.{why}{f'-{number}' if number > 1 else ''}.json"
            with suppress(FileExistsError):
                keep_copy(path, os.path.join(folder, name))
                return name
    except FileNotFoundError:
        pass
    except OSError as error:
        raise store_error("keep a copy of", path, error) from None
    return None


def _why_keep(path: str) -> str | None:
    """Return why a checkpoint is worth keeping: `changed` by somebody, or the `format-1` it has; None if it is ours."""
    with open(path, "rb") as file:
        header = _read_header(file.readline())
        events, rest = file.readline(), file.read()
    if header is None:
        return "changed" if events or rest or os.path.getsize(path) > len(b"{}") else None
    whole = len(events) + len(rest) == header.get("size")
    if not whole or crc32(events) != header.get("events_crc") or crc32(rest) != header.get("tables_crc"):
        return "changed"
    return None if header["format"] == FORMAT else f"format-{header['format']}"


def _looks(path: str) -> Looks:
    status = os.stat(path)
    return (status.st_ino, status.st_size, status.st_mtime_ns)


def _numbered(documents: list[Json]) -> dict[str, Json]:
    return {str(place): document for place, document in enumerate(documents, 1)}


def _load_foreign(folder: str) -> Loaded:
    """Read a checkpoint that is not as we wrote it: its events count where the logs have not the same ones."""
    try:
        with open(checkpoint_path(folder), "rb") as file:
            events = _events_of(json.loads(file.read())["events"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _NOTHING._replace(notice=f"{FILE_NAME} is damaged, so the logs were read instead")
    notice = f"{FILE_NAME} was changed by another program; where it differs from the logs, the logs were followed"
    return Loaded(events, {}, Seen(), notice)


def _events_of(table: dict[str, Json]) -> list[Event]:
    return [event_from_json(document) for document in table.values()]


def _read_header(line: bytes) -> dict[str, Any] | None:
    """Return the one document of the table that begins the file, or None when it is not the one we write."""
    if not line.startswith(b'{"warroom"') or not line.endswith(b",\n"):
        return None
    try:
        header = json.loads(line[:-2] + b"}")["warroom"]["1"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return header if isinstance(header, dict) and type(header.get("format")) is int else None


def _numbers_of(header: dict[str, Any], field: str) -> dict[str, int]:
    found = header.get(field)
    return (
        {str(name): number for name, number in found.items() if type(number) is int} if isinstance(found, dict) else {}
    )


def _seen_of(header: dict[str, Any]) -> Seen:
    seen = header.get("seen")
    return seen_from_json(str(seen.get("stamp", EARLIEST)), seen) if isinstance(seen, dict) else Seen()

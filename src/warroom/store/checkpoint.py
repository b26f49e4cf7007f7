"""The checkpoint: `incident.json`, a plain TinyDB file that is a complete copy of an incident.

It is a cache: the logs are the record, and losing it loses nothing. The layout is ordinary JSON with a table a line,
so that opening an incident parses the first two lines (what it holds, and the events) and none of the tables that are
derived from them. A file somebody else has written has another layout, and is read as a whole.
"""

import json
import os
from binascii import crc32
from typing import TYPE_CHECKING, Any, NamedTuple

from warroom.core.events import Event, Json, Seen, event_from_json, event_to_json, seen_from_json
from warroom.core.stamp import EARLIEST

if TYPE_CHECKING:
    from warroom.core.model import Incident

FORMAT = 1
FILE_NAME = "incident.json"
TABLES = ("incident", "timeline", "hypotheses", "escalations", "tasks", "decisions", "updates")


class Loaded(NamedTuple):
    """What a checkpoint holds: events, how far each log had been read, what its writer knew, and what is wrong."""

    events: list[Event]
    offsets: dict[str, int]
    seen: Seen
    notice: str | None = None


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
            if header["format"] != FORMAT:
                version = f"of a newer warroom (format {header['format']})"
                return _NOTHING._replace(notice=f"{FILE_NAME} is {version}, so the logs were read instead")
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
    except (ValueError, KeyError, TypeError, AttributeError):
        return _load_foreign(folder)
    notice = None if is_whole else f"{FILE_NAME} is damaged, but for its events; it is written anew with the next line"
    return Loaded(events, _offsets_of(header), _seen_of(header), notice)


def glance_checkpoint(folder: str) -> Seen | None:
    """Return what the checkpoint's writer knew, from its first line alone; None if it is not one of ours."""
    try:
        with open(checkpoint_path(folder), "rb") as file:
            header = _read_header(file.readline())
    except OSError:
        return None
    return _seen_of(header) if header else None


def save_checkpoint(folder: str, incident: "Incident", events: list[Event], offsets: dict[str, int], seen: Seen) -> int:
    """Write the checkpoint whole and return its size in bytes once it is in place on the disk.

    Raises:
        StoreError: it could not be written; the old one is as it was.
    """
    from tinydb import TinyDB

    from warroom.core.contract import contract
    from warroom.store.tiny import CheckpointStorage

    document = contract(incident)
    tables: dict[str, list[Json]] = {name: document[name] for name in TABLES if name != "incident"}
    tables["incident"] = [document["incident"]]
    header = {
        "format": FORMAT,
        "offsets": offsets,
        "seen": {**seen.to_json(), "stamp": seen.stamp},
    }
    with TinyDB(checkpoint_path(folder), storage=CheckpointStorage) as database:
        database.storage.write(
            {
                "warroom": {"1": header},
                "events": _numbered([event_to_json(event) for event in events]),
                **{name: _numbered(tables[name]) for name in TABLES},
            }
        )
    return os.path.getsize(checkpoint_path(folder))


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
    except (ValueError, KeyError, TypeError):
        return None
    return header if isinstance(header, dict) and type(header.get("format")) is int else None


def _offsets_of(header: dict[str, Any]) -> dict[str, int]:
    offsets = header.get("offsets")
    return {str(name): end for name, end in offsets.items() if type(end) is int} if isinstance(offsets, dict) else {}


def _seen_of(header: dict[str, Any]) -> Seen:
    seen = header.get("seen")
    return seen_from_json(str(seen.get("stamp", EARLIEST)), seen) if isinstance(seen, dict) else Seen()

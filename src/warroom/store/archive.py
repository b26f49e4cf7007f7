"""A backup: one zip file with a copy of some incidents, and first in it a manifest of what is there.

Writers go on while it is taken. Each incident is copied into a private folder beside the file, the checkpoint before
the logs, so that the logs have at least what it has; a log is copied up to the end of its last whole line. The copy is
what is counted, packed, synced and moved into place.
"""

import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from itertools import count
from tempfile import mkdtemp
from typing import Any, BinaryIO, NamedTuple

from warroom import __version__
from warroom.core.errors import NotFoundError, StoreError, WarroomError
from warroom.core.text import shorten
from warroom.core.times import to_text
from warroom.store.checkpoint import FILE_NAME
from warroom.store.files import FILE_MODE, FOLDER_MODE, store_error, sync_file, sync_folder, write_all
from warroom.store.library import Library
from warroom.store.log import SUFFIX, log_folder, log_names
from warroom.store.parts import CHUNK, DamagedError, Part, scan, unpacked
from warroom.store.room import Room
from warroom.store.verify import is_sound

FORMAT = 1
MANIFEST = "manifest.json"
MAGIC = "warroom backup"

_ID = re.compile(r"\w(?:[\w .,+~@=()'-]*[\w~+=)'-])?")
_COPY = r"incident\.(?:changed|format-\d{1,3})(?:-\d{1,4})?\.json"
_FILE = re.compile(rf"incident\.json|{_COPY}|log/\w[\w.~+-]*\.jsonl")
_KEPT = re.compile(_COPY)
_LONGEST_NAME = 240
_LARGEST_MANIFEST = 16 * 1024 * 1024

# What a file of this size may unpack to at most: a line repeated a million times packs very well, a bomb even better.
_ALWAYS_ALLOWED = 256 * 1024 * 1024
_HIGHEST_RATIO = 100


class Packed(NamedTuple):
    """One file of an incident in a backup: its name below the incident's folder, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


class Held(NamedTuple):
    """One incident in a backup: what it is, what it amounts to, and its files.

    Of one that was damaged when the backup was taken, `damaged` says how.
    """

    id: str
    title: str
    events: int
    entries: int
    damaged: str | None
    files: tuple[Packed, ...]


class Backup(NamedTuple):
    """What was written: the incidents, the size of the file in bytes, and a sentence for each that was left out."""

    incidents: tuple[Held, ...]
    size: int
    left_out: tuple[str, ...]


def is_id(text: object) -> bool:
    """Tell whether a text can be the id of an incident: one plain folder name, which leads nowhere else."""
    return isinstance(text, str) and bool(_ID.fullmatch(text)) and len(text.encode("utf-8", "replace")) <= _LONGEST_NAME


def is_file(text: object) -> bool:
    """Tell whether a text is the name of a file that an incident can have."""
    return (
        isinstance(text, str) and bool(_FILE.fullmatch(text)) and len(text.encode("utf-8", "replace")) <= _LONGEST_NAME
    )


def highest_total(size: int) -> int:
    """Return how many bytes a backup of this size may unpack to."""
    return _ALWAYS_ALLOWED + _HIGHEST_RATIO * size


def back_up(library: Library, ids: list[str], path: str) -> Backup:
    """Write a backup of these incidents and return what it holds once it is in place on the disk.

    An incident that is damaged is copied as it is. A file that is not an earlier backup is left alone.

    Raises:
        NotFoundError: there is nothing to back up.
        StoreError: it is left alone, or cannot be written; then nothing of it is there.
    """
    if not ids:
        raise NotFoundError(f"there is no incident in {library.home} to back up; say another folder with --home")
    if not os.path.isdir(os.path.dirname(path) or "."):
        raise StoreError(f"{os.path.dirname(path)} is not a folder: make it, or choose another place for the backup")
    _refuse_what_is_not_ours(path)
    try:
        scratch = mkdtemp(prefix=".warroom-backup-", dir=os.path.dirname(path) or ".")
    except OSError as error:
        raise store_error("write", path, error) from None
    try:
        held, left_out = _copy_all(library, ids, scratch)
        if not held:
            raise StoreError(f"nothing was backed up: {'; '.join(left_out)}")
        size = _put_in_place(held, to_text(library.clock()), scratch, path)
    except OSError as error:
        raise store_error("write", path, error) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Backup(tuple(held), size, tuple(left_out))


def is_backup(path: str) -> bool:
    """Tell whether a file is a backup of ours, cut off or not."""
    try:
        with open(path, "rb") as file:
            first = dict([next(scan(file), ("", Part(0, 0, 0, 0)))])
            return MANIFEST in first and bool(read_manifest(file, first))
    except (OSError, DamagedError):
        return False


def read_manifest(file: BinaryIO, parts: dict[str, Part]) -> dict[str, Any]:
    """Return the manifest of a backup, of which nothing is checked yet but that it is one of ours.

    Raises:
        DamagedError: it is not, or cannot be read.
    """
    try:
        document = json.loads(b"".join(unpacked(file, parts[MANIFEST], _LARGEST_MANIFEST)))
    except (ValueError, RecursionError):
        raise DamagedError("cannot be read") from None
    if not isinstance(document, dict) or document.get("warroom") != MAGIC:
        raise DamagedError("is not one of ours")
    return document


def copy_log(data: bytes) -> bytes:
    """Return a log without what somebody is just writing: up to its last newline, or its last complete record."""
    end = data.rfind(b"\n") + 1
    return data if is_sound(data[end:]) else data[:end]


def file_names(folder: str) -> list[str]:
    """Return the names of an incident's files that are worth keeping, in the order in which they are to be copied."""
    kept = sorted(name for name in os.listdir(folder) if _KEPT.fullmatch(name))
    top = [name for name in (FILE_NAME, *kept) if os.path.isfile(os.path.join(folder, name))]
    return [*top, *(f"log/{name}" for name in log_names(folder) if os.path.isfile(f"{log_folder(folder)}/{name}"))]


def digest(folder: str, name: str) -> Packed:
    """Return the size and checksum of one file of an incident.

    Raises:
        OSError: it cannot be read.
    """
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read()
    return Packed(name, len(data), sha256(data).hexdigest())


def write_file(path: str, data: bytes) -> None:
    """Write a new private file and return once it is on the disk.

    Raises:
        OSError: it could not be written, or is there already.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
    try:
        write_all(descriptor, data)
        sync_file(descriptor)
    finally:
        os.close(descriptor)


def weigh(folder: str) -> tuple[str, int, int, str | None]:
    """Return an incident's title, its counts of events and entries, and what is damaged in it, if anything."""
    try:
        room = Room(folder, by="")
    except WarroomError as error:
        return "", 0, 0, str(error)
    return room.incident.title, len(room.fold.events), len(room.incident.timeline), "; ".join(room.notices) or None


def _refuse_what_is_not_ours(path: str) -> None:
    """Raise StoreError if there is something at a path that a backup must not take the place of."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise store_error("write", path, error) from None
    if stat.S_ISDIR(status.st_mode):
        raise StoreError(f"{path} is a folder: say the name of a file in it")
    if not stat.S_ISREG(status.st_mode) or not is_backup(path):
        raise StoreError(f"{path} is there and is not a backup of ours: move it away, or choose another name")


def _copy_all(library: Library, ids: list[str], scratch: str) -> tuple[list[Held], list[str]]:
    """Copy incidents into a folder; what cannot be read is left out, what cannot be written ends it."""
    held, left_out = [], []
    for incident_id in ids:
        if not is_id(incident_id):
            name = shorten(incident_id.encode("ascii", "backslashreplace").decode(), 60)
            left_out.append(f"the folder '{name}' was left out: rename it to letters, digits and hyphens")
            continue
        copy = os.path.join(scratch, incident_id)
        os.mkdir(copy, FOLDER_MODE)
        os.mkdir(log_folder(copy), FOLDER_MODE)
        missing = _copy(library.folder(incident_id), copy)
        left_out += [f"{incident_id}: {sentence}" for sentence in missing]
        files = tuple(digest(copy, name) for name in file_names(copy))
        if files:
            title, events, entries, damaged = weigh(copy)
            held.append(Held(incident_id, title, events, entries, damaged, files))
    return held, left_out


def _copy(folder: str, copy: str) -> list[str]:
    """Copy the files of one incident and return a sentence for each that cannot be read."""
    missing = []
    try:
        names = file_names(folder)
    except OSError as error:
        return [str(store_error("read", folder, error))]
    for name in names:
        to = name if is_file(name) else _safe_name(name, taken=names)
        try:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
        except OSError as error:
            missing.append(str(store_error("read", os.path.join(folder, name), error)))
            continue
        write_file(os.path.join(copy, to), copy_log(data) if name.startswith("log/") else data)
    return missing


def _safe_name(name: str, *, taken: Collection[str]) -> str:
    """Return the name that a file with an odd one has in a backup, as when something else made a copy of a log."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", name.removeprefix("log/").removesuffix(SUFFIX)).strip("-")[:80] or "log"
    return next(safe for number in count(1) if (safe := f"log/x{number}-{words}{SUFFIX}") not in taken)


def _put_in_place(held: list[Held], made_at: str, scratch: str, path: str) -> int:
    """Pack what was copied, move it into place and return its size in bytes."""
    manifest = json.dumps(
        {
            "warroom": MAGIC, "format": FORMAT, "version": __version__, "made_at": made_at,
            "incidents": [
                {**one._asdict(), "files": [packed._asdict() for packed in one.files]} for one in held
            ],
        },
        ensure_ascii=False, indent=1,
    ).encode()  # fmt: skip
    beside = os.path.join(scratch, ".zip")
    total = sum(packed.size for one in held for packed in one.files)
    size = _pack(beside, manifest, held, scratch, zipfile.ZIP_DEFLATED)
    if total > highest_total(size):
        size = _pack(beside, manifest, held, scratch, zipfile.ZIP_STORED)
    os.replace(beside, path)
    with suppress(OSError):  # it is in place; some network folders cannot sync their names
        sync_folder(os.path.dirname(path) or ".")
    return size


def _pack(beside: str, manifest: bytes, held: list[Held], scratch: str, compression: int) -> int:
    descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), FILE_MODE)
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w", compression) as archive:
            archive.writestr(_entry(MANIFEST, compression), manifest)
            for one in held:
                for packed in one.files:
                    name = f"incidents/{one.id}/{packed.name}"
                    with (
                        open(os.path.join(scratch, one.id, packed.name), "rb") as source,
                        archive.open(_entry(name, compression, packed.size), "w") as target,
                    ):
                        shutil.copyfileobj(source, target, CHUNK)
        file.flush()
        sync_file(file.fileno())
        return os.fstat(file.fileno()).st_size


def _entry(name: str, compression: int, size: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = compression
    entry.external_attr = (stat.S_IFREG | FILE_MODE) << 16
    entry.file_size = size
    return entry

"""Restoring a backup, which may come from anywhere: no name, size or checksum in it is believed before it is checked.

An incident is unpacked into a private folder beside, opened, synced and then moved into place; one that is there
already is never touched.
"""

import os
import shutil
from hashlib import sha256
from tempfile import mkdtemp
from typing import Any, BinaryIO, NamedTuple

from warroom.core.errors import NotFoundError, StoreError, WarroomError
from warroom.core.events import Event, EventId
from warroom.core.text import clean_word, plural, shorten
from warroom.store.archive import (
    FORMAT,
    MANIFEST,
    Held,
    Packed,
    copy_log,
    digest,
    file_names,
    highest_total,
    is_file,
    is_id,
    read_manifest,
    weigh,
)
from warroom.store.files import FILE_MODE, FOLDER_MODE, make_folder, store_error, sync_file, sync_folder, write_all
from warroom.store.library import Library
from warroom.store.log import log_folder
from warroom.store.parts import DamagedError, Part, contents, unpacked
from warroom.store.room import Room

_LARGEST_FILE = 2 * 1024**3
_HEX = frozenset("0123456789abcdef")


class Restored(NamedTuple):
    """What became of one incident of a backup: a sentence for people, and whether all of it is here now."""

    id: str
    whole: bool
    sentence: str


def restore(path: str, library: Library, wanted: str | None = None) -> list[Restored]:
    """Restore the incidents of a backup, or the one that is wanted, and return what became of each.

    Raises:
        NotFoundError: there is no such file, or no such incident in it.
        StoreError: it is not a backup, it is damaged as a whole, or the home folder cannot be written.
    """
    try:
        with open(path, "rb") as file:
            parts, is_cut_off = contents(file, path)
            held = _pick(_held(file, parts, path), wanted, path)
            _refuse_a_bomb(held, os.fstat(file.fileno()).st_size, path)
            make_folder(os.path.join(library.home, "incidents"))
            restored = [_restore_one(file, parts, one, library) for one in held]
    except FileNotFoundError:
        raise NotFoundError(f"there is no file {path}: check its name") from None
    except IsADirectoryError:
        raise StoreError(f"{path} is a folder: say which file in it is the backup") from None
    except OSError as error:
        raise store_error("read", path, error) from None
    if is_cut_off and all(one.whole for one in restored) and wanted is None:
        restored.append(Restored("", False, f"{path} is damaged at its end, but nothing of its incidents is missing"))
    return restored


# What is in the file


def _held(file: BinaryIO, parts: dict[str, Part], path: str) -> list[Held]:
    """Return the incidents that the manifest names.

    Raises:
        StoreError: it is not a manifest of ours, is damaged, or of a newer version.
    """
    if MANIFEST not in parts:
        raise StoreError(f"{path} is a zip file, but not a backup of ours: it has no {MANIFEST}")
    try:
        document = read_manifest(file, parts)
        version = document.get("format")
        if type(version) is int and version > FORMAT:
            raise StoreError(f"{path} was made by a newer warroom (format {version}): restore it with that one")
        held = [_held_one(one) for one in document["incidents"]]
    except DamagedError as error:
        raise StoreError(f"{path} cannot be restored: its {MANIFEST} {error}; take another copy") from None
    except (KeyError, TypeError, ValueError) as error:
        why = f": {error}" if type(error) is ValueError else ""
        raise StoreError(f"{path} cannot be restored: its {MANIFEST} is not well formed{why}") from None
    if len({one.id.casefold() for one in held}) < len(held):
        raise StoreError(f"{path} cannot be restored: its {MANIFEST} names an incident twice")
    return held


def _held_one(document: dict[str, Any]) -> Held:
    """Return one incident as the manifest describes it; ValueError if a name or a number in it cannot be."""
    files = tuple(Packed(one["name"], one["size"], one["sha256"]) for one in document["files"])
    if not is_id(document["id"]):
        raise ValueError(f"{_shown(document['id'])} is no name of an incident")
    for name, size, checksum in files:
        if not is_file(name):
            raise ValueError(f"{_shown(name)} is no name of a file of an incident")
        if type(size) is not int or not 0 <= size <= _LARGEST_FILE:
            raise ValueError(f"{_shown(name)} cannot have that size")
        if not isinstance(checksum, str) or len(checksum) != 64 or not set(checksum) <= _HEX:
            raise ValueError(f"{_shown(name)} has no checksum")
    if len({packed.name.casefold() for packed in files}) < len(files):
        raise ValueError(f"{document['id']} has a file twice")
    damaged = document.get("damaged")
    events, entries = (value if type(value := document.get(key)) is int else 0 for key in ("events", "entries"))
    return Held(document["id"], "", events, entries, clean_word(str(damaged)) if damaged else None, files)


def _pick(held: list[Held], wanted: str | None, path: str) -> list[Held]:
    if wanted is None:
        return held
    for found in (
        [one for one in held if one.id == wanted],
        [one for one in held if one.id.startswith(wanted)],
        [one for one in held if wanted and wanted in one.id],
    ):
        if len(found) == 1:
            return found
        if found:
            raise NotFoundError(f"'{shorten(wanted, 40)}' could be {_listed(found)}: write more of it")
    raise NotFoundError(f"there is no incident '{shorten(wanted, 40)}' in {path}: there are {_listed(held) or 'none'}")


def _refuse_a_bomb(held: list[Held], size: int, path: str) -> None:
    total = sum(packed.size for one in held for packed in one.files)
    if total > highest_total(size):
        raise StoreError(f"{path} is not restored: its {size:,} bytes claim to hold {total:,}, which no backup does")


# Putting an incident in place


def _restore_one(file: BinaryIO, parts: dict[str, Part], held: Held, library: Library) -> Restored:
    """Restore one incident; what stands in its way is said of it and leaves the others alone."""
    try:
        scratch = mkdtemp(prefix=".restore-", dir=library.home)
    except OSError as error:
        raise store_error("write", library.home, error) from None
    try:
        folder = os.path.join(scratch, held.id)
        damage = _unpack(file, parts, held, folder)
        return _put_in_place(folder, held, damage, library)
    except OSError as error:
        return Restored(held.id, False, f"{held.id} is not restored: {store_error('write', library.home, error)}")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _unpack(file: BinaryIO, parts: dict[str, Part], held: Held, folder: str) -> list[str]:
    """Unpack what is whole of an incident, and return a sentence for each file that is not."""
    os.mkdir(folder, FOLDER_MODE)
    os.mkdir(log_folder(folder), FOLDER_MODE)
    damage = []
    for packed in held.files:
        path = os.path.join(folder, packed.name)
        try:
            _unpack_file(file, parts.get(f"incidents/{held.id}/{packed.name}"), packed, path)
        except DamagedError as error:
            damage.append(f"{packed.name} {error}")
            if os.path.exists(path):
                os.unlink(path)
    sync_folder(log_folder(folder))
    sync_folder(folder)
    return damage


def _unpack_file(file: BinaryIO, part: Part | None, packed: Packed, path: str) -> None:
    """Write one file of a backup; `DamagedError` if it is not the one that was packed."""
    if part is None:
        raise DamagedError("is not in the backup")
    checksum, size = sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
    try:
        for chunk in unpacked(file, part, packed.size):
            checksum.update(chunk)
            size += len(chunk)
            write_all(descriptor, chunk)
        if size != packed.size or checksum.hexdigest() != packed.sha256:
            raise DamagedError("is damaged")
        sync_file(descriptor)
    finally:
        os.close(descriptor)


def _put_in_place(folder: str, held: Held, damage: list[str], library: Library) -> Restored:
    target = library.folder(held.id)
    in_backup = f"in the backup, {', '.join(damage)}" if damage else ""
    if os.path.lexists(target):
        return _leave_alone(folder, held, in_backup, target)
    _, events, entries, notice = weigh(folder)
    if not events and (damage or not held.damaged):
        return Restored(held.id, False, f"{held.id} is not restored: {in_backup or notice or 'nothing is in it'}")
    os.rename(folder, target)
    sync_folder(os.path.dirname(target))
    counts = f"{plural(events, 'event')}, {plural(entries, 'entry', 'entries')}"
    if damage:
        lost = f", {events} of {plural(held.events, 'event')}" if events < held.events else ", and nothing is missing"
        return Restored(held.id, events >= held.events, f"{held.id}: {in_backup}; what is whole is restored{lost}")
    if held.damaged:
        return Restored(held.id, True, f"{held.id}: {counts} restored, as damaged as it was: {held.damaged}")
    return Restored(held.id, True, f"{held.id}: {counts} restored")


def _leave_alone(folder: str, held: Held, in_backup: str, target: str) -> Restored:
    if not in_backup and _is_same(folder, target):
        return Restored(held.id, True, f"{held.id} is already here, the same")
    backed_up, here = _events(folder) or {}, _events(target) or {}
    more, less = len(here.keys() - backed_up.keys()), len(backed_up.keys() - here.keys())
    differ = f"the one here has {plural(more, 'event')} more and lacks {less}" if more or less else "they differ"
    if in_backup:
        differ = f"{in_backup}; {differ}"
    way_out = "restore into another folder with --home DIR"
    return Restored(held.id, False, f"{held.id} is already here and is left alone: {differ}; {way_out}")


def _is_same(folder: str, target: str) -> bool:
    """Tell whether two folders hold the same events or, where they cannot be read, the same bytes."""
    events = _events(folder)
    return events == _events(target) if events is not None else _digests(folder) == _digests(target)


def _events(folder: str) -> dict[EventId, Event] | None:
    try:
        return Room(folder, by="").fold.events
    except WarroomError:
        return None


def _digests(folder: str) -> list[Packed] | None:
    try:
        return [_digest_of_copy(folder, name) for name in file_names(folder)]
    except OSError:
        return None


def _digest_of_copy(folder: str, name: str) -> Packed:
    if not name.startswith("log/"):
        return digest(folder, name)
    with open(os.path.join(folder, name), "rb") as file:
        data = copy_log(file.read())
    return Packed(name, len(data), sha256(data).hexdigest())


def _listed(held: list[Held]) -> str:
    shown = ", ".join(one.id for one in held[:5])
    return f"{shown} and {len(held) - 5} more" if len(held) > 5 else shown


def _shown(name: object) -> str:
    return shorten(ascii(name), 60)

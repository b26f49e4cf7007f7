"""Logs: one append-only file a writer, each line a checksum, a space, an event as JSON and a newline.

Beside each event, under `seen`, stands what its writer knew once it had written it. That is what lets the next
writer append without reading the rest. Nothing in a log is ever changed or cut off: a line that a crash tore in two is
fenced off with a newline, and readers skip what has no valid checksum.
"""

import json
import os
import re
import sys
from binascii import crc32
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from warroom.core.errors import StoreError
from warroom.core.events import Event, Seen, event_from_json, event_to_json, merge_seen, seen_from_json
from warroom.store.files import FILE_MODE, FOLDER_MODE, store_error, sync_file, sync_folder, write_all
from warroom.store.lock import FileLock

SUFFIX = ".jsonl"

_CRC_WIDTH = 8
_WINDOW = 64 * 1024
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_DUMPS = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def encode_line(event: Event, seen: Seen) -> bytes:
    """Return the line of a log that holds an event, and beside it what its writer then knew."""
    body = _DUMPS({**event_to_json(event), "seen": seen.to_json()}).encode()
    return b"%08x %s\n" % (crc32(body), body)


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
    """What was read of a log: its events, where the next line will begin, and how many lines were damaged."""

    events: list[Event]
    end: int
    damaged: int


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
    events, damaged = [], 0
    lines = data.split(b"\n")
    tail = lines.pop()
    loads = json.loads
    for line in lines:
        try:
            events.append(event_from_json(loads(_body(line))))
        except ValueError:
            damaged += bool(line)  # an empty line is the fence after a record that lost its newline
    if tail:
        with suppress(ValueError):
            events.append(event_from_json(loads(_body(tail))))
    return Part(events, offset + len(data) - len(tail), damaged)


class Tail(NamedTuple):
    """The last record of a log; `sound` says that nothing but a torn line without a newline comes after it."""

    event: Event
    seen: Seen
    sound: bool
    has_newline: bool


def read_tail(path: str) -> Tail | None:
    """Return the last record of a log, or None when there is none that can be read.

    Raises:
        OSError: the file cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        size = os.fstat(descriptor).st_size
        window = _WINDOW
        while True:
            start = max(0, size - window)
            os.lseek(descriptor, start, os.SEEK_SET)
            data = os.read(descriptor, size - start)
            lines = data.split(b"\n")
            if start:
                del lines[0]  # it may have begun before the window
            for place in range(len(lines) - 1, -1, -1):
                if not lines[place]:
                    continue
                try:
                    event, seen = decode_line(lines[place])
                except ValueError:
                    continue
                return Tail(event, seen, sound=not any(lines[place + 1 : -1]), has_newline=data.endswith(b"\n"))
            if not start:
                return None
            window *= 16
    finally:
        os.close(descriptor)


def log_folder(folder: str) -> str:
    """Return the folder of an incident's logs."""
    return os.path.join(folder, "log")


def log_names(folder: str) -> list[str]:
    """Return the file names of an incident's logs, in a fixed order; none if it has no such folder."""
    try:
        return sorted(name for name in os.listdir(log_folder(folder)) if name.endswith(SUFFIX))
    except OSError:
        return []


def log_sizes(folder: str, *, but: str | None = None) -> dict[str, int]:
    """Return the size in bytes of each of an incident's logs by file name, leaving one out if asked to."""
    sizes = {}
    for name in log_names(folder):
        if name != but:
            with suppress(OSError):
                sizes[name] = os.stat(f"{folder}/log/{name}").st_size
    return sizes


def glance_logs(folder: str) -> Seen | None:
    """Return what the writers of an incident know, from the last line of each log; None if there are no logs.

    The cost is that of the number of logs, whatever they hold.
    """
    names = log_names(folder)
    hints = []
    for name in names:
        try:
            tail = read_tail(os.path.join(log_folder(folder), name))
        except OSError:
            continue
        if tail:
            hints.append(tail.seen)
    return merge_seen(hints) if hints else None


def host_name() -> str:
    """Return this machine's name as lower-case ASCII words joined by hyphens, safe in a file name."""
    if sys.platform == "win32":
        import platform

        node = platform.node()
    else:
        node = os.uname().nodename
    return re.sub("[^a-z0-9]+", "-", node.lower()).strip("-")[:24].strip("-") or "host"


class LogWriter:
    """The one writer of a log, which it owns by a lock until it is closed.

    `origin` names the log, `n` is the place of the last event in it, and `seen` what stands beside that event.
    """

    def __init__(self, folder: str, origin: str, *, tail: Tail | None = None, lock: FileLock | None = None) -> None:
        self.origin = origin
        self.n = tail.event.n if tail else 0
        self.seen = tail.seen if tail else Seen()
        self._folder = log_folder(folder)
        self._lock = lock
        self._file_number = 1 if tail else 0
        self._exists = tail is not None
        self._fence = b"\n" if tail and not tail.has_newline else b""
        self._descriptor: int | None = None
        self._is_new = False

    @classmethod
    def take(cls, folder: str, known: Mapping[str, int] | None = None) -> "LogWriter":
        """Take over a log of this machine that nobody writes and that ends soundly, or begin a new one.

        `known` has the highest place known of each origin: a log that has lost its end is left alone. It never fails:
        what stands in the way of a new log is said when something is to be appended.
        """
        host = host_name()
        names = log_names(folder)
        try:
            for name in names:
                origin = name.removesuffix(SUFFIX)
                if not re.fullmatch(f"{host}-[{_ALPHABET}]{{4}}", origin) or f"{origin}~2{SUFFIX}" in names:
                    continue
                base = os.path.join(log_folder(folder), origin)
                lock = FileLock.take(f"{base}.lock")
                if lock is None:
                    continue
                tail = read_tail(base + SUFFIX)
                if tail and tail.sound and tail.event.origin == origin and tail.event.n >= (known or {}).get(origin, 0):
                    return cls(folder, origin, tail=tail, lock=lock)
                lock.release()
        except OSError:
            pass
        while (origin := f"{host}-{''.join(_ALPHABET[byte % 32] for byte in os.urandom(4))}") + SUFFIX in names:
            pass
        return cls(folder, origin)

    @property
    def file_name(self) -> str:
        """The name of the file that is appended to."""
        return f"{self.origin}~{self._file_number}{SUFFIX}" if self._file_number > 1 else f"{self.origin}{SUFFIX}"

    def append(self, entries: Sequence[tuple[Event, Seen]]) -> int:
        """Append events, each with what was known then, and return the size of the log once they are on the disk.

        It is one write and one data sync. When it fails nothing counts as saved, and the same events can be appended
        again: if the disk refused to sync, to a new file, since what a disk lost once it may keep quiet about.

        Raises:
            StoreError: they are not on the disk.
        """
        data = b"".join(encode_line(event, seen) for event, seen in entries)
        try:
            descriptor, is_new = self._open()
            size = self._size_in_place(descriptor)
            data = self._fence + data
            self._fence = b"\n"
            write_all(descriptor, data)
        except OSError as error:
            raise store_error("save to", self._path, error) from None
        try:
            sync_file(descriptor)
            if is_new:
                sync_folder(self._folder)
        except OSError as error:
            path = self._path
            self._abandon()
            raise store_error("save to", path, error) from None
        self._fence, self._is_new = b"", False
        self.n, self.seen = entries[-1][0].n, entries[-1][1]
        return size + len(data)

    def close(self) -> None:
        """Close the log and let go of it."""
        self._abandon()
        if self._lock:
            self._lock.release()
            self._lock = None

    @property
    def _path(self) -> str:
        return os.path.join(self._folder, self.file_name)

    def _open(self) -> tuple[int, bool]:
        """Return the log's descriptor, and whether its name may not be on the disk yet."""
        if self._descriptor is not None:
            return self._descriptor, self._is_new
        self._is_new = not self._exists
        self._descriptor = self._open_file() if self._exists else self._make_file()
        self._exists = False
        return self._descriptor, self._is_new

    def _make_file(self) -> int:
        """Make the next file of this origin; the first one needs the folder and the lock as well."""
        if not os.path.isdir(self._folder):
            os.mkdir(self._folder, FOLDER_MODE)
            sync_folder(os.path.dirname(self._folder))
        if self._lock is None:
            self._lock = FileLock.take(os.path.join(self._folder, f"{self.origin}.lock"))
        self._fence = b""
        while True:
            self._file_number += 1
            try:
                return self._open_file(os.O_CREAT | os.O_EXCL)
            except FileExistsError:
                continue

    def _open_file(self, flags: int = 0) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0) | flags, FILE_MODE)

    def _size_in_place(self, descriptor: int) -> int:
        """Return the log's size, but refuse one that was deleted: the system would take what nobody ever reads."""
        status = os.fstat(descriptor)
        if status.st_nlink == 0:
            path = self._path
            self._abandon()
            raise StoreError(f"{path} was deleted while it was in use; save again and it goes to a new file")
        return status.st_size

    def _abandon(self) -> None:
        """Close the file, so that whatever is appended next goes to a new one."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

"""The writer: the one owner of a log, who appends to it and brings it back when it is lost."""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from warroom.core.events import Event, EventId, Seen
from warroom.store.files import FILE_MODE, is_full, make_missing_folders, store_error, sync_file, sync_folder, write_all
from warroom.store.lock import try_lock
from warroom.store.log import (
    BINARY,
    FORMAT,
    SUFFIX,
    TORN,
    Tail,
    encode_header,
    encode_line,
    log_folder,
    log_names,
    read_log,
    read_tail,
)
from warroom.store.reserve import give_back_reserve

Entry = tuple[Event, Seen]
Mine = Callable[[], Sequence[Entry]]

_FENCE = TORN + b"\n"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


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

    def __init__(self, folder: str, origin: str, *, tail: Tail | None = None, descriptor: int | None = None) -> None:
        self.origin = origin
        self.n = tail.n if tail else 0
        self.seen = tail.seen if tail else Seen()
        self._incident = folder
        self._folder = log_folder(folder)
        self._file_number = 1 if tail else 0
        self._descriptor = descriptor
        self._fence = tail.fence if tail else b""
        self._is_new = False
        self._is_lost = False
        self._left_as = _look_at(descriptor) if descriptor is not None else None
        self._given_up: list[int] = []

    @classmethod
    def take(cls, folder: str, known: Mapping[str, int]) -> "LogWriter":
        """Take over a log of this machine that nobody writes and that ends soundly, or begin a new one.

        `known` has the highest place known of each origin: a log that has lost its end is left alone, for its places
        are taken. It never fails: what stands in the way of a new log is said when something is to be appended.
        """
        host = host_name()
        names = log_names(folder)
        continued = {name.partition("~")[0] for name in names if "~" in name}
        for name in names:
            origin = name.removesuffix(SUFFIX)
            if re.fullmatch(f"{host}-[{_ALPHABET}]{{4}}", origin) and origin not in continued:
                with suppress(OSError):
                    if writer := cls._take_over(folder, origin, known.get(origin, 0)):
                        return writer
        while (origin := f"{host}-{''.join(_ALPHABET[byte % 32] for byte in os.urandom(4))}") + SUFFIX in names:
            pass
        return cls(folder, origin)

    @classmethod
    def _take_over(cls, folder: str, origin: str, least: int) -> "LogWriter | None":
        """Return the writer of a log that is there, or None when it is somebody's or its end cannot be trusted."""
        descriptor = os.open(f"{folder}/log/{origin}{SUFFIX}", os.O_RDWR | os.O_APPEND | BINARY)
        try:
            if try_lock(descriptor) and (tail := read_tail(descriptor)):
                its_own = tail.event.origin == origin and tail.format == FORMAT
                if its_own and tail.sound and tail.event.n >= least:
                    writer = cls(folder, origin, tail=tail, descriptor=descriptor)
                    descriptor = -1
                    return writer
        finally:
            if descriptor >= 0:
                os.close(descriptor)
        return None

    @property
    def file_name(self) -> str:
        """The name of the file that is appended to."""
        return _file_name(self.origin, self._file_number)

    def append(self, entries: Sequence[Entry], mine: Mine | None = None) -> int:
        """Append events, each with what was known then, and return the size of the log once they are on the disk.

        It is one write and one data sync. A disk that is full is given the reserve back; where the disk refused, the
        events go to a new file, once, since what a disk lost it may keep quiet about. A log that was deleted, moved or
        damaged meanwhile is made again, from what `mine` returns: every event of this log that was saved before.

        Raises:
            StoreError: they are not on the disk; nothing counts as saved, and the same can be appended again.
        """
        data = _encoded(entries)
        elsewhere = False
        while True:
            try:
                size = self._put(data, mine)
            except OSError as error:
                if is_full(error) and give_back_reserve(self._incident):
                    continue
                if elsewhere or is_full(error):
                    raise store_error("save to", self._path, error) from None
                elsewhere = True
                self._give_up()
            else:
                break
        for event, seen in entries:
            if event.origin == self.origin:
                self.n, self.seen = event.n, seen
        return size

    def write_beside(self, entries: Sequence[Entry]) -> str:
        """Put events that other logs have lost into a file of their own, and return its name once it is on the disk.

        Raises:
            StoreError: they are not on the disk.
        """
        rescue = LogWriter(self._incident, self.origin)
        rescue._file_number = max(self._file_number, 1)
        try:
            rescue.append(entries)
            return rescue.file_name
        finally:
            rescue.close()

    def is_in_place(self, mine: Mine | None = None) -> bool:
        """Tell whether the log is still there, under its name and with all that was written to it.

        Raises:
            OSError: nobody can tell.
        """
        if self._left_as is None:
            return True
        try:
            status = os.stat(self._path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        found = _looks(status)
        if found == self._left_as:
            return True
        if self._descriptor is None or found[:2] != self._left_as[:2]:
            return False
        part, tail = read_log(self._path), read_tail(self._descriptor)
        held = {(event.origin, event.n) for event in part.events}
        if not tail or not tail.sound or part.damaged or not self._wanted(mine) <= held:
            return False
        self._left_as, self._fence = found, tail.fence
        return True

    def restore(self, mine: Mine) -> None:
        """Make the log again from what `mine` returns, if it was deleted, moved or damaged.

        Raises:
            StoreError: it cannot be written.
        """
        try:
            is_in_place = self.is_in_place(mine)
        except OSError as error:
            raise store_error("read", self._path, error) from None
        if not is_in_place:
            self.append([], mine)

    def close(self) -> None:
        """Close the log and let go of it."""
        self._give_up()
        for descriptor in self._given_up:
            with suppress(OSError):
                os.close(descriptor)
        self._given_up.clear()

    @property
    def _path(self) -> str:
        return os.path.join(self._folder, self.file_name)

    def _put(self, data: bytes, mine: Mine | None) -> int:
        """Write and sync, into the file at hand or the next; after a failed sync that file is never written again."""
        if self._descriptor is not None and not self.is_in_place(mine):
            self._give_up()
            self._file_number, self._is_lost = 0, mine is not None
        if self._descriptor is None:
            self._descriptor = self._make_file()
            self._fence, self._is_new = encode_header(self.origin), True
        if self._is_lost and mine:
            data = _encoded(mine()) + data
        descriptor = self._descriptor
        try:
            write_all(descriptor, self._fence + data)
        except OSError:
            self._note_half(descriptor)
            raise
        try:
            sync_file(descriptor)
            if self._is_new:
                sync_folder(self._folder)
        except OSError:
            self._give_up()
            raise
        self._fence, self._is_new, self._is_lost = b"", False, False
        self._left_as = _look_at(descriptor)
        return self._left_as[2]

    def _make_file(self) -> int:
        """Make the next file of this origin and own it."""
        make_missing_folders(self._folder)
        while True:
            self._file_number += 1
            try:
                descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | BINARY, FILE_MODE)
            except FileExistsError:
                continue
            try:
                owned = try_lock(descriptor)
            except OSError:
                owned = True  # a file system without locks: nobody can take it over either
            if owned:
                return descriptor
            os.close(descriptor)

    def _note_half(self, descriptor: int) -> None:
        """Take note of how much of a write that failed is in the file; a first line in halves is none."""
        before, self._left_as = self._left_as, _look_at(descriptor)
        size, header = self._left_as[2], len(self._fence) if self._is_new else 0
        if self._is_new and 0 < size < header:
            self._give_up()
        elif size and size != (before[2] if before else 0):
            self._fence = _FENCE

    def _wanted(self, mine: Mine | None) -> set[EventId]:
        if mine:
            return {(event.origin, event.n) for event, _ in mine()}
        return {(self.origin, self.n)} if self.n else set()

    def _give_up(self) -> None:
        """Write to the file no more; whatever is appended next goes to a new one.

        It stays ours until we close, lest somebody goes on in it; but for one that nobody can take over and that has
        nothing saved in it, of which a disk that fails for hours would leave one for each try.
        """
        if self._descriptor is None:
            return
        if self._is_new and self._file_number > 1:
            with suppress(OSError):
                os.close(self._descriptor)
        else:
            self._given_up.append(self._descriptor)
        self._descriptor, self._left_as = None, None


def _encoded(entries: Sequence[Entry]) -> bytes:
    return b"".join(encode_line(event, seen) for event, seen in entries)


def _file_name(origin: str, number: int) -> str:
    return f"{origin}~{number}{SUFFIX}" if number > 1 else f"{origin}{SUFFIX}"


def _look_at(descriptor: int) -> tuple[int, int, int, int]:
    """Return what tells whether somebody else touched an open file since; nothing that fits if nobody can tell."""
    try:
        return _looks(os.fstat(descriptor))
    except OSError:
        return (-1, -1, -1, -1)


def _looks(status: os.stat_result) -> tuple[int, int, int, int]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)

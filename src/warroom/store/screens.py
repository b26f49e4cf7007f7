"""The screens that have a folder open, and what is half typed on them.

Every screen has a file `screens/<token>.json` with a lock on it for as long as it lives, and beside it, while a line is
half typed, `<token>.draft`. A file whose lock can be taken belongs to a screen that is gone: its draft goes to the next
screen of the same person. None of this is the record: where it cannot be written the room does without.
"""

import json
import os
import re
import stat
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from warroom.core.errors import StoreError
from warroom.core.text import clean_text, clean_word, shorten
from warroom.core.times import from_text, to_text
from warroom.store.clock import utc_now
from warroom.store.files import FILE_MODE, make_folder, replace_file, write_all
from warroom.store.lock import FileLock

FORMAT = 1
_PRESENCE, _DRAFT = ".json", ".draft"
_OURS = re.compile(r"([0-9a-f]{16})\.(?:json|draft)")
_HALF_MADE = re.compile(r"\.[0-9a-f]{16}\.json")
_HALF_MADE_FOR = 60.0
_LARGEST = 4 * 1024 * 1024
_LONGEST_NAME = 40


class HalfTyped(NamedTuple):
    """A line somebody began: its text and when, and, where a key began it, the hint that stood beside it."""

    text: str
    typed_at: datetime | None = None
    begun: bool = False
    hint: str = ""


class Screens:
    """One screen's place among those that have a folder open; `by` is whose screen it is.

    No method fails or waits for another process: what the disk refuses is not done. Several threads may use it.
    """

    def __init__(self, folder: str, *, by: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._folder = os.path.join(folder, "screens")
        self._by = by
        self._clock = clock
        self._token = os.urandom(8).hex()
        self._lock: FileLock | None = None
        self._adopted: dict[str, FileLock] = {}
        self._gone: set[str] = set()
        self._names: dict[str, str] = {}
        self._on_disk = b""
        self._has_left = False
        self._using = threading.Lock()

    def join(self) -> None:
        """Let other screens see that this one is open."""
        with self._using, suppress(OSError, StoreError):
            self._join()

    def others(self) -> list[str]:
        """Return whose other screens are open, a name for each; what screens left behind that are gone is removed."""
        with self._using:
            self._come_back()
            names = []
            for token in self._tokens():
                if token in self._gone or token in self._adopted:
                    continue
                with suppress(OSError):
                    lock = FileLock.take(self._path(token, _PRESENCE))
                    if lock is None:
                        names.append(self._name(token))
                        continue
                    self._bury(token)
                    lock.release()
            return sorted(name for name in names if name)

    def adopt(self) -> list[HalfTyped]:
        """Return what the same person had half typed on screens that are gone, the newest screen's first.

        Their files stay until `keep` has these lines on the disk.
        """
        with self._using:
            self._sweep()
            found = []
            for token in self._tokens():
                if token in self._adopted:
                    continue
                with suppress(OSError):
                    if (lock := FileLock.take(self._path(token, _PRESENCE))) is None:
                        continue
                    age = self._age(token)
                    if lines := self._draft_of_mine(token):
                        self._adopted[token] = lock
                        found.append((age, lines))
                        continue
                    self._bury(token)
                    lock.release()
            return [line for _, lines in sorted(found, key=lambda one: one[0], reverse=True) for line in lines]

    def keep(self, lines: Sequence[HalfTyped]) -> None:
        """Have these lines on the disk as what is half typed here, instead of those before; none leaves nothing."""
        with self._using:
            self._keep(lines)

    def leave(self, lines: Sequence[HalfTyped] | None = None) -> None:
        """Give the place up; what is half typed, `lines` or what was kept last, stays for this person's next screen."""
        with self._using:
            if lines is not None:
                self._keep(lines)
            self._has_left = True
            self._let_go(remove=False)
            if self._lock:
                if not self._on_disk:
                    self._remove(self._token)
                self._lock.release()
                self._lock = None

    # Its own place

    def _join(self) -> None:
        """Make this screen's file under a hidden name, lock it, and show it: nobody ever sees it without its lock."""
        if self._lock or self._has_left:
            return
        from warroom.store.writer import host_name

        make_folder(self._folder)
        hidden = os.path.join(self._folder, f".{self._token}{_PRESENCE}")
        document = {
            "format": FORMAT, "by": self._by, "host": host_name(), "pid": os.getpid(), "since": to_text(self._clock()),
        }  # fmt: skip
        try:
            descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
            try:
                write_all(descriptor, json.dumps(document).encode())
            finally:
                os.close(descriptor)
            if lock := FileLock.take(hidden):
                try:
                    os.rename(hidden, self._path(self._token, _PRESENCE))
                except BaseException:
                    lock.release()
                    raise
                self._lock = lock
        except BaseException:
            with suppress(OSError):
                os.unlink(hidden)
            raise

    def _come_back(self) -> None:
        """Make this screen's files again if somebody deleted them, as with the whole folder."""
        if self._lock is None or self._has_left or self._lock.is_at(self._path(self._token, _PRESENCE)):
            return
        self._lock.release()
        self._lock = None
        with suppress(OSError, StoreError):
            self._join()
            if self._on_disk:
                replace_file(self._path(self._token, _DRAFT), self._on_disk)

    def _keep(self, lines: Sequence[HalfTyped]) -> None:
        data = _encode(self._by, lines) if lines else b""
        if self._has_left or (data == self._on_disk and not self._adopted):
            return
        with suppress(OSError, StoreError):
            if data:
                self._come_back()
                self._join()
                replace_file(self._path(self._token, _DRAFT), data)
            elif self._on_disk:
                os.unlink(self._path(self._token, _DRAFT))
            self._on_disk = data
            self._let_go(remove=True)

    def _let_go(self, *, remove: bool) -> None:
        for token, lock in self._adopted.items():
            if remove:
                self._remove(token)
            else:
                self._gone.add(token)
            lock.release()
        self._adopted.clear()

    # The files of the others

    def _path(self, token: str, suffix: str) -> str:
        return os.path.join(self._folder, token + suffix)

    def _tokens(self) -> list[str]:
        """Return the tokens of the other screens that have a file here."""
        try:
            names = os.listdir(self._folder)
        except OSError:
            return []
        tokens = {found[1] for name in names if (found := _OURS.fullmatch(name))}
        self._names = {token: name for token, name in self._names.items() if token in tokens}
        self._gone &= tokens
        return sorted(tokens - {self._token})

    def _name(self, token: str) -> str:
        """Return whose screen a live one is; empty when its file does not say."""
        if token not in self._names:
            document = _read(self._path(token, _PRESENCE))
            by = document.get("by") if document and document.get("format") == FORMAT else None
            self._names[token] = shorten(clean_word(by), _LONGEST_NAME) if isinstance(by, str) else ""
        return self._names[token]

    def _age(self, token: str) -> int:
        try:
            return os.stat(self._path(token, _DRAFT)).st_mtime_ns
        except OSError:
            return 0

    def _draft_of_mine(self, token: str) -> list[HalfTyped]:
        document = _read(self._path(token, _DRAFT))
        if document is None or document.get("by") != self._by or self._is_newer(token):
            return []
        return _decode(document)

    def _is_newer(self, token: str) -> bool:
        """Tell whether a newer warroom wrote the files of a screen."""
        formats = [(_read(self._path(token, suffix)) or {}).get("format") for suffix in (_PRESENCE, _DRAFT)]
        return any(isinstance(one, int) and one > FORMAT for one in formats)

    def _bury(self, token: str) -> None:
        """Remove the files of a screen that is gone, its lock being held, unless there is a draft or they are newer."""
        if os.path.exists(self._path(token, _DRAFT)) or self._is_newer(token):
            self._gone.add(token)
        else:
            self._remove(token)

    def _remove(self, token: str) -> None:
        """Remove every file of a screen, the one with the lock last."""
        with suppress(OSError):
            names = sorted(name for name in os.listdir(self._folder) if name.startswith(f"{token}."))
            for name in sorted(names, key=lambda name: name == token + _PRESENCE):
                with suppress(OSError):
                    os.unlink(os.path.join(self._folder, name))

    def _sweep(self) -> None:
        """Remove the hidden files of screens that ended before they had their place."""
        with suppress(OSError):
            for name in os.listdir(self._folder):
                path = os.path.join(self._folder, name)
                if not _HALF_MADE.fullmatch(name) or time.time() - os.stat(path).st_mtime < _HALF_MADE_FOR:
                    continue
                if lock := FileLock.take(path):
                    os.unlink(path)
                    lock.release()


def _encode(by: str, lines: Sequence[HalfTyped]) -> bytes:
    document = {
        "format": FORMAT,
        "by": by,
        "lines": [
            {
                "text": line.text, "typed_at": to_text(line.typed_at) if line.typed_at else None,
                "begun": line.begun, "hint": line.hint,
            }
            for line in lines
        ],
    }  # fmt: skip
    return json.dumps(document).encode()


def _decode(document: dict[str, Any]) -> list[HalfTyped]:
    """Return the lines of a draft; none when it is not one that this program writes."""
    lines = document.get("lines")
    if document.get("format") != FORMAT or not isinstance(lines, list):
        return []
    try:
        return [line for one in lines if (line := _half_typed(one)).text.strip()]
    except (TypeError, ValueError, KeyError):
        return []


def _half_typed(document: dict[str, Any]) -> HalfTyped:
    text, typed_at, begun, hint = (document[name] for name in ("text", "typed_at", "begun", "hint"))
    if not isinstance(text, str) or not isinstance(hint, str) or not isinstance(begun, bool):
        raise TypeError("a line of a draft has a text, a hint, and whether a key began it")
    return HalfTyped(clean_text(text), from_text(typed_at) if typed_at is not None else None, begun, clean_word(hint))


def _read(path: str) -> dict[str, Any] | None:
    """Return the JSON object of a small file, or None: files here may be anybody's."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
                return None
            document = json.loads(os.read(descriptor, _LARGEST))
        finally:
            os.close(descriptor)
    except (OSError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None

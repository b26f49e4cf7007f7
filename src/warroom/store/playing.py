"""Whether somebody plays a drill into an incident: a file with a lock on it, until the last line was played.

A file whose lock can be taken is left from a drill that stopped before its end. None of this is the record: where it
cannot be written nobody is told.
"""

import json
import os
from contextlib import suppress

from warroom.core.errors import StoreError
from warroom.core.text import clean_word
from warroom.store.files import replace_file
from warroom.store.lock import FileLock

_NAME = "drill.json"
_LARGEST = 64 * 1024


class Playing:
    """A drill that is being played into the incident of a folder; `again` is the command that begins it anew."""

    def __init__(self, folder: str, again: str) -> None:
        self._path = os.path.join(folder, _NAME)
        self._lock: FileLock | None = None
        with suppress(OSError, StoreError):
            replace_file(self._path, json.dumps({"format": 1, "again": again}).encode())
            self._lock = FileLock.take(self._path)

    def end(self, *, is_over: bool) -> None:
        """Let go of it; what is over leaves nothing."""
        if is_over:
            with suppress(OSError):
                os.remove(self._path)
        if self._lock:
            self._lock.release()
            self._lock = None


def stopped(folder: str) -> str | None:
    """Return the command that begins a drill anew that nobody plays any more before its end, None for any other."""
    path = os.path.join(folder, _NAME)
    with suppress(OSError, ValueError):
        with open(path, "rb") as file:
            document = json.loads(file.read(_LARGEST))
        if lock := FileLock.take(path):
            lock.release()
            again = document.get("again") if isinstance(document, dict) else None
            return clean_word(again) if isinstance(again, str) else ""
    return None

"""Older formats: brought up to date when an incident is opened, with the original kept.

Format 1 is format 2 without the first line of a log, and with its lock on a file beside it. An older checkpoint needs
nothing: it is read as it is, and the next one keeps it.
"""

import os
from contextlib import suppress

from warroom.core.errors import StoreError
from warroom.store.files import keep_copy, replace_file
from warroom.store.lock import FileLock, try_lock
from warroom.store.log import BINARY, SUFFIX, decode_line, encode_header, log_folder, log_names


def migrate(folder: str) -> list[str]:
    """Bring the logs of an incident up to date, and return a sentence for each that was.

    A log that somebody is writing, or that cannot be written, is left as it is: it can be read all the same.
    """
    said = []
    for name in log_names(folder):
        with suppress(OSError, StoreError):
            if kept := _migrate(os.path.join(log_folder(folder), name)):
                said.append(f"log/{name} was brought up to date from an older format; the original is log/{kept}")
    return said


def _migrate(path: str) -> str | None:
    """Bring one log up to date, and return the name under which the original is kept; None if it needs nothing."""
    with open(path, "rb") as file:
        if not _is_event(file.readline()):
            return None
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | BINARY)
    former = FileLock.take(path.removesuffix(SUFFIX) + ".lock")
    try:
        if former is None or not try_lock(descriptor):
            return None
        kept = f"{path}.format-1"
        with suppress(FileExistsError):  # from a time before this was cut short
            keep_copy(path, kept)
        origin = os.path.basename(path).removesuffix(SUFFIX).partition("~")[0]
        with open(path, "rb") as file:
            replace_file(path, encode_header(origin) + file.read())
        return os.path.basename(kept)
    finally:
        if former:
            former.release()
        os.close(descriptor)


def _is_event(line: bytes) -> bool:
    try:
        decode_line(line)
    except ValueError:
        return False
    return True

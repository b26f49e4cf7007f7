"""What every file here is written with: whole, private to its owner, and on the disk before it counts."""

import errno
import os
import re
import sys
import time
from contextlib import suppress

from warroom.core.errors import StoreError

FOLDER_MODE = 0o700
FILE_MODE = 0o600

_LEFT_FOR = 3600.0

_WAYS_OUT = {
    errno.ENOSPC: "free some space and save again",
    errno.EDQUOT: "free some space and save again",
    errno.EACCES: "check who owns it, or choose another folder with --home",
    errno.EPERM: "check who owns it, or choose another folder with --home",
    errno.EROFS: "choose a folder that can be written with --home",
    errno.EEXIST: "it is a file: move it away, or choose another folder with --home",
    errno.EMFILE: "too many files are open: leave the room and open it again",
    errno.ENOENT: "put it back, or choose another folder with --home",
    errno.ENOTDIR: "choose a folder with --home",
}


def store_error(doing: str, path: str, error: OSError) -> StoreError:
    """Return one plain sentence for what went wrong with a file, with the way out."""
    reason = (error.strerror or str(error)).lower()
    way_out = _WAYS_OUT.get(error.errno or 0, "the disk may be failing: save a copy with --home on another one")
    return StoreError(f"cannot {doing} {path}: {reason}; {way_out}")


def is_full(error: OSError) -> bool:
    """Tell whether an error says that there is no room left on the disk."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data` with one call, and more only where the system took less."""
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])


def sync_file(descriptor: int) -> None:
    """Return once the data of a file is on the disk itself."""
    if sys.platform == "darwin":
        import fcntl

        try:  # fsync alone leaves the data in the drive's cache on macOS
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError as error:  # a file system that cannot do this may be asked less; one that failed may not
            if error.errno not in {errno.ENOTSUP, errno.ENOTTY, errno.EINVAL}:
                raise
            os.fsync(descriptor)
    elif sys.platform == "win32":
        os.fsync(descriptor)
    else:
        os.fdatasync(descriptor)


def sync_folder(path: str) -> None:
    """Return once the names in a folder are on the disk itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: str) -> None:
    """Make a folder and those above it that are missing, private to their owner.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        make_missing_folders(path)
    except OSError as error:
        raise store_error("make the folder", error.filename or path, error) from None


def make_missing_folders(path: str) -> None:
    """Make a folder and those above it that are missing, each on the disk before the next.

    Raises:
        OSError: one cannot be made, or a file is in its place.
    """
    missing = []
    while not os.path.isdir(path):
        missing.append(path)
        parent = os.path.dirname(path)
        if parent == path:
            break
        path = parent
    for one in reversed(missing):
        try:
            os.mkdir(one, FOLDER_MODE)
        except FileExistsError:
            if not os.path.isdir(one):
                raise
        sync_folder(os.path.dirname(one))


def replace_file(path: str, data: bytes) -> None:
    """Put a file in place whole: written beside, synced, then moved, so that no reader ever sees half of it.

    Raises:
        OSError: it could not be written; the old file is as it was.
    """
    beside = f"{path}.{os.getpid()}.tmp"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), FILE_MODE)
    try:
        try:
            write_all(descriptor, data)
            sync_file(descriptor)
        finally:
            os.close(descriptor)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    sync_folder(os.path.dirname(path) or ".")


def remove_leftovers(path: str) -> None:
    """Remove what processes that were killed while they replaced a file have left beside it an hour ago or more."""
    folder, name = os.path.split(path)
    half_written = re.compile(re.escape(name) + r"\.\d+\.tmp")
    with suppress(OSError), os.scandir(folder or ".") as found:
        for one in found:
            if half_written.fullmatch(one.name) and time.time() - one.stat().st_mtime > _LEFT_FOR:
                os.unlink(one.path)


def keep_copy(path: str, copy: str) -> None:
    """Keep a file under another name as well, on the disk before this returns, and never over another file.

    Raises:
        FileExistsError: the other name is taken.
        OSError: it could not be kept.
    """
    with open(path, "rb") as file:
        data = file.read()
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), FILE_MODE)
    try:
        write_all(descriptor, data)
        sync_file(descriptor)
    except OSError:
        with suppress(OSError):
            os.unlink(copy)
        raise
    finally:
        os.close(descriptor)
    sync_folder(os.path.dirname(copy) or ".")

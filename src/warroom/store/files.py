"""What every file here is written with: whole, private to its owner, and on the disk before it counts."""

import errno
import os
import sys

from warroom.core.errors import StoreError

FOLDER_MODE = 0o700
FILE_MODE = 0o600

_WAYS_OUT = {
    errno.ENOSPC: "free some space and save again",
    errno.EDQUOT: "free some space and save again",
    errno.EACCES: "check who owns it, or choose another folder with --home",
    errno.EPERM: "check who owns it, or choose another folder with --home",
    errno.EROFS: "choose a folder that can be written with --home",
    errno.ENOENT: "put it back, or choose another folder with --home",
    errno.ENOTDIR: "choose a folder with --home",
}


def store_error(doing: str, path: str, error: OSError) -> StoreError:
    """Return one plain sentence for what went wrong with a file, with the way out."""
    reason = (error.strerror or str(error)).lower()
    way_out = _WAYS_OUT.get(error.errno or 0, "the disk may be failing: save a copy with --home on another one")
    return StoreError(f"cannot {doing} {path}: {reason}; {way_out}")


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
        except OSError:
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
            sync_folder(os.path.dirname(one))
        except FileExistsError as error:
            if not os.path.isdir(one):
                raise store_error("make the folder", one, error) from None
        except OSError as error:
            raise store_error("make the folder", one, error) from None


def replace_file(path: str, data: bytes) -> None:
    """Put a file in place whole: written beside, synced, then moved, so that no reader ever sees half of it.

    Raises:
        OSError: it could not be written; the old file is as it was.
    """
    beside = f"{path}.{os.getpid()}.tmp"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    try:
        try:
            write_all(descriptor, data)
            sync_file(descriptor)
        finally:
            os.close(descriptor)
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise
    sync_folder(os.path.dirname(path) or ".")

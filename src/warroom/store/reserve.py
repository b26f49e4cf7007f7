"""The reserve: room on the disk that is kept for the hour in which there is none.

It is one file beside the incidents, full of real bytes. When the disk is full it is deleted, so that logging goes on;
it is made again once there is room.
"""

import os
import sys
from contextlib import suppress

from warroom.store.files import replace_file

SIZE = 256 * 1024
FILE_NAME = ".reserve"

_PLENTY = 2 * SIZE
_LINE = 400  # bytes that a line takes on average, with what stands beside it
_FIRST_LINE = b"warroom reserve, format 1: deleted when the disk is full, so that logging goes on\n"


def reserve_path(folder: str) -> str:
    """Return the path of the reserve of the library that an incident's folder is in."""
    return os.path.join(os.path.dirname(folder), FILE_NAME)


def free_bytes(folder: str) -> int | None:
    """Return how much room is left on the disk of a folder, in bytes; None where nobody can tell."""
    with suppress(OSError):
        if sys.platform == "win32":
            from shutil import disk_usage

            return disk_usage(folder).free
        status = os.statvfs(folder)
        return status.f_bavail * status.f_frsize
    return None


def keep_reserve(folder: str) -> None:
    """Make the reserve if it is not there and the disk has plenty of room; that it cannot be made is no error."""
    path = reserve_path(folder)
    if os.path.exists(path):
        return
    free = free_bytes(os.path.dirname(path))
    if free is not None and free >= _PLENTY:
        with suppress(OSError):  # random, so that no file system keeps it smaller than it is
            replace_file(path, _FIRST_LINE + os.urandom(SIZE - len(_FIRST_LINE)))


def give_back_reserve(folder: str) -> bool:
    """Delete the reserve, and tell whether there was one."""
    try:
        os.unlink(reserve_path(folder))
    except OSError:
        return False
    return True


def space_warning(folder: str) -> str:
    """Return one sentence once the reserve is gone and little room is left, empty as long as all is well."""
    if os.path.exists(reserve_path(folder)):
        return ""
    free = free_bytes(folder)
    if free is None or free >= _PLENTY:
        return ""
    room = f"{free // 1024:,} KiB are left, enough for about {free // _LINE:,} lines" if free else "no room is left"
    return f"the disk is full: {room}; free some space"

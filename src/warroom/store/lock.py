"""A lock on a file, held until it is released or its process ends.

Written here and not taken from a library because a whole `warroom log` may take 40 ms and has 4 left: importing
zc.lockfile costs 5, fasteners 14, filelock 34 and portalocker 45, and a lock that is never waited for needs nothing of
what they add. The lock belongs to the file itself, not to its name: a file that was moved or deleted takes it along,
and there is no second file that somebody could delete.
"""

import os
import sys
from contextlib import suppress

if sys.platform == "win32":
    import msvcrt

    # Locks are mandatory on Windows: this byte is far behind all that is ever written, so readers are not kept away.
    _FAR_BEHIND = 0x7FFF_0000

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR_BEHIND, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def try_lock(descriptor: int) -> bool:
    """Lock an open file until it is closed, and tell whether it could be; it never waits.

    Raises:
        OSError: this file system has no locks.
    """
    try:
        _lock(descriptor)
    except (BlockingIOError, PermissionError):
        return False
    return True


class FileLock:
    """A lock that is held; the kernel lets go of it when the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: str) -> "FileLock | None":
        """Return the lock of a file, made if need be, or None when somebody holds it. It never waits.

        Raises:
            OSError: the file cannot be made, or this file system has no locks.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if try_lock(descriptor):
                return cls(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None

    def is_at(self, path: str) -> bool:
        """Tell whether the file of this lock is still the one of that name."""
        try:
            here, there = os.fstat(self._descriptor), os.stat(path)
        except OSError:
            return False
        return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)

    def release(self) -> None:
        """Let go of the lock; the file stays."""
        with suppress(OSError):
            os.close(self._descriptor)

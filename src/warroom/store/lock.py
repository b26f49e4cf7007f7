"""A lock on a file, held until it is released or its process ends.

Written here and not taken from filelock or portalocker because importing either takes longer than a whole
`warroom log` may (40 ms), and because a lock that is never waited for needs nothing of what they add. The lock is on
a file of its own: locks on Windows are mandatory and would keep readers away from the log.
"""

import os
import sys

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


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
            _lock(descriptor)
        except (BlockingIOError, PermissionError):
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Let go of the lock; the file stays."""
        os.close(self._descriptor)

"""Where an export goes: a file is put in place whole, and only over one that an earlier export wrote.

Most formats are known again by what is in them. A document of somebody's own template may look like anything, so the
home folder remembers the checksum of each such file that was written, which is the file as long as nobody changes it.
"""

import errno
import hashlib
import json
import os
import stat
from contextlib import suppress

from warroom.core.errors import StoreError
from warroom.postmortem.formats import FORMATS
from warroom.store.files import replace_file

_LOOK = 4096
_MEMORY = "exported.json"
_MOST_REMEMBERED = 200

_WAYS_OUT = {
    errno.ENOENT: "make its folder first, or choose another place",
    errno.ENOTDIR: "what it lies in is no folder: choose another place",
    errno.EACCES: "choose a place that you may write to",
    errno.EPERM: "choose a place that you may write to",
    errno.EROFS: "choose a place that can be written",
    errno.ENOSPC: "free some space, or choose another disk",
    errno.EDQUOT: "free some space, or choose another disk",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "its links go round in a circle: choose another name",
}


def write_export(path: str, data: bytes, home: str, *, force: bool = False) -> None:
    """Put an export in place; `force` lets it take the place of a file that is none. `home` is the home folder.

    A link is followed, so that it still is one afterwards, and what is no file (a pipe, /dev/null) is written to.

    Raises:
        StoreError: another file is there and is left alone, or it cannot be written.
    """
    name = os.path.expanduser(path)
    try:
        mode = _mode(name)
        if stat.S_ISDIR(mode):
            beside = os.path.join(path, "postmortem.md")
            raise StoreError(f"{path} is a folder: name the file in it, as in {beside}")
        if mode and not stat.S_ISREG(mode):
            with open(name, "wb") as file:
                file.write(data)
            return
        place = os.path.realpath(name)
        if mode and not force and not _is_export(place, home):
            raise StoreError(
                f"{path} is there and is not an export of ours: choose another name, or write over it with --force"
            )
        replace_file(place, data)
        _remember(place, data, home)
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        raise write_error(path, error) from None


def write_error(path: str, error: Exception) -> StoreError:
    """Return one plain sentence for why an export cannot be written, with the way out."""
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    way = _WAYS_OUT.get(getattr(error, "errno", None) or 0, "choose another name")
    return StoreError(f"cannot write {path}: {reason}; {way}")


def _mode(path: str) -> int:
    """Return what kind of file is there, 0 for none."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return 0


def _is_export(path: str, home: str) -> bool:
    """Tell whether an earlier export wrote a file, in whatever format; an empty one is nobody's."""
    with open(path, "rb") as file:
        data = file.read(_LOOK)
        if os.path.getsize(path) > 2 * _LOOK:
            file.seek(-_LOOK, os.SEEK_END)
        data += file.read(_LOOK)
        if not data or _tells_itself(data):
            return True
        written = _remembered(home).get(path)
        file.seek(0)
        return written is not None and written == hashlib.sha256(file.read()).hexdigest()


def _tells_itself(data: bytes) -> bool:
    return any(form.is_ours(data) for form in FORMATS.values())


def _remember(path: str, data: bytes, home: str) -> None:
    """Keep the checksum of a file that cannot be told from any other, if it can be kept."""
    if _tells_itself(data[:_LOOK] + data[-_LOOK:]):
        return
    known = _remembered(home)
    known.pop(path, None)
    known[path] = hashlib.sha256(data).hexdigest()
    kept = dict(list(known.items())[-_MOST_REMEMBERED:])
    with suppress(OSError):
        replace_file(os.path.join(home, _MEMORY), json.dumps(kept, indent=1).encode())


def _remembered(home: str) -> dict[str, str]:
    with suppress(OSError, ValueError), open(os.path.join(home, _MEMORY), encoding="utf-8") as file:
        known = json.load(file)
        if isinstance(known, dict):
            return known
    return {}

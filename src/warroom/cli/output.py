"""Where an export goes: a file is put in place whole, and only over one that an earlier export wrote."""

import errno
import os
import stat

from warroom.core.errors import StoreError
from warroom.postmortem.formats import FORMATS
from warroom.store.files import replace_file

_LOOK = 4096

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


def write_export(path: str, data: bytes, *, force: bool = False) -> None:
    """Put an export in place; `force` lets it take the place of a file that is none.

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
        if mode and not force and not _is_export(name):
            raise StoreError(
                f"{path} is there and is not an export of ours: choose another name, or write over it with --force"
            )
        replace_file(os.path.realpath(name), data)
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        way = _WAYS_OUT.get(getattr(error, "errno", None) or 0, "choose another name")
        raise StoreError(f"cannot write {path}: {reason}; {way}") from None


def _mode(path: str) -> int:
    """Return what kind of file is there, 0 for none."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return 0


def _is_export(path: str) -> bool:
    """Tell whether an earlier export wrote a file, in whatever format; an empty one is nobody's."""
    with open(path, "rb") as file:
        data = file.read(_LOOK)
        if os.path.getsize(path) > 2 * _LOOK:
            file.seek(-_LOOK, os.SEEK_END)
        data += file.read(_LOOK)
    return not data or any(form.is_ours(data) for form in FORMATS.values())

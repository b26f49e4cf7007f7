"""The parts of a zip file, read without believing what it says of them.

The end of a zip file is its list of contents; of a file that was cut off, what is whole is found by the header that
stands before each part.
"""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from warroom.core.errors import StoreError
from warroom.core.text import shorten

CHUNK = 1024 * 1024

_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_LOCAL_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED, _SIZES_BEHIND = 0x1, 0x8
_MOST_PARTS = 200_000


class Part(NamedTuple):
    """One file in the zip: where its header begins, how it is packed, and its sizes in bytes."""

    offset: int
    method: int
    packed_size: int
    size: int


class DamagedError(Exception):
    """A part of a backup that is not what it should be; its text says how."""


def contents(file: BinaryIO, path: str) -> tuple[dict[str, Part], bool]:
    """Return the parts of a zip file by name, and whether its own list of them is lost."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        parts = dict(scan(file))
        if not parts:
            raise StoreError(f"{path} is not a backup, or is damaged where it begins: take another copy") from None
        return parts, True
    found: dict[str, Part] = {}
    for entry in entries[:_MOST_PARTS]:
        if entry.filename in found:
            raise StoreError(f"{path} is damaged: it has {shorten(ascii(entry.filename), 60)} twice; take another copy")
        found[entry.filename] = Part(entry.header_offset, entry.compress_type, entry.compress_size, entry.file_size)
    return found, False


def scan(file: BinaryIO) -> Iterator[tuple[str, Part]]:
    """Yield the parts of a zip file one after the other from its beginning, as far as they are whole."""
    offset, end = 0, file.seek(0, os.SEEK_END)
    for _ in range(_MOST_PARTS):
        file.seek(offset)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(_LOCAL_SIGNATURE):
            return
        _, _, flags, method, _, _, _, packed_size, size, name_size, extra_size = _LOCAL.unpack(header)
        name = file.read(name_size).decode("utf-8", "replace")
        after = offset + _LOCAL.size + name_size + extra_size + packed_size
        if flags & (_ENCRYPTED | _SIZES_BEHIND) or after > end:
            return
        yield name, Part(offset, method, packed_size, size)
        offset = after


def unpacked(file: BinaryIO, part: Part, limit: int) -> Iterator[bytes]:
    """Yield what a part holds, never more than `limit` bytes of it.

    Raises:
        DamagedError: it is packed in another way, damaged, or larger.
    """
    file.seek(part.offset)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(_LOCAL_SIGNATURE):
        raise DamagedError("is damaged")
    _, _, flags, _, _, _, _, _, _, name_size, extra_size = _LOCAL.unpack(header)
    if flags & _ENCRYPTED or part.method not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise DamagedError("is packed in a way that is not ours")
    file.seek(name_size + extra_size, os.SEEK_CUR)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if part.method == zipfile.ZIP_DEFLATED else None
    left, taken = part.packed_size, 0
    while left > 0 and (data := file.read(min(CHUNK, left))):
        left -= len(data)
        while data:
            try:
                chunk = inflate.decompress(data, CHUNK) if inflate else data
            except zlib.error:
                raise DamagedError("is damaged") from None
            data = inflate.unconsumed_tail if inflate else b""
            taken += len(chunk)
            if taken > limit:
                raise DamagedError("is larger than it says")
            yield chunk
            if inflate and inflate.eof:
                return
    if inflate and (rest := inflate.flush()):
        if taken + len(rest) > limit:
            raise DamagedError("is larger than it says")
        yield rest

"""How TinyDB reads and writes a checkpoint: whole, beside, synced and moved into place, a table a line."""

import json
from binascii import crc32
from typing import Any

from tinydb import Storage

from warroom.store.files import replace_file, store_error

Tables = dict[str, dict[str, Any]]

_DUMPS = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class CheckpointStorage(Storage):
    """A TinyDB storage that never leaves half a file; what it writes, stock `TinyDB(path)` opens.

    The table `warroom` comes first and holds the checksums of what follows it, then `events`, then the others.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def read(self) -> Tables | None:
        """Return every table, or None when there is no file yet."""
        try:
            with open(self._path, "rb") as file:
                tables: Tables = json.loads(file.read())
        except FileNotFoundError:
            return None
        return tables

    def write(self, data: Tables) -> None:
        """Put every table in place at once.

        Raises:
            StoreError: it could not be written; the old file is as it was.
        """
        header = dict(data.get("warroom", {}).get("1", {}))
        events = _line("events", data.get("events", {}))
        others = [_line(name, table) for name, table in data.items() if name not in {"warroom", "events"}]
        last = others.pop() if others else _line("_default", {})
        body = b"".join([*(line + b",\n" for line in [events, *others]), last, b"}\n"])
        end_of_events = len(events) + 2
        header |= {"events_crc": crc32(body[:end_of_events]), "tables_crc": crc32(body[end_of_events:])}
        header["size"] = len(body)
        first = b"{" + _line("warroom", {"1": header}) + b",\n"
        try:
            replace_file(self._path, first + body)
        except OSError as error:
            raise store_error("write", self._path, error) from None


def _line(name: str, table: dict[str, Any]) -> bytes:
    return f"{_DUMPS(name)}:{_DUMPS(table)}".encode()

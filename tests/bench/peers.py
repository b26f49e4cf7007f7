"""The same entries kept by others, in the same run: what their users wait for, beside what ours do."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tinydb import JSONStorage, TinyDB
from tinydb.middlewares import CachingMiddleware

ENTRY = {"at": "2026-11-21T14:02:00Z", "by": "bench", "kind": "note", "text": "error rate on checkout is 31 %"}


class Peer(NamedTuple):
    """How long one more entry takes with somebody else's program, in milliseconds; None where it was not measured."""

    what: str
    size: int
    milliseconds: float | None
    why: str = ""


def peers(folder: str, sizes: tuple[int, ...]) -> Iterator[Peer]:
    """Yield a row for each peer and size."""
    for size in sizes:
        path = os.path.join(folder, f"peers-{size}")
        os.makedirs(path)
        times = 200 if size <= 100 else 20 if size <= 10_000 else 3
        yield Peer("TinyDB, JSONStorage: insert", size, _tinydb(path, size, JSONStorage, times))
        caching = CachingMiddleware(JSONStorage)
        yield Peer("TinyDB, CachingMiddleware: insert (not on the disk)", size, _tinydb(path, size, caching, times))
        yield Peer("SQLite, WAL, synchronous=FULL: insert and commit", size, _sqlite(path, size, 200))
        yield _jrnl(path, size, 5 if size <= 10_000 else 1)


def _timed(act: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return median(found)


def _tinydb(folder: str, size: int, storage: object, times: int) -> float:
    path = os.path.join(folder, "tinydb.json")
    Path(path).unlink(missing_ok=True)
    database = TinyDB(path, storage=storage)
    database.insert_multiple(dict(ENTRY) for _ in range(size))
    found = _timed(lambda: database.insert(dict(ENTRY)), times)
    database.close()
    return found


def _sqlite(folder: str, size: int, times: int) -> float:
    connection = sqlite3.connect(os.path.join(folder, "entries.sqlite"))
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    connection.execute("create table entry (at, by, kind, text)")
    row = tuple(ENTRY.values())
    connection.executemany("insert into entry values (?, ?, ?, ?)", [row] * size)
    connection.commit()

    def insert() -> None:
        connection.execute("insert into entry values (?, ?, ?, ?)", row)
        connection.commit()

    found = _timed(insert, times)
    connection.close()
    return found


_JRNL = """journals:
  default:
    journal: {journal}
editor: ""
encrypt: false
template: false
default_hour: 9
default_minute: 0
timeformat: "%F %r"
tagsymbols: "#@"
highlight: false
linewrap: 79
indent_character: "|"
colors: {{body: none, date: none, tags: none, title: none}}
version: {version}
"""


def _jrnl(folder: str, size: int, times: int) -> Peer:
    what = "jrnl TEXT, the whole command"
    program = shutil.which("jrnl", path=str(Path(sys.executable).parent))
    if not program:
        return Peer(what, size, None, "jrnl is not installed beside this Python")
    from importlib.metadata import version

    journal, config = Path(folder, "journal.txt"), Path(folder, "jrnl.yaml")
    journal.write_text("".join(f"[2026-11-21 02:{n % 60:02d}:00 PM] {ENTRY['text']}\n\n" for n in range(size)))
    config.write_text(_JRNL.format(journal=journal, version=version("jrnl")))
    command = [program, "--config-file", str(config), str(ENTRY["text"])]

    def run() -> None:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())

    try:
        return Peer(what, size, _timed(run, times))
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return Peer(what, size, None, str(error).strip()[:80] or "it took more than two minutes")

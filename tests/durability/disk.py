"""A disk that can lose its power: what a program does to it is recorded, and every state a crash may leave is made.

The model is the strict one of POSIX: written data is safe once its file was synced, a name once its folder was, and
what is not safe may be there, be lost or be there in part, whatever was done later. Nothing is taken for granted that
this or that file system happens to do.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest

_MOST_NAMES = 4


class Op(NamedTuple):
    """One thing that was done: to a file (by its number) or to names in a folder (by their paths under the root)."""

    kind: str
    file: int = -1
    path: str = ""
    other: str = ""
    data: bytes = b""
    place: int = 0


class Tree(NamedTuple):
    """What is on the disk: folders, and files with their contents, by their paths under the root."""

    folders: frozenset[str]
    files: frozenset[tuple[str, bytes]]

    def put(self, root: Path) -> None:
        """Make it real."""
        for folder in sorted(self.folders):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for path, data in self.files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)


def tree_of(root: Path) -> Tree:
    """Return what is really under a folder."""
    found = sorted(root.rglob("*"))
    return Tree(
        frozenset(str(path.relative_to(root)) for path in found if path.is_dir()),
        frozenset((str(path.relative_to(root)), path.read_bytes()) for path in found if path.is_file()),
    )


class Trace:
    """What was done under a root, in order; `ack` notes what the program had acknowledged at that place."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ops: list[Op] = []
        self.acked: list[tuple[int, str]] = []
        self.lost: list[int] = []
        self.names: dict[str, int] = {}
        self.open: dict[int, tuple[int, bool]] = {}
        self.start = tree_of(root) if root.exists() else Tree(frozenset(), frozenset())
        self._next = 0
        self._begin()

    def _begin(self) -> None:
        for path, data in sorted(self.start.files):
            number = self.number()
            self.names[path] = number
            self.ops += [Op("create", number, path), Op("write", number, data=data), Op("sync", number)]
        for folder in sorted({*self.start.folders, "."}):
            self.ops += [Op("mkdir", path=folder)] if folder != "." else []
        self.ops += [Op("syncdir", path=folder) for folder in sorted({*self.start.folders, "."})]
        self.begins = len(self.ops)

    def number(self) -> int:
        """Return a number for a new file."""
        self._next += 1
        return self._next

    def ack(self, *texts: str) -> None:
        """Note that these texts were acknowledged after what was done so far."""
        self.acked += [(len(self.ops), text) for text in texts]

    def acknowledged(self, place: int) -> frozenset[str]:
        """Return what had been acknowledged at a place, and not been deleted by somebody since."""
        since = max((one for one in self.lost if one <= place + 1), default=0)
        return frozenset(text for at, text in self.acked if since <= at <= place)

    def inside(self, path: object) -> str | None:
        """Return a path as it is under the root, None if it is elsewhere."""
        try:
            return os.path.relpath(os.fspath(path), self.root) if str(path).startswith(str(self.root)) else None
        except TypeError:
            return None


@contextmanager
def recorded(root: Path) -> Iterator[Trace]:
    """Record all that is done to the files under a folder while this lasts."""
    trace, real = Trace(root), {name: getattr(os, name) for name in _PATCHED}

    def patched_open(path, flags, *rest, **more):
        inside = trace.inside(path)
        existed = inside is not None and os.path.lexists(path)
        descriptor = real["open"](path, flags, *rest, **more)
        if inside is None:
            return descriptor
        if not existed:
            trace.names[inside] = trace.number()
            trace.ops.append(Op("create", trace.names[inside], inside))
        elif flags & os.O_TRUNC:
            trace.ops.append(Op("cut", trace.names[inside]))
        trace.open[descriptor] = (trace.names.get(inside, -1), inside if inside not in trace.names else "")
        return descriptor

    def patched_close(descriptor):
        trace.open.pop(descriptor, None)
        real["close"](descriptor)

    def patched_write(descriptor, data):
        if descriptor not in trace.open:
            return real["write"](descriptor, data)
        place = os.fstat(descriptor).st_size
        if not _appends(descriptor):
            place = os.lseek(descriptor, 0, os.SEEK_CUR)
        done = real["write"](descriptor, data)
        trace.ops.append(Op("write", trace.open[descriptor][0], data=bytes(data[:done]), place=place))
        return done

    def patched_sync(name):
        def sync(descriptor):
            real[name](descriptor)
            if descriptor in trace.open:
                number, folder = trace.open[descriptor]
                trace.ops.append(Op("syncdir", path=folder) if folder else Op("sync", number))

        return sync

    def patched_names(name):
        def act(path, *rest, **more):
            done = real[name](path, *rest, **more)
            inside = trace.inside(path)
            if inside is None:
                return done
            if name in {"replace", "rename"}:
                target = trace.inside(rest[0])
                trace.names[target] = trace.names.pop(inside)
                trace.ops.append(Op("rename", path=inside, other=target))
            elif name == "link":
                target = trace.inside(rest[0])
                trace.names[target] = trace.names[inside]
                trace.ops.append(Op("link", path=inside, other=target))
            elif name in {"unlink", "remove"}:
                trace.names.pop(inside, None)
                trace.ops.append(Op("unlink", path=inside))
            else:
                trace.ops.append(Op(name, path=inside))
            return done

        return act

    def refuse(name):
        def act(*_, **__):
            raise AssertionError(f"os.{name} is not part of the model")

        return act

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", patched_open)
        patch.setattr(os, "close", patched_close)
        patch.setattr(os, "write", patched_write)
        for name in ("fsync", "fdatasync"):
            patch.setattr(os, name, patched_sync(name))
        for name in ("replace", "rename", "link", "unlink", "remove", "mkdir", "rmdir"):
            patch.setattr(os, name, patched_names(name))
        for name in ("truncate", "ftruncate", "pwrite", "writev", "symlink"):
            patch.setattr(os, name, refuse(name))
        yield trace


_PATCHED = ("open", "close", "write", "fsync", "fdatasync", "replace", "rename", "link", "unlink", "remove", "mkdir",
            "rmdir")  # fmt: skip


def _appends(descriptor: int) -> bool:
    import fcntl

    return bool(fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND)


def crash_states(trace: Trace, place: int) -> Iterator[tuple[str, Tree]]:
    """Yield what the disk may hold after a crash just before the operation of this place, each once, with a name."""
    disk = _Disk()
    for op in trace.ops[:place]:
        disk.do(op)
    seen = set()
    for name, tree in disk.states():
        if tree not in seen:
            seen.add(tree)
            yield name, tree


class _Disk:
    """The disk while it runs: what is safe, and what is only on its way."""

    def __init__(self) -> None:
        self.safe: dict[int, bytes] = {}
        self.now: dict[int, bytes] = {}
        self.safe_names: dict[str, int | None] = {".": None}
        self.waiting: list[Op] = []

    def do(self, op: Op) -> None:
        if op.kind == "write":
            data = self.now[op.file].ljust(op.place, b"\0")
            self.now[op.file] = data[: op.place] + op.data + data[op.place + len(op.data) :]
        elif op.kind == "cut":
            self.now[op.file] = b""
        elif op.kind == "sync":
            self.safe[op.file] = self.now[op.file]
        elif op.kind == "syncdir":
            done = [one for one in self.waiting if _folder(one) == op.path]
            self.waiting = [one for one in self.waiting if _folder(one) != op.path]
            self.safe_names = _after(self.safe_names, done)
        else:
            if op.kind == "create":
                self.now[op.file], self.safe[op.file] = b"", b""
            self.waiting.append(op)

    def states(self) -> Iterator[tuple[str, Tree]]:
        every = _after(self.safe_names, self.waiting)
        yield "all of it kept", self.tree(every, self.now)
        yield "all of it lost", self.tree(self.safe_names, self.safe)
        for kept in _subsets(self.waiting):
            names = _after(self.safe_names, kept)
            said = ", ".join(f"{op.kind} {op.path}" for op in kept)
            yield f"of the names only: {said}", self.tree(names, self.now)
            yield f"of the names only: {said}; and no data", self.tree(names, self.safe)
        for number, data in self.now.items():
            if data != self.safe[number]:
                for said, torn in _torn(self.safe[number], data):
                    yield f"file {number} {said}", self.tree(every, {**self.now, number: torn})
                    yield f"file {number} {said}, no other data", self.tree(every, {**self.safe, number: torn})

    def tree(self, names: dict[str, int | None], data: dict[int, bytes]) -> Tree:
        reachable = {path for path in names if path == "." or _reachable(path, names)}
        return Tree(
            frozenset(path for path in reachable if names[path] is None and path != "."),
            frozenset((path, data[number]) for path in reachable if (number := names[path]) is not None),
        )


def _folder(op: Op) -> str:
    return os.path.dirname(op.other or op.path) or "."


def _reachable(path: str, names: dict[str, int | None]) -> bool:
    folder = os.path.dirname(path) or "."
    return folder == "." or (folder in names and names[folder] is None and _reachable(folder, names))


def _after(names: dict[str, int | None], ops: list[Op]) -> dict[str, int | None]:
    names = dict(names)
    for op in ops:
        if op.kind == "create":
            names[op.path] = op.file
        elif op.kind == "mkdir":
            names[op.path] = None
        elif op.kind in {"unlink", "rmdir"}:
            names.pop(op.path, None)
        elif op.path in names:
            names[op.other] = names[op.path]
            if op.kind == "rename":
                del names[op.path]
    return names


def _subsets(ops: list[Op]) -> Iterator[list[Op]]:
    if len(ops) <= _MOST_NAMES:
        for size in range(len(ops) + 1):
            yield from map(list, combinations(ops, size))
        return
    for place in range(len(ops) + 1):
        yield ops[:place]
        yield ops[place : place + 1]
        yield ops[:place] + ops[place + 1 :]


def _torn(safe: bytes, now: bytes) -> Iterator[tuple[str, bytes]]:
    if not now.startswith(safe):
        yield "half", now[: len(now) // 2]
        yield "zeroed", bytes(len(now))
        yield "empty", b""
        return
    tail = now[len(safe) :]
    parts = {"one byte": 1, "a third": len(tail) // 3, "half": len(tail) // 2, "all but its newline": len(tail) - 1}
    for said, kept in parts.items():
        yield said, safe + tail[:kept]
    yield "zeroed", safe + bytes(len(tail))
    yield "with its first half zeroed", safe + bytes(len(tail) // 2) + tail[len(tail) // 2 :]
    for place in (len(tail) // 4, len(tail) // 2, max(0, len(tail) - 1)):
        flipped = bytearray(tail)
        flipped[place] ^= 4
        yield f"with bit {place} flipped", safe + bytes(flipped)

"""Reading an incident: each of its logs from where it was read last, and what was found wrong on the way."""

import os
from collections.abc import Mapping
from contextlib import suppress

from warroom.core.errors import StoreError
from warroom.core.events import Event
from warroom.core.text import plural
from warroom.store.log import Part, log_folder, log_names, read_log

_Looks = tuple[int, int, int]


class LogReader:
    """Follows the logs of an incident and never judges the end of one, which may be being written.

    `ends` has how far each log was read, in bytes, `notices` a sentence for each thing found damaged, and `format` is
    the newest format met. `lost_some` is set when a log is gone or has lost what it once had, and `is_doubtful` when
    one was touched in a way that only reading it again can judge.
    """

    def __init__(self, folder: str, ends: Mapping[str, int]) -> None:
        self.ends: dict[str, int] = dict(ends)
        self.notices: list[str] = []
        self.format = 1
        self.lost_some = False
        self.is_doubtful = False
        self.new_bytes = 0
        self._folder = log_folder(folder)
        self._incident = folder
        self._looks: dict[str, _Looks] = {}
        self._names: list[str] = []
        self._changed: int | None = None

    def look(self, but: str | None = None, *, everywhere: bool = True) -> list[Event]:
        """Return what was appended to the logs since the last look, leaving one out if asked to.

        Without `everywhere` a log that is brand new may be found at the next look only, which is cheaper.
        """
        self._list(everywhere)
        news: list[Event] = []
        for name in self._names:
            if name == but:
                continue
            try:
                status = os.stat(f"{self._folder}/{name}")
            except OSError:
                continue
            looks = (status.st_ino, status.st_size, status.st_mtime_ns)
            if looks != self._looks.get(name):
                news += self._read(name, looks)
        return news

    def took(self, name: str, end: int) -> None:
        """Take note that a log was written by ourselves, up to an end in bytes."""
        self.new_bytes += max(0, end - self.ends.get(name, 0))
        self.ends[name] = end
        if name not in self._names:
            self._changed = None

    def held(self) -> set[tuple[str, int, str]]:
        """Return the identity and stamp of every event that the logs hold at this moment, reading all of them."""
        found: set[tuple[str, int, str]] = set()
        for name in log_names(self._incident):
            with suppress(StoreError):
                found.update(event[:3] for event in read_log(f"{self._folder}/{name}").events)
        return found

    def notice(self, sentence: str) -> None:
        """Keep a sentence about something that is wrong, once."""
        if sentence not in self.notices:
            self.notices.append(sentence)

    def _list(self, everywhere: bool) -> None:
        try:
            changed = os.stat(self._folder).st_mtime_ns
        except OSError:
            changed = -1
        if changed == self._changed and not everywhere:
            return
        self._changed = changed
        names = log_names(self._incident)
        if names == self._names and self.ends.keys() <= set(names):
            return
        self._names = names
        for name in self.ends.keys() - set(names):
            self.lost_some = True
            del self.ends[name]
            self._looks.pop(name, None)

    def _read(self, name: str, looks: _Looks) -> list[Event]:
        """Read what is new in a log; all of it, if it is not the one it was."""
        before, offset = self._looks.get(name), self.ends.get(name, 0)
        self._looks[name] = looks
        if before and looks[:2] == before[:2]:
            self.is_doubtful = True  # touched, but no longer: most likely it is just being written
            return []
        is_other = looks[1] < offset or (before is not None and looks[0] != before[0])
        try:
            part = read_log(f"{self._folder}/{name}", 0 if is_other else offset)
        except StoreError as error:
            self.notice(str(error))
            return []
        if is_other or part.start < offset:
            self.lost_some = True
        self._judge(name, part)
        self.new_bytes += max(0, part.end - part.start)
        self.ends[name] = part.end
        return part.events

    def _judge(self, name: str, part: Part) -> None:
        self.format = max(self.format, part.format or 1)
        if part.damaged:
            lines = plural(part.damaged, "line")
            self.notice(f"log/{name} has {lines} that cannot be read; everything else is there")
        if part.torn:
            halves = plural(part.torn, "half line", "half lines")
            self.notice(f"log/{name} has {halves}: a crash or a full disk left it, or it was cut off later")

"""The library: every incident in the home folder."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from warroom.core.errors import NotFoundError, StoreError, WarroomError
from warroom.core.text import plural, shorten, slug
from warroom.core.times import find_zone
from warroom.store.checkpoint import FILE_NAME
from warroom.store.clock import utc_now
from warroom.store.files import FOLDER_MODE, make_folder, store_error, sync_folder
from warroom.store.light import glance
from warroom.store.log import log_folder, log_names

if TYPE_CHECKING:
    from warroom.core.clocks import Remind
    from warroom.core.events import Seen
    from warroom.core.times import When
    from warroom.store.room import Room

Clock = Callable[[], datetime]


class Summary(NamedTuple):
    """What the library shows of an incident; `missing` counts what keeps its postmortem from being complete.

    `seconds` is how long it took, or has been going on. Of one that cannot be read, `damaged` says why.
    """

    id: str
    title: str = ""
    severity: str = ""
    status: str = ""
    mode: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: int | None = None
    missing: int = 0
    damaged: str | None = None


class Library:
    """The incidents of one home folder."""

    def __init__(self, home: str, *, clock: Clock = utc_now, cadence: dict[str, int] | None = None,
                 remind: "Remind | None" = None) -> None:  # fmt: skip
        self.home = os.path.abspath(home)
        self.clock = clock
        self.cadence = cadence
        self.remind = remind

    def folder(self, incident_id: str) -> str:
        """Return the folder of an incident."""
        return os.path.join(self.home, "incidents", incident_id)

    def ids(self) -> list[str]:
        """Return the id of every incident, oldest first.

        Raises:
            StoreError: the home folder is there but cannot be read.
        """
        root = os.path.join(self.home, "incidents")
        try:
            names = os.listdir(root)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise store_error("read", root, error) from None
        return sorted(name for name in names if self._is_incident(name))

    def unfinished(self) -> "dict[str, Seen]":
        """Return what a glance says of every incident that is not closed, by its id."""
        found = {}
        for incident_id in self.ids():
            try:
                seen = glance(self.folder(incident_id))
            except WarroomError:
                continue
            if seen.status[0] != "closed":
                found[incident_id] = seen
        return found

    def active(self, mode: str | None = None) -> list[str]:
        """Return the id of every incident that goes on, neither resolved nor closed; with a mode only those of it."""
        found = self.unfinished()
        return [one for one, seen in found.items() if mode in {None, seen.mode} and self._goes_on(one, seen)]

    def _goes_on(self, incident_id: str, seen: "Seen") -> bool:
        """Tell whether an incident goes on; a glance does not know whether its being resolved was taken back."""
        if seen.status[0] != "resolved":
            return True
        with suppress(WarroomError):
            return self.look_at(incident_id).incident.is_active
        return False

    def find(self, text: str) -> str:
        """Return the id that a text stands for: the whole of it, or its beginning or a part if only one has it.

        Raises:
            NotFoundError: none has it, or several.
        """
        ids = self.ids()
        if text in ids:
            return text
        for found in ([one for one in ids if one.startswith(text)], [one for one in ids if text and text in one]):
            if len(found) == 1:
                return found[0]
            if found:
                raise NotFoundError(f"'{shorten(text, 40)}' could be {_listed(found)}: write more of it")
        known = f"there are {_listed(ids)}" if ids else "there are none yet: warroom new 'what is wrong'"
        raise NotFoundError(f"there is no incident '{shorten(text, 40)}': {known}")

    def current(self) -> str:
        """Return the id of the one incident that goes on; else of the one that is not closed; else of the only one.

        Raises:
            NotFoundError: there is none, or several.
        """
        unfinished = list(self.unfinished())
        if len(unfinished) == 1:
            return unfinished[0]
        active = self.active() if unfinished else []
        if len(active) == 1:
            return active[0]
        if active:
            raise NotFoundError(f"{plural(len(active), 'incident')} are open: {_listed(active)}; say which with -i")
        ids = unfinished or self.ids()
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise NotFoundError(f"no incident is open: say which with -i, there are {_listed(ids)}")
        raise NotFoundError("there is no incident yet: warroom new 'what is wrong'")

    def create(self, title: str, *, by: str, severity: str = "SEV3", zone: str = "UTC", mode: str = "real",
               services: list[str] | None = None, started: "When | None" = None) -> str:  # fmt: skip
        """Declare an incident and return its id once it is on the disk; `started` is when the trouble began.

        Raises:
            LineError: the title is empty or too long, or the severity or zone is unknown.
            StoreError: the home folder cannot be written.
        """
        from warroom.core.changes import declare, to_event
        from warroom.core.events import Seen
        from warroom.core.stamp import next_stamp
        from warroom.core.times import When
        from warroom.store.reserve import keep_reserve
        from warroom.store.writer import LogWriter

        now = self.clock()
        change = declare(
            title, When(now.replace(microsecond=0)), severity=severity, zone=zone, mode=mode, services=services or [],
            by=by, started=started, cadence=self.cadence,
        )  # fmt: skip
        day = (started.at if started else now).astimezone(find_zone(zone))
        incident_id = self._make(f"{day:%Y-%m-%d}-{slug(title) or 'incident'}")
        writer = LogWriter.take(self.folder(incident_id), {})
        try:
            seen = Seen()
            event = to_event(
                change._replace(id=incident_id), origin=writer.origin, n=1, stamp=next_stamp(now, seen.stamp), by=by,
                seen=seen, via="command", now=now,
            )  # fmt: skip
            writer.append([(event, seen.with_event(event))])
        except StoreError:
            self._unmake(incident_id)
            raise
        finally:
            writer.close()
        keep_reserve(self.folder(incident_id))
        with suppress(StoreError), self.open(incident_id, by=by) as room:
            room.checkpoint()  # if it cannot be written, the log has everything
        return incident_id

    def open(self, incident_id: str, *, by: str, via: str = "screen") -> "Room":
        """Open an incident; logs of an older format are brought up to date.

        Raises:
            StoreError: nothing of it can be read.
        """
        from warroom.store.migrate import migrate

        said = migrate(self.folder(incident_id))
        room = self._room(incident_id, by, via)
        room.notices.extend(said)
        return room

    def look_at(self, incident_id: str) -> "Room":
        """Open an incident to read only: as long as nothing is recorded in it, nothing at all is written.

        Raises:
            StoreError: nothing of it can be read.
        """
        return self._room(incident_id, "", "library")

    def _room(self, incident_id: str, by: str, via: str) -> "Room":
        from warroom.store.room import Room

        return Room(self.folder(incident_id), by=by, via=via, clock=self.clock, cadence=self.cadence,
                    remind=self.remind)  # fmt: skip

    def summaries(self) -> list[Summary]:
        """Return what is to be shown of each incident; one that is damaged does not hide the others."""
        return [self.summary(incident_id) for incident_id in self.ids()]

    def summary(self, incident_id: str) -> Summary:
        """Return what is to be shown of an incident; if it cannot be read, `damaged` says so."""
        from warroom.core.readiness import readiness

        try:
            room = self.look_at(incident_id)
        except WarroomError as error:
            return Summary(incident_id, damaged=str(error))
        incident = room.incident
        start, end = incident.started_at, incident.ended_at
        seconds = int(((end or self.clock()) - start).total_seconds()) if start else None
        missing = sum(1 for finding in readiness(incident) if finding.severity == "blocker")
        return Summary(
            incident_id, incident.title, incident.severity, incident.status, incident.mode, start, end, seconds,
            missing, "; ".join(room.notices) or None,
        )  # fmt: skip

    def _is_incident(self, name: str) -> bool:
        folder = self.folder(name)
        return os.path.exists(os.path.join(folder, FILE_NAME)) or bool(log_names(folder))

    def _unmake(self, incident_id: str) -> None:
        """Leave nothing of an incident that could not be declared, as far as the disk lets us."""
        folder = self.folder(incident_id)
        with suppress(OSError):
            for name in log_names(folder):
                os.unlink(os.path.join(log_folder(folder), name))
            if os.path.isdir(log_folder(folder)):
                os.rmdir(log_folder(folder))
            os.rmdir(folder)

    def _make(self, wanted: str) -> str:
        """Make the folder of a new incident; when its name is taken, with a number behind it."""
        root = os.path.join(self.home, "incidents")
        make_folder(root)
        number = 1
        while True:
            incident_id = wanted if number == 1 else f"{wanted}-{number}"
            try:
                os.mkdir(self.folder(incident_id), FOLDER_MODE)
                sync_folder(root)
            except FileExistsError:
                number += 1
            except OSError as error:
                raise store_error("make the folder", self.folder(incident_id), error) from None
            else:
                return incident_id


def _listed(ids: list[str]) -> str:
    shown = ", ".join(ids[-5:])
    return f"{shown} and {len(ids) - 5} more" if len(ids) > 5 else shown

"""Incidents typed line by line, through core alone: no files and a clock that stands where it is put."""

from datetime import UTC, datetime, timedelta

from warroom.core.changes import change_of, declare, to_event
from warroom.core.fold import Fold
from warroom.core.line import parse_line
from warroom.core.model import Incident
from warroom.core.stamp import next_stamp
from warroom.core.times import Moment, When, parse_instant


class Typist:
    """Types lines into one incident; each takes ten seconds, unless `now` is moved."""

    def __init__(self, title="Checkout errors", *, now="2026-11-21 14:00", severity="SEV2", zone="UTC", mode="real",
                 services=(), by="ana", started=None):  # fmt: skip
        self.now = parse_instant(now, Moment(datetime(2026, 11, 21, 12, tzinfo=UTC), zone)).at
        self.mode, self.zone, self.n = mode, zone, 0
        self.fold = Fold("checkout")
        began = parse_instant(started, Moment(self.now, zone)) if started else None
        self._record(
            declare(title, When(self.now), severity=severity, zone=zone, mode=mode, services=list(services), by=by,
                    started=began, cadence={"SEV2": 1800}),
            by,
        )  # fmt: skip

    @property
    def incident(self) -> Incident:
        """What was typed so far amounts to."""
        return self.fold.incident

    def at(self, clock: str) -> "Typist":
        """Put the clock to a time such as `14:02` or `2026-11-21 14:02`."""
        self.now = parse_instant(clock, Moment(self.now + timedelta(days=1), self.zone)).at
        return self

    def type(self, *lines: str, by="bo") -> "Typist":
        """Type these lines, one after the other."""
        for text in lines:
            self.now += timedelta(seconds=10)
            line = parse_line(text)
            incident, rows = self.incident, self.incident.timeline
            afterwards = self.mode == "retrospective"
            inherited = afterwards and line.time is None and bool(rows)
            moment = Moment(
                rows[-1].at if inherited else self.now, self.zone,
                incident.milestones["started"] or (rows[0].at if rows else None), afterwards, inherited, self.now,
            )  # fmt: skip
            self._record(change_of(line, self.fold, moment, by, {"SEV1": 1200, "SEV2": 1800}), by)
        return self

    def _record(self, change, by) -> None:
        self.n += 1
        stamp = next_stamp(self.now, self.fold.seen.stamp)
        if change.kind == "incident" and change.id is None:
            change = change._replace(id=self.fold.incident.id)
        self.fold.add([to_event(change, origin="a1", n=self.n, stamp=stamp, by=by, seen=self.fold.seen, now=self.now)])

"""The axis that a picture has: the span of time it shows, and the ticks below it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from warroom.core.metrics import last_known
from warroom.core.model import Incident
from warroom.postmortem.chart import Bar, Tick
from warroom.postmortem.dates import Dates

_DAY = 24 * 60
STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 2 * 60, 3 * 60, 6 * 60, 12 * 60, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY)
"""Minutes from one tick of an axis to the next, and in one column of the activity."""

_TICKS = 8

_WRITTEN_UP = {"status", "severity", "role"}
"""Rows that say how it stands: what they say of may long be over when it is recorded."""


class Window(NamedTuple):
    """The span of time that a picture shows."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (self.end - self.start).total_seconds()

    def place(self, at: datetime) -> float:
        """Return an instant as seconds from the start, moved to the nearer end when it lies outside."""
        return min(max((at - self.start).total_seconds(), 0.0), self.seconds)

    def bar(self, start: datetime, end: datetime, look: str, label: str = "") -> Bar | None:
        """Return a bar for what of a stretch lies inside, None when nothing does."""
        if end < self.start or start > self.end or end < start:
            return None
        return Bar(self.place(start), self.place(end), look, label)


def window_of(incident: Incident) -> Window | None:
    """Return the span from the first milestone, or the first row when none is marked, to the end of the incident.

    While that goes on, its last row is the end. None when no time passed.
    """
    milestones = [at for at in incident.milestones.values() if at]
    rows = [row.at for row in incident.timeline if row.struck is None]
    start = min(milestones, default=None) or min(rows, default=None)
    end = max((at for at in (last_known(incident), *milestones) if at), default=None)
    if end and (over := incident.ended_at):  # what was only recorded afterwards is no part of it
        written_up = {row.id for row in incident.timeline if row.kind in _WRITTEN_UP}
        later = (at for name, at in incident.milestones.items() if incident.milestone_rows.get(name) not in written_up)
        end = max((at for at in (over, *later) if at), default=over)
    return Window(start, end) if start and end and end > start else None


def ticks(start: datetime, end: datetime, dates: Dates) -> tuple[Tick, ...]:
    """Return some eight ticks between two instants, at round times of the incident's own clocks.

    A time that the clocks skipped has none, one that they showed twice has two.
    """
    minutes = (end - start).total_seconds() / 60
    step = next((step for step in STEPS if minutes / step <= _TICKS), 0)
    step = step or STEPS[-1] * (1 + int(minutes / STEPS[-1] / _TICKS))
    found = [at for at in _round_times(start, end, step, dates) if start <= at <= end]
    days = [dates.day(at) for at in found]
    shows_days = dates.day(start) != dates.day(end)
    made = []
    for place, at in enumerate(found):
        is_new = shows_days and (not place or days[place - 1] != days[place])
        made.append(Tick((at - start).total_seconds(), dates.clock(at) if step < _DAY else "", days[place] * is_new))
    return tuple(made) or (Tick(0.0, dates.clock(start, seconds=True)),)


def _round_times(start: datetime, end: datetime, step: int, dates: Dates) -> Iterator[datetime]:
    first, last = dates.local(start).date(), dates.local(end).date()
    day = first
    while day <= last:
        if step < _DAY or not day.toordinal() % (step // _DAY):
            for minute in range(0, _DAY, min(step, _DAY)):
                clock = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=dates.zone)
                both = {clock.astimezone(UTC), clock.replace(fold=1).astimezone(UTC)}
                yield from (
                    at for at in sorted(both) if dates.local(at).replace(tzinfo=None) == clock.replace(tzinfo=None)
                )
        if day == last:
            break
        day += timedelta(days=1)

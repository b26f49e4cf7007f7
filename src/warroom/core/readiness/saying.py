"""What the checks have in common: the rows that count, and how times are said."""

from datetime import UTC, datetime, timedelta, tzinfo

from warroom.core.errors import TimeError
from warroom.core.model import Incident, Row, Task
from warroom.core.times import find_zone, spoken_duration


def rows_of(incident: Incident) -> list[Row]:
    """Return the rows that were not struck."""
    return [row for row in incident.timeline if row.struck is None]


def follow_ups(incident: Incident) -> list[Task]:
    """Return the tasks that are not part of the response."""
    return [task for task in incident.tasks if task.kind != "response"]


def spoken(time: timedelta) -> str:
    """Return a length of time in words."""
    return spoken_duration(int(time.total_seconds()))


def zone_of(incident: Incident) -> tzinfo:
    """Return the incident's zone; UTC where this machine does not know it."""
    try:
        return find_zone(incident.zone)
    except TimeError:
        return UTC


def clock(at: datetime, incident: Incident) -> str:
    """Return a time as the incident's people read it: with the date where that is not the day it began."""
    zone = zone_of(incident)
    first = incident.started_at or (incident.timeline[0].at if incident.timeline else at)
    local = at.astimezone(zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return clock if local.date() == first.astimezone(zone).date() else f"{local:%Y-%m-%d} {clock}"


def typeable(at: datetime, incident: Incident) -> str:
    """Return a time as it has to be typed at the line, whatever the day it is typed on."""
    local = at.astimezone(zone_of(incident))
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def joined(refs: list[str]) -> str:
    """Return references as they are listed in a sentence."""
    return ", ".join(refs[:-1]) + f" and {refs[-1]}" if len(refs) > 1 else "".join(refs)

"""Instants in the words of a document: in the incident's zone, with dates where they are needed.

A date that nobody knows was placed on a stand-in day when it was typed (20XX is stored as 2000); here it is said as
it was typed, and the stand-in is never printed.
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from warroom.core.errors import TimeError
from warroom.core.model import Incident, Row
from warroom.core.times import find_zone, has_unknown_date, spoken_duration

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"([\dX]{4})-([\dX]{2})-([\dX]{2})")
_NEAR = timedelta(days=366)
"""How far from an unknown date others of the same record are taken to be as unknown as it is."""


class _Unknown:
    """A date with digits nobody knows, and the day that stands in for it."""

    def __init__(self, digits: tuple[str, ...], day: date) -> None:
        self.day = day
        self.year, self.month_digits, self.day_digits = digits

    def spell(self, day: date) -> str:
        """Return a day of this record with what is known of it."""
        year = "" if self.year == "XXXX" else self.year
        month, number = _MONTHS[day.month - 1], str(day.day)
        if "X" not in self.month_digits + self.day_digits:
            return f"{number} {month} {year}".rstrip() + ("" if year else " (year not recorded)")
        known = "" if "X" in self.month_digits else _MONTHS[self.day.month - 1]
        base = f"{known} {year}".strip()
        base = f"{base} (day not recorded)" if base else "date not recorded"
        later = (day - self.day).days
        return base if not later else f"{base}, day {later + 1 if later > 0 else later}"


class Dates:
    """How the instants of one incident are said."""

    def __init__(self, incident: Incident) -> None:
        self.zone, self.zone_name = _zone_of(incident.zone)
        self._unknown = _unknown_dates(incident, self.zone)
        ends = [incident.started_at, incident.ended_at, *incident.milestones.values()]
        instants = [at for at in ends if at] + [
            at for row in incident.timeline for at in (row.at, row.until) if at is not None
        ]
        places = [self.local(at) for at in instants]
        self.days = sorted({place.date() for place in places})
        self._changes_offset = len({place.utcoffset() for place in places}) > 1

    def local(self, at: datetime) -> datetime:
        """Return an instant on the incident's own clocks."""
        return at.astimezone(self.zone)

    @property
    def spans_days(self) -> bool:
        """Whether the record reaches over midnight."""
        return len(self.days) > 1

    def day(self, at: datetime) -> str:
        """Return the date of an instant: `10 Aug 2023`, or as much of it as is known."""
        return self.spell_day(self.local(at).date())

    def spell_day(self, day: date) -> str:
        """Return a date in words."""
        near = [unknown for unknown in self._unknown if abs(unknown.day - day) <= _NEAR]
        if near:
            return min(near, key=lambda unknown: (abs(unknown.day - day), unknown.day, unknown.year)).spell(day)
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def clock(self, at: datetime, *, seconds: bool = False) -> str:
        """Return the time of day of an instant, with its zone where that changed during the incident."""
        local = self.local(at)
        text = f"{local.hour:02d}:{local.minute:02d}" + (f":{local.second:02d}" if seconds else "")
        return f"{text} {_offset_name(local)}" if self._changes_offset else text

    def when(self, at: datetime) -> str:
        """Return an instant as a reader needs it: the time, and the date unless the whole record is of one day."""
        alone = not self.days or (not self.spans_days and self.local(at).date() == self.days[0])
        return self.clock(at) if alone and self.days else f"{self.day(at)} {self.clock(at)}"

    def in_turn(self, instants: list[datetime]) -> list[str]:
        """Return instants that are read one after the other: the date only where it changes."""
        said, day = [], None
        for at in instants:
            said.append(self.clock(at) if day == self.day(at) else self.when(at))
            day = self.day(at)
        return said

    def between(self, start: datetime, end: datetime) -> str:
        """Return two instants with their dates and the zone: `10 Aug 2023 14:00 – 11 Aug 2023 02:30 UTC`."""
        if self.day(start) == self.day(end):
            return self.with_zone(f"{self.day(start)}, {self.clock(start)} – {self.clock(end)}")
        return self.with_zone(f"{self.day(start)} {self.clock(start)} – {self.day(end)} {self.clock(end)}")

    def with_zone(self, text: str) -> str:
        """Return a text that ends in a time with the zone behind it, unless the time itself names it."""
        return text if self._changes_offset else f"{text} {self.zone_name}"

    def span(self, start: datetime, end: datetime) -> str:
        """Return two instants of one record, the date once if it is the same or known: `14:30 – 16:00`."""
        first, last = self.when(start), self.when(end)
        if self.spans_days and self.day(start) == self.day(end):
            last = self.clock(end)
        return f"{first} – {last}"

    def row(self, row: Row) -> str:
        """Return the time of a timeline row: `14:02`, `~14:02` when it is about right, `14:02 – 14:20` for a range."""
        seconds = bool(row.typed and row.typed.count(":") >= 2 and row.at.second)
        text = ("~" if row.about else "") + self.clock(row.at, seconds=seconds)
        if row.until is None:
            return text
        until = self.clock(row.until, seconds=seconds)
        next_day = self.local(row.until).date() != self.local(row.at).date()
        return f"{text} – {until}" + (f" ({self.day(row.until)})" if next_day else "")

    def zone_note(self) -> str:
        """Return the sentence that names the zone all times are in, and the date when there is only one."""
        name = self.zone_name
        if self._changes_offset:
            return f"Times are those of {name}, where the clocks changed meanwhile: each names its offset."
        if self.days and name not in {"UTC", "GMT"}:
            noon = datetime(self.days[0].year, self.days[0].month, self.days[0].day, 12, tzinfo=self.zone)
            offset, short = _spell_offset(noon), _offset_name(noon)
            name = f"{name} ({offset})" if short in {offset, name} else f"{name} ({short}, {offset})"
        if len(self.days) != 1:
            return f"Times are in {name}."
        day = self.spell_day(self.days[0])
        return f"Times are in {name}; {day}." if "not recorded" in day else f"Times are in {name}, on {day}."


def lasting(start: datetime, end: datetime) -> str:
    """Return how long it is from one instant to another, as a person says it."""
    return spoken_duration(int((end - start).total_seconds()))


def took(start: datetime, end: datetime | None) -> str:
    """Return how long something took; nothing where its end is unknown or, by a wrong time, before its start."""
    return lasting(start, end) if end and end >= start else ""


def spoken_date(text: str) -> str:
    """Return a date of a record (YYYY-MM-DD) in words; one that cannot be read as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _unknown_dates(incident: Incident, zone: tzinfo) -> list[_Unknown]:
    marked = ((at, incident.milestone_typed.get(name)) for name, at in incident.milestones.items() if at)
    found = {}
    for at, typed in [*((row.at, row.typed) for row in incident.timeline), *marked]:
        if typed and has_unknown_date(typed) and (digits := _DATE.search(typed)):
            day = at.astimezone(zone).date()
            found[day, digits[0]] = _Unknown(digits.groups(), day)
    return list(found.values())


def _zone_of(name: str) -> tuple[tzinfo, str]:
    try:
        return find_zone(name), "UTC" if name == "Z" else name
    except TimeError:
        return UTC, "UTC"


def _offset_name(local: datetime) -> str:
    name = local.tzname() or ""
    return name if name.isalpha() else _spell_offset(local)


def _spell_offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")

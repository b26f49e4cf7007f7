"""Times and durations as people type them, and as they are shown.

A time expression is read without a clock (`read_time`), and placed on the line of time with one (`place`).
Inside, every instant is an aware `datetime` in UTC, to the second; in files it is RFC 3339 with a `Z`.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from warroom.core.errors import TimeError
from warroom.core.text import plural

# Abbreviations that mean one offset the world over, in minutes. BST, IST and CST do not, and are only understood
# where the incident's own zone uses them.
_ABBREVIATIONS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180,
    "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420,
    "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip
_AMBIGUOUS = ("BST", "IST", "CST")

_ZONE = (
    rf"Z|[+-]\d\d:?\d\d|\s?(?:{'|'.join([*_ABBREVIATIONS, *_AMBIGUOUS])})|\s?[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+\-0-9]+)+"
)
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:\s?([AaPp][Mm]))?|(\d{1,2})\s?([AaPp][Mm])"
_DAY = r"yesterday|today|[\dX]{4}-[\dX]{2}-[\dX]{2}"
_SPAN = r"(?:\d+d)?(?:\d+h)?(?:\d+m(?:in)?)?(?:\d+s)?"

# Left to `re` to compile when a line first needs them: that costs as much as recording one that has no time.
_AT = rf"(~\s?)?(?:({_DAY})(?:T|\s+))?(?:{_CLOCK})(?:\s?[-–]\s?(?:{_CLOCK}))?({_ZONE})?(?=\s|$)"
_RELATIVE = rf"(~\s?)?(-|T[+-])(?=\d)({_SPAN})(?=\s|$)"
_TOMORROW = rf"(?i:tomorrow)\s+(?:{_CLOCK})(?=\s|$)"
_DURATION = r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?"

# A clock time this little ahead of now is today's, typed by somebody whose clock is ahead; any further, and it was
# yesterday.
_NEAR_FUTURE = timedelta(minutes=5)
_NOT_YET = timedelta(minutes=1)
MOST_SECONDS = 10 * 366 * 86400
"""The longest duration that is understood: ten years."""
_SECONDS_COUNT = 120
_LONGEST_DURATION = len("3660d23h59m59s")


class Clock(NamedTuple):
    """A time of day as it was typed: hour 0–23, minute and second 0–59."""

    hour: int
    minute: int
    second: int = 0


class TimeExpr(NamedTuple):
    """A time as it was typed, not yet placed: exactly one of `clock`, `ago` and `elapsed` is given.

    `ago` is in seconds before now and `elapsed` in seconds since the incident started (negative: before).
    `day` is `yesterday`, `today` or a date, in which an X stands for a digit nobody knows.
    """

    typed: str
    clock: Clock | None = None
    until: Clock | None = None
    day: str | None = None
    zone: str | None = None
    ago: int | None = None
    elapsed: int | None = None
    about: bool = False


class Moment(NamedTuple):
    """What a time is read against: now, the incident's zone and start, and whether it is written up afterwards.

    In a retrospective a line without a time belongs to the row before it: `now` is then that row's time, and
    `inherited` says so. `written` is what the writer's own clock says, where that is another time.
    """

    now: datetime
    zone: str = "UTC"
    started: datetime | None = None
    retrospective: bool = False
    inherited: bool = False
    written: datetime | None = None

    @property
    def writing(self) -> datetime:
        """When the line is written: `yesterday` and `today` are the writer's, whatever the row before it tells of."""
        return self.written or self.now


class When(NamedTuple):
    """A placed time: the instant, the end of a range, whether it is only about right, and how it was typed."""

    at: datetime
    until: datetime | None = None
    about: bool = False
    typed: str | None = None


def read_time(text: str) -> tuple[TimeExpr | None, str]:
    """Split a text into the time expression it starts with, if any, and the rest without leading blanks.

    Raises:
        TimeError: the text starts like a time, but no clock shows it (`25:99`).
    """
    if not _may_begin(text):
        return None, text
    if relative := re.match(_RELATIVE, text):
        about, sign, span = relative.groups()
        seconds = parse_duration(span)
        typed = relative[0]
        rest = text[relative.end() :].lstrip()
        if sign == "-":
            return TimeExpr(typed, ago=seconds, about=bool(about)), rest
        return TimeExpr(typed, elapsed=seconds if sign == "T+" else -seconds, about=bool(about)), rest
    if at := re.match(_AT, text):
        about, day, *clocks, zone = at.groups()
        first, second = clocks[:6], clocks[6:]
        if any(second) and not zone and _is_offset(at[0], first, second):
            zone, second = f"-{second[0]}{second[1]}", [None] * 6
        until = _clock(second, at[0]) if any(second) else None
        if until and first[3] is None and first[5] is None and (half := second[3] or second[5]):
            # In "2:00-2:20 PM" the half of the day is said once, for both.
            first[3] = half if _clock([*first[:3], half, None, None], at[0]) <= until else None
        expression = TimeExpr(
            at[0], clock=_clock(first, at[0]), until=until, day=day, zone=zone and zone.strip(), about=bool(about)
        )
        if day and day[0] not in "yt":
            _date(day, at[0])
        return expression, text[at.end() :].lstrip()
    return None, text


def starts_like_time(text: str) -> bool:
    """Tell whether a text's beginning would be read, or refused, as a time."""
    if not _may_begin(text):
        return False
    return bool(re.match(_RELATIVE, text) or re.match(_AT, text) or starts_tomorrow(text))


def starts_tomorrow(text: str) -> bool:
    """Tell whether a text begins with a time of tomorrow, at which nothing can have happened."""
    return text[:1] in {"t", "T"} and bool(re.match(_TOMORROW, text))


def _may_begin(text: str) -> bool:
    """Tell whether a time may begin like this: with a digit, ~, a minus, T+, a day's name, or a year's XX."""
    return text[:1].isdecimal() or text.startswith(("~", "-", "T", "t", "y", "X"))


def place(expression: TimeExpr, moment: Moment) -> When:
    """Place a time expression on the line of time.

    A clock time without a day is the latest such time that has been (or is at most five minutes ahead); in a
    retrospective it is on the day the incident started or, before that is known, on the day of the row before.

    Raises:
        TimeError: there is no such time (a day of no calendar, an hour the clocks skipped, a zone nobody knows),
            or it counts from a start that is not known.
    """
    if expression.ago is not None:
        return When(_shift(moment.now, -expression.ago, expression), about=expression.about, typed=expression.typed)
    if expression.elapsed is not None:
        if moment.started is None:
            raise TimeError(f"{expression.typed} counts from the start, which is not marked yet: use a clock time")
        at = _shift(moment.started, expression.elapsed, expression)
        return When(at, about=expression.about, typed=expression.typed)
    if expression.clock is None:
        raise TimeError(f"'{expression.typed}' is not a time: write 14:02, -5m or 2026-11-21 14:02")
    zone = _zone_of(expression, moment.zone)
    here = moment.writing.astimezone(zone)
    if expression.day is None and moment.retrospective and (moment.started or moment.inherited):
        day = (moment.started or moment.now).astimezone(zone).date()
    elif expression.day == "yesterday":
        day = here.date() - timedelta(days=1)
    elif expression.day is None or expression.day == "today":
        day = here.date()
        if expression.day is None and _at(day, expression.clock, zone, expression) > moment.writing + _NEAR_FUTURE:
            day -= timedelta(days=1)
    else:
        day = _date(expression.day, expression.typed)
    at = _at(day, expression.clock, zone, expression)
    until = None
    if expression.until:
        until = _at(day, expression.until, zone, expression)
        if until < at:
            until = _at(day + timedelta(days=1), expression.until, zone, expression)
    return When(at, until, expression.about, expression.typed)


def happened(expression: TimeExpr, moment: Moment) -> When:
    """Place the time of something that happened, which is not to come.

    Raises:
        TimeError: there is no such time, or it is more than a minute from now; a bare clock time is never far ahead.
            Or it ends before it begins, and would only end tomorrow.
    """
    when = place(expression, moment)
    if _ends_first(expression) and when.until and when.until > moment.writing + _NEAR_FUTURE:
        raise TimeError(f"{expression.typed} ends before it begins: write the earlier time first, or only one")
    if moment.retrospective or (expression.clock and expression.day is None):
        return when
    if when.at > moment.now + _NOT_YET:
        ahead = spoken_duration(int((when.at - moment.now).total_seconds()))
        raise TimeError(
            f"{expression.typed} is still to come, in {ahead}: plan it as a task (+ TEXT 30m), or leave the time out"
        )
    return when


def _ends_first(expression: TimeExpr) -> bool:
    """Tell whether the end of a range is an earlier time of day than its beginning."""
    return bool(expression.clock and expression.until and expression.until < expression.clock)


def exact(at: datetime, until: datetime | None = None, *, about: bool = False) -> TimeExpr:
    """Return the time expression, in UTC, that names these instants whatever the moment it is read at."""
    at, end = at.astimezone(UTC), until and until.astimezone(UTC)
    clock = Clock(at.hour, at.minute, at.second)
    until_clock = Clock(end.hour, end.minute, end.second) if end else None
    expression = TimeExpr("", clock, until_clock, f"{at:%Y-%m-%d}", "Z", about=about)
    return expression._replace(typed=_spell(expression))


def _spell(expression: TimeExpr) -> str:
    seconds = any(clock and clock.second for clock in (expression.clock, expression.until))
    clock = _spell_clock(expression.clock, seconds) if expression.clock else ""
    until = f"-{_spell_clock(expression.until, seconds)}" if expression.until else ""
    return f"{'~' if expression.about else ''}{expression.day} {clock}{until}{expression.zone or ''}"


def _spell_clock(clock: Clock, seconds: bool) -> str:
    return f"{clock.hour:02d}:{clock.minute:02d}" + (f":{clock.second:02d}" if seconds else "")


def parse_instant(text: str, moment: Moment) -> When:
    """Read a text that is a time and nothing else, such as the value of `--at`.

    Raises:
        TimeError: it is not a time, or there is no such time.
    """
    expression, rest = read_time(text.strip())
    if expression is None or rest:
        raise TimeError(f"'{text}' is not a time: write 14:02, -5m or 2026-11-21 14:02")
    return place(expression, moment)


def _is_offset(typed: str, first: list[str | None], second: list[str | None]) -> bool:
    """Tell whether `-05:00` ends a timestamp as a program writes it; after a time by hand it is the end of a range."""
    hour, minute, second_, half, *_ = second
    if not (hour and len(hour) == 2 and minute and not second_ and not half and f"-{hour}:" in typed):
        return False
    return "T" in typed or bool(first[2])


def _clock(groups: list[str | None], typed: str) -> Clock:
    hour_text, minute_text, second_text, half, bare_hour, bare_half = groups
    hour = int(hour_text or bare_hour or 0)
    minute, second = int(minute_text or 0), int(second_text or 0)
    half = (half or bare_half or "").lower()
    if half and not 1 <= hour <= 12 and not 13 <= hour <= 23:
        raise TimeError(f"{typed} is not a time: with am or pm the hour runs from 1 to 12")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise TimeError(f"{typed} is not a time: hours run to 23, minutes and seconds to 59")
    return Clock(hour, minute, second)


def _date(text: str, typed: str) -> date:
    """Return a typed date; digits nobody knows (X) make the year 20XX 2000, an unknown month or day the first."""
    year, month, day = text.split("-")
    numbers = [year.replace("X", "0"), "01" if "X" in month else month, "01" if "X" in day else day]
    if numbers[0] == "0000":
        numbers[0] = "2000"
    try:
        return date(*map(int, numbers))
    except ValueError:
        raise TimeError(f"{typed} is not a time: there is no {text} in the calendar") from None


def has_unknown_date(typed: str | None) -> bool:
    """Tell whether a typed time has digits in its date that nobody knows, as in 20XX-05-15."""
    return bool(typed and re.search(r"X[\dX]?-|-X", typed))


def _at(day: date, clock: Clock, zone: tzinfo, expression: TimeExpr) -> datetime:
    local = datetime(day.year, day.month, day.day, *clock, tzinfo=zone)
    try:
        instant = local.astimezone(UTC)
    except OverflowError:
        raise TimeError(f"{expression.typed} is too far away to be a time of an incident") from None
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise TimeError(
            f"{expression.typed} does not exist in {zone}: the clocks were put forward past it; write it with Z, in UTC"
        )
    return instant


def _shift(start: datetime, seconds: int, expression: TimeExpr) -> datetime:
    try:
        return start.replace(microsecond=0) + timedelta(seconds=seconds)
    except OverflowError:
        raise TimeError(f"{expression.typed} is too far away to be a time of an incident") from None


@lru_cache(maxsize=64)
def find_zone(name: str) -> tzinfo:
    """Return the zone of a name in the IANA database.

    Raises:
        TimeError: nobody knows it.
    """
    if name in {"UTC", "GMT", "Z"}:
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # not needed to log a line, and half as dear as re

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeError(f"'{name}' is not a time zone: write one such as Europe/Berlin or UTC") from None


def _zone_of(expression: TimeExpr, incident_zone: str) -> tzinfo:
    name = expression.zone
    if not name:
        return find_zone(incident_zone)
    if name[0] in "+-":
        digits = name[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        if minutes >= 24 * 60 or int(digits[2:]) > 59:
            raise TimeError(f"{expression.typed} is not a time: no zone is {name} from UTC")
        return timezone(timedelta(minutes=minutes if name[0] == "+" else -minutes))
    if name in _AMBIGUOUS:
        zone = find_zone(incident_zone)
        if name in {datetime(2000, month, 1, tzinfo=zone).tzname() for month in (1, 7)}:
            return zone
        raise TimeError(f"{name} means more than one zone: write the offset, as in 14:02+0100")
    if name in _ABBREVIATIONS:
        return timezone(timedelta(minutes=_ABBREVIATIONS[name]))
    return find_zone(name)


def parse_duration(text: str) -> int:
    """Return a duration such as `10m`, `1h30m`, `90s` or `2d` in seconds.

    Raises:
        TimeError: it is not a duration, or longer than ten years.
    """
    match = re.fullmatch(_DURATION, text)
    if not match or not text:
        raise TimeError(f"'{text}' is not a duration: write 30m, 1h30m or 90s")
    if len(text) > _LONGEST_DURATION:
        raise TimeError(f"{text} is too long a time")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total > MOST_SECONDS:
        raise TimeError(f"{text} is too long a time")
    return total


def is_duration(text: str) -> bool:
    """Tell whether a word is a duration."""
    return text[:1].isdecimal() and len(text) <= _LONGEST_DURATION and bool(re.fullmatch(_DURATION, text))


def short_duration(seconds: int) -> str:
    """Return a duration as it is typed, exactly: `10m`, `1h30m`, `45s`."""
    if seconds <= 0:
        return "0s"
    parts = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def spoken_duration(seconds: int) -> str:
    """Return a duration as a person says it, with its sign: `12 h 30 min`, and below two minutes `1 min 30 s`.

    From two minutes on it is the whole minutes that went by: seconds there say more than anybody knows.
    """
    if seconds < 0:
        return f"minus {spoken_duration(-seconds)}"
    if not seconds:
        return "0 min"
    if seconds < _SECONDS_COUNT:
        minutes, rest = divmod(seconds, 60)
        return " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "") if part)
    days, rest = divmod(seconds // 60, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [plural(days, "day")] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    return " ".join(parts)


def to_text(at: datetime) -> str:
    """Return an instant as RFC 3339 in UTC, to the second: the one form used in files."""
    return f"{at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


def from_text(text: str) -> datetime:
    """Return the instant of an RFC 3339 text.

    Raises:
        ValueError: it is not one, or has no zone.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return at if at.tzinfo is UTC else at.astimezone(UTC)

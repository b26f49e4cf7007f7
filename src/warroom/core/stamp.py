"""The hybrid logical clock: stamps that order events across writers without a shared clock.

After Kulkarni, Demirbas et al., "Logical Physical Clocks" (2014). A stamp is a string, so that comparing two strings
compares two stamps: milliseconds since 1970 in thirteen digits, a point, and a counter in four.
"""

from datetime import UTC, datetime, timedelta

EARLIEST = "0000000000000.0000"

# The year 2100. A stamp beyond is no clock's: it is not followed, or there would soon be no digit left to go on with.
LATEST_MS = 4_102_444_800_000

_COUNTER_LIMIT = 9999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def make_stamp(milliseconds: int, counter: int = 0) -> str:
    """Return the stamp of an instant, in milliseconds since 1970, and a counter from 0 to 9999."""
    return f"{milliseconds:013d}.{counter:04d}"


def next_stamp(now: datetime, last: str) -> str:
    """Return a stamp after `last` that is as near to `now` as can be.

    A `last` that is ahead of `now`, by however much, is followed: what is written now comes after what was seen, even
    if that was written by a clock that was wrong. The exception is a stamp of after 2100, which no clock makes.
    """
    milliseconds = (now - _EPOCH) // timedelta(milliseconds=1)
    last_ms, last_counter = int(last[:13]), int(last[14:])
    if last_ms > LATEST_MS or last_ms < milliseconds:
        return make_stamp(milliseconds)
    if last_counter < _COUNTER_LIMIT:
        return make_stamp(last_ms, last_counter + 1)
    return make_stamp(last_ms + 1)


def stamp_time(stamp: str) -> datetime:
    """Return the instant a stamp was made at, to the second, in UTC."""
    return _EPOCH + timedelta(seconds=int(stamp[:10]))

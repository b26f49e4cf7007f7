"""Times as people type them; stamps as writers make them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warroom.core.errors import TimeError
from warroom.core.stamp import EARLIEST, LATEST_MS, make_stamp, next_stamp, stamp_time
from warroom.core.times import (
    Moment,
    When,
    exact,
    from_text,
    happened,
    parse_duration,
    parse_instant,
    place,
    read_time,
    short_duration,
    spoken_duration,
    to_text,
)

# Saturday, 13:00 in Berlin; the incident began at 11:30 UTC.
NOW = datetime(2026, 11, 21, 12, 0, 7, 500_000, UTC)
HERE = Moment(NOW, "Europe/Berlin", datetime(2026, 11, 21, 11, 30, tzinfo=UTC))
UTC_HERE = HERE._replace(zone="UTC")


def _said(when: When) -> str:
    """Return a placed time in the short form of this table: day and time in UTC, end, ~."""
    until = f"-{when.until:%d %H:%M:%S}" if when.until else ""
    return f"{'~' if when.about else ''}{when.at:%Y-%m-%d %H:%M:%S}{until}"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("11:02", "2026-11-21 11:02:00"),
        ("11:02:30", "2026-11-21 11:02:30"),
        ("11:02:30.123456789", "2026-11-21 11:02:30"),
        ("2:02pm", "2026-11-20 14:02:00"),
        ("10:02 AM", "2026-11-21 10:02:00"),
        ("8am", "2026-11-21 08:00:00"),
        ("12:00 PM", "2026-11-21 12:00:00"),
        ("12:15 am", "2026-11-21 00:15:00"),
        ("12am", "2026-11-21 00:00:00"),
        ("13:55 PM", "2026-11-20 13:55:00"),
        ("-5m", "2026-11-21 11:55:07"),
        ("-1h30m", "2026-11-21 10:30:07"),
        ("~-5m", "~2026-11-21 11:55:07"),
        ("~11:00", "~2026-11-21 11:00:00"),
        ("yesterday 23:50", "2026-11-20 23:50:00"),
        ("today 12:30", "2026-11-21 12:30:00"),
        ("2026-11-20 14:02", "2026-11-20 14:02:00"),
        ("2026-11-20T14:02:03Z", "2026-11-20 14:02:03"),
        ("2026-11-20T14:02:03.5+05:30", "2026-11-20 08:32:03"),
        ("2026-11-20T14:02:03-05:00", "2026-11-20 19:02:03"),
        ("2026-11-20T14:02-0500", "2026-11-20 19:02:00"),
        ("2026-11-20 14:02:03-05:00", "2026-11-20 19:02:03"),
        ("T+12m", "2026-11-21 11:42:00"),
        ("T+0m", "2026-11-21 11:30:00"),
        ("T-5m", "2026-11-21 11:25:00"),
        ("T+24h", "2026-11-22 11:30:00"),
        ("11:02-11:20", "2026-11-21 11:02:00-21 11:20:00"),
        ("11:02-11:02", "2026-11-21 11:02:00-21 11:02:00"),
        ("11:02 – 11:20", "2026-11-21 11:02:00-21 11:20:00"),
        ("01:30 am – 06:30 am", "2026-11-21 01:30:00-21 06:30:00"),
        ("10:00-10:20 AM", "2026-11-21 10:00:00-21 10:20:00"),
        ("11:00-1:00 PM", "2026-11-21 11:00:00-21 13:00:00"),
        ("yesterday 23:50-00:10", "2026-11-20 23:50:00-21 00:10:00"),
        ("12:04", "2026-11-21 12:04:00"),
        ("12:06", "2026-11-20 12:06:00"),
        ("12:02 CET", "2026-11-21 11:02:00"),
        ("07:02 EST", "2026-11-21 12:02:00"),
        ("12:02 Europe/Berlin", "2026-11-21 11:02:00"),
        ("12:02+0100", "2026-11-21 11:02:00"),
        ("20XX-05-15 10:00", "2000-05-15 10:00:00"),
        ("20XX-05-15 10:00 AM", "2000-05-15 10:00:00"),
        ("XXXX-05-15 10:00", "2000-05-15 10:00:00"),
        ("2026-XX-XX 10:00", "2026-01-01 10:00:00"),
        ("XXXX-XX-XX 09:00", "2000-01-01 09:00:00"),
        ("~2025-03-03 19:30", "~2025-03-03 19:30:00"),
        ("14:20-2:00", "2026-11-20 14:20:00-21 02:00:00"),
    ],
)
def test_a_time_means_one_instant(typed: str, expected: str) -> None:
    """Every form of the language and of the records people really wrote."""
    assert _said(parse_instant(typed, UTC_HERE)) == expected


@pytest.mark.parametrize(
    "typed",
    ["25:99", "24:00", "12:60", "12:00:60", "0:30 pm", "2026-02-30 10:00", "2026-13-01 10:00", "10:00+2500",
     "10:00 Mars/Olympus", "10:00 IST", "T+99999d", "-99999d"],
)  # fmt: skip
def test_a_time_that_does_not_exist_is_refused_in_a_sentence(typed: str) -> None:
    """No clock, calendar or zone shows it."""
    with pytest.raises(TimeError, match=r"time|zone|calendar"):
        parse_instant(typed, UTC_HERE)


@pytest.mark.parametrize("text", ["14", "1.4.2026", "5 m", "-m", "14:022", "T+", "tomorrow 10:00", "10:00x", "h 10:00"])
def test_what_is_no_time_is_text(text: str) -> None:
    """A line that does not start with a time keeps its first word."""
    assert read_time(text) == (None, text)


def test_a_clock_time_is_in_the_zone_of_the_incident() -> None:
    """13:00 in Berlin is 12:00 UTC in November."""
    assert _said(parse_instant("12:30", HERE)) == "2026-11-21 11:30:00"


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    """Berlin goes from 02:00 to 03:00 on 29 March 2026."""
    with pytest.raises(TimeError, match="02:30"):
        parse_instant("2026-03-29 02:30", HERE)
    assert _said(parse_instant("2026-03-29 03:30", HERE)) == "2026-03-29 01:30:00"


def test_an_hour_that_the_clocks_show_twice_is_told_apart_by_its_offset() -> None:
    """On 25 October 2026 Berlin has 02:30 twice; bare it is one of them, with an offset each."""
    both = ["2026-10-25 00:30:00", "2026-10-25 01:30:00"]
    assert [_said(parse_instant(f"2026-10-25 02:30{offset}", HERE)) for offset in ("+0200", "+0100")] == both
    assert _said(parse_instant("2026-10-25 02:30", HERE)) in both


def test_a_retrospective_counts_clock_times_from_the_day_it_started() -> None:
    """Nobody types the date on every row of a story told afterwards."""
    moment = Moment(NOW, "UTC", datetime(2023, 6, 5, 10, tzinfo=UTC), retrospective=True)
    assert _said(parse_instant("14:02", moment)) == "2023-06-05 14:02:00"


@given(
    st.integers(0, 2500).map(lambda days: NOW - timedelta(days=days)),
    st.integers(0, 2500).map(lambda days: NOW - timedelta(days=days)),
    st.sampled_from(["yesterday", "today"]),
)
def test_yesterday_is_the_writers_whatever_the_row_before_tells_of(before: datetime, started: datetime, day: str):
    """In a retrospective the row before says when a line without a time was, and not what day it is."""
    live = place(read_time(f"{day} 08:02")[0], Moment(NOW, "Europe/Berlin"))
    story = Moment(before, "Europe/Berlin", started, retrospective=True, inherited=True, written=NOW)
    assert place(read_time(f"{day} 08:02")[0], story) == live
    assert place(read_time(f"{day} 08:02")[0], story._replace(started=None)) == live


def test_before_the_start_is_known_a_clock_time_is_on_the_day_of_the_row_before():
    """Rows of one night are typed one after the other, the later ones without the date."""
    story = Moment(datetime(2023, 6, 5, 14, tzinfo=UTC), retrospective=True, inherited=True, written=NOW)
    assert [_said(parse_instant(typed, story)) for typed in ("14:10", "13:50")] == [
        "2023-06-05 14:10:00", "2023-06-05 13:50:00",
    ]  # fmt: skip


def test_a_time_since_the_start_needs_a_start() -> None:
    """T+5m before anything is marked is refused."""
    with pytest.raises(TimeError, match="not marked yet"):
        parse_instant("T+5m", Moment(NOW))


def _between(first: int, last: int) -> st.SearchStrategy[datetime]:
    return st.datetimes(datetime(first, 1, 1), datetime(last, 1, 1))  # noqa: DTZ001 - made aware where it is used


_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])


@settings(max_examples=300)
@given(_between(1900, 9990), st.none() | st.integers(0, 86_399), st.booleans(), _ZONES)
def test_an_exact_time_is_placed_where_it_was(naive: datetime, seconds: int | None, about: bool, read_in: str) -> None:
    """Written out with its date, in UTC, a time means the same whenever and wherever it is read."""
    at = naive.replace(microsecond=0, tzinfo=UTC)
    until = at + timedelta(seconds=seconds) if seconds is not None else None
    expression = exact(at, until, about=about)
    again, rest = read_time(expression.typed)
    assert (again, rest) == (expression, "")
    assert again is not None
    assert place(again, Moment(NOW, read_in))[:3] == (at, until, about)


@given(_between(2, 9999))
def test_an_instant_survives_its_text(naive: datetime) -> None:
    """RFC 3339, to the second."""
    at = naive.replace(microsecond=0, tzinfo=UTC)
    assert from_text(to_text(at)) == at


@given(st.integers(0, 10 * 366 * 86400))
def test_a_duration_is_written_as_it_is_read(seconds: int) -> None:
    """10m, 1h30m, 45s: the shortest exact form."""
    assert parse_duration(short_duration(seconds)) == seconds


def test_durations_as_they_are_said() -> None:
    """To the minute, with the sign; seconds only where a minute more or less is half of it."""
    said = {
        0: "0 min", 1: "1 s", 30: "30 s", 60: "1 min", 90: "1 min 30 s", 119: "1 min 59 s", 120: "2 min", 179: "2 min",
        600: "10 min", 4_350: "1 h 12 min", 45_000: "12 h 30 min", 86_400: "1 day", -60: "minus 1 min",
        -45: "minus 45 s",
    }  # fmt: skip
    assert {seconds: spoken_duration(seconds) for seconds in said} == said


_STAMPS = st.builds(make_stamp, st.integers(0, 4 * 10**12), st.integers(0, 9999))


@given(st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=30), _STAMPS)
def test_stamps_rise_whatever_the_clock_does(steps: list[int], seen: str) -> None:
    """A clock put back, or another's a little ahead: each stamp is after the last, and sorts so as text."""
    now, last = NOW, seen
    for step in steps:
        now += timedelta(milliseconds=step)
        stamp = next_stamp(now, last)
        assert (stamp > last, len(stamp)) == (True, len(EARLIEST))
        last = stamp


def test_the_last_counter_of_a_millisecond_goes_on_in_the_next() -> None:
    """Ten thousand events in a millisecond still sort."""
    last = make_stamp(int(NOW.timestamp() * 1000), 9999)
    assert next_stamp(NOW, last) == make_stamp(int(NOW.timestamp() * 1000) + 1)


def test_a_clock_years_ahead_is_followed() -> None:
    """What is written after a row from the wrong year comes after it, or no correction would ever hold."""
    ahead = make_stamp(int(NOW.replace(year=2031).timestamp() * 1000))
    assert ahead < next_stamp(NOW, ahead) < make_stamp(LATEST_MS)


def test_a_stamp_that_no_clock_makes_is_not_followed() -> None:
    """A damaged or hostile log cannot use up the digits of everybody's stamps."""
    assert stamp_time(next_stamp(NOW, make_stamp(LATEST_MS + 1))) == NOW.replace(microsecond=0)


def test_what_is_still_to_come_has_not_happened() -> None:
    """More than a minute ahead is refused with the way out; a clock time means the last such time, as ever."""
    here = Moment(NOW, "UTC", NOW - timedelta(minutes=30))
    for typed in ("T+200m", "2026-11-21 12:02", "today 16:30", "2027-01-01 10:00"):
        expression, _ = read_time(typed)
        assert expression is not None
        with pytest.raises(
            TimeError, match=r"is still to come, in .*: plan it as a task \(\+ TEXT 30m\), or leave the time out"
        ):
            happened(expression, here)
        assert happened(expression, here._replace(retrospective=True)).at > NOW
    for typed, minutes in (("T+31m", 1), ("12:04", 4), ("-5m", -5)):
        expression, _ = read_time(typed)
        assert expression is not None
        assert round((happened(expression, here).at - NOW).total_seconds() / 60) == minutes


def test_a_range_that_ends_before_it_begins_is_refused_where_it_would_only_end_tomorrow() -> None:
    """One over midnight that is past is one; so is one that goes on until some time today."""
    here = Moment(datetime(2026, 11, 21, 19, 13, tzinfo=UTC), "UTC")
    for typed in ("19:04-19:01", "19:30-19:20", "today 19:04-19:01", "2026-11-21 19:04-18:00"):
        expression, _ = read_time(typed)
        assert expression is not None
        with pytest.raises(TimeError, match=f"^{typed} ends before it begins: write the earlier time first"):
            happened(expression, here)
    for typed, hours in (("23:50-00:10", 1 / 3), ("yesterday 22:00-03:00", 5), ("19:00-20:00", 1)):
        expression, _ = read_time(typed)
        assert expression is not None
        when = happened(expression, here)
        assert when.until is not None
        assert (when.until - when.at).total_seconds() == round(hours * 3600)

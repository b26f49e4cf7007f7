"""What was meant otherwise is noticed before Enter: a time that stands where it is only text."""

import pytest
from hypothesis import given

from core.test_line import ANY_LINE
from warroom.core.declaring import Declared, read_declaration
from warroom.core.errors import LineError, TimeError
from warroom.core.line import parse_line
from warroom.core.slips import time_first, time_respelt
from warroom.core.times import read_time


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("! -52m froze deploys", "-52m ! froze deploys"),
        ("? 14:02 pool exhausted", "14:02 ? pool exhausted"),
        ("+ ~14:00 raise pool @bo 10m", "~14:00 + raise pool @bo 10m"),
        ("^ 14:02 dba: pool at 100 %", "14:02 ^ dba: pool at 100 %"),
        ("^ -5m ana > dba: pool", "-5m ^ ana > dba: pool"),
        ("/dead-end H1 14:02 no effect", "14:02 /dead-end H1 no effect"),
        ("/ack E1 14:02", "14:02 /ack E1"),
        ("14:02 ! 14:05 is the new time", None),
        ("! 25:99 is no time", None),
        ("! 14:02", None),
        ("! -5 % load", None),
        ("/edit #14 14:05 other words", None),
        ("/note 14:02 is what it said", None),
        ("/set summary 14:02 was when", None),
        ("error rate 31 %", None),
    ],
)
def test_a_time_behind_its_sign_is_noticed_with_the_line_that_was_meant(typed, better):
    """Only where the text tells of what happened, and the line has no time yet."""
    assert time_first(parse_line(typed)) == better


@given(ANY_LINE)
def test_the_line_that_was_meant_has_the_time_and_no_other_slip(text):
    """Whatever was typed: what is proposed can be typed, and happens at the time that was text before."""
    try:
        line = parse_line(text)
    except LineError:
        return
    if better := time_first(line):
        meant = parse_line(better)
        assert meant.verb == line.verb
        assert meant.time == read_time(better)[0]
        assert meant.time
        assert time_first(meant) is None


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("5m ago the queue grew", "-5m"),
        ("20 minutes ago it was fine", "-20m"),
        ("! 2 hours ago froze deploys", "-2h"),
        ("14.20 the queue grew", "14:20"),
        ("? 9.05 it began", "9:05"),
        ("14.20 % of all orders", None),
        ("99.20 it is", None),
        ("-5m the queue grew", None),
        ("5m is the limit", None),
        ("/note 14.20 euro", "14:20"),
        ("/set summary 14.20 it began", None),
    ],
)
def test_a_time_in_another_spelling_is_noticed(typed, time):
    assert time_respelt(parse_line(typed)) == time


@pytest.mark.parametrize(
    ("typed", "declared"),
    [
        ("checkout down", ("checkout down", None, None)),
        ("sev1 checkout down", ("checkout down", "SEV1", None)),
        ("-60m checkout down", ("checkout down", None, "-60m")),
        ("-60m sev1 checkout down", ("checkout down", "SEV1", "-60m")),
        ("sev1 -60m checkout down", ("checkout down", "SEV1", "-60m")),
        ("SEV-2: 14:02 checkout down", ("checkout down", "SEV2", "14:02")),
        ("sev1 sev2 is a word", ("sev2 is a word", "SEV1", None)),
        ("14:02 -5m is a word", ("-5m is a word", None, "14:02")),
        ("sev1", ("", "SEV1", None)),
        ("several checkouts down", ("several checkouts down", None, None)),
    ],
)
def test_severity_and_time_stand_before_a_title_in_any_order(typed, declared):
    found = read_declaration(typed)
    assert isinstance(found, Declared)
    assert (found.title, found.severity, found.started and found.started.typed) == declared


def test_a_time_that_no_clock_shows_is_refused_behind_the_severity_too():
    with pytest.raises(TimeError, match="25:99"):
        read_declaration("sev1 25:99 checkout down")

"""What was meant otherwise is noticed before Enter: a time that is only text there, a doubtful sign or name."""

from datetime import timedelta

import pytest
from hypothesis import given

from core.test_line import ANY_LINE
from core.writers import NOON, Writer
from warroom.core.changes import as_known, change_of
from warroom.core.declaring import Declared, read_declaration
from warroom.core.errors import LineError, TimeError
from warroom.core.line import parse_line
from warroom.core.names import Names
from warroom.core.slips import doubt, time_first, time_respelt
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
        ("at 14:20 the queue grew", "14:20"),
        ("14:20: the queue grew", "14:20"),
        ("14:20:05, the queue grew", "14:20:05"),
        ("[14:20] kim: seen", "14:20"),
        ("! (14:20) froze deploys", "14:20"),
        ("25:99: is no time", None),
        ("at 14:20", None),
        ("/note 14:20 is what it said", None),
        ("/note 14.20 euro", "14:20"),
        ("/set summary 14.20 it began", None),
    ],
)
def test_a_time_in_another_spelling_is_noticed(typed, time):
    assert time_respelt(parse_line(typed)) == time


ROOM = (
    "/role commander ana", "^ dba: pool", "12:20 /ack E1 kim", "+ look @bo", "12:30 /done T1", "= roll back",
    "= fail over", "12:40 /go D2", "/next 30m", "^ network: loss", "12:45 /done D2",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('"it is down" says kim', "a quotation? /note goes before it"),
        ('12:10 "it is down"', "a quotation? /note goes before it"),
        ('" we hear "it is down" from them', ""),
        ("\"we say 'all is well' @customers", ""),
        ("+1 from me", "no task? /note goes before it"),
        ("+ 1 more node", ""),
        ("?!", "no word in it? /note goes before it"),
        ("? dns", ""),
        ("/go D1 no", "no? /no-go D1"),
        ("/go D1 No, too risky", "no? /no-go D1"),
        ("/go D1 nothing speaks against it", ""),
        ("/go D2", "D2 was decided so at 12:40"),
        ("/no-go D2", ""),
        ("/done D2", "D2 was verified at 12:45"),
        ("/no-answer E1", "E1 was answered at 12:20"),
        ("/ack E1", "E1 was answered at 12:20"),
        ("/no-answer E2", ""),
        ("/done T1", "T1 was done at 12:30"),
        ("/role commander ana", "ana is commander already"),
        ("/role commander ANA", "ana is commander already"),
        ("/role commander bo", ""),
        ("/role comander bo", "did you mean /role commander?"),
        ("/handover comandr bo", "did you mean /handover commander?"),
        ("/role cook bo", ""),
        ("/next 400h", "only on 8 Dec 2026 at 05:00"),
        ("/next 40m", ""),
        ("/next -", ""),
        ("13:30 restart planned", "that is yesterday 13:30"),
        ("13:02 slightly ahead", "still to come, in 2 min"),
        ("12:59 as usual", ""),
        ("yesterday 13:30 restart", ""),
        ("/star #1", ""),
    ],
)
def test_what_is_doubtful_is_said_before_it_is_recorded(typed, said):
    """It is recorded all the same: nothing here is refused."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.now = NOON + timedelta(minutes=50)
    for line in ("/set zone UTC", *ROOM):
        ana.type(line)
    ana.now = NOON + timedelta(minutes=60)
    line = as_known(parse_line(typed), ana.fold)
    assert doubt(line, typed, change_of(line, ana.fold, ana.moment(), "ana"), ana.fold, ana.now) == said


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


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/handover commander zzz", "nobody called zzz is here yet"),
        ("/role scribe zzz", "nobody called zzz is here yet"),
        ("/role scribe bo", ""),
        ("/role scribe KIM", ""),
        ("+ x @nobodyknown 5m", "nobody called nobodyknown is here yet"),
        ("+ x @marti", "did you mean @martin?"),
        ("+ x @matrin", "did you mean @martin?"),
        ("+ x @ma", ""),
        ("+ x @dba", ""),
        ("/assign T1 @bbo", "did you mean @bo?"),
        ("/go D1 @zzz 5m", "nobody called zzz is here yet"),
        ("? dns @zzz", "nobody called zzz is here yet"),
        ("? dns", ""),
        ("mail to @zzz", ""),
        ('" numbers soon @custmers', "did you mean @customers?"),
        ('" hello @exec', "did you mean @executives?"),
        ('" hello @execs', "did you mean @executives?"),
        ('" hello @customers', ""),
        ('" hello @users', ""),
        ('" hello @partners', ""),
        ('" hello @everyone', ""),
        ('" hello @zzz', "nothing was told to zzz yet"),
    ],
)
def test_a_name_that_nobody_has_is_doubted(typed, said):
    """Where others are known, here or in the configuration; what is near one of them is hardly another."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("^ dba: pool", "+ look @bo", "= fail over", '" we look @partners'):
        ana.type(line)
    names = Names(people=["kim", "martin"])
    names.take(ana.fold.events.values())
    line = as_known(parse_line(typed), ana.fold)
    change = change_of(line, ana.fold, ana.moment(), "ana")
    assert doubt(line, typed, change, ana.fold, ana.now, names) == said


@pytest.mark.parametrize("typed", ["/handover commander bo", "+ look @bo", '" we look @partners'])
def test_the_first_name_of_all_is_not_doubted(typed):
    """Whoever is alone has to name somebody for the first time."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("/role commander ana")
    names = Names()
    names.take(ana.fold.events.values())
    line = parse_line(typed)
    assert doubt(line, typed, change_of(line, ana.fold, ana.moment(), "ana"), ana.fold, ana.now, names) == ""

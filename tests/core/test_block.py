"""A pasted block: each line is read as if those before it were recorded, and nothing is."""

from datetime import timedelta

import pytest

from support import NOON
from warroom.core.block import plan
from warroom.core.changes import declare, to_event
from warroom.core.fold import Fold
from warroom.core.times import Moment, When


@pytest.fixture
def fold() -> Fold:
    """Return an incident that was declared and nothing more."""
    made = declare("Mail is late", When(NOON), severity="SEV2", zone="UTC", mode="real", services=[], by="ana")
    fold = Fold("mail")
    fold.add([to_event(made, origin="aa", n=1, stamp="0000000000001.0000", by="ana", seen=fold.seen)])
    return fold


def test_each_line_has_its_time_and_the_reference_it_would_be_given(fold):
    planned = plan(["11:40 saw it", "? the pool", "-5m ? the disk", "+ look @bo"], fold, Moment(NOON), "ana")
    minutes = [(one.at - NOON) // timedelta(minutes=1) for one in planned]
    assert minutes == [-20, 0, -5, 0]
    assert [one.ref for one in planned] == [None, "H1", "H2", "T1"]
    assert len(fold.events) == 1


def test_a_line_may_speak_of_what_the_block_makes_but_not_of_what_nobody_made(fold):
    lines = [
        "/for H1 too early",
        "? the pool",
        "/for H1 it is full",
        "11:50 /confirm H1",
        "/star #2",
        "/star #9",
        "/for H2 no",
        "/for H1 #2",
        "/for H1 #1 the declaration",
        "/for H1 #9",
        "/for H2 #2",
    ]
    planned = plan(lines, fold, Moment(NOON), "ana")
    assert [bool(one.wrong) for one in planned] == [
        True, False, False, False, False, True, True, False, False, True, True,
    ]  # fmt: skip
    assert planned[3].at == NOON - timedelta(minutes=10)


def test_what_cannot_be_understood_says_why_and_stops_no_other(fold):
    planned = plan(["25:99 x", "/nonsense", "", "fine"], fold, Moment(NOON), "ana")
    assert [bool(one.wrong) for one in planned] == [True, True, True, False]


def test_in_a_retrospective_a_line_without_a_time_belongs_to_the_one_before_it(fold):
    moment = Moment(NOON, retrospective=True, inherited=True)
    planned = plan(["10:00 it broke", "? the pool"], fold, moment, "ana")
    assert planned[1].at == planned[0].at

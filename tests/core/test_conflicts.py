"""Two people who change the same thing at the same time are both told whose change holds."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.writers import NOON, Writer
from warroom.core.conflicts import conflicts, over

LINES = ("+ read the pool metrics", "? pool exhausted", "something", "= roll back")


def at_two_screens() -> tuple[Writer, Writer]:
    """Return ana and bo, who have seen the same incident with T1, H1, #4 and D1, a while ago."""
    ana, bo = Writer("ana", "one"), Writer("bo", "two")
    ana.declare()
    for line in LINES:
        ana.type(line)
    bo.fold.add(ana.fold.events.values())
    ana.now = bo.now = NOON + timedelta(minutes=5)
    return ana, bo


def exchange(ana: Writer, bo: Writer) -> tuple[list[str], list[str]]:
    """Let each see what the other wrote, and return what each is told."""
    for_ana, for_bo = list(bo.fold.events.values()), list(ana.fold.events.values())
    told_ana = conflicts(ana.fold, ana.fold.add(for_ana), ana.name)
    return told_ana, conflicts(bo.fold, bo.fold.add(for_bo), bo.name)


def test_both_are_told_which_of_two_changes_holds():
    """The later one holds; the one whose was replaced is told so too."""
    ana, bo = at_two_screens()
    ana.type("/assign T1 @cy")
    bo.now += timedelta(seconds=12)
    bo.type("/assign T1 @di")
    assert exchange(ana, bo) == (
        ["bo set T1's owner to di, over your cy"], ["ana set T1's owner to cy; your di came later and holds"],
    )  # fmt: skip


def test_who_writes_over_somebody_is_told_in_the_answer():
    ana, bo = at_two_screens()
    bo.type("/assign T1 @cy")
    ana.fold.add(bo.fold.events.values())
    ana.now += timedelta(seconds=12)
    assert over(ana.fold, ana.type("/assign T1 @di")) == "you set T1's owner to di, over bo's cy of 12 s ago"
    assert over(ana.fold, ana.type("/assign T1 @eve")) == "", "it was her own that she changed"


@pytest.mark.parametrize(
    ("mine", "theirs", "told"),
    [
        ("/sev 2", "/sev 4", "bo set the severity to SEV4, over your SEV2"),
        ("/status identified", "/status resolved", "bo set the status to resolved, over your identified"),
        ("/role commander cy", "/role commander di", "bo set the commander to di, over your cy"),
        ("/set title One", "/set title Two", "bo set the title to 'Two', over your 'One'"),
        ("/dead-end H1 no", "/confirm H1", "bo set H1's status to confirmed, over your ruled out"),
        ("/confirm H1 graph", "/confirm H1 logs", "bo set H1's reason to 'logs', over your 'graph'"),
        ("/edit #4 one", "/edit #4 two", "bo set #4's words to 'two', over your 'one'"),
        ("/edit H1 one", "/edit H1 two", "bo set H1's words to 'two', over your 'one'"),
        ("/edit #4 11:50", "/edit #4 11:52", "bo set #4's time to 10:52Z, over your 10:50Z"),
        ("/go D1 @cy", "/no-go D1", "bo set D1's outcome to no go, over your go"),
        ("/next 30m", "/next 15m", "bo set the next update to 12:20Z, over your 12:35Z"),
        ("/mark detected #4", "/mark detected #2", "bo set when it was detected to #2, over your #4"),
        ("/cause the pool", "/cause -", "bo set the root cause to nothing, over your 'the pool'"),
        ("/service mail", "/service -mail", "bo set the service mail to no, over your yes"),
    ],
)
def test_every_field_is_told_in_the_words_of_the_screen(mine, theirs, told):
    ana, bo = at_two_screens()
    ana.type(mine)
    bo.now += timedelta(milliseconds=1)
    bo.type(theirs)
    assert exchange(ana, bo)[0] == [told]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("/assign T1 @cy", "/assign T1 @cy"), ("/done T1", "/done T1"), ("/test H1 x @cy 5m", "/test H1 x @cy 5m"),
        ("/assign T1 @cy", "/start T1"), ("? one", "? two"), ("/for H1 graph", "/against H1 graph"),
        ("/for H1 graph", "/for H1 logs"), ("/set went_well a", "/set went_well b"), ("one", "one"),
    ],
)  # fmt: skip
def test_what_agrees_or_stands_side_by_side_is_no_conflict(mine, theirs):
    """The same value twice, other fields, new records and items of a list: nobody wrote over anybody."""
    ana, bo = at_two_screens()
    ana.type(mine)
    bo.now += timedelta(seconds=2)
    bo.type(theirs)
    assert exchange(ana, bo) == ([], [])


def test_to_change_what_a_record_began_with_is_no_conflict():
    """Nobody chose that a new task is to do; but its owner was named, and its words were typed."""
    ana, bo = at_two_screens()
    ana.type("+ a task @cy")
    bo.fold.add(ana.fold.events.values())
    bo.type("/start T2")
    assert exchange(ana, bo)[0] == []
    bo.type("/assign T2 @di")
    assert exchange(ana, bo)[0] == ["bo set T2's owner to di, over your cy"]


@pytest.mark.parametrize(("seconds", "is_conflict"), [(60, True), (61, False)])
def test_only_changes_within_a_minute_are_a_conflict(seconds, is_conflict):
    ana, bo = at_two_screens()
    ana.type("/assign T1 @cy")
    bo.now += timedelta(seconds=seconds)
    bo.type("/assign T1 @di")
    assert [bool(told) for told in exchange(ana, bo)] == [is_conflict, is_conflict]


def test_of_several_changes_of_one_field_the_last_is_told():
    ana, bo = at_two_screens()
    ana.type("/assign T1 @cy")
    for owner in ("di", "eve"):
        bo.now += timedelta(seconds=1)
        bo.type(f"/assign T1 @{owner}")
    assert exchange(ana, bo)[0] == ["bo set T1's owner to eve, over your cy"]


def test_who_was_told_already_is_not_told_of_the_next():
    """What cy writes over bo's is between the two of them."""
    ana, bo = at_two_screens()
    ana.type("/assign T1 @one")
    bo.now += timedelta(seconds=1)
    bo.type("/assign T1 @two")
    exchange(ana, bo)
    cy = Writer("cy", "three", now=bo.now + timedelta(seconds=1))
    cy.fold.add(bo.fold.events.values())
    cy.type("/assign T1 @three")
    assert exchange(ana, cy)[0] == []
    assert exchange(bo, cy)[0] == ["cy set T1's owner to three, over your two"]


def test_what_was_taken_back_is_no_conflict():
    ana, bo = at_two_screens()
    ana.type("/assign T1 @cy")
    bo.type("/assign T1 @di")
    bo.type("/undo")
    assert exchange(ana, bo) == ([], [])


VERBS = ("/assign T1 @{}", "/edit #4 {}", "/edit T1 {}", "/sev {}", "/done T1 {}", "/undo", "/set title {}", "{}")


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(VERBS), st.integers(1, 3), st.integers(0, 40), st.booleans()),
        max_size=12,
    )
)
def test_whoever_is_told_that_theirs_holds_is_right(turns):
    """Whatever two people do and whenever they see it: the sentence names the value that the record then has."""
    ana, bo = at_two_screens()
    for is_bo, verb, value, seconds, seen in turns:
        writer = bo if is_bo else ana
        ana.now = bo.now = ana.now + timedelta(seconds=seconds)
        writer.try_to_type(verb.format(value))
        if not seen:
            continue
        for_ana, for_bo = exchange(ana, bo)
        assert ana.fold.incident == bo.fold.incident
        for told in for_ana + for_bo:
            if "'s owner" in told:
                holds = told.partition(" to ")[2]
                holds = holds.partition("your ")[2].split()[0] if "came later" in holds else holds.partition(",")[0]
                assert ana.fold.incident.tasks[0].owner == holds
        assert not ana.fold.events.keys() - bo.fold.events.keys()

"""The state of an incident is the set of its events: no order, repetition or company changes what it amounts to."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.writers import NOON, Step, Writer, every_event, lines_of, play, shown, state, steps
from warroom.core.contract import contract
from warroom.core.errors import NotFoundError
from warroom.core.events import Event, event_from_json, event_to_json, merge_seen, seen_from_json
from warroom.core.fold import Fold
from warroom.core.model import Incident
from warroom.core.refs import ref_number
from warroom.core.stamp import make_stamp


def test_writers_who_have_seen_the_same_events_see_the_same_incident() -> None:
    """Two people make an H1 at once; once both know, both call the first H1 and the later one H1b."""
    ana, bo = Writer("ana", "a"), Writer("bo", "b")
    ana.declare()
    bo.see(ana)
    ana.type("? the pool")
    bo.type("? the cache")
    bo.type("/for H1 hit rate fell")
    ana.see(bo)
    bo.see(ana)
    assert state(ana.fold) == state(bo.fold)
    assert [(one.ref, one.statement) for one in ana.fold.incident.hypotheses] == [
        ("H1", "the pool"),
        ("H1b", "the cache"),
    ]
    assert [one.text for one in ana.fold.record("h1B").evidence] == ["hit rate fell"]
    assert [row.about_ref for row in ana.fold.incident.timeline] == [None, "H1", "H1b", "H1b"]


@settings(max_examples=120)
@given(steps(3), st.data())
def test_the_same_events_in_any_order_batching_and_repetition_are_the_same_incident(
    some: list[Step], data: st.DataObject
) -> None:
    """Whatever three writers did and whoever saw what when, every way to take the events in ends the same."""
    people = play(some, 3)
    events = every_event(people)
    expected = state(Fold("inc", events))
    shuffled = data.draw(st.permutations(events))
    again = data.draw(st.lists(st.sampled_from(events), max_size=8))
    assert state(Fold("inc", [*again, *shuffled, *again])) == expected
    piecewise = Fold("inc")
    left = list(shuffled)
    while left:
        size = data.draw(st.integers(1, 12))
        piecewise.add(left[:size])
        left = left[size:]
        piecewise.last_change("ana")
    assert state(piecewise) == expected
    for person in people:
        for other in people:
            person.see(other)
        assert state(person.fold) == expected


@settings(max_examples=15)
@given(steps(2, most=150))
def test_a_large_batch_is_the_same_as_one_event_at_a_time(some: list[Step]) -> None:
    """Opening a room takes all events at once, following it takes one at a time."""
    events = every_event(play(some, 2))
    one_at_a_time = Fold("inc")
    for event in events:
        one_at_a_time.add([event])
    late = Fold("inc", events[::2])
    late.add(events)
    assert state(one_at_a_time) == state(Fold("inc", events)) == state(late)


@settings(max_examples=60)
@given(steps(2, most=60))
def test_when_the_last_row_was_written_down_is_known_without_a_look_at_every_row(some: list[Step]) -> None:
    """Whatever is edited, struck or taken back meanwhile."""
    live = Fold("inc")
    for event in every_event(play(some, 2)):
        live.add([event])
        assert live.incident.logged_at == max((row.recorded_at for row in live.incident.timeline), default=None)


@given(steps(2))
def test_events_survive_the_way_to_a_file_and_back(some: list[Step]) -> None:
    """What is read from a log is what was written to it."""
    for event in every_event(play(some, 2)):
        assert event_from_json(event_to_json(event)) == event


@given(steps(2, undoing=False))
def test_what_a_writer_notes_beside_its_events_is_what_the_fold_would_tell(some: list[Step]) -> None:
    """A line logged without reading the incident gets the numbers, status and zone it would get in the room."""
    events = every_event(play(some, 2))
    seen = Fold("inc").seen
    for event in sorted(events, key=lambda one: (one.stamp, one.origin, one.n)):
        seen = seen.with_event(event)
    expected = Fold("inc", events).seen
    assert seen == expected
    assert seen_from_json(seen.stamp, seen.to_json()) == seen
    assert merge_seen([seen, Fold("inc").seen, seen]) == seen


# Undo and redo


@settings(max_examples=150)
@given(steps(2), st.integers(0, 1))
def test_undo_then_redo_is_the_identity(some: list[Step], who: int) -> None:
    """Taking back and bringing back leaves every field of the incident as it was."""
    person = play(some, 2)[who]
    before = shown(person.fold)
    if person.try_to_type("/undo"):
        person.type("/redo")
    assert shown(person.fold) == before


@given(steps(1, undoing=False, most=12), st.integers(1, 6))
def test_as_many_redos_as_undos_bring_everything_back(some: list[Step], count: int) -> None:
    """Undo goes back through one's changes one by one, and redo forward again through the same states."""
    (person,) = play(some, 1)
    states = [shown(person.fold)]
    states += [shown(person.fold) for _ in range(count) if person.try_to_type("/undo")]
    for expected in reversed(states[:-1]):
        person.type("/redo")
        assert shown(person.fold) == expected


@given(steps(1, most=20), st.sampled_from(["a note", "? a theory", "/sev 4", "/mark detected", "/set lucky us"]))
def test_undo_takes_back_all_that_the_last_line_did(some: list[Step], line: str) -> None:
    """After a line and its undo the room shows what it showed before."""
    (person,) = play(some, 1)
    before = shown(person.fold)
    person.type(line)
    assert shown(person.fold) != before or line == "/mark detected"
    person.type("/undo")
    assert shown(person.fold) == before


def test_undo_of_a_row_takes_its_milestone_along() -> None:
    """A milestone hangs on its row; without the row it is not known, and it comes back with the row."""
    ana = Writer("ana", "a")
    ana.declare()
    row = ana.type("11:40 error rate 31 %").event_id
    ana.type("/mark detected #2")
    assert ana.fold.incident.milestone_rows["detected"] == row
    ana.type("/undo #2")
    assert ana.fold.incident.milestones["detected"] is None
    ana.type("/redo")
    assert ana.fold.incident.milestones["detected"] == ana.fold.row("#2").at


def test_a_milestone_moves_with_its_row() -> None:
    """Correcting a row's time corrects the milestone it carries."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("error rate 31 %")
    ana.type("/mark detected #2")
    ana.type("/edit #2 11:20")
    assert ana.fold.incident.milestones["detected"] == NOON.replace(hour=10, minute=20)


def test_a_new_change_leaves_nothing_to_redo() -> None:
    """Redo brings back only what was taken back last, before anything new."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("one")
    ana.type("/undo")
    ana.type("two")
    assert ana.try_to_type("/redo") is None
    assert [row.text for row in ana.fold.incident.timeline[1:]] == ["two"]


def test_undo_is_of_ones_own_changes_and_never_of_the_declaration() -> None:
    """Nobody takes back another's line by accident, and the incident itself stays."""
    ana, bo = Writer("ana", "a"), Writer("bo", "b")
    ana.declare()
    bo.see(ana)
    assert bo.try_to_type("/undo") is None
    assert ana.try_to_type("/undo") is None
    assert ana.try_to_type("/undo #1") is None
    ana.type("a note")
    bo.see(ana)
    assert bo.try_to_type("/undo") is None
    bo.type("/undo #2")
    ana.see(bo)
    assert ana.fold.last_change("ana") is None


def test_a_status_or_severity_that_was_wrong_can_be_taken_back_by_its_row() -> None:
    """Only the declaration stays; a status typed by mistake goes, with the milestone it set."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("/status identified")
    ana.type("/sev 1")
    ana.type("/undo #2")
    ana.type("/undo #3")
    assert ana.fold.incident.status == "investigating"
    assert ana.fold.incident.milestones["identified"] is None
    assert len(ana.fold.incident.severity_history) == 1


def test_what_a_clock_far_ahead_wrote_can_be_corrected_and_taken_back() -> None:
    """A row from a laptop whose clock is days ahead yields to an edit and an undo stamped by a right one."""
    ana, bo = Writer("ana", "a"), Writer("bo", "b", now=NOON.replace(year=2030))
    ana.declare()
    bo.see(ana)
    bo.type("? the pool")
    ana.see(bo)
    ana.type("/confirm H1")
    assert ana.fold.incident.hypotheses[0].status == "confirmed"
    ana.type("/undo #2")
    assert ana.fold.incident.hypotheses == []
    ana.type("/redo")
    assert ana.fold.incident.hypotheses[0].status == "confirmed"


def test_what_was_brought_back_can_be_taken_back_again() -> None:
    """Undo after redo is undo of the same change."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("one", "/undo", "/redo", "/undo"):
        ana.type(line)
    assert [row.text for row in ana.fold.incident.timeline[1:]] == []


def test_undo_and_redo_bear_on_the_event_they_name() -> None:
    """An undo bears on the event it names, whatever record it says it is about."""
    ana = Writer("ana", "a")
    ana.declare()
    note = ana.type("one")
    undo = note._replace(n=8, kind="task", id="else", row=None, set={}, undoes=note[:2])
    ana.fold.add([undo])
    assert len(ana.fold.incident.timeline) == 1
    ana.fold.add([undo._replace(n=9, undoes=undo[:2])])
    assert [row.id for row in ana.fold.incident.timeline[1:]] == [note.event_id]
    assert state(ana.fold) == state(Fold("inc", ana.fold.events.values()))


def test_an_undo_that_arrives_before_what_it_takes_back_counts_once_both_are_there() -> None:
    """Another's row, taken back and brought back by bo, is bo's to take back again."""
    ana, bo = Writer("ana", "a"), Writer("bo", "b")
    ana.declare()
    note = ana.type("one")
    bo.see(ana)
    bo.type("/undo #2")
    bo.type("/redo")
    cy = Fold("inc", [event for event in bo.fold.events.values() if event != note])
    assert cy.last_change("bo") is None
    cy.add([note])
    assert cy.last_change("bo") == note


def test_the_next_update_is_what_was_said_last_not_what_happened_last() -> None:
    """A promise put down for an earlier moment still replaces the one made before it."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("/next 20m")
    ana.type("11:00 /next 50m")
    assert ana.fold.incident.next_update_at == NOON + timedelta(minutes=50)


def test_a_list_that_was_emptied_begins_anew() -> None:
    """A dash takes every item out; what is added later stays."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("/set lucky one", "/set lucky two", "/set lucky -", "/set lucky three"):
        ana.type(line)
    assert ana.fold.incident.lucky == ["three"]


# What is opened again


def test_a_theory_that_is_tested_again_is_closed_no_more() -> None:
    """Neither a dead end nor over; the same for a theory that is opened again."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("? the pool")
    for again in ("/test H1 read the metrics", "/reopen H1"):
        ana.type("/dead-end H1 configuration was fine")
        assert ana.fold.incident.hypotheses[0].misleading
        ana.type(again)
        (theory,) = ana.fold.incident.hypotheses
        assert (theory.is_open, theory.misleading, theory.closed_at, theory.minutes) == (True, False, None, None)


def test_a_task_that_is_reopened_is_not_done() -> None:
    """The time it was done goes with the state."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("+ raise pool size")
    ana.type("/done T1")
    assert ana.fold.incident.tasks[0].done_at == NOON
    ana.type("/reopen T1 it came back")
    assert (ana.fold.incident.tasks[0].state, ana.fold.incident.tasks[0].done_at) == ("todo", None)


def test_an_incident_that_goes_on_again_has_no_end() -> None:
    """Everything follows the status; a status put in afterwards for an earlier time changes no end."""
    ana = Writer("ana", "a")
    ana.declare()
    for minutes, text in ((10, "/status resolved"), (20, "/status monitoring")):
        ana.now = NOON + timedelta(minutes=minutes)
        ana.type(text)
    incident = ana.fold.incident
    assert (incident.is_over, incident.ended_at, incident.milestones["resolved"]) == (False, None, None)
    assert not incident.milestone_rows.get("resolved")
    assert incident.next_update_at == NOON + timedelta(minutes=40), "as often as its severity asks"
    ana.type("/undo")
    assert incident.next_update_at is None
    assert (incident.is_over, incident.milestones["resolved"]) == (True, NOON + timedelta(minutes=10))
    ana.type("-15m /status identified")
    assert (incident.milestones["resolved"], incident.next_update_at) == (NOON + timedelta(minutes=10), None)
    ana.type("/status monitoring")
    ana.type("/status resolved")
    assert (incident.is_over, incident.ended_at) == (True, NOON + timedelta(minutes=20))


def test_what_was_over_when_it_was_declared_is_not_begun_again_by_what_is_put_in_afterwards() -> None:
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("-30m /status resolved")
    ana.type("-50m /status identified")
    incident = ana.fold.incident
    assert (incident.status, incident.is_over) == ("identified", True)
    assert incident.milestones["resolved"] == NOON - timedelta(minutes=30)


def test_an_incident_that_was_resolved_twice_ended_the_second_time() -> None:
    """Unless somebody marked its end by hand."""
    ana = Writer("ana", "a")
    ana.declare()
    for minutes, text in ((10, "/status resolved"), (20, "/status investigating"), (30, "/status resolved"),
                          (40, "/status resolved it stays so")):  # fmt: skip
        ana.now = NOON + timedelta(minutes=minutes)
        ana.type(text)
    assert ana.fold.incident.milestones["resolved"] == NOON + timedelta(minutes=30)
    for text in ("the graph is flat", "/mark resolved #6", "/status investigating"):
        ana.type(text)
    ana.now = NOON + timedelta(minutes=50)
    ana.type("/status resolved")
    assert ana.fold.incident.milestones["resolved"] == NOON + timedelta(minutes=40)


def test_an_incident_that_goes_on_after_its_close_is_not_closed() -> None:
    """When it was closed is known only while it is."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("/status closed")
    assert ana.fold.incident.closed_at == NOON
    ana.type("/status investigating")
    assert ana.fold.incident.closed_at is None


def test_a_history_is_in_order_of_when_things_happened() -> None:
    """A severity noted down late stands where it belongs: 11:40 in Berlin is before noon UTC."""
    ana = Writer("ana", "a", now=NOON - timedelta(hours=3))
    ana.declare()
    ana.now = NOON
    ana.type("/sev 2")
    ana.type("11:40 /sev 3")
    assert [change.value for change in ana.fold.incident.severity_history] == ["SEV1", "SEV3", "SEV2"]


def test_a_number_has_one_way_to_be_written() -> None:
    """What is no reference in a foreign event is not taken for one: a zero in front, another letter, other digits."""
    assert [ref_number(ref, "H") for ref in ("H1", "H12", "H01", "H0", "H", "E1", "H²", "H٣", "h1", 1, None)] == [
        1, 12, *[None] * 9,
    ]  # fmt: skip


# What is corrected


def test_an_edited_record_shows_the_new_words_and_how_often_it_was_corrected() -> None:
    """The row that proposed a hypothesis tells of it as it is worded now; the old words are in its history."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("? pool exhaused")
    ana.type("/edit H1 pool exhausted")
    row = ana.fold.row("#2")
    assert (row.text, row.revisions, row.about_ref) == ("pool exhausted", 1, "H1")
    made, edited = ana.fold.history("hypothesis", row.id)
    assert made.changed["statement"] == edited.before["statement"][0] == "pool exhaused"
    assert edited.changed == {"statement": "pool exhausted"}


def test_evidence_can_be_reworded_by_its_row() -> None:
    """Evidence and objections have no reference but their row's."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("? the pool")
    ana.type("/for H1 graph flta")
    ana.type("/edit #3 11:30 graph flat")
    (evidence,) = ana.fold.incident.hypotheses[0].evidence
    assert (evidence.text, evidence.at) == ("graph flat", NOON.replace(hour=10, minute=30))
    assert (ana.fold.row("#3").text, ana.fold.row("#3").at) == ("for: graph flat", evidence.at)


def test_evidence_may_be_a_row_of_the_timeline() -> None:
    """It has the words of the row unless it has its own, and follows a row that is corrected."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("pool at 100 %", "? the pool", "/for H1 #2", "/against H1 #2 only in the test"):
        ana.type(line)
    own, given = ana.fold.incident.hypotheses[0].evidence
    assert [(one.text, one.row_id) for one in (own, given)] == [
        ("pool at 100 %", ana.fold.row("#2").id), ("only in the test", ana.fold.row("#2").id),
    ]  # fmt: skip
    with pytest.raises(NotFoundError, match=r"there is no row #99 here: .*; if it is no row, write \\#99"):
        ana.type("/for H1 #99 is the ticket")


@given(steps(2), st.integers(1, 7))
def test_the_timeline_as_it_was_learned_is_in_the_order_it_was_written_down(some: list[Step], pieces: int) -> None:
    """Kept as events come, it is what sorting it anew would give, whatever is corrected, undone or renamed."""
    events = every_event(play(some, 2))
    kept = Fold("inc")
    kept.as_learned()
    for start in range(pieces):
        kept.add(events[start::pieces])
        kept.as_learned()
    expected = sorted(kept.incident.timeline, key=lambda row: (row.recorded_at, row.order))
    assert [row.id for row in kept.as_learned()] == [row.id for row in expected]
    assert all(one is other for one, other in zip(kept.as_learned(), expected, strict=True))


def test_a_record_that_was_taken_back_is_still_called_what_it_was_called() -> None:
    """So that an undo can say what it took back, also of the second who was given H1."""
    ana, bo = Writer("ana", "a"), Writer("bo", "b")
    ana.declare()
    bo.see(ana)
    ana.type("? the pool")
    theirs = bo.type("? the cache")
    evidence = bo.type("/for H1 cold")
    starred = bo.type("/star #2")
    bo.see(ana)
    assert [bo.fold.label(one) for one in (theirs, evidence, starred)] == ["H1b", "H1b", "#2b"]
    bo.type("/undo #2b")
    assert not bo.fold.is_live(theirs)
    assert [bo.fold.label(one) for one in (theirs, evidence, starred)] == ["H1b", "H1b", "#2b"]


def test_how_late_a_row_was_written_follows_its_corrected_time() -> None:
    """A row at noon that is put to 10:20 UTC was written 100 minutes late."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("one")
    ana.type("/edit #2 11:20")
    assert ana.fold.row("#2").late_seconds == 100 * 60


def test_a_new_time_without_a_range_ends_the_range() -> None:
    """An edit that gives one time leaves no end behind, of a row or of a record."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("11:40-11:50 slow")
    ana.type("11:40-11:50 ? pool")
    ana.type("/edit #2 11:45")
    ana.type("/edit H1 11:45")
    assert [ana.fold.row(ref).until for ref in ("#2", "#3")] == [None, None]


# What nobody typed

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["2026-11-21T12:00:00Z", "H1", "H²", "SEV1", "resolved", "host-ana.2", "reviewed", "starred"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["row", "at", "x", "state", "why", "seconds"]), inner, max_size=2
    ),
    max_leaves=4,
)  # fmt: skip
FIELDS = st.sampled_from(
    ["title", "severity", "status", "mode", "zone", "ref", "text", "statement", "to", "from", "owner", "state", "kind",
     "closed_at", "acked_at", "due_at", "next_due_at", "next_update_at", "of", "supports", "at", "until", "about",
     "typed", "struck", "starred", "visibility", "milestones.detected", "milestones.", "roles.commander", "services.x",
     "lucky", "lucky.a.1", "misleading", "outcome", "why", "check_back_at", "proposal",
     "lucky.a.1.0001", "written.overview", "written.summary",
     "written.what_is_new", "sooner", "review", "rows_shown", "overrides.time_to_detect", "overrides.unknown"]
)  # fmt: skip
ORIGINS = st.sampled_from(["host-ana", "host-bo", "x", ""])
IDS = st.builds("{}.{}".format, ORIGINS, st.integers(-1, 9)) | st.sampled_from(["inc", "other", "", "x.²", "x.01", "."])
HOSTILE = st.builds(
    Event, ORIGINS, st.integers(-2, 60),
    st.builds(make_stamp, st.integers(0, 9_999_999_999_999), st.integers(0, 9999)), st.sampled_from(["ana", "bo", ""]),
    st.sampled_from(["incident", "entry", "hypothesis", "evidence", "escalation", "task", "decision", "objection",
                     "update", "from-the-future"]),
    IDS, st.sampled_from(["2026-11-21T12:00:00Z", "yesterday", "9999-99-99", "0001-01-01T00:00:00+14:00", ""]),
    st.dictionaries(FIELDS, ANYTHING, max_size=4), st.none() | st.integers(1, 5) | st.integers(10**9, 10**12),
    st.none() | st.sampled_from(["2026-11-21T12:05:00Z", "x"]), st.booleans(), st.none() | st.just("12:00"),
    st.none(), st.none(), st.none() | st.just("never"), st.none(),
)  # fmt: skip
HOSTILE_MADE = HOSTILE.map(lambda event: event._replace(id=event.event_id))
HOSTILE_UNDO = st.builds(
    lambda event, target: event._replace(undoes=target, set={}), HOSTILE, st.tuples(ORIGINS, st.integers(-2, 60))
)


@settings(max_examples=250)
@given(st.lists(HOSTILE | HOSTILE_MADE | HOSTILE_UNDO, max_size=25), steps(1, most=8), st.data())
def test_no_event_of_any_form_keeps_an_incident_from_opening(
    hostile: list[Event], some: list[Step], data: st.DataObject
) -> None:
    """Damaged, foreign and malicious events fold to something, the same in any order, and the room stays usable."""
    (person,) = play(some, 1)
    events = list({(event.origin, event.n): event for event in [*person.fold.events.values(), *hostile]}.values())
    whole = Fold("inc", events)
    expected = state(whole)
    assert whole.incident.to_json()
    piecewise = Fold("inc")
    for event in data.draw(st.permutations(events)):
        piecewise.add([event])
    assert state(piecewise) == expected
    person = Writer("ana", "fresh", fold=whole)
    for line in ("a note", "? a theory", "/status identified", "/undo", "/redo", "/mark detected", "/next 14:30",
                 "/postmortem reviewed", "/write well two\nthings"):  # fmt: skip
        person.try_to_type(line)
    assert contract(person.fold.incident)
    assert lines_of(person.fold)
    for event in whole.events.values():
        assert whole.seen.with_event(event)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=8))
def test_undos_that_chase_each_other_take_nothing_else_along(pairs: list[tuple[int, int]]) -> None:
    """Circles of undos end, and what they do not name is untouched."""
    note = Event("a", 99, make_stamp(5), "ana", "entry", "a.99", "2026-11-21T12:00:00Z", {"text": "stays"}, row=1)
    chase = [
        Event("x", n, make_stamp(n), "ana", "entry", "?", "2026-11-21T12:00:00Z", {}, undoes=("x", target))
        for n, target in dict(pairs).items()
    ]
    fold = Fold("inc", [note, *chase])
    assert [row.text for row in fold.incident.timeline] == ["stays"]
    assert fold.last_change("ana") == note


@example(2_000)
@given(st.integers(1, 50))
def test_undos_of_undos_count_as_deep_as_they_go(depth: int) -> None:
    """An even number of undos brings a row back, an odd number takes it away."""
    note = Event("a", 1, make_stamp(1), "ana", "entry", "a.1", "2026-11-21T12:00:00Z", {"text": "x"}, row=1)
    undos = [
        Event("a", n, make_stamp(n), "ana", "entry", "a.1", "2026-11-21T12:00:00Z", {}, undoes=("a", n - 1))
        for n in range(2, depth + 2)
    ]
    assert len(Fold("inc", [note, *undos]).incident.timeline) == (depth + 1) % 2


def test_a_document_that_is_no_event_is_refused() -> None:
    """A log line with fields of the wrong form is reported as damaged, never folded."""
    good = event_to_json(Event("a", 1, make_stamp(1), "ana", "entry", "a.1", "2026-11-21T12:00:00Z", {"text": "x"}))
    assert event_from_json(good).set == {"text": "x"}
    for name, value in (
        ("origin", 1), ("n", "1"), ("n", True), ("stamp", "1"), ("stamp", "١" * 13 + ".0000"), ("by", None),
        ("kind", []), ("id", 1), ("at", 0), ("set", []), ("row", "1"), ("row", -1), ("row", True), ("until", 5),
        ("about", "yes"), ("typed", 5), ("zone", {}), ("via", 1), ("wall", 1), ("undoes", [["a"], 1]), ("undoes", 5),
        ("undoes", ["a"]), ("undoes", ["a", "1"]),
    ):  # fmt: skip
        try:
            event_from_json({**good, name: value})
        except ValueError:
            continue
        raise AssertionError(f"{name} = {value!r} was taken for an event")
    for document in (None, [], 5, "x", {}):
        try:
            event_from_json(document)  # type: ignore[arg-type]
        except ValueError:
            continue
        raise AssertionError(f"{document!r} was taken for an event")


def test_an_empty_fold_is_an_empty_incident() -> None:
    """Before the first event everything is at its default."""
    assert Fold("inc").incident == Incident("inc")


def change_of(n: int, id: str, row: int, **fields: object) -> Event:  # noqa: A002 - the field's name
    """Return an event of a hypothesis by one writer."""
    return Event("a", n, make_stamp(n), "ana", "hypothesis", id, "2026-11-21T12:00:00Z", fields, row=row)


def test_a_record_that_is_named_after_somebodys_change_takes_no_row_along() -> None:
    """No writer makes such a thing; whoever does cannot hide a row, in whatever order the events come."""
    events = [
        change_of(7, "a.3", 7, owner="bo"),
        change_of(3, "a.3", 3, ref="H1", statement="the pool", status="open"),
        change_of(49, "a.7", 49, lucky="x"),
    ]
    for order in permutations(events):
        fold = Fold("inc")
        for event in order:
            fold.add([event])
        assert [row.text for row in fold.incident.timeline] == ["the pool", "assigned to bo"]


def test_of_two_undos_of_one_change_the_last_in_order_is_named_whichever_came_first() -> None:
    made = change_of(1, "a.1", 1, ref="H1", statement="the pool", status="open")
    undos = [Event("a", n, make_stamp(n), "ana", "hypothesis", "a.1", made.at, {}, undoes=("a", 1)) for n in (2, 3)]
    for order in permutations(undos):
        fold = Fold("inc", [made])
        for event in order:
            fold.add([event])
        assert fold.taken_back_by(made) == undos[1]

"""What is due and what runs: promises in the order they run out, and nothing when nobody is in the room."""

from datetime import UTC, datetime, timedelta

from replays.player import fold_lines
from warroom.core.clocks import ANSWER_WITHIN, due, running

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

WORK = [
    "11:00 ^ dba: pool at 100 %",
    "11:10 ? connection pool",
    "11:10 /test H1 read pool metrics @bo 5m",
    "11:12 + raise pool size @cy 10m",
    "11:20 = roll back",
]


def minute(number: int) -> datetime:
    return datetime(2026, 11, 21, 11, 0, tzinfo=UTC) + timedelta(minutes=number)


def test_what_is_due_comes_soonest_first_with_its_reference():
    """Calls, tests, time boxes and the next update, in the order in which they run out."""
    found = [(item.kind, item.ref, item.at) for item in due(fold_lines([*WORK, "/next 12:30"], now=NOW))]
    assert found == [
        ("escalation", "E1", minute(0) + ANSWER_WITHIN),
        ("hypothesis", "H1", minute(15)),
        ("task", "T1", minute(22)),
        ("update", None, minute(90)),
    ]


def test_what_is_due_says_who_is_waited_for():
    """The name is in the sentence: a clock without a name wakes nobody."""
    texts = [item.text for item in due(fold_lines([*WORK, "+ look 5m"], now=NOW))]
    assert "dba has not answered" in texts
    assert "check back with cy" in texts
    assert "check back with nobody" in texts


def test_a_kept_promise_is_not_due():
    """An answered call, a closed theory and a done task are off the clock."""
    lines = [*WORK, "11:03 /ack E1", "11:30 /rule-out H1", "11:31 /done T1"]
    assert [item.kind for item in due(fold_lines(lines, now=NOW))] == ["update"]


def test_once_it_is_over_only_tasks_are_waited_for():
    """Nobody is paged for an incident that is resolved."""
    found = due(fold_lines([*WORK, "/next 30m", "11:40 /status resolved", "/next 30m"], now=NOW))
    assert [(item.kind, item.ref) for item in found] == [("task", "T1")]


def test_in_a_retrospective_nothing_is_due():
    """A call that was made three years ago is not overdue."""
    assert due(fold_lines(WORK, now=NOW, mode="retrospective", started="2026-11-21 11:00")) == []


def test_each_open_record_runs_since_it_began_to_wait():
    """A call since it was paged, a theory since it was proposed, a task since it was written down, a decision too."""
    found = running(fold_lines(WORK, now=NOW))
    assert found == {"E1": minute(0), "H1": minute(10), "T1": minute(12), "D1": minute(20)}


def test_an_answered_call_waits_for_its_finding_and_a_started_task_runs_from_its_start():
    """The clock turns over to what is waited for now."""
    found = running(fold_lines([*WORK, "11:03 /ack E1 kim", "11:15 /start T1"], now=NOW))
    assert (found["E1"], found["T1"]) == (minute(3), minute(15))


def test_what_is_finished_does_not_run():
    """Found, ruled out, done, decided: no clock."""
    lines = [*WORK, "11:30 /found E1 pool is fine", "11:30 /dead-end H1", "11:30 /done T1", "11:30 /go D1"]
    assert running(fold_lines(lines, now=NOW)) == {}
    assert running(fold_lines([*WORK[:1], "11:09 /no-answer E1"], now=NOW)) == {}

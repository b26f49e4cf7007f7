"""What is due and what runs: promises in the order they run out, and nothing when nobody is in the room."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.writers import NOON, Step, Writer, lines_of, play, steps
from replays.player import fold_lines
from warroom.core.clocks import PROMISES, Due, Remind, due, followed, reminders, settling
from warroom.core.errors import LineError

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
        ("escalation", "E1", minute(5)),
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


# Reminders

QUIET = Remind(call_out=None, silence=None, roles=None)
"""Only what was promised."""


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_room(*typed: tuple[float, str], mode: str = "real") -> Writer:
    """Return ana's room, declared at noon, with what she typed so many minutes later."""
    ana = Writer("ana", "a")
    ana.declare(mode=mode, started=NOON if mode == "retrospective" else None)
    for minutes, line in typed:
        ana.now = after(minutes)
        ana.type(line)
    return ana


def told(ana: Writer, minutes: float, settings: Remind = Remind()) -> list[str]:  # noqa: B008 - it cannot be changed
    """Return the keys of what is due so many minutes after noon."""
    return [item.key for item in reminders(ana.fold.incident, after(minutes), settings)]


LED = ((0, "/role commander ana"), (0, "/role scribe bo"))


def test_a_room_with_a_scribe_a_commander_and_news_is_reminded_of_its_next_update_only():
    """What is in order is not told."""
    assert told(a_room(*LED, (4, "looking")), 9) == ["update"]


@pytest.mark.parametrize(
    ("key", "minutes"), [("call-out", 10), ("silence", 8), ("commander", 5), ("scribe", 5)]
)  # fmt: skip
def test_what_only_reminds_is_told_when_it_is_due_and_not_before(key, minutes):
    """A countdown to a reminder would be one more thing to look at."""
    ana = a_room()
    assert key not in told(ana, minutes - 0.1)
    assert key in told(ana, minutes)


@pytest.mark.parametrize("line", ['" we see errors', "/status identified", "/sev 2"])
def test_a_call_out_is_an_update_a_status_or_a_severity(line):
    """That is what tells the whole room where it stands."""
    assert "call-out" not in told(a_room((6, line)), 15)
    assert "call-out" in told(a_room((6, line)), 16)
    assert "call-out" in told(a_room((6, "a note")), 15)


def test_silence_counts_from_when_something_was_written_down():
    """A row about yesterday breaks the silence of now; a star or a snooze is no news."""
    assert "silence" not in told(a_room((7, "yesterday 23:50 a deploy")), 14)
    assert "silence" in told(a_room((7, "/star #1")), 14)
    assert "silence" in told(a_room((7, "/snooze update")), 14)
    assert "silence" in told(a_room((7, "a note"), (7.5, "/undo")), 14)


def test_a_role_that_was_given_up_is_missed_from_then_on():
    """Nobody is blamed for the minutes before."""
    ana = a_room((1, "/role commander bo"), (30, "/role commander @"))
    assert "commander" not in told(ana, 34)
    assert "commander" in told(ana, 35)


def test_promises_come_before_what_only_reminds_and_both_before_what_is_to_come():
    """However long nobody has scribed, the call that is not answered comes first."""
    ana = a_room((1, "^ dba: pool"), (8, "+ look @bo 10m"))
    assert told(ana, 7) == ["E1", "commander", "scribe", "T1", "update"]


def test_a_call_says_who_is_called_next():
    """The next rung is whoever was not called yet, and nobody when all were."""
    settings = QUIET._replace(rungs=(("dba", "dba-lead", "cto"), ("web", "lead")))

    def rungs(*lines: str) -> list[str | None]:
        incident = a_room(*((0, line) for line in lines)).fold.incident
        return [item.rung for item in reminders(incident, after(6), settings) if item.kind == "escalation"]

    assert rungs("^ DBA: pool") == ["dba-lead"]
    assert rungs("^ dba", "^ dba-lead") == ["cto", "cto"]
    assert rungs("^ dba", "^ dba-lead", "^ cto") == [None, None, None]
    assert rungs("^ security") == [None]


def test_a_snoozed_reminder_is_quiet_and_comes_back():
    """It then says how late it really is, and rings at the end of the snooze."""
    ana = a_room(*LED, (0, "^ dba: pool"), (6, "/snooze E1 5m"))
    assert "E1" not in told(ana, 10.9)
    assert "E1" in told(ana, 11)
    call = next(item for item in reminders(ana.fold.incident, after(11)) if item.key == "E1")
    assert (call.at, call.rings_at) == (after(5), after(11))


@pytest.mark.parametrize("key", ["E1", "T1", "H1", "update", "call-out", "silence", "commander", "scribe"])
def test_every_reminder_can_be_snoozed_for_good_woken_and_undone(key):
    """A snooze is a change like any other."""
    ana = a_room((0, "^ dba"), (0, "+ look 1m"), (0, "? pool"), (0, "/test H1 graph @bo 1m"), (0, "/sev 1"))
    assert key in told(ana, 90)
    ana.type(f"/snooze {key} never")
    assert key not in told(ana, 10**6)
    ana.type("/undo")
    assert key in told(ana, 90)
    ana.type("/redo")
    assert key not in told(ana, 90)
    ana.type(f"/snooze {key} -")
    assert key in told(ana, 90)


def test_a_snooze_alone_is_of_what_is_due_first():
    """As the screen shows it, with the settings of the room."""
    ana = a_room((0, "^ dba"), (6, "/snooze"))
    assert ana.fold.incident.escalations[0].snoozed == after(16)
    quiet = a_room((6, "/status closed"))
    with pytest.raises(LineError, match=r"nothing is due.*/snooze silence 10m"):
        quiet.type("/snooze")


def test_a_snooze_alone_quiets_nothing_that_is_still_to_come():
    """It says how that is done, and leaves the countdown where it is."""
    ana = a_room((1, "the graph is up"))
    with pytest.raises(LineError, match=r"^nothing is due: .*, as in /snooze update 10m"):
        ana.type("/snooze")
    assert ana.fold.incident.snoozed == {}


def test_a_snooze_makes_no_row_and_tells_who_it_was():
    """The timeline is what happened to the incident; the event keeps who wanted quiet."""
    ana = a_room((0, "^ dba"))
    rows = len(ana.fold.incident.timeline)
    event = ana.type("/snooze E1 5m")
    assert (event.by, event.row, event.set) == ("ana", None, {"snoozed": "2026-11-21T12:05:00Z"})
    assert len(ana.fold.incident.timeline) == rows


def test_a_replay_says_the_snoozes_again():
    """With the time each lasted."""
    lines = ["^ dba", "/snooze E1", "/snooze E1 never", "/snooze silence 90s", "/snooze update -"]
    ana = a_room(*((0, line) for line in lines))
    spoken = [line.partition("Z ")[2] for line in lines_of(ana.fold)]
    assert spoken == ["^ dba", "/snooze E1 10m", *lines[2:3], "/snooze silence 1m30s", *lines[4:]]


def test_in_a_retrospective_nothing_reminds_and_once_it_is_over_only_tasks_do():
    """Nobody is in the room any more."""
    work = ((0, "^ dba"), (0, "+ look @bo 1m"))
    assert told(a_room(*work, mode="retrospective"), 60) == []
    assert told(a_room(*work, (2, "/status resolved")), 60) == ["T1"]


def test_never_means_that_it_does_not_remind():
    """Each interval can be switched off by itself."""
    ana = a_room((0, "^ dba"))
    never = Remind(None, None, None, None)
    assert told(ana, 120, never) == ["update"]
    assert "silence" not in told(ana, 120, Remind(silence=None))


# The next update


def promised(ana: Writer, minutes: float) -> list[tuple[str, str | None, float]]:
    """Return the promised updates in words, each with its key and in how many minutes it is due."""
    now = after(minutes)
    found = [one for one in reminders(ana.fold.incident, now, QUIET) if one.kind == "update"]
    return [(one.text, one.ref, (one.at - now).total_seconds() / 60) for one in found]


def test_what_one_audience_was_promised_is_not_kept_by_telling_another():
    """The customers' update is late although executives were told since."""
    ana = a_room((50, '-40m " we look @customers 30m'), (50, '-1m " exec text @executives 30m'))
    assert promised(ana, 50) == [("customers' update", "U1", -10), ("executives' update", "U2", 29)]
    assert ana.fold.incident.next_update_at == after(40)


def test_an_update_keeps_its_audiences_promise_and_one_to_everybody_keeps_all():
    ana = a_room((0, '" a @dba 10m'), (1, '" b @customers 20m'), (2, '" c @DBA 30m'))
    assert promised(ana, 2) == [("customers' update", "U2", 19), ("DBA's update", "U3", 30)]
    ana.type('" all of you 15m')
    assert promised(ana, 2) == [("next update", None, 15)]
    ana.type('" all of you @everyone 16m')
    assert promised(ana, 2) == [("next update", None, 16)]
    ana.type("/undo")
    ana.type("/undo")
    assert len(promised(ana, 2)) == 2


def test_next_is_for_nobody_in_particular_and_kept_by_any_update():
    ana = a_room((0, '" a @dba 10m'), (1, "/next 5m"))
    assert promised(ana, 1) == [("next update", None, 5), ("dba's update", "U1", 9)]
    ana.type('" b @customers 20m')
    assert promised(ana, 1) == [("dba's update", "U1", 9), ("customers' update", "U2", 20)]
    ana.type("/next -")
    assert promised(ana, 1) == []


def test_each_audiences_reminder_is_snoozed_by_itself_or_with_all():
    ana = a_room((0, '" a @dba 10m'), (0, '" b @customers 20m'), (30, "/snooze U1 5m"))
    assert [ref for _, ref, _ in promised(ana, 31)] == ["U2"]
    ana.type("/snooze update 5m")
    assert promised(ana, 31) == []
    assert len(promised(ana, 35)) == 2


def test_a_severity_that_rises_brings_the_next_update_forward_and_says_so():
    """By the cadence of the room, once; never away from a time that is sooner, nor when it falls."""
    ana = a_room((0, "/sev 3"), (0, '" told 60m'), (2, "/sev 2"))
    assert promised(ana, 2) == [("next update", None, 30)]
    ana.now = after(4)
    assert ana.type("/sev 1").set["next_update_at"] == "2026-11-21T12:24:00Z"
    assert "next_update_at" not in ana.type("/sev 4").set
    ana.now = after(20)
    assert "next_update_at" not in ana.type("/sev 1").set
    assert promised(ana, 20) == [("next update", None, 4)]


@pytest.mark.parametrize("line", ["/next 45m", '" we look @customers 45m'])
def test_a_severity_that_rises_leaves_what_somebody_promised(line):
    ana = a_room((0, "/sev 3"), (1, line), (2, "/sev 1"))
    assert [minutes for _, _, minutes in promised(ana, 2)] == [44]


_SECONDS = st.none() | st.integers(60, 7200)
_RUNGS = st.sampled_from([(), (("dba", "network"),)])
_SETTINGS = st.builds(Remind, _SECONDS, _SECONDS, _SECONDS, _SECONDS, _RUNGS, handover=_SECONDS, undecided=_SECONDS)


@given(steps(2), st.integers(0, 600), _SETTINGS)
def test_whatever_happened_reminders_are_in_order_each_once_and_none_is_snoozed(
    some: list[Step], minutes: int, settings: Remind
) -> None:
    """Two people see the same, and what is told of a promise is still promised."""
    ana, bo = play(some, 2)
    ana.see(bo)
    bo.see(ana)
    now = after(minutes)
    found = reminders(ana.fold.incident, now, settings)
    assert found == reminders(bo.fold.incident, now, settings)
    assert len({item.key for item in found}) == len(found)
    assert all(item.snoozed is None or item.snoozed <= now for item in found)

    def group(item: Due) -> int:
        return 2 if item.at > now else 0 if item.kind in PROMISES else 1

    assert [(group(item), item.at) for item in found] == sorted((group(item), item.at) for item in found)
    promised = {item.key for item in due(ana.fold.incident, settings)}
    assert {item.key for item in found if item.kind in PROMISES} <= promised


@given(steps(1), st.integers(0, 600), st.integers(1, 120))
def test_what_is_due_stays_due_until_somebody_does_something(some: list[Step], minutes: int, later: int) -> None:
    """Time alone settles nothing: a reminder that is overdue is overdue at any later time."""
    (ana,) = play(some, 1)
    late = {item.key for item in reminders(ana.fold.incident, after(minutes)) if item.at <= after(minutes)}
    assert late <= {item.key for item in reminders(ana.fold.incident, after(minutes + later))}


def test_a_decision_that_was_taken_is_to_be_verified_until_somebody_did() -> None:
    """With whom and when was said with the proposal or with the go; the last word holds."""
    lines = ["11:00 = roll back @bo 15m", "11:02 /go D1 @cy 20m because of the queue"]
    (found,) = [item for item in due(fold_lines(lines, now=NOW)) if item.ref == "D1"]
    assert (found.kind, found.text, found.at) == ("verify", "verify with cy", minute(22))
    (kept,) = fold_lines([lines[0], "11:02 /go D1"], now=NOW).decisions
    assert (kept.executor, kept.verify_at) == ("bo", minute(15))
    verified = fold_lines([*lines, "11:30 /done D1 errors at 0.1 %"], now=NOW)
    assert [item for item in due(verified) if item.ref == "D1"] == []
    assert (verified.decisions[0].verified_at, verified.decisions[0].finding) == (minute(30), "errors at 0.1 %")
    assert [row.text for row in verified.timeline if row.kind == "decision"] == [
        "roll back @bo, verify in 15m", "go @cy, verify in 20m: because of the queue", "verified: errors at 0.1 %",
    ]  # fmt: skip


def test_a_proposal_that_nobody_decides_reminds_of_itself_after_five_minutes() -> None:
    """Neither sooner nor once it is turned down; and there is nothing to verify before it was decided."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("= roll back @bo 2m")
    assert "D1" not in {item.key for item in reminders(ana.fold.incident, NOON + timedelta(minutes=4))}
    late = {item.key: item for item in reminders(ana.fold.incident, NOON + timedelta(minutes=6))}
    assert (late["D1"].kind, late["D1"].since) == ("decision", NOON)
    ana.type("/snooze D1 10m")
    assert "D1" not in {item.key for item in reminders(ana.fold.incident, NOON + timedelta(minutes=6))}
    ana.type("/no-go D1")
    assert "D1" not in {item.key for item in reminders(ana.fold.incident, NOON + timedelta(minutes=60))}


# Calls that brought nobody

LADDER = QUIET._replace(rungs=(("dba", "dba-lead", "cto"),))


def called(*lines: str, settings: Remind = LADDER, minutes: float = 6) -> list[tuple[str, str | None, str]]:
    """Return the calls that are due with who comes next and the line that settles each; the lines came at noon."""
    incident = a_room(*((0, line) for line in lines)).fold.incident
    found = [item for item in reminders(incident, after(minutes), settings) if item.kind in {"escalation", "no-answer"}]
    return [(item.key, item.rung, settling(item)[0]) for item in found]


@pytest.mark.parametrize("said", ["/no-answer E1", "/decline E1 not ours"])
def test_a_call_that_brought_nobody_is_due_until_the_next_is_called(said):
    """At once, and with the line that calls the next; whoever is called then is what is waited for."""
    assert called("^ DBA: pool at 100 %", said, minutes=0) == [("E1", "dba-lead", "^ dba-lead: pool at 100 %")]
    assert called("^ dba", said) == [("E1", "dba-lead", "^ dba-lead: ")]
    assert called("^ dba", said, "^ dba-lead: pool") == [("E2", "cto", "^ cto: pool")]
    assert called("^ dba", said, "^ dba: again", minutes=6)[0][0] == "E2", "whoever is called again is waited for"
    assert called("^ dba", said, "^ security")[0][:2] == ("E1", "dba-lead")


def test_nobody_is_asked_for_when_nobody_is_left_or_it_is_over_or_quiet():
    """Without a ladder there is nobody next."""
    assert called("^ dba", "/no-answer E1", settings=QUIET) == []
    assert called("^ cto", "/no-answer E1") == []
    assert called("^ dba", "/no-answer E1", "/ack E1 kim") == []
    assert called("^ dba", "/no-answer E1", "/snooze E1 10m") == []
    assert called("^ dba", "/no-answer E1", "/status resolved") == []
    assert called("^ dba", "^ dba-lead", "^ cto", "/no-answer E1", "/no-answer E2", "/no-answer E3") == []


# Who was promised an update and has not heard that it is over


def not_told(ana: Writer, minutes: float = 5) -> list[tuple[str | None, str | None, float]]:
    found = [item for item in reminders(ana.fold.incident, after(minutes), QUIET) if item.kind == "over"]
    return [(item.who, item.ref, (item.at - NOON).total_seconds() / 60) for item in found]


TOLD = ((0, '" we look @customers 30m'), (1, '" we look too @executives 20m'), (2, "/status resolved"))


def test_who_was_promised_an_update_is_due_until_told_that_it_is_over():
    """At the time they were promised, soonest first; telling one leaves the other."""
    assert not_told(a_room(*TOLD)) == [("executives", "U2", 21), ("customers", "U1", 30)]
    assert not_told(a_room(*TOLD, (3, '" it is over @Executives'))) == [("customers", "U1", 30)]
    assert not_told(a_room(*TOLD, (3, '" it is over @everyone'))) == []
    assert not_told(a_room(*TOLD, (3, '" it is over'))) == []
    assert not_told(a_room(*TOLD, (3, "/undo"))) == []
    (last,) = (item for item in due(a_room(*TOLD, (3, '" over @executives')).fold.incident) if item.kind == "over")
    assert settling(last)[0] == '" ¦ @customers'


def test_nobody_is_owed_anything_once_it_is_closed_or_quiet_or_goes_on_or_was_an_exercise():
    """What was promised to nobody in particular, or taken back before, is no debt either."""
    assert not_told(a_room(*TOLD, (3, "/status closed"))) == []
    assert not_told(a_room(*TOLD, (3, "/next -"))) == []
    assert not_told(a_room(*TOLD, (3, "/snooze update never"))) == []
    assert [ref for _, ref, _ in not_told(a_room(*TOLD, (3, "/snooze U1 10m")))] == ["U2"]
    again = a_room(*TOLD, (3, "/status monitoring"))
    assert not_told(again) == []
    again.type("/status resolved")
    assert len(not_told(again)) == 2
    assert not_told(a_room((0, "/next 5m"), (1, "/status resolved"))) == []
    assert not_told(a_room(*TOLD[:1], (1, "/next -"), (2, "/status resolved"))) == []
    assert not_told(a_room(*TOLD, mode="drill")) == not_told(a_room(*TOLD, mode="retrospective")) == []


def test_a_call_that_brought_nobody_is_followed_by_one_further_up_its_ladder():
    """Or by anybody for the same reason; a call that waits or was answered is followed by none."""

    def refs(*lines: str) -> list[str]:
        incident = fold_lines(lines)
        return [one.ref for one in incident.escalations if one.id in followed(incident, LADDER)]

    assert refs("^ dba", "/no-answer E1") == []
    assert refs("^ dba", "/no-answer E1", "^ network") == []
    assert refs("^ dba", "/no-answer E1", "^ CTO") == ["E1"]
    assert refs("^ dba", "^ dba-lead") == []
    assert refs("^ security", "/no-answer E1", "^ network") == []
    assert refs("^ security: who came in?", "/no-answer E1", "^ network: who came in?") == ["E1"]

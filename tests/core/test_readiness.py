"""What a postmortem lacks and where a record contradicts itself: each with a way out that works."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replays.player import SCRIPTS, fold_lines, play_in_core
from warroom.core.errors import WarroomError
from warroom.core.line import LIST_FIELDS, VERBS, parse_line
from warroom.core.readiness import WHY, Finding, readiness, way_out

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
STARTED = "2026-11-21 08:58"

COMPLETE = [
    "/impact one checkout in three failed",
    "/cause the connection pool was too small",
    "/resolution the pool was made larger",
    "/service checkout",
    "/set detected_by the error rate alert",
    "/set went_well the alert came at once",
    "/set conclusion we size pools by measuring now",
    "/role commander ana",
    "09:00 /alert error rate 31 %",
    "09:00 /mark detected",
    "09:04 ana takes it on",
    "09:04 /mark acknowledged",
    "09:10 ? connection pool exhausted",
    "09:30 /confirm H1 the pool was at 100 %",
    "09:30 /status identified the pool",
    "10:10 ! pool raised to 200",
    "10:10 /mark mitigated",
    "10:40 /status resolved error rate is normal",
    "+ measure pools under load @perf due:2026-12-01 #preventative",
]


def played(
    *added: str, without: tuple[str, ...] = (), mode: str = "real", started: str | None = STARTED, zone: str = "UTC"
):
    kept = [line for line in COMPLETE if not any(part in line for part in without)]
    return fold_lines([*kept, *added], started=started, now=NOW, mode=mode, zone=zone)


def codes(incident) -> list[str]:
    return [finding.code for finding in readiness(incident)]


def only(incident, code: str) -> Finding:
    found = [finding for finding in readiness(incident) if finding.code == code]
    assert len(found) == 1, readiness(incident)
    return found[0]


class Case(NamedTuple):
    """A flaw: its code, what is left out of or added to a complete record, where it is, and the lines that cure it."""

    code: str
    cure: tuple[str, ...]
    without: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    ref: str | None = None
    severity: str = "blocker"
    way: str = ""


CASES = [
    Case("no_impact", ("/impact slow",), ("/impact",)),
    Case("no_root_cause", ("/cause the pool",), ("/cause",), ref="H1"),
    Case("no_resolution", ("/resolution larger",), ("/resolution",)),
    Case("no_services", ("/service checkout",), ("/service",)),
    Case("no_detected_by", ("/set detected_by an alert",), ("detected_by",)),
    Case("no_commander", ("/role commander ana",), ("/role",)),
    Case("no_lessons", ("/set lucky it was Saturday",), ("went_well",), severity="warning", way="/set went_well"),
    Case("no_conclusion", ("/set conclusion fine",), ("conclusion",), severity="warning"),
    Case(
        "no_follow_ups", ("+ test it @perf #corrective due:2026-12-01",), ("measure",), severity="warning", way="+ TEXT"
    ),
    Case("no_end", ("10:40 /mark resolved",), ("/status resolved",)),
    Case("milestone_missing", ("09:00 /mark detected",), ("/mark detected",), severity="warning"),
    Case(
        "milestones_out_of_order",
        ("08:58 /mark started",),
        (),
        ("09:01 /mark started",),
        "#3",
        "warning",
        "/mark started",
    ),
    Case(
        "milestone_without_row",
        ("10:50 back to normal, graphs are flat",),
        (),
        ("10:50 /mark resolved",),
        "#9",
        "warning",
        "2026-11-21 10:50 WHAT HAPPENED",
    ),
    Case(
        "milestone_row_struck",
        ("10:10 pool raised to 200 at last",),
        (),
        ("/strike #8 it was later",),
        "#8",
        "warning",
        "2026-11-21 10:10 WHAT HAPPENED",
    ),
    Case(
        "status_behind",
        ("10:40 /status resolved",),
        ("/status resolved",),
        ("10:40 error rate is normal", "10:40 /mark resolved"),
        "#9",
        "warning",
        "/status resolved",
    ),
    Case(
        "milestone_disagrees_with_status",
        ("10:40 /mark resolved",),
        (),
        ("10:55 users are in", "10:55 /mark resolved"),
        "#9",
        "warning",
        "/mark resolved",
    ),
    Case("rows_before_start", ("08:30 /mark started",), (), ("08:30 first timeouts",), "#10", "warning"),
    Case(
        "rows_after_end",
        ("11:10 /mark resolved",),
        (),
        ("11:10 some pods restart",),
        "#10",
        "warning",
        "/mark resolved",
    ),
    Case("hypothesis_open", ("10:00 /rule-out H2 flat",), (), ("09:20 ? packet loss",), "H2"),
    Case(
        "closed_before_proposed",
        ("/edit H2 09:05",),
        (),
        ("09:20 ? loss", "09:10 /rule-out H2"),
        "H2",
        "warning",
        "/edit H2",
    ),
    Case(
        "dead_end_without_why",
        ("/ended-by H2 it was flat",),
        (),
        ("09:20 ? loss", "09:30 /dead-end H2", "/looked-right H2 an alarm"),
        "H2",
    ),
    Case(
        "dead_end_without_attraction",
        ("/looked-right H2 an alarm",),
        (),
        ("09:20 ? loss", "09:30 /dead-end H2 flat"),
        "H2",
        "warning",
    ),
    Case(
        "two_confirmed",
        ("09:40 /rule-out H2 no",),
        (),
        ("09:20 ? loss", "09:30 /confirm H2"),
        "H2",
        "warning",
        "/reopen H1",
    ),
    Case("escalation_waiting", ("09:40 /no-answer E1",), (), ("09:20 ^ dba",), "E1"),
    Case(
        "escalation_without_finding",
        ("09:40 /found E1 pool full",),
        (),
        ("09:20 ^ dba", "09:25 /ack E1"),
        "E1",
        "warning",
    ),
    Case(
        "audience_not_told",
        ('" it is over @customers',),
        ("/status resolved",),
        ('10:20 " we look @customers 30m', "10:40 /status resolved"),
        "U1",
        "warning",
        '" TEXT @customers',
    ),
    Case("decision_open", ("09:40 /no-go D1 risky",), (), ("09:20 = roll back",), "D1"),
    Case("response_task_open", ("/done T2",), (), ("+ look at the pool",), "T2"),
    Case("task_without_owner", ("/assign T2 @bo",), (), ("+ limit retries #corrective due:2026-12-01",), "T2"),
    Case("task_without_due", ("/due T2 2026-12-01",), (), ("+ limit retries @bo #corrective",), "T2"),
    Case(
        "tasks_repeat",
        ("/drop T2 said twice",),
        (),
        ("+ measure the pools under loads @bo due:2026-12-01 #corrective",),
        "T2",
        "warning",
    ),
    Case(
        "task_reads_as_done",
        ("/done T2",),
        (),
        (
            "+ make the connection pool larger @bo due:2026-12-01 #corrective",
            "/resolution we made the connection pool larger",
        ),
        "T2",
        "warning",
    ),
    Case(
        "unknown_date", ("/edit #10 2026-11-21 09:50",), (), ("20XX-11-21 09:50 look",), "#10", "warning", "/edit #10"
    ),
    Case(
        "words_disagree_with_times",
        ("/set conclusion done in a hundred minutes",),
        (),
        ("/set conclusion we fixed it quickly",),
        None,
        "warning",
        "/set conclusion",
    ),
    Case(
        "long_silence",
        ("08:10 quiet",),
        (),
        ("06:30 old graphs looked odd", "06:30 /mark started"),
        "#10",
        "warning",
        "TEXT",
    ),
    Case(
        "secret_in_text",
        ("/edit #10 the pool's login failed",),
        (),
        ("09:50 tried postgres://app:hunter2@db.example",),
        "#10",
        way="/edit #10",
    ),
    Case(
        "personal_data",
        ("/edit #10 a customer wrote",),
        (),
        ("09:50 lee@customer.example wrote",),
        "#10",
        "warning",
    ),
    Case(
        "blaming_words",
        ("/edit #10 nothing showed that the limit was near",),
        (),
        ("09:50 @bo should have looked at the limit",),
        "#10",
        "warning",
    ),
    Case("claim_without_figure", ("/set users_affected 1 in 3",), (), ("/impact checkouts failed",), None, "warning"),
    Case("confirmed_without_evidence", ("/for H1 full",), ("/confirm H1",), ("09:30 /confirm H1",), "H1", "warning"),
    Case("cause_without_theory", ("09:30 /confirm H1 full",), ("/confirm H1",), (), "H1", "warning"),
]


def test_a_record_that_lacks_nothing_is_ready():
    """The list is empty, and only then."""
    assert readiness(played()) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_each_flaw_is_found_where_it_is_and_its_way_out_works(case):
    """The finding has its reference and its weight and names the line to type; that line does away with it."""
    flawed = played(*case.added, without=case.without)
    found = [finding for finding in readiness(flawed) if finding.code == case.code]
    assert len(found) == 1, readiness(flawed)
    assert (found[0].ref, found[0].severity) == (case.ref, case.severity)
    assert case.code not in codes(played(*case.added, *case.cure, without=case.without))
    verb = case.way or " ".join(parse_line(case.cure[0]).verb.split())
    assert verb in found[0].message, found[0].message


def test_every_code_has_a_case():
    """What `check` can say is listed here, so that no finding goes without a proven way out."""
    assert set(WHY) - {case.code for case in CASES} == {"no_start"}


def test_an_empty_record_lacks_everything_and_says_so_in_one_order():
    """Blockers first, then warnings; asked twice the answer is the same."""
    found = readiness(fold_lines([], now=NOW))
    assert [finding.code for finding in found] == [
        "no_impact", "no_root_cause", "no_resolution", "no_services", "no_detected_by", "no_commander", "no_start",
        "no_end", "no_lessons", "no_conclusion", "no_follow_ups",
        "milestone_missing", "milestone_missing", "milestone_missing", "milestone_missing",
    ]  # fmt: skip
    assert [finding.severity for finding in found] == ["blocker"] * 8 + ["warning"] * 7


def test_the_start_that_nobody_stated_is_asked_for():
    """Declared is not started: without --at somebody has to mark it."""
    assert "no_start" in codes(played(started=None))
    assert "no_start" not in codes(played("08:58 /mark started", started=None))


def test_what_only_an_end_leaves_undone_is_not_asked_for_while_it_goes_on():
    """An open theory, decision or response task is work, not a flaw, until it is over."""
    lines = ["09:20 ? packet loss", "09:21 = roll back", "+ look at the pool"]
    going_on = played(*lines, without=("/status resolved",))
    assert not {"hypothesis_open", "decision_open", "response_task_open"} & set(codes(going_on))
    assert {"hypothesis_open", "decision_open", "response_task_open"} <= set(codes(played(*lines)))
    marked = played(*lines, "10:40 normal", "10:40 /mark resolved", without=("/status resolved",))
    assert {"hypothesis_open", "decision_open", "response_task_open"} <= set(codes(marked)), "whatever the status says"


def test_what_goes_on_again_is_not_over():
    """The status says so; an end that somebody marked by hand stays, and can be taken away."""
    lines = ["09:20 ? packet loss", "09:21 = roll back", "+ look at the pool"]
    again = played(*lines, "10:50 /status monitoring")
    assert not {"hypothesis_open", "decision_open", "response_task_open", "status_behind"} & set(codes(again))
    by_hand = played(*lines, "10:39 normal", "10:39 /mark resolved", "10:50 /status monitoring")
    assert not {"hypothesis_open", "response_task_open"} & set(codes(by_hand))
    assert way_out(only(by_hand, "status_behind"))[0] == "/mark resolved - "


def test_in_a_retrospective_what_nobody_may_know_any_more_is_a_warning():
    """No commander, an unanswered call, a theory never closed: asked for, but the document is complete without."""
    lines = ["09:20 ? packet loss", "09:22 ^ dba", "09:23 = roll back", "09:24 ? disk", "09:25 /dead-end H3"]
    found = readiness(played(*lines, without=("/role", "/service", "detected_by"), mode="retrospective"))
    assert {finding.code: finding.severity for finding in found} == {
        "no_commander": "warning", "no_services": "warning", "no_detected_by": "warning", "hypothesis_open": "warning",
        "escalation_waiting": "warning", "decision_open": "warning", "dead_end_without_why": "warning",
        "dead_end_without_attraction": "warning",
    }  # fmt: skip


def test_in_a_retrospective_the_document_still_needs_its_substance():
    """Impact, cause, resolution and the owners of what is to be done block it whatever the mode."""
    lines = ["+ limit retries #corrective"]
    found = readiness(played(*lines, without=("/impact", "/cause", "/resolution"), mode="retrospective"))
    blockers = [finding.code for finding in found if finding.severity == "blocker"]
    assert blockers == ["no_impact", "no_root_cause", "no_resolution", "task_without_owner"]


def test_the_root_cause_is_asked_for_with_the_theory_that_is_confirmed():
    """Who knows the cause is told which line is missing; with no theory confirmed nobody is named."""
    assert "H1 is confirmed" in only(played(without=("/cause",)), "no_root_cause").message
    assert only(played(without=("/cause", "/confirm")), "no_root_cause").ref is None


def test_a_cause_may_be_identified_after_the_end():
    """Rolling back first and understanding later is no contradiction."""
    late = played("11:30 /mark identified", without=("/status identified",))
    assert "milestones_out_of_order" not in codes(late)


def test_a_detection_before_the_start_is_shown_with_both_times():
    """The sentence has what a person needs to decide which one is wrong."""
    message = only(played("10:00 /mark started"), "milestones_out_of_order").message
    assert message.startswith("detected 09:00 is before started 10:00, by 1 h")


def test_an_end_that_no_row_tells_of_names_the_last_row():
    """The header says two in the morning, the last row is four hours earlier: both are said."""
    incident = played("2026-11-22 02:00 /mark resolved", without=("/status resolved",), mode="retrospective")
    message = only(incident, "milestone_without_row").message
    assert (
        "resolved is marked at 2026-11-22 02:00, but no row tells of it; the row before it is #7 at 10:10, 15 h"
        in message
    )


def test_a_row_that_lasts_over_the_end_tells_of_it():
    """A range from before to after holds the moment."""
    assert "milestone_without_row" not in codes(played("10:40-10:55 graphs flatten", "10:50 /mark resolved"))


def test_follow_up_work_after_the_end_is_no_contradiction():
    """Tasks, updates and closing are what comes after; a note about trouble is not."""
    afterwards = [
        "11:00 + sum up @ana",
        "11:01 /done T2",
        '11:10 " all is well',
        "11:20 /status closed",
        "11:30 /sev 4",
    ]
    assert codes(played(*afterwards)) == []


def test_struck_rows_contradict_nothing():
    """What was taken back by its writer is not held against the record."""
    assert codes(played("08:30 first timeouts", "/strike #10 wrong day", "11:10 restarts", "/strike #11 no")) == []


def test_times_are_shown_in_the_zone_of_the_incident():
    """The reader's clock, and the date where it is another day."""
    incident = played("10:50 /mark resolved", zone="Europe/Berlin", started="2026-11-21 08:58")
    assert "at 10:50" in only(incident, "milestone_without_row").message
    assert incident.milestones["resolved"] == datetime(2026, 11, 21, 9, 50, tzinfo=UTC)


def test_an_end_before_the_start_keeps_it_from_being_complete():
    """Every duration of the document would be made of it; the other orders only look odd."""
    late = played("12:00 /mark started")
    blockers = [one for one in readiness(late) if one.code == "milestones_out_of_order" and one.severity == "blocker"]
    assert any("resolved" in one.message and "before started" in one.message for one in blockers)
    assert all("resolved" in one.message for one in blockers)


def test_a_zone_that_nobody_knows_does_not_keep_the_list_from_being_made():
    """A record from another machine may name a zone this one does not have: times are then in UTC."""
    incident = played("10:00 /mark started")
    incident.zone = "Mars/Olympus"
    assert "detected 09:00 is before started 10:00" in only(incident, "milestones_out_of_order").message


def test_seconds_are_told_where_minutes_would_hide_the_difference():
    """14:02 before 14:02 would be a riddle."""
    message = only(played("09:00:30 /mark started"), "milestones_out_of_order").message
    assert "detected 09:00 is before started 09:00:30, by 30 s" in message


def test_a_silence_of_hours_in_days_of_work_is_not_told():
    """In an incident of two days a night of three hours is no gap; in one of an afternoon it is."""
    hours = [
        f"2026-11-{day} {hour:02d}:00 still at it"
        for day in (19, 20, 21)
        for hour in range(0, 24 if day < 21 else 9, 3)
    ]
    assert "long_silence" not in codes(played(*hours, "2026-11-19 00:00 /mark started"))


def test_one_silence_is_told_for_all():
    """The longest, with how many more there are: not one finding an hour."""
    early = ["00:10 odd", "00:10 /mark started", "04:10 odd again"]
    message = only(played(*early), "long_silence").message
    assert "4 h 50 min between 04:10 and 09:00, nor in 1 other long stretch:" in message
    early = ["00:10 odd", "00:10 /mark started", "06:10 odd again"]
    message = only(played(*early), "long_silence").message
    assert "6 h between 00:10 and 06:10, nor in 1 other long stretch: 2026-11-21 03:10 TEXT" in message


def test_the_unknown_year_is_told_once_for_all_its_rows():
    """Not one finding a row; the sentence counts them, and says where they are kept meanwhile."""
    lines = ["20XX-05-15 10:00 look", "20XX-05-15 10:05 again", "20XX-05-15 10:10 /mark mitigated"]
    message = only(played(*lines), "unknown_date").message
    assert message.startswith("The year of 2 rows is written 20XX; kept in the year 2000")
    assert message.endswith("/edit #10 YYYY-05-15 10:00")


def test_an_unknown_date_of_a_milestone_alone_is_told_too():
    """No row carries it, and still nobody knows the day."""
    message = only(played("XXXX-XX-XX 08:00 /mark started"), "unknown_date").message
    assert "the milestone started is written XXXX-XX-XX; kept on 2000-01-01" in message
    assert message.endswith("YYYY-MM-DD 08:00 /mark started")


def test_a_call_that_got_no_answer_needs_no_finding():
    """Nobody answered, or they said no: that is the outcome."""
    assert codes(played("09:20 ^ dba", "09:30 /no-answer E1", "09:31 ^ net", "09:32 /decline E2")) == []


def test_tasks_that_share_a_few_words_do_not_repeat_each_other():
    """Load tests and load balancers are two things."""
    tasks = ["+ load test the checkout weekly @bo due:2026-12-01 #corrective",
             "+ replace the old load balancer by spring, test checkout @bo due:2026-12-01 #corrective"]  # fmt: skip
    assert "tasks_repeat" not in codes(played(*tasks))


def test_the_same_words_in_other_forms_and_order_repeat_each_other():
    """`tests` meets `testing`, `deployment` meets `deployments`, and small words do not matter."""
    tasks = ["+ automated testing for each deployment @bo due:2026-12-01 #corrective",
             "+ test all of the deployments automatically @bo due:2026-12-01 #preventative"]  # fmt: skip
    assert only(played(*tasks), "tasks_repeat").ref == "T3"


def test_a_theory_closed_at_the_moment_it_was_proposed_is_no_contradiction():
    """What was seen at once was proposed and confirmed in the same minute."""
    assert codes(played("09:20 ? packet loss", "09:20 /rule-out H2 no")) == []


def test_a_task_said_three_times_is_told_twice():
    """Once for each repetition, each beside the first."""
    task = "+ limit retries of the client @bo due:2026-12-01 #corrective"
    found = [finding for finding in readiness(played(task, task, task)) if finding.code == "tasks_repeat"]
    assert [finding.ref for finding in found] == ["T3", "T4"]
    assert all("what T2 says" in finding.message for finding in found)
    other = "+ for the client: limit its retries, always @bo due:2026-12-01 #corrective"
    found = [finding for finding in readiness(played(task, other, task)) if finding.code == "tasks_repeat"]
    assert [finding.ref for finding in found] == ["T3", "T4"], "alike or the same, each is told once"


def test_a_dropped_task_repeats_nothing():
    """What will not be done needs no owner, no date and no comparison."""
    task = "+ limit retries of the client #corrective"
    assert codes(played(task, "/drop T2 not needed")) == []


def test_quick_words_about_a_quick_cure_are_no_contradiction():
    """Within the hour, quick is quick."""
    at_once = ["/resolution quickly rolled back", "09:00 /mark started", "09:50 /status resolved"]
    quick = played(*at_once, without=("/status resolved",))
    assert quick.milestones["resolved"]
    assert "words_disagree_with_times" not in codes(quick)


def test_a_finding_is_one_sentence_with_a_line_to_type():
    """Plain, on one line, with a verb or a time after the colon: the way out."""
    incidents = [play_in_core(path) for path in SCRIPTS]
    incidents += [played(*case.added, without=case.without) for case in CASES]
    for finding in (one for incident in incidents for one in readiness(incident)):
        assert "\n" not in finding.message
        _, colon, way = finding.message.rpartition(": ")
        assert colon, finding.message
        assert finding.why.endswith("."), finding.code
        verbs = [word.lstrip("/") for word in way.split() if word.startswith("/")]
        assert all(verb in VERBS for verb in verbs), finding.message
        assert verbs or way.endswith(("TEXT fills it", "WHAT HAPPENED")) or way.startswith(("+ ", '" ')), (
            finding.message
        )
        assert finding.to_json().keys() == {"code", "message", "ref", "severity", "why"}


def test_lines_with_refs_in_a_message_are_about_the_record_it_names():
    """The way out acts on what the finding is about, not on a neighbour."""
    for case in CASES:
        for finding in readiness(played(*case.added, without=case.without)):
            if finding.ref and finding.ref[0] in "HETD" and finding.code not in {"two_confirmed", "no_root_cause"}:
                assert f" {finding.ref}" in finding.message.rpartition(": ")[2]


LINES = st.lists(
    st.sampled_from([*COMPLETE, *(line for case in CASES for line in (*case.added, *case.cure))]), max_size=25
)


@given(LINES, st.sampled_from(["real", "drill", "retrospective"]))
def test_any_record_can_be_asked_and_answers_the_same_twice(lines, mode):
    """Whatever was typed in whatever order: no crash, a fixed order, blockers first, no finding said twice."""
    understood: list[str] = []
    for line in lines:
        try:
            incident = fold_lines([*understood, line], started=STARTED, now=NOW, mode=mode)
        except WarroomError:
            continue
        understood.append(line)
        found = readiness(incident)
        assert found == readiness(incident)
        assert len({(one.code, one.ref, one.message) for one in found}) == len(found)
        assert [one.severity for one in found] == sorted(one.severity for one in found)


def test_every_list_of_lessons_counts_as_a_lesson():
    """What went well, what went badly and luck: any one of them is a lesson; a factor of the cause is not."""
    for name in LIST_FIELDS:
        expected = name == "contributing_factors"
        assert ("no_lessons" in codes(played(f"/set {name} something", without=("went_well",)))) == expected
    for line in (
        "/set surprised_by nothing",
        "/set sooner look",
        "/write believed it was the pool",
        "/write lessons look",
    ):
        assert "no_lessons" not in codes(played(line, without=("went_well",)))


@pytest.mark.parametrize(
    ("message", "line", "left"),
    [
        ("No affected service is named: /service NAME", "/service ", "NAME"),
        ("What it did to users is not written: /impact TEXT", "/impact ", "TEXT"),
        ("Nobody is named as commander: /role commander NAME", "/role commander ", "NAME"),
        ("No lesson is drawn: /set went_well TEXT, or lucky", "/set went_well ", "TEXT, or lucky"),
        ("No follow-up: + TEXT @who #preventative due:YYYY-MM-DD", "+ ", "TEXT @who #preventative due:YYYY-MM-DD"),
        ("Nothing says when: 14:02 /mark started", "¦ /mark started", "when it was, before it, as in 14:02"),
        ("The date is X: YYYY-12-01 10:00 /mark started", "¦ /mark started",
         "when it was, before it, as in YYYY-12-01 10:00"),
        ("The date is X: /edit #3 YYYY-12-01 10:00", "/edit #3 ", "YYYY-12-01 10:00"),
        ("T1 has no owner: /assign T1 @who", "/assign T1 @", "who"),
        ("T1 is still open: /done T1 or /drop T1 WHY", "/done T1 ", "Enter, or /drop T1 WHY"),
        ("No answer: /ack E1, /found E1 TEXT or /no-answer E1", "/ack E1 ",
         "Enter, or /found E1 TEXT or /no-answer E1"),
        ("It is late: 2026-11-21 09:30 /mark mitigated, if it was then", "2026-11-21 09:30 /mark mitigated ",
         "Enter, if it was then"),
        ("No row: 2026-11-21 10:10 WHAT HAPPENED", "2026-11-21 10:10 ", "WHAT HAPPENED"),
        ("What NAME: TEXT found is not said: /found E1 TEXT", "/found E1 ", "TEXT"),
        ('customers have not heard: " TEXT @customers', '" ¦ @customers', "that it is over"),
        ("It is behind: 2026-11-21 10:40 /status resolved", "2026-11-21 10:40 /status resolved", ""),
    ],
)  # fmt: skip
def test_the_way_out_has_nothing_in_it_that_only_stands_for_words(message, line, left):
    """Enter on the line records no TEXT and no NAME; what is left to say is told beside it."""
    assert way_out(Finding("any", message)) == (line, left)


def test_what_matters_first_comes_first():
    """Blockers before warnings; a key before what is missing, order of times before style, addresses last."""
    found = codes(
        played(
            "09:50 bo@x.example should know: password=hunter22",
            "09:51 @bo forgot it",
            without=("/impact", "/mark detected"),
        )
    )
    assert found == ["secret_in_text", "no_impact", "milestone_missing", "blaming_words", "personal_data"]


def test_a_secret_is_told_where_it_is_written_anew():
    """Once for each kind, with the number of other places; a row that repeats its record is none of them."""
    incident = played(
        "09:50 ? password=hunter22", "09:51 /rule-out H2 password=hunter22 works", "/set lucky password=hunter33"
    )
    found = only(incident, "secret_in_text")
    assert found.ref is None
    told, _, way = found.message.partition(", which export --redact hides: ")
    assert (told, way) == ("The list lucky shows what looks like a password (and so do 2 other places)", "/set lucky -")
    cured = played("09:50 ? password=hunter22", "/edit H2 the pool's login")
    assert "secret_in_text" not in codes(cured)

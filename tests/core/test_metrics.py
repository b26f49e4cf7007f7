"""The figures of an incident: what they count from, what they leave out, and that they hide no contradiction."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from replays.player import fold_lines
from warroom.core.line import METRICS
from warroom.core.metrics import (
    Response,
    dead_end_seconds,
    gaps,
    last_known,
    metrics,
    responses,
    severity_spans,
    unanswered,
)
from warroom.core.model import Change, Escalation, Hypothesis, Incident, Row

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def dead_end(opened: int, closed: int | None, *, misleading: bool = True) -> Hypothesis:
    status = "open" if closed is None else "ruled_out"
    return Hypothesis(
        f"a.{opened}", "H1", "x", status, misleading, at(opened), "bo", closed_at=None if closed is None else at(closed)
    )


def row(minutes: int, until: int | None = None, *, struck: str | None = None, kind: str = "note") -> Row:
    end = None if until is None else at(until)
    return Row(f"a.{minutes}", f"#{minutes}", at(minutes), end, False, at(minutes), "bo", kind, "x", struck=struck)


def incident(**given) -> Incident:
    marks = given.pop("milestones", {})
    made = Incident("a.1", **given)
    made.milestones.update(marks)
    made.timeline.sort(key=lambda one: one.at)
    return made


def figures(made: Incident) -> dict[str, int | None]:
    return {metric.name: metric.seconds for metric in metrics(made)}


def test_each_time_is_counted_between_its_two_milestones():
    """Detection, mitigation and resolution count from the start; acknowledgement and identification from detection."""
    made = incident(
        milestones={
            "started": at(0), "detected": at(4), "acknowledged": at(9), "identified": at(30), "mitigated": at(41),
            "resolved": at(60),
        }
    )  # fmt: skip
    found = figures(made)
    expected = {
        "time_to_detect": 4, "time_to_acknowledge": 5, "time_to_identify": 26, "time_to_mitigate": 41,
        "time_to_resolve": 60,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == {name: minutes * 60 for name, minutes in expected.items()}


def test_a_detection_before_the_stated_start_gives_a_negative_time():
    """A contradiction is shown as it is, not made zero."""
    assert figures(incident(milestones={"started": at(60), "detected": at(0)}))["time_to_detect"] == -3600


def test_a_milestone_that_is_missing_leaves_its_time_unknown():
    """Unknown is null, never zero."""
    assert figures(incident(milestones={"started": at(0)}))["time_to_resolve"] is None


def test_every_figure_says_its_ends_and_its_definition():
    """A number without what it counts is not a metric."""
    made = fold_lines(["14:02 /mark detected", "14:02 up", "14:20 /status resolved"], started="2026-11-20 14:00")
    for metric in metrics(made):
        assert metric.definition.endswith(".")
        if metric.seconds is not None:
            assert metric.from_
            assert metric.to
    assert metrics(made)[0].to_json().keys() == {"seconds", "from", "to", "definition", "overridden"}


def test_every_definition_names_what_the_figure_is_counted_between():
    """Definitions disagree across the field: both milestones stand in the sentence itself."""
    made = fold_lines(["14:02 /mark detected", "14:02 up", "14:20 /status resolved"], started="2026-11-20 14:00")
    for metric in metrics(made):
        if metric.name == "longest_gap":
            assert metric.definition.startswith("From one row to the next: ")
        else:
            assert metric.definition.startswith(f"From {metric.from_} to {metric.to}: ")


def test_every_figure_can_be_said_by_somebody_and_each_name_is_of_a_figure():
    """The names that /metric knows are those of the figures, of every severity."""
    history = [Change(at(0), f"SEV{number}", "ana") for number in range(1, 6)]
    made = incident(severity_history=history, milestones={"started": at(0), "resolved": at(60)}, status="resolved")
    assert {metric.name for metric in metrics(made)} == set(METRICS.values())


def test_a_figure_that_somebody_said_is_shown_and_what_was_counted_is_kept():
    """Also one that could not be counted; taking it back gives what the record has."""
    told = ["14:00 /mark started", "14:10 /mark detected", "/metric detect 12m the graph is two minutes late",
            "/metric sev1 1h it was as bad as that", "/metric resolve 2h nobody marked it",
            "/metric acknowledge 1m x", "/metric acknowledge -"]  # fmt: skip
    made = fold_lines(told, started="2026-11-20 14:00")
    found = {metric.name: metric for metric in metrics(made)}
    detect = found["time_to_detect"]
    assert (detect.seconds, detect.computed, detect.override.why) == (720, 600, "the graph is two minutes late")
    said = detect.to_json()
    assert said["seconds"] == 720
    assert said["overridden"].keys() == {"seconds", "why", "by", "at"}
    assert said["overridden"]["seconds"] == 600
    assert (found["time_in_sev1"].seconds, found["time_in_sev1"].computed) == (3600, None)
    assert (found["time_to_resolve"].seconds, found["time_to_resolve"].computed) == (7200, None)
    assert found["time_to_acknowledge"].to_json()["overridden"] is None


def test_each_team_has_its_own_time_to_answer():
    """By whom was called, in the order they were first called; without an answer there is no time."""
    made = fold_lines(
        ["14:00 ^ dba: slow", "14:04 /ack E1", "14:05 ^ network: look", "14:10 ^ DBA: again", "14:20 /ack E3 kim",
         "14:30 ^ dba", "14:31 /ack E4", "14:40 /no-answer E2"],
        started="2026-11-20 14:00",
    )  # fmt: skip
    assert responses(made) == [Response("dba", 3, 3, 240, 600), Response("network", 1, 0, None, None)]
    answer = next(metric for metric in metrics(made) if metric.name == "time_to_answer")
    assert (answer.seconds, answer.from_, answer.to) == (240, "called", "answered")
    assert (unanswered(made), unanswered(fold_lines([]))) == ("1 of 4 calls without a recorded answer", "")
    assert next(one for one in metrics(fold_lines([])) if one.name == "time_to_answer").seconds is None


@given(st.lists(st.tuples(st.sampled_from(["dba", "Dba", "net"]), st.none() | st.integers(-60, 600)), max_size=9))
def test_no_call_is_lost_between_the_teams(calls):
    """Every call is of one team, and a median is never longer than the longest."""
    made = incident(
        escalations=[
            Escalation(
                f"a.{n}", f"E{n}", team, None, None, at(0), "bo", acked_at=None if waited is None else at(waited)
            )
            for n, (team, waited) in enumerate(calls)
        ]
    )
    found = responses(made)
    assert sum(one.calls for one in found) == len(calls)
    assert sum(one.answered for one in found) == sum(waited is not None for _, waited in calls)
    assert all(one.median <= one.longest for one in found if one.answered)


def test_what_nobody_declared_has_its_first_severity_from_the_start_and_each_other_from_its_change():
    """Though it was said later; the last holds until the end."""
    history = [Change(at(10), "SEV3", "ana"), Change(at(20), "SEV1", "ana"), Change(at(50), "SEV3", "ana")]
    made = incident(severity_history=history, milestones={"started": at(0), "resolved": at(60)}, status="resolved")
    assert {name: seconds for name, seconds in figures(made).items() if "time_in" in name} == {
        "time_in_sev1": 30 * 60,
        "time_in_sev3": (20 + 10) * 60,
    }


def severity(made: Incident) -> tuple[dict[str, int], set[str | None]]:
    """Return the minutes in each severity, and what they are counted from; the lanes have the same minutes."""
    found = [metric for metric in metrics(made) if metric.name.startswith("time_in_")]
    spent = {metric.name.removeprefix("time_in_").upper(): metric.seconds // 60 for metric in found}
    lasted = dict.fromkeys(spent, 0)
    for start, end, value in severity_spans(made):
        lasted[value] += (end - start) // timedelta(minutes=1)
    assert lasted == spent
    return spent, {metric.from_ for metric in found}


def test_before_the_declaration_it_had_no_severity():
    """Though it began an hour before, or was detected; said for earlier it counts from there, in the record's span."""
    history = [Change(at(60), "SEV3", "ana"), Change(at(61), "SEV1", "ana")]
    marks = {"started": at(0), "detected": at(50), "declared": at(60), "resolved": at(90)}
    declared = incident(severity_history=history, milestones=marks, status="resolved")
    assert severity(declared) == ({"SEV3": 1, "SEV1": 29}, {"declared"})
    declared.milestones["declared"] = at(58)
    assert severity(declared) == ({"SEV3": 3, "SEV1": 29}, {"declared"})
    declared.severity_history.insert(0, Change(at(20), "SEV2", "ana"))
    assert severity(declared) == ({"SEV2": 40, "SEV3": 1, "SEV1": 29}, {"first severity"})
    declared.severity_history[0].at = at(-5)
    assert severity(declared) == ({"SEV2": 60, "SEV3": 1, "SEV1": 29}, {"started"})


@given(
    st.lists(st.tuples(st.integers(-90, 90), st.sampled_from(["SEV1", "SEV2"])), max_size=5),
    st.dictionaries(st.sampled_from(["started", "detected", "declared", "resolved"]), st.integers(-90, 90)),
    st.lists(st.integers(-90, 90), max_size=3),
)
def test_time_in_each_severity_is_that_of_the_lanes(changes, marks, rows):
    """In any order of whatever was marked; they follow each other without a gap and never overlap."""
    made = incident(
        severity_history=[Change(at(minute), value, "ana") for minute, value in sorted(changes)],
        milestones={name: at(minute) for name, minute in marks.items()}, timeline=[row(minute) for minute in rows],
        status="resolved" if "resolved" in marks else "investigating",
    )  # fmt: skip
    severity(made)
    spans = severity_spans(made)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(spans))


def test_a_severity_changed_after_the_end_takes_no_time():
    """What is corrected afterwards does not lengthen the incident."""
    history = [Change(at(0), "SEV2", "ana"), Change(at(90), "SEV1", "ana")]
    made = incident(severity_history=history, milestones={"started": at(0), "resolved": at(60)}, status="resolved")
    assert figures(made)["time_in_sev2"] == 3600
    assert figures(made)["time_in_sev1"] == 0


def test_time_in_a_severity_says_what_it_is_counted_between():
    """From the declaration or, where there was none, the start; to the end or, while it goes on, the last row."""
    history = [Change(at(5), "SEV2", "ana")]
    going_on = incident(severity_history=history, milestones={"declared": at(5)}, timeline=[row(5), row(25, 35)])
    found = {metric.name: metric for metric in metrics(going_on)}["time_in_sev2"]
    assert (found.seconds, found.from_, found.to) == (30 * 60, "declared", "last row")
    eased = incident(severity_history=history, milestones={"started": at(0), "mitigated": at(40)}, status="closed")
    found = {metric.name: metric for metric in metrics(eased)}["time_in_sev2"]
    assert (found.seconds, found.from_, found.to) == (40 * 60, "started", "mitigated")


def test_an_hour_on_two_dead_ends_counts_once():
    """The clock ran once, however many theories were followed at the same time."""
    made = incident(hypotheses=[dead_end(0, 60), dead_end(30, 90), dead_end(200, 210), dead_end(40, 50)])
    assert dead_end_seconds(made) == 100 * 60


def test_only_theories_that_proved_dead_ends_cost_time():
    """One ruled out at once, one still open and one closed before it began cost nothing."""
    made = incident(hypotheses=[dead_end(0, 60, misleading=False), dead_end(0, None), dead_end(60, 30)])
    assert dead_end_seconds(made) == 0


SPANS = st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), max_size=12)


@given(SPANS, st.randoms())
def test_time_on_dead_ends_is_within_the_span_and_independent_of_order(spans, random):
    """Never more than from the first proposal to the last end, never less than the longest, in any order the same."""
    theories = [dead_end(opened, closed) for opened, closed in spans]
    seconds = dead_end_seconds(incident(hypotheses=theories))
    forward = [(opened, closed) for opened, closed in spans if closed > opened]
    if forward:
        whole = max(closed for _, closed in forward) - min(opened for opened, _ in forward)
        assert max(closed - opened for opened, closed in forward) * 60 <= seconds <= whole * 60
        assert seconds <= sum(closed - opened for opened, closed in forward) * 60
    else:
        assert seconds == 0
    random.shuffle(theories)
    assert dead_end_seconds(incident(hypotheses=theories)) == seconds


@given(SPANS)
def test_time_on_dead_ends_is_the_minutes_in_which_one_was_believed(spans):
    """The same figure, counted the slow way: minute by minute."""
    believed = {minute for opened, closed in spans for minute in range(opened, closed)}
    made = incident(hypotheses=[dead_end(opened, closed) for opened, closed in spans])
    assert dead_end_seconds(made) == len(believed) * 60


def test_the_longest_gap_is_between_two_rows_or_the_last_row_and_the_end():
    """Struck rows break no silence, a row that lasted is none, and what was written after the end is no gap."""
    made = incident(
        timeline=[row(0), row(10, 40), row(50, struck="wrong"), row(60), row(500)],
        milestones={"resolved": at(100)}, status="resolved",
    )  # fmt: skip
    assert [(gap.start, gap.end) for gap in gaps(made)] == [(at(0), at(10)), (at(40), at(60)), (at(60), at(100))]
    found = {metric.name: metric for metric in metrics(made)}["longest_gap"]
    assert (found.seconds, found.from_, found.to) == (2400, "2026-11-21T10:00:00Z", "2026-11-21T10:40:00Z")


def test_of_two_gaps_of_the_same_length_the_first_is_named():
    """The same record gives the same answer."""
    found = {metric.name: metric for metric in metrics(incident(timeline=[row(0), row(10), row(20)]))}["longest_gap"]
    assert (found.from_, found.to) == ("2026-11-21T09:00:00Z", "2026-11-21T09:10:00Z")


def test_a_record_of_one_moment_has_no_gap():
    """Unknown is null, not zero."""
    assert figures(incident(timeline=[row(0), row(0)]))["longest_gap"] is None
    assert figures(incident())["longest_gap"] is None


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 100)), max_size=15))
def test_gaps_and_rows_together_cover_the_whole_record(spans):
    """Gaps do not overlap, hold no row, and with the rows' own time make up the time from first to last."""
    rows = [row(start, start + length) for start, length in spans]
    found = gaps(incident(timeline=rows))
    covered = {minute for start, length in spans for minute in range(start, start + length)}
    silent = {
        minute
        for gap in found
        for minute in range((gap.start - START) // timedelta(minutes=1), (gap.end - START) // timedelta(minutes=1))
    }
    assert not covered & silent
    assert sum(gap.seconds for gap in found) == len(silent) * 60
    if spans:
        whole = range(min(start for start, _ in spans), max(start + length for start, length in spans))
        assert covered | silent == set(whole)


def test_the_last_known_instant_is_the_end_or_else_the_last_row():
    """While it goes on the record speaks as far as its last row, the end of a range included."""
    assert last_known(incident(timeline=[row(0), row(5, 90), row(20)])) == at(90)
    assert last_known(incident(timeline=[row(0), row(30, struck="wrong")])) == at(0)
    ended = incident(timeline=[row(0), row(90)], milestones={"resolved": at(60)}, status="resolved")
    assert last_known(ended) == at(60)
    assert last_known(incident()) is None
    assert last_known(incident(timeline=[row(0)], status="closed", closed_at=at(70))) == at(70)

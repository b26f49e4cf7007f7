"""What the pictures show: that they add up, stay within their axis, and leave out what they would have to guess."""

import math
import time
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings

from postmortem.pictured import INCIDENTS, figures, hunt, long_record, many_theories
from postmortem.typist import Typist
from replays.player import SCRIPTS, play_in_core
from warroom.core.metrics import dead_end_seconds, last_known
from warroom.postmortem.chart import Columns, Lanes
from warroom.postmortem.dates import Dates
from warroom.postmortem.figures import MOST_BUCKETS, MOST_LANES, activity, lanes, ticks, time_parts, where_time_went


def parts(room: Typist) -> dict[str, int]:
    """Where the time of an incident went, in minutes."""
    return {part.look: part.seconds // 60 for part in time_parts(room.incident)}


def told(room: Typist) -> str:
    """What is said about how the time was counted."""
    figure = where_time_went(room.incident, Dates(room.incident))
    return "".join(span.text for span in figure.table.rows[-1].cells[-1])


@settings(max_examples=60, deadline=None)
@given(INCIDENTS)
def test_the_time_of_an_incident_is_shared_out_and_counted_once(incident):
    """The parts cover start to end without a hole and without an overlap, whatever was typed."""
    shared = time_parts(incident)
    if not shared:
        start, end = incident.started_at, last_known(incident)
        assert not (start and end and start < end)
        return
    stretches = sorted(stretch for part in shared for stretch in part.stretches)
    assert stretches[0][0] == incident.started_at
    assert stretches[-1][1] == last_known(incident)
    assert all(start < end for start, end in stretches)
    assert all(before[1] == after[0] for before, after in pairwise(stretches))


@settings(max_examples=60, deadline=None)
@given(INCIDENTS)
def test_what_is_printed_adds_up_to_the_total(incident):
    """Minutes and per cent are rounded together, so that nobody finds a minute missing."""
    figure = where_time_went(incident, Dates(incident))
    if figure is None:
        assert all(part.look == "unknown" for part in time_parts(incident))
        return
    *shares, total = [["".join(span.text for span in cell) for cell in row.cells] for row in figure.table.rows]
    if sum(part.seconds for part in time_parts(incident)) >= 2 * 60:  # below that it is said to the second
        assert sum(minutes(share[1]) for share in shares) == minutes(total[1])
    if not any("under" in share[2] for share in shares):
        assert sum(int(share[2].removesuffix(" %")) for share in shares) == 100


def minutes(said: str) -> int:
    """How many minutes `1 day 2 h 3 min` are."""
    words = said.replace("under a minute", "0 min").split()
    worth = {"day": 1440, "days": 1440, "h": 60, "min": 1, "s": 0}
    return sum(int(number) * worth[unit] for number, unit in zip(words[::2], words[1::2], strict=True))


@settings(max_examples=60, deadline=None)
@given(INCIDENTS)
def test_everything_lies_within_the_axis(incident):
    """No bar, mark or tick is outside, and every number is one."""
    for figure in figures(incident):
        chart = figure.chart
        assert 0 < chart.seconds < math.inf
        ats = [tick.at for tick in chart.ticks]
        assert ats == sorted(ats)
        assert ats
        if isinstance(chart, Lanes):
            ats += [mark.at for mark in chart.marks]
            for bar in (bar for group in chart.groups for lane in group.lanes for bar in lane.bars):
                assert 0 <= bar.start <= bar.end <= chart.seconds
        else:
            assert len(chart.counts) <= MOST_BUCKETS
            assert len(chart.counts) * chart.bucket == chart.seconds
            assert any(map(sum, chart.counts))
        assert all(0 <= at <= chart.seconds for at in ats)
        assert figure.title
        assert figure.description.endswith(".")
        assert all(len(row.cells) == len(figure.table.columns) for row in figure.table.rows)


def test_each_minute_goes_to_the_first_part_that_it_fits():
    """Detected after ten minutes; half an hour misled; then waiting, the cause, the fix, and watching it hold."""
    assert parts(hunt()) == {
        "detecting": 10, "dead_ends": 30, "true_cause": 20, "other_theories": 4, "waiting_for_people": 5, "fixing": 9,
        "after": 20, "unknown": 20,
    }  # fmt: skip


def test_a_dead_end_hides_nothing_behind_the_true_cause():
    """Where both were followed at once the time counts as dead end, and the reader is told for how long."""
    room = Typist(now="2026-11-21 14:00", started="2026-11-21 14:00")
    room.type("? wrong", "? right").at("2026-11-21 14:30").type("/dead-end H1 no").at("2026-11-21 15:00").type(
        "/confirm H2 yes", "/status resolved"
    )
    assert parts(room)["dead_ends"] == 30
    assert parts(room)["true_cause"] == 30
    assert "For 29 min of the dead ends the true cause was followed beside them." in told(room)


def test_an_identified_that_was_wrong_does_not_turn_a_dead_end_into_fixing():
    """Somebody called the cause known before the theory that proved true was there: the confirmation counts."""
    room = Typist(now="2026-11-21 14:00", started="2026-11-21 14:00")
    room.type("? wrong").at("2026-11-21 14:10").type("/status identified").at("2026-11-21 14:40").type(
        "/dead-end H1 no", "? right"
    )
    room.at("2026-11-21 15:00").type("/confirm H2 yes").at("2026-11-21 15:10").type("/status resolved")
    assert parts(room) == {"dead_ends": 40, "true_cause": 19, "fixing": 10, "unknown": 0}


def test_a_dead_end_left_open_stops_counting_when_the_cause_is_known():
    """Nobody was misled any more, whenever it was tidied up; how long it was open is said beside it."""
    room = Typist(now="2026-11-21 14:00", started="2026-11-21 14:00")
    room.type("? wrong", "? right").at("2026-11-21 14:30").type("/confirm H2 yes").at("2026-11-21 15:00").type(
        "/dead-end H1 no"
    )
    room.type("/status resolved")
    assert parts(room)["dead_ends"] == 30
    assert dead_end_seconds(room.incident) // 60 == 60
    assert "The dead ends were open for 1 h in all" in told(room)


def test_a_wait_whose_end_nobody_wrote_down_is_not_guessed():
    """A call that was never answered counts while it goes on; afterwards nobody knows how long it was."""
    room = Typist(now="2026-11-21 14:00", started="2026-11-21 14:00")
    room.type("^ dba: help").at("2026-11-21 14:30").type("still nothing")
    assert parts(room)["waiting_for_people"] == 30
    assert "It was not over" in told(room)
    room.type("14:05 /mark detected", "/status resolved")
    assert "waiting_for_people" not in parts(room)
    assert "No reply is recorded for E1" in told(room)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "When it was detected is not recorded"),
        (("13:50 /mark detected",), "detected before the start"),
    ],
)
def test_what_is_missing_is_said_instead_of_guessed(lines, said):
    """A milestone that is not there, or cannot be right, has no time counted by it."""
    room = Typist(now="2026-11-21 14:00", started="2026-11-21 14:00").type(*lines)
    room.at("2026-11-21 14:10").type("? why").at("2026-11-21 14:30").type("/confirm H1 so", "/status resolved")
    assert said in told(room)
    assert "detecting" not in parts(room)


def test_without_a_start_the_time_before_is_named_as_missing():
    """The declaration is the first that is known."""
    room = (
        Typist(now="2026-11-21 14:00").type("? why").at("2026-11-21 14:30").type("/confirm H1 so", "/status resolved")
    )
    assert "When it started is not recorded: the time before 14:00 is not in here." in told(room)


def test_without_theories_a_go_begins_the_fixing():
    """Somebody decided and did: that much the record says."""
    room = Typist(now="2026-11-21 14:00", started="2026-11-21 14:00").at("2026-11-21 14:10").type("= roll back")
    room.at("2026-11-21 14:20").type("/go D1 @bo").at("2026-11-21 14:50").type("/status resolved")
    assert parts(room) == {"fixing": 30, "unknown": 20}


@pytest.mark.parametrize(
    "room", [Typist(), Typist(now="2026-11-21 14:00").type("2026-11-21 14:00 only this")], ids=["one row", "no time"]
)
def test_where_no_time_passed_there_is_no_picture(room):
    """An empty picture would be one that says nothing."""
    assert figures(room.incident) == []


def test_of_forty_theories_those_that_took_longest_are_drawn_and_all_are_listed():
    """In the order they came; how many are left out is said."""
    figure = lanes(many_theories().incident, Dates(many_theories().incident))
    theories = next(group for group in figure.chart.groups if group.name == "Theories")
    assert [lane.name for lane in theories.lanes] == [f"H{number}" for number in range(41 - MOST_LANES, 41)]
    assert theories.more == "and 16 more that took less time: see the table"
    assert sum(row.cells[0][0].text.startswith("Theory") for row in figure.table.rows) == 40


def test_what_happened_after_the_end_is_said_and_not_drawn():
    """A theory of the next day does not stretch the picture over it."""
    room = hunt().at("2026-11-22 10:00").type("? the day after")
    figure = lanes(room.incident, Dates(room.incident))
    lane = next(group for group in figure.chart.groups if group.name == "Theories").lanes[-1]
    assert (lane.bars, lane.verdict) == ((), "not settled, after the end")
    assert figure.chart.seconds == 2 * 3600 + 10


def test_rows_of_machines_are_counted_apart():
    """Alerts and what came through a pipe; in a record written afterwards everything did."""
    room = hunt()
    room.incident.timeline[-3].source = "pipe"
    chart = activity(room.incident, Dates(room.incident)).chart
    assert isinstance(chart, Columns)
    assert [sum(numbers) for numbers in zip(*chart.counts, strict=True)] == [len(room.incident.timeline) - 2, 2]
    room.incident.mode = "retrospective"
    chart = activity(room.incident, Dates(room.incident)).chart
    assert [sum(numbers) for numbers in zip(*chart.counts, strict=True)] == [len(room.incident.timeline) - 1, 1]


@pytest.mark.parametrize(("hours", "each"), [(1, 120), (2, 300), (3, 300), (30, 3600), (24 * 40, 48 * 3600)])
def test_the_columns_grow_with_the_span(hours, each):
    """Never so many that none can be seen, always of a length one can say."""
    room = Typist().type("one", "two")
    room.incident.milestones["resolved"] = room.incident.timeline[0].at + timedelta(hours=hours)
    assert activity(room.incident, Dates(room.incident)).chart.bucket == each


def test_the_axis_follows_the_clocks_on_the_wall():
    """At the change an hour comes twice, and each tick says which; dates stand where they change."""
    room = Typist(zone="Europe/Berlin", now="2026-10-25 00:30")
    start, end = room.now, room.now + timedelta(hours=5)
    room.incident.timeline[0].until = end
    made = ticks(start, end, Dates(room.incident))
    assert [tick.clock for tick in made] == ["01:00 CEST", "02:00 CEST", "02:00 CET", "03:00 CET", "04:00 CET"]
    assert [tick.at for tick in made] == [1800 + 3600 * place for place in range(5)]
    later = ticks(start - timedelta(hours=3), end, Dates(room.incident))
    assert [tick.day for tick in later if tick.day] == ["24 Oct 2026", "25 Oct 2026"]
    spring = datetime.fromisoformat("2026-03-29T00:30+00:00")
    assert [tick.clock[:5] for tick in ticks(spring, spring + timedelta(hours=2), Dates(room.incident))] == [
        "01:30", "01:45", "03:00", "03:15", "03:30", "03:45", "04:00", "04:15", "04:30"
    ]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_founding_document_has_its_pictures(script):
    """Each founding incident was hunted, and the pictures show for how long and with what."""
    incident = play_in_core(script)
    names = [figure.key for figure in figures(incident)]
    assert names == ["lanes", "where_time_went", "activity"]
    shown = {group.name for group in figures(incident)[0].chart.groups}
    assert ("Theories" in shown) == bool(incident.hypotheses)
    assert ("Calls for help" in shown) == bool(incident.escalations)


def test_ten_thousand_rows_are_pictured_at_once():
    """A picture costs a passing of the rows, no more; the limit is wide, for a busy machine."""
    incident = long_record(10_000).incident
    dates = Dates(incident)
    begun = time.process_time()
    made = [draw(incident, dates) for draw in (lanes, where_time_went, activity)]
    assert time.process_time() - begun < 0.25
    assert sum(map(sum, made[2].chart.counts)) == 10_001

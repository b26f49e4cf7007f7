"""A past incident can be played again from its own lines."""

from dataclasses import asdict
from datetime import timedelta

from hypothesis import given, settings

from core.writers import NOON, Step, Writer, lines_of, play, steps
from warroom.core.fold import Fold
from warroom.core.replay import line_of

_NOT_KEPT = {"id", "ref", "row_id", "about_ref", "recorded_at", "late_seconds", "order", "source", "by", "typed"}


def _kept(fold: Fold) -> dict[str, object]:
    """Return what a replay keeps: all but identities, writers and when it was written down."""
    incident = asdict(fold.incident)
    lists = ("timeline", "hypotheses", "escalations", "tasks", "decisions", "updates")
    kept: dict[str, object] = {
        name: sorted(repr(_bare(record)) for record in incident[name]) for name in lists
    }  # two rows of one instant may change places: which was written first is not kept among several writers
    for name in ("title", "severity", "status", "zone", "services", "summary", "impact", "roles", "milestones",
                 "next_update_at", "root_cause", "resolution", "lucky", "went_well", "closed_at", "written", "sooner",
                 "believed", "rows_shown"):  # fmt: skip
        kept[name] = incident[name]
    for name in ("severity_history", "status_history", "role_history", "handovers", "overrides", "review"):
        kept[name] = _bare(incident[name])
    return kept


def _bare(value: object) -> object:
    if isinstance(value, dict):
        return {name: _bare(one) for name, one in value.items() if name not in _NOT_KEPT}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _replayed(fold: Fold) -> Writer:
    again = Writer("ana", "again")
    mode = fold.incident.mode
    again.declare(mode=mode, started=NOON - timedelta(minutes=30) if mode == "retrospective" else None)
    again.now = NOON + timedelta(days=3)
    for line in lines_of(fold):
        again.type(line)
    return again


@settings(max_examples=150)
@given(steps(2))
def test_a_replay_of_an_incidents_lines_is_the_same_incident(some: list[Step]) -> None:
    """Records, texts, times, statuses and milestones come out as they were, whoever wrote them and saw what."""
    people = play(some, 2)
    people[0].see(people[1])
    assert _kept(_replayed(people[0].fold).fold) == _kept(people[0].fold)


@settings(max_examples=60)
@given(steps(1))
def test_a_retrospective_is_replayed_as_well(some: list[Step]) -> None:
    """An incident written up afterwards has no row for its declaration, and its numbers start at #1."""
    (person,) = play(some, 1, mode="retrospective")
    assert _kept(_replayed(person.fold).fold) == _kept(person.fold)


def test_the_line_of_an_event_is_the_line_that_was_typed() -> None:
    """With the time it happened written out, and the references of the room."""
    ana = Writer("ana", "a")
    ana.declare()
    typed = ("? the pool", "/for H1 flat", "+ raise it @bo 10m", "11:40-11:50 ! restarted", "/mark detected #3")
    lines = [line_of(ana.type(line), ana.fold) for line in typed]
    assert lines == [
        "2026-11-21 12:00Z ? the pool",
        "2026-11-21 12:00Z /for H1 flat",
        "2026-11-21 12:00Z + raise it @bo 10m",
        "2026-11-21 10:40-10:50Z ! restarted",
        "2026-11-21 12:00Z /mark detected #3",
    ]


def test_what_was_set_and_taken_away_again_is_told_as_both() -> None:
    """A star that was taken back by a line of its own, and a time box shorter than a minute."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("+ raise it @bo 30s", "/star #2", "/unstar #2"):
        ana.type(line)
    assert [line.partition("Z ")[2] for line in lines_of(ana.fold)] == ["+ raise it @bo 30s", "/star #2", "/unstar #2"]


def test_evidence_that_is_a_row_is_told_as_that_row() -> None:
    """By the number the replay gives the row; words that look like one are written so that they stay words."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("gone again", "/undo", "pool at 100 %", "? the pool", "/for H1 #3", "/against H1 #3 it was a test",
                 "/for H1 \\#3 is the ticket"):  # fmt: skip
        ana.type(line)
    assert [line.partition("Z ")[2] for line in lines_of(ana.fold)][2:] == [
        "/for H1 #2 pool at 100 %", "/against H1 #2 it was a test", "/for H1 \\#3 is the ticket",
    ]  # fmt: skip
    again = _replayed(ana.fold).fold
    assert [one.row_id for one in again.incident.hypotheses[0].evidence] == [again.row("#2").id] * 2 + [None]


def test_evidence_is_told_after_the_row_it_is() -> None:
    """Also when that row was stamped by a clock that no later stamp follows."""
    ana, bo = Writer("ana", "a"), Writer("bo", "b", now=NOON.replace(year=2150))
    ana.declare()
    bo.see(ana)
    ana.type("? the pool")
    bo.type("2026-11-21 12:00 pool at 100 %")
    ana.see(bo)
    row = next(row for row in ana.fold.incident.timeline if row.text == "pool at 100 %")
    ana.type(f"/for H1 {row.ref}")
    again = _replayed(ana.fold).fold
    (evidence,) = again.incident.hypotheses[0].evidence
    assert evidence.row_id is not None
    assert again.row_by_id(evidence.row_id).text == "pool at 100 %"


def test_a_correction_is_told_after_what_it_corrects() -> None:
    """A row stamped by a clock years ahead comes before the edit stamped by a right one."""
    ana, bo = Writer("ana", "a"), Writer("bo", "b", now=NOON.replace(year=2030))
    ana.declare()
    bo.see(ana)
    bo.type("2026-11-21 12:00 pool exhaused")
    ana.see(bo)
    ana.type("/edit #2 pool exhausted")
    assert _kept(_replayed(ana.fold).fold) == _kept(ana.fold)
    assert [line.partition("Z ")[2] for line in lines_of(ana.fold)] == ["pool exhaused", "/edit #2 pool exhausted"]


def test_a_milestone_that_was_taken_back_is_not_marked_by_the_status_again() -> None:
    """The status marked nothing because it was marked already; that mark is gone, and so it stays unmarked."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("the cause is known")
    ana.type("/mark identified #2")
    bo = Writer("bo", "b")
    bo.see(ana)
    bo.type("/status identified")
    ana.type("/undo")
    ana.see(bo)
    assert ana.fold.incident.milestones["identified"] is None
    assert _kept(_replayed(ana.fold).fold) == _kept(ana.fold)

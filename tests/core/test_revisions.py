"""The history of a record: who changed what, when, from what to what, in words that people use."""

import re
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.writers import NOON, Step, Writer, play, steps
from warroom.core.revisions import (
    FIELD_WORDS,
    GONE,
    NEW,
    Told,
    brief,
    differing,
    field_words,
    spoken_time,
    states,
    story,
    told_of,
)

LATER = NOON + timedelta(hours=1)
KINDS = {"H": "hypothesis", "E": "escalation", "T": "task", "D": "decision", "U": "update", "#": "entry"}


def typed(*lines: str) -> Writer:
    ana = Writer("ana", "a")
    ana.declare()
    for line in lines:
        ana.now += timedelta(minutes=1)
        ana.type(line)
    return ana


def told(who: Writer, ref: str) -> list[Told]:
    record = who.fold.row(ref) if ref[0] == "#" else who.fold.record(ref)
    return story(who.fold, KINDS[ref[0]], record.id, UTC, LATER)


def words(who: Writer, ref: str) -> list[str]:
    return ["".join(piece.text for piece in line) for one in told(who, ref) for line in one.lines]


def test_a_history_tells_what_was_and_what_is() -> None:
    """A corrected text, a longer time box, another owner and a state, each as it was before."""
    ana = typed("+ pool is small @bo 10m", "/edit T1 pool is too small", "/assign T1 @cy 20m", "/start T1")
    assert words(ana, "T1") == [
        "text: pool is small", "owner: bo", "time box: 10m", "text: pool is small → pool is too small",
        "owner: bo → cy", "time box: 10m → 20m", "todo → doing",
    ]  # fmt: skip
    assert [(one.at, one.by) for one in told(ana, "T1")] == [
        (NOON + timedelta(minutes=minutes), "ana") for minutes in (1, 2, 3, 4)
    ]


def test_a_theory_tells_its_evidence_its_states_and_its_lesson() -> None:
    ana = typed("? the pool", "/for H1 at 100 %", "/edit #3 at 98 %", "/test H1 read it @bo 5m", "/dead-end H1 flat",
                "/looked-right H1 it was full last time", "/star #2")  # fmt: skip
    assert words(ana, "H1") == [
        "theory: the pool", "for: at 100 %", "for: at 100 % → at 98 %", "open → testing", "test: read it", "owner: bo",
        "time box: 5m", "testing → dead end", "because: flat", "looked right: it was full last time", "#2 starred",
    ]  # fmt: skip
    assert [(f"{at:%H:%M}", state, by) for at, state, by in states(ana.fold, "hypothesis", told_id(ana, "H1"))] == [
        ("12:01", "open", "ana"), ("12:04", "testing", "ana"), ("12:05", "dead end", "ana"),
    ]  # fmt: skip


def told_id(who: Writer, ref: str) -> str:
    return who.fold.record(ref).id


def test_a_decision_tells_its_objections_and_who_carries_it_out() -> None:
    ana = typed("= roll back", "/object D1 cold cache", "/go D1 the cache is warm @bo")
    assert words(ana, "D1") == [
        "proposal: roll back", "objection: cold cache", "open → go", "because: the cache is warm",
        "carried out by: bo",
    ]  # fmt: skip


def test_a_corrected_time_is_told_with_the_time_it_had() -> None:
    """In the room's zone; that it was about then is said when it was."""
    ana = typed("rolled back", "/edit #2 ~12:30 rolled back to 4820")
    zone = ZoneInfo("Europe/Berlin")
    (made, edited) = story(ana.fold, "entry", ana.fold.row("#2").id, zone, LATER)
    assert ["".join(piece.text for piece in line) for line in edited.lines] == [
        "happened: 13:01 → 12:30", "it happened about then", "text: rolled back → rolled back to 4820",
    ]  # fmt: skip
    assert made.happened is None


def test_what_was_taken_back_says_by_whom_and_what_came_after_is_told_from_what_held() -> None:
    ana = typed("? the pool", "/edit H1 the pond")
    bo = Writer("bo", "b", now=ana.now + timedelta(minutes=1))
    bo.see(ana)
    bo.type("/undo @ana")
    bo.type("/edit H1 the pools")
    _, edited, last = story(bo.fold, "hypothesis", told_id(bo, "H1"), UTC, LATER)
    assert edited.undone
    assert edited.undone.by == "bo"
    assert "".join(piece.text for piece in last.lines[0]) == "theory: the pool → the pools"
    bo.type("/undo")
    bo.type("/redo")
    assert [one.undone is None for one in story(bo.fold, "hypothesis", told_id(bo, "H1"), UTC, LATER)] == [
        True, False, True,
    ]  # fmt: skip


def test_the_row_of_a_severity_tells_every_severity_and_the_first_row_everything() -> None:
    ana = typed("/sev 2 worse", "/role commander bo", "/impact nobody can pay", "/impact few can pay", "/sev 1")
    assert words(ana, "#2") == [
        "title: Checkout errors", "severity: SEV1", "status: investigating", "time zone: Europe/Berlin",
        "affected: checkout", "next update due: 12:20", "declared: marked at 12:00", "severity: SEV1 → SEV2",
        "because: worse", "severity: SEV2 → SEV1",
    ]  # fmt: skip
    everything = words(ana, "#1")
    assert "impact: nobody can pay → few can pay" in everything
    assert "commander: bo" in everything


@given(steps(2))
def test_no_history_shows_a_field_as_it_is_stored(some: list[Step]) -> None:
    """Whatever was typed, by whom and taken back: each field has its words, and no instant is shown as in the files."""
    (ana, bo) = play(some, 2)
    ana.see(bo)
    incident = ana.fold.incident
    ids = [("incident", incident.id), *(("entry", row.id) for row in incident.timeline)]
    for kind, name in (("hypothesis", "hypotheses"), ("escalation", "escalations"), ("task", "tasks"),
                       ("decision", "decisions"), ("update", "updates")):  # fmt: skip
        ids += [(kind, one.id) for one in getattr(incident, name)]
    for kind, event_id in ids:
        for one in story(ana.fold, kind, event_id, UTC, LATER):
            for line in one.lines:
                text = "".join(piece.text for piece in line)
                assert not re.search(r"\d{4}-\d\d-\d\dT|\b[a-z]+_[a-z]+\b|None|True|False", text), text
    for event in ana.fold.events.values():
        for name in event.set:
            assert name.partition(".")[0] in {*FIELD_WORDS, "ref", "of"}, f"{event.kind} {name} has no words"


def test_a_field_of_a_newer_warroom_is_still_readable() -> None:
    assert field_words("blast_radius") == "blast radius"


_SOME = st.lists(st.sampled_from(["the", "pool", "is", "too", "small", " ", ",", "12", "é"]), max_size=12).map("".join)


@given(_SOME | st.text(max_size=40), _SOME | st.text(max_size=40))
def test_a_difference_is_both_texts_and_marks_what_is_not_common(old: str, new: str) -> None:
    gone, fresh = differing(old, new)
    if not any("…" in piece.text for piece in (*gone, *fresh)):
        assert "".join(piece.text for piece in gone) == old
        assert "".join(piece.text for piece in fresh) == new
        assert [piece.text for piece in gone if not piece.mark] == [piece.text for piece in fresh if not piece.mark]
    assert {piece.mark for piece in gone} <= {"", GONE}
    assert {piece.mark for piece in fresh} <= {"", NEW}
    if old == new:
        assert not any(piece.mark for piece in (*gone, *fresh))


def test_only_the_words_that_changed_are_marked() -> None:
    gone, fresh = differing("pool is small today", "pool is too small today")
    assert [piece.text for piece in gone if piece.mark] == []
    assert [piece.text.strip() for piece in fresh if piece.mark] == ["too"]


def test_a_long_text_shows_where_it_changed() -> None:
    """The same words around are cut, in a text of any length and at once."""
    old = "so it goes on and on, " * 5_000
    gone, fresh = differing(f"{old}ends well {old}", f"{old}ends badly {old}")
    assert [piece.text for piece in (*gone, *fresh) if piece.mark] == ["well", "badly"]
    assert sum(len(piece.text) for piece in (*gone, *fresh)) < 300


@pytest.mark.parametrize(
    ("days", "said"), [(0, "13:05"), (1, "20 Nov 13:05"), (400, "17 Oct 2025 14:05")]
)  # in October Berlin still has summer time
def test_a_time_says_its_day_when_it_is_another(days: int, said: str) -> None:
    at = NOON + timedelta(minutes=5) - timedelta(days=days)
    assert spoken_time(at, ZoneInfo("Europe/Berlin"), LATER) == said


def test_taking_back_a_rewrite_tells_of_the_rewrite() -> None:
    """What it replaced is what is there again, and not what was taken back."""
    ana = typed("/impact nobody can pay", "/impact x")
    undo = ana.type("/undo")
    assert told_of([undo], ana.fold, UTC, LATER) == "took back: impact: x (ana, 12:02)"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("+ raise pool size @bo 10m", "T2 raise pool size @bo (ana, 12:02)"),
        ("/done T1 it is", "T1 done: it is (ana, 12:02)"),
        ("/assign T1 @cy", "T1 assigned to cy (ana, 12:02)"),
        ("/due T1 2026-12-01", "T1 due: 2026-12-01 (ana, 12:02)"),
        ("a note", "#3 a note (ana, 12:02)"),
        ("! done", "#3 action: done (ana, 12:02)"),
        ("/star #1", "#1 starred (ana, 12:02)"),
        ("/sev 2", "#3 severity: SEV2 (ana, 12:02)"),
        ("/impact nobody can pay", "impact: nobody can pay (ana, 12:02)"),
        ("/snooze T1 never", "T1 reminder: quiet for good (ana, 12:02)"),
    ],
)
def test_what_an_undo_takes_back_is_named(line: str, said: str) -> None:
    """Before and after it was taken back, with its reference, who did it, and when."""
    ana = typed("+ look @bo", line)
    event = ana.fold.last_change("ana")
    assert event
    assert brief(event, ana.fold, UTC, LATER) == said
    undo = ana.type("/undo")
    assert told_of([undo], ana.fold, UTC, LATER) == f"took back: {said}"
    redo = ana.type("/redo")
    assert told_of([redo], ana.fold, UTC, LATER) == f"brought back: {said}"

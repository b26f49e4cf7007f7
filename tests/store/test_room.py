"""A room is kept up to date and gives every line its place."""

from datetime import timedelta
from pathlib import Path

import pytest

from support import NOON
from warroom.core.errors import LineError, NotFoundError
from warroom.core.line import parse_line
from warroom.core.times import When, from_text
from warroom.store.light import glance, record_light
from warroom.store.log import log_names


@pytest.fixture
def incident(library):
    return library.create("checkout errors", by="ana", severity="SEV1")


def test_two_rooms_see_what_the_other_records(library, incident):
    """Nobody waits for anybody, and each has a log of its own."""
    ana, bo = library.open(incident, by="ana"), library.open(incident, by="bo")
    ana.record("from ana")
    assert [event.set["text"] for event in bo.poll()] == ["from ana"]
    bo.record("from bo")
    assert [event.set["text"] for event in ana.poll()] == ["from bo"]
    assert bo.poll() == []
    assert len(log_names(library.folder(incident))) == 2


def test_rooms_that_see_each_other_do_not_give_a_reference_twice(library, incident):
    """Before the first line of a batch a room looks at what the others wrote."""
    ana, bo = library.open(incident, by="ana"), library.open(incident, by="bo")
    assert ana.label(ana.record("? pool exhausted")) == "H1"
    assert bo.label(bo.record("? partner slow")) == "H2"
    assert ana.label(ana.record("? cache cold")) == "H3"
    assert [event.by for event in ana.poll()] == ["bo"], "a look while writing does not swallow the news"


def test_a_room_that_closed_leaves_its_log_to_the_next(library, incident):
    """A hundred commands in a row make one log, not a hundred."""
    for number in range(10):
        with library.open(incident, by="ana") as room:
            room.record(f"note {number}")
    assert len(log_names(library.folder(incident))) == 1


def test_a_log_taken_over_is_read_to_its_end_first(library, incident, clock):
    """What was recorded between opening a room and its first line is there, and its place is not given again."""
    room = library.open(incident, by="ana")
    folder = library.folder(incident)
    record_light(folder, parse_line("in between"), seen=glance(folder), by="bo", via="command", now=clock())
    event = room.draft_change(room.preview("mine").change)
    room.save()
    assert len(log_names(folder)) == 1
    assert event.n == 3
    assert [row.text for row in room.incident.timeline][1:] == ["in between", "mine"]


def test_a_log_of_another_machine_is_never_taken_over(library, incident, monkeypatch):
    """A folder that was copied brings logs whose writer is alive elsewhere."""
    monkeypatch.setattr("warroom.store.writer.host_name", lambda: "elsewhere")
    with library.open(incident, by="bo") as room:
        event = room.record("from another machine")
    assert event.origin.startswith("elsewhere-")
    assert len(log_names(library.folder(incident))) == 2


def test_a_reader_takes_no_lock_and_makes_no_file(library, incident):
    """Looking leaves no trace."""
    before = sorted(Path(library.home).rglob("*"))
    with library.open(incident, by="bo") as room:
        room.poll()
    assert sorted(Path(library.home).rglob("*")) == before


def test_a_preview_records_nothing_and_foretells_the_reference(library, incident):
    """What stands beside the line is what Enter will record."""
    room = library.open(incident, by="ana")
    preview = room.preview("-5m ? pool exhausted")
    assert (preview.ref, preview.row) == ("H1", 2)
    assert preview.change.when.at == NOON - timedelta(minutes=5)
    assert room.preview("/next 30m").row is None
    assert room.incident.hypotheses == []
    with pytest.raises(NotFoundError):
        room.preview("/confirm H7")
    with pytest.raises(LineError):
        room.preview("25:99 nothing")


def test_the_time_of_a_line_is_when_typing_began(library, incident, clock):
    """Whoever types for half a minute is not half a minute late."""
    room = library.open(incident, by="ana")
    began = clock.now
    clock.forward(seconds=30)
    room.record("the graph turned", typed_at=began)
    assert room.incident.timeline[-1].at == began


def test_in_a_retrospective_a_line_without_a_time_belongs_to_the_one_before(library):
    """Nobody who writes it up afterwards means now."""
    incident = library.create("an old one", by="ana", mode="retrospective")
    with library.open(incident, by="ana") as room:
        room.record("2023-06-05 14:02 error rate 31 %")
        event = room.record("and nobody noticed")
        row = room.fold.row_by_id(event.event_id)
    assert row.at.isoformat() == "2023-06-05T14:02:00+00:00"
    assert row.about


def test_in_a_retrospective_yesterday_stays_yesterday(library, clock):
    """Each line was recorded a day before the last one, once yesterday was counted from that."""
    incident = library.create("checkout fails", by="ana", mode="retrospective", started=When(clock() - timedelta(20)))
    yesterday = (clock() - timedelta(days=1)).date()
    with library.open(incident, by="ana") as room:
        for minute in range(3):
            room.record(f"yesterday 20:5{minute} error rate 31 %")
    assert {row.at.date() for row in room.incident.timeline} == {yesterday}


@pytest.mark.parametrize("text", ["/postmortem reviewed", "/rows starred", "/metric detect 2m x", "/write backlog x"])
def test_in_a_retrospective_what_is_said_of_the_postmortem_is_said_now(library, clock, text):
    """A review is of the day it was given, and not of the incident."""
    incident = library.create("an old one", by="ana", mode="retrospective")
    with library.open(incident, by="ana") as room:
        room.record("2023-06-05 14:02 error rate 31 %")
        event = room.record(text)
    assert abs(from_text(event.at) - clock()) < timedelta(minutes=5)


def test_who_calls_it_reviewed_is_told_what_is_still_missing(library, incident):
    """They may not have looked; of a draft nobody expects it."""
    with library.open(incident, by="ana") as room:
        assert room.reply(room.record("/postmortem reviewed")).endswith(" things are still missing: warroom check")
        assert "missing" not in room.reply(room.record("/postmortem draft"))


def test_a_light_line_is_the_same_as_one_typed_in_the_room(library, incident, clock):
    """Recording without reading the incident gives the same numbers."""
    folder = library.folder(incident)
    seen = glance(folder)
    first = record_light(folder, parse_line("? pool exhausted"), seen=seen, by="bo", via="command", now=clock())
    second = record_light(folder, parse_line("? net slow"), seen=glance(folder), by="bo", via="command", now=clock())
    room = library.open(incident, by="ana")
    assert [room.label(event) for event in (first, second)] == ["H1", "H2"]
    assert [(first.row, second.row), (first.n, second.n)] == [(2, 3), (2, 3)]
    assert room.label(room.record("? a third")) == "H3"
    assert first.stamp < second.stamp


def test_what_is_recorded_is_answered(library, incident):
    """The answer says the time, the reference, the kind and the words."""
    room = library.open(incident, by="ana")
    answers = [room.reply(room.record(line)) for line in (
        "? connection pool exhausted", "/for H1 pool at 100 %", "! rolled back", "/mark mitigated #4", "/undo", "/redo",
        "11:30 /mark detected", "/star #4", "/strike #4 wrong room", "/confirm H1", "yesterday 23:50 first page",
        "/edit #4 rolled back to 4820", "/service checkout", "+ monthly drill @bo #preventative due:2026-12-01",
    )]  # fmt: skip
    assert answers == [
        "12:00:00Z H1 hypothesis: connection pool exhausted",
        "12:00:00Z H1 hypothesis: for: pool at 100 %",
        "12:00:00Z #4 action: rolled back",
        "12:00:00Z mitigated marked at #4",
        "12:00:00Z took back: mitigated: marked at #4, 12:00 (ana, 12:00)",
        "12:00:00Z brought back: mitigated: marked at #4, 12:00 (ana, 12:00)",
        "12:00:00Z detected marked at 11:30:00Z",
        "12:00:00Z #4 starred",
        "12:00:00Z #4 struck through: wrong room",
        "12:00:00Z H1 hypothesis: confirmed",
        "2026-11-20 23:50:00Z #6 note: first page",
        "12:00:00Z #4 corrected to: rolled back to 4820",
        "12:00:00Z service: checkout",
        "12:00:00Z T1 task: monthly drill @bo",
    ]


def test_an_id_is_the_date_and_the_title(library):
    """Two of a kind get a number; a title without a letter of the alphabet gets a word."""
    assert library.create("Checkout errors!", by="ana") == "2026-11-21-checkout-errors"
    assert library.create("checkout: errors", by="ana") == "2026-11-21-checkout-errors-2"
    assert library.create("支払い ../../etc/passwd", by="ana") == "2026-11-21-etc-passwd"
    assert library.create("支払い", by="ana") == "2026-11-21-incident"


def test_an_incident_is_found_by_enough_of_its_id(library):
    """Part of an id will do while only one incident has it."""
    library.create("checkout errors", by="ana")
    library.create("login slow", by="ana")
    assert library.find("login") == "2026-11-21-login-slow"
    with pytest.raises(NotFoundError, match="could be 2026-11-21-checkout-errors, 2026-11-21-login-slow"):
        library.find("2026")
    with pytest.raises(NotFoundError, match="there is no incident 'nope'"):
        library.find("nope")


def test_an_incident_that_is_closed_is_not_the_current_one(library):
    """Which one is meant is clear as long as only one goes on."""
    first = library.create("checkout errors", by="ana")
    library.create("login slow", by="ana")
    with pytest.raises(NotFoundError, match="2 incidents are open"):
        library.current()
    with library.open("2026-11-21-login-slow", by="ana") as room:
        room.record("/status closed")
    assert library.active() == [first]
    assert library.current() == first


def test_the_one_that_goes_on_is_the_current_one(library):
    """Before one that is resolved; that one when it is the only one not closed; else the sentence names them."""
    over = library.create("checkout errors", by="ana")
    with library.open(over, by="ana") as room:
        room.record("/status resolved")
    assert library.current() == over
    assert library.active() == []
    drill = library.create("a drill", by="ana", mode="drill")
    assert (library.current(), library.active("real")) == (drill, [])
    with library.open(drill, by="ana") as room:
        room.record("/status resolved")
    with pytest.raises(NotFoundError, match=f"no incident is open: say which with -i, there are {drill}, {over}"):
        library.current()
    with library.open(over, by="ana") as room:
        room.record("/undo")
    assert (library.current(), library.active("real")) == (over, [over]), "its being resolved was taken back"


def test_a_pasted_block_is_one_step_back_and_one_step_forth(library, incident):
    """Of each writer on their own; a room that opens later knows it from the record."""
    ana, bo = library.open(incident, by="ana"), library.open(incident, by="bo")
    for room, lines in ((ana, ["one", "? two"]), (bo, ["three", "four"]), (ana, ["five", "six"])):
        events, why = room.draft_block(lines, typed_at=NOON)
        assert (len(events), why) == (2, "")
        room.save()
    ana.close()
    with library.open(incident, by="ana") as later:
        for count in (2, 2):
            assert len(later.draft_step("/undo")) == count
        assert [row.text for row in later.incident.timeline][1:] == ["three", "four"]
        with pytest.raises(LineError, match="nothing of ana's"):
            later.draft_step("/undo")
        assert len(later.draft_step("/redo")) == 2
        assert [row.text for row in later.incident.timeline][1:] == ["one", "two", "three", "four"]


def test_undo_takes_another_persons_change_only_when_asked(library, incident):
    """By name the last of theirs, a block as a whole; what comes back is brought back by who took it."""
    ana, bo = library.open(incident, by="ana"), library.open(incident, by="bo")
    bo.draft_block(["one", "two"], typed_at=NOON)
    bo.save()
    ana.poll()
    with pytest.raises(LineError, match=r"^/undo @bo takes back what bo changed last; there is nothing of ana's"):
        ana.draft_step("/undo")
    assert [one.set["text"] for one in ana.step(parse_line("/undo @bo"))] == ["two", "one"]
    taken = ana.draft_step("/undo @bo")
    assert ana.reply(*taken) == "12:00:00Z took back: the 2 lines that were recorded as one step (bo, 12:00)"
    assert [row.text for row in ana.incident.timeline][1:] == []
    brought = ana.draft_step("/redo")
    assert ana.reply(*brought) == "12:00:00Z brought back: the 2 lines that were recorded as one step (bo, 12:00)"
    with pytest.raises(LineError, match="nothing of cy's to take back"):
        ana.draft_step("/undo @cy")


def test_a_line_of_a_block_that_cannot_be_recorded_ends_it(library, incident):
    """Those before it have their place, and the reason is told."""
    with library.open(incident, by="ana") as room:
        events, why = room.draft_block(["one", "/star #9", "three"])
        assert [event.set["text"] for event in events] == ["one"]
        assert "#9" in why


def test_one_line_alone_is_no_block(library, incident):
    with library.open(incident, by="ana") as room:
        assert room.draft_block(["one"])[0][0].via == "screen"


def test_a_room_that_got_ready_knows_the_places_that_came_later_too(library, incident):
    """The first line waits for nothing, and no place is given twice."""
    ana, bo = library.open(incident, by="ana"), library.open(incident, by="bo")
    ana.get_ready()
    event = bo.record("from bo")
    ana.poll()
    ana.get_ready()
    ana.get_ready()
    assert ana._places[event.origin] == event.n
    assert ana._placed == len(ana.fold.events)

"""The checkpoint is a plain TinyDB file, a complete copy, and nothing is lost with it."""

import json
import os
import shutil
from binascii import crc32
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from support import NOON
from warroom.core.contract import contract
from warroom.core.errors import NotFoundError, StoreError
from warroom.core.line import parse_line
from warroom.store.light import glance, record_light

LINES = ("error rate 31 %", "? connection pool exhausted", "/for H1 pool at 100 %", "^ dba: look",
         "+ read metrics @bo 10m",
         "= roll back", '" we are on it @customers', "/sev 1 worse", "/ack E1", "/done T1", "/star #2")  # fmt: skip


@pytest.fixture
def incident(library):
    incident_id = library.create("checkout errors", by="ana", severity="SEV2", services=["checkout"])
    with library.open(incident_id, by="ana") as room:
        for line in LINES:
            room.record(line)
    return incident_id


def checkpoint_of(library, incident) -> Path:
    return Path(library.folder(incident), "incident.json")


def state(library, incident) -> dict:
    return contract(library.open(incident, by="ana").incident)


def test_stock_tinydb_opens_it_with_the_tables_of_the_contract(library, incident):
    """People's own scripts need nothing of ours."""
    whole = state(library, incident)
    with TinyDB(checkpoint_of(library, incident)) as database:
        assert database.tables() == {
            "warroom", "events", "incident", "timeline", "hypotheses", "escalations", "tasks", "decisions", "updates",
        }  # fmt: skip
        assert database.table("incident").all() == [whole["incident"]]
        for name in ("timeline", "hypotheses", "escalations", "tasks", "decisions", "updates"):
            assert database.table(name).all() == whole[name]
        assert database.table("tasks").get(where("owner") == "bo")["text"] == "read metrics"
        assert len(database.table("events")) == len(LINES) + 1


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1, 2]", b"\xff\xfe\x00", b"{" * 5000, "half", "flip"])
def test_a_damaged_checkpoint_loses_nothing_and_is_said(library, incident, damage):
    """The logs are the record."""
    whole, path = state(library, incident), checkpoint_of(library, incident)
    data = path.read_bytes()
    if damage == "half":
        damage = data[: len(data) // 2]
    elif damage == "flip":
        damage = data.replace(b"exhausted", b"exhaustef", 1)
    path.write_bytes(damage)
    room = library.open(incident, by="ana")
    assert contract(room.incident) == whole
    assert len(room.notices) == 1
    assert room.notices[0].startswith("incident.json ")


def test_a_lost_checkpoint_loses_nothing_and_is_said(library, incident):
    """It is a cache; the next one is written from the logs."""
    whole = state(library, incident)
    checkpoint_of(library, incident).unlink()
    with library.open(incident, by="ana") as room:
        assert contract(room.incident) == whole
        assert "incident.json was not there" in room.notices[0]
        room.checkpoint()
    assert library.open(incident, by="ana").notices == []


def test_the_checkpoint_alone_is_a_complete_copy(library, incident):
    """One file can be mailed, and what is recorded in the copy goes on with the numbers."""
    whole = state(library, incident)
    shutil.rmtree(Path(library.folder(incident), "log"))
    assert state(library, incident) == whole
    assert glance(library.folder(incident)).highest["#"] == len(whole["timeline"])
    with library.open(incident, by="ana") as room:
        event = room.record("goes on")
        assert room.label(event) == f"#{len(whole['timeline']) + 1}"
    assert len(state(library, incident)["timeline"]) == len(whole["timeline"]) + 1


def newer_checkpoint(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"format":2', b'"format":3', 1))


def newer_log(path: Path) -> None:
    [log] = path.parent.glob("log/*.jsonl")
    body = log.read_bytes().split(b" ", 1)[1].split(b"\n", 1)[0].replace(b'"format":2', b'"format":3')
    log.write_bytes(b"%08x %s\n" % (crc32(body), body) + log.read_bytes().split(b"\n", 1)[1])


@pytest.mark.parametrize("make_newer", [newer_checkpoint, newer_log])
def test_what_a_newer_warroom_wrote_is_read_and_not_written(library, incident, make_newer):
    """One sentence says so on opening and on typing, whatever the door; no file is touched."""
    whole, path = state(library, incident), checkpoint_of(library, incident)
    make_newer(path)
    files = {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}
    with library.open(incident, by="ana") as room:
        assert contract(room.incident) == whole
        assert any("newer warroom" in notice and "update" in notice for notice in room.notices)
        with pytest.raises(StoreError, match="newer warroom"):
            room.record("one more")
        room.tidy()
        room.checkpoint()
    with pytest.raises(StoreError, match="newer warroom"):
        record_light(path.parent, parse_line("one"), seen=glance(path.parent), by="ana", via="command", now=NOON)
    assert {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()} == files


def test_a_change_made_with_stock_tinydb_is_kept_beside_and_said(library, incident):
    """The logs are followed, and nobody's work is overwritten, not even the second time."""
    whole, path = state(library, incident), checkpoint_of(library, incident)
    for name, owner in (("incident.changed.json", "mallory"), ("incident.changed-2.json", "trudy")):
        with TinyDB(path) as database:
            database.table("tasks").update({"owner": owner})
        theirs = path.read_bytes()
        with library.open(incident, by="ana") as room:
            room.record("one more")
            room.checkpoint()
            assert any(name in notice for notice in room.notices)
        assert (path.parent / name).read_bytes() == theirs
        with TinyDB(path) as database:
            assert [task["owner"] for task in database.table("tasks").all()] == ["bo"]
    assert state(library, incident)["tasks"] == whole["tasks"]
    assert library.open(incident, by="ana").notices == []


def test_a_change_made_under_a_running_screen_is_kept_too(library, incident):
    """It is noticed when the next checkpoint is written, even one made with an editor."""
    path = checkpoint_of(library, incident)
    with library.open(incident, by="ana") as room:
        room.record("one")
        room.checkpoint()
        path.write_bytes(path.read_bytes().replace(b"read metrics", b"READ METRICS"))
        room.record("two")
        room.checkpoint()
        assert any("incident.changed.json" in notice for notice in room.notices)
    assert b"READ METRICS" in (path.parent / "incident.changed.json").read_bytes()


def test_an_older_checkpoint_is_read_and_kept_when_the_next_is_written(library, incident):
    """Nothing of an older format is thrown away."""
    whole, path = state(library, incident), checkpoint_of(library, incident)
    path.write_bytes(path.read_bytes().replace(b'"format":2', b'"format":1', 1))
    older = path.read_bytes()
    with library.open(incident, by="ana") as room:
        assert contract(room.incident) == whole
        assert room.notices == []
        room.record("one more")
        room.checkpoint()
    assert (path.parent / "incident.format-1.json").read_bytes() == older
    assert b'"format":2' in path.read_bytes().splitlines()[0]


def test_offsets_that_do_not_fit_a_log_make_it_be_read_whole(library, incident):
    """A log that was replaced by another is not entered in the middle of a line."""
    path = checkpoint_of(library, incident)
    document = json.loads(path.read_text().splitlines()[0].rstrip(",") + "}")
    [(name, end)] = document["warroom"]["1"]["offsets"].items()
    log = Path(library.folder(incident), "log", name)
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[0] + b"\n" + b"".join(lines[1:]))
    assert log.stat().st_size == end + 1
    room = library.open(incident, by="ana")
    assert len(room.incident.timeline) > 5
    assert room.notices == []


def test_an_incident_of_which_nothing_can_be_read_is_one_sentence(library, incident):
    """It says what is wrong, and the other incidents are still listed."""
    other = library.create("another", by="ana")
    shutil.rmtree(Path(library.folder(incident), "log"))
    checkpoint_of(library, incident).write_bytes(b"garbage")
    with pytest.raises(StoreError, match="cannot be read"):
        library.open(incident, by="ana")
    by_id = {summary.id: summary for summary in library.summaries()}
    assert "cannot be read" in by_id[incident].damaged
    assert by_id[other].title == "another"
    with pytest.raises(NotFoundError):
        glance(library.folder(incident))


def test_opening_does_not_depend_on_the_checkpoint(library, incident):
    """Checkpoint and tails, logs alone, checkpoint alone: the same incident."""
    with library.open(incident, by="bo", via="command") as room:
        room.record("after the checkpoint")
    whole = state(library, incident)
    assert whole["timeline"][-1]["text"] == "after the checkpoint"
    checkpoint_of(library, incident).unlink()
    assert state(library, incident) == whole


def test_what_a_killed_process_left_beside_the_checkpoint_is_removed_an_hour_later(library, incident):
    """Not at once: it may be at work."""
    with library.open(incident, by="ana") as room:
        old, new = (Path(room.folder, f"incident.json.{pid}.tmp") for pid in (11, 12))
        mine = Path(room.folder, "incident.json.notes.tmp")
        for one in (old, new, mine):
            one.write_text("half")
        for one in (old, mine):
            os.utime(one, (0, 0))
        room.tidy()
        assert (old.exists(), new.exists(), mine.exists()) == (False, True, True)

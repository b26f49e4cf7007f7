"""The checkpoint is a plain TinyDB file, a complete copy, and nothing is lost with it."""

import json
import shutil
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from warroom.core.contract import contract
from warroom.core.errors import NotFoundError, StoreError
from warroom.store.light import glance

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


def test_a_checkpoint_of_a_newer_version_is_left_to_it(library, incident):
    """What a newer warroom wrote is not guessed at."""
    whole, path = state(library, incident), checkpoint_of(library, incident)
    path.write_bytes(path.read_bytes().replace(b'"format":1', b'"format":2', 1))
    room = library.open(incident, by="ana")
    assert contract(room.incident) == whole
    assert "newer warroom" in room.notices[0]


def test_a_checkpoint_changed_by_a_script_does_not_change_the_record(library, incident):
    """Somebody's script may write into it with stock TinyDB; the logs are followed, and it is said."""
    whole, path = state(library, incident), checkpoint_of(library, incident)
    with TinyDB(path) as database:
        database.table("tasks").update({"owner": "mallory"})
    room = library.open(incident, by="ana")
    assert contract(room.incident) == whole
    assert "changed by another program" in room.notices[0]


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

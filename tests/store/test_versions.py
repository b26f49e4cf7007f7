"""Every file says its format: an older one is brought up to date with the original kept, a newer one is only read."""

import os
from pathlib import Path

import pytest

from warroom.core.contract import contract
from warroom.store.lock import FileLock
from warroom.store.reserve import reserve_path


@pytest.fixture
def older(library) -> Path:
    """Return the log of an incident in format 1, which had no first line."""
    incident = library.create("checkout errors", by="ana")
    with library.open(incident, by="ana") as room:
        room.record("one")
        room.record("? the pool")
    [log] = Path(library.folder(incident)).glob("log/*.jsonl")
    log.write_bytes(log.read_bytes().split(b"\n", 1)[1])
    return log


def test_an_older_log_is_brought_up_to_date_and_the_original_is_kept(library, older):
    """It is read all the same, said once, and written on."""
    original, incident = older.read_bytes(), older.parent.parent.name
    with library.open(incident, by="ana") as room:
        assert [notice for notice in room.notices if "older format" in notice]
        assert [row.text for row in room.incident.timeline[1:]] == ["one", "the pool"]
        room.record("two")
    assert older.with_name(f"{older.name}.format-1").read_bytes() == original
    assert older.read_bytes().splitlines()[0].endswith(b'"origin":"%s"}' % older.stem.encode())
    assert len(list(older.parent.glob("*.jsonl"))) == 1, "the log it was is written on"
    again = library.open(incident, by="ana")
    assert again.notices == []
    assert [row.text for row in again.incident.timeline[1:]] == ["one", "the pool", "two"]


def test_an_older_log_that_an_older_warroom_is_writing_is_left_to_it(library, older):
    """It held its lock on a file beside the log."""
    original, incident = older.read_bytes(), older.parent.parent.name
    lock = FileLock.take(str(older.with_suffix(".lock")))
    assert lock is not None
    with library.open(incident, by="ana") as room:
        room.record("two")
        assert [row.text for row in room.incident.timeline[1:]] == ["one", "the pool", "two"]
    lock.release()
    assert older.read_bytes() == original


def test_bringing_up_to_date_can_be_cut_short_at_any_place(library, older, monkeypatch):
    """The log is the older one or the newer one, never half of it, and the next open goes on."""
    incident = older.parent.parent.name
    whole = contract(library.open(incident, by="ana").incident)
    older.write_bytes(older.read_bytes().split(b"\n", 1)[1])
    for call in ("write", "replace", "fdatasync", "fsync"):
        with monkeypatch.context() as patched:

            def fail(*_: object, **__: object) -> None:
                raise OSError(28, "No space left on device")

            patched.setattr(os, call, fail, raising=False)
            assert contract(library.open(incident, by="ana").incident) == whole
    assert contract(library.open(incident, by="ana").incident) == whole
    assert older.read_bytes().count(b'"warroom":"log"') == 1


def test_listing_the_library_changes_nothing(library, older):
    """Looking is not opening."""
    original = older.read_bytes()
    library.summaries()
    assert older.read_bytes() == original


def test_the_reserve_says_its_format_and_what_it_is_for(library, older):
    """Somebody short of room will find it, and wonder."""
    with Path(reserve_path(library.folder(older.parent.parent.name))).open("rb") as file:
        assert file.readline() == b"warroom reserve, format 1: deleted when the disk is full, so that logging goes on\n"

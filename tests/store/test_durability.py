"""What is acknowledged is on the disk, and damage to one thing takes nothing else with it."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from binascii import crc32
from pathlib import Path

import pytest

from support import environment
from warroom.core.errors import StoreError
from warroom.core.line import parse_line
from warroom.store import files, tiny
from warroom.store import log as logs
from warroom.store import room as rooms
from warroom.store import writer as writers
from warroom.store.light import glance, record_light


@pytest.fixture
def incident(library):
    return library.create("checkout errors", by="ana", severity="SEV1")


def the_log(library, incident) -> Path:
    [path] = Path(library.folder(incident), "log").glob("*.jsonl")
    return path


def texts(room) -> list[str]:
    return [row.text for row in room.incident.timeline if row.kind == "note"]


def reopened(library, incident) -> list[str]:
    return texts(library.open(incident, by="ana"))


def test_a_line_counts_as_saved_only_after_its_data_sync(library, incident, monkeypatch):
    """The write comes first, then the sync, and only then is the event no longer unsaved."""
    room = library.open(incident, by="ana")
    order = []
    real_write, real_sync = os.write, files.sync_file

    def write(descriptor, data):
        order.append("write")
        return real_write(descriptor, data)

    def sync(descriptor):
        order.append(("sync", len(room.unsaved)))
        real_sync(descriptor)

    monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr(writers, "sync_file", sync)
    event = room.draft("error rate 31 %")
    assert order == []
    assert room.unsaved == {event.event_id}
    room.save()
    assert order == ["write", ("sync", 1)]
    assert room.unsaved == frozenset()


def test_many_drafts_are_one_write_and_one_sync(library, incident, monkeypatch):
    """What arrives together is put on the disk together."""
    room = library.open(incident, by="ana")
    for number in range(50):
        room.draft(f"note {number}")
    written = []
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: written.append(1) or real_write(descriptor, data))
    room.save()
    assert len(written) == 1
    assert len(reopened(library, incident)) == 50


def test_a_line_torn_by_a_crash_is_fenced_off(library, incident):
    """The half line that a crash left behind costs nothing but itself, and the next line is whole."""
    with library.open(incident, by="ana") as room:
        room.record("before")
    path = the_log(library, incident)
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines(keepends=True)[-1][:40])
    with library.open(incident, by="ana") as room:
        assert texts(room) == ["before"]
        room.record("after")
    assert path.read_bytes().startswith(whole)
    assert reopened(library, incident) == ["before", "after"]


def test_a_record_that_lost_only_its_newline_counts(library, incident):
    """A complete record is a record; the next writer closes its line and takes the next place, not the same."""
    with library.open(incident, by="ana") as room:
        room.record("before")
    path = the_log(library, incident)
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    with library.open(incident, by="ana") as room:
        last = room.record("after")
        assert last.n == 3
    assert [event.n for event in logs.read_log(str(path)).events] == [1, 2, 3]
    assert reopened(library, incident) == ["before", "after"]
    assert library.open(incident, by="ana").notices == []


@pytest.mark.parametrize("place", range(0, 300, 7))
def test_a_flipped_bit_costs_one_line(library, incident, place):
    """A damaged line is skipped and said; every other line is there."""
    with library.open(incident, by="ana") as room:
        for text in ("one", "two", "three"):
            room.record(text)
    Path(library.folder(incident), "incident.json").unlink()
    path = the_log(library, incident)
    lines = path.read_bytes().splitlines(keepends=True)
    damaged = bytearray(lines[3])
    damaged[place % (len(damaged) - 1)] ^= 1
    path.write_bytes(b"".join([*lines[:3], bytes(damaged), *lines[4:]]))
    room = library.open(incident, by="ana")
    assert texts(room) == ["one", "three"]
    assert any("1 line" in notice and path.name in notice for notice in room.notices)


def test_a_log_with_a_damaged_end_is_not_written_on(library, incident):
    """Whoever cannot read the last place of a log could give it twice, so it begins another log."""
    with library.open(incident, by="ana") as room:
        room.record("one")
        room.record("two")
    path = the_log(library, incident)
    path.write_bytes(path.read_bytes()[:-20] + b"x" * 19 + b"\n")
    with library.open(incident, by="ana") as room:
        assert texts(room) == ["one", "two"], "the checkpoint has the line the log lost"
        room.record("three")
    assert len(list(path.parent.glob("*.jsonl"))) == 2
    assert reopened(library, incident) == ["one", "two", "three"]


def test_a_light_line_does_not_go_behind_a_damaged_one(library, incident, clock):
    """Without reading the incident nobody knows which place the damaged line had."""
    with library.open(incident, by="ana") as room:
        room.record("one")
    path, folder = the_log(library, incident), library.folder(incident)
    path.write_bytes(path.read_bytes()[:-20] + b"x" * 19 + b"\n")
    clock.forward(seconds=1)  # two logs that never saw each other: at one instant, chance alone would order them
    record_light(folder, parse_line("two"), seen=glance(folder), by="ana", via="command", now=clock())
    assert reopened(library, incident) == ["one", "two"]


def test_a_log_that_lost_its_end_is_not_written_on(library, incident):
    """A log cut short behind our back has places that are taken, although it looks sound."""
    with library.open(incident, by="ana") as room:
        room.record("one")
        room.record("two")
    path = the_log(library, incident)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with library.open(incident, by="ana") as room:
        room.record("three")
    assert reopened(library, incident) == ["one", "two", "three"]


def test_a_failed_write_keeps_the_drafts_for_the_next_save(library, incident, monkeypatch):
    """A full disk is said in one sentence; what was typed is still there, and goes to the disk when there is room."""
    room = library.open(incident, by="ana")
    room.record("one")
    with monkeypatch.context() as patched:

        def full(descriptor, data):
            raise OSError(28, "No space left on device")

        patched.setattr(os, "write", full)
        event = room.draft("two")
        with pytest.raises(StoreError, match="no space left on device; free some space"):
            room.save()
        assert room.unsaved == {event.event_id}
    room.record("three")
    assert room.unsaved == frozenset()
    assert reopened(library, incident) == ["one", "two", "three"]


def test_a_write_cut_short_by_a_full_disk_costs_nothing(library, incident, monkeypatch):
    """Half a line that did reach the disk is fenced off, and the line is written again, whole."""
    room = library.open(incident, by="ana")
    room.record("one")
    real_write = os.write
    with monkeypatch.context() as patched:

        def half(descriptor, data):
            real_write(descriptor, data[: len(data) // 2])
            raise OSError(28, "No space left on device")

        patched.setattr(os, "write", half)
        room.draft("two")
        with pytest.raises(StoreError):
            room.save()
    room.record("three")
    assert reopened(library, incident) == ["one", "two", "three"]


def test_after_a_failed_sync_the_line_goes_to_a_new_file_before_it_is_acknowledged(library, incident, monkeypatch):
    """A disk that refused to sync once may claim success the next time, so that file is never synced again."""
    room = library.open(incident, by="ana")
    room.record("one")
    refused, synced, real_sync = [], [], files.sync_file

    def refuse_once(descriptor):
        inode = os.fstat(descriptor).st_ino
        if not refused:
            refused.append(inode)
            raise OSError(5, "Input/output error")
        synced.append(inode)
        real_sync(descriptor)

    monkeypatch.setattr(writers, "sync_file", refuse_once)
    room.record("two")
    assert room.unsaved == frozenset()
    room.record("three")
    room.close()
    assert len(synced) >= 2
    assert refused[0] not in synced
    names = sorted(path.name for path in the_log_folder(library, incident).glob("*.jsonl"))
    assert [name.endswith("~2.jsonl") for name in names].count(True) == 1
    assert reopened(library, incident) == ["one", "two", "three"]


def test_a_disk_that_never_syncs_is_said_and_the_drafts_are_kept(library, incident, monkeypatch):
    """One new file is tried; then it is the user's to know, and nothing counts as saved."""
    room = library.open(incident, by="ana")
    with monkeypatch.context() as patched:

        def refuse(descriptor):
            raise OSError(5, "Input/output error")

        patched.setattr(writers, "sync_file", refuse)
        event = room.draft("one")
        with pytest.raises(StoreError, match="input/output error"):
            room.save()
        assert room.unsaved == {event.event_id}
    room.save()
    assert reopened(library, incident) == ["one"]


def the_log_folder(library, incident) -> Path:
    return Path(library.folder(incident), "log")


@pytest.mark.parametrize("how", ["deleted", "moved", "emptied", "cut", "garbage", "folder"])
def test_a_log_lost_under_its_writer_is_made_again_with_the_next_line(library, incident, how):
    """The system would take the line into a file that nobody finds; we write all of it again, and the line."""
    room = library.open(incident, by="ana")
    room.record("one")
    path = the_log(library, incident)
    damage(path, how)
    room.record("two")
    room.record("three")
    Path(library.folder(incident), "incident.json").unlink(missing_ok=True)
    assert reopened(library, incident) == ["one", "two", "three"]


def damage(path: Path, how: str) -> None:
    """Do to a log what people, scripts and disks do."""
    data = path.read_bytes()
    if how == "deleted":
        path.unlink()
    elif how == "moved":
        path.rename(path.with_name("elsewhere"))
    elif how == "emptied":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(data[: len(data) - 20])
    elif how == "garbage":
        path.write_bytes(b"\x00garbage\n" * 200)
    else:
        shutil.rmtree(path.parent)


@pytest.mark.parametrize("how", ["deleted", "moved", "emptied", "cut", "garbage", "folder"])
def test_a_log_lost_under_a_screen_is_made_again_on_a_quiet_moment(library, incident, how):
    """Nobody need type anything: what the screen still knows is written again, others' lines too, and it is said."""
    library.open(incident, by="bo", via="command").record("from bo")
    bo = the_log(library, incident)
    room = library.open(incident, by="ana")
    damage(bo, how)
    room.poll()
    room.tidy()
    assert any("safe again" in notice for notice in room.notices)
    Path(library.folder(incident), "incident.json").unlink()
    assert reopened(library, incident) == ["from bo"]
    room.record("from ana")
    assert reopened(library, incident) == ["from bo", "from ana"]


def test_a_log_that_was_only_touched_is_written_on(library, incident):
    """A backup program that changes a date is no reason for a new file."""
    room = library.open(incident, by="ana")
    room.record("one")
    path = the_log(library, incident)
    os.utime(path, (1, 1))
    room.record("two")
    assert the_log(library, incident) == path
    assert reopened(library, incident) == ["one", "two"]


def test_folders_and_files_are_private(library, incident):
    """Incidents hold secrets."""
    library.open(incident, by="ana").close()
    for folder, folders, names in os.walk(library.home):
        assert {stat.S_IMODE(os.stat(Path(folder, name)).st_mode) for name in folders} <= {0o700}
        assert {stat.S_IMODE(os.stat(Path(folder, name)).st_mode) for name in names} <= {0o600}
    assert stat.S_IMODE(os.stat(library.home).st_mode) == 0o700


def test_kill_9_loses_nothing_that_was_acknowledged(library, incident):
    """What a killed writer printed as recorded is there, in order and once."""
    code = textwrap.dedent(f"""
        from warroom.store.room import Room
        room = Room({library.folder(incident)!r}, by="ana")
        number = 0
        while True:
            number += 1
            room.record(f"note {{number}}")
            print(number, flush=True)
    """)
    there = 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment(Path(library.home)), text=True
        )
        acknowledged = [process.stdout.readline() for _ in range(40)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += [line for line in process.stdout.readlines() if line.endswith("\n")]
        process.stdout.close()
        process.wait()
        found = reopened(library, incident)
        assert len(found) - there - len(acknowledged) in {0, 1}, "one may be on the disk and not acknowledged yet"
        assert found[there:] == [f"note {number}" for number in range(1, len(found) - there + 1)]
        there = len(found)
    assert len(list(the_log_folder(library, incident).glob("*.jsonl"))) == 1, "the killed writer's log is taken over"


def test_a_line_of_a_log_is_a_checksum_and_json(library, incident):
    """A log can be read with a pair of eyes and verified with any CRC-32."""
    first, second = the_log(library, incident).read_bytes().splitlines()
    for line in (first, second):
        checksum, body = line.split(b" ", 1)
        assert int(checksum, 16) == crc32(body)
    origin = the_log(library, incident).stem
    assert json.loads(first.split(b" ", 1)[1]) == {"warroom": "log", "format": 2, "origin": origin}
    assert json.loads(second.split(b" ", 1)[1])["kind"] == "incident"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_is_one_sentence(library, incident):
    """Reading still works where writing does not."""
    os.chmod(the_log_folder(library, incident), 0o500)
    room = library.open(incident, by="ana")
    room.draft("one")
    with pytest.raises(StoreError, match="permission denied"):
        room.save()


# What somebody else does to the logs


def test_two_events_that_were_given_one_place_are_both_kept(library, incident, clock):
    """A log that was cut off at a line's end is written on by a command; a room that knew the line has both."""
    with library.open(incident, by="ana") as ana:
        record_light(ana.folder, parse_line("first"), seen=glance(ana.folder), by="bo", via="command", now=clock())
        ana.poll()
        log = the_log(library, incident)
        log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
        clock.forward(seconds=1)
        record_light(ana.folder, parse_line("second"), seen=glance(ana.folder), by="cy", via="command", now=clock())
        ana.poll()
        assert sorted(texts(ana)) == ["first", "second"]
        assert any("both" in notice or "kept too" in notice for notice in ana.notices)
        ana.tidy()
    assert sorted(reopened(library, incident)) == ["first", "second"]
    Path(library.folder(incident), "incident.json").unlink()
    assert sorted(reopened(library, incident)) == ["first", "second"]


def test_the_place_of_half_a_line_is_never_given_again(library, incident, clock):
    """Nobody can tell whether it was saved and cut off later: if somebody knows the whole of it, it is theirs."""
    folder = library.folder(incident)
    lost = record_light(folder, parse_line("cut off"), seen=glance(folder), by="bo", via="command", now=clock())
    log = the_log(library, incident)
    os.truncate(log, log.stat().st_size - 30)
    after = record_light(folder, parse_line("after"), seen=glance(folder), by="bo", via="command", now=clock())
    assert (after.origin, after.n) == (lost.origin, lost.n + 1)
    assert reopened(library, incident) == ["after"]


def test_something_that_is_no_file_is_no_log(library, incident):
    """A pipe between the logs would keep whoever opens it waiting for ever."""
    os.mkfifo(Path(library.folder(incident), "log", "pipe.jsonl"))
    Path(library.folder(incident), "log", "folder.jsonl").mkdir()
    with library.open(incident, by="ana") as room:
        room.record("goes on")
    assert reopened(library, incident) == ["goes on"]


@pytest.mark.parametrize("garbage", ['{"warroom":' + "[" * 200_000 + ",\n", "[" * 200_000, '{"warroom":1,\n{}'])
def test_garbage_for_a_checkpoint_never_keeps_a_room_closed(library, incident, garbage):
    Path(library.folder(incident), "incident.json").write_text(garbage)
    with library.open(incident, by="ana") as room:
        room.record("goes on")
    assert reopened(library, incident) == ["goes on"]
    assert library.summaries()[0].title == "checkout errors"


def test_closing_fails_for_drafts_only(library, incident, monkeypatch):
    """The checkpoint is a copy: that it cannot be written is said, and nobody is told to type the line again."""
    room = library.open(incident, by="ana")
    room.record("saved")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", refuse)
        room.close()
    assert any("incident.json" in notice for notice in room.notices)
    assert reopened(library, incident) == ["saved"]


def test_the_checkpoint_is_written_while_the_room_goes_on(library, incident, monkeypatch):
    """However long the disk takes, nobody who looks or types waits for it."""
    room = library.open(incident, by="ana")
    room.record("one")
    done: list[str] = []

    def typing_meanwhile(*arguments):
        monkeypatch.setattr(tiny, "replace_file", replace)
        other = threading.Thread(target=lambda: done.extend([room.draft("two").event_id, str(room.poll())]))
        other.start()
        other.join(10)
        return replace(*arguments)

    replace = tiny.replace_file
    monkeypatch.setattr(tiny, "replace_file", typing_meanwhile)
    room.checkpoint()
    assert len(done) == 2
    room.save()
    room.checkpoint()
    room.close()
    assert reopened(library, incident) == ["one", "two"]


def test_a_repair_that_fails_is_tried_again(library, incident, monkeypatch):
    """What only this room knows is not forgotten because the disk was full for a moment."""
    with library.open(incident, by="bo", via="command") as bo:
        bo.record("of bo")
    ana = library.open(incident, by="ana")
    the_log(library, incident).unlink()
    ana.poll()

    def refuse(*_):
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(writers.LogWriter, "write_beside", refuse)
        with pytest.raises(StoreError):
            ana.tidy()
    ana.tidy()
    ana.close()
    Path(library.folder(incident), "incident.json").unlink()
    assert reopened(library, incident) == ["of bo"]


def test_a_disk_that_fails_for_hours_uses_up_no_files(library, incident, monkeypatch):
    """Each try goes to a new file, and none of them is kept open for nothing."""
    room = library.open(incident, by="ana")
    room.record("before")
    room.draft("waits")

    def refuse(_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(writers, "sync_file", refuse)
        for _ in range(30):
            with pytest.raises(StoreError):
                room.save()
        assert len(room._writer._given_up) <= 2
    room.save()
    room.close()
    assert reopened(library, incident) == ["before", "waits"]


def test_a_large_checkpoint_that_somebody_changed_is_kept_and_said(library, incident, monkeypatch):
    """Another process writes it, and what that had to keep is said here."""
    monkeypatch.setattr(rooms, "_LARGE", 1)
    room = library.open(incident, by="ana")
    room.record("one")
    path = Path(room.folder, "incident.json")
    path.write_text(path.read_text().replace("checkout errors", "checkout horrors"))
    room.tidy()
    assert room._apart
    room._apart.wait(60)
    room.poll()
    assert any("kept in incident.changed.json" in notice for notice in room.notices)
    room.close()

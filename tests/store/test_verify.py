"""Every line is verified, and what is damaged, saved or lost is said in plain words."""

from datetime import timedelta
from pathlib import Path

import pytest

from support import NOON
from warroom.core.events import Seen
from warroom.store.log import encode_line, read_log
from warroom.store.verify import verify


@pytest.fixture
def folder(library) -> Path:
    """Return an incident of five events, the first four of which are in its checkpoint too."""
    incident_id = library.create("checkout errors", by="ana")
    with library.open(incident_id, by="ana") as room:
        for number in (2, 3, 4):
            room.record(f"note {number}")
    with library.open(incident_id, by="ana", via="command") as room:
        room.record("note 5")
    return Path(library.folder(incident_id))


def the_log(folder) -> Path:
    [path] = folder.glob("log/*.jsonl")
    return path


def damage_line(folder, words: bytes) -> bytes:
    """Flip a letter of the line that has these words, and return the line as it was."""
    path = the_log(folder)
    [line] = [line for line in path.read_bytes().splitlines() if words in line]
    path.write_bytes(path.read_bytes().replace(line, line.replace(b"note", b"nope")))
    return line


def number_of(folder, line_part: bytes) -> int:
    lines = the_log(folder).read_bytes().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line_part in line)


def test_a_sound_incident_has_nothing_said_of_it(folder):
    """Counts only."""
    verdict = verify(str(folder), NOON)
    assert verdict[:4] == (5, 5, 4, 1)
    assert (verdict.damage, verdict.remarks) == ((), ())


def test_a_damaged_line_that_the_checkpoint_has_is_not_missing(folder):
    """The line is named by its number and size."""
    line = damage_line(folder, b"note 3")
    [sentence] = verify(str(folder), NOON).damage
    assert sentence == (
        f"log/{the_log(folder).name}: line {number_of(folder, b'nope 3')} ({len(line)} bytes) cannot be read; it is in "
        "incident.json, so nothing is missing"
    )


def test_a_damaged_line_that_nothing_else_holds_is_lost(folder):
    """It is counted, and its number named."""
    damage_line(folder, b"note 3")
    (folder / "incident.json").unlink()
    damage = verify(str(folder), NOON).damage
    assert "cannot be read; what it held is lost" in damage[0]
    assert any("1 event is lost: nothing else holds number 3 of" in sentence for sentence in damage)


def test_the_last_line_damaged_may_be_lost(folder):
    """No number after it says what it held."""
    damage_line(folder, b"note 5")
    [sentence] = verify(str(folder), NOON).damage
    assert "nothing comes after it, so nothing says what is lost" in sentence


def test_a_line_that_is_gone_is_noticed_by_its_number(folder):
    """Somebody took out a whole line: no checksum is wrong."""
    path = the_log(folder)
    path.write_bytes(b"".join(line for line in path.read_bytes().splitlines(keepends=True) if b"note 3" not in line))
    assert any("it lacks number 3, which is in incident.json" in one for one in verify(str(folder), NOON).damage)
    (folder / "incident.json").unlink()
    assert any("1 event is lost" in one for one in verify(str(folder), NOON).damage)


def test_a_half_line_at_the_end_is_no_damage(folder):
    """It was never acknowledged, or is just being written."""
    with the_log(folder).open("ab") as file:
        file.write(b'1234abcd {"origin":')
    verdict = verify(str(folder), NOON)
    assert verdict.damage == ()
    assert "it ends in half a line of 19 bytes" in verdict.remarks[0]


@pytest.mark.parametrize("fence", [b"\n", b"#torn\n"])
def test_a_half_line_that_was_fenced_off_is_no_damage(folder, fence):
    """The number after it is the one it would have had."""
    path = the_log(folder)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-1], b'1234abcd {"origin":', fence, lines[-1]]))
    verdict = verify(str(folder), NOON)
    assert verdict.damage == ()
    assert "is half a line of 19 bytes: a crash tore it" in verdict.remarks[0]


def test_a_header_is_no_event_and_no_damage(folder):
    """A log may begin with a line that says what follows."""
    from binascii import crc32

    body = b'{"warroom":"log","format":2,"origin":"x"}'
    path = the_log(folder)
    path.write_bytes(b"%08x %s\n" % (crc32(body), body) + path.read_bytes())
    assert not any("line 1 " in one for one in verify(str(folder), NOON).damage)


@pytest.mark.parametrize(("old", "new", "words"), [
    (b'"note 3"', b'"nope 3"', "checksum of its"),
    (b'"kind":"note"', b'"kind":"nope"', "checksum of its tables is wrong"),
    (b'"note 3"', b'"note 33"', "bytes after its first line, not"),
])  # fmt: skip
def test_each_part_of_the_checkpoint_is_verified(folder, old, new, words):
    """Its events, its tables and its size, each by itself."""
    path = folder / "incident.json"
    path.write_bytes(path.read_bytes().replace(old, new))
    assert any(words in sentence for sentence in verify(str(folder), NOON).damage)


def test_tables_alone_are_verified_too(folder):
    """Opening an incident does not read them, so nobody else would notice."""
    path = folder / "incident.json"
    first, events, tables = path.read_bytes().split(b"\n", 2)
    path.write_bytes(b"\n".join([first, events, tables.replace(b"note 3", b"nope 3")]))
    [sentence] = verify(str(folder), NOON).damage
    assert sentence.startswith("incident.json is damaged: the checksum of its tables is wrong")


def test_two_events_in_one_place_are_said(folder):
    """A copied home that went on twice, for example."""
    path = the_log(folder)
    event = read_log(str(path)).events[-1]
    other = event._replace(set={**event.set, "text": "another"})
    path.with_name(path.name.replace(".jsonl", "~2.jsonl")).write_bytes(encode_line(other, Seen()))
    assert any("two different events are number 5" in one for one in verify(str(folder), NOON).damage)


def test_the_same_event_twice_is_no_damage(folder):
    """After a failed sync it is written again, elsewhere."""
    path = the_log(folder)
    event = read_log(str(path)).events[-1]
    path.with_name(path.name.replace(".jsonl", "~2.jsonl")).write_bytes(encode_line(event, Seen()))
    assert verify(str(folder), NOON).damage == ()


def test_what_the_room_would_not_show_is_said(folder):
    """A checkpoint that claims to have read what it does not hold hides it."""
    path = folder / "incident.json"
    size = the_log(folder).stat().st_size
    first, rest = path.read_bytes().split(b"\n", 1)
    name = the_log(folder).name.encode()
    start = first.index(b'"' + name + b'":') + len(name) + 3
    end = next(place for place in range(start, len(first)) if not first[place : place + 1].isdigit())
    path.write_bytes(first[:start] + str(size).encode() + first[end:] + b"\n" + rest)
    assert any("which it says it has read" in one for one in verify(str(folder), NOON).damage)


def test_events_whose_log_is_not_here_are_said_and_no_damage(folder):
    """One file alone is a complete copy."""
    the_log(folder).unlink()
    verdict = verify(str(folder), NOON)
    assert verdict.damage == ()
    assert "4 events are only in incident.json" in verdict.remarks[0]


def test_stamps_from_the_future_are_said(folder):
    """More than a day ahead of the clock."""
    assert verify(str(folder), NOON - timedelta(hours=23)).remarks == ()
    [sentence] = verify(str(folder), NOON - timedelta(hours=25)).remarks
    assert "5 events of" in sentence
    assert "stamped in the future, up to 2026-11-21T12:00:0" in sentence


def test_a_log_of_garbage_is_one_sentence(folder):
    """However long it is."""
    path = the_log(folder)
    path.write_bytes(path.read_bytes() + b"garbage\n" * 50_000 + b"\x00" * 1000 + b"\n")
    damage = verify(str(folder), NOON).damage
    assert len(damage) == 1
    assert "lines 7 to 50007" in damage[0]


def test_a_number_beyond_reason_is_not_counted_to(folder):
    """A log from elsewhere may claim any place."""
    path = the_log(folder)
    event = read_log(str(path)).events[-1]
    with path.open("ab") as file:
        file.write(encode_line(event._replace(n=10**15), Seen()))
    assert any("at least" in one for one in verify(str(folder), NOON).damage)

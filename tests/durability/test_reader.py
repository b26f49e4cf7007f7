"""A reader never judges a log that is being written."""

import subprocess
import sys
import textwrap
from pathlib import Path

from support import environment
from warroom.store.library import Library
from warroom.store.room import Room

WRITE = textwrap.dedent("""
    import sys
    from warroom.store.room import Room
    with Room(sys.argv[1], by="bo", via="command") as room:
        for number in range(int(sys.argv[2])):
            for half in range(7):
                room.draft(f"{number}.{half} " + "x" * 10_000)
            room.save()
""")


def test_records_of_70_kb_are_never_reported_nor_repaired(memory):
    """A reader that polls all the while sees half of them very often, says nothing, and has all of them in the end."""
    library = Library(str(memory / "home"))
    folder = library.folder(library.create("checkout errors", by="ana"))
    count, reader = 200, Room(folder, by="ana")
    writer = subprocess.Popen([sys.executable, "-c", WRITE, folder, str(count)], env=environment(memory / "home"))
    polls = 0
    while writer.poll() is None:
        reader.poll()
        assert reader.notices == []
        polls += 1
    assert writer.returncode == 0
    reader.poll()
    assert polls > 100
    assert reader.notices == []
    assert len(reader.incident.timeline) == 7 * count + 1
    logs = list(Path(folder, "log").iterdir())
    assert b"#torn" not in b"".join(path.read_bytes() for path in logs)
    assert len(logs) == 1, "the reader wrote nothing, and the writer took over the log of whoever declared"


def test_half_a_record_at_the_end_is_left_to_its_owner(memory):
    """Neither a room that looks nor one that writes a log of its own touches it."""
    library = Library(str(memory / "home"))
    folder = library.folder(library.create("checkout errors", by="ana"))
    owner = Room(folder, by="ana")
    owner.record("one")
    [log] = Path(folder, "log").glob("*.jsonl")
    whole = log.read_bytes()
    log.write_bytes(whole + whole.splitlines(keepends=True)[-1][:50])
    half = log.read_bytes()
    for _ in range(2):
        with Room(folder, by="bo") as other:
            other.record("from bo")
            other.tidy()
            assert other.notices == []
    assert log.read_bytes() == half

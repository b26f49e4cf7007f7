"""`warroom export`: what it writes and where, what it says beside it, and what it keeps to itself."""

import csv
import io
import json
import os

import pytest

from support import warroom
from warroom.postmortem.formats import FORMATS

SETTLED = """/impact 3,000 orders failed
/cause the pool was too small
/resolution the pool was made larger
/service checkout
/set detected_by the error rate alert
/role commander ana
2023-06-05 09:00 /mark started
2023-06-05 09:01 /mark detected
2023-06-05 09:30 ! pool raised
2023-06-05 09:30 /status resolved
"""
TEXT = [name for name in FORMATS if name != "pdf"]


@pytest.fixture
def room(home):
    """Return a home with one incident that is declared and nothing else."""
    assert warroom(home, "new", "checkout errors", "--at", "2023-06-05 08:59").code == 0
    return home


@pytest.fixture
def settled(room):
    """Return the home with an incident whose postmortem lacks nothing it cannot do without."""
    assert warroom(room, "log", "-", stdin=SETTLED).code == 0
    return room


def test_an_export_is_written_and_what_is_missing_is_said_beside_it(room):
    """The document on stdout; on stderr a line for each thing that is missing, and how many warnings there are."""
    done = warroom(room, "export")
    assert done.code == 0
    assert done.out.startswith("# ")
    said = done.err.splitlines()
    assert "warroom: missing: What it did to users is not written: /impact TEXT" in said
    checked = json.loads(warroom(room, "check", "--json").out)
    blockers = [one for one in checked if one["severity"] == "blocker"]
    assert len([line for line in said if line.startswith("warroom: missing: ")]) == len(blockers)
    assert said[-1] == f"warroom: {len(checked) - len(blockers)} warnings: warroom check says which"


def test_strict_writes_nothing_while_anything_is_missing(room, tmp_path):
    """Exit 1, the list, no document anywhere; a file that is there stays as it is."""
    path = tmp_path / "postmortem.md"
    assert warroom(room, "export", "-o", str(path)).code == 0
    before = path.read_bytes()
    warroom(room, "log", "one more row")
    for arguments in (("-o", str(path)), ("--copy", "-f", "json")):
        done = warroom(room, "export", "--strict", *arguments)
        assert (done.code, done.out) == (1, ""), arguments
        assert "missing: The root cause is not written" in done.err
        assert "export without --strict" in done.err
    assert path.read_bytes() == before


def test_strict_minds_no_warning(settled):
    """What is only advised keeps nothing from being published."""
    done = warroom(settled, "export", "--strict")
    assert (done.code, done.out[:2]) == (0, "# ")
    assert "missing:" not in done.err
    assert "warnings: warroom check says which" in done.err


SECRET = "postgres://app:hunter22@db.example"
MAIL = "lee@customer.example"


def test_redact_hides_in_every_format_the_same_way(settled):
    """Two mentions stay the same thing, what was hidden is counted, and the record itself keeps it."""
    lines = (f"{MAIL} wrote, we used {SECRET}", f"? {MAIL} holds a lock", "hunter22 works again",
             "/set conclusion LEE@customer.example was told; 10.1.2.3 is drained")  # fmt: skip
    assert warroom(settled, "log", "-", stdin="\n".join(lines)).code == 0
    plain = warroom(settled, "export")
    assert MAIL in plain.out
    assert "hidden" not in plain.err
    for form in TEXT:
        done = warroom(settled, "export", "-f", form, "--redact")
        assert done.code == 0
        assert done.err.splitlines()[0] == "warroom: hidden: 1 e-mail address, 1 IP address, 1 password"
        for secret in (MAIL, "LEE@customer", "hunter22", "10.1.2.3"):
            assert secret not in done.out, form
        assert "e-mail 1" in done.out
        assert "e-mail 2" not in done.out
        assert "password 1" in done.out
    assert MAIL in warroom(settled, "show", "--json").out


def test_what_looks_like_a_secret_is_said_at_export_and_keeps_a_strict_one_back(settled):
    """A key in the document is no matter of taste; hidden, it is no matter at all. Addresses are a warning."""
    warroom(settled, "log", f"10:00 {MAIL} wrote")
    done = warroom(settled, "export", "--strict")
    assert done.code == 0
    assert "shows what looks like an e-mail address" in done.err
    warroom(settled, "log", f"10:01 we used {SECRET}")
    done = warroom(settled, "export", "--strict")
    assert (done.code, done.out) == (1, "")
    assert "missing: #" in done.err
    assert "shows what looks like a password, which export --redact hides: /edit #" in done.err
    assert warroom(settled, "export", "--strict", "--redact").code == 0


def test_redact_says_so_when_there_is_nothing_to_hide(settled):
    done = warroom(settled, "export", "--redact")
    assert "nothing in it looks like a secret or personal data" in done.err
    assert done.out == warroom(settled, "export").out


def test_an_earlier_export_is_known_again_and_nothing_else_is(settled, tmp_path):
    """In any of our formats, one over the other; somebody's notes are left alone until --force."""
    out = tmp_path / "out"
    out.mkdir()
    notes = out / "notes"
    notes.write_text("message,datetime\nmine,now\n")
    for form in (*TEXT, "md"):
        assert warroom(settled, "export", "-f", form, "-o", str(out / "it")).code == 0
    done = warroom(settled, "export", "-f", "csv", "-o", str(notes))
    assert (done.code, notes.read_text()) == (1, "message,datetime\nmine,now\n")
    assert done.err == (
        f"warroom: {notes} is there and is not an export of ours: choose another name, or write over it with --force\n"
    )
    assert warroom(settled, "export", "-o", str(notes), "--force").code == 0
    assert notes.read_text() == (out / "it").read_text().replace("it-", "notes-")
    assert not [one for one in out.iterdir() if one.name.endswith(".tmp")]


def test_a_document_that_looks_like_any_other_is_known_as_long_as_nobody_changes_it(settled, tmp_path):
    """A template may make anything; what somebody wrote into the file since is theirs."""
    (settled / "templates").mkdir()
    (settled / "templates" / "mine.md.j2").write_text("as we like it: {{ document.title }}\n")
    path = tmp_path / "page.md"
    arguments = ("export", "-t", "mine", "-o", str(path))
    for _ in range(2):
        assert warroom(settled, *arguments).code == 0
    mine = path.read_text() + "and my own words\n"
    path.write_text(mine)
    assert warroom(settled, *arguments).code == 1
    assert path.read_text() == mine
    (settled / "exported.json").write_text("[")
    assert warroom(settled, *arguments, "--force").code == 0
    assert path.read_text() != mine


def test_a_link_stays_one_and_a_device_is_written_to(settled, tmp_path):
    """`-o` follows a link, so that what it points to is what is judged and written; /dev/null is never replaced."""
    there, link = tmp_path / "there.md", tmp_path / "link.md"
    link.symlink_to(there)
    for _ in range(2):
        assert warroom(settled, "export", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert there.read_text().startswith("# ")
    there.write_text("my notes")
    assert warroom(settled, "export", "-o", str(link)).code == 1
    assert there.read_text() == "my notes"
    pipe = tmp_path / "null"
    pipe.symlink_to(os.devnull)
    assert warroom(settled, "export", "-o", str(pipe)).code == 0
    assert not os.path.isfile(os.devnull)


def test_a_place_that_cannot_be_written_is_one_sentence_with_the_way_out(settled, tmp_path):
    """A folder, a folder that is not there, a file in its place, a name too long, links in a circle."""
    (tmp_path / "file").write_text("")
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    for path, way in ((tmp_path, "is a folder: name the file in it, as in"), (circle, "choose another name"),
                      (tmp_path / "no" / "x.md", "make its folder first"), (tmp_path / ("x" * 300), "a shorter name"),
                      (tmp_path / "file" / "x.md", "is no folder")):  # fmt: skip
        done = warroom(settled, "export", "-o", str(path))
        assert (done.code, done.out) == (1, ""), path
        last = done.err.splitlines()[-1]
        assert way in last, last
        assert "--home" not in last


def test_the_timeline_goes_to_timesketch_as_csv_and_as_json_lines(settled):
    """Both tell the same rows in its columns, by when they happened, texts as they were typed."""
    lines = (
        '10:02 ==1+1 is no formula, "quoted"',
        "10:01-10:03 a\tb",
        "10:05 ünïcode",
        "10:04 /mark mitigated",
        "/star #5",
        "/strike #6 no",
    )
    assert warroom(settled, "log", "-", stdin="\n".join(lines)).code == 0
    table = list(csv.DictReader(io.StringIO(warroom(settled, "export", "-f", "csv").out)))
    told = [json.loads(line) for line in warroom(settled, "export", "-f", "jsonl").lines]
    assert len(table) == len(told)
    for cells, row in zip(table, told, strict=True):
        assert {"message", "datetime", "timestamp_desc", "timestamp"} <= row.keys()
        assert cells["message"] == row["message"]
        assert json.loads(cells["tag"]) == row["tag"]
        assert row["datetime"].endswith("+00:00")
    assert [row["datetime"] for row in told] == sorted(row["datetime"] for row in told)
    messages = {row["message"]: row for row in told}
    assert messages['=1+1 is no formula, "quoted"']["timestamp_desc"] == "Noted"
    assert messages["pool raised"]["timestamp_desc"] == "Action taken"
    assert {tuple(row["tag"]) for row in told} >= {("starred",), ("struck",), ("resolved",)}
    assert messages["started"]["kind"] == "milestone"

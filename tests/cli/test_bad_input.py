"""Bad input gets one clear sentence and loses nothing."""

import json
import os
import subprocess
import sys

import pytest

from support import environment, warroom


@pytest.fixture
def room(home):
    """Return a home with one incident."""
    assert warroom(home, "new", "checkout errors").code == 0
    return home


def rows(home) -> list[dict]:
    return json.loads(warroom(home, "show", "--json").out)["timeline"]


def notes(home) -> list[str]:
    return [row["text"] for row in rows(home) if row["kind"] == "note"]


@pytest.mark.parametrize(("line", "words"), [
    ("25:99 what", "25:99 is not a time"),
    ("2026-02-30 10:00 what", "no 2026-02-30"),
    ("/statsu resolved", "did you mean /status?"),
    ("/status solved", "'solved' is no status"),
    ("? ", "? needs a text"),
    ("", "an empty line"),
    ("14:02", "nothing that happened"),
    ("T-x", None),
    ("/write sumary it was full", "did you mean /write summary?"),
    ("/postmortem reviewd", "did you mean /postmortem reviewed?"),
    ("/postmortem not-required", "needs a reason"),
    ("/rows few", "'few' is no choice: one of all, starred"),
    ("/metric detect soon because", "'soon' is not a duration"),
    ("/metric detect 12m", "needs a reason"),
])  # fmt: skip
def test_a_line_that_does_not_parse_is_2_and_one_sentence(room, line, words):
    """The sentence says what would be right; nothing is recorded, and the words are repeated for the scrollback."""
    done = warroom(room, "log", line)
    if words is None:
        assert done.code == 0
        return
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 2
    assert done.err.splitlines()[0].strip() == line.strip()
    assert len(rows(room)) == 1


@pytest.mark.parametrize("line", ["/confirm H7", "/star #99", "/ack E1"])
def test_an_unknown_reference_is_1(room, line):
    """It says which there are."""
    done = warroom(room, "log", line)
    assert done.code == 1
    assert "there is no" in done.err
    assert len(rows(room)) == 1


def test_in_a_pipe_it_is_kept_as_a_note_and_reported_with_its_number(room):
    """Nobody can be asked in the middle of a pipe, so the words are kept as they are."""
    done = warroom(room, "log", "-", stdin="fine\n25:99 what\n/confirm H7 because\n! done\n")
    assert done.code == 0
    assert "line 2 is kept as a note: 25:99 is not a time" in done.err
    assert "line 3 is kept as a note: there is no H7" in done.err
    assert notes(room) == ["fine", "25:99 what", "/confirm H7 because"]
    assert rows(room)[-1]["kind"] == "action"


def test_a_title_of_10000_characters(home):
    """It is refused with a sentence, and nothing is made."""
    done = warroom(home, "new", "x" * 10_000)
    assert done.code == 2
    assert "10,000 characters" in done.err
    assert not home.exists()
    assert warroom(home, "new", "   ").code == 2


@pytest.mark.parametrize(("typed", "kept"), [
    (b"a\x00b", "ab"),
    (b"\x1b]52;c;ZXZpbA==\x07red \x1b[31malert\x1b[0m", "red alert"),
    (b"[ERROR] x [/] [b]bold", "[ERROR] x [/] [b]bold"),
    ("evil \u202egnp.exe".encode(), "evil gnp.exe"),
    (b"caf\xe9", "caf\ufffd"),
    (b"\xff\xfe\xfd", "\ufffd\ufffd\ufffd"),
])  # fmt: skip
def test_no_text_acts_on_a_terminal_and_none_is_lost(room, typed, kept):
    """Whatever comes through a pipe is data."""
    done = warroom(room, "log", "-", stdin=typed + b"\n")
    assert done.code == 0
    assert notes(room) == [kept]
    shown = warroom(room, "show").out + done.out
    assert not {"\x1b", "\x00", "\u202e", "\x07"} & set(shown)


def test_the_same_from_the_command_line(room):
    """An argument is cleaned like a pipe, and so are a title, a name and a service."""
    warroom(room, "log", "--by", "e\x1b[31mve", "a \x1b[31mred\x1b[0m \u202eword")
    [row] = [row for row in rows(room) if row["kind"] == "note"]
    assert (row["by"], row["text"]) == ("eve", "a red word")


def test_bytes_that_are_not_text_in_an_argument(room):
    """A file name in another encoding does not crash the log."""
    ran = subprocess.run([sys.executable, "-m", "warroom", "log", b"caf\xe9 down"], env=environment(room), check=False,
                         capture_output=True)  # fmt: skip
    assert ran.returncode == 0
    assert notes(room) == ["caf down"]


def test_an_empty_pipe(room):
    """Nothing came, and that is said."""
    for stdin in ("", "\n\n", "# only a comment\n"):
        done = warroom(room, "log", "-", stdin=stdin)
        assert done.code == 1
        assert "nothing to log" in done.err


def test_a_line_that_is_too_long_is_split(room):
    """Every character of it is kept."""
    text = "".join(f"word{number} " for number in range(20_000)).strip()
    done = warroom(room, "log", "-", stdin=text + "\n")
    assert done.code == 0
    assert f"line 1 has {len(text):,} characters: kept as {-(-len(text) // 65_536)} notes" in done.err
    assert "".join(notes(room)) == text
    assert warroom(room, "log", "x" * 70_000).code == 2


def test_a_stream_without_a_newline_is_cut_between_characters(room):
    """Three megabytes without an end do not pile up in memory, and no character is broken in two."""
    text = "é" * 1_500_000
    assert warroom(room, "log", "-", stdin=text).code == 0
    assert "".join(notes(room)) == text


def test_a_pipe_of_30000_lines(room):
    """All of them, in order, and the answers too."""
    done = warroom(room, "log", "-", stdin="".join(f"request {number} failed\n" for number in range(30_000)))
    assert done.code == 0
    assert len(done.lines) == 30_000
    [log] = room.glob("incidents/*/log/*.jsonl")
    lines = log.read_bytes().splitlines()
    assert len(lines) == 30_002, "a first line, the declaration, and what was piped"
    assert b"request 29999 failed" in lines[-1]


def test_an_unknown_incident(room):
    """It says which there are."""
    for verb in (["show", "nope"], ["log", "-i", "nope", "x"], ["nope"], ["export", "../../etc"]):
        done = warroom(room, *verb)
        assert done.code == 1
        assert "there is no incident" in done.err
        assert "checkout-errors" in done.err


def test_a_verb_with_a_typing_error_is_hinted_at(room):
    """`warroom shwo` is not an incident."""
    assert "did you mean warroom show?" in warroom(room, "shwo").err


def test_no_incident_at_all(home):
    """The sentence says how to begin."""
    for verb in (["log", "x"], ["show"], ["export"], ["check"], ["events"]):
        done = warroom(home, *verb)
        assert done.code == 1
        assert "warroom new" in done.err


def test_a_home_that_cannot_be_written(tmp_path):
    """One sentence with the way out, and what came through the pipe is given back."""
    file = tmp_path / "file"
    file.write_text("not a folder")
    done = warroom(file / "home", "new", "x", WARROOM_CONFIG="")
    assert done.code == 1
    assert "--home" in done.err
    piped = warroom(file / "home", "log", "-", stdin="precious words\nand more\n", WARROOM_CONFIG="")
    assert piped.code == 1
    assert "precious words\nand more" in piped.err


def test_a_log_that_cannot_be_written_gives_the_line_back(room):
    """The words are on the screen again, for the clipboard."""
    [folder] = room.glob("incidents/*/log")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    done = warroom(room, "log", "precious words")
    assert done.code == 1
    assert "precious words" in done.err
    assert "cannot save to" in done.err


def test_a_damaged_log_and_checkpoint_are_said_and_lose_nothing_else(room):
    """The notice goes to stderr, the incident to stdout."""
    warroom(room, "log", "one")
    warroom(room, "log", "two")
    [log] = room.glob("incidents/*/log/*.jsonl")
    log.write_bytes(log.read_bytes().replace(b'"text":"one"', b'"text":"onf"'))
    [checkpoint] = room.glob("incidents/*/incident.json")
    checkpoint.write_bytes(b"{")
    done = warroom(room, "show")
    assert done.code == 0
    assert "two" in done.out
    assert "1 line that cannot be read" in done.err
    assert "incident.json is damaged" in done.err


def test_bad_usage_is_2(room):
    """Argparse says what is right."""
    for arguments in (["log"], ["new"], ["new", "x", "--mode", "war"], ["show", "--nope"], ["export", "-f", "docx"],
                      ["new", "x", "--sev", "9"], ["new", "x", "--zone", "Mars/Olympus"],
                      ["new", "x", "--at", "noonish"], ["log", "--at", "noonish", "x"]):  # fmt: skip
        done = warroom(room, *arguments)
        assert done.code == 2, arguments
        assert done.out == ""


def test_a_reader_that_goes_away_is_no_error(room):
    """`warroom events | head -1` ends quietly."""
    warroom(room, "log", "-", stdin="a line\n" * 5_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "warroom", "events"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(room),
    )  # fmt: skip
    os.read(process.stdout.fileno(), 10)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert errors == b""


@pytest.mark.parametrize(("words", "way"), [
    (("lgo", "hi"), "did you mean log?"),
    (("xyzzy", "hi", "there"), "warroom --help lists them"),
])  # fmt: skip
def test_a_verb_that_is_not_there_is_2_and_one_sentence(room, words, way):
    """Whoever mistypes a verb is told of the verb, and not of what stands behind it."""
    done = warroom(room, *words)
    assert (done.code, done.out, done.err) == (2, "", f"warroom: there is no verb {words[0]}: {way}\n")

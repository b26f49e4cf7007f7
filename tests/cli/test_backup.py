"""Backup, restore and the doctor, as a person runs them: one sentence each, and an exit code that scripts rely on."""

import json
import os
import subprocess
import sys
import threading
import zipfile

import pytest

from support import environment, warroom


@pytest.fixture
def room(home):
    """Return a home with two incidents."""
    for title in ("checkout errors", "login slow"):
        assert warroom(home, "new", title).code == 0
        assert warroom(home, "log", "-i", title.split()[0], "-", stdin="one\ntwo\n").code == 0
    return home


def test_backup_and_restore_say_what_they_did(room, tmp_path):
    """Counts of incidents and entries, and the size."""
    path = tmp_path / "b.zip"
    done = warroom(room, "backup", str(path))
    assert (done.code, done.err) == (0, "")
    assert f"{path}: 2 incidents, 6 entries, " in done.out
    restored = warroom(tmp_path / "other", "restore", str(path))
    assert (restored.code, restored.err) == (0, "")
    assert [line.split(": ")[1] for line in restored.lines] == ["3 events, 3 entries restored"] * 2
    assert warroom(tmp_path / "other", "events", "login").out == warroom(room, "events", "login").out
    again = warroom(tmp_path / "other", "restore", str(path))
    assert again.code == 0
    assert all(line.endswith("is already here, the same") for line in again.lines)


def test_one_incident_can_be_named(room, tmp_path):
    """In both directions, by enough of its id."""
    path = str(tmp_path / "b.zip")
    assert "1 incident, 3 entries" in warroom(room, "backup", path, "login").out
    assert warroom(room, "backup", path).code == 0
    assert len(warroom(tmp_path / "other", "restore", path, "checkout").lines) == 1
    assert "checkout" in warroom(tmp_path / "other", "list").out
    wrong = warroom(tmp_path / "other", "restore", path, "nope")
    assert wrong.code == 1
    assert "there is no incident 'nope'" in wrong.err
    assert "login" in wrong.err


def test_an_incident_that_went_on_is_left_alone(room, tmp_path):
    """Exit 1, with the way out; the other one is said to be here."""
    path = str(tmp_path / "b.zip")
    warroom(room, "backup", path)
    warroom(room, "log", "-i", "login", "three")
    done = warroom(room, "restore", path)
    assert done.code == 1
    assert "left alone: the one here has 1 event more" in done.err
    assert "--home" in done.err
    assert "checkout" in done.out
    assert "three" in warroom(room, "show", "login").out


@pytest.mark.parametrize(("arguments", "words"), [
    (["backup", "FOLDER"], "is a folder"),
    (["backup", "notes.txt"], "is not a backup of ours"),
    (["backup", "nowhere/b.zip"], "nowhere is not a folder: make it"),
    (["backup", "b.zip", "nope"], "there is no incident 'nope'"),
    (["restore", "FOLDER"], "is a folder"),
    (["restore", "notes.txt"], "is not a backup"),
    (["restore", "nowhere.zip"], "there is no file"),
    (["backup", "notes.txt/b.zip"], "notes.txt is not a folder"),
])  # fmt: skip
def test_a_wrong_file_is_1_and_one_sentence(room, tmp_path, arguments, words):
    """Nothing is made and nothing is changed."""
    (tmp_path / "FOLDER").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    before = sorted(os.listdir(tmp_path))
    done = warroom(room, arguments[0], str(tmp_path / arguments[1]), *arguments[2:])
    assert (done.code, done.out) == (1, "")
    assert words in done.err
    assert len(done.err.splitlines()) == 1
    assert sorted(os.listdir(tmp_path)) == before
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_an_empty_library_has_nothing_to_back_up(home, tmp_path):
    """It is said, and no file is made."""
    done = warroom(home, "backup", str(tmp_path / "b.zip"))
    assert done.code == 1
    assert "no incident" in done.err
    assert not (tmp_path / "b.zip").exists()


def test_a_damaged_backup_names_what_is_damaged(room, tmp_path):
    """What is whole is restored, and what is lost is counted."""
    path = tmp_path / "b.zip"
    warroom(room, "backup", str(path))
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data.replace(b'"two"', b'"tow"') if "login" in name and "log/" in name else data)
    done = warroom(tmp_path / "other", "restore", str(path))
    assert done.code == 1
    assert "checkout" in done.out
    assert "is damaged; what is whole is restored" in done.err


def test_a_backup_is_taken_while_writers_write(room, tmp_path):
    """Each of them restores, and the last has everything."""
    path = tmp_path / "b.zip"
    writer = subprocess.Popen(
        [sys.executable, "-m", "warroom", "log", "-i", "login", "-"], stdin=subprocess.PIPE, env=environment(room),
        stdout=subprocess.DEVNULL,
    )  # fmt: skip

    def write():
        for number in range(3_000):
            writer.stdin.write(f"line {number}\n".encode())
            writer.stdin.flush()
        writer.stdin.close()

    thread = threading.Thread(target=write)
    thread.start()
    for number in range(3):
        assert warroom(room, "backup", str(path)).code == 0
        assert warroom(tmp_path / f"other-{number}", "restore", str(path)).code == 0
    thread.join()
    assert writer.wait() == 0
    warroom(room, "backup", str(path))
    assert "3003 events" in warroom(tmp_path / "last", "restore", str(path)).out


def test_the_doctor_says_what_is_lost_and_what_is_not(room):
    """A damaged line is BAD and 1; half a line that was never acknowledged is said, and 0."""
    good = warroom(room, "doctor")
    assert good.code == 0
    assert "free" in good.out
    assert "file system" in good.out or "network folder" in good.out
    [log] = room.glob("incidents/*login*/log/*.jsonl")
    whole = log.read_bytes()
    log.write_bytes(whole + b'0123abcd {"origin"')
    torn = warroom(room, "doctor")
    assert torn.code == 0
    assert "a crash tore it before it counted as saved" in torn.out
    log.write_bytes(whole.replace(b'"one"', b'"eno"'))
    bad = warroom(room, "doctor")
    assert bad.code == 1
    assert "BAD" in bad.out
    assert "1 event is lost: nothing else holds number 2" in bad.out


def test_without_a_home_folder_no_folder_called_tilde_is_made(tmp_path):
    """The sentence says how to name one, and a named one works."""
    code = (
        "import os, sys\n"
        "os.path.expanduser = lambda path: path\n"
        "from warroom.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    kept = {name: value for name, value in environment(tmp_path).items()
            if name not in {"HOME", "WARROOM_HOME", "WARROOM_CONFIG"}}  # fmt: skip

    def run(*arguments):
        return subprocess.run([sys.executable, "-c", code, *arguments], env=kept, cwd=tmp_path, capture_output=True,
                              text=True)  # fmt: skip

    lost = run("new", "x")
    assert lost.returncode == 1
    assert "there is no home folder" in lost.stderr
    assert "--home or WARROOM_HOME" in lost.stderr
    assert len(lost.stderr.splitlines()) == 1
    assert os.listdir(tmp_path) == []
    home = tmp_path / "h"
    assert run("new", "x", "--home", str(home)).returncode == 0
    assert len(json.loads(run("list", "--json", "--home", str(home)).stdout)) == 1
    assert run("doctor", "--home", str(home)).returncode == 0
    assert os.listdir(tmp_path) == ["h"]

"""The screens of a room know of each other, and what was half typed on one that is gone is not lost."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from support import NOON, environment
from warroom.store.screens import HalfTyped, Screens


@pytest.fixture
def open_screen(tmp_path, clock):
    """Return what opens somebody's screen on a folder."""

    def make(by: str = "ana") -> Screens:
        screens = Screens(str(tmp_path), by=by, clock=clock)
        screens.join()
        return screens

    return make


def crash(screens: Screens) -> None:
    """End a screen as a kill does: its locks go, its files stay."""
    for lock in (screens._lock, *screens._adopted.values()):
        if lock:
            lock.release()


def names(tmp_path: Path) -> list[str]:
    return sorted(os.listdir(tmp_path / "screens"))


def test_screens_see_whose_other_screens_are_open(open_screen):
    """Each sees the others and not itself; one that left is not seen."""
    ana, bo = open_screen("ana"), open_screen("bo")
    again = open_screen("bo")
    assert (ana.others(), bo.others()) == (["bo", "bo"], ["ana", "bo"])
    again.leave()
    assert ana.others() == ["bo"]


def test_a_screen_that_leaves_with_nothing_half_typed_leaves_nothing_behind(open_screen, tmp_path):
    ana = open_screen()
    ana.keep([HalfTyped("half")])
    ana.keep([])
    ana.leave()
    assert names(tmp_path) == []


def test_a_screen_that_was_killed_is_gone_at_once_and_its_file_is_removed(open_screen, tmp_path):
    ana, bo = open_screen("ana"), open_screen("bo")
    crash(bo)
    assert ana.others() == []
    assert len(names(tmp_path)) == 1


def test_a_draft_goes_to_the_next_screen_of_the_same_person_and_to_it_alone(open_screen, tmp_path):
    """It comes back with its time, its hint and its line breaks, and once the new screen keeps it only there."""
    lines = [HalfTyped("/edit #3 one\ntwo", NOON, True, "the words"), HalfTyped("half", NOON - timedelta(minutes=2))]
    crashed = open_screen()
    crashed.keep(lines)
    crash(crashed)
    bo, ana = open_screen("bo"), open_screen("ana")
    assert (bo.adopt(), ana.adopt()) == ([], lines)
    assert open_screen("ana").adopt() == [], "it is somebody's already"
    ana.keep(lines)
    crash(ana)
    assert [name for name in names(tmp_path) if name.endswith(".draft")] == [f"{ana._token}.draft"]
    assert open_screen("ana").adopt() == lines


def test_a_draft_that_was_not_kept_again_is_still_there_for_the_next(open_screen):
    """A crash between taking a draft over and writing it down loses nothing."""
    first = open_screen()
    first.keep([HalfTyped("half")])
    crash(first)
    second = open_screen()
    assert second.adopt() == [HalfTyped("half")]
    crash(second)
    third = open_screen()
    assert third.adopt() == [HalfTyped("half")]
    third.leave()
    assert open_screen().adopt() == [HalfTyped("half")]


def test_the_drafts_of_several_screens_come_back_the_newest_first(open_screen, tmp_path):
    for age, text in ((30, "old"), (10, "new"), (20, "between")):
        screens = open_screen()
        screens.keep([HalfTyped(text)])
        at = NOON.timestamp() - age
        os.utime(tmp_path / "screens" / f"{screens._token}.draft", (at, at))
        crash(screens)
    assert [line.text for line in open_screen().adopt()] == ["new", "between", "old"]


def test_leaving_with_a_line_half_typed_keeps_it(open_screen):
    ana = open_screen()
    ana.keep([HalfTyped("half", NOON)])
    ana.leave()
    ana.keep([])
    assert open_screen().adopt() == [HalfTyped("half", NOON)]


def test_a_screen_that_lives_is_never_touched(open_screen, tmp_path):
    """Nobody takes its draft, nobody removes its files."""
    ana = open_screen()
    ana.keep([HalfTyped("half")])
    before = {path: path.read_bytes() for path in (tmp_path / "screens").iterdir()}
    other = open_screen()
    assert other.adopt() == []
    assert other.others() == ["ana"]
    other.leave()
    assert {path: path.read_bytes() for path in (tmp_path / "screens").iterdir()} == before


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\xff", b"[" * 100_000, b"[]", b'{"format": 1, "by": "ana", "lines": 3}',
        b'{"format": 1, "by": "ana", "lines": [{"text": 3}]}', b'{"format": 1, "by": "ana", "lines": ["x"]}',
        b'{"format": 1, "by": "ana", "lines": [{"text": "x", "typed_at": "never", "begun": false, "hint": ""}]}',
        b'{"format": 2, "by": "ana", "lines": [{"text": "x", "typed_at": null, "begun": false, "hint": ""}]}',
        b'{"format": 1, "by": "ana", "lines": [], "x": "' + b"x" * 5_000_000 + b'"}',
    ],
    ids=["empty", "binary", "deep", "list", "number", "text", "line", "time", "newer", "large"],
)  # fmt: skip
def test_a_draft_that_cannot_be_understood_is_ignored_and_kept(open_screen, tmp_path, data):
    crashed = open_screen()
    crashed.keep([HalfTyped("half")])
    crash(crashed)
    path = tmp_path / "screens" / f"{crashed._token}.draft"
    path.write_bytes(data)
    ana = open_screen()
    assert (ana.adopt(), ana.others()) == ([], [])
    ana.keep([HalfTyped("x")])
    ana.leave()
    assert path.read_bytes() == data


def test_what_a_newer_warroom_left_is_left_alone(open_screen, tmp_path):
    for lines in ([], [HalfTyped("half")]):
        crashed = open_screen()
        crashed.keep(lines)
        crash(crashed)
        (tmp_path / "screens" / f"{crashed._token}.json").write_text(json.dumps({"format": 2}))
    before = names(tmp_path)
    ana = open_screen()
    assert (ana.adopt(), ana.others()) == ([], [])
    ana.keep([HalfTyped("x")])
    ana.keep([])
    ana.leave()
    assert names(tmp_path) == before


def test_a_name_and_a_text_from_a_file_are_cleaned(open_screen, tmp_path):
    """They may be anybody's: no escape reaches the terminal, and a name stays short and on one line."""
    bo, crashed = open_screen("\x1b[31mbo\nb" + "o" * 99), open_screen("ana")
    crashed.keep([HalfTyped("a\x1b]52;c;eA==\x07b\x9b2Jc", None, True, "h\x1b[2J\ni")])
    crash(crashed)
    ana = open_screen("ana")
    assert ana.others() == ["bo b" + "o" * 35 + "…"]
    assert ana.adopt() == [HalfTyped("abc", None, True, "h i")]
    bo.leave()


def test_files_that_are_not_ours_stay(open_screen, tmp_path):
    (tmp_path / "screens").mkdir()
    for name in ("notes.txt", "0123.json", "x.draft"):
        (tmp_path / "screens" / name).write_text("{}")
    ana = open_screen()
    ana.adopt()
    assert ana.others() == []
    ana.leave()
    assert names(tmp_path) == ["0123.json", "notes.txt", "x.draft"]


def test_the_files_are_private(open_screen, tmp_path):
    ana = open_screen()
    ana.keep([HalfTyped("half")])
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "screens").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "screens").stat().st_mode) == 0o700


@pytest.mark.parametrize("failing", ["open", "replace", "rename", "unlink", "listdir", "mkdir"])
def test_what_the_disk_refuses_is_not_done_and_nobody_is_told(open_screen, monkeypatch, failing):
    """A full or read-only disk costs the draft, never the typing."""

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    crashed = open_screen()
    crashed.keep([HalfTyped("half")])
    crash(crashed)
    with monkeypatch.context() as patch:
        patch.setattr(os, failing, refuse)
        ana = open_screen()
        ana.others()
        ana.adopt()
        ana.keep([HalfTyped("more")])
        ana.keep([])
        ana.leave()


def test_a_draft_taken_over_on_a_full_disk_stays_where_it_was(open_screen, monkeypatch):
    crashed = open_screen()
    crashed.keep([HalfTyped("half")])
    crash(crashed)
    ana = open_screen()
    with monkeypatch.context() as patch:
        patch.setattr("warroom.store.screens.replace_file", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        ana.keep(ana.adopt())
    crash(ana)
    assert open_screen().adopt() == [HalfTyped("half")]


def test_what_a_kill_left_half_made_is_swept_away_later(open_screen, tmp_path):
    """A hidden file without a lock is a screen that never was; a fresh one may be about to get its lock."""
    (tmp_path / "screens").mkdir()
    old, fresh = (tmp_path / "screens" / f".{digit * 16}.json" for digit in "ab")
    for path in (old, fresh):
        path.write_text("{}")
    os.utime(old, (NOON.timestamp() - 10**8,) * 2)
    open_screen().adopt()
    assert (old.exists(), fresh.exists()) == (False, True)


def test_kill_9_gives_the_draft_to_the_next_screen(tmp_path, open_screen):
    """The kernel lets go of the lock of a real process."""
    code = (
        "import sys; from warroom.store.screens import *\n"
        f"s = Screens({str(tmp_path)!r}, by='ana'); s.join(); s.keep([HalfTyped('half')]); print('kept', flush=True)\n"
        "sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(tmp_path)
    )
    try:
        assert process.stdout.readline() == b"kept\n"
        ana = open_screen()
        assert (ana.others(), ana.adopt()) == (["ana"], [])
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert (ana.others(), ana.adopt()) == ([], [HalfTyped("half")])


def test_a_screen_whose_folder_was_deleted_comes_back_with_what_was_half_typed(open_screen, tmp_path):
    ana, bo = open_screen("ana"), open_screen("bo")
    ana.keep([HalfTyped("half a sentence")])
    shutil.rmtree(tmp_path / "screens")
    assert ana.others() == []
    bo.others()
    assert (ana.others(), bo.others()) == (["bo"], ["ana"])
    crash(ana)
    assert [line.text for line in open_screen("ana").adopt()] == ["half a sentence"]

"""What becomes of the words when the streams are broken: an answer that nobody can read costs no line."""

import os
import signal
import subprocess
import sys
import time

import pytest

from support import environment, warroom

if sys.platform == "win32":
    pytest.skip("streams are broken the POSIX way here", allow_module_level=True)


@pytest.fixture
def room(home):
    assert warroom(home, "new", "checkout errors").code == 0
    return home


def shell(home, script):
    """Run a script in which `warroom` is the program."""
    script = f'warroom() {{ "{sys.executable}" -m warroom "$@"; }}\n{script}'
    ran = subprocess.run(["/bin/sh", "-c", script], env=environment(home), capture_output=True, text=True)
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran


def notes(home) -> list[str]:
    shown = warroom(home, "show").out
    return [word for word in ("one", "two", "three", "four") if f"· {word}" in shown or f" {word}\n" in shown]


def test_a_pipe_goes_on_when_nobody_reads_the_answers_any_more(room):
    ran = shell(room, "(echo one; echo two; sleep 0.3; echo three; sleep 0.1; echo four) | warroom log - | head -1")
    assert ran.returncode == 0
    assert notes(room) == ["one", "two", "three", "four"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no disk that is always full")
def test_answers_that_cannot_be_printed_cost_no_line(room):
    assert shell(room, "printf 'one\\ntwo\\n' | warroom log - > /dev/full").returncode == 0
    assert shell(room, "warroom log three > /dev/full 2> /dev/full").returncode == 0
    assert notes(room) == ["one", "two", "three"]
    shown = shell(room, "warroom show > /dev/full")
    assert shown.returncode == 1
    assert "cannot be printed" in shown.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_streams_that_are_closed_cost_no_line(room, closed):
    assert shell(room, f"warroom log one {closed}").returncode == 0
    assert shell(room, f"printf 'two\\n' | warroom log - {closed}").returncode == 0
    assert notes(room) == ["one", "two"]


def test_a_pipe_without_an_input_has_nothing_to_log(room):
    ran = shell(room, "warroom log - <&-")
    assert (ran.returncode, "nothing to log" in ran.stderr) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_pipe_that_is_ended_keeps_the_line_that_had_no_end_yet(room, number):
    """Whoever ends `tail -f | warroom log -` does not lose what had come."""
    command = [sys.executable, "-m", "warroom", "log", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(room)
    ) as writer:
        writer.stdin.write(b"one\ntwo")
        writer.stdin.flush()
        assert b"one" in writer.stdout.readline()
        deadline = time.monotonic() + 20
        while not _waits(writer.pid):
            assert time.monotonic() < deadline
        writer.send_signal(number)
        assert writer.wait(20) == 128 + number
    assert notes(room) == ["one", "two"]


def _waits(pid: int) -> bool:
    """Tell whether a process waits for input; where nobody can tell, that it was asked is enough."""
    try:
        with open(f"/proc/{pid}/wchan", encoding="ascii") as file:
            return "pipe" in file.read()
    except OSError:
        return True


def test_words_that_are_not_understood_are_repeated(room):
    """A script's mistake is in its log at least."""
    for line in ("25:99 hi", "/nonsense hi"):
        ran = shell(room, f"warroom log '{line}'")
        assert ran.returncode == 2
        assert line in ran.stderr
    assert "text important" in shell(room, "warroom log --at yesterdayish 'text important'").stderr

"""A real pseudo-terminal: what was acknowledged survives the terminal, whatever becomes of it."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from support import environment
from warroom.store.library import Library

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

import fcntl
import pty
import struct
import termios

PATIENCE = 30.0


class Terminal:
    """The program in a pseudo-terminal of a size."""

    def __init__(self, home, incident_id: str | None, size: tuple[int, int], wrapper: tuple[str, ...] = ()) -> None:
        self.master, slave = pty.openpty()
        self.shown = ""
        columns, rows = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, "-m", "warroom", *filter(None, [incident_id])],
            stdin=slave, stdout=slave, stderr=slave,
            env=environment(home, TERM="xterm-256color", COLUMNS="", LINES=""), start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads here
        )  # fmt: skip
        os.close(slave)

    def read(self) -> str:
        """Take in what the program wrote, and return everything so far."""
        while self.master >= 0 and select.select([self.master], [], [], 0.02)[0]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            if not data:
                break
            self.shown += data.decode(errors="replace")
        return self.shown

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds, taking in what is written meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"still not so after {PATIENCE:.0f} s: {self.shown[-2000:]!r}"
            ended = self.process.poll() is not None
            self.read()
            assert holds() or not ended, f"the program has ended: {self.shown[-3000:]}"

    def type(self, text: str) -> None:
        """Type a text."""
        os.write(self.master, text.encode())

    def hang_up(self) -> None:
        """Close the terminal window."""
        os.close(self.master)
        self.master = -1

    def end(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            self.hang_up()


@pytest.fixture
def declared(home) -> str:
    """Return the id of an incident declared now: the program goes by the machine's clock."""
    return Library(str(home)).create("Checkout is down", by="ana")


@pytest.fixture
def start(home, declared) -> Iterator[Callable[..., Terminal]]:
    """Return what starts the room of that incident in a terminal."""
    started = []

    def make(size: tuple[int, int] = (100, 30), wrapper: tuple[str, ...] = ()) -> Terminal:
        started.append(Terminal(home, declared, size, wrapper))
        return started[-1]

    yield make
    for terminal in started:
        terminal.end()


def rows_of(home, incident_id: str) -> list[str]:
    """Return the texts of the rows that are on the disk."""
    room = Library(str(home)).open(incident_id, by="")
    return [row.text for row in room.incident.timeline[1:]]


def is_draft(home, text: str) -> bool:
    """Tell whether a text is on the disk as half typed."""
    with suppress(FileNotFoundError):  # it was replaced between finding and reading it
        return any(f'"text": "{text}"' in path.read_text() for path in home.rglob("*.draft"))
    return False


def test_a_line_that_was_acknowledged_survives_kill_9(start, home, declared):
    """What the disk has is there after the worst, and the room opens again with it."""
    terminal = start()
    terminal.until(lambda: "hat happened?" in terminal.read())
    terminal.type("error rate is 31 %\r")
    terminal.until(lambda: rows_of(home, declared) == ["error rate is 31 %"])
    terminal.process.send_signal(signal.SIGKILL)
    terminal.process.wait()
    assert rows_of(home, declared) == ["error rate is 31 %"]
    again = start()
    again.until(lambda: "error rate is 31 %" in again.read())
    again.type("and falling\r")
    again.until(lambda: rows_of(home, declared) == ["error rate is 31 %", "and falling"])


def test_a_half_typed_line_survives_kill_9(start, home, declared):
    """Neither crash nor hang-up costs more than the last few letters; the line is back when the room opens again."""
    terminal = start()
    terminal.until(lambda: "hat happened?" in terminal.read())
    terminal.type("half a thought")
    terminal.until(lambda: is_draft(home, "half a thought"))
    terminal.process.send_signal(signal.SIGKILL)
    terminal.process.wait()
    again = start()
    again.until(lambda: "is back" in again.read())
    again.type(" and the rest")
    again.until(lambda: again.read() and is_draft(home, "half a thought and the rest"))
    again.hang_up()
    again.until(lambda: again.process.poll() is not None)
    third = start()
    third.until(lambda: "is back" in third.read())
    third.type("\r")
    third.until(lambda: rows_of(home, declared) == ["half a thought and the rest"])
    third.until(lambda: not list(home.rglob("*.draft")))


def test_what_could_not_be_saved_is_printed_when_the_program_ends(start, home, declared):
    """Below the terminal as it was, a line each as it can be typed again; the exit code tells of it."""
    terminal = start(wrapper=("/bin/sh", "-c", 'ulimit -f 0; exec "$@"', "wrapper"))
    terminal.until(lambda: "hat happened?" in terminal.read())
    terminal.type("first\r")
    terminal.until(lambda: "NOT SAVED" in terminal.read())
    terminal.type("? second\r")
    terminal.until(lambda: "H1 hypothesis" in terminal.read())
    terminal.type("\x11")
    terminal.until(lambda: terminal.process.poll() is not None)
    assert terminal.process.returncode == 1
    _, restored, printed = terminal.read().rpartition("\x1b[?1049l")
    assert restored
    told, first, second = printed[printed.index("warroom:") :].split("\r\n")[:3]
    assert told == "warroom: these lines could not be saved:"
    assert first.endswith("Z first")
    assert second.endswith("Z ? second")
    assert rows_of(home, declared) == []


def test_closing_the_terminal_ends_the_program_and_loses_nothing(start, home, declared):
    """A hang-up is no reason to lose a line that was entered a moment before."""
    terminal = start()
    terminal.until(lambda: "hat happened?" in terminal.read())
    terminal.type("first\r")
    terminal.until(lambda: "#2 note" in terminal.read())
    terminal.type("second\r")
    terminal.until(lambda: "#3 note" in terminal.read())
    terminal.hang_up()
    terminal.until(lambda: terminal.process.poll() is not None)
    assert rows_of(home, declared) == ["first", "second"]


def test_the_program_ends_with_its_terminal_though_no_signal_says_so(start, home, declared):
    """Behind a wrapper that ignores the hang-up it must not go on, busy, without anybody to see it."""
    terminal = start(wrapper=("/bin/sh", "-c", 'trap "" HUP; exec "$@"', "wrapper"))
    terminal.until(lambda: "hat happened?" in terminal.read())
    terminal.type("first\r")
    terminal.until(lambda: "#2 note" in terminal.read())
    terminal.hang_up()
    terminal.until(lambda: terminal.process.poll() is not None)
    assert terminal.process.returncode == 129
    assert rows_of(home, declared) == ["first"]


def test_ctrl_q_leaves_the_program_and_the_terminal_as_it_was(start, home, declared):
    """The alternate screen is left, the exit code is 0 and the checkpoint is written."""
    terminal = start()
    terminal.until(lambda: "hat happened?" in terminal.read())
    terminal.type("first\r")
    terminal.until(lambda: rows_of(home, declared) == ["first"])
    terminal.type("\x11")
    terminal.until(lambda: terminal.process.poll() is not None)
    assert terminal.process.returncode == 0
    assert "\x1b[?1049l" in terminal.read()
    assert "Traceback" not in terminal.shown


@pytest.mark.parametrize(
    ("editor", "told"),
    [("exit 3", "ended with an error (3)"), (None, "there is no editor"), ('kill -INT "$PPID"; exit 1', "(1)")],
)
def test_the_screen_comes_back_from_an_editor_that_fails(start, tmp_path, editor, told):
    """Whatever became of the editor, interrupted or not there at all: it is said, and keys act again."""
    path = tmp_path / "ed"
    if editor:
        path.write_text(f"#!/bin/sh\n{editor}\n")
        path.chmod(0o700)
    terminal = start(wrapper=("env", f"VISUAL={path}"))
    terminal.until(lambda: "hat happened?" in terminal.read())
    terminal.type("\tp")
    terminal.until(lambda: "Lessons" in terminal.read())
    terminal.type("E")
    terminal.until(lambda: told in terminal.read())
    terminal.type("e")
    terminal.until(lambda: "keep it" in terminal.read())
    terminal.type("\x1b")
    terminal.type("\x11")
    terminal.until(lambda: terminal.process.poll() is not None)
    assert terminal.process.returncode == 0
    assert "Traceback" not in terminal.shown


def test_a_terminal_of_ten_by_three_says_that_it_is_too_small(start):
    """It starts, says so, and can still be left."""
    terminal = start((10, 3))
    terminal.until(lambda: "too small" in terminal.read().replace("\r\n", " "))
    assert terminal.process.poll() is None
    terminal.type("\x11")
    terminal.until(lambda: terminal.process.poll() is not None)
    assert terminal.process.returncode == 0
    assert "Traceback" not in terminal.read()


@pytest.fixture
def library(home) -> Iterator[Terminal]:
    """Return the program in a terminal as it starts where nothing was ever recorded."""
    terminal = Terminal(home, None, (120, 40))
    yield terminal
    terminal.end()


def test_an_outage_is_run_from_the_first_word_to_the_last(library, home):
    """Declared in the library, logged as fast as the terminal takes it, undone, resolved; all of it is on the disk."""
    terminal = library
    terminal.until(lambda: "hat is wrong?" in terminal.read())
    terminal.type("sev1 payments are slow\r")
    terminal.until(lambda: "hat happened?" in terminal.read())
    [incident_id] = [one.name for one in (home / "incidents").iterdir() if one.is_dir()]
    lines = [f"line {number} of the outage" for number in range(10)]
    theories = ["? the pool is too small", "? the new build leaks", "/dead-end H1 it was half empty", ""]
    others = [
        "-20m ^ dba: pool at 100 %",
        "+ read the heap @bo 10m",
        "a line nobody wanted",
        "/undo",
        "/role commander cy",
    ]
    terminal.type("\r".join([*lines, *theories, *others, "/status resolved rolled back"]) + "\r")

    def incident():
        return Library(str(home)).open(incident_id, by="").incident

    terminal.until(lambda: incident().status == "resolved")
    found = incident()
    typed = [row.text for row in found.timeline if row.text.startswith(("line ", "a line"))]
    assert typed == lines
    assert [(one.statement, one.misleading) for one in found.hypotheses] == [
        ("the pool is too small", True), ("the new build leaks", False),
    ]  # fmt: skip
    assert found.hypotheses[0].why == "it was half empty"
    assert [(one.to, one.acked_at) for one in found.escalations] == [("dba", None)]
    assert [(one.text, one.owner) for one in found.tasks] == [("read the heap", "bo")]
    assert (found.severity, found.roles["commander"]) == ("SEV1", "cy")
    terminal.type("\x1b")
    terminal.until(lambda: "resolved" in terminal.read().lower())
    terminal.type("\x11")
    terminal.until(lambda: terminal.process.poll() is not None)
    assert terminal.process.returncode == 0


def test_the_keys_of_a_line_break_are_no_enter_in_any_terminal(start, home, declared):
    """Ctrl+J and Alt+Enter as a plain terminal sends them, and as one sends them that tells every key apart."""
    terminal = start()
    terminal.until(lambda: "hat happened?" in terminal.read())
    terminal.type("one\ntwo\x1b\rthree\x1b[106;5ufour\x1b[13;3ufive\r")
    terminal.until(lambda: rows_of(home, declared))
    assert rows_of(home, declared) == ["one\ntwo\nthree\nfour\nfive"]

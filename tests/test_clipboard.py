"""The clipboard: every way that may work is tried, and only what is known to have the text is named as having it."""

import base64
import threading
import time

import pytest

from warroom import clipboard
from warroom.clipboard import LONGEST_OSC52, Copied, copy, osc52, ways

XTERM = {"TERM": "xterm-256color"}
REMOTE = {**XTERM, "SSH_CONNECTION": "10.0.0.1 22"}
TMUX = {**REMOTE, "TMUX": "/tmp/tmux-0/default,1,0"}


class Place:
    """A machine with a terminal, a tmux that knows some commands, and a clipboard that may be broken."""

    def __init__(self, *, known: tuple[str, ...] = ("-w", "plain"), broken: bool = False) -> None:
        self.sent: list[str] = []
        self.ran: list[tuple[tuple[str, ...], bytes]] = []
        self.clipboard: list[str] = []
        self.known = known
        self.broken = broken

    def run(self, command, data) -> bool:
        self.ran.append((tuple(command), data))
        return ("-w" if "-w" in command else "plain") in self.known

    def system(self, text: str) -> None:
        if self.broken:
            raise OSError("no display")
        self.clipboard.append(text)

    def copy(self, text: str, environ: dict[str, str], *, asks: bool = True) -> Copied:
        return copy(text, self.sent.append if asks else None, environ, run=self.run, system=self.system)


def decoded(sequence: str) -> str:
    return base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\a")).decode()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        (XTERM, ["the terminal", "this machine's clipboard"]),
        (REMOTE, ["the terminal"]),
        ({**XTERM, "SSH_TTY": "/dev/pts/1"}, ["the terminal"]),
        (TMUX, ["tmux", "the terminal"]),
    ],
)
def test_the_clipboard_of_the_machine_is_ours_only_when_nobody_is_remote(environ, expected):
    """Over ssh it is somebody else's, or nobody's."""
    assert ways(environ) == expected


def test_locally_the_machine_has_it_and_the_terminal_is_asked():
    place = Place()
    said = str(place.copy("pool é", XTERM))
    assert said == "copied to this machine's clipboard"
    assert place.clipboard == ["pool é"]
    assert [decoded(one) for one in place.sent] == ["pool é"]


def test_a_terminal_is_never_named_as_having_it():
    """Nothing answers whether it obeyed, so it may have it, and that is all that is said."""
    copied = Place().copy("x", REMOTE)
    assert (copied.reached, copied.asked, copied.anywhere) == ((), True, True)
    assert str(copied) == "copied, if your terminal allows it"


def test_tmux_has_it_in_its_buffer_and_passes_it_on():
    place = Place()
    assert str(place.copy("x", TMUX)) == "copied to tmux, perhaps the clipboard too"
    assert place.ran == [(("tmux", "load-buffer", "-w", "-"), b"x")]


def test_a_tmux_before_3_2_does_not_know_w():
    place = Place(known=("plain",))
    assert place.copy("x", TMUX).reached == ("tmux",)
    assert place.ran[-1] == (("tmux", "load-buffer", "-"), b"x")


def test_what_failed_is_not_named():
    """A tmux that is gone, a helper that raises: neither has the text."""
    place = Place(known=(), broken=True)
    assert place.copy("x", {**XTERM, "TMUX": "gone"}).reached == ()
    assert place.clipboard == []


def test_with_no_way_at_all_it_says_so():
    copied = Place(broken=True).copy("x", XTERM, asks=False)
    assert not copied.anywhere
    assert str(copied) == "no clipboard can be reached from here"


def test_inside_tmux_and_screen_the_terminal_is_asked_through_them():
    plain = osc52("x" * 600, XTERM)
    doubled = plain.replace("\x1b", "\x1b\x1b")
    assert osc52("x" * 600, TMUX) == f"\x1bPtmux;{doubled}\x1b\\"
    wrapped = osc52("x" * 600, {**XTERM, "STY": "1.pts"})
    pieces = wrapped.removeprefix("\x1bP").removesuffix("\x1b\\").split("\x1b\\\x1bP")
    assert "".join(pieces) == plain
    assert len(pieces) > 3
    assert max(map(len, pieces)) < 700


@pytest.mark.parametrize(("count", "asks"), [(LONGEST_OSC52, True), (LONGEST_OSC52 + 1, False)])
def test_a_text_too_long_for_a_terminal_is_not_sent_to_it(count, asks):
    """It would be cut, or ignored."""
    place = Place()
    assert place.copy("x" * count, REMOTE).asked is asks
    assert bool(place.sent) is asks
    assert len(osc52("x" * count, REMOTE)) <= 100_000


@pytest.mark.parametrize("term", ["linux", "dumb"])
def test_a_console_is_not_asked(term):
    """It would show the letters."""
    assert osc52("x", {"TERM": term}) == ""


def test_a_helper_that_hangs_holds_nobody_up(monkeypatch):
    """What it has not done in time it has not done."""
    monkeypatch.setattr(clipboard, "_SECONDS", 0.01)
    free = threading.Event()
    copied = copy("x", None, XTERM, run=lambda *_: False, system=lambda _: free.wait(60))
    free.set()
    assert copied.reached == ()


def test_a_tmux_that_hangs_or_is_missing_is_not_reached(monkeypatch):
    """The real runner, with commands that do what a broken tmux does."""
    monkeypatch.setattr(clipboard, "_SECONDS", 0.2)
    began = time.monotonic()
    assert not clipboard._run(("sleep", "60"), b"")
    assert time.monotonic() - began < 30
    assert not clipboard._run(("no-such-program-here",), b"")
    assert not clipboard._run(("false",), b"")
    assert clipboard._run(("cat",), b"x")

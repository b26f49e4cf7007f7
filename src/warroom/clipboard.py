"""The clipboard, as far as it reaches: tmux's buffer, this machine's own, and the terminal's, which only can be asked.

No way works everywhere, so each that may is tried. Only what is known to have the text is named as having it: nothing
ever answers whether a terminal obeyed (OSC 52).
"""

import base64
import os
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

LONGEST_OSC52 = 74_994
"""Bytes of text that the strictest common terminal takes (hterm: 100,000 characters for the whole sequence)."""
_PIECE = 250  # GNU screen takes a control string of 768 characters at most
_SECONDS = 2.0

TMUX, TERMINAL, MACHINE = "tmux", "the terminal", "this machine's clipboard"

Write = Callable[[str], object]
Run = Callable[[Sequence[str], bytes], bool]


class Copied(NamedTuple):
    """Where a text went: what is known to have it, and whether a terminal was asked to take it too."""

    reached: tuple[str, ...] = ()
    asked: bool = False

    @property
    def anywhere(self) -> bool:
        """Whether there is any place to paste it from."""
        return bool(self.reached) or self.asked

    def __str__(self) -> str:
        """Return a sentence that says where it went; a terminal that was asked has the clipboard of its machine."""
        if self.reached:
            perhaps = self.asked and MACHINE not in self.reached
            return f"copied to {' and '.join(self.reached)}{', perhaps the clipboard too' if perhaps else ''}"
        if self.asked:
            return "copied, if your terminal allows it"
        return "no clipboard can be reached from here"


def ways(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the ways of copying that can be tried here, the surest first."""
    found = [TMUX] if environ.get("TMUX") else []
    found.append(TERMINAL)
    if not (environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")):
        found.append(MACHINE)
    return found


def copy(text: str, write: Write | None = None, environ: Mapping[str, str] = os.environ, *,
         run: Run | None = None, system: Write | None = None) -> Copied:  # fmt: skip
    """Copy a text in every way there is, and return where it went; it may take some seconds, and raises nothing.

    `write` sends characters to the terminal; without it the terminal is not asked. `run` runs a command with an input
    and tells whether it could, and `system` copies to this machine's own clipboard or raises.
    """
    reached = []
    for way in ways(environ):
        if way == TMUX and _to_tmux(text, run or _run):
            reached.append(TMUX)
        elif way == MACHINE and _to_machine(text, system or _to_system):
            reached.append(MACHINE)
    sequence = osc52(text, environ) if write else ""
    if write and sequence:
        write(sequence)
    return Copied(tuple(reached), asked=bool(sequence))


def osc52(text: str, environ: Mapping[str, str]) -> str:
    """Return what asks the terminal to copy a text, passed through tmux or screen; empty when it cannot be asked."""
    data = text.encode(errors="replace")
    if len(data) > LONGEST_OSC52 or environ.get("TERM") in {"dumb", "linux"}:
        return ""
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\a"
    if environ.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    if environ.get("STY"):
        pieces = (sequence[start : start + _PIECE] for start in range(0, len(sequence), _PIECE))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


def _to_tmux(text: str, run: Run) -> bool:
    """Put a text into tmux's buffer; -w, which also hands it to the terminal, is known from 3.2 on."""
    data = text.encode(errors="replace")
    return run(("tmux", "load-buffer", "-w", "-"), data) or run(("tmux", "load-buffer", "-"), data)


def _run(command: Sequence[str], data: bytes) -> bool:
    import subprocess

    try:
        done = subprocess.run(command, input=data, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our words
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _to_machine(text: str, system: Write) -> bool:
    """Copy to this machine's own clipboard; whatever it has not done in two seconds it has not done."""
    from threading import Thread

    done: list[bool] = []

    def attempt() -> None:
        try:
            system(text)
        except Exception:  # noqa: BLE001 - it runs whichever helper is installed, and any of them may fail in its own way
            return
        done.append(True)

    thread = Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(_SECONDS)
    return bool(done)


def _to_system(text: str) -> None:
    import pyperclip

    pyperclip.copy(text)

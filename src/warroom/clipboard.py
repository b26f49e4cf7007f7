"""The clipboard, as far as it reaches: tmux, the terminal (OSC 52), this machine's own.

No way of copying says whether it worked everywhere, so all that can be tried are, and the answer names them.
"""

import base64
import os
from collections.abc import Callable, Mapping

_LONGEST_OSC52 = 74_994  # what the strictest common terminal takes
_SECONDS = 5


def ways(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the ways of copying that can be tried here, the surest first."""
    found = ["tmux"] if environ.get("TMUX") else []
    found.append("the terminal")
    if not (environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")):
        found.append("this machine's clipboard")
    return found


def copy(text: str, write: Callable[[str], object] | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """Copy a text and return a sentence that says where it went.

    `write` sends characters to the terminal; without it the terminal is not asked.
    """
    reached = []
    for way in ways(environ):
        if way == "tmux" and _to_tmux(text):
            reached.append("tmux")
        elif way == "the terminal" and write and _to_terminal(text, write):
            reached.append("the terminal (if it allows OSC 52)")
        elif way == "this machine's clipboard" and _to_system(text):
            reached.append("this machine's clipboard")
    if not reached:
        return "no clipboard can be reached from here: write it to a file with -o FILE"
    return f"copied to {' and '.join(reached)}"


def _to_tmux(text: str) -> bool:
    import subprocess

    try:
        done = subprocess.run(
            ["tmux", "load-buffer", "-w", "-"],  # noqa: S607 - the tmux that this shell runs in
            input=text.encode(),
            check=False,
            capture_output=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _to_terminal(text: str, write: Callable[[str], object]) -> bool:
    data = base64.b64encode(text.encode()).decode("ascii")
    if len(data) > _LONGEST_OSC52:
        return False
    write(f"\x1b]52;c;{data}\a")
    return True


def _to_system(text: str) -> bool:
    import pyperclip

    try:
        pyperclip.copy(text)
    except pyperclip.PyperclipException:
        return False
    return True

"""Calling attention to what has become due: the terminal's bell, its title and, where it has them, notifications."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from warroom.core.text import clean_word, shorten
from warroom.ui.strip import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from warroom.core.clocks import Due
    from warroom.core.model import Incident

_LONGEST = 120
_KEEP_TITLE, _TITLE_BACK = "\x1b[22;2t", "\x1b[23;2t"
_END = "\x1b\\"
# Sources: the manuals of iTerm2 (OSC 9), WezTerm, kitty, Ghostty and foot (OSC 777 is urxvt's, with a title).
_OSC_9_PROGRAMS = {"iTerm.app"}
_OSC_777_PROGRAMS = {"WezTerm", "ghostty"}
_OSC_9_TERMS = ("xterm-kitty",)
_OSC_777_TERMS = ("foot", "xterm-ghostty", "wezterm")


class Attention:
    """Tells the person at the terminal, once for each, what has become due since the last look.

    `write` sends characters to the terminal and `signals` says which ways are on: bell, title, notify.
    """

    def __init__(self, write: Callable[[str], object], bell: Callable[[], object], signals: Sequence[str],
                 environ: Mapping[str, str] = os.environ) -> None:  # fmt: skip
        self._write = write
        self._bell = bell
        self._signals = signals
        self._environ = environ
        self._known: set[tuple[str, datetime]] | None = None
        self._title = ""

    def look(self, incident: Incident, items: Sequence[Due], now: datetime) -> None:
        """Look at the reminders; what was due at the first look was there before and rings nobody."""
        late = [item for item in items if item.rings_at <= now]
        identities = {(item.key, item.rings_at) for item in late}
        fresh = [] if self._known is None else [one for one in late if (one.key, one.rings_at) not in self._known]
        self._known = identities | (self._known or set())
        if fresh:
            self._ring(incident, fresh, now)
        if "title" in self._signals and has_title(self._environ):
            self._show_title(title(incident, late, now))

    def close(self) -> None:
        """Give the terminal its title back."""
        if self._title:
            self._write(_TITLE_BACK)
            self._title = ""

    def _ring(self, incident: Incident, fresh: list[Due], now: datetime) -> None:
        if "bell" in self._signals:
            self._bell()
        if "notify" in self._signals:
            more = f" (+{len(fresh) - 1})" if len(fresh) > 1 else ""
            self._write(notification(incident.title, words(fresh[0], now) + more, self._environ))

    def _show_title(self, text: str) -> None:
        if text != self._title:
            keep = "" if self._title else _KEEP_TITLE
            self._write(f"{keep}\x1b]2;{text}{_END}")
            self._title = text


def title(incident: Incident, late: Sequence[Due], now: datetime) -> str:
    """Return the terminal's title: what is overdue and where, or the severity and what it is about."""
    if late:
        return _harmless(f"! {words(late[0], now, brief=True)} · {incident.title}")
    return _harmless(f"{incident.severity} {incident.title}")


def has_title(environ: Mapping[str, str]) -> bool:
    """Tell whether a terminal has a title; the console of Linux would show the words instead."""
    return environ.get("TERM", "") not in {"", "linux", "dumb"}


def notification(heading: str, text: str, environ: Mapping[str, str]) -> str:
    """Return what makes a terminal show a notification; nothing for one that is not known to, or inside another."""
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if environ.get("TMUX") or environ.get("STY") or term.startswith(("tmux", "screen")):
        return ""
    if program in _OSC_777_PROGRAMS or term.startswith(_OSC_777_TERMS):
        return f"\x1b]777;notify;{_harmless(heading)};{_harmless(text)}{_END}"
    if program in _OSC_9_PROGRAMS or term.startswith(_OSC_9_TERMS):
        return f"\x1b]9;{_harmless(f'{heading}: {text}')}{_END}"
    return ""


def _harmless(text: str) -> str:
    """Return a text that cannot end the escape it stands in, nor be one of its parts."""
    return shorten(clean_word(text).replace(";", ","), _LONGEST)

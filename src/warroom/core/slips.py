"""What a line says that was meant otherwise: a time in a place, or in a spelling, where it is only text."""

import re

from warroom.core.errors import TimeError
from warroom.core.line import SIGILS, Line, render_line
from warroom.core.times import read_time

_TELLS = frozenset({"confirm", "rule-out", "dead-end", "reopen", "found", "no-answer", "decline", "block", "done",
                    "drop", "go", "no-go", "status", "sev", "ack", "alert", *SIGILS.values()})  # fmt: skip
"""The verbs whose text tells of what happened: a time at its beginning is hardly one of its words."""

# Left to `re` to compile when a line first needs them.
_AGO = r"(?i)~?\s?(\d{1,4})\s?(m|mins?|minutes?|h|hrs?|hours?) ago(?=\s|$)"
_DOTTED = r"([01]?\d|2[0-3])\.([0-5]\d)\s+(?=[^\W\d_]{2})"


def time_first(line: Line) -> str | None:
    """Return a line with the time in front that stands behind its sign or verb now; None when there is none."""
    if line.time or line.verb not in _TELLS:
        return None
    field = _first_field(line)
    try:
        time, rest = read_time(getattr(line, field))
    except TimeError:
        return None
    if not time or (not rest and line.verb != "ack"):
        return None
    return render_line(line._replace(time=time, **{field: rest}))  # type: ignore[arg-type]  # a field of text


def time_respelt(line: Line) -> str | None:
    """Return how the time is written that a text begins with in another spelling (`5m ago`, `14.20`); None for none."""
    if line.time or line.verb not in _TELLS | {"note"}:
        return None
    text = getattr(line, _first_field(line))
    if ago := re.match(_AGO, text):
        return f"-{ago[1]}{ago[2][0].lower()}"
    dotted = re.match(_DOTTED, text)
    return f"{dotted[1]}:{dotted[2]}" if dotted else None


def _first_field(line: Line) -> str:
    """Return the field that has the words which a line begins with."""
    if line.verb != "escalation":
        return "text"
    return "from_" if line.from_ else "to"

"""What a line declares: a title, and before it, in any order, a severity and the time it began."""

import re
from typing import NamedTuple

from warroom.core.times import TimeExpr, read_time

_SEVERITY = r"(?i)sev-?\s?([1-5])\b[\s:,]*"


class Declared(NamedTuple):
    """A title, a severity such as SEV1, and when it started; what was not said is None."""

    title: str
    severity: str | None = None
    started: TimeExpr | None = None


def read_declaration(text: str) -> Declared:
    """Read `sev1 -60m checkout errors`, or the same with the time first.

    Raises:
        TimeError: a time is not one that a clock shows.
    """
    rest, severity, started = text.strip(), None, None
    while True:
        found = None if severity else re.match(_SEVERITY, rest)
        time, after = (None, rest) if started or found else read_time(rest)
        if found:
            severity, rest = f"SEV{found[1]}", rest[found.end() :]
        elif time:
            started, rest = time, after
        else:
            return Declared(rest, severity, started)

"""What the pictures of a document show, as plain values: no colours, no sizes, nothing of a format."""

from typing import NamedTuple


class Bar(NamedTuple):
    """A stretch of time in a lane, from `start` to `end` in seconds since the picture begins.

    `look` says what it is (a status, a severity, a theory that was confirmed, a dead end, a wait), for a format to
    draw it by pattern and colour; `label` is what stands on it.
    """

    start: float
    end: float
    label: str
    look: str


class Lane(NamedTuple):
    """A row of a picture: its name and the bars in it, in order of time."""

    name: str
    bars: tuple[Bar, ...]


class Chart(NamedTuple):
    """Lanes over a span of time of `seconds`; marks at moments and ticks of the axis, each a second and its text."""

    seconds: float
    lanes: tuple[Lane, ...]
    marks: tuple[tuple[float, str], ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()

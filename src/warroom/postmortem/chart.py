"""What the pictures of a document show, as plain values: no colours, no sizes, nothing of a format."""

from itertools import pairwise
from typing import NamedTuple


class Bar(NamedTuple):
    """A stretch of time, from `start` to `end` in seconds since the picture begins, both within the picture.

    `look` says what it is (one of `PATTERNS`); `label` is what stands on it, if there is room.
    """

    start: float
    end: float
    look: str
    label: str = ""


class Lane(NamedTuple):
    """A row of a picture: its name, the bars in it in order of time, a few words on how it went, and a longer text."""

    name: str
    bars: tuple[Bar, ...]
    verdict: str = ""
    text: str = ""


class Group(NamedTuple):
    """Lanes that belong together; `more` says what was left out of the picture.

    A group that is `timed` lies under the axis; in another a bar's length is an amount of time, not a place in it.
    """

    name: str
    lanes: tuple[Lane, ...]
    more: str = ""
    timed: bool = True


class Mark(NamedTuple):
    """A moment worth a line across the picture."""

    at: float
    text: str


class Tick(NamedTuple):
    """A place on the axis: the time of day, and the date where it is another than at the tick before."""

    at: float
    clock: str
    day: str = ""


def tick_rows(ticks: tuple[Tick, ...]) -> list[list[tuple[Tick, str]]]:
    """Return what is written at an axis, row by row: the times of day, and the dates where there are any."""
    rows = ([(tick, tick.clock) for tick in ticks if tick.clock], [(tick, tick.day) for tick in ticks if tick.day])
    return [row for row in rows if row]


def with_room(words: list[tuple[float, str, float]], width: float, gap: float) -> list[tuple[float, str, float]]:
    """Return texts that are to stand in the middle of places, each with where it begins: those that have room.

    Each comes with its place and how wide it is. Where two would be nearer than the gap, every second one is left
    out, or two of three, and so on, so that what is left is as even as it was.
    """
    for step in range(1, len(words) + 1):
        placed = [
            (min(max(at - wide / 2, 0.0), width - wide), word, wide) for at, word, wide in words[::step]
        ]  # fmt: skip
        if all(left[0] + left[2] + gap <= right[0] for left, right in pairwise(placed)):
            return [one for one in placed if one[0] >= 0]
    return []


Legend = tuple[tuple[str, str], ...]
"""Looks and what each of them means."""


class Lanes(NamedTuple):
    """Lanes over a span of time of `seconds`."""

    seconds: float
    groups: tuple[Group, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    legend: Legend
    kind: str = "lanes"


class Columns(NamedTuple):
    """Counts over a span of time: `counts` has a tuple for each `bucket` seconds, with a number for each of `looks`."""

    seconds: float
    bucket: float
    looks: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    ticks: tuple[Tick, ...]
    legend: Legend
    kind: str = "columns"


Chart = Lanes | Columns

PATTERNS = {
    "investigating": "hatch", "identified": "dots", "monitoring": "posts", "resolved": "solid", "closed": "plain",
    "SEV1": "solid", "SEV2": "cross", "SEV3": "hatch", "SEV4": "dots", "SEV5": "plain",
    "confirmed": "solid", "dead_end": "cross", "ruled_out": "back", "open": "dots",
    "answered": "hatch", "waiting": "posts", "no_answer": "cross", "declined": "back",
    "role": "plain",
    "detecting": "hatch", "dead_ends": "cross", "true_cause": "solid", "other_theories": "back",
    "waiting_for_people": "posts", "fixing": "dots", "after": "beams", "unknown": "plain",
    "people": "solid", "machines": "hatch",
}  # fmt: skip
"""The pattern of each look, so that nothing is told by colour alone; what has none here is plain."""

"""Figures as plain text for a terminal: bars of block characters, or of ASCII where a terminal has no others.

A look has a character of its own, as it has a pattern in a picture, and a word beside it: nothing is told by colour.
"""

import unicodedata
from collections.abc import Iterator

from warroom.core.text import plural
from warroom.core.times import spoken_duration
from warroom.postmortem.blocks import Figure
from warroom.postmortem.chart import PATTERNS, Bar, Columns, Group, Lane, Lanes, Legend, Tick, tick_rows, with_room

NARROWEST = 40

_BLOCKS = {
    "solid": "█", "cross": "▓", "hatch": "▒", "dots": "░", "back": "╲", "posts": "┃", "beams": "═", "plain": "─",
}  # fmt: skip
_ASCII = {"solid": "#", "cross": "X", "hatch": "/", "dots": ":", "back": "\\", "posts": "|", "beams": "=", "plain": "-"}
_LINES = {"─": "-", "┬": "+", "▼": "v", "│": "|"}
_ROWS = 6
_TELLING = 8
"""How many letters of a label must have room, if not half of it: fewer tell nothing."""


def draw(figure: Figure, width: int, *, plain: bool = False) -> str:
    """Return a figure as lines of at most `width` columns (at least `NARROWEST`), without a newline at the end.

    `plain` draws in ASCII; what people wrote stays as they wrote it.
    """
    return "\n".join(line.rstrip() for line in _Drawing(figure, max(width, NARROWEST), plain=plain).lines())


class _Drawing:
    def __init__(self, figure: Figure, width: int, *, plain: bool) -> None:
        self.figure = figure
        self.width = width
        self.blocks = _ASCII if plain else _BLOCKS
        self.plain = plain

    def lines(self) -> Iterator[str]:
        chart = self.figure.chart
        yield self.fit(self.figure.title, self.width)
        yield ""
        yield from self.columns(chart) if isinstance(chart, Columns) else self.lanes(chart)
        yield from self.legend(chart.legend)

    def of(self, line: str) -> str:
        """Return a character of a line in the set that is drawn with."""
        return _LINES[line] if self.plain else line

    def fit(self, text: str, columns: int) -> str:
        """Return a text cut to so many columns, with an ellipsis at its end if any were cut."""
        if _columns(text) <= columns:
            return text
        dots = "..." if self.plain else "…"
        while text and _columns(text) > columns - len(dots):
            text = text[:-1]
        return text.rstrip() + dots if text else ""

    def fill(self, look: str) -> str:
        return self.blocks[PATTERNS.get(look, "plain")]

    # Lanes

    def lanes(self, chart: Lanes) -> Iterator[str]:
        scale = self.width / chart.seconds
        for mark in chart.marks:
            place, wide = min(self.width - 1, int(mark.at * scale)), len(mark.text) + 1
            words = f"{self.of('▼')} {mark.text}" if place + wide < self.width else f"{mark.text} {self.of('▼')}"
            yield " " * (place if place + wide < self.width else max(0, place - wide)) + words
        yield from self.axis(chart.ticks, scale)
        for group in chart.groups:
            yield from self.group(group, scale)

    def axis(self, ticks: tuple[Tick, ...], scale: float) -> Iterator[str]:
        rule = [self.of("─")] * self.width
        for tick in ticks:
            rule[min(self.width - 1, int(tick.at * scale))] = self.of("┬")
        yield "".join(rule)
        for row in tick_rows(ticks):
            line = ""
            words = [(tick.at * scale, word, float(len(word))) for tick, word in row]
            for place, word, _ in with_room(words, self.width, 2):
                line = line.ljust(int(place)) + word
            yield line

    def group(self, group: Group, scale: float) -> Iterator[str]:
        yield ""
        if group.name:
            yield group.name
        for lane in group.lanes:
            yield from self.lane(lane, scale)
        if group.more:
            yield group.more

    def lane(self, lane: Lane, scale: float) -> Iterator[str]:
        room = self.width - (len(lane.verdict) + 2 if lane.verdict else 0)
        words = self.fit(f"{lane.name}  {lane.text}" if lane.text else lane.name, room)
        yield words + " " * (self.width - _columns(words) - len(lane.verdict)) + lane.verdict
        cells: list[str] = [" "] * self.width
        for bar in lane.bars:
            self.bar(bar, cells, scale)
        yield "".join(cells)

    def bar(self, bar: Bar, cells: list[str], scale: float) -> None:
        """Fill in a bar, at least one character of it; its label stands on it where it has room."""
        start = min(self.width - 1, int(bar.start * scale))
        end = max(start + 1, min(self.width, round(bar.end * scale)))
        cells[start:end] = [self.fill(bar.look)] * (end - start)
        label = self.fit(bar.label, end - start - 3)
        if label and len(label) >= min(_TELLING, -(-len(bar.label) // 2)) and _columns(label) == len(label):
            cells[start + 1 : start + 3 + len(label)] = f" {label} "
        if bar.label:
            cells[start] = self.of("│")

    # Columns

    def columns(self, chart: Columns) -> Iterator[str]:
        """Draw counts upright, as many buckets together as it takes to fit; each look has its own character."""
        together = -(-len(chart.counts) // self.width)
        counts = [
            tuple(map(sum, zip(*chart.counts[place : place + together], strict=True)))
            for place in range(0, len(chart.counts), together)
        ]
        each = max(1, self.width // len(counts))
        most = max(map(sum, counts))
        yield f"{plural(most, 'row')} each {spoken_duration(int(chart.bucket * together))}"
        for row in range(_ROWS, 0, -1):
            yield "".join(self.cell(chart.looks, count, most, row) * each for count in counts)
        self.width = each * len(counts)
        yield from self.axis(chart.ticks, each / (chart.bucket * together))

    def cell(self, looks: tuple[str, ...], count: tuple[int, ...], most: int, row: int) -> str:
        """Return what stands at a height in a column: the look that reaches it; a count of one has the lowest row."""
        reached = 0
        for look, number in zip(looks, count, strict=True):
            reached += number
            if number and -(-reached * _ROWS // most) >= row:
                return self.fill(look)
        return " "

    # Legend

    def legend(self, legend: Legend) -> Iterator[str]:
        lines: list[str] = []
        for look, words in legend:
            item = f"{self.fill(look) * 3} {words}"
            if lines and len(lines[-1]) + 3 + len(item) <= self.width:
                lines[-1] += f"   {item}"
            else:
                lines.append(item)
        yield from ["", *lines] if lines else []


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(bool(unicodedata.combining(character)) for character in text)

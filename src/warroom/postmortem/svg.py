"""Figures as SVG: one element that stands in a page of HTML, prints, and is an image file of its own.

Each look has a colour and a pattern, and a word beside it. Colours are CSS custom properties (`--chart-red`, …) that a
page may set; without them the picture has its own, for light and for dark. Printers, and readers of SVG that know
neither, get the light ones, which are written plainly. Nothing here is scaled: text is 12 px in a picture of any
width, so that a page shows a `NARROW` one on a phone.
"""

import re
import unicodedata

from warroom.core.text import plural
from warroom.postmortem.blocks import Document, Figure, figures_of
from warroom.postmortem.chart import PATTERNS, Bar, Columns, Group, Lane, Lanes, Legend, Tick, tick_rows, with_room

WIDE = 720
"""The width of a picture on a page, in pixels."""

NARROW = 340
"""The width of a picture on a phone."""

IS_OURS = b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- Drawn by warroom -->\n'
"""How an image file of ours begins, by which it is known again."""

_COLOURS = {
    "paper": ("#ffffff", "#15191d"),
    "ink": ("#1f2328", "#e6edf3"),
    "soft": ("#57606a", "#a3adb8"),
    "rule": ("#dfe3e8", "#2d343c"),
    "red": ("#b3261e", "#ff8f85"),
    "amber": ("#8a5a00", "#e3a83b"),
    "green": ("#1a7f37", "#56c46a"),
    "blue": ("#0b62c4", "#6cb2ff"),
    "violet": ("#7544c4", "#c19bff"),
    "grey": ("#66707b", "#98a2ad"),
}
"""Each colour in light and in dark: texts have 4.5:1 on the paper or more, shapes 3:1 or more."""

_LOOKS = {
    "investigating": "amber", "identified": "blue", "monitoring": "violet", "resolved": "green",
    "SEV1": "red", "SEV2": "red", "SEV3": "amber", "SEV4": "blue",
    "confirmed": "green", "dead_end": "red", "open": "blue",
    "answered": "amber", "waiting": "amber", "no_answer": "red",
    "role": "violet",
    "detecting": "amber", "dead_ends": "red", "true_cause": "green", "waiting_for_people": "violet", "fixing": "blue",
    "after": "blue",
    "people": "blue", "machines": "amber",
}  # fmt: skip
"""The colour of each look; of any other it is grey."""

_PATTERNS = {
    "hatch": '<path class="s {0}" d="M-2 2L2 -2M-1 7L7 -1M4 8L8 4"/>',
    "back": '<path class="s {0}" d="M-2 4L2 8M-1 -1L7 7M4 -2L8 2"/>',
    "cross": '<path class="s {0}" d="M-1 -1L7 7M-1 7L7 -1"/>',
    "dots": '<circle class="f {0}" cx="1.5" cy="1.5" r="1.2"/><circle class="f {0}" cx="4.5" cy="4.5" r="1.2"/>',
    "posts": '<path class="s {0}" d="M1.5 0V6M4.5 0V6"/>',
    "beams": '<path class="s {0}" d="M0 1.5H6M0 4.5H6"/>',
}
_TELLING = 8
"""How many letters of a text must have room, if not half of it: fewer tell nothing."""

_LINE = 15
_BAR = 10
_BAND = 23
_STRIP = 6
_COLUMNS = 120
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"\s+")


def draw(figure: Figure, width: int = WIDE, *, titled: bool = False) -> str:
    """Return a figure as one `<svg>` element of this width; `titled` has its title stand in the picture itself."""
    return _Picture(figure, width).draw(titled=titled)


def pictures(document: Document, stem: str) -> dict[str, str]:
    """Return every figure of a document as an image file: its name, which begins with the stem, and its text."""
    return {
        picture_name(stem, figure.key): IS_OURS.decode() + draw(figure, titled=True) for figure in figures_of(document)
    }


def picture_name(stem: str, key: str) -> str:
    """Return the name of the image file of a figure: `postmortem-where-time-went.svg`."""
    return f"{stem}-{key.replace('_', '-')}.svg"


class _Picture:
    """One picture while it is drawn, from the top down: `y` is how far it has got."""

    def __init__(self, figure: Figure, width: int) -> None:
        self.figure = figure
        self.chart = figure.chart
        self.width = width
        self.name = f"{figure.key.replace('_', '-')}-{width}"
        self.y = 0.0
        self.back: list[str] = []
        self.front: list[str] = []
        self.used: set[tuple[str, str]] = set()

    def draw(self, *, titled: bool) -> str:
        if titled:
            self.y = 20
            self.text(0, self.y - 5, self.figure.title, "t")
            self.y += 6
        if isinstance(self.chart, Columns):
            self.columns(self.chart)
        else:
            self.lanes(self.chart)
        self.legend(self.chart.legend)
        return self.element()

    def element(self) -> str:
        """Return the whole: its name and description, its style, its patterns, and all that was drawn."""
        height, name = _number(self.y + 2), self.name
        patterns = "".join(self.pattern(look) for look in sorted(self.used))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" width="{self.width}" height="{height}" '
            f'viewBox="-1 0 {self.width + 2} {height}" role="img" aria-labelledby="{name}-title {name}-desc">\n'
            f'<title id="{name}-title">{_escape(self.figure.title)}</title>\n'
            f'<desc id="{name}-desc">{_escape(self.figure.description)}</desc>\n'
            f"<style>\n{_style(name)}</style>\n<defs>{patterns}</defs>\n"
            f'<rect class="f paper" x="-1" width="{self.width + 2}" height="{height}"/>\n'
            + "\n".join([*self.back, *self.front])
            + "\n</svg>\n"
        )

    def pattern(self, look: tuple[str, str]) -> str:
        colour, pattern = look
        return (
            f'<pattern id="{self.name}-{colour}-{pattern}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f"{_PATTERNS[pattern].format(colour)}</pattern>"
        )

    # Shapes

    def text(self, x: float, y: float, words: str, kind: str = "", anchor: str = "") -> None:
        where = f' text-anchor="{anchor}"' if anchor else ""
        of = f' class="{kind}"' if kind else ""
        self.front.append(f'<text x="{_number(x)}" y="{_number(y)}"{of}{where}>{_escape(words)}</text>')

    def box(self, x: float, y: float, width: float, height: float, look: str) -> None:
        """Draw a bar: an outline with its pattern in it."""
        colour, pattern = _LOOKS.get(look, "grey"), PATTERNS.get(look, "plain")
        place = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
        if pattern == "solid":
            self.front.append(f'<rect class="f o {colour}" {place}/>')
        elif pattern == "plain":
            self.front.append(f'<rect class="p o {colour}" {place}/>')
        else:
            self.used.add((colour, pattern))
            fill = f"url(#{self.name}-{colour}-{pattern})"
            self.front.append(f'<rect class="p" {place}/><rect class="o {colour}" fill="{fill}" {place}/>')

    def down(self, x: float, top: float, bottom: float, kind: str) -> None:
        self.back.append(f'<path class="{kind}" d="M{_number(x)} {_number(top)}V{_number(bottom)}"/>')

    # Lanes

    def lanes(self, chart: Lanes) -> None:
        scale = self.width / chart.seconds
        flags = self.marks([(mark.at * scale, mark.text) for mark in chart.marks])
        places = self.axis(chart.ticks, scale)
        top = bottom = self.y
        self.y += 4
        for group in chart.groups:
            self.group(group, scale)
            bottom = self.y if group.timed else bottom
        for x in places:
            self.down(x, top, bottom, "grid")
        for x, row_bottom in flags:
            self.down(x, row_bottom, bottom, "mark")

    def marks(self, marks: list[tuple[float, str]]) -> list[tuple[float, float]]:
        """Write the milestones over the axis, none over another; return where the line of each goes down from.

        From right to left, each stands a row above those it would reach into, so that no line crosses a text.
        """
        placed: list[tuple[float, float, int]] = []
        rows: list[int] = []
        for x, words in reversed(marks):
            wide = _wide(words) + 8
            start = x if x + wide <= self.width else max(0.0, x - wide)
            row = max((below + 1 for begin, end, below in placed if begin < start + wide and start < end), default=0)
            placed.append((start, start + wide, row))
            rows.append(row)
        top, highest = self.y, max(rows, default=-1)
        for (x, words), (start, end, row) in zip(marks, reversed(placed), strict=True):
            y = top + (highest - row) * _LINE
            self.front.append(
                f'<rect class="f paper" x="{_number(start)}" y="{_number(y)}" '
                f'width="{_number(end - start)}" height="{_LINE}"/>'
            )
            if start < x:
                self.text(end - 4, y + 11, words, "", "end")
            else:
                self.text(start + 4, y + 11, words)
        self.y += (highest + 1) * _LINE
        return [(x, top + (highest - row) * _LINE) for (x, _), row in zip(marks, reversed(rows), strict=True)]

    def axis(self, ticks: tuple[Tick, ...], scale: float) -> list[float]:
        """Write the times of the axis and a line under them, as many as have room; return where all ticks are."""
        for row in tick_rows(ticks):
            self.clear(_LINE)
            words = [(tick.at * scale, word, _wide(word)) for tick, word in row]
            for x, word, wide in with_room(words, self.width, 10):
                # At an edge a text touches it, however wide the letters really are.
                anchor = "" if x <= 0 else "end" if x + wide >= self.width else "middle"
                self.text(x + {"": 0, "middle": wide / 2, "end": wide}[anchor], self.y - 3, word, "soft", anchor)
        self.y += 2
        self.back.append(f'<path class="axis" d="M0 {_number(self.y)}H{self.width}"/>')
        return [tick.at * scale for tick in ticks]

    def group(self, group: Group, scale: float) -> None:
        if group.name:
            self.clear(24)
            self.text(0, self.y - 4, group.name, "h")
        for lane in group.lanes:
            self.lane(lane, scale)
        if group.more:
            self.clear(_LINE + 5)
            self.text(0, self.y - 4, group.more, "soft")

    def clear(self, height: float) -> None:
        """Go down by so much and leave it blank, so that no line of the axis runs through what is written there."""
        place = f'x="-1" y="{_number(self.y)}" width="{self.width + 2}" height="{_number(height)}"'
        self.front.append(f'<rect class="f paper" {place}/>')
        self.y += height

    def lane(self, lane: Lane, scale: float) -> None:
        """Draw a lane: its words, and under them its bars."""
        self.clear(_LINE + 5)
        y = self.y - 5
        room = self.width - (_wide(lane.verdict) + 14 if lane.verdict else 0)
        name = _fit(lane.name, room)
        self.text(0, y, name, "b" if lane.text else "")
        after = _wide(name) * 1.1 + 7
        if text := _fit(lane.text, room - after):
            self.text(after, y, text)
        if lane.verdict:
            self.text(self.width, y, lane.verdict, "soft", "end")
        labels = [bar for bar in lane.bars if bar.label]
        is_patterned = any(PATTERNS.get(bar.look, "plain") != "plain" for bar in labels)
        height = (_BAND if is_patterned else _BAND - _STRIP) if labels else _BAR
        for bar in lane.bars:
            self.bar(bar, scale, height)
        self.y += height + 2

    def bar(self, bar: Bar, scale: float, height: float) -> None:
        """Draw a bar, at least so wide that it is seen; one that has a label keeps its pattern to a strip under it."""
        x, wide = bar.start * scale, max(2.0, (bar.end - bar.start) * scale)
        x = min(x, self.width - wide)
        if not bar.label:
            self.box(x, self.y, wide, height, bar.look)
            return
        colour = _LOOKS.get(bar.look, "grey")
        place = f'x="{_number(x)}" y="{_number(self.y)}" width="{_number(wide)}" height="{_number(height)}"'
        self.front.append(f'<rect class="p" {place}/><rect class="f o tint {colour}" {place}/>')
        if PATTERNS.get(bar.look, "plain") != "plain":
            self.box(x, self.y + height - _STRIP, wide, _STRIP, bar.look)
        if words := _fit(bar.label, wide - 8):
            self.text(x + 4, self.y + 12, words)

    # Columns

    def columns(self, chart: Columns) -> None:
        scale = self.width / chart.seconds
        most = max(map(sum, chart.counts))
        self.y += _LINE
        self.text(0, self.y - 3, plural(most, "row"), "soft")
        top, self.y = self.y, self.y + _COLUMNS
        wide = chart.bucket * scale
        gap = min(2.0, wide / 5)
        for place, counts in enumerate(chart.counts):
            reached = self.y
            for look, count in zip(chart.looks, counts, strict=True):
                if count:
                    height = count / most * _COLUMNS
                    reached -= height
                    self.box(place * wide + gap / 2, reached, wide - gap, height, look)
        self.back.append(f'<path class="grid" d="M0 {_number(top)}H{self.width}"/>')
        self.back.append(f'<path class="axis" d="M0 {_number(self.y)}H{self.width}"/>')
        bottom = self.y
        self.y += 2
        axis = self.back[:]
        places = self.axis(chart.ticks, scale)
        self.back = axis
        for x in places:
            self.down(x, top, bottom + 4, "grid")

    # Legend

    def legend(self, legend: Legend) -> None:
        if not legend:
            return
        self.y += 10
        x, self.y = 0.0, self.y + _LINE
        for look, words in legend:
            wide = 24 + _wide(words)
            if x and x + wide > self.width:
                x, self.y = 0.0, self.y + _LINE + 3
            self.box(x, self.y - 10, 18, _BAR, look)
            self.text(x + 24, self.y - 1, words, "soft")
            x += wide + 18
        self.y += 4


def _style(name: str) -> str:
    """Return the style of a picture, which reaches nothing beside it: light as it is, themed where there is a screen.

    What the screen's part says, WeasyPrint passes over; it knows neither media queries nor custom properties in SVG.
    """
    here = f"#{name}"
    light = [f"{here} .f.{colour}{{fill:{pair[0]}}}{here} .s.{colour},{here} .o.{colour}{{stroke:{pair[0]}}}\n"
             for colour, pair in _COLOURS.items()]  # fmt: skip
    themed = [f"{here} .f.{colour}{{fill:var(--{colour})}}{here} .s.{colour},{here} .o.{colour}"
              f"{{stroke:var(--{colour})}}\n" for colour in _COLOURS]  # fmt: skip
    schemes = [
        f"{here}{{{';'.join(f'--{colour}:var(--chart-{colour},{pair[dark]})' for colour, pair in _COLOURS.items())}}}"
        for dark in (0, 1)
    ]
    words = (f"{here} text", f"{here} .soft", f"{here} .p", f"{here} .grid", f"{here} .axis", f"{here} .mark")
    values = ("fill", "fill", "fill", "stroke", "stroke", "stroke")
    colours = ("ink", "soft", "paper", "rule", "soft", "soft")
    rules = list(zip(words, values, colours, strict=True))
    # `text.soft` so that it is as particular as what it overrides.
    rules[1] = (f"{here} text.soft", "fill", "soft")
    plain = "".join(f"{where}{{{what}:{_COLOURS[colour][0]}}}\n" for where, what, colour in rules)
    screen = "".join(f"{where}{{{what}:var(--{colour})}}\n" for where, what, colour in rules)
    return (
        f"{here} text{{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif}}\n"
        f"{here} text.t{{font-size:15px;font-weight:600}}{here} text.h,{here} text.b{{font-weight:600}}\n"
        f"{here} .s,{here} .o{{stroke-width:1}}{here} .s,{here} .grid,{here} .axis,{here} .mark{{fill:none}}\n"
        f"{here} .tint{{fill-opacity:.1}}{here} .mark{{stroke-dasharray:2 2}}\n"
        + plain
        + "".join(light)
        + f"@media screen{{\n{schemes[0]}\n{screen}{''.join(themed)}}}\n"
        + f"@media screen and (prefers-color-scheme:dark){{\n{schemes[1]}\n}}\n"
    )


def _number(value: float) -> str:
    """Return a length to the tenth of a pixel, as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")


def _escape(text: str) -> str:
    """Return any text as literal XML on one line; the one door by which text enters a picture."""
    text = _BLANKS.sub(" ", _NOT_XML.sub("", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _wide(text: str) -> float:
    """Return about how many pixels a text of 12 px is wide, rather too many than too few."""
    return sum(_WIDTHS.get(character) or _other_wide(character) for character in text)


_WIDTHS = {
    **dict.fromkeys("abcdeghknopqsuvxyz0123456789_+=<>~#$", 7.4),
    **dict.fromkeys("ijl.,:;'|!", 3.8),
    **dict.fromkeys('ftr ()[]-/\\"*', 5.2),
    **dict.fromkeys("mwMW@%", 11.5),
}


def _other_wide(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return 13.0 if unicodedata.east_asian_width(character) in "WF" else 8.8


def _fit(text: str, room: float) -> str:
    """Return a text shortened to so many pixels, empty when not even a few letters have room."""
    if _wide(text) <= room:
        return text
    room -= _wide("…")
    kept = 0
    for character in text:
        room -= _wide(character)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…" if kept >= min(_TELLING, len(text) / 2) else ""

"""A postmortem on the screen: pure functions from the document's blocks to pieces, each drawn when it is looked at.

A piece is what is read at once: a heading, a paragraph, a point, a row of a table. Drawing one costs the same in a
document of ten thousand rows as in one of ten. Typed text becomes `Content` as literal text, never markup.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from warroom.postmortem.blocks import Bullets, Facts, Figure, Inline, Paragraph, Table, TableRow
from warroom.postmortem.textchart import NARROWEST
from warroom.postmortem.textchart import draw as draw_chart
from warroom.ui.presentation import QUIET, hang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from warroom.postmortem.blocks import Block

_MARKS = {"strong": "bold", "struck": "strike"}
_HEADINGS = {1: "bold $accent", 2: "bold"}
_ALL = 10_000
"""More lines than anything here takes: nothing is cut."""
_NAMES = 20
"""Cells that the names of facts may take before their values."""
_GAP = 2
_LEAST = 9
"""Cells a column needs for words; where there are fewer, a row is shown as its cells below each other."""
_WIDEST = 100
"""Cells of a line of prose: longer ones are hard to read."""


class Piece(NamedTuple):
    """What is read at once: where it stands, its text, and what draws it for a width."""

    id: str
    text: str
    draw: Callable[[int], list[Content]]


def words(text: Inline) -> Content:
    """Return a text of the document with its marks."""
    return Content.assemble(*((span.text, _MARKS.get(span.mark, "")) for span in text))


def plain(text: Inline) -> str:
    """Return a text of the document without its marks."""
    return "".join(span.text for span in text)


def title(text: Inline) -> Piece:
    """Return the title of the document."""
    return Piece("title", plain(text), lambda width: [*words(text).stylize("bold").wrap(_prose(width)), Content("")])


def heading(key: str, text: str, level: int) -> Piece:
    """Return a heading of a section."""
    style = _HEADINGS.get(level, "bold $quiet")

    def draw(width: int) -> list[Content]:
        lines = [line.stylize(style) for line in Content(text).wrap(_prose(width))]
        rule = [Content.styled("─" * min(width, _WIDEST), "$border-blurred")] if level == 1 else []
        return [*lines, *rule]

    return Piece(key, text, draw)


def invitation(key: str, prompt: str, way: str) -> Piece:
    """Return what stands under a heading nobody has written under: the question, and what to press."""

    def draw(width: int) -> list[Content]:
        said = Content.assemble((prompt, f"italic {QUIET}"), ("  " if prompt and way else ""), (way, "$accent"))
        return [*said.wrap(_prose(width)), Content("")]

    return Piece(f"{key}?", prompt, draw)


def pieces(key: str, place: int, block: Block) -> Iterator[Piece]:
    """Yield the pieces of a block, which is at a place under the heading of the section of this key."""
    for number, (text, draw) in enumerate(_of(block)):
        yield Piece(f"{key}.{place}.{number}", text, draw)


def _of(block: Block) -> Iterator[tuple[str, Callable[[int], list[Content]]]]:
    if isinstance(block, Paragraph):
        yield plain(block.text), _paragraph(block.text)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield plain(item), _hung(Content("• "), item)
        yield "", _blank
    elif isinstance(block, Facts):
        names = max(len(name) for name, _ in block.items)
        for name, value in block.items:
            yield plain(value), _fact(name, value, min(names, _NAMES))
        yield "", _blank
    elif isinstance(block, Figure):
        yield block.title, _figure(block)
    else:
        table = _Grid(block)
        yield "", table.head
        for row in block.rows:
            yield "", table.row(row)
        yield "", _blank


def _blank(_width: int) -> list[Content]:
    return [Content("")]


def _prose(width: int) -> int:
    return max(8, min(width, _WIDEST))


def _paragraph(text: Inline) -> Callable[[int], list[Content]]:
    return lambda width: [*words(text).wrap(_prose(width)), Content("")]


def _hung(prefix: Content, text: Inline) -> Callable[[int], list[Content]]:
    return lambda width: [line.rstrip() for line in hang(prefix, words(text), Content(""), _prose(width), _ALL)]


def _fact(name: str, value: Inline, names: int) -> Callable[[int], list[Content]]:
    def draw(width: int) -> list[Content]:
        if width < 3 * names:
            return _named(name, value, width)
        return _hung(Content.styled(f"{name:<{names}}  ", f"bold {QUIET}"), value)(width)

    return draw


def _named(name: str, value: Inline, width: int) -> list[Content]:
    """Return a value behind its name, where there is no room for names in a column of their own."""
    first, *more = Content.styled(f"{name}: ", f"bold {QUIET}").append(words(value)).wrap(_prose(width - 2))
    return [first, *(Content("  ").append(line) for line in more)]


def _figure(figure: Figure) -> Callable[[int], list[Content]]:
    def draw(width: int) -> list[Content]:
        if width < NARROWEST:
            said = Content.assemble((f"{figure.title}. ", "bold"), figure.description)
            return [*said.wrap(_prose(width)), Content("")]
        first, *lines = draw_chart(figure, min(width, _WIDEST)).split("\n")
        return [Content.styled(first, "bold"), *map(Content, lines), Content("")]

    return draw


class _Grid:
    """A table: how wide its columns are is found once for a width."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._natural: list[int] = []
        self._for: tuple[int, list[int]] = (0, [])

    def widths(self, width: int) -> list[int]:
        """Return the cells of each column, none where the columns do not fit beside each other."""
        if self._for[0] != width:
            if not self._natural:
                self._natural = _natural(self.table)
            self._for = (width, share(self._natural, width - _GAP * (len(self._natural) - 1)))
        return self._for[1]

    def head(self, width: int) -> list[Content]:
        """Return the names of the columns, and a line under them."""
        if not (widths := self.widths(width)):
            return []
        names = "  ".join(f"{name[:cells]:<{cells}}" for name, cells in zip(self.table.columns, widths, strict=True))
        rule = Content.styled("─" * min(width, sum(widths) + _GAP * (len(widths) - 1)), "$border-blurred")
        return [Content.styled(names.rstrip(), f"bold {QUIET}"), rule]

    def row(self, row: TableRow) -> Callable[[int], list[Content]]:
        """Return what draws a row."""

        def draw(width: int) -> list[Content]:
            if row.divider:
                return [Content(""), *words(row.cells[0]).stylize("bold").wrap(_prose(width))]
            if not (widths := self.widths(width)):
                return [*self._stacked(row, width), Content("")]
            cells = [
                words(cell).wrap(size) if cell else [Content("")] for cell, size in zip(row.cells, widths, strict=True)
            ]
            lines = []
            for number in range(max(map(len, cells))):
                parts = [
                    _padded(cell[number] if number < len(cell) else Content(""), size)
                    for cell, size in zip(cells, widths, strict=True)
                ]
                lines.append(Content("  ").join(parts).rstrip())
            return lines

        return draw

    def _stacked(self, row: TableRow, width: int) -> Iterator[Content]:
        for name, cell in zip(self.table.columns, row.cells, strict=True):
            if cell:
                yield from _named(name, cell, width)


def _padded(line: Content, size: int) -> Content:
    line = line.rstrip()
    return line.append(" " * max(0, size - line.cell_length))


def _natural(table: Table) -> list[int]:
    """Return how many cells each column would like to have: those of the longest line in it."""
    widest = [len(name) for name in table.columns]
    for row in table.rows:
        if not row.divider:
            for place, cell in enumerate(row.cells):
                if cell:
                    widest[place] = max(widest[place], _cells(plain(cell)))
    return widest


def _cells(text: str) -> int:
    return len(text) if text.isascii() and "\n" not in text else _wide_cells(text)


@lru_cache(maxsize=4096)
def _wide_cells(text: str) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, text.split("\n")))


def share(natural: Sequence[int], room: int) -> list[int]:
    """Return how so many cells are shared by columns: the narrow ones have what they like, the wide ones the rest.

    Nothing is returned when a column that would like more has fewer than it takes for words.
    """
    sizes = list(natural)
    left, open_ones = room, list(range(len(natural)))
    for place in sorted(open_ones, key=lambda one: natural[one]):
        fair = left // len(open_ones)
        sizes[place] = min(natural[place], fair)
        left -= sizes[place]
        open_ones.remove(place)
    cramped = any(size < min(like, _LEAST) for size, like in zip(sizes, natural, strict=True))
    return [] if cramped else sizes

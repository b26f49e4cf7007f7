"""What a document is made of: sections of paragraphs, lists and tables, and the text in them.

All text in here is literal. What is bold or struck is said beside it, in a `Span`; nothing in a text can say so
itself. A format renders these and nothing else, so that it needs to know nothing of incidents.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from warroom.core.text import clean_text

if TYPE_CHECKING:
    from warroom.postmortem.chart import Chart


class Span(NamedTuple):
    """A stretch of literal text; `mark` is "" or says how it stands out: `strong` or `struck`."""

    text: str
    mark: str = ""


Inline = tuple[Span, ...]
"""Literal text with marks; a newline in it is a line break. Two unmarked spans never follow each other."""


def inline(*parts: str | Span | Inline) -> Inline:
    """Return parts as one text; empty ones leave no trace."""
    spans: list[Span] = []
    for part in parts:
        for span in (Span(part),) if isinstance(part, str) else (part,) if isinstance(part, Span) else part:
            text = clean_text(span.text)
            if span.mark:
                text = text.strip()
            if not text:
                continue
            if spans and not spans[-1].mark and not span.mark:
                spans[-1] = Span(spans[-1].text + text)
            else:
                spans.append(Span(text, span.mark))
    return tuple(spans)


def strong(text: str) -> Span:
    """Return a text that stands out."""
    return Span(text, "strong")


def struck(text: str) -> Span:
    """Return a text that was taken back and is shown all the same."""
    return Span(text, "struck")


class Paragraph(NamedTuple):
    """One paragraph."""

    text: Inline
    kind: str = "paragraph"


class Bullets(NamedTuple):
    """A list of points."""

    items: tuple[Inline, ...]
    kind: str = "bullets"


class Facts(NamedTuple):
    """A list of values, each with its name."""

    items: tuple[tuple[str, Inline], ...]
    kind: str = "facts"


class TableRow(NamedTuple):
    """A row of a table, with a cell for each column; a `divider` has text in the first only and heads what follows."""

    cells: tuple[Inline, ...]
    divider: bool = False


class Table(NamedTuple):
    """A table; every row has a cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    kind: str = "table"


class Figure(NamedTuple):
    """A picture and all that it says: whoever cannot see it reads the description and the table.

    `key` names it in files and links; `chart` is what is drawn, as plain values without colours or sizes.
    """

    key: str
    title: str
    description: str
    chart: "Chart"
    table: Table
    kind: str = "figure"


Block = Paragraph | Bullets | Facts | Table | Figure


@dataclass(slots=True)
class Section:
    """A heading and what stands under it; `key` names it for templates, whatever the heading says."""

    key: str
    heading: Inline
    blocks: list[Block] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing under the heading."""
        return not self.blocks and not self.sections


class Person(NamedTuple):
    """Somebody who took part, and the roles they held, if any."""

    name: str
    roles: tuple[str, ...] = ()


@dataclass(slots=True)
class Document:
    """A whole postmortem: its title, who took part, and its sections in order, none of them empty.

    `template` is the outline it follows, `state` how far it has come: draft, in_review, reviewed, closed, not_required.
    """

    title: Inline
    people: tuple[Person, ...]
    sections: list[Section]
    template: str = "house"
    state: str = "draft"

    def section(self, key: str) -> Section | None:
        """Return the section of this key, if the document has it."""
        return next((section for section in self.sections if section.key == key), None)


def figures_of(document: Document) -> Iterator[Figure]:
    """Yield the figures of a document, in order."""

    def of(section: Section) -> Iterator[Figure]:
        yield from (block for block in section.blocks if isinstance(block, Figure))
        for part in section.sections:
            yield from of(part)

    for section in document.sections:
        yield from of(section)


def paragraphs(text: str | None) -> list[Paragraph]:
    """Return a text as paragraphs, one after each blank line."""
    parts = "\n".join(line.rstrip() for line in clean_text(text or "").split("\n")).split("\n\n")
    return [Paragraph(inline(part.strip())) for part in parts if part.strip()]


def facts(items: Iterable[tuple[str, str | Inline | None]]) -> list[Facts]:
    """Return a list of the facts that are known, or nothing when none is."""
    known = [(name, inline(value)) for name, value in items if value]
    kept = tuple((name, value) for name, value in known if _says_something(value))
    return [Facts(kept)] if kept else []


def bullets(items: Iterable[str]) -> list[Bullets]:
    """Return a list of points, or nothing when there are none."""
    kept = tuple(text for item in items if _says_something(text := inline(item)))
    return [Bullets(kept)] if kept else []


def table(columns: Iterable[str], rows: Iterable[Iterable[str | Inline | None]]) -> list[Table]:
    """Return a table without the columns that no row has anything in, or nothing when there are no rows."""
    filled = [tuple(inline(cell or "") for cell in row) for row in rows]
    names = tuple(columns)
    kept = [place for place in range(len(names)) if any(_says_something(row[place]) for row in filled)]
    if not filled or not kept:
        return []
    body = tuple(TableRow(tuple(row[place] for place in kept)) for row in filled)
    return [Table(tuple(names[place] for place in kept), body)]


def _says_something(text: Inline) -> bool:
    return any(span.text.strip() for span in text)

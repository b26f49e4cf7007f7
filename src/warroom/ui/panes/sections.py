"""The two panes of a postmortem: the sections with how each stands, and the document they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from warroom.postmortem.writeup import EMPTY, RECORD, WRITTEN, Place, Stand
from warroom.ui import sheet
from warroom.ui.actions import DOCUMENT, bindings_for
from warroom.ui.panes.listing import Listing
from warroom.ui.presentation import QUIET, Drawn, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from warroom.postmortem.blocks import Block, Document, Section
    from warroom.ui.sheet import Piece

MARKS = {WRITTEN: "✎", RECORD: "·", EMPTY: "–"}
"""How a place stands that lacks nothing; what it lacks is a count behind ✗ or !."""


LEGEND = (
    ("✎", "written by hand"), ("·", "told by the record"), ("–", "empty"), ("✗", "something is missing"),
    ("!", "worth another look"),
)  # fmt: skip


def mark(stand: Stand) -> Content:
    """Return the sign of how a place stands."""
    if stand.blockers:
        return Content.styled(f"✗{stand.blockers}", "bold $text-error")
    if stand.warnings:
        return Content.styled(f"!{stand.warnings}", "$warning")
    return Content.styled(MARKS[stand.state], "$success" if stand.state == WRITTEN else QUIET)


class SectionsPane(Listing):
    """The places of the outline, with how each stands; a pane of one line shows the highlighted one alone."""

    BINDINGS = bindings_for(DOCUMENT)

    def __init__(self) -> None:
        super().__init__(id="sections")
        self.places: tuple[Place, ...] = ()
        self.stands: dict[str, Stand] = {}

    def go_to_line(self) -> None:
        """Begin a line below the document."""
        self.screen.action_do("document.line")  # type: ignore[attr-defined]  # it is a PostmortemScreen

    @property
    def place(self) -> Place | None:
        """The highlighted place."""
        index = self.cursor_index
        return None if index is None else self.places[index]

    def count(self) -> int:
        """Return how many places there are."""
        return len(self.places)

    def id_at(self, index: int) -> str:
        """Return the identity of a place."""
        return self.places[index].id

    def index_of(self, record_id: str) -> int | None:
        """Return where a place is."""
        return next((number for number, place in enumerate(self.places) if place.id == record_id), None)

    def draw(self, index: int, width: int) -> Drawn:
        """Return a place's line."""
        place = self.places[index]
        stand = self.stands.get(place.id, Stand(EMPTY))
        sign = mark(stand)
        one_line = self.size.height == 1
        indent = "" if one_line else "  " * (place.level - 1)
        style = QUIET if stand.state == EMPTY and not stand.blockers else ""
        line = Content.assemble(sign, " " * max(1, 3 - sign.cell_length), indent, (place.title, style))
        if one_line:
            return Drawn([], [spread(line, Content.styled(f"{index + 1} of {self.count()} ↑↓", QUIET), width)])
        return Drawn([], [line])

    def on_resize(self) -> None:
        """Keep the highlighted place in view, whether or not somebody is in the list."""
        super().on_resize()
        index = self.cursor_index
        if index is not None:
            self._bring_into_view(index)
            self._top_id = None
            self.show_changes()

    def after(self, width: int) -> list[Content]:
        """Return what the signs mean, where there is room."""
        if self.size.height < self.count() + len(LEGEND) + 1:
            return []
        return [Content(""), *(Content.styled(f"{sign:<3}{words}", QUIET).truncate(width) for sign, words in LEGEND)]

    def go_to(self, index: int) -> None:
        """Highlight the place with a number."""
        self._move_to(index)

    def settle_on(self, place_id: str) -> None:
        """Highlight a place without telling anybody, for it is there already that somebody reads."""
        index = self.index_of(place_id)
        if index is not None:
            self.cursor = place_id
            self._bring_into_view(index)
            self.show_changes()


class SheetPane(Listing, can_focus=False):
    """The document, from wherever it was scrolled to; only what is in view is ever drawn."""

    def __init__(self) -> None:
        super().__init__(id="sheet")
        self._pieces: list[Piece] = []
        self._index: dict[str, int] | None = None
        self._kept: dict[tuple[str, int, int], tuple[Block, list[Piece]]] = {}
        self._before: dict[tuple[str, int, int], tuple[Block, list[Piece]]] = {}

    def count(self) -> int:
        """Return how many pieces there are."""
        return len(self._pieces)

    def id_at(self, index: int) -> str:
        """Return the identity of a piece."""
        return self._pieces[index].id

    def index_of(self, record_id: str) -> int | None:
        """Return where a piece is."""
        if self._index is None:
            self._index = {piece.id: number for number, piece in enumerate(self._pieces)}
        return self._index.get(record_id)

    def draw(self, index: int, width: int) -> Drawn:
        """Return a piece's lines."""
        return Drawn([], self._pieces[index].draw(max(width - 1, 1)))

    # What it shows

    def show_document(self, document: Document, places: Sequence[Place], here: str, way: str) -> None:
        """Show a document; the headings of the outline stand in it where somebody is, with what to write there.

        `here` is the id of the place somebody is at, and `way` what to press to write it.
        """
        self._before, self._kept = self._kept, {}
        pieces = [sheet.title(document.title)]
        pieces += self._sections(document.sections, 1)
        self._pieces, self._index = pieces, None
        if (place := next((one for one in places if one.id == here), None)) and place.part:
            self._invite(places, place, way)
        self._before = {}
        self.show_changes()

    def _sections(self, sections: Sequence[Section], level: int) -> list[Piece]:
        found: list[Piece] = []
        for section in sections:
            found.append(sheet.heading(section.key, sheet.plain(section.heading), level))
            for place, block in enumerate(section.blocks):
                found += self._of_block(section.key, place, block)
            found += self._sections(section.sections, level + 1)
        return found

    def _of_block(self, key: str, place: int, block: Block) -> list[Piece]:
        """Return the pieces of a block; those of one that was there before are kept, for a table may be long."""
        here = (key, place, id(block))
        known = self._before.get(here)
        self._kept[here] = known if known and known[0] is block else (block, list(sheet.pieces(key, place, block)))
        return self._kept[here][1]

    def _invite(self, places: Sequence[Place], place: Place, way: str) -> None:
        """Put the heading of a place that the document has not, and its question, where it will stand."""
        if self.index_of(place.section) is not None:
            return
        below = places[places.index(place) + 1 :]
        after = [at for one in below if (at := self.index_of(one.section)) is not None]
        at = after[0] if after else len(self._pieces)
        self._index = None
        title = next(one for one in places if one.id == place.section)
        self._pieces[at:at] = [
            sheet.heading(place.section, title.title, title.level),
            sheet.invitation(place.section, place.prompt, way),
        ]

    # Where it is

    def go_to(self, piece_id: str) -> None:
        """Have a piece at the top; near the end of the document, as high as it goes."""
        if (index := self.index_of(piece_id)) is not None:
            self._top, self._above, self._top_id = index, 0, None
            self.show_changes()

    def to_end(self) -> None:
        """Have the end in view."""
        if self._pieces:
            self.go_to(self._pieces[-1].id)

    def bring_into_view(self, section: str, text: str) -> None:
        """Have in view what is written: the piece of a section that holds a text, or else its heading."""
        start = self.index_of(section)
        if start is None:
            return
        found = start
        for number in range(start + 1, len(self._pieces)) if text else ():
            if not self._pieces[number].id.startswith((section + ".", section + "?")):
                break
            if text in self._pieces[number].text:
                found = number
                break
        if self.id_at(found) not in self.in_view():
            self._bring_into_view(found)
            self._top_id = None
            self.show_changes()

    def page(self, direction: int) -> None:
        """Scroll by what fits on the screen."""
        lines = self._lines()
        shown = list(dict.fromkeys(place for place, _ in lines if place is not None))
        if not shown:
            return
        if direction > 0 and self.below:
            last = shown[-1]
            self._top, self._above = max(last, self._top + 1), 0
        elif direction < 0:
            self._bring_into_view_at_end(shown[0])
        self._top_id = None
        self.show_changes()

    def _bring_into_view_at_end(self, index: int) -> None:
        """Have the piece before this one at the end of the view."""
        used, self._top, self._above = 0, max(index - 1, 0), 0
        while self._top and used < self.size.height:
            used += len(self.draw(self._top, max(self.size.width - 1, 1)).lines)
            if used < self.size.height:
                self._top -= 1

    @property
    def section_in_view(self) -> str | None:
        """The key of the section that is read at the top of the view."""
        lines = self._lines()
        top = next((place for place, _ in lines if place is not None), None)
        if top is None:
            return None
        for number in range(min(top, len(self._pieces) - 1), -1, -1):
            if "." not in self._pieces[number].id and "?" not in self._pieces[number].id:
                return self._pieces[number].id
        return None

    def on_click(self, event: events.Click) -> None:
        """Leave the highlight to the sections: here it would be one of the document's lines."""
        event.prevent_default()

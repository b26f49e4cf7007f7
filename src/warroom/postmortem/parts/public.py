"""What people outside may read: what was marked external, what they were told, and nobody's name."""

from collections.abc import Callable, Iterable

from warroom.core.model import Incident
from warroom.core.outward import Outward, public_rows
from warroom.core.outward import public_updates as told_outside
from warroom.postmortem.blocks import (
    Block,
    Bullets,
    Facts,
    Figure,
    Inline,
    Paragraph,
    Section,
    Span,
    Table,
    TableRow,
    facts,
    inline,
    table,
)
from warroom.postmortem.dates import Dates
from warroom.postmortem.parts.summary import duration
from warroom.postmortem.parts.words import Pieces


def public_times(incident: Incident, dates: Dates) -> Pieces:
    """Return when it began and ended, and how long it took."""
    now = "resolved" if incident.is_over else "being worked on"
    now = "an exercise: nobody was affected" if incident.mode == "drill" else now
    return [*facts([("Duration", duration(incident, dates, marked=False)), ("Status", now)])]


def public_timeline(incident: Incident, dates: Dates) -> Pieces:
    """Return the rows that were marked external, as far as they are for people outside."""
    rows = [
        (dates.row(row) if not dates.spans_days else f"{dates.day(row.at)} {dates.row(row)}", row.text)
        for row in public_rows(incident)
    ]
    return [Paragraph(inline(dates.zone_note())), *table(("Time", "What happened"), rows)] if rows else []


def public_updates(incident: Incident, dates: Dates) -> Pieces:
    """Return what customers and the public were told."""
    sent = [(dates.when(update.at), update.text) for update in told_outside(incident)]
    return [*table(("Sent", "What we said"), sent)]


class OutwardPieces(Outward):
    """Takes the names of people and the references of records out of whatever stands in a part."""

    def inline(self, text: Inline) -> Inline:
        """Return a text with its marks as people outside may read it."""
        return inline(*(Span(self.words(span.text), span.mark) for span in text))

    def pieces(self, pieces: Iterable[Block | Section]) -> Pieces:
        """Return what a part says as people outside may read it."""
        return [self._section(piece) if isinstance(piece, Section) else self._block(piece) for piece in pieces]

    def _section(self, section: Section) -> Section:
        return Section(
            section.key,
            self.inline(section.heading),
            [self._block(block) for block in section.blocks],
            [self._section(inner) for inner in section.sections],
        )

    def _block(self, block: Block) -> Block:
        say: Callable[[Inline], Inline] = self.inline
        if isinstance(block, Paragraph):
            return Paragraph(say(block.text))
        if isinstance(block, Bullets):
            return Bullets(tuple(map(say, block.items)))
        if isinstance(block, Facts):
            return Facts(tuple((name, say(value)) for name, value in block.items))
        if isinstance(block, Figure):
            raise TypeError("a picture shows the record as it is: it is nothing for people outside")
        return Table(block.columns, tuple(TableRow(tuple(map(say, row.cells)), row.divider) for row in block.rows))

"""The document: what a postmortem says, built from the record of an incident by the outline of a template.

`build_document` is the only door from the record to a document. Headings come in the order of the outline, each only
if there is something to say under it: what somebody wrote for its parts first, then what the record tells; nothing is
said that the record does not hold or that cannot be counted from it.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

from warroom.core.model import Incident
from warroom.postmortem.blocks import Block, Document, Facts, Inline, Section, inline, paragraphs
from warroom.postmortem.dates import Dates
from warroom.postmortem.outlines import DEFAULT, Heading, find
from warroom.postmortem.parts import OF_ROWS, PARTS, PUBLIC
from warroom.postmortem.parts.public import OutwardPieces
from warroom.postmortem.parts.words import Pieces, people


def build_document(incident: Incident, template: str = DEFAULT) -> Document:
    """Return the postmortem of an incident by a template, with the sections it has something to say in.

    Raises:
        LineError: there is no such template.
    """
    return Builder(incident).document(template)


class Builder:
    """Puts parts together; what is the same for all of them is worked out once.

    `like` is the builder of the same incident with other texts: what tells of rows and records alone is taken over.
    """

    def __init__(self, incident: Incident, like: "Builder | None" = None) -> None:
        self.incident = incident
        self.dates: Dates = like.dates if like else Dates(incident)
        self._pieces: dict[str, Pieces] = {}
        self._told: dict[str, Pieces] = {key: like.told(key) for key in like._told if key in OF_ROWS} if like else {}

    def document(self, template: str = DEFAULT) -> Document:
        """Return the whole document."""
        outline = find(template)
        return Document(
            self.public_title if outline.is_public else self.title,
            () if outline.is_public else people(self.incident),
            list(self._sections(outline.headings)),
            outline.name,
            self.incident.review.state,
        )

    @property
    def title(self) -> Inline:
        """The title with the severity, as colleagues read it."""
        title, severity = self.incident.title, self.incident.severity
        return inline(f"{severity}: {title}" if title else severity)

    @property
    def public_title(self) -> Inline:
        """The title as people outside read it."""
        return inline(self._outward.words(self.incident.title) or "Incident")

    def part(self, key: str) -> Pieces:
        """Return what stands under a heading for one part: what was written for it first, then what it tells.

        Raises:
            KeyError: there is no such part.
        """
        if key not in self._pieces:
            pieces = [*paragraphs(self.incident.written.get(key)), *self.told(key)]
            self._pieces[key] = self._outward.pieces(pieces) if key in PUBLIC else pieces
        return self._pieces[key]

    def told(self, key: str) -> Pieces:
        """Return what a part tells of the record.

        Raises:
            KeyError: there is no such part.
        """
        if key not in self._told:
            self._told[key] = PARTS[key](self.incident, self.dates)
        return self._told[key]

    def section(self, key: str, heading: Inline, parts: Iterable[str]) -> Section:
        """Return a section of these parts: the blocks of all, facts that follow facts as one, then the sections."""
        pieces = [piece for part in parts for piece in self.part(part)]
        blocks: list[Block] = []
        for piece in pieces:
            if isinstance(piece, Section):
                continue
            last = blocks[-1] if blocks else None
            if isinstance(piece, Facts) and isinstance(last, Facts):
                blocks[-1] = Facts((*last.items, *piece.items))
            else:
                blocks.append(piece)
        return Section(
            key,
            heading,
            blocks,
            [piece for piece in pieces if isinstance(piece, Section)],
        )

    def _sections(self, headings: tuple[Heading, ...]) -> Iterator[Section]:
        for heading in headings:
            section = self.section(heading.key, inline(heading.text), heading.parts)
            section.sections += self._sections(heading.headings)
            if not section.is_empty:
                yield section

    @cached_property
    def _outward(self) -> OutwardPieces:
        return OutwardPieces(self.incident)

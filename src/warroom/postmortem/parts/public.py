"""What people outside may read: what was marked external, what they were told, and nobody's name."""

import re
from collections.abc import Callable, Iterable

from warroom.core.model import Incident
from warroom.core.tell import names_people
from warroom.core.text import clean_text
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
from warroom.postmortem.parts.response import is_public
from warroom.postmortem.parts.summary import duration
from warroom.postmortem.parts.words import Pieces, people

SOMEBODY = "our team"
"""What stands for the name of a person."""

_AT_NAME = re.compile(r"(?<!\S)@[\w.-]*\w")


def public_times(incident: Incident, dates: Dates) -> Pieces:
    """Return when it began and ended, and how long it took."""
    now = "resolved" if incident.milestones["resolved"] or not incident.is_active else "being worked on"
    now = "an exercise: nobody was affected" if incident.mode == "drill" else now
    return [*facts([("Duration", duration(incident, dates, marked=False)), ("Status", now)])]


def public_timeline(incident: Incident, dates: Dates) -> Pieces:
    """Return the rows that were marked external, but for those that say nothing but who somebody is."""
    told = {update.id for update in incident.updates}
    rows = [
        (dates.row(row) if not dates.spans_days else f"{dates.day(row.at)} {dates.row(row)}", row.text)
        for row in incident.timeline
        if row.visibility == "external" and row.struck is None and not names_people(row) and row.id not in told
    ]
    return [Paragraph(inline(dates.zone_note())), *table(("Time", "What happened"), rows)] if rows else []


def public_updates(incident: Incident, dates: Dates) -> Pieces:
    """Return what customers and the public were told."""
    sent = [(dates.when(update.at), update.text) for update in incident.updates if is_public(update)]
    return [*table(("Sent", "What we said"), sent)]


class Outward:
    """Takes the names of people and the references of records out of whatever stands in a part.

    A person's name becomes `our team`, wherever it stands as a word of its own; a reference such as H2 goes.
    """

    def __init__(self, incident: Incident) -> None:
        names = {person.name for person in people(incident)} | {record.owner for record in incident.tasks}
        names |= {record.owner for record in incident.hypotheses} | {item.executor for item in incident.decisions}
        names |= {change.value for history in incident.role_history.values() for change in history}
        names |= {*incident.roles.values(), *(hand.to for hand in incident.handovers.values())}
        called = {call.to for call in incident.escalations}
        self._names = _any_of({clean_text(name).strip() for name in names if name} - called)
        records = (incident.hypotheses, incident.escalations, incident.tasks, incident.decisions, incident.updates)
        self._refs = _any_of({record.ref for group in records for record in group})
        self._rows = re.compile(r"(?<!\w)#\d+[a-z]?(?!\w)") if incident.timeline else None

    def words(self, text: str) -> str:
        """Return a text as people outside may read it."""
        for pattern, instead in ((_AT_NAME, ""), (self._names, SOMEBODY), (self._refs, ""), (self._rows, "")):
            if pattern and pattern.search(text):
                text = pattern.sub(instead, text)
                text = re.sub(r"\(\s*\)|\[\s*\]", "", text) if not instead else text
                text = re.sub(r"(?<=\S)  +(?=\S)", " ", text).strip(" ")
        return text

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


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    found = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)") if found else None

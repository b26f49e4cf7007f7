"""The timeline of a document: one table, a row for each row of the record, in the incident's zone."""

from collections.abc import Iterator
from datetime import datetime

from warroom.core.model import Decision, Escalation, Hypothesis, Incident, Row, Task, Update
from warroom.core.tell import without_brief
from warroom.core.text import plural
from warroom.core.times import spoken_duration
from warroom.postmortem.blocks import Block, Inline, Paragraph, Span, Table, TableRow, inline, strong, struck
from warroom.postmortem.dates import Dates
from warroom.postmortem.parts.words import Pieces

LATE_FROM = 5 * 60
"""Seconds after which a row that was written down later than it happened says so."""

_KIND_WORDS = {"action": "Action: ", "alert": "Alert: "}
_FIRST_WORDS = {"status": "Status ", "severity": "Severity "}


def timeline(incident: Incident, dates: Dates) -> Pieces:
    """Return the timeline: a sentence that names the zone, and the table of all rows or of those with a star."""
    rows = incident.timeline
    if not rows:
        return []
    shown = [row for row in rows if row.starred] if incident.rows_shown == "starred" else rows
    writers = {row.by for row in shown}
    note = dates.zone_note()
    if len(writers) == 1:
        note = f"{note} Every row was written by {shown[0].by}."
    if len(shown) < len(rows):
        note = f"{note} {len(shown)} of {plural(len(rows), 'row')} {'is' if len(shown) == 1 else 'are'} shown: "
        note += "those with a star."
    return [Paragraph(inline(note)), _table(incident, shown, dates, named=len(writers) > 1)]


def _table(incident: Incident, rows: list[Row], dates: Dates, *, named: bool) -> Block:
    tell = _Teller(incident)
    marks: dict[str, list[str]] = {}
    for name, row_id in incident.milestone_rows.items():
        marks.setdefault(row_id, []).append(name)
    columns = ("Time", "What happened", "Who") if named else ("Time", "What happened")
    body: list[TableRow] = []
    day = None
    for at, row, mark in _in_order(incident, rows):
        if dates.spans_days and (here := dates.local(at).date()) != day:
            day = here
            body.append(TableRow((inline(strong(dates.spell_day(day))), *[()] * (len(columns) - 1)), divider=True))
        if row is None:
            cells: tuple[Inline, ...] = (inline(dates.clock(at)), inline(strong(mark)))
        else:
            cells = (inline(dates.row(row)), tell(row, marks.get(row.id, ())))
        body.append(TableRow((*cells, inline(row.by if row else "")) if named else cells))
    return Table(columns, tuple(body))


def _in_order(incident: Incident, rows: list[Row]) -> Iterator[tuple[datetime, Row | None, str]]:
    """Yield these rows and, before those of the same time, each milestone that none of them carries."""
    carried = {row.id for row in rows} & set(incident.milestone_rows.values())
    alone = sorted(
        (at, place, name)
        for place, (name, at) in enumerate(incident.milestones.items())
        if at and incident.milestone_rows.get(name) not in carried
    )
    for row in rows:
        while alone and alone[0][0] <= row.at:
            at, _, name = alone.pop(0)
            yield at, None, name
        yield row.at, row, ""
    for at, _, name in alone:
        yield at, None, name


class _Teller:
    """Says what a row tells of, in the words the record has now."""

    def __init__(self, incident: Incident) -> None:
        self.afterwards = incident.mode == "retrospective"
        records = (incident.hypotheses, incident.escalations, incident.tasks, incident.decisions, incident.updates)
        self.made = {record.id: _made(record) for group in records for record in group}

    def __call__(self, row: Row, marks: list[str] | tuple[str, ...]) -> Inline:
        """Return the cell of a row: its milestones, what happened, and what has to be said about the row itself."""
        text = self._words(row)
        if marks and text.startswith("declared "):
            text = text.removeprefix("declared ")
        parts: list[str | Span] = [strong(", ".join(marks)), " "] if marks else []
        if row.struck is None:
            parts.append(text)
        else:
            parts += [struck(text), " (struck)" if row.struck in {"", "struck"} else f" (struck: {row.struck})"]
        if not self.afterwards:
            if row.revisions:
                parts.append(" (edited)")
            if row.late_seconds >= LATE_FROM:
                parts.append(f" (+{spoken_duration(row.late_seconds)} late)")
        return inline(*parts)

    def _words(self, row: Row) -> str:
        if row.about_ref:
            made = self.made.get(row.id)
            if made is None:
                return f"{row.about_ref} {row.text}"
            ref_words, text = made
            return ref_words + (row.text if row.kind == "task" and row.text.startswith(text) else text)
        if row.kind in _FIRST_WORDS and not row.text.startswith("declared "):
            return _FIRST_WORDS[row.kind] + row.text
        if row.kind == "role":  # the brief of a handover says what the document says anyway
            said, line_break, words = without_brief(row.text).partition("\n")
            return f"{said}: {words}" if ": handed over to " in said and words else f"{said}{line_break}{words}"
        return _KIND_WORDS.get(row.kind, "") + row.text


def _made(record: Hypothesis | Escalation | Task | Decision | Update) -> tuple[str, str]:
    """Return how the first row of a record begins, and its words as they are now."""
    ref = record.ref
    if isinstance(record, Hypothesis):
        return f"{ref} proposed: ", record.statement
    if isinstance(record, Escalation):
        asked = f"{ref} call to {record.to}" + (f" from {record.from_}" if record.from_ else "")
        return asked, f": {record.reason}" if record.reason else ""
    if isinstance(record, Task):
        return f"{ref} task: ", record.text
    if isinstance(record, Decision):
        return f"{ref} proposed: ", record.proposal
    return f"{ref} update to {record.audience}: " if record.audience else f"{ref} update: ", record.text

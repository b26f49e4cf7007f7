"""A record's full text and its history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content

from warroom.core.build import recorded_at
from warroom.core.changes import KIND_OF_PREFIX
from warroom.core.model import Decision, Evidence, Hypothesis, Row
from warroom.core.revisions import GONE, NEW, Told, Words, field_words, spoken_time, states, story
from warroom.core.times import spoken_duration
from warroom.ui.actions import RECORD, bindings_for
from warroom.ui.modals.frames import TextBox
from warroom.ui.presentation import QUIET, clock, clock_of_day, hang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from warroom.core.model import Incident, Objection
    from warroom.ui.actions import Target
    from warroom.ui.presentation import View
    from warroom.ui.session import Session

_HIDDEN = {
    "ref", "text", "statement", "proposal", "evidence", "objections", "revisions", "late_seconds", "minutes",
    "misleading", "status", "state", "outcome", "to",
}  # fmt: skip
_LABELS = {"check_back_at": "check back at", "next_due_at": "next update at", "verify_at": "verify at"}
_AS_USUAL = {"visibility": "internal", "source": "screen"}
_MOST = 99
_MARKS = {GONE: "strike", NEW: "bold underline"}


class RecordModal(TextBox[None]):
    """Everything the record says of one row, hypothesis, escalation or task, and every change it went through."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(RECORD)

    def __init__(self, target: Target, session: Session) -> None:
        super().__init__()
        assert target is not None  # noqa: S101 - the action needs a target
        self.target = target
        self.session = session
        self.title_of_box = target.ref

    def text_of_box(self, width: int) -> Content:
        """Return the record."""
        return record_details(self.target, self.session, width)


def record_details(target: Target, session: Session, width: int) -> Content:
    """Return a record in full: its text, its fields, evidence, and its history with what was taken back."""
    assert target is not None  # noqa: S101 - the action needs a target
    words = next(getattr(target, name) for name in ("text", "statement", "to", "proposal") if hasattr(target, name))
    head, newline, rest = str(words).partition("\n")
    parts: list[Content] = [Content.assemble((head, "bold"), newline, rest), Content("")]
    parts += _fields(target, session, width)
    kind = "entry" if isinstance(target, Row) else KIND_OF_PREFIX[target.ref[0]]
    if history := story(session.fold, kind, target.id, session.view.zone, session.view.now):
        parts += [Content(""), Content.styled("History", f"bold {QUIET}")]
        who = min(max(len(one.by) for one in history), 10)
        parts += [line for one in history for line in _told(one, who, session, width)]
    return Content("\n").join(parts)


def _fields(target: Target, session: Session, width: int) -> Iterator[Content]:
    """Yield the lines of what a record says now, each with its word before it."""
    assert target is not None  # noqa: S101 - as above
    zone, now = session.view.zone, session.view.now

    def shown(value: Any) -> str:  # noqa: ANN401 - any field of any record
        if isinstance(value, datetime):
            local = value.astimezone(zone)
            day = "" if local.date() == now.astimezone(zone).date() else f"{local.day} {local:%b %Y} "
            text = f"{day}{local:%H:%M:%S %Z}"
            return text if text.endswith("UTC") else f"{text} ({value:%H:%M:%S}Z)"
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def line(name: str, value: str, style: str = QUIET) -> Iterator[Content]:
        label = Content.styled(f"{name:>14}  ", style)
        for text in value.split("\n"):
            yield from hang(label, Content(text), Content(""), width, most=_MOST)
            label = Content(" " * label.cell_length)

    if not isinstance(target, Row):
        found = states(session.fold, KIND_OF_PREFIX[target.ref[0]], target.id)
        if found:
            path = [f"{state} {spoken_time(at, zone, now)} {by}" for at, state, by in found]
            yield from line(field_words("status"), " → ".join(path))
    for name in target.to_json():
        value = getattr(target, name, None)
        if name in _HIDDEN or value in (None, False, [], "") or value == _AS_USUAL.get(name):
            continue
        if name == "recorded_at" and isinstance(target, Row) and target.late_seconds < 120:
            continue
        yield from line(_LABELS.get(name) or field_words(name), shown(value))
    if isinstance(target, Row) and target.late_seconds >= 120:
        yield from line("late", f"written down {spoken_duration(target.late_seconds)} after it happened")
    if isinstance(target, Row) and target.kind == "role":
        for role, held in _held(session.incident, session.view):
            yield from line(role, held)
    if isinstance(target, Row):
        for ref, item in _bears_on(target, session):
            yield from line("bears on", f"{ref}, {'for' if item.supports else 'against'} it")
    if isinstance(target, Hypothesis):
        if target.minutes is not None:
            yield from line("believed for", spoken_duration(target.minutes * 60))
        for item in target.evidence:
            side, style = ("for", "$success") if item.supports else ("against", "$text-error")
            yield from line(side, _said(item, session), style)
    if isinstance(target, Decision):
        for objection in target.objections:
            yield from line("objection", _said(objection, session), "$warning")


def _said(item: Evidence | Objection, session: Session) -> str:
    """Return what somebody said of a record, when and who; of evidence that is a row, the row and its time."""
    text = f"{item.text}  {clock(item.at, session.view.zone)} {item.by}"
    if not isinstance(item, Evidence) or item.row_id is None:
        return text
    row = session.fold.row_by_id(item.row_id)
    if row is None:
        return f"{text}\n↳ a row that was taken back"
    at = spoken_time(row.at, session.view.zone, session.view.now)
    words = "" if row.text == item.text else f" {row.text}"
    return f"{text}\n↳ {row.ref} {'~' if row.about else ''}{at}{words}{' (struck through)' if row.struck else ''}"


def _bears_on(row: Row, session: Session) -> Iterator[tuple[str, Evidence]]:
    """Yield the theories for or against which a row is evidence."""
    for theory in session.incident.hypotheses:
        for item in theory.evidence:
            if item.row_id == row.id:
                yield theory.ref, item


def _told(one: Told, who: int, session: Session, width: int) -> Iterator[Content]:
    """Yield the lines of one change: when and who before the first, and when it was taken back behind the last."""
    zone, now = session.view.zone, session.view.now
    prefix = Content.styled(f"{spoken_time(one.at, zone, now):>5} {one.by[:who]:<{who}}  ", QUIET)
    lines = [_marked(words, gone=one.undone is not None) for words in one.lines]
    if one.happened:
        lines.append(Content.styled(f"it happened at {spoken_time(one.happened, zone, now)}", QUIET))
    if one.undone:
        at = spoken_time(recorded_at(one.undone), zone, now)
        lines.append(Content.styled(f"taken back by {one.undone.by} {at}", QUIET))
    for number, line in enumerate(lines):
        before = prefix if number == 0 else Content(" " * prefix.cell_length)
        yield from hang(before, line, Content(""), width, most=_MOST)


def _marked(words: Words, *, gone: bool) -> Content:
    """Return the words of a change: those that are gone struck through, those that are new bold and underlined."""
    parts = [Content.styled(piece.text, "" if gone else _MARKS.get(piece.mark, "")) for piece in words]
    line = Content("").join(parts)
    return line.stylize(f"strike {QUIET}") if gone else line


def _held(incident: Incident, view: View) -> Iterator[tuple[str, str]]:
    """Yield each role with who held it from when to when, and who has not taken it yet."""
    for role, history in incident.role_history.items():
        ends = [clock_of_day(change.at, view) for change in history[1:]]
        for change, end in zip(history, [*ends, ""], strict=True):
            begin = clock_of_day(change.at, view)
            yield role, f"{change.value or 'nobody'} {f'from {begin} to {end}' if end else f'since {begin}'}"
    for role, handed in incident.handovers.items():
        yield role, f"handed over to {handed.to} at {clock_of_day(handed.at, view)}, not yet acknowledged"

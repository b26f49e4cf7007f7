"""A record's full text and its history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from warroom.core.model import Hypothesis, Row
from warroom.core.times import spoken_duration
from warroom.ui.presentation import QUIET, clock_of_day, hang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from warroom.core.fold import Revision
    from warroom.core.model import Incident
    from warroom.ui.actions import Target
    from warroom.ui.presentation import View
    from warroom.ui.session import Session

_KINDS = {"H": "hypothesis", "E": "escalation", "T": "task", "D": "decision", "U": "update"}
_HIDDEN = {
    "ref", "text", "statement", "proposal", "evidence", "objections", "revisions", "late_seconds", "minutes",
    "misleading",
}  # fmt: skip
_WORDS = {"status", "outcome"}
_LABELS = {
    "attraction": "looked right", "why": "because", "by": "written by", "acked_at": "answered at",
    "acked_by": "answered by", "minutes_to_ack": "minutes waited", "typed": "time as typed",
}  # fmt: skip


class RecordModal(ModalScreen[None]):
    """Everything the record says of one row, hypothesis, escalation or task, and every change it went through."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", "close", show=False),
        Binding("j,down", "scroll(1)", "down", show=False),
        Binding("k,up", "scroll(-1)", "up", show=False),
    ]

    def __init__(self, target: Target, session: Session) -> None:
        super().__init__()
        assert target is not None  # noqa: S101 - the action needs a target
        self.target = target
        self.session = session

    def compose(self) -> ComposeResult:
        """Lay the record out."""
        with VerticalScroll(classes="box") as box:
            box.border_title = Content(self.target.ref)
            box.border_subtitle = Content("esc closes")
            yield Static(record_details(self.target, self.session, min(int(self.app.size.width * 0.92), 110) - 8))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    def action_scroll(self, step: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)


def record_details(target: Target, session: Session, width: int) -> Content:
    """Return a record in full: its text, its fields, evidence, and its history with what was taken back."""
    assert target is not None  # noqa: S101 - the action needs a target
    zone = session.view.zone

    def shown(value: Any) -> str:  # noqa: ANN401 - any field of any record
        if isinstance(value, datetime):
            local = f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
            return local if local.endswith("UTC") else f"{local} ({value:%H:%M:%S}Z)"
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def line(name: str, value: str, style: str = QUIET) -> list[Content]:
        label = Content.styled(f"{name:>14}  ", style)
        return [part for text in value.split("\n") for part in hang(label, Content(text), Content(""), width, most=99)]

    words = next(getattr(target, name) for name in ("text", "statement", "to", "proposal") if hasattr(target, name))
    head, newline, rest = str(words).partition("\n")
    parts: list[Content] = [Content.assemble((head, "bold"), newline, rest), Content("")]
    for name in target.to_json():
        value = getattr(target, name, None)
        if name not in _HIDDEN and value not in (None, False, [], ""):
            shown_value = shown(value).replace("_", " ") if name in _WORDS else shown(value)
            parts += line(_LABELS.get(name, name.replace("_", " ")), shown_value)
    if isinstance(target, Row) and target.late_seconds >= 120:
        parts += line("late", f"written down {spoken_duration(target.late_seconds)} after it happened")
    if isinstance(target, Row) and target.kind == "role":
        for role, held in _held(session.incident, session.view):
            parts += line(role, held)
    if isinstance(target, Hypothesis):
        if target.minutes is not None:
            parts += line("believed for", spoken_duration(target.minutes * 60))
        for item in target.evidence:
            side, style = ("for", "$success") if item.supports else ("against", "$text-error")
            parts += line(side, f"{item.text}  {item.at.astimezone(zone):%H:%M} {item.by}", style)
    kind = "entry" if isinstance(target, Row) else _KINDS[target.ref[0]]
    history = session.fold.history(kind, target.id)
    if history:
        parts += [Content(""), Content.styled("History", f"bold {QUIET}")]
        parts += [_revision(item, shown) for item in history]
    return Content("\n").join(parts)


def _held(incident: Incident, view: View) -> Iterator[tuple[str, str]]:
    """Yield each role with who held it from when to when, and who has not taken it yet."""
    for role, history in incident.role_history.items():
        ends = [clock_of_day(change.at, view) for change in history[1:]]
        for change, end in zip(history, [*ends, ""], strict=True):
            begin = clock_of_day(change.at, view)
            yield role, f"{change.value or 'nobody'} {f'from {begin} to {end}' if end else f'since {begin}'}"
    for role, handed in incident.handovers.items():
        yield role, f"handed over to {handed.to} at {clock_of_day(handed.at, view)}, not yet acknowledged"


def _revision(item: Revision, shown: Any) -> Content:  # noqa: ANN401 - the formatter of the caller
    field = item.field.replace("_", " ")
    style = f"strike {QUIET}" if item.undone else ""
    change = f"{field}: {shown(item.new)}" if item.old is None else f"{field}: {shown(item.old)} → {shown(item.new)}"
    tail = "  (taken back)" if item.undone else ""
    return Content.assemble((f"{item.at:%H:%M:%S}Z ", QUIET), (f"{item.by}  ", QUIET), (change, style), (tail, QUIET))

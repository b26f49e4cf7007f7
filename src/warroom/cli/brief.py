"""An incident as plain text for a terminal: what somebody who comes to it late reads first."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from textwrap import wrap
from typing import TypeVar

from warroom.core.clocks import next_update
from warroom.core.errors import TimeError
from warroom.core.line import MILESTONES
from warroom.core.metrics import dead_end_seconds
from warroom.core.model import Decision, Escalation, Hypothesis, Incident, Row, Task, Update
from warroom.core.times import find_zone, spoken_duration

_T = TypeVar("_T")

_LATE_SECONDS = 120
_STATES = {"todo": "to do", "doing": "doing", "blocked": "blocked", "done": "done", "dropped": "dropped"}
_OUTCOMES = {"open": "open", "go": "go", "no_go": "no go"}


def brief(incident: Incident, *, now: datetime, width: int = 100, as_learned: bool = False) -> str:
    """Return an incident as plain text of at most `width` columns where its words allow; times in its own zone."""
    return "\n".join(_Brief(incident, now, max(40, width)).lines(as_learned=as_learned))


class _Brief:
    def __init__(self, incident: Incident, now: datetime, width: int) -> None:
        self.incident = incident
        self.now = now
        self.width = width
        try:
            self.zone: tzinfo = find_zone(incident.zone)
        except TimeError:
            self.zone = UTC

    def lines(self, *, as_learned: bool) -> Iterator[str]:
        incident = self.incident
        yield from self._header()
        order = "as we learned it" if as_learned else "as it happened"
        yield from self._section(f"Timeline, {order}, in {incident.zone}", self._timeline(as_learned=as_learned))
        believed = dead_end_seconds(incident)
        cost = f", {spoken_duration(believed)} on dead ends" if believed else ""
        hypotheses = sorted(incident.hypotheses, key=lambda one: not one.is_open)
        yield from self._section(f"Hypotheses{cost}", _each(self._hypothesis, hypotheses))
        yield from self._section("Escalations", _each(self._escalation, incident.escalations))
        yield from self._section("Tasks", _each(self._task, incident.tasks))
        yield from self._section("Decisions", _each(self._decision, incident.decisions))
        yield from self._section("Updates", _each(self._update, incident.updates))

    def _header(self) -> Iterator[str]:
        incident = self.incident
        mode = "" if incident.mode == "real" else f"  {incident.mode.upper()}"
        yield from self._wrapped(f"{incident.severity}  {incident.status.upper()}{mode}  {incident.title}")
        start, end = incident.started_at, incident.ended_at
        if start:
            seconds = int(((end or self.now) - start).total_seconds())
            so_far = "took" if end else "going on for"
            yield f"{incident.id}  ·  {so_far} {spoken_duration(seconds)}"
        else:
            yield incident.id
        people = " · ".join(f"{role} {name}" for role, name in incident.roles.items())
        facts = (
            ("services", ", ".join(incident.services)),
            ("people", people),
            ("impact", incident.impact),
            ("cause", incident.root_cause),
            ("resolution", incident.resolution),
            ("next update", self._next_update()),
        )
        for name, value in facts:
            if value:
                yield from self._wrapped(f"{name}: {value}", indent=2)
        marks = [f"{name} {self._time(at)}" for name in MILESTONES if (at := incident.milestones[name])]
        if marks:
            yield from self._wrapped(" · ".join(marks), indent=0)

    def _next_update(self) -> str:
        """Return when the next update is due, and to whom, where it was promised to somebody."""
        item = next_update(self.incident)
        return f"{self._time(item.at)}{f' to {item.who}' if item.who else ''}" if item else ""

    def _section(self, title: str, body: Iterable[str]) -> Iterator[str]:
        lines = list(body)
        if lines:
            yield from ("", title, "─" * min(self.width, len(title)), *lines)

    def _timeline(self, *, as_learned: bool) -> Iterator[str]:
        day = None
        for row in self.incident.timeline:
            at = (row.recorded_at if as_learned else row.at).astimezone(self.zone)
            if at.date() != day:
                day = at.date()
                yield f"{at:%a} {at.day} {at:%B %Y}"
            yield from self._row(row, as_learned=as_learned)

    def _row(self, row: Row, *, as_learned: bool) -> Iterator[str]:
        shown = (row.recorded_at if as_learned else row.at).astimezone(self.zone)
        clock = f"{'~' if row.about and not as_learned else ''}{shown:%H:%M:%S}"
        about = f"{row.about_ref} " if row.about_ref else ""
        text = f"{about}{row.text}"
        if row.struck is not None:
            text = f"[struck: {row.struck}] {text}"
        extras = [f"until {self._time(row.until)}" if row.until else "", "starred" if row.starred else ""]
        if as_learned:
            extras.append(f"happened {self._time(row.at)}" if row.late_seconds > _LATE_SECONDS else "")
        else:
            extras.append(f"+{spoken_duration(row.late_seconds)} late" if row.late_seconds > _LATE_SECONDS else "")
        extras.append("edited" if row.revisions else "")
        tail = "; ".join(extra for extra in extras if extra)
        head = f"{clock:>9}  {row.ref:<5} {row.kind:<10} {row.by:<8} "
        yield from self._wrapped(f"{text}{f'  ({tail})' if tail else ''}", head=head)

    def _hypothesis(self, one: Hypothesis) -> Iterator[str]:
        state = "dead end" if one.misleading else one.status.replace("_", " ")
        minutes = f", believed for {spoken_duration(one.minutes * 60)}" if one.minutes is not None else ""
        owner = f", {one.owner} tests: {one.test}" if one.status == "testing" and one.owner else ""
        yield from self._wrapped(f"{one.statement}  ({state}{minutes}{owner})", head=f"  {one.ref:<4} ")
        for evidence in one.evidence:
            yield from self._wrapped(evidence.text, head=f"       {'+' if evidence.supports else '−'} ")
        if one.attraction:
            yield from self._wrapped(f"looked right: {one.attraction}", head="       ")
        if one.why:
            yield from self._wrapped(f"because: {one.why}", head="       ")

    def _escalation(self, one: Escalation) -> Iterator[str]:
        asked = f"{f'{one.from_} > ' if one.from_ else ''}{one.to}{f': {one.reason}' if one.reason else ''}"
        if one.acked_at and one.minutes_to_ack is not None:
            state = f"answered by {one.acked_by} in {spoken_duration(one.minutes_to_ack * 60)}"
        elif one.outcome == "waiting":
            state = f"waiting since {self._time(one.paged_at)}"
        else:
            state = one.outcome.replace("_", " ")
        yield from self._wrapped(f"{asked}  ({state})", head=f"  {one.ref:<4} ")
        if one.finding:
            yield from self._wrapped(f"found: {one.finding}", head="       ")

    def _task(self, one: Task) -> Iterator[str]:
        facts = [_STATES.get(one.state, one.state), f"@{one.owner}" if one.owner else "nobody's"]
        facts += [one.kind] if one.kind != "response" else []
        facts += [f"due {one.due_at}"] if one.due_at else []
        facts += [f"ticket {one.ticket}"] if one.ticket else []
        if one.is_open and one.check_back_at:
            facts.append(f"check back at {self._time(one.check_back_at)}")
        why = f": {one.why}" if one.why else ""
        yield from self._wrapped(f"{one.text}  ({', '.join(facts)}{why})", head=f"  {one.ref:<4} ")

    def _decision(self, one: Decision) -> Iterator[str]:
        state = _OUTCOMES.get(one.outcome, one.outcome) + (f" @{one.executor}" if one.executor else "")
        why = f": {one.why}" if one.why else ""
        yield from self._wrapped(f"{one.proposal}  ({state}{why})", head=f"  {one.ref:<4} ")
        for objection in one.objections:
            yield from self._wrapped(f"{objection.by} objected: {objection.text}", head="       ")

    def _update(self, one: Update) -> Iterator[str]:
        audience = f" to {one.audience}" if one.audience else ""
        yield from self._wrapped(f"{self._time(one.at)}{audience}: {one.text}", head=f"  {one.ref:<4} ")

    def _time(self, at: datetime | None) -> str:
        """Return an instant in the incident's zone; with its day when that is not the day it started."""
        if at is None:
            return ""
        local, start = at.astimezone(self.zone), self.incident.started_at
        same_day = start and local.date() == start.astimezone(self.zone).date()
        return f"{local:%H:%M}" if same_day else f"{local:%Y-%m-%d %H:%M}"

    def _wrapped(self, text: str, *, head: str = "", indent: int | None = None) -> list[str]:
        """Return a text broken into lines, the first behind `head` and the others below where it begins."""
        blank = " " * (len(head) if indent is None else indent)
        width = max(self.width, len(blank) + 20)
        lines: list[str] = []
        for part in text.split("\n"):
            first = blank if lines else head
            lines += wrap(part, width, initial_indent=first, subsequent_indent=blank) or [first]
        return lines


def _each(draw: Callable[[_T], Iterator[str]], records: list[_T]) -> Iterator[str]:
    for record in records:
        yield from draw(record)

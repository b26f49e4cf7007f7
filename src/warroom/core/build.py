"""Records from their fields: what the fold builds rows, hypotheses, milestones and histories with.

Pure functions. Fields come from files that anybody can write, so each is taken for what it should be or, failing that,
for what a record without it would have: nothing in an event can make these raise.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from warroom.core.changes import EDITED_FIELD
from warroom.core.errors import TimeError
from warroom.core.events import Event, Json, event_order
from warroom.core.line import LIST_FIELDS, METRICS, MILESTONES, REVIEW_STATES, ROWS_SHOWN, STATUSES, TASK_KINDS
from warroom.core.model import (
    NEVER,
    Change,
    Decision,
    Escalation,
    Evidence,
    Handover,
    Hypothesis,
    Incident,
    Objection,
    Override,
    Promise,
    Review,
    Reviewer,
    Row,
    Task,
    Update,
)
from warroom.core.refs import split_ref
from warroom.core.rows import row_of
from warroom.core.stamp import EARLIEST, stamp_time
from warroom.core.times import MOST_SECONDS, find_zone, from_text

Record = Hypothesis | Escalation | Task | Decision | Update
Child = tuple[str, Json, Event]
"""A live piece of evidence or objection: its id, its fields and the event that made it."""

_ENTRY_KINDS = ("note", "action", "alert")
_EVERYBODY = ("everyone", "everybody", "all")
_SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5")
_MODES = ("real", "drill", "retrospective")
_TEXTS = ("summary", "impact", "users_affected", "detected_by", "trigger", "root_cause", "resolution", "surprised_by",
          "sooner", "believed", "conclusion")  # fmt: skip
_REVIEW_STATES = tuple(state.replace("-", "_") for state in REVIEW_STATES)


# Fields, whatever is in them


def recorded_at(event: Event) -> datetime:
    """Return when an event was written down, by the writer's own clock."""
    return instant(event.wall) if event.wall else stamp_time(event.stamp)


def instant(text: object) -> datetime:
    """Return the instant of a field; one that cannot be read is the beginning of 1970, not a crash."""
    try:
        return from_text(text)  # type: ignore[arg-type]  # what is not a text is caught below
    except (TypeError, ValueError, OverflowError):
        return stamp_time(EARLIEST)


def optional_instant(text: object) -> datetime | None:
    """Return the instant of a field that may be empty."""
    return None if text is None else instant(text)


def snoozed_until(value: object) -> datetime | None:
    """Return until when a reminder is snoozed, from what a /snooze gave: an instant, `never`, or nothing."""
    return NEVER if value == "never" else optional_instant(value)


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the whole minutes from one instant to another; negative when they are the wrong way round."""
    return int((end - start).total_seconds() // 60)


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)


def _one_of(value: object, known: Sequence[str], default: str) -> str:
    return value if isinstance(value, str) and value in known else default


# Rows


def plain_row(event: Event, label: str) -> Row:
    """Return the row of an entry that nobody has touched since."""
    origin, n, stamp, by, _, event_id, at, values, _, until, about, typed, _, via, wall, _ = event
    happened, written = instant(at), instant(wall) if wall else stamp_time(stamp)
    late = written - happened
    kind, text = values.get("kind"), values.get("text", "")
    return Row(
        event_id, label, happened, instant(until) if until else None, bool(about), written, by,
        kind if kind in _ENTRY_KINDS else "note", text if isinstance(text, str) else str(text), False, "internal", None,
        None, late.days * 86400 + late.seconds if late.days >= 0 else 0, 0, via, typed, (stamp, origin, n),
    )  # fmt: skip


def build_row(event: Event, label: str, about_ref: str | None, values: Json, overlay: Json, revisions: int) -> Row:
    """Return the row of an event.

    `values` are the fields of the record it belongs to, which count where the event made that record; `overlay` are
    the fields given to the row itself (a star, a strike, an edit); `revisions` is how often it was corrected.
    """
    if event.makes_record and event.kind != "incident":
        overlay = {**values, **overlay}
        field = EDITED_FIELD.get(event.kind, "text")
        if field in values:
            event = event._replace(set={**event.set, field: values[field]})
    else:
        overlay = {name: value for name, value in overlay.items() if name in {"starred", "visibility", "struck"}}
    row = plain_row(event, label)
    row.id = event.event_id
    if event.kind != "entry":
        row.kind, row.text = row_of(event)
    get = overlay.get
    if "at" in overlay:
        row.at, row.until = instant(get("at")), optional_instant(get("until", event.until))
        row.about, row.typed = bool(get("about", row.about)), _text(get("typed", row.typed))
        row.late_seconds = max(0, int((row.recorded_at - row.at).total_seconds()))
    row.starred, row.struck = bool(get("starred")), _text(get("struck"))
    row.visibility = _one_of(get("visibility"), ("internal", "external"), "internal")
    row.about_ref, row.revisions = about_ref, revisions
    row.audience = _text(values.get("audience")) if event.kind == "update" else None
    return row


# Records


def build_record(kind: str, ref: str, maker: Event, values: Json, children: Iterable[Child]) -> Record:
    """Return the record of a kind, from the event that made it, its fields as they hold, and its live children."""
    get = values.get

    def text(name: str) -> str | None:
        return _text(get(name))

    def at(name: str) -> datetime | None:
        return optional_instant(get(name))

    return _BUILDERS[kind](maker, ref, instant(get("at", maker.at)), get, text, at, children)


_Get = Callable[..., Any]
_Text = Callable[[str], str | None]
_At = Callable[[str], datetime | None]


def _hypothesis(maker: Event, ref: str, happened: datetime, get: _Get, text: _Text, at: _At,
                children: Iterable[Child]) -> Hypothesis:  # fmt: skip
    closed = at("closed_at")
    status = _one_of(get("status"), ("open", "testing", "confirmed", "ruled_out"), "open")
    evidence = [
        Evidence(event_id, instant(values.get("at", made.at)), made.by, bool(values.get("supports")),
                 str(values.get("text", "")), _text(values.get("row")))
        for event_id, values, made in children
    ]  # fmt: skip
    return Hypothesis(
        maker.id, ref, text("statement") or "", status, bool(get("misleading")), happened, maker.by, text("owner"),
        text("test"), at("check_back_at"), evidence, closed, text("why"), text("attraction"),
        None if closed is None else minutes_between(happened, closed), snoozed_until(get("snoozed")),
    )  # fmt: skip


def _escalation(maker: Event, ref: str, happened: datetime, get: _Get, text: _Text, at: _At,
                _: Iterable[Child]) -> Escalation:  # fmt: skip
    acked = at("acked_at")
    outcome = _one_of(get("outcome"), ("waiting", "answered", "no_answer", "declined"), "waiting")
    return Escalation(
        maker.id, ref, text("to") or "", text("from"), text("reason"), happened, maker.by, acked, text("acked_by"),
        outcome, text("finding"), at("closed_at"), None if acked is None else minutes_between(happened, acked),
        snoozed_until(get("snoozed")),
    )  # fmt: skip


def _task(maker: Event, ref: str, happened: datetime, get: _Get, text: _Text, at: _At,
          _: Iterable[Child]) -> Task:  # fmt: skip
    state = _one_of(get("state"), ("todo", "doing", "blocked", "done", "dropped"), "todo")
    return Task(
        maker.id, ref, text("text") or "", text("owner"), state, _one_of(get("kind"), TASK_KINDS, "response"), happened,
        maker.by, at("started_at"), at("done_at"), text("due_at"), at("check_back_at"), text("ticket"), text("why"),
        snoozed_until(get("snoozed")), text("checklist"),
    )  # fmt: skip


def _decision(maker: Event, ref: str, happened: datetime, get: _Get, text: _Text, at: _At,
              children: Iterable[Child]) -> Decision:  # fmt: skip
    outcome = _one_of(get("outcome"), ("open", "go", "no_go"), "open")
    objections = [
        Objection(event_id, instant(values.get("at", made.at)), made.by, str(values.get("text", "")))
        for event_id, values, made in children
    ]
    return Decision(
        maker.id, ref, text("proposal") or "", happened, maker.by, objections, outcome, at("decided_at"),
        text("executor"), text("why"), at("verify_at"), at("verified_at"), text("finding"),
        snoozed_until(get("snoozed")),
    )  # fmt: skip


def _update(maker: Event, ref: str, happened: datetime, get: _Get, text: _Text, at: _At,
            _: Iterable[Child]) -> Update:  # fmt: skip
    return Update(
        maker.id, ref, happened, maker.by, text("audience"), text("text") or "", text("conditions"), text("actions"),
        text("needs"), at("next_due_at"), snoozed_until(get("snoozed")),
    )  # fmt: skip


_BUILDERS: dict[str, Callable[..., Record]] = {
    "hypothesis": _hypothesis, "escalation": _escalation, "task": _task, "decision": _decision, "update": _update,
}  # fmt: skip


def record_order(record: Record) -> tuple[datetime, int, str, str]:
    """Return a record's place in the list of its kind: by when it was made, then by its number."""
    if isinstance(record, Hypothesis):
        at = record.proposed_at
    elif isinstance(record, Escalation):
        at = record.paged_at
    elif isinstance(record, Task):
        at = record.created_at
    else:
        at = record.at
    return (at, *split_ref(record.ref), record.id)


# The incident itself


def build_incident(incident: Incident, values: Json, live: list[Event]) -> None:
    """Set an incident's own fields and its histories, from its fields as they hold and its live events in order."""
    fresh = Incident(incident.id)
    for name in ("title", "declared_by"):
        setattr(incident, name, _text(values.get(name)) or "")
    incident.severity = _one_of(values.get("severity"), _SEVERITIES, fresh.severity)
    incident.status = _one_of(values.get("status"), STATUSES, fresh.status)
    incident.mode = _one_of(values.get("mode"), _MODES, fresh.mode)
    incident.zone = _known_zone(values.get("zone"))
    for name in _TEXTS:
        setattr(incident, name, _text(values.get(name)))
    incident.services = [name for name, value in _group(values, "services.") if value]
    incident.roles = {name: str(value) for name, value in _group(values, "roles.") if value}
    snoozes = {name: snoozed_until(value) for name, value in _group(values, "snoozed.")}
    incident.snoozed = {name: until for name, until in snoozes.items() if until}
    for name in LIST_FIELDS:
        setattr(incident, name, _list_field(live, name))
    _build_histories(incident, live)
    _build_postmortem(incident, values, live)


def _build_postmortem(incident: Incident, values: Json, live: list[Event]) -> None:
    """Set what people wrote and decided about the postmortem; a state or figure nobody knows here says nothing."""
    incident.written = {}
    if prose := dict(_group(values, "written.")):
        from warroom.core.parts import FIELD_OF_PART

        written = ((part, _text(value)) for part, value in prose.items() if part not in FIELD_OF_PART)
        incident.written = {part: text for part, text in written if text}
    incident.rows_shown = _one_of(values.get("rows_shown"), ROWS_SHOWN, "all")
    incident.review, incident.overrides = Review(), {}
    reviewers: dict[str, datetime] = {}
    for event in live:
        at = instant(event.at)
        for name, value in event.set.items():
            head, _, metric = name.partition(".")
            if name == "review" and isinstance(value, dict) and value.get("state") in _REVIEW_STATES:
                incident.review = Review(value["state"], _text(value.get("why")), event.by, at)
                if value["state"] == "reviewed":
                    reviewers[event.by] = max(at, reviewers.get(event.by, at))
            elif head == "overrides" and metric in METRICS.values():
                incident.overrides.pop(metric, None)
                seconds = value.get("seconds") if isinstance(value, dict) else None
                if type(seconds) is int and 0 <= seconds <= MOST_SECONDS:
                    incident.overrides[metric] = Override(seconds, _text(value.get("why")) or "", event.by, at)
    incident.overrides = dict(sorted(incident.overrides.items()))
    incident.reviewers = [Reviewer(by, at) for by, at in sorted(reviewers.items(), key=lambda one: (one[1], one[0]))]


def build_milestones(incident: Incident, values: Json, row_by_id: Callable[[str], Row | None]) -> None:
    """Set an incident's milestones: each at the row that carries it or, without one, at the time it was given.

    An end that a change of the status marked holds until the status says that it goes on; one marked by hand stays.
    """
    incident.milestone_rows, incident.milestone_typed = {}, {}
    for name in MILESTONES:
        value = values.get(f"milestones.{name}")
        at, typed = None, None
        if isinstance(value, dict):
            row = row_by_id(str(value.get("row")))
            if row and name == "resolved" and row.kind == "status" and incident.goes_on_again:
                row = None  # what was its end is none, and its next end will be one
            elif row:
                at, typed = row.at, row.typed
                incident.milestone_rows[name] = row.id
            elif "at" in value:
                at, typed = instant(value["at"]), value.get("typed")
        incident.milestones[name] = at
        if typed:
            incident.milestone_typed[name] = str(typed)


def milestone_anchors(values: Json) -> set[str]:
    """Return the ids of the rows that milestones hang on, whether those rows are there or not."""
    named = (values.get(f"milestones.{name}") for name in MILESTONES)
    return {str(value["row"]) for value in named if isinstance(value, dict) and "row" in value}


def promises(said: Iterable[tuple[Event, Update | None]]) -> tuple[list[Promise], list[Promise]]:
    """Return the updates that are promised, from live events: those of the incident and, with its record, an update's.

    The second list has what audiences were promised when it was resolved that have not been told anything since.

    What is said last counts. An update keeps what was promised to its audience and what was promised to nobody in
    particular; one to everybody keeps every promise. That no update is due, as once it is resolved, ends them all.
    """
    open_: dict[str | None, Promise] = {}
    owed: dict[str | None, Promise] = {}
    for event, update in sorted(said, key=lambda pair: event_order(pair[0])):
        audience = update.audience if update else None
        if audience and audience.casefold() in _EVERYBODY:
            audience = None
        if update:
            due, said_in = optional_instant(event.set.get("next_due_at")), update.ref
        elif "next_update_at" in event.set:
            due = optional_instant(event.set["next_update_at"])
            said_in = "severity" if "severity" in event.set or "status" in event.set else "next"
        else:
            continue
        if (update and not audience) or not (update or due):
            owed = {**owed, **open_} if event.set.get("status") == "resolved" else {}
            open_.clear()
        open_.pop(None, None)
        open_.pop(key := audience.casefold() if audience else None, None)
        owed.pop(key, None)
        if due:
            open_[key] = Promise(due, audience, instant(event.at), said_in)
    return list(open_.values()), [promise for promise in owed.values() if promise.audience]


def _build_histories(incident: Incident, live: list[Event]) -> None:
    incident.severity_history, incident.status_history, incident.role_history = [], [], {}
    incident.handovers, held = {}, {}
    for event in live:
        at = instant(event.at)
        if "severity" in event.set:
            severity = _one_of(event.set["severity"], _SEVERITIES, "SEV3")
            incident.severity_history.append(Change(at, severity, event.by))
        if "status" in event.set:
            status = _one_of(event.set["status"], STATUSES, "investigating")
            incident.status_history.append(Change(at, status, event.by))
        for name, value in event.set.items():
            head, _, role = name.partition(".")
            if head == "roles":
                incident.role_history.setdefault(role, []).append(Change(at, str(value), event.by))
                incident.handovers.pop(role, None)
                held[role] = value
            elif head == "handover" and isinstance(value, dict) and value.get("to"):
                incident.handovers[role] = Handover(str(value["to"]), _text(held.get(role)) or None, at, event.by)
    for history in (incident.severity_history, incident.status_history, *incident.role_history.values()):
        history.sort(key=attrgetter("at"))
    closed = [change.at for change in incident.status_history if change.value == "closed"]
    incident.closed_at = closed[-1] if closed and incident.status == "closed" else None


def _group(values: Json, prefix: str) -> list[tuple[str, object]]:
    return [(name.removeprefix(prefix), values[name]) for name in sorted(values) if name.startswith(prefix)]


def _list_field(live: list[Event], name: str) -> list[str]:
    """Return the items of a list field, in the order they were added since it was last emptied."""
    items: dict[str, object] = {}
    for event in live:
        for field, value in event.set.items():
            if field == name and value is None:
                items.clear()
            elif field.startswith(f"{name}."):
                items[field] = value
    return [str(item) for item in items.values() if item is not None]


def _known_zone(name: object) -> str:
    """Return a zone this machine knows, or UTC: a room whose clock cannot be read would be of no use."""
    if not isinstance(name, str):
        return "UTC"
    try:
        find_zone(name)
    except TimeError:
        return "UTC"
    return name

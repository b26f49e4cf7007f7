"""A past incident as the lines that would record it again.

Each live event is written as the line that makes it, with its exact time. What was taken back is left out, so the
numbers of rows and records close up; references are written as the replay will give them: rows and records are
numbered in the order of the lines, as one writer would, and an H3b becomes the next number. The declaration is not a
line: declare an incident in the same mode, with the same time, severity and zone, and play the lines into it. A text
of several lines stays one line of the language with newlines in it, as `parse_line` reads it; do not split at newlines.
"""

from collections.abc import Callable, Iterator
from typing import Any

from warroom.core.build import instant, optional_instant
from warroom.core.changes import EDITED_FIELD, PREFIXES
from warroom.core.events import Event, Json, event_order
from warroom.core.fold import Fold
from warroom.core.line import (
    LIST_FIELDS,
    LONGEST_SNOOZE,
    METRICS,
    MILESTONES,
    REMINDERS,
    REVIEW_STATES,
    ROWS_SHOWN,
    SHORTEST_SNOOZE,
    TASK_KINDS,
    TEXT_FIELDS,
    Line,
    render_line,
)
from warroom.core.parts import FIELD_OF_PART, PART_OF_FIELD, PARTS, text_of
from warroom.core.refs import ref_number
from warroom.core.times import MOST_SECONDS, TimeExpr, exact

_Ref = Callable[[str, str], str | None]
"""From a letter (`#`, `H` …) and the id of an event to its reference, or None when it has none."""

_PARENT_LETTER = {"evidence": "H", "objection": "D"}


def line_of(event: Event, fold: Fold) -> str | None:
    """Return the line that would record an event, with the references it has in this fold.

    None when there is no such line: a declaration, an undo, or a change of something that is not there. An event that
    changes several things at once, as an import may, gives the first of its lines.
    """
    return next(_written(event, _labels(fold)), None)


def typed_again(event: Event, fold: Fold) -> str | None:
    """Return the line of an event as its writer would type it again: with the time they typed, if they did.

    None when there is no such line; see `line_of`.
    """
    if event.declares or event.undoes:
        return None
    line = next(_lines(event, _labels(fold)), None)
    return f"{event.typed or ''} {render_line(line)}".strip() if line else None


def _labels(fold: Fold) -> _Ref:
    """Return what tells the references of this fold; nothing is looked through but the records of one kind."""
    incident = fold.incident
    lists = {"H": incident.hypotheses, "E": incident.escalations, "T": incident.tasks, "D": incident.decisions,
             "U": incident.updates}  # fmt: skip

    def ref(letter: str, event_id: str) -> str | None:
        if letter == "#":
            row = fold.row_by_id(event_id)
            return row.ref if row else None
        return next((record.ref for record in lists[letter] if record.id == event_id), None)  # type: ignore[attr-defined]  # all have both

    return ref


def told(fold: Fold, *, rows_before: int | None = None) -> list[tuple[Event, str]]:
    """Return the lines that record an incident's live events again, each with its event, in order.

    `rows_before` is how many rows the fresh incident has already; by default as many as this one's declaration made.
    An event that refers to one with a later stamp, of a clock far ahead, comes after it.
    """
    live = sorted(
        (event for event in fold.events.values() if not event.undoes and fold.is_live(event)), key=event_order
    )
    if rows_before is None:
        rows_before = sum(1 for event in live if event.declares and event.row is not None)
    labels = {("#", event.event_id): "#1" for event in live if event.declares and event.row is not None}
    highest = {"#": rows_before}
    milestones: dict[str, object] = {}
    lines: list[tuple[Event, str]] = []
    waiting: dict[str, list[Event]] = {}
    known = {event.event_id for event in live}
    queue = list(reversed(live))
    made: set[str] = set()
    while queue:
        event = queue.pop()
        needs = (one for one in _needs(event) if one in known and one not in made and one != event.event_id)
        if missing := next(needs, None):
            waiting.setdefault(missing, []).append(event)
            continue
        made.add(event.event_id)
        spoken = list(_written(event, lambda letter, one: labels.get((letter, one))))
        if spoken or event.declares:
            _number(event, labels, highest)
        lines += [(event, line) for line in (*spoken, *_corrections(event, labels, milestones))]
        queue += reversed(waiting.pop(event.event_id, []))
    return lines


def _needs(event: Event) -> Iterator[str]:
    """Yield the ids of the events that have to be told before this one."""
    if event.kind != "incident":
        yield event.id
        if event.kind in _PARENT_LETTER:
            yield str(event.set.get("of"))
            yield str(event.set.get("row"))
        return
    for name in MILESTONES:
        value = event.set.get(f"milestones.{name}")
        if isinstance(value, dict) and "row" in value:
            yield str(value["row"])


def _number(event: Event, labels: dict[tuple[str, str], str], highest: dict[str, int]) -> None:
    """Give an event's row and record the references that the replay gives them."""
    if event.row is not None and not event.declares:
        highest["#"] = highest.get("#", 0) + 1
        labels["#", event.event_id] = f"#{highest['#']}"
    letter = PREFIXES.get(event.kind)
    if letter and event.makes_record and ref_number(event.set.get("ref"), letter):
        highest[letter] = highest.get(letter, 0) + 1
        labels[letter, event.event_id] = f"{letter}{highest[letter]}"


def _corrections(event: Event, labels: dict[tuple[str, str], str], milestones: dict[str, object]) -> Iterator[str]:
    """Yield the marks that a replayed /status needs, where what was undone since would make it mark otherwise."""
    if event.kind != "incident":
        return
    time = render_line(Line("note", "x", _time(event)))[:-1]
    implied = {"identified": "identified", "monitoring": "mitigated", "resolved": "resolved"}.get(
        str(event.set.get("status"))
    )
    for name in MILESTONES:
        field = f"milestones.{name}"
        told = name == implied and not event.declares
        if field in event.set:
            value = event.set[field]
            if told and milestones.get(name) and (ref := labels.get(("#", event.event_id))):
                yield f"{time}/mark {name} {ref}"
            milestones[name] = value
        elif told and not milestones.get(name):
            yield f"{time}/mark {name} -"
        elif told and isinstance(at := milestones[name], dict) and (ref := labels.get(("#", str(at.get("row"))))):
            yield f"{time}/mark {name} {ref}"


def _time(event: Event) -> TimeExpr:
    return exact(instant(event.at), optional_instant(event.until), about=event.about)


def _written(event: Event, ref: _Ref) -> Iterator[str]:
    """Yield the lines that record an event."""
    if event.declares or event.undoes:
        return
    time = _time(event)
    for line in _lines(event, ref):
        yield render_line(line._replace(time=time))


def _lines(event: Event, ref: _Ref) -> Iterator[Line]:
    get = event.set.get
    if event.kind == "incident":
        yield from _incident_lines(event, ref)
    elif event.kind in _PARENT_LETTER and event.makes_record:
        parent = ref(_PARENT_LETTER[event.kind], str(get("of")))
        if parent:
            verb = "object" if event.kind == "objection" else "for" if get("supports") else "against"
            row = ref("#", str(get("row"))) if get("row") else None
            yield Line(verb, str(get("text")), ref=parent, row=row)
    elif event.kind in {"entry", *_PARENT_LETTER}:
        if event.makes_record:
            kind = get("kind")
            yield Line(kind if kind in {"action", "alert"} else "note", str(get("text", "")))
        elif row := ref("#", event.id):
            yield from _row_lines(event, row)
    elif event.kind in PREFIXES:
        if event.makes_record:
            yield _new_record(event)
        elif record := ref(PREFIXES[event.kind], event.id):
            yield from _record_lines(event, record)


def _edit(values: Json, field: str, ref: str) -> Iterator[Line]:
    if field not in values and "at" not in values:
        return
    text = str(values.get(field, ""))
    if "at" in values:
        when = exact(instant(values["at"]), optional_instant(values.get("until")), about=bool(values.get("about")))
        text = f"{when.typed} {text}".strip()
    yield Line("edit", text, ref=ref)


def _row_lines(event: Event, ref: str) -> Iterator[Line]:
    values = event.set
    yield from _edit(values, "text", ref)
    if "starred" in values:
        yield Line("star" if values["starred"] else "unstar", ref=ref)
    if "visibility" in values:
        yield Line("external" if values["visibility"] == "external" else "internal", ref=ref)
    if "struck" in values:
        yield Line("strike", str(values["struck"]), ref=ref)


def _box(event: Event, field: str) -> int | None:
    """Return the seconds of a time box, from the instant it ends at."""
    end = optional_instant(event.set.get(field))
    return None if end is None else max(0, int((end - instant(event.at)).total_seconds()))


def _snooze(event: Event, field: str) -> Line:
    """Return the /snooze that gave a field its value, without what it quiets; its time is kept within bounds."""
    value = event.set[field]
    if value is None or value == "never":
        return Line("snooze", value or "-")
    return Line("snooze", box=min(max(_box(event, field) or 0, SHORTEST_SNOOZE), LONGEST_SNOOZE))


def _new_record(event: Event) -> Line:
    get, kind = event.set.get, event.kind
    if kind == "hypothesis":
        return Line(kind, str(get("statement", "")), who=get("owner"), box=_box(event, "check_back_at"))
    if kind == "escalation":
        return Line(kind, str(get("reason") or ""), to=str(get("to")), from_=get("from"))
    if kind == "task":
        tag = get("kind") if get("kind") != "response" or event.row is None else None
        return Line(
            kind, str(get("text", "")), who=get("owner"), box=_box(event, "check_back_at"), due=get("due_at"), tag=tag,
            ticket=get("ticket"),
        )  # fmt: skip
    if kind == "decision":
        return Line(kind, str(get("proposal", "")), who=get("executor"), box=_box(event, "verify_at"))
    return Line(kind, str(get("text", "")), who=get("audience"), box=_box(event, "next_due_at"))


def _record_lines(event: Event, ref: str) -> Iterator[Line]:
    """Yield the line of a change of a record: which verb it was shows in the fields it gave."""
    values, get = event.set, event.set.get
    yield from _edit(values, EDITED_FIELD.get(event.kind, "text"), ref)
    why = str(get("why") or "")
    if "snoozed" in values:
        yield _snooze(event, "snoozed")._replace(ref=ref)
    if event.kind == "hypothesis":
        verb = {"testing": "test", "confirmed": "confirm", "ruled_out": "rule-out", "open": "reopen"}.get(
            str(get("status"))
        )
        if verb == "test":
            yield Line(verb, str(get("test")), ref=ref, who=get("owner"), box=_box(event, "check_back_at"))
        elif get("misleading"):
            lure = f"looked right: {get('attraction')}" if get("attraction") else ""
            yield Line("dead-end", f"{why}; {lure}" if why and lure else why or lure, ref=ref)
        elif verb:
            yield Line(verb, why, ref=ref)
        elif "attraction" in values:
            yield Line("looked-right", str(get("attraction")), ref=ref)
        elif why:
            yield Line("ended-by", why, ref=ref)
    elif event.kind == "escalation":
        finding = str(get("finding") or "")
        if "acked_at" in values:
            yield Line("ack", str(get("acked_by") or ""), ref=ref)
        elif verb := {"no_answer": "no-answer", "declined": "decline"}.get(str(get("outcome"))):
            yield Line(verb, finding, ref=ref)
        elif finding:
            yield Line("found", finding, ref=ref)
    elif event.kind == "task":
        verb = {"doing": "start", "blocked": "block", "done": "done", "dropped": "drop", "todo": "reopen"}.get(
            str(get("state"))
        )
        if verb:
            yield Line(verb, why, ref=ref)
        elif "due_at" in values:
            yield Line("due", str(get("due_at")), ref=ref)
        elif get("kind") in TASK_KINDS:
            yield Line("kind", str(get("kind")), ref=ref)
        elif "ticket" in values:
            yield Line("ticket", str(get("ticket")), ref=ref)
    elif event.kind == "decision" and (verb := {"go": "go", "no_go": "no-go"}.get(str(get("outcome")))):
        yield Line(verb, why, ref=ref, who=get("executor"), box=_box(event, "verify_at"))
    elif "verified_at" in values:
        yield Line("done", str(get("finding") or ""), ref=ref)
    if "owner" in values and not {"status", "state"} & values.keys():
        yield Line("assign", ref=ref, who=get("owner"), box=_box(event, "check_back_at"))


def _incident_lines(event: Event, ref: _Ref) -> Iterator[Line]:
    values, get = event.set, event.set.get
    why = str(get("why") or "")
    if "status" in values:
        yield Line("status", why, word=str(get("status")))
    if "severity" in values:
        yield Line("sev", why, word=str(get("severity")).removeprefix("SEV"))
    if "next_update_at" in values and not {"status", "severity"} & values.keys():
        due = optional_instant(get("next_update_at"))
        yield Line("next", exact(due).typed if due else "-")
    for name, value in values.items():
        head, _, tail = name.partition(".")
        if head == "roles" and f"handover.{tail}" in values:
            yield Line("take", f"{tail} {value}")
        elif head == "roles":
            yield Line("role", str(value or "@"), word=tail)
        elif head == "handover" and isinstance(value, dict):
            yield Line("handover", str(value.get("brief") or ""), word=tail, who=str(value.get("to")))
        elif head == "snoozed" and tail in REMINDERS:
            yield _snooze(event, name)._replace(word=tail)
        elif head == "services":
            yield Line("service", tail if value else f"-{tail}")
        elif head == "milestones" and tail in MILESTONES and "status" not in values:
            if isinstance(value, dict) and "row" in value:
                row = ref("#", str(value["row"]))
                yield Line("mark", "" if row else "-", ref=row, word=tail)
            else:
                yield Line("mark", "" if value else "-", word=tail)
        elif head == "written" and tail in PARTS and tail not in FIELD_OF_PART:
            yield Line("write", str(value or ""), word=tail)
        elif name in LIST_FIELDS and value is None:
            yield Line("write", text_of(_items(values, name)), word=PART_OF_FIELD[name])
        elif name in TEXT_FIELDS or (head in LIST_FIELDS and head not in values):
            yield Line("set", "-" if value is None else str(value), word=head)
        else:
            yield from _postmortem_lines(name, value)


def _items(values: Json, name: str) -> list[str]:
    """Return the items that an event gives a list field."""
    return [str(value) for field, value in values.items() if field.startswith(f"{name}.") and value is not None]


def _postmortem_lines(name: str, value: Any) -> Iterator[Line]:  # noqa: ANN401 - JSON
    """Yield the line of what was decided about the postmortem."""
    head, _, metric = name.partition(".")
    given = value if isinstance(value, dict) else {}
    why = str(given.get("why") or "")
    if name == "review" and (state := str(given.get("state")).replace("_", "-")) in REVIEW_STATES:
        yield Line("postmortem", why, word=state)
    elif name == "rows_shown" and value in ROWS_SHOWN:
        yield Line("rows", word=str(value))
    elif head == "overrides" and metric in METRICS.values():
        seconds = given.get("seconds")
        said = type(seconds) is int and 0 <= seconds <= MOST_SECONDS
        yield Line("metric", why or "-", word=metric, box=seconds) if said else Line("metric", "-", word=metric)

"""What to tell: drafts that the record writes, for somebody to edit and send. The same record gives the same words.

Responders get a CAN report (conditions, actions, needs: PagerDuty's incident response guide), executives three
sentences, customers what was marked external and nothing else, and a new commander what there is to take over.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from warroom.core.clocks import due
from warroom.core.errors import TimeError
from warroom.core.model import Incident
from warroom.core.text import first_line, plural
from warroom.core.times import find_zone, spoken_duration

_LAST_ACTIONS = 3


def for_responders(incident: Incident, now: datetime) -> str:
    """Return a CAN report: how it stands, what is being done, and what is needed."""
    return _sections(
        ("Conditions", [_stands(incident, now), *_believed(incident)]),
        ("Actions", _under_way(incident)),
        ("Needs", _needs(incident, now)),
        ("Next", [_next(incident, now)]),
    )


def for_executives(incident: Incident, now: datetime) -> str:
    """Return three sentences: what it is and how long it has lasted, what is done about it, and what comes next."""
    impact = f": {_sentence(incident.impact)}" if incident.impact else "."
    first = f"{incident.severity}, {_title(incident)}, {_status(incident)} {_lasts(incident, now)}{impact}"
    confirmed = [theory.statement for theory in incident.hypotheses if theory.status == "confirmed"]
    cause = f"The cause is known ({first_line(confirmed[-1])})" if confirmed else "The cause is not known yet"
    doing = sum(task.state == "doing" for task in incident.tasks)
    work = f"{plural(doing, 'task is', 'tasks are')} under way" if doing else "no task is under way"
    second = f"{cause}; {work}" + (
        f", led by {incident.roles['commander']}." if incident.roles.get("commander") else ", and nobody commands."
    )
    return " ".join([first, second, _sentence(_next(incident, now))])


def for_customers(incident: Incident, now: datetime) -> str:
    """Return what was marked external, oldest first, and when the next message comes; empty if nothing was marked."""
    rows = [row for row in incident.timeline if row.visibility == "external" and row.struck is None]
    if not rows:
        return ""
    told = {first_line(update.text) for update in incident.updates}
    news = [row for row in rows if first_line(row.text) not in told] or rows[-1:]
    return " ".join([*(_sentence(first_line(row.text)) for row in news), _sentence(_next(incident, now))])


def handover(incident: Incident, now: datetime) -> str:
    """Return what a new commander takes over: state, owners, clocks, theories and dead ends, decisions, promises."""
    roles = [f"{role}: {who}" for role, who in incident.roles.items()]
    return _sections(
        ("State", [_stands(incident, now), *([_sentence(incident.impact)] if incident.impact else [])]),
        ("Roles", roles or ["nobody commands, nobody scribes"]),
        ("Theories", _believed(incident)),
        ("Dead ends", [f"{one.ref} {one.statement}: {one.why or 'nobody said why'}" for one in incident.dead_ends]),
        ("Decisions", _decisions(incident)),
        ("Under way", _under_way(incident)),
        ("Waiting", _needs(incident, now)),
        ("Promised", [*(f"{item.ref}: {item.text} at {_at(incident, item.at)}" for item in due(incident) if item.ref),
                      _next(incident, now)]),
    )  # fmt: skip


AUDIENCES: dict[str, Callable[[Incident, datetime], str]] = {
    "responders": for_responders, "executives": for_executives, "customers": for_customers, "handover": handover,
}  # fmt: skip
"""Who can be told, and what writes it."""


def _sections(*sections: tuple[str, Iterable[str]]) -> str:
    return "\n".join(f"{name}: {'; '.join(words)}." for name, found in sections if (words := list(found)))


def _title(incident: Incident) -> str:
    return first_line(incident.title)


def _status(incident: Incident) -> str:
    return "over" if incident.status in {"resolved", "closed"} else incident.status


def _lasts(incident: Incident, now: datetime) -> str:
    start, end = incident.started_at, incident.ended_at or now
    return (
        f"after {spoken_duration(int(max((end - start).total_seconds(), 0)))}" if start else "since nobody knows when"
    )


def _stands(incident: Incident, now: datetime) -> str:
    return f"{incident.severity} {_title(incident)}, {_status(incident)} {_lasts(incident, now)}"


def _believed(incident: Incident) -> Iterator[str]:
    for theory in incident.hypotheses:
        if theory.is_open or theory.status == "confirmed":
            against = sum(not one.supports for one in theory.evidence)
            counts = f", {len(theory.evidence) - against} for and {against} against" if theory.evidence else ""
            yield f"{theory.ref} {theory.status}: {first_line(theory.statement)}{counts}"


def _under_way(incident: Incident) -> list[str]:
    doing = [f"{task.ref} {first_line(task.text)} (@{task.owner or 'nobody'})" for task in incident.tasks
             if task.state == "doing"]  # fmt: skip
    if doing:
        return doing
    actions = [row for row in incident.timeline if row.kind == "action" and row.struck is None]
    return [first_line(row.text) for row in actions[-_LAST_ACTIONS:]] or ["nothing is under way"]


def _needs(incident: Incident, now: datetime) -> list[str]:
    needs = [
        f"an answer from {call.to} ({call.ref}, {spoken_duration(int((now - call.paged_at).total_seconds()))})"
        for call in incident.escalations if call.outcome == "waiting"
    ]  # fmt: skip
    needs += [f"somebody for {task.ref} {first_line(task.text)}" for task in incident.tasks
              if task.is_open and task.kind == "response" and not task.owner]  # fmt: skip
    needs += [f"{task.ref} is blocked: {task.why or 'nobody said why'}" for task in incident.tasks
              if task.state == "blocked"]  # fmt: skip
    return needs or ["nothing"]


def _decisions(incident: Incident) -> Iterator[str]:
    for one in incident.decisions:
        outcome = {"open": "not decided", "go": "go", "no_go": "no go"}.get(one.outcome, one.outcome)
        yield f"{one.ref} {first_line(one.proposal)}: {outcome}" + (f" @{one.executor}" if one.executor else "")


def _next(incident: Incident, now: datetime) -> str:
    if not incident.is_active:
        return "this is the last message"
    if incident.next_update_at is None:
        return "nobody has promised the next message"
    late = " (overdue)" if incident.next_update_at < now else ""
    return f"the next message comes at {_at(incident, incident.next_update_at)}{late}"


def _at(incident: Incident, at: datetime) -> str:
    try:
        zone: tzinfo = find_zone(incident.zone)
    except TimeError:
        zone = UTC
    return f"{at.astimezone(zone):%H:%M %Z}"


def _sentence(text: str) -> str:
    """Return a text as a sentence: with a capital letter and an end."""
    text = first_line(text).strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?", "…")) else ".")

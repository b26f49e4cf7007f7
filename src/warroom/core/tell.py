"""What to tell: drafts that the record writes, for somebody to edit and send. The same record gives the same words.

Responders get a CAN report (conditions, actions, needs: PagerDuty's incident response guide), executives three
sentences, customers what was marked external and nothing else, and a new commander what there is to take over.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby

from warroom.core.changes import DEFAULT_CADENCE
from warroom.core.clocks import Remind, due, unmet
from warroom.core.errors import TimeError
from warroom.core.model import OVER, Change, Hypothesis, Incident
from warroom.core.outward import Outward, public_rows, public_updates
from warroom.core.text import first_line, plural, shorten
from warroom.core.times import find_zone, spoken_duration

_LAST_ACTIONS = 3
_LONGEST = 240
_FIRST_PART = "State"
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_BUILT_IN = Remind()
_OF_MESSAGES = re.compile(r"\b(?:next|last|final) (?:message|update)\b", re.IGNORECASE)


def for_responders(incident: Incident, now: datetime, settings: Remind = _BUILT_IN) -> str:
    """Return a CAN report: how it stands, what is being done, and what is needed."""
    return _sections(
        ("Conditions", [_stands(incident, now), *_believed(incident)]),
        ("Actions", _under_way(incident)),
        ("Needs", _needs(incident, now, settings)),
        ("Next", [_next(incident, now)]),
    )


def for_executives(incident: Incident, now: datetime, _: Remind = _BUILT_IN) -> str:
    """Return three sentences: what it is and how long it has lasted, what is done about it, and what comes next."""
    impact = f": {_sentence(incident.impact)}" if incident.impact else "."
    first = f"{incident.severity}, {_title(incident)}, {_status(incident)} {_lasts(incident, now)}{impact}"
    confirmed = [theory.statement for theory in incident.hypotheses if theory.status == "confirmed"]
    cause = f"The cause is known ({first_line(confirmed[-1])})" if confirmed else "The cause is not known yet"
    doing = sum(task.state == "doing" for task in incident.tasks)
    decided = [one for one in incident.decisions if one.outcome == "go"]
    work = f"{plural(doing, 'task is', 'tasks are')} under way" if doing else "no task is under way"
    if decided and not doing:
        last = max(decided, key=lambda one: one.decided_at or one.at)
        work = f"it was decided to go ahead with: {first_line(last.proposal).rstrip('.')}"
    commander = incident.roles.get("commander")
    second = f"{cause}; {work}; {f'{commander} leads the response' if commander else 'nobody commands'}."
    return " ".join([first, second, _sentence(_next(incident, now))])


def for_customers(incident: Incident, now: datetime, _: Remind = _BUILT_IN) -> str:
    """Return what was marked external, oldest first, how it stands, and when the next message comes.

    Where nothing was marked it is what people outside were told last, and empty if they were told nothing. How it
    stands is said unless they were told since it stands so; an older message is not repeated then. Nobody's name is in
    it, nor what another audience was told.
    """
    updates, rows, stands = public_updates(incident), public_rows(incident), _stands_since(incident)
    if not updates and not rows:
        return ""
    since = _recorded(incident, stands) if stands else None
    told = [first_line(update.text) for update in updates]
    news = [row for row in rows if first_line(row.text) not in told]
    news = [row for row in news if row.kind not in {"update", "status"} or not since or row.recorded_at > since]
    words = [_news(first_line(row.text)) if row.kind == "update" else first_line(row.text) for row in news]
    is_told = since is None or any(update.at > since for update in updates)
    if not words and is_told:
        words = [_news(text) for text in told[-1:]]
    outward = Outward(incident)
    said = [_sentence(text) for text in map(outward.words, words) if text]
    said += [_outward_status(incident, stands.at)] if stands and not is_told else []
    return " ".join([*said, _sentence(_next(incident, now))]) if said else ""


def _stands_since(incident: Incident) -> Change | None:
    """Return what made it stand as it does, None for as long as it stands as it was declared; closed is over too."""
    runs = [[*run] for _, run in groupby(incident.status_history, lambda one: "" if one.value in OVER else one.value)]
    return runs[-1][0] if len(runs) > 1 else None


def _recorded(incident: Incident, status: Change) -> datetime:
    """Return when a status was written down, which may be after it held."""
    rows = (row for row in incident.timeline if row.kind == "status" and row.at == status.at and row.struck is None)
    return max((row.recorded_at for row in rows), default=status.at)


def _outward_status(incident: Incident, since: datetime) -> str:
    """Return in a sentence for people outside how it stands, since when."""
    if not incident.is_active:
        return f"The incident was resolved at {_at(incident, incident.milestones['resolved'] or since)}."
    words = {
        "identified": "The cause was found at {at}, and we are working on a fix.",
        "monitoring": "A fix is in place since {at}, and we are watching whether it holds.",
    }
    return words.get(incident.status, "We are investigating again since {at}.").format(at=_at(incident, since))


def _news(text: str) -> str:
    """Return a message without what it says of the next one, or that it is the last."""
    return " ".join(one for one in _SENTENCE_END.split(text) if not _OF_MESSAGES.search(one))


def handover(incident: Incident, now: datetime, settings: Remind = _BUILT_IN) -> str:
    """Return what a new commander takes over; a line for each part."""
    return _sections(*handover_parts(incident, now, settings))


def without_brief(text: str) -> str:
    """Return what a handover says in somebody's own words, without the brief that the record wrote below them."""
    return text.partition(f"\n{_FIRST_PART}: ")[0]


def handover_parts(incident: Incident, now: datetime, settings: Remind = _BUILT_IN) -> list[tuple[str, list[str]]]:
    """Return the parts of a handover that say something: state, calls, roles, theories, decisions, work, promises.

    Each has a name and its sentences, which have one line each. Whom nobody answered comes right after the state.
    """
    parts: list[tuple[str, Iterable[str]]] = [
        (_FIRST_PART, [_stands(incident, now), *([first_line(incident.impact)] if incident.impact else [])]),
        ("Calls", [*_unmet(incident, settings), *_open_calls(incident, now)]),
        ("Roles", _roles(incident)),
        ("Theories", _theories(incident, now)),
        ("Dead ends", (f"{one.ref} {_given_up(one)}" for one in incident.dead_ends)),
        ("Ruled out", (f"{one.ref} {_given_up(one)}" for one in incident.hypotheses
                       if one.status == "ruled_out" and not one.misleading)),
        ("Decisions", _decisions(incident)),
        ("Tasks", _open_tasks(incident, now)),
        ("Last done", _last_actions(incident)),
        ("Promised", [*_promises(incident, now), *_next_for_all(incident, now)]),
    ]  # fmt: skip
    return [(name, [shorten(words, _LONGEST) for words in said]) for name, found in parts if (said := list(found))]


AUDIENCES: dict[str, Callable[..., str]] = {
    "responders": for_responders, "executives": for_executives, "customers": for_customers, "handover": handover,
}  # fmt: skip
"""Who can be told, and what writes it: from an incident, the time it is, and the settings of reminders."""


def once_told(incident: Incident, now: datetime, cadence: dict[str, int] | None = None) -> Incident:
    """Return an incident as it is once an update is recorded now, which promises the next one.

    A draft is written from that, so that what is sent does not name the time of the message it is.
    """
    seconds = (cadence or DEFAULT_CADENCE).get(incident.severity)
    if not incident.is_active:
        return incident
    return replace(incident, next_update_at=now + timedelta(seconds=seconds) if seconds else None)


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


def _roles(incident: Incident) -> list[str]:
    """Return who holds which role since when, and who was handed one and has not taken it."""
    roles = [
        f"{role}: {who}" + (f" since {_at(incident, since)}" if (since := incident.since(role)) else "")
        for role, who in incident.roles.items()
    ]
    roles += [f"nobody is {role}" for role in ("commander", "scribe") if not incident.roles.get(role)]
    return roles + [
        f"{role}: handed to {one.to} at {_at(incident, one.at)}, not yet acknowledged"
        for role, one in incident.handovers.items()
    ]


def _theories(incident: Incident, now: datetime) -> Iterator[str]:
    """Yield what is believed, with for how long, who tests it how, and when to check back."""
    theories = {theory.ref: theory for theory in incident.hypotheses}
    for words in _believed(incident):
        theory = theories[words.partition(" ")[0]]
        details = [f"believed for {_so_long(theory.proposed_at, now)}"] if theory.is_open else []
        if theory.is_open and theory.test:
            details.append(f"test: {first_line(theory.test)}")
        if theory.owner and theory.is_open:
            details.append(f"@{theory.owner}")
        yield ", ".join([words, *details])


def _given_up(theory: Hypothesis) -> str:
    return f"{first_line(theory.statement)}: {first_line(theory.why or 'nobody said why')}"


def _open_tasks(incident: Incident, now: datetime) -> Iterator[str]:
    """Yield the tasks of the response that are open, each with its owner and its clock, and how many come after it."""
    words = {"todo": "not begun", "doing": "under way", "blocked": "blocked"}
    for task in incident.tasks:
        if task.is_open and task.kind == "response":
            state = words[task.state]
            if task.state == "doing" and task.started_at:
                state = f"{state} for {_so_long(task.started_at, now)}"
            why = f": {first_line(task.why)}" if task.state == "blocked" and task.why else ""
            yield f"{task.ref} {first_line(task.text)} (@{task.owner or 'nobody'}, {state}{why})"
    if later := sum(task.is_open and task.kind != "response" for task in incident.tasks):
        yield plural(later, "follow-up for afterwards", "follow-ups for afterwards")


def _unmet(incident: Incident, settings: Remind) -> list[str]:
    """Return the calls for help that brought nobody, each with who is to be called instead."""
    return [
        f"{call.ref} {call.to} {words}: " + (f"page {rung} next" if rung else "nobody was called instead")
        for call, words, rung in unmet(incident, settings)
    ]


def _open_calls(incident: Incident, now: datetime) -> Iterator[str]:
    """Yield the calls for help that wait for an answer, or for what was found."""
    for call in incident.escalations:
        if call.outcome == "waiting":
            yield f"{call.ref} {call.to} has not answered for {_so_long(call.paged_at, now)}"
        elif call.outcome == "answered" and not call.finding:
            yield f"{call.ref} {call.to}: answered by {call.acked_by or 'somebody'}, nothing found yet"


def _promises(incident: Incident, now: datetime) -> Iterator[str]:
    """Yield what somebody was promised, with when, and whether that is over."""
    for item in due(incident):
        late = " (overdue)" if item.at < now else ""
        if item.kind in {"task", "hypothesis", "verify"}:
            yield f"{item.ref}: {item.text} at {_at(incident, item.at)}{late}"
        elif item.kind == "update" and item.who:
            yield f"{first_line(item.text)} at {_at(incident, item.at)}{late}"
        elif item.kind == "over":
            yield first_line(item.text)


def _last_actions(incident: Incident) -> list[str]:
    actions = [row for row in incident.timeline if row.kind == "action" and row.struck is None]
    return [f"{_at(incident, row.at)} {first_line(row.text)}" for row in actions[-_LAST_ACTIONS:]]


def _so_long(since: datetime, now: datetime) -> str:
    return spoken_duration(int(max((now - since).total_seconds(), 0)))


def _needs(incident: Incident, now: datetime, settings: Remind) -> list[str]:
    needs = _unmet(incident, settings)
    needs += [
        f"an answer from {call.to} ({call.ref}, {spoken_duration(int((now - call.paged_at).total_seconds()))})"
        for call in incident.escalations if call.outcome == "waiting"
    ]  # fmt: skip
    needs += [f"somebody for {task.ref} {first_line(task.text)}" for task in incident.tasks
              if task.is_open and task.kind == "response" and not task.owner]  # fmt: skip
    needs += [f"{task.ref} is blocked: {task.why or 'nobody said why'}" for task in incident.tasks
              if task.state == "blocked"]  # fmt: skip
    return needs or ["nothing"]


def _decisions(incident: Incident) -> Iterator[str]:
    """Yield what was decided or waits to be, with what was said against it until it is turned down or verified."""
    for one in incident.decisions:
        outcome = {"open": "not decided", "go": "go", "no_go": "no go"}.get(one.outcome, one.outcome)
        words = f"{one.ref} {first_line(one.proposal)}: {outcome}" + (f" @{one.executor}" if one.executor else "")
        if one.verified_at:
            seen = f": {first_line(one.finding)}" if one.finding else ""
            words = f"{one.ref} {first_line(one.proposal)}: verified at {_at(incident, one.verified_at)}{seen}"
        elif one.outcome == "go" and (one.executor or one.verify_at):
            words += ", not verified"
        is_settled = one.outcome == "no_go" or one.verified_at is not None
        against = [] if is_settled else [f"{item.by} objected: {first_line(item.text)}" for item in one.objections]
        yield ", ".join([words, *against])


def _next(incident: Incident, now: datetime) -> str:
    if not incident.is_active:
        return "this is the last message"
    if incident.next_update_at is None:
        return "nobody has promised the next message"
    late = " (overdue)" if incident.next_update_at < now else ""
    return f"the next message comes at {_at(incident, incident.next_update_at)}{late}"


def _next_for_all(incident: Incident, now: datetime) -> Iterator[str]:
    """Yield when the next message comes that is for nobody in particular, unless those for somebody say it all."""
    general = next((promise.at for promise in incident.promised if not promise.audience), None)
    if general or not incident.promised or not incident.is_active:
        yield _next(replace(incident, next_update_at=general), now)


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

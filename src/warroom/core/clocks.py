"""What runs: every promise of the record with the instant it runs out, and since when each open record waits."""

from datetime import datetime, timedelta
from typing import NamedTuple

from warroom.core.model import Incident

ANSWER_WITHIN = timedelta(minutes=5)
"""How long a call for help may go unanswered before it is overdue (PagerDuty's default escalation is 5 to 30)."""


class Due(NamedTuple):
    """A promise: what kind (update, escalation, task, hypothesis), whose reference, what, and when it runs out."""

    kind: str
    ref: str | None
    text: str
    at: datetime


def due(incident: Incident) -> list[Due]:
    """Return what is promised and not kept yet, soonest first: the next update, unanswered calls, time boxes, tests.

    Once it is over only tasks are still waited for; in a retrospective nothing is, for nobody is in the room.
    """
    if incident.mode == "retrospective":
        return []
    found = [
        Due("task", task.ref, f"check back with {task.owner or 'nobody'}", task.check_back_at)
        for task in incident.tasks
        if task.is_open and task.check_back_at
    ]
    if incident.is_active:
        if incident.next_update_at:
            found.append(Due("update", None, "next update", incident.next_update_at))
        found += [
            Due("escalation", call.ref, f"{call.to} has not answered", call.paged_at + ANSWER_WITHIN)
            for call in incident.escalations
            if call.outcome == "waiting"
        ]
        found += [
            Due("hypothesis", theory.ref, f"check back with {theory.owner or 'nobody'}", theory.check_back_at)
            for theory in incident.hypotheses
            if theory.is_open and theory.check_back_at
        ]
    return sorted(found, key=lambda item: (item.at, item.kind, item.ref or ""))


def running(incident: Incident) -> dict[str, datetime]:
    """Return, by reference, since when each open record waits; the clock beside it counts from there.

    A call for help waits for its answer since it was paged and then, until something is found, for its finding since
    it was answered; a hypothesis is believed since it was proposed; a task counts since it was started or, before,
    since it was written down; a decision since it was proposed.
    """
    since: dict[str, datetime] = {}
    for call in incident.escalations:
        if call.outcome == "waiting":
            since[call.ref] = call.paged_at
        elif call.outcome == "answered" and call.finding is None:
            since[call.ref] = call.acked_at or call.paged_at
    since |= {theory.ref: theory.proposed_at for theory in incident.hypotheses if theory.is_open}
    since |= {task.ref: task.started_at or task.created_at for task in incident.tasks if task.is_open}
    since |= {decision.ref: decision.at for decision in incident.decisions if decision.outcome == "open"}
    return since

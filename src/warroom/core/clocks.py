"""What is due: every promise of the record with the instant it runs out, soonest first."""

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
    """Return what is promised and not kept yet, soonest first: the next update, unanswered calls, time boxes, tests."""
    found = []
    if incident.next_update_at and incident.is_active:
        found.append(Due("update", None, "next update", incident.next_update_at))
    found += [
        Due("escalation", call.ref, f"{call.to} has not answered", call.paged_at + ANSWER_WITHIN)
        for call in incident.escalations
        if call.outcome == "waiting"
    ]
    found += [
        Due(kind, record.ref, f"check back with {record.owner or 'nobody'}", record.check_back_at)
        for kind, records in (("task", incident.tasks), ("hypothesis", incident.hypotheses))
        for record in records
        if record.is_open and record.check_back_at
    ]
    return sorted(found, key=lambda item: (item.at, item.kind, item.ref or ""))

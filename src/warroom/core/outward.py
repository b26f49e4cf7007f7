"""What people outside may read: what was marked external, what they were told, and nobody's name."""

import re
from collections.abc import Iterable

from warroom.core.model import Incident, Row, Update
from warroom.core.text import clean_text

SOMEBODY = "our team"
"""What stands for the name of a person."""

_OUTSIDE = {"customer", "customers", "client", "clients", "public", "the public", "users", "external", "status page",
            "statuspage", "status-page"}  # fmt: skip
_EVERYBODY = {"", "everyone", "everybody", "all"}
_AT_NAME = re.compile(r"(?<!\S)@[\w.-]*\w")


def is_public(audience: str | None) -> bool:
    """Tell whether an audience is people outside."""
    return (audience or "").lower().strip() in _OUTSIDE


def is_for_others(row: Row) -> bool:
    """Tell whether a row is an update that was told to somebody, but not to people outside."""
    audience = (row.audience or "").lower().strip()
    return row.kind == "update" and audience not in _EVERYBODY | _OUTSIDE


def public_updates(incident: Incident) -> list[Update]:
    """Return what people outside were told."""
    return [update for update in incident.updates if is_public(update.audience)]


def public_rows(incident: Incident) -> list[Row]:
    """Return the rows that were marked external, but for updates to an audience and what only says who somebody is."""
    return [
        row
        for row in incident.timeline
        if row.visibility == "external" and row.struck is None
        and not (_names_people(row) or is_for_others(row) or is_public(row.audience))
    ]  # fmt: skip


def _names_people(row: Row) -> bool:
    return row.kind == "role" or (not row.is_entry and row.text.startswith(("assigned to ", "answered by ")))


def writers(incident: Incident) -> set[str]:
    """Return the names of everybody who wrote anything."""
    records = (incident.hypotheses, incident.escalations, incident.tasks, incident.decisions, incident.updates)
    names = {row.by for row in incident.timeline} | {incident.declared_by}
    names |= {record.by for group in records for record in group}
    names |= {item.by for hypothesis in incident.hypotheses for item in hypothesis.evidence}
    return names | {item.by for decision in incident.decisions for item in decision.objections}


class Outward:
    """Takes the names of people and the references of records out of a text.

    A person's name becomes `our team`, wherever it stands as a word of its own; a reference such as H2 goes.
    """

    def __init__(self, incident: Incident) -> None:
        names = writers(incident) | {call.acked_by for call in incident.escalations}
        names |= {record.owner for record in incident.tasks} | {record.owner for record in incident.hypotheses}
        names |= {item.executor for item in incident.decisions}
        names |= {change.value for history in incident.role_history.values() for change in history}
        names |= {*incident.roles.values(), *(hand.to for hand in incident.handovers.values())}
        called = {call.to for call in incident.escalations}
        self._names = _any_of({clean_text(name).strip() for name in names if name} - called)
        records = (incident.hypotheses, incident.escalations, incident.tasks, incident.decisions, incident.updates)
        self._refs = _any_of({record.ref for group in records for record in group})
        self._rows = re.compile(r"(?<!\w)#\d+[a-z]?(?!\w)") if incident.timeline else None

    def words(self, text: str) -> str:
        """Return a text as people outside may read it."""
        for pattern, instead in ((_AT_NAME, ""), (self._names, SOMEBODY), (self._refs, ""), (self._rows, "")):
            if pattern and pattern.search(text):
                text = pattern.sub(instead, text)
                text = re.sub(r"\(\s*\)|\[\s*\]", "", text) if not instead else text
                text = re.sub(r"(?<=\S)  +(?=\S)", " ", text).strip(" ")
        return text


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    found = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)") if found else None

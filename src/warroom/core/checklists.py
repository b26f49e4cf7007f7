"""Checklists: tasks that are known beforehand, for a moment and a severity, and added all at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from warroom.core.errors import LineError
from warroom.core.events import Event
from warroom.core.line import parse_line
from warroom.core.model import Incident, Task
from warroom.core.text import clean_word, shorten

MOMENTS = {"start": "at the start", "handover": "on handover", "resolving": "before resolving"}
"""When a checklist is for, as the configuration says it and as people do."""

_RESOLVING = ("monitoring", "resolved")


class Checklist(NamedTuple):
    """Tasks for a moment; `severities` are those it is for, none for any. `tasks` are lines, each with its `+`."""

    name: str
    when: str
    tasks: tuple[str, ...]
    severities: tuple[str, ...] = ()


def task_line(text: str) -> str:
    """Return a task of a checklist as a line; the `+` that begins it may be left out.

    Raises:
        LineError: it is no task.
    """
    text = clean_word(text)
    line = f"+ {text.removeprefix('+ ')}"
    try:
        parse_line(line)
    except LineError as error:
        raise LineError(f"'{shorten(text, 40)}' is no task: {error}") from None
    return line


def applies(checklist: Checklist, incident: Incident) -> bool:
    """Tell whether a checklist is for this severity and this moment of an incident."""
    if checklist.severities and incident.severity not in checklist.severities:
        return False
    if checklist.when == "start":
        return incident.is_active and incident.status not in _RESOLVING
    if checklist.when == "handover":
        return incident.is_active and handed_over_at(incident) is not None
    return incident.status in _RESOLVING


def handed_over_at(incident: Incident) -> datetime | None:
    """Return when somebody else last took the command over, None when nobody did."""
    last, at = "", None
    for change in incident.role_history.get("commander", ()):
        if last and change.value and change.value != last:
            at = change.at
        last = change.value or last
    return at


def added(checklist: Checklist, incident: Incident) -> list[Task]:
    """Return the tasks that a checklist became; of one for a handover, those since the last."""
    since = handed_over_at(incident) if checklist.when == "handover" else None
    return [
        task for task in incident.tasks
        if task.checklist == checklist.name and (since is None or task.created_at >= since)
    ]  # fmt: skip


def waiting(checklists: Iterable[Checklist], incident: Incident, moments: Sequence[str] = tuple(MOMENTS)
            ) -> list[Checklist]:  # fmt: skip
    """Return the checklists that apply now, are for one of the moments and were not added yet."""
    if incident.mode == "retrospective":
        return []
    return [
        one for one in checklists
        if one.when in moments and applies(one, incident) and not added(one, incident)
    ]  # fmt: skip


def moments_of(events: Iterable[Event]) -> tuple[str, ...]:
    """Return the moments that changes bring about: another severity is a start, for it has lists of its own."""
    found = set()
    for event in events:
        names = event.set if event.kind == "incident" and not event.undoes else {}
        if "severity" in names:
            found.add("start")
        if names.get("roles.commander"):
            found.add("handover")
        if names.get("status") in _RESOLVING:
            found.add("resolving")
    return tuple(name for name in MOMENTS if name in found)

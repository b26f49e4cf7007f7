"""Every place of a record where people's own words stand, with the line that puts others there."""

from collections.abc import Iterator
from typing import NamedTuple

from warroom.core.line import LIST_FIELDS, TEXT_FIELDS
from warroom.core.model import Incident

_OWN_VERBS = {"impact": "/impact", "root_cause": "/cause", "resolution": "/resolution"}


class Place(NamedTuple):
    """A text of the record: where it is, how the place is called in a sentence, and the line that writes it anew.

    A struck one was taken back, and is shown all the same.
    """

    ref: str | None
    name: str
    text: str
    way: str
    struck: bool = False


def places(incident: Incident) -> list[Place]:
    """Return every place that is not empty: the incident's own texts, its records, and the rows that were typed."""
    records = [place for place in _records(incident) if place.text]
    found = [*_fields(incident), *records, *_rows(incident, records)]
    return [place for place in found if place.text]


def field_line(name: str) -> str:
    """Return the line that writes a field of the incident."""
    return f"{_OWN_VERBS.get(name, f'/set {name}')} TEXT"


def _fields(incident: Incident) -> Iterator[Place]:
    for name in TEXT_FIELDS:
        if name != "zone":
            yield Place(None, f"The {name.replace('_', ' ')}", getattr(incident, name) or "", field_line(name))
    for part, text in incident.written.items():
        yield Place(None, f"What is written of {part.replace('_', ' ')}", text, f"/write {part} TEXT")
    for name in LIST_FIELDS:
        for text in getattr(incident, name):
            yield Place(None, f"The list {name}", text, f"/set {name} -")


def _records(incident: Incident) -> Iterator[Place]:
    for theory in incident.hypotheses:
        yield _of(theory.ref, theory.statement)
        yield _of(theory.ref, theory.attraction, "/looked-right")
        yield _of(theory.ref, theory.why, "/ended-by")
    for call in incident.escalations:
        yield _of(call.ref, call.reason)
        yield _of(call.ref, call.finding, "/found")
    for task in incident.tasks:
        yield _of(task.ref, task.text)
    for decision in incident.decisions:
        yield _of(decision.ref, decision.proposal)
        yield _of(decision.ref, decision.finding, "/done")
    for update in incident.updates:
        yield _of(update.ref, update.text)


def _of(ref: str, text: str | None, verb: str = "/edit") -> Place:
    return Place(ref, ref, text or "", f"{verb} {ref} TEXT")


def _rows(incident: Incident, records: list[Place]) -> Iterator[Place]:
    """Yield the rows in order, without those that say what a record has said: there it is written anew."""
    said: dict[str, list[str]] = {}
    for place in records:
        said.setdefault(place.name, []).append(place.text)
    typed = {one.id for theory in incident.hypotheses for one in theory.evidence}
    typed |= {one.id for decision in incident.decisions for one in decision.objections}
    for row in incident.timeline:
        was_typed = row.is_entry or row.id in typed
        if not was_typed and any(text in row.text for text in said.get(row.about_ref or "", ())):
            continue
        way = f"/edit {row.ref} TEXT" if was_typed else f"/undo {row.ref}"
        yield Place(row.ref, row.ref, row.text, way, row.struck is not None)

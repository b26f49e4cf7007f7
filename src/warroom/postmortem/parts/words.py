"""The words that several parts of a document share."""

import re
from collections.abc import Callable
from datetime import datetime

from warroom.core.metrics import dead_end_seconds
from warroom.core.model import Change, Hypothesis, Incident
from warroom.core.outward import writers
from warroom.core.text import first_line, shorten
from warroom.core.times import spoken_duration
from warroom.postmortem.blocks import Block, Inline, Person, Section
from warroom.postmortem.dates import Dates

Pieces = list[Block | Section]
"""What a part has to say: blocks, and sections of its own; nothing if the record holds nothing of it."""

Part = Callable[[Incident, Dates], Pieces]
"""A part of a document: a function from the record to what it has to say. Its heading is the outline's business."""

Fact = tuple[str, str | Inline | None]

VERDICTS = {"open": "still open", "testing": "still being tested", "confirmed": "confirmed", "ruled_out": "ruled out"}
OUTCOMES = {"waiting": "no reply recorded", "answered": "answered", "no_answer": "no answer", "declined": "declined"}

WROTE_IT = "wrote it up"
"""What those who wrote down a retrospective are said to have done: it does not follow that they were there."""

LONGEST = 120
"""How long a text may be that stands among others in one line."""

_NAMED_AT_MOST = 3
_ENDED = re.compile(r"[.!?…:;]['\"”’)]*$")


def author(incident: Incident, by: str) -> str:
    """Return who did what a record tells of: in a retrospective nobody knows, the writer only wrote it up."""
    return "" if incident.mode == "retrospective" else by


def when_and_who(incident: Incident, dates: Dates, at: datetime, by: str) -> str:
    """Return when something was done and, if it is known, by whom."""
    return ", ".join(part for part in (dates.when(at), author(incident, by)) if part)


def short(text: str) -> str:
    """Return as much of a text as can stand among others in one line."""
    return shorten(first_line(text), LONGEST)


def theory(hypothesis: Hypothesis) -> str:
    """Return a hypothesis with its reference, short enough for a list."""
    return f"{hypothesis.ref} {short(hypothesis.statement)}"


def few(items: list[str]) -> str:
    """Return the first few of these in a sentence, and how many more there are."""
    items = [item.rstrip(". ") for item in items]
    more = len(items) - _NAMED_AT_MOST
    if more <= 1:
        return "; ".join(items)
    return "; ".join(items[:_NAMED_AT_MOST]) + f"; and {more} more"


def listed(names: list[str]) -> str:
    """Return names as they are read out: `a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def ended(text: str) -> str:
    """Return a text that ends as a sentence does."""
    text = text.rstrip()
    return text if not text or _ENDED.search(text) else f"{text}."


def without_repeats(history: list[Change]) -> list[Change]:
    """Return the changes that changed something."""
    return [change for place, change in enumerate(history) if not place or history[place - 1].value != change.value]


def evidence(incident: Incident, item: Hypothesis, dates: Dates) -> list[Fact]:
    """Return what spoke for and against a hypothesis, as facts."""
    return [
        ("For" if one.supports else "Against", f"{one.text} ({when_and_who(incident, dates, one.at, one.by)})")
        for one in item.evidence
    ]


def as_said(incident: Incident, metric: str, counted: str, then: str = "", *, marked: bool = True) -> str:
    """Return how long something took, as it was counted or, where somebody knew better, as they said and who did.

    `then` are the words that follow what somebody said, where `counted` has its own.
    """
    said = incident.overrides.get(metric)
    if said is None:
        return counted
    return f"{spoken_duration(said.seconds)}{f' (set by {said.by})' if marked else ''}{then}"


def time_on_dead_ends(incident: Incident) -> str:
    """Return how much time was spent on dead ends."""
    return as_said(incident, "time_on_dead_ends", spoken_duration(dead_end_seconds(incident)))


def after(start: datetime, end: datetime) -> str:
    """Return how long after an instant another was: `2 min after`, `1 h before`, `at the very time of`."""
    seconds = int((end - start).total_seconds())
    if not seconds:
        return "at the very time of"
    return f"{spoken_duration(abs(seconds))} {'after' if seconds > 0 else 'before'}"


def people(incident: Incident) -> tuple[Person, ...]:
    """Return everyone who held a role, wrote or answered: the lead roles first, then by name."""
    roles: dict[str, list[str]] = {}
    for role, history in incident.roles_in_order:
        for change in without_repeats(history):
            now = incident.roles.get(role) == change.value
            word = role if now else f"{role} earlier"
            if change.value and word not in roles.setdefault(change.value, []):
                roles[change.value].append(word)
    wrote = writers(incident)
    if incident.mode == "retrospective":
        for name in sorted(wrote):
            roles.setdefault(name, []).append(WROTE_IT)
    names = {*wrote, *(call.acked_by for call in incident.escalations if call.acked_by), *roles}
    ordered = sorted(names - roles.keys(), key=lambda name: (name.lower(), name))
    return tuple(Person(name, tuple(roles.get(name, ()))) for name in (*roles, *ordered) if name.strip())


def with_roles(person: Person) -> str:
    """Return somebody's name with the roles they held."""
    return f"{person.name} ({', '.join(person.roles)})" if person.roles else person.name

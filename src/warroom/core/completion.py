"""What a begun line can go on with: verbs, references with their words, people, teams, services and known words."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from warroom.core.clocks import Remind, calls
from warroom.core.errors import LineError
from warroom.core.line import (
    EVIDENCE,
    LIST_FIELDS,
    METRICS,
    MILESTONES,
    REVIEW_STATES,
    ROLES,
    STATUSES,
    TASK_KINDS,
    TEXT_FIELDS,
    VERBS,
    Verb,
)
from warroom.core.model import Incident
from warroom.core.names import Names
from warroom.core.parts import FIELD_OF_PART, PARTS
from warroom.core.text import first_line
from warroom.core.times import read_time, spoken_duration

ROWS_LOOKED_AT = 500
"""How many of the latest timeline rows are looked at for a reference: a key has to cost the same in a long record."""

_SEVERITIES = ("1", "2", "3", "4", "5")
_STATES = {
    "investigating": "the cause is not known", "identified": "the cause is known", "monitoring": "mitigated, watched",
    "resolved": "it is over", "closed": "written up",
}  # fmt: skip
_REVIEWS = {
    "draft": "it is being written", "in-review": "others read it", "reviewed": "you have read it, and it is right",
    "closed": "nothing is left to do", "not-required": "there will be none, for this reason",
}  # fmt: skip
_KINDS = {
    "corrective": "a follow-up: it repairs what broke", "preventative": "a follow-up: so that it does not happen again",
    "response": "work on the outage itself",
}  # fmt: skip
_ROWS = {"all": "every row that is not struck", "starred": "only the rows with a star"}
_WHO = {"ack", "assign"}


class Completion(NamedTuple):
    """One way to go on: the text to put in place of what stands from `start` to the cursor, and what it is."""

    insert: str
    what: str
    start: int


_Choice = tuple[str, str]


def completions(text: str, cursor: int, incident: Incident, names: Names) -> list[Completion]:
    """Return the ways to go on with a line from its cursor, the likeliest first.

    None when nothing is begun there, when the word is complete, or in the middle of a word. What stands there already
    begins each of them, but for upper and lower case.
    """
    before = text[:cursor]
    if not before.strip() or text[cursor : cursor + 1].strip():
        return []
    try:
        _, rest = read_time(before.lstrip())
    except LineError:
        return []
    begin = len(before) - len(rest)
    piece, found = _begun(rest, incident, names)
    start = len(before) - len(piece)
    if start < begin:
        return []
    chosen: dict[str, str] = {}
    for insert, what in found:
        if insert.casefold().startswith(piece.casefold()):
            chosen.setdefault(insert, what)
    if any(insert.casefold() == piece.casefold() for insert in chosen):
        return []
    return [Completion(insert, what, start) for insert, what in chosen.items()]


def common_start(found: list[Completion]) -> str:
    """Return what all of these begin with, as the first of them writes it, without regard to case."""
    first, *others = (one.insert for one in found)
    end = len(first)
    for other in others:
        same = (place for place, (one, two) in enumerate(zip(first, other, strict=False)) if one.lower() != two.lower())
        end = min(end, next(same, min(len(first), len(other))))
    return first[:end]


def _begun(rest: str, incident: Incident, names: Names) -> tuple[str, Iterable[_Choice]]:
    """Return the word that is begun at the end of a line without its time, and what it could become."""
    sigil = rest[:1]
    if sigil == "/" and rest[1:2] != "/":
        return _of_verb(rest[1:], incident, names)
    if sigil == "^" and rest[1:2] != "^":
        return _of_call(rest[1:], incident, names)
    word = _last_word(rest)
    if word[:1] == "@":
        return word, _people(names, "@")
    if word[:1] == "#" and sigil == "+":
        return word, ((f"#{kind} ", "the kind of task") for kind in TASK_KINDS)
    return word, ()


def _last_word(text: str) -> str:
    return re.split(r"[ \n]", text)[-1]


def _of_call(body: str, incident: Incident, names: Names) -> tuple[str, Iterable[_Choice]]:
    """Return whom a call for help is for: who comes after whoever did not answer, the teams called, the people."""
    if ":" in body or "\n" in body:
        return "", ()
    piece = body.rpartition(">")[2].lstrip()
    if not piece and body[-1:].strip():
        return "", ()
    waiting = calls(incident, Remind(rungs=names.rungs))
    next_ = [(f"{call.rung}: ", f"next for {call.ref}: {call.text}") for call in waiting if call.rung]
    teams = [(f"{team}: ", "called before") for team in names.teams]
    return piece, [*next_, *teams, *((f"{person}: ", "a person") for person in names.people)]


def _of_verb(rest: str, incident: Incident, names: Names) -> tuple[str, Iterable[_Choice]]:
    head, *tail = rest.split(" ", 1)
    if not tail:
        return f"/{rest}", ((_verb_text(name, verb), f"{verb.usage}  {verb.purpose}") for name, verb in VERBS.items())
    name = head.lower().replace("_", "-")
    if (verb := VERBS.get(name)) is None:
        return "", ()
    body = tail[0].lstrip()
    places: list[Callable[[], Iterable[_Choice]]] = []
    if verb.word:
        places.append(lambda: _words(verb, incident))
    if verb.refs:
        places.append(lambda: _references(verb.refs, name, incident))
    if name == "take":
        places.append(lambda: ((role, f"handed to {one.to}") for role, one in incident.handovers.items()))
    if name in {"role", "handover"} or name in _WHO:
        at = "@" if name == "assign" else ""
        places.append(lambda: _people(names, at))
    words = body.split(" ")
    if name == "kind":
        places.append(lambda: _kinds(words[0], incident))
    if name == "service":
        return body, _services(names, incident)
    piece = _last_word(body)
    if name in EVIDENCE and piece[:1] == "#":
        places.append(lambda: _references("#", name, incident))
    if len(words) <= len(places) and "\n" not in body:
        found = list(places[len(words) - 1]())
        if piece[:1] != "@" or (found and found[0][0][:1] == "@"):
            return piece, found
    return piece, _people(names, "@") if piece[:1] == "@" else ()


def _verb_text(name: str, verb: Verb) -> str:
    goes_on = verb.refs or verb.word or verb.text_needed
    return f"/{name} " if goes_on and name not in {"undo", "snooze"} else f"/{name}"


def _words(verb: Verb, incident: Incident) -> Iterator[_Choice]:
    """Yield what the keyword of a verb can be; where there is an order, what comes next in this incident first."""
    if verb.word == "status":
        here = STATUSES.index(incident.status) if incident.status in STATUSES else 0
        for status in (*STATUSES[here + 1 :], *STATUSES[:here]):
            yield f"{status} ", _STATES[status]
    elif verb.word == "milestone":
        missing = [name for name in MILESTONES if incident.milestones.get(name) is None]
        for name in (*missing, *(name for name in MILESTONES if name not in missing)):
            yield f"{name} ", "not marked yet" if name in missing else "marked already"
    elif verb.word == "severity":
        for number in _SEVERITIES:
            now = ", as it is now" if incident.severity == f"SEV{number}" else ""
            yield f"{number} ", f"SEV{number}{now}"
    elif verb.word == "role":
        for role in dict.fromkeys((*ROLES, *incident.roles)):
            who = incident.roles.get(role)
            yield f"{role} ", f"{who} now" if who else "nobody yet"
    elif verb.word == "state":
        now = incident.review.state.replace("_", "-")
        yield from ((f"{state} ", f"{_REVIEWS[state]}{', as now' if state == now else ''}") for state in REVIEW_STATES)
    elif verb.word == "choice":
        for choice, what in _ROWS.items():
            yield choice, f"{what}{', as it is now' if incident.rows_shown == choice else ''}"
    elif verb.word == "metric":
        yield from _metrics(incident)
    elif verb.word == "part":
        for part, (title, prompt) in PARTS.items():
            known = _known(incident, FIELD_OF_PART[part]) if part in FIELD_OF_PART else incident.written.get(part, "")
            yield f"{part} ", f"{title}: {first_line(known) if known else prompt}"
    else:
        for field in (*TEXT_FIELDS, *LIST_FIELDS):
            yield f"{field} ", _known(incident, field) or "empty"


def _kinds(ref: str, incident: Incident) -> Iterator[_Choice]:
    """Yield the kinds of task, the one that it is now last."""
    now = next((task.kind for task in incident.tasks if task.ref.lower() == ref.lower()), "")
    for kind in sorted(_KINDS, key=lambda one: one == now):
        yield kind, f"{_KINDS[kind]}{', as it is now' if kind == now else ''}"


def _known(incident: Incident, field: str) -> str:
    """Return what a field holds by now, of a list its last item, in a line."""
    value = getattr(incident, field, None)
    return first_line(str(value[-1] if isinstance(value, list) else value)) if value else ""


def _metrics(incident: Incident) -> Iterator[_Choice]:
    """Yield each figure there is, or that was said, with its value."""
    from warroom.core.metrics import metrics

    found = {metric.name: metric for metric in metrics(incident)}
    for short, name in METRICS.items():
        if metric := found.get(name):
            value = "not known" if metric.seconds is None else spoken_duration(metric.seconds)
            yield f"{short} ", f"{name.replace('_', ' ')}, {value}{' as somebody said' if metric.override else ''}"


def _references(letters: str, verb: str, incident: Incident) -> Iterator[_Choice]:
    """Yield the references a verb goes with: open records first, then the others, then the latest rows."""
    reopens = verb == "reopen"
    end = "" if verb in {"start", "star", "unstar", "external", "internal", "mark", "undo"} else " "
    records = [(is_open != reopens, ref, words) for ref, words, is_open in _records(letters, incident)]
    for wanted in (True, False):
        yield from ((f"{ref}{end}", words) for first, ref, words in records if first is wanted)
    if "#" in letters:
        latest = islice(reversed(incident.timeline), ROWS_LOOKED_AT)
        yield from ((f"{row.ref}{end}", first_line(row.text)) for row in latest)


def _records(letters: str, incident: Incident) -> Iterator[tuple[str, str, bool]]:
    """Yield the reference of each record of these kinds, its words, and whether it is open; the latest first."""
    if "H" in letters:
        for theory in reversed(incident.hypotheses):
            yield theory.ref, first_line(theory.statement), theory.is_open
    if "E" in letters:
        for call in reversed(incident.escalations):
            words = f"{call.to}: {first_line(call.reason)}" if call.reason else call.to
            yield call.ref, words, call.outcome == "waiting" or (call.outcome == "answered" and not call.closed_at)
    if "T" in letters:
        for task in reversed(incident.tasks):
            state = "" if task.is_open else f"{task.state}: "
            yield task.ref, f"{state}{first_line(task.text)}", task.is_open
    if "D" in letters:
        for decision in reversed(incident.decisions):
            yield decision.ref, first_line(decision.proposal), decision.outcome == "open"
    if "U" in letters:
        for update in reversed(incident.updates):
            yield update.ref, first_line(update.text), True


def _people(names: Names, at: str) -> Iterator[_Choice]:
    """Yield the people; behind an @ only names of one word, which is all it takes."""
    yield from ((f"{at}{person} ", "a person") for person in names.people if not at or not set(person) & set(" @\\"))


def _services(names: Names, incident: Incident) -> Iterator[_Choice]:
    for service in names.services:
        if service not in incident.services:
            yield service, "a service"
    for service in incident.services:
        yield f"-{service}", "affected now: this takes it off"

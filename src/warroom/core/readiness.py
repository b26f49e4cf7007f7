"""What is still missing from a postmortem, and what in the record contradicts itself: shown, never repaired."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import combinations
from typing import Any, NamedTuple

from warroom.core.errors import TimeError
from warroom.core.line import MILESTONES
from warroom.core.metrics import gaps
from warroom.core.model import Incident, Row, Task
from warroom.core.text import clean_word, plural, shorten
from warroom.core.times import find_zone, has_unknown_date, spoken_duration

BLOCKER, WARNING = "blocker", "warning"

# In a retrospective these are asked for, but a document whose people have moved on is complete without them.
_TOLERATED = frozenset(
    {
        "no_commander", "no_detected_by", "no_services", "hypothesis_open", "dead_end_without_why",
        "escalation_waiting", "decision_open",
    }
)  # fmt: skip

_IN_ORDER = (
    ("started", "detected"),
    ("started", "mitigated"),
    ("started", "resolved"),
    ("detected", "declared"),
    ("detected", "acknowledged"),
    ("detected", "identified"),
    ("detected", "resolved"),
    ("mitigated", "resolved"),
)
"""Milestones of which the first cannot be after the second; a cause may well be identified after the end."""

_STATUS_OF = {"identified": "identified", "mitigated": "monitoring", "resolved": "resolved"}
_AFTERWARDS = ("note", "action", "alert", "escalation")
_LONG_SILENCE = timedelta(hours=2)
_QUICK = re.compile(r"\b(quickly|swiftly|promptly|rapidly|immediately|in no time)\b", re.IGNORECASE)
_QUICK_SECONDS = 60 * 60
_TYPED_DATE = re.compile(r"[\dX]{4}-[\dX]{2}-[\dX]{2}")

_ALIKE, _DONE = 0.6, 0.75
_MOST_COMPARED = 300
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=\w{4})(?:ings?|ed|es|s)$")
_SMALL = frozenset(
    {"a", "an", "and", "any", "are", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on", "or",
     "so", "that", "the", "their", "to", "was", "we", "with"}
)  # fmt: skip


class Finding(NamedTuple):
    """One thing that is missing or does not fit; a `blocker` keeps the postmortem from being complete.

    `code` is stable and `message` one sentence that ends with the way out, the line to type.
    """

    code: str
    message: str
    ref: str | None = None
    severity: str = "blocker"

    def to_json(self) -> dict[str, Any]:
        """Return the finding under the names of the record contract."""
        return self._asdict()


def readiness(incident: Incident) -> list[Finding]:
    """Return what is missing or contradicts itself, blockers first, in a fixed order.

    The list is the same whether the incident goes on or is over, but for what only an end leaves undone: open
    hypotheses, calls, decisions and response tasks. In a retrospective, what nobody may know any more is a warning.
    """
    found = [finding for check in _CHECKS for finding in check(incident)]
    if incident.mode == "retrospective":
        found = [one._replace(severity=WARNING) if one.code in _TOLERATED else one for one in found]
    return [one for one in found if one.severity == BLOCKER] + [one for one in found if one.severity != BLOCKER]


_LEFT_TO_SAY = re.compile(r"TEXT|NAME|WHY|TIME|WHAT HAPPENED|YYYY|(?<=@)who|, | or | and ")
_LEFT_TO_DATE = re.compile(r"(14:02|YYYY\S* \S+) (/mark .*)")


def way_out(finding: Finding) -> tuple[str, str]:
    """Return the line that would settle a finding, as far as it is known, and what is left to say.

    What stands for words of a person's own is never in the line, for Enter would record it; `¦` is where they belong.
    """
    way = finding.message.rpartition(": ")[2].rpartition("as in ")[2]
    if dated := _LEFT_TO_DATE.fullmatch(way):
        return f"¦ {dated[2]}", f"when it was, before it, as in {dated[1]}"
    left = _LEFT_TO_SAY.search(way)
    if left is None:
        return way, ""
    rest = way[left.start() :]
    if left[0][0] not in ", ":
        return way[: left.start()], rest
    rest = rest.lstrip(", ").removeprefix("or ")
    return f"{way[: left.start()]} ", f"Enter, {rest}" if rest.startswith("if ") else f"Enter, or {rest}"


def _texts(incident: Incident) -> Iterator[Finding]:
    """What the document's own sections need."""
    if not incident.impact:
        yield Finding("no_impact", "What it did to users is not written: /impact TEXT")
    if not incident.root_cause:
        confirmed = [theory.ref for theory in incident.hypotheses if theory.status == "confirmed"]
        known = f"though {_join(confirmed)} is confirmed" if len(confirmed) == 1 else "yet"
        yield Finding("no_root_cause", f"The root cause is not written {known}: /cause TEXT", _first(confirmed))
    if not incident.resolution:
        yield Finding("no_resolution", "What ended it is not written: /resolution TEXT")
    if not incident.services:
        yield Finding("no_services", "No affected service is named: /service NAME")
    if not incident.detected_by:
        yield Finding("no_detected_by", "How it was noticed is not written: /set detected_by TEXT")
    if not incident.roles.get("commander"):
        yield Finding("no_commander", "Nobody is named as commander: /role commander NAME")
    if not (incident.went_well or incident.went_badly or incident.lucky or incident.surprised_by):
        message = "No lesson is drawn: /set went_well TEXT, or went_badly, lucky, surprised_by"
        yield Finding("no_lessons", message, severity=WARNING)
    if not incident.conclusion:
        yield Finding("no_conclusion", "There is no conclusion: /set conclusion TEXT", severity=WARNING)
    if not _follow_ups(incident):
        message = "No follow-up keeps it from happening again: + TEXT @who #preventative due:YYYY-MM-DD"
        yield Finding("no_follow_ups", message, severity=WARNING)


def _milestones(incident: Incident) -> Iterator[Finding]:
    """Milestones that are missing or out of order."""
    marks = incident.milestones
    if not marks["started"]:
        yield Finding("no_start", "Nothing says when it started: 14:02 /mark started")
    if not marks["resolved"]:
        status = "" if incident.is_active else f", though the status says {incident.status}"
        yield Finding("no_end", f"Nothing says when it was over{status}: 14:02 /mark resolved")
    for name in ("detected", "acknowledged", "identified", "mitigated"):
        if not marks[name]:
            yield Finding("milestone_missing", f"Nothing says when it was {name}: 14:02 /mark {name}", severity=WARNING)
    for first, second in _IN_ORDER:
        earlier, later = marks[first], marks[second]
        if earlier and later and later < earlier:
            message = (
                f"{second} {_clock(later, incident)} is before {first} {_clock(earlier, incident)}, by"
                f" {_spoken(earlier - later)}: mark the one that is wrong anew, as in 14:02 /mark {first}"
            )
            yield Finding("milestones_out_of_order", message, _milestone_ref(incident, second), WARNING)


def _telling_rows(incident: Incident) -> Iterator[Finding]:
    """Ends that no row tells of, or whose row was struck."""
    for name in ("mitigated", "resolved"):
        at = incident.milestones[name]
        if not at:
            continue
        here = [row for row in incident.timeline if row.at <= at <= (row.until or row.at)]
        if any(row.struck is None for row in here):
            continue
        when = _clock(at, incident)
        way = f"{_typeable(at, incident)} WHAT HAPPENED"
        if here:
            message = f"{name} is marked at {when}, but {here[-1].ref}, the only row there, is struck: {way}"
            yield Finding("milestone_row_struck", message, here[-1].ref, WARNING)
            continue
        last = next((row for row in reversed(_rows(incident)) if row.at < at), None)
        before = (
            last
            and f"; the row before it is {last.ref} at {_clock(last.at, incident)}, {_spoken(at - last.at)} earlier"
        )
        message = f"{name} is marked at {when}, but no row tells of it{before or ''}: {way}"
        yield Finding("milestone_without_row", message, last.ref if last else None, WARNING)


def _status(incident: Incident) -> Iterator[Finding]:
    """A status and a milestone that say different things."""
    resolved = incident.milestones["resolved"]
    if resolved and incident.is_active:
        when, way = _clock(resolved, incident), f"{_typeable(resolved, incident)} /status resolved"
        message = f"resolved is marked at {when}, but the status says {incident.status}: {way}"
        yield Finding("status_behind", message, _milestone_ref(incident, "resolved"), WARNING)
    for name, status in _STATUS_OF.items():
        marked = incident.milestones[name]
        said = [change.at for change in incident.status_history if change.value == status]
        if marked and said and marked not in said:
            apart = f"{_spoken(abs(marked - said[-1]))} {'later' if marked > said[-1] else 'earlier'}"
            message = (
                f"The status said {status} at {_clock(said[-1], incident)}, but {name} is marked at"
                f" {_clock(marked, incident)}, {apart}: {_typeable(said[-1], incident)} /mark {name}, if it was then"
            )
            row = next((row for row in _rows(incident) if row.at == said[-1] and row.kind == "status"), None)
            yield Finding("milestone_disagrees_with_status", message, row.ref if row else None, WARNING)


def _outside(incident: Incident) -> Iterator[Finding]:
    """Rows before the start and after the end: the header and the timeline disagree."""
    started, resolved = incident.milestones["started"], incident.milestones["resolved"]
    rows = _rows(incident)
    if started and (before := [row for row in rows if row.at < started]):
        first = before[0]
        message = (
            f"It is marked as started at {_clock(started, incident)}, but {_count(before, first)} at"
            f" {_clock(first.at, incident)}, {_spoken(started - first.at)} before:"
            f" {_typeable(first.at, incident)} /mark started, if it began there"
        )
        yield Finding("rows_before_start", message, first.ref, WARNING)
    if resolved and (after := [row for row in rows if row.at > resolved and row.kind in _AFTERWARDS]):
        last = after[-1]
        message = (
            f"It is marked as resolved at {_clock(resolved, incident)}, but {_count(after, last)} at"
            f" {_clock(last.at, incident)}, {_spoken(last.at - resolved)} after:"
            f" {_typeable(last.at, incident)} /mark resolved, if it ended there"
        )
        yield Finding("rows_after_end", message, last.ref, WARNING)


def _silences(incident: Incident) -> Iterator[Finding]:
    """The longest silence, when it is of hours and a good part of the whole."""
    silences = gaps(incident)
    if not silences:
        return
    span = silences[-1].end - silences[0].start
    long = [gap for gap in silences if gap.end - gap.start >= max(_LONG_SILENCE, span / 6)]
    if not long:
        return
    longest = max(long, key=lambda gap: gap.seconds)
    start = next(row for row in reversed(_rows(incident)) if (row.until or row.at) == longest.start)
    more = f", nor in {plural(len(long) - 1, 'other long stretch', 'other long stretches')}" if len(long) > 1 else ""
    time = longest.end - longest.start
    message = (
        f"Nothing is written for {_spoken(time)} between {_clock(longest.start, incident)} and"
        f" {_clock(longest.end, incident)}{more}: {_typeable(longest.start + time / 2, incident)} TEXT fills it"
    )
    yield Finding("long_silence", message, start.ref, WARNING)


def _hypotheses(incident: Incident) -> Iterator[Finding]:
    over = _is_over(incident)
    confirmed = []
    for theory in incident.hypotheses:
        ref = theory.ref
        if theory.is_open and over:
            message = f"{ref} was never closed: /confirm {ref}, /rule-out {ref} WHY or /dead-end {ref} WHY"
            yield Finding("hypothesis_open", message, ref)
        if theory.closed_at and theory.closed_at < theory.proposed_at:
            message = (
                f"{ref} was closed at {_clock(theory.closed_at, incident)}, before it was proposed at"
                f" {_clock(theory.proposed_at, incident)}: /edit {ref} TIME"
            )
            yield Finding("closed_before_proposed", message, ref, WARNING)
        if theory.misleading and not theory.why:
            yield Finding(
                "dead_end_without_why", f"{ref} is a dead end, but what ended it is not said: /ended-by {ref} WHY", ref
            )
        if theory.misleading and not theory.attraction:
            message = f"{ref} misled people, but not how: /looked-right {ref} WHY"
            yield Finding("dead_end_without_attraction", message, ref, WARNING)
        if theory.status == "confirmed":
            confirmed.append(ref)
    if len(confirmed) > 1:
        message = f"{_join(confirmed)} are all confirmed; if only one was the cause: /reopen {confirmed[0]} WHY"
        message = message.replace("are all", "are both") if len(confirmed) == 2 else message
        yield Finding("two_confirmed", message, confirmed[-1], WARNING)


def _escalations(incident: Incident) -> Iterator[Finding]:
    for call in incident.escalations:
        ref, to = call.ref, shorten(clean_word(call.to), 40)
        if call.outcome == "waiting":
            message = f"Whether {to} answered {ref} is not said: /ack {ref}, /found {ref} TEXT or /no-answer {ref}"
            yield Finding("escalation_waiting", message, ref)
        elif call.outcome == "answered" and not call.finding:
            message = f"What {to} found is not said: /found {ref} TEXT"
            yield Finding("escalation_without_finding", message, ref, WARNING)


def _decisions(incident: Incident) -> Iterator[Finding]:
    for decision in incident.decisions:
        if decision.outcome == "open" and _is_over(incident):
            message = f"{decision.ref} was never decided: /go {decision.ref} @who or /no-go {decision.ref} WHY"
            yield Finding("decision_open", message, decision.ref)


def _tasks(incident: Incident) -> Iterator[Finding]:
    for task in incident.tasks:
        ref = task.ref
        if not task.is_open:
            continue
        if task.kind == "response":
            if _is_over(incident):
                message = f"{ref} is still open though it is over: /done {ref} or /drop {ref} WHY"
                yield Finding("response_task_open", message, ref)
        elif not task.owner:
            due = "" if task.due_at else f" nor a due date: /assign {ref} @who and /due {ref} YYYY-MM-DD"
            message = f"{ref} has neither an owner{due}" if due else f"{ref} has no owner: /assign {ref} @who"
            yield Finding("task_without_owner", message, ref)
        elif not task.due_at:
            yield Finding("task_without_due", f"{ref} has no due date: /due {ref} YYYY-MM-DD", ref)


def _repeats(incident: Incident) -> Iterator[Finding]:
    """Follow-ups that nearly repeat each other, each told once beside the first, or what the resolution says was done.

    Of more than 300 that differ, the first 300 are compared word by word; the same words are found among all.
    """
    open_tasks = [task for task in _follow_ups(incident) if task.is_open]
    same: dict[frozenset[str], list[Task]] = defaultdict(list)
    for task in open_tasks:
        same[_stems(task.text)].append(task)
    repeats = {later.ref: tasks[0].ref for words, tasks in same.items() if words for later in tasks[1:]}
    for (one, firsts), (other, seconds) in combinations(list(same.items())[:_MOST_COMPARED], 2):
        if _alike(one, other):
            repeats.setdefault(seconds[0].ref, firsts[0].ref)
    for later in open_tasks:
        if earlier := repeats.get(later.ref):
            message = f"{later.ref} says nearly what {earlier} says: /drop {later.ref} WHY, or keep both"
            yield Finding("tasks_repeat", message, later.ref, WARNING)
    done = _stems(incident.resolution or "")
    for task in open_tasks:
        words = _stems(task.text)
        if len(words) >= 4 and len(words & done) >= _DONE * len(words):
            message = f"{task.ref} is open, but the resolution reads as if it were done: /done {task.ref}"
            yield Finding("task_reads_as_done", message, task.ref, WARNING)


def _dates(incident: Incident) -> Iterator[Finding]:
    """Dates with digits that nobody knows; they are kept on a stand-in, and the typed text beside it."""
    rows = defaultdict(list)
    stated = defaultdict(list)
    for row in incident.timeline:
        if row.typed and has_unknown_date(row.typed) and (date := _TYPED_DATE.search(row.typed)):
            rows[date[0]].append(row)
    for name in MILESTONES:
        typed = incident.milestone_typed.get(name)
        if typed and has_unknown_date(typed) and (date := _TYPED_DATE.search(typed)):
            stated[date[0]].append(name)
    for text in sorted(rows.keys() | stated.keys()):
        what = plural(len(rows[text]), "row") if rows[text] else f"the milestone {stated[text][0]}"
        at = rows[text][0].at if rows[text] else incident.milestones[stated[text][0]]
        stand_in = at.astimezone(_zone(incident)) if at else None
        year, rest = text[:4], text[5:]
        if "X" not in rest:
            kept = f"The year of {what} is written {year}; kept in the year {stand_in:%Y}"
            example = f"YYYY-{stand_in:%m-%d %H:%M}"
        else:
            kept = f"The date of {what} is written {text}; kept on {stand_in:%Y-%m-%d}"
            example = f"YYYY-MM-DD {stand_in:%H:%M}"
        ref = rows[text][0].ref if rows[text] else None
        way = f"/edit {ref} {example}" if ref else f"{example} /mark {stated[text][0]}"
        yield Finding("unknown_date", f"{kept} until somebody knows it: {way}", ref, WARNING)


def _haste(incident: Incident) -> Iterator[Finding]:
    """A text that speaks of haste where the milestones speak of hours."""
    started, resolved = incident.milestones["started"], incident.milestones["resolved"]
    if not started or not resolved or (resolved - started).total_seconds() < _QUICK_SECONDS:
        return
    for name in ("summary", "resolution", "conclusion"):
        if word := _QUICK.search(getattr(incident, name) or ""):
            line = "/resolution TEXT" if name == "resolution" else f"/set {name} TEXT"
            message = (
                f"The {name} says '{word[0]}', but from start to end it took {_spoken(resolved - started)}: {line}"
            )
            yield Finding("words_disagree_with_times", message, None, WARNING)


_CHECKS: tuple[Callable[[Incident], Iterator[Finding]], ...] = (
    _texts, _milestones, _telling_rows, _status, _outside, _silences, _hypotheses, _escalations, _decisions, _tasks,
    _repeats, _dates, _haste,
)  # fmt: skip


def _rows(incident: Incident) -> list[Row]:
    return [row for row in incident.timeline if row.struck is None]


def _follow_ups(incident: Incident) -> list[Task]:
    return [task for task in incident.tasks if task.kind != "response"]


def _is_over(incident: Incident) -> bool:
    return not incident.is_active or incident.milestones["resolved"] is not None


def _milestone_ref(incident: Incident, name: str) -> str | None:
    row_id = incident.milestone_rows.get(name)
    return next((row.ref for row in incident.timeline if row.id == row_id), None) if row_id else None


def _stems(text: str) -> frozenset[str]:
    """Return the words of a text that carry its meaning, without their endings so that `testing` meets `tests`."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(_ENDING.sub("", word)[:6] for word in words if word not in _SMALL)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two texts share most of their words (Dice's coefficient of at least 0.6, and three words)."""
    shared = len(one & other)
    return shared >= 3 and 2 * shared >= _ALIKE * (len(one) + len(other))


def _count(rows: list[Row], furthest: Row) -> str:
    return f"{furthest.ref} is" if len(rows) == 1 else f"{len(rows)} rows lie outside, the furthest {furthest.ref}"


def _spoken(time: timedelta) -> str:
    return spoken_duration(int(time.total_seconds()))


def _zone(incident: Incident) -> tzinfo:
    """Return the incident's zone; UTC where this machine does not know it."""
    try:
        return find_zone(incident.zone)
    except TimeError:
        return UTC


def _clock(at: datetime, incident: Incident) -> str:
    """Return a time as the incident's people read it: with the date where that is not the day it began."""
    zone = _zone(incident)
    first = incident.started_at or (incident.timeline[0].at if incident.timeline else at)
    local = at.astimezone(zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return clock if local.date() == first.astimezone(zone).date() else f"{local:%Y-%m-%d} {clock}"


def _typeable(at: datetime, incident: Incident) -> str:
    """Return a time as it has to be typed at the line, whatever the day it is typed on."""
    local = at.astimezone(_zone(incident))
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def _first(refs: list[str]) -> str | None:
    return refs[0] if refs else None


def _join(refs: list[str]) -> str:
    return ", ".join(refs[:-1]) + f" and {refs[-1]}" if len(refs) > 1 else "".join(refs)

"""Milestones, silences and dates: what is missing, out of order, or contradicts what the rows say."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from warroom.core.line import MILESTONES
from warroom.core.metrics import gaps
from warroom.core.model import Incident, Row
from warroom.core.readiness.finding import BLOCKER, WARNING, Finding
from warroom.core.readiness.saying import clock, rows_of, spoken, typeable, zone_of
from warroom.core.text import plural
from warroom.core.times import has_unknown_date

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
_TYPED_DATE = re.compile(r"[\dX]{4}-[\dX]{2}-[\dX]{2}")


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
                f"{second} {clock(later, incident)} is before {first} {clock(earlier, incident)}, by"
                f" {spoken(earlier - later)}: mark the one that is wrong anew, as in 14:02 /mark {first}"
            )
            kind = BLOCKER if (first, second) == ("started", "resolved") else WARNING
            yield Finding("milestones_out_of_order", message, _milestone_ref(incident, second), kind)


def _telling_rows(incident: Incident) -> Iterator[Finding]:
    """Ends that no row tells of, or whose row was struck."""
    for name in ("mitigated", "resolved"):
        at = incident.milestones[name]
        if not at:
            continue
        here = [row for row in incident.timeline if row.at <= at <= (row.until or row.at)]
        if any(row.struck is None for row in here):
            continue
        when = clock(at, incident)
        way = f"{typeable(at, incident)} WHAT HAPPENED"
        if here:
            message = f"{name} is marked at {when}, but {here[-1].ref}, the only row there, is struck: {way}"
            yield Finding("milestone_row_struck", message, here[-1].ref, WARNING)
            continue
        last = next((row for row in reversed(rows_of(incident)) if row.at < at), None)
        before = (
            last and f"; the row before it is {last.ref} at {clock(last.at, incident)}, {spoken(at - last.at)} earlier"
        )
        message = f"{name} is marked at {when}, but no row tells of it{before or ''}: {way}"
        yield Finding("milestone_without_row", message, last.ref if last else None, WARNING)


def _status(incident: Incident) -> Iterator[Finding]:
    """A status and a milestone that say different things."""
    resolved = incident.milestones["resolved"]
    if resolved and incident.is_active:
        when, way = clock(resolved, incident), f"{typeable(resolved, incident)} /status resolved"
        way = f"/mark resolved -, or {way}" if incident.goes_on_again else way
        message = f"resolved is marked at {when}, but the status says {incident.status}: {way}"
        yield Finding("status_behind", message, _milestone_ref(incident, "resolved"), WARNING)
    for name, status in _STATUS_OF.items():
        marked = incident.milestones[name]
        said = [change.at for change in incident.status_history if change.value == status]
        if marked and said and marked not in said:
            apart = f"{spoken(abs(marked - said[-1]))} {'later' if marked > said[-1] else 'earlier'}"
            message = (
                f"The status said {status} at {clock(said[-1], incident)}, but {name} is marked at"
                f" {clock(marked, incident)}, {apart}: {typeable(said[-1], incident)} /mark {name}, if it was then"
            )
            row = next((row for row in rows_of(incident) if row.at == said[-1] and row.kind == "status"), None)
            yield Finding("milestone_disagrees_with_status", message, row.ref if row else None, WARNING)


def _outside(incident: Incident) -> Iterator[Finding]:
    """Rows before the start and after the end: the header and the timeline disagree."""
    started, resolved = incident.milestones["started"], incident.milestones["resolved"]
    rows = rows_of(incident)
    if started and (before := [row for row in rows if row.at < started]):
        first = before[0]
        message = (
            f"It is marked as started at {clock(started, incident)}, but {_count(before, first)} at"
            f" {clock(first.at, incident)}, {spoken(started - first.at)} before:"
            f" {typeable(first.at, incident)} /mark started, if it began there"
        )
        yield Finding("rows_before_start", message, first.ref, WARNING)
    if resolved and (after := [row for row in rows if row.at > resolved and row.kind in _AFTERWARDS]):
        last = after[-1]
        message = (
            f"It is marked as resolved at {clock(resolved, incident)}, but {_count(after, last)} at"
            f" {clock(last.at, incident)}, {spoken(last.at - resolved)} after:"
            f" {typeable(last.at, incident)} /mark resolved, if it ended there"
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
    start = next(row for row in reversed(rows_of(incident)) if (row.until or row.at) == longest.start)
    more = f", nor in {plural(len(long) - 1, 'other long stretch', 'other long stretches')}" if len(long) > 1 else ""
    time = longest.end - longest.start
    message = (
        f"Nothing is written for {spoken(time)} between {clock(longest.start, incident)} and"
        f" {clock(longest.end, incident)}{more}: {typeable(longest.start + time / 2, incident)} TEXT fills it"
    )
    yield Finding("long_silence", message, start.ref, WARNING)


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
        stand_in = at.astimezone(zone_of(incident)) if at else None
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


def _milestone_ref(incident: Incident, name: str) -> str | None:
    row_id = incident.milestone_rows.get(name)
    return next((row.ref for row in incident.timeline if row.id == row_id), None) if row_id else None


def _count(rows: list[Row], furthest: Row) -> str:
    return f"{furthest.ref} is" if len(rows) == 1 else f"{len(rows)} rows lie outside, the furthest {furthest.ref}"


CHECKS = (_milestones, _telling_rows, _status, _outside, _silences, _dates)

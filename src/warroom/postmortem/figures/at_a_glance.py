"""The incident at a glance: severity, status, roles, theories and calls for help as lanes over one axis of time."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from warroom.core.metrics import severity_spans
from warroom.core.model import Change, Escalation, Hypothesis, Incident
from warroom.core.text import clean_word, plural
from warroom.postmortem.blocks import Figure, Table, table
from warroom.postmortem.chart import Bar, Group, Lane, Lanes, Mark
from warroom.postmortem.dates import Dates, lasting
from warroom.postmortem.figures.axis import Window, ticks, window_of

MOST_LANES = 24
"""Theories, and calls for help, that one picture shows; the table has all of them."""

_LEGEND = (
    ("confirmed", "theory that was confirmed"),
    ("dead_end", "dead end"),
    ("ruled_out", "theory that was ruled out"),
    ("open", "theory not settled"),
    ("answered", "waiting for an answer that came"),
    ("waiting", "no answer recorded"),
    ("no_answer", "nobody answered"),
    ("declined", "call that was declined"),
)
_VERDICTS = {"dead_end": "dead end", "confirmed": "confirmed", "ruled_out": "ruled out", "open": "not settled"}
_CALLS = {"answered": "answered", "no_answer": "no answer", "declined": "declined"}


def lanes(incident: Incident, dates: Dates) -> Figure | None:
    """Return the incident as lanes: severity, status, roles, theories and calls for help over one axis of time.

    It begins with the first milestone, or the first row when none is marked, and ends with the incident or, while that
    goes on, with the last row. None when no time passed.
    """
    window = window_of(incident)
    if window is None:
        return None
    groups = [
        Group("", tuple(_bands(incident, window))),
        Group("Roles", tuple(_roles(incident, window))),
        _most("Theories", [(_theory_lane(one, window), one.proposed_at) for one in incident.hypotheses]),
        _most("Calls for help", [(_call_lane(one, incident, window), one.paged_at) for one in incident.escalations]),
    ]
    groups = [group for group in groups if group.lanes]
    marks = tuple(
        Mark(window.place(at), f"{name} {dates.clock(at)}") for at, name in _marked(incident) if at <= window.end
    )
    shown = {bar.look for group in groups for lane in group.lanes for bar in lane.bars}
    legend = tuple((look, words) for look, words in _LEGEND if look in shown)
    chart = Lanes(window.seconds, tuple(groups), marks, ticks(window.start, window.end, dates), legend)
    description, told = _description(incident, dates, window), _table(incident, dates, window)
    return Figure("lanes", "The incident at a glance", description, chart, told)


def _marked(incident: Incident) -> list[tuple[datetime, str]]:
    """Return the milestones that are known, in order of time and, at the same time, in their own order."""
    known = [(at, name) for name, at in incident.milestones.items() if at]
    return sorted(known, key=lambda milestone: milestone[0])


def _bands(incident: Incident, window: Window) -> Iterator[Lane]:
    bands = (("Severity", severity_spans(incident)), ("Status", _history(incident.status_history, window)))
    for name, stretches in bands:
        if bars := _bars(stretches, window, None):
            yield Lane(name, bars)


def _roles(incident: Incident, window: Window) -> Iterator[Lane]:
    for role, history in incident.roles_in_order:
        if bars := _bars(_history(history, window), window, "role"):
            yield Lane(clean_word(role), bars)


def _history(history: list[Change], window: Window) -> Iterator[tuple[datetime, datetime, str]]:
    """Yield the values a field had within the window, in order, each with its stretch."""
    runs: list[Change] = []
    for change in history:
        if not runs or runs[-1].value != change.value:
            runs.append(change)
    for place, change in enumerate(runs):
        until = runs[place + 1].at if place + 1 < len(runs) else window.end
        start, end = max(change.at, window.start), min(until, window.end)
        if change.value and end > start:
            yield start, end, change.value


def _bars(stretches: Iterable[tuple[datetime, datetime, str]], window: Window, look: str | None) -> tuple[Bar, ...]:
    found = (window.bar(start, end, look or value, clean_word(value)) for start, end, value in stretches)
    return tuple(bar for bar in found if bar)


def _look_of(theory: Hypothesis) -> str:
    if theory.misleading:
        return "dead_end"
    return theory.status if theory.status in {"confirmed", "ruled_out"} else "open"


def _theory_lane(theory: Hypothesis, window: Window) -> Lane:
    look = _look_of(theory)
    bar = window.bar(theory.proposed_at, theory.closed_at or max(window.end, theory.proposed_at), look)
    words = _VERDICTS[look]
    if theory.closed_at:
        words += _for(theory.proposed_at, theory.closed_at)
    if bar is None:
        words += ", after the end" if theory.proposed_at > window.end else ", before the start"
    return Lane(theory.ref, (bar,) if bar else (), words, clean_word(theory.statement))


def _for(start: datetime, end: datetime) -> str:
    return f", {lasting(start, end)}" if end > start else ""


def _call_lane(call: Escalation, incident: Incident, window: Window) -> Lane:
    look = call.outcome if call.outcome in _CALLS else "waiting"
    end = call.waited_until
    # How long somebody waited whose answer was never written down is not known: only the asking is drawn.
    until = end or (max(window.end, call.paged_at) if not incident.is_over else call.paged_at)
    bar = window.bar(call.paged_at, until, look)
    words = _CALLS.get(call.outcome) or ("no reply recorded" if incident.is_over else "still waiting")
    if end:
        words += _for(call.paged_at, end)
    if bar is None:
        words += ", after the end" if call.paged_at > window.end else ", before the start"
    asked = f"{call.from_} asked {call.to}" if call.from_ else call.to
    return Lane(call.ref, (bar,) if bar else (), words, clean_word(f"{asked}: {call.reason}" if call.reason else asked))


def _most(name: str, items: list[tuple[Lane, datetime]]) -> Group:
    """Return lanes in the order they began, and of very many those that took longest."""
    kept = sorted(range(len(items)), key=lambda place: -_length(items[place][0]))[:MOST_LANES]
    in_order = sorted(kept, key=lambda place: (items[place][1], place))
    left = len(items) - len(kept)
    more = f"and {left} more that took less time: see the table" if left else ""
    return Group(name, tuple(items[place][0] for place in in_order), more)


def _length(lane: Lane) -> float:
    return sum(bar.end - bar.start for bar in lane.bars)


def _description(incident: Incident, dates: Dates, window: Window) -> str:
    between = dates.between(window.start, window.end)
    parts = [f"{between[0].upper()}{between[1:]}: {lasting(window.start, window.end)}"]
    if not incident.is_over:
        parts[0] += ", not over yet"
    if count := len(incident.hypotheses):
        dead, held = len(incident.dead_ends), sum(one.status == "confirmed" for one in incident.hypotheses)
        how = [plural(dead, "dead end")] * bool(dead) + [f"{held} confirmed"] * bool(held)
        parts.append(plural(count, "theory", "theories") + (f" ({', '.join(how)})" if how else ""))
    if count := len(incident.escalations):
        answered = sum(one.outcome == "answered" for one in incident.escalations)
        parts.append(f"{plural(count, 'call', 'calls')} for help ({answered} answered)")
    return "; ".join(parts) + "."


def _table(incident: Incident, dates: Dates, window: Window) -> Table:
    rows = [("Milestone", name, dates.when(at), "", "", "") for at, name in _marked(incident)]
    histories = [("Severity", severity_spans(incident)), ("Status", [*_history(incident.status_history, window)])]
    histories += [(role.capitalize(), [*_history(history, window)]) for role, history in incident.roles_in_order]
    rows += [
        (name, value, dates.when(start), dates.when(end), lasting(start, end), "")
        for name, stretches in histories
        for start, end, value in stretches
    ]
    for theory in incident.hypotheses:
        rows.append(
            (f"Theory {theory.ref}", theory.statement, *_ends(theory.proposed_at, theory.closed_at, dates),
             _VERDICTS[_look_of(theory)])
        )  # fmt: skip
    for call in incident.escalations:
        lane = _call_lane(call, incident, window)
        words = lane.verdict.partition(",")[0]
        by = f" by {call.acked_by}" if call.acked_by and call.outcome == "answered" else ""
        rows.append((f"Call {call.ref}", lane.text, *_ends(call.paged_at, call.waited_until, dates), words + by))
    return table(("Lane", "What", "From", "To", "Lasted", "How it ended"), rows)[0]


def _ends(start: datetime, end: datetime | None, dates: Dates) -> tuple[str, str, str]:
    return dates.when(start), dates.when(end) if end else "", lasting(start, end) if end and end > start else ""

"""What happened, told in sentences: for those who would rather read than look things up."""

from collections.abc import Iterator
from datetime import datetime

from warroom.core.metrics import dead_end_seconds, gaps
from warroom.core.model import Decision, Escalation, Hypothesis, Incident
from warroom.core.text import plural
from warroom.core.times import spoken_duration
from warroom.postmortem.blocks import Paragraph, bullets, inline
from warroom.postmortem.dates import Dates, lasting
from warroom.postmortem.parts.words import (
    Pieces,
    author,
    ended,
    few,
    listed,
    short,
    time_on_dead_ends,
    without_repeats,
)

_ACTIONS_AT_MOST = 40
_SENTENCES = 6
_LONG_WAIT = 15 * 60
_LONG_SILENCE = 30 * 60

Moment = tuple[datetime, int, str, bool]
"""When something happened, its place among others of that time, a sentence without its end, and whether it brings a
theory, with which a new paragraph begins."""


def story(incident: Incident, dates: Dates) -> Pieces:
    """Return what happened as prose: each turn of the incident in order of time, a paragraph for each theory."""
    moments = sorted(_moments(incident), key=lambda moment: moment[:2])
    told: list[list[str]] = []
    last, today = None, None
    for at, _, words, proposes in moments:
        minute, day = at.replace(second=0), dates.day(at)
        if not told or (proposes and last != (minute, True)) or len(told[-1]) >= _SENTENCES:
            told.append([])
            last = None
        if last and last[0] == minute:
            sentence = words[:1].upper() + words[1:]
        else:
            is_new = day != today and day[0].isdigit()  # a day that nobody recorded is no date to say
            sentence = f"{f'On {day} at' if is_new else 'At'} {dates.clock(at)} {words}"
        told[-1].append(ended(sentence))
        last, today = (minute, proposes), day
    return [Paragraph(inline(" ".join(sentences))) for sentences in told]


def _moments(incident: Incident) -> Iterator[Moment]:
    """Yield each turn of the incident; what happened at one time stays in the order of its place.

    Each begins with words of ours, which can stand at the beginning of a sentence.
    """
    rows = {row.id: row for row in incident.timeline}
    for name, words in (("started", "it began"), ("detected", "it was noticed"), ("acknowledged", "it was taken on"),
                        ("mitigated", "users were no longer hurt")):  # fmt: skip
        at, row = incident.milestones[name], rows.get(incident.milestone_rows.get(name, ""))
        if at:
            yield at, 0, words + (f": {row.text}" if row and row.is_entry else ""), False
    first = without_repeats(incident.severity_history)
    if first and incident.mode != "retrospective":
        yield first[0].at, 1, f"it was declared {first[0].value} by {incident.declared_by}", False
    for change in first[1:]:
        yield change.at, 5, f"the severity became {change.value}", False
    for item in incident.hypotheses:
        yield from _theory_told(incident, item)
    for call in incident.escalations:
        yield from _call_told(call)
    for decision in incident.decisions:
        yield from _decision_told(decision)
    told_of = {incident.milestone_rows.get(name) for name in ("started", "detected", "acknowledged", "mitigated")}
    actions = [
        row for row in incident.timeline
        if row.kind == "action" and row.struck is None and row.id not in told_of
    ]  # fmt: skip
    if len(actions) > _ACTIONS_AT_MOST:
        actions = [row for row in actions if row.starred][:_ACTIONS_AT_MOST]
    position = {row.id: place for place, row in enumerate(incident.timeline)}
    closed = {(row.about_ref, row.at): place for place, row in enumerate(incident.timeline) if row.about_ref}
    for row in actions:
        # What was tried comes before the end of the theory it was tried for.
        ends_one = any(
            item.closed_at == row.at
            and item.proposed_at < row.at
            and closed.get((item.ref, row.at), 0) > position[row.id]
            for item in incident.hypotheses
        )
        yield row.at, 1 if ends_one else 4, f"this was done: {row.text}", False
    told = {row.at: row.text for row in incident.timeline if row.kind == "status" and row.struck is None}
    for status in without_repeats(incident.status_history)[1:]:
        said = told.get(status.at, "")
        words = said if said.startswith(status.value or "") else status.value
        yield status.at, 8, f"the status became {words}", False
    ends = incident.milestones["resolved"]
    if ends and all(status.at != ends for status in incident.status_history):
        yield ends, 9, "it was over", False


def _theory_told(incident: Incident, item: Hypothesis) -> Iterator[Moment]:
    who = author(incident, item.by)
    first = min(incident.hypotheses, key=lambda one: one.proposed_at)
    came = f"{'the first' if item is first else 'another'} theory came up" + (f", from {who}" if who else "")
    yield item.proposed_at, 3, f"{came}: “{item.statement.strip()}” ({item.ref})", True
    if item.closed_at:
        verdict = "given up as a dead end" if item.misleading else item.status.replace("_", " ")
        lasted = f" after {lasting(item.proposed_at, item.closed_at)}" if item.closed_at > item.proposed_at else ""
        why = f": {item.why}" if item.why else ""
        yield item.closed_at, 2 if lasted else 4, f"{item.ref} was {verdict}{lasted}{why}", False


def _call_told(call: Escalation) -> Iterator[Moment]:
    asker = f" by {call.from_}" if call.from_ else ""
    yield call.paged_at, 4, f"help was asked of {call.to}{asker}" + (f": {call.reason}" if call.reason else ""), False
    if call.acked_at and call.acked_at > call.paged_at:
        who = call.acked_by or call.to
        found = f"; what was found: {call.finding}" if call.finding else ""
        took = lasting(call.paged_at, call.acked_at)
        yield call.acked_at, 1, f"the call to {call.to} was answered by {who} after {took}{found}", False
    elif call.finding:
        yield call.closed_at or call.paged_at, 1, f"word came back from {call.to}: {call.finding}", False
    elif call.outcome in {"no_answer", "declined"}:
        word = "was declined" if call.outcome == "declined" else "stayed without an answer"
        yield call.closed_at or call.paged_at, 6, f"the call to {call.to} {word}", False


def _decision_told(item: Decision) -> Iterator[Moment]:
    if item.outcome != "open":
        word = "to go ahead with" if item.outcome == "go" else "against"
        why = f": {item.why}" if item.why else ""
        yield item.decided_at or item.at, 7, f"it was decided {word} “{item.proposal.strip()}” ({item.ref}){why}", False


def themes(incident: Incident, dates: Dates) -> Pieces:
    """Return what the record shows more than once, or at a size to talk about: wrong turns, waits, silences."""
    points = [_wrong_turns(incident), _waits(incident), _silences(incident, dates), _hands(incident)]
    return [*bullets(point for point in points if point)]


def _wrong_turns(incident: Incident) -> str:
    paths = incident.dead_ends
    said = incident.overrides.get("time_on_dead_ends")
    spent = said.seconds if said else dead_end_seconds(incident)
    start, end = incident.started_at, incident.ended_at
    if not paths:
        return ""
    whole = int((end - start).total_seconds()) if start and end else 0
    share = f", {min(100, round(100 * spent / whole))} % of the whole" if whole > 0 and spent else ""
    shown = [path.attraction for path in paths if path.attraction]
    drew = f" What drew people there: {few([short(text) for text in shown])}." if shown else ""
    count = plural(len(paths), "theory that proved wrong", "theories that proved wrong")
    return f"Looking elsewhere: {time_on_dead_ends(incident)} of clock time went into {count}{share}.{drew}"


def _waits(incident: Incident) -> str:
    waits = [
        (int((call.acked_at - call.paged_at).total_seconds()), call) for call in incident.escalations if call.acked_at
    ]
    long = [f"{call.to} {spoken_duration(seconds)} ({call.ref})" for seconds, call in waits if seconds >= _LONG_WAIT]
    none = [f"{call.to} ({call.ref})" for call in incident.escalations if call.outcome in {"no_answer", "declined"}]
    said = [f"slow to answer: {few(long)}"] if long else []
    said += [f"no help came from {listed(none)}"] if none else []
    if not said:
        return ""
    return ended(f"Asking for help: {plural(len(incident.escalations), 'call')}; {'; '.join(said)}")


def _silences(incident: Incident, dates: Dates) -> str:
    if incident.mode == "retrospective":  # what was not written down then is not in it
        return ""
    long = sorted((gap for gap in gaps(incident) if gap.seconds >= _LONG_SILENCE), key=lambda gap: -gap.seconds)
    if not long:
        return ""
    shown = few([f"{dates.span(gap.start, gap.end)} ({spoken_duration(gap.seconds)})" for gap in long])
    return f"Silence: {_times(len(long))} nothing was written down for half an hour or more: {shown}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _hands(incident: Incident) -> str:
    changed = [
        f"{role} ({' → '.join(change.value or 'nobody' for change in turns)})"
        for role, history in sorted(incident.role_history.items())
        if len(turns := without_repeats(history)) > 1
    ]
    return f"Changing hands: {'; '.join(changed)}." if changed else ""

"""The pictures of a document, built from the record of an incident.

Each comes with a sentence that says what one would see in it, and a table that says the same. A picture that would
have nothing to show, or would have to guess, is None.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from warroom.core.metrics import dead_end_seconds, last_known
from warroom.core.model import Change, Escalation, Hypothesis, Incident
from warroom.core.text import clean_word, plural
from warroom.core.times import spoken_duration
from warroom.postmortem.blocks import Figure, Table, table
from warroom.postmortem.chart import Bar, Columns, Group, Lane, Lanes, Mark, Tick
from warroom.postmortem.dates import Dates, lasting

MOST_LANES = 24
"""Theories, and calls for help, that one picture shows; the table has all of them."""

MOST_BUCKETS = 40
"""Columns of the activity: so few that they have room as text and as a table, which then say the same."""


_DAY = 24 * 60
_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 2 * 60, 3 * 60, 6 * 60, 12 * 60, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 28 * _DAY)
"""Minutes from one tick of an axis to the next, and in one column of the activity."""

_TICKS = 8
_LEAD_ROLES = ("commander", "deputy", "scribe")

Stretch = tuple[datetime, datetime]


class _Window(NamedTuple):
    """The span of time that a picture shows."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()

    def place(self, at: datetime) -> float:
        """Return an instant as seconds from the start, moved to the nearer end when it lies outside."""
        return min(max((at - self.start).total_seconds(), 0.0), self.seconds)

    def bar(self, start: datetime, end: datetime, look: str, label: str = "") -> Bar | None:
        """Return a bar for what of a stretch lies inside, None when nothing does."""
        if end < self.start or start > self.end or end < start:
            return None
        return Bar(self.place(start), self.place(end), look, label)


_TOLD_OF_TOO = (
    "time_to_detect", "time_to_identify", "time_to_mitigate", "time_to_resolve", "time_to_answer", "time_on_dead_ends",
)  # fmt: skip
"""The metrics that tell of what the parts of the time tell of."""


# The incident as lanes


def lanes(incident: Incident, dates: Dates) -> Figure | None:
    """Return the incident as lanes: severity, status, roles, theories and calls for help over one axis of time.

    It begins with the first milestone, or the first row when none is marked, and ends with the incident or, while that
    goes on, with the last row. None when no time passed.
    """
    window = _window(incident)
    if window is None:
        return None
    groups = [
        Group("", tuple(_bands(incident, window))),
        Group("Roles", tuple(_roles(incident, window))),
        _most(
            "Theories", [(_theory_lane(one, window), one.proposed_at, one.closed_at) for one in incident.hypotheses],
            window,
        ),
        _most(
            "Calls for help",
            [(_call_lane(one, incident, window), one.paged_at, _call_end(one)) for one in incident.escalations],
            window,
        ),
    ]  # fmt: skip
    groups = [group for group in groups if group.lanes]
    marks = tuple(
        Mark(window.place(at), f"{name} {dates.clock(at)}") for at, name in _marked(incident) if at <= window.end
    )
    shown = {bar.look for group in groups for lane in group.lanes for bar in lane.bars}
    legend = tuple((look, words) for look, words in _LANE_LEGEND if look in shown)
    chart = Lanes(window.seconds, tuple(groups), marks, ticks(window.start, window.end, dates), legend)
    return Figure(
        "lanes", "The incident at a glance", _lanes_description(incident, dates, window), chart,
        _lanes_table(incident, dates, window),
    )  # fmt: skip


_LANE_LEGEND = (
    ("confirmed", "theory that was confirmed"),
    ("dead_end", "dead end"),
    ("ruled_out", "theory that was ruled out"),
    ("open", "theory not settled"),
    ("answered", "waiting for an answer that came"),
    ("waiting", "no answer recorded"),
    ("no_answer", "nobody answered"),
    ("declined", "call that was declined"),
)
_CALLS = {"answered": "answered", "no_answer": "no answer", "declined": "declined"}


_WRITTEN_UP = {"status", "severity", "role"}
"""Rows that say how it stands: what they say of may long be over when it is recorded."""


def _window(incident: Incident) -> _Window | None:
    milestones = [at for at in incident.milestones.values() if at]
    rows = [row.at for row in incident.timeline if row.struck is None]
    start = min(milestones, default=None) or min(rows, default=None)
    end = max((at for at in (last_known(incident), *milestones) if at), default=None)
    if end and (over := incident.ended_at):  # what was only recorded afterwards is no part of it
        written_up = {row.id for row in incident.timeline if row.kind in _WRITTEN_UP}
        later = (at for name, at in incident.milestones.items() if incident.milestone_rows.get(name) not in written_up)
        end = max((at for at in (over, *later) if at), default=over)
    return _Window(start, end) if start and end and end > start else None


def _marked(incident: Incident) -> list[tuple[datetime, str]]:
    """Return the milestones that are known, in order of time and, at the same time, in their own order."""
    known = [(at, name) for name, at in incident.milestones.items() if at]
    return sorted(known, key=lambda milestone: milestone[0])


def _bands(incident: Incident, window: _Window) -> Iterator[Lane]:
    for name, history in (("Severity", incident.severity_history), ("Status", incident.status_history)):
        if bars := _history_bars(history, window, None):
            yield Lane(name, bars)


def _roles(incident: Incident, window: _Window) -> Iterator[Lane]:
    for role in _roles_in_order(incident):
        if bars := _history_bars(incident.role_history[role], window, "role"):
            yield Lane(clean_word(role), bars)


def _roles_in_order(incident: Incident) -> list[str]:
    place = {role: number for number, role in enumerate(_LEAD_ROLES)}
    return sorted(incident.role_history, key=lambda role: (place.get(role, len(place)), role))


def _history(history: list[Change], window: _Window) -> Iterator[tuple[datetime, datetime, str]]:
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


def _history_bars(history: list[Change], window: _Window, look: str | None) -> tuple[Bar, ...]:
    found = (
        window.bar(start, end, look or value, clean_word(value)) for start, end, value in _history(history, window)
    )
    return tuple(bar for bar in found if bar)


def _look_of(theory: Hypothesis) -> str:
    if theory.misleading:
        return "dead_end"
    return theory.status if theory.status in {"confirmed", "ruled_out"} else "open"


_VERDICTS = {"dead_end": "dead end", "confirmed": "confirmed", "ruled_out": "ruled out", "open": "not settled"}


def _theory_lane(theory: Hypothesis, window: _Window) -> Lane:
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


def _is_over(incident: Incident) -> bool:
    return bool(incident.ended_at) or not incident.is_active


def _call_end(call: Escalation) -> datetime | None:
    return call.acked_at or (call.closed_at if call.outcome != "waiting" else None)


def _call_lane(call: Escalation, incident: Incident, window: _Window) -> Lane:
    look = call.outcome if call.outcome in _CALLS else "waiting"
    end = _call_end(call)
    # How long somebody waited whose answer was never written down is not known: only the asking is drawn.
    until = end or (max(window.end, call.paged_at) if not _is_over(incident) else call.paged_at)
    bar = window.bar(call.paged_at, until, look)
    words = _CALLS.get(call.outcome) or ("no reply recorded" if _is_over(incident) else "still waiting")
    if end:
        words += _for(call.paged_at, end)
    if bar is None:
        words += ", after the end" if call.paged_at > window.end else ", before the start"
    asked = f"{call.from_} asked {call.to}" if call.from_ else call.to
    return Lane(call.ref, (bar,) if bar else (), words, clean_word(f"{asked}: {call.reason}" if call.reason else asked))


def _most(name: str, items: list[tuple[Lane, datetime, datetime | None]], window: _Window) -> Group:
    """Return lanes in the order they began, and of very many those that took longest."""
    kept = sorted(range(len(items)), key=lambda place: -_length(items[place][0]))[:MOST_LANES]
    in_order = sorted(kept, key=lambda place: (items[place][1], place))
    left = len(items) - len(kept)
    more = f"and {left} more that took less time: see the table" if left else ""
    return Group(name, tuple(items[place][0] for place in in_order), more)


def _length(lane: Lane) -> float:
    return sum(bar.end - bar.start for bar in lane.bars)


def _lanes_description(incident: Incident, dates: Dates, window: _Window) -> str:
    between = dates.between(window.start, window.end)
    parts = [f"{between[0].upper()}{between[1:]}: {lasting(window.start, window.end)}"]
    if not _is_over(incident):
        parts[0] += ", not over yet"
    if count := len(incident.hypotheses):
        dead, held = len(incident.dead_ends), sum(one.status == "confirmed" for one in incident.hypotheses)
        how = [plural(dead, "dead end")] * bool(dead) + [f"{held} confirmed"] * bool(held)
        parts.append(plural(count, "theory", "theories") + (f" ({', '.join(how)})" if how else ""))
    if count := len(incident.escalations):
        answered = sum(one.outcome == "answered" for one in incident.escalations)
        parts.append(f"{plural(count, 'call', 'calls')} for help ({answered} answered)")
    return "; ".join(parts) + "."


def _lanes_table(incident: Incident, dates: Dates, window: _Window) -> Table:
    rows = [("Milestone", name, dates.when(at), "", "", "") for at, name in _marked(incident)]
    histories = [("Severity", incident.severity_history), ("Status", incident.status_history)]
    histories += [(role.capitalize(), incident.role_history[role]) for role in _roles_in_order(incident)]
    rows += [
        (name, value, dates.when(start), dates.when(end), lasting(start, end), "")
        for name, history in histories
        for start, end, value in _history(history, window)
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
        rows.append((f"Call {call.ref}", lane.text, *_ends(call.paged_at, _call_end(call), dates), words + by))
    return table(("Lane", "What", "From", "To", "Lasted", "How it ended"), rows)[0]


def _ends(start: datetime, end: datetime | None, dates: Dates) -> tuple[str, str, str]:
    return dates.when(start), dates.when(end) if end else "", lasting(start, end) if end and end > start else ""


# Where the time went


class Part(NamedTuple):
    """A share of an incident's time: what it was spent on, the stretches it was, and what counts as such."""

    look: str
    name: str
    stretches: tuple[Stretch, ...]
    definition: str

    @property
    def seconds(self) -> int:
        """How much time it is in all."""
        return int(sum((end - start).total_seconds() for start, end in self.stretches))


_DEFINITIONS = (
    ("detecting", "Detecting", "From the start until it was detected."),
    (
        "dead_ends", "On dead ends",
        "A theory that proved a dead end was open; one proposed before the cause was known counts until then.",
    ),
    (
        "true_cause", "On the true cause",
        "A theory that was confirmed was open and no dead end was, until the cause was known.",
    ),
    (
        "other_theories", "On other theories",
        "Only theories that were ruled out or never settled were open, until the cause was known.",
    ),
    ("waiting_for_people", "Waiting for people", "No theory was open and a call for help had no answer yet."),
    (
        "fixing", "Fixing",
        "From when the cause was known (or, if it never was, from the first go) until it was mitigated or over.",
    ),
    ("after", "After mitigation", "From the mitigation until it was over."),
    ("unknown", "Not accounted for", "The record does not say what this time went to."),
)  # fmt: skip


def time_parts(incident: Incident) -> tuple[Part, ...]:
    """Return where the time of an incident went: parts that share out start to end, each moment in just one of them.

    A moment belongs to the first of these that it fits, so that the most particular thing the record says wins:

    1. detecting: before `detected` nobody was looking, whatever was proposed later for that time;
    2. dead ends: being misled is counted whole, also when the true cause was followed beside it;
    3. the true cause: a theory that was confirmed was open;
    4. other theories: ruled out without having misled, or never settled;
    5. waiting: somebody was asked and had not answered, and no theory was open;
    6. fixing: from when the cause was known, or without that from the first decision to go, until `mitigated`;
    7. after mitigation, until the end;
    8. what is left: nothing in the record covers it.

    The cause was known at `identified` if a theory that proved true had been proposed by then, or if none was ever
    confirmed; otherwise when the last one was confirmed. Theories that were still open then stop counting, and of
    those that came later only dead ends count: fixing is what went on. A call whose answer was never written down
    counts only while the incident goes on. While it goes on, its last row is the end. Empty when there is no start,
    or no end after it.
    """
    span = _time_span(incident)
    if span is None:
        return ()
    start, end = span
    found: dict[str, list[Stretch]] = {name: [] for name, _, _ in _DEFINITIONS}
    known = _cause_known(incident, start, end)
    detected, mitigated = incident.milestones["detected"], incident.milestones["mitigated"]
    if detected and incident.milestones["started"] and start < detected <= end:
        found["detecting"].append((start, detected))
    looks = {"dead_end": "dead_ends", "confirmed": "true_cause"}
    for theory in incident.hypotheses:
        look, closed = looks.get(_look_of(theory), "other_theories"), theory.closed_at or end
        if known and (look != "dead_ends" or theory.proposed_at < known):
            closed = min(closed, known)
        found[look].append((theory.proposed_at, closed))
    for call in incident.escalations:
        if until := _call_end(call) or (None if _is_over(incident) else end):
            found["waiting_for_people"].append((call.paged_at, until))
    goes = [one.decided_at for one in incident.decisions if one.outcome == "go" and one.decided_at]
    from_ = known or min(goes, default=None)
    if from_:
        is_after = mitigated and mitigated > from_
        found["fixing"].append((from_, mitigated if mitigated and is_after else end))
    if mitigated:
        found["after"].append((mitigated, end))
    parts, free = [], [span]
    for look, name, definition in _DEFINITIONS:
        taken, free = _take(free, found[look] if look != "unknown" else [span])
        if taken:
            parts.append(Part(look, name, tuple(taken), definition))
    return tuple(parts)


def where_time_went(incident: Incident, dates: Dates) -> Figure | None:
    """Return where the time went (`time_parts`), or None when the record says of none of it what it went to."""
    parts = time_parts(incident)
    if not any(part.look != "unknown" for part in parts):
        return None
    window = _Window(min(part.stretches[0][0] for part in parts), max(part.stretches[-1][1] for part in parts))
    total = int(window.seconds)
    minutes = _share_out([part.seconds for part in parts], total // 60)
    hundredths = _share_out([part.seconds for part in parts], 100)
    said = [
        (_share(part.seconds, count, total), f"{percent} %" if percent else "under 1 %")
        for part, count, percent in zip(parts, minutes, hundredths, strict=True)
    ]
    strip = sorted(
        Bar(window.place(start), window.place(end), part.look, part.name)
        for part in parts
        for start, end in part.stretches
    )
    shares = tuple(
        Lane(part.name, (Bar(0.0, float(part.seconds), part.look),), ", ".join(words))
        for part, words in zip(parts, said, strict=True)
    )
    groups = (Group("", (Lane("In order of time", tuple(strip)),)), Group("In all", shares, timed=False))
    # Each part has its name beside its pattern in the lower half, which is the legend of the upper.
    chart = Lanes(window.seconds, groups, (), ticks(window.start, window.end, dates), ())
    # A sentence has no room for the seconds between one thing and the next; the table has.
    named = [
        f"{part.name.lower()} {words[0]}"
        for part, count, words in zip(parts, minutes, said, strict=True)
        if count or total < 60
    ]
    rows = [(part.name, *words, part.definition) for part, words in zip(parts, said, strict=True)]
    rows.append(("Total", spoken_duration(total), "100 %", " ".join(_how_counted(incident, dates, parts, window))))
    return Figure(
        "where_time_went", "Where the time went",
        f"Of {spoken_duration(total)} ({dates.between(window.start, window.end)}): {', '.join(named)}."
        + _set_by_hand(incident),
        chart, table(("What", "Time", "Share", "What counts as such"), rows)[0],
    )  # fmt: skip


def _set_by_hand(incident: Incident) -> str:
    """Return what to say where somebody set a figure otherwise than the record, which the parts are counted from."""
    said = [
        f"{metric.replace('_', ' ')} was set by hand to {spoken_duration(one.seconds)}"
        for metric, one in incident.overrides.items()
        if metric in _TOLD_OF_TOO
    ]
    return f" This is counted from the record; {', '.join(said)}." if said else ""


def _share(seconds: int, minutes: int, total: int) -> str:
    """Return how long a part was, in its rounded minutes; of a very short incident, and below a minute, as it is."""
    if total < 2 * 60:
        return spoken_duration(seconds)
    return spoken_duration(60 * minutes or min(59, seconds))


def _time_span(incident: Incident) -> Stretch | None:
    start, end = incident.started_at, last_known(incident)
    return (start, end) if start and end and end > start else None


def _cause_known(incident: Incident, start: datetime, end: datetime) -> datetime | None:
    identified = incident.milestones["identified"]
    if identified and not start <= identified <= end:
        identified = None
    true = [one for one in incident.hypotheses if one.status == "confirmed"]
    if identified and (not true or any(one.proposed_at <= identified for one in true)):
        return identified
    return max((one.closed_at for one in true if one.closed_at and start <= one.closed_at <= end), default=None)


def _how_counted(incident: Incident, dates: Dates, parts: tuple[Part, ...], window: _Window) -> Iterator[str]:
    """Yield what a reader has to know about these figures: the rule, and whatever the record lacks for them."""
    yield "Each moment counts once, as the first of these, from the top, that it fits."
    yield "Minutes are rounded so that they add up."
    marked = incident.milestones
    if marked["started"] is None:
        yield f"When it started is not recorded: the time before {dates.when(window.start)} is not in here."
    if marked["detected"] is None:
        yield "When it was detected is not recorded, so nothing counts as detecting."
    elif not window.start <= marked["detected"] <= window.end:
        side = "before the start" if marked["detected"] < window.start else "after the end"
        yield f"The record has it detected {side}, so nothing counts as detecting."
    if not _is_over(incident):
        yield f"It was not over: the last row, {dates.when(window.end)}, is taken for the end."
    elif not incident.ended_at:
        yield f"When it ended is not recorded: the time after {dates.when(window.end)} is not in here."
    if _is_over(incident) and (open_calls := [one.ref for one in incident.escalations if not _call_end(one)]):
        few = ", ".join(open_calls[:3]) + (f" and {len(open_calls) - 3} more" if len(open_calls) > 3 else "")
        yield f"No reply is recorded for {few}: that wait is not in here."
    dead = next((part for part in parts if part.look == "dead_ends"), None)
    if dead:
        true = _union((one.proposed_at, one.closed_at) for one in incident.hypotheses
                      if one.status == "confirmed" and one.closed_at)  # fmt: skip
        both = sum((end - start).total_seconds() for start, end in _take(true, list(dead.stretches))[0])
        if both >= 60:
            yield f"For {spoken_duration(int(both))} of the dead ends the true cause was followed beside them."
        whole = dead_end_seconds(incident)
        if whole // 60 != dead.seconds // 60:
            yield (
                f"The dead ends were open for {spoken_duration(whole)} in all: what lies before the detection, after "
                "the cause was known or after the end is not in here."
            )


def _union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch made one; what has no length is left out."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _take(free: list[Stretch], wanted: list[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    """Return what of the free stretches is wanted, and what is left of them."""
    taken: list[Stretch] = []
    left: list[Stretch] = []
    claims, place = _union(wanted), 0
    for begin, end in free:
        reached = begin
        while place < len(claims) and claims[place][1] <= begin:
            place += 1
        for claim in claims[place:]:
            if claim[0] >= end:
                break
            start, until = max(claim[0], reached), min(claim[1], end)
            if start > reached:
                left.append((reached, start))
            taken.append((start, until))
            reached = until
        if reached < end:
            left.append((reached, end))
    return taken, left


def _share_out(amounts: list[int], total: int) -> list[int]:
    """Return whole numbers in proportion to these amounts that add up to the total (largest remainders first)."""
    whole = sum(amounts)
    floors = [amount * total // whole for amount in amounts]
    by_rest = sorted(range(len(amounts)), key=lambda place: (-(amounts[place] * total % whole), place))
    for place in by_rest[: total - sum(floors)]:
        floors[place] += 1
    return floors


# How much was written


def activity(incident: Incident, dates: Dates) -> Figure | None:
    """Return how many rows were written for each minute or, of long incidents, for each few: at most `MOST_BUCKETS`.

    Rows of machines are alerts and, unless the incident was written up afterwards, what came through a pipe. Rows
    that happened before or after it are not counted, nor are those that were struck. None without two rows to compare.
    """
    window = _window(incident)
    if window is None:
        return None
    live = incident.mode != "retrospective"
    rows = [
        (row.at, row.kind == "alert" or (live and row.source == "pipe"))
        for row in incident.timeline
        if row.struck is None and window.start <= row.at <= window.end
    ]
    if len(rows) < 2:
        return None
    minutes = next((step for step in _STEPS if window.seconds // (60 * step) + 2 <= MOST_BUCKETS), 0)
    bucket = 60 * (minutes or _STEPS[-1] * (1 + int(window.seconds // (60 * _STEPS[-1] * (MOST_BUCKETS - 2)))))
    begin = window.start - timedelta(seconds=window.start.timestamp() % min(bucket, 3600))
    count = int((window.end - begin).total_seconds() // bucket) + 1
    people, machines = [0] * count, [0] * count
    for at, machine in rows:
        (machines if machine else people)[int((at - begin).total_seconds() // bucket)] += 1
    seconds = float(count * bucket)
    legend = tuple(
        (look, words)
        for look, words, numbers in (("people", "people", people), ("machines", "alerts and pipes", machines))
        if any(numbers)
    )
    each = "minute" if bucket == 60 else spoken_duration(bucket)
    chart = Columns(
        seconds, float(bucket), ("people", "machines"), tuple(zip(people, machines, strict=True)),
        ticks(begin, begin + timedelta(seconds=seconds), dates), legend,
    )  # fmt: skip
    most, place = max((people[at] + machines[at], -at) for at in range(count))
    busiest = begin + timedelta(seconds=-place * bucket)
    split = f" ({sum(people)} by people, {sum(machines)} by alerts and pipes)" if any(machines) else ""
    description = (
        f"{plural(len(rows), 'row')}{split} in {lasting(window.start, window.end)}, counted every {each}; "
        f"most at {dates.when(busiest)}: {most}."
    )
    return Figure(
        "activity", f"Rows of the timeline, every {each}", description, chart,
        _activity_table(begin, bucket, people, machines, dates),
    )  # fmt: skip


def _activity_table(begin: datetime, bucket: int, people: list[int], machines: list[int], dates: Dates) -> Table:
    """Return the counts as a table: a row for each column of the picture, what is empty left out."""
    rows = []
    for place, (mine, theirs) in enumerate(zip(people, machines, strict=True)):
        start = begin + timedelta(seconds=place * bucket)
        if mine + theirs:
            rows.append((dates.when(start), str(mine), str(theirs) if any(machines) else ""))
    each = spoken_duration(bucket)
    return table((f"From (for {each})", "Rows by people", "Rows by alerts and pipes"), rows)[0]


# The axis


def ticks(start: datetime, end: datetime, dates: Dates) -> tuple[Tick, ...]:
    """Return some eight ticks between two instants, at round times of the incident's own clocks.

    A time that the clocks skipped has none, one that they showed twice has two.
    """
    minutes = (end - start).total_seconds() / 60
    step = next((step for step in _STEPS if minutes / step <= _TICKS), 0)
    step = step or _STEPS[-1] * (1 + int(minutes / _STEPS[-1] / _TICKS))
    found = [at for at in _round_times(start, end, step, dates) if start <= at <= end]
    days = [dates.day(at) for at in found]
    shows_days = dates.day(start) != dates.day(end)
    made = []
    for place, at in enumerate(found):
        is_new = shows_days and (not place or days[place - 1] != days[place])
        made.append(Tick((at - start).total_seconds(), dates.clock(at) if step < _DAY else "", days[place] * is_new))
    return tuple(made) or (Tick(0.0, dates.clock(start, seconds=True)),)


def _round_times(start: datetime, end: datetime, step: int, dates: Dates) -> Iterator[datetime]:
    first, last = dates.local(start).date(), dates.local(end).date()
    day = first
    while day <= last:
        if step < _DAY or not day.toordinal() % (step // _DAY):
            for minute in range(0, _DAY, min(step, _DAY)):
                clock = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=dates.zone)
                both = {clock.astimezone(UTC), clock.replace(fold=1).astimezone(UTC)}
                yield from (
                    at for at in sorted(both) if dates.local(at).replace(tzinfo=None) == clock.replace(tzinfo=None)
                )
        if day == last:
            break
        day += timedelta(days=1)

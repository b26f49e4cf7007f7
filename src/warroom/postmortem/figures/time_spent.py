"""Where the time went: what each moment of an incident was spent on, and the picture of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from warroom.core.metrics import dead_end_seconds, last_known
from warroom.core.model import Incident
from warroom.core.times import spoken_duration
from warroom.postmortem.blocks import Figure, table
from warroom.postmortem.chart import Bar, Group, Lane, Lanes
from warroom.postmortem.dates import Dates
from warroom.postmortem.figures.axis import Window, ticks

Stretch = tuple[datetime, datetime]

_TOLD_OF_TOO = (
    "time_to_detect", "time_to_identify", "time_to_mitigate", "time_to_resolve", "time_to_answer", "time_on_dead_ends",
)  # fmt: skip
"""The metrics that tell of what the parts of the time tell of."""


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
    for theory in incident.hypotheses:
        look = "true_cause" if theory.status == "confirmed" else "other_theories"
        look, closed = "dead_ends" if theory.misleading else look, theory.closed_at or end
        if known and (look != "dead_ends" or theory.proposed_at < known):
            closed = min(closed, known)
        found[look].append((theory.proposed_at, closed))
    for call in incident.escalations:
        if until := call.waited_until or (None if incident.is_over else end):
            found["waiting_for_people"].append((call.paged_at, until))
    goes = [one.decided_at for one in incident.decisions if one.outcome == "go" and one.decided_at]
    from_ = known or min(goes, default=None)
    if from_:
        found["fixing"].append((from_, mitigated if mitigated and mitigated > from_ else end))
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
    window = Window(min(part.stretches[0][0] for part in parts), max(part.stretches[-1][1] for part in parts))
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


def _how_counted(incident: Incident, dates: Dates, parts: tuple[Part, ...], window: Window) -> Iterator[str]:
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
    if not incident.is_over:
        yield f"It was not over: the last row, {dates.when(window.end)}, is taken for the end."
    elif not incident.ended_at:
        yield f"When it ended is not recorded: the time after {dates.when(window.end)} is not in here."
    if incident.is_over and (open_calls := [one.ref for one in incident.escalations if not one.waited_until]):
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

"""The figures of an incident, each with the definition it was computed by.

Definitions disagree across the field; here they are those of the milestones' own names, counted from the start:
detect, acknowledge, identify, mitigate and resolve as in FireHydrant's and Datadog's documentation, time in each
severity as PagerDuty's template asks for it. Somebody who knows better may say another figure, with a reason: then
that is what is shown, and what was counted is kept beside it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from warroom.core.model import Incident, Override
from warroom.core.text import plural
from warroom.core.times import to_text

_PAIRS = (
    ("time_to_detect", "started", "detected", "From started to detected: until somebody or something noticed."),
    ("time_to_acknowledge", "detected", "acknowledged", "From detected to acknowledged: until a person took it on."),
    ("time_to_identify", "detected", "identified", "From detected to identified: until the cause was known."),
    ("time_to_mitigate", "started", "mitigated", "From started to mitigated: until users were no longer hurt."),
    ("time_to_resolve", "started", "resolved", "From started to resolved: until it was over."),
)


class Metric(NamedTuple):
    """A figure: whole seconds (None when a milestone is missing; negative when they are out of order), and its ends.

    `from_` and `to` are the milestones or instants it is counted between; `definition` is one sentence that names
    them. With an `override` the figure is what somebody said, and `computed` what the record gives.
    """

    name: str
    seconds: int | None
    from_: str | None
    to: str | None
    definition: str
    override: Override | None = None
    computed: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the metric under the names of the record contract."""
        said = self.override
        return {
            "seconds": self.seconds, "from": self.from_, "to": self.to, "definition": self.definition,
            "overridden": {**said.to_json(), "seconds": self.computed} if said else None,
        }  # fmt: skip


class Response(NamedTuple):
    """How a team answered when it was called: how often, and in how many seconds at the median and at most.

    Both are None while no answer is recorded; a call that was declined, or that nobody answered, is no answer.
    """

    team: str
    calls: int
    answered: int
    median: int | None
    longest: int | None

    def to_json(self) -> dict[str, Any]:
        """Return the response under the names of the record contract."""
        return {
            "team": self.team, "calls": self.calls, "answered": self.answered, "median_seconds": self.median,
            "longest_seconds": self.longest,
        }  # fmt: skip


class Gap(NamedTuple):
    """A silence: two instants between which the record has no row."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """How long it lasted, in seconds."""
        return int((self.end - self.start).total_seconds())


def metrics(incident: Incident) -> list[Metric]:
    """Return every figure of an incident, those that cannot be known yet included, in a fixed order.

    Those that somebody said otherwise are what they said.
    """
    found = [
        *_milestone_metrics(incident),
        _answer_metric(incident),
        *_severity_metrics(incident),
        _dead_end_metric(incident),
        _gap_metric(incident),
    ]
    if not incident.overrides:
        return found
    said = incident.overrides
    return [
        metric._replace(seconds=said[metric.name].seconds, override=said[metric.name], computed=metric.seconds)
        if metric.name in said
        else metric
        for metric in found
    ]


def responses(incident: Incident) -> list[Response]:
    """Return how each team answered, in the order they were first called; a name is one team however it is cased."""
    waits: dict[str, tuple[str, list[int | None]]] = {}
    for call in incident.escalations:
        seconds = int((call.acked_at - call.paged_at).total_seconds()) if call.acked_at else None
        waits.setdefault(call.to.casefold(), (call.to, []))[1].append(seconds)
    found = []
    for team, all_waits in waits.values():
        known = [seconds for seconds in all_waits if seconds is not None]
        middle, longest = (_median(known), max(known)) if known else (None, None)
        found.append(Response(team, len(all_waits), len(known), middle, longest))
    return found


def severity_spans(incident: Incident) -> list[tuple[datetime, datetime, str]]:
    """Return the severities it was held to be, in order, each with when that began and ended.

    The first begins with the declaration, the last ends with the incident or, while that goes on, with its last row.
    """
    (start, _), (until, _) = _severity_since(incident), _end(incident)
    if not start or not until:
        return []
    runs = [next(run) for _, run in groupby(incident.severity_history, lambda change: change.value)]
    begins = [start if place == 0 else max(change.at, start) for place, change in enumerate(runs)]
    ends = [min(max(change.at, start), until) for change in runs[1:]] + [until]
    return [
        (begin, end, change.value)
        for begin, end, change in zip(begins, ends, runs, strict=False)
        if end > begin
    ]  # fmt: skip


def unanswered(incident: Incident) -> str:
    """Return in words how many of the calls for help have no answer on record, empty when all have."""
    calls = len(incident.escalations)
    missing = sum(call.acked_at is None for call in incident.escalations)
    return f"{missing} of {plural(calls, 'call')} without a recorded answer" if missing else ""


def last_known(incident: Incident) -> datetime | None:
    """Return the last instant the record speaks of: its end or, while it goes on, its last row."""
    return _end(incident)[0]


def dead_end_seconds(incident: Incident) -> int:
    """Return the clock time during which a dead end was believed; an hour spent on two of them counts once."""
    spans = [(item.proposed_at, item.closed_at) for item in incident.dead_ends if item.closed_at]
    return int(_covered(spans).total_seconds())


def gaps(incident: Incident) -> list[Gap]:
    """Return every silence between two rows, in order, from the first row to the end of the incident.

    A row that lasted from one time to another is no silence; struck rows, and those after the end, do not count.
    """
    spans = sorted((row.at, row.until or row.at) for row in incident.timeline if row.struck is None)
    ended = incident.ended_at
    if ended:
        spans = [span for span in spans if span[0] <= ended]
        spans += [(ended, ended)] if spans else []
    found = []
    reached = spans[0][1] if spans else None
    for start, end in spans:
        if reached and start > reached:
            found.append(Gap(reached, start))
        reached = max(reached, end) if reached else end
    return found


def _end(incident: Incident) -> tuple[datetime | None, str]:
    """Return the last instant the record speaks of, and what it is: a milestone, `closed` or `last row`."""
    if incident.ended_at:
        return incident.ended_at, "resolved" if incident.milestones["resolved"] else "mitigated"
    if incident.closed_at:
        return incident.closed_at, "closed"
    return max((row.until or row.at for row in incident.timeline if row.struck is None), default=None), "last row"


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    total, reached = timedelta(), None
    for start, end in sorted(spans):
        begin = max(start, reached) if reached else start
        if end > begin:
            total += end - begin
            reached = end
    return total


def _milestone_metrics(incident: Incident) -> list[Metric]:
    found = []
    for name, start, end, definition in _PAIRS:
        first, last = incident.milestones[start], incident.milestones[end]
        seconds = int((last - first).total_seconds()) if first and last else None
        found.append(Metric(name, seconds, start, end, definition))
    return found


def _answer_metric(incident: Incident) -> Metric:
    calls = incident.escalations
    waits = [int((call.acked_at - call.paged_at).total_seconds()) for call in calls if call.acked_at]
    definition = "From called to answered: the median of the calls for help that somebody answered."
    return Metric("time_to_answer", _median(waits) if waits else None, "called", "answered", definition)


def _median(seconds: list[int]) -> int:
    from statistics import median  # loads much, and a room shows its first frame without it

    return int(median(seconds))


def _severity_metrics(incident: Incident) -> list[Metric]:
    """Return the seconds spent in each severity, from the declaration to the end of the record."""
    to, (start, from_) = _end(incident)[1], _severity_since(incident)
    known = {}
    if start:
        known = {f"time_in_{change.value.lower()}": timedelta() for change in incident.severity_history}
        for begin, end, severity in severity_spans(incident):
            known[f"time_in_{severity.lower()}"] += end - begin
    names = known.keys() | {name for name in incident.overrides if name.startswith("time_in_")}
    return [
        Metric(
            name, int(known[name].total_seconds()) if name in known else None, from_, to,
            f"From {from_} to {to}: the time it was held to be {name.removeprefix('time_in_').upper()}; before that it"
            " had no severity.",
        )
        for name in sorted(names)
    ]  # fmt: skip


def _severity_since(incident: Incident) -> tuple[datetime | None, str]:
    """Return since when it had a severity, and what that is: a milestone or `first severity`; None without an end.

    It has one from the declaration on or, if somebody said one for earlier, from then; what nobody declared has one
    from its start.
    """
    history, marks = incident.severity_history, incident.milestones
    name = "declared" if marks["declared"] else "started"
    start = marks[name]
    if history and (start is None or (name == "declared" and history[0].at < start)):
        start, name = history[0].at, "first severity"
    first = min(((at, mark) for mark, at in marks.items() if at), default=None)
    if start and first and start < first[0]:
        start, name = first
    return (start if _end(incident)[0] else None), name


def _dead_end_metric(incident: Incident) -> Metric:
    definition = "From proposed to dead end: the time a hypothesis that misled the room was open; overlaps count once."
    return Metric("time_on_dead_ends", dead_end_seconds(incident), "proposed", "dead end", definition)


def _gap_metric(incident: Incident) -> Metric:
    definition = "From one row to the next: the longest time without a row, from the first row to the end."
    longest = max(gaps(incident), key=lambda gap: gap.seconds, default=None)
    if longest is None:
        return Metric("longest_gap", None, None, None, definition)
    return Metric("longest_gap", longest.seconds, to_text(longest.start), to_text(longest.end), definition)

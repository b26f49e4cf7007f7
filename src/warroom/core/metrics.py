"""The figures of an incident, each with the definition it was computed by.

Definitions disagree across the field; here they are those of the milestones' own names, counted from the start:
detect, acknowledge, identify, mitigate and resolve as in FireHydrant's and Datadog's documentation, time in each
severity as PagerDuty's template asks for it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from warroom.core.model import Incident

_PAIRS = (
    ("time_to_detect", "started", "detected", "From the start of the trouble until somebody or something noticed it."),
    ("time_to_acknowledge", "detected", "acknowledged", "From detection until a person took it on."),
    ("time_to_identify", "detected", "identified", "From detection until the cause was known."),
    ("time_to_mitigate", "started", "mitigated", "From the start until users were no longer hurt."),
    ("time_to_resolve", "started", "resolved", "From the start until it was over."),
)


class Metric(NamedTuple):
    """A figure: whole seconds (None when a milestone is missing; negative when they are out of order), and its ends.

    `from_` and `to` are the milestones or instants it is counted between; `definition` is one sentence.
    """

    name: str
    seconds: int | None
    from_: str | None
    to: str | None
    definition: str

    def to_json(self) -> dict[str, Any]:
        """Return the metric under the names of the record contract."""
        return {"seconds": self.seconds, "from": self.from_, "to": self.to, "definition": self.definition}


def metrics(incident: Incident) -> list[Metric]:
    """Return every figure of an incident, those that cannot be known yet included, in a fixed order."""
    return [
        *_milestone_metrics(incident),
        *_severity_metrics(incident),
        _dead_end_metric(incident),
        _gap_metric(incident),
    ]


def last_known(incident: Incident) -> datetime | None:
    """Return the last instant the record speaks of: its end or, while it goes on, its last row."""
    rows = incident.timeline
    last_row = max((row.until or row.at for row in rows if row.struck is None), default=None)
    return incident.ended_at or incident.closed_at or last_row


def dead_end_seconds(incident: Incident) -> int:
    """Return the clock time during which a dead end was believed; an hour spent on two of them counts once."""
    spans = [(item.proposed_at, item.closed_at) for item in incident.dead_ends if item.closed_at]
    return _covered(spans)


def _covered(spans: Iterable[tuple[datetime, datetime]]) -> int:
    total, reached = 0.0, None
    for start, end in sorted(spans):
        begin = max(start, reached) if reached else start
        if end > begin:
            total += (end - begin).total_seconds()
        reached = max(reached, end) if reached else end
    return int(total)


def _milestone_metrics(incident: Incident) -> list[Metric]:
    found = []
    for name, start, end, definition in _PAIRS:
        first, last = incident.milestones[start], incident.milestones[end]
        seconds = int((last - first).total_seconds()) if first and last else None
        found.append(Metric(name, seconds, start, end, definition))
    return found


def _severity_metrics(incident: Incident) -> list[Metric]:
    """Return the seconds spent in each severity, from the start (or declaration) to the end of the record."""
    end, history = last_known(incident), incident.severity_history
    start = incident.milestones["started"] or incident.milestones["declared"] or (history[0].at if history else None)
    if not end or not start or not history:
        return []
    spent: dict[str, float] = {}
    for place, change in enumerate(history):
        begin = start if place == 0 else max(change.at, start)
        until = history[place + 1].at if place + 1 < len(history) else end
        spent[change.value] = spent.get(change.value, 0) + max(0.0, (min(until, end) - begin).total_seconds())
    return [
        Metric(
            f"time_in_{severity.lower()}", int(seconds), "started", "resolved" if incident.ended_at else "last row",
            f"Time the incident was held to be {severity}; what it was declared as counts from the start.",
        )
        for severity, seconds in sorted(spent.items())
    ]  # fmt: skip


def _dead_end_metric(incident: Incident) -> Metric:
    definition = "Clock time during which a hypothesis that proved a dead end was open; overlaps count once."
    return Metric("time_on_dead_ends", dead_end_seconds(incident), "proposed", "dead end", definition)


def _gap_metric(incident: Incident) -> Metric:
    definition = "The longest time between two rows of the timeline, from the first row to the end."
    times = sorted({row.at for row in incident.timeline if row.struck is None})
    if incident.ended_at and times and incident.ended_at > times[-1]:
        times.append(incident.ended_at)
    gaps = [(later - earlier, earlier, later) for earlier, later in zip(times, times[1:], strict=False)]
    if not gaps:
        return Metric("longest_gap", None, None, None, definition)
    gap, earlier, later = max(gaps, key=lambda item: item[0])
    from warroom.core.times import to_text

    return Metric("longest_gap", int(gap.total_seconds()), to_text(earlier), to_text(later), definition)

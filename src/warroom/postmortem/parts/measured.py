"""What can be counted: each figure with its definition beside it, and what somebody knows better than the record."""

from warroom.core.metrics import Metric
from warroom.core.metrics import metrics as figures_of
from warroom.core.model import Incident
from warroom.core.times import from_text, spoken_duration
from warroom.postmortem import said
from warroom.postmortem.blocks import table
from warroom.postmortem.dates import Dates
from warroom.postmortem.parts.words import Pieces


def metrics(incident: Incident, dates: Dates) -> Pieces:
    """Return the figures that are known."""
    overrides = said.overrides(incident)
    rows = []
    for metric in figures_of(incident):
        computed = _value(metric, dates) if _is_worth_saying(metric, incident) else None
        override = overrides.get(metric.name)
        if override:
            counted = spoken_duration(metric.seconds) if metric.seconds is not None else "unknown"
            why = f"set by {override.by}: {override.why}; computed: {counted}"
            rows.append((_name(metric.name), f"{spoken_duration(override.seconds)} ({why})", metric.definition))
        elif computed:
            rows.append((_name(metric.name), computed, metric.definition))
    return [*table(("Metric", "Value", "Definition"), rows)]


def _is_worth_saying(metric: Metric, incident: Incident) -> bool:
    """Tell whether a figure is known, and is not a zero that only says that nothing was recorded."""
    if metric.name == "time_on_dead_ends":
        return bool(incident.dead_ends)
    return metric.seconds is not None and not (metric.name.startswith("time_in_") and not metric.seconds)


def _name(name: str) -> str:
    words = name.replace("_", " ")
    if name.startswith("time_in_"):
        words = f"time in {name.removeprefix('time_in_').upper()}"
    return words[:1].upper() + words[1:]


def _value(metric: Metric, dates: Dates) -> str:
    seconds = metric.seconds or 0
    value = spoken_duration(seconds)
    if seconds < 0:
        return f"{value}: {metric.to} {spoken_duration(-seconds)} before {metric.from_}"
    if metric.name == "longest_gap" and metric.from_ and metric.to:
        return f"{value} ({dates.span(from_text(metric.from_), from_text(metric.to))})"
    return value

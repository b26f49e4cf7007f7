"""What can be counted: each figure with its definition beside it, and what somebody knows better than the record."""

from warroom.core.metrics import Metric, responses, unanswered
from warroom.core.metrics import metrics as figures_of
from warroom.core.model import Incident
from warroom.core.times import from_text, spoken_duration
from warroom.postmortem.blocks import Paragraph, inline, table
from warroom.postmortem.dates import Dates
from warroom.postmortem.parts.words import Pieces


def metrics(incident: Incident, dates: Dates) -> Pieces:
    """Return the figures that are known."""
    rows = (
        (_name(metric.name), _value(metric, incident, dates), metric.definition)
        for metric in figures_of(incident)
        if _is_worth_saying(metric, incident)
    )
    return [*table(("Metric", "Value", "Definition"), rows)]


def team_responses(incident: Incident, _dates: Dates) -> Pieces:
    """Return how long each team took to answer, where that is recorded."""
    known = responses(incident)
    if not any(team.answered for team in known):
        return []
    rows = [(team.team, str(team.calls), str(team.answered), _spoken(team.median), _spoken(team.longest))
            for team in known]  # fmt: skip
    note = "How long teams took to answer, from called to answered:"
    return [Paragraph(inline(note)), *table(("Team", "Calls", "Answered", "Median", "Longest"), rows)]


def _spoken(seconds: int | None) -> str | None:
    return None if seconds is None or seconds < 0 else spoken_duration(seconds)


def _is_worth_saying(metric: Metric, incident: Incident) -> bool:
    """Tell whether a figure is known, and is not a zero that only says that nothing was recorded."""
    if metric.override:
        return True
    if metric.name == "time_on_dead_ends":
        return bool(incident.dead_ends)
    if metric.name == "time_to_answer":
        return metric.seconds is not None or any(call.waited_until for call in incident.escalations)
    return metric.seconds is not None and not (metric.name.startswith("time_in_") and not metric.seconds)


def _name(name: str) -> str:
    words = name.replace("_", " ")
    if name.startswith("time_in_"):
        words = f"time in {name.removeprefix('time_in_').upper()}"
    return words[:1].upper() + words[1:]


def _value(metric: Metric, incident: Incident, dates: Dates) -> str:
    seconds = metric.seconds or 0
    value = spoken_duration(seconds)
    if said := metric.override:
        counted = "unknown" if metric.computed is None else spoken_duration(metric.computed)
        return f"{value} (set by {said.by}: {said.why}; computed: {counted})"
    if metric.name == "time_to_answer" and (missing := unanswered(incident)) and seconds >= 0:
        return missing if metric.seconds is None else f"{value} ({missing})"
    if seconds < 0:
        return f"not known: {metric.to} is marked {spoken_duration(-seconds)} before {metric.from_}"
    if metric.name == "longest_gap" and metric.from_ and metric.to:
        return f"{value} ({dates.span(from_text(metric.from_), from_text(metric.to))})"
    return value

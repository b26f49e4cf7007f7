"""The incident as people would rather look at it; what each picture says stands beside it as a table."""

from warroom.core.model import Incident
from warroom.postmortem import figures
from warroom.postmortem.dates import Dates
from warroom.postmortem.parts.words import Pieces


def lanes(incident: Incident, dates: Dates) -> Pieces:
    """Return the incident as lanes of time: status, severity, theories, calls and roles."""
    figure = figures.lanes(incident, dates)
    return [figure] if figure else []


def where_time_went(incident: Incident, dates: Dates) -> Pieces:
    """Return where the time went: detecting, on dead ends, on the true cause, waiting, fixing."""
    figure = figures.where_time_went(incident, dates)
    return [figure] if figure else []


def activity(incident: Incident, dates: Dates) -> Pieces:
    """Return how much was written down when; of what was written up afterwards, that says nothing."""
    if incident.mode == "retrospective":
        return []
    figure = figures.activity(incident, dates)
    return [figure] if figure else []

"""What was learnt, in people's own words, and where to read on."""

import re

from warroom.core.model import Incident
from warroom.postmortem.blocks import bullets, paragraphs, table
from warroom.postmortem.dates import Dates
from warroom.postmortem.parts.words import Pieces

_LINK = re.compile(r"https?://[^\s<>\"`]*[^\s<>\"`.,;:!?'*_~()\[\]{}]")


def well(incident: Incident, _dates: Dates) -> Pieces:
    """Return what worked."""
    return [*bullets(incident.went_well)]


def badly(incident: Incident, _dates: Dates) -> Pieces:
    """Return what made it longer or worse."""
    return [*bullets(incident.went_badly)]


def lucky(incident: Incident, _dates: Dates) -> Pieces:
    """Return what could as well have gone the other way."""
    return [*bullets(incident.lucky)]


def surprised(incident: Incident, _dates: Dates) -> Pieces:
    """Return what nobody expected."""
    return [*paragraphs(incident.surprised_by)]


def sooner(incident: Incident, _dates: Dates) -> Pieces:
    """Return how it could have been known in half the time."""
    return [*paragraphs(incident.sooner)]


def conclusion(incident: Incident, _dates: Dates) -> Pieces:
    """Return what a reader should take away."""
    return [*paragraphs(incident.conclusion)]


def supporting(incident: Incident, dates: Dates) -> Pieces:
    """Return every address in the timeline: when it was written down, with the row it stands in, each once."""
    seen: set[str] = set()
    rows = []
    for row in incident.timeline:
        if row.struck is None and "://" in row.text:
            links = [link for link in _LINK.findall(row.text) if link not in seen]
            seen.update(links)
            rows += [(dates.when(row.at), link, row.ref) for link in links]
    return [*table(("Time", "Link", "Row"), rows)]


def written_only(_incident: Incident, _dates: Dates) -> Pieces:
    """Return what somebody wrote here: the record itself has nothing to say."""
    return []

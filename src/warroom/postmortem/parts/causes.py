"""Why it happened."""

from warroom.core.model import Incident
from warroom.postmortem.blocks import bullets, facts, paragraphs
from warroom.postmortem.dates import Dates
from warroom.postmortem.parts.words import Pieces, evidence


def cause(incident: Incident, _dates: Dates) -> Pieces:
    """Return what somebody wrote as the root cause."""
    return [*paragraphs(incident.root_cause)]


def fault(incident: Incident, dates: Dates) -> Pieces:
    """Return the theories that were confirmed, with what showed that they were right."""
    return [
        block
        for item in incident.hypotheses
        if item.status == "confirmed"
        for block in facts(
            [
                ("Confirmed", f"{item.ref}: {item.statement}"),
                *evidence(incident, item, dates),
                ("What showed it", item.why),
            ]
        )
    ]


def contributing(incident: Incident, _dates: Dates) -> Pieces:
    """Return what else had to be as it was."""
    return [*bullets(incident.contributing_factors)]


def trigger(incident: Incident, _dates: Dates) -> Pieces:
    """Return what set it off."""
    return [*paragraphs(incident.trigger)]

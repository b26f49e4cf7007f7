"""The record contract: an incident as `warroom show --json` prints it and the checkpoint holds it.

Scripts rely on it: a name that is there keeps its meaning, and new ones are only ever added. Instants are ISO 8601 in
UTC, durations are seconds, what is not known is null.
"""

from warroom.core.metrics import metrics, responses
from warroom.core.model import Incident, Json
from warroom.core.readiness import readiness


def contract(incident: Incident) -> Json:
    """Return the incident and all its records as `warroom show --json` prints them."""
    return {
        "incident": incident.to_json(),
        "timeline": [row.to_json() for row in incident.timeline],
        "hypotheses": [record.to_json() for record in incident.hypotheses],
        "escalations": [record.to_json() for record in incident.escalations],
        "tasks": [record.to_json() for record in incident.tasks],
        "decisions": [record.to_json() for record in incident.decisions],
        "updates": [record.to_json() for record in incident.updates],
        "metrics": {metric.name: metric.to_json() for metric in metrics(incident)},
        "responses": [response.to_json() for response in responses(incident)],
        "postmortem": incident.postmortem_to_json(),
        "readiness": [finding.to_json() for finding in readiness(incident)],
    }

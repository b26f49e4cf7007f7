"""What looks like a secret or like personal data: told once for each kind, at the first place that shows it."""

from collections.abc import Iterator

from warroom.core.model import Incident
from warroom.core.readiness.finding import BLOCKER, WARNING, Finding
from warroom.core.readiness.places import Place, places
from warroom.core.secrets import KEY_KINDS, a_kind, scan
from warroom.core.text import plural


def _exposed(incident: Incident) -> Iterator[Finding]:
    """Keys, tokens and passwords, a finding for each kind; then what leads to a person or a machine, all in one."""
    found = _places_of_kinds(incident)
    for kind in [kind for kind in found if kind in KEY_KINDS]:
        yield _told("secret_in_text", f"what looks like {a_kind(kind)}", found.pop(kind), BLOCKER)
    if found:
        every = list({id(place): place for group in found.values() for place in group}.values())
        yield _told("personal_data", f"what looks like {' or '.join(map(a_kind, found))}", every, WARNING)


def _places_of_kinds(incident: Incident) -> dict[str, list[Place]]:
    """Return, for each kind that was found, the places that show it."""
    every = places(incident)
    found: dict[str, list[Place]] = {}
    for number, secret in scan(place.text for place in every):
        group = found.setdefault(secret.kind, [])
        if not group or group[-1] is not every[number]:
            group.append(every[number])
    return found


def _told(code: str, what: str, found: list[Place], severity: str) -> Finding:
    first, more = found[0], len(found) - 1
    others = f" (and so {'does' if more == 1 else 'do'} {plural(more, 'other place')})" if more else ""
    message = f"{first.name} shows {what}{others}, which export --redact hides: {first.way}"
    return Finding(code, message, first.ref, severity)


CHECKS = (_exposed,)

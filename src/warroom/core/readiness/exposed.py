"""What looks like a secret or like personal data: told once for each kind, at the first place that shows it."""

from collections.abc import Iterator

from warroom.core.model import Incident
from warroom.core.readiness.finding import BLOCKER, WARNING, Finding
from warroom.core.readiness.places import Place, places
from warroom.core.secrets import KEY_KINDS, a_kind, scan
from warroom.core.text import plural


def _secrets(incident: Incident) -> Iterator[Finding]:
    """Keys, tokens and passwords, a finding for each kind."""
    for kind, found in _exposed(incident).items():
        if kind in KEY_KINDS:
            what = f"what looks like {a_kind(kind)}"
            yield _told("secret_in_text", what, found, BLOCKER)


def _personal(incident: Incident) -> Iterator[Finding]:
    """Addresses and numbers that lead to a person or a machine, all kinds in one."""
    kinds = {kind: found for kind, found in _exposed(incident).items() if kind not in KEY_KINDS}
    if kinds:
        found = list({id(place): place for group in kinds.values() for place in group}.values())
        yield _told("personal_data", f"what looks like {' or '.join(map(a_kind, kinds))}", found, WARNING)


def _exposed(incident: Incident) -> dict[str, list[Place]]:
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


KEY_CHECKS = (_secrets,)
CHECKS = (_personal,)

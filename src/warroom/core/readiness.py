"""What is still missing from a postmortem, and what in the record contradicts itself: shown, never repaired."""

from typing import Any, NamedTuple

from warroom.core.model import Incident


class Finding(NamedTuple):
    """One thing that is missing or does not fit; a `blocker` keeps the postmortem from being complete."""

    code: str
    message: str
    ref: str | None = None
    severity: str = "blocker"

    def to_json(self) -> dict[str, Any]:
        """Return the finding under the names of the record contract."""
        return self._asdict()


def readiness(incident: Incident) -> list[Finding]:
    """Return what is missing or contradicts itself, blockers first, in a fixed order."""
    return []

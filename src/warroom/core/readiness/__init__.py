"""What is still missing from a postmortem, and what in the record contradicts itself: shown, never repaired."""

from collections.abc import Callable, Iterator

from warroom.core.model import Incident
from warroom.core.readiness import blame, exposed, records, times, words
from warroom.core.readiness.finding import BLOCKER, WARNING, WHY, Finding, way_out

__all__ = ["BLOCKER", "WARNING", "WHY", "Finding", "readiness", "way_out"]

# In a retrospective these are asked for, but a document whose people have moved on is complete without them.
_TOLERATED = frozenset(
    {
        "no_commander", "no_detected_by", "no_services", "hypothesis_open", "dead_end_without_why",
        "escalation_waiting", "decision_open",
    }
)  # fmt: skip

_CHECKS: tuple[Callable[[Incident], Iterator[Finding]], ...] = (
    *words.CHECKS, *times.CHECKS, *records.CHECKS, *blame.CHECKS, *exposed.CHECKS,
)  # fmt: skip
_ORDER = {code: place for place, code in enumerate(WHY)}


def readiness(incident: Incident) -> list[Finding]:
    """Return what is missing or contradicts itself: blockers first, then what matters most, in a fixed order.

    The list is the same whether the incident goes on or is over, but for what only an end leaves undone: open
    hypotheses, calls, decisions and response tasks. In a retrospective, what nobody may know any more is a warning.
    """
    found = [finding for check in _CHECKS for finding in check(incident)]
    if incident.mode == "retrospective":
        found = [one._replace(severity=WARNING) if one.code in _TOLERATED else one for one in found]
    return sorted(found, key=lambda one: (one.severity != BLOCKER, _ORDER[one.code]))

"""What people wrote and decided about the postmortem itself."""

from typing import Any

from warroom.core.model import Incident


def written(incident: Incident, part: str) -> str:
    """Return the prose somebody wrote for a part, empty if nobody did."""
    prose: dict[str, str] = getattr(incident, "written", {})
    return prose.get(part, "")


def sooner(incident: Incident) -> str | None:
    """Return how it could have been known in half the time."""
    return getattr(incident, "sooner", None)


def believed(incident: Incident) -> str | None:
    """Return what was believed and was wrong, and why it was reasonable."""
    return getattr(incident, "believed", None)


def shows_starred(incident: Incident) -> bool:
    """Tell whether only rows with a star are to be shown."""
    return getattr(incident, "rows_shown", "all") == "starred"


def overrides(incident: Incident) -> dict[str, Any]:
    """Return the figures somebody knows better, by name."""
    return getattr(incident, "overrides", {})


def review(incident: Incident) -> Any:  # noqa: ANN401
    """Return how far the document has come."""
    return getattr(incident, "review", None)


def reviewers(incident: Incident) -> list[Any]:
    """Return who reviewed it."""
    return getattr(incident, "reviewers", [])


def state(incident: Incident) -> str:
    """Return how far the document has come, in a word."""
    return str(getattr(review(incident), "state", "draft"))

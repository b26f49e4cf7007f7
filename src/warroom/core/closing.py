"""What is worth asking of whoever has just closed a theory: a dead end without its lesson is paid for again."""

from warroom.core.events import Event
from warroom.core.model import Hypothesis

_SKIPS = "(one line; Enter or Esc skips)"


def questions(event: Event, theory: Hypothesis) -> list[tuple[str, str]]:
    """Return what a change of a theory leaves open, nothing unless it was ruled out: a begun line and what it asks."""
    if event.kind != "hypothesis" or event.set.get("status") != "ruled_out":
        return []
    asked = []
    if not theory.attraction:
        asked.append((f"/looked-right {theory.ref} ", f"why it looked right {_SKIPS}"))
    if not theory.why:
        asked.append((f"/ended-by {theory.ref} ", f"what ended it {_SKIPS}"))
    return asked

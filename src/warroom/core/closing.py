"""What is worth asking of whoever has just closed a theory: a dead end without its lesson is paid for again."""

from warroom.core.events import Event
from warroom.core.model import Hypothesis


def questions(event: Event, theory: Hypothesis) -> list[tuple[str, str]]:
    """Return what a change of a theory leaves open, nothing unless it made it a dead end: a begun line and a question.

    What was ruled out before it cost anybody time has no lesson to ask for.
    """
    if event.kind != "hypothesis" or event.set.get("misleading") is not True:
        return []
    asked = []
    if not theory.attraction:
        asked.append((f"/looked-right {theory.ref} ", f"why did {theory.ref} look right?"))
    if not theory.why:
        asked.append((f"/ended-by {theory.ref} ", f"what ended {theory.ref}?"))
    return asked

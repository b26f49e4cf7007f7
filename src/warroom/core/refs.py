"""References: which row is #14, which hypothesis H3, and what a second H3 is called."""

from bisect import bisect_left
from typing import Any

from warroom.core.events import Event, event_order

_SUFFIXES = "bcdefghijklmnopqrstuvwxyz"


class Claims:
    """The numbers of one kind of reference, and the events they were given to.

    Two writers who cannot see each other give the same number twice; the first in the order of events keeps it bare,
    the others get a letter behind it. `highest` is the highest number given so far, 0 at first.
    """

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.highest = 0
        # A list only where there is more than one: nearly every number is given once.
        self._held: dict[int, Event | list[Event]] = {}

    def claim(self, number: int, event: Event) -> list[Event]:
        """Give a number to an event, and return the other events whose reference changes by it."""
        if number > self.highest:
            self.highest = number
        held = self._held.setdefault(number, event)
        if held is event:
            return []
        claims = held if isinstance(held, list) else [held]
        place = bisect_left(claims, event_order(event), key=event_order)
        claims.insert(place, event)
        self._held[number] = claims
        return claims[place + 1 :]

    def label(self, number: int | None, event: Event) -> str:
        """Return the reference of an event that was given a number; one without a number is not to be referred to."""
        held = None if number is None else self._held.get(number)
        if held is None:
            return f"{self.letter}?"
        if not isinstance(held, list):
            return f"{self.letter}{number}"
        place = bisect_left(held, event_order(event), key=event_order)
        return f"{self.letter}{number}{_suffix(place)}"

    def find(self, label: str) -> Event | None:
        """Return the event of a reference in its canonical form."""
        digits = label[1:].rstrip(_SUFFIXES)
        held = self._held.get(int(digits)) if digits.isdecimal() else None
        if held is None:
            return None
        claims = held if isinstance(held, list) else [held]
        suffix = label[1 + len(digits) :]
        return next((event for place, event in enumerate(claims) if _suffix(place) == suffix), None)


def ref_number(ref: Any, letter: str) -> int | None:  # noqa: ANN401 - a field of an event holds anything
    """Return the number in a bare reference with this letter, or None when the value is not one."""
    if not isinstance(ref, str) or ref[:1] != letter or not 2 <= len(ref) <= 10:
        return None
    digits = ref[1:]
    return int(digits) if digits.isascii() and digits.isdecimal() and digits[0] != "0" else None


def split_ref(label: str) -> tuple[int, str]:
    """Return the number and the suffix of a reference, to sort H2 before H10 and H3 before H3b."""
    digits = label[1:].rstrip(_SUFFIXES)
    return (int(digits) if digits.isdecimal() else 0, label[1 + len(digits) :])


def _suffix(place: int) -> str:
    """Return the letters behind a reference that several were given: none for the first, then b to z, zb and on."""
    if place == 0:
        return ""
    rounds, letter = divmod(place - 1, len(_SUFFIXES))
    return "z" * rounds + _SUFFIXES[letter]

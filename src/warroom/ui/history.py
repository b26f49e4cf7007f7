"""The lines somebody recorded before, looked through from the newest on."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from warroom.core.fold import Fold

EVENTS_LOOKED_AT = 2_000
"""How many of somebody's earlier lines are looked through: a key must not wait for a long record."""


class History:
    """A search through lines, the newest first; `found` is the line it stands at, None when no line holds the words.

    Lines are only made when the search comes to them.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.words: list[str] = []
        self._lines: list[str] = []
        self._source = _once(lines)
        self._places: list[int] = []

    @property
    def found(self) -> str | None:
        """The line it stands at."""
        return self._lines[self._places[-1]] if self._places else None

    def look_for(self, text: str) -> None:
        """Find the newest line that holds every word of a text."""
        self.words = text.casefold().split()
        self._places = []
        self.older()

    def older(self) -> None:
        """Go on to the next older line; stay when there is none."""
        place = self._places[-1] + 1 if self._places else 0
        while (line := self._line(place)) is not None:
            if all(word in line.casefold() for word in self.words):
                self._places.append(place)
                return
            place += 1

    def newer(self) -> None:
        """Go back to the line found before this one."""
        if len(self._places) > 1:
            self._places.pop()

    def _line(self, place: int) -> str | None:
        while place >= len(self._lines):
            if (line := next(self._source, None)) is None:
                return None
            self._lines.append(line)
        return self._lines[place]


def lines_before(fold: Fold, by: str, known: int) -> Iterator[str]:
    """Return the lines a person recorded among the first `known` events, the newest first, as they would type them."""
    from warroom.core.replay import typed_again

    before = reversed(list(fold.events.values())[:known])
    mine = list(islice((event for event in before if event.by == by), EVENTS_LOOKED_AT))
    return (line for event in mine if (line := typed_again(event, fold)))


def _once(lines: Iterable[str]) -> Iterator[str]:
    """Yield each line the first time it comes."""
    seen = set()
    for line in lines:
        if line not in seen:
            seen.add(line)
            yield line

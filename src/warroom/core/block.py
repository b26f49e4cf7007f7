"""A pasted block: many lines at once, looked at before they are recorded and taken back as one step."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from warroom.core.changes import Change, change_of
from warroom.core.errors import NotFoundError, WarroomError
from warroom.core.events import Event
from warroom.core.fold import Fold
from warroom.core.line import Line, parse_line
from warroom.core.times import Moment, When, happened

_PASTED, _CHECKLIST = "paste-", "checklist-"


class Planned(NamedTuple):
    """What a line of a block would become: when, and the reference it would be given; or why it cannot be recorded."""

    line: Line | None = None
    when: When | None = None
    ref: str | None = None
    wrong: str = ""

    @property
    def at(self) -> datetime | None:
        """When it would happen."""
        return self.when.at if self.when else None


def plan(
    texts: Iterable[str], fold: Fold, moment: Moment, by: str, cadence: dict[str, int] | None = None
) -> list[Planned]:
    """Return what each line would become were they all recorded in turn, recording nothing.

    A line may speak of what an earlier one makes.
    """
    highest = dict(fold.seen.highest)
    made: set[str] = set()
    planned = []
    for text in texts:
        try:
            line = parse_line(text)
            change = _change(line, fold, moment, by, cadence, made)
        except WarroomError as error:
            planned.append(Planned(wrong=str(error)))
            continue
        ref = None
        if change is None or change.row:
            made.add(_next("#", highest))
        if change and change.prefix:
            made.add(ref := _next(change.prefix, highest))
        when = change.when if change else happened(line.time, moment) if line.time else When(moment.now)
        planned.append(Planned(line, when, ref))
        if moment.retrospective and (change is None or change.row):
            moment = moment._replace(now=when.at, inherited=True)
    return planned


def _change(line: Line, fold: Fold, moment: Moment, by: str, cadence: dict[str, int] | None,
            made: set[str]) -> Change | None:  # fmt: skip
    """Return a line's change, or None when it speaks of what the block itself makes."""
    try:
        return change_of(line, fold, moment, by, cadence)
    except NotFoundError:
        if not made & {line.ref, line.row}:
            raise
        if line.row and line.row not in made:
            fold.row(line.row)
        elif line.row and line.ref not in made:
            fold.record(line.ref or "")
        return None


def _next(letter: str, highest: dict[str, int]) -> str:
    highest[letter] = highest.get(letter, 0) + 1
    return f"{letter}{highest[letter]}"


def door_of_block(number: int) -> str:
    """Return what the events of a block say they came through: they have it in common, and no other block has it."""
    return f"{_PASTED}{number}"


def door_of_checklist(number: int) -> str:
    """Return what the events of an added checklist say they came through, which is theirs alone in the same way."""
    return f"{_CHECKLIST}{number}"


def are_of_one_block(event: Event, other: Event) -> bool:
    """Tell whether two changes were recorded as one step: pasted together, or added as one checklist."""
    return (
        event.origin == other.origin and event.via == other.via and (event.via or "").startswith((_PASTED, _CHECKLIST))
    )

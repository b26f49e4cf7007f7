"""Finding rows of the timeline and tasks: by words, person, kind, time and star, in the words of the line."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from operator import attrgetter
from typing import NamedTuple

from warroom.core.errors import TimeError
from warroom.core.model import Row, Task
from warroom.core.times import Moment, place, read_time

KINDS = {"!": "action", "?": "hypothesis", "^": "escalation", "+": "task", "=": "decision", '"': "update"}
"""The signs that stand for a kind of row when they stand alone, as they begin a line of that kind."""

NOBODY = "nobody"
"""Whose a task without an owner is, as in `@nobody`."""

_STAR = "*"
_AT = attrgetter("at")

When = Callable[[Row], datetime]
"""By which of its times a row is found: when it happened or, in the order it was learned, when it was written down."""


class Query(NamedTuple):
    """What rows are to be shown: those that hold every word and are of one of the people and kinds, if any is named.

    `after` and `before` are instants that belong to what is shown.
    """

    words: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    starred: bool = False
    after: datetime | None = None
    before: datetime | None = None


def parse_query(text: str, moment: Moment) -> Query:
    """Return what a text asks for; it never fails, for it is read while it is typed.

    `after 14:00` and `before -30m` are times as in a line, `@bo` is a person or the beginning of one, `!` and the other
    signs a kind, `*` what is starred; everything else is a word. A time that is not finished asks for nothing yet.
    """
    words: list[str] = []
    people: list[str] = []
    kinds: list[str] = []
    starred, bounds = False, {"after": None, "before": None}  # type: bool, dict[str, datetime | None]
    rest = text.strip()
    while rest:
        word, _, after = rest.partition(" ")
        rest = after.lstrip()
        if word.lower() in bounds:
            at, left = _time(rest, moment)
            if at:
                bounds[word.lower()], rest = at, left
                continue
            if " " not in rest:
                break
        if word[:1] == "@" and len(word) > 1:
            people.append(word[1:].lower())
        elif word in KINDS:
            kinds.append(KINDS[word])
        elif word == _STAR:
            starred = True
        elif word != "@":
            words.append(word.lower())
    return Query(tuple(words), tuple(people), tuple(kinds), starred, bounds["after"], bounds["before"])


def narrows(query: Query, before: Query) -> bool:
    """Tell whether a query asks only for rows that another asked for too, as it does while more of it is typed."""
    if (query.after, query.before) != (before.after, before.before) or (before.starred and not query.starred):
        return False
    if before.kinds and query.kinds != before.kinds:
        return False
    if before.people and not (query.people and all(one.startswith(before.people) for one in query.people)):
        return False
    return all(any(word in longer for longer in query.words) for word in before.words)


def find_rows(rows: Sequence[Row], query: Query, when: When = _AT) -> list[Row]:
    """Return the rows that a query asks for, in their order, which is that of their times."""
    first = bisect_left(rows, query.after, key=when) if query.after else 0
    last = bisect_right(rows, query.before, key=when) if query.before else len(rows)
    found: Iterable[Row] = rows[first:last]
    if query.starred:
        found = [row for row in found if row.starred]
    if query.kinds:
        found = [row for row in found if row.kind in query.kinds]
    if query.people:
        found = [row for row in found if row.by.lower().startswith(query.people)]
    for word in query.words:
        found = [
            row for row in found
            if word in row.text.lower() or word in row.kind or word in row.by.lower() or word in row.ref.lower()
            or (row.about_ref is not None and word in row.about_ref.lower())
        ]  # fmt: skip
    return list(found)


def find_tasks(tasks: Sequence[Task], query: Query) -> list[Task]:
    """Return the tasks that a query asks for: of the people that own them, and of the time they were written down.

    A person is the beginning of a name, unless it is the whole of one: then it is that one alone.
    """
    if query.starred or (query.kinds and "task" not in query.kinds):
        return []
    owners = {owner_of(task) for task in tasks}
    people = [name for one in query.people for name in owners if name == one or (
        one not in owners and name.startswith(one))]  # fmt: skip
    return [
        task for task in tasks
        if (not query.people or owner_of(task) in people)
        and (query.after is None or task.created_at >= query.after)
        and (query.before is None or task.created_at <= query.before)
        and all(word in _words_of(task) for word in query.words)
    ]  # fmt: skip


def owner_of(task: Task) -> str:
    """Return whose a task is, as the filter has it."""
    return (task.owner or NOBODY).lower()


def _words_of(task: Task) -> str:
    return " ".join(str(value) for value in task.to_json().values() if value is not None).lower()


def next_row(rows: Sequence[Row], index: int, unit: str, step: int, zone: tzinfo, when: When = _AT) -> int:
    """Return the place of the first row of the next `minute`, `hour` or `day` that has one; the last row without.

    With a `step` of -1 it is the first row of the one before.
    """

    def part(row: Row) -> tuple[int, ...]:
        return _floor(when(row), unit, zone)

    here = part(rows[index])
    if step > 0:
        return min(bisect_left(rows, True, index, key=lambda row: part(row) > here), len(rows) - 1)
    first = bisect_left(rows, True, 0, index, key=lambda row: part(row) >= here)
    if first < index or first == 0:
        return first
    there = part(rows[first - 1])
    return bisect_left(rows, True, 0, first - 1, key=lambda row: part(row) >= there)


def _time(text: str, moment: Moment) -> tuple[datetime | None, str]:
    """Return the time that a text begins with, placed, and the rest."""
    try:
        expression, rest = read_time(text)
        return (place(expression, moment).at, rest) if expression else (None, text)
    except TimeError:
        return None, text


def _floor(at: datetime, unit: str, zone: tzinfo) -> tuple[int, ...]:
    """Return which minute, hour or day of a zone an instant is in; two with the same are in the same one."""
    local = at.astimezone(zone)
    return (local.year, local.month, local.day, local.hour, local.fold, local.minute)[
        : {"day": 3, "hour": 5}.get(unit, 6)
    ]

"""The task board: its four columns, and the line that carries a task from one to another."""

from collections.abc import Callable

from warroom.core.model import Task

COLUMNS = ("blocked", "todo", "doing", "done")
"""From what is furthest from being done to what is: a step to the right is always a step on."""

_LINES = {"blocked": "/block {ref} ", "todo": "/reopen {ref}", "doing": "/start {ref}", "done": "/done {ref}"}


def column_of(task: Task) -> str:
    """Return the column a task stands in: its state; what was dropped is with what is done, for both are over."""
    return "done" if task.state == "dropped" else task.state


def place_in_column(task: Task) -> tuple[int, float]:
    """Return where a task stands in its column: the response first, then follow-ups, last what was dropped."""
    part = 2 if task.state == "dropped" else task.kind != "response"
    return int(part), task.created_at.timestamp()


def column_beside(task: Task, step: int) -> str | None:
    """Return the column to the right (1) or left (-1) of a task's own, None at the edge of the board."""
    place = COLUMNS.index(column_of(task)) + step
    return COLUMNS[place] if 0 <= place < len(COLUMNS) else None


def line_to(task: Task, column: str) -> str:
    """Return the line that carries a task to a column; one that ends in a blank wants a reason.

    It is empty where the task stands there already.
    """
    return "" if column_of(task) == column else _LINES[column].format(ref=task.ref)


def in_view(count: int, height_of: Callable[[int], int], room: int, top: int, keep: int | None = None) -> range:
    """Return which of the cards of a column are in view, whole ones, from about `top` on; `keep` is among them.

    `height_of` gives a card's height, and is asked only about cards near the view. Below the last card no room is
    wasted. There is always one card in view, if need be cut off.
    """

    def first_above(last: int) -> int:
        used, first = height_of(last), last
        while first and used + height_of(first - 1) <= room:
            first -= 1
            used += height_of(first)
        return first

    if not count:
        return range(0)
    top = min(top, first_above(count - 1))
    if keep is not None:
        top = max(min(top, keep), first_above(keep))
    end, used = top, 0
    while end < count and used + height_of(end) <= room:
        used += height_of(end)
        end += 1
    return range(top, max(end, top + 1))

"""The board: a task is carried to another column with a key or the mouse, and one owner's tasks are shown alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warroom.core.board import column_beside, line_to
from warroom.core.model import Task
from warroom.ui.actions import BY_ID
from warroom.ui.panes.board import TasksPane
from warroom.ui.parts import Part

if TYPE_CHECKING:
    from warroom.ui.actions import Target


class Board(Part):
    """Carries tasks: what changes a task's column is a line like any other."""

    def do_on(self, target: Target) -> None:
        """Carry the task to the next column."""
        self._carry_beside(target, 1)

    def do_back(self, target: Target) -> None:
        """Carry the task to the column before."""
        self._carry_beside(target, -1)

    def _carry_beside(self, target: Target, step: int) -> None:
        if isinstance(target, Task) and (column := column_beside(target, step)):
            self.carry(target, column)

    def carry(self, task: Task, column: str) -> None:
        """Record the line that carries a task to a column, or begin it where a reason is wanted."""
        line = line_to(task, column)
        if line.endswith(" "):
            self.screen.begin(line, BY_ID["task.block"].hint)
        elif line:
            self.screen.record(line)

    def do_owner_only(self, _: Target = None) -> None:
        """Show only the tasks of the highlighted one's owner, or all of them again."""
        shown = self.screen.query_one(TasksPane).filter_by_owner()
        self.screen.say(f"only {shown} is shown; @ shows every task" if shown else "every task is shown")

"""What is to be done, and what was done during the incident."""

from collections.abc import Iterable

from warroom.core.model import Incident, Task
from warroom.postmortem.blocks import Section, Table, inline, table
from warroom.postmortem.dates import Dates, spoken_date
from warroom.postmortem.parts.words import Pieces

_STATES = {"todo": "to do", "doing": "in progress", "blocked": "blocked", "done": "done", "dropped": "dropped"}
_KINDS = (("corrective", "Corrective"), ("preventative", "Preventative"))


def measures(incident: Incident, dates: Dates) -> Pieces:
    """Return the follow-ups, those that repair apart from those that prevent."""
    return [
        Section(kind, inline(heading), [*known])
        for kind, heading in _KINDS
        if (known := _task_table("Measure", (task for task in incident.tasks if task.kind == kind), dates))
    ]


def actions(incident: Incident, dates: Dates) -> Pieces:
    """Return the follow-ups in one table, each with its type."""
    follow_ups = [task for task in incident.tasks if task.kind in dict(_KINDS)]
    return [*_task_table("Action", follow_ups, dates, typed=True)]


def tasks(incident: Incident, dates: Dates) -> Pieces:
    """Return the work of the response itself."""
    return [*_task_table("Task", (task for task in incident.tasks if task.kind not in dict(_KINDS)), dates)]


def _task_table(name: str, tasks: Iterable[Task], dates: Dates, *, typed: bool = False) -> list[Table]:
    rows = ((task.ref, task.text, task.kind if typed else None, task.owner, _state(task, dates), _due(task, dates),
             task.ticket, task.why) for task in tasks)  # fmt: skip
    return table(("Ref", name, "Type", "Owner", "State", "Due", "Ticket", "What came of it"), rows)


def _state(task: Task, dates: Dates) -> str:
    word = _STATES.get(task.state, task.state)
    if task.done_at and not task.is_open:
        return f"{word} {dates.when(task.done_at)}"
    return f"{word} since {dates.when(task.started_at)}" if task.started_at and task.state == "doing" else word


def _due(task: Task, dates: Dates) -> str | None:
    if task.due_at:
        return spoken_date(task.due_at)
    return dates.when(task.check_back_at) if task.check_back_at else None

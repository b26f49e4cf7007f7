"""Checklists: which are for now, which were added, and what brings their moment about."""

import pytest

from core.test_board import room
from warroom.core.checklists import Checklist, added, applies, moments_of, task_line, waiting
from warroom.core.errors import LineError
from warroom.core.line import parse_line

START = Checklist("first minutes", "start", ("+ say who commands @ana 5m", "+ open the bridge"))
WORST = Checklist("all hands", "start", ("+ call the director",), ("SEV1",))
OVER = Checklist("before we go", "resolving", ("+ look at the graphs",))
TURN = Checklist("new hands", "handover", ("+ read the brief",))
ALL = (START, WORST, OVER, TURN)
HANDED = ("/role commander ana", "/role commander bo")


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ((), ["first minutes"]),
        (("/sev 1",), ["first minutes", "all hands"]),
        (("/role commander ana",), ["first minutes"]),
        (HANDED, ["first minutes", "new hands"]),
        (("/role commander ana", "/role commander ana"), ["first minutes"]),
        (("/status identified",), ["first minutes"]),
        (("/status monitoring",), ["before we go"]),
        (("/status resolved",), ["before we go"]),
        (("/status closed",), []),
    ],
)
def test_a_checklist_is_for_its_moment_and_severity(lines, names):
    incident = room(*lines).incident
    assert [one.name for one in ALL if applies(one, incident)] == names
    assert [one.name for one in waiting(ALL, incident)] == names


def with_tasks(name: str, *lines: str) -> list[str]:
    """Return what was added of a checklist, after lines and then as many tasks named so."""
    fold = room(*lines)
    for task in fold.incident.tasks:
        task.checklist = name
    return [one.name for one in waiting(ALL, fold.incident)]


def test_what_was_added_does_not_wait_any_more():
    assert with_tasks("first minutes", "+ say who commands") == []
    assert with_tasks("something else", "+ say who commands") == ["first minutes"]


def test_each_handover_wants_its_checklist_anew():
    fold = room("11:00 /role commander ana", "11:30 /role commander bo", "11:31 + read the brief")
    fold.incident.tasks[0].checklist = "new hands"
    assert added(TURN, fold.incident)
    again = room(
        "11:00 /role commander ana", "11:30 /role commander bo", "11:31 + read the brief", "/role commander cy"
    )
    again.incident.tasks[0].checklist = "new hands"
    assert not added(TURN, again.incident)


@pytest.mark.parametrize(
    ("line", "moments"),
    [
        ("/status monitoring", ("resolving",)),
        ("/status resolved", ("resolving",)),
        ("/status identified", ()),
        ("/role commander bo", ("handover",)),
        ("/role scribe bo", ()),
        ("/sev 1", ("start",)),
        ("+ look", ()),
        ("/undo", ()),
    ],
)
def test_changes_bring_moments_about(line, moments):
    fold = room("/status resolved", line)
    events = sorted(fold.events.values(), key=lambda event: event.n)
    assert moments_of(events[-1:]) == moments
    assert moments_of(events[:1]) == ("start",)


@pytest.mark.parametrize("text", ["say who commands @bo 5m", "+ say who commands @bo 5m", " say  who commands\n@bo 5m"])
def test_a_task_is_written_as_in_the_line_with_or_without_its_sign(text):
    line = parse_line(task_line(text))
    assert (line.verb, line.text, line.who, line.box) == ("task", "say who commands", "bo", 300)


@pytest.mark.parametrize("text", ["", "  ", "@bo", "5m", "look due:2026-02-30"])
def test_what_is_no_task_is_refused_with_the_text(text):
    with pytest.raises(LineError, match=f"'{text.strip()}' is no task: "):
        task_line(text)

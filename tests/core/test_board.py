"""The task board: each task is in one column, and each line that carries it gets it there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import NOON
from warroom.core.board import COLUMNS, column_beside, column_of, in_view, line_to, place_in_column
from warroom.core.changes import change_of, declare, to_event
from warroom.core.fold import Fold
from warroom.core.line import parse_line
from warroom.core.times import Moment, When

TO = {"todo": [], "doing": ["/start T1"], "blocked": ["/block T1 no key"], "done": ["/done T1"],
      "dropped": ["/drop T1 no use"]}  # fmt: skip


def room(*lines: str) -> Fold:
    """Return an incident after these lines."""
    fold = Fold("mail")
    made = declare("Mail is late", When(NOON), severity="SEV2", zone="UTC", mode="real", services=[], by="ana")
    for n, text in enumerate(("", *lines), 1):
        change = change_of(parse_line(text), fold, Moment(NOON), "ana") if text else made
        fold.add([to_event(change, origin="aa", n=n, stamp=f"{n:013}.0000", by="ana", seen=fold.seen)])
    return fold


@pytest.mark.parametrize("state", TO)
@pytest.mark.parametrize("column", COLUMNS)
def test_the_line_that_carries_a_task_to_a_column_gets_it_there(state, column):
    before = ["+ look @bo 5m", *TO[state]]
    (task,) = room(*before).incident.tasks
    assert task.state == state
    line = line_to(task, column)
    if not line:
        assert column_of(task) == column
        return
    reason = "because" if line.endswith(" ") else ""
    assert bool(reason) == (column == "blocked")
    (task,) = room(*before, line + reason).incident.tasks
    assert column_of(task) == column


@pytest.mark.parametrize(
    ("state", "back", "on"),
    [("blocked", None, "todo"), ("todo", "blocked", "doing"), ("doing", "todo", "done"), ("done", "doing", None),
     ("dropped", "doing", None)],
)  # fmt: skip
def test_a_step_goes_to_the_column_beside_and_stops_at_the_edge(state, back, on):
    (task,) = room("+ look", *TO[state]).incident.tasks
    assert (column_beside(task, -1), column_beside(task, 1)) == (back, on)


def test_the_response_stands_first_then_follow_ups_and_last_what_was_dropped():
    lines = ["+ a later idea #corrective", "+ dropped", "+ first", "+ second", "/drop T2 no use"]
    tasks = room(*lines).incident.tasks
    assert [task.ref for task in sorted(tasks, key=place_in_column)] == ["T3", "T4", "T1", "T2"]


@given(st.lists(st.integers(1, 6), max_size=20), st.integers(1, 20), st.integers(0, 25), st.data())
def test_the_highlighted_card_is_in_view_whole_and_no_room_is_wasted(heights, room, top, data):
    """As much as fits, from the wanted one on; the last is not followed by room for the one before the first."""
    count = len(heights)
    keep = data.draw(st.none() | st.integers(0, count - 1)) if count else None
    view = in_view(count, heights.__getitem__, room, top, keep)
    if not count:
        assert len(view) == 0
        return
    used = sum(heights[nth] for nth in view)
    assert len(view) == 1 or (len(view) > 1 and used <= room)
    assert keep is None or keep in view
    if view.stop < count:
        assert used + heights[view.stop] > room
    elif view.start:
        assert used + heights[view.start - 1] > room
    if keep is None and view.stop < count:
        assert view.start == top

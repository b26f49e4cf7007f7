"""Finding rows: the words of the line find what they write."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import NOON
from warroom.core.find import find_rows, find_tasks, narrows, next_row, parse_query
from warroom.core.model import Row, Task
from warroom.core.times import Moment

MOMENT = Moment(NOON + timedelta(hours=3))


def row(number: int, *, minutes: float = 0, text: str = "text", by: str = "ana", kind: str = "note", **more) -> Row:
    at = NOON + timedelta(minutes=minutes)
    return Row(f"x.{number}", f"#{number}", at, None, False, at, by, kind, text, **more)


ROWS = [
    row(1, minutes=-30, text="Pool at 100 %", kind="alert", by="pager"),
    row(2, minutes=0, text="the pool is exhausted", kind="hypothesis", about_ref="H1"),
    row(3, minutes=5, text="restarted the pool", kind="action", by="bo", starred=True),
    row(4, minutes=65, text="error rate 3 %", by="bob"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("pool", [1, 2, 3]),
        ("POOL exhausted", [2]),
        ("alert", [1]),
        ("h1", [2]),
        ("#4", [4]),
        ("@bo", [3, 4]),
        ("@bo pool", [3]),
        ("@bo @pager", [1, 3, 4]),
        ("!", [3]),
        ("! ?", [2, 3]),
        ("*", [3]),
        ("after 12:00", [2, 3, 4]),
        ("after 12:00 before 12:05", [2, 3]),
        ("before 12:00 pool", [1, 2]),
        ("after -2h", [4]),
        ("after", [1, 2, 3, 4]),
        ("after 25", [1, 2, 3, 4]),
        ("after 25:99 x", []),
        ("@", [1, 2, 3, 4]),
    ],
)
def test_what_a_text_finds(text, found):
    assert [int(one.ref[1:]) for one in find_rows(ROWS, parse_query(text, MOMENT))] == found


@given(
    st.text() | st.lists(st.sampled_from(["after", "before", "14:00", "@bo", "!", "*", "pool", "-5m"])).map(" ".join)
)
def test_any_text_can_be_looked_for(text):
    """It is read with every key: it never fails, and finds rows in their order, each once."""
    found = find_rows(ROWS, parse_query(text, MOMENT))
    assert found == [one for one in ROWS if one in found]


@given(st.lists(st.integers(0, 4000), min_size=1), st.data())
def test_a_jump_lands_on_the_first_row_of_another_minute_hour_or_day(minutes, data):
    """Forward and back; at the ends it stays at the end."""
    rows = [row(place, minutes=at / 3) for place, at in enumerate(sorted(minutes))]
    zone = data.draw(st.sampled_from([UTC, ZoneInfo("Asia/Kolkata")]))
    unit = data.draw(st.sampled_from(["minute", "hour", "day"]))
    index = data.draw(st.integers(0, len(rows) - 1))
    digits = {"minute": 16, "hour": 13, "day": 10}[unit]
    names = [one.at.astimezone(zone).isoformat()[:digits] for one in rows]
    after = [place for place, name in enumerate(names) if name > names[index]]
    assert next_row(rows, index, unit, 1, zone) == (after[0] if after else len(rows) - 1)
    back = next_row(rows, index, unit, -1, zone)
    before = {name for name in names if name < names[index]}
    if names.index(names[index]) < index:
        assert back == names.index(names[index])
    else:
        assert back == (names.index(max(before)) if before else 0)


def task(number: int, text: str, owner: str | None, *, minutes: float = 0, **more) -> Task:
    at = NOON + timedelta(minutes=minutes)
    return Task(f"y.{number}", f"T{number}", text, owner, "todo", "response", at, "ana", **more)


TASKS = [
    task(1, "read pool metrics", "bo"),
    task(2, "call the provider", "bob", minutes=5),
    task(3, "raise the pool", None, minutes=65),
    task(4, "wait for the key", "Cy", why="the vault is closed"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("pool", [1, 3]),
        ("VAULT", [4]),
        ("@b", [1, 2]),
        ("@bo", [1]),
        ("@bob", [2]),
        ("@BO pool", [1]),
        ("@bo @cy", [1, 4]),
        ("@nobody", [3]),
        ("@zoe", []),
        ("after 12:05", [2, 3]),
        ("before 12:05", [1, 2, 4]),
        ("+", [1, 2, 3, 4]),
        ("!", []),
        ("*", []),
    ],
)
def test_the_filter_of_the_tasks_asks_for_owners_words_and_times(text, found):
    """The whole of a name is that person alone, a beginning is everybody's whose name begins so."""
    assert [one.ref for one in find_tasks(TASKS, parse_query(text, MOMENT))] == [f"T{number}" for number in found]


PIECES = st.sampled_from(["pool", "po", "1", "@bo", "@bob", "@p", "!", "?", "*", "after 12:00", "before 12:05", "rate"])


@given(st.lists(PIECES, max_size=3).map(" ".join), st.lists(PIECES, max_size=4).map(" ".join))
def test_what_narrows_a_query_finds_the_same_among_what_was_found(before, after):
    """So that every letter of a long filter need not look through everything again."""
    first, then = parse_query(before, MOMENT), parse_query(after, MOMENT)
    if narrows(then, first):
        assert find_rows(find_rows(ROWS, first), then) == find_rows(ROWS, then)


@pytest.mark.parametrize(
    ("before", "after", "is_narrower"),
    [
        ("ro", "rolled", True), ("rolled", "rolled back", True), ("rolled", "roll", False), ("@b", "@bo", True),
        ("@bo", "@bo @ana", False), ("!", "! ?", False), ("pool", "pool *", True), ("*", "pool", False),
        ("after 12:00", "after 12:01", False), ("pool", "! pool", True),
    ],
)  # fmt: skip
def test_typing_on_narrows_and_taking_back_does_not(before, after, is_narrower):
    assert narrows(parse_query(after, MOMENT), parse_query(before, MOMENT)) is is_narrower

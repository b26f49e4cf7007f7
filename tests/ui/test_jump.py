"""Jump labels: a letter on every row in view; pressing it goes there."""

import pytest

from ui.person import strips_of
from warroom.ui.modals.jump import LETTERS, JumpModal, labels


@pytest.mark.parametrize("count", [0, 1, 25, 26, 49, 50, 120, 625])
def test_labels_are_all_different_and_none_begins_another(count):
    """Whatever is pressed is clear the moment it is whole."""
    found = labels(count)
    assert len(set(found)) == count
    assert not [one for one in found for other in found if one is not other and other.startswith(one)]
    assert set("".join(found)) <= set(LETTERS)


def test_one_letter_is_enough_for_as_many_as_can_have_one():
    """Two letters are for those that one letter is not left for."""
    assert [len(label) for label in labels(25)] == [1] * 25
    assert [len(label) for label in labels(26)] == [1] * 24 + [2] * 2


@pytest.mark.parametrize("size", [(60, 20), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_row_in_view_gets_a_label_and_nothing_moves(sit, example, size):
    """The labels lie over the first cells of the rows; all else stays where it was."""
    async with sit(example, size=size) as ana:
        await ana.go("timeline")
        before = ana.text.splitlines()
        await ana.press("g")
        after = ana.text.splitlines()
        assert len(before) == len(after)
        for old, new in zip(before[:-1], after[:-1], strict=True):
            assert sum(one != other for one, other in zip(old.ljust(size[0]), new.ljust(size[0]), strict=True)) <= 4
        await ana.press("escape")
        assert ana.text.splitlines() == before
        assert ana.focused == "timeline"


async def test_a_label_leads_to_its_row_in_any_pane(sit, example):
    """Focus and highlight go where the letters are; the keys of that pane then act there."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("g")
        rows = ana.app.screen.rows
        label, (pane, record_id) = next(item for item in rows.items() if item[1][0].id == "tasks")
        assert any(pane.id_at(place) == record_id for place, _ in pane._lines() if place is not None)
        await ana.press(*label)
        assert ana.focused == "tasks"
        assert ana.pane("tasks").target.id == record_id
        await ana.press("g", "g")
        assert ana.pane("tasks").cursor_index == 0
        await ana.press("g", "2")
        assert ana.focused == "hypotheses"


async def test_a_jump_to_a_row_moves_no_row(sit, example):
    """It is in view, so everything stays where the eye is."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        before = [row[:45] for row in ana.text.splitlines()[3:20]]
        await ana.press("g", "d")
        assert [row[:45] for row in ana.text.splitlines()[3:20]] == before


async def test_labels_typed_in_one_burst_lead_there_too(sit, example):
    """Who knows the way types it at once."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("g")
        label = next(label for label, (pane, _) in ana.app.screen.rows.items() if pane.id == "escalations")
        record_id = ana.app.screen.rows[label][1]
        await ana.press("escape")
        await ana.type(f"g{label}")
        await ana.settle()
        assert ana.focused == "escalations"
        assert ana.pane("escalations").target.id == record_id


async def test_labels_stay_on_their_records_while_rows_arrive(sit, library, example):
    """What is pressed is where the letter was when somebody read it."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("g")
        label = next(label for label, (_, one) in ana.app.screen.rows.items() if one == ana.incident.timeline[-3].id)
        wanted = ana.incident.timeline[-3].ref
        with library.open(example, by="bo") as other:
            other.record("11:00 long before")
            other.record("at the end")
        await ana.until(lambda: len(ana.incident.timeline) == 32)
        await ana.press(*label)
        assert ana.pane("timeline").target.ref == wanted


async def test_the_cards_of_the_board_have_labels_too(sit, example):
    """Zoomed and wide, in four columns."""
    async with sit(example, size=(120, 40)) as ana:
        await ana.go("tasks", "T3")
        await ana.press("z")
        await ana.until(lambda: ana.pane("tasks").is_board)
        await ana.press("g")
        label = next(label for label, (pane, one) in ana.app.screen.rows.items() if one == ana.incident.tasks[1].id)
        await ana.press(label)
        assert ana.pane("tasks").target.ref == "T2"
        assert ana.app.screen.has_class("-zoom")


async def test_labels_can_be_read_without_colours(sit, example, monkeypatch):
    """They are reversed, which needs no colour."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("g")
        assert isinstance(ana.app.screen, JumpModal)
        label = next(iter(ana.app.screen.rows))
        marks = [segment for strip in strips_of(ana.app) for segment in strip if segment.text == label]
        assert any(segment.style.reverse for segment in marks)


async def test_letters_in_the_line_stay_letters(sit, empty):
    """A g is typed where one types."""
    async with sit(empty) as ana:
        await ana.type("going")
        assert ana.line.value == "going"

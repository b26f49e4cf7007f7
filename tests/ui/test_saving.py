"""A saved row looks saved, an unsaved one looks unsaved, and what cannot be written is not lost."""

import pytest

from warroom.core.errors import StoreError
from warroom.store.room import Room
from warroom.ui.parts import saving


@pytest.fixture
def full_disk(monkeypatch):
    """Make every save fail until it is switched off; saving is tried again at once."""
    save, state = Room.save, {"full": True}

    def fails(self: Room) -> None:
        if state["full"] and self.unsaved:
            raise StoreError("the disk is full")
        save(self)

    monkeypatch.setattr(Room, "save", fails)
    monkeypatch.setattr(saving, "TRY_AGAIN_AFTER", 0.05)
    return state


async def test_what_cannot_be_saved_says_so_until_it_can(sit, library, empty, full_disk):
    """The row says NOT SAVED and the banner why; the next success clears both, and the row is on the disk."""
    async with sit(empty) as ana:
        await ana.type("error rate is 31 %")
        await ana.push("enter")
        await ana.until(lambda: "NOT SAVED" in ana.banner)
        await ana.until(lambda: ana.text.count("NOT SAVED") >= 2)
        row = next(row for row in ana.text.splitlines() if "error rate" in row and "note" not in row)
        assert "NOT SAVED" in row
        assert "the disk is full" in ana.banner
        await ana.type("still typing")
        full_disk["full"] = False
        await ana.until(lambda: not ana.banner)
        assert ana.line.value == "still typing"
        assert "NOT SAVED" not in ana.text
        with library.open(empty, by="bo") as other:
            assert other.incident.timeline[-1].text == "error rate is 31 %"


async def test_lines_recorded_while_the_disk_is_full_are_all_saved_later(sit, library, empty, full_disk):
    """Work goes on; nothing is lost, and nothing is written twice."""
    async with sit(empty) as ana:
        for number in range(5):
            await ana.type(f"line {number}")
            await ana.push("enter")
        await ana.until(lambda: ana.banner)
        full_disk["full"] = False
        await ana.settle()
    with library.open(empty, by="bo") as other:
        assert [row.text for row in other.incident.timeline[1:]] == [f"line {number}" for number in range(5)]


async def test_a_saved_row_does_not_say_that_it_is_being_saved(sit, empty):
    """When the disk is done the row shows who wrote it."""
    async with sit(empty) as ana:
        await ana.enter("error rate is 31 %")
        row = next(row for row in ana.text.splitlines() if "error rate" in row)
        assert "sav" not in row.lower()
        assert "ana" in row


async def test_a_room_with_lines_that_cannot_be_saved_is_not_left_for_the_library(sit, empty, full_disk):
    """Quitting prints them; the library would hide that they are missing."""
    async with sit(empty) as ana:
        await ana.type("error rate is 31 %")
        await ana.push("enter")
        await ana.until(lambda: "NOT SAVED" in ana.banner)
        await ana.push("tab")
        await ana.push("L")
        await ana.pilot.pause()
        assert "1 line is not saved: stay, or quit" in ana.text
        assert ana.app.room is not None
    assert ana.app.unsaved_lines == ["2026-11-21 12:00Z error rate is 31 %"]

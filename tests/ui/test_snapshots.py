"""How the screen looks, as text that can be read in a diff: golden/*.txt.

`WARROOM_UPDATE_GOLDEN=1 pytest tests/ui/test_snapshots.py` makes what it shows now the rule; look at each before.
"""

from pathlib import Path

import pytest

from ui.person import at_the_screen, golden
from warroom.store.library import Library

SIZES = [(60, 20), (80, 24), (80, 50), (120, 40), (200, 60)]


class LibraryOfAna(Library):
    """A library that says it lives where it lives on everybody's machine."""

    def __init__(self, real: Library) -> None:
        super().__init__(real.home, clock=real.clock)
        self.real = real
        self.home = "/home/ana/.local/share/warroom"

    def folder(self, incident_id: str) -> str:
        return self.real.folder(incident_id)

    def ids(self) -> list[str]:
        return self.real.ids()


def damage(folder: Path) -> None:
    """Overwrite every file of an incident."""
    for path in folder.rglob("*.json*"):
        path.write_bytes(b"\x00" * 400)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_room(sit, example, size):
    """What is due, the timeline, the theories and the line are all there at every size."""
    async with sit(example, size=size) as ana:
        golden(f"room-{size[0]}x{size[1]}", ana.text)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_read_only_view(sit, example, size):
    """The same panes without the line; where there is room, a clock to be read across a room."""
    async with sit(example, size=size, watches=True) as wall:
        golden(f"watch-{size[0]}x{size[1]}", wall.text)


async def test_a_new_room(sit, empty):
    """A room with nothing in it says how to begin."""
    async with sit(empty, size=(80, 24)) as ana:
        golden("room-new-80x24", ana.text)


async def test_a_new_room_on_the_smallest_useful_terminal(sit, empty):
    """At 60×20 too."""
    async with sit(empty, size=(60, 20)) as ana:
        golden("room-new-60x20", ana.text)


@pytest.mark.parametrize("pane", ["timeline", "hypotheses", "escalations", "tasks"])
async def test_a_zoomed_pane(sit, example, pane):
    """A zoomed pane has the whole width, and the line is still there."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go(pane)
        await ana.press("z")
        golden(f"zoom-{pane}-80x24", ana.text)


async def test_the_panes_of_a_tall_and_narrow_terminal_stand_below_each_other(sit, example):
    """Each has the whole width, also after the terminal changed; one that is zoomed has the whole height as well."""
    async with sit(example, size=(99, 36)) as ana:

        def regions() -> list:
            return [pane.region for pane in ana.app.screen.panes if pane.display]

        def are_stacked() -> bool:
            return all(one.width == ana.app.size.width and one.x == 0 for one in regions())

        assert are_stacked()
        assert all(above.bottom == below.y for above, below in zip(regions(), regions()[1:], strict=False))
        for size, stacked in (((100, 36), False), ((80, 50), True), ((99, 35), False), ((60, 40), True)):
            await ana.resize(*size)
            assert are_stacked() == stacked, size
        await ana.go("tasks")
        height = regions()[-1].bottom - regions()[0].y
        await ana.press("z")
        assert [(one.width, one.height) for one in regions()] == [(60, height)]


@pytest.mark.parametrize("pane", ["hypotheses", "escalations", "tasks"])
async def test_a_pane_with_the_focus_on_a_small_terminal(sit, example, pane):
    """At 60×20 the pane that has the focus opens, the others are their titles."""
    async with sit(example, size=(60, 20)) as ana:
        await ana.go(pane)
        golden(f"focus-{pane}-60x20", ana.text)


@pytest.mark.parametrize(
    ("name", "pane", "ref", "key"),
    [
        ("help", "hypotheses", "H3", "?"),
        ("record-theory", "hypotheses", "H1", "enter"),
        ("record-call", "escalations", "E1", "enter"),
        ("record-task", "tasks", "T1", "enter"),
        ("record-row", "timeline", "#30", "enter"),
        ("missing", "timeline", "#30", "M"),
        ("document", "timeline", "#30", "p"),
    ],
)
@pytest.mark.parametrize("size", [(60, 20), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_opens_over_the_room(sit, example, name, pane, ref, key, size):
    """A box fits the terminal and says how to leave it."""
    async with sit(example, size=size) as ana:
        await ana.go(pane, ref)
        await ana.press(key)
        golden(f"{name}-{size[0]}x{size[1]}", ana.text)


async def test_the_help_of_the_read_only_view(sit, example):
    """It lists what looks, and nothing that records."""
    async with sit(example, size=(80, 24), watches=True) as wall:
        await wall.press("?")
        golden("watch-help-80x24", wall.text)


async def test_a_filter_that_is_on(sit, example):
    """While rows are hidden the title says so."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("/")
        await ana.type("relay")
        golden("filter-typing-80x24", ana.text)
        await ana.press("enter")
        golden("filter-kept-80x24", ana.text)


async def test_a_line_half_typed(sit, example):
    """The preview tells what Enter will record; a key's line tells what is asked for."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.type("12:20 ? the mail provider throttles us")
        golden("line-typed-80x24", ana.text)
        await ana.go("hypotheses", "H3")
        await ana.press("d")
        golden("line-begun-80x24", ana.text)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_an_empty_library(library, clock, size):
    """It says how to begin."""
    async with at_the_screen(LibraryOfAna(library), clock, size=size) as ana:
        golden(f"library-empty-{size[0]}x{size[1]}", ana.text)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_library_with_a_damaged_incident(library, clock, example, home, size):
    """What cannot be read says so and hides nothing else."""
    clock.forward(hours=3)
    resolved = library.create("Login page is blank in Safari after the release of the new design", by="bo")
    with library.open(resolved, by="bo") as room:
        room.record("/status resolved rolled back")
    library.create("A drill", by="bo", mode="drill", severity="SEV4")
    broken = library.create("Broken", by="bo")
    damage(Path(library.folder(broken)))
    clock.forward(minutes=12)
    async with at_the_screen(LibraryOfAna(library), clock, size=size) as ana:
        assert "Mail is hours late" in ana.text
        assert "damaged" in ana.text
        golden(f"library-{size[0]}x{size[1]}", ana.text)


async def test_a_terminal_that_is_too_small(sit, example):
    """It says what it needs."""
    async with sit(example, size=(10, 3)) as ana:
        golden("too-small-10x3", ana.text)

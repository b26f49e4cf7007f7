"""How every screen looks at every size, as text that can be read in a diff: golden/SCREEN-SIZE.txt.

`WARROOM_UPDATE_GOLDEN=1 pytest tests/ui/test_snapshots.py` makes what it shows now the rule; look at each before.
"""

from pathlib import Path

import pytest

from ui.person import Person, at_the_screen, golden
from ui.test_checklists import CHECKLISTS
from ui.test_paste import BLOCK
from warroom.store.library import Library

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
"""The smallest that is useful, the usual one, the one with two columns, and a whole screen."""
OTHER_SIZES = {
    "room": [*SIZES, (80, 50)],  # the panes below each other
    "watch": [*SIZES, (80, 50)],
    "document": [*SIZES, (80, 50)],
    "document-writing": [*SIZES, (80, 50)],
    "board": [*SIZES, (100, 24)],  # the narrowest with columns
    **{f"focus-{pane}": [(60, 20)] for pane in ("hypotheses", "escalations", "tasks")},  # elsewhere all are open
}

SCREENS = {
    # The room: a new one, the example, and each pane with the focus and alone
    "room": ("example",),
    "room-new": ("empty",),
    "focus-hypotheses": ("example", "go hypotheses"),
    "focus-escalations": ("example", "go escalations"),
    "focus-tasks": ("example", "go tasks"),
    "zoom-timeline": ("example", "go timeline", "press z"),
    "zoom-hypotheses": ("example", "go hypotheses", "press z"),
    "zoom-escalations": ("example", "go escalations", "press z"),
    "board": (
        "example", "enter + ask the abuse desk for the list of newsletters @kim 20m",
        "enter /drop T5 kim has it in front of her", "enter + call the provider again @bo 4m", "go tasks T3", "press z",
    ),
    "as-learned": ("told", "go timeline", "press w"),
    # The line
    "line-typed": ("example", "type 12:20 ? the mail provider throttles us"),
    "line-refused": ("example", "type /dead-end H9 it was never there", "press enter"),
    "line-begun": ("example", "go hypotheses H3", "press d"),
    "completing": ("example", "type /dead-end "),
    "searching": ("example", "press ctrl+r", "type relay"),
    "question": ("example", "enter /dead-end H3 the queue grows again"),
    "undone": ("example", "enter + call the provider @bo", "go timeline", "press u"),
    "handed-over": ("example", "enter /handover commander bo"),
    "filter-typing": ("example", "go timeline", "press /", "type relay"),
    "filter-kept": ("example", "go timeline", "press /", "type relay", "press enter"),
    "filter-empty": ("example", "go timeline", "press /", "type nothing like it", "press enter"),
    # What opens over the room
    "help": ("example", "go hypotheses H3", "press ?"),
    "help-line": ("example", "press f1"),
    "help-found": ("example", "go timeline", "press ?", "type theory"),
    "record-row": ("example", "go timeline #30", "press enter"),
    "record-theory": ("example", "go hypotheses H1", "press enter"),
    "record-call": ("example", "go escalations E1", "press enter"),
    "record-task": ("example", "go tasks T1", "press enter"),
    "record-decision": ("example", "go timeline #24", "press enter"),
    "record-update": ("example", "go timeline #28", "press enter"),
    "record-handover": (
        "example", "enter /handover commander bo", "enter /take commander bo", "enter /handover scribe cy",
        "go timeline #31", "press enter",
    ),
    "history-theory": ("told", "go hypotheses H1", "press enter"),
    "history-theory-end": ("told", "go hypotheses H1", "press enter", "then press G"),
    "missing": ("example", "go timeline", "press M"),
    "document": ("example", "go timeline", "press p"),
    "document-end": ("example", "go timeline", "press p", "then press G"),
    "document-help": ("example", "go timeline", "press p ?"),
    "document-writing": ("example", "go timeline", "press p j e", "type No mail was lost; 4,000 people waited."),
    "document-line": ("example", "go timeline", "press p +"),
    "document-review": ("example", "go timeline", "press p v"),
    "document-template": ("example", "go timeline", "press p t"),
    "document-missing": ("example", "go timeline", "press p M"),
    "handover": ("example", "go timeline", "press W"),
    "checklists": ("empty", "go timeline", "press K enter K"),
    "paste": ("empty", "paste"),
    "paste-long": ("empty", "paste " + "\n".join(f"line {number} of many" for number in range(90))),
    "paste-correct": ("empty", "paste", "press down down down down e"),
    "jump": ("example", "go timeline", "press g"),
    "jump-board": ("example", "go tasks T3", "press z g"),
    # The read-only view
    "watch": ("example",),
    "watch-new": ("empty",),
    "watch-zoom": ("example", "press 4 z"),
    "watch-help": ("example", "press ?"),
    "watch-record": ("example", "press 2 enter"),
    "watch-document": ("example", "press p"),
}  # fmt: skip
"""Each screen, with the incident it is of and how to get there; `then` is done again at each size."""


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


async def there(person: Person, *steps: str) -> None:
    """Do what leads to a screen."""
    for step in steps:
        verb, _, rest = step.partition(" ")
        if verb == "go":
            await person.go(*rest.split())
        elif verb == "press":
            await person.press(*rest.split())
        elif verb == "type":
            await person.type(rest)
            await person.settle()
        elif verb == "enter":
            await person.put(rest)
        elif verb == "paste":
            await person.paste(rest or BLOCK)


def sits_at(name, sit, request, size):
    """Return what sits somebody down in front of the incident of a screen."""
    options = {"watches": True} if name.startswith("watch") else {}
    if name == "checklists":
        options = {"checklists": CHECKLISTS}
    return sit(request.getfixturevalue(SCREENS[name][0]), size=size, **options)


@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_at_every_size(sit, request, name):
    """Nothing is cut off or covered, and how to go on and how to leave can be read."""
    steps = SCREENS[name][1:]
    async with sits_at(name, sit, request, SIZES[-1]) as person:
        await there(person, *steps)
        for size in reversed(OTHER_SIZES.get(name, SIZES)):
            await person.resize(*size)
            await there(person, *(step.removeprefix("then ") for step in steps if step.startswith("then ")))
            golden(f"{name}-{size[0]}x{size[1]}", person.text)


@pytest.mark.parametrize(
    "name",
    [
        "room",
        "board",
        "jump",
        "help",
        "missing",
        "handover",
        "checklists",
        "paste",
        "watch",
        "document",
        "document-writing",
    ],
)
async def test_a_terminal_made_smaller_shows_what_a_small_one_shows(sit, request, name):
    """The goldens above are of one screen that is resized: what is open then is laid out anew."""
    async with sits_at(name, sit, request, (80, 24)) as person:
        await there(person, *SCREENS[name][1:])
        golden(f"{name}-80x24", person.text)


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


async def test_an_empty_library(library, clock):
    """It says how to begin."""
    async with at_the_screen(LibraryOfAna(library), clock, size=SIZES[-1]) as ana:
        for size in reversed(SIZES):
            await ana.resize(*size)
            golden(f"library-empty-{size[0]}x{size[1]}", ana.text)


async def test_a_library_with_a_damaged_incident(library, clock, example, home):
    """What cannot be read says so and hides nothing else; its help is there too."""
    clock.forward(hours=3)
    resolved = library.create("Login page is blank in Safari after the release of the new design", by="bo")
    with library.open(resolved, by="bo") as room:
        room.record("/status resolved rolled back")
    library.create("A drill", by="bo", mode="drill", severity="SEV4")
    broken = library.create("Broken", by="bo")
    damage(Path(library.folder(broken)))
    clock.forward(minutes=12)
    async with at_the_screen(LibraryOfAna(library), clock, size=SIZES[-1]) as ana:
        assert "Mail is hours late" in ana.text
        assert "damaged" in ana.text
        for name in ("library", "library-help"):
            for size in reversed(SIZES):
                await ana.resize(*size)
                golden(f"{name}-{size[0]}x{size[1]}", ana.text)
            await ana.press("f1")


async def test_a_terminal_that_is_too_small(sit, example):
    """It says what it needs."""
    async with sit(example, size=(10, 3)) as ana:
        golden("too-small-10x3", ana.text)

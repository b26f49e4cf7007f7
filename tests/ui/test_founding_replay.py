"""The first founding script, typed at the screen, makes the record that it makes anywhere else."""

from typing import Any

from replays.player import WRITTEN_UP, lines, new_arguments, play_in_core, script
from support import Clock
from ui.person import at_the_screen
from warroom.core.contract import contract
from warroom.core.times import Moment, parse_instant
from warroom.store.library import Library

TYPED_BY_HAND = 6
WRITING = {"recorded_at", "late_seconds", "source", "id"}


def without_the_writing(value: Any) -> Any:
    """Return a record without what tells how and when it was written down."""
    if isinstance(value, dict):
        return {name: without_the_writing(item) for name, item in value.items() if name not in WRITING}
    return [without_the_writing(item) for item in value] if isinstance(value, list) else value


async def test_a_founding_script_typed_at_the_screen_gives_the_same_record(home):
    """The screen is one more door to the same room: what a key types, a pipe types."""
    clock = Clock(WRITTEN_UP)
    library = Library(str(home), clock=clock)
    _, title, *options = new_arguments(script(0))
    given = dict(zip(options[::2], options[1::2], strict=True))
    started = parse_instant(given["--at"], Moment(clock(), given["--zone"], retrospective=True))
    incident_id = library.create(
        title, by="scribe", mode=given["--mode"], zone=given["--zone"], started=started
    )  # fmt: skip
    async with at_the_screen(library, clock, incident_id, by="scribe") as scribe:
        for number, line in enumerate(lines(script(0))):
            if number < TYPED_BY_HAND:
                await scribe.enter(line)
            else:
                await scribe.put(line)
            assert scribe.line.value == "", f"{line}: {scribe.said}"
        screen = without_the_writing(contract(scribe.incident))
    core = without_the_writing(contract(play_in_core(script(0))))
    assert screen.keys() == core.keys()
    for name in core:
        assert screen[name] == core[name], name

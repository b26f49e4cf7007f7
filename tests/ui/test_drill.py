"""A drill in the room: lines come by themselves while somebody types."""

from functools import partial

import pytest

from warroom.core.errors import StoreError
from warroom.drill import Player, declare_drill, script_of_text

TEXT = "14:00 ? theirs\n14:01 /for H1 it fits\n14:02 /nonsense\n14:03 ! rolled back"


@pytest.fixture
def drill(library, clock, sit):
    """Return what sits somebody down in a room that a drill is played into."""
    script = script_of_text(TEXT, title="a drill", severity="SEV2", zone="UTC", now=clock())

    def start(**options):
        incident_id = declare_drill(library, script, by="ana", start=clock(), speed=1)
        player = partial(Player, script=script, start=clock(), again="warroom replay x", join="warroom drill --by NAME")
        return sit(incident_id, drill=player, **options)

    return start


async def test_lines_come_when_their_time_comes(drill, clock, library):
    """On the screen and on the disk, as if somebody had typed them."""
    async with drill(size=(80, 24)) as ana:
        await ana.until(lambda: "H1 theirs" in ana.text)
        assert "DRILL" in ana.text
        assert ana.banner == "a drill plays here by itself; you can type too, and others with warroom drill --by NAME"
        assert "rolled back" not in ana.text
        clock.forward(minutes=3)
        await ana.until(lambda: "rolled back" in ana.text)
        await ana.settle()
        assert "line 3 of the drill is kept as a note: there is no /nonsense" in ana.banner
        assert "the drill is over" in ana.banner
        assert ana.said == "tab p postmortem · tab M what it lacks"
        ana.app.screen.tick()
        assert "stopped" not in ana.banner
        kept = library.look_at(ana.incident.id).incident.timeline
        assert [row.text for row in kept] == [row.text for row in ana.incident.timeline]


async def test_somebody_types_along(drill, clock):
    """What they type is theirs, stays in the line while lines come, and moves no reference of the drill."""
    async with drill(size=(80, 24)) as ana:
        await ana.until(lambda: len(ana.incident.hypotheses) == 1)
        await ana.enter("? mine")
        await ana.type("half a")
        clock.forward(minutes=3)
        await ana.until(lambda: ana.app.screen.player.next_at is None)
        assert ana.line.value == "half a"
        assert [(one.statement, len(one.evidence)) for one in ana.incident.hypotheses] == [("theirs", 1), ("mine", 0)]
        await ana.enter(" line")
        assert ana.last == "half a line"


async def test_undo_takes_back_what_somebody_typed_and_not_what_the_drill_played(drill, clock):
    """Though the drill plays in their name; when nothing of theirs is left, it says what takes back the drill's."""
    async with drill(size=(80, 24)) as ana:
        await ana.until(lambda: len(ana.incident.hypotheses) == 1)
        await ana.enter("a wrong note")
        clock.forward(minutes=1)
        await ana.until(lambda: ana.incident.hypotheses[0].evidence)
        await ana.enter("/undo")
        assert [row.text for row in ana.incident.timeline][1:] == ["theirs", "for: it fits"]
        await ana.enter("/undo")
        assert ana.said.startswith("/undo #4 takes back what the drill played last")
        await ana.press("ctrl+u")
        await ana.enter("/redo")
        assert "a wrong note" in [row.text for row in ana.incident.timeline]


async def test_leaving_the_room_ends_the_drill(drill, clock):
    """What was played stays; nothing is played into the next room."""
    async with drill(size=(80, 24)) as ana:
        await ana.until(lambda: len(ana.incident.hypotheses) == 1)
        await ana.press("tab", "L")
        assert ana.said == "the drill ends when you leave: L again leaves"
        await ana.press("z", "z", "L")
        assert ana.app.room is not None
        await ana.press("L")
        await ana.until(lambda: ana.app.room is None)
        clock.forward(minutes=3)
        await ana.settle()
        await ana.press("enter")
        await ana.until(lambda: ana.app.room is not None)
        await ana.settle()
        assert [row.text for row in ana.incident.timeline][1:] == ["theirs"]
        assert ana.banner == ""
        for _ in range(2):
            ana.app.screen.tick()
            assert ana.banner == "the drill stopped before its end: go on by hand, or begin anew: warroom replay x"


async def test_a_drill_that_cannot_be_recorded_says_so_and_stops(drill, clock, monkeypatch):
    async with drill(size=(80, 24)) as ana:

        def refuse(*_: object, **__: object) -> None:
            raise StoreError("the disk is full")

        await ana.until(lambda: len(ana.incident.hypotheses) == 1)
        monkeypatch.setattr(ana.app.screen.player, "play_due", refuse)
        await ana.until(lambda: "the drill cannot go on: the disk is full" in ana.banner)
        ana.app.screen.follow()
        assert "the drill cannot go on: the disk is full" in ana.banner, "looking at the logs took it away"

"""Both people see who changed what over whose, and nothing they are doing is disturbed by it."""

import pytest

from warroom.core.errors import StoreError
from warroom.store import place
from warroom.store.reader import LogReader
from warroom.store.room import Room
from warroom.ui.parts.saving import QUIET_AFTER
from warroom.ui.screens import room as room_screen
from warroom.ui.screens.incident import TELL_FOR


@pytest.fixture
def full_disk(monkeypatch):
    """Make every save of ana's fail."""

    def fails(self: Room) -> None:
        if self.by == "ana" and self.unsaved:
            raise StoreError("the disk is full")

    monkeypatch.setattr(Room, "save", fails)


async def test_both_see_whose_change_holds(sit, example, clock):
    """Each is told under the header; half a line, highlight and focus stay."""
    async with sit(example, size=(80, 24)) as ana, sit(example, by="bo") as bo:
        await ana.put("/assign T2 @cy")
        await bo.until(lambda: bo.incident.tasks[1].owner == "cy")
        await ana.type("half a thou")
        await ana.go("timeline", "#20")
        clock.forward(seconds=12)
        await bo.put("/assign T2 @di")
        assert bo.banner == "you set T2's owner to di, over ana's cy of 12 s ago"
        await ana.until(lambda: ana.banner == "bo set T2's owner to di, over your cy")
        assert (ana.line.value, ana.focused, ana.pane("timeline").target.ref) == ("half a thou", "timeline", "#20")


async def test_a_conflict_is_told_for_a_while(sit, empty, library, clock, monkeypatch):
    """It is there until a timer takes it away; which is what runs out here, rather than the time."""
    async with sit(empty) as ana:
        await ana.put("/sev 2")
        runs_out = {}
        monkeypatch.setattr(ana.app.screen, "set_timer", runs_out.__setitem__)
        with library.open(empty, by="bo") as other:
            clock.forward(seconds=3)
            other.record("/sev 1")
        await ana.until(lambda: "bo set the severity to SEV1, over your SEV2" in ana.banner)
        runs_out[TELL_FOR]()
        assert ana.banner == ""


async def test_the_banner_has_every_cause_at_once(sit, empty, library, clock, full_disk, monkeypatch):
    """None hides another, and each goes when it is over."""
    warning = ["the disk is nearly full"]
    monkeypatch.setattr(Room, "warning", property(lambda self: warning[0]))
    async with sit(empty, size=(80, 24)) as ana:
        ana.room.notices.append("a line could not be read")
        await ana.type("/sev 2")
        await ana.push("enter")
        await ana.until(lambda: "NOT SAVED: the disk is full" in ana.banner)
        with library.open(empty, by="bo") as other:
            monkeypatch.undo()
            clock.forward(seconds=3)
            other.record("/sev 1")
        monkeypatch.setattr(Room, "warning", property(lambda self: warning[0]))
        await ana.until(lambda: "over your SEV2" in ana.banner)
        await ana.until(lambda: len(ana.banner.splitlines()) == 4)
        words = ("NOT SAVED", "nearly full", "could not be read", "over your")
        await ana.until(lambda: all(one in ana.text for one in words))
        warning[0] = ""
        await ana.until(lambda: "nearly full" not in ana.banner)


async def test_a_quiet_moment_is_used_to_tidy_up(sit, empty, monkeypatch):
    """Once after something was recorded, when nothing was typed or recorded for a while."""
    tidied = []
    monkeypatch.setattr(Room, "tidy", lambda self: tidied.append(self.by))
    async with sit(empty) as ana:
        screen = ana.app.screen
        await ana.enter("something")
        for _ in range(QUIET_AFTER - 1):
            screen.tick()
        await ana.type("x")
        await ana.pilot.pause()
        for _ in range(QUIET_AFTER - 1):
            screen.tick()
        await ana.pilot.pause(0.05)
        assert tidied == []
        for _ in range(20):
            screen.tick()
        await ana.until(lambda: tidied)
        assert tidied == ["ana"]


async def test_only_the_panes_that_are_concerned_are_drawn_again(sit, example, library):
    """A note of somebody else's costs the timeline a look and the other panes nothing."""
    async with sit(example) as ana:
        drawn = []
        for pane in ana.app.screen.panes:
            pane.show_changes = lambda pane=pane, show=pane.show_changes: (drawn.append(pane.id), show())
        with library.open(example, by="bo") as other:
            for line, panes in (
                ("a note", {"timeline"}), ("? a theory", {"timeline", "hypotheses"}),
                ("/for H3 graph", {"timeline", "hypotheses"}), ("/undo", {"timeline", "hypotheses"}),
                ("/ack E3 kim", {"timeline", "escalations"}), ("/start T2", {"timeline", "tasks"}),
                ("/sev 1", {"timeline", "hypotheses", "escalations", "tasks"}),
            ):  # fmt: skip
                drawn.clear()
                other.record(line)
                await ana.until(lambda: drawn)
                await ana.pilot.pause()
                assert set(drawn) == panes, line


async def test_a_network_folder_is_said_for_a_while(sit, empty, monkeypatch):
    """Once the room is there: it is a warning and stands in nobody's way."""
    monkeypatch.setattr(room_screen, "LOOK_AFTER", 0.05)
    monkeypatch.setattr(place, "network_warning", lambda folder: f"{folder} is a network folder")
    async with sit(empty) as ana:
        await ana.until(lambda: "is a network folder" in ana.banner)


async def test_who_was_told_a_number_hears_when_it_is_anothers(sit, empty, clock):
    """Both typed at the same moment: the later one's row has another name, and a correction must not hit the other."""
    async with sit(empty, by="bo") as bo, sit(empty) as ana:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(LogReader, "look", lambda *_, **__: [])
            bo.app.screen.record("bo sees cpu flat")
            clock.forward(seconds=0.5)
            ana.app.screen.record("ana sees 40 %")
            await ana.settle()
            await bo.settle()
            assert "#2" in ana.said
            assert "#2" in bo.said
        await ana.until(lambda: "what was #2 here is #2b now" in ana.banner)
        assert "#2b" not in bo.banner


async def test_who_signs_with_a_name_that_many_share_is_told(sit, empty):
    async with sit(empty, by="root") as root:
        assert root.banner == "your lines are signed root: quit and start with --by NAME to sign your own"
    async with sit(empty) as ana:
        assert ana.banner == ""

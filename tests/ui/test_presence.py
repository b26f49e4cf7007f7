"""Who else has the room open can be seen, and what is promised keeps its place before that."""

from datetime import UTC, timedelta

import pytest

from support import NOON
from ui.person import golden
from warroom.core.clocks import Due
from warroom.core.model import Incident
from warroom.store.screens import Screens
from warroom.ui import keeper
from warroom.ui.header import company, header
from warroom.ui.presentation import View


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Look without the pauses that are there for people."""
    monkeypatch.setattr(keeper, "LOOK_EVERY", 0.02)


@pytest.fixture
def others(files, clock):
    """Return what opens screens of these people on an incident."""
    opened = []

    def make(incident_id: str, *names: str) -> list[Screens]:
        for name in names:
            opened.append(Screens(str(files(incident_id)), by=name, clock=clock))
            opened[-1].join()
        return opened

    yield make
    for screens in opened:
        screens.leave()


@pytest.mark.parametrize(
    ("names", "ways"),
    [
        ([], []),
        (["bo"], ["with bo", "with 1"]),
        (["cy", "bo", "bo"], ["with bo ×2, cy", "with bo ×2 +1", "with 2"]),
        (["ana"], ["2 screens"]),
        (["ana", "ana", "bo"], ["with bo · 3 screens", "with bo", "with 1", "3 screens"]),
    ],
)
def test_company_is_told_in_ever_fewer_words(names, ways):
    """The others by name; oneself only as the number of one's own screens."""
    assert company(names, "ana") == ways


async def test_who_has_the_room_open_comes_and_goes_by_itself(sit, empty, others):
    async with sit(empty, size=(80, 24)) as ana:
        assert "with" not in ana.text.splitlines()[1]
        bo, _ = others(empty, "bo", "cy")
        await ana.until(lambda: "NAME · with bo, cy  " in ana.text.splitlines()[1])
        bo.leave()
        await ana.until(lambda: "· with cy" in ana.text.splitlines()[1])


def test_company_is_never_glued_to_what_is_due():
    """`with 1 T1 ana due in 4 min` read as one: who is here gives way, or stands apart."""
    incident = Incident("i", title="Checkout is down", severity="SEV1", roles={"commander": "ana"})
    due = [
        Due("task", "T1", "", NOON + timedelta(minutes=4), "ana"),
        Due("update", None, "", NOON + timedelta(hours=1)),
    ]
    shown = set()
    for width in range(40, 81):
        lines = str(header(incident, width, View(NOON, UTC), due, company(["bo"], "ana"))).splitlines()
        assert "with" not in lines[1] or "  T1 ana due in 4 min" in lines[1], lines[1]
        shown |= {words for words in ("with bo", "with 1") if words in lines[1]}
    assert shown == {"with bo", "with 1"}


async def test_two_screens_of_one_person_see_each_other(sit, empty):
    """Oneself is not company, but it is good to know that the room is open twice."""
    async with sit(empty, size=(80, 24)) as ana, sit(empty, size=(80, 24)) as again, sit(empty, by="bo") as bo:
        for person, words in ((ana, "with bo · 2 screens"), (again, "with bo · 2 screens"), (bo, "with ana ×2")):
            await person.until(lambda person=person, words=words: words in person.text.splitlines()[1])


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_is_promised_keeps_its_place(sit, example, others, size):
    """Company stands where there is room: the second line, or before the clocks, or nowhere."""
    async with sit(example, size=size) as ana:
        promises = ana.text.splitlines()[1].strip()
        others(example, "bo", "cy", "cy", "ana")
        await ana.until(lambda: ana.app.screen._company)
        assert [part for part in promises.split("  ") if part.strip() not in ana.text] == []
        golden(f"company-{size[0]}x{size[1]}", "\n".join(ana.text.splitlines()[:2]))


async def test_a_hostile_name_is_only_ever_text(sit, empty, others):
    """It is in a file that anybody may have written."""
    async with sit(empty) as ana:
        others(empty, "[bold]b[/]\x1b[2J")
        await ana.until(lambda: "with [bold]b[/]" in ana.text)

"""What the tests of the screen share: nothing of the terminal they run in, and an example incident."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from support import Clock
from ui.person import Person, at_the_screen
from warroom.store.library import Library

EXAMPLE = (
    (0, "ana", "/role commander ana"),
    (1, "ana", "-5m /alert mail queue over 40,000, normal is 200"),
    (1, "bo", "/mark detected #3"),
    (2, "bo", "? spam wave from a leaked account"),
    (3, "bo", "^ abuse: can you see a leaked account?"),
    (4, "ana", "+ block the ten loudest senders @bo 10m"),
    (4, "ana", "+ ask the provider about the relay"),
    (6, "bo", "/for H1 three accounts send 80 % of it"),
    (9, "bo", "/start T1"),
    (12, "cy", "/ack E1 kim"),
    (13, "cy", "/found E1 nobody leaked, these are newsletters"),
    (14, "ana", "/dead-end H1 the newsletters are planned; looked right: three accounts stood out"),
    (15, "ana", "? the relay's disk is full"),
    (16, "ana", "^ ana > storage: is the relay's disk full?"),
    (18, "cy", "/against H2 df says 41 %"),
    (19, "ana", "/dead-end H2 there is room for months"),
    (20, "ana", "/no-answer E2"),
    (21, "bo", "/done T1 no effect on the queue"),
    (22, "cy", "? the new DNS filter times out on every message"),
    (23, "cy", "/test H3 switch it off on one relay @cy 5m"),
    (24, "ana", "+ switch the filter off on relay 3 @cy 5m"),
    (24, "cy", "/start T3"),
    (25, "ana", "= switch the filter off everywhere"),
    (26, "bo", "/object D1 spam gets through"),
    (27, "ana", "/go D1 mail first @cy"),
    (28, "cy", "~12:27 ! filter off on relay 3, its queue shrinks"),
    (28, "ana", "/star #26"),
    (29, "ana", "/block T2 they open at two"),
    (30, "ana", "+ warn when the filter is slow #preventative due:2026-12-01"),
    (31, "bo", '" Mail is late; none is lost. @everyone 30m'),
    (32, "bo", "^ dns: why is the filter slow?"),
    (33, "bo", "load on relay 3 is normal again"),
    (33, "bo", "/strike #30 that was relay 4"),
)
"""Minutes after noon, who, and what: an outage of the mail relays. One milestone (mitigated) gets no row."""


STORY = (
    (1, "ana", "? pool is small"),
    (2, "bo", "pool at 100 % on two of three nodes"),
    (3, "bo", "/for H1 #3"),
    (4, "ana", "/edit H1 pool is too small"),
    (5, "cy", "/against H1 it is 40 % at night"),
    (6, "cy", "/dead-end H1 the third node is fine"),
    (8, "ana", "+ raise pool size @bo 10m"),
    (9, "ana", "/assign T1 @cy 20m"),
    (10, "ana", "= roll back build 4821"),
    (11, "bo", "/object D1 the cache will be cold"),
    (30, "bo", "12:12 load was normal again"),
)
"""Minutes after noon, who, and what: corrections, evidence, an objection, and what was written down late."""


@pytest.fixture(autouse=True)
def no_terminal_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the looks from depending on the environment, and the clipboard of whoever runs the tests as it is."""
    for variable in ("NO_COLOR", "TEXTUAL_THEME", "TMUX", "STY", "SSH_CONNECTION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SSH_TTY", "/dev/none")


@pytest.fixture
def empty(library: Library) -> str:
    """Return the id of an incident that was declared and nothing more."""
    return library.create("Checkout is down", by="ana")


@pytest.fixture
def example(library: Library, clock: Clock) -> str:
    """Return the id of the example; the clock then shows 12:35."""
    noon = clock.now
    incident_id = library.create("Mail is hours late", by="ana", severity="SEV2", services=["mail"])
    with library.open(incident_id, by="ana") as room:
        for minutes, by, line in EXAMPLE:
            clock.now = noon
            clock.forward(minutes=minutes, seconds=20)
            room.draft(line, by=by)
        room.draft("12:31 /mark mitigated", by="ana")
    clock.now = noon
    clock.forward(minutes=35)
    return incident_id


@pytest.fixture
def told(empty, library, clock):
    """Return the id of an incident with corrections, evidence, an objection, and what was written down late."""
    noon = clock.now
    with library.open(empty, by="ana") as room:
        for minutes, by, line in STORY:
            clock.now = noon
            clock.forward(minutes=minutes)
            room.draft(line, by=by)
        clock.forward(minutes=1)
        room.draft("/undo @cy", by="ana")
    return empty


@pytest.fixture
def sit(library: Library, clock: Clock) -> Callable[..., AbstractAsyncContextManager[Person]]:
    """Return what sits somebody down at the screen.

    `async with sit(incident_id, size=(80, 24)) as ana`
    """

    def start(incident_id: str | None = None, **options: object) -> AbstractAsyncContextManager[Person]:
        return at_the_screen(library, clock, incident_id, **options)

    return start


@pytest.fixture
def files(home: Path) -> Callable[[str], Path]:
    """Return what tells the folder of an incident."""
    return lambda incident_id: home / "incidents" / incident_id

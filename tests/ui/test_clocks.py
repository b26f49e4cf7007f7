"""What is due can be seen at a glance at every size, and calls attention once."""

from datetime import timedelta

import pytest
from textual.content import Content

from support import NOON
from warroom.core.clocks import Due
from warroom.core.model import Incident
from warroom.ui.attention import Attention, has_title, notification, title
from warroom.ui.strip import strip, words

LATER = NOON + timedelta(minutes=9)
CALL = Due("escalation", "E1", "", NOON + timedelta(minutes=5), "dba", NOON, "dba-lead")
BOX = Due("task", "T1", "", NOON + timedelta(minutes=6), "bo")
SILENCE = Due("silence", None, "nothing logged", NOON + timedelta(minutes=8), since=NOON)
UPDATE = Due("update", None, "next update", NOON + timedelta(minutes=30))
LATE = "T1 check back with bo, 3 min late"
ALL = [CALL, BOX, SILENCE, UPDATE]
XTERM = {"TERM": "xterm-256color"}
EVERY = ("bell", "title", "notify")
BAD = "\x1b]0;x\x07[b]\n\x9c;; \u202eeht"


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (40, "E1 dba waits 9 min · ! +3"),
        (60, "E1 dba waits 9 min · ! +3"),
        (80, "E1 dba waits 9 min: page dba-lead next · ! +3"),
        (100, "E1 dba waits 9 min: page dba-lead next · T1 bo 3 min late · ! +2"),
        (200, f"E1 dba waits 9 min: page dba-lead next · {LATE} · nothing logged for 9 min · next update in 21 min"),
    ],
)  # fmt: skip
def test_the_most_urgent_is_always_told_and_the_rest_is_counted(width, expected):
    """In words that can be acted on where there is room, and never cut without a sign."""
    shown, told = strip(ALL, width, 30, LATER)
    assert str(shown).rstrip() == expected
    assert told == ALL[: len(told)]
    assert shown.cell_length < width


@pytest.mark.parametrize(
    ("left", "width", "expected"),
    [
        (12, 100, "T1 check back with bo, 3 min late · nothing logged for 9 min · next update in 21 min"),
        (11, 80, "T1 check back with bo, 3 min late · nothing logged · 1 more: tab !"),
        (30, 80, "T1 check back with bo, 3 min late · ! +2"),
    ],
)
def test_what_is_not_told_is_counted_with_the_way_to_it(left, width, expected):
    """As long as who leads keeps its room."""
    shown, _ = strip([BOX, SILENCE, UPDATE], width, left, LATER, way="tab !")
    assert str(shown).rstrip() == expected


def test_no_commander_is_told_with_the_way_out_where_there_is_room():
    """It is the last to be said, and it leaves the others their words."""
    nobody = Due("commander", None, "no commander", NOON + timedelta(minutes=5), since=NOON)
    shown, _ = strip([nobody, UPDATE], 100, 20, LATER)
    assert str(shown).strip() == "no commander for 9 min: /role commander NAME · next update in 21 min"
    shown, _ = strip([nobody, UPDATE], 80, 20, LATER)
    assert str(shown).strip() == "no commander for 9 min · next update in 21 min"


@pytest.mark.parametrize("name", ["x" * 500, "数据库" * 40, "[red]dba[/]", "two\nlines"])
@pytest.mark.parametrize("width", range(40, 130, 9))
def test_the_strip_fits_whatever_people_are_called(name, width):
    """A name never makes the header wrap, and is only ever text."""
    shown, _ = strip([CALL._replace(who=name, rung=name), BOX._replace(who=name), UPDATE], width, 50, LATER)
    assert shown.cell_length <= width
    assert "\n" not in str(shown)
    assert str(shown).startswith("E1")


def test_what_is_overdue_stands_out_and_so_does_the_count_that_hides_it():
    """What is to come is plain."""

    def warned(items: list[Due], width: int) -> str:
        shown, _ = strip(items, width, 10, LATER)
        return "".join(str(shown)[span.start : span.end] for span in shown.spans if "$warning" in str(span.style))

    assert warned([CALL, UPDATE], 120) == "E1 dba waits 9 min: page dba-lead next"
    assert "+2" in warned([CALL, BOX, UPDATE], 40)
    assert warned([UPDATE], 120) == ""


def test_words_change_once_a_minute():
    """So that neither the strip nor the title of the window flickers."""
    assert words(BOX, BOX.at) == "T1 check back with bo, due now"
    said = {words(BOX, BOX.at + timedelta(seconds=seconds)) for seconds in range(60, 120)}
    assert said == {"T1 check back with bo, 1 min late"}


async def test_the_strip_in_the_room(sit, empty, clock):
    """Who does not command is said where it presses, and once."""
    async with sit(empty, size=(80, 24)) as ana:
        assert ana.text.splitlines()[1].startswith(" no commander: /role commander NAME  ")
        await ana.put("^ dba: pool at 100 %")
        clock.forward(minutes=6)
        ana.app.screen.tick()
        second = ana.text.splitlines()[1].strip()
        assert second == "E1 dba waits 6 min · no commander · no scribe · update in 54 min"
        await ana.put("/ack E1")
        second = ana.text.splitlines()[1]
        assert second.strip().startswith("no commander for 6 min")
        assert second.count("no commander") == 1


async def test_a_key_begins_the_snooze_of_what_is_due_first_or_highlighted(sit, example):
    """What it quiets stands in the line before Enter is pressed, and then it is quiet; u brings it back."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("S")
        assert ana.line.value == "/snooze H3 "
        await ana.enter("5m")
        assert "H3 snoozed until 12:40:00Z" in ana.said
        assert "H3" not in ana.text.splitlines()[1]
        await ana.go("escalations", "E3")
        await ana.press("S")
        assert ana.line.value == "/snooze E3 "
        await ana.press("escape")
        await ana.go("timeline")
        await ana.press("u")
        assert "H3" in ana.text.splitlines()[1]


async def test_enter_says_what_is_quieted_and_for_how_long(sit, empty, clock):
    """The preview tells what no word of the line says; what is still to come is quieted by its name."""
    async with sit(empty) as ana:
        await ana.type("/snooze silence")
        assert "snooze silence, for 10 min, by ana" in ana.said
        await ana.press("ctrl+u")
        await ana.type("/snooze 20m")
        assert ana.said == "nothing is due: say what is to be quiet, as in /snooze update 20m"
        await ana.press("ctrl+u")
        clock.forward(minutes=9)
        await ana.type("/snooze")
        assert "snooze commander, for 10 min, by ana" in ana.said


# Attention


class Terminal:
    """A terminal that keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def attention(self, signals=EVERY, **environ) -> Attention:
        return Attention(self.sent.append, lambda: self.sent.append("bell"), signals, environ or XTERM)


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def incident() -> Incident:
    return Incident("i", title="Checkout is down", severity="SEV1")


def test_what_becomes_due_rings_once(terminal, incident):
    """However often one looks, and not for what was due when the room was opened."""
    attention = terminal.attention(("bell",))
    attention.look(incident, [CALL], LATER)
    for _ in range(3):
        attention.look(incident, [CALL, BOX, SILENCE, UPDATE], LATER)
    assert terminal.sent == ["bell"]
    attention.look(incident, [], LATER)
    attention.look(incident, ALL, LATER)
    assert terminal.sent == ["bell"]


def test_a_snooze_that_ends_rings_again(terminal, incident):
    """It was asked for."""
    attention = terminal.attention(("bell",))
    attention.look(incident, [CALL], LATER)
    attention.look(incident, [], LATER)
    attention.look(incident, [CALL._replace(snoozed=LATER + timedelta(minutes=5))], LATER + timedelta(minutes=5))
    assert terminal.sent == ["bell"]


def test_the_title_says_what_is_overdue_or_else_what_it_is_about(terminal, incident):
    """It is written when it changes, and what was there before comes back at the end."""
    attention = terminal.attention(("title",))
    for items in ([UPDATE], [UPDATE], ALL, ALL):
        attention.look(incident, items, LATER)
    attention.close()
    attention.close()
    assert terminal.sent == [
        "\x1b[22;2t\x1b]2;SEV1 Checkout is down\x1b\\",
        "\x1b]2;! E1 dba waits 9 min · Checkout is down\x1b\\",
        "\x1b[23;2t",
    ]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "\x1b]9;"),
        ({"TERM": "xterm-kitty"}, "\x1b]9;"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "\x1b]777;notify;"),
        ({"TERM": "xterm-ghostty"}, "\x1b]777;notify;"),
        ({"TERM": "foot"}, "\x1b]777;notify;"),
        (XTERM, ""),
        ({}, ""),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, ""),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "iTerm.app"}, ""),
    ],
)  # fmt: skip
def test_only_a_terminal_that_is_known_to_have_notifications_is_sent_one(environ, expected):
    """Another would ring, or show the words in the middle of the screen."""
    sent = notification("Checkout", "E1 waits", environ)
    assert sent.startswith(expected) if expected else sent == ""


def test_each_way_can_be_off(terminal, incident):
    """With all of them off nothing is sent at all."""
    attention = terminal.attention((), TERM="xterm-kitty")
    attention.look(incident, [], LATER)
    attention.look(incident, ALL, LATER)
    attention.close()
    assert terminal.sent == []
    assert not has_title({"TERM": "linux"})


def test_typed_text_cannot_leave_the_escape_it_stands_in(incident):
    """A title from anywhere is only a title."""
    incident.title = BAD
    late = [CALL._replace(who=BAD, rung=BAD)]
    shown = title(incident, late, LATER)
    assert shown.isprintable()
    sent = notification(BAD, words(late[0], LATER), {"TERM": "foot"})
    assert sent.removeprefix("\x1b]").removesuffix("\x1b\\").isprintable()
    assert sent.count(";") == 3


async def test_the_room_rings_and_names_the_terminal(sit, empty, clock, monkeypatch):
    """From the real application, through its driver."""
    monkeypatch.setenv("TERM", "foot")
    async with sit(empty, signals=EVERY) as ana:
        sent: list[str] = []
        monkeypatch.setattr(ana.app._driver, "write", sent.append)
        monkeypatch.setattr(ana.app.screen.attention, "_bell", lambda: sent.append("bell"))
        await ana.put("^ dba: pool at 100 %")
        assert sent == []
        clock.forward(minutes=5)
        ana.app.screen.tick()
        ana.app.screen.tick()
        assert sent.count("bell") == 1
        assert [one for one in sent if "777" in one] == [
            "\x1b]777;notify;Checkout is down;E1 dba waits 5 min (+2)\x1b\\"
        ]
        assert "\x1b]2;! E1 dba waits 5 min · Checkout is down\x1b\\" in sent
        await ana.press("escape", "tab", "L")
        await ana.until(lambda: "\x1b[23;2t" in sent)


async def test_typed_names_are_literal_in_the_strip(sit, empty, clock):
    """Markup in a name is four letters and two brackets."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.put("^ [b]dba[/]: x")
        clock.forward(minutes=6)
        ana.app.screen.tick()
        assert "E1 [b]dba[/] waits 6 min" in str(Content(ana.text))

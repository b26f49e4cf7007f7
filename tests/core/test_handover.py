"""Handing over: who held a role holds it until the other takes it, and the record keeps who, when and the brief."""

from datetime import timedelta

import pytest

from core.writers import NOON, Writer, lines_of
from warroom.core.changes import change_of
from warroom.core.clocks import Remind, due, reminders
from warroom.core.conflicts import conflicts, over
from warroom.core.errors import LineError
from warroom.core.events import Event
from warroom.core.line import parse_line
from warroom.core.tell import for_responders, handover, handover_parts


def a_room(*lines: str) -> Writer:
    """Return ana's room, where she commands since noon, with a line a minute after that."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("/role commander ana")
    for line in lines:
        ana.now += timedelta(minutes=1)
        ana.type(line)
    return ana


def took(room: Writer, name: str, line: str = "/take") -> Event:
    """Have somebody else say in that room that they take what was handed to them."""
    other = Writer(name, name, room.now)
    other.see(room)
    event = other.type(line)
    room.see(other)
    return event


def rows(writer: Writer) -> list[str]:
    return [row.text.partition("\n")[0] for row in writer.fold.incident.timeline if row.kind == "role"]


def test_whoever_commands_does_so_until_the_other_takes_it():
    """Between the two there is never nobody, and nobody who does not know it."""
    ana = a_room("/handover commander bo")
    incident = ana.fold.incident
    assert incident.roles == {"commander": "ana"}
    handed = incident.handovers["commander"]
    assert (handed.from_, handed.to, handed.by, handed.at) == ("ana", "bo", "ana", NOON + timedelta(minutes=1))
    ana.now += timedelta(minutes=1)
    took(ana, "bo")
    assert (incident.roles, incident.handovers) == ({"commander": "bo"}, {})
    assert incident.since("commander") == NOON + timedelta(minutes=2)
    assert rows(ana) == ["commander: ana", "commander: handed over to bo", "commander: bo takes over"]


def test_the_row_has_ones_own_words_and_then_the_brief():
    """What was handed over can be read afterwards, as it was that minute."""
    ana = a_room("? pool exhausted")
    brief = handover(ana.fold.incident, ana.now)
    ana.type("/handover commander @bo do not restart the pool")
    row = ana.fold.incident.timeline[-1]
    assert row.text == f"commander: handed over to bo\ndo not restart the pool\n{brief}"


def test_a_role_can_still_be_given_at_once():
    """And that ends a handover that waits."""
    ana = a_room("/handover commander bo", "/role commander cy")
    assert ana.fold.incident.roles == {"commander": "cy"}
    assert ana.fold.incident.handovers == {}


def test_taking_it_back_makes_it_wait_again_and_taking_back_the_handover_ends_it():
    ana = a_room("/handover commander bo", "/take commander bo", "/undo")
    assert ana.fold.incident.roles == {"commander": "ana"}
    assert [*ana.fold.incident.handovers] == ["commander"]
    ana.type("/undo")
    assert ana.fold.incident.handovers == {}


def test_with_two_handed_over_each_takes_their_own():
    """Whoever was handed one need not say which, whoever was handed both has to."""
    ana = a_room("/role scribe di", "/handover commander bo", "/handover scribe cy")
    took(ana, "cy")
    assert ana.fold.incident.roles == {"commander": "ana", "scribe": "cy"}
    ana.type("/handover scribe bo")
    with pytest.raises(LineError, match=r"^say which, as in /take commander"):
        took(ana, "bo")
    took(ana, "bo", "/take scribe")
    assert ana.fold.incident.roles == {"commander": "ana", "scribe": "bo"}


@pytest.mark.parametrize("line", ["/take", "/take commander"])
def test_only_whoever_it_was_handed_to_takes_it(line):
    """Anybody else is told whom it waits for; a scribe may still write down that they took it."""
    ana = a_room("/handover commander Bob")
    for name in ("ana", "bo"):
        with pytest.raises(LineError, match=f"^it waits for Bob: Bob says /take; or you /role commander {name}$"):
            took(ana, name, line)
    assert ana.fold.incident.roles == {"commander": "ana"}
    ana.type("/take commander Bob")
    assert ana.fold.incident.roles == {"commander": "Bob"}


def test_a_name_is_the_same_in_any_case():
    """It is written as the record has it already, and they take back what they did under either."""
    ana = a_room("? pool @cy", "/role scribe CY", "/handover commander Cy")
    assert ana.fold.incident.roles["scribe"] == "cy"
    taken = took(ana, "Cy")
    assert ana.fold.incident.roles["commander"] == "Cy"
    assert ana.fold.last_change("CY") == taken
    ana.type("^ dba: eyes")
    assert ana.type("/ack E1 BO").set["acked_by"] == "BO"
    assert ana.type("/ack E1 CY").set["acked_by"] == "Cy"
    assert ana.type("/ack E1 @CY\nis here").set["acked_by"] == "@CY\nis here"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/take", "nobody handed commander over: /role commander ana makes it yours"),
        ("/take scribe", "/role scribe ana makes it yours"),
        ("/handover", "needs a role"),
        ("/handover bo", "needs a role and a name: /handover commander NAME"),
        ("/handover commander @", "needs a role and a name"),
        ("/handover commander ana", "ana is commander already"),
    ],
)
def test_what_cannot_be_handed_over_or_taken_is_said_in_a_sentence(line, said):
    ana = a_room()
    with pytest.raises(LineError, match=said):
        ana.type(line)


def test_a_role_can_be_taken_without_having_been_handed_over():
    """As when the commander's laptop is gone."""
    ana = a_room("/take commander bo")
    assert ana.fold.incident.roles == {"commander": "bo"}
    assert rows(ana)[-1] == "commander: bo takes over"


def test_a_handover_that_nobody_acknowledges_becomes_due_after_two_minutes():
    """It is told from the start, comes first among what is late, and ends when it is taken or quieted."""
    ana = a_room("/handover commander bo", "/next -")
    at = ana.fold.incident.handovers["commander"].at
    (item,) = due(ana.fold.incident)
    assert (item.key, item.who, item.since, item.at) == ("handover", "bo", at, at + timedelta(minutes=2))
    assert item.text == "handover to bo"
    assert reminders(ana.fold.incident, at + timedelta(minutes=30))[0].key == "handover"
    assert due(ana.fold.incident, Remind(handover=None)) == []
    ana.type("/snooze handover 10m")
    assert "handover" not in {one.key for one in reminders(ana.fold.incident, ana.now)}
    took(ana, "bo")
    assert due(ana.fold.incident) == []


def test_taking_what_one_was_handed_is_no_conflict():
    """Within the minute or not: it was asked for."""
    ana = a_room("/handover commander bo")
    bo = Writer("bo", "b", ana.now)
    bo.see(ana)
    taken = bo.type("/take")
    assert over(bo.fold, taken) == ""
    ana.see(bo)
    assert conflicts(ana.fold, [taken], "ana") == []


def test_a_replay_says_what_was_said():
    """The words that were recorded, not those that the record would find today."""
    ana = a_room("/handover commander bo mind the pool", "/take commander bo")
    brief = ana.fold.incident.timeline[-2].text.partition("\n")[2]
    told = [line.partition("Z ")[2] for line in lines_of(ana.fold)]
    assert told[1:] == [f"/handover commander bo {brief}", "/take commander bo"]
    assert parse_line(told[1]).text == brief


def test_a_brief_is_cut_before_the_line_is_too_long_to_be_read_again():
    """Three hundred theories and a word of one's own are still a line."""
    ana = a_room(*(f"? {number} {'x' * 400}" for number in range(300)))
    ana.type("/handover commander bo mind")
    for line in lines_of(ana.fold):
        parse_line(line)
    assert ana.fold.incident.timeline[-1].text.startswith("commander: handed over to bo\nmind\nState: ")


WORK = (
    "/role scribe bo", "/impact orders fail", "? pool exhausted", "? network", "? dns", "/test H1 read it @cy 5m",
    "/for H1 pool at 100 %", "/dead-end H2 no loss", "/rule-out H3 resolves", "^ dba: eyes", "^ web: eyes",
    "/ack E2 kim", "= roll back", "/object D1 cold cache", "+ raise the pool @cy 5m", "/start T1", "+ tell legal",
    "+ load tests #preventative", "! drained a node", "/handover scribe di", "/next 10m",
)  # fmt: skip


def test_the_brief_says_of_what_was_decided_whether_it_was_verified():
    """With who carries it out until then, and with what was seen after that."""
    ana = a_room("= fail over", "/go D1 @bo", "= restart", "/go D2 because", "= wait", "/go D3 5m")

    def told() -> list[str]:
        return dict(handover_parts(ana.fold.incident, ana.now))["Decisions"]

    assert told() == ["D1 fail over: go @bo, not verified", "D2 restart: go", "D3 wait: go, not verified"]
    for line in ("/done D1 errors fell", "/done D3"):
        ana.now += timedelta(minutes=1)
        ana.type(line)
    assert told() == [
        "D1 fail over: verified at 13:07 CET: errors fell", "D2 restart: go", "D3 wait: verified at 13:08 CET",
    ]  # fmt: skip


LADDER = Remind(rungs=(("dba", "dba-lead", "cto"),))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["^ dba: eyes", "/no-answer E1", "^ dba-lead: eyes", "/decline E2"], ["E2 dba-lead declined: page cto next"]),
        (["^ web", "/no-answer E1"], ["E1 web gave no answer: nobody was called instead"]),
        (["^ cto", "/no-answer E1"], ["E1 cto gave no answer: nobody was called instead"]),
        (["^ web: disk", "/no-answer E1", "^ ops: Disk", "/ack E2 kim", "/found E2 full"], None),
        (["^ web", "/no-answer E1", "^ web", "/ack E2 kim", "/found E2 full"], None),
        (["^ dba", "/no-answer E1", "/status resolved"], None),
    ],
)
def test_a_call_that_nobody_answered_is_told_until_somebody_is_called_instead(lines, expected):
    """Right after the state, and as what responders need; not once it is over."""
    ana = a_room(*lines)
    parts = handover_parts(ana.fold.incident, ana.now, LADDER)
    assert dict(parts).get("Calls") == expected
    assert (parts[1][0] == "Calls") is (expected is not None)
    assert f"Needs: {(expected or ['nothing'])[0]}." in for_responders(ana.fold.incident, ana.now, LADDER)


def test_the_brief_that_is_recorded_says_who_is_called_next():
    ana = a_room("^ dba: eyes", "/no-answer E1")
    change = change_of(parse_line("/handover commander bo"), ana.fold, ana.moment(), "ana", remind=LADDER)
    assert "\nCalls: E1 dba gave no answer: page dba-lead next." in change.set["handover.commander"]["brief"]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("State", ["SEV1 Checkout errors, investigating after 21 min", "orders fail"]),
        ("Roles", ["commander: ana since 13:00 CET", "scribe: bo since 13:01 CET",
                   "scribe: handed to di at 13:20 CET, not yet acknowledged"]),
        ("Theories", ["H1 testing: pool exhausted, 1 for and 0 against, believed for 18 min, test: read it, @cy"]),
        ("Dead ends", ["H2 network: no loss"]),
        ("Ruled out", ["H3 dns: resolves"]),
        ("Decisions", ["D1 roll back: not decided, ana objected: cold cache"]),
        ("Tasks", ["T1 raise the pool (@cy, under way for 5 min)", "T2 tell legal (@nobody, not begun)",
                   "1 follow-up for afterwards"]),
        ("Calls", ["E1 dba has not answered for 11 min", "E2 web: answered by kim, nothing found yet"]),
        ("Last done", ["13:19 CET drained a node"]),
        ("Promised", ["H1: check back with cy at 13:11 CET (overdue)", "T1: check back with cy at 13:20 CET (overdue)",
                      "the next message comes at 13:31 CET"]),
    ],
)  # fmt: skip
def test_the_brief_has_all_there_is_to_take_over(part, expected):
    """State, owners, clocks, theories, dead ends, decisions, promises, the next update, and roles since when."""
    ana = a_room(*WORK)
    assert dict(handover_parts(ana.fold.incident, ana.now))[part] == expected
    assert f"{part}: {expected[0]}" in handover(ana.fold.incident, ana.now)

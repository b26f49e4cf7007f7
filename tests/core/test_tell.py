"""What to tell: drafts that say what the record says, and to customers nothing that was not marked for them."""

from datetime import timedelta

import pytest
from hypothesis import given

from core.writers import Step, Writer, every_event, play, steps
from support import NOON
from warroom.core.fold import Fold
from warroom.core.tell import AUDIENCES, for_customers, for_executives, once_told

NOW = NOON + timedelta(hours=30)


@given(steps(2))
def test_any_record_can_be_told_and_always_in_the_same_words(some: list[Step]) -> None:
    """Two processes with the same events write the same drafts."""
    events = every_event(play(some, 2))
    one, other = Fold("inc", events).incident, Fold("inc", reversed(events)).incident
    for write in AUDIENCES.values():
        assert write(one, NOW) == write(other, NOW)


@given(steps(2))
def test_customers_are_told_only_what_was_marked_external_or_told_to_them(some: list[Step]) -> None:
    """Never a role, and never what another audience was told; one sentence says when the next message comes."""
    incident = Fold("inc", every_event(play(some, 2))).incident
    marked = [row for row in incident.timeline if row.visibility == "external" and row.struck is None]
    named = ("assigned to ", "answered by ")
    marked = [row for row in marked if row.kind != "role" and (row.is_entry or not row.text.startswith(named))]
    mine = [update.text for update in incident.updates if update.audience == "customers"]
    words = [*mine, *(row.text for row in marked if row.kind != "update" or row.audience is None)]
    text = for_customers(incident, NOW)
    assert not text or words
    for row in incident.timeline:
        if row not in marked and len(row.text) > 20:
            assert row.text not in text or any(row.text in one for one in words)
    assert text.lower().count(" message") <= 1 + sum(one.lower().count("message") for one in words)


@given(steps(1))
def test_executives_get_three_sentences_in_one_line(some: list[Step]) -> None:
    assert "\n" not in for_executives(Fold("inc", every_event(play(some, 1))).incident, NOW)


def test_a_draft_names_the_message_after_the_one_it_is() -> None:
    """Sending it starts the countdown anew; once it is over, or with no cadence, nothing is promised."""
    ana = Writer("ana", "a")
    ana.declare()
    now = ana.now + timedelta(minutes=15)
    incident = ana.fold.incident
    assert "comes at 13:20 CET" in for_executives(incident, now)
    assert "comes at 13:35 CET" in for_executives(once_told(incident, now), now)
    assert "Nobody has promised the next" in for_executives(once_told(incident, now, {"SEV2": 60}), now)
    assert incident.next_update_at == ana.now + timedelta(minutes=20)
    ana.type("/status resolved")
    assert "last message" in for_executives(once_told(ana.fold.incident, now), now)


def test_executives_hear_of_the_last_decision_while_no_task_is_under_way() -> None:
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("/role commander bo", "= roll back 4821.", "= wait for the vendor", "/go D2", "/go D1", "/no-go D2"):
        ana.type(line)
    told = for_executives(ana.fold.incident, NOW)
    assert "The cause is not known yet; it was decided to go ahead with: roll back 4821; bo leads the response." in told
    ana.type("+ roll back @cy")
    ana.type("/start T1")
    assert "; 1 task is under way; bo leads the response." in for_executives(ana.fold.incident, NOW)


def test_customers_are_told_of_no_role() -> None:
    """Whatever was marked: a name is nothing for them."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type("/role commander bo")
    ana.type("/external #2")
    assert for_customers(ana.fold.incident, NOW) == ""
    ana.type("some payments fail")
    ana.type("/external #3")
    assert for_customers(ana.fold.incident, NOW).startswith("Some payments fail. ")
    ana.type("+ raise the pool @bo")
    ana.type("/external #4")
    ana.type("/assign T1 @bo")
    ana.type("/external #5")
    told = for_customers(ana.fold.incident, NOW)
    assert "Raise the pool." in told
    assert "bo" not in told


def test_what_another_audience_was_told_is_nothing_for_customers() -> None:
    """Marked or not: their draft is what was marked for them or, without that, what they were told last."""
    ana = Writer("ana", "a")
    ana.declare()
    ana.type('" SEV2, bo leads the response @executives')
    ana.type("/external #2")
    assert for_customers(ana.fold.incident, NOW) == ""
    ana.type('" Mail is late. We work on it. The next message comes at 12:20 UTC. @customers 20m')
    told = for_customers(once_told(ana.fold.incident, NOW), NOW)
    assert told.startswith("Mail is late. We work on it. The next message comes at ")
    assert told.count("message") == 1
    ana.type("none is lost")
    ana.type("/external #4")
    assert for_customers(ana.fold.incident, NOW).startswith("None is lost. The next message")
    ana.type("/status resolved")
    over = "None is lost. The incident was resolved at 13:00 CET. This is the last message."
    assert for_customers(ana.fold.incident, NOW) == over


def said_to_customers(*lines: str) -> str:
    """Return the draft after these lines, one a minute from noon, 13:00 CET, on."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in lines:
        ana.now += timedelta(minutes=1)
        ana.type(line)
    return for_customers(ana.fold.incident, ana.now).partition(" The next message")[0]


OLD = '" We are investigating checkout errors. @customers'
LAST = "This is the last message."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "We are investigating checkout errors."),
        (["/sev 2", "/status investigating"], "We are investigating checkout errors."),
        (["/status identified"], "The cause was found at 13:02 CET, and we are working on a fix."),
        (["/status monitoring"], "A fix is in place since 13:02 CET, and we are watching whether it holds."),
        (["/status resolved"], f"The incident was resolved at 13:02 CET. {LAST}"),
        (["10m", "-1m /status resolved"], f"The incident was resolved at 13:02 CET. {LAST}"),
        (["/status resolved", "/status closed"], f"The incident was resolved at 13:02 CET. {LAST}"),
        (["/status resolved", '" Fixed, sorry. @customers', "/status closed"], f"Fixed, sorry. {LAST}"),
        (["/status resolved", "/status investigating"], "We are investigating again since 13:03 CET."),
        (["/status identified", '" We mend it. @customers'], "We mend it."),
        (["/status identified", "none is lost", "/external #4"],
         "None is lost. The cause was found at 13:02 CET, and we are working on a fix."),
        (["/status identified", "/external #3"], "The cause was found at 13:02 CET, and we are working on a fix."),
    ],
)  # fmt: skip
def test_customers_are_told_how_it_stands_now_and_nothing_old_as_true(lines: list[str], expected: str) -> None:
    """What they were told before the status changed is not repeated; once they were told since, that is."""
    assert said_to_customers(OLD, *lines) == expected


def test_who_was_told_nothing_is_told_of_no_status() -> None:
    assert said_to_customers("/status resolved") == ""
    assert said_to_customers('" We look. @executives', "/status resolved") == ""


def test_a_status_that_is_written_down_late_is_news_for_whoever_was_told_since_it_held() -> None:
    """They were told before anybody said so."""
    assert said_to_customers(OLD, "a", OLD, "-2m /status resolved") == f"The incident was resolved at 13:02 CET. {LAST}"


def test_customers_read_no_name_and_no_reference() -> None:
    """Of whoever commands, writes or owns something; what is told agrees with the postmortem for them."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("/role commander cy", "? the pool", "cy and ana found H1 with @bo (#3)", "/external #4"):
        ana.type(line)
    assert for_customers(ana.fold.incident, NOW).startswith("Our team and our team found with. The next message")

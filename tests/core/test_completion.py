"""Completion: what a begun line can go on with, the likeliest first, and never anything else than what was begun."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import NOON
from warroom.core.changes import change_of, declare, to_event
from warroom.core.completion import ROWS_LOOKED_AT, common_start, completions
from warroom.core.fold import Fold
from warroom.core.line import VERBS, parse_line
from warroom.core.names import Names
from warroom.core.parts import PARTS
from warroom.core.stamp import next_stamp
from warroom.core.times import Moment, When

LINES = (
    "/role commander ana", "? spam wave", "? the relay's disk is full", "^ abuse: can you look?",
    "^ ana > storage: full?", "+ block senders @bo 10m", "+ ask the provider", "= switch the filter off",
    "/dead-end H1 planned", "/done T1", "/service mail", "/go D1 @cy", "/ack E1 kim",
)  # fmt: skip


def told(*lines: str, by: str = "ana") -> Fold:
    """Return the fold of an incident in which these lines were recorded."""
    made = declare("Mail is late", When(NOON), severity="SEV2", zone="UTC", mode="real", services=["relay"], by=by)
    fold = Fold("mail")
    changes = [made, *lines]
    for n, one in enumerate(changes, 1):
        change = change_of(parse_line(one), fold, Moment(NOON), by) if isinstance(one, str) else one
        stamp = next_stamp(NOON, fold.seen.stamp)
        fold.add([to_event(change, origin="aa", n=n, stamp=stamp, by=by, seen=fold.seen)])
    return fold


FOLD = told(*LINES)


def names_of(fold: Fold, **config: Any) -> Names:
    names = Names(**config)
    names.take(fold.events.values())
    return names


def offered(text: str, cursor: int | None = None, **config: tuple[str, ...]) -> list[str]:
    """Return what is offered for a line, without the explanations."""
    found = completions(text, len(text) if cursor is None else cursor, FOLD.incident, names_of(FOLD, **config))
    return [one.insert for one in found]


def test_a_handover_offers_roles_then_people_and_taking_offers_what_was_handed_over():
    """Each with who has it now, or whom it was handed to."""
    fold = told(*LINES, "/role commander ana", "/handover scribe bo")

    def found(text: str) -> list[tuple[str, str]]:
        return [(one.insert, one.what) for one in completions(text, len(text), fold.incident, names_of(fold))]

    assert found("/handover c")[0] == ("commander ", "ana now")
    assert found("/handover commander b")[0] == ("bo ", "a person")
    assert found("/take ") == [("scribe", "handed to bo")]


def test_a_slash_offers_every_verb():
    assert [one.split()[0] for one in offered("/")] == [f"/{name}" for name in VERBS]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/de", ["/dead-end ", "/decline "]),
        ("14:02 /Dead", ["/dead-end "]),
        ("/und", ["/undo"]),
        ("/undo @b", ["@bo "]),
        ("/against ", ["H2 ", "H1 "]),
        ("/against h", ["H2 ", "H1 "]),
        ("/reopen ", ["H1 ", "T1 ", "H2 ", "T2 "]),
        ("/done ", ["T2 ", "T1 ", "D1 "]),
        ("/ack ", ["E2 ", "E1 "]),
        ("/ack E2 k", ["kim "]),
        ("/assign T2 @b", ["@bo "]),
        ("/kind T1 ", ["corrective", "preventative", "response"]),
        ("/kind T1 p", ["preventative"]),
        ("/kind T", ["T2 ", "T1 "]),
        ("? dns @c", ["@cy "]),
        ("+ look @c", ["@cy "]),
        ("+ warn #pre", ["#preventative "]),
        ("^ st", ["storage: "]),
        ("^ ana > st", ["storage: "]),
        ("/status m", ["monitoring "]),
        ("/mark det", ["detected "]),
        ("/mark detected #1", []),
        ("/sev 2", ["2 "]),
        ("/role c", ["commander ", "communications "]),
        ("/role commander b", ["bo "]),
        ("/service m", []),
        ("/service -", ["-mail", "-relay"]),
        ("/set root", ["root_cause "]),
        ("/write op", ["open_questions "]),
        ("/write overview @b", ["@bo "]),
        ("/postmortem re", ["reviewed "]),
        ("/rows s", ["starred"]),
        ("/metric d", ["detect ", "dead-ends "]),
        ("/metric sev", ["sev2 "]),
        ("/star #1", []),
        ("/star #10", []),
    ],
)
def test_what_is_begun_is_offered_with_what_is_open_first(typed, expected):
    """Verbs, references, people, teams, services, and the words a verb knows."""
    assert offered(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "  ", "error rate", "//for", "!! x", "/nonsense x", "25:99 /f", "^ dba: @", "x@b"]
)
def test_where_nothing_is_begun_nothing_is_offered(typed):
    assert offered(typed) == []


def test_a_part_is_offered_with_what_is_written_or_else_the_question():
    """So that a list of them is the list of what is still to be written."""
    fold = told("/write overview the shop\nsells shoes", "/write cause the pool", "/write well drills\nluck")
    found = {one.insert: one.what for one in completions("/write ", 7, fold.incident, names_of(fold))}
    assert list(found) == [f"{part} " for part in PARTS]
    assert found["overview "] == "Overview: the shop …"
    assert found["cause "] == "Root cause: the pool"
    assert found["well "] == "What went well: luck"
    assert found["sooner "] == "Knowing sooner: How could we have known in half the time?"


def test_a_figure_a_state_and_a_choice_are_offered_with_what_holds_now():
    fold = told("/mark started", "/metric detect 12m late graph", "/postmortem in-review", "/rows starred")

    def what(text: str) -> str:
        (one,) = completions(text, len(text), fold.incident, names_of(fold))
        return one.what

    assert what("/metric det") == "time to detect, 12 min as somebody said"
    assert what("/metric res") == "time to resolve, not known"
    assert what("/postmortem in") == "others read it, as now"
    assert what("/rows st") == "only the rows with a star, as it is now"


def test_in_the_middle_of_a_word_nothing_is_offered():
    """What stands behind the cursor would be joined to what is put in."""
    assert offered("/status", 4) == []
    assert offered("/mark  #1", 6)[0] == "started "


def test_a_reference_is_offered_with_its_words():
    """Nobody knows numbers by heart."""
    found = completions("/for ", 5, FOLD.incident, names_of(FOLD))
    assert [(one.insert, one.what) for one in found] == [("H2 ", "the relay's disk is full"), ("H1 ", "spam wave")]


def test_the_names_of_the_configuration_come_after_those_the_incident_knows():
    assert offered("@", people=("zoe", "ana")) == ["@kim ", "@cy ", "@bo ", "@ana ", "@zoe "]
    assert offered("^ ", teams=("dba",))[:3] == ["storage: ", "abuse: ", "dba: "]
    assert offered("/service c", services=("checkout",)) == ["checkout"]


def test_in_a_long_record_only_the_latest_rows_are_looked_at():
    fold = told(*(f"note {number}" for number in range(ROWS_LOOKED_AT + 50)))
    found = completions("/star ", 6, fold.incident, names_of(fold))
    assert len(found) == ROWS_LOOKED_AT
    assert found[0].insert == f"#{ROWS_LOOKED_AT + 51}"


def test_names_heard_later_come_first_and_each_once():
    names = Names(people=["bo", "cy"])
    names.take(told("a note", by="bo").events.values())
    names.take(told("another", by="ana").events.values())
    assert names.people == ["ana", "bo", "cy"]


PIECES = st.sampled_from(
    ["/", "/for", "H", "h1", "#1", "@", "@b", "^", ":", ">", " ", "\n", "14:02", "-5m", "/status", "mon", "ß", "İ"]
)  # fmt: skip


@given(
    st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=6).map("".join), st.lists(PIECES).map(" ".join)),
    st.data(),
)
def test_what_is_offered_goes_on_with_what_stands_there(text, data):
    """It never raises, and what is replaced is the beginning of what is put in, but for upper and lower case."""
    cursor = data.draw(st.integers(0, len(text)))
    found = completions(text, cursor, FOLD.incident, names_of(FOLD))
    for one in found:
        piece = text[one.start : cursor]
        assert one.insert.casefold().startswith(piece.casefold())
        assert one.insert.casefold() != piece.casefold()
        assert "\n" not in one.insert
    if found:
        assert len({one.insert for one in found}) == len(found)
        assert all(one.insert.lower().startswith(common_start(found).lower()) for one in found)


@given(st.text(max_size=12), st.integers(0, 12))
def test_taking_any_verb_that_is_offered_gives_a_line_that_begins_with_it(rest, place):
    """What Tab puts in is what the language knows."""
    found = completions(f"/{rest}", len(rest) + 1, FOLD.incident, names_of(FOLD))
    if found and " " not in rest:
        insert = found[place % len(found)].insert
        assert insert.strip().removeprefix("/") in VERBS


def test_a_call_offers_first_who_comes_after_whoever_did_not_answer():
    """By the ladder of the configuration; nobody once the next was called and nobody is left."""
    names = names_of(fold := told("^ web: slow", "^ dba: pool", "/no-answer E2"), rungs=(("dba", "dba-lead"),))
    found = [(one.insert, one.what) for one in completions("^ ", 2, fold.incident, names)]
    assert found[:2] == [("dba-lead: ", "next for E2: gave no answer"), ("dba: ", "called before")]
    fold = told("^ dba: pool", "/no-answer E1", "^ dba-lead: pool")
    names = names_of(fold, rungs=(("dba", "dba-lead"),))
    assert [one.what for one in completions("^ ", 2, fold.incident, names)][:2] == ["called before"] * 2

"""The theories: the least contradicted first, and where the hours went."""

from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from support import NOON
from warroom.core.model import Evidence, Hypothesis
from warroom.ui.presentation import View, bar, hang, theory, theory_order

HOUR = timedelta(hours=1)
VIEW = View(NOON + HOUR, UTC, over=(NOON, NOON + HOUR))


def made(ref="H1", *, status="open", began=0, closed=None, pro=0, against=0, misleading=False) -> Hypothesis:
    evidence = [Evidence("e", NOON, "ana", number < pro, "a graph") for number in range(pro + against)]
    at = NOON + timedelta(minutes=began)
    end = None if closed is None else NOON + timedelta(minutes=closed)
    return Hypothesis(ref, ref, "the pool", status, misleading, at, "ana", evidence=evidence, closed_at=end)


def test_open_theories_are_ranked_by_what_contradicts_them():
    """What speaks for one often speaks for all; what speaks against one ends it."""
    ranked = [
        made("confirmed by little", pro=1),
        made("new", began=5),
        made("well supported and contradicted", pro=4, against=1),
        made("contradicted", began=1, against=1),
        made("twice contradicted", pro=9, against=2),
        made("the cause", status="confirmed", closed=9),
        made("ruled out", status="ruled_out", closed=9),
        made("dead end", status="ruled_out", closed=9, misleading=True),
    ]
    assert sorted(ranked[4:] + ranked[:4], key=theory_order) == ranked


def test_the_bar_shows_when_a_theory_was_open_against_the_whole_incident():
    assert bar(made(began=30), VIEW, 10).plain == "─────━━━━━"
    assert bar(made(began=0, closed=12, status="ruled_out"), VIEW, 10).plain == "━━────────"
    assert bar(made(began=59, closed=59, status="ruled_out"), VIEW, 10).plain == "─────────━"


@given(st.integers(-90, 200), st.none() | st.integers(-90, 200), st.integers(1, 20))
def test_a_bar_has_its_length_and_some_of_it_is_heavy(began, closed, cells):
    """Whatever was typed about when, even when it was before the start or after the end."""
    plain = bar(made(began=began, closed=closed), VIEW, cells).plain
    assert len(plain) == cells
    assert "━" in plain
    assert "━" not in plain.strip("─").strip("━")


def test_a_theory_without_a_start_of_the_incident_has_no_bar():
    lines = theory(made(), 40, View(NOON + HOUR, UTC))
    assert [line.plain.rstrip() for line in lines] == ["H1 the pool                    open 1h00", "   +0 −0"]


async def test_an_owner_typed_at_declaring_a_theory_is_its_owner_and_is_shown(sit, empty):
    """Before Enter, in its row, in its pane and in what it says in full."""
    async with sit(empty, size=(120, 40)) as ana:
        await ana.type("? dns @bo 5m")
        assert ana.said == "Enter records H1, a hypothesis, @bo, check back in 5 min, by ana"
        await ana.press("enter")
        await ana.put("? a cable @cy")
        theories = ana.incident.hypotheses
        assert [(one.statement, one.owner) for one in theories] == [("dns", "bo"), ("a cable", "cy")]
        assert [row.text for row in ana.incident.timeline[1:]] == ["dns @bo", "a cable @cy"]
        assert "+0 −0 · check back with bo in 5" in ana.text
        assert "+0 −0 · @cy" in ana.text
        await ana.go("hypotheses", "H2")
        await ana.press("enter")
        assert " owner  cy" in ana.text
        await ana.press("escape")
        await ana.resize(80, 24)
        assert "+0 −0 · @bo in 5 min" in ana.text


def test_a_name_is_not_broken_for_what_stands_beside_it():
    """Where there is no room for both, what stands beside it comes below; a word wider than the pane is broken."""
    state = Content("answered in < 1 min")
    told = [line.plain.rstrip() for line in hang(Content("E1 "), Content("messaging on-call"), state, 30)]
    assert told == ["E1 messaging on-call", "           answered in < 1 min"]
    told = [line.plain.rstrip() for line in hang(Content("E1 "), Content("messaging"), state, 30)]
    assert told == ["E1 messaging", "           answered in < 1 min"]
    told = [line.plain.rstrip() for line in hang(Content("E1 "), Content("messaging on call tonight it is"), state, 30)]
    assert told == ["E1 messaging on call tonight", "   it is   answered in < 1 min"]
    told = [line.plain.rstrip() for line in hang(Content("E1 "), Content("dba on call"), state, 30)]
    assert told[0] == "E1 dba on  answered in < 1 min"
    assert hang(Content("E1 "), Content("x" * 40), state, 30)[0].plain.endswith(" answered in < 1 min")


async def test_the_open_theories_are_in_sight_again_when_the_pane_is_left(sit, empty):
    """Wherever the highlight went in it: at 80 by 24 dead ends would hide what is still open."""
    async with sit(empty, size=(80, 24)) as ana:
        for number in range(4):
            await ana.enter(f"? theory {number}")
        for number in range(1, 4):
            await ana.enter(f"/dead-end H{number} no")
        await ana.go("hypotheses", "H1")
        open_one = ana.incident.hypotheses[3].id
        await ana.press("end")
        assert open_one not in ana.pane("hypotheses").in_view()
        await ana.press("escape")
        assert open_one in ana.pane("hypotheses").in_view()

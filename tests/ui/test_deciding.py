"""Deciding on the screen: the objection is seen before Enter, and what waits for a decision or for its proof is due."""

from datetime import UTC, datetime, timedelta

from warroom.core.clocks import Due
from warroom.core.model import Decision
from warroom.ui.presentation import View, decision
from warroom.ui.strip import words


async def test_an_objection_is_named_before_the_decision_is_taken_and_then_it_is_verified(sit, example, clock):
    """By its key and typed out; who carries it out and when to verify stand in the preview, and in the strip."""
    async with sit(example) as ana:
        ana.room.record("= drop the cache")
        ref = ana.incident.decisions[-1].ref
        await ana.type(f"/go {ref} @bo 15m because errors first")
        assert ana.said == f"Enter records go {ref}, @bo, verify in 15 min, by ana"
        ana.room.record(f"/object {ref} cold cache", by="bo")
        await ana.type(" ")
        assert ana.said == f"Enter records go {ref}, @bo, verify in 15 min; bo objected: cold cache"
        await ana.press("ctrl+u")
        await ana.go("timeline")
        await ana.press("G", "y")
        assert ana.line.value == f"/go {ref} "
        assert ana.said.endswith("; bo objected: cold cache")
        await ana.press("ctrl+u")
        clock.now += timedelta(minutes=6)
        ana.app.screen.tick()
        assert any(item.key == ref and item.kind == "decision" for item in ana.app.screen.session.reminders)
        await ana.enter(f"/go {ref} @bo 15m because errors first")
        assert ana.last == "go @bo, verify in 15m: because errors first"
        ana.app.screen.tick()
        assert [(item.kind, item.text) for item in ana.app.screen.session.reminders if item.key == ref] == [
            ("verify", "verify with bo")
        ]


async def test_a_decision_that_went_without_a_time_stays_until_it_is_verified(sit, empty):
    """It is to see and to be verified by its key, and nothing of it is due."""
    async with sit(empty, size=(120, 40)) as ana:
        await ana.put("= fail over the broker")
        await ana.put("/go D1 @bo")
        assert "go · bo · not verified" in ana.text
        await ana.go("timeline")
        await ana.press("!")
        assert "D1" not in "".join(str(option.prompt) for option in ana.app.screen.menu.options)
        await ana.press("escape")
        await ana.go("escalations", "D1")
        await ana.press("v")
        await ana.enter("orders flow")
        assert ana.incident.decisions[0].finding == "orders flow"
        assert "not verified" not in ana.text
        await ana.put("= drop the cache")
        await ana.put("/go D2")
        assert "go · not verified" in ana.text
        await ana.put("/no-go D2")
        assert "not verified" not in ana.text


def test_a_narrow_pane_says_it_below():
    """Where its words would leave no room for those of the decision."""
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    went = Decision("d", "D1", "fail over", noon, "ana", outcome="go", executor="bo")
    lines = [line.plain.rstrip() for line in decision(went, 30, View(noon, UTC))]
    assert lines == ["D1 fail over      not verified", "   go · bo"]


async def test_calls_that_others_came_after_sink_and_are_counted(sit, empty, clock):
    """The one that was answered stands first; the title tells how many were not, where there is room."""
    async with sit(empty, size=(160, 40)) as ana:
        for line in ("^ dba: pool", "/no-answer E1", "^ lead: pool", "/no-answer E2", "^ cto: pool"):
            await ana.put(line)
        pane = ana.pane("escalations")
        assert [one.ref for one in pane.records] == ["E3", "E1", "E2"]
        assert "3 Escalations · 1 waiting · 2 without an answer" in ana.text
        await ana.put("/ack E3")
        assert [one.ref for one in pane.records] == ["E3", "E1", "E2"]
        assert "3 Escalations · 2 without an answer" in ana.text
        clock.forward(seconds=50)
        await ana.put("^ net: links")
        clock.forward(seconds=20)
        pane.show_changes()
        assert "waiting < 1 min" in ana.text


def test_the_strip_says_what_is_to_be_verified_and_what_is_not_decided():
    """With whom, how long there is, and how late it is."""
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    verify = Due("verify", "D1", "verify with bo", noon, "bo")
    assert words(verify, noon - timedelta(minutes=4)) == "D1 verify with bo, due in 4 min"
    assert words(verify, noon + timedelta(minutes=2)) == "D1 verify with bo, 2 min late"
    undecided = Due("decision", "D1", "undecided", noon, since=noon - timedelta(minutes=5))
    assert words(undecided, noon + timedelta(minutes=1)) == "D1 undecided 6 min"

"""Deciding on the screen: the objection is seen before Enter, and what waits for a decision or for its proof is due."""

from datetime import UTC, datetime, timedelta

from warroom.core.clocks import Due
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


def test_the_strip_says_what_is_to_be_verified_and_what_is_not_decided():
    """With whom, how long there is, and how late it is."""
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    verify = Due("verify", "D1", "verify with bo", noon, "bo")
    assert words(verify, noon - timedelta(minutes=4)) == "D1 verify with bo, due in 4 min"
    assert words(verify, noon + timedelta(minutes=2)) == "D1 verify with bo, 2 min late"
    undecided = Due("decision", "D1", "undecided", noon, since=noon - timedelta(minutes=5))
    assert words(undecided, noon + timedelta(minutes=1)) == "D1 undecided 6 min"

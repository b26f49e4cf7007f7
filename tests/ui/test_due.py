"""Everything that is due, behind the strip: read, gone to or settled, by key and by mouse."""

from datetime import timedelta

import pytest

from support import NOON
from ui.person import golden
from ui.test_mouse import click
from warroom.core.clocks import Due, Remind, settling
from warroom.core.line import parse_line

KINDS = ("update", "over", "call-out", "commander", "scribe", "handover", "escalation", "task", "hypothesis", "verify",
         "decision")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_settles_a_reminder_is_a_line(kind):
    """With words where words are wanted, it is understood as it is."""
    ref = {"escalation": "E1", "task": "T1", "hypothesis": "H1", "verify": "D1", "decision": "D1"}.get(kind)
    line, hint = settling(Due(kind, ref, "", NOON, "customers" if kind in {"update", "over"} else "bo"))
    said = line.replace("¦", "all is well") if "¦" in line else line if kind == "handover" else f"{line}words"
    assert parse_line(said).verb != "note"
    assert hint


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_list_of_what_is_due(sit, example, clock, size):
    """What is late, what is to come and what was snoozed, each with what settles it."""
    async with sit(example, size=size) as ana:
        await ana.put("= drop the cache")
        await ana.put("/snooze E3 30m")
        clock.forward(minutes=9)
        ana.app.screen.tick()
        await ana.go("timeline")
        await ana.press("!")
        golden(f"due-{size[0]}x{size[1]}", ana.text)


async def choose(ana, words: str) -> None:
    """Choose the row of the list that has these words."""
    menu = ana.app.screen.menu
    places = [place for place, option in enumerate(menu.options) if words in str(option.prompt)]
    assert places, ana.text
    menu.highlighted = places[0]
    await ana.press("enter")


async def test_enter_goes_to_the_record_or_begins_the_line(sit, example, clock):
    """A call is shown in its pane; nobody writes with one Enter, an audience is told with its draft."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("!")
        await choose(ana, "E3")
        assert (ana.focused, ana.pane("escalations").target.ref) == ("escalations", "E3")
        await ana.press("!")
        await choose(ana, "no scribe")
        assert ana.line.value == "/role scribe "
        await ana.press("escape")
        await ana.put('" Mail is late @executives 5m')
        clock.forward(minutes=6)
        ana.app.screen.tick()
        await ana.go("timeline")
        await ana.press("!")
        await choose(ana, "executives")
        assert ana.line.value.startswith('" ')
        assert ana.line.value.endswith("@executives")


async def test_that_nobody_commands_is_listed_from_the_start_and_one_key_takes_it(sit, empty):
    """It is most often whoever asks; the strip reminds of it only when it is due."""
    async with sit(empty, size=(80, 24)) as ana:
        assert not any(item.kind == "commander" for item in ana.app.screen.session.reminders)
        await ana.go("timeline")
        await ana.press("!")
        assert "/role commander ana" in ana.text
        await choose(ana, "no commander")
        assert ana.line.value == "/role commander ana"
        await ana.press("enter")
        assert ana.incident.roles["commander"] == "ana"
        await ana.go("timeline")
        await ana.press("!")
        assert "no commander" not in ana.text


async def test_the_list_goes_on_while_it_is_open_and_the_highlight_stays_on_the_same_item(sit, empty, clock):
    """The minutes move, what became due appears, and Enter sees to what was highlighted all along."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.put("^ dba: pool at 100 %")
        await ana.put("+ look @bo 12m")
        clock.forward(minutes=6)
        room = ana.app.screen
        room.tick()
        await ana.go("timeline")
        await ana.press("!", "j")
        box = ana.app.screen

        def rows() -> list[str]:
            return [" ".join(str(option.prompt).split()) for option in box.menu.options]

        def time_goes_on(minutes: int) -> str:
            clock.forward(minutes=minutes)
            room.tick()
            box.tick()
            return str(box.query_one(".box").border_title)

        box.menu.highlighted = next(place for place, row in enumerate(rows()) if "T1 bo due in 6 min" in row)
        here = box.menu.highlighted
        offset = box.menu.scroll_y
        assert time_goes_on(1) == f"What is due · {len(rows())} clocks · {len(rows()) - 2} late"
        assert (box.menu.highlighted, box.menu.scroll_y) == (here, offset)
        assert "T1 bo due in 5 min" in rows()[here]
        assert not any("nothing logged" in row for row in rows())
        time_goes_on(6)
        assert any("nothing logged for 13 min" in row for row in rows())
        assert "T1 check back with bo, 1 min late" in rows()[box.menu.highlighted]
        assert box.menu.highlighted != here
        await ana.press("enter")
        assert (ana.focused, ana.pane("tasks").target.ref) == ("tasks", "T1")


async def test_what_was_settled_elsewhere_leaves_the_open_list(sit, empty, library, clock):
    """The highlight is then on what took its place, and the last one gone leaves a sentence."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.put("/next -")
        clock.forward(minutes=6)
        room = ana.app.screen
        room.tick()
        await ana.go("timeline")
        await ana.press("!")
        box = ana.app.screen
        assert "no commander" in str(box.menu.highlighted_option.prompt)
        with library.open(empty, by="bo") as theirs:
            for line in ("/role commander bo", "/snooze call-out never"):
                theirs.draft(line)
        room.follow()
        box.tick()
        assert "no scribe" in str(box.menu.highlighted_option.prompt)


async def test_a_click_in_the_strip_settles_what_has_no_record_and_the_rest_is_behind_the_plus(sit, empty, clock):
    """Nothing that is shown there is dead."""
    async with sit(empty, size=(80, 24)) as ana:
        clock.forward(minutes=9)
        ana.app.screen.tick()
        await click(ana, "nothing logged")
        assert (ana.focused, ana.said) == ("line", "what happened meanwhile? any line will do")
        await ana.put("^ dba: pool at 100 %")
        await ana.put("+ look @bo 1m")
        clock.forward(minutes=9)
        ana.app.screen.tick()
        second = ana.text.splitlines()[1]
        await ana.pilot.click(offset=(second.index(" +") + 2, 1))
        await ana.settle()
        assert "What is due" in ana.text
        assert "T1 check back with bo" in ana.text


async def test_what_is_to_be_decided_stands_with_what_waits_and_its_keys_act_on_it(sit, example, clock):
    """Below the calls that wait, until it is decided, and then until it is verified."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.put("= drop the cache")
        ref = ana.incident.decisions[-1].ref
        clock.now += timedelta(minutes=3)
        ana.app.screen.tick()
        ana.app.screen.show_changes()
        await ana.go("escalations", ref)
        golden("undecided-80x24", ana.text)
        await ana.press("a")
        assert ana.said == f"{ref} is a decision: y go, N no go"
        await ana.press("O")
        await ana.enter("the cache is cold for an hour")
        await ana.go("escalations", ref)
        assert "ana objected: the cache" in ana.text
        await ana.press("y")
        await ana.enter("mail first @cy 10m")
        assert "verify in 10 min" in ana.text
        await ana.go("escalations", ref)
        await ana.press("v")
        await ana.enter("")
        assert ana.last == "verified"
        assert ref not in [record.ref for record in ana.pane("escalations").records]


async def test_a_call_that_nobody_answered_says_whom_to_page_next_and_enter_begins_it(sit, empty, clock):
    """Until the next is called; with no answer at all the call is not forgotten."""
    async with sit(empty, size=(120, 40)) as ana:
        ana.room.remind = Remind(rungs=(("dba", "dba-lead", "cto"),))
        await ana.put("^ dba: pool at 100 %")
        await ana.put("/no-answer E1")
        ana.app.screen.tick()
        assert "E1 dba gave no answer: page dba-lead next" in ana.text
        await ana.go("timeline")
        await ana.press("!")
        await choose(ana, "dba gave no answer")
        assert ana.line.value == "^ dba-lead: pool at 100 %"
        await ana.press("enter")
        assert "gave no answer: page" not in ana.text
        clock.forward(minutes=6)
        ana.app.screen.tick()
        assert "E2 dba-lead waits 6 min: page cto next" in ana.text


async def test_who_was_promised_an_update_is_in_the_strip_until_told_that_it_is_over(sit, empty):
    """With the draft for them, and in what the record lacks; what executives were told is none of theirs."""
    async with sit(empty, size=(120, 40)) as ana:
        await ana.put('" Payments fail. @customers 30m')
        await ana.put('" bo leads the response @executives 5m')
        await ana.go("timeline", ana.incident.timeline[-1].ref)
        await ana.press("E")
        assert ana.said == "this was told to executives: C tells customers"
        assert ana.incident.timeline[-1].visibility == "internal"
        assert "U2 @executives bo leads" in ana.text
        await ana.put("/status resolved")
        await ana.put('" over @executives')
        assert "customers were promised an update: tell them it is over" in ana.text
        await ana.go("timeline")
        await ana.press("!")
        await choose(ana, "customers were promised")
        assert ana.line.value == '" The incident was resolved at 12:00 UTC. This is the last message. @customers'
        await ana.press("enter")
        assert "were promised" not in ana.text

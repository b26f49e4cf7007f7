"""Whole stretches of work, as somebody does them, with the keys they press."""

from warroom.ui.screens import postmortem


async def test_an_outage_from_the_first_word_to_the_end_of_it(sit, library, clock):
    """Declare from the library, log, think, call, assign, decide, resolve: all of it typed, none of it lost."""
    async with sit() as ana:
        assert "No incident yet" in ana.text
        await ana.enter("sev1 checkout fails for everybody")
        await ana.until(lambda: ana.app.room is not None and ana.app.screen.query("#preview"))
        await ana.settle()
        assert (ana.incident.title, ana.incident.severity) == ("checkout fails for everybody", "SEV1")
        for line in ("error rate is 31 %", "! restarted one pod", "? pool exhausted", "? bad deploy",
                     "^ dba: pool at 100 %", "+ read pool metrics @bo 10m", "= roll back build 4821"):  # fmt: skip
            clock.forward(minutes=1)
            await ana.enter(line)
            assert ana.line.value == "", ana.said
        await ana.go("hypotheses", "H1")
        await ana.press("f")
        await ana.enter("graph at the top")
        await ana.go("hypotheses", "H1")
        await ana.press("d")
        assert ana.line.value == "/dead-end H1 "
        clock.forward(minutes=3)
        await ana.enter("it waits for the application; looked right: it was full the last time")
        theory = ana.incident.hypotheses[0]
        assert theory.misleading
        assert theory.why == "it waits for the application"
        assert theory.attraction == "it was full the last time"
        assert [item.text for item in theory.evidence] == ["graph at the top"]
        await ana.go("escalations", "E1")
        await ana.press("a")
        await ana.enter("kim")
        await ana.go("escalations", "E1")
        await ana.press("f")
        await ana.enter("not the database")
        call = ana.incident.escalations[0]
        assert (call.outcome, call.acked_by, call.finding) == ("answered", "kim", "not the database")
        await ana.go("tasks", "T1")
        await ana.press("s")
        assert ana.incident.tasks[0].state == "doing"
        await ana.go("tasks", "T1")
        await ana.press("b")
        await ana.enter("no access")
        assert (ana.incident.tasks[0].state, ana.incident.tasks[0].why) == ("blocked", "no access")
        await ana.go("tasks", "T1")
        await ana.press("a")
        await ana.enter("cy 10m")
        assert ana.incident.tasks[0].owner == "cy"
        await ana.go("tasks", "T1")
        await ana.press("d")
        await ana.enter("flat")
        assert ana.incident.tasks[0].state == "done"
        await ana.go("hypotheses", "H2")
        await ana.press("c")
        await ana.enter("it began with the deploy")
        assert ana.incident.hypotheses[1].status == "confirmed"
        await ana.put("/go D1 @bo")
        await ana.go("timeline")
        await ana.press("s")
        await ana.enter("resolved rolled back")
        assert ana.incident.status == "resolved"
        assert ana.incident.milestones["resolved"] == clock.now
        incident_id = ana.incident.id
    with library.open(incident_id, by="bo") as room:
        assert room.incident.status == "resolved"
        assert len(room.incident.timeline) == 19


async def test_a_theory_is_ruled_out_without_being_called_a_dead_end(sit, example):
    """Key r rules a theory out; only d says that it cost time."""
    async with sit(example) as ana:
        await ana.go("hypotheses", "H3")
        await ana.press("r")
        await ana.press("enter")
        theory = ana.incident.hypotheses[2]
        assert (theory.status, theory.misleading) == ("ruled_out", False)


async def test_a_row_is_marked_starred_corrected_and_struck_with_keys(sit, example):
    """What the keys of the timeline do shows on the row, and the old words stay in its history."""
    async with sit(example) as ana:
        row = ana.incident.timeline[-1]
        await ana.go("timeline")
        await ana.press("*")
        assert ana.incident.timeline[-1].starred
        await ana.go("timeline")
        await ana.press("*")
        assert not ana.incident.timeline[-1].starred
        await ana.go("timeline", "#26")
        await ana.press("m")
        await ana.enter("identified")
        assert ana.incident.milestones["identified"] == next(r for r in ana.incident.timeline if r.ref == "#26").at
        await ana.go("timeline", "#26")
        await ana.press("e")
        assert ana.line.value == "/edit #26 filter off on relay 3, its queue shrinks"
        await ana.enter(" fast")
        edited = next(r for r in ana.incident.timeline if r.ref == "#26")
        assert edited.text == "filter off on relay 3, its queue shrinks fast"
        assert "edited" in ana.text
        await ana.go("timeline", "#26")
        await ana.press("x")
        await ana.enter("wrong relay")
        assert next(r for r in ana.incident.timeline if r.ref == "#26").struck == "wrong relay"
        assert row.ref == "#30"


async def test_what_is_taken_back_can_be_brought_back(sit, empty):
    """U takes back one's last change, U brings it back, and both say what they did."""
    async with sit(empty) as ana:
        await ana.enter("error rate is 31 %")
        await ana.press("tab", "u")
        assert "error rate" not in [row.text for row in ana.incident.timeline]
        assert len(ana.incident.timeline) == 1
        await ana.press("U")
        assert ana.last == "error rate is 31 %"


async def test_undo_takes_back_only_ones_own_changes(sit, library, empty):
    """What somebody else wrote later stays when I press u."""
    async with sit(empty) as ana:
        await ana.enter("mine")
        with library.open(empty, by="bo") as other:
            other.record("theirs")
        await ana.until(lambda: len(ana.incident.timeline) == 3)
        await ana.press("tab", "u")
        assert [row.text for row in ana.incident.timeline[1:]] == ["theirs"]


async def test_zoom_gives_a_pane_the_whole_width_and_the_same_key_takes_it_back(sit, example):
    """Z is its own way back, and the other panes are where they were."""
    async with sit(example) as ana:
        await ana.go("tasks")
        before = ana.text
        await ana.press("z")
        assert "Timeline" not in ana.text
        assert "4 Tasks · 1 doing · 1 blocked · 1 follow-up · 1 done" in ana.text
        await ana.press("z")
        assert ana.text == before


async def test_a_filter_shows_only_what_holds_the_words_and_escape_shows_all_again(sit, example):
    """The filter narrows while it is typed, says how many match, and Escape leads back to the line."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("/")
        await ana.type("relay")
        await ana.press("enter")
        assert ana.focused == "timeline"
        shown = ana.pane("timeline").count()
        assert 0 < shown < 31
        assert f"{shown} of 30 rows match" in ana.text
        await ana.press("escape")
        assert ana.focused == "line"
        assert ana.pane("timeline").count() == 30


async def test_the_library_opens_the_highlighted_incident_and_l_goes_back_to_it(sit, example, library):
    """From the list into a room and back, and the room that was left is closed."""
    library.create("A second one", by="ana")
    async with sit() as ana:
        assert "Mail is hours late" in ana.text
        await ana.press("down", "enter")
        await ana.until(lambda: ana.app.room is not None)
        await ana.settle()
        first = ana.incident.title
        await ana.press("tab", "L")
        await ana.until(lambda: ana.app.room is None)
        assert first in ana.text


async def test_the_document_opens_from_a_pane_and_escape_leads_back(sit, example):
    """P shows the postmortem as it stands; Escape is the way back to the room."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("p")
        await ana.until(lambda: "Issue summary" in ana.text or "Mail is hours late" in ana.text)
        await ana.press("escape", "escape")
        assert ana.focused == "line"


async def test_the_document_takes_in_what_others_record_and_stays_where_it_is(sit, example, library, monkeypatch):
    """Whoever reads it aloud reads what holds now, and does not lose the place."""
    monkeypatch.setattr(postmortem, "REFRESH_EVERY", 0.02)
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("p", "space")
        view = ana.app.screen.query_one("#sheet")
        before = view.in_view()
        assert before[0] != "title"
        with library.open(example, by="bo") as bo:
            bo.record("/impact nobody gets a receipt")
        await ana.until(lambda: ana.app.screen.session.incident.impact)
        await ana.settle()
        assert view.in_view() == before
        await ana.press("g")
        assert "nobody gets a receipt" in ana.text


async def test_an_item_of_what_is_missing_begins_the_line_that_settles_it(sit, example):
    """M lists what the document lacks; Enter puts the verb into the line."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("M")
        assert "Missing ·" in ana.text
        await ana.press("enter")
        assert ana.focused == "line"
        assert ana.line.value.startswith("/")


async def test_a_decision_is_taken_with_a_key_each(sit, empty):
    """Proposal, objection, outcome and who carries it out; on another row the keys say why they do nothing."""
    async with sit(empty) as ana:
        await ana.go("timeline")
        await ana.press("y")
        assert "no decision" in ana.said
        await ana.press("equals_sign")
        await ana.enter("roll back build 4821")
        await ana.go("timeline", "#2")
        await ana.press("O")
        await ana.enter("the cache is cold")
        await ana.go("timeline", "#2")
        await ana.press("y")
        await ana.enter("errors first @bo")
        [decision] = ana.incident.decisions
        assert (decision.outcome, decision.executor, decision.why) == ("go", "bo", "errors first")
        assert [one.text for one in decision.objections] == ["the cache is cold"]


async def test_an_update_is_drafted_edited_and_sent(sit, example):
    """The record writes it, a person has the last word, and the countdown to the next begins."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("C")
        assert "nothing is marked external" in ana.said
        await ana.go("timeline", "#26")
        await ana.press("E", "C")
        assert ana.line.value.startswith('" Filter off on relay 3, its queue shrinks. The next message comes at')
        assert ana.line.value.endswith("@customers")
        await ana.press("enter")
        told = ana.incident.updates[-1]
        assert (told.audience, told.text[:24]) == ("customers", "Filter off on relay 3, i")
        assert told.next_due_at > ana.clock.now


async def test_closing_with_something_missing_is_asked_about_once(sit, example):
    """Nobody closes by accident what the postmortem cannot stand on; whoever means it presses Enter again."""
    async with sit(example) as ana:
        await ana.enter("/status resolved rolled back")
        assert ana.incident.status == "resolved", "at the end of an outage nobody is asked anything"
        await ana.enter("/status closed all said")
        assert ana.incident.status == "resolved"
        assert ana.said.endswith("blockers left (tab M lists them): Enter again closes it anyway")
        assert ana.line.value == "/status closed all said"
        await ana.press("enter")
        assert ana.incident.status == "closed"
        assert ana.line.value == ""


async def test_a_milestone_that_is_the_whole_row_is_said_once(sit, empty):
    async with sit(empty) as ana:
        await ana.enter("/status identified")
        await ana.enter("/status resolved rolled back")
        rows = [" ".join(row.split()) for row in ana.text.splitlines() if "●" in row]
        assert "» ● identified ana #2" in rows[1]
        assert "» ● resolved rolled back ana #3" in rows[2]


async def test_a_note_about_something_closed_is_not_asked_about(sit, example):
    async with sit(example) as ana:
        await ana.enter("closed the connection pool")
        assert ana.last == "closed the connection pool"


async def test_a_night_shift_from_the_alert_to_the_all_clear(sit, library, clock):
    """Declare, ten lines, two theories, a dead end, a call that times out, a handover, undo, resolve: by hand."""
    async with sit() as ana:
        await ana.enter("sev2 payments hang")
        await ana.until(lambda: ana.app.room is not None and ana.app.screen.query("#preview"))
        await ana.settle()
        incident = ana.incident.id
        await ana.enter("/role commander ana")
        for number in range(10):
            clock.forward(minutes=1)
            await ana.enter(f"observation {number} of the night")
        await ana.enter("? the pool is exhausted")
        await ana.enter("? build 4821 leaks connections")
        await ana.enter("^ dba: is the pool full?")
        clock.forward(minutes=6)
        ana.app.screen.tick()
        assert "E1 dba waits 6 min" in ana.text, "a call that nobody answers is what is due"
        await ana.go("escalations", "E1")
        await ana.press("x")
        await ana.enter("paged twice")
        assert ana.incident.escalations[0].outcome == "no_answer"
        await ana.go("hypotheses", "H1")
        await ana.press("d")
        await ana.enter("half of it is free")
        assert "why did H1 look right? right arrow answers" in ana.text
        await ana.press("right")
        await ana.enter("it was full the last time")
        first = ana.incident.hypotheses[0]
        assert (first.misleading, first.why, first.attraction) == (
            True, "half of it is free", "it was full the last time",
        )  # fmt: skip
        await ana.enter("a line for another incident")
        await ana.go("timeline")
        await ana.press("u")
        assert "a line for another incident" not in [row.text for row in ana.incident.timeline]
        await ana.press("W", "enter")
        await ana.enter("bo")
        assert ana.incident.roles["commander"] == "ana", "until it is acknowledged"
        async with sit(incident, by="bo") as bo:
            await bo.go("timeline")
            await bo.press("Y", "enter")
            await bo.settle()
            assert bo.incident.roles["commander"] == "bo"
            await bo.go("hypotheses", "H2")
            await bo.press("c")
            await bo.enter("it stops with the old build")
            await bo.enter("/status resolved rolled back to 4820")
        await ana.until(lambda: ana.incident.status == "resolved")
    with library.open(incident, by="cy") as room:
        told = [row.text for row in room.incident.timeline]
        assert [text for text in told if text.startswith("observation")] == [
            f"observation {number} of the night" for number in range(10)
        ]
        assert [one.status for one in room.incident.hypotheses] == ["ruled_out", "confirmed"]
        assert room.incident.roles["commander"] == "bo"

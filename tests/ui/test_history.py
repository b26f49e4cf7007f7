"""What happened to a record, and when it was known: the history, the order it was learned in, and what undo says."""

from textual.content import Content

from warroom.ui.modals.record import RecordModal


async def test_the_history_of_a_task_and_a_decision(sit, told):
    async with sit(told, size=(80, 24)) as ana:
        await ana.go("tasks", "T1")
        await ana.press("enter")
        assert "time box: 10m → 20m" in ana.text
        assert "owner: bo → cy" in ana.text
        await ana.press("escape")
        await ana.go("timeline", "#10")
        await ana.press("enter")
        assert "objection  the cache will be cold" in ana.text


async def test_changed_words_are_marked_by_more_than_colour(sit, told):
    async with sit(told) as ana:
        await ana.go("hypotheses", "H1")
        await ana.press("enter")
        assert isinstance(ana.app.screen, RecordModal)
        details = ana.app.screen.query_one("VerticalScroll > Static").content
        assert isinstance(details, Content)
        marked = {details.plain[span.start : span.end].strip(): str(span.style) for span in details.spans}
        assert marked["too"] == "bold underline"
        assert "strike" in marked["open → dead end"]


async def test_the_timeline_as_it_was_learned(sit, told):
    """What was written down late stands where it was written, with when it happened; the title says which order."""
    async with sit(told, size=(80, 24)) as ana:
        timeline = ana.pane("timeline")
        await ana.go("timeline")
        assert timeline.rows[-1].text == "load was normal again"
        assert "as learned" not in timeline.border_title
        await ana.press("w")
        assert "as learned" in timeline.border_title
        assert "12:12 +18 min" in ana.text
        at = [row.recorded_at for row in timeline.rows]
        assert at == sorted(at)
        await ana.press("w")
        assert "as learned" not in timeline.border_title


async def test_the_order_it_was_learned_in_can_be_filtered_jumped_and_followed(sit, told, library):
    """Times then are those of writing down; the highlight stays on its row when the order changes."""
    async with sit(told) as ana:
        timeline = ana.pane("timeline")
        await ana.enter("12:00:30 it began earlier")
        assert timeline.rows[-1].text != "it began earlier"
        await ana.go("timeline", "#11")
        row = timeline.target
        await ana.press("w")
        assert timeline.target is row
        assert any(place == timeline.cursor_index for place, _ in timeline._lines())
        await ana.press("G")
        assert timeline.target.text == "it began earlier"
        assert timeline.following
        with library.open(told, by="bo") as other:
            other.record("-20m seen late as well")
        await ana.until(lambda: timeline.rows[-1].text == "seen late as well")
        await ana.press("left_square_bracket")
        assert timeline.target is timeline.rows[0]
        await ana.press("/")
        await ana.type("after 12:30")
        await ana.until(lambda: timeline.filtered_by == "after 12:30")
        assert [row.text for row in timeline.rows] == [
            "load was normal again", "it began earlier", "seen late as well",
        ]  # fmt: skip


async def test_a_hundred_thousand_rows_are_not_sorted_again_for_each_new_one(sit, empty):
    """The order it was learned in is kept as rows come: nothing walks through all of them at a key."""
    async with sit(empty) as ana:
        fold = ana.room.fold
        await ana.go("timeline")
        await ana.press("w")
        kept = fold.as_learned()
        await ana.press("escape")
        await ana.enter("12:00 one more")
        assert fold.as_learned() is kept
        assert kept[-1].text == "one more"


async def test_undo_says_what_it_took_back_and_what_brings_it_back(sit, told):
    """Before Enter the line says what will be taken back; after it, by key or line, what was."""
    async with sit(told, size=(80, 24)) as ana:
        await ana.enter("+ call the provider @bo")
        await ana.type("/undo")
        assert ana.said == "Enter takes back T2 call the provider @bo (ana, 12:31)"
        await ana.press("enter")
        assert ana.said == "took back (/redo brings it back): T2 call the provider @bo (ana, 12:31)"
        await ana.type("/redo")
        assert ana.said == "Enter brings back T2 call the provider @bo (ana, 12:31)"
        await ana.press("enter")
        assert ana.said == "brought back (/undo takes it back): T2 call the provider @bo (ana, 12:31)"
        await ana.go("timeline")
        await ana.press("u")
        assert ana.said == "took back (U brings it back): T2 call the provider @bo (ana, 12:31)"


async def test_another_persons_change_is_taken_back_by_name(sit, told):
    async with sit(told) as ana:
        await ana.type("/undo @b")
        await ana.press("tab")
        assert ana.line.value == "/undo @bo "
        assert ana.said.startswith("Enter takes back #11 load was normal again (bo, 12:30)")
        await ana.press("enter")
        assert ana.incident.timeline[-1].text != "load was normal again"


async def test_a_row_is_made_evidence_by_its_key(sit, told):
    """The theory shows the row with its time, and the row which theory it bears on."""
    async with sit(told) as ana:
        await ana.enter("? the network")
        await ana.go("timeline", "#11")
        await ana.press("b")
        assert ana.line.value == "/for  #11"
        await ana.type("H2")
        await ana.press("enter")
        (evidence,) = ana.room.fold.record("H2").evidence
        assert (evidence.text, evidence.supports) == ("load was normal again", True)
        await ana.go("hypotheses", "H2")
        await ana.press("enter")
        assert "↳ #11 12:12" in ana.text
        await ana.press("escape")
        await ana.go("timeline", "#11")
        await ana.press("enter")
        assert "bears on  H2, for it" in ana.text


async def test_rows_are_offered_as_evidence(sit, told):
    async with sit(told) as ana:
        await ana.type("/for H1 #1")
        assert ana.app.screen.query_one("#completions").display
        assert "load was normal again" in str(ana.app.screen.query_one("#completions").visual)

"""What is refused says the whole of why and what can be done; what was hardly meant is pointed out before Enter."""

from datetime import timedelta

import pytest

from ui.person import golden


def whole(person) -> str:
    box = person.app.screen.query_one("#whole")
    return " ".join(str(box.visual).split()) if box.display else ""


async def test_a_refusal_that_is_cut_beside_the_line_is_whole_above_it(sit, empty):
    """Over the panes, which stay where they are; it goes when the line is another."""
    async with sit(empty, size=(80, 24)) as ana:
        places = [pane.region for pane in ana.app.screen.panes]
        await ana.type("/set titel Checkout")
        told = "did you mean /set title? 'titel' is no field: one of title, summary, impact, users_affected"
        assert whole(ana).startswith(told)
        assert whole(ana).endswith("went_well, went_badly, lucky")
        await ana.press("enter")
        assert whole(ana).startswith(told)
        assert [pane.region for pane in ana.app.screen.panes] == places
        golden("refusal-80x24", ana.text)
        await ana.press("ctrl+u")
        assert whole(ana) == ""
        await ana.enter("a note that is longer than the place beside the line has columns, and then some more words")
        assert whole(ana) == "", "what was recorded is among the rows"


async def test_a_refused_key_is_told_whole_until_the_next_key_or_for_its_time(sit, empty, monkeypatch):
    """In a pane there is no line to change; a list of what the line can go on with comes before it."""
    later = []
    async with sit(empty, size=(60, 20)) as ana:
        monkeypatch.setattr(ana.app.screen, "set_timer", lambda seconds, do, **_: later.append(do))
        await ana.go("timeline", "#1")
        told = "it declared the incident: /set title TEXT, or TIME /mark started"
        await ana.press("x")
        assert whole(ana) == told
        await ana.press("2")
        assert whole(ana) == ""
        await ana.press("1", "x")
        assert whole(ana) == told
        later[-1]()
        assert whole(ana) == ""
        await ana.press("x", "escape")
        assert whole(ana) == ""
        await ana.type("/dea")
        assert whole(ana) == ""


@pytest.mark.parametrize("width", [60, 80])
async def test_a_refusal_in_the_library_is_whole_above_the_line(sit, example, width):
    """While it is typed and when it is entered; the list stays where it is, and it goes when the line is another."""
    async with sit(size=(width, 20)) as ana:
        place = ana.app.screen.query_one("#library").region
        await ana.enter("x" * 201)
        told = "this title has 201 characters; keep it under 200 and log the rest"
        assert (whole(ana) or ana.said) == told
        assert whole(ana) or width == 80
        await ana.press("ctrl+u")
        await ana.type("2023-02-30 14:02 checkout is down")
        assert told not in ana.text
        assert (whole(ana) or ana.said) == "2023-02-30 14:02 is not a time: there is no 2023-02-30 in the calendar"
        assert ana.app.screen.query_one("#library").region == place
        await ana.press("ctrl+u")
        assert whole(ana) == ""


@pytest.mark.parametrize("width", [60, 80])
async def test_a_refusal_in_the_postmortem_is_whole(sit, example, width):
    """However many rows it takes; what is only said takes no more than three."""
    async with sit(example, size=(width, 20)) as ana:
        await ana.go("timeline")
        await ana.press("p", "i")
        await ana.type("/set titel Mail")
        rows = ana.text.splitlines()
        first = next(place for place, row in enumerate(rows) if "'titel' is no field" in row)
        told = " ".join(" ".join(rows[first:-2]).split())
        assert told.startswith("did you mean /set title? 'titel' is no field: one of title, summary, impact")
        assert told.endswith("went_well, went_badly, lucky")
        await ana.press("ctrl+u")
        assert "no field" not in ana.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("! -52m froze deploys", "a time goes first: -52m ! froze deploys"),
        ("5m ago the queue grew", "write -5m for a time; Enter records a note, by ana"),
        ("? 14.20 the queue grew", "write 14:20 for a time; Enter records H1, a hypothesis, by ana"),
    ],
)
async def test_a_time_that_would_be_text_is_pointed_out_and_enter_records_what_is_written(sit, empty, typed, told):
    async with sit(empty) as ana:
        await ana.type(typed)
        assert ana.said == told
        await ana.press("enter")
        assert ana.last == typed.lstrip("!? ")


async def test_a_correction_that_changes_no_word_is_not_recorded(sit, empty):
    """It says so, and the line is free again; another word, or a time, is one."""
    async with sit(empty) as ana:
        await ana.enter("a note")
        await ana.enter("? pool exhausted")
        before = len(ana.room.fold.events)
        for pane, ref in (("timeline", "#2"), ("hypotheses", "H1")):
            await ana.go(pane, ref)
            await ana.press("e", "enter")
            assert ana.said == f"nothing recorded: {ref} says that already"
            assert ana.line.value == ""
        assert len(ana.room.fold.events) == before
        await ana.enter("/edit #2 12:00 a note")
        await ana.enter("/edit H1 pool is exhausted")
        assert len(ana.room.fold.events) == before + 2
        await ana.enter("/undo")
        await ana.enter("/edit H1 pool exhausted")
        assert "nothing recorded" in ana.said, "what was taken back does not count"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/edit #1 Checkout is slow", "/set title TEXT names it anew, TIME /mark started"),
        ("/undo #1", "/status closed closes it, /set title TEXT names it anew"),
        ("/strike #1", "/set title TEXT names it anew, TIME /mark started"),
        ("/help", "there is no /help: F1 shows every key and every line"),
        ("/nonsense", "write /note first if it is a text, or F1 for help"),
    ],
)
async def test_a_refusal_says_what_can_be_done_instead(sit, empty, typed, told):
    async with sit(empty, size=(80, 24)) as ana:
        await ana.enter(typed)
        assert told in f"{whole(ana)} {ana.said}"


async def test_another_title_is_told_as_what_it_is(sit, empty):
    """It is not declared anew."""
    async with sit(empty) as ana:
        await ana.enter("/set title Checkout is slow")
        assert ana.said.endswith("title: Checkout is slow")
        assert "declared" not in ana.said


async def test_that_escape_shows_all_again_is_said_only_while_something_is_hidden(sit, empty):
    """And nothing else that was said goes with it."""
    async with sit(empty) as ana:
        for said in ("", "/set summary it is slow"):
            await ana.go("timeline")
            await ana.press("/")
            await ana.type("declared")
            await ana.press("enter")
            assert ana.said == "esc shows all again"
            if said:
                ana.app.screen.record(said)
            await ana.press("escape")
            assert ana.focused == "line"
            assert ana.said == "" or ana.said.endswith("summary: it is slow")
            assert bool(ana.said) == bool(said)


async def test_severity_and_start_stand_before_the_title_in_any_order(sit, clock):
    """What the preview says is what is declared."""
    async with sit() as ana:
        await ana.type("sev1 -60m checkout down")
        assert "Enter declares a SEV1, started 11:00 UTC" in ana.said
        await ana.press("enter")
        await ana.until(lambda: ana.app.room)
        assert (ana.incident.title, ana.incident.severity) == ("checkout down", "SEV1")
        assert ana.incident.started_at == clock.now - timedelta(hours=1)


@pytest.mark.parametrize(("typed", "quits"), [("exit", True), (":wq", True), (" quit ", True), ("quit smoking", False)])
async def test_what_leaves_other_programs_is_a_note_and_says_what_leaves(sit, empty, typed, quits):
    async with sit(empty, size=(80, 24)) as ana:
        await ana.type(typed)
        assert ana.said.startswith("ctrl+q quits; Enter records a note" if quits else "Enter records a note")
        await ana.press("enter")
        assert ana.last == typed.strip()


async def test_the_first_words_of_the_library_say_all_at_80_columns(sit):
    async with sit(size=(80, 24)) as ana:
        await ana.type("checkout is down")
        shown = ana.app.screen.query_one("#preview")
        assert ana.said == "Enter declares a SEV3, started now   14:02 sev1 may go first"
        assert len(ana.said) <= shown.content_size.width


async def test_a_misspelt_audience_is_pointed_out_and_recorded_all_the_same(sit, empty):
    async with sit(empty, size=(80, 24)) as ana:
        await ana.type('" numbers soon @custmers')
        assert ana.said.startswith("did you mean @customers? Enter records U1, an update")
        await ana.press("enter")
        assert ana.incident.updates[-1].audience == "custmers"

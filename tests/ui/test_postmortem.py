"""Writing a postmortem up: what is written is a line of the record, nothing typed is lost, and nothing jumps."""

from contextlib import nullcontext

from textual.screen import ModalScreen
from textual.widgets import OptionList

from support import to_markdown
from warroom.core.readiness import readiness
from warroom.postmortem.writeup import WRITTEN, Stand
from warroom.store.screens import HalfTyped
from warroom.ui.editor import EditorError
from warroom.ui.line import NEWLINE
from warroom.ui.screens import postmortem
from warroom.ui.screens.library import LibraryScreen
from warroom.ui.screens.postmortem import PostmortemScreen
from warroom.ui.screens.room import RoomScreen
from warroom.ui.writing import Editor, OwnLine


def screen(ana) -> PostmortemScreen:
    """Return the postmortem's screen, which must be open."""
    assert isinstance(ana.app.screen, PostmortemScreen)
    return ana.app.screen


def said(ana) -> str:
    """Return what stands above the keys."""
    return str(ana.app.screen.query_one("#said").visual)


async def open_at(ana, title: str) -> None:
    """Open the postmortem and go to a section."""
    await ana.go("timeline")
    await ana.press("p")
    await to(ana, title)


async def to(ana, title: str) -> None:
    """Go to a section."""
    found = [place.title for place in screen(ana).places]
    screen(ana).sections.go_to(found.index(title))
    await ana.settle()


async def write(ana, text: str) -> None:
    """Write a text into the open box, in place of what is there."""
    editor = ana.app.screen.query_one(Editor)
    editor.select_all()
    for number, line in enumerate(text.split("\n")):
        if number:
            await ana.push("enter")
        await ana.type(line)
    await ana.settle()


async def test_a_section_is_written_beside_the_document(sit, example):
    """The question stands above it, the document follows each key, and Escape keeps it as one line of the record."""
    async with sit(example) as ana:
        await open_at(ana, "Conclusion")
        assert "What should a reader take away?  e writes it" in ana.text
        before = len(ana.room.fold.events)
        await ana.press("e")
        assert "What should a reader take away?" in ana.text
        await write(ana, "Ask the newsletter\nteam first")
        await ana.until(lambda: [line for line in ana.text.splitlines()[:22] if "Ask the newsletter" in line])
        assert len(ana.room.fold.events) == before
        await ana.press("escape")
        assert ana.incident.conclusion == "Ask the newsletter\nteam first"
        assert len(ana.room.fold.events) == before + 1
        assert "✎  Conclusion" in ana.text
        assert "## Conclusion\n\nAsk the newsletter" in to_markdown(ana.incident)
        await ana.press("u")
        assert ana.incident.conclusion is None
        await ana.press("U")
        assert ana.incident.conclusion


async def test_what_is_written_is_there_to_go_on_with_and_left_alone_it_is_no_change(sit, example):
    """A list is a text with a line an item; prose above what the record tells stays with it."""
    async with sit(example) as ana:
        await open_at(ana, "What went well")
        await ana.press("e")
        await write(ana, "the runbook was right\nbo kept notes")
        await ana.press("escape")
        assert ana.incident.went_well == ["the runbook was right", "bo kept notes"]
        await ana.press("e")
        assert ana.app.screen.query_one(Editor).text == "- the runbook was right\n- bo kept notes"
        before = len(ana.room.fold.events)
        await ana.press("escape")
        assert len(ana.room.fold.events) == before
        await to(ana, "Timeline")
        await ana.press("e")
        await write(ana, "The clocks of two relays were off.")
        await ana.press("escape")
        assert ana.incident.written == {"timeline": "The clocks of two relays were off."}
        assert "The clocks of two relays were off." in ana.text
        assert "What happened" in ana.text
        await ana.press("e")
        await write(ana, "")
        await ana.press("delete", "backspace", "escape")
        assert ana.incident.written.get("timeline") in {None, ""}


async def test_tab_keeps_a_section_and_goes_on_with_the_next_that_needs_it(sit, example):
    """A tired scribe needs to know one key."""
    async with sit(example) as ana:
        await open_at(ana, "Root cause")
        await ana.press("e")
        await write(ana, "the filter waited for each address")
        await ana.press("tab")
        assert ana.incident.root_cause == "the filter waited for each address"
        assert screen(ana).place.title == "Contributing factors"
        assert ana.focused == "editor"
        await ana.press("escape", "shift+tab")
        assert ana.focused == "sections"


async def test_a_section_is_written_in_the_editor_somebody_likes(sit, example, monkeypatch):
    """It is given what is written and its question; an error, or nothing new, changes nothing and is said."""
    given = []

    def edit(*what: str) -> str:
        given.append(what)
        if len(given) == 3:
            raise EditorError("vi ended with an error (3): nothing was changed")
        return "as it is"

    monkeypatch.setattr("warroom.ui.editor.edit", edit)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "vi -n")
    async with sit(example) as ana:
        monkeypatch.setattr(ana.app, "suspend", nullcontext)
        await ana.put("/set conclusion as it was")
        await open_at(ana, "Conclusion")
        await ana.press("E")
        assert given == [("as it was", "What should a reader take away?", "conclusion", "vi -n")]
        assert ana.incident.conclusion == "as it is"
        assert said(ana) == "kept; u takes it back"
        before = len(ana.room.fold.events)
        await ana.press("E")
        assert "nothing is changed" in said(ana)
        await ana.press("E")
        assert said(ana) == "vi ended with an error (3): nothing was changed"
        assert len(ana.room.fold.events) == before


async def test_a_terminal_that_cannot_be_lent_is_said(sit, example):
    """As of the tests, which have none."""
    async with sit(example) as ana:
        await open_at(ana, "Conclusion")
        await ana.press("E")
        assert "e writes it here" in said(ana)


async def test_the_state_of_the_review_is_chosen_and_who_reviewed_is_recorded(sit, example):
    """Each state says what it means; that there will be none needs its reason."""
    async with sit(example, by="bo") as bo:
        await open_at(bo, "Issue summary")
        await bo.press("v")
        assert "others are reading it" in bo.text
        await bo.press("j", "enter")
        assert bo.incident.review.state == "in_review"
        await bo.press("v", "j", "enter")
        assert (bo.incident.review.state, bo.incident.review.by) == ("reviewed", "bo")
        assert "reviewed, by bo" in bo.text
        assert "reviewed by bo (" in to_markdown(bo.incident)
        await bo.press("v", "j", "j", "enter")
        assert bo.app.screen.query_one(OwnLine).value == "/postmortem not-required "
        await bo.press("enter")
        assert bo.incident.review.state == "reviewed"
        await bo.enter("the same as last week")
        assert (bo.incident.review.state, bo.incident.review.why) == ("not_required", "the same as last week")
        assert bo.focused == "sections"


async def test_the_rows_of_the_timeline_are_all_or_those_with_a_star(sit, example, empty):
    """One key, which says how many; without a star it says where to give one."""
    async with sit(example) as ana:
        await open_at(ana, "Timeline")
        await ana.press("r")
        assert ana.incident.rows_shown == "starred"
        assert "1 of 30 rows in" in said(ana)
        assert "starred rows" in ana.text
        await ana.press("r")
        assert ana.incident.rows_shown == "all"
        assert "every row is in: 30" in said(ana)
    async with sit(empty) as ana:
        await open_at(ana, "Timeline")
        await ana.press("r")
        assert "no row has a star: * on a row" in said(ana)
        assert ana.incident.rows_shown == "all"


async def test_another_template_is_another_outline_and_the_same_words(sit, example):
    """It stays for as long as the program runs, and an export is written by it."""
    async with sit(example) as ana:
        await open_at(ana, "Conclusion")
        await ana.press("t", "j", "enter")
        assert "google-sre" in ana.text
        await to(ana, "Trigger")
        await ana.press("e")
        await write(ana, "the new list")
        await ana.press("escape")
        assert ana.incident.trigger == "the new list"
        await ana.press("escape", "p")
        assert "At a glance" in ana.text


async def test_a_template_of_ones_own_is_for_the_export(sit, example):
    """Its sections are known only when it is written: the screen has the house's, and says so."""
    async with sit(example, template="mine") as ana:
        await ana.go("timeline")
        await ana.press("p")
        assert "in the order of house; warroom export writes it by your template mine" in " ".join(said(ana).split())


async def test_an_export_is_written_by_the_template_and_never_over_another_file(sit, example, tmp_path, monkeypatch):
    """Markdown at once, other formats from a list; it says where."""
    monkeypatch.chdir(tmp_path)
    async with sit(example) as ana:
        await open_at(ana, "Issue summary")
        await ana.press("w")
        path = tmp_path / f"{ana.incident.id}.md"
        await ana.until(lambda: str(path) in said(ana))
        assert path.read_text() == to_markdown(ana.incident)
        await ana.press("w")
        await ana.until(lambda: f"{ana.incident.id}-2.md" in said(ana))
        await ana.press("W", "j", "enter")
        await ana.until(lambda: ".html" in said(ana))
        assert (tmp_path / f"{ana.incident.id}.html").read_text().startswith("<!DOCTYPE html>")


LACKED = {
    "/impact": "4,000 people waited up to an hour", "/cause": "the filter asked a dead server",
    "/resolution": "the filter was switched off",
}  # fmt: skip


async def test_what_is_missing_shrinks_to_nothing_without_leaving(sit, example):
    """Enter on a finding opens its section, or begins its line below the document; the head counts down."""
    async with sit(example) as ana:
        await open_at(ana, "Issue summary")
        first = sum(one.severity == "blocker" for one in readiness(ana.incident))
        assert f"✗ {first} missing" in ana.text
        answers = {
            "no_detected_by": "a customer", "no_start": "12:00", "no_end": "12:30", "escalation_waiting": "",
            "task_without_owner": "bo", "hypothesis_open": "", "response_task_open": "",
        }  # fmt: skip
        for _ in range(2 * first):
            left = [one for one in readiness(ana.incident) if one.severity == "blocker"]
            if not left:
                break
            if not isinstance(ana.app.screen, ModalScreen):
                await ana.press("M")
            assert isinstance(ana.app.screen, ModalScreen)
            chosen = ana.app.screen.findings[ana.app.screen.menu.highlighted or 0]
            if chosen.severity != "blocker":
                await ana.press("escape", "g")
                await ana.press("M")
                found = [one.severity for one in ana.app.screen.findings].index("blocker")
                chosen = ana.app.screen.findings[found]
                ana.app.screen.query_one(OptionList).highlighted = found
            await ana.press("enter")
            if ana.focused == "editor":
                verb = chosen.message.rpartition(": ")[2].split()[0]
                await write(ana, LACKED[verb])
                await ana.press("escape")
            else:
                assert ana.focused == "own-line"
                await ana.enter(answers[chosen.code])
            assert chosen not in readiness(ana.incident), said(ana)
        if isinstance(ana.app.screen, ModalScreen):  # warnings are left
            await ana.press("escape")
        assert "✓ complete" in ana.text
        assert isinstance(ana.app.screen, PostmortemScreen)


async def test_what_is_missing_leads_through_until_somebody_leaves_it(sit, example):
    """What is settled opens the list again at the next, in the same order; Escape in a line or in the list ends it."""
    async with sit(example) as ana:
        await open_at(ana, "Issue summary")
        await ana.press("M")
        listed = ana.app.screen.findings
        place = next(n for n, one in enumerate(listed) if one.code == "task_without_owner")
        ana.app.screen.menu.highlighted = place
        await ana.press("enter")
        await ana.enter("bo")
        assert isinstance(ana.app.screen, ModalScreen)
        assert listed[place] not in ana.app.screen.findings
        assert ana.app.screen.findings[: place + 1] == [*listed[:place], listed[place + 1]]
        assert ana.app.screen.menu.highlighted == place
        await ana.press("enter", "escape")
        assert isinstance(ana.app.screen, PostmortemScreen)
        assert said(ana) == ""


async def test_words_to_correct_are_in_the_line_that_corrects_them(sit, example):
    """As the key of the room has them, with their line breaks: from the list of the room and from here."""
    words = "the outage is bo's fault\nand nobody looked"

    async def settle(ref: str) -> None:
        await ana.press("M")
        found = ana.app.screen.findings
        ana.app.screen.menu.highlighted = [one.ref for one in found].index(ref)
        await ana.press("enter")

    async with sit(example) as ana:
        await ana.put(words.replace("\n", NEWLINE))
        ref = next(row.ref for row in ana.incident.timeline if row.text == words)
        await ana.go("timeline")
        await settle(ref)
        assert ana.line.text == f"/edit {ref} {words}"
        await ana.press("escape")
        await open_at(ana, "Timeline")
        await settle(ref)
        assert ana.app.screen.query_one(OwnLine).text == f"/edit {ref} {words}"
        await ana.type(", we think")
        await ana.press("enter")
        assert [row.text for row in ana.incident.timeline if row.ref == ref] == [f"{words}, we think"]


async def test_a_measure_is_written_with_its_owner_and_date(sit, example):
    """The line of the language, where the document is; its end is there already."""
    async with sit(example) as ana:
        await open_at(ana, "Corrective and preventative measures")
        await ana.press("plus")
        line = ana.app.screen.query_one(OwnLine)
        assert line.value == "+  #preventative"
        await ana.type("watch the filter @bo")
        await ana.press("enter")
        task = ana.incident.tasks[-1]
        assert (task.text, task.owner, task.kind) == ("watch the filter", "bo", "preventative")
        assert "watch the filter" in ana.text
        assert ana.focused == "sections"


async def test_a_line_that_is_refused_stays_and_one_that_is_left_can_be_found_again(sit, example):
    """Nothing typed is lost."""
    async with sit(example) as ana:
        await open_at(ana, "Tasks")
        await ana.press("i")
        await ana.enter("/assign T99 @bo")
        assert ana.app.screen.query_one(OwnLine).value == "/assign T99 @bo"
        assert "T99" in said(ana)
        await ana.press("escape")
        assert ana.focused == "sections"
        await ana.press("escape", "escape", "up")
        assert ana.line.value == "/assign T99 @bo"


async def test_what_others_record_comes_in_and_moves_nothing(sit, example, library, monkeypatch):
    """Neither the highlight, nor what is typed, nor the cursor in it; whose text is over whose is said."""
    monkeypatch.setattr(postmortem, "REFRESH_EVERY", 0.02)
    async with sit(example) as ana:
        await open_at(ana, "Root cause")
        await ana.press("e")
        await ana.type("my words")
        await ana.press("left", "left")
        editor = ana.app.screen.query_one(Editor)
        where = editor.cursor_location
        with library.open(example, by="bo") as bo:
            bo.record("/cause what bo thinks")
            bo.record("/resolution it was switched off")
        await ana.until(lambda: "bo wrote this meanwhile: what you keep goes over it" in said(ana))
        assert screen(ana).sections.stands["resolution"].blockers == 0
        assert (editor.text, editor.cursor_location, ana.focused) == ("my words", where, "editor")
        assert screen(ana).place.title == "Root cause"
        await ana.press("escape")
        assert said(ana) == "bo wrote this meanwhile: u takes yours back"
        assert ana.incident.root_cause == "my words"
        assert [one for one in ana.room.fold.events.values() if one.set.get("root_cause") == "what bo thinks"]


async def test_what_others_wrote_while_the_editor_was_open_is_said(sit, example, library, monkeypatch):
    """Nothing is followed meanwhile; one key brings theirs back."""

    def edit(*_: str) -> str:
        with library.open(example, by="bo") as bo:
            bo.record("/write lucky what bo thinks")
        return "- my words"

    monkeypatch.setattr("warroom.ui.editor.edit", edit)
    async with sit(example) as ana:
        monkeypatch.setattr(ana.app, "suspend", nullcontext)
        await open_at(ana, "Where we were lucky")
        await ana.press("E")
        assert ana.incident.lucky == ["my words"]
        assert said(ana) == "bo wrote this meanwhile: u takes yours back"
        await ana.press("u")
        assert ana.incident.lucky == ["what bo thinks"]


async def test_a_text_half_written_when_the_program_ends_comes_back(sit, example):
    """As the line that writes it, whole; where its section is opened, it is there to go on with."""
    async with sit(example) as ana:
        await open_at(ana, "Root cause")
        await ana.press("e")
        await write(ana, "one thing\n\nled to another")
        await ana.until(lambda: [one.text for one in ana.app.screen.behind.half_written])
        ana.app.save()  # as the end of the terminal does
        ana.app.screen.behind.keeper.close()
    async with sit(example) as ana:
        await ana.until(lambda: ana.line.value)
        assert ana.line.text == "/write cause one thing\n\nled to another"
        await open_at(ana, "Root cause")
        await ana.press("e")
        assert ana.app.screen.query_one(Editor).text == "one thing\n\nled to another"
        assert said(ana) == "what you had begun here is back"
        await ana.press("escape", "escape")
        assert ana.incident.root_cause == "one thing\n\nled to another"
        assert ana.line.value == ""


async def test_a_text_half_written_is_found_behind_another_line_too(sit, example):
    """Whether it waits behind what was typed since, or was put aside for a line that a key began."""
    async with sit(example) as ana:
        await ana.type("half a thought")
        ana.line.bring_back([HalfTyped("/write cause one thing", None, begun=True)])
        assert ana.line.waiting == 1
        await open_at(ana, "Root cause")
        await ana.press("e")
        assert ana.app.screen.query_one(Editor).text == "one thing"
        await ana.press("escape", "escape")
        assert (ana.line.value, ana.line.waiting) == ("half a thought", 0)
        ana.line.value = "/write trigger the new list"
        ana.line.begin("/done T1 ", "")
        await ana.press("down")
        await open_at(ana, "Trigger")
        await ana.press("e")
        assert ana.app.screen.query_one(Editor).text == "the new list"
        await ana.press("escape", "escape")
        assert ana.line.value == "/done T1 "
        await ana.press("escape", "escape")
        assert ana.line.value == ""


async def test_a_text_half_written_that_is_found_late_comes_into_the_open_box(sit, example, monkeypatch):
    """A box in which nothing was typed yet is no reason to leave it behind."""
    monkeypatch.setattr(postmortem, "REFRESH_EVERY", 0.02)
    async with sit(example) as ana:
        await open_at(ana, "Root cause")
        await ana.press("e")
        screen(ana).behind.line.bring_back([HalfTyped("/write cause one thing", None, begun=True)])
        await ana.until(lambda: ana.app.screen.query_one(Editor).text == "one thing")
        assert screen(ana).behind.line.value == ""


async def test_tab_says_what_is_left_when_nothing_waits_to_be_written(sit, example):
    """A section that is empty because the record has nothing for it is not called written."""
    async with sit(example) as ana:
        await open_at(ana, "Conclusion")
        here = screen(ana)
        here.missing.step = lambda _: False
        await ana.press("tab")
        assert said(ana) == "no other section waits to be written: M lists what is missing"
        here.findings = []
        await ana.press("tab")
        assert said(ana) == "nothing is missing; what stands with – is empty, and may stay so"
        here.sections.stands = {place: Stand(WRITTEN) for place in here.sections.stands}
        await ana.press("shift+tab")
        assert said(ana) == "every section is written, and nothing is missing"


async def test_a_read_only_view_shows_the_postmortem_and_writes_nothing(sit, example):
    """It can be read, copied and written to a file; every key that would write says why it does not."""
    async with sit(example, watches=True) as wall:
        await wall.press("p")
        before = len(wall.room.fold.events)
        for key in ("e", "E", "plus", "i", "v", "r", "u"):
            await wall.press(key)
            assert said(wall) == postmortem.READ_ONLY
        await wall.press("M", "enter")
        assert said(wall) == postmortem.READ_ONLY
        assert len(wall.room.fold.events) == before
        await wall.press("escape")
        assert not isinstance(wall.app.screen, PostmortemScreen)


async def test_the_postmortem_of_any_incident_opens_from_the_library(sit, example, library):
    """Of one that was closed long ago as well; Escape leads back, unless a row was gone to."""
    with library.open(example, by="bo") as bo:
        bo.record("/status closed")
    async with sit() as ana:
        await ana.press("tab", "p")
        await ana.until(lambda: isinstance(ana.app.screen, PostmortemScreen))
        await to(ana, "Conclusion")
        await ana.press("e")
        await write(ana, "ask first")
        await ana.press("escape")
        assert ana.incident.conclusion == "ask first"
        await ana.press("escape")
        await ana.until(lambda: isinstance(ana.app.screen, LibraryScreen))
        assert ana.app.room is None
        assert library.open(example, by="").incident.conclusion == "ask first"
        await ana.press("tab", "p")
        await ana.until(lambda: isinstance(ana.app.screen, PostmortemScreen))
        await ana.press("M")
        place = next(number for number, one in enumerate(ana.app.screen.findings) if one.ref)
        ana.app.screen.menu.highlighted = place
        await ana.press("o")
        assert isinstance(ana.app.screen, RoomScreen)
        await ana.go("timeline")
        await ana.press("p", "escape")
        assert isinstance(ana.app.screen, RoomScreen)


async def test_a_section_that_nobody_writes_says_so(sit, example):
    """Its rows and records are changed in the room."""
    async with sit(example) as ana:
        await open_at(ana, "Issue summary")
        await ana.press("t", "j", "enter")
        await to(ana, "At a glance")
        await ana.press("e")
        assert "told by the record alone" in said(ana)
        await ana.press("question_mark")
        assert "not now: At a glance is told by the record alone" in " ".join(ana.text.replace("│", " ").split())


async def test_letters_that_come_at_once_with_the_key_that_opens_the_box_are_typed(sit, example):
    """As a slow line brings them: none acts as a key of the sections."""
    async with sit(example) as ana:
        await open_at(ana, "Conclusion")
        await ana.type("equick")
        await ana.settle()
        assert ana.app.screen.query_one(Editor).text == "quick"


async def test_what_is_pasted_into_a_section_is_cleaned(sit, example):
    """No byte of it commands the terminal."""
    async with sit(example) as ana:
        await open_at(ana, "Conclusion")
        await ana.press("e")
        await ana.paste("red\x1b]52;c;eA==\x07 lamp\r\nnext")
        assert ana.app.screen.query_one(Editor).text == "red lamp\nnext"


async def test_the_line_below_the_document_goes_on_as_in_the_room(sit, example):
    """What it can go on with is listed; tab puts in what is certain, marks and takes; escape takes the list away."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("p", "i")
        line = ana.app.screen.own_line
        await ana.type("/ass")
        assert "/assign T1 @who [10m]" in ana.text
        assert said(ana) == "tab goes on with what is listed"
        await ana.press("tab")
        await ana.type("t")
        rows = [row.split()[0] for row in ana.text.splitlines() if row.strip()[:2] in {"T1", "T2", "T3", "T4"}]
        await ana.press("tab", "down", "tab")
        assert line.value == f"/assign {rows[1]} "
        await ana.type("@c")
        await ana.press("tab")
        assert line.value == f"/assign {rows[1]} @cy "
        await ana.press("enter")
        assert next(task.owner for task in ana.incident.tasks if task.ref == rows[1]) == "cy"
        assert ana.focused == "sections"
        await ana.press("i")
        await ana.type("/kind T3 c")
        assert "it repairs what broke" in ana.text
        await ana.press("escape")
        assert "it repairs what broke" not in ana.text
        assert ana.focused == "own-line"
        await ana.press("escape")
        assert ana.focused == "sections"

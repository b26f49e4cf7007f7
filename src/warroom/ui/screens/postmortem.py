"""Writing a postmortem up: its sections with how each stands, and beside them the document, live."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import SuspendNotSupported
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

from warroom.core.errors import WarroomError
from warroom.core.names import Names
from warroom.core.readiness import BLOCKER, readiness
from warroom.core.text import clean_text, plural, shorten
from warroom.postmortem.document import Builder
from warroom.postmortem.outlines import DEFAULT, TEMPLATES
from warroom.postmortem.writeup import (
    Place,
    last_writer,
    line_for,
    places,
    stands,
    text_at,
    with_text,
)
from warroom.store.screens import HalfTyped
from warroom.ui.actions import BY_ID, DOCUMENT, OWN_LINE, WRITING, Action, bindings_for, key_of, rebind
from warroom.ui.completing import CompletionList
from warroom.ui.line import KeyBar, OneLine
from warroom.ui.panes.listing import Listing
from warroom.ui.panes.sections import SectionsPane, SheetPane
from warroom.ui.parts.missing import Missing
from warroom.ui.presentation import QUIET, spread
from warroom.ui.screens.incident import BREAKPOINTS, _is_portrait
from warroom.ui.writing import READ_ONLY, OwnLine, WritingBox

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize
    from textual.widget import Widget

    from warroom.core.model import Incident
    from warroom.postmortem.blocks import Document
    from warroom.ui.app import WarroomApp
    from warroom.ui.parts.exporting import Exporting
    from warroom.ui.screens.incident import IncidentScreen
    from warroom.ui.screens.room import RoomScreen

REFRESH_EVERY = 1.0
"""Seconds from one look at what others recorded to the next."""

ROOMY = 100
"""Columns from which on the head also says the template and the rows."""

STATES = {
    "draft": "people still write it",
    "in-review": "it is written, and others are reading it",
    "reviewed": "you have read it and agree; your name and the time are recorded",
    "closed": "it is done, and nothing more is expected",
    "not-required": "there will be none, for a reason that you give",
}
"""How far a postmortem can be, and what each means."""

_WRITES = frozenset({"edit", "editor", "measure", "line", "review", "rows", "undo", "redo"})
_MEASURE = "+ ¦ #preventative"
_MEASURE_HINT = "what will change @who; #preventative or #corrective; due:2026-12-01"


class PostmortemScreen(Screen["str | None"]):
    """The outline on the left, the document it makes on the right; the result is a reference to go to in the room."""

    AUTO_FOCUS = "#sections"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(DOCUMENT)
    HORIZONTAL_BREAKPOINTS = list(BREAKPOINTS)  # noqa: RUF012 - as Textual declares it

    def __init__(self, behind: IncidentScreen, template: str = DEFAULT) -> None:
        super().__init__()
        rebind(self)
        self.behind = behind
        self.session = behind.session
        self.template = template if template in TEMPLATES else DEFAULT
        self.own_template = template if template not in TEMPLATES else ""
        self._events = -1
        self._theirs = ""
        self._preview_wanted = False
        self.missing = Missing(self)

    # What it is made of

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield OneLine(id="standing")
        with Horizontal(id="pages"):
            yield SectionsPane()
            with Vertical(id="written"):
                yield SheetPane()
                yield WritingBox()
        yield CompletionList(self.room_screen.names if self.room_screen else Names())
        yield Static("", id="said")
        yield OwnLine(self.session.clock, self._enter)
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the document and follow what others record."""
        self.sections = self.query_one(SectionsPane)
        self.sheet = self.query_one(SheetPane)
        self.box = self.query_one(WritingBox)
        self.own_line = self.query_one(OwnLine)
        self.completions = self.query_one(CompletionList)
        self.set_class(_is_portrait(self.app.size), "-portrait")
        self.show_changes()
        self.show_keys()
        if self.own_template:
            name = shorten(self.own_template, 30)
            self.say(f"here it is in the order of {self.template}; warroom export writes it by your template {name}")
        self.set_interval(REFRESH_EVERY, self.follow)

    def on_resize(self, event: Resize) -> None:
        """Fit the head to the width, and the panes to the shape."""
        self.set_class(_is_portrait(event.size), "-portrait")
        if self._events >= 0:
            self._show_head()

    @property
    def room_screen(self) -> RoomScreen | None:
        """The room behind, None where it is only looked at."""
        return cast("RoomScreen", self.behind) if hasattr(self.behind, "recording") else None

    @cached_property
    def exporting(self) -> Exporting:
        """How it is given away."""
        from warroom.ui.parts.exporting import Exporting

        return Exporting(self)

    @property
    def place(self) -> Place:
        """The place that is highlighted."""
        return self.sections.place or self.places[0]

    @property
    def line(self) -> Widget:
        """Where what is pasted goes."""
        return self.own_line

    # What is shown

    def follow(self) -> None:
        """Show what was recorded since; the highlight, the scrolling and what is being written stay as they are."""
        part = self.box.part
        if part and not self.box.is_changed and (begun := self._take_begun(part)):
            self.box.go_on_with(begun)
        if len(self.session.fold.events) == self._events:
            return
        theirs = text_at(self.session.incident, part) if part else ""
        if part and theirs != self.box.before and theirs != self._theirs:
            self._theirs = theirs
            who = self._who_wrote(part)
            self.say(f"{who} wrote this meanwhile: what you keep goes over it, and theirs stays in the history")
        self.show_changes()

    def show_changes(self) -> None:
        """Show the record as it now is."""
        self._events = len(self.session.fold.events)
        self.places = places(self.template)
        self.findings = readiness(self.session.incident)
        builder = self._builder = Builder(self.session.incident)
        self._document = builder.document(self.template)
        if self.box.part:
            self._document = self._written_on()
        self.sections.places = self.places
        self.sections.stands = stands(
            self.session.incident, lambda part: bool(builder.told(part)), self.findings, self.places
        )
        self.sections.show_changes()
        self._show_sheet()
        self._show_head()

    @property
    def recorded(self) -> Document:
        """The document as it is recorded, without what is being written."""
        return self._builder.document(self.template)

    @property
    def _incident(self) -> Incident:
        """The record with what is being written, as if it were recorded."""
        part = self.box.part
        return with_text(self.session.incident, part, clean_text(self.box.text)) if part else self.session.incident

    def _written_on(self) -> Document:
        """Return the document with what is being written; what that cannot change is not built again."""
        return Builder(self._incident, like=self._builder).document(self.template)

    def _show_sheet(self) -> None:
        way = "" if self.refusal(BY_ID["document.edit"]) or self.box.part else f"{key_of('document.edit')} writes it"
        self.sheet.show_document(self._document, self.places, self.place.id, way)

    def _show_head(self) -> None:
        incident, width = self.session.incident, self.app.size.width
        blockers = sum(one.severity == BLOCKER for one in self.findings)
        lacks = (f"✗ {blockers} missing", "bold $text-error") if blockers else ("✓ complete", "$success")
        state = incident.review.state.replace("_", " ")
        readers = ", ".join(one.by for one in incident.reviewers)
        by = f", by {readers}" if readers else ""
        by += ", changed since" if incident.changed_since_review else ""
        why = f": {incident.review.why}" if incident.review.why and width >= BREAKPOINTS[2][0] else ""
        right = Content.assemble((shorten(state + why + by, max(12, width // 3)), "bold"), " · ", lacks, " ")
        if width >= ROOMY:
            rows = "every row" if incident.rows_shown == "all" else "starred rows"
            right = Content.assemble((f"{self.template} · {rows} · ", QUIET), right)
        left = Content.assemble((" Postmortem  ", "bold $accent"), incident.title)
        self.query_one("#standing", OneLine).show(spread(left, right, width))

    def show_keys(self) -> None:
        """Show the keys that matter where one is."""
        bar = self.query_one(KeyBar)
        if self.own_line.display:
            goes_on, leaves = key_of("own-line.complete"), key_of("writing.keep")
            keys = (("enter", "records it"), (goes_on, "goes on"), (leaves, "leaves it"))
            hints = [Content.assemble((f" {key} ", "bold $accent"), (does, QUIET)) for key, does in keys]
            bar.show_text(Content("  ").join(hints))
        else:
            bar.show_keys(WRITING) if self.box.part else bar.show_keys(DOCUMENT, self.can_run)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence above the keys, a refusal whole however long it is."""
        said = self.query_one("#said", Static)
        said.set_class(wrong, "-refused")
        said.update(Content.styled(text, "$text-error" if wrong else "$success"))

    @on(Listing.Moved)
    def _moved(self, message: Listing.Moved) -> None:
        message.stop()
        if message.listing is self.sections:
            if self.box.part and self.box.part != self.place.part:  # with the mouse: it is kept, as by Escape
                self.do_keep()
            else:
                self.say("")
            self.show_keys()
            self._show_sheet()
            self.sheet.go_to("title" if self.sections.cursor_index == 0 else self.place.section)

    # Recording

    def _record(self, text: str, typed_at: datetime | None = None) -> bool:
        """Record a line as the room does, show what came of it, and tell whether it was understood."""
        room = self.room_screen
        if room is None:
            self.say(READ_ONLY, wrong=True)
            return False
        events = room.recording.record(text, typed_at)
        self.say(str(room.preview.said), wrong=not events)
        self.show_changes()
        return bool(events)

    def _enter(self, text: str, typed_at: datetime) -> bool:
        """Record what was typed in the line."""
        self.completions.close()
        room = self.room_screen
        if room and (question := room.asking.before(text, typed_at)):
            self.say(question, wrong=True)
            return False
        if not self._record(text, typed_at):
            return False
        self.call_after_refresh(self._back_to_sections)
        return True

    def _back_to_sections(self) -> None:
        self._keep_drafts()
        self.set_focus(self.sections)
        self.show_keys()
        self.missing.go_on()

    def _keep_drafts(self) -> None:
        """Have what is half written kept as half-typed lines are, so that nothing that ends the program loses it."""
        room = self.room_screen
        if room is None:
            return
        kept = []
        if self.box.part and self.box.is_changed:
            kept.append(HalfTyped(line_for(self.box.part, clean_text(self.box.text)), self.box.typed_at, begun=True))
        if self.own_line.is_changed:
            kept.append(HalfTyped(self.own_line.text, self.own_line.typed_at, begun=True))
        room.half_written = kept
        room.keeper.changed()

    # Writing in place

    @on(Listing.Opened)
    def _opened(self) -> None:
        self.action_do("document.edit")

    @on(TextArea.Changed)
    def _typing(self) -> None:
        """Show the document with what is written now, once the letter itself is to be seen."""
        if self.box.part is None:
            return
        self._keep_drafts()
        if not self._preview_wanted:
            self._preview_wanted = True
            self.call_after_refresh(self._preview)

    def _preview(self) -> None:
        self._preview_wanted = False
        if self.box.part is None:
            return
        self._document = self._written_on()
        self._show_sheet()
        self.sheet.bring_into_view(self.place.section, self.box.editor.here)

    @on(Input.Changed)
    def _typing_line(self) -> None:
        self.completions.look(self.own_line, self.session.incident)
        if not self.own_line.display:
            return
        self._keep_drafts()
        room, line = self.room_screen, self.own_line
        if room is None or not line.value.strip():
            self.say("")
        elif line.value == line.begun and line.hint:
            self.say(line.hint)
        else:
            try:
                found = self.session.room.preview(line.text, typed_at=line.typed_at)
            except WarroomError as error:
                is_begun = bool(self.completions.found)
                self.say("tab goes on with what is listed" if is_begun else str(error), wrong=not is_begun)
            else:
                self.say(f"Enter records {found.ref}" if found.ref else "Enter records it")

    def write(self, place: Place) -> None:
        """Open the box for a place's text."""
        if place.part is None:
            return
        self.say("")
        self._theirs = ""
        begun = self._take_begun(place.part)
        self.box.open(place.part, text_at(self.session.incident, place.part), self.session.clock(), begun)
        self.show_keys()
        self._show_sheet()
        self.sheet.go_to(place.section)

    def _take_begun(self, part: str) -> str | None:
        """Take over what of a part was half written when a screen went away: it came back as a line of the room."""
        room, verb = self.room_screen, f"/write {part} "
        if room is None or (begun := room.line.take_away(verb)) is None:
            return None
        self.say("what you had begun here is back")
        return begun.text.removeprefix(verb)

    def _who_wrote(self, part: str) -> str:
        """Return who changed a part last."""
        return shorten(last_writer(self.session.fold, part) or "somebody", 20)

    def _keep_text(self, part: str, before: str, text: str, typed_at: datetime | None) -> bool:
        """Record what was written over what was there before, and say over whose words it went, if over any."""
        self.behind.follow()
        over = self._who_wrote(part) if text_at(self.session.incident, part) != before else ""
        if not self._record(line_for(part, text), typed_at):
            return False
        if over:
            self.say(f"{over} wrote this meanwhile: {key_of('document.undo')} takes yours back")
        else:
            self.say(f"kept; {key_of('document.undo')} takes it back" if text.strip() else "taken away")
        return True

    def do_keep(self) -> None:
        """Keep what is written as one line of the record; a line that is open is left, and what it says waits."""
        if self.own_line.display:
            if self.own_line.is_changed and self.completions.close():
                return
            self.missing.stop()
            if self.own_line.is_changed and (room := self.room_screen):
                room.line.remember(self.own_line.value)
                self.say(f"left; {key_of('line.older')} in the room brings the line back")
            else:
                self.say("")
            self.own_line.close()
        elif (part := self.box.part) is not None:
            text, changed = clean_text(self.box.text), self.box.is_changed
            if changed and not self._keep_text(part, self.box.before, text, self.box.typed_at):
                return
            self.box.close()
            if not changed:
                self.missing.stop()
                self.say("")
            self.show_changes()
        self._back_to_sections()

    def do_complete(self) -> None:
        """Go on with what is begun in the line."""
        self.completions.look(self.own_line, self.session.incident)
        self.completions.step(self.own_line)

    def do_mark_above(self) -> None:
        """Mark the way to go on above the one that is marked."""
        self.completions.move(-1)

    def do_mark_below(self) -> None:
        """Mark the one below."""
        self.completions.move(1)

    def do_keep_next(self) -> None:
        """Keep what is written, and write the next place that lacks something."""
        self._keep_and_step(1)

    def do_keep_previous(self) -> None:
        """Keep what is written, and write the one before."""
        self._keep_and_step(-1)

    def _keep_and_step(self, step: int) -> None:
        if self.box.part is None:
            return  # a line has nothing next
        self.missing.stop()
        self.do_keep()
        if self.box.part is None and self.missing.step(step):
            self.write(self.place)

    # Actions

    def refusal(self, action: Action) -> str | None:
        """Return why an action cannot run now, or None."""
        if action.where in {WRITING, OWN_LINE}:
            return f"{action.key} is a key of the {action.where}, while it is written"
        if action.do in _WRITES and self.room_screen is None:
            return READ_ONLY
        if action.do in {"edit", "editor"} and self.place.part is None:
            return f"{self.place.title} is told by the record alone: its rows and records are changed in the room"
        return None

    def can_run(self, action: Action) -> bool:
        """Tell whether an action can run now."""
        return self.refusal(action) is None

    def action_do(self, action_id: str) -> None:
        """Run an action of the registry; one that cannot run says why."""
        action = BY_ID[action_id]
        if action.where == DOCUMENT and not self.is_writing and (reason := self.refusal(action)):
            self.say(reason, wrong=True)
        elif action.where == (WRITING if self.is_writing else DOCUMENT) or action.where == OWN_LINE:
            action.method_of(self)()
        elif action.id == "document.close":
            self.do_keep()
        elif action.where == DOCUMENT:
            self.set_focus(self.own_line if self.own_line.display else self.box.editor)

    @property
    def is_writing(self) -> bool:
        """Whether something is being written, so that keys of the sections are not meant."""
        return self.box.part is not None or bool(self.own_line.display)

    def do_help(self) -> None:
        """Show every key; the one that is chosen runs."""
        from warroom.ui.modals.help import HelpModal

        self.app.push_screen(HelpModal(DOCUMENT, self.refusal), self._run_from_help)

    def _run_from_help(self, chosen: str | None) -> None:
        if chosen in BY_ID and BY_ID[chosen].where == DOCUMENT:
            self.action_do(chosen)
        elif chosen:
            self.say("that is a key of what it opens")

    def do_edit(self) -> None:
        """Write the highlighted place."""
        self.write(self.place)

    def do_editor(self) -> None:
        """Write it in somebody's own editor, which has the terminal meanwhile."""
        from warroom.ui import editor

        place, typed_at = self.place, self.session.clock()
        part = place.part or ""
        before = text_at(self.session.incident, part)
        command = editor.editor_of(os.environ)
        try:
            text = editor.lend(
                self.app.suspend(), lambda: editor.edit(before, place.prompt, part.replace("_", "-"), command)
            )
        except WarroomError as error:
            self.say(str(error), wrong=True)
            return
        except SuspendNotSupported:
            self.say(f"this terminal cannot be lent to an editor: {key_of('document.edit')} writes it here", wrong=True)
            return
        if text == before.strip():
            self.say("it was left as it was: nothing is changed")
        else:
            self._keep_text(part, before, text, typed_at)

    def begin(self, text: str, hint: str) -> None:
        """Begin a line below the document."""
        self.own_line.begin(text, hint)
        self.say(hint)
        self.show_keys()

    def do_measure(self) -> None:
        """Begin the line of a measure."""
        self.begin(_MEASURE, _MEASURE_HINT)

    def do_line(self) -> None:
        """Begin a line of any kind."""
        self.begin("", "any line, as in the room: /assign T2 @bo, /due T2 2026-12-01, /mark detected #4 …")

    def do_review(self) -> None:
        """Choose how far it is."""
        from warroom.ui.modals.choice import ChoiceModal

        here = self.session.incident.review.state.replace("_", "-")
        self.app.push_screen(ChoiceModal("How far is it?", STATES, here), self._review)

    def _review(self, state: str | None) -> None:
        if state == "not-required":
            self.begin("/postmortem not-required ", "why there will be none")
        elif state:
            self._record(f"/postmortem {state}")

    def do_rows(self) -> None:
        """Have every row in the timeline, or only those with a star."""
        incident = self.session.incident
        starred = sum(row.starred for row in incident.timeline)
        if incident.rows_shown == "starred":
            if self._record("/rows all"):
                self.say(f"every row is in: {len(incident.timeline)}")
        elif not starred:
            self.say(
                f"no row has a star: {key_of('row.star')} on a row of the room's timeline gives it one", wrong=True
            )
        elif self._record("/rows starred"):
            of = plural(len(incident.timeline), "row")
            self.say(f"{starred} of {of} in: those with a star, which {key_of('row.star')} gives in the room")

    def do_template(self) -> None:
        """Choose the headings and their order."""
        from warroom.ui.modals.choice import ChoiceModal

        kinds = {name: template.description for name, template in TEMPLATES.items()}
        self.app.push_screen(ChoiceModal("Which document?", kinds, self.template), self._use_template)

    def _use_template(self, name: str | None) -> None:
        if name:
            self.template = cast("WarroomApp", self.app).template = name
            self.sections.cursor = None
            self.show_changes()
            self.sections.action_first()

    def do_undo(self) -> None:
        """Take back the last change."""
        self._record("/undo")

    def do_redo(self) -> None:
        """Bring back what was taken back."""
        self._record("/redo")

    # Reading

    def do_page_down(self) -> None:
        """Scroll the document by a page."""
        self._page(1)

    def do_page_up(self) -> None:
        """Scroll it back by a page."""
        self._page(-1)

    def _page(self, direction: int) -> None:
        """Scroll; the highlight goes on to the section that is then at the top."""
        self.sheet.page(direction)
        here = self.sheet.section_in_view
        found = next((place for place in self.places if place.id == here), None)
        if found and self.place.section != found.section:
            self.sections.settle_on(found.id)

    def do_top(self) -> None:
        """Go to the beginning."""
        self.sections.action_first()

    def do_end(self) -> None:
        """Go to the end."""
        self.sections.settle_on(self.places[-1].id)
        self.sheet.to_end()

    # Leaving

    def do_close(self) -> None:
        """Go back to the room."""
        self.dismiss(None)

"""Where a postmortem is written: the box for a section's text, with its question above, and the line below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from warroom.core.line import LIST_FIELDS
from warroom.core.parts import FIELD_OF_PART, PARTS
from warroom.core.text import clean_text
from warroom.ui.actions import OWN_LINE, WRITING, bindings_for, rebind
from warroom.ui.keys import handed_on
from warroom.ui.line import NEWLINE, CleanInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult

READ_ONLY = "this is a read-only view; warroom opens the room"
A_LIST = " Each line is a point of its own."


class Editor(TextArea):
    """The text of a section; what is pasted is cleaned, and keys act in their order."""

    BINDINGS = bindings_for(WRITING)

    def __init__(self) -> None:
        super().__init__(id="editor", soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False)
        rebind(self)
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        """Act on a key in its turn; what is printable is typed."""
        if handed_on(self, event) or event.is_printable or event.key == "enter":
            return
        if await self.app._check_bindings(event.key):
            event.stop()
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        """Take the whole of what is pasted, cleaned."""
        event.prevent_default()
        event.stop()
        if not handed_on(self, event) and (
            found := self._replace_via_keyboard(clean_text(event.text), *self.selection)
        ):
            self.move_cursor(found.end_location)

    @property
    def here(self) -> str:
        """The line the cursor is in, without a dash before it."""
        return self.document.get_line(self.cursor_location[0]).strip().removeprefix("- ").strip()


class WritingBox(Vertical):
    """The box for a section's text: its question above what is written."""

    def __init__(self) -> None:
        super().__init__(id="writing")
        self.part: str | None = None
        self.before = ""
        self.typed_at: datetime | None = None

    def compose(self) -> ComposeResult:
        """Lay the box out."""
        yield Static("", id="question")
        yield Editor()

    @property
    def editor(self) -> Editor:
        """What is typed in."""
        return self.query_one(Editor)

    @property
    def text(self) -> str:
        """What is written now."""
        return self.editor.text

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than before."""
        return self.part is not None and clean_text(self.text).strip() != self.before.strip()

    def open(self, part: str, text: str, now: datetime, draft: str | None = None) -> None:
        """Begin to write a part: `text` is what is recorded of it, `draft` what was begun before."""
        self.part, self.before, self.typed_at = part, text, now
        a_list = A_LIST if FIELD_OF_PART.get(part) in LIST_FIELDS else ""
        self.query_one("#question", Static).update(Content(PARTS[part].prompt + a_list))
        self.border_title = Content(f" {PARTS[part].title} ")
        self.go_on_with(text if draft is None else draft)
        self.display = True
        self.screen.set_focus(self.editor)

    def go_on_with(self, draft: str) -> None:
        """Have what was begun before in place of what is there."""
        self.editor.load_text(draft)
        self.editor.move_cursor(self.editor.document.end)

    def close(self) -> None:
        """Write no more."""
        self.part = None
        self.display = False


class OwnLine(CleanInput):
    """The line of the language, below the document: Enter hands it to `take`, which tells whether it was accepted."""

    BINDINGS = [*bindings_for(OWN_LINE), *bindings_for(WRITING)]  # noqa: RUF012 - as Textual has it
    line_break = NEWLINE
    searching = None
    """It has no search."""

    def __init__(self, clock: Callable[[], datetime], take: Callable[[str, datetime], bool]) -> None:
        super().__init__(id="own-line", compact=True, select_on_focus=False)
        rebind(self)
        self.clock = clock
        self.take = take
        self.typed_at: datetime | None = None
        self.begun = ""
        self.hint = ""

    def begin(self, text: str, hint: str) -> None:
        """Begin a line; `¦` is where the cursor goes."""
        before, mark, after = text.replace("\n", NEWLINE).partition("¦")
        self.begun, self.hint, self.typed_at = before + after, hint, self.clock()
        self.value = self.begun
        self.cursor_position = len(before) if mark else len(self.value)
        self.display = True
        self.screen.set_focus(self)

    @property
    def text(self) -> str:
        """What was typed, with its line breaks."""
        return self.value.replace(NEWLINE, "\n")

    @property
    def is_changed(self) -> bool:
        """Whether something was typed into it."""
        return bool(self.value.strip()) and self.value != self.begun

    def close(self) -> None:
        """Empty it, and be gone."""
        self.begun = self.hint = ""
        self.value = ""
        self.display = False

    async def action_submit(self) -> None:
        """Hand the line over; one that was not accepted stays."""
        if self.value.strip():
            if self.take(self.text, self.typed_at or self.clock()):
                self.close()
            else:
                self.app.bell()

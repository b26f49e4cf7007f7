"""The postmortem as it stands, to read, copy and write to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from rich.markdown import Markdown
from rich.theme import Theme
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from warroom.ui.actions import BY_ID, DOCUMENT, TEXT, bindings_for, key_of, keys_in_force, rebind
from warroom.ui.line import pressable
from warroom.ui.modals.frames import Scrolls, run

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from warroom.ui.app import WarroomApp
    from warroom.ui.session import Session

_KEYS = (("text.close", "back"), ("document.copy", "copy"), ("document.write", "write"), ("text.page-down", "page"))

_PLAIN = Theme(
    {
        "markdown.h1": "bold", "markdown.h2": "bold underline", "markdown.h3": "bold", "markdown.link": "underline",
        "markdown.table.header": "bold", "markdown.table.border": "dim",
    }
)  # fmt: skip

RENDERED_UP_TO = 60_000
"""Characters up to which the document is shown rendered; a longer one is shown as its Markdown, at once."""


REFRESH_EVERY = 1.0
"""Seconds from one look at what others recorded to the next."""


class DocumentScreen(Scrolls, Screen["tuple[str, str] | str | None"]):
    """The document the record amounts to at this moment, and goes on to while it is read."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(TEXT), *bindings_for(DOCUMENT)]

    page = 20

    def __init__(self, session: Session) -> None:
        super().__init__()
        rebind(self)
        self.session = session
        self._write_up()

    def _write_up(self) -> None:
        """Write the document as the record now is."""
        from warroom.core.readiness import readiness
        from warroom.postmortem.markdown import to_markdown

        self._events = len(self.session.fold.events)
        self.text = to_markdown(self.session.incident)
        self.missing = sum(item.severity == "blocker" for item in readiness(self.session.incident))

    def _drawn(self) -> Markdown | Content:
        return Markdown(self.text, hyperlinks=False) if len(self.text) <= RENDERED_UP_TO else Content(self.text)

    def compose(self) -> ComposeResult:
        """Lay the document out."""
        with VerticalScroll(id="document"):
            yield Static(self._drawn(), id="text")
        yield Static("", id="said")
        yield Static(self._keys(), id="keys")

    def _keys(self) -> Content:
        missing = BY_ID["document.missing"]
        lacks = f" {missing.key} {self.missing} missing" if self.missing else "complete"
        return Content.assemble(
            *(
                pressable(
                    Content.assemble((f" {BY_ID[name].key} ", "bold $accent"), (f"{title}  ", "$quiet")),
                    keys_in_force(BY_ID[name])[0],
                )
                for name, title in _KEYS
            ),
            pressable(Content.styled(lacks, "$warning" if self.missing else "$success"), keys_in_force(missing)[0]),
        )

    def on_mount(self) -> None:
        """Let the document's headings be plain, in whatever theme, and follow what others record."""
        self.app.console.push_theme(_PLAIN)
        self.set_interval(REFRESH_EVERY, self.follow)

    def follow(self) -> None:
        """Show what was recorded since, which the room below takes in; it stays scrolled to where it was."""
        if len(self.session.fold.events) != self._events:
            self._write_up()
            self.query_one("#text", Static).update(self._drawn())
            self.query_one("#keys", Static).update(self._keys())

    def on_unmount(self) -> None:
        """Take our headings back."""
        self.app.console.pop_theme()

    def say(self, text: str) -> None:
        """Say a sentence above the keys."""
        self.query_one("#said", Static).update(Content(text))

    def do_close(self) -> None:
        """Go back to the room."""
        self.dismiss(None)

    def do_missing(self) -> None:
        """Show what is missing; the line that would settle it begins in the room."""
        from warroom.ui.modals.missing import MissingModal

        self.app.push_screen(MissingModal(self.session), self._settle)

    def _settle(self, way: tuple[str, str] | str | None) -> None:
        if way:
            self.dismiss(way)

    def do_copy(self) -> None:
        """Put the document on the clipboard, and say where it went."""
        self.run_worker(self._copy(), name="copy", exclusive=True, exit_on_error=False)

    async def _copy(self) -> None:
        from warroom.ui.clipboard import copied

        app = cast("WarroomApp", self.app)
        self.say(await copied(self.text, app.write_to_terminal, self.session.room.folder, "postmortem.md"))

    def do_write(self) -> None:
        """Write the document beside where the program was started, never over another file."""
        name = f"{self.session.incident.id}.md"
        path = Path.cwd() / name
        number = 2
        while path.exists():
            path = Path.cwd() / f"{self.session.incident.id}-{number}.md"
            number += 1
        try:
            path.write_text(self.text, encoding="utf-8")
        except OSError as error:
            copies = f"{key_of('document.copy')} copies the document instead"
            self.say(f"{path} could not be written ({error.strerror}): {copies}")
        else:
            self.say(f"written to {path}")

    @property
    def scrolled(self) -> Widget:
        """The document."""
        return self.query_one("#document")

    def action_do(self, action_id: str) -> None:
        """Run an action of the registry."""
        run(self, BY_ID[action_id])

"""Giving a postmortem away: it is copied, or written in a format to a file where the program was started."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, cast

from warroom.core.errors import StoreError, WarroomError
from warroom.postmortem.formats import FORMATS
from warroom.ui.actions import key_of

if TYPE_CHECKING:
    from warroom.ui.app import WarroomApp
    from warroom.ui.screens.postmortem import PostmortemScreen


class Exporting:
    """Copies the postmortem and writes it to files, beside the screen, and says where it went."""

    def __init__(self, screen: PostmortemScreen) -> None:
        self.screen = screen

    def do_copy(self) -> None:
        """Put the document on the clipboard, as Markdown."""
        self.screen.run_worker(self._copy(), name="copy", exclusive=True, exit_on_error=False)

    async def _copy(self) -> None:
        from warroom.postmortem.markdown import render
        from warroom.ui.clipboard import copied

        app, folder = cast("WarroomApp", self.screen.app), self.screen.session.room.folder
        self.screen.say(await copied(render(self.screen.recorded), app.write_to_terminal, folder, "postmortem.md"))

    def do_write(self) -> None:
        """Write the document to a file."""
        self._export("md")

    def do_formats(self) -> None:
        """Choose a format to write it in."""
        from warroom.ui.modals.choice import ChoiceModal

        kinds = {name: form.about for name, form in FORMATS.items()}
        self.screen.app.push_screen(ChoiceModal("Write it as", kinds), self._export)

    def _export(self, form: str | None) -> None:
        if form:
            self.screen.run_worker(self._write_file(form), name="export", exclusive=True, exit_on_error=False)

    async def _write_file(self, form: str) -> None:
        """Write it beside where the program was started, never over another file, and say where."""
        incident, document = self.screen.session.incident, self.screen.recorded
        self.screen.say("writing it …")
        try:
            written = await asyncio.to_thread(FORMATS[form].render, incident, lambda: document)
            path = write_beside(incident.id, form, written)
        except WarroomError as error:
            self.screen.say(str(error), wrong=True)
        else:
            self.screen.say(f"written to {path}")


def write_beside(name: str, form: str, data: str | bytes) -> Path:
    """Write an export to a new file, never over another, and return where it is.

    Raises:
        StoreError: it cannot be written there.
    """
    content = data if isinstance(data, bytes) else data.encode()
    number, path = 1, Path.cwd() / f"{name}.{form}"
    while True:
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            number += 1
            path = Path.cwd() / f"{name}-{number}.{form}"
        except OSError as error:
            why = (error.strerror or "it failed").lower()
            copies = f"{key_of('document.copy')} copies the document instead"
            raise StoreError(f"{path} could not be written ({why}): {copies}") from None
        else:
            return path

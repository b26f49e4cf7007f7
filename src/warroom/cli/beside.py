"""The pictures beside a Markdown file: `-o postmortem.md` writes `postmortem-lanes.svg` and its sisters next to it."""

import os

from warroom.cli.context import notice
from warroom.cli.output import write_error
from warroom.core.errors import StoreError
from warroom.postmortem.blocks import Document, figures_of
from warroom.postmortem.markdown import render
from warroom.postmortem.svg import IS_OURS, picture_name, pictures
from warroom.store.files import replace_file


class Beside:
    """The pictures of a document on their way to the folder of its file, and its Markdown, which names them.

    Nothing is written before `write`. `force` lets them take the place of any file.

    Raises:
        StoreError: another's file has the name of one of them, or cannot be read.
    """

    def __init__(self, path: str, document: Document, *, force: bool = False) -> None:
        path = os.path.expanduser(path)
        self.folder = os.path.dirname(path)
        stem = os.path.splitext(os.path.basename(path))[0]
        # What is no file, such as a pipe or /dev/null, has no place beside it.
        has_place = os.path.isfile(path) or not os.path.exists(path)
        names = {figure.key: picture_name(stem, figure.key) for figure in figures_of(document) if has_place}
        self.files = pictures(document, stem) if has_place else {}
        self.markdown = render(document, names)
        if not force:
            for name in self.files:
                self._leave_alone_what_is_not_ours(os.path.join(self.folder, name))

    def write(self) -> None:
        """Put each picture in place whole, and say so.

        Raises:
            StoreError: one cannot be written.
        """
        for name, text in self.files.items():
            path = os.path.join(self.folder, name)
            try:
                replace_file(path, text.encode())
            except OSError as error:
                raise write_error(path, error) from None
        if self.files:
            notice(f"wrote {', '.join(self.files)} beside it")

    def _leave_alone_what_is_not_ours(self, path: str) -> None:
        try:
            with open(path, "rb") as file:
                beginning = file.read(len(IS_OURS))
        except FileNotFoundError:
            return
        except OSError as error:
            raise write_error(path, error) from None
        if beginning and beginning != IS_OURS:
            raise StoreError(f"{path} is there and is not a picture of ours: move it away, or choose another name")

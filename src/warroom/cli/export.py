"""`warroom export`: write the postmortem."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from warroom.cli.context import add_incident, context, notice, notices
from warroom.core.errors import LineError, StoreError
from warroom.postmortem.formats import DEFAULT, FORMATS, Format

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from warroom.config import Config
    from warroom.core.model import Incident
    from warroom.postmortem.blocks import Document

SUMMARY = "Write the postmortem as a document, or the whole record as JSON."
EXAMPLES = """  warroom export > postmortem.md
  warroom export checkout -o postmortem.md
  warroom export -t google-sre -o postmortem.md
  warroom export -f html -o postmortem.html
  warroom export -f pdf -o postmortem.pdf
  warroom export -f json -o incident.json
  warroom export --copy"""

_LOOK = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    add_incident(parser)
    known = "; ".join(f"{name} for {form.about}" for name, form in FORMATS.items())
    parser.add_argument("-f", "--format", choices=(*FORMATS,), default=DEFAULT, help=f"{known} (default: {DEFAULT})")
    parser.add_argument("-t", "--template", metavar="NAME", help="the template, as warroom templates lists them")
    parser.add_argument("-o", "--output", metavar="FILE", help="the file to write (default: standard output)")
    parser.add_argument("--copy", action="store_true", help="put it on the clipboard, and say where it went")


def run(args: argparse.Namespace) -> int:
    """Write the document."""
    what = context(args)
    room = what.library.open(what.incident(args.incident), by=what.by)
    with suppress(StoreError):  # the document does not depend on it
        room.checkpoint()
    notices(room.notices)
    form = FORMATS[args.format]
    to_file = bool(args.output) and args.output != "-"
    written = _written(room.incident, args, what.config)
    if isinstance(written, bytes) and not to_file:
        _refuse_bytes(args)
    if to_file:
        _write(args.output, written if isinstance(written, bytes) else written.encode(), form)
        notice(f"wrote {args.output}")
    elif isinstance(written, bytes):
        sys.stdout.buffer.write(written)
    elif not args.copy:
        print(written, end="")
    if args.copy and isinstance(written, str):
        from warroom.clipboard import copy

        copied = copy(written, _to_terminal())
        notice(str(copied) if copied.anywhere else f"{copied}: write it to a file with -o FILE")
    return 0


def _written(incident: Incident, args: argparse.Namespace, config: Config) -> str | bytes:
    """Return the document, by a built-in template or by somebody's own."""
    from warroom.postmortem import outlines

    name = args.template or config.template or outlines.DEFAULT
    if name in outlines.TEMPLATES or (args.format == "json" and not args.template):
        return FORMATS[args.format].render(incident, lambda: _document(incident, name))
    from warroom.paths import templates_folder
    from warroom.postmortem import own

    return own.render(incident, own.find(name, args.format, templates_folder()))


def _document(incident: Incident, template: str) -> Document:
    from warroom.postmortem.document import build_document

    return build_document(incident, template)


def _refuse_bytes(args: argparse.Namespace) -> None:
    """Keep what is no text away from where only text can be shown.

    Raises:
        LineError: it would go to a terminal, or to the clipboard.
    """
    if args.copy:
        raise LineError(f"{args.format} is no text to copy: write it to a file with -o FILE")
    if sys.stdout.isatty():
        raise LineError(f"{args.format} cannot be shown on a terminal: write it to a file with -o FILE")


def _write(path: str, data: bytes, form: Format) -> None:
    """Put the document in place whole; a file that is not an earlier export is left alone.

    Raises:
        StoreError: it is left alone, or cannot be written.
    """
    from warroom.store.files import replace_file, store_error

    path = os.path.expanduser(path)
    try:
        if os.path.exists(path) and not _is_export(path, form):
            raise StoreError(f"{path} is there and is not an export of ours: move it away, or choose another name")
        replace_file(path, data)
    except OSError as error:
        raise store_error("write", path, error) from None


def _is_export(path: str, form: Format) -> bool:
    with open(path, "rb") as file:
        data = file.read(_LOOK)
        if os.path.getsize(path) > 2 * _LOOK:
            file.seek(-_LOOK, os.SEEK_END)
        data += file.read(_LOOK)
    return not data or form.is_ours(data)


def _to_terminal() -> Callable[[str], object] | None:
    return sys.stderr.write if sys.stderr.isatty() else None

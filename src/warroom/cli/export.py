"""`warroom export`: write the postmortem."""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from warroom.cli.context import add_incident, context, notice, notices
from warroom.core.errors import StoreError
from warroom.core.model import Incident

if TYPE_CHECKING:
    from warroom.cli.beside import Beside

SUMMARY = "Write the postmortem as Markdown, or the whole record as JSON."
EXAMPLES = """  warroom export > postmortem.md
  warroom export checkout -o postmortem.md
  warroom export -f json -o incident.json
  warroom export --copy"""

_LOOK = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    add_incident(parser)
    parser.add_argument("-f", "--format", choices=("md", "json"), default="md", help="Markdown (default) or JSON")
    parser.add_argument("-o", "--output", metavar="FILE", help="the file to write (default: standard output)")
    parser.add_argument("--copy", action="store_true", help="put it on the clipboard, and say where it went")


def run(args: argparse.Namespace) -> int:
    """Write the document."""
    what = context(args)
    room = what.library.open(what.incident(args.incident), by=what.by)
    with suppress(StoreError):  # the document does not depend on it
        room.checkpoint()
    notices(room.notices)
    to_file = bool(args.output) and args.output != "-"
    beside = _beside(args.output, room.incident) if to_file and args.format == "md" else None
    document = beside.markdown if beside else _render(room.incident, args.format)
    if to_file:
        _write(args.output, document, args.format)
        notice(f"wrote {args.output}")
        if beside:
            beside.write()
    elif not args.copy:
        print(document, end="")
    if args.copy:
        from warroom.clipboard import copy

        copied = copy(document, _to_terminal())
        notice(str(copied) if copied.anywhere else f"{copied}: write it to a file with -o FILE")
    return 0


def _render(incident: Incident, form: str) -> str:
    if form == "json":
        import json

        from warroom.core.contract import contract

        return json.dumps(contract(incident), ensure_ascii=False, indent=2) + "\n"
    from warroom.postmortem.markdown import to_markdown

    return to_markdown(incident)


def _beside(path: str, incident: Incident) -> "Beside":
    from warroom.cli.beside import Beside
    from warroom.postmortem.document import build_document

    return Beside(path, build_document(incident))


def _write(path: str, document: str, form: str) -> None:
    """Put the document in place whole; a file that is not an earlier export is left alone.

    Raises:
        StoreError: it is left alone, or cannot be written.
    """
    from warroom.store.files import replace_file, store_error

    path = os.path.expanduser(path)
    try:
        if os.path.exists(path) and not _is_export(path, form):
            raise StoreError(f"{path} is there and is not an export of ours: move it away, or choose another name")
        replace_file(path, document.encode())
    except OSError as error:
        raise store_error("write", path, error) from None


def _is_export(path: str, form: str) -> bool:
    with open(path, encoding="utf-8", errors="replace") as file:
        beginning = file.read(_LOOK)
    if form == "json":
        return not beginning or beginning.startswith('{\n  "incident": {')
    return not beginning or (beginning.startswith("# ") and "\n## Issue summary\n" in beginning)


def _to_terminal() -> Callable[[str], object] | None:
    return sys.stderr.write if sys.stderr.isatty() else None

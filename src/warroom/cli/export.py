"""`warroom export`: write the postmortem."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from warroom.cli.context import add_incident, context, notice, notices
from warroom.cli.output import write_export
from warroom.core.errors import LineError, StoreError
from warroom.core.readiness import BLOCKER, Finding, readiness
from warroom.core.text import plural
from warroom.postmortem.formats import DEFAULT, DOCUMENTS, FORMATS
from warroom.postmortem.outlines import DEFAULT as HOUSE
from warroom.postmortem.outlines import TEMPLATES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from warroom.cli.beside import Beside
    from warroom.core.model import Incident
    from warroom.postmortem.blocks import Document

SUMMARY = "Write the postmortem as a document, or the whole record as JSON."
EXAMPLES = """  warroom export > postmortem.md
  warroom export checkout -o postmortem.md
  warroom export -t google-sre -o postmortem.md
  warroom export -f html -o postmortem.html
  warroom export -f pdf -o postmortem.pdf
  warroom export -f json -o incident.json
  warroom export --redact -f html -o postmortem.html
  warroom export --strict > postmortem.md
  warroom export --copy"""

_SAID = frozenset({"secret_in_text", "personal_data"})
"""Warnings that an export says in full: whoever gets the document can read it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    add_incident(parser)
    known = "; ".join(f"{name} for {form.about}" for name, form in FORMATS.items())
    parser.add_argument("-f", "--format", choices=(*FORMATS,), default=DEFAULT, help=f"{known} (default: {DEFAULT})")
    parser.add_argument("-t", "--template", metavar="NAME", help="the template, as warroom templates lists them")
    parser.add_argument("-o", "--output", metavar="FILE", help="the file to write (default: standard output)")
    parser.add_argument("--force", action="store_true", help="with -o, write over a file that is not an earlier export")
    parser.add_argument("--copy", action="store_true", help="put it on the clipboard, and say where it went")
    parser.add_argument(
        "--redact", action="store_true", help="put names such as [e-mail 1] in the place of secrets and personal data"
    )
    parser.add_argument(
        "--strict", action="store_true", help="write nothing and exit 1 while the postmortem lacks anything"
    )


def run(args: argparse.Namespace) -> int:
    """Write the document."""
    what = context(args)
    room = what.library.open(what.incident(args.incident), by=what.by)
    with suppress(StoreError):  # the document does not depend on it
        room.checkpoint()
    notices(room.notices)
    incident = _redacted(room.incident) if args.redact else room.incident
    findings = readiness(incident)
    if args.strict and any(one.severity == BLOCKER for one in findings):
        _say(findings)
        notice("nothing is written while anything is missing: export without --strict writes it all the same")
        return 1
    to_file = bool(args.output) and args.output != "-"
    template = args.template or what.config.template or HOUSE
    beside = _beside(incident, args, template) if to_file and args.format == "md" else None
    written = beside.markdown if beside else _written(incident, args.format, template)
    if isinstance(written, bytes) and not to_file:
        _refuse_bytes(args)
    if to_file:
        data = written if isinstance(written, bytes) else written.encode()
        write_export(args.output, data, what.library.home, force=args.force)
        notice(f"wrote {args.output}")
        if beside:
            beside.write()
    elif isinstance(written, bytes):
        sys.stdout.buffer.write(written)
    elif not args.copy:
        print(written, end="")
    if args.copy and isinstance(written, str):
        from warroom.clipboard import copy

        copied = copy(written, _to_terminal())
        notice(str(copied) if copied.anywhere else f"{copied}: write it to a file with -o FILE")
    _say(findings)
    return 0


def _redacted(incident: Incident) -> Incident:
    """Return the incident without what looks like a secret, and say what was hidden."""
    from warroom.postmortem.redact import redacted

    incident, redactor = redacted(incident)
    notice(f"hidden: {redactor}" if redactor.hidden else "nothing in it looks like a secret or personal data")
    return incident


def _say(findings: list[Finding]) -> None:
    """Say what is missing, a line each, and how many warnings there are."""
    told = [one for one in findings if one.severity == BLOCKER or one.code in _SAID]
    for finding in told:
        notice(f"missing: {finding.message}" if finding.severity == BLOCKER else finding.message)
    if more := len(findings) - len(told):
        notice(f"{plural(more, 'warning')}: warroom check says which")


def _written(incident: Incident, form: str, template: str) -> str | bytes:
    """Return the incident in a format; a document is written by a built-in template, or by somebody's own."""
    if template in TEMPLATES or form not in DOCUMENTS:
        return FORMATS[form].render(incident, lambda: _document(incident, template))
    from warroom.paths import templates_folder
    from warroom.postmortem import own

    text = own.document(incident, template, "html" if form == "pdf" else form, templates_folder())
    if form != "pdf":
        return text
    from warroom.postmortem.pdf import printed

    return printed(text)


def _beside(incident: Incident, args: argparse.Namespace, template: str) -> Beside | None:
    """Return the pictures that go beside a Markdown file; with a template of somebody's own there are none."""
    from warroom.cli.beside import Beside

    return Beside(args.output, _document(incident, template), force=args.force) if template in TEMPLATES else None


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


def _to_terminal() -> Callable[[str], object] | None:
    return sys.stderr.write if sys.stderr.isatty() else None

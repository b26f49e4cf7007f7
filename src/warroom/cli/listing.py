"""`warroom list`: list the incidents."""

import argparse
import shutil
import sys

from warroom.cli.context import add_json, context, notice, print_json
from warroom.core.text import shorten
from warroom.core.times import spoken_duration, to_text
from warroom.store.library import Summary

SUMMARY = "List the incidents: severity, status, how long, and how much the postmortem still lacks."
EXAMPLES = """  warroom list
  warroom list --json | jq -r '.[] | select(.status != "closed") | .id'"""

_TITLE_WIDTH = 48


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the list."""
    found = context(args).library.summaries()
    if args.json:
        print_json([_document(summary) for summary in found])
        return 0
    if not found:
        notice("there is no incident yet: warroom new 'what is wrong'")
        return 0
    rows = [("ID", "SEVERITY", "STATUS", "TOOK", "MISSING", "TITLE"), *map(_columns, found)]
    for line in _fitting(rows):
        print(line)
    for summary in found:
        if summary.damaged:
            notice(f"{summary.id}: {summary.damaged}")
    return 0


def _fitting(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the rows as a table; in a terminal that is too narrow without the titles, whose words the ids have."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    is_narrow = sys.stdout.isatty() and max(map(len, lines)) > shutil.get_terminal_size().columns
    return _fitting([row[:-1] for row in rows]) if is_narrow and rows[0][-1] == "TITLE" else lines


def _columns(summary: Summary) -> tuple[str, ...]:
    took = "" if summary.seconds is None else spoken_duration(summary.seconds)
    if not summary.title:
        return (summary.id, "", "damaged", "", "", "")
    missing = str(summary.missing) if summary.missing else "nothing"
    status = summary.status if summary.mode == "real" else f"{summary.status}, {summary.mode}"
    return (summary.id, summary.severity, status, took, missing, shorten(summary.title, _TITLE_WIDTH))


def _document(summary: Summary) -> dict[str, object]:
    start, end = summary.started_at, summary.ended_at
    return {
        **summary._asdict(),
        "started_at": to_text(start) if start else None,
        "ended_at": to_text(end) if end else None,
    }
